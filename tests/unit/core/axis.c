/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/axis.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static lociq_axis *axis_of(lociq_axis_kind kind, const lociq_member *members, size_t count) {
  lociq_axis *axis = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_axis_create(kind, members, count, &axis, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  return axis;
}

static void members_are_sorted_and_found(void **state) {
  (void)state;
  const lociq_member members[] = {
      {"ITC4", "Lombardia", "ITC", 2}, {"DE11", "Stuttgart", "DE1", 2}, {"AT", NULL, NULL, 0}};
  lociq_axis *axis = axis_of(LOCIQ_REGION, members, 3);
  assert_int_equal(lociq_axis_count(axis), 3);
  assert_string_equal(lociq_axis_code(axis, 0), "AT");
  assert_string_equal(lociq_axis_label(axis, 1), "Stuttgart");
  assert_string_equal(lociq_axis_parent(axis, 2), "ITC");
  assert_null(lociq_axis_label(axis, 0));
  assert_int_equal(lociq_axis_level(axis, 2), 2);
  assert_int_equal(lociq_axis_find(axis, "ITC4"), 2);
  assert_true(lociq_axis_find(axis, "DE1") == LOCIQ_NONE);
  lociq_axis_free(axis);
}

static void years_are_numbers(void **state) {
  (void)state;
  const lociq_member members[] = {{"2015", NULL, NULL, LOCIQ_NO_LEVEL}, {"2008", NULL, NULL, LOCIQ_NO_LEVEL}};
  lociq_axis *axis = axis_of(LOCIQ_YEAR, members, 2);
  assert_int_equal(lociq_axis_year(axis, 0), 2008);
  assert_int_equal(lociq_axis_find(axis, "2015"), 1);
  assert_true(lociq_axis_find(axis, "x") == LOCIQ_NONE);
  lociq_axis_free(axis);
  const lociq_member wrong = {"2008-Q1", NULL, NULL, LOCIQ_NO_LEVEL};
  lociq_error error = {0};
  assert_int_equal(lociq_axis_create(LOCIQ_YEAR, &wrong, 1, &axis, &error), LOCIQ_INVALID);
  assert_non_null(strstr(error.message, "2008-Q1"));
}

static void a_code_twice_is_refused(void **state) {
  (void)state;
  const lociq_member members[] = {{"A", NULL, NULL, 1}, {"B", NULL, NULL, 1}, {"A", NULL, NULL, 1}};
  lociq_axis *axis = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, members, 3, &axis, &error), LOCIQ_CONFLICT);
  assert_string_equal(error.message, "the industry \"A\" is there twice");
  assert_null(axis);
}

static void a_union_has_both_and_the_later_labels(void **state) {
  (void)state;
  const lociq_member first[] = {{"A", "old", NULL, 1}, {"C", "C here", "B-E", 1}};
  const lociq_member second[] = {{"A", "new", NULL, LOCIQ_NO_LEVEL}, {"B", NULL, NULL, 1}, {"C", NULL, NULL, 1}};
  lociq_axis *a = axis_of(LOCIQ_INDUSTRY, first, 2), *b = axis_of(LOCIQ_INDUSTRY, second, 3), *both = NULL;
  assert_int_equal(lociq_axis_union(a, b, &both, NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_count(both), 3);
  assert_string_equal(lociq_axis_label(both, 0), "new");
  assert_int_equal(lociq_axis_level(both, 0), 1);
  assert_string_equal(lociq_axis_label(both, 2), "C here");
  assert_string_equal(lociq_axis_parent(both, 2), "B-E");
  lociq_axis_free(a);
  lociq_axis_free(b);
  lociq_axis_free(both);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const lociq_member members[] = {{"A", "a", NULL, 1}, {"B", NULL, NULL, 1}};
  for (long n = 0;; n++) {
    lociq_axis *axis = NULL;
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_axis_create(LOCIQ_INDUSTRY, members, 2, &axis, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 0);
      lociq_axis_free(axis);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_null(axis);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(members_are_sorted_and_found),
                                     cmocka_unit_test(years_are_numbers), cmocka_unit_test(a_code_twice_is_refused),
                                     cmocka_unit_test(a_union_has_both_and_the_later_labels),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
