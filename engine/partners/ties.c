/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/ties.h"

#include <math.h>
#include <omp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "partners/gravity.h"
#include "partners/size.h"
#include "partners/ties_file.h"

/* A place is a region, or a region's part of an industry, which may be several units: its organisations. */
struct lociq_ties {
  const lociq_partner_filter *filter;
  size_t *place_of;  /* by unit; LOCIQ_NONE: not in the file */
  size_t *units;     /* by place: its first unit */
  size_t count;      /* of places */
  double *sizes;     /* by place; NaN where the model has it not */
  lociq_flow *flows; /* between places, by own, then other */
  size_t flow_count;
  size_t strangers; /* rows of the file that are of no unit */
  bool fitted, distant;
  lociq_gravity gravity;
  char remark[512];
};

void lociq_ties_free(lociq_ties *ties) {
  if (ties == NULL) return;
  free(ties->place_of);
  free(ties->units);
  free(ties->sizes);
  free(ties->flows);
  free(ties);
}

const char *lociq_ties_remark(const lociq_ties *ties) { return ties->remark[0] == '\0' ? NULL : ties->remark; }

__attribute__((format(printf, 2, 3))) static void remark(lociq_ties *ties, const char *format, ...) {
  const size_t length = strlen(ties->remark);
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(ties->remark + length, sizeof ties->remark - length, format, arguments);
  va_end(arguments);
}

/* ---- places ---- */

/* Where a unit lies; how a row finds its units. */
typedef struct spot {
  size_t region, industry, unit;
} spot;

typedef struct spots {
  spot *items; /* by region, industry, unit */
  size_t count;
} spots;

