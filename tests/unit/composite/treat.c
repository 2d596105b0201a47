/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures are those that COINr 1.1 documents and tests (Becker et al. 2022,
 * https://doi.org/10.21105/joss.04567).
 */
#include "columns.h"

#include "core/memory.h"

enum { ELEVEN = 11, MANY = 22 };
static const lociq_treatment usual = {.skewness = 2, .kurtosis = 3.5, .most = 5, .lambda = NAN};

/* 1, 2, … and what comes after. */
static void hold_numbers(held_column *held, size_t upto, double then, double at_last) {
  double values[COLUMN_LONGEST];
  for (size_t i = 0; i < upto; i++) values[i] = (double)i + 1;
  values[upto] = then;
  values[upto + 1] = at_last;
  hold(held, values, upto + (isnan(at_last) ? 1 : 2));
}

static lociq_treatment_record treat(held_column *held, lociq_treatment how, bool *changed) {
  lociq_treatment_record record;
  assert_int_equal(lociq_column_treat(&held->column, &how, changed, &record, NULL), LOCIQ_OK);
  return record;
}

static void skewness_and_kurtosis_are_those_of_statistical_packages(void **state) {
  (void)state;
  held_column held;
  hold_numbers(&held, 10, 100, NAN);
  check_number(lociq_column_skewness(&held.column), 3.25563818406051);
  check_number(lociq_column_kurtosis(&held.column), 10.706673906422);
  const double two[] = {1, 2}, flat[] = {5, 5, 5, 5, 5};
  hold(&held, two, 2);
  assert_true(isnan(lociq_column_skewness(&held.column)));
  hold(&held, flat, 5);
  assert_true(isnan(lociq_column_kurtosis(&held.column)));
}

static void extremes_are_winsorised_one_at_a_time(void **state) {
  (void)state;
  held_column held;
  lociq_treatment how = usual;
  how.method = LOCIQ_TREAT_WINSORISE;
  bool changed[MANY];
  hold_numbers(&held, 10, 100, NAN);
  lociq_treatment_record record = treat(&held, how, changed);
  const double one[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10};
  check_column(&held, one);
  assert_true(!record.passed_before && record.passed_after && !record.transformed);
  assert_int_equal(record.winsorised_high, 1);
  for (size_t i = 0; i < ELEVEN; i++) assert_true(changed[i] == (i == 10));

  hold_numbers(&held, 20, 100, 200);
  record = treat(&held, how, NULL);
  assert_int_equal(record.winsorised_high, 2);
  check_number(held.values[40], 20);
  check_number(held.values[42], 20);

  how.most = 1;
  hold_numbers(&held, 20, 100, 200);
  record = treat(&held, how, NULL);
  check_number(held.values[40], 100);
  check_number(held.values[42], 100);
  assert_false(record.passed_after);

  how.most = 3;
  how.always = true;
  hold_numbers(&held, 20, 100, 200);
  record = treat(&held, how, NULL);
  check_number(held.values[0], 2);
  check_number(held.values[2], 2);
  check_number(held.values[40], 20);
  check_number(held.values[42], 20);
  assert_int_equal(record.winsorised_low, 1);
}

static void the_logarithm_is_of_what_was_not_treated(void **state) {
  (void)state;
  const double expected[] = {-0.0100503358535015, 0.688134638736401, 1.0952733874026,  1.38379123090177,
                             1.60743590976343,    1.79009141212736,  1.94448055624572, 2.07819075977818,
                             2.19611284848353,    2.30158459266046,  4.60507018098776};
  held_column held;
  lociq_treatment how = usual;
  how.method = LOCIQ_TREAT_LOG;
  hold_numbers(&held, 10, 100, NAN);
  assert_true(treat(&held, how, NULL).transformed);
  check_column(&held, expected);
  how.method = LOCIQ_TREAT_STAGED;
  how.most = 0;
  hold_numbers(&held, 10, 100, NAN);
  const lociq_treatment_record record = treat(&held, how, NULL);
  assert_true(record.transformed);
  assert_int_equal(record.winsorised_high, 0);
  check_column(&held, expected);
}

static void box_cox_takes_a_given_lambda(void **state) {
  (void)state;
  const double expected[] = {0,
                             0.82842712474619,
                             1.46410161513775,
                             2,
                             2.47213595499958,
                             2.89897948556636,
                             3.29150262212918,
                             3.65685424949238,
                             4,
                             4.32455532033676,
                             18};
  held_column held;
  lociq_treatment how = usual;
  how.method = LOCIQ_TREAT_BOX_COX;
  how.lambda = 0.5;
  hold_numbers(&held, 10, 100, NAN);
  check_number(treat(&held, how, NULL).lambda, 0.5);
  check_column(&held, expected);
}

/* scipy.stats.boxcox_normmax(x, method="mle") of these gives -0.2483609; its own search ends within 1e-7. */
static void box_cox_finds_the_likeliest_lambda(void **state) {
  (void)state;
  held_column held;
  lociq_treatment how = usual;
  how.method = LOCIQ_TREAT_BOX_COX;
  hold_numbers(&held, 10, 100, NAN);
  const double lambda = treat(&held, how, NULL).lambda;
  assert_true(fabs(lambda + 0.2483609) < 1e-6);
}

static void what_is_flat_or_unknown_stays(void **state) {
  (void)state;
  const double flat[] = {3, 3, NAN, 3, 3}, none[] = {NAN, NAN, NAN};
  held_column held;
  for (int method = LOCIQ_TREAT_NONE; method <= LOCIQ_TREAT_STAGED; method++) {
    lociq_treatment how = usual;
    how.method = (lociq_treat)method;
    how.always = true;
    hold(&held, flat, 5);
    assert_true(treat(&held, how, NULL).passed_after);
    check_column(&held, flat);
    hold(&held, none, 3);
    assert_true(treat(&held, how, NULL).passed_after);
    check_column(&held, none);
  }
}

static void every_failing_allocation_is_told(void **state) {
  (void)state;
  lociq_treatment how = usual;
  how.method = LOCIQ_TREAT_BOX_COX;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    held_column held;
    lociq_treatment_record record;
    hold_numbers(&held, 10, 100, NAN);
    lociq_memory_fail_after(n);
    status = lociq_column_treat(&held.column, &how, NULL, &record, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(skewness_and_kurtosis_are_those_of_statistical_packages),
                                     cmocka_unit_test(extremes_are_winsorised_one_at_a_time),
                                     cmocka_unit_test(the_logarithm_is_of_what_was_not_treated),
                                     cmocka_unit_test(box_cox_takes_a_given_lambda),
                                     cmocka_unit_test(box_cox_finds_the_likeliest_lambda),
                                     cmocka_unit_test(what_is_flat_or_unknown_stays),
                                     cmocka_unit_test(every_failing_allocation_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
