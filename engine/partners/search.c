/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two ways lead to the same partners. Where the score is a product of rows of length 1
 * and all regions look for partners, tiles of sketches (sketch.h) bound the scores at a
 * fraction of their cost. Else the method's scan gives scores that are right to a margin.
 * Both offer the pairs that bounds do not rule out (candidates.h), and method->score
 * decides. Its bits are the same for both orders of a pair, so that one comparison
 * serves both where all regions look for partners.
 *
 * Where not all profiles are there, panels are: the tiles of two of them are compared, and
 * all that these leave open is decided by scores while their rows are there.
 */
#include "partners/search.h"

#include <math.h>
#include <omp.h>
#include <stdatomic.h>
#include <string.h>

#include "core/memory.h"
#include "partners/candidates.h"
#include "partners/profiles.h"
#include "partners/sketch.h"
#include "ranks/ranks.h"

/* Offers are handed over when there are so many; sooner while a row has no threshold, as all are offered then. */
enum { HANDED = 2048, AT_FIRST = 64, OFFERS = HANDED + LOCIQ_SKETCH_BLOCK };
_Static_assert((int)LOCIQ_SKETCH_BLOCK >= (int)LOCIQ_SCAN_ROWS && (int)LOCIQ_SKETCH_BLOCK >= (int)LOCIQ_SCAN_COLUMNS,
               "a tile of either kind fits");

/* Where one thread compares, and who is offered to whom: either side of the pairs by itself, so that a side's rows come
 * together. */
typedef struct workspace {
  double *scores, *scratch; /* of a scan */
  int32_t *products;        /* of sketches */
  float *numbers, *upper;
  float *least, *other_least; /* thresholds of a tile's rows and columns */
  uint8_t *reached;
  uint16_t *places;
  lociq_offer *offers, *other_offers;
  size_t count, other_count;
} workspace;

/* Panels whose tiles are compared: those of the rows and of the columns. */
typedef struct meeting {
  size_t panel, other, tiles;
} meeting;

/* A tile: rows from `row` on against columns from `column` on. */
typedef struct tile {
  size_t row, rows, column, columns;
} tile;

typedef struct task {
  const lociq_search *search;
  lociq_candidates *candidates;
  lociq_sketch *sketch; /* NULL: scans */
  double margin;        /* of a scan */
  bool symmetric;       /* all regions look for partners: a pair is compared once */
  bool open;            /* nobody is filtered out */
  lociq_found *found;
  workspace *spaces;
  int threads;
  atomic_bool stopped;
  size_t done, tiles;
} task;

/* The size of what the other region knows too. */
LOCIQ_INLINE double common_of(const double *values, const double *other_known, size_t width) {
  lociq_lanes sum = {0};
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    sum += lociq_lanes_absolute(lociq_lanes_load(values + i)) * lociq_lanes_load(other_known + i);
  }
  return lociq_lanes_sum(sum);
}

LOCIQ_CLONED
bool lociq_search_covers(const lociq_profiles *profiles, double minimum_coverage, size_t a, size_t b) {
  double left = profiles->sizes[a], right = profiles->sizes[b];
  if (profiles->known != NULL) {
    left = common_of(lociq_profile_values(profiles, a), lociq_profile_known(profiles, b), profiles->width);
    right = common_of(lociq_profile_values(profiles, b), lociq_profile_known(profiles, a), profiles->width);
  }
  return left >= minimum_coverage * profiles->wholes[a] && right >= minimum_coverage * profiles->wholes[b];
}

/* The profile of a row of the candidates. */
static size_t profile_of(const task *job, size_t row) {
  return job->sketch != NULL ? job->sketch->order[row] : job->search->first + row;
}

static double score_of(const void *context, size_t row, size_t other) {
  const task *job = context;
  return job->search->method->score(job->search->profiles, profile_of(job, row), other, NULL);
}

static lociq_found *seats_of(const void *context, size_t row) {
  const task *job = context;
  return job->found + (profile_of(job, row) - job->search->first) * job->search->seats;
}

