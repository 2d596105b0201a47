/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "numeric/exponential.h"

enum { COUNT = 1 << 16 };
static const double LEAST = -708.3964185322641, MOST = 709.782712893384;

LOCIQ_CLONED static void fill(const double *values, double *results, size_t count) {
  for (size_t i = 0; i < count; i += LOCIQ_LANES)
    lociq_lanes_store_unaligned(results + i, lociq_exponential(lociq_lanes_load_unaligned(values + i)));
}

static double distance(double x, double result) {
  const long double truth = expl((long double)x);
  const double nearest = (double)truth;
  const double unit = fabs(nextafter(nearest, INFINITY) - nearest);
  return (double)(fabsl((long double)result - truth) / (long double)unit);
}

/* fdlibm's bound is 1. Steps that are no fraction of ln 2, so that all remainders come. */
static double largest_distance(double from, double to) {
  static double values[COUNT], results[COUNT];
  double largest = 0;
  for (size_t i = 0; i < COUNT; i++) values[i] = from + (to - from) * ((double)i / (COUNT - 1));
  fill(values, results, COUNT);
  for (size_t i = 0; i < COUNT; i++) largest = fmax(largest, distance(values[i], results[i]));
  return largest;
}

static void is_within_one_unit_of_the_truth(void **state) {
  (void)state;
  assert_true(largest_distance(LEAST, 709.7) < 1);
  assert_true(largest_distance(-40, 0) < 1);
  assert_true(largest_distance(-1, 1) < 1);
  assert_true(largest_distance(-1e-9, 1e-9) < 1);
}

static void special_values_are_as_in_libm(void **state) {
  (void)state;
  const double values[] = {0, -0.0, INFINITY, -INFINITY, NAN, 709.79, -708.4, -1e300};
  double results[LOCIQ_LANES];
  fill(values, results, LOCIQ_LANES);
  assert_true(results[0] == 1 && results[1] == 1);
  assert_true(isinf(results[2]) && isinf(results[5]));
  assert_true(results[3] == 0 && results[6] == 0 && results[7] == 0);
  assert_true(isnan(results[4]));
}

/* The clone that this processor runs against the operations of the narrowest. */
static void every_lane_is_the_same_function(void **state) {
  (void)state;
  for (int k = 0; k < 10000; k++) {
    const double x = LEAST + (MOST - LEAST) * k / 10000;
    double values[LOCIQ_LANES], results[LOCIQ_LANES];
    for (int i = 0; i < LOCIQ_LANES; i++) values[i] = x;
    fill(values, results, LOCIQ_LANES);
    const lociq_lanes narrow = lociq_exponential(lociq_lanes_all(x));
    for (int i = 0; i < LOCIQ_LANES; i++) {
      const double lane = narrow[i];
      assert_memory_equal(&results[i], &lane, sizeof lane);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(is_within_one_unit_of_the_truth),
                                     cmocka_unit_test(special_values_are_as_in_libm),
                                     cmocka_unit_test(every_lane_is_the_same_function)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
