/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/eligible.h"

#include "unit/partners/cities.h"

static const char path[] = "eligible_within.csv";

static lociq_panel *panel;

static int set_up(void **state) {
  (void)state;
  panel = cities_made();
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  lociq_panel_free(panel);
  (void)unlink(path);
  return 0;
}

static void assert_eligible(const lociq_units *units, lociq_partner_options options, const char *expected) {
  const lociq_statistics statistics = statistics_made(panel);
  bool *eligible = NULL;
  char found[16] = "";
  lociq_error error = {0};
  assert_int_equal(lociq_units_eligible(&statistics, units, &options, &eligible, &error), LOCIQ_OK);
  assert_non_null(eligible);
  assert_true(units->count < sizeof found);
  for (size_t u = 0; u < units->count; u++) found[u] = eligible[u] ? '1' : '0';
  assert_string_equal(found, expected);
  free(eligible);
}

static void assert_refused(lociq_partner_options options, lociq_status expected, const char *message) {
  const lociq_statistics statistics = statistics_made(panel);
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  bool *eligible = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_units_eligible(&statistics, &units, &options, &eligible, &error), expected);
  assert_string_equal(error.message, message);
  assert_null(eligible);
}

static void nothing_asked(void **state) {
  (void)state;
  const lociq_statistics statistics = statistics_made(panel);
  const lociq_partner_options options = no_options();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  bool *eligible = NULL;
  assert_int_equal(lociq_units_eligible(&statistics, &units, &options, &eligible, NULL), LOCIQ_OK);
  assert_null(eligible);
}

/* Parts of the first industry; an organisation of Munich's, one of no region, one of Milan and no industry. */
static lociq_organisation organisations[3];
static lociq_organisations all = {organisations, 3};

static lociq_units parts_of_a_cluster(lociq_unit items[6]) {
  static const lociq_unit parts[] = {{VIENNA, 0, LOCIQ_NONE}, {MUNICH, 0, 0},     {PARIS, 0, LOCIQ_NONE},
                                     {MILAN, 0, LOCIQ_NONE},  {LOCIQ_NONE, 0, 1}, {MILAN, LOCIQ_NONE, 2}};
  organisations[0] = organisation_made("bavaria", "DE21", "DE", LOCIQ_INTEREST_WILLING);
  organisations[1] = organisation_made("geneva", "CH013", "CH", LOCIQ_INTEREST_READY);
  organisations[2] = organisation_made("lombardy", "ITC4", "IT", LOCIQ_INTEREST_NONE);
  memcpy(items, parts, sizeof parts);
  lociq_units units = units_made(panel, items, 6, 0);
  units.organisations = &all;
  return units;
}

static void of_a_level(void **state) {
  (void)state;
  lociq_partner_options options = no_options();
  lociq_unit items[CITIES];
  options.level = "2";
  const lociq_units whole = whole_regions(panel, items), parts = parts_of_a_cluster(items);
  assert_eligible(&parts, options, "111101");
  (void)whole_regions(panel, items);
  assert_eligible(&whole, options, "111111");
  options.level = "nuts2";
  assert_eligible(&whole, options, "111111");
  options.level = "3";
  assert_refused(options, LOCIQ_INVALID, "no region is of level \"3\": there is 2");
  options.level = "nuts3";
  assert_refused(options, LOCIQ_INVALID, "no region is of level \"nuts3\": there is 2");
  options.level = "high";
  assert_refused(options, LOCIQ_INVALID, "no region is of level \"high\": there is 2");
  options.level = "";
  assert_refused(options, LOCIQ_INVALID, "no region is of level \"\": there is 2");
  options.level = "-1";
  assert_refused(options, LOCIQ_INVALID, "no region is of level \"-1\": there is 2");
}

static void levels_that_nobody_has(void **state) {
  (void)state;
  lociq_partner_options options = no_options();
  lociq_axis *levels = panel->axes[LOCIQ_REGION];
  panel->axes[LOCIQ_REGION] = axis_made(LOCIQ_REGION, "", city_codes, CITIES);
  options.level = "-1";
  assert_refused(options, LOCIQ_INVALID, "no region is of level \"-1\": the codes of the regions tell none");
  lociq_axis_free(panel->axes[LOCIQ_REGION]);
  panel->axes[LOCIQ_REGION] = levels;
}

