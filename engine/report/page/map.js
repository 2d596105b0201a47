/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Maps: regions as polygons where the page has them, else as points.
 */
const hasMap = Boolean(told.shapes) || told.places.some(Boolean);

/* Vega has outer rings clockwise, GeoJSON the other way round. */
const turned = (rings) => (typeof rings[0][0] === "number" ? [...rings].reverse() : rings.map(turned));
const shapes = regions.map((_, r) => (told.shapes && told.shapes[r] ? { ...told.shapes[r], coordinates: turned(told.shapes[r].coordinates) } : null));
const outerRings = (shape) => (shape.type === "Polygon" ? [shape.coordinates[0]] : shape.coordinates.map((polygon) => polygon[0]));
const outlineFeatures = told.outlines.map((line) => ({
  type: "Feature",
  geometry: { type: "LineString", coordinates: Array.from({ length: line.length / 2 }, (_, i) => [line[2 * i], line[2 * i + 1]]) },
}));

/* The area of a ring, below 0 where it is clockwise, and its centre of mass. */
function massOf(ring) {
  let area = 0, x = 0, y = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
    area += cross / 2;
    x += ((ring[i][0] + ring[i + 1][0]) * cross) / 6;
    y += ((ring[i][1] + ring[i + 1][1]) * cross) / 6;
  }
  return { area, centre: area === 0 ? ring[0] : [x / area, y / area] };
}

/* The point, or the centre of the largest polygon; null where it is not known. */
const places = regions.map((_, r) => told.places[r] || (shapes[r] ? outerRings(shapes[r]).map(massOf).reduce((most, one) => (Math.abs(one.area) > Math.abs(most.area) ? one : most)).centre : null));
const placeOf = (region) => places[region];

/* What a region's place or polygons reach to. */
function reachOf(region) {
  if (!shapes[region]) return places[region] ? [places[region]] : [];
  const all = outerRings(shapes[region]).flat();
  const least = (i) => all.reduce((found, position) => Math.min(found, position[i]), Infinity), most = (i) => all.reduce((found, position) => Math.max(found, position[i]), -Infinity);
  return [[least(0), least(1)], [most(0), most(1)]];
}

/* The first of them that have room for their names; x and y say where they are, from 0 to 1. */
function apart(items, x, y) {
  const kept = [];
  for (const item of items) if (!kept.some((other) => Math.abs(x(item) - x(other)) < 0.09 && Math.abs(y(item) - y(other)) < 0.05)) kept.push(item);
  return kept;
}

/* Which regions the map cannot show. */
function notOnMap() {
  const lost = regions.filter((_, r) => !places[r]), most = 6;
  if (lost.length === 0) return null;
  const names = lost.slice(0, most).map(fullNameOf).join(", ") + (lost.length > most ? say("and_more", { count: lost.length - most }) : "");
  return element("p", { class: "quiet", dir: "auto" }, say("not_on_map", { names }));
}

/* What most of them lie in, so that islands far away are reached by zooming out; or all. */
function extentOf(positions, all) {
  const spread = (values) => {
    const sorted = [...values].sort((a, b) => a - b);
    if (all) return [sorted[0], sorted[sorted.length - 1]];
    const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
    const low = at(0.1), high = at(0.9), reach = 0.5 * (high - low) + 1;
    const inside = sorted.filter((value) => value >= low - reach && value <= high + reach);
    return [inside[0], inside[inside.length - 1]];
  };
  const [west, east] = spread(positions.map((p) => p[0])), [south, north] = spread(positions.map((p) => p[1]));
  const margin = 0.04 * Math.max(east - west, north - south) + 0.3;
  return { west: west - margin, east: east + margin, south: Math.max(-89, south - margin), north: Math.min(89, north + margin) };
}

const corners = ({ west, east, south, north }) => ({ type: "MultiPoint", coordinates:
  [0, 0.5, 1].flatMap((i) => [0, 0.5, 1].map((k) => [west + i * (east - west), south + k * (north - south)])) });

