/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The partners of a region, as rankings in the store have them.
 */
const rankings = told.variables.filter((variable) => variable.kind === "partner" && variable.dimensions.map((dimension) => dimension.name).join() === `year,region,${variable.name}_rank`);

/* {region, score, further figures} of each rank, best first, in the last year that has any. */
async function partnersOf(name, region) {
  const partners = await loadVariable(name), ranks = partners.codes(2).length;
  let year = years.length - 1;
  const at = (y, rank) => partners.at([y, region, rank]);
  while (year >= 0 && !(at(year, 0) >= 0)) year--;
  if (year < 0) return null;
  const figure = async (suffix) => {
    const data = await loadVariable(`${name}_${suffix}`);
    return (rank) => (data && data.variable.dimensions.length === 3 ? data.at([year, region, rank]) : NaN);
  };
  const [score, lower, upper, stability, distance] = await Promise.all(["score", "rank_lower", "rank_upper", "stability", "distance"].map(figure));
  const reasons = await reasonsOf(name, year, region);
  const rows = [];
  for (let rank = 0; rank < ranks && at(year, rank) >= 0; rank++)
    rows.push({ rank: rank + 1, region: at(year, rank), score: score(rank), lower: lower(rank), upper: upper(rank), stability: stability(rank), distance: distance(rank), reasons: reasons(rank) });
  return { year, rows };
}

/* The largest parts of the score: [{title, value}]. */
async function reasonsOf(name, year, region) {
  const parts = await loadVariable(name + "_contribution"), items = await loadVariable(name + "_contribution_item"), blocks = await loadVariable(name + "_item_block");
  if (!parts || !items || !blocks) return () => [];
  const codes = blocks.codes(0), most = Math.min(3, parts.codes(3).length);
  return (rank) => Array.from({ length: most }, (_, k) => ({ item: items.at([year, region, rank, k]), value: parts.at([year, region, rank, k]) }))
    .filter(({ item, value }) => item >= 0 && Number.isFinite(value)).map(({ item, value }) => {
      const code = codes[item].slice(codes[item].indexOf(":") + 1), industry = industries.find((member) => member.code === code);
      return { title: industry ? nameOf(industry) : code.replaceAll("_", " "), value };
    });
}

async function partnerSection(region) {
  const made = [];
  for (const variable of rankings) {
    const found = await partnersOf(variable.name, region);
    if (found) made.push({ variable, ...found });
  }
  if (made.length === 0) return null;
  const links = made.flatMap(({ rows }, i) => rows.map((row) => ({ from: region, to: row.region, width: i === 0 ? 1.8 : 0.9 })));
  const all = [...new Set([region, ...links.map((entry) => entry.to)])];
  const marked = new Set(all), located = all.filter(placeOf), reach = extentOf(located.length ? located.map(placeOf) : [[0, 0]], true);
  const named = new Set(apart(located, (r) => (placeOf(r)[0] - reach.west) / (reach.east - reach.west), (r) => (placeOf(r)[1] - reach.south) / (reach.north - reach.south)));
  const map = hasMap && located.length > 1 ? mapOf({ height: 320, title: say("partners"), around: all, links, looks: (r) => marked.has(r) && { state: "known", colour: r === region ? "--bad" : "--accent",
    large: r === region, name: named.has(r) ? regions[r].code : "", lines: [fullNameOf(regions[r])] } }) : null;
  const has = (rows, key) => rows.some((row) => Number.isFinite(row[key]));
  const tables = made.map(({ variable, year, rows }) => tableOf({ title: `${say(variable.name) === variable.name ? variable.title || variable.name : say(variable.name)}, ${years[year]}`, name: `${regions[region].code}_${variable.name}`, rows, columns: [
    { key: "rank", title: say("rank"), numeric: true, value: (row) => row.rank, show: (row) => String(row.rank) },
    { key: "partner", title: say("partner"), value: (row) => regions[row.region].code, show: (row) => regionLink(row.region) },
    { key: "score", title: say("score"), numeric: true, value: (row) => row.score },
    ...(has(rows, "lower") ? [{ key: "rank_lower", title: say("rank_interval"), value: (row) => row.lower, show: (row) => sayInterval(row.lower, row.upper) }, { key: "rank_upper", value: (row) => row.upper }] : []),
    ...(has(rows, "stability") ? [{ key: "stability", title: say("stability"), numeric: true, value: (row) => row.stability, show: (row) => sayPercent(row.stability, 0) }] : []),
    ...(has(rows, "distance") ? [{ key: "distance", title: say("distance"), numeric: true, value: (row) => row.distance, show: (row) => `${sayNumber(row.distance)} km` }] : []),
    { key: "reasons", title: say("reasons"), value: (row) => row.reasons.map(({ title, value }) => `${title} ${value}`).join("; "), show: (row) => row.reasons.map(({ title, value }) => `${shortened(title, 36)} (${sayNumber(value, 2)})`).join("; ") }] }));
  return element("section", { "data-section": "partners" }, element("h3", {}, say("partners")), element("p", { class: "quiet" }, say("partners_help")), map ? map.figure : null, element("div", { class: "pair" }, tables));
}
