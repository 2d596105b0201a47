/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <hdf5.h>

#include "unit/store/fixture.h"

enum { V2006 = 1, V2010 = 2, V2013 = 4, V2016 = 8, V2021 = 16, V2024 = 32 };

/* gdp of one year and these regions, all known. */
static lociq_panel *panel_of(const char *year, const char *const *regions, size_t count) {
  const char *const years[] = {year};
  lociq_panel *panel = fixture_axes(years, 1, regions, count, NULL, 0);
  FINE(lociq_panel_add(panel, fixture_cube(panel, "gdp", "measure", YEAR_REGION, 1), error));
  return panel;
}

static lociq_status merge_into(lociq_store_mode mode, const char *year, const char *const *regions, size_t count,
                               lociq_error *error) {
  lociq_panel *panel = panel_of(year, regions, count);
  lociq_store *store = fixture_open(mode);
  lociq_status status = lociq_store_merge(store, panel, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, error);
  lociq_store_close(store);
  lociq_panel_free(panel);
  return status;
}

static void expect_vintages(lociq_vintages expected) {
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  assert_int_equal(lociq_store_vintages(store), expected);
  lociq_store_close(store);
}

static void the_vintage_narrows_as_imports_come(void **state) {
  (void)state;
  static const char *const first[] = {"AT11", "FR21"}, *const second[] = {"EL51"}, *const third[] = {"AT11", "AT12"};
  FINE(merge_into(LOCIQ_STORE_NEW, "2014", first, 2, error));
  expect_vintages(V2006 | V2010 | V2013);
  FINE(merge_into(LOCIQ_STORE_IMPORT, "2015", second, 1, error));
  expect_vintages(V2013);
  FINE(merge_into(LOCIQ_STORE_IMPORT, "2016", third, 2, error));
  expect_vintages(V2013);
  FINE(merge_into(LOCIQ_STORE_NEW, "2016", third, 2, error));
  expect_vintages(LOCIQ_ALL_VINTAGES);
}

static void other_classifications_have_none(void **state) {
  (void)state;
  static const char *const first[] = {"a", "b"}, *const second[] = {"01001"};
  FINE(merge_into(LOCIQ_STORE_NEW, "2014", first, 2, error));
  expect_vintages(0);
  FINE(merge_into(LOCIQ_STORE_NEW, "2014", second, 1, error));
  expect_vintages(0);
}

static void another_vintage_is_refused_before_anything_changes(void **state) {
  (void)state;
  static const char *const first[] = {"AT11", "FR21", "EL51"}, *const second[] = {"AT11", "FRF2"};
  FINE(merge_into(LOCIQ_STORE_NEW, "2014", first, 3, error));
  lociq_panel *panel = panel_of("2015", second, 2);
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  REFUSED(lociq_store_merge(store, panel, error), LOCIQ_CONFLICT,
          "FR21 of store.h5 is of NUTS 2013 and earlier, FRF2 of what is imported of 2016 and later: convert one of "
          "them with lociq harmonise");
  assert_int_equal(lociq_axis_count(lociq_store_panel(store)->axes[LOCIQ_REGION]), 3);
  fixture_commit(store); /* it is whole still */
  lociq_panel_free(panel);
  expect_vintages(V2013);
}

/* Each two of these go together; the three do not. */
static void three_that_do_not_go_together_are_refused_too(void **state) {
  (void)state;
  static const char *const first[] = {"BE221", "FI1B1"}, *const second[] = {"HR021"};
  FINE(merge_into(LOCIQ_STORE_NEW, "2014", first, 2, error));
  expect_vintages(V2010 | V2013 | V2016);
  REFUSED(merge_into(LOCIQ_STORE_IMPORT, "2015", second, 1, error), LOCIQ_CONFLICT,
          "store.h5 is of NUTS 2010, 2013 and 2016, what is imported of 2006, 2021 and 2024: convert one of them with "
          "lociq harmonise");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  static const char *const first[] = {"AT11", "FR21"}, *const second[] = {"FRF2"};
  FINE(merge_into(LOCIQ_STORE_NEW, "2014", first, 2, error));
  for (long n = 0;; n++) {
    lociq_panel *panel = panel_of("2014", second, 1);
    lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_store_merge(store, panel, NULL);
    lociq_memory_fail_after(-1);
    lociq_store_close(store);
    lociq_panel_free(panel);
    if (status == LOCIQ_CONFLICT) break;
    assert_int_equal(status, LOCIQ_NO_MEMORY);
  }
  expect_vintages(V2006 | V2010 | V2013);
}

