/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The axes that a shape, LOCIQ_BY_… joined, may lie over, in the order in which they lie in file and memory.
 */
#ifndef LOCIQ_CORE_SHAPE_H
#define LOCIQ_CORE_SHAPE_H

#include <lociq/cube.h>

typedef struct lociq_shape_axis {
  unsigned bit;
  lociq_axis_kind kind;
  const char *name; /* in the store */
} lociq_shape_axis;

/* The last, industries a second time, is no axis of a measure. */
enum { LOCIQ_SHAPE_AXES = 5, LOCIQ_MEASURE_AXES = LOCIQ_SHAPE_AXES - 1 };
extern const lociq_shape_axis lociq_shape_axes[LOCIQ_SHAPE_AXES];

#endif
