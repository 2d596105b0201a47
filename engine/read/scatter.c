/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every cell to its place, in parallel over the chunks of all files. A bit a
 * place says that it is taken: it finds what is there twice, and afterwards what
 * is missing. Measures that always stand in the same lines share their bits.
 *
 * Rows go in blocks: first where they go, then their bits, then their values, so
 * that the locked instructions of the bits do not hold up the stores, which miss
 * the cache where lines are in no order.
 */
#include <string.h>

#include "core/memory.h"
#include "read/collect.h"
#include "read/places.h"

enum { BLOCK = 256 };

typedef struct target {
  const lociq_space *space;
  uint64_t *taken; /* bits; those of `shared` */
  size_t shared;   /* the measure whose bits these are */
  uint64_t counts[LOCIQ_PARTS];
} target;

typedef struct scatter {
  const lociq_collection *all;
  lociq_space spaces[2]; /* of region variables, of measures by industry */
  target *targets;       /* by measure */
  uint32_t ***routes;    /* by file: thread × code of a row -> routes by number of the dictionary */
  bool twice;
} scatter;

/* The kept rows of a piece of a chunk, and where their cells go. */
typedef struct block {
  const lociq_bound *file;
  const lociq_chunk *chunk;
  uint32_t *const *routes; /* by code of a row: routes by number of the dictionary */
  size_t count;
  uint32_t rows[BLOCK];
  size_t cells[BLOCK];
  bool body; /* all of them are in the body */
} block;

static bool has_measure(const lociq_bound *file, size_t measure) {
  for (size_t c = 0; c < file->scan->layout.column_count; c++)
    if (file->measures[c] == measure) return true;
  return false;
}

/* Whether two measures stand in the same lines of the same files. */
static bool stand_together(const lociq_collection *all, size_t first, size_t second) {
  if (all->measures[first].industries != all->measures[second].industries) return false;
  for (size_t f = 0; f < all->file_count; f++) {
    const bool has = has_measure(&all->files[f], first);
    if (has != has_measure(&all->files[f], second) || (has && all->files[f].along != NULL)) return false;
  }
  return true;
}