static void expect(const void *context, size_t other) {
  const task *job = context;
  const double *values = lociq_profile_values(job->search->profiles, other);
  for (size_t i = 0; i < job->search->profiles->width; i += LOCIQ_LANES) __builtin_prefetch(values + i);
}

static bool allows(const task *job, size_t own, size_t other) {
  const size_t *units = job->search->profiles->positions;
  return job->open || lociq_filter_allows(job->search->filter, units[own], units[other]);
}

/* Hands over what is offered, and looks at what the thresholds are then. */
static void hand_over(const task *job, const tile *where, workspace *space) {
  const size_t row = where->row - job->search->first;
  lociq_candidates_offer(job->candidates, space->offers, space->count);
  lociq_candidates_offer(job->candidates, space->other_offers, space->other_count);
  space->count = space->other_count = 0;
  lociq_candidates_thresholds(job->candidates, row, where->rows, space->least);
  if (job->symmetric)
    lociq_candidates_thresholds(job->candidates, where->column, where->columns, space->other_least);
  else
    for (size_t j = 0; j < where->columns; j++) space->other_least[j] = INFINITY;
}

static bool is_full(const workspace *space, size_t i) {
  const size_t most = space->count > space->other_count ? space->count : space->other_count;
  return most >= (isinf(space->least[i]) ? AT_FIRST : HANDED);
}

/* The profiles of a pair, and where they stand among the candidates' rows. */
typedef struct pair {
  size_t a, b, row, column;
} pair;

/* A pair that the bounds do not rule out for one side at least. */
static void offer(const pair *two, bool own, bool other, lociq_bounds bounds, workspace *space) {
  if (own)
    space->offers[space->count++] = (lociq_offer){(uint32_t)two->row, (uint32_t)two->b, bounds.lower, bounds.upper};
  if (other)
    space->other_offers[space->other_count++] =
        (lociq_offer){(uint32_t)two->column, (uint32_t)two->a, bounds.lower, bounds.upper};
}

/* ---- by sketches ---- */

/* Whether the limit reaches the column's threshold or the row's own: 1 or 0 for each column. */
LOCIQ_CLONED
static void reach(const float *upper, const float *least, float own_least, uint8_t *reached) {
  for (size_t j = 0; j < LOCIQ_SKETCH_BLOCK; j++) reached[j] = (upper[j] >= least[j]) | (upper[j] >= own_least);
}

/* The first of eight bytes that is 1. */
static size_t lowest_of(uint64_t eight) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return (size_t)__builtin_ctzll(eight) / 8;
#else
  return 7 - (size_t)__builtin_ctzll(eight) / 8;
#endif
}

/* The columns that reach; eight at once are looked at, of which mostly none does. */
static size_t gather(const uint8_t *reached, uint16_t *places) {
  size_t count = 0;
  for (size_t first = 0; first < LOCIQ_SKETCH_BLOCK; first += sizeof(uint64_t)) {
    uint64_t eight;
    memcpy(&eight, reached + first, sizeof eight);
    for (; eight != 0; eight &= eight - 1) places[count++] = (uint16_t)(first + lowest_of(eight));
  }
  return count;
}

static void compare_sketches(const task *job, const tile *where, size_t i, size_t j, int32_t product,
                             workspace *space) {
  const size_t row = where->row + i, column = where->column + j;
  const pair two = {job->sketch->order[row], job->sketch->order[column], row, column};
  bool own = space->upper[j] >= space->least[i] && allows(job, two.a, two.b);
  bool other = space->upper[j] >= space->other_least[j] && allows(job, two.b, two.a);
  if (!own && !other) return;
  const lociq_bounds bounds = lociq_sketch_bound(job->sketch, row, column, product);
  own = own && bounds.upper >= space->least[i];
  other = other && bounds.upper >= space->other_least[j];
  offer(&two, own, other, bounds, space);
}

