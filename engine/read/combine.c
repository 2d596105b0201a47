/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The slow way: where cells fall together, by a format's intent (months,
 * quarters, ownerships) or as duplicates. A measure at a time: its cells are
 * sorted by place, counting; then each place has its pieces in a row, in the
 * order of the files and lines.
 */
#include <string.h>

#include "core/memory.h"
#include "read/collect.h"

typedef struct combination {
  const lociq_collection *all;
  size_t measure;
  lociq_space space;
  size_t *starts; /* by place: where its pieces begin; one more at the end */
  lociq_position *pieces;
  bool *taken; /* by part */
  bool twice;  /* an error: the earliest of the lines that are too many, and what it meets */
  lociq_position first, second;
} combination;

/* Calls for each kept cell of the measure, in the order of files and lines. */
typedef void visit(combination *job, size_t cell, lociq_position at);
static void visit_all(combination *job, visit *each) {
  const lociq_collection *all = job->all;
  for (size_t f = 0; f < all->file_count; f++) {
    const lociq_bound *file = &all->files[f];
    for (size_t n = 0; n < file->scan->chunk_count; n++) {
      const lociq_chunk *chunk = &file->scan->chunks[n];
      for (size_t row = 0; row < chunk->rows; row++) {
        if (lociq_bound_fate(file, n, row) != 0) continue;
        for (size_t c = 0; c < chunk->cells_a_row; c++) {
          if (file->measures[c] != job->measure || (file->along_fates != NULL && file->along_fates[c] != 0)) continue;
          const lociq_routes routes = lociq_bound_routes(all, file, chunk, row, c);
          const lociq_position at = {(uint32_t)f, (uint32_t)n, (uint32_t)row, (uint32_t)c};
          each(job, lociq_space_cell(&job->space, routes.year, routes.region, routes.industry), at);
        }
      }
    }
  }
}

static void count_piece(combination *job, size_t cell, lociq_position at) {
  (void)at;
  job->starts[cell + 1]++;
}

/* starts[cell] moves on to the end of the cell's pieces, which is where the next
 * one's begin. */
static void place_piece(combination *job, size_t cell, lociq_position at) { job->pieces[job->starts[cell]++] = at; }

static lociq_status sort_pieces(combination *job, lociq_error *error) {
  const size_t cells = job->space.base[LOCIQ_PARTS];
  job->starts = lociq_allocate(cells + 1, sizeof *job->starts);
  if (job->starts == NULL) return lociq_memory_error(error, "pieces");
  visit_all(job, count_piece);
  for (size_t i = 0; i < cells; i++) job->starts[i + 1] += job->starts[i];
  job->pieces = lociq_allocate_aligned(job->starts[cells], sizeof *job->pieces);
  if (job->pieces == NULL) return lociq_memory_error(error, "pieces");
  visit_all(job, place_piece);
  memmove(job->starts + 1, job->starts, cells * sizeof *job->starts);
  job->starts[0] = 0;
  return LOCIQ_OK;
}

/* A piece with its codes as positions, to be compared. */
typedef struct loose {
  lociq_piece piece;
  lociq_position at;
  const uint32_t *codes;
  size_t code_count;
} loose;

/* Whether pieces fall together by intent: 0 means that they are duplicates. */
static int compare_keys(const loose *a, const loose *b) {
  if (a->piece.column->tag != b->piece.column->tag) return a->piece.column->tag < b->piece.column->tag ? -1 : 1;
  if (a->code_count != b->code_count) return a->code_count < b->code_count ? -1 : 1;
  for (size_t i = 0; i < a->code_count; i++)
    if (a->codes[i] != b->codes[i]) return a->codes[i] < b->codes[i] ? -1 : 1;
  return 0;
}

static int compare_positions(lociq_position a, lociq_position b) {
  if (a.file != b.file) return a.file < b.file ? -1 : 1;
  if (a.chunk != b.chunk) return a.chunk < b.chunk ? -1 : 1;
  if (a.row != b.row) return a.row < b.row ? -1 : 1;
  return (a.column > b.column) - (a.column < b.column);
}

