/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/search.h"

#include <math.h>
#include <omp.h>
#include <stdatomic.h>

#include "core/memory.h"

/* What one thread works with. */
typedef struct workspace {
  double *scores;          /* LOCIQ_SCAN_ROWS × profiles, of the scan */
  double *scratch;         /* the scan's */
  double *best;            /* a heap of the best scores, the least on top */
  lociq_found *candidates; /* units are profiles here */
} workspace;

static void workspaces_free(workspace *spaces, int count) {
  for (int t = 0; spaces != NULL && t < count; t++) {
    free(spaces[t].scores);
    free(spaces[t].scratch);
    free(spaces[t].best);
    free(spaces[t].candidates);
  }
  free(spaces);
}

static lociq_status workspaces_create(const lociq_search *search, int count, workspace **spaces, lociq_error *error) {
  const size_t regions = search->profiles->regions, tile = (size_t)LOCIQ_SCAN_ROWS * LOCIQ_SCAN_COLUMNS;
  const size_t rows = search->count < LOCIQ_SCAN_ROWS ? search->count : LOCIQ_SCAN_ROWS;
  workspace *made = lociq_allocate((size_t)count, sizeof *made);
  bool there = made != NULL;
  for (int t = 0; there && t < count; t++) {
    made[t].scores = lociq_allocate_aligned(rows * regions, sizeof(double));
    made[t].scratch = lociq_allocate_aligned(2 * tile, sizeof(double));
    made[t].best = lociq_allocate_aligned(search->seats, sizeof(double));
    made[t].candidates = lociq_allocate_aligned(regions, sizeof(lociq_found));
    there = made[t].scores != NULL && made[t].scratch != NULL && made[t].best != NULL && made[t].candidates != NULL;
  }
  if (!there) {
    workspaces_free(made, count);
    return lociq_memory_error(error, "the search for partners");
  }
  *spaces = made;
  return LOCIQ_OK;
}

/* Sinks the top of a heap to where it belongs. */
static void sink(double *heap, size_t count) {
  for (size_t at = 0, child = 1; child < count; at = child, child = 2 * at + 1) {
    if (child + 1 < count && heap[child + 1] < heap[child]) child++;
    if (heap[at] <= heap[child]) return;
    const double above = heap[at];
    heap[at] = heap[child];
    heap[child] = above;
  }
}

static void rise(double *heap, size_t at) {
  for (; at > 0 && heap[at] < heap[(at - 1) / 2]; at = (at - 1) / 2) {
    const double below = heap[at];
    heap[at] = heap[(at - 1) / 2];
    heap[(at - 1) / 2] = below;
  }
}

/* The least of the `seats` best scores, -INFINITY when there are no more than seats. NaN is no score. */
static double cut_of(const double *scores, size_t count, double *heap, size_t seats) {
  size_t taken = 0;
  for (size_t i = 0; i < count; i++) {
    if (isnan(scores[i])) continue;
    if (taken < seats) {
      heap[taken] = scores[i];
      rise(heap, taken++);
    } else if (scores[i] > heap[0]) {
      heap[0] = scores[i];
      sink(heap, seats);
    }
  }
  return taken < seats ? -(double)INFINITY : heap[0];
}

/* Best first; regions lie in the order of their codes. */
static int compare(const void *left, const void *right) {
  const lociq_found *a = left, *b = right;
  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static void leave_out(const lociq_search *search, size_t row, double *scores) {
  const lociq_profiles *profiles = search->profiles;
  scores[row] = (double)NAN;
  if (lociq_filter_is_open(search->filter)) return;
  for (size_t p = 0; p < profiles->regions; p++)
    if (!lociq_filter_allows(search->filter, profiles->positions[row], profiles->positions[p])) scores[p] = (double)NAN;
}

/* The size of what the other region knows too. */
LOCIQ_INLINE double common_of(const double *values, const double *other_known, size_t width) {
  lociq_lanes sum = {0};
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    lociq_lanes lanes = lociq_lanes_absolute(lociq_lanes_load(values + i));
    if (other_known != NULL) lanes *= lociq_lanes_load(other_known + i);
    sum += lanes;
  }
  return lociq_lanes_sum(sum);
}

LOCIQ_CLONED
static bool covers(const lociq_profiles *profiles, double minimum_coverage, size_t a, size_t b) {
  const double left = common_of(lociq_profile_values(profiles, a), lociq_profile_known(profiles, b), profiles->width);
  const double right = common_of(lociq_profile_values(profiles, b), lociq_profile_known(profiles, a), profiles->width);
  return left >= minimum_coverage * profiles->wholes[a] && right >= minimum_coverage * profiles->wholes[b];
}

bool lociq_search_covers(const lociq_profiles *profiles, double minimum_coverage, size_t a, size_t b) {
  return covers(profiles, minimum_coverage, a, b);
}

