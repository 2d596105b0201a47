/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/inequality/theil.h"

#include <math.h>
#include <stdio.h>

#include "core/memory.h"
#include "indicators/range.h"
#include "numeric/logarithm.h"

typedef struct parts {
  double all, within, between;
} parts;

/* A region or country: its part p of the weights and what it has of all y. */
static double weight_of(lociq_theil kind, double share, double part) { return kind == LOCIQ_THEIL_T ? part : share; }

/* weight · ln(ratio), or for L of its inverse; 0 ln 0 = 0. */
static double term(lociq_theil kind, double weight, double logarithm) {
  if (weight == 0) return 0;
  return kind == LOCIQ_THEIL_T ? weight * logarithm : -weight * logarithm;
}

/* ratios: room for 2 × regions; countries: p, then what each has of all y. */
static parts add_up(lociq_theil kind, const lociq_weighted *of, const lociq_groups *groups, double *ratios,
                    double *countries) {
  parts sums = {0};
  double *shares = countries, *held = countries + groups->count, *inside = ratios + of->count;
  for (size_t k = 0; k < of->count; k++) {
    const size_t country = groups->of[of->regions[k]];
    ratios[k] = of->values[k] / of->mean;
    shares[country] += of->shares[k];
    held[country] += of->shares[k] * ratios[k];
  }
  for (size_t k = 0; k < of->count; k++) {
    const size_t country = groups->of[of->regions[k]];
    inside[k] = ratios[k] * shares[country] / held[country];
  }
  lociq_logarithm_fill(inside, inside, of->count);
  for (size_t k = 0; k < of->count; k++)
    sums.within += term(kind, weight_of(kind, of->shares[k], of->shares[k] * ratios[k]), inside[k]);
  lociq_logarithm_fill(ratios, inside, of->count);
  for (size_t k = 0; k < of->count; k++)
    sums.all += term(kind, weight_of(kind, of->shares[k], of->shares[k] * ratios[k]), inside[k]);
  for (size_t c = 0; c < groups->count; c++) {
    if (shares[c] == 0) continue;
    double ratio = held[c] / shares[c];
    lociq_logarithm_fill(&ratio, &ratio, 1);
    sums.between += term(kind, weight_of(kind, shares[c], held[c]), ratio);
  }
  return sums;
}

static bool has_zero(const lociq_weighted *of) {
  for (size_t k = 0; k < of->count; k++)
    if (of->values[k] == 0) return true;
  return false;
}

static bool usable(lociq_theil kind, const lociq_weighted *of, char *remark) {
  if (!lociq_weighted_usable(of, false, remark)) return false;
  if (kind == LOCIQ_THEIL_T || !has_zero(of)) return true;
  (void)snprintf(remark, LOCIQ_REMARK_SIZE, "a value is 0");
  return false;
}

lociq_status lociq_theil_reckon(lociq_theil kind, const lociq_whole *whole, double *result, lociq_error *error) {
  const lociq_groups *groups = &whole->given->countries;
  lociq_weighted of = {0};
  parts sums = {NAN, NAN, NAN};
  lociq_status status = lociq_weighted_gather(whole, &of, error);
  if (status != LOCIQ_OK) return status;
  double *room = lociq_allocate(2 * (of.count + groups->count), sizeof *room);
  if (room == NULL) {
    status = lociq_memory_error(error, "the parts of an inequality");
    goto done;
  }
  if (usable(kind, &of, whole->remark)) sums = add_up(kind, &of, groups, room, room + 2 * of.count);
  result[0] = lociq_at_least(sums.all, 0);
  result[LOCIQ_WEIGHTED_APART] = lociq_at_least(sums.within, 0);
  result[2 * LOCIQ_WEIGHTED_APART] = lociq_at_least(sums.between, 0);
  result[3 * LOCIQ_WEIGHTED_APART] = (double)of.count;
done:
  free(room);
  lociq_weighted_clear(&of);
  return status;
}

/* Of one country, or of all where country is LOCIQ_NONE: sums of weights, of weight · y, and of
 * weight · y ln y or weight · ln y. */
typedef struct sums {
  double weights, values, logarithms;
} sums;
static sums sums_of(lociq_theil kind, const lociq_table *table, size_t country) {
  sums found = {0};
  for (size_t r = 0; r < table->regions; r++) {
    const lociq_naive_pair one = lociq_naive_weighted(table, r);
    if (isnan(one.value) || (country != LOCIQ_NONE && table->given->countries.of[r] != country)) continue;
    const double factor = kind == LOCIQ_THEIL_T ? one.value : 1;
    found.weights += one.weight;
    found.values += one.weight * one.value;
    found.logarithms += factor == 0 ? 0 : one.weight * factor * log(one.value);
  }
  return found;
}

/* T = (Σ w y ln y)/(Σ w y) − ln mean; L = ln mean − (Σ w ln y)/Σ w. */
static double index_of(lociq_theil kind, sums of) {
  const double mean = of.values / of.weights;
  return kind == LOCIQ_THEIL_T ? of.logarithms / of.values - log(mean) : log(mean) - of.logarithms / of.weights;
}

void lociq_naive_theil(lociq_theil kind, const lociq_table *table, double *result) {
  const lociq_naive_moments moments = lociq_naive_weighted_moments(table);
  const sums all = sums_of(kind, table, LOCIQ_NONE);
  result[3] = moments.regions;
  for (int k = 0; k < 3; k++) result[k] = NAN;
  if (!(moments.mean > 0) || moments.least < 0 || (kind == LOCIQ_THEIL_L && moments.least == 0)) return;
  result[0] = index_of(kind, all);
  result[1] = result[2] = 0;
  for (size_t c = 0; c < table->given->countries.count; c++) {
    const sums own = sums_of(kind, table, c);
    if (own.weights == 0 || own.values == 0) continue;
    const double ratio = own.values / own.weights / moments.mean;
    const double part = kind == LOCIQ_THEIL_T ? own.values / all.values : own.weights / all.weights;
    result[1] += part * index_of(kind, own);
    result[2] += kind == LOCIQ_THEIL_T ? part * log(ratio) : -part * log(ratio);
  }
}
