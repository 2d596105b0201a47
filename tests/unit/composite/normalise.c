/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures are those that COINr 1.1 documents and tests (Becker et al. 2022,
 * https://doi.org/10.21105/joss.04567).
 */
#include "columns.h"

#include "core/memory.h"

enum { MOST = 11 };

typedef struct normalising {
  lociq_normalisation how;
  size_t count;
  double values[MOST], expected[MOST];
} normalising;

static const normalising cases[] = {
    {{.method = LOCIQ_NORMALISE_MIN_MAX, .direction = 1, .upper = 100},
     11,
     {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100},
     {0, 1.01010101010101, 2.02020202020202, 3.03030303030303, 4.04040404040404, 5.05050505050505, 6.06060606060606,
      7.07070707070707, 8.08080808080808, 9.09090909090909, 100}},
    {{.method = LOCIQ_NORMALISE_MIN_MAX, .direction = 1, .lower = 2, .upper = 7},
     10,
     {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
     {2, 2.55555555555556, 3.11111111111111, 3.66666666666667, 4.22222222222222, 4.77777777777778, 5.33333333333333,
      5.88888888888889, 6.44444444444444, 7}},
    {{.method = LOCIQ_NORMALISE_MIN_MAX, .direction = -1, .upper = 100}, 3, {0, 1, 4}, {100, 75, 0}},
    {{.method = LOCIQ_NORMALISE_Z_SCORE, .direction = 1, .mean = 5, .sd = 2},
     10,
     {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
     {2.02739783415883, 2.68797609323464, 3.34855435231046, 4.00913261138628, 4.66971087046209, 5.33028912953791,
      5.99086738861372, 6.65144564768954, 7.31202390676536, 7.97260216584117}},
    {{.method = LOCIQ_NORMALISE_Z_SCORE, .direction = -1, .sd = 1, .population = true}, 2, {1, 3}, {1, -1}},
    {{.method = LOCIQ_NORMALISE_RANK, .direction = 1}, 5, {3, 1, NAN, 3, 9}, {2, 1, NAN, 2, 4}},
    {{.method = LOCIQ_NORMALISE_RANK, .direction = -1}, 5, {3, 1, NAN, 3, 9}, {2, 4, NAN, 2, 1}},
    {{.method = LOCIQ_NORMALISE_BORDA, .direction = 1}, 5, {3, 1, NAN, 3, 9}, {1, 0, NAN, 1, 3}},
    {{.method = LOCIQ_NORMALISE_PERCENTILE_RANK, .direction = 1},
     5,
     {3, 1, NAN, 3, 9},
     {0.333333333333333, 0, NAN, 0.333333333333333, 1}},
    {{.method = LOCIQ_NORMALISE_DISTANCE_TO_MAXIMUM, .direction = 1},
     5,
     {3, 1, NAN, 3, 9},
     {0.333333333333333, 0.111111111111111, NAN, 0.333333333333333, 1}},
    {{.method = LOCIQ_NORMALISE_DISTANCE_TO_TARGET, .direction = 1, .target = 10}, 3, {0, 5, 11}, {0, 0.5, 1.1}},
    {{.method = LOCIQ_NORMALISE_DISTANCE_TO_TARGET, .direction = 1, .target = 10, .cap = true},
     3,
     {0, 5, 11},
     {0, 0.5, 1}},
    {{.method = LOCIQ_NORMALISE_DISTANCE_TO_TARGET, .direction = -1}, 3, {-1, 1, 10}, {1.1, 0.9, 0}},
    {{.method = LOCIQ_NORMALISE_DISTANCE_TO_TARGET, .direction = -1, .cap = true}, 3, {-1, 1, 10}, {1, 0.9, 0}},
    {{.method = LOCIQ_NORMALISE_DISTANCE_TO_REFERENCE, .direction = 1, .reference = 4}, 3, {0, 4, 8}, {0, 1, 2}},
    {{.method = LOCIQ_NORMALISE_GOALPOSTS, .direction = 1, .goalposts = {0, 10}, .scale = 1},
     4,
     {1, 11, -1, NAN},
     {0.1, 1, 0, NAN}},
    {{.method = LOCIQ_NORMALISE_GOALPOSTS, .direction = -1, .goalposts = {0, 10}, .scale = 1},
     4,
     {1, 11, -1, NAN},
     {0.9, 0, 1, NAN}},
    {{.method = LOCIQ_NORMALISE_NONE, .direction = -1}, 2, {2, NAN}, {-2, NAN}}};

static void every_method_gives_the_published_figures(void **state) {
  (void)state;
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    held_column held;
    hold(&held, cases[k].values, cases[k].count);
    assert_int_equal(lociq_column_normalise(&held.column, &cases[k].how, NULL), LOCIQ_OK);
    check_column(&held, cases[k].expected);
  }
}

static void check_refusal(lociq_normalisation how, const double *values, size_t count, const char *message) {
  held_column held;
  lociq_error error = {0};
  hold(&held, values, count);
  assert_int_equal(lociq_column_normalise(&held.column, &how, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
}

static void what_cannot_be_normalised_is_told(void **state) {
  (void)state;
  const double flat[] = {2, 2, NAN}, two[] = {1, 2}, negative[] = {-2, -1};
  static const char *const same = "has the same value everywhere, or none: it cannot be normalised so";
  check_refusal((lociq_normalisation){.method = LOCIQ_NORMALISE_MIN_MAX, .direction = 1}, flat, 3, same);
  check_refusal((lociq_normalisation){.method = LOCIQ_NORMALISE_Z_SCORE, .direction = 1}, flat, 1, same);
  check_refusal((lociq_normalisation){.method = LOCIQ_NORMALISE_PERCENTILE_RANK, .direction = 1}, two, 1, same);
  check_refusal((lociq_normalisation){.method = LOCIQ_NORMALISE_DISTANCE_TO_TARGET, .direction = 1, .target = NAN}, two,
                2, "has no target");
  check_refusal((lociq_normalisation){.method = LOCIQ_NORMALISE_DISTANCE_TO_TARGET, .direction = 1, .target = 1}, two,
                2, "has a target of 1, which is no better than its worst value, 1");
  check_refusal(
      (lociq_normalisation){.method = LOCIQ_NORMALISE_DISTANCE_TO_REFERENCE, .direction = 1, .reference = NAN}, two, 2,
      "has no value of the reference unit");
  check_refusal((lociq_normalisation){.method = LOCIQ_NORMALISE_DISTANCE_TO_MAXIMUM, .direction = -1}, two, 2,
                "is better where it is less: a share of the maximum cannot say that");
  check_refusal((lociq_normalisation){.method = LOCIQ_NORMALISE_DISTANCE_TO_MAXIMUM, .direction = 1}, negative, 2,
                "has no positive maximum");
  check_refusal((lociq_normalisation){.method = LOCIQ_NORMALISE_GOALPOSTS, .direction = 1}, two, 2,
                "has no goalposts, a lower and an upper one");
}

static void a_failing_allocation_is_told(void **state) {
  (void)state;
  const double two[] = {1, 2};
  const lociq_normalisation how = {.method = LOCIQ_NORMALISE_RANK, .direction = 1};
  held_column held;
  hold(&held, two, 2);
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_column_normalise(&held.column, &how, NULL), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
  check_column(&held, two);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_method_gives_the_published_figures),
                                     cmocka_unit_test(what_cannot_be_normalised_is_told),
                                     cmocka_unit_test(a_failing_allocation_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
