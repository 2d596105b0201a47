/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What tests of readers share: a text becomes a file, the file a panel.
 */
#ifndef LOCIQ_TESTS_UNIT_READ_READING_H
#define LOCIQ_TESTS_UNIT_READ_READING_H

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

#include "read/files.h"
#include "read/lines.h"

typedef struct reading {
  lociq_status status;
  lociq_error error;
  lociq_panel *panel;
  lociq_account account;
  lociq_input inputs[4];
} reading;

/* Writes the bytes to a file of that name in the folder of the test program's
 * run; names are apart, as tests run side by side. */
static inline void write_file(const char *path, const char *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
}

static inline reading read_paths(const char *const *paths, size_t count, const lociq_read_options *options,
                                 size_t window) {
  reading made = {0};
  made.status = lociq_read_windows(paths, count, options, window, &made.panel, &made.account, made.inputs, &made.error);
  return made;
}

static inline reading read_text(const char *path, const char *text, const lociq_read_options *options) {
  write_file(path, text, strlen(text));
  const reading made = read_paths(&path, 1, options, LOCIQ_WINDOW);
  (void)remove(path);
  return made;
}

static inline void clear_reading(reading *made) {
  lociq_panel_free(made->panel);
  for (size_t i = 0; i < sizeof made->inputs / sizeof made->inputs[0]; i++) lociq_input_clear(&made->inputs[i]);
}

/* The error of reading a text, whole. */
static inline void assert_error(const char *path, const char *text, const lociq_read_options *options,
                                lociq_status status, const char *message) {
  reading made = read_text(path, text, options);
  assert_string_equal(made.error.message, message);
  assert_int_equal(made.status, status);
  assert_null(made.panel);
  clear_reading(&made);
}

static inline void assert_values(const reading *made, const char *name, lociq_part part, const double *values,
                                 size_t count) {
  const lociq_cube *cube = lociq_panel_find(made->panel, name);
  assert_non_null(cube);
  assert_int_equal(cube->parts[part].count, count);
  for (size_t i = 0; i < count; i++) {
    const double found = cube->parts[part].values[i];
    if (!(found == values[i] || (isnan(found) && isnan(values[i]))))
      fail_msg("%s, part %d, value %zu: %g, expected %g", name, (int)part, i, found, values[i]);
  }
}

#endif
