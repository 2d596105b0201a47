/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/places.h"

#include "unit/partners/cities.h"

static const char path[] = "places_points.csv";

static lociq_status find(const lociq_panel *panel, const lociq_units *units, const char *points,
                         lociq_direction **places, lociq_error *error) {
  const lociq_statistics statistics = statistics_made(panel);
  lociq_partner_options options = no_options();
  options.points = points;
  *places = NULL;
  return lociq_units_places(&statistics, units, &options, places, error);
}

static void assert_at(lociq_direction place, double longitude, double latitude) {
  const lociq_direction expected = lociq_sphere_direction(longitude, latitude);
  assert_true(place.x == expected.x && place.y == expected.y && place.z == expected.z);
}

static void from_variables_or_a_file(void **state) {
  (void)state;
  lociq_panel *panel = cities_made();
  lociq_unit items[CITIES];
  const lociq_units units = whole_regions(panel, items);
  lociq_direction *places = NULL;
  assert_int_equal(find(panel, &units, NULL, &places, NULL), LOCIQ_OK);
  assert_null(places);
  (void)add_cube(panel, "longitude", false, city_longitudes);
  assert_int_equal(find(panel, &units, NULL, &places, NULL), LOCIQ_OK);
  assert_null(places); /* half a point is none */
  double *latitudes = add_cube(panel, "latitude", false, city_latitudes);
  latitudes[PARIS] = UNKNOWN;
  assert_int_equal(find(panel, &units, NULL, &places, NULL), LOCIQ_OK);
  assert_at(places[MILAN], 9.19, 45.46);
  assert_true(isnan(places[PARIS].x));
  free(places);
  write_side_file(path, "region,longitude,latitude\nFR10,2,49\n");
  assert_int_equal(find(panel, &units, path, &places, NULL), LOCIQ_OK);
  assert_at(places[PARIS], 2, 49);
  assert_true(isnan(places[MILAN].x)); /* the file takes the variables' place */
  free(places);
  lociq_panel_free(panel);
}

/* The first has a point of its own, the second its region's, the third none. */
static void an_organisation_knows_best(void **state) {
  (void)state;
  lociq_panel *panel = cities_made();
  lociq_organisation organisations[] = {organisation_made("a", "AT13", "", LOCIQ_INTEREST_NONE),
                                        organisation_made("b", "AT13", "", LOCIQ_INTEREST_NONE),
                                        organisation_made("c", "CH01", "", LOCIQ_INTEREST_NONE)};
  lociq_organisations all = {organisations, 3};
  lociq_unit items[] = {{VIENNA, 0, 0}, {VIENNA, 0, 1}, {LOCIQ_NONE, 0, 2}};
  lociq_units units = units_made(panel, items, 3, 0);
  lociq_direction *places = NULL;
  units.organisations = &all;
  organisations[0].longitude = 16;
  organisations[0].latitude = 48;
  assert_int_equal(find(panel, &units, NULL, &places, NULL), LOCIQ_OK);
  assert_at(places[0], 16, 48);
  assert_true(isnan(places[1].x));
  free(places);
  add_points(panel);
  assert_int_equal(find(panel, &units, NULL, &places, NULL), LOCIQ_OK);
  assert_at(places[0], 16, 48);
  assert_at(places[1], 16.37, 48.21);
  assert_true(isnan(places[2].x));
  free(places);
  lociq_panel_free(panel);
}

static void coordinates_out_of_range(void **state) {
  (void)state;
  static const double wrong[CITIES * 2] = {0, 0, 0, 90.5};
  lociq_unit items[CITIES];
  lociq_direction *places = NULL;
  lociq_error error = {0};
  lociq_panel *panel = cities_made();
  lociq_units units = whole_regions(panel, items);
  (void)add_cube(panel, "longitude", false, wrong);
  (void)add_cube(panel, "latitude", false, wrong);
  assert_int_equal(find(panel, &units, NULL, &places, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "latitude of region \"FR10\" is 90.5: expected degrees from -90 to 90");
  lociq_panel_free(panel);
  panel = cities_made();
  units = whole_regions(panel, items);
  (void)add_cube(panel, "longitude", true, wrong);
  (void)add_cube(panel, "latitude", false, wrong);
  error = (lociq_error){0};
  assert_int_equal(find(panel, &units, NULL, &places, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "longitude and latitude do not both lie over regions alone");
  lociq_panel_free(panel);
}

static int remove_file(void **state) {
  (void)state;
  (void)unlink(path);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(from_variables_or_a_file),
                                     cmocka_unit_test(an_organisation_knows_best),
                                     cmocka_unit_test(coordinates_out_of_range)};
  return cmocka_run_group_tests(tests, NULL, remove_file);
}
