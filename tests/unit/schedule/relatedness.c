/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Relatedness from a file: what is read, what is refused, and who uses it.
 */
#include "schedule/relatedness.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "made_panel.h"

static const char *const path = "made_relatedness.csv";
static const made_shape shape = {2, 9, 4, 0, false};

static void write_file(const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static lociq_status load(const char *text, lociq_supply *supply, lociq_error *error) {
  lociq_panel *panel = made_panel(&shape);
  const lociq_indicator *proximity = lociq_indicator_find("proximity");
  lociq_instance instance = {.indicator = proximity};
  size_t at = 0;
  while (strcmp(proximity->options[at].name, "relatedness_file") != 0) at++;
  instance.texts[at] = text == NULL ? "none" : path;
  instance.options[at].choice = text == NULL ? 0 : -1;
  if (text != NULL) write_file(text);
  const lociq_status status = lociq_relatedness_load(panel, &instance, supply, error);
  lociq_panel_free(panel);
  return status;
}

static void pairs_are_read(void **state) {
  (void)state;
  lociq_supply supply = {0};
  lociq_error error = {0};
  assert_int_equal(
      load("value,note,industry_other,industry\n0.5,a,I00002,I00001\n,b,I00001,I00002\n-3,c,I00004,I00004\n", &supply,
           &error),
      LOCIQ_OK);
  const double *values = supply.given.relatedness;
  for (size_t k = 0; k < 16; k++) assert_true(k == 1 || k == 15 ? !isnan(values[k]) : isnan(values[k]));
  assert_true(values[1] == 0.5 && values[15] == -3);
  lociq_supply_clear(&supply);
  assert_int_equal(load(NULL, &supply, &error), LOCIQ_OK);
  assert_null(supply.given.relatedness);
  lociq_supply_clear(&supply);
}

static void refused(const char *text, const char *message) {
  lociq_supply supply = {0};
  lociq_error error = {0};
  assert_int_equal(load(text, &supply, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, message);
  assert_null(supply.given.relatedness);
  lociq_supply_clear(&supply);
}

static void bad_files_are_refused(void **state) {
  (void)state;
  refused("industry,industry_other,value\nI00001,I00002,1\nI00002,I00001,1\nI00001,I00002,1\n",
          "made_relatedness.csv:4: the pair \"I00001\", \"I00002\" is there already, in line 2");
  refused("industry,industry_other,value\nI00001,I00001,\n\nI00001,I00001,1\n",
          "made_relatedness.csv:4: the pair \"I00001\", \"I00001\" is there already, in line 2");
  refused("industry,industry_other,value\nI00001,X\x1b,1\n",
          "made_relatedness.csv:2: industry \"X\\x1B\" is not in the store");
  refused("industry,industry_other,value\n,I00001,1\n",
          "made_relatedness.csv:2: column \"industry\" is \"\", expected a code");
  refused("industry,industry_other,value\nI00001,I00002,near\n",
          "made_relatedness.csv:2: column \"value\" is \"near\", expected a number");
  refused("industry,industry_other,value\nI00001,I00002,inf\n",
          "made_relatedness.csv:2: column \"value\" is \"inf\", expected a number");
  refused("industry,industry_other,value\n", "made_relatedness.csv: no pair of industries is in it");
}

static void every_failing_allocation_is_told(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  long failing = 0;
  lociq_panel *panel = made_panel(&shape);
  lociq_instance instance = {.indicator = lociq_indicator_find("proximity")};
  for (size_t k = 0; k < LOCIQ_OPTIONS_MAXIMUM; k++) {
    instance.texts[k] = path;
    instance.options[k].choice = -1;
  }
  write_file("industry,industry_other,value\nI00001,I00002,1\n");
  for (; status == LOCIQ_NO_MEMORY && failing < 1000; failing++) {
    lociq_supply supply = {0};
    lociq_error error = {0};
    lociq_memory_fail_after(failing);
    status = lociq_relatedness_load(panel, &instance, &supply, &error);
    lociq_memory_fail_after(-1);
    if (status != LOCIQ_OK) assert_null(supply.given.relatedness);
    lociq_supply_clear(&supply);
  }
  assert_int_equal(status, LOCIQ_OK);
  assert_true(failing > 3); /* the matrix, the lines and the supply's list at least */
  lociq_panel_free(panel);
}

static lociq_panel *compute(const lociq_panel *panel, const char *const *names, size_t count, const char *file) {
  lociq_error error = {0};
  lociq_panel *results = NULL;
  const lociq_setting setting = {"relatedness_file", file};
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  options.name_count = count;
  options.settings = &setting;
  options.setting_count = 1;
  options.first_year = options.last_year = 2001;
  if (lociq_compute_panel(panel, &options, &results, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  return results;
}

/* The proximity that was computed, written down and read in again, must give all
 * that is made of it as before, bit for bit. */
static void proximity_read_in_is_as_good_as_computed(void **state) {
  (void)state;
  static const char *const names[] = {"proximity", "relatedness_density", "complexity_outlook", "opportunity_gain"};
  const made_shape larger = {1, 23, 11, 0, false};
  lociq_panel *panel = made_panel(&larger);
  lociq_panel *computed = compute(panel, names, 4, "none");
  const double *proximity = lociq_panel_find(computed, "proximity")->parts[LOCIQ_BODY].values;
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  (void)fprintf(file, "industry,industry_other,value\n");
  for (unsigned i = 0; i < larger.industries; i++)
    for (unsigned j = 0; j < larger.industries; j++)
      (void)fprintf(file, "I%05u,I%05u,%.17g\n", i + 1, j + 1, proximity[i * larger.industries + j]);
  assert_int_equal(fclose(file), 0);
  lociq_panel *read_in = compute(panel, names, 4, path);
  for (size_t n = 0; n < 4; n++) {
    const lociq_grid *one = &lociq_panel_find(computed, names[n])->parts[LOCIQ_BODY];
    const lociq_grid *two = &lociq_panel_find(read_in, names[n])->parts[LOCIQ_BODY];
    assert_int_equal(one->count, two->count);
    assert_memory_equal(one->values, two->values, one->count * sizeof *one->values);
  }
  lociq_panel_free(computed);
  lociq_panel_free(read_in);
  lociq_panel_free(panel);
}

static int remove_file(void **state) {
  (void)state;
  (void)unlink(path);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_are_read), cmocka_unit_test(bad_files_are_refused),
                                     cmocka_unit_test(every_failing_allocation_is_told),
                                     cmocka_unit_test(proximity_read_in_is_as_good_as_computed)};
  return cmocka_run_group_tests(tests, NULL, remove_file);
}
