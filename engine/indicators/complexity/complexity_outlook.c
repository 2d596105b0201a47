/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/options.h"

static void outlook(const lociq_row *row, double *result) {
  const double threshold = row->options[0].real, *density = row->needs[0], *pci = row->needs[1];
  double sum = 0;
  size_t known = 0;
  for (size_t i = 0; i < row->industries; i++) {
    if (isnan(row->quotient[i]) || isnan(density[i]) || isnan(pci[i])) continue;
    known++;
    if (row->quotient[i] < threshold) sum += density[i] / 100 * pci[i];
  }
  result[0] = known == 0 ? (double)NAN : sum;
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    result[r] = NAN;
    for (size_t i = 0; i < table->industries; i++) {
      const double term = table->needs[0][r * table->industries + i] * table->needs[1][i] / 100;
      if (isnan(lociq_naive_quotient(table, r, i)) || isnan(term)) continue;
      if (isnan(result[r])) result[r] = 0;
      result[r] += lociq_naive_holds(table, r, i) ? 0 : term;
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .needs = {"relatedness_density", "pci"},
                                    .row = outlook,
                                    .naive = naive};

const lociq_indicator lociq_indicator_complexity_outlook = {
    .name = "complexity_outlook",
    .title = "Complexity outlook of the region",
    .family = "complexity",
    .unit = "1",
    .formula = "sum_i d_ri (1 - M_ri) PCI_i, d = relatedness_density / 100",
    .reading = "How much complexity lies near to what the region holds, among what it does not.",
    .note =
        "Over the industries where cell, density and pci are known. With pci_scale=eci it is the COI of "
        "economiccomplexity and py-ecomplexity but for their density, which keeps the diagonal: diagonal=in.",
    .reference =
        "Hausmann, R., Hidalgo, C. A., Bustos, S., Coscia, M., Simoes, A. and Yildirim, M. A. (2014): The Atlas of "
        "Economic Complexity: Mapping Paths to Prosperity. MIT Press",
    .doi = "10.7551/mitpress/9647.001.0001",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = -(double)INFINITY,
    .maximum = (double)INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD, LOCIQ_OPTION_RELATEDNESS, LOCIQ_OPTION_DIAGONAL, LOCIQ_OPTION_SD,
                LOCIQ_OPTION_PCI_SCALE, LOCIQ_OPTION_RELATEDNESS_FILE},
    .kernel = &kernel};
