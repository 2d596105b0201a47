/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts: a specification of Vega from charts/, with data. Vega's expressions are
 * interpreted, so that the page may forbid itself to make code of texts.
 */
const vega = (() => {
  const renamed = { "vega-selections": "vega-selection" }, made = {};
  const require = (name) => {
    name = renamed[name] || name;
    if (!vegaModules[name]) return {}; /* projections beyond the usual ones */
    if (!made[name]) {
      const module = { exports: {} };
      made[name] = module.exports;
      vegaModules[name](module.exports, module, require);
      made[name] = module.exports;
    }
    return made[name];
  };
  const all = Object.assign({}, ...Object.keys(vegaModules).map(require));
  for (const name of ["vega-transforms", "vega-view-transforms", "vega-encode", "vega-geo"])
    Object.assign(all.transforms, require(name));
  return all;
})();

/* Colours by their names in style.css, which has others for the dark. */
const namesOf = (name, count) => Array.from({ length: count }, (_, k) => `--${name}-${k}`);
const palettes = { low_to_high: namesOf("low", 7), about_middle: namesOf("middle", 7), stars: namesOf("star", 4) };

const styleOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function configOf() {
  const text = styleOf("--text"), quiet = styleOf("--quiet"), line = styleOf("--line");
  const font = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif";
  return {
    background: null, font,
    axis: { labelColor: text, titleColor: quiet, domainColor: quiet, tickColor: quiet, gridColor: line, labelFont: font,
      titleFont: font, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", gridOpacity: 0.6, labelLimit: 260 },
    legend: { labelColor: text, titleColor: quiet, labelFont: font, titleFont: font, labelFontSize: 12 },
    text: { fill: text, font }, title: { color: text, font },
  };
}

const drawn = new Set();

/* Draws into `figure`, as wide as it is. data: by name of the specification's, or a function that makes them anew, for
 * what has the page's colours; signals likewise. Items of the chart that have `lines` hint; those that have `place` lead
 * there. */
function draw(figure, name, { data, signals = {}, height, renderer = "svg", title }) {
  const chart = { figure, name, data, signals, height, renderer, title, view: null };
  drawn.add(chart);
  if (figure.isConnected) redraw(chart); /* else once the page is shown: before, it has no width */
  return chart;
}

/* Vega writes into what it is given; what lies deeper it only reads. */
const owned = (values) => values.map((value) => ({ ...value }));

const widthOfPaper = 680; /* A4 within its margins, in CSS's pixels */

function redraw(chart) {
  if (chart.view) chart.view.finalize();
  let stage = chart.figure.querySelector(":scope > .stage");
  if (!stage) chart.figure.prepend((stage = element("div", { class: "stage", role: "img", "aria-label": chart.title || "" })));
  const paper = document.documentElement.hasAttribute("data-paper"), width = chart.figure.clientWidth;
  const specification = structuredClone(charts[chart.name]);
  specification.signals = [...(specification.signals || []), { name: "accent", value: styleOf("--accent") }, { name: "other", value: styleOf("--bad") }, { name: "quiet", value: styleOf("--quiet") },
    { name: "ground", value: styleOf("--ground") }, { name: "land", value: styleOf("--land") }, { name: "missing", value: styleOf("--missing") },
    { name: "ink", value: styleOf("--text") }, ...Object.entries(chart.signals).map(([key, value]) => ({ name: key, value }))];
  const view = new vega.View(vega.parse(specification, configOf(), { ast: true }), { expr: vega.expressionInterpreter, renderer: chart.renderer, hover: false });
  for (const [key, values] of Object.entries(typeof chart.data === "function" ? chart.data() : chart.data)) view.data(key, owned(values));
  view.width(Math.max(200, paper ? Math.min(width, widthOfPaper) : width));
  if (chart.height) view.height(chart.height);
  if (paper) view.height(0.75 * view.height());
  view.logLevel(vega.Error).initialize(stage);
  const datumOf = (item) => item && item.datum && (item.datum.lines ? item.datum : item.datum.datum);
  view.addEventListener("mousemove", (event, item) => {
    const datum = datumOf(item);
    stage.style.cursor = datum && datum.place ? "pointer" : "";
    if (datum && datum.lines) showHint(datum.lines, event.clientX, event.clientY);
    else hideHint();
  });
  view.addEventListener("mouseout", hideHint);
  view.addEventListener("click", (_, item) => {
    const datum = datumOf(item);
    if (datum && datum.place) go(datum.place);
  });
  chart.view = view;
  return view.runAsync();
}

function redrawAll() {
  for (const chart of drawn) {
    if (chart.figure.isConnected) redraw(chart);
    else drawn.delete(chart);
  }
}

function forgetCharts() {
  for (const chart of drawn) if (chart.view) chart.view.finalize();
  drawn.clear();
  hideHint();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
/* Paper is light, and charts are drawn before the browser takes the styles of paper. */
const onPaper = (paper) => () => {
  document.documentElement.toggleAttribute("data-paper", paper);
  redrawAll();
};
addEventListener("beforeprint", onPaper(true));
addEventListener("afterprint", onPaper(false));
let lastWidth = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === lastWidth) return;
  lastWidth = innerWidth;
  redrawAll();
});
