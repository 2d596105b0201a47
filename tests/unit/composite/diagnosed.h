/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Twelve units, an index of two pillars of two indicators each, for the tests of diagnosis. The scores are the weighted
 * means of what is known.
 */
#ifndef LOCIQ_TESTS_DIAGNOSED_H
#define LOCIQ_TESTS_DIAGNOSED_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "composite/diagnosis.h"

enum { NODES = 7, UNITS = 12 };

static const double diagnosed_scores[UNITS * NODES] = {18.1,  16.0,  21.25,
                                                       12.0,  20.0,  70.0,
                                                       5.0,   45.2,  52.0,
                                                       35.0,  55.0,  49.0,
                                                       20.0,  40.0,  31.900000000000002,
                                                       33.0,  30.25, 31.0,
                                                       35.0,  55.0,  22.0,
                                                       54.9,  81.5,  15.0,
                                                       78.0,  85.0,  30.0,
                                                       10.0,  49.7,  42.0,
                                                       61.25, 44.0,  40.0,
                                                       62.0,  61.0,  66.4,
                                                       89.0,  32.5,  90.0,
                                                       88.0,  25.0,  35.0,
                                                       34.4,  19.0,  57.5,
                                                       23.0,  15.0,  80.0,
                                                       50.0,  68.1,  69.5,
                                                       66.0,  67.0,  72.0,
                                                       33.0,  77.0,  26.099999999999998,
                                                       34.0,  14.25, 38.0,
                                                       30.0,  48.0,  3.0,
                                                       58.1,  81.0,  23.75,
                                                       81.0,  NAN,   41.0,
                                                       18.0,  21.9,  7.0,
                                                       44.25, 5.0,   9.0,
                                                       90.0,  29.0,  56.2,
                                                       63.0,  46.0,  60.0,
                                                       66.0,  NAN,   46.0};

typedef struct diagnosed {
  lociq_design_node nodes[NODES];
  double scores[UNITS * NODES], ranks[UNITS * NODES], weights[NODES];
  lociq_design design;
  lociq_composition composition;
} diagnosed;

/* The units as those of one year, or half of them as each of two years'. */
static inline void diagnose(diagnosed *made, size_t years) {
  static const double weights[NODES] = {1, 0.6, 0.4, 0.5, 0.5, 0.25, 0.75};
  *made = (diagnosed){.design = {.nodes = made->nodes, .node_count = NODES, .column_count = 4}};
  for (size_t n = 0; n < NODES; n++) {
    made->weights[n] = weights[n];
    made->nodes[n] = (lociq_design_node){.parent = n == 0 ? LOCIQ_NONE : (n - 1) / 2,
                                         .first_part = n < 3 ? 2 * n + 1 : 0,
                                         .part_count = n < 3 ? 2 : 0,
                                         .level = n == 0  ? 0
                                                  : n < 3 ? 1
                                                          : 2,
                                         .column = n < 3 ? LOCIQ_NONE : n - 3};
  }
  for (size_t k = 0; k < UNITS * NODES; k++) made->scores[k] = diagnosed_scores[k];
  const lociq_table_of_units table = {.years = years, .units = UNITS / years, .columns = NODES, .values = made->scores};
  made->composition = (lociq_composition){.scores = table, .ranks = table, .weights = made->weights};
  made->composition.ranks.values = made->ranks;
  for (size_t year = 0; year < years; year++)
    for (size_t n = 0; n < NODES; n++) {
      const size_t first = year * (UNITS / years) * NODES + n;
      assert_int_equal(lociq_scores_rank(made->scores + first, UNITS / years, NODES, made->ranks + first, NODES, NULL),
                       LOCIQ_OK);
    }
}

static inline void check_within(double found, double expected, double tolerance) {
  if (isnan(expected) ? !isnan(found) : !(fabs(found - expected) <= tolerance))
    fail_msg("%.17g, expected %.17g", found, expected);
}

#endif
