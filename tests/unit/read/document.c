/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/document.h"

#include <lociq/axis.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

enum { DEEPEST = 8 };

static const char *const path = "plan_document.yaml";

static void write_plan(const char *text, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, size, file), size);
  assert_int_equal(fclose(file), 0);
}

static void refused(const char *text, size_t size, const char *message) {
  lociq_document document = {0};
  lociq_error error = {0};
  write_plan(text, size);
  assert_int_equal(lociq_document_read(path, "plan", DEEPEST, &document, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_null(document.nodes);
}

#define REFUSED(text, message) refused(text, sizeof(text) - 1, message)

static void places_are_found(void **state) {
  (void)state;
  static const char text[] =
      "store: eu.h5\n"
      "import:\n"
      "  - files: [a.csv, \"b c.csv\"]\n"
      "  - files:\n"
      "      - d.csv\n";
  lociq_document document = {0};
  write_plan(text, sizeof text - 1);
  assert_int_equal(lociq_document_read(path, "plan", DEEPEST, &document, NULL), LOCIQ_OK);
  const lociq_node *node = &document.nodes[lociq_document_find(&document, "import[0].files[1]")];
  assert_string_equal(node->text, "b c.csv");
  assert_int_equal(node->line, 3);
  assert_int_equal(node->column, 20);
  node = &document.nodes[lociq_document_find(&document, "import[1].files")];
  assert_int_equal(node->kind, LOCIQ_NODE_LIST);
  assert_int_equal(node->key_line, 4);
  assert_int_equal(node->key_column, 5);
  /* what is not there has the place of what would hold it */
  assert_int_equal(lociq_document_find(&document, "import[1].level"), lociq_document_find(&document, "import[1]"));
  assert_int_equal(lociq_document_find(&document, "import[7].files"), lociq_document_find(&document, "import"));
  assert_int_equal(lociq_document_find(&document, "nothing[0]"), 0);
  lociq_error error = {0};
  assert_int_equal(lociq_document_refuse(&document, "import[1].files[0]", &error, "there is no %d", 7), LOCIQ_INVALID);
  assert_string_equal(error.message, "plan_document.yaml:5:9: files: there is no 7");
  lociq_document_clear(&document);
}

static void a_message_is_given_its_place_and_keeps_its_status(void **state) {
  (void)state;
  lociq_document document = {0};
  lociq_error error = {0};
  write_plan("store: a\n", 9);
  assert_int_equal(lociq_document_read(path, "plan", DEEPEST, &document, NULL), LOCIQ_OK);
  lociq_document_locate(&document, "store", &error); /* nothing is wrong */
  assert_int_equal(error.status, LOCIQ_OK);
  (void)lociq_error_set(&error, LOCIQ_NOT_FOUND, "a: No such file");
  lociq_document_locate(&document, "store", &error);
  assert_int_equal(error.status, LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "plan_document.yaml:1:8: store: a: No such file");
  lociq_document_locate(&document, "store", NULL);
  lociq_document_clear(&document);
}

static void a_mark_of_byte_order_and_line_ends_of_windows_are_fine(void **state) {
  (void)state;
  static const char text[] = "\xEF\xBB\xBFstore: eu.h5\r\nimport: []\r\n";
  lociq_document document = {0};
  write_plan(text, sizeof text - 1);
  assert_int_equal(lociq_document_read(path, "plan", DEEPEST, &document, NULL), LOCIQ_OK);
  assert_string_equal(document.nodes[lociq_document_find(&document, "store")].text, "eu.h5");
  lociq_document_clear(&document);
}

static void what_no_plan_may_have_is_refused(void **state) {
  (void)state;
  REFUSED("", "plan_document.yaml: is empty");
  REFUSED("# nothing\n", "plan_document.yaml: is empty");
  REFUSED("store: &a x\n",
          "plan_document.yaml:1:8: store: a plan has no anchors, aliases and tags: write the value itself");
  REFUSED("store: a\nimport: *a\n",
          "plan_document.yaml:2:9: import: a plan has no anchors, aliases and tags: write the value itself");
  REFUSED("store: !!int 7\n",
          "plan_document.yaml:1:8: store: a plan has no anchors, aliases and tags: write the value itself");
  REFUSED("store: a\n? [x]\n: y\n", "plan_document.yaml:2:3: a key must be a text");
  REFUSED("store: a\n---\nstore: b\n", "plan_document.yaml:2:1: a second document begins here; a plan is one");
  REFUSED("a: [[[[[[[[x]]]]]]]]\n", "plan_document.yaml:1:11: nested too deep for a plan");
}

static void what_is_no_text_or_no_yaml_is_refused(void **state) {
  (void)state;
  REFUSED("a: [x\nb: y", "plan_document.yaml:2:2: is no YAML: did not find expected ',' or ']'");
  REFUSED("a: b: c\n", "plan_document.yaml:1:5: is no YAML: mapping values are not allowed in this context");
  REFUSED("a: b\0\n", "plan_document.yaml:1:5: is no text: control characters are not allowed");
  REFUSED("a: \"b\\0c\"\n", "plan_document.yaml:1:4: a: a text with a NUL byte in it");
  REFUSED("a: b\nc: \xFF\n", "plan_document.yaml:2:4: is no text: invalid leading UTF-8 octet");
  REFUSED("\x7F\x45LF\x02\x01\x01", "plan_document.yaml:1:1: is no text: control characters are not allowed");
}

static void a_hostile_plan_costs_nothing(void **state) {
  (void)state;
  enum { DEEP = 100000 };
  char *brackets = lociq_allocate(DEEP, 1);
  memset(brackets, '[', DEEP);
  refused(brackets, DEEP, "plan_document.yaml:1:9: nested too deep for a plan");
  free(brackets);
  write_plan("", 0);
  assert_int_equal(truncate(path, (off_t)1 << 40), 0); /* a hole */
  lociq_document document = {0};
  lociq_error error = {0};
  assert_int_equal(lociq_document_read(path, "plan", DEEPEST, &document, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "plan_document.yaml: has 1099511627776 bytes; a plan has at most 1048576");
}

static void what_is_no_file_is_refused(void **state) {
  (void)state;
  lociq_document document = {0};
  lociq_error error = {0};
  assert_int_equal(lociq_document_read("plan_nowhere.yaml", "plan", DEEPEST, &document, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "plan_nowhere.yaml: No such file or directory");
  error = (lociq_error){0};
  assert_int_equal(lociq_document_read(".", "plan", DEEPEST, &document, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, ".: is no file");
  (void)unlink("plan_document.pipe");
  assert_int_equal(mkfifo("plan_document.pipe", 0600), 0);
  error = (lociq_error){0};
  assert_int_equal(lociq_document_read("plan_document.pipe", "plan", DEEPEST, &document, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "plan_document.pipe: is no file");
  (void)unlink("plan_document.pipe");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  static const char text[] = "store: a\nimport:\n  - files: [x]\n";
  write_plan(text, sizeof text - 1);
  for (long n = 0;; n++) {
    lociq_document document = {0};
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_document_read(path, "plan", DEEPEST, &document, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 5);
      lociq_document_clear(&document);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_null(document.nodes);
  }
}

static void a_file_lies_beside_the_document(void **state) {
  (void)state;
  static const char *const cases[][3] = {{"plan.yaml", "a.csv", "a.csv"},
                                         {"work/plan.yaml", "a.csv", "work/a.csv"},
                                         {"./plan.yaml", "b/a.csv", "./b/a.csv"},
                                         {"/plan.yaml", "../a.csv", "/../a.csv"},
                                         {"work/plan.yaml", "/a.csv", "/a.csv"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const lociq_document document = {.path = cases[i][0]};
    char *found = lociq_document_beside(&document, cases[i][1]);
    assert_string_equal(found, cases[i][2]);
    free(found);
    lociq_memory_fail_after(0);
    assert_null(lociq_document_beside(&document, cases[i][1]));
    lociq_memory_fail_after(-1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(places_are_found),
                                     cmocka_unit_test(a_file_lies_beside_the_document),
                                     cmocka_unit_test(a_message_is_given_its_place_and_keeps_its_status),
                                     cmocka_unit_test(a_mark_of_byte_order_and_line_ends_of_windows_are_fine),
                                     cmocka_unit_test(what_no_plan_may_have_is_refused),
                                     cmocka_unit_test(what_is_no_text_or_no_yaml_is_refused),
                                     cmocka_unit_test(a_hostile_plan_costs_nothing),
                                     cmocka_unit_test(what_is_no_file_is_refused),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
