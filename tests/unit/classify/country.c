/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/country.h"

#include "unit/partners/panels.h"

static size_t *countries_of(const lociq_axis *axis) {
  size_t *countries = NULL;
  assert_int_equal(lociq_countries_find(axis, &countries, NULL), LOCIQ_OK);
  return countries;
}

static void nuts_regions_by_two_letters(void **state) {
  (void)state;
  static const char *const codes[] = {"AT11", "AT12", "DE11", "DE12", "ITC4"};
  lociq_axis *axis = axis_made(LOCIQ_REGION, "", codes, 5);
  size_t *countries = countries_of(axis);
  assert_int_equal(countries[0], countries[1]);
  assert_int_equal(countries[2], countries[3]);
  assert_true(countries[0] != countries[2] && countries[2] != countries[4] && countries[0] != countries[4]);
  free(countries);
  lociq_axis_free(axis);
}

static void counties_by_their_state(void **state) {
  (void)state;
  static const char *const codes[] = {"01001", "01003", "06001", "48001"};
  lociq_axis *axis = axis_made(LOCIQ_REGION, "", codes, 4);
  size_t *countries = countries_of(axis);
  assert_int_equal(countries[0], countries[1]);
  assert_true(countries[0] != countries[2] && countries[2] != countries[3]);
  free(countries);
  lociq_axis_free(axis);
}

/* "top" is on no axis; x and y are each other's parent. */
static void other_codes_by_the_topmost_parent(void **state) {
  (void)state;
  const lociq_member members[] = {{"alpha", NULL, "middle", -1}, {"beta", NULL, "top", -1}, {"gamma", NULL, NULL, -1},
                                  {"middle", NULL, "top", -1},   {"x", NULL, "y", -1},      {"y", NULL, "x", -1}};
  lociq_axis *axis = NULL;
  assert_int_equal(lociq_axis_create(LOCIQ_REGION, members, 6, &axis, NULL), LOCIQ_OK);
  size_t *countries = countries_of(axis);
  assert_int_equal(countries[0], countries[1]);
  assert_int_equal(countries[0], countries[3]);
  assert_true(countries[2] != countries[0] && countries[4] != countries[0]);
  free(countries);
  lociq_axis_free(axis);
}

/* The code is what the number stands for. */
static void countries_have_codes(void **state) {
  (void)state;
  static const char *const nuts[] = {"AT11", "DE11", "DE12"}, *const expected[] = {"AT", "DE", "DE"};
  const lociq_member others[] = {{"alpha", NULL, "top", -1}, {"beta", NULL, NULL, -1}};
  static const char *const topmost[] = {"top", "beta"};
  lociq_axis *axes[2] = {axis_made(LOCIQ_REGION, "", nuts, 3), NULL};
  const char *const *const answers[] = {expected, topmost};
  assert_int_equal(lociq_axis_create(LOCIQ_REGION, others, 2, &axes[1], NULL), LOCIQ_OK);
  for (size_t a = 0; a < 2; a++) {
    char **codes = NULL;
    lociq_status status = LOCIQ_NO_MEMORY;
    for (long n = 0; status != LOCIQ_OK; n++) {
      lociq_memory_fail_after(n);
      status = lociq_countries_code(axes[a], &codes, NULL);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && codes == NULL));
    }
    for (size_t r = 0; r < lociq_axis_count(axes[a]); r++) {
      assert_string_equal(codes[r], answers[a][r]);
      free(codes[r]);
    }
    free(codes);
    lociq_axis_free(axes[a]);
  }
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_axis *axis = axis_made(LOCIQ_REGION, "R", NULL, 3);
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    size_t *countries = NULL;
    lociq_memory_fail_after(n);
    status = lociq_countries_find(axis, &countries, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && countries == NULL));
    free(countries);
  }
  assert_true(n >= 4);
  lociq_axis_free(axis);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nuts_regions_by_two_letters), cmocka_unit_test(counties_by_their_state),
      cmocka_unit_test(other_codes_by_the_topmost_parent), cmocka_unit_test(countries_have_codes),
      cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
