/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What shift_share and the sums that it needs agree on: pairs of years, from the
 * last one backwards. dynamic has one for each year of the span, the others one.
 */
#ifndef LOCIQ_INDICATORS_PERFORMANCE_SHIFT_SHARE_H
#define LOCIQ_INDICATORS_PERFORMANCE_SHIFT_SHARE_H

#include "indicators/kernel.h"

enum { LOCIQ_SHIFT_DUNN, LOCIQ_SHIFT_ESTEBAN, LOCIQ_SHIFT_ARCELUS, LOCIQ_SHIFT_DYNAMIC };

#define LOCIQ_SHIFT_OPTIONS                                                                                        \
  {.name = "method",                                                                                               \
   .help = "dunn: three parts; esteban: four, with the allocation; arcelus: eight; dynamic: Dunn's, year by year", \
   .type = LOCIQ_OPTION_CHOICE,                                                                                    \
   .preset = "dunn",                                                                                               \
   .choices = "dunn|esteban|arcelus|dynamic"},                                                                     \
  {                                                                                                                \
    .name = "span", .help = "how many years back the change begins; dynamic: at most 24",                          \
    .type = LOCIQ_OPTION_INTEGER, .preset = "1", .minimum = 1, .maximum = 100                                      \
  }

static inline size_t lociq_shift_pairs(const lociq_value *options) {
  return options[0].choice == LOCIQ_SHIFT_DYNAMIC ? (size_t)options[1].integer : 1;
}

static inline size_t lociq_shift_lags(const lociq_value *options, long lags[LOCIQ_LAGS]) {
  const size_t count = lociq_shift_pairs(options);
  for (size_t p = 0; p < count && p < LOCIQ_LAGS; p++) lags[p] = count == 1 ? options[1].integer : (long)p + 1;
  return count;
}

#endif
