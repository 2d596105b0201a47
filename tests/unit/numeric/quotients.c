/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "numeric/copy.h"
#include "numeric/lanes.h"
#include "numeric/quotients.h"
#include "numeric/sum.h"

enum { WIDTH = 64 };

/* A row, what it is held against, and what is said of it. */
typedef struct sheet {
  _Alignas(64) double values[WIDTH], reference[WIDTH], inverse[WIDTH], share[WIDTH], quotient[WIDTH];
} sheet;

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/* From 2^-scale to 2^scale; many have few bits or all but few, whose quotients lie close to the middle
 * between two numbers. */
static double draw(uint64_t *state, int scale) {
  uint64_t bits = next_random(state) >> 12;
  const unsigned kind = (unsigned)(next_random(state) % 4), few = (unsigned)(next_random(state) % 52);
  if (kind == 1) bits &= ~(uint64_t)0 << few;
  if (kind == 2) bits |= (((uint64_t)1 << 52) - 1) >> few;
  const double mantissa = 1 + ldexp((double)(bits & (((uint64_t)1 << 52) - 1)), -52);
  return ldexp(mantissa, (int)(next_random(state) % (uint64_t)(2 * scale)) - scale);
}

static double fill(sheet *page, double total, size_t *known) {
  lociq_divisors divisors = {.values = page->reference, .inverse = page->inverse, .width = WIDTH};
  lociq_divisors_invert(&divisors);
  return lociq_quotients_fill(page->values, total, &divisors, page->share, (lociq_quotients){.values = page->quotient},
                              known);
}

/* As scalar divisions say. NaN is NaN, whatever its bits. */
static void assert_divided(const sheet *page, double total) {
  for (size_t i = 0; i < WIDTH; i++) {
    const double share = page->values[i] / total, quotient = share / page->reference[i];
    if (isnan(share))
      assert_true(isnan(page->share[i]));
    else
      assert_memory_equal(&page->share[i], &share, sizeof share);
    if (isnan(quotient))
      assert_true(isnan(page->quotient[i]));
    else
      assert_memory_equal(&page->quotient[i], &quotient, sizeof quotient);
  }
}

static void assert_summed(const sheet *page, double sum, size_t known) {
  size_t expected_known = 0;
  const double expected = lociq_sum_known(page->values, WIDTH, &expected_known);
  assert_memory_equal(&sum, &expected, sizeof sum);
  assert_int_equal(known, expected_known);
}

static void are_rounded_as_divisions_are(void **state) {
  (void)state;
  static sheet page;
  uint64_t seed = 88172645463325252u;
  for (int round = 0; round < 20000; round++) {
    const int scale = round % 3 == 0 ? 290 : 12;
    const double total = draw(&seed, scale);
    for (size_t i = 0; i < WIDTH; i++) {
      page.values[i] = next_random(&seed) % 8 == 0 ? 0 : draw(&seed, scale);
      page.reference[i] = draw(&seed, scale);
    }
    size_t known = 0;
    const double sum = fill(&page, total, &known);
    assert_divided(&page, total);
    assert_summed(&page, sum, known);
  }
}

/* Each by itself in a row, in a lane of its own, as value, as total and in the reference. */
static void say_of_odd_numbers_what_divisions_say(void **state) {
  (void)state;
  static sheet page;
  static const double odd[] = {-0.0,        INFINITY, -INFINITY, NAN,       -3,      0x1p-1074,
                               0x1.8p-1060, 0x1p-969, 0x1p1023,  0x1p-300,  0x1p300, 0x1.1p300,
                               0x1.fp-301,  1e308,    -1e-300,   0x1p-1022, 5e-324,  0x1.3p-700};
  uint64_t seed = 2463534242;
  for (size_t k = 0; k < sizeof odd / sizeof odd[0]; k++)
    for (int place = 0; place < 3; place++) {
      for (size_t i = 0; i < WIDTH; i++) {
        page.values[i] = draw(&seed, 12);
        page.reference[i] = draw(&seed, 12);
      }
      const double total = place == 1 ? odd[k] : draw(&seed, 12);
      if (place == 0) page.values[k] = odd[k];
      if (place == 2) page.reference[k] = odd[k];
      size_t known = 0;
      const double sum = fill(&page, total, &known);
      assert_divided(&page, total);
      assert_summed(&page, sum, known);
    }
}

static void a_row_that_equals_the_reference_gives_one(void **state) {
  (void)state;
  static sheet page;
  uint64_t seed = 1;
  for (int round = 0; round < 1000; round++) {
    const double total = draw(&seed, 12);
    for (size_t i = 0; i < WIDTH; i++) {
      page.values[i] = draw(&seed, 12);
      page.reference[i] = page.values[i] / total;
    }
    size_t known = 0;
    (void)fill(&page, total, &known);
    for (size_t i = 0; i < WIDTH; i++) assert_true(page.quotient[i] == 1);
  }
}

