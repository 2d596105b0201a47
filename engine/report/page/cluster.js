/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page of an industry: where it is, and how strong there.
 */
async function clusterPage(content, code) {
  const industry = Math.max(0, industries.findIndex((member) => member.code === code));
  if (industries.length === 0) return content.append(element("p", {}, say("no_industries")));
  const quotient = await load("lq"), stars = await load("stars"), growth = await load("growth"), measure = mainMeasure(), amounts = await load(measure), total = await totalsOf(measure);
  content.append(element("div", { class: "controls" }, selectOf([industries.map((member) => ({ value: member.code, text: fullNameOf(member) }))], industries[industry].code, say("industry"), (value) => go(["cluster", value]))),
    element("h2", { dir: "auto" }, fullNameOf(industries[industry])));
  const year = years.map((_, y) => y).reverse().find((y) => regions.some((_, region) => Number.isFinite(quotient.at({ year: y, region, industry })) || Number.isFinite(amounts.at({ year: y, region, industry }))));
  if (year === undefined) return content.append(element("p", {}, say("nothing_known")));
  const where = (region) => ({ year, region, industry });
  const rows = regions.map((_, region) => ({ region, size: amounts.at(where(region)), share: amounts.at(where(region)) / total(region, year), quotient: quotient.at(where(region)), stars: stars.at(where(region)), growth: growth.at(where(region)) }));
  content.append(await concentrationSection(industry, rows, year));
  const shownRows = rows.filter((row) => row.size > 0 && row.quotient > 0);
  const scaled = (of) => { const all = shownRows.map((row) => Math.log(of(row))), least = Math.min(...all), most = Math.max(...all); return (row) => (Math.log(of(row)) - least) / (most - least || 1); };
  const named = new Set(apart([...shownRows].sort((a, b) => b.quotient * Math.sqrt(b.size) - a.quotient * Math.sqrt(a.size)).slice(0, 40), scaled((row) => row.size), scaled((row) => row.quotient)).slice(0, 10));
  const bubbles = element("figure", {}, element("figcaption", {}, say("bubbles_caption", { year: years[year] })));
  if (shownRows.length > 1)
    draw(bubbles, "bubbles", { title: say("bubbles"), signals: { x_title: `${titleOf(cubes.get(measure))}${sayUnit(cubes.get(measure).unit) ? ", " + sayUnit(cubes.get(measure).unit) : ""}`, y_title: quotient.cube.title },
      data: () => ({ rows: shownRows.map((row) => ({ ...row, code: regions[row.region].code, named: named.has(row), colour: styleOf(palettes.stars[row.stars] || palettes.stars[0]), place: ["region", regions[row.region].code],
        lines: [fullNameOf(regions[row.region]), `${titleOf(cubes.get(measure))}: ${sayWithUnit(row.size, cubes.get(measure).unit)}`, `${quotient.cube.title}: ${sayNumber(row.quotient)}`, say("share_in_region", { share: sayPercent(row.share) }), sayStars(row.stars)] })) }) });
  const data = stars.cube ? stars : quotient;
  const classes = data.cube && classesOf(data.cube, rows.map((row) => data.at(where(row.region))));
  const looks = (r) => lookOf(data, { at: () => NaN }, classes, where(r));
  const all = data.cube ? regions.map((_, r) => looks(r)) : [];
  const map = hasMap && data.cube ? mapOf({ looks, title: data.cube.title, height: 400 }) : null;
  if (map) map.figure.append(element("figcaption", {}, `${data.cube.title}, ${years[year]}`), legendOf(classes, all.filter((look) => look.state === "missing").length, all.filter((look) => look.state === "suppressed").length));
  content.append(element("div", { class: "pair" }, map ? map.figure : null, bubbles), tableOf({ title: say("regions_of_industry", { year: years[year] }), name: `${industries[industry].code}_${years[year]}`, rows, sortBy: "lq", descending: true, columns: [
    { key: "region", title: say("region"), value: (row) => fullNameOf(regions[row.region]), show: (row) => regionLink(row.region) },
    ...measureColumns(amounts, total, (row) => where(row.region)),
    { key: "lq", title: quotient.cube ? quotient.cube.title : "lq", numeric: true, value: (row) => row.quotient },
    ...(stars.cube ? [{ key: "stars", title: stars.cube.title, numeric: true, value: (row) => row.stars, show: (row) => element("span", { class: "stars" }, sayStars(row.stars)) }] : []),
    ...(growth.cube ? [{ key: "growth", title: growth.cube.title, numeric: true, value: (row) => row.growth, show: (row) => sayPercent(row.growth) }] : [])] }));
}

async function concentrationSection(industry, rows, year) {
  const facts = [], measure = cubes.get(mainMeasure());
  const known = rows.filter((row) => Number.isFinite(row.size)), all = known.reduce((sum, row) => sum + row.size, 0);
  if (measure) facts.push({ title: titleOf(measure), value: all, unit: measure.unit, note: say("sum_of_known", { count: known.length, year: years[year] }) });
  facts.push({ title: say("three_stars"), value: rows.filter((row) => row.stars === 3).length, note: years[year] });
  for (const cube of told.cubes) {
    if (cube.kind !== "indicator" || cube.name.endsWith("_coverage") || hasAxis(cube, "region") || !hasAxis(cube, "industry")) continue;
    const data = await load(cube.name), last = lastYear(data, { industry });
    if (last >= 0) facts.push({ title: titleOf(cube), value: data.at({ year: last, industry }), unit: cube.unit, note: years[last] });
  }
  return element("section", { "data-section": "concentration" }, element("h3", {}, say("concentration")), factsOf(facts, `${industries[industry].code}_concentration`));
}
