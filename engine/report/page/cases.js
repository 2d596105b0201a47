/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Case studies: excellent performers, found by rule, told in words.
 */
const storyOf = (region, industry) => told.stories[`${regions[region].code} ${industries[industry].code}`] || told.stories[regions[region].code];

function caseOf(entry) {
  const region = regions[entry.region], industry = industries[entry.industry], measure = cubes.get(mainMeasure());
  const productivity = cubes.get("labour_productivity");
  const values = { region: nameOf(region), industry: nameOf(industry), first: years[entry.first], year: years[entry.year], size_first: sayWithUnit(entry.size_first, measure.unit), size: sayWithUnit(entry.size, measure.unit),
    growth: sayPercent(entry.growth), everywhere: sayPercent(entry.growth_everywhere), quotient: sayNumber(entry.quotient, 3), productivity: sayNumber(entry.productivity), middle: sayNumber(entry.productivity_middle),
    unit: sayUnit(productivity ? productivity.unit : ""), productivity_year: years[entry.productivity_year], more: sayPercent(entry.productivity / entry.productivity_middle - 1, 0) };
  const story = storyOf(entry.region, entry.industry), added = element("div", { class: "story" });
  if (story) added.innerHTML = story; /* made of Markdown, in which markup and links to scripts were left out */
  return element("article", { class: "case" }, element("h4", { dir: "auto" }, regionLink(entry.region), " · ", industryLink(entry.industry), " ", element("span", { class: "stars" }, "★★★")),
    element("p", {}, say("case_path", values)), element("p", {}, say("case_productivity", values)),
    entry.flags ? element("p", { class: "quiet" }, say("case_flags", { flags: sayFlags(entry.flags) })) : null, story ? added : null);
}

async function casesPage(content) {
  content.append(element("h2", {}, say("cases")), element("p", {}, say("cases_rule")));
  if (told.cases_lack) return content.append(element("p", {}, say("cases_lack", { name: told.cases_lack })));
  const most = 40;
  content.append(element("p", { class: "quiet" }, say("cases_count", { count: told.cases.length, shown: Math.min(most, told.cases.length) })),
    tableOf({ name: "case_studies", rows: told.cases, sortBy: "lq", descending: true, columns: [
      { key: "region", title: say("region"), value: (entry) => fullNameOf(regions[entry.region]), show: (entry) => regionLink(entry.region) },
      { key: "industry", title: say("industry"), value: (entry) => fullNameOf(industries[entry.industry]), show: (entry) => industryLink(entry.industry) },
      { key: "lq", title: cubes.get("lq").title, numeric: true, value: (entry) => entry.quotient },
      { key: "growth", title: say("growth_a_year"), numeric: true, value: (entry) => entry.growth, show: (entry) => sayPercent(entry.growth) },
      { key: "growth_everywhere", title: say("growth_everywhere"), numeric: true, value: (entry) => entry.growth_everywhere, show: (entry) => sayPercent(entry.growth_everywhere) },
      { key: "productivity", title: cubes.get("labour_productivity").title, numeric: true, value: (entry) => entry.productivity },
      { key: "productivity_middle", title: say("median_of_regions"), numeric: true, value: (entry) => entry.productivity_middle }] }),
    ...told.cases.slice(0, most).map(caseOf));
}