static void search_sketches(const task *job, const tile *where, workspace *space) {
  const size_t block = where->column / LOCIQ_SKETCH_BLOCK;
  lociq_sketch_multiply(job->sketch, where->row / LOCIQ_SKETCH_BLOCK, block, space->products, space->numbers);
  for (size_t i = 0; i < where->rows; i++) {
    const int32_t *products = space->products + i * LOCIQ_SKETCH_BLOCK;
    lociq_sketch_limit(job->sketch, where->row + i, block, products, space->upper);
    reach(space->upper, space->other_least, space->least[i], space->reached);
    const size_t count = gather(space->reached, space->places);
    for (size_t at = 0; at < count; at++) {
      const size_t j = space->places[at];
      if (where->row != where->column || j > i) compare_sketches(job, where, i, j, products[j], space);
      if (is_full(space, i)) hand_over(job, where, space);
    }
  }
}

static size_t blocks_of(size_t rows) { return (rows + LOCIQ_SKETCH_BLOCK - 1) / LOCIQ_SKETCH_BLOCK; }

/* The n-th tile of the triangle or the rectangle of two panels, along its diagonals, so that all thresholds rise
 * alike. */
static tile sketches_at(const task *job, const meeting *met, size_t n) {
  const lociq_profiles *profiles = job->search->profiles;
  const size_t first = lociq_panel_first(profiles, met->panel), end = lociq_panel_end(profiles, met->panel);
  const size_t other = lociq_panel_first(profiles, met->other), other_end = lociq_panel_end(profiles, met->other);
  const size_t high = blocks_of(end - first), wide = blocks_of(other_end - other);
  size_t apart = 0;
  if (met->panel == met->other) {
    for (; n >= high - apart; apart++) n -= high - apart;
  } else {
    apart = n / high;
    n %= high;
  }
  const size_t row = first + n * LOCIQ_SKETCH_BLOCK, column = other + (n + apart) % wide * LOCIQ_SKETCH_BLOCK;
  const size_t rows = end - row, columns = other_end - column;
  return (tile){row, rows < LOCIQ_SKETCH_BLOCK ? rows : LOCIQ_SKETCH_BLOCK, column,
                columns < LOCIQ_SKETCH_BLOCK ? columns : LOCIQ_SKETCH_BLOCK};
}

/* ---- by the method's scan ---- */

static void compare_scanned(const task *job, const tile *where, size_t i, size_t j, double score, workspace *space) {
  const lociq_search *search = job->search;
  const size_t a = where->row + i, b = where->column + j;
  const pair two = {a, b, a - search->first, b};
  const double most = score + job->margin;
  bool own = most >= (double)space->least[i], other = most >= (double)space->other_least[j];
  if (!own && !other) return;
  own = own && allows(job, a, b);
  other = other && allows(job, b, a);
  if ((!own && !other) || !lociq_search_covers(search->profiles, search->minimum_coverage, a, b)) return;
  const lociq_bounds bounds = {nextafterf((float)(score - job->margin), -INFINITY), nextafterf((float)most, INFINITY)};
  offer(&two, own, other, bounds, space);
}

static void search_scanned(const task *job, const tile *where, workspace *space) {
  lociq_similarity_scan(job->search->method, job->search->profiles, where->row, where->rows, where->column,
                        where->columns, space->scores, LOCIQ_SCAN_COLUMNS, space->scratch);
  for (size_t i = 0; i < where->rows; i++) {
    for (size_t j = 0; j < where->columns; j++) {
      const size_t a = where->row + i, b = where->column + j;
      if (job->symmetric ? b > a : b != a)
        compare_scanned(job, where, i, j, space->scores[i * LOCIQ_SCAN_COLUMNS + j], space);
      if (is_full(space, i)) hand_over(job, where, space);
    }
  }
}

/* The rows of a panel whose partners are sought: from *first on. */
static size_t asked_of(const task *job, size_t panel, size_t *first) {
  const lociq_search *search = job->search;
  const size_t start = lociq_panel_first(search->profiles, panel), end = lociq_panel_end(search->profiles, panel);
  const size_t asked_end = search->first + search->count;
  *first = start > search->first ? start : search->first;
  const size_t stop = end < asked_end ? end : asked_end;
  return stop > *first ? stop - *first : 0;
}

/* How many tiles begin at a row: up to the other panel's last column, from its first, or from the row on where pairs
 * are compared once. */