static void are_the_same_past_the_caches(void **state) {
  (void)state;
  static sheet page, past;
  uint64_t seed = 9;
  for (size_t i = 0; i < WIDTH; i++) {
    page.values[i] = draw(&seed, 12);
    page.reference[i] = draw(&seed, 12);
  }
  past = page;
  size_t known = 0;
  (void)fill(&page, 5, &known);
  lociq_divisors divisors = {.values = past.reference, .inverse = past.inverse, .width = WIDTH};
  lociq_divisors_invert(&divisors);
  const lociq_quotients to = {.values = past.quotient, .past_caches = true};
  (void)lociq_quotients_fill(past.values, 5, &divisors, past.share, to, &known);
  lociq_copy_settle();
  assert_memory_equal(past.quotient, page.quotient, sizeof page.quotient);
}

static void shares_alone_are_the_same(void **state) {
  (void)state;
  static sheet page, alone;
  uint64_t seed = 7;
  for (size_t i = 0; i < WIDTH; i++) {
    page.values[i] = i % 5 == 0 ? NAN : draw(&seed, 12);
    page.reference[i] = draw(&seed, 12);
  }
  alone = page;
  size_t known = 0;
  (void)fill(&page, 3, &known);
  const lociq_divisors divisors = {.values = alone.reference, .width = WIDTH};
  (void)lociq_quotients_fill(alone.values, 3, &divisors, alone.share, (lociq_quotients){0}, &known);
  assert_int_equal(known, WIDTH - 13);
  assert_memory_equal(alone.share, page.share, sizeof page.share);
  assert_true(alone.quotient[0] == 0);
}

/* ---- rows that are whole ---- */

static bool sum_once(sheet *page, double total, lociq_share_sums *sums) {
  lociq_divisors divisors = {.values = page->reference, .inverse = page->inverse, .width = WIDTH};
  lociq_divisors_invert(&divisors);
  const lociq_whole_row row = {.values = page->values,
                               .next = page->values,
                               .total = total,
                               .matched_reference = page->reference,
                               .entropy = true};
  return lociq_quotients_sum(&row, &divisors, page->share, (lociq_quotients){.values = page->quotient}, sums);
}

static bool machine_sums_once(void) {
#if defined LOCIQ_CLONES && defined __x86_64__
  return __builtin_cpu_supports("avx512f");
#else
  return false;
#endif
}

/* Values with holes of 0. Returns what they add up to. */
static double fill_whole(sheet *page, uint64_t *seed) {
  for (size_t i = 0; i < WIDTH; i++) {
    page->values[i] = next_random(seed) % 4 == 0 ? 0 : draw(seed, 12);
    page->reference[i] = draw(seed, 12);
  }
  return lociq_sum_known(page->values, WIDTH, NULL);
}

static void one_look_gives_the_bits_of_several(void **state) {
  (void)state;
  static sheet page;
  uint64_t seed = 12345;
  for (int round = 0; round < 2000; round++) {
    const double total = fill_whole(&page, &seed);
    lociq_share_sums sums = {0};
    const bool said = sum_once(&page, total, &sums);
    assert_true(said == machine_sums_once());
    if (!said) continue;
    assert_divided(&page, total);
    const lociq_share_sums expected = lociq_shares_sum(page.share, page.share, page.reference, WIDTH, true);
    assert_memory_equal(&sums, &expected, sizeof sums);
  }
}

static void one_look_says_nothing_of_rows_that_are_not_whole(void **state) {
  (void)state;
  static sheet page;
  static const double odd[] = {-0.0, INFINITY, NAN, -NAN, -3, 0x1p-1074, 0x1p-969, 0x1p1023, 0x1.fp-301};
  uint64_t seed = 54321;
  for (size_t k = 0; k < sizeof odd / sizeof odd[0]; k++) {
    (void)fill_whole(&page, &seed);
    page.values[7 * k] = odd[k];
    lociq_share_sums sums = {.squares = 7};
    assert_false(sum_once(&page, lociq_sum_known(page.values, WIDTH, NULL), &sums));
    assert_true(sums.squares == 7);
  }
  const double total = fill_whole(&page, &seed);
  lociq_share_sums sums = {.squares = 7};
  assert_false(sum_once(&page, nextafter(total, INFINITY), &sums));
  assert_false(sum_once(&page, NAN, &sums));
  page.reference[3] = NAN;
  assert_true(sum_once(&page, total, &sums) == machine_sums_once());
  page.reference[3] = -1;
  assert_false(sum_once(&page, total, &sums));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(are_rounded_as_divisions_are),
                                     cmocka_unit_test(say_of_odd_numbers_what_divisions_say),
                                     cmocka_unit_test(a_row_that_equals_the_reference_gives_one),
                                     cmocka_unit_test(are_the_same_past_the_caches),
                                     cmocka_unit_test(shares_alone_are_the_same),
                                     cmocka_unit_test(one_look_gives_the_bits_of_several),
                                     cmocka_unit_test(one_look_says_nothing_of_rows_that_are_not_whole)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
