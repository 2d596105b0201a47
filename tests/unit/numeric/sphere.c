/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/sphere.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static const double radius = 6371.0088, half = 3.14159265358979323846 * 6371.0088;

static double distance_of(double longitude, double latitude, double other_longitude, double other_latitude) {
  const lociq_direction from = lociq_sphere_direction(longitude, latitude),
                        to = lociq_sphere_direction(other_longitude, other_latitude);
  const double there = lociq_sphere_haversine(&from, &to);
  assert_true(there == lociq_sphere_haversine(&to, &from) || isnan(there));
  return lociq_sphere_distance(there);
}

static void assert_near(double found, double expected, double relative) {
  assert_true(fabs(found - expected) <= relative * expected);
}

/* A quarter of a meridian, of the equator; over the pole. */
static void parts_of_a_circle(void **state) {
  (void)state;
  assert_near(distance_of(16, 0, 16, 90), half / 2, 1e-15);
  assert_near(distance_of(-45, 0, 45, 0), half / 2, 1e-15);
  assert_near(distance_of(10, 60, -170, 60), half / 3, 1e-15);
  assert_true(distance_of(7, 8, 7, 8) == 0);
}

/* Nashville to Los Angeles, https://rosettacode.org/wiki/Haversine_formula, on a sphere of 6372.8 km. */
static void a_published_distance(void **state) {
  (void)state;
  assert_near(distance_of(-86.67, 36.12, -118.40, 33.94), 2887.2599506071106 / 6372.8 * radius, 1e-14);
}

/* A tenth of a metre, where the cosine of the angle is 1: coordinates of 1e-16 are 1e-8 of it. */
static void neighbours(void **state) {
  (void)state;
  const double degrees = 0.0001 / radius * 180 / 3.14159265358979323846;
  assert_near(distance_of(11, 48, 11, 48 + degrees), 0.0001, 3e-8);
}

/* The haversine is 1 to its last bit, its arc sine a right angle to the root of that. */
static void antipodes(void **state) {
  (void)state;
  for (int longitude = -180; longitude <= 180; longitude += 7)
    for (int latitude = -90; latitude <= 90; latitude += 7)
      assert_near(distance_of(longitude, latitude, longitude + 180, -latitude), half, 3e-8);
}

static void there_and_back(void **state) {
  (void)state;
  for (int part = 1; part < 100; part++) {
    const double distance = half * pow(part / 100.0, 3);
    assert_near(lociq_sphere_distance(lociq_sphere_haversine_of(distance)), distance, 1e-13);
  }
  assert_true(lociq_sphere_haversine_of(0) == 0);
  assert_true(lociq_sphere_haversine_of(half + 1) == 2);
  assert_true(lociq_sphere_haversine_of((double)INFINITY) == 2);
}

static void what_is_unknown(void **state) {
  (void)state;
  assert_true(isnan(distance_of((double)NAN, 1, 2, 3)));
  assert_true(isnan(distance_of(1, (double)NAN, 2, 3)));
  assert_true(isnan(lociq_sphere_distance((double)NAN)));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(parts_of_a_circle), cmocka_unit_test(a_published_distance),
                                     cmocka_unit_test(neighbours),        cmocka_unit_test(antipodes),
                                     cmocka_unit_test(there_and_back),    cmocka_unit_test(what_is_unknown)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
