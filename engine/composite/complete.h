/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The units that are known in all parts of a node, and how the parts go together over them.
 */
#ifndef LOCIQ_COMPOSITE_COMPLETE_H
#define LOCIQ_COMPOSITE_COMPLETE_H

#include <lociq/error.h>
#include <stddef.h>

/* units × count, one unit after the other. */
typedef struct lociq_complete_units {
  size_t units, count;
  double *values;
} lociq_complete_units;

/* Copies the units that are known in all of parts[unit * stride + part], part < count. The caller frees
 * kept->values. LOCIQ_NO_MEMORY. */
lociq_status lociq_complete_units_keep(const double *parts, size_t units, size_t count, size_t stride,
                                       lociq_complete_units *kept, lociq_error *error);
/* Pearson's r of the parts, count × count, and the root of each part's sum of squared deviations.
 * LOCIQ_INVALID: "part 2 is the same everywhere". */
lociq_status lociq_complete_units_correlate(const lociq_complete_units *of, double *correlations, double *deviations,
                                            lociq_error *error);

#endif
