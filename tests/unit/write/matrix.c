/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/write/texts.h"

static const unsigned all = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;

static void regions_by_industries(void **state) {
  (void)state;
  const axes world = axes_made();
  lociq_dataset dataset = dataset_of(&world, all);
  side_choose(&dataset.years, 0);
  assert_written(dataset_written("matrix", &dataset),
                 "region,A,C\n\"'=1+1,\"\"x\"\"\",0,1\nDE11,,0.14285714285714285\nITC4,4,5\n");
  side_choose(&dataset.columns, 1);
  side_choose(&dataset.rows, 1);
  assert_written(dataset_written("matrix", &dataset), "region,C\nDE11,0.14285714285714285\n");
  axes_free(&world);
}

static void of_several_years_one_must_be_chosen(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_dataset dataset = dataset_of(&world, all);
  lociq_dataset_writer writer = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_writer_find("matrix", &writer, NULL), LOCIQ_OK);
  assert_int_equal(writer(&dataset, stdout, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "a matrix of jobs holds one year: choose one of 2014 to 2015");
  axes_free(&world);
}

static void years_where_there_are_no_other_columns(void **state) {
  (void)state;
  const axes world = axes_made();
  lociq_dataset dataset = dataset_of(&world, LOCIQ_BY_YEAR | LOCIQ_BY_REGION);
  assert_written(dataset_written("matrix", &dataset),
                 "region,2014,2015\n\"'=1+1,\"\"x\"\"\",0,0.14285714285714285\nDE11,1,4\nITC4,,5\n");
  side_choose(&dataset.years, 1);
  side_choose(&dataset.rows, 1);
  assert_written(dataset_written("matrix", &dataset), "region,2015\nDE11,4\n");
  dataset = dataset_of(&world, LOCIQ_BY_YEAR);
  assert_written(dataset_written("matrix", &dataset), "year,jobs\n2014,0\n2015,1\n");
  dataset = dataset_of(&world, LOCIQ_BY_REGION);
  side_choose(&dataset.rows, 1);
  assert_written(dataset_written("matrix", &dataset), "region,jobs\nDE11,1\n");
  axes_free(&world);
}

static void failures(void **state) {
  (void)state;
  const axes world = axes_made();
  lociq_dataset dataset = dataset_of(&world, all);
  side_choose(&dataset.years, 0);
  check_failures("matrix", dataset);
  check_failures("matrix", dataset_of(&world, LOCIQ_BY_YEAR | LOCIQ_BY_REGION));
  axes_free(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(regions_by_industries), cmocka_unit_test(of_several_years_one_must_be_chosen),
      cmocka_unit_test(years_where_there_are_no_other_columns), cmocka_unit_test(failures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
