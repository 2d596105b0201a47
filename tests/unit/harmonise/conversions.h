/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Panels and concordances from texts.
 */
#ifndef LOCIQ_TESTS_UNIT_HARMONISE_CONVERSIONS_H
#define LOCIQ_TESTS_UNIT_HARMONISE_CONVERSIONS_H

#include "core/memory.h"
#include "harmonise/concordance.h"
#include "unit/read/reading.h"

#define UNKNOWN ((double)NAN)

/* A tidy table as a panel, which the caller frees. */
static inline lociq_panel *panel_of(const char *text) {
  lociq_read_options options = lociq_read_options_default();
  reading made = read_text("harmonise_panel.csv", text, &options);
  if (made.status != LOCIQ_OK) fail_msg("%s", made.error.message);
  lociq_panel *panel = made.panel;
  made.panel = NULL;
  clear_reading(&made);
  return panel;
}

/* Reads a concordance named table.csv. */
static inline lociq_status read_table(const char *text, const lociq_concordance_options *options,
                                      lociq_concordance **concordance, lociq_error *error) {
  const lociq_concordance_options plain = lociq_concordance_options_default();
  write_file("table.csv", text, strlen(text));
  const lociq_status status =
      lociq_concordance_read("table.csv", options == NULL ? &plain : options, concordance, NULL, error);
  (void)remove("table.csv");
  return status;
}

static inline lociq_concordance *table_of(const char *text) {
  lociq_concordance *concordance = NULL;
  lociq_error error = {0};
  if (read_table(text, NULL, &concordance, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  return concordance;
}

static inline const lociq_grid *part_of(const lociq_panel *panel, const char *measure, lociq_part part) {
  const lociq_cube *cube = lociq_panel_find(panel, measure);
  if (cube == NULL) fail_msg("there is no %s", measure);
  return &cube->parts[part];
}

/* Bit for bit, but for NaN, which is any. */
static inline void assert_cells(const lociq_grid *grid, const double *expected, size_t count) {
  assert_int_equal(grid->count, count);
  for (size_t i = 0; i < count; i++)
    if (isnan(expected[i]) ? !isnan(grid->values[i]) : memcmp(&grid->values[i], &expected[i], sizeof(double)) != 0)
      fail_msg("cell %zu is %.17g, expected %.17g", i, grid->values[i], expected[i]);
}

static inline void assert_axis(const lociq_axis *axis, const char *codes) {
  char found[512] = "";
  for (size_t i = 0; i < lociq_axis_count(axis); i++) {
    if (i > 0) strcat(found, " ");
    strcat(found, lociq_axis_code(axis, i));
  }
  assert_string_equal(found, codes);
}

#endif
