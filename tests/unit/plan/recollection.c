/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the last run's store and its memos give again.
 */
#include "plan/memo.h"
#include "plan/memo_panel.h"
#include "unit/store/fixture.h"

static const lociq_memo_key key = {"0123"}, other = {"4567"};

/* The fixture's store with an event that has the memo of its panel, after `change` had its way with the text. */
static void make_store(char *(*change)(const char *text)) {
  lociq_panel *panel = fixture_panel();
  lociq_memo memo = {0};
  char *text = NULL, *changed = NULL;
  FINE(lociq_memo_make(&key, panel, "  12 rows", &memo, error));
  lociq_store *store = fixture_open(LOCIQ_STORE_NEW);
  FINE(lociq_store_merge(store, panel, error));
  FINE(lociq_memo_format(&memo, lociq_store_panel(store), &text, error));
  changed = change == NULL ? lociq_copy_text(text) : change(text);
  lociq_attribute options[] = {{.name = (char[]){"import 1"}, .text = (char[]){""}},
                               {.name = (char[]){"import 2"}, .text = changed}};
  lociq_input input = {.path = (char[]){"a.csv"}, .sha256 = "77", .reader = (char[]){"tidy"}};
  const lociq_event run = {.command = "lociq run",
                           .inputs = &input,
                           .input_count = 1,
                           .options = options,
                           .option_count = 2},
                    later = {.command = "lociq compute"};
  FINE(lociq_store_record(store, &run, error));
  FINE(lociq_store_record(store, &later, error)); /* whatever was done since */
  fixture_commit(store);
  free(text);
  free(changed);
  lociq_memo_clear(&memo);
  lociq_panel_free(panel);
}

/* NULL where nothing is found. */
static lociq_panel *found(const lociq_memo_key *sought, char **account) {
  lociq_recollection recollection = {0};
  lociq_panel *panel = NULL;
  FINE(lociq_recollection_open("store.h5", &recollection, error));
  FINE(lociq_recollection_find(&recollection, sought, &panel, account, error));
  lociq_recollection_close(&recollection);
  assert_null(recollection.store);
  return panel;
}

static void what_was_read_is_found_again(void **state) {
  (void)state;
  char *account = NULL;
  make_store(NULL);
  lociq_panel *panel = found(&key, &account), *expected = fixture_panel();
  lociq_digest one, two;
  assert_non_null(panel);
  assert_string_equal(account, "  12 rows");
  assert_int_equal(panel->cube_count, 1);
  assert_string_equal(panel->cubes[0]->unit, "persons");
  FINE(lociq_panel_digest(panel, &one, error));
  FINE(lociq_panel_digest(expected, &two, error));
  assert_string_equal(one.sha256, two.sha256);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) {
    FINE(lociq_axis_digest(panel->axes[kind], &one, error));
    FINE(lociq_axis_digest(expected->axes[kind], &two, error));
    assert_string_equal(one.sha256, two.sha256);
  }
  free(account);
  lociq_panel_free(panel);
  lociq_panel_free(expected);
}

static void a_reader_is_known_by_file_and_digest(void **state) {
  (void)state;
  lociq_recollection recollection = {0};
  lociq_input input = {.path = (char[]){"a.csv"}, .sha256 = "77"};
  make_store(NULL);
  FINE(lociq_recollection_open("store.h5", &recollection, error));
  assert_string_equal(lociq_recollection_reader(&recollection, &input), "tidy");
  input.sha256[0] = '8';
  assert_null(lociq_recollection_reader(&recollection, &input));
  input = (lociq_input){.path = (char[]){"b.csv"}, .sha256 = "77"};
  assert_null(lociq_recollection_reader(&recollection, &input));
  lociq_recollection_close(&recollection);
}

static void nothing_to_recall(void **state) {
  (void)state;
  char *account = NULL;
  assert_null(found(&key, &account)); /* no store */
  fixture_store();
  assert_null(found(&key, &account)); /* of no run */
  make_store(NULL);
  assert_null(found(&other, &account));
  assert_null(account);
}

static char *changed_text(const char *text, const char *from, const char *to) {
  const char *place = strstr(text, from);
  char *made = lociq_allocate(strlen(text) + strlen(to) + 1, 1);
  assert_non_null(place);
  (void)sprintf(made, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
  return made;
}

static char *half(const char *text) { return lociq_copy_bytes(text, strlen(text) / 2); }
static char *list(const char *text) {
  (void)text;
  return lociq_copy_text("[7]");
}
static char *beyond(const char *text) { return changed_text(text, "0-2", "0-3"); }
static char *fewer(const char *text) { return changed_text(text, "0-2", "0-1"); }
static char *elsewhere(const char *text) { return changed_text(text, "\"name\":\"employment\"", "\"name\":\"jobs\""); }
static char *other_shape(const char *text) { return changed_text(text, "\"parts\":", "\"parts\":1"); }
static char *other_values(const char *text) { return changed_text(text, "\"values\":\"", "\"values\":\"0"); }
static char *no_places(const char *text) { return changed_text(text, "\"region\":[", "\"region\":[7,"); }

/* Files are read again then; no fault is told. */
static void a_memo_that_is_spoilt_recalls_nothing(void **state) {
  (void)state;
  char *(*const changes[])(const char *) = {half, list, beyond, fewer, elsewhere, other_shape, other_values, no_places};
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    char *account = NULL;
    make_store(changes[i]);
    assert_null(found(&key, &account));
    assert_null(account);
  }
}

/* A figure that another program wrote over in the store. */
static void values_that_are_others_are_not_recalled(void **state) {
  (void)state;
  char *account = NULL;
  make_store(NULL);
  lociq_panel *panel = fixture_panel();
  for (size_t i = 0; i < panel->cubes[0]->parts[LOCIQ_BODY].count; i++)
    panel->cubes[0]->parts[LOCIQ_BODY].values[i] = (double)NAN;
  panel->cubes[0]->parts[LOCIQ_BODY].values[3] = 4; /* that was missing */
  panel->cubes[0]->parts[LOCIQ_BODY].flags[3] = 0;
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  FINE(lociq_store_merge(store, panel, error));
  fixture_commit(store);
  lociq_panel_free(panel);
  assert_null(found(&key, &account));
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  make_store(NULL);
  for (long n = 0; status == LOCIQ_NO_MEMORY; n++) {
    lociq_recollection recollection = {0};
    lociq_panel *panel = NULL;
    char *account = NULL;
    lociq_memory_fail_after(n);
    status = lociq_recollection_open("store.h5", &recollection, NULL);
    if (status == LOCIQ_OK) status = lociq_recollection_find(&recollection, &key, &panel, &account, NULL);
    lociq_memory_fail_after(-1);
    assert_int_equal(panel != NULL, status == LOCIQ_OK);
    assert_int_equal(account != NULL, status == LOCIQ_OK);
    free(account);
    lociq_panel_free(panel);
    lociq_recollection_close(&recollection);
    assert_true(n < 10000);
  }
  assert_int_equal(status, LOCIQ_OK);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(what_was_read_is_found_again),
                                     STORE_TEST(a_reader_is_known_by_file_and_digest),
                                     STORE_TEST(nothing_to_recall),
                                     STORE_TEST(a_memo_that_is_spoilt_recalls_nothing),
                                     STORE_TEST(values_that_are_others_are_not_recalled),
                                     STORE_TEST(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
