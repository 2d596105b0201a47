/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Eight doubles at once, the same bits on every processor.
 *
 * A vector of eight lanes is one AVX-512 register, two of AVX2 or four of SSE2;
 * the compiler splits it. Sums run in eight lanes that are added in one fixed
 * order, so the width of the machine's registers does not show in the result.
 *
 * A function with a hot loop is marked LOCIQ_CLONED: it is compiled for several
 * widths, and the loader picks one. Helpers that it calls inside the loop must be
 * LOCIQ_INLINE, or they would be compiled for the narrowest.
 */
#ifndef LOCIQ_NUMERIC_LANES_H
#define LOCIQ_NUMERIC_LANES_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOCIQ_LANES = 8 };

#if defined(LOCIQ_CLONES) && defined(__x86_64__)
#define LOCIQ_CLONED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define LOCIQ_CLONED
#endif
#define LOCIQ_INLINE static inline __attribute__((always_inline))

typedef double lociq_lanes __attribute__((vector_size(64), may_alias));
typedef double lociq_lanes_unaligned __attribute__((vector_size(64), aligned(8), may_alias));
/* A lane is all ones or all zeros. Masks only choose (where, select) and are
 * counted (tally): gcc makes eight scalar comparisons of anything else done with
 * them, such as `&` of two. */
typedef int64_t lociq_mask __attribute__((vector_size(64)));
/* The bits of eight doubles, for arithmetic that wraps. */
typedef uint64_t lociq_bits __attribute__((vector_size(64)));

/* The count rounded up to whole vectors. */
LOCIQ_INLINE size_t lociq_lanes_width(size_t count) { return (count + LOCIQ_LANES - 1) / LOCIQ_LANES * LOCIQ_LANES; }

LOCIQ_INLINE lociq_lanes lociq_lanes_all(double value) {
  return (lociq_lanes){value, value, value, value, value, value, value, value};
}

/* From and to 64-byte aligned places. */
LOCIQ_INLINE lociq_lanes lociq_lanes_load(const double *from) { return *(const lociq_lanes *)from; }
LOCIQ_INLINE void lociq_lanes_store(double *to, lociq_lanes lanes) { *(lociq_lanes *)to = lanes; }
/* From and to any place. */
LOCIQ_INLINE lociq_lanes lociq_lanes_load_unaligned(const double *from) { return *(const lociq_lanes_unaligned *)from; }
LOCIQ_INLINE void lociq_lanes_store_unaligned(double *to, lociq_lanes lanes) { *(lociq_lanes_unaligned *)to = lanes; }
/* The first `count` < 8 values, and `rest` in the other lanes. */
LOCIQ_INLINE lociq_lanes lociq_lanes_load_some(const double *from, size_t count, double rest) {
  double lanes[LOCIQ_LANES];
  for (size_t i = 0; i < LOCIQ_LANES; i++) lanes[i] = i < count ? from[i] : rest;
  return lociq_lanes_load_unaligned(lanes);
}

LOCIQ_INLINE lociq_mask lociq_lanes_known(lociq_lanes lanes) { return (lociq_mask)(lanes == lanes); }
/* Where both are known: at most one of them may be infinite. */
LOCIQ_INLINE lociq_mask lociq_lanes_both(lociq_lanes first, lociq_lanes second) {
  return lociq_lanes_known(first + second);
}
/* 1 where the mask is set, else 0: to be added up and given to lociq_lanes_count. */
LOCIQ_INLINE lociq_mask lociq_lanes_tally(lociq_mask mask) { return mask & 1; }
/* yes where the mask is set, else no. */
LOCIQ_INLINE lociq_lanes lociq_lanes_select(lociq_mask mask, lociq_lanes yes, lociq_lanes no) {
  return (lociq_lanes)((mask & (lociq_mask)yes) | (~mask & (lociq_mask)no));
}
/* The lanes where the mask is set, 0 elsewhere. */
LOCIQ_INLINE lociq_lanes lociq_lanes_where(lociq_mask mask, lociq_lanes lanes) {
  return (lociq_lanes)(mask & (lociq_mask)lanes);
}
/* The lanes that are known, 0 for NaN. */
LOCIQ_INLINE lociq_lanes lociq_lanes_or_zero(lociq_lanes lanes) {
  return lociq_lanes_where(lociq_lanes_known(lanes), lanes);
}
LOCIQ_INLINE lociq_lanes lociq_lanes_absolute(lociq_lanes lanes) {
  return (lociq_lanes)((lociq_mask)lanes & INT64_MAX);
}
LOCIQ_INLINE lociq_lanes lociq_lanes_lesser(lociq_lanes first, lociq_lanes second) {
  return lociq_lanes_select((lociq_mask)(first < second), first, second);
}
LOCIQ_INLINE lociq_lanes lociq_lanes_greater(lociq_lanes first, lociq_lanes second) {
  return lociq_lanes_select((lociq_mask)(first > second), first, second);
}

/* table[index mod 16] of sixteen values at a 64-byte aligned place. */
typedef lociq_lanes lociq_look_up(const double *table, lociq_mask index);
/* AVX-512 has an instruction for it, which gcc knows by this name: in the short
 * loops of its clone the question is asked once. */
LOCIQ_INLINE lociq_lanes lociq_lanes_look_up(const double *table, lociq_mask index) {
#if defined(LOCIQ_CLONES) && defined(__x86_64__) && !defined(__clang__)
  if (__builtin_cpu_supports("avx512f"))
    return __builtin_shuffle(lociq_lanes_load(table), lociq_lanes_load(table + LOCIQ_LANES), index);
#endif
  index &= 2 * LOCIQ_LANES - 1;
  return (lociq_lanes){table[index[0]], table[index[1]], table[index[2]], table[index[3]],
                       table[index[4]], table[index[5]], table[index[6]], table[index[7]]};
}

/* Whether a lane has its sign bit set. */
LOCIQ_INLINE bool lociq_lanes_any_negative(lociq_mask bits) {
  int64_t all = 0;
  for (int i = 0; i < LOCIQ_LANES; i++) all |= bits[i];
  return all < 0;
}

/* The lanes added in the one fixed order. */
LOCIQ_INLINE double lociq_lanes_sum(lociq_lanes lanes) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}
/* The sum of all lanes of a tally. */
LOCIQ_INLINE size_t lociq_lanes_count(lociq_mask sums) {
  int64_t count = 0;
  for (int i = 0; i < LOCIQ_LANES; i++) count += sums[i];
  return (size_t)count;
}

#endif
