/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"

/* The state counts, on and above the diagonal of industries × industries, the
 * regions that are specialised in both: whole numbers, so that any order of
 * counting gives the same. */
static size_t state_size(size_t industries, size_t width) {
  (void)width;
  return industries * industries * sizeof(uint32_t);
}

static void fold(const lociq_row *row, void *state) {
  uint32_t *counts = state, *specialised = (uint32_t *)(void *)row->scratch;
  const double threshold = row->options[0].real;
  size_t count = 0;
  for (size_t i = 0; i < row->industries; i++)
    if (row->quotient[i] >= threshold) specialised[count++] = (uint32_t)i;
  for (size_t k = 0; k < count; k++) {
    uint32_t *together = counts + specialised[k] * row->industries;
    for (size_t l = k; l < count; l++) together[specialised[l]]++;
  }
}

static void merge(void *state, const void *later, size_t industries, size_t width) {
  (void)width;
  uint32_t *counts = state;
  const uint32_t *more = later;
  for (size_t k = 0; k < industries * industries; k++) counts[k] += more[k];
}

/* Σ_r M_ri M_rj / max(k_i, k_j), which is the lesser of P(i|j) and P(j|i). */
static void finish_hidalgo(const uint32_t *counts, size_t industries, double *result) {
  for (size_t i = 0; i < industries; i++)
    for (size_t j = i; j < industries; j++) {
      const double here = counts[i * industries + i], there = counts[j * industries + j];
      const double ubiquity = here > there ? here : there;
      const double proximity = ubiquity > 0 ? (double)counts[i * industries + j] / ubiquity : NAN;
      result[i * industries + j] = result[j * industries + i] = proximity;
    }
}

/* C a co-occurrence, S and other_S the sums of its row and column, T of all. */
static double normalised(int how, double C, double S, double other_S, double T) {
  switch (how) {
    case LOCIQ_RELATEDNESS_ASSOCIATION:
      return (C / T) / ((S / T) * (other_S / T));
    case LOCIQ_RELATEDNESS_COSINE:
      return C / sqrt(S * other_S);
    case LOCIQ_RELATEDNESS_JACCARD:
      return C / (S + other_S - C);
    default:
      return C / (((S / T) * (other_S / (T - S)) + (other_S / T) * (S / (T - other_S))) * T / 2);
  }
}

/* The diagonal of the result holds the sums S until it gets its own value. */
static void finish_normalised(const uint32_t *counts, size_t industries, int how, double *result) {
  double all = 0;
  for (size_t i = 0; i < industries; i++) {
    double sum = 0;
    for (size_t j = 0; j < industries; j++)
      if (i != j) sum += counts[i < j ? i * industries + j : j * industries + i];
    result[i * industries + i] = sum;
    all += sum;
  }
  for (size_t i = 0; i < industries; i++)
    for (size_t j = i + 1; j < industries; j++) {
      const double here = result[i * industries + i], there = result[j * industries + j];
      const double together = counts[i * industries + j];
      const double value = here > 0 && there > 0 ? normalised(how, together, here, there, all) : NAN;
      result[i * industries + j] = result[j * industries + i] = value;
    }
  for (size_t i = 0; i < industries; i++) result[i * industries + i] = result[i * industries + i] > 0 ? 0 : NAN;
}

static void finish(const void *state, size_t industries, size_t width, const lociq_value *options, double *result) {
  (void)width;
  if (options[1].choice == LOCIQ_RELATEDNESS_HIDALGO)
    finish_hidalgo(state, industries, result);
  else
    finish_normalised(state, industries, options[1].choice, result);
}

/* How many regions are specialised in both; in one when they are the same. */
static double together_in(const lociq_table *table, size_t i, size_t j) {
  double count = 0;
  for (size_t r = 0; r < table->regions; r++)
    count += lociq_naive_quotient(table, r, i) >= table->options[0].real &&
             lociq_naive_quotient(table, r, j) >= table->options[0].real;
  return count;
}

static double row_sum(const lociq_table *table, size_t i) {
  double sum = 0;
  for (size_t j = 0; j < table->industries; j++) sum += i == j ? 0 : together_in(table, i, j);
  return sum;
}

static double naive_normalised(const lociq_table *table, size_t i, size_t j, double all) {
  const double here = row_sum(table, i), there = row_sum(table, j), C = i == j ? 0 : together_in(table, i, j);
  if (here == 0 || there == 0) return NAN;
  switch (table->options[1].choice) {
    case LOCIQ_RELATEDNESS_ASSOCIATION:
      return C * all / (here * there);
    case LOCIQ_RELATEDNESS_COSINE:
      return C / (sqrt(here) * sqrt(there));
    case LOCIQ_RELATEDNESS_JACCARD:
      return C / (here + there - C);
    default:
      return 2 * C / (here * there / (all - here) + there * here / (all - there));
  }
}

/* An industry of which nothing is known, or that is nowhere, is near to nothing that could be told. */
static bool is_known(const lociq_table *table, size_t i) {
  for (size_t r = 0; r < table->regions; r++)
    if (!isnan(lociq_naive_value(table, r, i))) return !isnan(lociq_naive_reference(table, i));
  return false;
}

static void naive(const lociq_table *table, double *result) {
  double all = 0;
  for (size_t i = 0; i < table->industries; i++) all += row_sum(table, i);
  for (size_t i = 0; i < table->industries; i++)
    for (size_t j = 0; j < table->industries; j++) {
      const double both = together_in(table, i, j), here = together_in(table, i, i), there = together_in(table, j, j);
      const double lesser = fmin(both / here, both / there);
      const double hidalgo = here == 0 && there == 0 ? NAN : (both == 0 ? 0 : lesser);
      const bool counted = table->options[1].choice == LOCIQ_RELATEDNESS_HIDALGO;
      const double proximity = counted ? hidalgo : naive_normalised(table, i, j, all);
      result[i * table->industries + j] = is_known(table, i) && is_known(table, j) ? proximity : NAN;
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_FOLD,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .scratch = 1,
                                    .state_size = state_size,
                                    .fold = fold,
                                    .merge = merge,
                                    .finish = finish,
                                    .naive = naive};

const lociq_indicator lociq_indicator_proximity = {
    .name = "proximity",
    .title = "Proximity of two industries",
    .family = "relatedness",
    .unit = "1",
    .formula = "phi_ij = sum_r M_ri M_rj / max(k_i, k_j), k the ubiquity",
    .reading =
        "How often regions that are specialised in one industry are so in "
        "the other too: the lesser of the two conditional probabilities.",
    .note =
        "1 on the diagonal. relatedness=association, cosine, jaccard and probability normalise C, the number of "
        "regions specialised in both with a zero diagonal, by its column sums S and its sum T: "
        "(C/T)/((S_i/T)(S_j/T)); C/sqrt(S_i S_j); C/(S_i+S_j-C); "
        "C/[((S_i/T)(S_j/(T-S_i)) + (S_j/T)(S_i/(T-S_j))) T/2]; they are what EconGeo's relatedness "
        "computes, with 0 on the diagonal. An industry without co-occurrences is missing there. Cells that are unknown "
        "are not counted.",
    .reference =
        "Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007): The product space conditions the "
        "development of nations. Science 317(5837), 482-487",
    .doi = "10.1126/science.1144581",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER,
    .minimum = 0,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD, LOCIQ_OPTION_RELATEDNESS},
    .kernel = &kernel};
