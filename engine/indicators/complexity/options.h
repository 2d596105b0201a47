/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options of the indicators of complexity, word for word, and who is specialised
 * in what for their second implementations.
 */
#ifndef LOCIQ_INDICATORS_COMPLEXITY_OPTIONS_H
#define LOCIQ_INDICATORS_COMPLEXITY_OPTIONS_H

#include "indicators/naive.h"
#include "indicators/options.h"

#define LOCIQ_OPTION_SD                                                                                     \
  {                                                                                                         \
    .name = "sd", .help = "standardised by the standard deviation of a population, or of a sample (n - 1)", \
    .type = LOCIQ_OPTION_CHOICE, .preset = "population", .choices = "population|sample"                     \
  }

#define LOCIQ_OPTION_PCI_SCALE                                                                                       \
  {                                                                                                                  \
    .name = "pci_scale",                                                                                             \
    .help =                                                                                                          \
        "own: by mean and deviation of the industries; eci: by those of the regions, so that a region's eci is the " \
        "mean pci of what it holds",                                                                                 \
    .type = LOCIQ_OPTION_CHOICE, .preset = "own", .choices = "own|eci"                                               \
  }

#define LOCIQ_OPTION_INCOME                                                                  \
  {                                                                                          \
    .name = "income", .help = "what goes with industries: income a head, a region variable", \
    .type = LOCIQ_OPTION_MEASURE, .preset = "income|gdp_per_head|gdp_per_capita"             \
  }

enum { LOCIQ_SD_POPULATION, LOCIQ_SD_SAMPLE };
enum { LOCIQ_PCI_OWN, LOCIQ_PCI_ECI };

/* By the first option, the threshold. */
static inline bool lociq_naive_holds(const lociq_table *table, size_t region, size_t industry) {
  return lociq_naive_quotient(table, region, industry) >= table->options[0].real;
}

/* Whether nothing is known of a region, or of an industry. */
static inline bool lociq_naive_lost(const lociq_table *table, size_t position, bool is_region) {
  for (size_t k = 0; k < (is_region ? table->industries : table->regions); k++)
    if (!isnan(lociq_naive_quotient(table, is_region ? position : k, is_region ? k : position))) return false;
  return true;
}

/* What is standardised: (value − mean)/sd. NaN where it is unknown or sd is 0. */
typedef struct lociq_moments {
  double mean, sd;
} lociq_moments;

static inline lociq_moments lociq_moments_of(const double *values, size_t count, bool sample) {
  double sum = 0, squares = 0, known = 0;
  for (size_t k = 0; k < count; k++) {
    if (isnan(values[k])) continue;
    sum += values[k];
    known++;
  }
  const double mean = sum / known;
  for (size_t k = 0; k < count; k++)
    if (!isnan(values[k])) squares += (values[k] - mean) * (values[k] - mean);
  const double variance = squares / (sample ? known - 1 : known);
  return (lociq_moments){mean, variance > 0 ? sqrt(variance) : (double)NAN};
}

#endif
