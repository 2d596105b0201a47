/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"
#include "numeric/cooccurrence.h"

/* Σ_r M_ri M_rj / max(k_i, k_j), which is the lesser of P(i|j) and P(j|i). */
static void finish_hidalgo(const double *counts, size_t industries, double *result) {
  for (size_t i = 0; i < industries; i++)
    for (size_t j = i; j < industries; j++) {
      const double here = counts[i * industries + i], there = counts[j * industries + j];
      const double ubiquity = here > there ? here : there;
      const double proximity = ubiquity > 0 ? counts[i * industries + j] / ubiquity : NAN;
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
static void finish_normalised(const double *counts, size_t industries, int how, double *result) {
  double all = 0;
  for (size_t i = 0; i < industries; i++) {
    double sum = 0;
    for (size_t j = 0; j < industries; j++)
      if (i != j) sum += counts[i * industries + j];
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

/* (C − μ)/σ of a hypergeometric C: n_i and n_j regions drawn from N by chance; zero on the diagonal is C too. */
static double standardised(double together, double here, double there, double all) {
  const double mean = here * there / all;
  const double variance = mean * (1 - here / all) * ((all - there) / (all - 1));
  return variance > 0 ? (together - mean) / sqrt(variance) : (double)NAN;
}

static void finish_zscore(const lociq_whole *whole, const double *counts, double *result) {
  const size_t industries = whole->industries;
  double regions = 0;
  for (size_t r = 0; r < whole->regions; r++)
    regions += lociq_bits_count(whole->specialised + r * whole->words, whole->words) > 0 ? 1 : 0;
  for (size_t i = 0; i < industries; i++)
    for (size_t j = 0; j < industries; j++)
      result[i * industries + j] = standardised(i == j ? 0 : counts[i * industries + j], counts[i * industries + i],
                                                counts[j * industries + j], regions);
}

/* Whether the correlation of quotients is asked for, and nothing was read in instead. */
static bool is_continuous(const lociq_value *options) {
  return options[1].choice == LOCIQ_RELATEDNESS_CONTINUOUS && options[2].choice >= 0;
}

static lociq_status proximity(const lociq_whole *whole, double *result, lociq_error *error) {
  const size_t industries = whole->industries, cells = industries * industries;
  if (whole->given->relatedness != NULL) {
    memcpy(result, whole->given->relatedness, cells * sizeof *result);
    return LOCIQ_OK;
  }
  if (is_continuous(whole->options)) {
    for (size_t k = 0; k < cells; k++) result[k] = (1 + whole->needs[0][k]) / 2;
    return LOCIQ_OK;
  }
  double *counts = lociq_allocate_aligned(cells, sizeof *counts);
  if (counts == NULL) return lociq_memory_error(error, "proximity");
  const lociq_status status = lociq_cooccurrence_count(whole->specialised, whole->regions, industries, counts, error);
  if (status == LOCIQ_OK) {
    if (whole->options[1].choice == LOCIQ_RELATEDNESS_HIDALGO)
      finish_hidalgo(counts, industries, result);
    else if (whole->options[1].choice == LOCIQ_RELATEDNESS_ZSCORE)
      finish_zscore(whole, counts, result);
    else
      finish_normalised(counts, industries, whole->options[1].choice, result);
  }
  free(counts);
  return status;
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

static double naive_zscore(const lociq_table *table, size_t i, size_t j) {
  double all = 0;
  for (size_t r = 0; r < table->regions; r++)
    for (size_t k = 0; k < table->industries; k++)
      if (lociq_naive_quotient(table, r, k) >= table->options[0].real) {
        all++;
        break;
      }
  const double here = together_in(table, i, i), there = together_in(table, j, j);
  const double both = i == j ? 0 : together_in(table, i, j);
  if (here == 0 || there == 0 || here == all || there == all) return NAN;
  return (both - here * there / all) / sqrt(here * there * (all - here) * (all - there) / (all * all * (all - 1)));
}

static void naive(const lociq_table *table, double *result) {
  const double *given = table->given->relatedness;
  double all = 0;
  for (size_t i = 0; i < table->industries; i++) all += row_sum(table, i);
  for (size_t i = 0; i < table->industries; i++)
    for (size_t j = 0; j < table->industries; j++) {
      const double both = together_in(table, i, j), here = together_in(table, i, i), there = together_in(table, j, j);
      const double lesser = fmin(both / here, both / there);
      const double hidalgo = here == 0 && there == 0 ? NAN : (both == 0 ? 0 : lesser);
      const bool counted = table->options[1].choice == LOCIQ_RELATEDNESS_HIDALGO;
      double proximity = counted ? hidalgo : naive_normalised(table, i, j, all);
      if (table->options[1].choice == LOCIQ_RELATEDNESS_ZSCORE) proximity = naive_zscore(table, i, j);
      if (table->options[1].choice == LOCIQ_RELATEDNESS_CONTINUOUS)
        proximity = (1 + table->needs[0][i * table->industries + j]) / 2;
      result[i * table->industries + j] = is_known(table, i) && is_known(table, j) ? proximity : NAN;
      if (given != NULL) result[i * table->industries + j] = given[i * table->industries + j];
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE,
                                    .held = LOCIQ_HELD_SPECIALISED,
                                    .given = LOCIQ_GIVEN_RELATEDNESS,
                                    .needs = {"quotient_correlation"},
                                    .needs_wanted = is_continuous,
                                    .whole = proximity,
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
        "regions specialised in both with a zero diagonal, by its column sums S and its sum T: (C/T)/((S_i/T)(S_j/T)); "
        "C/sqrt(S_i S_j); C/(S_i+S_j-C); C/[((S_i/T)(S_j/(T-S_i)) + (S_j/T)(S_i/(T-S_j))) T/2]; they are what "
        "EconGeo's relatedness computes, with 0 on the diagonal. zscore (Teece et al. 1994) is (C - mu)/sigma of the "
        "hypergeometric distribution, N the regions that hold something, as EconGeo has it with C = 0 on the diagonal; "
        "continuous is (1 + r)/2, r the correlation of the location quotients over the regions where both are known. "
        "An industry without co-occurrences is missing there. py-ecomplexity's discrete proximity is hidalgo, its "
        "continuous one is continuous. Cells that are unknown are not counted. relatedness_file takes a matrix "
        "from elsewhere as it is, of skills or of inputs and outputs, in every year.",
    .reference =
        "Teece, D. J., Rumelt, R., Dosi, G. and Winter, S. (1994): Understanding corporate coherence: theory and "
        "evidence. Journal of Economic Behavior and Organization 23(1), 1-30, "
        "https://doi.org/10.1016/0167-2681(94)90094-9; van Eck, N. J. and Waltman, L. (2009): How to normalize "
        "cooccurrence data? An analysis of some well-known similarity measures. Journal of the American Society for "
        "Information Science and Technology 60(8), 1635-1651, https://doi.org/10.1002/asi.21075; Hidalgo, C. A., "
        "Klinger, B., Barabási, A.-L. and Hausmann, R. (2007): The product space conditions the development of "
        "nations. Science 317(5837), 482-487",
    .doi = "10.1126/science.1144581",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER,
    .minimum = -(double)INFINITY,
    .maximum = (double)INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD, LOCIQ_OPTION_RELATEDNESS, LOCIQ_OPTION_RELATEDNESS_FILE},
    .kernel = &kernel};