/* 120, 48, 75, 205, 310, 96 by their known cells; Brussels' published total is 60, and of London nothing is known. */
static void of_a_size(void **state) {
  (void)state;
  lociq_partner_options options = no_options();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  options.minimum_size = 96;
  assert_eligible(&units, options, "100111");
  options.minimum_size = 60;
  assert_eligible(&units, options, "101111");
  lociq_cube *cube = panel->cubes[0];
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_TOTAL_REGION, CITIES, false, NULL), LOCIQ_OK);
  cube->parts[LOCIQ_TOTAL_REGION].values[BRUSSELS] = 60;
  double *london = cube->parts[LOCIQ_BODY].values + (size_t)2 * LONDON;
  london[0] = UNKNOWN;
  assert_eligible(&units, options, "111110");
  options.minimum_size = 0;
  assert_eligible(&units, options, "111111");
  london[1] = UNKNOWN;
  assert_eligible(&units, options, "111110");
  const lociq_units parts = parts_of_a_cluster(items);
  assert_eligible(&parts, options, "111100");
  options.minimum_size = 50;
  assert_eligible(&parts, options, "100100");
}

static void of_stars(void **state) {
  (void)state;
  static const double stars[CITIES * 2] = {3, 0, 1, 2, UNKNOWN, 1, 1, UNKNOWN, 0, 3, UNKNOWN, UNKNOWN};
  lociq_partner_options options = no_options();
  lociq_unit items[CITIES];
  options.minimum_stars = 2;
  assert_refused(options, LOCIQ_INVALID,
                 "a minimum of stars needs the indicator stars, which the store has not: compute it first");
  (void)add_cube(panel, "stars", true, stars);
  const lociq_units units = whole_regions(panel, items);
  assert_eligible(&units, options, "110010");
  options.minimum_stars = 1;
  assert_eligible(&units, options, "111110");
  const lociq_units parts = parts_of_a_cluster(items);
  assert_eligible(&parts, options, "101000");
}

static void stars_of_regions_alone(void **state) {
  (void)state;
  lociq_partner_options options = no_options();
  options.minimum_stars = 1;
  (void)add_cube(panel, "stars", false, city_longitudes);
  assert_refused(options, LOCIQ_INVALID, "stars does not lie over regions and industries");
}

static void within_a_list(void **state) {
  (void)state;
  lociq_partner_options options = no_options();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  options.within = path;
  write_side_file(path, "label,region\nall,DE\n,AT13\nnone,IT\nnowhere,ZZ\n,BE100\n");
  assert_eligible(&units, options, "101010");
  write_side_file(path, "region\nUKI1\nUKI1\nCH\n");
  assert_eligible(&units, options, "000001");
  const lociq_units parts = parts_of_a_cluster(items);
  assert_eligible(&parts, options, "000010");
}

static void lists_that_are_wrong(void **state) {
  (void)state;
  lociq_partner_options options = no_options();
  options.within = path;
  write_side_file(path, "code\nDE\n");
  assert_refused(options, LOCIQ_BAD_INPUT, "eligible_within.csv:1: there is no column \"region\"");
  write_side_file(path, "region,label\nDE,a\n,b\n");
  assert_refused(options, LOCIQ_BAD_INPUT, "eligible_within.csv:3: column \"region\" is \"\", expected a code");
  write_side_file(path, "region\nXX\nDE212\n");
  assert_refused(options, LOCIQ_BAD_INPUT, "eligible_within.csv: no region that may be a partner lies in one of its 2");
  write_side_file(path, "region\n");
  assert_refused(options, LOCIQ_BAD_INPUT, "eligible_within.csv: no region that may be a partner lies in one of its 0");
  options.within = "no_such_file.csv";
  assert_refused(options, LOCIQ_NOT_FOUND, "no_such_file.csv: No such file or directory");
}

static void of_an_interest(void **state) {
  (void)state;
  lociq_partner_options options = no_options();
  lociq_unit items[CITIES];
  lociq_units units = whole_regions(panel, items);
  options.interest = "willing";
  assert_refused(options, LOCIQ_INVALID, "an interest needs organisations, and the store has none");
  const lociq_units parts = parts_of_a_cluster(items);
  assert_eligible(&parts, options, "010010");
  options.interest = "ready";
  assert_eligible(&parts, options, "000010");
  units = whole_regions(panel, items);
  units.organisations = &all;
  assert_int_equal(lociq_units_locate(&units, NULL), LOCIQ_OK);
  assert_eligible(&units, options, "000000");
  options.interest = "willing";
  assert_eligible(&units, options, "001000");
  options.interest = "none"; /* told before that there are none */
  assert_refused(options, LOCIQ_INVALID, "interest is \"none\": expected willing or ready");
  free(units.organisation_regions);
  free(units.organisation_industries);
}

static void all_at_once(void **state) {
  (void)state;
  lociq_partner_options options = no_options();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  options.within = path;
  options.minimum_size = 100;
  write_side_file(path, "region\nAT\nDE\nIT\n");
  assert_eligible(&units, options, "100010");
}

int main(void) {
#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      CASE(nothing_asked),  CASE(of_a_level),    CASE(levels_that_nobody_has), CASE(of_a_size),
      CASE(of_stars),       CASE(within_a_list), CASE(stars_of_regions_alone), CASE(lists_that_are_wrong),
      CASE(of_an_interest), CASE(all_at_once)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