/* looks(region) is {colour (by its name), state, lines, name, large}; state "missing" and "suppressed" look like no value at all. */
function mapOf({ looks, links = [], height = 480, title, around }) {
  const figure = element("figure", { class: "map" });
  const positions = (around || regions.map((_, r) => r)).flatMap(reachOf);
  let extent = extentOf(positions, Boolean(around));
  const whole = extent;
  const kind = extent.east - extent.west > 140 ? "equalEarth" : "azimuthalEqualArea";
  const rotate = kind === "equalEarth" ? [0, 0, 0] : [-(extent.west + extent.east) / 2, -(extent.south + extent.north) / 2, 0];

  function featuresOf() {
    const areas = [], points = [];
    const missing = styleOf("--missing"), edge = styleOf("--land"), ink = styleOf("--text"), colours = new Map();
    const colourOf = (name) => { /* what the page's styles say takes long to ask for */
      if (!colours.has(name)) colours.set(name, styleOf(name));
      return colours.get(name);
    };
    regions.forEach((region, r) => {
      const look = looks(r);
      if (!look) return;
      const known = look.state === "known";
      const common = { colour: known ? colourOf(look.colour) : "transparent", stroke: known ? (look.large ? ink : edge) : missing, dash: look.state === "missing" ? [2, 2] : [1, 0],
        stroke_width: known ? (look.large ? 1.8 : 0.6) : 1.2, lines: look.lines, place: ["region", region.code], name: look.name || "" };
      if (shapes[r]) areas.push({ type: "Feature", geometry: shapes[r], known, ...common });
      if (places[r] && (!shapes[r] || look.state === "suppressed" || look.name))
        points.push({ longitude: places[r][0], latitude: places[r][1], area: look.large ? 170 : 90, shape: look.state === "suppressed" ? "cross" : "circle", ...common });
    });
    areas.sort((a, b) => b.known - a.known); /* dashes lie above the lines of neighbours */
    return { areas, points };
  }
  const linesOf = () => links.map(({ from, to, width }) => ({ from: placeOf(from), to: placeOf(to), width })).filter(({ from, to }) => from && to)
    .map(({ from, to, width }) => ({ longitude: from[0], latitude: from[1], longitude_other: to[0], latitude_other: to[1], width }));

  const chart = draw(figure, "map", { renderer: "canvas", height, title, signals: { kind, rotate, extent: corners(extent) },
    data: () => ({ outlines: outlineFeatures, links: linesOf(), ...featuresOf() }) });

  function move(next) {
    extent = next;
    chart.signals.extent = corners(extent);
    if (chart.view) chart.view.signal("extent", chart.signals.extent).runAsync();
  }
  function zoom(by, across = 0.5, up = 0.5) {
    const width = (extent.east - extent.west) * by, tall = (extent.north - extent.south) * by;
    if (width < 0.4 || width > 340 || tall > 170) return;
    const west = extent.west + across * (extent.east - extent.west - width), south = extent.south + up * (extent.north - extent.south - tall);
    move({ west, east: west + width, south: Math.max(-89, south), north: Math.min(89, south + tall) });
  }
  function shift(across, up) {
    const dx = across * (extent.east - extent.west), dy = up * (extent.north - extent.south);
    if (extent.north + dy > 89 || extent.south + dy < -89) return;
    move({ west: extent.west + dx, east: extent.east + dx, south: extent.south + dy, north: extent.north + dy });
  }
  let held = null;
  figure.addEventListener("pointerdown", (event) => (held = event.pointerType === "mouse" ? { x: event.clientX, y: event.clientY } : null));
  figure.addEventListener("pointermove", (event) => {
    if (!held || !(event.buttons & 1)) return;
    shift((held.x - event.clientX) / figure.clientWidth, (event.clientY - held.y) / height);
    held = { x: event.clientX, y: event.clientY };
  });
  figure.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.shiftKey) return; /* else the page scrolls */
    event.preventDefault();
    const box = figure.getBoundingClientRect();
    zoom(event.deltaY > 0 || event.deltaX > 0 ? 1.25 : 0.8, (event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height);
  }, { passive: false });
  const button = (text, key, act) => element("button", { title: say(key), "aria-label": say(key), onclick: act }, text);
  const controls = element("div", { class: "zoom" }, button("+", "zoom_in", () => zoom(0.7)), button("−", "zoom_out", () => zoom(1 / 0.7)),
    button("←", "to_west", () => shift(-0.2, 0)), button("→", "to_east", () => shift(0.2, 0)), button("↑", "to_north", () => shift(0, 0.2)),
    button("↓", "to_south", () => shift(0, -0.2)), button("○", "zoom_whole", () => move(whole)));
  figure.append(controls);
  return { figure, update(next) {
    looks = next;
    const { areas, points } = featuresOf();
    if (chart.view) chart.view.data("areas", areas).data("points", points).runAsync();
  } };
}

