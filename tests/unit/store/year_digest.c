/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/year_digest.h"

#include "read/digest.h"
#include "store/file.h"
#include "unit/store/fixture.h"

static const char first[] = "0123456789abcdef0123456789abcdef", second[] = "fedcba9876543210fedcba9876543210";

static void a_text_has_a_digest_for_a_year(void **state) {
  (void)state;
  char text[128];
  lociq_year_digest found;
  (void)snprintf(text, sizeof text, "12014:%s 2015:%s", first, second);
  assert_true(lociq_year_digest_find(text, "2015", &found));
  assert_string_equal(found.text, second);
  assert_true(lociq_year_digest_find(text, "12014", &found));
  assert_string_equal(found.text, first);
  const char *const none[] = {"2014", "015", "2015:", "20150", ""};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_false(lociq_year_digest_find(text, none[i], &found));
  const char *const broken[] = {"",
                                " ",
                                "2015",
                                "2015:",
                                "2015:abc",
                                "2015:abc 2016:0123456789abcdef0123456789abcdef",
                                "2015:0123456789abcdef0123456789abcdef0"};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
    assert_false(lociq_year_digest_find(broken[i], "2015", &found));
}

static void texts_are_written_as_they_are_found(void **state) {
  (void)state;
  static const char *const codes[] = {"2013", "2014", "2015"};
  lociq_axis *years = fixture_axis(LOCIQ_YEAR, codes, 3);
  lociq_year_digest digests[2] = {{""}, {""}};
  memcpy(digests[1].text, second, sizeof second);
  char *text = lociq_year_digests_text(years, 1, 2, digests);
  assert_string_equal(text, "2015:fedcba9876543210fedcba9876543210"); /* 2014 has none */
  free(text);
  memcpy(digests[0].text, first, sizeof first);
  text = lociq_year_digests_text(years, 1, 2, digests);
  lociq_year_digest found;
  assert_true(lociq_year_digest_find(text, "2014", &found));
  assert_string_equal(found.text, first);
  free(text);
  lociq_memory_fail_after(0);
  assert_null(lociq_year_digests_text(years, 1, 2, digests));
  lociq_memory_fail_after(-1);
  lociq_axis_free(years);
}

/* A dataset's year is the SHA-256 of its doubles, of which the first half is kept. */
static void a_year_is_its_values(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  for (size_t y = 0; y < 2; y++) {
    const double totals[3] = {100 + 3 * (double)y, 101 + 3 * (double)y, 102 + 3 * (double)y};
    lociq_digest expected;
    lociq_year_digest found;
    lociq_layout layout;
    hid_t dataset = -1;
    bool complete = false;
    FINE(lociq_digest_bytes(totals, sizeof totals, &expected, error));
    FINE(lociq_dataset_open(store, "employment_total_region", H5P_DEFAULT, &dataset, error));
    FINE(lociq_year_digest_read(store, "employment_total_region", dataset, y, &found, error));
    assert_memory_equal(found.text, expected.sha256, LOCIQ_YEAR_DIGEST_SIZE - 1);
    FINE(lociq_layout_read(store, "employment_total_region", dataset, &layout, &complete, error));
    FINE(
        lociq_year_digest_of(store, "employment_total_region", dataset, &layout, y, &found, error)); /* as it is kept */
    assert_memory_equal(found.text, expected.sha256, LOCIQ_YEAR_DIGEST_SIZE - 1);
    lociq_hdf5_close(dataset);
  }
  lociq_store_close(store);
}

/* Of the fixture, with another figure in a year. */
static lociq_year_digest digest_with(size_t cell, double value, size_t year) {
  lociq_panel *panel = fixture_panel();
  lociq_store *store = fixture_open(LOCIQ_STORE_NEW);
  lociq_year_digest found;
  panel->cubes[0]->parts[LOCIQ_BODY].values[cell] = value;
  FINE(lociq_store_merge(store, panel, error));
  FINE(lociq_store_year_digest(store, "employment", year, &found, error));
  lociq_panel_free(panel);
  lociq_store_close(store);
  return found;
}

static void a_figure_changes_its_year_alone(void **state) {
  (void)state;
  const lociq_year_digest before[2] = {digest_with(0, 1, 0), digest_with(0, 1, 1)};
  assert_string_not_equal(before[0].text, before[1].text);
  assert_string_equal(digest_with(0, 1, 0).text, before[0].text);
  assert_string_not_equal(digest_with(0, 1.5, 0).text, before[0].text);
  assert_string_equal(digest_with(0, 1.5, 1).text, before[1].text);
  assert_string_not_equal(digest_with(11, (double)NAN, 1).text, before[1].text);
}

static void what_is_not_there_has_none(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  lociq_year_digest found;
  REFUSED(lociq_store_year_digest(store, "absent", 0, &found, error), LOCIQ_NOT_FOUND,
          "store.h5 has no measure or indicator \"absent\"");
  lociq_store_close(store);
}

/* Kept beside the values, read from there, and dropped with them. */
static void what_is_kept_is_not_read(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  lociq_year_digest kept[2] = {{""}, {""}}, found;
  lociq_layout layout;
  hid_t dataset = -1;
  bool complete = false;
  memcpy(kept[1].text, second, sizeof second);
  FINE(lociq_dataset_open(store, "employment", H5P_DEFAULT, &dataset, error));
  FINE(lociq_layout_read(store, "employment", dataset, &layout, &complete, error));
  FINE(lociq_year_digests_drop(dataset, error));
  FINE(lociq_year_digests_keep(store, dataset, kept, error));
  FINE(lociq_year_digest_of(store, "employment", dataset, &layout, 1, &found, error));
  assert_string_equal(found.text, second);
  FINE(lociq_year_digest_of(store, "employment", dataset, &layout, 0, &found, error)); /* nothing is kept of it */
  assert_string_not_equal(found.text, "");
  FINE(lociq_year_digests_drop(dataset, error));
  FINE(lociq_year_digest_of(store, "employment", dataset, &layout, 1, &found, error));
  assert_string_not_equal(found.text, second);
  lociq_hdf5_close(dataset);
  lociq_store_close(store);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  fixture_store();
  for (long n = 0; status == LOCIQ_NO_MEMORY; n++) {
    lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
    lociq_year_digest found;
    hid_t dataset = -1;
    FINE(lociq_dataset_open(store, "employment", H5P_DEFAULT, &dataset, error));
    FINE(lociq_year_digests_drop(dataset, error));
    lociq_hdf5_close(dataset);
    lociq_memory_fail_after(n);
    status = lociq_store_year_digest(store, "employment", 1, &found, NULL);
    lociq_memory_fail_after(-1);
    lociq_store_close(store);
    assert_true(n < 100);
  }
  assert_int_equal(status, LOCIQ_OK);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_text_has_a_digest_for_a_year),
                                     cmocka_unit_test(texts_are_written_as_they_are_found),
                                     STORE_TEST(a_year_is_its_values),
                                     STORE_TEST(a_figure_changes_its_year_alone),
                                     STORE_TEST(what_is_not_there_has_none),
                                     STORE_TEST(what_is_kept_is_not_read),
                                     STORE_TEST(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
