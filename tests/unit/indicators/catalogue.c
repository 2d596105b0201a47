/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "indicators/kernel.h"

static size_t options_of(const lociq_indicator *indicator) {
  size_t count = 0;
  while (count < LOCIQ_OPTIONS_MAXIMUM && indicator->options[count].name) count++;
  return count;
}

static void names_are_unique_and_found(void **state) {
  (void)state;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++) {
    assert_ptr_equal(lociq_indicator_find((*entry)->name), *entry);
    assert_true(strspn((*entry)->name, "abcdefghijklmnopqrstuvwxyz_") == strlen((*entry)->name));
  }
  assert_null(lociq_indicator_find("lqq"));
  assert_null(lociq_indicator_find(""));
}

static void what_others_need_is_found_and_not_listed(void **state) {
  (void)state;
  const lociq_indicator *auxiliary = lociq_indicator_find("share_sum");
  assert_non_null(auxiliary);
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++)
    assert_ptr_not_equal(*entry, auxiliary);
}

/* A circle would go deeper than any chain of needs does. */
static void check_needs(const lociq_indicator *indicator, size_t depth) {
  assert_true(depth < 8);
  for (size_t k = 0; k < LOCIQ_NEEDS && indicator->kernel->needs[k]; k++) {
    const lociq_indicator *need = lociq_indicator_find(indicator->kernel->needs[k]);
    assert_non_null(need);
    check_needs(need, depth + 1);
  }
}

static void needs_exist_and_are_no_circle(void **state) {
  (void)state;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++) check_needs(*entry, 0);
}

/* The dataset of an output is taken for no other's. */
static void outputs_have_names_of_their_own(void **state) {
  (void)state;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++)
    for (size_t k = 0; k < LOCIQ_OUTPUTS_MAXIMUM && (*entry)->outputs[k].suffix; k++) {
      const lociq_output *output = &(*entry)->outputs[k];
      char name[256];
      (void)snprintf(name, sizeof name, "%s_%s", (*entry)->name, output->suffix);
      assert_null(lociq_indicator_find(name));
      assert_string_not_equal(output->suffix, "coverage");
      for (size_t l = 0; l < k; l++) assert_string_not_equal(output->suffix, (*entry)->outputs[l].suffix);
      assert_true(strlen(output->title) > 2 && strlen(output->reading) > 2 && output->unit != NULL);
      assert_true(output->minimum < output->maximum);
    }
}

static void descriptors_say_everything(void **state) {
  (void)state;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++) {
    const lociq_indicator *indicator = *entry;
    const char *const texts[] = {indicator->title, indicator->family, indicator->formula, indicator->reading,
                                 indicator->reference};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
      assert_non_null(texts[k]);
      assert_true(strlen(texts[k]) > 2);
    }
    assert_non_null(indicator->unit);
    assert_true(indicator->minimum < indicator->maximum);
    assert_true(indicator->invariants & LOCIQ_REGION_ORDER && indicator->invariants & LOCIQ_INDUSTRY_ORDER);
    if (indicator->doi) assert_memory_equal(indicator->doi, "10.", 3);
    assert_non_null(indicator->kernel->naive);
    const lociq_kernel *kernel = indicator->kernel;
    assert_true((kernel->form == LOCIQ_ROW) == ((kernel->row != NULL) != (kernel->vector != NULL)));
    assert_true(kernel->vector == NULL || kernel->form == LOCIQ_ROW);
    assert_true((kernel->form == LOCIQ_FOLD) == (kernel->fold != NULL && kernel->merge != NULL &&
                                                 kernel->finish != NULL && kernel->state_size != NULL));
    assert_true((kernel->form == LOCIQ_COLUMN) == ((kernel->column != NULL) != (kernel->columns != NULL)));
    assert_true((kernel->form == LOCIQ_BLOCK) == (kernel->block != NULL));
  }
}

static void options_have_help_and_a_fitting_preset(void **state) {
  (void)state;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++)
    for (size_t k = 0; k < options_of(*entry); k++) {
      const lociq_option *option = &(*entry)->options[k];
      assert_true(strlen(option->help) > 5);
      assert_non_null(option->preset);
      if (option->type == LOCIQ_OPTION_CHOICE) {
        const size_t first = strcspn(option->choices, "|");
        assert_int_equal(strlen(option->preset), first); /* the preset is the first choice, value 0 */
        assert_memory_equal(option->choices, option->preset, first);
      }
      if (option->type == LOCIQ_OPTION_REAL) {
        const double preset = strtod(option->preset, NULL);
        assert_true(preset >= option->minimum && preset <= option->maximum);
      }
    }
}

static void shared_options_are_those_of_the_docs(void **state) {
  (void)state;
  const char *const names[] = {"measure",   "reference", "missing",    "totals", "shares",
                               "bootstrap", "resample",  "confidence", "seed",   "jobs_per_unit"};
  const lociq_option *option = lociq_shared_options();
  for (size_t k = 0; k < sizeof names / sizeof *names; k++, option++) assert_string_equal(option->name, names[k]);
  assert_null(option->name);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_unique_and_found),          cmocka_unit_test(what_others_need_is_found_and_not_listed),
      cmocka_unit_test(needs_exist_and_are_no_circle),       cmocka_unit_test(outputs_have_names_of_their_own),
      cmocka_unit_test(descriptors_say_everything),          cmocka_unit_test(options_have_help_and_a_fitting_preset),
      cmocka_unit_test(shared_options_are_those_of_the_docs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
