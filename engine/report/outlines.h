/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coasts and borders of the world's countries, for maps without polygons.
 */
#ifndef LOCIQ_REPORT_OUTLINES_H
#define LOCIQ_REPORT_OUTLINES_H

#include "read/shapes.h"

/* Those near the places (by region [longitude, latitude] or null) and shapes: a list of lines, each [longitude,
 * latitude, longitude, latitude …] in degrees. NULL without memory. */
json_t *lociq_outlines_near(const json_t *places, const lociq_shapes *shapes);

#endif
