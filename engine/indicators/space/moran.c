/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "indicators/space/neighbourhood.h"
#include "indicators/space/second.h"
#include "numeric/random.h"

/* Eight permutations at a time, one a lane: those of one value beside those of all
 * others. What is drawn serves all the columns that are given at once. */
typedef struct permuted {
  uint32_t *orders; /* regions × eight */
  double *values;   /* (regions + 1) × eight, 64-byte aligned */
} permuted;

typedef struct moran_column {
  lociq_neighbourhood near;
  uint32_t *slots; /* the regions that take part, then one past the last region */
  double observed, reached, sum, square_sum;
} moran_column;

static void draw(const permuted *job, size_t regions, uint64_t seed, size_t first, uint32_t *order) {
  for (size_t lane = 0; lane < LOCIQ_LANES; lane++) {
    lociq_random random;
    lociq_random_start(&random, seed, first + lane);
    lociq_random_identity(order, regions);
    lociq_random_shuffle(&random, order, 0, regions, regions);
    for (size_t r = 0; r < regions; r++) job->orders[r * LOCIQ_LANES + lane] = order[r];
  }
}

/* The values in each permutation's order, to the regions that take part. */
static void place_values(const permuted *job, const moran_column *column) {
  const size_t regions = column->near.regions;
  const double *z = column->near.z, *scale = column->near.scale;
  if (column->near.count == regions) {
    for (size_t k = 0; k < regions * LOCIQ_LANES; k++) job->values[k] = z[job->orders[k]];
    return;
  }
  size_t next[LOCIQ_LANES] = {0};
  memset(job->values, 0, regions * LOCIQ_LANES * sizeof *job->values);
  for (size_t r = 0; r < regions; r++)
    for (size_t lane = 0; lane < LOCIQ_LANES; lane++) {
      /* Written in any case, and over it where the region takes no part. */
      const uint32_t from = job->orders[r * LOCIQ_LANES + lane];
      job->values[column->slots[next[lane]] * LOCIQ_LANES + lane] = z[from];
      next[lane] += scale[from] != 0 ? 1 : 0;
    }
  for (size_t r = 0; r < regions; r++)
    for (size_t lane = 0; scale[r] == 0 && lane < LOCIQ_LANES; lane++) job->values[r * LOCIQ_LANES + lane] = 0;
}

/* Σ z lag of eight permutations. */
LOCIQ_CLONED static void sum_products(const lociq_neighbourhood *near, const double *values, double *sums) {
  const size_t *first = near->neighbours->first, *region = near->neighbours->region;
  const double *weight = near->neighbours->weight, *scale = near->scale;
  lociq_lanes total = lociq_lanes_all(0);
  for (size_t r = 0; r < near->regions; r++) {
    if (scale[r] == 0) continue;
    lociq_lanes lag = lociq_lanes_all(0);
    for (size_t e = first[r]; e < first[r + 1]; e++)
      lag += lociq_lanes_all(weight[e]) * lociq_lanes_load(values + region[e] * LOCIQ_LANES);
    total += lag * lociq_lanes_all(scale[r]) * lociq_lanes_load(values + r * LOCIQ_LANES);
  }
  lociq_lanes_store_unaligned(sums, total);
}

static void hold_against(const permuted *job, moran_column *column, size_t lanes) {
  double sums[LOCIQ_LANES];
  place_values(job, column);
  sum_products(&column->near, job->values, sums);
  for (size_t lane = 0; lane < lanes; lane++) {
    const double value = sums[lane] / (double)column->near.count;
    column->reached += value >= column->observed - LOCIQ_SPACE_TIE ? 1 : 0;
    column->sum += value;
    column->square_sum += value * value;
  }
}

static bool prepare(const lociq_column *given, double *scratch, moran_column *column) {
  const size_t height = given->height;
  if (!lociq_neighbourhood_make(&column->near, given, scratch, scratch + height)) return false;
  column->slots = (uint32_t *)(void *)(scratch + 2 * height);
  size_t slot = 0;
  double sum = 0;
  for (size_t r = 0; r < given->regions; r++) {
    if (column->near.scale[r] == 0) continue;
    column->slots[slot++] = (uint32_t)r;
    sum += column->near.z[r] * lociq_neighbourhood_lag(&column->near, r, false);
  }
  column->slots[slot] = (uint32_t)given->regions;
  column->observed = sum / (double)column->near.count;
  return true;
}

static void write(const moran_column *column, double permutations, double *result) {
  result[0] = column->observed;
  result[1] = -1 / ((double)column->near.count - 1);
  result[2] = lociq_permutation_z(column->observed, column->sum, column->square_sum, permutations);
  result[3] = lociq_permutation_p(column->reached, permutations);
}

/* scratch: eight columns of z, scale and slots (4 heights, as slots are one longer
 * than the regions), then orders (4), values (9) and one order. Only where there is
 * room for eight heights' filling: height is at least eight. */
