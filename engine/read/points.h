/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where regions lie: a side file region,longitude,latitude, in degrees.
 */
#ifndef LOCIQ_READ_POINTS_H
#define LOCIQ_READ_POINTS_H

#include "read/records.h"

typedef struct lociq_point {
  double longitude, latitude;
  uint64_t line; /* where the file has it; 0: it has none */
} lociq_point;

/* Fills the points of regions of the axis, all zero before. LOCIQ_BAD_INPUT for a code that the axis has not, a point
 * twice, coordinates out of range. records stay open behind the last row, for what the file is: the caller
 * closes them, after failure too. */
lociq_status lociq_points_read(const char *path, const lociq_axis *regions, lociq_point *points, lociq_records *records,
                               lociq_error *error);

#endif
