/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder that goes away, and the panel of two years, three regions and two
 * industries from which the store's tests start.
 */
#ifndef LOCIQ_TESTS_STORE_FIXTURE_H
#define LOCIQ_TESTS_STORE_FIXTURE_H

#include <lociq/lociq.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

enum { YEAR_REGION = LOCIQ_BY_YEAR | LOCIQ_BY_REGION, CELLS = YEAR_REGION | LOCIQ_BY_INDUSTRY };

#define FINE(call)                                          \
  do {                                                      \
    lociq_error error_ = {0};                               \
    lociq_error *error = &error_;                           \
    if ((call) != LOCIQ_OK) fail_msg("%s", error_.message); \
  } while (0)

/* The call fails with this status and exactly this message. */
#define REFUSED(call, expected_status, expected)   \
  do {                                             \
    lociq_error error_ = {0};                      \
    lociq_error *error = &error_;                  \
    assert_int_equal((call), (expected_status));   \
    assert_string_equal(error_.message, expected); \
  } while (0)

static char fixture_folder[64];

static inline int make_folder(void **state) {
  (void)state;
  /* In memory where there is such a place: thousands of syncs to a disk take minutes. */
  (void)snprintf(fixture_folder, sizeof fixture_folder, "%s/lociq-store-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
  return mkdtemp(fixture_folder) == NULL || chdir(fixture_folder) != 0 ? 1 : 0;
}

static inline int remove_folder(void **state) {
  (void)state;
  (void)unlink("store.h5");
  return chdir("/") != 0 || rmdir(fixture_folder) != 0 ? 1 : 0; /* no clone and no lock may be left */
}

static inline lociq_axis *fixture_axis(lociq_axis_kind kind, const char *const *codes, size_t count) {
  lociq_member members[8];
  lociq_axis *axis = NULL;
  for (size_t i = 0; i < count; i++)
    members[i] =
        (lociq_member){.code = codes[i], .label = kind == LOCIQ_REGION ? codes[i] : NULL, .level = LOCIQ_NO_LEVEL};
  FINE(lociq_axis_create(kind, members, count, &axis, error));
  return axis;
}

/* Cells count up from `first`. */
static inline lociq_cube *fixture_cube(const lociq_panel *panel, const char *name, const char *kind, unsigned shape,
                                       double first) {
  lociq_cube *cube = NULL;
  const size_t count = lociq_panel_count(panel, shape);
  FINE(lociq_cube_create(name, kind, shape, &cube, error));
  FINE(lociq_cube_set_text(&cube->unit, "persons", error));
  FINE(lociq_cube_allocate(cube, LOCIQ_BODY, count, true, error));
  for (size_t i = 0; i < count; i++) cube->parts[LOCIQ_BODY].values[i] = first + (double)i;
  return cube;
}

static inline lociq_panel *fixture_axes(const char *const *years, size_t year_count, const char *const *regions,
                                        size_t region_count, const char *const *industries, size_t industry_count) {
  lociq_panel *panel = NULL;
  FINE(lociq_panel_create(&panel, error));
  panel->axes[LOCIQ_YEAR] = fixture_axis(LOCIQ_YEAR, years, year_count);
  panel->axes[LOCIQ_REGION] = fixture_axis(LOCIQ_REGION, regions, region_count);
  panel->axes[LOCIQ_INDUSTRY] = fixture_axis(LOCIQ_INDUSTRY, industries, industry_count);
  panel->axes[LOCIQ_AGGREGATE] = fixture_axis(LOCIQ_AGGREGATE, NULL, 0);
  return panel;
}

/* employment counts 1 … 12; the cell 2014, b, y is missing and confidential. */
static inline lociq_panel *fixture_panel(void) {
  static const char *const years[] = {"2014", "2015"}, *const regions[] = {"a", "b", "d"},
                           *const industries[] = {"x", "y"};
  lociq_panel *panel = fixture_axes(years, 2, regions, 3, industries, 2);
  lociq_cube *cube = fixture_cube(panel, "employment", "measure", CELLS, 1);
  cube->parts[LOCIQ_BODY].values[3] = (double)NAN;
  cube->parts[LOCIQ_BODY].flags[3] = LOCIQ_FLAG_CONFIDENTIAL;
  FINE(lociq_cube_allocate(cube, LOCIQ_TOTAL_REGION, 6, false, error));
  for (size_t i = 0; i < 6; i++) cube->parts[LOCIQ_TOTAL_REGION].values[i] = 100 + (double)i;
  FINE(lociq_panel_add(panel, cube, error));
  return panel;
}

static inline lociq_store *fixture_open(lociq_store_mode mode) {
  lociq_store *store = NULL;
  FINE(lociq_store_open("store.h5", mode, &store, error));
  return store;
}

static inline void fixture_commit(lociq_store *store) {
  FINE(lociq_store_commit(store, error));
  lociq_store_close(store);
}

/* The panel above as store.h5. */
static inline void fixture_store(void) {
  lociq_panel *panel = fixture_panel();
  lociq_store *store = fixture_open(LOCIQ_STORE_NEW);
  FINE(lociq_store_merge(store, panel, error));
  fixture_commit(store);
  lociq_panel_free(panel);
}

static inline void assert_values(const lociq_grid *grid, const double *expected, size_t count) {
  assert_int_equal(grid->count, count);
  for (size_t i = 0; i < count; i++)
    if (isnan(expected[i]) ? !isnan(grid->values[i]) : grid->values[i] != expected[i])
      fail_msg("value %zu is %g, expected %g", i, grid->values[i], expected[i]);
}

#endif
