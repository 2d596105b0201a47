/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/labels.h"

#include "reading.h"

static lociq_status read_labels(const char *text, lociq_labels *labels, lociq_error *error) {
  write_file("labels.csv", text, strlen(text));
  const lociq_status status = lociq_labels_read("labels.csv", NULL, labels, NULL, error);
  (void)remove("labels.csv");
  return status;
}

static void labels_are_found_by_code(void **state) {
  (void)state;
  lociq_labels labels;
  lociq_error error = {0};
  assert_int_equal(
      read_labels("parent,code,note,label\r\nDE1,DE11,x,\"Stuttgart, \"\"Land\"\"\"\r\n\r\n,AT,,\n", &labels, &error),
      LOCIQ_OK);
  assert_int_equal(labels.count, 2);
  assert_string_equal(lociq_labels_find(&labels, "DE11")->label, "Stuttgart, \"Land\"");
  assert_string_equal(lociq_labels_find(&labels, "DE11")->parent, "DE1");
  assert_string_equal(lociq_labels_find(&labels, "AT")->label, "");
  assert_null(lociq_labels_find(&labels, "DE"));
  lociq_labels_clear(&labels);
}

static void wrong_files_are_told(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
    lociq_status status;
  } wrong[] = {
      {"code,label\nA,a\nB,b\nA,c\n", "labels.csv:4: the code \"A\" is there already, in line 2", LOCIQ_CONFLICT},
      {"name,label\nA,a\n", "labels.csv:1: there is no column \"code\"", LOCIQ_BAD_INPUT},
      {"code,label\nA\n", "labels.csv:2: 1 fields, expected 2", LOCIQ_BAD_INPUT},
      {"code,label\n,a\n", "labels.csv:2: there is no code", LOCIQ_BAD_INPUT},
      {"code,label\nA,\xC3\n", "labels.csv:2: a text that is not UTF-8", LOCIQ_BAD_INPUT}};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    lociq_labels labels;
    lociq_error error = {0};
    assert_int_equal(read_labels(wrong[i].text, &labels, &error), wrong[i].status);
    assert_string_equal(error.message, wrong[i].message);
    lociq_labels_clear(&labels);
  }
}

static void axes_get_them(void **state) {
  (void)state;
  static const char given[] = "code,label,parent\nDE11,Stuttgart,home\n";
  write_file("regions.csv", given, sizeof given - 1);
  lociq_read_options options = lociq_read_options_default();
  options.regions_path = "regions.csv";
  reading made = read_text("labelled.csv", "region,year,gdp\nDE11,2000,1\nDE12,2000,1\n", &options);
  assert_string_equal(made.error.message, "");
  const lociq_axis *axis = made.panel->axes[LOCIQ_REGION];
  assert_string_equal(lociq_axis_label(axis, 0), "Stuttgart");
  assert_string_equal(lociq_axis_parent(axis, 0), "home");
  assert_null(lociq_axis_label(axis, 1));
  assert_int_equal(lociq_axis_level(axis, 1), 2);
  clear_reading(&made);
  (void)remove("regions.csv");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(labels_are_found_by_code), cmocka_unit_test(wrong_files_are_told),
                                     cmocka_unit_test(axes_get_them)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
