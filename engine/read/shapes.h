/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outlines of regions: polygons of a GeoJSON or TopoJSON file, in degrees, whose
 * region's code is one of their properties.
 */
#ifndef LOCIQ_READ_SHAPES_H
#define LOCIQ_READ_SHAPES_H

#include <jansson.h>
#include <lociq/axis.h>

typedef struct lociq_shapes {
  json_t **of;    /* by region: a GeoJSON Polygon or MultiPolygon, to 0.001 degrees, outer rings
                     counterclockwise, holes clockwise; NULL where it has none */
  size_t regions; /* of the axis */
  size_t found;   /* that have one */
} lociq_shapes;

/* property NULL: the first that holds a code of the axis in some feature. Features of
 * other regions are passed over. LOCIQ_BAD_INPUT names the file and the feature: no
 * JSON, no collection, a region twice, coordinates that are no degrees, nothing of the
 * axis. The caller clears, after failure too. */
lociq_status lociq_shapes_read(const char *path, const char *property, const lociq_axis *regions, lociq_shapes *shapes,
                               lociq_error *error);
void lociq_shapes_clear(lociq_shapes *shapes);

#endif
