/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/candidates.h"

#include <math.h>
#include <omp.h>

#include "core/memory.h"

enum { LOCKED_ROWS = 256 };

typedef struct candidate {
  uint32_t other;
  float upper;
} candidate;

struct lociq_candidates {
  size_t rows, seats, room; /* candidates that a row has room for, beside those who sit */
  candidate *items;
  uint32_t *counts, *seated;
  float *lowers; /* a row's best bounds from below, as many as seats */
  uint32_t *lower_counts;
  float *thresholds;
  omp_lock_t *locks; /* one for LOCKED_ROWS rows */
  size_t lock_count;
  lociq_judge judge;
};

static size_t blocks_of(size_t rows) { return (rows + LOCKED_ROWS - 1) / LOCKED_ROWS; }

/* So many that deciding is rare; no more than can be offered. */
static size_t room_of(size_t others, size_t seats) {
  const size_t room = seats + 32;
  return room < others ? room : others;
}

size_t lociq_candidates_bytes(size_t rows, size_t others, size_t seats) {
  if (seats > others) seats = others;
  return rows * (room_of(others, seats) * sizeof(candidate) + seats * sizeof(float) + 4 * sizeof(uint32_t));
}

lociq_status lociq_candidates_create(size_t rows, size_t others, size_t seats, const lociq_judge *judge,
                                     lociq_candidates **candidates, lociq_error *error) {
  lociq_candidates *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the search for partners");
  made->rows = rows;
  made->seats = seats < others ? seats : others;
  made->room = room_of(others, made->seats);
  made->judge = *judge;
  made->items = others > UINT32_MAX ? NULL : lociq_allocate_aligned(rows, made->room * sizeof *made->items);
  made->counts = lociq_allocate(rows, sizeof *made->counts);
  made->seated = lociq_allocate(rows, sizeof *made->seated);
  made->thresholds = lociq_allocate(rows, sizeof *made->thresholds);
  made->lowers = lociq_allocate_aligned(rows, made->seats * sizeof *made->lowers);
  made->lower_counts = lociq_allocate(rows, sizeof *made->lower_counts);
  made->locks = lociq_allocate(blocks_of(rows), sizeof *made->locks);
  if (made->items == NULL || made->counts == NULL || made->seated == NULL || made->thresholds == NULL ||
      made->locks == NULL || made->lowers == NULL || made->lower_counts == NULL) {
    lociq_candidates_free(made);
    return lociq_memory_error(error, "the search for partners");
  }
  for (; made->lock_count < blocks_of(rows); made->lock_count++) omp_init_lock(&made->locks[made->lock_count]);
  for (size_t r = 0; r < rows; r++) made->thresholds[r] = -INFINITY;
  *candidates = made;
  return LOCIQ_OK;
}

void lociq_candidates_free(lociq_candidates *candidates) {
  if (candidates == NULL) return;
  for (size_t i = 0; i < candidates->lock_count; i++) omp_destroy_lock(&candidates->locks[i]);
  free(candidates->seated);
  free(candidates->lowers);
  free(candidates->lower_counts);
  free(candidates->locks);
  free(candidates->items);
  free(candidates->counts);
  free(candidates->thresholds);
  free(candidates);
}

void lociq_candidates_thresholds(lociq_candidates *candidates, size_t first, size_t count, float *thresholds) {
  for (size_t done = 0; done < count;) {
    const size_t row = first + done, block = row / LOCKED_ROWS, end = (block + 1) * LOCKED_ROWS - first;
    omp_set_lock(&candidates->locks[block]);
    for (; done < count && done < end; done++) thresholds[done] = candidates->thresholds[first + done];
    omp_unset_lock(&candidates->locks[block]);
  }
}

/* Whether one is better than the other: what ranks. */
static bool better(const lociq_found *one, const lociq_found *other) {
  return one->score != other->score ? one->score > other->score : one->unit < other->unit;
}

static int compare(const void *left, const void *right) { return better(left, right) ? -1 : 1; }

static void swap(lociq_found *one, lociq_found *other) {
  const lociq_found kept = *one;
  *one = *other;
  *other = kept;
}

/* Into a heap of the best, the worst of them on top. */
static void take(lociq_found *heap, size_t *count, size_t seats, lociq_found item) {
  if (*count < seats) {
    size_t at = (*count)++;
    heap[at] = item;
    for (; at > 0 && better(&heap[(at - 1) / 2], &heap[at]); at = (at - 1) / 2) swap(&heap[(at - 1) / 2], &heap[at]);
    return;
  }
  if (!better(&item, &heap[0])) return;
  heap[0] = item;
  for (size_t at = 0, child = 1; child < seats; at = child, child = 2 * at + 1) {
    if (child + 1 < seats && better(&heap[child], &heap[child + 1])) child++;
    if (!better(&heap[at], &heap[child])) return;
    swap(&heap[at], &heap[child]);
  }
}