static int compare_spots(const void *left, const void *right) {
  const spot *a = left, *b = right;
  if (a->region != b->region) return a->region < b->region ? -1 : 1;
  if (a->industry != b->industry) return a->industry < b->industry ? -1 : 1;
  return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static lociq_status find_spots(const lociq_units *units, spots *all, lociq_error *error) {
  all->items = lociq_allocate(units->count, sizeof *all->items);
  if (all->items == NULL) return lociq_memory_error(error, "ties");
  for (size_t u = 0; u < units->count; u++) {
    const lociq_unit *unit = &units->items[u];
    const bool there = unit->region != LOCIQ_NONE && (units->cluster == LOCIQ_NONE || unit->industry != LOCIQ_NONE);
    if (there) all->items[all->count++] = (spot){unit->region, unit->industry, u};
  }
  if (all->count > 0) qsort(all->items, all->count, sizeof *all->items, compare_spots);
  return LOCIQ_OK;
}

/* The first of the units there; LOCIQ_NONE where there is none. Whole regions have no industry; rows without one are of
 * the cluster. */
static size_t find_unit(const spots *all, const lociq_units *units, size_t region, size_t industry) {
  spot key = {region, industry, 0};
  if (units->cluster == LOCIQ_NONE || industry == LOCIQ_NONE) key.industry = units->cluster;
  size_t low = 0, high = all->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (compare_spots(&all->items[middle], &key) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  const bool found =
      low < all->count && all->items[low].region == key.region && all->items[low].industry == key.industry;
  return found ? all->items[low].unit : LOCIQ_NONE;
}

/* Rows become flows between units: the first ones of their places. */
static lociq_status find_flows(lociq_ties *ties, const lociq_tie_rows *rows, const lociq_units *units, const spots *all,
                               bool *named, lociq_error *error) {
  ties->flows = lociq_allocate(rows->count, 2 * sizeof *ties->flows);
  if (ties->flows == NULL) return lociq_memory_error(error, "ties");
  for (size_t i = 0; i < rows->count; i++) {
    const lociq_tie *row = &rows->rows[i];
    const size_t own = find_unit(all, units, row->region, row->industry);
    const size_t other = find_unit(all, units, row->partner, row->partner_industry);
    if (own == LOCIQ_NONE || other == LOCIQ_NONE) {
      ties->strangers++;
      continue;
    }
    named[own] = named[other] = true;
    if (own == other || row->ties == 0) continue;
    ties->flows[ties->flow_count++] = (lociq_flow){own, other, row->ties};
    if (!rows->directed) ties->flows[ties->flow_count++] = (lociq_flow){other, own, row->ties};
  }
  return LOCIQ_OK;
}

/* Numbers the places that are named, and leads every unit to its own. */
static lociq_status number_places(lociq_ties *ties, const lociq_units *units, const spots *all, const bool *named,
                                  lociq_error *error) {
  ties->place_of = lociq_allocate(units->count, sizeof *ties->place_of);
  ties->units = lociq_allocate(units->count, sizeof *ties->units);
  if (ties->place_of == NULL || ties->units == NULL) return lociq_memory_error(error, "ties");
  for (size_t u = 0; u < units->count; u++) ties->place_of[u] = LOCIQ_NONE;
  for (size_t s = 0, first = 0; s < all->count; s++) {
    if (all->items[s].region != all->items[first].region || all->items[s].industry != all->items[first].industry)
      first = s;
    const size_t unit = all->items[s].unit, leader = all->items[first].unit;
    if (!named[leader]) continue;
    if (unit == leader) ties->units[ties->count++] = unit;
    ties->place_of[unit] = ties->count - 1;
  }
  return LOCIQ_OK;
}

static int compare_flows(const void *left, const void *right) {
  const lociq_flow *a = left, *b = right;
  if (a->own != b->own) return a->own < b->own ? -1 : 1;
  if (a->other != b->other) return a->other < b->other ? -1 : 1;
  return a->value < b->value ? -1 : a->value > b->value;
}

/* From units to places, in order, each pair once. */
static void settle_flows(lociq_ties *ties) {
  size_t kept = 0;
  for (size_t f = 0; f < ties->flow_count; f++) {
    ties->flows[f].own = ties->place_of[ties->flows[f].own];
    ties->flows[f].other = ties->place_of[ties->flows[f].other];
  }
  if (ties->flow_count > 0) qsort(ties->flows, ties->flow_count, sizeof *ties->flows, compare_flows);
  for (size_t f = 0; f < ties->flow_count; f++) {
    const lociq_flow *flow = &ties->flows[f];
    lociq_flow *last = kept == 0 ? NULL : &ties->flows[kept - 1];
    if (last != NULL && last->own == flow->own && last->other == flow->other)
      last->value += flow->value;
    else
      ties->flows[kept++] = *flow;
  }
  ties->flow_count = kept;
}

static lociq_status place(lociq_ties *ties, const lociq_tie_rows *rows, const lociq_units *units, lociq_error *error) {
  spots all = {0};
  bool *named = lociq_allocate(units->count, sizeof *named);
  lociq_status status = named == NULL ? lociq_memory_error(error, "ties") : find_spots(units, &all, error);
  if (status == LOCIQ_OK) status = find_flows(ties, rows, units, &all, named, error);
  if (status == LOCIQ_OK) status = number_places(ties, units, &all, named, error);
  if (status == LOCIQ_OK) settle_flows(ties);
  free(all.items);
  free(named);
  return status;
}

/* ---- what may be expected ---- */

static bool has_point(const lociq_ties *ties, size_t unit) {
  return !isnan(lociq_filter_distance(ties->filter, unit, unit));
}

/* Sizes of the places that the model has. */
static lociq_status measure(lociq_ties *ties, const lociq_statistics *statistics, const lociq_units *units,
                            lociq_error *error) {
  double *sizes = NULL;
  const lociq_status status = lociq_units_size(statistics, units, &sizes, error);
  if (status != LOCIQ_OK) return status;
  ties->sizes = lociq_allocate(ties->count, sizeof *ties->sizes);
  for (size_t p = 0; p < ties->count; p++) ties->distant = ties->distant || has_point(ties, ties->units[p]);
  for (size_t p = 0; ties->sizes != NULL && p < ties->count; p++) {
    const double size = sizes[ties->units[p]];
    const bool takes_part = size > 0 && isfinite(size) && (!ties->distant || has_point(ties, ties->units[p]));
    ties->sizes[p] = takes_part ? size : (double)NAN;
  }
  free(sizes);
  return ties->sizes == NULL ? lociq_memory_error(error, "ties") : LOCIQ_OK;
}

/* The places that the model has, and the flows between them, in its own numbers. */
typedef struct members {
  size_t *of; /* by place */
  double *sizes;
  size_t *units;
  lociq_flow *flows;
  size_t count, flow_count;
} members;

static void members_clear(members *made) {
  free(made->of);
  free(made->sizes);
  free(made->units);
  free(made->flows);
}

static lociq_status gather(const lociq_ties *ties, members *made, lociq_error *error) {
  made->of = lociq_allocate(ties->count, sizeof *made->of);
  made->sizes = lociq_allocate(ties->count, sizeof *made->sizes);
  made->units = lociq_allocate(ties->count, sizeof *made->units);
  made->flows = lociq_allocate(ties->flow_count, sizeof *made->flows);
  if (made->of == NULL || made->sizes == NULL || made->units == NULL || made->flows == NULL)
    return lociq_memory_error(error, "ties");
  for (size_t p = 0; p < ties->count; p++) {
    made->of[p] = made->count;
    if (isnan(ties->sizes[p])) continue;
    made->sizes[made->count] = ties->sizes[p];
    made->units[made->count++] = ties->units[p];
  }
  for (size_t f = 0; f < ties->flow_count; f++) {
    const lociq_flow *flow = &ties->flows[f];
    if (isnan(ties->sizes[flow->own]) || isnan(ties->sizes[flow->other])) continue;
    made->flows[made->flow_count++] = (lociq_flow){made->of[flow->own], made->of[flow->other], flow->value};
  }
  return LOCIQ_OK;
}

static lociq_status fit(lociq_ties *ties, const char *path, int threads, lociq_error *error) {
  members all = {0};
  const char *doubt = NULL;
  lociq_status status = gather(ties, &all, error);
  const lociq_gravity_data data = {.count = all.count,
                                   .sizes = all.sizes,
                                   .filter = ties->distant ? ties->filter : NULL,
                                   .units = all.units,
                                   .flows = all.flows,
                                   .flow_count = all.flow_count,
                                   .threads = threads};
  if (status == LOCIQ_OK) status = lociq_gravity_fit(&data, &ties->gravity, &doubt, error);
  if (status == LOCIQ_OK) {
    ties->fitted = doubt == NULL;
    if (doubt != NULL)
      remark(ties, "%s: no expected ties: %s", path, doubt);
    else if (all.count < ties->count)
      remark(ties, "%s: %zu of %zu units have no expected ties, for want of a size%s", path, ties->count - all.count,
             ties->count, ties->distant ? " or a point" : "");
  }
  members_clear(&all);
  return status;
}

static lociq_status fill(lociq_ties *ties, const char *path, const lociq_statistics *statistics,
                         const lociq_match *match, lociq_error *error) {
  const lociq_units *units = match->units;
  lociq_tie_rows rows = {0};
  lociq_status status = lociq_tie_rows_read(path, units->regions, units->industries, &rows, error);
  if (status == LOCIQ_OK) status = place(ties, &rows, units, error);
  if (status == LOCIQ_OK) status = measure(ties, statistics, units, error);
  if (status == LOCIQ_OK) status = fit(ties, path, match->threads, error);
  if (status == LOCIQ_OK && ties->strangers > 0)
    remark(ties, "%s%s: %zu of %zu rows are of units that take no part", ties->remark[0] == '\0' ? "" : "; ", path,
           ties->strangers, rows.count);
  free(rows.rows);
  return status;
}

lociq_status lociq_ties_create(const char *path, const lociq_statistics *statistics, const lociq_match *match,
                               lociq_ties **ties, lociq_error *error) {
  lociq_ties *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "ties");
  made->filter = match->filter;
  const lociq_status status = fill(made, path, statistics, match, error);
  if (status == LOCIQ_OK)
    *ties = made;
  else
    lociq_ties_free(made);
  return status;
}

static int compare_places(const void *left, const void *right) {
  const lociq_flow *a = left, *b = right;
  if (a->own != b->own) return a->own < b->own ? -1 : 1;
  return a->other < b->other ? -1 : a->other > b->other;
}

double lociq_ties_between(const lociq_ties *ties, size_t own, size_t other, double *expected) {
  const lociq_flow key = {ties->place_of[own], ties->place_of[other], 0};
  if (expected != NULL) *expected = (double)NAN;
  if (key.own == LOCIQ_NONE || key.other == LOCIQ_NONE || key.own == key.other) return (double)NAN;
  const double own_size = ties->sizes[key.own], other_size = ties->sizes[key.other];
  if (expected != NULL && ties->fitted && !isnan(own_size) && !isnan(other_size)) {
    const double distance = lociq_filter_distance(ties->filter, ties->units[key.own], ties->units[key.other]);
    *expected = lociq_gravity_expect(&ties->gravity, own_size, other_size, distance);
  }
  const lociq_flow *found = bsearch(&key, ties->flows, ties->flow_count, sizeof key, compare_places);
  return found == NULL ? 0 : found->value;
}

/* ---- the gap ---- */

typedef struct standing {
  double score, ratio;
} standing;

/* What a thread works with: as many as there are units, and twice as many scores. */
typedef struct workspace {
  standing *candidates;
  double *scores;
} workspace;

static double gap_of(const standing *candidates, size_t count, standing partner) {
  size_t lower = 0, fewer = 0;
  if (isnan(partner.ratio) || count < 2) return (double)NAN;
  for (size_t i = 0; i < count; i++) {
    lower += candidates[i].score < partner.score;
    fewer += candidates[i].ratio < partner.ratio;
  }
  return ((double)lower - (double)fewer) / (double)(count - 1);
}

/* The candidates whose ties are known beside those expected. */
static size_t stand_all(const lociq_ties *ties, const lociq_match *match, size_t own, const workspace *space) {
  size_t count = 0;
  if (ties->place_of[own] == LOCIQ_NONE) return 0;
  lociq_match_score(match, own, space->scores, space->scores + match->units->count);
  for (size_t u = 0; u < match->units->count; u++) {
    double expected = (double)NAN;
    if (isnan(space->scores[u]) || ties->place_of[u] == LOCIQ_NONE) continue;
    const double ratio = lociq_ties_between(ties, own, u, &expected) / expected;
    if (!isnan(ratio)) space->candidates[count++] = (standing){space->scores[u], ratio};
  }
  return count;
}

static void tell_unit(const lociq_ties *ties, const lociq_match *match, size_t own, size_t top, const workspace *space,
                      lociq_partner *partners) {
  const size_t count = stand_all(ties, match, own, space);
  for (size_t k = 0; k < top && partners[k].unit != LOCIQ_NONE; k++) {
    lociq_partner *partner = &partners[k];
    partner->ties = lociq_ties_between(ties, own, partner->unit, &partner->expected);
    const standing here = {partner->score, partner->ties / partner->expected};
    partner->gap = gap_of(space->candidates, count, here);
  }
}

/* Each asked unit by one thread. False when told to stop. */
static bool tell_all(const lociq_ties *ties, const lociq_match *match, size_t top, const workspace *spaces, int threads,
                     lociq_partner *partners) {
  const lociq_units *units = match->units;
  atomic_bool stopped = false;
  size_t done = 0;
#pragma omp parallel for schedule(dynamic, 16) num_threads(threads)
  for (size_t i = 0; i < units->asked_count; i++) {
    if (atomic_load(&stopped)) continue;
    tell_unit(ties, match, units->asked[i], top, &spaces[omp_get_thread_num()], partners + i * top);
#pragma omp critical(lociq_ties_progress)
    if (!lociq_progress_report(match->progress, "comparing ties", ++done, units->asked_count))
      atomic_store(&stopped, true);
  }
  return !atomic_load(&stopped);
}

lociq_status lociq_ties_tell(const lociq_ties *ties, const lociq_match *match, size_t top, lociq_partner *partners,
                             lociq_error *error) {
  const int threads = match->threads > 0 ? match->threads : omp_get_max_threads();
  workspace *spaces = lociq_allocate((size_t)threads, sizeof *spaces);
  bool finished = false, there = spaces != NULL;
  for (int t = 0; t < threads && there; t++) {
    spaces[t].candidates = lociq_allocate(match->units->count, sizeof(standing));
    spaces[t].scores = lociq_allocate(match->units->count, 2 * sizeof(double));
    there = spaces[t].candidates != NULL && spaces[t].scores != NULL;
  }
  if (there) finished = tell_all(ties, match, top, spaces, threads, partners);
  for (int t = 0; t < threads && spaces != NULL; t++) {
    free(spaces[t].candidates);
    free(spaces[t].scores);
  }
  free(spaces);
  if (!there) return lociq_memory_error(error, "ties");
  return finished ? LOCIQ_OK : lociq_error_set(error, LOCIQ_CANCELLED, "the comparison of ties was stopped");
}