static lociq_status prepare(scatter *job, lociq_error *error) {
  const lociq_collection *all = job->all;
  job->targets = lociq_allocate(all->measure_count, sizeof *job->targets);
  if (job->targets == NULL) return lociq_memory_error(error, "measures");
  for (int i = 0; i < 2; i++) {
    const lociq_status status = lociq_space_of(all->panel, i == 1, &job->spaces[i], error);
    if (status != LOCIQ_OK) return status;
  }
  for (size_t m = 0; m < all->measure_count; m++) {
    target *to = &job->targets[m];
    to->space = &job->spaces[all->measures[m].industries];
    to->shared = 0;
    while (to->shared < m && !(job->targets[to->shared].shared == to->shared && stand_together(all, to->shared, m)))
      to->shared++;
    const size_t words = lociq_places_words(to->space->base[LOCIQ_PARTS]);
    to->taken = to->shared == m ? lociq_allocate(words, sizeof *to->taken) : job->targets[to->shared].taken;
    if (to->taken == NULL) return lociq_memory_error(error, all->measures[m].name);
    const lociq_status status =
        lociq_cube_make_parts(all->measures[m].cube, to->space, all->measures[m].flagged, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* Routes by the numbers of a file's dictionaries, in one step instead of two. */
static lociq_status compose(scatter *job, size_t f, lociq_error *error) {
  const lociq_bound *file = &job->all->files[f];
  const lociq_scan *scan = file->scan;
  const size_t width = scan->parsers[0].codes_a_row;
  job->routes[f] = lociq_allocate(scan->thread_count * width, sizeof *job->routes[f]);
  if (job->routes[f] == NULL) return lociq_memory_error(error, "routes");
  for (size_t d = 0; d < scan->layout.dimension_count; d++) {
    const size_t index = scan->parsers[0].code_index[d];
    const lociq_merged *merged = &job->all->dimensions[file->merged[d]];
    for (size_t t = 0; index != LOCIQ_NONE && t < scan->thread_count; t++) {
      const size_t count = scan->parsers[t].dictionaries[index].count;
      uint32_t *routes = lociq_allocate(count, sizeof *routes);
      if (routes == NULL) return lociq_memory_error(error, "routes");
      for (size_t i = 0; i < count; i++) routes[i] = merged->routes[file->maps[t * width + index][i]];
      job->routes[f][t * width + index] = routes;
    }
  }
  return LOCIQ_OK;
}

/* Where the routes of an axis are found for the rows of a block. */
typedef struct lookup {
  const uint32_t *routes; /* by number; NULL: all rows have `constant` */
  const lociq_packed *numbers;
  uint32_t constant;
} lookup;

static lookup look_up(const scatter *job, const block *rows, int axis, size_t column) {
  const lociq_bound *file = rows->file;
  const lociq_layout *layout = &file->scan->layout;
  for (size_t d = 0; d < layout->dimension_count; d++) {
    if (layout->dimensions[d].axis != axis) continue;
    const uint32_t *routes = job->all->dimensions[file->merged[d]].routes;
    if (layout->dimensions[d].place == LOCIQ_CONSTANT) return (lookup){.constant = routes[file->constants[d]]};
    if (d == file->along_dimension) return (lookup){.constant = routes[file->along[column]]};
    const size_t index = file->scan->parsers[0].code_index[d];
    const lociq_packed *packed = &rows->chunk->packed[index];
    if (packed->width == 0) return (lookup){.constant = rows->routes[index][packed->least]};
    return (lookup){.routes = rows->routes[index], .numbers = packed};
  }
  return (lookup){0};
}

static inline uint32_t route_of(const lookup *from, size_t row) {
  return from->routes == NULL ? from->constant : from->routes[lociq_packed_code(from->numbers, row)];
}

static void find_cells(const scatter *job, block *rows, const lociq_space *space, size_t column) {
  const lookup years = look_up(job, rows, LOCIQ_YEAR, column), regions = look_up(job, rows, LOCIQ_REGION, column),
               industries = look_up(job, rows, LOCIQ_INDUSTRY, column);
  uint32_t kinds = 0;
  for (size_t n = 0; n < rows->count; n++) {
    const uint32_t year = route_of(&years, rows->rows[n]), region = route_of(&regions, rows->rows[n]),
                   industry = route_of(&industries, rows->rows[n]);
    kinds |= lociq_route_kind(region) | (space->by_industry ? lociq_route_kind(industry) : 0);
    rows->cells[n] = lociq_space_cell(space, year, region, industry);
  }
  rows->body = kinds == LOCIQ_ROUTE_MEMBER;
}

static void put_body(double *values, const block *rows, size_t column) {
  const lociq_chunk *chunk = rows->chunk;
  const size_t first = lociq_chunk_cell(chunk, 0, column);
  if (chunk->real != NULL) {
    for (size_t n = 0; n < rows->count; n++) values[rows->cells[n]] = chunk->real[first + rows->rows[n]];
    return;
  }
  for (size_t n = 0; n < rows->count; n++)
    values[rows->cells[n]] = lociq_chunk_widened(chunk->whole[first + rows->rows[n]]);
}

static void put_values(const scatter *job, const block *rows, size_t measure, size_t column, uint64_t *counts) {
  lociq_cube *cube = job->all->measures[measure].cube;
  const lociq_space *space = job->targets[measure].space;
  const lociq_chunk *chunk = rows->chunk;
  if (rows->body && chunk->flags == NULL) {
    put_body(cube->parts[LOCIQ_BODY].values, rows, column);
    counts[LOCIQ_BODY] += rows->count;
    return;
  }
  for (size_t n = 0; n < rows->count; n++) {
    const lociq_part part = lociq_space_part(space, rows->cells[n]);
    const size_t at = rows->cells[n] - space->base[part], from = lociq_chunk_cell(chunk, rows->rows[n], column);
    cube->parts[part].values[at] = lociq_chunk_value(chunk, from);
    if (chunk->flags != NULL && cube->parts[part].flags != NULL) cube->parts[part].flags[at] = chunk->flags[from];
    counts[part]++;
  }
}

/* All columns of a block. Where no dimension is along them, their cells differ
 * between region variables and measures by industry alone. */
static bool put_block(const scatter *job, block *rows, uint64_t (*counts)[LOCIQ_PARTS]) {
  const lociq_bound *file = rows->file;
  const lociq_space *found = NULL;
  for (size_t c = 0; c < rows->chunk->cells_a_row; c++) {
    if (file->along_fates != NULL && file->along_fates[c] != 0) continue;
    const size_t measure = file->measures[c];
    const target *to = &job->targets[measure];
    const bool anew = file->along != NULL || to->space != found;
    if (anew) find_cells(job, rows, to->space, c);
    found = to->space;
    const bool first = file->along != NULL || to->shared == measure || !has_measure(file, to->shared);
    if (first && !lociq_places_take(to->taken, rows->cells, rows->count)) return false;
    put_values(job, rows, measure, c, counts[measure]);
  }
  return true;
}

/* Values that are in their place are given back while others come to theirs: who
 * adds duplicates needs them all to begin anew, who refuses them needs none. */
static bool put_chunk(const scatter *job, size_t f, size_t number, uint64_t (*counts)[LOCIQ_PARTS]) {
  const lociq_bound *file = &job->all->files[f];
  lociq_chunk *chunk = &file->scan->chunks[number];
  block rows = {.file = file, .chunk = chunk, .routes = job->routes[f] + chunk->dictionaries * chunk->codes_a_row};
  for (size_t row = 0; row < chunk->rows;) {
    for (rows.count = 0; rows.count < BLOCK && row < chunk->rows; row++)
      if (lociq_bound_fate(file, number, row) == 0) rows.rows[rows.count++] = (uint32_t)row;
    if (!put_block(job, &rows, counts)) return false;
  }
  if (!job->all->options->sum_duplicates) lociq_chunk_release_values(chunk);
  return true;
}

static lociq_status put_file(scatter *job, size_t f, lociq_error *error) {
  const size_t measures = job->all->measure_count, chunks = job->all->files[f].scan->chunk_count;
  lociq_status status = LOCIQ_OK;
#pragma omp parallel
  {
    uint64_t(*counts)[LOCIQ_PARTS] = lociq_allocate(measures, sizeof *counts);
    bool whole = true;
#pragma omp for schedule(dynamic)
    for (size_t i = 0; i < chunks; i++)
      if (counts != NULL && whole && !job->all->files[f].scan->chunks[i].placed) whole = put_chunk(job, f, i, counts);
#pragma omp critical(lociq_scatter)
    {
      if (counts == NULL) status = LOCIQ_NO_MEMORY;
      job->twice = job->twice || !whole;
      for (size_t m = 0; counts != NULL && m < measures; m++)
        for (int part = 0; part < LOCIQ_PARTS; part++) job->targets[m].counts[part] += counts[m][part];
    }
    free(counts);
  }
  return status == LOCIQ_OK ? LOCIQ_OK : lociq_memory_error(error, "counts");
}

/* What went to its place while the file was read. */
static lociq_status settle_early(scatter *job, size_t f, lociq_error *error) {
  const lociq_bound *file = &job->all->files[f];
  lociq_early *early = file->scan->early;
  if (early == NULL || early->twice) {
    job->twice = job->twice || early != NULL;
    return LOCIQ_OK;
  }
  const target *to = &job->targets[file->measures[0]]; /* all measures of the file stand together */
  lociq_early_goal goal = {.all = job->all, .file = file, .space = to->space, .taken = to->taken};
  const lociq_status status = lociq_early_settle(early, &goal, error);
  job->twice = job->twice || goal.twice;
  for (size_t c = 0; c < early->columns; c++)
    for (int part = 0; part < LOCIQ_PARTS; part++) job->targets[file->measures[c]].counts[part] += goal.counts[part];
  return status;
}

/* Places that no line took are missing; a part without any is not there. */
static void settle_part(const target *to, lociq_cube *cube, lociq_part part) {
  const size_t first = to->space->base[part], end = to->space->base[part + 1];
  if (to->counts[part] == 0 && part != LOCIQ_BODY) {
    lociq_cube_drop_part(cube, part);
    return;
  }
  if (to->counts[part] == end - first) return;
  double *values = cube->parts[part].values;
#pragma omp parallel for schedule(static)
  for (size_t word = first / 64; word < (end + 63) / 64; word++) {
    if (to->taken[word] == UINT64_MAX) continue;
    for (size_t cell = word * 64; cell < word * 64 + 64; cell++)
      if (cell >= first && cell < end && !lociq_places_has(to->taken, cell)) values[cell - first] = (double)NAN;
  }
}

static void settle(const scatter *job) {
  lociq_account *account = job->all->account;
  for (size_t m = 0; m < job->all->measure_count; m++) {
    const target *to = &job->targets[m];
    for (int part = 0; part < LOCIQ_PARTS; part++) settle_part(to, job->all->measures[m].cube, (lociq_part)part);
    account->stored += to->counts[LOCIQ_BODY];
    account->totals += to->counts[LOCIQ_TOTAL_REGION] + to->counts[LOCIQ_TOTAL_INDUSTRY] + to->counts[LOCIQ_TOTAL];
    account->aggregates += to->counts[LOCIQ_AGGREGATE_BODY] + to->counts[LOCIQ_AGGREGATE_TOTAL];
  }
}

static void clear(scatter *job) {
  const lociq_collection *all = job->all;
  for (size_t f = 0; job->routes != NULL && f < all->file_count; f++) {
    const lociq_scan *scan = all->files[f].scan;
    for (size_t i = 0; job->routes[f] != NULL && i < scan->thread_count * scan->parsers[0].codes_a_row; i++)
      free(job->routes[f][i]);
    free(job->routes[f]);
  }
  for (size_t m = 0; job->targets != NULL && m < all->measure_count; m++)
    if (job->targets[m].shared == m) free(job->targets[m].taken);
  free(job->routes);
  free(job->targets);
}

lociq_status lociq_collection_scatter(lociq_collection *all, bool *twice, lociq_error *error) {
  scatter job = {.all = all, .routes = lociq_allocate(all->file_count, sizeof *job.routes)};
  lociq_status status = job.routes == NULL ? lociq_memory_error(error, "routes") : prepare(&job, error);
  for (size_t f = 0; f < all->file_count && status == LOCIQ_OK; f++) status = compose(&job, f, error);
  for (size_t f = 0; f < all->file_count && status == LOCIQ_OK && !job.twice; f++)
    status = settle_early(&job, f, error);
  for (size_t f = 0; f < all->file_count && status == LOCIQ_OK && !job.twice; f++) status = put_file(&job, f, error);
  *twice = job.twice;
  if (status == LOCIQ_OK && !job.twice) settle(&job);
  for (size_t m = 0; job.twice && m < all->measure_count; m++)
    for (int part = 0; part < LOCIQ_PARTS; part++) lociq_cube_drop_part(all->measures[m].cube, (lociq_part)part);
  clear(&job);
  return status;
}