/* Into a heap of the largest, the least of them on top. */
static void raise_lowers(float *heap, size_t *count, size_t seats, float lower) {
  if (*count < seats) {
    size_t at = (*count)++;
    for (; at > 0 && lower < heap[(at - 1) / 2]; at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
    heap[at] = lower;
    return;
  }
  if (!(lower > heap[0])) return;
  size_t at = 0;
  for (size_t child = 1; child < seats; child = 2 * at + 1) {
    if (child + 1 < seats && heap[child + 1] < heap[child]) child++;
    if (lower <= heap[child]) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = lower;
}

/* Takes a bound from below, and with it what the threshold is. */
static void take_lower(lociq_candidates *candidates, size_t row, float lower) {
  float *heap = candidates->lowers + row * candidates->seats;
  size_t count = candidates->lower_counts[row];
  raise_lowers(heap, &count, candidates->seats, lower);
  candidates->lower_counts[row] = (uint32_t)count;
  if (count == candidates->seats) candidates->thresholds[row] = heap[0];
}

/* Leaves out those below the threshold. */
static void sift(lociq_candidates *candidates, size_t row) {
  candidate *items = candidates->items + row * candidates->room;
  const float threshold = candidates->thresholds[row];
  const uint32_t count = candidates->counts[row];
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    items[kept] = items[i];
    kept += items[i].upper >= threshold;
  }
  candidates->counts[row] = kept;
}

static int by_upper(const void *left, const void *right) {
  const candidate *a = left, *b = right;
  return a->upper > b->upper ? -1 : a->upper < b->upper;
}

/* Scores decide, the most promising first, until none that is left can be better than the worst who sits. Nobody who
 * was left out before is better than these, so that they alone make the threshold, from bounds as near as single
 * precision has them. */
void lociq_candidates_settle(lociq_candidates *candidates, size_t row) {
  candidate *items = candidates->items + row * candidates->room;
  lociq_found *best = candidates->judge.seats(candidates->judge.context, row);
  size_t count = candidates->seated[row];
  sift(candidates, row);
  if (candidates->counts[row] == 0) return;
  qsort(items, candidates->counts[row], sizeof *items, by_upper);
  for (size_t i = 0; i < candidates->counts[row]; i++) {
    if (i + 1 < candidates->counts[row]) candidates->judge.expect(candidates->judge.context, items[i + 1].other);
    if (count == candidates->seats && (double)items[i].upper < best[0].score) break;
    const double score = candidates->judge.score(candidates->judge.context, row, items[i].other);
    take(best, &count, candidates->seats, (lociq_found){items[i].other, score});
  }
  candidates->counts[row] = candidates->lower_counts[row] = 0;
  candidates->seated[row] = (uint32_t)count;
  for (size_t i = 0; i < count; i++) take_lower(candidates, row, nextafterf((float)best[i].score, -INFINITY));
}

/* Room for more: where bounds free little of it, scores do. */
static void make_room(lociq_candidates *candidates, size_t row) {
  sift(candidates, row);
  if (candidates->counts[row] + candidates->room / 8 >= candidates->room) lociq_candidates_settle(candidates, row);
}

void lociq_candidates_offer(lociq_candidates *candidates, const lociq_offer *offers, size_t count) {
  size_t locked = SIZE_MAX;
  for (size_t i = 0; i < count; i++) {
    const size_t row = offers[i].row, block = row / LOCKED_ROWS;
    if (block != locked) {
      if (locked != SIZE_MAX) omp_unset_lock(&candidates->locks[locked]);
      omp_set_lock(&candidates->locks[block]);
      locked = block;
    }
    if (!(offers[i].upper >= candidates->thresholds[row])) continue;
    take_lower(candidates, row, offers[i].lower);
    if (candidates->counts[row] == candidates->room) make_room(candidates, row);
    candidate *items = candidates->items + row * candidates->room;
    items[candidates->counts[row]++] = (candidate){offers[i].other, offers[i].upper};
  }
  if (locked != SIZE_MAX) omp_unset_lock(&candidates->locks[locked]);
}

size_t lociq_candidates_finish(lociq_candidates *candidates, size_t row) {
  const size_t count = candidates->seated[row];
  if (count > 0) qsort(candidates->judge.seats(candidates->judge.context, row), count, sizeof(lociq_found), compare);
  return count;
}
