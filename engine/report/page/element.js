/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Elements of the page. What the store says goes in as text, never as markup.
 */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const link = (place, text) => element("a", { href: "#" + place.map(encodeURIComponent).join("/"), dir: "auto" }, text);
const regionLink = (position) => link(["region", regions[position].code], fullNameOf(regions[position]));
const industryLink = (position) => link(["cluster", industries[position].code], fullNameOf(industries[position]));

function selectOf(options, chosen, title, onchange) {
  const select = element("select", { onchange: () => onchange(select.value) });
  for (const group of options) {
    const made = group.map ? null : element("optgroup", { label: group.title });
    for (const { value, text } of made ? group.options : group)
      (made || select).append(element("option", { value, selected: value === chosen }, text));
    if (made) select.append(made);
  }
  return element("label", {}, title, select);
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const anchor = element("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/* --- A hint beside the pointer, or beside what has the focus --- */

const hint = document.getElementById("hint");

function showHint(lines, x, y) {
  hint.textContent = lines.filter(Boolean).join("\n");
  hint.hidden = false;
  hint.style.left = Math.max(4, Math.min(x + 14, innerWidth - hint.offsetWidth - 8)) + "px";
  hint.style.top = Math.max(4, Math.min(y + 14, innerHeight - hint.offsetHeight - 8)) + "px";
}

function hideHint() {
  hint.hidden = true;
}