static size_t scans_of(const task *job, const meeting *met, size_t row, size_t *column) {
  const bool same = job->symmetric && met->panel == met->other;
  *column = same ? row : lociq_panel_first(job->search->profiles, met->other);
  return (lociq_panel_end(job->search->profiles, met->other) - *column + LOCIQ_SCAN_COLUMNS - 1) / LOCIQ_SCAN_COLUMNS;
}

static tile scans_at(const task *job, const meeting *met, size_t n) {
  size_t row = 0, column = 0;
  const size_t count = asked_of(job, met->panel, &row), end = row + count;
  for (; n >= scans_of(job, met, row, &column); row += LOCIQ_SCAN_ROWS) n -= scans_of(job, met, row, &column);
  column += n * LOCIQ_SCAN_COLUMNS;
  const size_t columns = lociq_panel_end(job->search->profiles, met->other) - column;
  return (tile){row, end - row < LOCIQ_SCAN_ROWS ? end - row : LOCIQ_SCAN_ROWS, column,
                columns < LOCIQ_SCAN_COLUMNS ? columns : LOCIQ_SCAN_COLUMNS};
}

static size_t tiles_of(const task *job, const meeting *met) {
  const lociq_profiles *profiles = job->search->profiles;
  size_t first = 0, column = 0, tiles = 0;
  const size_t rows = asked_of(job, met->panel, &first);
  if (job->sketch == NULL) {
    for (size_t row = first; row < first + rows; row += LOCIQ_SCAN_ROWS) tiles += scans_of(job, met, row, &column);
    return tiles;
  }
  const size_t high = blocks_of(rows);
  const size_t others = lociq_panel_end(profiles, met->other) - lociq_panel_first(profiles, met->other);
  return met->panel == met->other ? high * (high + 1) / 2 : high * blocks_of(others);
}

/* ---- both ---- */

static void search_tile(const task *job, const meeting *met, size_t n, workspace *space) {
  const tile where = job->sketch != NULL ? sketches_at(job, met, n) : scans_at(job, met, n);
  hand_over(job, &where, space);
  if (job->sketch != NULL)
    search_sketches(job, &where, space);
  else
    search_scanned(job, &where, space);
  hand_over(job, &where, space);
}

/* Tiles in parallel, each by one thread, OpenBLAS included: inside a parallel
 * region it stays on the thread that calls it. False when told to stop. */
static bool search_tiles(task *job, const meeting *met) {
  const lociq_ranks ranks = lociq_ranks_here();
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t n = ranks.own; n < met->tiles; n += ranks.count) {
    if (atomic_load(&job->stopped)) continue;
    search_tile(job, met, n, &job->spaces[omp_get_thread_num()]);
#pragma omp critical(lociq_search_progress)
    {
      job->done += ranks.count;
      if (!lociq_progress_report(job->search->progress, "finding partners", job->done, job->tiles))
        atomic_store(&job->stopped, true);
    }
  }
  return !atomic_load(&job->stopped);
}

/* Decides what two panels have left open. Candidates' rows are places or asked profiles; a panel has as many of
 * either. */
static void settle(const task *job, size_t panel) {
  size_t first = 0;
  const size_t rows = asked_of(job, panel, &first), row = first - job->search->first;
#pragma omp parallel for schedule(dynamic, 64)
  for (size_t i = 0; i < rows; i++) lociq_candidates_settle(job->candidates, row + i);
}

/* The others that a panel meets, those before it not where pairs are compared once. Every second panel meets them from
 * the last one on, which is there already. */
static meeting meeting_at(const task *job, size_t panel, size_t n) {
  const size_t panels = lociq_profiles_panels(job->search->profiles), first = job->symmetric ? panel : 0;
  meeting met = {.panel = panel, .other = panel % 2 == 0 ? first + n : panels - 1 - n};
  met.tiles = tiles_of(job, &met);
  return met;
}