static int compare_loose(const void *first, const void *second) {
  const loose *a = first, *b = second;
  const int order = compare_keys(a, b);
  return order != 0 ? order : compare_positions(a->at, b->at);
}

/* Room for the pieces of one place, and their codes. */
typedef struct bench {
  loose *items;
  lociq_piece *pieces;
  uint32_t *codes;
  const char **texts;
  size_t capacity, width;
} bench;

static bool make_bench(const combination *job, bench *room) {
  const size_t cells = job->space.base[LOCIQ_PARTS];
  for (size_t i = 0; i < cells; i++)
    if (job->starts[i + 1] - job->starts[i] > room->capacity) room->capacity = job->starts[i + 1] - job->starts[i];
  for (size_t f = 0; f < job->all->file_count; f++)
    if (job->all->files[f].scan->layout.dimension_count > room->width)
      room->width = job->all->files[f].scan->layout.dimension_count;
  room->items = lociq_allocate(room->capacity, sizeof *room->items);
  room->pieces = lociq_allocate(room->capacity, sizeof *room->pieces);
  room->codes = lociq_allocate(room->capacity * room->width, sizeof *room->codes);
  room->texts = lociq_allocate(room->capacity * room->width, sizeof *room->texts);
  return room->items != NULL && room->pieces != NULL && room->codes != NULL && room->texts != NULL;
}

static void clear_bench(bench *room) {
  free(room->items);
  free(room->pieces);
  free(room->codes);
  free(room->texts);
}

static void lay_out(const combination *job, bench *room, size_t n, lociq_position at) {
  const lociq_bound *file = &job->all->files[at.file];
  const lociq_chunk *chunk = &file->scan->chunks[at.chunk];
  const size_t cell = lociq_chunk_cell(chunk, at.row, at.column);
  uint32_t *codes = room->codes + n * room->width;
  const char **texts = room->texts + n * room->width;
  const size_t count = file->scan->layout.dimension_count;
  for (size_t d = 0; d < count; d++) {
    codes[d] = d == file->along_dimension ? file->along[at.column] : lociq_bound_code(file, chunk, at.row, d);
    texts[d] = job->all->dimensions[file->merged[d]].codes[codes[d]];
  }
  room->items[n] = (loose){.piece = {.value = lociq_chunk_value(chunk, cell),
                                     .flags = chunk->flags == NULL ? 0 : chunk->flags[cell],
                                     .column = &file->scan->layout.columns[at.column],
                                     .codes = texts},
                           .at = at,
                           .codes = codes,
                           .code_count = count};
}

/* Keeps the earliest line that is too many. */
static void note_twice(combination *job, lociq_position first, lociq_position second) {
#pragma omp critical(lociq_combine)
  {
    if (!job->twice || compare_positions(second, job->second) < 0) {
      job->first = first;
      job->second = second;
    }
    job->twice = true;
  }
}

/* Adds duplicates to the first of them, where that is wanted. What is missing in
 * one is missing in the sum. */
static size_t add_duplicates(combination *job, bench *room, size_t count) {
  const lociq_layout *layout = &job->all->files[room->items[0].at.file].scan->layout;
  size_t kept = 0;
  for (size_t n = 0; n < count; n++) {
    const loose *item = &room->items[n];
    const bool foreign = job->all->files[item->at.file].scan->layout.combine != layout->combine;
    const bool same = kept > 0 && (foreign || layout->combine == NULL || compare_keys(&room->items[n - 1], item) == 0);
    if (!same) {
      room->pieces[kept++] = item->piece;
      continue;
    }
    if (foreign || !job->all->options->sum_duplicates) note_twice(job, room->items[n - 1].at, item->at);
    room->pieces[kept - 1].value += item->piece.value;
    room->pieces[kept - 1].flags = (uint16_t)(room->pieces[kept - 1].flags | item->piece.flags);
  }
  return kept;
}

