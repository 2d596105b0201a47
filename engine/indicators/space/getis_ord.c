/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/space/neighbourhood.h"
#include "indicators/space/second.h"

enum { FIGURES = 3, STAR = LOCIQ_SPACE_SEED + 1, STAR_YES = 0 };

/* Σ w y, y = mean + deviation z, over the sum of y (without the region's own: G). */
static double share_of(double mean, double deviation, double count, double lag, double z, bool star) {
  const double below = count * mean - (star ? 0 : mean + deviation * z);
  return below == 0 ? (double)NAN : (mean + deviation * lag) / below;
}

/* How many deviations the lag lies from what is expected of the regions it is drawn from. */
static double deviate(double lag, double squares, double count, double z, bool star) {
  if (star) return lag / sqrt((count * squares - 1) / (count - 1));
  const double mean = -z / (count - 1), variance = (count - z * z) / (count - 1) - mean * mean;
  return (lag - mean) / sqrt(variance * ((count - 1) * squares - 1) / (count - 2));
}

/* NaN where the neighbours are all that there are: then nothing can differ. */
static double deviate_or_missing(double lag, double squares, double count, double z, bool star) {
  const double others = star ? count : count - 1;
  return others > 1 && others * squares - 1 > LOCIQ_SPACE_TIE ? deviate(lag, squares, count, z, star) : (double)NAN;
}

static void getis_ord(const lociq_column *column, double *result) {
  const size_t height = column->height;
  const long permutations = column->options[LOCIQ_SPACE_PERMUTATIONS].integer;
  const bool star = column->options[STAR].choice == STAR_YES;
  lociq_neighbourhood near;
  lociq_conditional found;
  for (size_t k = 0; k < FIGURES * height; k++) result[k] = NAN;
  if (!lociq_neighbourhood_make(&near, column, column->scratch, column->scratch + height)) return;
  lociq_neighbourhood_permute(&near, star, (size_t)permutations, (uint64_t)column->options[LOCIQ_SPACE_SEED].integer,
                              height, column->scratch + 2 * height, &found);
  const double count = (double)near.count;
  for (size_t r = 0; r < column->regions; r++) {
    if (near.scale[r] == 0) continue;
    double own = 0, squares = 0;
    lociq_neighbourhood_weights(&near, r, star, &own, &squares);
    result[r] = deviate_or_missing(found.lag[r], squares, count, near.z[r], star);
    result[height + r] = share_of(near.mean, near.deviation, count, found.lag[r], near.z[r], star);
    result[2 * height + r] = lociq_permutation_p(found.reached[r], (double)permutations);
  }
}

/* Ord and Getis (1995) in their own words: y, its mean and deviation. */
static double second_deviate(const lociq_second *second, size_t region, bool star, double lag) {
  double sum = 0, squares = 0, n = 0;
  for (size_t q = 0; q < second->table->regions; q++) {
    if (isnan(second->z[q]) || (!star && q == region)) continue;
    sum += second->values[q];
    squares += second->values[q] * second->values[q];
    n++;
  }
  const double mean = sum / n, s = sqrt(squares / n - mean * mean),
               weights = lociq_second_squares(second, region, star);
  const double weighted = second->mean + second->deviation * lag;
  return n > 1 && n * weights - 1 > 1e-10 ? (weighted - mean) / (s * sqrt((n * weights - 1) / (n - 1))) : (double)NAN;
}

static void naive(const lociq_table *table, double *result) {
  const size_t cells = table->regions * table->industries;
  const bool star = table->options[STAR].choice == STAR_YES;
  for (size_t i = 0; i < table->industries; i++) {
    lociq_second second;
    const bool open = lociq_second_open(&second, table, i);
    for (size_t r = 0; r < table->regions; r++) {
      double *to = result + r * table->industries + i, sum = 0, mean = 0, variance = 0;
      to[0] = to[cells] = to[2 * cells] = NAN;
      if (!open || isnan(second.z[r])) continue;
      const double lag = lociq_second_lag(&second, r, star, NULL);
      for (size_t q = 0; q < table->regions; q++)
        if (!isnan(second.z[q]) && (star || q != r)) sum += second.values[q];
      to[0] = second_deviate(&second, r, star, lag);
      to[cells] = sum == 0 ? NAN : (second.mean + second.deviation * lag) / sum;
      lociq_second_conditional(&second, r, star, &mean, &variance, &to[2 * cells]);
    }
    lociq_second_close(&second);
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_COLUMN,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .given = LOCIQ_GIVEN_NEIGHBOURS,
                                    .lacks = lociq_space_lacks,
                                    .scratch = 2 + LOCIQ_CONDITIONAL_SCRATCH,
                                    .column = getis_ord,
                                    .naive = naive};

const lociq_indicator lociq_indicator_getis_ord = {
    .name = "getis_ord",
    .title = "Getis-Ord G* of location quotients",
    .family = "space",
    .unit = "1",
    .formula =
        "(sum_q w_rq y_q - mean y) / (sd y sqrt((n sum_q w_rq^2 - 1)/(n - 1))), y the LQ, w the weights of r and its "
        "neighbours over their sum; star=no: without r itself",
    .reading =
        "A standardised deviate: far above 0 in a cluster of high values, far below 0 in one of low values. p says how "
        "rarely chance alone does as much.",
    .note =
        "The standardised form of Ord and Getis (1995), as spdep's localG gives it; _g is the ratio of Getis and Ord "
        "(1992), Gs in PySAL's esda with transform=R. The region itself has as large a weight as its nearest neighbour: "
        "1 where all have 1. Conditional permutation as in moran_local: p is esda's p_sim. Regions whose value is "
        "unknown and those that have no neighbour left take no part. With variable=NAME another measure takes the "
        "place of the location quotients; a region variable gives one value a region.",
    .reference =
        "Getis, A. and Ord, J. K. (1992): The analysis of spatial association by use of distance statistics. "
        "Geographical Analysis 24(3), 189-206, https://doi.org/10.1111/j.1538-4632.1992.tb00261.x; Ord, J. K. and "
        "Getis, A. (1995): Local spatial autocorrelation statistics: distributional issues and an application. "
        "Geographical Analysis 27(4), 286-306",
    .doi = "10.1111/j.1538-4632.1995.tb00912.x",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTIONS_SPACE,
                {.name = "star",
                 .help = "whether a region counts among its own neighbours: yes gives G*, no gives G",
                 .type = LOCIQ_OPTION_CHOICE,
                 .preset = "yes",
                 .choices = "yes|no"}},
    .outputs = {{.suffix = "g",
                 .title = "Getis-Ord G* as a ratio",
                 .unit = "1",
                 .reading = "Weighted mean of the values around a region over the sum of all.",
                 .minimum = -INFINITY,
                 .maximum = INFINITY},
                {.suffix = "p",
                 .title = "Pseudo p of Getis-Ord G*",
                 .unit = "1",
                 .reading = "Share of permutations that are as extreme, on the nearer side.",
                 .minimum = 0,
                 .maximum = 1}},
    .kernel = &kernel};
