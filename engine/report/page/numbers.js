/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the page was told, and its numbers, which are taken apart when they are first looked at.
 */
const told = JSON.parse(document.getElementById("told").textContent);
const years = told.axes.year.map((member) => member.code);
const regions = told.axes.region;
const industries = told.axes.industry;
const cubes = new Map(told.cubes.map((cube) => [cube.name, cube]));
const variables = new Map(told.variables.map((variable) => [variable.name, variable]));
const sizes = { year: years.length, region: regions.length, industry: industries.length };

const widths = { f8: 8, f4: 4, u2: 2 };
const arrays = { f8: Float64Array, f4: Float32Array, u2: Uint16Array };
const taken = new Map();

async function takeApart(block) {
  const text = atob(document.getElementById("block-" + block.id).textContent);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const shuffled = new Uint8Array(await new Response(stream).arrayBuffer());
  const width = widths[block.type], count = block.count;
  const planes = Array.from({ length: width }, (_, k) => shuffled.subarray(k * count, (k + 1) * count));
  const halves = new Uint16Array((width / 2) * count); /* two bytes at once */
  for (let k = 0; k < width; k += 2)
    for (let i = 0, at = k / 2, low = planes[k], high = planes[k + 1]; i < count; i++, at += width / 2) halves[at] = low[i] | (high[i] << 8);
  return new arrays[block.type](halves.buffer);
}

/* The numbers of a block; an empty list where there is none. */
function numbersOf(block) {
  if (!block) return Promise.resolve([]);
  if (!taken.has(block.id)) taken.set(block.id, takeApart(block));
  return taken.get(block.id);
}

/* A dataset on the axes with its numbers: at({year, region, industry}) is a value, NaN where missing,
 * or where there is no such dataset. */
async function load(name) {
  const cube = cubes.get(name);
  if (!cube) return { cube: null, at: () => NaN, flagsAt: () => 0 };
  const [values, flags] = await Promise.all([numbersOf(cube.values), numbersOf(cube.flags)]);
  const place = (where) => cube.shape.reduce((sum, axis) => sum * sizes[axis] + where[axis], 0);
  return {
    cube,
    at: (where) => values[place(where)],
    flagsAt: (where) => (flags.length ? flags[place(where)] : 0),
  };
}

/* A variable over dimensions of its own: at([i, j, k]) is a number, or a text. */
async function loadVariable(name) {
  const variable = variables.get(name);
  if (!variable) return null;
  const values = variable.texts || (await numbersOf(variable.values));
  const dimensions = variable.dimensions;
  return {
    variable,
    codes: (dimension) => dimensions[dimension].codes || Array.from({ length: dimensions[dimension].size }, (_, i) => String(i + 1)),
    at: (where) => values[where.reduce((sum, position, d) => sum * dimensions[d].size + position, 0)],
  };
}

const hasAxis = (cube, axis) => cube.shape.includes(axis);

/* The last year, not after `latest`, of which there is a value. */
function lastYear(data, where, latest = years.length - 1) {
  for (let year = latest; year >= 0; year--) if (Number.isFinite(data.at({ ...where, year }))) return year;
  return -1;
}

function firstYear(data, where) {
  for (let year = 0; year < years.length; year++) if (Number.isFinite(data.at({ ...where, year }))) return year;
  return -1;
}

/* Of all regions that have a value: the middle one, and how many have a higher one than this. */
function standing(data, year, region, industry) {
  const known = regions.map((_, r) => data.at({ year, region: r, industry })).filter(Number.isFinite).sort((a, b) => a - b);
  const own = data.at({ year, region, industry });
  const middle = known.length ? (known[(known.length - 1) >> 1] + known[known.length >> 1]) / 2 : NaN;
  const above = known.filter((value) => value > own).length;
  return { own, middle, rank: above + 1, of: known.length, below: known.filter((value) => value < own).length };
}

/* What a dataset without a title is called: gdp_per_head is "Gdp per head". */
const titleOf = (cube) => (cube.title && cube.title !== cube.name) ? cube.title : (cube.name[0].toUpperCase() + cube.name.slice(1)).replaceAll("_", " ");
const nameOf = (member) => (member.label ? member.label : member.code);
const fullNameOf = (member) => (member.label ? `${member.label} (${member.code})` : member.code);
