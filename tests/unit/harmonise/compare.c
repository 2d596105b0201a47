/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/harmonise/conversions.h"

typedef struct comparison {
  lociq_difference *found;
  size_t count, compared, incomplete;
} comparison;

/* "measure year region industry sum published; ..." of all that differ, and the counts. */
static void assert_comparison(const char *fine, const char *coarse, double tolerance, const char *expected,
                              size_t compared, size_t incomplete) {
  lociq_panel *first = panel_of(fine), *second = coarse == NULL ? NULL : panel_of(coarse);
  comparison made = {0};
  lociq_error error = {0};
  char text[1024] = "";
  if (lociq_panel_compare(first, second, tolerance, &made.found, &made.count, &made.compared, &made.incomplete,
                          &error) != LOCIQ_OK)
    fail_msg("%s", error.message);
  for (size_t i = 0; i < made.count; i++)
    (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s %d %s %s %g %g", i == 0 ? "" : "; ",
                   made.found[i].measure, made.found[i].year, made.found[i].region,
                   made.found[i].industry[0] == '\0' ? "-" : made.found[i].industry, made.found[i].sum,
                   made.found[i].published);
  assert_string_equal(text, expected);
  assert_int_equal(made.compared, compared);
  assert_int_equal(made.incomplete, incomplete);
  lociq_differences_free(made.found, made.count);
  lociq_panel_free(first);
  lociq_panel_free(second);
}

static const char fine[] =
    "region,industry,year,jobs,price_level\n"
    "DE11,A,2015,1,1\nDE11,B,2015,2,1\nDE12,A,2015,4,1\nDE12,B,2015,8,1\nDE21,A,2015,16,1\nDE21,B,2015,,\n"
    "DE11,TOTAL,2015,3,5\nDE12,TOTAL,2015,13,5\nDE21,TOTAL,2015,20,5\n"
    "TOTAL,A,2015,21,5\nTOTAL,B,2015,10,5\nTOTAL,TOTAL,2015,36,5\n";

static void sums_are_compared_with_published_totals(void **state) {
  (void)state;
  /* compared: DE11, DE12, A and the whole, 3 + 13 + 20; DE21 and B have a part that is missing */
  assert_comparison(fine, NULL, 0, "jobs 2015 DE12 TOTAL 12 13", 4, 2);
  /* two figures and the published one may each be a third off */
  assert_comparison(fine, NULL, 0.34, "", 4, 2);
  assert_comparison(fine, NULL, 0.33, "jobs 2015 DE12 TOTAL 12 13", 4, 2);
  assert_comparison("region,industry,year,jobs\na,A,2015,1\n", NULL, 0, "", 0, 0);
  assert_comparison("region,year,jobs\na,2015,1\nb,2015,2\nTOTAL,2015,4\n", NULL, 0, "jobs 2015 TOTAL - 3 4", 1, 0);
}

static void sums_are_compared_with_a_coarser_table(void **state) {
  (void)state;
  assert_comparison(fine, "region,industry,year,jobs\nDE1,A,2015,5\nDE1,B,2015,11\nDE2,A,2015,16\nDE2,B,2015,3\n", 1,
                    "", 4 + 3, 2 + 1);
  assert_comparison(fine, "region,industry,year,jobs\nDE1,A,2015,5\nDE1,B,2015,11\nDE2,A,2015,16\nDE2,B,2015,3\n", 0,
                    "jobs 2015 DE1 B 10 11; jobs 2015 DE12 TOTAL 12 13", 4 + 3, 2 + 1);
  /* its totals with totals, years that both have; what lies elsewhere is left aside */
  assert_comparison(
      "region,industry,year,jobs\nDE11,311,2014,1\nDE11,312,2014,2\nFR10,311,2014,9\nDE11,311,2015,1\n"
      "DE11,312,2015,4\n",
      "region,industry,year,jobs\nDE11,31-33,2015,4\nIT,31-33,2015,4\nDE11,31-33,2013,7\n", 0,
      "jobs 2015 DE11 31-33 5 4", 1, 0);
  assert_comparison("region,year,jobs\nDE11,2015,1\nDE12,2015,2\n", "region,year,jobs\nDE,2015,3\n", 0, "", 1, 0);
  assert_comparison("region,industry,year,jobs\nDE11,A,2015,1\nDE12,A,2015,2\nDE11,TOTAL,2015,1\nDE12,TOTAL,2015,2\n",
                    "region,industry,year,jobs\nDE,A,2015,3\nDE,TOTAL,2015,5\n", 0, "jobs 2015 DE TOTAL 3 5", 4, 0);
}

