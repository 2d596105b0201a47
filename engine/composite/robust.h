/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The doubts of a specification, gone through year by year.
 */
#ifndef LOCIQ_COMPOSITE_ROBUST_H
#define LOCIQ_COMPOSITE_ROBUST_H

#include "composite/gather.h"

/* Of no doubts and no what-ifs all of it is NULL. */
typedef struct lociq_settled {
  double *lower, *median, *upper, *mean; /* years × units: ranks of the index */
  lociq_sobol_effect *effects;           /* years × effect_count */
  size_t effect_count;
  lociq_swap *swaps; /* years × what-ifs; NaN weights where a unit has no score, or both the same */
} lociq_settled;

/* The caller clears. LOCIQ_INVALID names line and key: a unit that the store has not, choices
 * that cannot be made together. */
lociq_status lociq_doubts_settle(const lociq_specification *specification, const lociq_gathered *gathered,
                                 const lociq_composition *composition, const lociq_composite_options *options,
                                 lociq_settled *settled, lociq_error *error);
void lociq_settled_clear(lociq_settled *settled);

#endif
