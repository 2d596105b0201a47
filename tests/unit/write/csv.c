/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/write/texts.h"

static const unsigned all = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;

/* Axes sort the hostile code first: '=' is before 'D'. */
static void a_measure(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_dataset dataset = dataset_of(&world, all);
  assert_written(dataset_written("csv", &dataset),
                 "region,industry,year,value,flag\n"
                 "\"'=1+1,\"\"x\"\"\",A,2014,0,\n"
                 "\"'=1+1,\"\"x\"\"\",C,2014,1,\n"
                 "DE11,A,2014,,cu\n"
                 "DE11,C,2014,0.14285714285714285,\n"
                 "ITC4,A,2014,4,\n"
                 "ITC4,C,2014,5,\n"
                 "\"'=1+1,\"\"x\"\"\",A,2015,6,\n"
                 "\"'=1+1,\"\"x\"\"\",C,2015,7,\n"
                 "DE11,A,2015,8,\n"
                 "DE11,C,2015,9,\n"
                 "ITC4,A,2015,10,\n"
                 "ITC4,C,2015,11,\n");
  axes_free(&world);
}

static void what_is_chosen(void **state) {
  (void)state;
  const axes world = axes_made();
  lociq_dataset dataset = dataset_of(&world, all);
  side_choose(&dataset.years, 1);
  side_choose(&dataset.rows, 2);
  side_choose(&dataset.columns, 1);
  assert_written(dataset_written("csv", &dataset), "region,industry,year,value,flag\nITC4,C,2015,11,\n");
  axes_free(&world);
}

static void columns_that_the_shape_lacks(void **state) {
  (void)state;
  const axes world = axes_made();
  lociq_dataset dataset = dataset_of(&world, LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY);
  assert_written(dataset_written("csv", &dataset),
                 "industry,year,value,flag\nA,2014,0,\nC,2014,1,\nA,2015,,cu\nC,2015,0.14285714285714285,\n");
  dataset = dataset_of(&world, LOCIQ_BY_YEAR);
  assert_written(dataset_written("csv", &dataset), "year,value,flag\n2014,0,\n2015,1,\n");
  dataset = dataset_of(&world, LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER);
  side_choose(&dataset.years, 1);
  assert_written(dataset_written("csv", &dataset),
                 "industry,industry_other,year,value,flag\n"
                 "A,A,2015,4,\nA,C,2015,5,\nC,A,2015,6,\nC,C,2015,7,\n");
  axes_free(&world);
}

static void failures(void **state) {
  (void)state;
  const axes world = axes_made();
  check_failures("csv", dataset_of(&world, all));
  axes_free(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_measure), cmocka_unit_test(what_is_chosen),
                                     cmocka_unit_test(columns_that_the_shape_lacks), cmocka_unit_test(failures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
