/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which page is shown: it stands behind # in the address, so that it can be sent to others.
 */
const pages = {
  overview: { title: "overview_title", show: overview },
  region: { title: "region", show: (content, code) => (code ? regionPage(content, code) : regionSearch(content)) },
  cluster: { title: "cluster", show: clusterPage },
  cases: { title: "cases", show: casesPage },
  methods: { title: "methods", show: methodsPage },
};

const go = (place) => (location.hash = place.map(encodeURIComponent).join("/"));

function placeNow() {
  const words = location.hash.slice(1).split("/").map((word) => { try { return decodeURIComponent(word); } catch { return ""; } });
  if (pages[words[0]]) return words;
  return told.region ? ["region", told.region] : ["overview"];
}

/* Regions by code or label; Enter goes to the first. */
function searchField() {
  const list = element("datalist", { id: "regions" }, regions.map((member) => element("option", { value: fullNameOf(member) })));
  const field = element("input", { type: "search", list: "regions", id: "search", placeholder: say("search_region"), "aria-label": say("search_region") });
  const find = () => {
    const text = field.value.trim().toLowerCase();
    if (!text) return;
    const found = regions.find((member) => fullNameOf(member).toLowerCase() === text || member.code.toLowerCase() === text) || regions.find((member) => fullNameOf(member).toLowerCase().includes(text));
    if (found) go(["region", found.code]);
    else showHint([say("no_region", { code: field.value })], field.getBoundingClientRect().left, field.getBoundingClientRect().bottom);
  };
  return element("form", { role: "search", onsubmit: (event) => { event.preventDefault(); find(); } }, field, list);
}

async function regionSearch(content) {
  content.append(element("h2", {}, say("region")), tableOf({ name: "regions", rows: regions.map((_, r) => r), sortBy: "code", columns: [
    { key: "code", title: say("code"), value: (r) => regions[r].code, show: (r) => link(["region", regions[r].code], regions[r].code) }, { key: "label", title: say("name"), value: (r) => regions[r].label || "" }, { key: "parent", title: say("part_of_title"), value: (r) => regions[r].parent || "" }] }));
}

function frame(current) {
  document.documentElement.lang = language;
  document.title = told.title;
  document.querySelector(".skip").textContent = say("skip");
  document.getElementById("header").replaceChildren(element("h1", { dir: "auto" }, told.title), element("nav", { "aria-label": say("pages") },
    Object.entries(pages).filter(([name]) => industries.length || name !== "cluster").map(([name, page]) => element("a", { href: "#" + name, "aria-current": name === current ? "page" : null }, say(page.title)))), searchField());
  document.getElementById("footer").replaceChildren(element("span", {}, say("made_by", { engine: told.engine, store: told.store }) + " " + say("figures_help")), " ",
    element("span", { class: "language" }, Object.entries(languages).map(([key, name]) => element("button", { lang: key, "aria-pressed": String(key === language), onclick: () => ((language = key), show()) }, name))));
}

let showing = 0;

/* A page that is asked for while another is made is the one that stays. */
async function show() {
  const [name, of] = placeNow(), turn = ++showing, made = element("div");
  forgetCharts();
  frame(name);
  await pages[name].show(made, of);
  if (turn !== showing) return;
  document.getElementById("content").replaceChildren(made);
  redrawAll();
}

addEventListener("hashchange", () => show().then(() => { scrollTo(0, 0); document.getElementById("content").focus({ preventScroll: true }); }));
show();
