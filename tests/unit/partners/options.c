/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/panels.h"

static void assert_set(lociq_partner_options *options, const char *name, const char *text) {
  lociq_error error = {0};
  assert_int_equal(lociq_partner_option_set(options, name, text, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
}

static void texts_become_options(void **state) {
  (void)state;
  lociq_partner_options options = lociq_partner_options_default();
  assert_set(&options, "by", "learning");
  assert_set(&options, "cluster", "C29");
  assert_set(&options, "top", "25");
  assert_set(&options, "exclude_country", "true");
  assert_set(&options, "nearer_than", "412.5");
  assert_set(&options, "interest", "ready");
  assert_set(&options, "seed", "18446744073709551615");
  assert_string_equal(options.by, "learning");
  assert_string_equal(options.cluster, "C29");
  assert_true(options.top == 25 && options.exclude_country && options.nearer_than == 412.5);
  assert_string_equal(options.interest, "ready");
  assert_true(options.seed == UINT64_MAX);
  assert_set(&options, "exclude_country", "false");
  assert_false(options.exclude_country);
}

static void what_is_no_option_is_refused(void **state) {
  (void)state;
  static const struct {
    const char *name, *text, *message;
  } cases[] = {
      {"by", "likeness", "by is \"likeness\": expected one of similarity|complementarity|learning|blend"},
      {"top", "0", "top is \"0\": expected a whole number from 1 to 100000"},
      {"top", "2.5", "top is \"2.5\": expected a whole number from 1 to 100000"},
      {"top", "", "top is \"\": expected a whole number from 1 to 100000"},
      {"diversify", "1.5", "diversify is \"1.5\": expected a number from 0 to 1"},
      {"diversify", "nan", "diversify is \"nan\": expected a number from 0 to 1"},
      {"nearer_than", "12km", "nearer_than is \"12km\": expected a number from 0 to 100000"},
      {"seed", "-1", "seed is \"-1\": expected a whole number of at least 0"},
      {"seed", "18446744073709551616", "seed is \"18446744073709551616\": expected a whole number of at least 0"},
      {"exclude_country", "yes", "exclude_country is \"yes\": expected true or false"},
      {"cluster", "", "cluster is \"\": expected a text"},
      {"clusters", "C29", "a ranking has no option \"clusters\": did you mean \"cluster\"?"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const lociq_partner_options before = lociq_partner_options_default();
    lociq_partner_options options = before;
    lociq_error error = {0};
    assert_int_equal(lociq_partner_option_set(&options, cases[i].name, cases[i].text, &error), LOCIQ_INVALID);
    assert_string_equal(error.message, cases[i].message);
    assert_true(options.top == before.top && options.seed == before.seed && options.by == before.by);
  }
}

/* Each is said in a help, and takes what it says that it takes. */
static void the_list_is_whole(void **state) {
  (void)state;
  size_t files = 0;
  for (const lociq_partner_option *option = lociq_partner_options_list(); option->name != NULL; option++) {
    lociq_partner_options options = lociq_partner_options_default();
    assert_true(option->help[0] != '\0');
    files += option->names_file;
    if (!option->names_file) continue;
    assert_set(&options, option->name, "some.csv");
    char **named = NULL;
    size_t count = 0;
    if (strcmp(option->name, "specification") == 0) continue; /* is read at once */
    assert_int_equal(lociq_partner_files(&options, &named, &count, NULL), LOCIQ_OK);
    assert_int_equal(count, 1);
    assert_string_equal(named[0], "some.csv");
    free(named[0]);
    free(named);
  }
  assert_int_equal(files, 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(texts_become_options),
                                     cmocka_unit_test(what_is_no_option_is_refused),
                                     cmocka_unit_test(the_list_is_whole)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
