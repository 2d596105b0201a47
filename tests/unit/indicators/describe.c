/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/memory.h"

static char *formatted(const char *format) {
  char *text = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_catalogue_format(format, &text, &error), LOCIQ_OK);
  return text;
}

/* The page is committed: this says when it is no longer what the catalogue makes. */
static void the_page_is_made_from_the_catalogue(void **state) {
  (void)state;
  const char *source = getenv("LOCIQ_SOURCE");
  assert_non_null(source);
  char path[4096];
  snprintf(path, sizeof path, "%s/docs/indicators.md", source);
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  char *text = formatted("markdown");
  char *page = calloc(strlen(text) + 2, 1);
  const size_t length = fread(page, 1, strlen(text) + 1, file);
  fclose(file);
  if (length != strlen(text) || memcmp(page, text, length) != 0) {
    FILE *made = fopen("indicators.md", "wb");
    assert_non_null(made);
    fputs(text, made);
    fclose(made);
    fail_msg(
        "docs/indicators.md is not what the catalogue makes; the right one is indicators.md in the build folder: "
        "look at it and copy it");
  }
  free(page);
  free(text);
}

static void the_table_has_a_line_an_indicator(void **state) {
  (void)state;
  char *table = formatted("table");
  size_t lines = 0, entries = 0;
  for (const char *at = table; *at; at++) lines += *at == '\n';
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++) {
    entries++;
    assert_non_null(strstr(table, (*entry)->title));
  }
  assert_int_equal(lines, entries);
  assert_memory_equal(table, "lq ", 3);
  free(table);
}

static void json_says_what_the_descriptor_says(void **state) {
  (void)state;
  char *text = formatted("json");
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  assert_true(json_is_array(root));
  size_t position = 0;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++, position++) {
    const json_t *object = json_array_get(root, position);
    assert_string_equal(json_string_value(json_object_get(object, "name")), (*entry)->name);
    assert_string_equal(json_string_value(json_object_get(object, "formula")), (*entry)->formula);
    const json_t *range = json_object_get(object, "valid_range");
    const bool bounded = (*entry)->maximum <= 100;
    assert_true(json_is_real(json_array_get(range, 1)) == bounded);
  }
  assert_int_equal(json_array_size(root), position);
  json_decref(root);
  free(text);
}

static void one_entry_names_formula_options_and_source(void **state) {
  (void)state;
  const char *const formats[] = {"table", "markdown", "json"};
  for (size_t k = 0; k < 3; k++) {
    char *text = NULL;
    assert_int_equal(lociq_indicator_format(lociq_indicator_find("entropy"), formats[k], &text, NULL), LOCIQ_OK);
    assert_non_null(strstr(text, "-sum_i s log_base(s)"));
    assert_non_null(strstr(text, "2.718281828459045"));
    assert_non_null(strstr(text, "10.1002/j.1538-7305.1948.tb01338.x"));
    free(text);
  }
}

static void lines_are_wrapped(void **state) {
  (void)state;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++) {
    char *text = NULL;
    assert_int_equal(lociq_indicator_format(*entry, "table", &text, NULL), LOCIQ_OK);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
      if (strncmp(line, "  --", 4) != 0) assert_true(strlen(line) <= 104); /* 100 columns, some letters two bytes */
    free(text);
  }
}

static void another_format_is_refused(void **state) {
  (void)state;
  char *text = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_catalogue_format("xml", &text, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "the format is \"xml\", expected table, json or markdown");
  error = (lociq_error){0};
  assert_int_equal(lociq_indicator_format(*lociq_catalogue(), "", &text, &error), LOCIQ_INVALID);
  assert_null(text);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const char *const formats[] = {"table", "markdown", "json"};
  for (size_t k = 0; k < 3; k++)
    for (long n = 0;; n++) {
      char *text = NULL;
      lociq_memory_fail_after(n);
      const lociq_status status = lociq_catalogue_format(formats[k], &text, NULL);
      lociq_memory_fail_after(-1);
      if (status == LOCIQ_OK) {
        assert_true(n > 0);
        free(text);
        break;
      }
      assert_int_equal(status, LOCIQ_NO_MEMORY);
      assert_null(text);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_page_is_made_from_the_catalogue),
                                     cmocka_unit_test(the_table_has_a_line_an_indicator),
                                     cmocka_unit_test(json_says_what_the_descriptor_says),
                                     cmocka_unit_test(one_entry_names_formula_options_and_source),
                                     cmocka_unit_test(lines_are_wrapped),
                                     cmocka_unit_test(another_format_is_refused),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
