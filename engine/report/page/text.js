/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words and numbers in the language that the reader chose.
 */
let language = told.language;
const languages = texts.language; /* each by its own name */

/* The text of texts.json under this key, with {name} replaced. */
function say(key, values = {}) {
  const text = texts[key] ? texts[key][language] || texts[key].en : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/* A formatter takes longer to make than a thousand numbers to format. */
const formatters = new Map();
function formatterOf(options) {
  const key = language + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl.NumberFormat(language, options));
  return formatters.get(key);
}

/* Four significant digits, or whole numbers; "–" where there is none. */
function sayNumber(value, digits = 4) {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const whole = Math.abs(value) >= 10 ** (digits - 1);
  return formatterOf(whole ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits }).format(value);
}

function sayPercent(fraction, digits = 1) {
  if (!Number.isFinite(fraction)) return "–";
  return formatterOf({ style: "percent", maximumFractionDigits: digits, minimumFractionDigits: digits }).format(fraction);
}

const shortened = (text, most) => (text.length > most ? text.slice(0, most - 2) + "…" : text);

/* A unit as it follows a number; pure numbers have none. */
const sayUnit = (unit) => (unit === "1" || unit === "" ? "" : unit);
const sayWithUnit = (value, unit) => `${sayNumber(value)}${sayUnit(unit) && !Number.isNaN(value) ? " " + sayUnit(unit) : ""}`;
const sayInterval = (lower, upper) => (Number.isFinite(lower) ? `${sayNumber(lower)} – ${sayNumber(upper)}` : "–");
const sayStars = (value) => (Number.isFinite(value) ? "★".repeat(value) + "☆".repeat(Math.max(0, 3 - value)) : "–");

/* By which an office says that it knows a figure and does not tell it. */
const hiding = new Set(["confidential", "not_for_publication", "primary_confidential"]);

const flagsOf = (flags) => told.flags.filter(({ bit }) => flags & bit);
const sayFlags = (flags) => flagsOf(flags).map(({ meaning }) => say("flag_" + meaning)).join(", ");
const lettersOf = (flags) => flagsOf(flags).map(({ letter }) => letter).join("");
const isHidden = (flags) => flagsOf(flags).some(({ meaning }) => hiding.has(meaning));
