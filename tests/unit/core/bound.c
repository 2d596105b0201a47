/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/memory.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

enum { MEGABYTE = 1 << 20 };
#define LARGE ((size_t)1 << 40)

static void what_the_process_holds_is_taken_off(void **state) {
  (void)state;
  enum { TAKEN = 32 * MEGABYTE, SLACK = 4 * MEGABYTE };
  const size_t before = lociq_memory_left(LARGE);
  assert_true(before < LARGE);
  unsigned char *taken = malloc(TAKEN);
  assert_non_null(taken);
  memset(taken, 1, TAKEN);
  const size_t after = lociq_memory_left(LARGE);
  assert_int_equal(taken[TAKEN - 1], 1);
  free(taken);
  assert_true(after + TAKEN < before + SLACK);
  assert_true(after + TAKEN + SLACK > before);
  assert_int_equal(lociq_memory_left(1), 0);
  assert_true(lociq_memory_left(0) > MEGABYTE); /* half of a machine */
}

static void what_does_not_fit_is_refused_with_all_that_it_takes(void **state) {
  (void)state;
  lociq_error error = {0};
  assert_int_equal(lociq_memory_require(0, SIZE_MAX, "everything", &error), LOCIQ_OK);
  assert_int_equal(lociq_memory_require(1, MEGABYTE, "a list", &error), LOCIQ_OK); /* among what is left over */
  assert_int_equal(lociq_memory_require(LARGE, lociq_memory_left(LARGE) - MEGABYTE, "most", &error), LOCIQ_OK);
  assert_int_equal(error.status, LOCIQ_OK);
  assert_int_equal(lociq_memory_require((size_t)1 << 30, (size_t)1 << 40, "a table", &error), LOCIQ_INVALID);
  assert_int_equal(strncmp(error.message, "a table needs 1024.", 19), 0);
  assert_non_null(strstr(error.message, " GB at once; --memory is 1.0 GB"));
  error = (lociq_error){0};
  assert_int_equal(lociq_memory_require(100 * MEGABYTE, SIZE_MAX, "it", &error), LOCIQ_INVALID);
  assert_non_null(strstr(error.message, " at once; --memory is 100 MB"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_the_process_holds_is_taken_off),
                                     cmocka_unit_test(what_does_not_fit_is_refused_with_all_that_it_takes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
