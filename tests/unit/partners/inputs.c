/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/partners.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static void write_file(const char *name, const char *text) {
  FILE *file = fopen(name, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static lociq_partner_options options_made(void) {
  (void)mkdir("partners_inputs", 0700);
  write_file("partners_inputs/points.csv", "abc");
  write_file("partners_inputs/related.csv", "");
  write_file("partners_inputs/spec.yaml",
             "blocks:\n  - {method: relatedness_added, relatedness: related.csv}\n  - {method: cosine}\n");
  lociq_partner_options options = lociq_partner_options_default();
  options.points = "partners_inputs/points.csv";
  options.specification = "partners_inputs/spec.yaml";
  return options;
}

static const lociq_input *find(const lociq_input *inputs, size_t count, const char *path) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(inputs[i].path, path) == 0) return &inputs[i];
  return NULL;
}

static void clear(lociq_input *inputs, size_t count) {
  for (size_t i = 0; i < count; i++) lociq_input_clear(&inputs[i]);
  free(inputs);
}

/* The digests are those of FIPS 180-2, appendix B, and of no bytes at all. */
static void files_of_options_and_of_the_specification(void **state) {
  (void)state;
  const lociq_partner_options options = options_made();
  lociq_input *inputs = NULL;
  size_t count = 0;
  assert_int_equal(lociq_partner_inputs(&options, &inputs, &count, NULL), LOCIQ_OK);
  assert_int_equal(count, 3);
  const lociq_input *points = find(inputs, count, "partners_inputs/points.csv");
  const lociq_input *related = find(inputs, count, "partners_inputs/related.csv");
  assert_non_null(find(inputs, count, "partners_inputs/spec.yaml"));
  assert_true(points != NULL && related != NULL);
  if (points == NULL || related == NULL) return;
  assert_int_equal(points->bytes, 3);
  assert_string_equal(points->sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert_string_equal(points->reader, "partners");
  assert_int_equal(related->bytes, 0);
  assert_string_equal(related->sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  clear(inputs, count);
}

static void none_where_none_is_named(void **state) {
  (void)state;
  const lociq_partner_options options = lociq_partner_options_default();
  lociq_input *inputs = NULL;
  size_t count = 7;
  assert_int_equal(lociq_partner_inputs(&options, &inputs, &count, NULL), LOCIQ_OK);
  assert_int_equal(count, 0);
  clear(inputs, count);
}

static void a_file_that_is_not_there(void **state) {
  (void)state;
  lociq_partner_options options = options_made();
  options.points = "partners_inputs/none.csv";
  lociq_error error = {0};
  lociq_input *inputs = NULL;
  size_t count = 0;
  assert_int_equal(lociq_partner_inputs(&options, &inputs, &count, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "partners_inputs/none.csv: No such file or directory");
  assert_null(inputs);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const lociq_partner_options options = options_made();
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    lociq_input *inputs = NULL;
    size_t count = 0;
    lociq_memory_fail_after(n);
    status = lociq_partner_inputs(&options, &inputs, &count, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && inputs == NULL));
    clear(inputs, count);
  }
  assert_true(n > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(files_of_options_and_of_the_specification), cmocka_unit_test(none_where_none_is_named),
      cmocka_unit_test(a_file_that_is_not_there), cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
