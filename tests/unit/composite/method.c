/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/method.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static char *read_docs(void) {
  char path[512];
  const char *source = getenv("LOCIQ_SOURCE");
  assert_non_null(source);
  (void)snprintf(path, sizeof path, "%s/docs/composite.md", source);
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  enum { LARGEST = 1 << 20 };
  char *text = lociq_allocate(LARGEST, 1);
  assert_true(fread(text, 1, LARGEST - 1, file) > 0);
  (void)fclose(file);
  return text;
}

/* A method that is added has its line in the docs. */
static void the_docs_have_every_method(void **state) {
  (void)state;
  char *text = read_docs();
  for (int step = 0; step < LOCIQ_COMPOSITE_STEPS; step++)
    for (const lociq_composite_method *method = lociq_composite_methods((lociq_composite_step)step);
         method->name != NULL; method++) {
      char line[1024];
      (void)snprintf(line, sizeof line, "| `%s` | %s | %s | %s |\n", method->name, method->title, method->formula,
                     method->reference);
      if (strstr(text, line) == NULL) fail_msg("docs/composite.md lacks the line %s", line);
    }
  free(text);
}

static void methods_are_found_by_name(void **state) {
  (void)state;
  int method = -1;
  lociq_error error = {0};
  assert_int_equal(lociq_composite_method_find(LOCIQ_COMPOSITE_TREAT, "staged", &method, &error), LOCIQ_OK);
  assert_int_equal(method, LOCIQ_TREAT_STAGED);
  assert_int_equal(lociq_composite_method_find(LOCIQ_COMPOSITE_TREAT, "stage", &method, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "\"stage\" is no way to treat, expected none, winsorise, log, box_cox, staged");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_docs_have_every_method),
                                     cmocka_unit_test(methods_are_found_by_name)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
