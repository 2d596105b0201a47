/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/range.h"
#include "numeric/lanes.h"

static size_t lags(const lociq_value *options, long years[LOCIQ_LAGS]) {
  years[0] = options[0].integer;
  return 1;
}

/* Both years summed over the cells known in both. */
LOCIQ_CLONED static void sum_both(const lociq_row *row, double *now, double *then) {
  lociq_lanes own = lociq_lanes_all(0), other = own;
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes e = lociq_lanes_load(row->values + k), f = lociq_lanes_load(row->earlier[0] + k);
    const lociq_mask both = lociq_lanes_both(e, f);
    own += lociq_lanes_where(both, e);
    other += lociq_lanes_where(both, f);
  }
  *now = lociq_lanes_sum(own);
  *then = lociq_lanes_sum(other);
}

LOCIQ_CLONED static double distance(const lociq_row *row, double now, double then) {
  const lociq_lanes below = lociq_lanes_all(now), below_then = lociq_lanes_all(then);
  lociq_lanes sum = lociq_lanes_all(0);
  for (size_t k = 0; k < row->width; k += LOCIQ_LANES) {
    const lociq_lanes change =
        lociq_lanes_load(row->values + k) / below - lociq_lanes_load(row->earlier[0] + k) / below_then;
    sum += lociq_lanes_or_zero(lociq_lanes_absolute(change));
  }
  return lociq_lanes_sum(sum);
}

static void change(const lociq_row *row, double *result) {
  double now = 0, then = 0;
  sum_both(row, &now, &then);
  *result = NAN;
  if (now == 0 || then == 0 || isnan(row->earlier_total[0])) return;
  if (row->raw_shares) now = row->total;
  if (row->raw_shares) then = row->earlier_total[0];
  *result = lociq_at_most(distance(row, now, then) / 2, 1);
}

/* The earlier year's table, as if it were the year itself. */
static lociq_table earlier_of(const lociq_table *table) {
  lociq_table then = *table;
  then.values = table->earlier[0];
  then.total_region = table->earlier_total_region[0];
  return then;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    result[r] = NAN;
    if (table->earlier[0] == NULL) continue;
    const lociq_table then = earlier_of(table);
    double now_sum = 0, then_sum = 0, above = 0;
    for (size_t i = 0; i < table->industries; i++) {
      const double e = lociq_naive_value(table, r, i), f = lociq_naive_value(&then, r, i);
      now_sum += isnan(e) || isnan(f) ? 0 : e;
      then_sum += isnan(e) || isnan(f) ? 0 : f;
    }
    const double now_whole = lociq_naive_total_region(table, r), then_whole = lociq_naive_total_region(&then, r);
    if (now_sum == 0 || then_sum == 0 || !(fabs(now_whole) > 0) || !(fabs(then_whole) > 0)) continue;
    for (size_t i = 0; i < table->industries; i++) {
      const double s = lociq_naive_value(table, r, i) / (table->raw_shares ? now_whole : now_sum);
      const double before = lociq_naive_value(&then, r, i) / (table->raw_shares ? then_whole : then_sum);
      above += isnan(s - before) ? 0 : fabs(s - before);
    }
    result[r] = above / 2;
  }
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW, .vectors = LOCIQ_VALUES, .lags = lags, .row = change, .naive = naive};

const lociq_indicator lociq_indicator_structural_change = {
    .name = "structural_change",
    .title = "Structural change index",
    .family = "specialisation",
    .unit = "1",
    .formula = "1/2 sum_i abs(s_t - s_{t-k})",
    .reading =
        "The share of the region's jobs that changed industry within k years, on balance: 0 when its structure is what "
        "it was, 1 when nothing of it is left.",
    .note =
        "Missing where the panel lacks the year k years earlier. The shares of both years are rescaled to 1 over the "
        "industries known in both. Also called the Michaely or Lawrence index, or the norm of absolute values.",
    .reference =
        "Productivity Commission (1998): Aspects of Structural Change in Australia. Research Report, AusInfo, Canberra",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {{.name = "lag",
                 .help = "the number of years k between the two structures",
                 .type = LOCIQ_OPTION_INTEGER,
                 .preset = "1",
                 .minimum = 1,
                 .maximum = 1000}},
    .kernel = &kernel};
