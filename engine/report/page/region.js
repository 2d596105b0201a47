/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page of a region.
 */
async function regionPage(content, code) {
  const region = regions.findIndex((member) => member.code === code);
  if (region < 0) return content.append(element("p", {}, say("no_region", { code })));
  const member = regions[region];
  content.append(element("h2", { dir: "auto" }, fullNameOf(member)),
    element("p", { class: "quiet", dir: "auto" }, member.parent ? say("part_of", { parent: member.parent }) : ""));
  for (const section of [sizeSection, specialisationSection, performanceSection, frameworkSection, developmentSection, partnerSection, caseSection]) {
    const made = await section(region);
    if (made) content.append(made);
  }
}

async function sizeSection(region) {
  const facts = [], measure = mainMeasure();
  if (measure) {
    const total = await totalsOf(measure);
    const year = years.map((_, y) => y).reverse().find((y) => Number.isFinite(total(region, y)));
    if (year !== undefined) {
      const all = regions.map((_, r) => total(r, year)).filter(Number.isFinite).reduce((sum, value) => sum + value, 0);
      facts.push({ title: titleOf(cubes.get(measure)), value: total(region, year), unit: cubes.get(measure).unit, note: say("share_of_all", { share: sayPercent(total(region, year) / all, 2), year: years[year] }) });
    }
  }
  for (const cube of told.cubes) {
    if (cube.kind !== "measure" || cube.cube !== cube.name || hasAxis(cube, "industry") || !hasAxis(cube, "region")) continue;
    const data = await load(cube.name), year = lastYear(data, { region });
    if (year >= 0) facts.push({ title: titleOf(cube), value: data.at({ year, region }), unit: cube.unit, note: years[year] });
  }
  return facts.length ? element("section", { "data-section": "size" }, element("h3", {}, say("size")), factsOf(facts, `${regions[region].code}_size`)) : element("p", {}, say("nothing_known"));
}

async function specialisationSection(region) {
  const quotient = await load("lq"), stars = await load("stars"), growth = await load("growth"), measure = mainMeasure();
  if (!quotient.cube) return null;
  const amounts = await load(measure), total = await totalsOf(measure);
  const interval = await Promise.all(["lq_lower", "lq_upper"].map(load)), range = interval[0].cube ? interval : await Promise.all(["lq_minimum", "lq_maximum"].map(load));
  const year = years.map((_, y) => y).reverse().find((y) => industries.some((_, industry) => Number.isFinite(quotient.at({ year: y, region, industry }))));
  if (year === undefined) return null;
  const rows = industries.map((_, industry) => ({ industry, where: { year, region, industry } })).map(({ industry, where }) => ({ industry, where, value: quotient.at(where), lower: range[0].at(where), upper: range[1].at(where) }));
  const best = rows.filter((row) => Number.isFinite(row.value)).sort((a, b) => b.value - a.value).slice(0, 12);
  const figure = element("figure", {}, element("figcaption", {}, say(range[0].cube ? "quotients_with_interval" : "quotients", { year: years[year] })));
  draw(figure, "bars", { height: 24 * best.length + 60, title: say("specialisation"), signals: { reference: 1, x_title: quotient.cube.title, label_limit: Math.min(260, 0.42 * Math.min(innerWidth, 640)) },
    data: { rows: best.map((row) => ({ name: shortened(fullNameOf(industries[row.industry]), 60), value: row.value, lower: Number.isFinite(row.lower) ? row.lower : null, upper: Number.isFinite(row.upper) ? row.upper : null, place: ["cluster", industries[row.industry].code],
      lines: [fullNameOf(industries[row.industry]), `${quotient.cube.title}: ${sayNumber(row.value)}`, Number.isFinite(row.lower) ? sayInterval(row.lower, row.upper) : ""] })) } });
  const table = tableOf({ title: say("specialisation_table", { year: years[year] }), name: `${regions[region].code}_specialisation_${years[year]}`, rows, sortBy: "lq", descending: true, columns: [
    { key: "industry", title: say("industry"), value: (row) => fullNameOf(industries[row.industry]), show: (row) => industryLink(row.industry) },
    ...measureColumns(amounts, total, (row) => row.where),
    { key: "lq", title: quotient.cube.title, numeric: true, value: (row) => row.value },
    ...(range[0].cube ? [{ key: "interval", title: say("interval"), value: (row) => row.lower, show: (row) => sayInterval(row.lower, row.upper) }, { key: range[0].cube.name, value: (row) => row.lower }, { key: range[1].cube.name, value: (row) => row.upper }] : []),
    ...(stars.cube ? [{ key: "stars", title: stars.cube.title, numeric: true, value: (row) => stars.at(row.where), show: (row) => element("span", { class: "stars" }, sayStars(stars.at(row.where))) }] : []),
    ...(growth.cube ? [{ key: "growth", title: growth.cube.title, numeric: true, value: (row) => growth.at(row.where), show: (row) => sayPercent(growth.at(row.where)) }] : [])] });
  return element("section", { "data-section": "specialisation" }, element("h3", {}, say("specialisation")), figure, table);
}

