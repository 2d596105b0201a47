/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns for the tests: every second value of an array, so that the stride shows.
 */
#ifndef LOCIQ_TESTS_COLUMNS_H
#define LOCIQ_TESTS_COLUMNS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "composite/column.h"

enum { COLUMN_LONGEST = 64 };

typedef struct held_column {
  double values[2 * COLUMN_LONGEST];
  lociq_column_of_units column;
} held_column;

static inline void hold(held_column *held, const double *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    held->values[2 * i] = values[i];
    held->values[2 * i + 1] = -777;
  }
  held->column = (lociq_column_of_units){.values = held->values, .count = count, .stride = 2};
}

/* The numbers of COINr have 15 digits. */
static inline void check_number(double found, double expected) {
  if (isnan(expected) ? !isnan(found) : !(fabs(found - expected) <= 2e-14 * fmax(1, fabs(expected))))
    fail_msg("%.17g, expected %.17g", found, expected);
}

static inline void check_column(const held_column *held, const double *expected) {
  for (size_t i = 0; i < held->column.count; i++) {
    check_number(held->values[2 * i], expected[i]);
    assert_true(held->values[2 * i + 1] == -777);
  }
}

#endif
