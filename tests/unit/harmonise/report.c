/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/harmonise/conversions.h"

static void assert_text(const lociq_conversion_report *report, const char *expected) {
  char *text = NULL;
  assert_int_equal(lociq_conversion_report_format(report, &text, NULL), LOCIQ_OK);
  assert_string_equal(text, expected);
  free(text);
}

static void counts_and_sums_are_told(void **state) {
  (void)state;
  lociq_conversion_account accounts[] = {
      {.measure = (char[]){"jobs"}, .before = 10, .after = 4, .lost = 2.5, .withheld = 3.5, .missing = 1},
      {.measure = (char[]){"rate"}, .relative = true, .before = UNKNOWN, .partial = 2}};
  lociq_conversion_loss losses[] = {{(char[]){"jobs"}, (char[]){"b"}, 0.5, 1, 0},
                                    {(char[]){"jobs"}, (char[]){"c\nd"}, 2, 1, 3},
                                    {(char[]){"rate"}, (char[]){"b"}, UNKNOWN, 1, 0}};
  char *absent[] = {(char[]){"q"}};
  assert_text(&(lociq_conversion_report){.axis = LOCIQ_REGION, .sources = 1, .targets = 1, .named = 1},
              "1 region became 1");
  assert_text(&(lociq_conversion_report){.axis = LOCIQ_INDUSTRY,
                                         .sources = 5,
                                         .targets = 2,
                                         .named = 9,
                                         .accounts = accounts,
                                         .account_count = 2,
                                         .losses = losses,
                                         .loss_count = 3,
                                         .lifted = 1,
                                         .absent = absent,
                                         .absent_count = 1,
                                         .incomplete = 1},
              "5 industries became 2 of the concordance's 9; 1 of them stands for finer codes of the concordance\n"
              "of 1 of the new ones a part is unknown, as 1 code of the concordance is not there: q\n"
              "jobs: 10 before = 4 after + 2.5 lost + 3.5 withheld in 1 cell with a missing part\n"
              "rate (relative): means; 2 cells of known parts alone\n"
              "jobs of c\\x0Ad has no target: 2, 3 cells missing\n"
              "jobs of b has no target: 0.5\n"
              "rate of b has no target");
}

static void twenty_are_named_and_the_rest_summed(void **state) {
  (void)state;
  lociq_conversion_loss losses[23];
  char codes[23][8], measure[] = "jobs";
  for (size_t i = 0; i < 23; i++) {
    (void)snprintf(codes[i], sizeof codes[i], "c%02zu", i);
    losses[i] = (lociq_conversion_loss){measure, codes[i], (double)i, 1, 0};
  }
  const lociq_conversion_report report = {.sources = 23, .losses = losses, .loss_count = 23};
  char *text = NULL;
  assert_int_equal(lociq_conversion_report_format(&report, &text, NULL), LOCIQ_OK);
  assert_non_null(strstr(text, "\njobs of c22 has no target: 22\njobs of c21"));
  assert_non_null(strstr(text, "\njobs of c03 has no target: 3\njobs of 3 more codes has no target: 3"));
  free(text);
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_conversion_report_format(&report, &text, NULL), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(counts_and_sums_are_told),
                                     cmocka_unit_test(twenty_are_named_and_the_rest_summed)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