/* Writes the attribute as another program would; text NULL: two numbers. */
static void spoil(const char *text) {
  const hid_t file = H5Fopen("store.h5", H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t region = H5Dopen2(file, "region", H5P_DEFAULT);
  const hsize_t two = 2;
  const int numbers[] = {2013, 2016};
  const hid_t type = H5Tcopy(text == NULL ? H5T_NATIVE_INT : H5T_C_S1);
  const hid_t space = text == NULL ? H5Screate_simple(1, &two, NULL) : H5Screate(H5S_SCALAR);
  if (text != NULL) assert_true(H5Tset_size(type, H5T_VARIABLE) >= 0 && H5Tset_cset(type, H5T_CSET_UTF8) >= 0);
  assert_true(H5Adelete(region, "nuts_vintage") >= 0);
  const hid_t attribute = H5Acreate2(region, "nuts_vintage", type, space, H5P_DEFAULT, H5P_DEFAULT);
  assert_true(H5Awrite(attribute, type, text == NULL ? (const void *)numbers : (const void *)&text) >= 0);
  (void)H5Aclose(attribute);
  (void)H5Sclose(space);
  (void)H5Tclose(type);
  (void)H5Dclose(region);
  (void)H5Fclose(file);
}

static void a_spoilt_attribute_is_told(void **state) {
  (void)state;
  static const char *const first[] = {"AT11", "FR21"};
  lociq_store *store = NULL;
  FINE(merge_into(LOCIQ_STORE_NEW, "2014", first, 2, error));
  spoil("2014");
  REFUSED(lociq_store_open("store.h5", LOCIQ_STORE_READ, &store, error), LOCIQ_BAD_INPUT,
          "store.h5: nuts_vintage of region is \"2014\", expected years such as 2010 2013");
  spoil("2013\x1b[2J");
  REFUSED(lociq_store_open("store.h5", LOCIQ_STORE_READ, &store, error), LOCIQ_BAD_INPUT,
          "store.h5: nuts_vintage of region is \"2013\\x1B[2J\", expected years such as 2010 2013");
  spoil(NULL);
  REFUSED(lociq_store_open("store.h5", LOCIQ_STORE_READ, &store, error), LOCIQ_BAD_INPUT,
          "the attribute nuts_vintage of region is no text");
  spoil("2010 2016");
  expect_vintages(V2010 | V2016);
}

static void info_tells_of_regions_of_other_vintages(void **state) {
  (void)state;
  static const char *const regions[] = {"AT11", "FR21", "FRF2"};
  lociq_panel *panel = panel_of("2014", regions, 3);
  lociq_store *store = fixture_open(LOCIQ_STORE_NEW);
  char *text = NULL;
  panel->cubes[0]->parts[LOCIQ_BODY].values[1] = (double)NAN;
  FINE(lociq_store_merge(store, panel, error));
  FINE(lociq_store_info(store, &text, error));
  assert_non_null(strstr(text, "\nvintage    NUTS 2016 2021 2024; 1 of other vintages: FR21\n"));
  free(text);
  fixture_commit(store);
  lociq_panel_free(panel);
  FINE(lociq_store_verify("store.h5", &text, error));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_vintage_narrows_as_imports_come),
      cmocka_unit_test(other_classifications_have_none),
      cmocka_unit_test(another_vintage_is_refused_before_anything_changes),
      cmocka_unit_test(three_that_do_not_go_together_are_refused_too),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(a_spoilt_attribute_is_told),
      cmocka_unit_test(info_tells_of_regions_of_other_vintages),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