static void moran(const lociq_column *columns, size_t count, double *const *results) {
  const size_t height = columns[0].height, regions = columns[0].regions;
  const size_t permutations = (size_t)columns[0].options[LOCIQ_SPACE_PERMUTATIONS].integer;
  const uint64_t seed = (uint64_t)columns[0].options[LOCIQ_SPACE_SEED].integer;
  double *scratch = columns[0].scratch;
  moran_column made[LOCIQ_LANES] = {0};
  size_t of[LOCIQ_LANES], used = 0;
  for (size_t j = 0; j < count; j++) {
    if (!prepare(&columns[j], scratch + used * 4 * height, &made[used])) {
      for (size_t k = 0; k < 4; k++) results[j][k] = NAN;
      made[used] = (moran_column){0};
      continue;
    }
    of[used++] = j;
  }
  permuted job = {.values = scratch + 32 * height};
  job.orders = (uint32_t *)(void *)(scratch + 41 * height);
  uint32_t *order = (uint32_t *)(void *)(scratch + 45 * height);
  for (size_t first = 0; used > 0 && first < permutations; first += LOCIQ_LANES) {
    const size_t left = permutations - first;
    draw(&job, regions, seed, first, order);
    for (size_t j = 0; j < used; j++) hold_against(&job, &made[j], left < LOCIQ_LANES ? left : LOCIQ_LANES);
  }
  for (size_t j = 0; j < used; j++) write(&made[j], (double)permutations, results[of[j]]);
}

static void naive(const lociq_table *table, double *result) {
  const size_t permutations = (size_t)table->options[LOCIQ_SPACE_PERMUTATIONS].integer;
  for (size_t i = 0; i < table->industries; i++) {
    double figures[4] = {NAN, NAN, NAN, NAN};
    lociq_second second;
    if (lociq_second_open(&second, table, i)) {
      double reached = 0, sum = 0, squares = 0;
      const double observed = lociq_second_moran(&second, NULL);
      for (size_t b = 0; b < permutations; b++) {
        const double value = lociq_second_moran(&second, lociq_second_draw(&second, b));
        reached += value >= observed - 1e-10 ? 1 : 0;
        sum += value;
      }
      const double mean = sum / (double)permutations;
      for (size_t b = 0; b < permutations; b++) {
        const double value = lociq_second_moran(&second, lociq_second_draw(&second, b));
        squares += (value - mean) * (value - mean);
      }
      figures[0] = observed;
      figures[1] = -1 / (second.count - 1);
      figures[2] = lociq_second_deviation(observed, mean, squares / (double)permutations);
      figures[3] = (fmin(reached, (double)permutations - reached) + 1) / (1 + (double)permutations);
    }
    lociq_second_close(&second);
    for (size_t k = 0; k < 4; k++) result[k * table->industries + i] = figures[k];
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_COLUMN,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .given = LOCIQ_GIVEN_NEIGHBOURS,
                                    .lacks = lociq_space_lacks,
                                    .scratch = 46,
                                    .columns = moran,
                                    .naive = naive};

const lociq_indicator lociq_indicator_moran = {
    .name = "moran",
    .title = "Moran's I of an industry's location quotients",
    .family = "space",
    .unit = "1",
    .formula = "1/n sum_r z_r sum_q w_rq z_q, z the standardised LQ, w the weights of r's neighbours over their sum",
    .reading =
        "Above its expected value where neighbouring regions are alike, below it where they differ; p says how rarely "
        "chance alone does as much.",
    .note =
        "z is standardised by the population's deviation, W by rows. Regions whose value is unknown and those that have "
        "no neighbour left take no part, and W is standardised again. p is (1 + the permutations that reach the value) / "
        "(1 + permutations), folded to the nearer side as in PySAL's esda (p_sim), and _z the distance from the "
        "permutations' mean in their deviations (z_sim); spdep's moran.mc counts the upper side alone. Permutations that "
        "differ by less than 1e-10 count as equal. With variable=NAME another measure takes the place of the location "
        "quotients; a region variable gives one value a year.",
    .reference =
        "Cliff, A. D. and Ord, J. K. (1981): Spatial Processes: Models and Applications. Pion, London; Moran, P. A. P. "
        "(1950): Notes on continuous stochastic phenomena. Biometrika 37(1/2), 17-23",
    .doi = "10.1093/biomet/37.1-2.17",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTIONS_SPACE},
    .outputs = {{.suffix = "expected",
                 .title = "Expected value of Moran's I",
                 .unit = "1",
                 .reading = "-1/(n-1): what I is on average where the values lie at random.",
                 .minimum = -1,
                 .maximum = 0},
                {.suffix = "z",
                 .title = "Standardised Moran's I",
                 .unit = "1",
                 .reading = "How many deviations of the permutations I lies from their mean.",
                 .minimum = -INFINITY,
                 .maximum = INFINITY},
                {.suffix = "p",
                 .title = "Pseudo p of Moran's I",
                 .unit = "1",
                 .reading = "Share of permutations that are as extreme, on the nearer side.",
                 .minimum = 0,
                 .maximum = 1}},
    .kernel = &kernel};
