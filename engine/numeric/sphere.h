/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Great circles on a sphere with the earth's mean radius, 6371.0088 km (IUGG).
 */
#ifndef LOCIQ_NUMERIC_SPHERE_H
#define LOCIQ_NUMERIC_SPHERE_H

#include "numeric/lanes.h"

/* From the centre to a point, of length 1. NaN: the point is unknown. */
typedef struct lociq_direction {
  double x, y, z;
} lociq_direction;

double lociq_sphere_radians(double degrees);
lociq_direction lociq_sphere_direction(double longitude, double latitude); /* degrees */

/* sin²(d/2R), the haversine of the angle: rises with the distance d. Found as a quarter of the square of the chord,
 * which takes no sine and loses nothing where points are near; the same bits both ways. */
LOCIQ_INLINE double lociq_sphere_haversine(const lociq_direction *from, const lociq_direction *to) {
  const double x = to->x - from->x, y = to->y - from->y, z = to->z - from->z;
  return (x * x + y * y + z * z) / 4;
}
/* That of a distance in km; 2, which no two points have, beyond half way round. */
double lociq_sphere_haversine_of(double distance);
double lociq_sphere_distance(double haversine); /* km */

#endif
