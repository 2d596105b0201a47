/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/options.h"
#include "numeric/bits.h"

#include "core/memory.h"

static void average_held(const lociq_whole *whole, double *K) {
#pragma omp parallel for schedule(static)
  for (size_t r = 0; r < whole->regions; r++) {
    double sum = 0, held = 0;
    for (size_t i = 0; i < whole->industries; i++)
      if (lociq_bits_has(whole->specialised + r * whole->words, i)) {
        sum += whole->needs[0][i];
        held++;
      }
    K[r] = sum / held;
  }
}

static lociq_status pci(const lociq_whole *whole, double *result, lociq_error *error) {
  const double *p = whole->needs[0];
  const bool sample = whole->options[1].choice == LOCIQ_SD_SAMPLE;
  lociq_moments moments = lociq_moments_of(p, whole->industries, sample);
  if (whole->options[2].choice == LOCIQ_PCI_ECI) {
    double *K = lociq_allocate(whole->regions, sizeof *K);
    if (K == NULL) return lociq_memory_error(error, "pci");
    average_held(whole, K);
    moments = lociq_moments_of(K, whole->regions, sample);
    free(K);
  }
  for (size_t i = 0; i < whole->industries; i++) result[i] = (p[i] - moments.mean) / moments.sd;
  return LOCIQ_OK;
}

/* Mean and deviation of the industries' values, or of their means by region. */
static void naive(const lociq_table *table, double *result) {
  const bool by_region = table->options[2].choice == LOCIQ_PCI_ECI;
  const size_t count = by_region ? table->regions : table->industries;
  double mean = 0, sd = 0, live = 0;
  for (int round = 0; round < 2; round++) {
    for (size_t k = 0; k < count; k++) {
      double value = by_region ? 0 : table->needs[0][k], held = 0;
      for (size_t i = 0; by_region && i < table->industries; i++)
        if (lociq_naive_holds(table, k, i)) {
          value += table->needs[0][i];
          held++;
        }
      if (by_region) value /= held;
      if (isnan(value)) continue;
      live += round == 0 ? 1 : 0;
      if (round == 0)
        mean += value;
      else
        sd += (value - mean) * (value - mean);
    }
    if (round == 0) mean /= live;
  }
  sd = sqrt(sd / (table->options[1].choice == LOCIQ_SD_SAMPLE ? live - 1 : live));
  for (size_t i = 0; i < table->industries; i++) result[i] = (table->needs[0][i] - mean) / sd;
}

static const lociq_kernel kernel = {
    .form = LOCIQ_WHOLE, .held = LOCIQ_HELD_SPECIALISED, .needs = {"complexity"}, .whole = pci, .naive = naive};

const lociq_indicator lociq_indicator_pci = {
    .name = "pci",
    .title = "Complexity of the industry",
    .family = "complexity",
    .unit = "1",
    .formula = "p: U^-1 M' D^-1 M p = lambda_2 p, K = D^-1 M p; (p - mean p) / sd p, or (p - mean K) / sd K",
    .reading = "How complex the regions are that hold the industry: above 0 more than the mean industry.",
    .note =
        "As eci, with the same sign. pci_scale=eci standardises by mean and deviation of the regions, as "
        "economiccomplexity and py-ecomplexity do; own standardises by those of the industries.",
    .reference =
        "Hidalgo, C. A. and Hausmann, R. (2009): The building blocks of economic complexity. Proceedings of the "
        "National Academy of Sciences 106(26), 10570-10575",
    .doi = "10.1073/pnas.0900943106",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -(double)INFINITY,
    .maximum = (double)INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD, LOCIQ_OPTION_SD, LOCIQ_OPTION_PCI_SCALE},
    .kernel = &kernel};
