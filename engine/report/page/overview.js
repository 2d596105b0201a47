/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The overview: any indicator on the map, year by year, and its table.
 */
const shown = { dataset: null, industry: 0, year: years.length - 1 };

const mappable = told.cubes.filter((cube) => hasAxis(cube, "year") && hasAxis(cube, "region") && !cube.name.endsWith("_coverage"));

/* Groups of options: measures, then indicators by family, then frameworks. */
function datasetGroups() {
  const groups = new Map();
  for (const cube of mappable) {
    const key = cube.kind === "indicator" ? "family_" + cube.family : "kind_" + cube.kind;
    if (!groups.has(key)) groups.set(key, { title: say(key), options: [] });
    groups.get(key).options.push({ value: cube.name, text: cube.name.endsWith("_total_region") ? say("total_of", { title: titleOf(cube) }) : titleOf(cube) });
  }
  return [...groups.values()];
}

function chooseDataset() {
  const wanted = ["lq", "stars", "krugman_specialisation", "labour_productivity"].find((name) => cubes.has(name));
  return wanted || (mappable.length ? mappable[0].name : null);
}

/* A region's look in one dataset, industry and year. */
function lookOf(data, coverage, classes, where) {
  const value = data.at(where), flags = data.flagsAt(where), region = regions[where.region];
  const state = Number.isFinite(value) ? "known" : isHidden(flags) ? "suppressed" : "missing";
  const covered = coverage.at(where);
  return { state, colour: state === "known" ? classes.of(value) : null, lines: [fullNameOf(region),
    state === "known" ? sayWithUnit(value, data.cube.unit) : say(state), flags ? say("flags", { flags: sayFlags(flags) }) : "",
    Number.isFinite(covered) && covered < 1 ? say("coverage", { share: sayPercent(covered) }) : ""] };
}

/* The same lines as `lociq export` writes: every year, region and industry of the dataset. */
function exportOf(data) {
  const cube = data.cube, cells = hasAxis(cube, "industry");
  let text = cells ? "region,industry,year,value,flag\n" : "region,year,value,flag\n";
  for (let year = 0; year < years.length; year++)
    for (let region = 0; region < regions.length; region++)
      for (let industry = 0; industry < (cells ? industries.length : 1); industry++) {
        const where = { year, region, industry };
        text += [csvField(regions[region].code), ...(cells ? [csvField(industries[industry].code)] : []), years[year], csvField(data.at(where)), lettersOf(data.flagsAt(where))].join(",") + "\n";
      }
  return text;
}

async function overview(content) {
  shown.dataset = shown.dataset || chooseDataset();
  if (!shown.dataset) return content.append(element("p", {}, say("nothing_to_show")));
  const data = await load(shown.dataset), coverage = await load(data.cube.cube + "_coverage"), cube = data.cube;
  const cells = hasAxis(cube, "industry"), unit = sayUnit(cube.unit);
  const state = element("p", { class: "quiet", "aria-live": "polite" }), legend = element("div"), tablePlace = element("div");
  const where = (region, year = shown.year) => ({ year, region, industry: shown.industry });
  const valuesOf = (year) => regions.map((_, r) => data.at(where(r, year)));
  const last = years.map((_, y) => y).reverse().find((y) => valuesOf(y).some(Number.isFinite));
  if (!valuesOf(shown.year).some(Number.isFinite) && last !== undefined) shown.year = last;

  /* One set of classes for all years, so that the slider shows change. */
  const everything = years.flatMap((_, y) => valuesOf(y));
  const classes = classesOf(cube, everything);
  const looks = (r) => lookOf(data, coverage, classes, where(r));
  const map = hasMap ? mapOf({ looks, title: cube.title, height: innerWidth < 740 ? 380 : 560 }) : null;

  const year = element("input", { type: "range", min: 0, max: years.length - 1, value: shown.year, id: "year", oninput: () => ((shown.year = Number(year.value)), refresh()) });
  const yearText = element("output", { for: "year" });
  const again = () => show();
  const controls = element("div", { class: "controls" },
    selectOf(datasetGroups(), shown.dataset, say("indicator"), (value) => ((shown.dataset = value), again())),
    cells ? selectOf([industries.map((member, i) => ({ value: String(i), text: fullNameOf(member) }))], String(shown.industry), say("industry"), (value) => ((shown.industry = Number(value)), again())) : null,
    element("label", {}, element("span", {}, say("year") + " ", yearText), year));

  function refresh() {
    yearText.textContent = years[shown.year];
    const all = regions.map((_, r) => looks(r));
    const count = (kind) => all.filter((look) => look.state === kind).length;
    state.textContent = say("known_of", { known: count("known"), of: regions.length, year: years[shown.year] });
    legend.replaceChildren(legendOf({ entries: classes.entries.map((entry) => ({ ...entry, count: all.filter((look) => look.colour === entry.colour).length })) }, count("missing"), count("suppressed")));
    if (map) map.update((r) => all[r]);
    tablePlace.replaceChildren(tableOf({ name: cube.name, sortBy: "value", descending: true, csv: () => exportOf(data),
      title: `${titleOf(cube)}${cells ? ", " + nameOf(industries[shown.industry]) : ""}, ${years[shown.year]}${unit ? " (" + unit + ")" : ""}`,
      rows: regions.map((_, r) => r), columns: [
        { key: "region", title: say("region"), value: (r) => fullNameOf(regions[r]), show: regionLink },
        { key: "value", title: say("value"), numeric: true, value: (r) => data.at(where(r)), show: (r) => (cube.cube.startsWith("stars") && cube.name === "stars" ? sayStars(data.at(where(r))) : sayNumber(data.at(where(r)))) },
        { key: "flag", title: say("flag"), value: (r) => sayFlags(data.flagsAt(where(r))) },
        ...(coverage.cube ? [{ key: "coverage", title: say("coverage_title"), numeric: true, value: (r) => coverage.at(where(r)), show: (r) => sayPercent(coverage.at(where(r))) }] : [])] }));
  }
  refresh();
  content.append(element("h2", {}, say("overview_title")), controls,
    element("div", { class: map ? "split" : "" }, map ? map.figure : null, element("div", {}, element("h3", {}, titleOf(cube) + (unit ? ` (${unit})` : "")), cube.reading ? element("p", {}, cube.reading) : null, state, legend,
      map ? [element("p", { class: "quiet" }, say("map_help")), notOnMap()] : element("p", { class: "quiet" }, say("no_map")))), tablePlace);
}
