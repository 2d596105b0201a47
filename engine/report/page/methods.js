/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Methods and sources: what each figure is, and what it was made from.
 */
const storeAttributes = new Set(["formula", "references", "coordinates", "ancillary_variables", "valid_range", "valid_min", "valid_max", "comment", "long_name"]);

const optionsOf = (cube) => Object.entries(cube.attributes).filter(([name, value]) => !storeAttributes.has(name) && value !== null);

function methodOf(cube, open) {
  const options = optionsOf(cube);
  const range = cube.attributes.valid_range || [cube.attributes.valid_min ?? "−∞", cube.attributes.valid_max ?? "∞"].flat();
  return element("details", { id: "method-" + cube.name, open }, element("summary", {}, titleOf(cube), " ", element("code", {}, cube.name)),
    cube.reading ? element("p", {}, cube.reading) : null, cube.attributes.formula ? element("p", {}, say("formula") + ": ", element("code", {}, cube.attributes.formula)) : null,
    element("p", { class: "quiet" }, [sayUnit(cube.unit) ? say("unit") + ": " + cube.unit : "", say("range", { from: range[0], to: range[1] }), cube.rounded ? say("rounded") : ""].filter(Boolean).join(" · ")),
    cube.attributes.comment ? element("p", {}, cube.attributes.comment) : null, cube.attributes.references ? element("p", { class: "quiet" }, say("reference") + ": ", ...linked(cube.attributes.references)) : null,
    options.length ? element("dl", { class: "options" }, options.map(([name, value]) => [element("dt", {}, element("code", {}, name)), element("dd", {}, element("code", {}, String(value)))])) : null);
}

const methodColumns = [["name", (cube) => cube.name], ["title", titleOf], ["unit", (cube) => cube.unit], ["reading", (cube) => cube.reading],
  ...["formula", "references", "comment"].map((key) => [key, (cube) => cube.attributes[key]]),
  ["options", (cube) => optionsOf(cube).map(([name, value]) => `${name}=${value}`).join("; ")]].map(([key, value]) => ({ key, value }));

/* As a shell takes it. */
const quoted = (word) => (/^[\w.,/:+=-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'");

/* Addresses in a text become links; nothing else does. */
const linked = (text) => text.split(/(https:\/\/doi\.org\/[^\s,;]+)/).map((part, i) => (i % 2 ? element("a", { href: part, rel: "noreferrer" }, part) : part));

async function methodsPage(content, name) {
  content.append(element("h2", {}, say("methods")), element("p", {}, say("methods_help")));
  const indicators = told.cubes.filter((cube) => cube.kind === "indicator" && !cube.name.endsWith("_coverage"));
  content.append(element("h3", {}, say("indicators")), csvButton("indicators", () => csvOf(methodColumns, indicators)), ...indicators.map((cube) => methodOf(cube, cube.name === name)));
  content.append(element("h3", {}, say("measures")), tableOf({ name: "measures", rows: told.cubes.filter((cube) => cube.kind === "measure" && cube.name === cube.cube), columns: [
    { key: "name", title: say("name"), value: (cube) => cube.name }, { key: "title", title: say("title"), value: (cube) => cube.title }, { key: "unit", title: say("unit"), value: (cube) => cube.unit }, { key: "source", title: say("source"), value: (cube) => cube.source }] }));
  const events = (told.provenance && told.provenance.events) || [];
  const inputs = events.flatMap((event) => (event.inputs || []).map((input) => ({ ...input, command: event.command })));
  content.append(element("h3", {}, say("inputs")), tableOf({ name: "inputs", rows: inputs, columns: [
    { key: "path", title: say("file"), value: (input) => input.path }, { key: "reader", title: say("reader"), value: (input) => input.reader }, { key: "bytes", title: say("bytes"), numeric: true, value: (input) => input.bytes, show: (input) => formatterOf({}).format(input.bytes) },
    { key: "sha256", title: "SHA-256", value: (input) => input.sha256, show: (input) => element("code", {}, input.sha256) }] }));
  content.append(element("h3", {}, say("commands")), element("ol", {}, events.map((event) => element("li", {}, element("code", {}, event.command), " ", element("span", { class: "quiet" }, event.time || "")))),
    element("p", {}, say("this_page") + " ", element("code", {}, ["lociq report", ...told.command.map(quoted), "-o report.html"].join(" "))));
  content.append(element("h3", {}, say("left_out")), told.left_out.length ? element("ul", {}, told.left_out.map((entry) => element("li", {}, element("code", {}, entry.name), ` ${entry.title}: ${say("left_out_" + entry.why)}`))) : element("p", {}, say("nothing_left_out")));
  if (name) document.getElementById("method-" + name)?.scrollIntoView();
}
