/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/error.h>
#include <lociq/progress.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static bool remember(void *context, const char *stage, uint64_t done, uint64_t all) {
  *(uint64_t *)context = strlen(stage) + 100 * done + all;
  return done < 3;
}

static void the_callback_decides_whether_work_goes_on(void **state) {
  (void)state;
  uint64_t seen = 0;
  const lociq_progress progress = {.context = &seen, .report = remember};
  assert_true(lociq_progress_report(&progress, "rows", 2, 9));
  assert_int_equal(seen, 4 + 200 + 9);
  assert_false(lociq_progress_report(&progress, "rows", 3, 9));
}

static void without_a_callback_work_goes_on(void **state) {
  (void)state;
  const lociq_progress silent = {0};
  assert_true(lociq_progress_report(NULL, "rows", 1, 0));
  assert_true(lociq_progress_report(&silent, "rows", 1, 0));
}

static void keep(void *context, const char *text) { (void)snprintf(context, LOCIQ_MESSAGE_SIZE, "%s", text); }

static void a_remark_is_made_as_printf_makes_it(void **state) {
  (void)state;
  char kept[LOCIQ_MESSAGE_SIZE] = "";
  const lociq_progress progress = {.context = kept, .remark = keep};
  lociq_progress_remark(&progress, "eci %d is missing: %s", 2012, "two groups");
  assert_string_equal(kept, "eci 2012 is missing: two groups");
  assert_true(lociq_progress_report(&progress, "rows", 1, 0));
}

static void nobody_need_listen_to_remarks(void **state) {
  (void)state;
  char kept[LOCIQ_MESSAGE_SIZE] = "";
  const lociq_progress deaf = {.context = kept};
  lociq_progress_remark(NULL, "%d", 1);
  lociq_progress_remark(&deaf, "%d", 1);
  assert_string_equal(kept, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_callback_decides_whether_work_goes_on), cmocka_unit_test(without_a_callback_work_goes_on),
      cmocka_unit_test(a_remark_is_made_as_printf_makes_it), cmocka_unit_test(nobody_need_listen_to_remarks)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