/* --- Classes of colours, and their legend --- */

/* {of(value) is a colour by its name, entries: [{colour, text, count}]}. Quotients are classed about 1, what has a range about 0
 * about 0, few different values each by itself, all else into seven classes of as many regions. */
function classesOf(cube, values) {
  const known = values.filter(Number.isFinite), distinct = new Set(known), range = cube.attributes.valid_range;
  if (cube.cube.startsWith("stars")) return classesOfEach([0, 1, 2, 3].filter((value) => value <= Math.max(1, ...known)), palettes.stars, known);
  if (distinct.size > 0 && distinct.size <= 5) return classesOfEach([...distinct].sort((a, b) => a - b), spreadOver(palettes.low_to_high, distinct.size), known);
  if (/^(lq|lq_shrunk|size_share|hoover_balassa)$/.test(cube.cube) && cube.unit === "1") return classesBetween([0.25, 0.5, 0.8, 1.25, 2, 4], palettes.about_middle, known);
  if (range && range[0] < 0 && range[1] === -range[0]) return classesBetween([-0.5, -0.25, -0.1, 0.1, 0.25, 0.5].map((x) => x * range[1]), palettes.about_middle, known);
  const sorted = [...known].sort((a, b) => a - b), cuts = [];
  for (let k = 1; k < 7; k++) {
    const cut = sorted[Math.floor((k * sorted.length) / 7)];
    if (cut !== undefined && cut > sorted[0] && !cuts.includes(cut)) cuts.push(cut);
  }
  return classesBetween(cuts, spreadOver(palettes.low_to_high, cuts.length + 1), known);
}

/* As many of the colours as are asked for, from the first to the last. */
const spreadOver = (palette, count) => Array.from({ length: count }, (_, k) => palette[count === 1 ? palette.length - 1 : Math.round((k * (palette.length - 1)) / (count - 1))]);

function classesOfEach(values, palette, known) {
  const counts = new Map();
  for (const value of known) counts.set(value, (counts.get(value) || 0) + 1);
  return { of: (value) => palette[values.indexOf(value)] || palette[palette.length - 1],
    entries: values.map((value, i) => ({ colour: palette[i], text: sayNumber(value), count: counts.get(value) || 0 })) };
}

function classesBetween(cuts, palette, known) {
  const classOf = (value) => cuts.filter((cut) => value >= cut).length;
  const counts = palette.map((_, k) => known.filter((value) => classOf(value) === k).length);
  const text = (k) => (cuts.length === 0 ? say("all_values") : k === 0 ? say("below", { value: sayNumber(cuts[0]) }) : k === cuts.length ? say("at_least", { value: sayNumber(cuts[k - 1]) })
    : say("from_to", { from: sayNumber(cuts[k - 1]), to: sayNumber(cuts[k]) }));
  return { of: (value) => palette[classOf(value)], entries: palette.map((colour, k) => ({ colour, text: text(k), count: counts[k] })).reverse() };
}

function legendOf(classes, missing, suppressed) {
  const entry = (look, text, count) => element("li", {}, element("i", look), text, element("span", { class: "count" }, String(count)));
  return element("ul", { class: "legend", "aria-label": say("legend") }, classes.entries.map(({ colour, text, count }) => entry({ style: `background:var(${colour})` }, text, count)),
    suppressed ? entry({ class: "suppressed" }, say("suppressed"), suppressed) : null, missing ? entry({ class: "missing" }, say("missing"), missing) : null);
}
