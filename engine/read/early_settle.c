/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From where values went to where they belong, now that all codes are known. Each array
 * becomes that of its measure; where the order is another one its rows are moved within
 * it, so that no second array is needed.
 */
#include <string.h>

#include "core/memory.h"
#include "read/collect.h"
#include "read/places.h"

typedef struct settlement {
  lociq_early *early;
  lociq_early_goal *goal;
  uint32_t *routes[LOCIQ_EARLY_AXES]; /* by number */
  size_t industries;                  /* numbers */
  bool closed;                        /* rows need no closing: industries are where they belong */
  size_t *places;                     /* by row: which of the body it becomes, or LOCIQ_NONE */
  bool *moved;                        /* by column and row */
  double *room;                       /* a row and a half by column: two rows */
} settlement;

/* ---- routes ---- */

static lociq_status find_routes(settlement *job, size_t axis, int kind, lociq_error *error) {
  const lociq_early *early = job->early;
  const lociq_bound *file = job->goal->file;
  const size_t count = early->codes[axis].count == 0 ? 1 : early->codes[axis].count, index = early->index[axis];
  job->routes[axis] = lociq_allocate(count, sizeof *job->routes[axis]);
  if (job->routes[axis] == NULL) return lociq_memory_error(error, "routes");
  for (size_t d = 0; d < file->scan->layout.dimension_count; d++) {
    if (file->scan->layout.dimensions[d].axis != kind) continue;
    const uint32_t *routes = job->goal->all->dimensions[file->merged[d]].routes;
    if (index == LOCIQ_NONE) job->routes[axis][0] = routes[file->constants[d]];
    for (size_t t = 0; index != LOCIQ_NONE && t < early->threads; t++) {
      const size_t own = t * LOCIQ_EARLY_AXES + axis;
      const uint32_t *map = file->maps[t * file->scan->parsers[0].codes_a_row + index];
      for (size_t i = 0; i < early->numbered[own]; i++) job->routes[axis][early->numbers[own][i]] = routes[map[i]];
    }
  }
  return LOCIQ_OK;
}

static bool is_member(uint32_t route) { return lociq_route_kind(route) == LOCIQ_ROUTE_MEMBER; }

/* Where each row belongs; true where that is where it is, and so is each industry. */
static bool find_places(settlement *job) {
  const lociq_early *early = job->early;
  const lociq_space *space = job->goal->space;
  job->closed = early->stride == space->industries;
  for (size_t i = 0; i < job->industries; i++)
    job->closed = job->closed && job->routes[LOCIQ_EARLY_INDUSTRY][i] == lociq_route(LOCIQ_ROUTE_MEMBER, (uint32_t)i);
  bool same = job->closed && early->row_count == space->years * space->regions;
  for (size_t row = 0; row < early->row_count; row++) {
    const uint32_t year = job->routes[LOCIQ_EARLY_YEAR][early->rows[row].year],
                   region = job->routes[LOCIQ_EARLY_REGION][early->rows[row].region];
    job->places[row] =
        is_member(region) ? lociq_route_position(year) * space->regions + lociq_route_position(region) : LOCIQ_NONE;
    same = same && job->places[row] == row;
  }
  return same;
}

/* ---- cells that are in no row of the body ---- */

static void put_cell(const settlement *job, size_t from, size_t cell) {
  lociq_early_goal *goal = job->goal;
  const lociq_part part = lociq_space_part(goal->space, cell);
  goal->twice = !lociq_places_take(goal->taken, &cell, 1) || goal->twice;
  goal->counts[part]++;
  for (size_t c = 0; c < job->early->columns; c++)
    goal->all->measures[goal->file->measures[c]].cube->parts[part].values[cell - goal->space->base[part]] =
        job->early->values[c][from];
}

/* Puts the cells of totals and aggregates to theirs; those of the body too, where all. */
static void put_others(const settlement *job, bool all) {
  const lociq_early *early = job->early;
  bool members = true; /* all industries are */
  for (size_t i = 0; i < job->industries; i++) members = members && is_member(job->routes[LOCIQ_EARLY_INDUSTRY][i]);
  for (size_t row = 0; row < early->row_count; row++) {
    const uint32_t year = job->routes[LOCIQ_EARLY_YEAR][early->rows[row].year],
                   region = job->routes[LOCIQ_EARLY_REGION][early->rows[row].region];
    if (!all && members && is_member(region)) continue;
    for (size_t i = 0; i < job->industries; i++) {
      const uint32_t industry = job->routes[LOCIQ_EARLY_INDUSTRY][i];
      if (!all && is_member(region) && is_member(industry)) continue;
      if (lociq_route_kind(region) >= LOCIQ_ROUTE_OUT || lociq_route_kind(industry) >= LOCIQ_ROUTE_OUT) continue;
      const size_t from = row * early->stride + i;
      if (lociq_places_has(early->taken, from))
        put_cell(job, from, lociq_space_cell(job->goal->space, year, region, industry));
    }
  }
}

/* ---- rows of the body ---- */

/* Each row's industries in the order of the axis, the rows without a gap. A row never moves
 * beyond where it was. */
static void close_rows(const settlement *job, double *values, double *room) {
  const size_t width = job->goal->space->industries, stride = job->early->stride;
  for (size_t row = 0; row < job->early->row_count; row++) {
    const double *from = values + row * stride;
    for (size_t i = 0; i < job->industries; i++) {
      const uint32_t route = job->routes[LOCIQ_EARLY_INDUSTRY][i];
      if (is_member(route)) room[lociq_route_position(route)] = from[i];
    }
    memcpy(values + row * width, room, width * sizeof *values);
  }
}