/* Leaves out those that have too little in common with the row. Most rows have
 * none of these among their best, so the best are looked at first, and all others
 * only where one of them falls. */
static void leave_out_uncovered(const lociq_search *search, size_t row, double least, double *scores) {
  const size_t regions = search->profiles->regions;
  bool fallen = false;
  for (size_t p = 0; p < regions && !fallen; p++)
    fallen = scores[p] >= least && !covers(search->profiles, search->minimum_coverage, row, p);
  for (size_t p = 0; p < regions && fallen; p++)
    if (!isnan(scores[p]) && !covers(search->profiles, search->minimum_coverage, row, p)) scores[p] = (double)NAN;
}

/* Any region whose score is among the best has a scanned one of at least the
 * scanned cut less twice the margin: the best by scan score at least cut - margin,
 * so the best by score do, and their scanned ones are at most a margin lower. */
static double least_of(const lociq_search *search, const double *scores, double *heap) {
  return cut_of(scores, search->profiles->regions, heap, search->seats) - 2 * lociq_similarity_margin(search->profiles);
}

static size_t gather(const lociq_search *search, size_t row, double *scores, workspace *space) {
  const size_t regions = search->profiles->regions;
  leave_out(search, row, scores);
  leave_out_uncovered(search, row, least_of(search, scores, space->best), scores);
  const double least = least_of(search, scores, space->best);
  size_t count = 0;
  for (size_t p = 0; p < regions; p++) {
    if (!(scores[p] >= least)) continue;
    const double score = search->method->score(search->profiles, row, p, NULL);
    if (!isnan(score)) space->candidates[count++] = (lociq_found){p, score};
  }
  qsort(space->candidates, count, sizeof *space->candidates, compare);
  return count < search->seats ? count : search->seats;
}

static void rank_row(const lociq_search *search, size_t row, double *scores, workspace *space, lociq_found *found) {
  const size_t count = gather(search, row, scores, space);
  for (size_t rank = 0; rank < search->seats; rank++) {
    const lociq_found *candidate = &space->candidates[rank];
    found[rank] = rank < count ? (lociq_found){search->profiles->positions[candidate->unit], candidate->score}
                               : (lociq_found){LOCIQ_NONE, (double)NAN};
  }
}

static void search_block(const lociq_search *search, size_t block, workspace *space, lociq_found *found) {
  const size_t regions = search->profiles->regions, first = search->first + block * LOCIQ_SCAN_ROWS;
  const size_t left = search->first + search->count - first, rows = left < LOCIQ_SCAN_ROWS ? left : LOCIQ_SCAN_ROWS;
  for (size_t column = 0; column < regions; column += LOCIQ_SCAN_COLUMNS) {
    const size_t columns = regions - column < LOCIQ_SCAN_COLUMNS ? regions - column : LOCIQ_SCAN_COLUMNS;
    lociq_similarity_scan(search->method, search->profiles, first, rows, column, columns, space->scores + column,
                          regions, space->scratch);
  }
  for (size_t i = 0; i < rows; i++)
    rank_row(search, first + i, space->scores + i * regions, space,
             found + (first + i - search->first) * search->seats);
}

/* Blocks in parallel, each by one thread, OpenBLAS included: inside a parallel
 * region it stays on the thread that calls it. False when told to stop. */
static bool search_blocks(const lociq_search *search, size_t blocks, workspace *spaces, lociq_found *found) {
  atomic_bool stopped = false;
  size_t done = 0;
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t block = 0; block < blocks; block++) {
    if (atomic_load(&stopped)) continue;
    search_block(search, block, &spaces[omp_get_thread_num()], found);
#pragma omp critical(lociq_search_progress)
    {
      done++;
      if (!lociq_progress_report(search->progress, "finding partners", done, blocks)) atomic_store(&stopped, true);
    }
  }
  return !atomic_load(&stopped);
}

lociq_status lociq_search_run(const lociq_search *search, lociq_found *found, lociq_error *error) {
  const size_t blocks = (search->count + LOCIQ_SCAN_ROWS - 1) / LOCIQ_SCAN_ROWS;
  if (blocks == 0) return LOCIQ_OK;
  const int before = omp_get_max_threads();
  int threads = search->threads > 0 ? search->threads : before;
  if ((size_t)threads > blocks) threads = (int)blocks;
  workspace *spaces = NULL;
  const lociq_status status = workspaces_create(search, threads, &spaces, error);
  if (status != LOCIQ_OK) return status;
  /* Not the clause num_threads: a team of one would leave OpenBLAS its own count. */
  omp_set_num_threads(threads);
  const bool finished = search_blocks(search, blocks, spaces, found);
  omp_set_num_threads(before);
  workspaces_free(spaces, threads);
  return finished ? LOCIQ_OK : lociq_error_set(error, LOCIQ_CANCELLED, "the search for partners was stopped");
}
