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

#define LOCIQ_CLONES /* the instruction for look_up too */
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
typedef void (*fill)(const double *, double *, size_t);

static double largest_distance(fill of, double (*draw)(uint64_t *)) {
  double *values = malloc(COUNT * sizeof *values), *results = malloc(COUNT * sizeof *results), largest = 0;
  assert_non_null(values);
  assert_non_null(results);
  uint64_t state = 88172645463325252u;
  for (int round = 0; round < ROUNDS; round++) {
    for (size_t i = 0; i < COUNT; i++) values[i] = draw(&state);
    of(values, results, COUNT);
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
  assert_true(largest_distance(lociq_logarithm_fill, any_normal) < 1);
  assert_true(largest_distance(lociq_logarithm_fill, unit_interval) < 1);
  assert_true(largest_distance(lociq_logarithm_fill, near_one) < 1);
  assert_true(largest_distance(lociq_logarithm_fill, subnormal) < 1);
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

/* ---- for sums: by the narrowest registers and by wider ones ---- */

LOCIQ_INLINE void in_nats(const double *values, double *results, size_t count) {
  for (size_t i = 0; i < count; i += LOCIQ_LANES) {
    const lociq_lanes sixteenths =
        lociq_logarithm_finish(lociq_logarithm_begin(lociq_lanes_load_unaligned(values + i), lociq_lanes_look_up));
    lociq_lanes_store_unaligned(results + i, LOCIQ_SIXTEENTH * sixteenths);
  }
}

static void narrowest(const double *values, double *results, size_t count) { in_nats(values, results, count); }

#ifdef __x86_64__
__attribute__((target("avx2"))) static void by_avx2(const double *values, double *results, size_t count) {
  in_nats(values, results, count);
}
__attribute__((target("avx512f"))) static void by_avx512(const double *values, double *results, size_t count) {
  in_nats(values, results, count);
}
#endif

static double any_below_the_largest(uint64_t *state) {
  const double value = any_normal(state);
  return value < 0x1p1023 ? value : 0.75;
}

/* Near 1 a unit is small. */
static double away_from_one(uint64_t *state) {
  const double value = any_below_the_largest(state);
  return value < 0.85 || value > 1.05 ? value : 0.5;
}
static double well_below_one(uint64_t *state) { return 0.85 * unit_interval(state); }

static double largest_error_near_one(void) {
  static double values[COUNT], results[COUNT];
  uint64_t state = 88172645463325252u;
  double largest = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (size_t i = 0; i < COUNT; i++) values[i] = 0.85 + 0.2 * unit_interval(&state);
    narrowest(values, results, COUNT);
    for (size_t i = 0; i < COUNT; i++)
      largest = fmax(largest, (double)fabsl((long double)results[i] - logl((long double)values[i])));
  }
  return largest;
}

static void sixteenths_are_within_three_units_of_the_truth(void **state) {
  (void)state;
  assert_true(largest_distance(narrowest, away_from_one) < 3);
  assert_true(largest_distance(narrowest, well_below_one) < 3);
  assert_true(largest_error_near_one() < 0x1p-54);
  const double one[LOCIQ_LANES] = {1, 1, 1, 1, 1, 1, 1, 1};
  double result[LOCIQ_LANES];
  narrowest(one, result, LOCIQ_LANES);
  assert_true(result[0] == 0 && !signbit(result[0]));
}

static void assert_same_bits(fill of) {
  static double values[COUNT], expected[COUNT], results[COUNT];
  uint64_t seed = 2463534242;
  for (size_t i = 0; i < COUNT; i++) values[i] = i % 2 == 0 ? unit_interval(&seed) : any_below_the_largest(&seed);
  narrowest(values, expected, COUNT);
  of(values, results, COUNT);
  assert_memory_equal(results, expected, sizeof results);
}

static void sixteenths_have_the_same_bits_in_registers_of_every_width(void **state) {
  (void)state;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2")) assert_same_bits(by_avx2);
  if (__builtin_cpu_supports("avx512f")) assert_same_bits(by_avx512);
#else
  assert_same_bits(narrowest);
#endif
}

static void a_term_of_a_sum_is_zero_at_zero_and_tells_of_a_sign(void **state) {
  (void)state;
  lociq_mask signs = {0};
  lociq_lanes term =
      lociq_logarithm_term((lociq_lanes){0, 0.5, 1, 0x1p-300}, (lociq_lanes){0, 0.5, 1, 0x1p-300}, &signs);
  assert_true(term[0] == 0 && term[2] == 0 && term[4] == 0);
  assert_true(term[1] == -8 && term[3] < 0);
  assert_false(lociq_lanes_any_negative(signs));
  (void)lociq_logarithm_term(lociq_lanes_all(1), (lociq_lanes){1, 1, 1, 1, 1, 1, 1, -0x1p-20}, &signs);
  assert_true(lociq_lanes_any_negative(signs));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(is_within_one_unit_of_the_truth),
                                     cmocka_unit_test(special_values_are_as_in_libm),
                                     cmocka_unit_test(every_lane_is_the_same_function),
                                     cmocka_unit_test(sixteenths_are_within_three_units_of_the_truth),
                                     cmocka_unit_test(sixteenths_have_the_same_bits_in_registers_of_every_width),
                                     cmocka_unit_test(a_term_of_a_sum_is_zero_at_zero_and_tells_of_a_sign)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
