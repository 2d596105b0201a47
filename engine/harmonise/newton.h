/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All multipliers of a fit at once, where margins in turn get on slowly.
 */
#ifndef LOCIQ_HARMONISE_NEWTON_H
#define LOCIQ_HARMONISE_NEWTON_H

#include "harmonise/margins.h"

typedef struct lociq_newton lociq_newton;

/* factors[t][m]: e to the multiplier of margin m of table t, which the weights of its parts have in them; it must be
 * exactly 1 where an interval does not bind. Both are borrowed, and moved by each step. The caller frees. */
lociq_status lociq_newton_create(const lociq_problem *problem, double *const *factors, lociq_newton **newton,
                                 lociq_error *error);
void lociq_newton_free(lociq_newton *newton);
/* One step, as far along its direction as the dual grows; none where it grows nowhere. In one thread: of tens of
 * thousands of cells a product with the matrix takes less than to wake others. */
void lociq_newton_step(lociq_newton *newton);

#endif
