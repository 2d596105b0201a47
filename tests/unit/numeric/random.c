/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* GSL's own generator of that seed gives the same numbers. */
static void streams_are_gsl_generators(void **state) {
  (void)state;
  lociq_random random;
  lociq_random_start(&random, 1, 0);
  assert_string_equal(random.generator.type->name, "taus2");
  assert_true(gsl_rng_size(&random.generator) <= sizeof random.state);
  gsl_rng *copy = gsl_rng_clone(&random.generator);
  for (int i = 0; i < 1000; i++) assert_int_equal(lociq_random_bits(&random), gsl_rng_get(copy));
  gsl_rng_free(copy);
}

/* A shuffle, whose generator is inline, takes the numbers that GSL's gives, and no more. */
static void a_shuffle_takes_the_numbers_of_the_stream(void **state) {
  (void)state;
  enum { COUNT = 5000 };
  static uint32_t order[COUNT], expected[COUNT];
  lociq_random one, other;
  lociq_random_start(&one, 3, 21);
  lociq_random_start(&other, 3, 21);
  lociq_random_identity(order, COUNT);
  lociq_random_identity(expected, COUNT);
  lociq_random_shuffle(&one, order, 0, COUNT, COUNT);
  for (uint32_t i = 0; i < COUNT; i++) {
    const uint32_t chosen = i + lociq_random_below(&other, COUNT - i), element = expected[i];
    expected[i] = expected[chosen];
    expected[chosen] = element;
  }
  assert_memory_equal(order, expected, sizeof order);
  assert_int_equal(lociq_random_bits(&one), lociq_random_bits(&other));
}

/* So does a resample, which counts what it draws. */
static void a_resample_takes_the_numbers_of_the_stream(void **state) {
  (void)state;
  enum { COUNT = 5000 };
  static uint32_t drawn[COUNT], expected[COUNT];
  lociq_random one, other;
  lociq_random_start(&one, 3, 22);
  lociq_random_start(&other, 3, 22);
  memset(drawn, 0xff, sizeof drawn);
  lociq_random_resample(&one, drawn, COUNT);
  for (size_t k = 0; k < COUNT; k++) expected[lociq_random_below(&other, COUNT)]++;
  assert_memory_equal(drawn, expected, sizeof drawn);
  assert_int_equal(lociq_random_bits(&one), lociq_random_bits(&other));
}

static void a_stream_begins_anew(void **state) {
  (void)state;
  lociq_random first, second;
  lociq_random_start(&first, 7, 11);
  const uint32_t drawn = lociq_random_bits(&first);
  lociq_random_start(&second, 7, 12);
  assert_int_not_equal(lociq_random_bits(&second), drawn);
  lociq_random_start(&second, 8, 11);
  assert_int_not_equal(lociq_random_bits(&second), drawn);
  lociq_random_start(&second, 7, 11 + (UINT64_C(1) << 32));
  assert_int_not_equal(lociq_random_bits(&second), drawn);
  lociq_random_start(&second, 7, 11);
  assert_int_equal(lociq_random_bits(&second), drawn);
}

/* The 99.9999 % point of chi square with 59 degrees of freedom is 121. */
static double chi_square(const size_t *counts, size_t cells, double expected) {
  double sum = 0;
  for (size_t i = 0; i < cells; i++) sum += ((double)counts[i] - expected) * ((double)counts[i] - expected) / expected;
  return sum;
}

/* Both along a stream and across the beginnings of many. */
static void draws_are_uniform(void **state) {
  (void)state;
  enum { CELLS = 60, DRAWS = 600000 };
  for (uint64_t seed = 0; seed < 4; seed++) {
    size_t along[CELLS] = {0}, across[CELLS] = {0};
    lociq_random one, many;
    lociq_random_start(&one, seed, 5);
    for (uint64_t i = 0; i < DRAWS; i++) {
      along[lociq_random_below(&one, CELLS)]++;
      lociq_random_start(&many, seed, i);
      across[lociq_random_below(&many, CELLS)]++;
    }
    assert_true(chi_square(along, CELLS, (double)DRAWS / CELLS) < 121);
    assert_true(chi_square(across, CELLS, (double)DRAWS / CELLS) < 121);
  }
}

