/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How large units are.
 */
#ifndef LOCIQ_PARTNERS_SIZE_H
#define LOCIQ_PARTNERS_SIZE_H

#include "partners/units.h"

/* Of the measure in its year: a region's published total, else the sum of its known cells; a cluster's cell. NaN where
 * nothing is known, and of organisations without a region or, among clusters, without an industry. The caller frees
 * with free(). */
lociq_status lociq_units_size(const lociq_statistics *statistics, const lociq_units *units, double **sizes,
                              lociq_error *error);

#endif
