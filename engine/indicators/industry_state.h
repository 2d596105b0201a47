/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state of a fold that keeps one or two numbers an industry: `width` numbers,
 * then `width` more. Merging adds them.
 */
#ifndef LOCIQ_INDICATORS_INDUSTRY_STATE_H
#define LOCIQ_INDICATORS_INDUSTRY_STATE_H

#include <stddef.h>
#include <string.h>

#include "indicators/kernel.h"

static inline size_t lociq_state_of_one(size_t industries, size_t width, const lociq_value *options) {
  (void)options;
  (void)industries;
  return width * sizeof(double);
}
static inline size_t lociq_state_of_two(size_t industries, size_t width, const lociq_value *options) {
  (void)options;
  (void)industries;
  return 2 * width * sizeof(double);
}
static inline void lociq_merge_one(void *state, const void *later, size_t industries, size_t width) {
  (void)industries;
  for (size_t i = 0; i < width; i++) ((double *)state)[i] += ((const double *)later)[i];
}
static inline void lociq_merge_two(void *state, const void *later, size_t industries, size_t width) {
  lociq_merge_one(state, later, industries, 2 * width);
}

/* Where the sums are the result. */
static inline void lociq_finish_sums(const void *state, size_t industries, size_t width, const lociq_value *options,
                                     double *result) {
  (void)width;
  (void)options;
  memcpy(result, state, industries * sizeof *result);
}

/* Adds eight lanes to a state, which need not be aligned. */
LOCIQ_INLINE void lociq_state_add(double *state, lociq_lanes lanes) {
  lociq_lanes_store_unaligned(state, lociq_lanes_load_unaligned(state) + lanes);
}

#endif
