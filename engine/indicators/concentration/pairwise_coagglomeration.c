/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "indicators/concentration/sites.h"
#include "indicators/options.h"

enum { STRIP = 512 }; /* regions at a time */

/* Σ_r g², the same for every industry with plants: regions without g leave all of
 * them. NaN where g is nowhere known. */
static double squares_of(const double *employment, size_t regions, double *all) {
  double sum = 0;
  *all = 0;
  for (size_t r = 0; r < regions; r++) *all += isnan(employment[r]) ? 0 : employment[r];
  for (size_t r = 0; r < regions; r++) sum += isnan(employment[r]) ? 0 : employment[r] / *all * (employment[r] / *all);
  return *all > 0 ? sum : (double)NAN;
}

/* The industry's employment where g is known. */
static double located(const lociq_sites *sites, size_t industry) {
  const lociq_plants *plants = &sites->whole->given->plants;
  double sum = 0;
  for (size_t k = plants->first[industry]; k < plants->first[industry + 1]; k++)
    if (!isnan(sites->employment[plants->region[k]])) sum += plants->employment[k];
  return sum;
}

/* a − g of every industry in the regions from `from` on, a row of STRIP each. */
static void fill_strip(const lociq_sites *sites, size_t from, double all, const double *own, double *strip) {
  const lociq_plants *plants = &sites->whole->given->plants;
  const size_t left = sites->whole->regions - from, count = left < STRIP ? left : STRIP;
  for (size_t i = 0; i < sites->whole->industries; i++) {
    double *row = strip + i * STRIP;
    for (size_t r = 0; r < STRIP; r++)
      row[r] = r < count && !isnan(sites->employment[from + r]) ? -(sites->employment[from + r] / all) : 0;
    for (size_t k = plants->first[i]; k < plants->first[i + 1]; k++) {
      const size_t r = plants->region[k];
      if (r >= from && r - from < count && !isnan(sites->employment[r]))
        row[r - from] += plants->employment[k] / own[i];
    }
  }
}

LOCIQ_CLONED static double product(const double *first, const double *second) {
  lociq_lanes sum = lociq_lanes_all(0);
  for (size_t r = 0; r < STRIP; r += LOCIQ_LANES)
    sum += lociq_lanes_load_unaligned(first + r) * lociq_lanes_load_unaligned(second + r);
  return lociq_lanes_sum(sum);
}

static void of_plants(const lociq_sites *sites, double *own, double *strip, double *result) {
  const size_t industries = sites->whole->industries;
  double all = 0;
  const double below = 1 - squares_of(sites->employment, sites->whole->regions, &all);
  for (size_t i = 0; i < industries; i++) own[i] = located(sites, i);
  memset(result, 0, industries * industries * sizeof *result);
  for (size_t from = 0; from < sites->whole->regions; from += STRIP) {
    fill_strip(sites, from, all, own, strip);
    for (size_t i = 0; i < industries; i++)
      for (size_t j = i; j < industries; j++)
        result[i * industries + j] += product(strip + i * STRIP, strip + j * STRIP);
  }
  for (size_t i = 0; i < industries; i++)
    for (size_t j = i; j < industries; j++) {
      const bool known = own[i] > 0 && own[j] > 0 && below > 0;
      result[i * industries + j] = known ? result[i * industries + j] / below : NAN;
      result[j * industries + i] = result[i * industries + j];
    }
}

static lociq_status whole(const lociq_whole *whole, double *result, lociq_error *error) {
  const size_t industries = whole->industries;
  if (whole->given->plants.first == NULL) {
    memcpy(result, whole->needs[0], industries * industries * sizeof *result);
    return LOCIQ_OK;
  }
  lociq_sites sites;
  double *own = NULL;
  lociq_status status = lociq_sites_open(whole, &sites, error);
  if (status != LOCIQ_OK) goto done;
  own = lociq_allocate(industries * (1 + (size_t)STRIP), sizeof *own);
  if (own == NULL) {
    status = lociq_memory_error(error, "pairs of industries");
    goto done;
  }
  of_plants(&sites, own, own + industries, result);
done:
  free(own);
  lociq_sites_close(&sites);
  return status;
}

static double naive_pair(const lociq_table *table, size_t i, size_t j) {
  double own = 0, other = 0, all = 0, products = 0, squares = 0;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides here = lociq_naive_sites(table, r, i), there = lociq_naive_sites(table, r, j);
    if (isnan(here.other)) continue;
    own += here.own;
    other += there.own;
    all += here.other;
  }
  if (own == 0 || other == 0 || all == 0) return NAN;
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_sides here = lociq_naive_sites(table, r, i), there = lociq_naive_sites(table, r, j);
    if (isnan(here.other)) continue;
    products += (here.own / own - here.other / all) * (there.own / other - there.other / all);
    squares += pow(here.other / all, 2);
  }
  return squares < 1 ? products / (1 - squares) : NAN;
}

static void naive(const lociq_table *table, double *result) {
  const size_t industries = table->industries;
  for (size_t i = 0; i < industries; i++)
    for (size_t j = 0; j < industries; j++)
      result[i * industries + j] =
          table->given->plants.first == NULL ? table->needs[0][i * industries + j] : naive_pair(table, i, j);
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE,
                                    .needs = {"site_products"},
                                    .needs_wanted = lociq_sites_by_measure,
                                    .given = LOCIQ_GIVEN_PLANTS,
                                    .whole = whole,
                                    .naive = naive};

const lociq_indicator lociq_indicator_pairwise_coagglomeration = {
    .name = "pairwise_coagglomeration",
    .title = "Coagglomeration of two industries",
    .family = "concentration",
    .unit = "1",
    .formula = "sum_r (a_i - g) (a_j - g) / (1 - sum_r g^2)",
    .reading =
        "Above 0 where the two are gathered in the same regions, below 0 where they avoid each other, 0 where each lies "
        "as if it knew nothing of the other.",
    .note =
        "Plants need not be known, as what their sizes add cancels out between two industries: without --plants a and "
        "g are the measure's, each industry's rescaled to 1 over the regions where it is known; then sum_r g^2 is "
        "sum_r g_i g_j of the two rescaled. On the diagonal it is the raw concentration over 1 - sum_r g^2.",
    .reference =
        "Ellison, G., Glaeser, E. L. and Kerr, W. R. (2010): What causes industry agglomeration? Evidence from "
        "coagglomeration patterns. American Economic Review 100(3), 1195-1213",
    .doi = "10.1257/aer.100.3.1195",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_PLANTS, LOCIQ_OPTION_REGIONAL_EMPLOYMENT},
    .kernel = &kernel};