static lociq_status meet(task *job, const meeting *met, lociq_error *error) {
  if (met->tiles == 0) return LOCIQ_OK;
  const lociq_status status = lociq_profiles_bring(job->search->profiles, met->panel, met->other, error);
  if (status != LOCIQ_OK) return status;
  if (!search_tiles(job, met)) return lociq_error_set(error, LOCIQ_CANCELLED, "the search for partners was stopped");
  settle(job, met->panel);
  if (job->symmetric && met->other != met->panel) settle(job, met->other);
  return LOCIQ_OK;
}

static lociq_status search_panels(task *job, lociq_error *error) {
  const size_t panels = lociq_profiles_panels(job->search->profiles);
  for (size_t panel = 0; panel < panels; panel++)
    for (size_t n = 0; n < panels - (job->symmetric ? panel : 0); n++) job->tiles += meeting_at(job, panel, n).tiles;
  lociq_status status = LOCIQ_OK;
  for (size_t panel = 0; panel < panels; panel++)
    for (size_t n = 0; n < panels - (job->symmetric ? panel : 0) && status == LOCIQ_OK; n++) {
      const meeting met = meeting_at(job, panel, n);
      status = meet(job, &met, error);
    }
  return status;
}

static void finish(const task *job) {
  const lociq_search *search = job->search;
  const size_t seats = search->seats, *units = search->profiles->positions;
#pragma omp parallel for schedule(dynamic, 64)
  for (size_t row = 0; row < search->count; row++) {
    lociq_found *best = seats_of(job, row);
    const size_t count = lociq_candidates_finish(job->candidates, row);
    for (size_t rank = 0; rank < count; rank++) best[rank].unit = units[best[rank].unit];
    for (size_t rank = count; rank < seats; rank++) best[rank] = (lociq_found){LOCIQ_NONE, (double)NAN};
  }
}

static void workspaces_free(workspace *spaces, int count) {
  for (int t = 0; spaces != NULL && t < count; t++) {
    free(spaces[t].scores);
    free(spaces[t].scratch);
    free(spaces[t].products);
    free(spaces[t].numbers);
    free(spaces[t].upper);
    free(spaces[t].least);
    free(spaces[t].other_least);
    free(spaces[t].reached);
    free(spaces[t].places);
    free(spaces[t].offers);
    free(spaces[t].other_offers);
  }
  free(spaces);
}

static bool workspace_create(const task *job, workspace *made) {
  const size_t tile_of_scan = job->sketch != NULL ? 0 : (size_t)LOCIQ_SCAN_ROWS * LOCIQ_SCAN_COLUMNS;
  const size_t side = LOCIQ_SKETCH_BLOCK, tile_of_sketch = job->sketch == NULL ? 0 : side * side;
  made->scores = lociq_allocate_aligned(tile_of_scan, sizeof(double));
  made->scratch = lociq_allocate_aligned(2 * tile_of_scan, sizeof(double));
  made->products = lociq_allocate_aligned(tile_of_sketch, sizeof(int32_t));
  made->numbers = lociq_allocate_aligned(job->sketch == NULL ? 0 : lociq_sketch_scratch(), sizeof(float));
  made->upper = lociq_allocate_aligned(side, sizeof(float));
  made->least = lociq_allocate_aligned(side, sizeof(float));
  made->other_least = lociq_allocate_aligned(side, sizeof(float));
  made->reached = lociq_allocate_aligned(side, 1);
  made->places = lociq_allocate(side, sizeof *made->places);
  made->offers = lociq_allocate(OFFERS, sizeof *made->offers);
  made->other_offers = lociq_allocate(OFFERS, sizeof *made->other_offers);
  return made->scores != NULL && made->scratch != NULL && made->products != NULL && made->numbers != NULL &&
         made->upper != NULL && made->least != NULL && made->other_least != NULL && made->reached != NULL &&
         made->places != NULL && made->offers != NULL && made->other_offers != NULL;
}

static lociq_status workspaces_create(task *job, lociq_error *error) {
  bool there = false;
  job->spaces = lociq_allocate((size_t)job->threads, sizeof *job->spaces);
  if (job->spaces != NULL) {
    there = true;
    for (int t = 0; there && t < job->threads; t++) there = workspace_create(job, &job->spaces[t]);
  }
  return there ? LOCIQ_OK : lociq_memory_error(error, "the search for partners");
}

