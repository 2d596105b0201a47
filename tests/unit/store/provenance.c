/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>

#include "unit/store/fixture.h"

static const json_t *event_at(const json_t *root, size_t place) {
  return json_array_get(json_object_get(root, "events"), place);
}

static const char *text_of(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

/* Two events in order, with inputs and options, read back after a commit. */
static void events_are_kept(void **state) {
  (void)state;
  char path[] = "a.tsv", reader[] = "tidy", year[] = "year", where[] = "where", text[] = "age=1";
  const lociq_input input = {.path = path, .reader = reader, .bytes = 12, .sha256 = "00ff"};
  const lociq_attribute options[] = {{.name = where, .text = text}, {.name = year, .numbers = {2015}, .count = 1}};
  const lociq_event events[] = {
      {.command = "import", .inputs = &input, .input_count = 1, .options = options, .option_count = 2},
      {.command = "compute"}};
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  FINE(lociq_store_record(store, &events[0], error));
  FINE(lociq_store_record(store, &events[1], error));
  fixture_commit(store);
  store = fixture_open(LOCIQ_STORE_READ);
  json_t *root = json_loads(lociq_store_provenance(store), 0, NULL);
  assert_int_equal(strncmp(text_of(root, "engine"), "lociq ", 6), 0);
  assert_int_equal(json_array_size(json_object_get(root, "events")), 2);
  const json_t *first = event_at(root, 0), *read = json_array_get(json_object_get(first, "inputs"), 0);
  assert_string_equal(text_of(first, "command"), "import");
  assert_int_equal(strlen(text_of(first, "time")), 20);
  assert_string_equal(text_of(read, "path"), "a.tsv");
  assert_string_equal(text_of(read, "sha256"), "00ff");
  assert_string_equal(text_of(read, "reader"), "tidy");
  assert_int_equal(json_integer_value(json_object_get(read, "bytes")), 12);
  assert_string_equal(text_of(json_object_get(first, "options"), "where"), "age=1");
  assert_true(json_real_value(json_object_get(json_object_get(first, "options"), "year")) == 2015);
  assert_string_equal(text_of(event_at(root, 1), "command"), "compute");
  json_decref(root);
  lociq_store_close(store);
}

/* A command line is any bytes; the provenance is UTF-8 that no terminal obeys. */
static void any_bytes_may_be_recorded(void **state) {
  (void)state;
  const lociq_event event = {.command = "import \xFF\x1B[2J \"x\""};
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  FINE(lociq_store_record(store, &event, error));
  json_t *root = json_loads(lociq_store_provenance(store), 0, NULL);
  assert_string_equal(text_of(event_at(root, 0), "command"), "import ?\\x1B[2J \"x\"");
  json_decref(root);
  lociq_store_close(store);
}

static void a_reader_records_nothing(void **state) {
  (void)state;
  const lociq_event event = {.command = "import"};
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  REFUSED(lociq_store_record(store, &event, error), LOCIQ_INVALID, "store.h5 was opened for reading only");
  assert_null(strstr(lociq_store_provenance(store), "import"));
  lociq_store_close(store);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(events_are_kept), STORE_TEST(any_bytes_may_be_recorded),
                                     STORE_TEST(a_reader_records_nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