/* A sum of tenths is not exact. */
static void rounding_of_the_arithmetic_is_no_difference(void **state) {
  (void)state;
  assert_comparison("region,industry,year,jobs\na,A,2015,0.1\na,B,2015,0.2\na,TOTAL,2015,0.3\n", NULL, 0, "", 1, 0);
  assert_comparison("region,industry,year,jobs\na,A,2015,-1e9\na,B,2015,1e9\na,TOTAL,2015,0.1\n", NULL, 0, "", 1, 0);
}

static void assert_refused(const char *first, const char *second, double tolerance, const char *message) {
  lociq_panel *one = panel_of(first), *other = panel_of(second);
  comparison made = {0};
  lociq_error error = {0};
  assert_int_equal(
      lociq_panel_compare(one, other, tolerance, &made.found, &made.count, &made.compared, &made.incomplete, &error),
      LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_null(made.found);
  lociq_panel_free(one);
  lociq_panel_free(other);
}

static void what_has_nothing_in_common_is_refused(void **state) {
  (void)state;
  static const char here[] = "region,industry,year,jobs\nDE11,A,2015,1\n";
  assert_refused(here, "region,industry,year,wages\nDE1,A,2015,1\n", 0,
                 "the two have no measure in common that adds up");
  assert_refused(here, "region,industry,year,jobs\nDE1,A,2014,1\n", 0, "the two have no year in common");
  assert_refused(here, "region,industry,year,jobs\nFR1,A,2015,1\n", 0,
                 "no region, such as \"DE11\", is or lies in one of the coarser, such as \"FR1\"");
  assert_refused(here, "region,industry,year,jobs\nDE1,B,2015,1\n", 0,
                 "no industry, such as \"A\", is or lies in one of the coarser, such as \"B\"");
  assert_refused(here, "region,year,jobs\nDE1,2015,1\n", 0, "jobs lies over other axes in the one than in the other");
  assert_refused(here, here, -1, "the tolerance is -1, expected a number of at least 0");
  assert_refused(here, here, INFINITY, "the tolerance is inf, expected a number of at least 0");
  assert_refused(here, here, UNKNOWN, "the tolerance is nan, expected a number of at least 0");
}

static void other_units_are_refused(void **state) {
  (void)state;
  lociq_panel *panels[2];
  comparison made = {0};
  lociq_error error = {0};
  for (size_t i = 0; i < 2; i++) {
    panels[i] = panel_of("region,year,jobs\nDE11,2015,1\n");
    assert_int_equal(lociq_cube_set_text(&panels[i]->cubes[0]->unit, i == 0 ? "persons" : "THS", NULL), LOCIQ_OK);
  }
  assert_int_equal(
      lociq_panel_compare(panels[0], panels[1], 0, &made.found, &made.count, &made.compared, &made.incomplete, &error),
      LOCIQ_INVALID);
  assert_string_equal(error.message, "jobs is in persons in the one and in THS in the other");
  for (size_t i = 0; i < 2; i++) lociq_panel_free(panels[i]);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *first = panel_of(fine), *second = panel_of("region,industry,year,jobs\nDE1,A,2015,7\nDE1,B,2015,11\n");
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    comparison made = {0};
    lociq_memory_fail_after(n);
    status = lociq_panel_compare(first, second, 0, &made.found, &made.count, &made.compared, &made.incomplete, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && made.found == NULL));
    lociq_differences_free(made.found, made.count);
  }
  assert_true(n > 30);
  lociq_panel_free(first);
  lociq_panel_free(second);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(sums_are_compared_with_published_totals),
                                     cmocka_unit_test(sums_are_compared_with_a_coarser_table),
                                     cmocka_unit_test(rounding_of_the_arithmetic_is_no_difference),
                                     cmocka_unit_test(what_has_nothing_in_common_is_refused),
                                     cmocka_unit_test(other_units_are_refused),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