static bool is_sketched(const lociq_similarity_method *method, bool symmetric, bool complete, size_t width) {
  return method->direct != NULL && complete && symmetric && width <= LOCIQ_BYTES_WIDEST;
}

/* With all cells known it depends on each region alone whether enough of it is known. */
static lociq_status sketch(task *job, lociq_error *error) {
  const lociq_search *search = job->search;
  lociq_profiles *profiles = search->profiles;
  if (!is_sketched(search->method, job->symmetric, profiles->complete, profiles->width)) return LOCIQ_OK;
  const lociq_status status = lociq_sketch_create(profiles, search->method, search->seats, &job->sketch, error);
  for (size_t p = 0; status == LOCIQ_OK && p < profiles->regions; p++)
    if (!lociq_search_covers(profiles, search->minimum_coverage, job->sketch->order[p], job->sketch->order[p]))
      lociq_sketch_leave_out(job->sketch, p);
  return status;
}

static lociq_status prepare(task *job, lociq_error *error) {
  const lociq_search *search = job->search;
  const lociq_judge judge = {score_of, expect, seats_of, job};
  lociq_status status = sketch(job, error);
  if (status == LOCIQ_OK) status = workspaces_create(job, error);
  if (status == LOCIQ_OK)
    status = lociq_candidates_create(search->count, search->profiles->regions, search->seats, &judge, &job->candidates,
                                     error);
  return status;
}

/* What a thread works with: a tile of either kind, and in making sketches a block's rows. */
static size_t bytes_of_thread(bool sketched, size_t width) {
  const size_t tile_of_scan = (size_t)LOCIQ_SCAN_ROWS * LOCIQ_SCAN_COLUMNS, side = LOCIQ_SKETCH_BLOCK;
  const size_t offers = 2 * OFFERS * sizeof(lociq_offer);
  if (!sketched) return offers + 3 * tile_of_scan * sizeof(double);
  return offers + side * side * sizeof(int32_t) + lociq_sketch_scratch() * sizeof(float) +
         side * (width + 2 * LOCIQ_COMPONENTS_FEWEST) * sizeof(double);
}

size_t lociq_search_bytes(const lociq_similarity_method *method, size_t rows, size_t others, size_t industries,
                          size_t seats, int threads) {
  const size_t width = lociq_lanes_width(industries);
  const bool sketched = is_sketched(method, rows == others, true, width);
  return lociq_candidates_bytes(rows, others, seats) +
         (sketched ? lociq_sketch_bytes_of(others, width) + lociq_components_bytes(width) : 0) +
         (size_t)threads * bytes_of_thread(sketched, width);
}

/* Little work is shared among few: on a busy machine more would wait longer than they work. */
static int threads_of(const lociq_search *search, int most) {
  const size_t tiles = 1 + search->count * search->profiles->regions / ((size_t)LOCIQ_SCAN_ROWS * LOCIQ_SCAN_COLUMNS);
  return tiles < (size_t)most ? (int)tiles : most;
}

lociq_status lociq_search_run(const lociq_search *search, lociq_found *found, lociq_error *error) {
  if (search->count == 0) return LOCIQ_OK;
  const int before = omp_get_max_threads();
  task job = {.search = search,
              .margin = lociq_similarity_margin(search->profiles),
              .found = found,
              .symmetric = search->count == search->profiles->regions,
              .open = lociq_filter_is_open(search->filter),
              .threads = threads_of(search, search->threads > 0 ? search->threads : before)};
  /* Not the clause num_threads: a team of one would leave OpenBLAS its own count. */
  omp_set_num_threads(job.threads);
  lociq_status status = prepare(&job, error);
  if (status == LOCIQ_OK) status = search_panels(&job, error);
  if (status == LOCIQ_OK) finish(&job);
  omp_set_num_threads(before);
  lociq_candidates_free(job.candidates);
  lociq_sketch_free(job.sketch);
  workspaces_free(job.spaces, job.threads);
  return status;
}
