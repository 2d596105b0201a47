/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/industry_state.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"

/* Of each industry Σ(a−g)², Σa², Σg², Σg³. */
enum { DISTANCE, LOCATIONS, SQUARES, CUBES, MOMENTS };

static size_t state_size(size_t industries, size_t width, const lociq_value *options) {
  (void)options;
  (void)industries;
  return MOMENTS * width * sizeof(double);
}

LOCIQ_CLONED static void fold(const lociq_row *row, void *state) {
  double *sums = state;
  const size_t width = row->width;
  for (size_t k = 0; k < width; k += LOCIQ_LANES) {
    const lociq_lanes a = lociq_lanes_load(row->matched_location + k);
    const lociq_lanes g = lociq_lanes_load(row->matched_distribution + k);
    lociq_state_add(sums + DISTANCE * width + k, (a - g) * (a - g));
    lociq_state_add(sums + LOCATIONS * width + k, a * a);
    lociq_state_add(sums + SQUARES * width + k, g * g);
    lociq_state_add(sums + CUBES * width + k, g * g * g);
  }
}

static void merge(void *state, const void *later, size_t industries, size_t width) {
  lociq_merge_one(state, later, industries, MOMENTS * width);
}

/* An industry of which nothing is known has nothing to sum. */
static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)options;
  const double *sums = state;
  for (size_t m = 0; m < MOMENTS; m++)
    for (size_t i = 0; i < industries; i++)
      result[m * width + i] = sums[SQUARES * width + i] > 0 ? sums[m * width + i] : NAN;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t i = 0; i < table->industries; i++) {
    const lociq_sides sums = lociq_naive_industry_sums(table, i, lociq_naive_industry_sides);
    double moments[MOMENTS] = {0};
    for (size_t r = 0; r < table->regions; r++) {
      const lociq_sides sides = lociq_naive_industry_sides(table, r, i);
      if (isnan(sides.own) || isnan(sides.other)) continue;
      const double a = sides.own / sums.own, g = sides.other / sums.other;
      moments[DISTANCE] += pow(a - g, 2);
      moments[LOCATIONS] += pow(a, 2);
      moments[SQUARES] += pow(g, 2);
      moments[CUBES] += pow(g, 3);
    }
    for (size_t m = 0; m < MOMENTS; m++) result[m * table->industries + i] = moments[SQUARES] > 0 ? moments[m] : NAN;
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_SITED,
                                    .state_size = state_size,
                                    .fold = fold,
                                    .merge = merge,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_site_moments = {
    .name = "site_moments",
    .title = "Squared distance of the industry's regions from the distribution",
    .family = "auxiliary",
    .unit = "1",
    .formula = "sum_r (a - g)^2",
    .reading = "The raw concentration of Ellison and Glaeser, and the sums that its index is made with.",
    .reference = "",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .outputs = {{"locations", "Sum of squared parts", "1", "sum_r a^2", 0, INFINITY},
                {"squares", "Sum of the distribution's squares", "1", "sum_r g^2", 0, INFINITY},
                {"cubes", "Sum of the distribution's cubes", "1", "sum_r g^3", -INFINITY, INFINITY}},
    .kernel = &kernel};
