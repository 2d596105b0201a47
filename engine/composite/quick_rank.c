/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys are spread evenly over buckets between the least and the greatest, and put there in turn. What is below a key
 * lies in front of it then, but for the few in its bucket: these are compared without a branch, as far on both
 * sides as the fullest bucket reaches. Where that is far the keys are sorted.
 */
#include "composite/quick_rank.h"

#include <string.h>

#include "core/memory.h"
#include "numeric/lanes.h"
#include "numeric/sort.h"

enum { BUCKETS_LEAST = 16, CROWD = 16 }; /* a crowd is compared over fewer places than that */

lociq_status lociq_quick_rank_create(size_t count, lociq_quick_rank *scratch, lociq_error *error) {
  const size_t width = lociq_lanes_width(count);
  size_t buckets = BUCKETS_LEAST;
  while (buckets < count) buckets *= 2;
  *scratch = (lociq_quick_rank){.buckets = buckets,
                                .keys = lociq_allocate_aligned(width + 2 * CROWD, sizeof(double)),
                                .payload = lociq_allocate_aligned(width, sizeof(double)),
                                .scratch = lociq_allocate_aligned(width, 2 * sizeof(double)),
                                .bucket_of = lociq_allocate_aligned(width, sizeof(uint64_t)),
                                .starts = lociq_allocate(buckets + 1, sizeof(uint32_t)),
                                .order = lociq_allocate(width, sizeof(uint32_t))};
  const bool made = scratch->keys != NULL && scratch->payload != NULL && scratch->scratch != NULL &&
                    scratch->bucket_of != NULL && scratch->starts != NULL && scratch->order != NULL;
  return made ? LOCIQ_OK : lociq_memory_error(error, "ranks");
}

void lociq_quick_rank_clear(lociq_quick_rank *scratch) {
  free(scratch->keys);
  free(scratch->payload);
  free(scratch->scratch);
  free(scratch->bucket_of);
  free(scratch->starts);
  free(scratch->order);
  *scratch = (lociq_quick_rank){0};
}

/* The bucket of each key; false where they cannot be spread: all are the same, or some infinite. */
LOCIQ_CLONED static bool spread(const double *keys, size_t width, size_t buckets, uint64_t *bucket_of) {
  lociq_lanes least = lociq_lanes_load(keys), most = least;
  for (size_t k = LOCIQ_LANES; k < width; k += LOCIQ_LANES) {
    least = lociq_lanes_lesser(least, lociq_lanes_load(keys + k));
    most = lociq_lanes_greater(most, lociq_lanes_load(keys + k));
  }
  double low = least[0], high = most[0];
  for (int i = 1; i < LOCIQ_LANES; i++) {
    low = least[i] < low ? least[i] : low;
    high = most[i] > high ? most[i] : high;
  }
  const double scale = (double)(buckets - 1) / (high - low);
  if (!(high - low <= 0x1p1000) || !(scale <= 0x1p1000)) return false;
  /* Added to 1.5·2^52, a small number stands in the low bits. */
  const uint64_t magic = 0x4338000000000000;
  for (size_t k = 0; k < width; k += LOCIQ_LANES) {
    const lociq_lanes place = (lociq_lanes_load(keys + k) - low) * scale + 0x1.8p52;
    lociq_lanes_store((double *)(bucket_of + k), (lociq_lanes)((lociq_bits)place - magic));
  }
  return true;
}

typedef uint32_t counts __attribute__((vector_size(64), aligned(4), may_alias));

/* Makes of each number the sum up to it; the numbers are a multiple of sixteen. */
LOCIQ_CLONED static void add_up(uint32_t *numbers, size_t count) {
  const counts none = {0};
  counts reached = none;
  for (size_t k = 0; k < count; k += sizeof(counts) / sizeof *numbers) {
    counts sums = *(const counts *)(numbers + k);
    sums += __builtin_shufflevector(none, sums, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
    sums += __builtin_shufflevector(none, sums, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
    sums += __builtin_shufflevector(none, sums, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27);
    sums += __builtin_shufflevector(none, sums, 0, 0, 0, 0, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23);
    sums += reached;
    *(counts *)(numbers + k) = sums;
    reached = __builtin_shufflevector(sums, sums, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
  }
}

/* Where each bucket starts. Returns the largest count. */
static uint32_t count_up(const lociq_quick_rank *scratch, size_t count) {
  uint32_t *starts = scratch->starts, most = 0;
  memset(starts, 0, (scratch->buckets + 1) * sizeof *starts);
  for (size_t k = 0; k < count; k++) {
    const uint32_t here = ++starts[scratch->bucket_of[k] + 1];
    most = here > most ? here : most;
  }
  add_up(starts + 1, scratch->buckets);
  return most;
}

/* Puts keys into the order of their buckets, between numbers below and above all. */
static void distribute(const lociq_quick_rank *scratch, const double *keys, size_t count) {
  double *sorted = scratch->keys + CROWD;
  for (size_t k = 0; k < count; k++) {
    const uint32_t place = scratch->starts[scratch->bucket_of[k]]++;
    sorted[place] = keys[k];
    scratch->order[place] = (uint32_t)k;
  }
  for (size_t k = 0; k < CROWD; k++) scratch->keys[k] = -INFINITY;
  for (size_t k = count; k < lociq_lanes_width(count) + CROWD; k++) sorted[k] = INFINITY;
}

/* How many more are below each key than lie in front of it. */
LOCIQ_CLONED static void compare(const double *sorted, size_t width, size_t reach, uint64_t *more) {
  for (size_t k = 0; k < width; k += LOCIQ_LANES) {
    const lociq_lanes key = lociq_lanes_load_unaligned(sorted + k);
    lociq_mask sum = {0};
    for (size_t away = 1; away < reach; away++) {
      sum += lociq_lanes_tally((lociq_mask)(lociq_lanes_load_unaligned(sorted + k + away) < key));
      sum -= lociq_lanes_tally((lociq_mask)(lociq_lanes_load_unaligned(sorted + k - away) >= key));
    }
    lociq_lanes_store((double *)(more + k), (lociq_lanes)sum);
  }
}

static void sort(const lociq_quick_rank *scratch, const double *keys, size_t count, uint32_t *ranks) {
  memcpy(scratch->keys, keys, count * sizeof *keys);
  for (size_t k = 0; k < count; k++) scratch->payload[k] = (double)k;
  lociq_sort_pairs(scratch->keys, scratch->payload, count, scratch->scratch);
  uint32_t rank = 1;
  for (size_t k = 0; k < count; k++) {
    if (k > 0 && scratch->keys[k] > scratch->keys[k - 1]) rank = (uint32_t)k + 1;
    ranks[(size_t)scratch->payload[k]] = rank;
  }
}

void lociq_quick_rank_fill(const lociq_quick_rank *scratch, const double *keys, size_t count, uint32_t *ranks) {
  const size_t width = lociq_lanes_width(count);
  const bool spread_out = spread(keys, width, scratch->buckets, scratch->bucket_of);
  const uint32_t most = spread_out ? count_up(scratch, count) : CROWD;
  if (most >= CROWD) {
    sort(scratch, keys, count, ranks);
    return;
  }
  distribute(scratch, keys, count);
  compare(scratch->keys + CROWD, width, most, scratch->bucket_of);
  for (size_t k = 0; k < count; k++) ranks[scratch->order[k]] = (uint32_t)(k + 1 + scratch->bucket_of[k]);
}