async function performanceSection(region) {
  const rows = [];
  for (const cube of told.cubes) {
    if (cube.kind !== "indicator" || cube.name.endsWith("_coverage") || hasAxis(cube, "industry") || !hasAxis(cube, "region") || !hasAxis(cube, "year")) continue;
    const data = await load(cube.name), year = lastYear(data, { region });
    if (year >= 0) rows.push({ cube, year, of: standing(data, year, region) });
  }
  if (rows.length === 0) return null;
  if (told.region) keepForBrief(rows);
  const group = (row) => say("family_" + row.cube.family);
  return element("section", { "data-section": "performance" }, element("h3", {}, say("performance")), element("p", { class: "quiet" }, say("performance_help")),
    tableOf({ name: `${regions[region].code}_indicators`, rows: rows.sort((a, b) => (b.cube.family === "performance") - (a.cube.family === "performance")), columns: [
      { key: "indicator", title: say("indicator"), value: (row) => row.cube.name, show: (row) => element("a", { href: "#methods/" + row.cube.cube }, row.cube.title) },
      { key: "value", title: say("value"), numeric: true, value: (row) => row.of.own },
      { key: "median", title: say("median"), numeric: true, value: (row) => row.of.middle },
      { key: "rank", title: say("rank"), numeric: true, value: (row) => row.of.rank, show: (row) => sayRank(row.of) },
      { key: "place", title: say("among_all"), value: (row) => row.of.below, show: (row) => barOf(row.of) },
      { key: "unit", title: say("unit"), value: (row) => sayUnit(row.cube.unit) },
      { key: "year", title: say("year"), numeric: true, value: (row) => Number(years[row.year]), show: (row) => years[row.year] },
      { key: "family", title: say("family"), value: group }] }));
}

/* A brief has performance whole, and of other families what comes first. */
function keepForBrief(rows) {
  const seen = new Map();
  const kept = rows.filter(({ cube }) => {
    seen.set(cube.family, (seen.get(cube.family) || 0) + 1);
    return cube.family === "performance" || seen.get(cube.family) <= 2;
  });
  rows.splice(0, rows.length, ...kept);
}