/* Within five standard errors of a mean of 0 and a variance of a third. */
static void even_numbers_lie_between_minus_one_and_one(void **state) {
  (void)state;
  enum { DRAWS = 200000 };
  lociq_random random;
  double sum = 0, squares = 0;
  lociq_random_start(&random, 2, 9);
  for (int i = 0; i < DRAWS; i++) {
    const double even = lociq_random_even(&random);
    assert_true(even > -1 && even < 1);
    sum += even;
    squares += even * even;
  }
  assert_true(fabs(sum / DRAWS) < 5 * sqrt(1.0 / 3 / DRAWS));
  assert_true(fabs(squares / DRAWS - 1.0 / 3) < 5 * sqrt(4.0 / 45 / DRAWS));
}

/* Where plain remainders or shifts would favour some numbers by half. */
static void large_bounds_have_no_favourites(void **state) {
  (void)state;
  const uint32_t bound = 0xc0000000U;
  lociq_random random;
  lociq_random_start(&random, 1, 1);
  size_t thirds[3] = {0};
  for (int i = 0; i < 300000; i++) {
    const uint32_t drawn = lociq_random_below(&random, bound);
    assert_true(drawn < bound);
    thirds[drawn / (bound / 3)]++;
  }
  for (int i = 0; i < 3; i++) assert_true(thirds[i] > 98700 && thirds[i] < 101300); /* five standard deviations */
  for (int i = 0; i < 10; i++) assert_int_equal(lociq_random_below(&random, 1), 0);
}

/* All 24 orders of four, each as often. The 99.9999 % point of chi square with 23
 * degrees of freedom is 67. */
static void permutations_are_uniform(void **state) {
  (void)state;
  enum { ORDERS = 256, DRAWS = 240000 };
  size_t counts[ORDERS] = {0}, found[24], distinct = 0;
  for (uint64_t i = 0; i < DRAWS; i++) {
    uint32_t order[4];
    lociq_random random;
    lociq_random_start(&random, 3, i);
    lociq_random_identity(order, 4);
    lociq_random_shuffle(&random, order, 0, 4, 4);
    counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]]++;
  }
  for (size_t i = 0; i < ORDERS; i++)
    if (counts[i] > 0) {
      assert_true(distinct < 24);
      found[distinct++] = counts[i];
    }
  assert_int_equal(distinct, 24);
  assert_true(chi_square(found, 24, DRAWS / 24.0) < 67);
}

static void a_part_of_a_permutation_is_its_beginning(void **state) {
  (void)state;
  enum { COUNT = 100 };
  uint32_t whole[COUNT], part[COUNT];
  lociq_random random;
  lociq_random_start(&random, 5, 9);
  lociq_random_identity(whole, COUNT);
  lociq_random_shuffle(&random, whole, 0, COUNT, COUNT);
  lociq_random_start(&random, 5, 9);
  lociq_random_identity(part, COUNT);
  lociq_random_shuffle(&random, part, 0, 10, COUNT);
  assert_memory_equal(part, whole, 10 * sizeof *part);
  lociq_random_shuffle(&random, part, 10, COUNT, COUNT);
  assert_memory_equal(part, whole, sizeof part);
}

static void even_numbers_come_together_as_one_by_one(void **state) {
  (void)state;
  enum { MANY = 100 };
  double together[MANY];
  lociq_random one, many;
  lociq_random_start(&one, 5, 9);
  lociq_random_start(&many, 5, 9);
  lociq_random_even_fill(&many, together, MANY);
  for (size_t k = 0; k < MANY; k++) assert_true(together[k] == lociq_random_even(&one));
  assert_true(lociq_random_bits(&many) == lociq_random_bits(&one));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(streams_are_gsl_generators),
                                     cmocka_unit_test(a_shuffle_takes_the_numbers_of_the_stream),
                                     cmocka_unit_test(a_resample_takes_the_numbers_of_the_stream),
                                     cmocka_unit_test(a_stream_begins_anew),
                                     cmocka_unit_test(draws_are_uniform),
                                     cmocka_unit_test(even_numbers_lie_between_minus_one_and_one),
                                     cmocka_unit_test(even_numbers_come_together_as_one_by_one),
                                     cmocka_unit_test(large_bounds_have_no_favourites),
                                     cmocka_unit_test(permutations_are_uniform),
                                     cmocka_unit_test(a_part_of_a_permutation_is_its_beginning)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
