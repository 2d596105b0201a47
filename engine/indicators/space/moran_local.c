/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/space/neighbourhood.h"
#include "indicators/space/second.h"

enum { FIGURES = 4, HIGH_HIGH = 1, LOW_HIGH, LOW_LOW, HIGH_LOW };

static double quadrant_of(double z, double lag) {
  return z > 0 ? (lag > 0 ? HIGH_HIGH : HIGH_LOW) : (lag > 0 ? LOW_HIGH : LOW_LOW);
}

static void moran_local(const lociq_column *column, double *result) {
  const size_t height = column->height;
  const long permutations = column->options[LOCIQ_SPACE_PERMUTATIONS].integer;
  lociq_neighbourhood near;
  lociq_conditional found;
  for (size_t k = 0; k < FIGURES * height; k++) result[k] = NAN;
  if (!lociq_neighbourhood_make(&near, column, column->scratch, column->scratch + height)) return;
  lociq_neighbourhood_permute(&near, false, (size_t)permutations, (uint64_t)column->options[LOCIQ_SPACE_SEED].integer,
                              height, column->scratch + 2 * height, &found);
  for (size_t r = 0; r < column->regions; r++) {
    if (near.scale[r] == 0) continue;
    const double z = near.z[r], lag = found.lag[r];
    result[r] = z * lag;
    result[height + r] = quadrant_of(z, lag);
    result[2 * height + r] =
        lociq_permutation_z(lag, found.sum[r], found.square_sum[r], (double)permutations) * (z < 0 ? -1 : 1);
    result[3 * height + r] = lociq_permutation_p(found.reached[r], (double)permutations);
  }
}

static void naive(const lociq_table *table, double *result) {
  const size_t cells = table->regions * table->industries;
  for (size_t i = 0; i < table->industries; i++) {
    lociq_second second;
    const bool open = lociq_second_open(&second, table, i);
    for (size_t r = 0; r < table->regions; r++) {
      double *to = result + r * table->industries + i, mean = 0, variance = 0;
      to[0] = to[cells] = to[2 * cells] = to[3 * cells] = NAN;
      if (!open || isnan(second.z[r])) continue;
      const double z = second.z[r], lag = lociq_second_lag(&second, r, false, NULL);
      lociq_second_conditional(&second, r, false, &mean, &variance, &to[3 * cells]);
      to[0] = z * lag;
      to[cells] = z > 0 && lag > 0 ? 1 : !(z > 0) && lag > 0 ? 2 : !(z > 0) ? 3 : 4;
      to[2 * cells] = lociq_second_deviation(lag, mean, variance) * (z < 0 ? -1 : 1);
    }
    lociq_second_close(&second);
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_COLUMN,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .given = LOCIQ_GIVEN_NEIGHBOURS,
                                    .lacks = lociq_space_lacks,
                                    .scratch = 2 + LOCIQ_CONDITIONAL_SCRATCH,
                                    .column = moran_local,
                                    .naive = naive};

const lociq_indicator lociq_indicator_moran_local = {
    .name = "moran_local",
    .title = "Local Moran's I of location quotients",
    .family = "space",
    .unit = "1",
    .formula = "z_r sum_q w_rq z_q, z the standardised LQ, w the weights of r's neighbours over their sum",
    .reading =
        "Above 0 where a region is like its neighbours, a hot spot (quadrant 1) or a cold one (3); below 0 where it "
        "stands out from them. p says how rarely chance alone does as much.",
    .note =
        "z is standardised by the population's deviation, W by rows: the mean over the regions is Moran's I, and spdep's "
        "localmoran gives the same. PySAL's esda gives (n-1)/n of it. Conditional permutation: the other regions' values "
        "are drawn without replacement, the same draws for all regions, as esda does; p is (1 + the permutations whose "
        "lag reaches the region's) / (1 + permutations), folded to the nearer side (p_sim). Regions whose value is "
        "unknown and those that have no neighbour left take no part. With variable=NAME another measure takes the place "
        "of the location quotients; a region variable gives one value a region.",
    .reference =
        "Anselin, L. (1995): Local indicators of spatial association - LISA. Geographical Analysis 27(2), 93-115",
    .doi = "10.1111/j.1538-4632.1995.tb00338.x",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTIONS_SPACE},
    .outputs = {{.suffix = "quadrant",
                 .title = "Quadrant of the Moran scatter plot",
                 .unit = "1",
                 .reading = "1 high among high, 2 low among high, 3 low among low, 4 high among low.",
                 .minimum = 1,
                 .maximum = 4},
                {.suffix = "z",
                 .title = "Standardised local Moran's I",
                 .unit = "1",
                 .reading = "How many deviations of the permutations it lies from their mean.",
                 .minimum = -INFINITY,
                 .maximum = INFINITY},
                {.suffix = "p",
                 .title = "Pseudo p of the local Moran's I",
                 .unit = "1",
                 .reading = "Share of permutations that are as extreme, on the nearer side.",
                 .minimum = 0,
                 .maximum = 1}},
    .kernel = &kernel};