static void combine_cell(combination *job, bench *room, size_t cell) {
  const size_t first = job->starts[cell], count = job->starts[cell + 1] - first;
  if (count == 0) return;
  for (size_t n = 0; n < count; n++) lay_out(job, room, n, job->pieces[first + n]);
  const lociq_layout *layout = &job->all->files[room->items[0].at.file].scan->layout;
  if (layout->combine != NULL) qsort(room->items, count, sizeof *room->items, compare_loose);
  const size_t kept = add_duplicates(job, room, count);
  double value = room->pieces[0].value;
  uint16_t flags = room->pieces[0].flags;
  if (layout->combine != NULL) layout->combine(layout, room->pieces, kept, &value, &flags);
  const lociq_part part = lociq_space_part(&job->space, cell);
  lociq_grid *grid = &job->all->measures[job->measure].cube->parts[part];
  grid->values[cell - job->space.base[part]] = value;
  if (grid->flags != NULL) grid->flags[cell - job->space.base[part]] = flags;
}

static lociq_status combine_cells(combination *job, lociq_error *error) {
  const size_t cells = job->space.base[LOCIQ_PARTS];
  bool made = true;
#pragma omp parallel
  {
    bench room = {0};
    const bool own = make_bench(job, &room);
    if (!own) {
#pragma omp critical(lociq_combine)
      made = false;
    }
#pragma omp for schedule(dynamic, 4096)
    for (size_t cell = 0; cell < cells; cell++)
      if (own) combine_cell(job, &room, cell);
    clear_bench(&room);
  }
  return made ? LOCIQ_OK : lociq_memory_error(error, "pieces");
}

/* Counts, and drops the parts in which there is nothing. */
static void settle(const combination *job) {
  lociq_account *account = job->all->account;
  lociq_cube *cube = job->all->measures[job->measure].cube;
  for (int part = 0; part < LOCIQ_PARTS; part++) {
    const size_t first = job->space.base[part], end = job->space.base[part + 1];
    uint64_t filled = 0;
    for (size_t cell = first; cell < end; cell++) {
      const bool any = job->starts[cell + 1] > job->starts[cell];
      if (!any) cube->parts[part].values[cell - first] = (double)NAN;
      filled += any;
    }
    const uint64_t pieces = job->starts[end] - job->starts[first];
    account->combined += pieces - filled;
    if (part == LOCIQ_BODY)
      account->stored += filled;
    else if (part == LOCIQ_AGGREGATE_BODY || part == LOCIQ_AGGREGATE_TOTAL)
      account->aggregates += filled;
    else
      account->totals += filled;
    if (filled == 0 && part != LOCIQ_BODY) lociq_cube_drop_part(cube, (lociq_part)part);
  }
}

static lociq_status combine_measure(combination *job, lociq_error *error) {
  const lociq_measure *measure = &job->all->measures[job->measure];
  lociq_status status = lociq_space_of(job->all->panel, measure->industries, &job->space, error);
  if (status == LOCIQ_OK) status = lociq_cube_make_parts(measure->cube, &job->space, measure->flagged, error);
  if (status == LOCIQ_OK) status = sort_pieces(job, error);
  if (status == LOCIQ_OK) status = combine_cells(job, error);
  if (status == LOCIQ_OK) settle(job);
  free(job->starts);
  free(job->pieces);
  return status;
}

lociq_status lociq_collection_combine(lociq_collection *all, lociq_error *error) {
  bool twice = false;
  lociq_position first = {0}, second = {0};
  for (size_t m = 0; m < all->measure_count; m++) {
    combination job = {.all = all, .measure = m};
    const lociq_status status = combine_measure(&job, error);
    if (status != LOCIQ_OK) return status;
    if (job.twice && (!twice || compare_positions(job.second, second) < 0)) {
      first = job.first;
      second = job.second;
    }
    twice = twice || job.twice;
  }
  return twice ? lociq_refuse_twice(all, first, second, error) : LOCIQ_OK;
}
