/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"

/* The state: Σ(a_i−g_i)(a_j−g_j), then Σ g_i g_j, of each the rows of a triangle one after
 * the other: that of i begins with the lanes in which i is. g_i is the distribution over the
 * regions where i is known: for complete data that of all. */
static size_t row_of(size_t industry, size_t width) {
  const size_t before = industry / LOCIQ_LANES, lanes = LOCIQ_LANES;
  return industry * width - before * lanes * (lanes * (before - 1) / 2 + industry % lanes);
}

static size_t state_size(size_t industries, size_t width, const lociq_value *options) {
  (void)options;
  return 2 * row_of(industries, width) * sizeof(double);
}

LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  const size_t width = row->width, industries = row->industries;
  double *products = state, *squares = products + row_of(industries, width), *distances = row->scratch;
  for (size_t k = 0; k < width; k += LOCIQ_LANES)
    lociq_lanes_store(distances + k,
                      lociq_lanes_load(row->matched_location + k) - lociq_lanes_load(row->matched_distribution + k));
  for (size_t i = 0; i < industries; i++) {
    const double distance = distances[i], part = row->matched_distribution[i];
    for (size_t k = i / LOCIQ_LANES * LOCIQ_LANES; k < width; k += LOCIQ_LANES) {
      lociq_state_add(products, distance * lociq_lanes_load(distances + k));
      lociq_state_add(squares, part * lociq_lanes_load(row->matched_distribution + k));
      products += LOCIQ_LANES;
      squares += LOCIQ_LANES;
    }
  }
}

static void merge(void *state, const void *later, size_t industries, size_t width) {
  lociq_merge_one(state, later, industries, 2 * row_of(industries, width));
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  const double *products = state, *squares = products + row_of(industries, width);
  for (size_t i = 0; i < industries; i++)
    for (size_t j = i; j < industries; j++) {
      const size_t own = row_of(i, width) + i % LOCIQ_LANES, other = row_of(j, width) + j % LOCIQ_LANES;
      const size_t pair = own + j - i;
      const bool known = squares[own] > 0 && squares[other] > 0;
      const double below = 1 - squares[pair];
      const double value = known && below > 0 ? products[pair] / below : NAN;
      result[i * industries + j] = result[j * industries + i] = value;
    }
}

static double naive_pair(const lociq_table *table, size_t i, size_t j) {
  const lociq_sides first = lociq_naive_industry_sums(table, i, lociq_naive_industry_sides);
  const lociq_sides second = lociq_naive_industry_sums(table, j, lociq_naive_industry_sides);
  double products = 0, squares = 0;
  if (isnan(first.own + first.other) || isnan(second.own + second.other)) return NAN;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides here = lociq_naive_industry_sides(table, r, i), there = lociq_naive_industry_sides(table, r, j);
    if (isnan(here.own) || isnan(here.other) || isnan(there.own) || isnan(there.other)) continue;
    const double g = here.other / first.other, h = there.other / second.other;
    products += (here.own / first.own - g) * (there.own / second.own - h);
    squares += g * h;
  }
  return squares < 1 ? products / (1 - squares) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++)
    for (size_t j = 0; j < table->industries; j++) result[i * table->industries + j] = naive_pair(table, i, j);
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_SITED,
                                    .scratch = 1,
                                    .state_size = state_size,
                                    .fold = fold,
                                    .merge = merge,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_site_products = {
    .name = "site_products",
    .title = "Common distance of two industries' regions from the distribution",
    .family = "auxiliary",
    .unit = "1",
    .formula = "sum_r (a_i - g) (a_j - g) / (1 - sum_r g^2)",
    .reading = "Above 0 where the two are gathered in the same regions.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .kernel = &kernel};
