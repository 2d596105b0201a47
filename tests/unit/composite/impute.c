/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "composite/em.h"
#include "composite/table.h"
#include "core/memory.h"

enum { YEARS = 2, UNITS = 5, COLUMNS = 2, CELLS = YEARS * UNITS * COLUMNS };

static const double given[CELLS] = {1,   10, 2, NAN, 3, 30, NAN, 40,  9,   50, /* the first year */
                                    NAN, 11, 4, NAN, 5, 31, NAN, NAN, 100, 51};
static const size_t group[UNITS] = {0, 0, 0, 1, 1};
static const lociq_groups_of_units groups = {.group = group, .group_count = 2};

static void check_number(double found, double expected) {
  if (isnan(expected) ? !isnan(found) : !(fabs(found - expected) <= 1e-12 * fmax(1, fabs(expected))))
    fail_msg("%.17g, expected %.17g", found, expected);
}

static void fill(lociq_imputation how, const bool *left_out, double *values, bool *imputed) {
  lociq_table_of_units table = {.years = YEARS, .units = UNITS, .columns = COLUMNS, .values = values};
  memcpy(values, given, sizeof given);
  assert_int_equal(lociq_units_impute(&table, &how, &groups, left_out, imputed, NULL), LOCIQ_OK);
}

static void check_filled(lociq_impute method, size_t neighbours, const double expected[6]) {
  static const size_t places[] = {3, 6, 10, 13, 16, 17};
  double values[CELLS];
  bool imputed[CELLS];
  fill((lociq_imputation){.method = method, .neighbours = neighbours}, NULL, values, imputed);
  for (size_t k = 0, p = 0; k < CELLS; k++) {
    if (!isnan(given[k])) {
      check_number(values[k], given[k]);
      assert_false(imputed[k]);
      continue;
    }
    check_number(values[k], expected[p]);
    assert_true(imputed[k] == !isnan(expected[p]));
    assert_true(k == places[p++]);
  }
}

static void each_way_fills_what_it_says(void **state) {
  (void)state;
  check_filled(LOCIQ_IMPUTE_NONE, 0, (const double[]){NAN, NAN, NAN, NAN, NAN, NAN});
  check_filled(LOCIQ_IMPUTE_MEAN, 0, (const double[]){32.5, 15.0 / 4, 109.0 / 3, 31, 109.0 / 3, 31});
  check_filled(LOCIQ_IMPUTE_MEDIAN, 0, (const double[]){35, 2.5, 5, 31, 5, 31});
  check_filled(LOCIQ_IMPUTE_GROUP_MEAN, 0, (const double[]){20, 9, 4.5, 21, 100, 51});
  check_filled(LOCIQ_IMPUTE_GROUP_MEDIAN, 0, (const double[]){20, 9, 4.5, 21, 100, 51});
  /* The second and the fourth unit have no other year in one column: nothing fills it. */
  check_filled(LOCIQ_IMPUTE_PREVIOUS, 0, (const double[]){NAN, NAN, 1, NAN, NAN, 40});
}

/* In the first year the nearest to the second unit, by the first column, are the first and third
 * at the same distance; to the fourth, by the second column, likewise the third and fifth. */
static void the_nearest_units_fill(void **state) {
  (void)state;
  double values[CELLS];
  bool imputed[CELLS];
  fill((lociq_imputation){.method = LOCIQ_IMPUTE_NEIGHBOURS, .neighbours = 2}, NULL, values, imputed);
  check_number(values[3], 20);
  check_number(values[6], 6);
  fill((lociq_imputation){.method = LOCIQ_IMPUTE_NEIGHBOURS, .neighbours = 1}, NULL, values, imputed);
  check_number(values[3], 10);   /* the first of those that are as near */
  check_number(values[16], NAN); /* of whom nothing is known nobody is near */
}

static void who_is_left_out_stays_out(void **state) {
  (void)state;
  bool left_out[YEARS * UNITS] = {false, true}, imputed[CELLS];
  double values[CELLS];
  fill((lociq_imputation){.method = LOCIQ_IMPUTE_MEAN}, left_out, values, imputed);
  assert_true(isnan(values[3]));
  check_number(values[6], 15.0 / 4);
}

/* Where only the second of two columns has gaps the largest likelihood is known: that
 * column's regression on the first (Anderson 1957, https://doi.org/10.1080/01621459.1957.10501379). */
static void em_is_regression_where_gaps_are_monotone(void **state) {
  (void)state;
  double values[] = {1, 2, 2, 1, 3, 5, 4, 4, 6, NAN, 8, NAN};
  assert_int_equal(lociq_em_fill(values, 6, 2, 100000, 1e-14, NULL), LOCIQ_OK);
  /* Through (1, 2), (2, 1), (3, 5), (4, 4): slope 1, intercept 0.5. */
  assert_true(fabs(values[9] - 6.5) <= 1e-9 && fabs(values[11] - 8.5) <= 1e-9);
}

