/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>

#include "unit/write/texts.h"

static const unsigned all = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;

static void a_measure_as_records(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_dataset dataset = dataset_of(&world, all);
  char *text = dataset_written("json", &dataset);
  json_t *records = json_loads(text, 0, NULL);
  assert_int_equal(json_array_size(records), 12);
  const json_t *third = json_array_get(records, 2);
  assert_int_equal(json_object_size(third), 5);
  assert_string_equal(json_string_value(json_object_get(third, "region")), "DE11");
  assert_string_equal(json_string_value(json_object_get(third, "industry")), "A");
  assert_int_equal(json_integer_value(json_object_get(third, "year")), 2014);
  assert_true(json_is_null(json_object_get(third, "value")));
  assert_string_equal(json_string_value(json_object_get(third, "flag")), "cu");
  assert_string_equal(json_string_value(json_object_get(json_array_get(records, 0), "region")), "=1+1,\"x\"");
  assert_true(json_real_value(json_object_get(json_array_get(records, 3), "value")) == 1.0 / 7);
  json_decref(records);
  free(text);
  axes_free(&world);
}

static void text_to_the_byte(void **state) {
  (void)state;
  const axes world = axes_made();
  lociq_dataset dataset = dataset_of(&world, LOCIQ_BY_YEAR | LOCIQ_BY_REGION);
  side_choose(&dataset.years, 0);
  assert_written(dataset_written("json", &dataset),
                 "[\n{\"region\":\"=1+1,\\\"x\\\"\",\"year\":2014,\"value\":0,\"flag\":\"\"},\n"
                 "{\"region\":\"DE11\",\"year\":2014,\"value\":1,\"flag\":\"\"},\n"
                 "{\"region\":\"ITC4\",\"year\":2014,\"value\":null,\"flag\":\"cu\"}\n]\n");
  dataset.rows.count = 0;
  assert_written(dataset_written("json", &dataset), "[\n]\n");
  axes_free(&world);
}

static void failures(void **state) {
  (void)state;
  const axes world = axes_made();
  check_failures("json", dataset_of(&world, all));
  axes_free(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_measure_as_records), cmocka_unit_test(text_to_the_byte),
                                     cmocka_unit_test(failures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
