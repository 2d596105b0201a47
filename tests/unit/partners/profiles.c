/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/panels.h"

static const lociq_similarity_method *method_of(const char *name) {
  const lociq_similarity *similarity = NULL;
  const lociq_similarity_method *method = NULL;
  assert_int_equal(lociq_similarity_find(name, &similarity, &method, NULL), LOCIQ_OK);
  return method;
}

static lociq_measure_year table_of(const lociq_panel *panel) {
  return (lociq_measure_year){.measure = "employment",
                              .regions = panel->axes[LOCIQ_REGION],
                              .industries = panel->axes[LOCIQ_INDUSTRY],
                              .year = 2015,
                              .values = panel->cubes[0]->parts[LOCIQ_BODY].values};
}

static void regions_with_nothing_have_no_profile(void **state) {
  (void)state;
  const double values[] = {1, 2, UNKNOWN, UNKNOWN, 0, 0, UNKNOWN, 8, 0, UNKNOWN};
  lociq_panel *panel = panel_made(NULL, 5, 2, values);
  lociq_profiles *profiles = profiles_made(panel, method_of("cosine"));
  assert_int_equal(profiles->regions, 2);
  assert_int_equal(profiles->positions[0], 0);
  assert_int_equal(profiles->positions[1], 3);
  assert_int_equal(profiles->width, 8);
  const double expected[16] = {0.25, 0.5, [9] = 0.5}, known[16] = {1, 1, [9] = 1};
  assert_memory_equal(profiles->values, expected, sizeof expected);
  assert_memory_equal(profiles->known, known, sizeof known);
  lociq_profiles_free(profiles);
  lociq_panel_free(panel);
}

static void complete_profiles_have_no_mask(void **state) {
  (void)state;
  const double values[] = {1, 2, UNKNOWN, UNKNOWN, 3, 0};
  lociq_panel *panel = panel_made(NULL, 3, 2, values);
  lociq_profiles *profiles = profiles_made(panel, method_of("krugman"));
  assert_null(profiles->known);
  assert_true(profiles->derived[0] == 1.0 / 3 && profiles->derived[8] == 1);
  lociq_profiles_free(profiles);
  lociq_panel_free(panel);
}

static void shares_are_of_no_negative_whole(void **state) {
  (void)state;
  const double values[] = {1, 2, 3, -0.5};
  lociq_panel *panel = panel_made(NULL, 2, 2, values);
  const lociq_measure_year table = table_of(panel);
  lociq_profiles *profiles = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_profiles_create(&table, method_of("krugman"), &profiles, &error), LOCIQ_INVALID);
  assert_string_equal(error.message,
                      "employment of R0001, industry I0001, year 2015 is -0.5: this similarity compares shares, which "
                      "cannot be negative");
  assert_null(profiles);
  assert_int_equal(lociq_profiles_create(&table, method_of("cosine"), &profiles, NULL), LOCIQ_OK);
  lociq_profiles_free(profiles);
  lociq_panel_free(panel);
}

static void coverage_is_of_the_published_total(void **state) {
  (void)state;
  const double values[] = {1, 2, 3, UNKNOWN, UNKNOWN, UNKNOWN, 0, 0};
  assert_true(lociq_profile_coverage(values + 2, 2, UNKNOWN) == 1);
  assert_true(lociq_profile_coverage(values + 4, 2, UNKNOWN) == 0);
  assert_true(lociq_profile_coverage(values, 2, 3) == 1);
  assert_true(lociq_profile_coverage(values + 2, 2, 4) == 0.75);
  assert_true(lociq_profile_coverage(values + 4, 2, 5) == 0);
  assert_true(isnan(lociq_profile_coverage(values + 6, 2, 0)));
}

/* Without published totals each industry's jobs are over those of the regions that tell it: 20 of 10 + 20, not of 70.
 */
static void industries_have_their_share_of_the_whole(void **state) {
  (void)state;
  const double values[] = {UNKNOWN, 40, 0, 4, 6, 0, 16, 4, 0};
  const double industries[] = {42, UNKNOWN, 0}, all = 84;
  lociq_panel *panel = panel_made(NULL, 3, 3, values);
  lociq_measure_year table = table_of(panel);
  lociq_profiles *profiles = NULL;
  assert_int_equal(lociq_profiles_create(&table, method_of("jaccard"), &profiles, NULL), LOCIQ_OK);
  assert_true(profiles->reference[0] == 20.0 / 30 && profiles->reference[1] == 50.0 / 70);
  assert_true(isnan(profiles->reference[2]));
  lociq_profiles_free(profiles);
  table.total_industry = industries;
  table.total = &all;
  assert_int_equal(lociq_profiles_create(&table, method_of("jaccard"), &profiles, NULL), LOCIQ_OK);
  assert_true(profiles->reference[0] == 0.5 && profiles->reference[1] == 50.0 / 70);
  assert_true(isnan(profiles->reference[2]));
  lociq_profiles_free(profiles);
  lociq_panel_free(panel);
}

static void count_failures(const double *values, const char *similarity, long expected) {
  lociq_panel *panel = panel_made(NULL, 2, 2, values);
  const lociq_measure_year table = table_of(panel);
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    lociq_profiles *profiles = NULL;
    lociq_memory_fail_after(n);
    status = lociq_profiles_create(&table, method_of(similarity), &profiles, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && profiles == NULL));
    lociq_profiles_free(profiles);
  }
  assert_int_equal(n, expected);
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  count_failures((const double[]){1, 2, 3, UNKNOWN}, "cosine", 12);
  count_failures((const double[]){1, 2, 3, 4}, "mahalanobis", 19);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(regions_with_nothing_have_no_profile),     cmocka_unit_test(complete_profiles_have_no_mask),
      cmocka_unit_test(shares_are_of_no_negative_whole),          cmocka_unit_test(coverage_is_of_the_published_total),
      cmocka_unit_test(industries_have_their_share_of_the_whole), cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
