/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/filter.h"

#include "unit/partners/cities.h"

static const char path[] = "filter_side.csv";

static lociq_partner_filter *filter_of(const lociq_panel *panel, const lociq_units *units,
                                       lociq_partner_options options) {
  const lociq_statistics statistics = statistics_made(panel);
  lociq_partner_filter *filter = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_filter_create(&statistics, units, &options, &filter, &error), LOCIQ_OK);
  return filter;
}

/* Who may be whose: a row of 0 and 1 a unit. */
static void assert_allowed(const lociq_panel *panel, const lociq_units *units, lociq_partner_options options,
                           const char *const *expected) {
  lociq_partner_filter *filter = filter_of(panel, units, options);
  for (size_t own = 0; own < units->count; own++) {
    char found[16] = "";
    assert_true(units->count < sizeof found);
    for (size_t other = 0; other < units->count; other++)
      found[other] = lociq_filter_allows(filter, own, other) ? '1' : '0';
    assert_string_equal(found, expected[own]);
  }
  lociq_filter_free(filter);
}

static void assert_refused(const lociq_panel *panel, const lociq_units *units, lociq_partner_options options,
                           lociq_status expected, const char *message) {
  const lociq_statistics statistics = statistics_made(panel);
  lociq_partner_filter *filter = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_filter_create(&statistics, units, &options, &filter, &error), expected);
  assert_string_equal(error.message, message);
  assert_null(filter);
}

static void all_but_itself(void **state) {
  (void)state;
  static const char *const expected[] = {"011111", "101111", "110111", "111011", "111101", "111110"};
  lociq_panel *panel = cities_made();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  assert_allowed(panel, &units, no_options(), expected);
  lociq_partner_filter *filter = filter_of(panel, &units, no_options());
  assert_true(lociq_filter_is_open(filter));
  assert_true(isnan(lociq_filter_distance(filter, 0, 1)));
  lociq_filter_free(filter);
  lociq_panel_free(panel);
}

/* By numpy: Vienna to Munich 355.2 km, Munich to Milan 349.1, Paris to London 343.5, Brussels to London 320.7, Paris to
 * Brussels 263.6; all others are farther than 600. */
static void nearer_and_farther(void **state) {
  (void)state;
  static const char *const near[] = {"001000", "000101", "100010", "010001", "001000", "010100"};
  static const char *const ring[] = {"001000", "000001", "100010", "000001", "001000", "010100"};
  static const char *const far[] = {"010111", "101010", "010101", "101010", "110101", "101010"};
  lociq_panel *panel = cities_made();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  lociq_partner_options options = no_options();
  add_points(panel);
  options.nearer_than = 400;
  assert_allowed(panel, &units, options, near);
  options.farther_than = 300;
  assert_allowed(panel, &units, options, ring);
  options.nearer_than = UNKNOWN;
  options.farther_than = 400;
  assert_allowed(panel, &units, options, far);
  lociq_partner_filter *filter = filter_of(panel, &units, options);
  assert_false(lociq_filter_is_open(filter));
  /* by R, with the formula of haversines */
  assert_true(fabs(lociq_filter_distance(filter, VIENNA, MUNICH) - 355.21242866611863) < 1e-10);
  assert_true(fabs(lociq_filter_distance(filter, LONDON, MILAN) - 960.05128207140319) < 1e-10);
  lociq_filter_free(filter);
  lociq_panel_free(panel);
}

static void unknown_points_are_neither_near_nor_far(void **state) {
  (void)state;
  static const char *const expected[] = {"001000", "000000", "100000", "000000", "000000", "000000"};
  lociq_panel *panel = cities_made();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  lociq_partner_options options = no_options();
  options.points = path;
  options.farther_than = 0;
  write_side_file(path, "region,longitude,latitude\nDE21,11.58,48.14\nAT13,16.37,48.21\n");
  assert_allowed(panel, &units, options, expected);
  lociq_panel_free(panel);
}

/* Two organisations of Vienna's first industry, one of its second, and one in no region. */
static void organisations_of_one_place(void **state) {
  (void)state;
  static const char *const open[] = {"00111", "00111", "11011", "11101", "11110"};
  static const char *const abroad[] = {"00011", "00011", "00011", "11100", "11100"};
  lociq_panel *panel = cities_made();
  lociq_organisation organisations[] = {organisation_made("a", "AT13", "AT", LOCIQ_INTEREST_NONE),
                                        organisation_made("b", "AT13", "AT", LOCIQ_INTEREST_NONE),
                                        organisation_made("c", "AT13", "AT", LOCIQ_INTEREST_NONE),
                                        organisation_made("d", "DEZZ1", "DE", LOCIQ_INTEREST_NONE)};
  lociq_organisations all = {organisations, 4};
  lociq_unit items[] = {{VIENNA, 0, 0}, {VIENNA, 0, 1}, {VIENNA, 1, 2}, {MUNICH, 0, LOCIQ_NONE}, {LOCIQ_NONE, 0, 3}};
  lociq_units units = units_made(panel, items, 5, 0);
  lociq_partner_options options = no_options();
  units.organisations = &all;
  assert_allowed(panel, &units, options, open);
  options.exclude_country = true;
  assert_allowed(panel, &units, options, abroad);
  lociq_panel_free(panel);
}

static void what_cannot_be_known(void **state) {
  (void)state;
  lociq_panel *panel = cities_made();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  lociq_partner_options options = no_options();
  options.nearer_than = 100;
  assert_refused(panel, &units, options, LOCIQ_INVALID,
                 "nearer_than needs points: a file of them, or the region variables longitude and latitude");
  options.nearer_than = -1;
  assert_refused(panel, &units, options, LOCIQ_INVALID, "nearer_than is -1: expected kilometres, from 0");
  options.nearer_than = UNKNOWN;
  options.farther_than = 100;
  assert_refused(panel, &units, options, LOCIQ_INVALID,
                 "farther_than needs points: a file of them, or the region variables longitude and latitude");
  options.points = path;
  write_side_file(path, "region,longitude,latitude\nXX,1,2\n");
  assert_refused(panel, &units, options, LOCIQ_BAD_INPUT, "filter_side.csv:2: region \"XX\" is not in the store");
  lociq_panel_free(panel);
}

static void without_memory(void **state) {
  (void)state;
  lociq_panel *panel = cities_made();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  const lociq_statistics statistics = statistics_made(panel);
  lociq_partner_options options = no_options();
  options.exclude_country = true;
  options.within = path;
  options.minimum_size = 1;
  options.minimum_stars = 1;
  options.level = "2";
  options.interest = NULL;
  add_points(panel);
  (void)add_cube(panel, "stars", true, city_sizes);
  write_side_file(path, "region\nAT\nDE\n");
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_partner_filter *filter = NULL;
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = lociq_filter_create(&statistics, &units, &options, &filter, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && filter == NULL && error.message[0] != '\0'));
    lociq_filter_free(filter);
    assert_true(n < 1000);
  }
  lociq_panel_free(panel);
}

static int remove_file(void **state) {
  (void)state;
  (void)unlink(path);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_but_itself),
                                     cmocka_unit_test(nearer_and_farther),
                                     cmocka_unit_test(unknown_points_are_neither_near_nor_far),
                                     cmocka_unit_test(organisations_of_one_place),
                                     cmocka_unit_test(what_cannot_be_known),
                                     cmocka_unit_test(without_memory)};
  return cmocka_run_group_tests(tests, NULL, remove_file);
}