/* Against the same steps written with numpy's matrices, 5,000 of them. */
static void em_is_that_of_a_second_implementation(void **state) {
  (void)state;
  double values[] = {1, 2, 3, 2, 1, NAN, 4, NAN, 5, 3, 5, 4, 6, 7, NAN, NAN, 3, 2, 5, 4, 8, 7, 9, 6};
  assert_int_equal(lociq_em_fill(values, 8, 3, 100000, 1e-14, NULL), LOCIQ_OK);
  const struct {
    size_t place;
    double value;
  } expected[] = {{5, 5.900052367450553}, {7, 5.21481356326774}, {14, 6.545703264298354}, {15, 0.8824000053030163}};
  for (size_t k = 0; k < sizeof expected / sizeof *expected; k++)
    assert_true(fabs(values[expected[k].place] - expected[k].value) <= 1e-9);
}

static void check_refusal(const double *table, size_t units, size_t columns, size_t iterations, const char *message) {
  double values[16];
  lociq_error error = {0};
  memcpy(values, table, units * columns * sizeof *values);
  assert_int_equal(lociq_em_fill(values, units, columns, iterations, 1e-12, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
}

static void what_em_cannot_fill_is_told(void **state) {
  (void)state;
  const double flat[] = {1, 2, 1, 3, 1, 4}, few[] = {1, 2, 3, 4}, gaps[] = {1, 2, 2, 1, 3, 5, 4, NAN};
  const double twice[] = {1, 1, NAN, 2, 2, 1, 3, 3, 5, 4, 4, 2, 5, 5, 9};
  check_refusal(flat, 3, 2, 10, "em needs two values that differ of each indicator: number 1 has not");
  check_refusal(few, 2, 2, 10, "em needs more units than indicators: there are 2 and 2");
  check_refusal(twice, 5, 3, 100, "em finds no answer: the indicators depend on each other");
  double values[8];
  lociq_error error = {0};
  memcpy(values, gaps, sizeof gaps);
  assert_int_equal(lociq_em_fill(values, 4, 2, 1, 1e-12, &error), LOCIQ_INVALID);
  assert_non_null(strstr(error.message, "em has not converged in 1 iterations"));
}

static void every_failing_allocation_is_told(void **state) {
  (void)state;
  for (int method = 0; method <= LOCIQ_IMPUTE_NEIGHBOURS; method++) {
    lociq_status status = LOCIQ_NO_MEMORY;
    for (long n = 0; status != LOCIQ_OK; n++) {
      double values[CELLS];
      bool imputed[CELLS];
      const lociq_imputation how = {.method = (lociq_impute)method, .neighbours = 2};
      lociq_table_of_units table = {.years = YEARS, .units = UNITS, .columns = COLUMNS, .values = values};
      memcpy(values, given, sizeof given);
      lociq_memory_fail_after(n);
      status = lociq_units_impute(&table, &how, &groups, NULL, imputed, NULL);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    }
  }
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    double values[] = {1, 2, 2, 1, 3, 5, 4, NAN};
    lociq_memory_fail_after(n);
    status = lociq_em_fill(values, 4, 2, 1000, 1e-9, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
  }
}

static void units_are_screened_and_denominated(void **state) {
  (void)state;
  double values[] = {1, NAN, 0, 0, 4, 2, NAN, NAN};
  bool left_out[4];
  lociq_table_of_units table = {.years = 1, .units = 4, .columns = 2, .values = values};
  const double people[] = {2, 4, 0, 8};
  lociq_units_denominate(&table, 0, people, 100);
  check_number(values[0], 50);
  check_number(values[4], NAN);
  values[4] = 4;
  assert_int_equal(lociq_units_screen(&table, 1, 0, left_out), 2);
  assert_true(left_out[0] && !left_out[1] && !left_out[2] && left_out[3]);
  check_number(values[0], NAN);
  assert_int_equal(lociq_units_screen(&table, 0, 0.5, left_out), 1);
  assert_true(left_out[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_way_fills_what_it_says),
                                     cmocka_unit_test(the_nearest_units_fill),
                                     cmocka_unit_test(who_is_left_out_stays_out),
                                     cmocka_unit_test(em_is_regression_where_gaps_are_monotone),
                                     cmocka_unit_test(em_is_that_of_a_second_implementation),
                                     cmocka_unit_test(what_em_cannot_fill_is_told),
                                     cmocka_unit_test(every_failing_allocation_is_told),
                                     cmocka_unit_test(units_are_screened_and_denominated)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