/* Indices of framework conditions, in the order of their nodes. */
async function frameworkSection(region) {
  const sections = [];
  for (const variable of told.variables) {
    const names = variable.dimensions.map((dimension) => dimension.name);
    if (variable.kind !== "framework" || names.join() !== `year,region,${variable.name}_node`) continue;
    const scores = await loadVariable(variable.name), nodes = scores.codes(2);
    const data = (node) => ({ at: ({ year, region: r }) => scores.at([year, r, node]) });
    const year = lastYear(data(0), { region });
    if (year < 0) continue;
    const titles = await loadVariable(variable.name + "_title");
    const title = (node) => (titles ? titles.at([node]) : nodes[node].replaceAll("_", " "));
    const rows = nodes.map((code, node) => ({ code, node, of: standing(data(node), year, region) })).filter((row) => Number.isFinite(row.of.own));
    const share = (row) => (row.of.of > 1 ? row.of.below / (row.of.of - 1) : 0.5);
    const parts = rows.slice(1).sort((a, b) => share(b) - share(a)), name = (row) => title(row.node);
    const strong = parts.filter((row) => share(row) >= 0.75).slice(0, 4), weak = parts.filter((row) => share(row) <= 0.25).reverse().slice(0, 4);
    sections.push(element("section", { "data-section": "framework" }, element("h3", {}, variable.title || variable.name),
      element("p", {}, element("strong", { class: "good" }, say("strengths") + ": "), strong.map(name).join("; ") || say("none"), element("br"), element("strong", { class: "bad" }, say("weaknesses") + ": "), weak.map(name).join("; ") || say("none")),
      tableOf({ title: years[year], name: `${regions[region].code}_${variable.name}`, rows, columns: [
        { key: "node", title: say("condition"), value: (row) => row.code, show: name },
        { key: "score", title: say("score"), numeric: true, value: (row) => row.of.own },
        { key: "median", title: say("median"), numeric: true, value: (row) => row.of.middle },
        { key: "rank", title: say("rank"), numeric: true, value: (row) => row.of.rank, show: (row) => sayRank(row.of) },
        { key: "place", title: say("among_all"), value: (row) => row.of.below, show: (row) => barOf(row.of) }] })));
  }
  return sections.length ? element("div", {}, sections) : null;
}

/* Both begin at 100 in the first year that the region is known in. */
async function developmentSection(region) {
  const measure = mainMeasure();
  if (!measure) return null;
  const total = await totalsOf(measure);
  const known = years.map((_, y) => y).filter((year) => total(region, year) > 0);
  if (known.length < 2) return null;
  const always = regions.map((_, r) => r).filter((r) => known.every((year) => Number.isFinite(total(r, year))));
  const everywhere = (year) => always.reduce((sum, r) => sum + total(r, year), 0);
  const series = [{ name: nameOf(regions[region]), of: (year) => total(region, year) }, { name: say("regions_known_always", { count: always.length }), of: everywhere }];
  const growth = (of, year) => (100 * of(year)) / of(known[0]);
  const rows = series.flatMap(({ name, of }) => known.map((year) => ({ series: name, year: years[year], value: growth(of, year), last: year === known[known.length - 1],
    lines: [name, `${years[year]}: ${sayNumber(growth(of, year))} (${sayWithUnit(of(year), cubes.get(measure).unit)})`] })));
  const figure = element("figure", {}, element("figcaption", {}, say("development_caption", { measure: titleOf(cubes.get(measure)), year: years[known[0]] })));
  draw(figure, "lines", { title: say("development"), signals: { y_title: say("index", { year: years[known[0]] }) }, data: { rows } });
  const story = await shiftShareStory(region), unit = sayUnit(cubes.get(measure).unit);
  const table = tableOf({ name: `${regions[region].code}_development`, rows: known, columns: [
    { key: "year", title: say("year"), value: (year) => Number(years[year]), show: (year) => years[year] },
    { key: measure, title: titleOf(cubes.get(measure)) + (unit ? ` (${unit})` : ""), numeric: true, value: series[0].of },
    { key: "index", title: say("index", { year: years[known[0]] }), numeric: true, value: (year) => growth(series[0].of, year) },
    { key: "index_everywhere", title: series[1].name, numeric: true, value: (year) => growth(everywhere, year) }] });
  return element("section", { "data-section": "development" }, element("h3", {}, say("development")), story ? element("p", { class: "shift-share" }, story.sentences) : null, figure, told.region ? null : table);
}

function caseSection(region) {
  const own = told.cases.filter((entry) => entry.region === region);
  return own.length ? element("section", { "data-section": "cases" }, element("h3", {}, say("cases")), own.map(caseOf)) : null;
}
