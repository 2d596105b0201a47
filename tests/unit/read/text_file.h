/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tests of formats: a file from a text, read, and single cells of the result.
 */
#ifndef LOCIQ_TESTS_TEXT_FILE_H
#define LOCIQ_TESTS_TEXT_FILE_H

#include <lociq/read.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

typedef struct text_result {
  lociq_status status;
  lociq_error error;
  lociq_panel *panel;
  lociq_account account;
} text_result;

static inline void write_text(const char *path, const char *text, size_t length) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
}

static inline text_result read_paths(const char *const *paths, size_t count, const lociq_read_options *options) {
  text_result result = {0};
  lociq_input inputs[8] = {0};
  assert_true(count <= 8);
  result.status = lociq_read_files(paths, count, options, &result.panel, &result.account, inputs, &result.error);
  for (size_t i = 0; result.status == LOCIQ_OK && i < count; i++) {
    lociq_input_clear(&inputs[i]);
  }
  assert_int_equal(result.status, result.error.status);
  assert_true((result.panel != NULL) == (result.status == LOCIQ_OK));
  return result;
}

static inline text_result read_text(const char *path, const char *text, const lociq_read_options *options) {
  write_text(path, text, strlen(text));
  const text_result result = read_paths(&path, 1, options);
  remove(path);
  return result;
}

/* That reading the text fails so. */
static inline void assert_refused(const char *path, const char *text, const lociq_read_options *options,
                                  lociq_status status, const char *message) {
  const text_result result = read_text(path, text, options);
  assert_string_equal(result.error.message, message);
  assert_int_equal(result.status, status);
}

/* Every cell ended somewhere. */
static inline void assert_account_adds_up(const lociq_account *account) {
  uint64_t fates = account->combined + account->stored + account->totals + account->aggregates;
  for (size_t i = 0; i < account->reason_count; i++) {
    fates += account->reasons[i].cells;
  }
  assert_int_equal(account->values + account->missing + account->refused, account->cells);
  assert_int_equal(fates, account->values + account->missing);
}

/* The position of a cell of a part; any of the codes may be NULL where the part
 * lacks that axis. */
static inline size_t place_of(const lociq_panel *panel, const lociq_cube *cube, lociq_part part, const char *year,
                              const char *region, const char *industry) {
  static const struct {
    unsigned by;
    lociq_axis_kind kind;
  } axes[] = {{LOCIQ_BY_YEAR, LOCIQ_YEAR},
              {LOCIQ_BY_REGION, LOCIQ_REGION},
              {LOCIQ_BY_AGGREGATE, LOCIQ_AGGREGATE},
              {LOCIQ_BY_INDUSTRY, LOCIQ_INDUSTRY}};
  const unsigned shape = lociq_cube_part_shape(cube, part);
  size_t place = 0;
  for (size_t i = 0; i < sizeof axes / sizeof axes[0]; i++) {
    if ((shape & axes[i].by) == 0) {
      continue;
    }
    const char *code = axes[i].kind == LOCIQ_YEAR ? year : axes[i].kind == LOCIQ_INDUSTRY ? industry : region;
    const size_t at = lociq_axis_find(panel->axes[axes[i].kind], code);
    assert_true(at != LOCIQ_NONE);
    place = place * lociq_axis_count(panel->axes[axes[i].kind]) + at;
  }
  return place;
}

static inline double value_of(const lociq_panel *panel, const char *measure, lociq_part part, const char *year,
                              const char *region, const char *industry) {
  const lociq_cube *cube = lociq_panel_find(panel, measure);
  assert_non_null(cube);
  assert_non_null(cube->parts[part].values);
  const size_t place = place_of(panel, cube, part, year, region, industry);
  assert_true(place < cube->parts[part].count);
  return cube->parts[part].values[place];
}

static inline uint16_t flags_of(const lociq_panel *panel, const char *measure, lociq_part part, const char *year,
                                const char *region, const char *industry) {
  const lociq_cube *cube = lociq_panel_find(panel, measure);
  assert_non_null(cube);
  const size_t place = place_of(panel, cube, part, year, region, industry);
  return cube->parts[part].flags == NULL ? 0 : cube->parts[part].flags[place];
}

/* The path of a published file; false where there is none. */
static inline bool find_published(const char *name, char *text, size_t size) {
  snprintf(text, size, "%s/data/%s", getenv("LOCIQ_SHARED") != NULL ? getenv("LOCIQ_SHARED") : ".", name);
  FILE *file = fopen(text, "rb");
  if (file != NULL) {
    fclose(file);
  }
  return file != NULL;
}

/* What a part holds: how many values are missing, how many have a flag, and the
 * sum of the others in units of 1/scale, which is exact. */
typedef struct grid_sum {
  size_t count, missing, flagged[LOCIQ_FLAG_COUNT];
  long long sum;
} grid_sum;

static inline grid_sum sum_grid(const lociq_grid *grid, double scale) {
  grid_sum found = {.count = grid->count};
  for (size_t i = 0; i < grid->count; i++) {
    if (isnan(grid->values[i])) {
      found.missing++;
    } else {
      found.sum += llround(grid->values[i] * scale);
    }
    for (size_t k = 0; grid->flags != NULL && k < LOCIQ_FLAG_COUNT; k++) {
      found.flagged[k] += (grid->flags[i] & lociq_flags[k].bit) != 0 ? 1 : 0;
    }
  }
  return found;
}

#endif
