/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lq_standardised standardises: the location quotient or, with log10=yes, its
 * logarithm, which leaves zeros out. A z-score is the same in any base, so the
 * natural one serves.
 */
#ifndef LOCIQ_INDICATORS_LOCATION_STANDARDISED_H
#define LOCIQ_INDICATORS_LOCATION_STANDARDISED_H

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "numeric/logarithm.h"

#define LOCIQ_OPTION_LOG10                                                                               \
  {                                                                                                      \
    .name = "log10", .help = "yes: standardise the logarithm of the quotient, leaving zeros out (Tian)", \
    .type = LOCIQ_OPTION_CHOICE, .preset = "no", .choices = "no|yes"                                     \
  }

/* NaN where unknown or left out. */
LOCIQ_INLINE lociq_lanes lociq_to_standardise(lociq_lanes quotients, bool logarithms) {
  if (!logarithms) return quotients;
  return lociq_lanes_select((lociq_mask)(quotients > lociq_lanes_all(0)), lociq_logarithm(quotients),
                            lociq_lanes_all(NAN));
}

/* For second implementations. */
static inline double lociq_naive_to_standardise(const lociq_table *table, size_t region, size_t industry) {
  const double quotient = lociq_naive_quotient(table, region, industry);
  if (table->options[0].choice == 0) return quotient;
  return quotient > 0 ? log(quotient) : (double)NAN;
}

#endif
