/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"

/* Keeps the largest so far in descending order. */
static void insert(double *largest, size_t *kept, size_t top, double value) {
  if (*kept == top && !(value > largest[top - 1])) return;
  size_t place = *kept < top ? (*kept)++ : top - 1;
  for (; place > 0 && largest[place - 1] < value; place--) largest[place] = largest[place - 1];
  largest[place] = value;
}

static void ratio(const lociq_column *column, double *result) {
  double *largest = column->scratch, sum = 0, above = 0;
  const size_t wanted = (size_t)column->options[0].integer, top = wanted < column->regions ? wanted : column->regions;
  size_t kept = 0;
  for (size_t r = 0; r < column->regions; r++) {
    if (isnan(column->values[r])) continue;
    sum += column->values[r];
    insert(largest, &kept, top, column->values[r]);
  }
  for (size_t k = 0; k < kept; k++) above += largest[k];
  *result = sum == 0 ? (double)NAN : lociq_at_most(above / (column->raw_shares ? column->industry_total : sum), 1);
}

/* Takes the largest away, one after the other. */
static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    double sum = 0, above = 0, last = INFINITY;
    size_t last_region = 0;
    for (size_t r = 0; r < table->regions; r++)
      if (!isnan(lociq_naive_location(table, r, i))) sum += lociq_naive_location(table, r, i);
    for (long k = 0; k < table->options[0].integer; k++) {
      double most = -INFINITY;
      size_t place = table->regions;
      for (size_t r = 0; r < table->regions; r++) {
        const double a = lociq_naive_location(table, r, i);
        const bool left = a < last || (a == last && r > last_region);
        if (!left || !(a > most)) continue;
        most = a;
        place = r;
      }
      if (place == table->regions) break;
      above += most;
      last = most;
      last_region = place;
    }
    result[i] = sum == 0 ? NAN : above / (table->raw_shares ? 1 : sum);
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_COLUMN, .scratch = 1, .column = ratio, .naive = naive};

const lociq_indicator lociq_indicator_concentration_ratio = {
    .name = "concentration_ratio",
    .title = "Concentration ratio",
    .family = "concentration",
    .unit = "1",
    .formula = "sum of the `top` largest a",
    .reading = "The part of the industry that lies in the regions which have most of it, four unless said.",
    .note =
        "The known regions' parts are rescaled to 1. With shares=raw they are parts of the industry's total: where "
        "large regions are suppressed the ratio is then a lower bound. It is held against no other distribution: a "
        "alone counts, so that there is no option `distribution`.",
    .reference =
        "Curry, B. and George, K. D. (1983): Industrial concentration: a survey. The Journal of Industrial Economics "
        "31(3), 203-255",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {{.name = "top",
                 .help = "the number of regions that are counted",
                 .type = LOCIQ_OPTION_INTEGER,
                 .preset = "4",
                 .minimum = 1,
                 .maximum = 1e9}},
    .kernel = &kernel};