/* Each row to its place. Who is there already goes on to his own. */
static void move_rows(const settlement *job, double *values, double *room, bool *moved) {
  const size_t width = job->goal->space->industries, rows = job->early->row_count, bytes = width * sizeof *values;
  double *held = room, *spare = room + width;
  for (size_t row = 0; row < rows; row++) {
    size_t to = job->places[row];
    if (moved[row] || to == LOCIQ_NONE || to == row) continue;
    memcpy(held, values + row * width, bytes);
    moved[row] = true;
    for (; to < rows && !moved[to] && job->places[to] != LOCIQ_NONE; to = job->places[to]) {
      memcpy(spare, values + to * width, bytes);
      memcpy(values + to * width, held, bytes);
      moved[to] = true;
      double *other = held;
      held = spare;
      spare = other;
    }
    memcpy(values + to * width, held, bytes);
  }
}

static void take_bits(const settlement *job) {
  const lociq_early *early = job->early;
  const size_t width = job->goal->space->industries;
  for (size_t row = 0; row < early->row_count; row++)
    for (size_t i = 0; job->places[row] != LOCIQ_NONE && i < job->industries; i++) {
      const uint32_t route = job->routes[LOCIQ_EARLY_INDUSTRY][i];
      if (!is_member(route) || !lociq_places_has(early->taken, row * early->stride + i)) continue;
      lociq_places_set(job->goal->taken, job->places[row] * width + lociq_route_position(route));
      job->goal->counts[LOCIQ_BODY]++;
    }
}

static void take_same_bits(const settlement *job) {
  const size_t words = lociq_places_words(job->goal->space->base[LOCIQ_BODY + 1]);
  for (size_t i = 0; i < words; i++) {
    job->goal->taken[i] |= job->early->taken[i];
    job->goal->counts[LOCIQ_BODY] += (uint64_t)__builtin_popcountll(job->early->taken[i]);
  }
}

/* Makes room for the whole body where it has more rows than came. */
static lociq_status widen(const settlement *job, lociq_error *error) {
  lociq_early *early = job->early;
  const size_t body = job->goal->space->base[LOCIQ_BODY + 1], cells = early->capacity * early->stride;
  lociq_status status = LOCIQ_OK;
  for (size_t c = 0; c < early->columns && body > cells && status == LOCIQ_OK; c++)
    status = lociq_early_grow(&early->values[c], cells, body, error);
  return status;
}

/* Moves what is within each array; a column a thread, and the bits. */
static lociq_status arrange(settlement *job, lociq_error *error) {
  const lociq_early *early = job->early;
  const size_t columns = early->columns, width = job->goal->space->industries;
  lociq_status status = widen(job, error);
  if (status != LOCIQ_OK) return status;
  job->room = lociq_allocate(columns, 2 * width * sizeof *job->room);
  job->moved = lociq_allocate(columns, early->row_count);
  if (job->room == NULL || job->moved == NULL) return lociq_memory_error(error, "rows");
#pragma omp parallel for schedule(dynamic)
  for (size_t c = 0; c <= columns; c++) {
    if (c == columns) {
      take_bits(job);
      continue;
    }
    if (!job->closed) close_rows(job, early->values[c], job->room + c * 2 * width);
    move_rows(job, early->values[c], job->room + c * 2 * width, job->moved + c * early->row_count);
  }
  return LOCIQ_OK;
}

/* The arrays become the cubes'. */
static void hand_over(const settlement *job) {
  const lociq_early_goal *goal = job->goal;
  for (size_t c = 0; c < job->early->columns; c++) {
    lociq_grid *body = &goal->all->measures[goal->file->measures[c]].cube->parts[LOCIQ_BODY];
    free(body->values);
    body->values = job->early->values[c];
    job->early->values[c] = NULL;
  }
}

lociq_status lociq_early_settle(lociq_early *early, lociq_early_goal *goal, lociq_error *error) {
  static const int kinds[LOCIQ_EARLY_AXES] = {LOCIQ_YEAR, LOCIQ_REGION, LOCIQ_INDUSTRY};
  if (early->row_count == 0) return LOCIQ_OK;
  settlement job = {.early = early, .goal = goal};
  lociq_status status = LOCIQ_OK;
  for (size_t axis = 0; axis < LOCIQ_EARLY_AXES && status == LOCIQ_OK; axis++)
    status = find_routes(&job, axis, kinds[axis], error);
  job.industries = early->codes[LOCIQ_EARLY_INDUSTRY].count == 0 ? 1 : early->codes[LOCIQ_EARLY_INDUSTRY].count;
  job.places = lociq_allocate(early->row_count, sizeof *job.places);
  if (status == LOCIQ_OK && job.places == NULL) status = lociq_memory_error(error, "rows");
  if (status != LOCIQ_OK) goto done;
  /* A region variable that came by industry came in totals alone. */
  const bool apart = !goal->space->by_industry && early->index[LOCIQ_EARLY_INDUSTRY] != LOCIQ_NONE;
  const bool same = find_places(&job) && !apart;
  if (!same) put_others(&job, apart);
  if (same) take_same_bits(&job);
  if (!same && !apart) status = arrange(&job, error);
  if (status == LOCIQ_OK && !apart) hand_over(&job);
done:
  for (size_t axis = 0; axis < LOCIQ_EARLY_AXES; axis++) free(job.routes[axis]);
  free(job.places);
  free(job.room);
  free(job.moved);
  return status;
}
