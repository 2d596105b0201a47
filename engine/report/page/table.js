/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables that can be sorted, filtered and taken away as CSV.
 *
 * A column is {key, title, numeric, value(row), show(row)}: value is what is sorted and
 * written, show the text or element of the cell; without it the value is shown. What has
 * no title is only written.
 */
const rowsAtOnce = 60;

/* As RFC 4180 says; what would begin a formula gets an apostrophe. */
function csvField(value) {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  let text = String(value ?? "");
  if (/^[=+\-@\t\r\n]/.test(text)) text = "'" + text;
  return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

const csvOf = (columns, rows) => [columns.map((column) => csvField(column.key)), ...rows.map((row) => columns.map((column) => csvField(column.value(row))))]
  .map((fields) => fields.join(",") + "\n").join("");

const csvButton = (name, text) => element("button", { class: "csv", onclick: () => download(name + ".csv", text()) }, say("download_csv"));

/* Numbers by size, texts by the alphabet; what is missing comes last either way. */
function compareBy(column, descending) {
  const missing = (value) => value === null || value === undefined || value === "" || Number.isNaN(value);
  return (left, right) => {
    const a = column.value(left), b = column.value(right);
    if (missing(a) || missing(b)) return missing(a) - missing(b);
    const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), language, { numeric: true });
    return descending ? -order : order;
  };
}

function tableOf({ title, name, columns, rows, sortBy, descending = false, csv }) {
  let order = { column: columns.find((column) => column.key === sortBy), descending };
  const visible = columns.filter((column) => column.title);
  let sought = "", shown = rowsAtOnce;
  const body = element("tbody"), more = element("button", { onclick: () => ((shown = Infinity), fill()) });
  const heads = visible.map((column) => element("th", { scope: "col", class: column.numeric ? "number" : null },
    element("button", { class: "plain", "data-key": column.key, onclick: () => sort(column) }, column.title)));
  const textOf = (column, row) => (column.show ? column.show(row) : column.numeric ? sayNumber(column.value(row)) : String(column.value(row) ?? ""));

  function fill() {
    const found = rows.filter((row) => !sought || columns.some((column) => !column.numeric && String(column.value(row) ?? "").toLowerCase().includes(sought)));
    if (order.column) found.sort(compareBy(order.column, order.descending));
    body.replaceChildren(...found.slice(0, shown).map((row) => element("tr", {}, visible.map((column) =>
      element("td", { class: column.numeric ? "number" : null, dir: column.numeric ? null : "auto" }, textOf(column, row))))));
    visible.forEach((column, i) => {
      if (column === order.column) heads[i].setAttribute("aria-sort", order.descending ? "descending" : "ascending");
      else heads[i].removeAttribute("aria-sort");
    });
    more.hidden = found.length <= shown;
    more.textContent = say("show_all", { count: found.length });
    return found;
  }
  function sort(column) {
    order = { column, descending: order.column === column ? !order.descending : Boolean(column.numeric) };
    fill();
  }
  const filter = element("input", { type: "search", oninput: () => ((sought = filter.value.trim().toLowerCase()), fill()) });
  const tools = element("div", { class: "tools" },
    rows.length > 8 ? element("label", { class: "field" }, say("filter"), filter) : element("span"),
    csvButton(name, () => (csv ? csv() : csvOf(columns, fill()))));
  fill();
  return element("div", { class: "table" }, tools, element("div", { class: "wide" },
    element("table", {}, title ? element("caption", {}, title) : null, element("thead", {}, element("tr", {}, heads)), body)), more);
}
