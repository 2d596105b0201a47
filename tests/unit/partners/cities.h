/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Six regions by their cities, and units made of them, for the tests of who may be
 * a partner and of ties.
 */
#ifndef LOCIQ_TESTS_CITIES_H
#define LOCIQ_TESTS_CITIES_H

#include <unistd.h>

#include "partners/filter.h"
#include "unit/partners/panels.h"

enum { CITIES = 6, VIENNA = 0, BRUSSELS, MUNICH, PARIS, MILAN, LONDON };

static const char *const city_codes[CITIES] = {"AT13", "BE10", "DE21", "FR10", "ITC4", "UKI1"};
static const double city_longitudes[CITIES] = {16.37, 4.35, 11.58, 2.35, 9.19, -0.13},
                    city_latitudes[CITIES] = {48.21, 50.85, 48.14, 48.86, 45.46, 51.51},
                    /* of the first industry and the second: together 120, 48, 75, 205, 310, 96 */
    city_sizes[CITIES * 2] = {100, 20, 40, 8, 25, 50, 5, 200, 300, 10, 90, 6};

/* A variable of regions, or of regions and industries. */
static inline double *add_cube(lociq_panel *panel, const char *name, bool by_industry, const double *values) {
  const unsigned shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | (by_industry ? LOCIQ_BY_INDUSTRY : 0u);
  const size_t count = lociq_panel_count(panel, shape);
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create(name, "measure", shape, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, count, false, NULL), LOCIQ_OK);
  memcpy(cube->parts[LOCIQ_BODY].values, values, count * sizeof *values);
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
  return cube->parts[LOCIQ_BODY].values;
}

static inline lociq_panel *cities_made(void) {
  lociq_panel *panel = panel_made(city_codes, CITIES, 2, city_sizes);
  lociq_member members[CITIES];
  for (size_t r = 0; r < CITIES; r++) members[r] = (lociq_member){.code = city_codes[r], .level = 2};
  lociq_axis_free(panel->axes[LOCIQ_REGION]);
  assert_int_equal(lociq_axis_create(LOCIQ_REGION, members, CITIES, &panel->axes[LOCIQ_REGION], NULL), LOCIQ_OK);
  return panel;
}

static inline void add_points(lociq_panel *panel) {
  (void)add_cube(panel, "longitude", false, city_longitudes);
  (void)add_cube(panel, "latitude", false, city_latitudes);
}

static inline lociq_statistics statistics_made(const lociq_panel *panel) {
  return (lociq_statistics){.panel = panel, .measure = "employment"};
}

/* items are borrowed. */
static inline lociq_units units_made(const lociq_panel *panel, lociq_unit *items, size_t count, size_t cluster) {
  return (lociq_units){.regions = panel->axes[LOCIQ_REGION],
                       .industries = panel->axes[LOCIQ_INDUSTRY],
                       .cluster = cluster,
                       .items = items,
                       .count = count};
}

/* Whole regions. items has room for all. */
static inline lociq_units whole_regions(const lociq_panel *panel, lociq_unit *items) {
  for (size_t r = 0; r < CITIES; r++) items[r] = (lociq_unit){r, LOCIQ_NONE, LOCIQ_NONE};
  return units_made(panel, items, CITIES, LOCIQ_NONE);
}

/* No distance can be told without points. */
static inline lociq_partner_filter *filter_made(const lociq_panel *panel, const lociq_units *units,
                                                const lociq_partner_options *options) {
  const lociq_statistics statistics = statistics_made(panel);
  lociq_partner_filter *filter = NULL;
  assert_int_equal(lociq_filter_create(&statistics, units, options, &filter, NULL), LOCIQ_OK);
  return filter;
}

/* An organisation of which only that is known. */
static inline lociq_organisation organisation_made(const char *code, const char *region, const char *country,
                                                   lociq_interest interest) {
  return (lociq_organisation){.code = (char *)(uintptr_t)code,
                              .region = (char *)(uintptr_t)region,
                              .industry = (char *)(uintptr_t) "",
                              .country = (char *)(uintptr_t)country,
                              .interest = interest,
                              .longitude = UNKNOWN,
                              .latitude = UNKNOWN};
}

static inline void write_side_file(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static inline lociq_partner_options no_options(void) {
  return (lociq_partner_options){.measure = "employment",
                                 .nearer_than = UNKNOWN,
                                 .farther_than = UNKNOWN,
                                 .minimum_size = UNKNOWN,
                                 .minimum_stars = UNKNOWN};
}

#endif
