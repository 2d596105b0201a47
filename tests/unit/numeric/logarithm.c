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

#include "numeric/logarithm.h"

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static double of_bits(uint64_t bits) {
  double value = 0;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* Units in the last place of what long double says. */
static double distance(double x, double result) {
  const long double truth = logl((long double)x);
  const double nearest = (double)truth;
  const double unit = fabs(nextafter(nearest, INFINITY) - nearest);
  return (double)(fabsl((long double)result - truth) / (long double)unit);
}

enum { COUNT = 1 << 16, ROUNDS = 32 };

/* fdlibm's bound is 1; without its table of cases near 1 it still holds. */
static double largest_distance(double (*draw)(uint64_t *)) {
  double *values = malloc(COUNT * sizeof *values), *results = malloc(COUNT * sizeof *results), largest = 0;
  assert_non_null(values);
  assert_non_null(results);
  uint64_t state = 88172645463325252u;
  for (int round = 0; round < ROUNDS; round++) {
    for (size_t i = 0; i < COUNT; i++) values[i] = draw(&state);
    lociq_logarithm_fill(values, results, COUNT);
    for (size_t i = 0; i < COUNT; i++) largest = fmax(largest, distance(values[i], results[i]));
  }
  free(values);
  free(results);
  return largest;
}

static double any_normal(uint64_t *state) {
  const double value = of_bits(next_random(state) >> 1);
  return isnormal(value) ? value : 1.5;
}
static double unit_interval(uint64_t *state) { return ldexp((double)((next_random(state) >> 11) + 1), -53); }
static double near_one(uint64_t *state) {
  return of_bits(0x3FEFF00000000000u + next_random(state) % 0x0000200000000000u);
}
static double subnormal(uint64_t *state) { return of_bits((next_random(state) >> 12) + 1); }

static void is_within_one_unit_of_the_truth(void **state) {
  (void)state;
  assert_true(largest_distance(any_normal) < 1);
  assert_true(largest_distance(unit_interval) < 1);
  assert_true(largest_distance(near_one) < 1);
  assert_true(largest_distance(subnormal) < 1);
}

static void special_values_are_as_in_libm(void **state) {
  (void)state;
  const double values[] = {1, 0, -0.0, INFINITY, -INFINITY, NAN, -1, DBL_MIN, DBL_MAX, DBL_TRUE_MIN, -DBL_TRUE_MIN};
  enum { SIZE = sizeof values / sizeof values[0] };
  double results[SIZE];
  lociq_logarithm_fill(values, results, SIZE);
  assert_true(results[0] == 0 && !signbit(results[0]));
  assert_true(isinf(results[1]) && results[1] < 0);
  assert_true(isinf(results[2]) && results[2] < 0);
  assert_true(isinf(results[3]) && results[3] > 0);
  assert_true(isnan(results[4]) && isnan(results[5]) && isnan(results[6]) && isnan(results[10]));
  for (size_t i = 7; i < 10; i++) assert_true(distance(values[i], results[i]) < 1);
}

/* The clone that this processor runs against the operations of the narrowest. */
static void every_lane_is_the_same_function(void **state) {
  (void)state;
  uint64_t seed = 1;
  for (int round = 0; round < 10000; round++) {
    const double x = unit_interval(&seed);
    double values[11], results[11];
    for (int i = 0; i < 11; i++) values[i] = x;
    lociq_logarithm_fill(values, results, 11);
    const lociq_lanes narrow = lociq_logarithm(lociq_lanes_all(x));
    for (int i = 0; i < 11; i++) assert_memory_equal(&results[i], &results[0], sizeof x);
    const double first = narrow[0];
    assert_memory_equal(&results[0], &first, sizeof x);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(is_within_one_unit_of_the_truth),
                                     cmocka_unit_test(special_values_are_as_in_libm),
                                     cmocka_unit_test(every_lane_is_the_same_function)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
