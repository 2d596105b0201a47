/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figures that several pages tell, and sentences made of them.
 */

/* The measure that the quotients are made of. */
function mainMeasure() {
  const quotient = cubes.get("lq");
  const named = quotient && quotient.attributes.measure;
  if (cubes.has(named) && hasAxis(cubes.get(named), "industry")) return named;
  const found = told.cubes.find((cube) => cube.kind === "measure" && hasAxis(cube, "industry"));
  return found ? found.name : null;
}

/* What a region has of a measure in all: as published, else the sum of what is known. */
async function totalsOf(name) {
  const body = await load(name), published = await load(name + "_total_region");
  return (region, year) => {
    const total = published.at({ year, region });
    if (Number.isFinite(total)) return total;
    const known = industries.map((_, industry) => body.at({ year, region, industry })).filter(Number.isFinite);
    return known.length ? known.reduce((sum, value) => sum + value, 0) : NaN;
  };
}

/* What a row's cell has of the measure, and its share in the region; nothing where the store has results alone.
 * place(row) is {year, region, industry}. */
function measureColumns(amounts, total, place) {
  if (!amounts.cube) return [];
  const unit = sayUnit(amounts.cube.unit), amount = (row) => amounts.at(place(row));
  const share = (row) => amount(row) / total(place(row).region, place(row).year);
  return [{ key: amounts.cube.name, title: titleOf(amounts.cube) + (unit ? ` (${unit})` : ""), numeric: true, value: amount,
    show: (row) => (!Number.isFinite(amount(row)) && isHidden(amounts.flagsAt(place(row))) ? say("suppressed") : sayNumber(amount(row))) },
    { key: "share", title: say("share"), numeric: true, value: share, show: (row) => sayPercent(share(row)) }];
}

/* Tiles, and the same figures as CSV. */
function factsOf(facts, name) {
  const columns = ["title", "value", "unit", "note"].map((key) => ({ key, value: (fact) => fact[key] }));
  return [element("dl", { class: "facts" }, facts.map(({ title, value, unit, note }) =>
    element("div", {}, element("dt", {}, title), element("dd", {}, sayNumber(value), element("small", {}, [sayUnit(unit || ""), note].filter(Boolean).join(" · ")))))), csvButton(name, () => csvOf(columns, facts))];
}

/* Two sentences: how a measure developed, and what the shift-share analysis says of it. */
async function shiftShareStory(region) {
  const parts = await Promise.all(["shift_share", "shift_share_national", "shift_share_mix", "shift_share_regional"].map(load));
  if (!parts[0].cube) return null;
  const known = years.map((_, y) => y).filter((year) => parts.every((part) => Number.isFinite(part.at({ year, region }))));
  if (known.length === 0) return null;
  const sum = (part) => known.reduce((all, year) => all + part.at({ year, region }), 0);
  const [change, national, mix, regional] = parts.map(sum);
  const unit = sayUnit(parts[0].cube.unit), measure = cubes.get(parts[0].cube.attributes.measure);
  const signed = (value) => (value < 0 ? "−" : "+") + sayNumber(Math.abs(value)) + (unit ? " " + unit : "");
  const span = { from: years[Math.max(0, known[0] - 1)], to: years[known[known.length - 1]], measure: measure ? titleOf(measure) : say("main_measure"), region: nameOf(regions[region]) };
  const own = regional > 0 && mix > 0 ? "both" : regional > 0 ? "own" : mix > 0 ? "mix" : "neither";
  return { sentences: say(change < 0 ? "story_fell" : "story_grew", { ...span, change: signed(change).slice(1), national: signed(national) }) + " " +
    say("story_" + own, { mix: signed(mix), regional: signed(regional), ...span }), figures: { change, national, mix, regional } };
}

/* "12 of 272", and where in between as a bar. */
const sayRank = (of) => (Number.isFinite(of.own) ? say("rank_of", { rank: sayNumber(of.rank), of: sayNumber(of.of) }) : "–");

function barOf(of) {
  if (!Number.isFinite(of.own) || of.of < 2) return "";
  const share = of.below / (of.of - 1);
  return element("span", { class: "bar", role: "img", "aria-label": say("above_share", { share: sayPercent(share, 0) }) }, element("i", { style: `left:calc(${100 * share}% - .17rem)` }));
}
