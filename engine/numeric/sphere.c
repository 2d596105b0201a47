/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/sphere.h"

static const double radius = 6371.0088; /* km */

double lociq_sphere_radians(double degrees) { return degrees * 0.017453292519943295; }

lociq_direction lociq_sphere_direction(double longitude, double latitude) {
  const double east = lociq_sphere_radians(longitude), north = lociq_sphere_radians(latitude);
  return (lociq_direction){cos(north) * cos(east), cos(north) * sin(east), sin(north)};
}

double lociq_sphere_haversine_of(double distance) {
  const double half = distance / radius / 2, sine = sin(half);
  return half >= asin(1) ? 2 : sine * sine;
}

/* Of antipodes rounding may give a little more than 1. */
double lociq_sphere_distance(double haversine) {
  return haversine > 1 ? 2 * radius * asin(1) : 2 * radius * asin(sqrt(haversine));
}
