/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans as texts, written to a file and held to one of the checks.
 */
#ifndef LOCIQ_TESTS_PLANS_H
#define LOCIQ_TESTS_PLANS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "plan/schema.h"

#define START "store: eu.h5\nimport:\n  - files: [a.csv]\n"

static inline lociq_status check_plan(const char *path, const char *text,
                                      lociq_status (*check)(const lociq_plan *plan, lociq_error *error),
                                      lociq_error *error) {
  lociq_plan plan = {0};
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(lociq_plan_load(path, &plan, error), LOCIQ_OK);
  const lociq_status status = check(&plan, error);
  lociq_plan_clear(&plan);
  return status;
}

#endif
