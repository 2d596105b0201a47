/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "indicators/complexity/options.h"

enum { GAIN_LOCIQ, GAIN_PYECOMPLEXITY };

/* Σ φ_ij over the known cells j of a row, and over those that it holds. Unknown and
 * negative nearness is none. */
static void add_near(const lociq_block *block, size_t region, double *all, double *held) {
  const double threshold = block->options[0].real, *quotients = block->quotient + region * block->width;
  const bool diagonal = block->options[4].choice == GAIN_PYECOMPLEXITY;
  memset(all, 0, block->industries * sizeof *all);
  memset(held, 0, block->industries * sizeof *held);
  for (size_t j = 0; j < block->industries; j++) {
    const double *near = block->needs[0] + j * block->industries;
    if (isnan(quotients[j])) continue;
    const double own[2] = {all[j], held[j]};
    for (size_t i = 0; i < block->industries; i++) all[i] += near[i] > 0 ? near[i] : 0;
    for (size_t i = 0; i < block->industries && quotients[j] >= threshold; i++) held[i] += near[i] > 0 ? near[i] : 0;
    if (!diagonal) all[j] = own[0];
    if (!diagonal) held[j] = own[1];
  }
}

/* What entering i adds to the densities of all others that the region lacks, each
 * by its complexity, less what i itself was worth. */
LOCIQ_CLONED static void gain_row(const lociq_block *block, size_t region, double *scratch, double *result) {
  const size_t industries = block->industries;
  const double threshold = block->options[0].real, *pci = block->needs[1];
  const double *quotients = block->quotient + region * block->width;
  const bool py = block->options[4].choice == GAIN_PYECOMPLEXITY;
  double *all = scratch, *held = scratch + block->width, *worth = scratch + 2 * block->width;
  add_near(block, region, all, held);
  for (size_t j = 0; j < industries; j++) {
    const bool lacks = quotients[j] < threshold && all[j] > 0 && !isnan(pci[j]);
    worth[j] = lacks ? pci[j] / all[j] : 0;
  }
  for (size_t i = 0; i < industries; i++) {
    const double *near = block->needs[0] + i * industries;
    double sum = 0;
    result[i] = NAN;
    if (isnan(quotients[i]) || isnan(pci[i]) || !(all[i] > 0)) continue;
    if (quotients[i] >= threshold) {
      if (py) result[i] = 0;
      continue;
    }
    for (size_t j = 0; j < industries; j++) sum += (py || i != j) && near[j] > 0 ? near[j] * worth[j] : 0;
    result[i] = py ? sum : sum - held[i] / all[i] * pci[i];
  }
}

static void gain(const lociq_block *block, double *result) {
  for (size_t r = 0; r < block->regions; r++) gain_row(block, r, block->scratch, result + r * block->industries);
}

/* Σ_k φ_ki over what is known of the region, or only what it holds. */
static double naive_near(const lociq_table *table, size_t region, size_t i, bool held) {
  double sum = 0;
  for (size_t k = 0; k < table->industries; k++) {
    const double near = table->needs[0][k * table->industries + i];
    if (k == i && table->options[4].choice == GAIN_LOCIQ) continue;
    if (isnan(lociq_naive_quotient(table, region, k)) || !(near > 0)) continue;
    if (!held || lociq_naive_holds(table, region, k)) sum += near;
  }
  return sum;
}

static double naive_gain(const lociq_table *table, size_t region, size_t i) {
  const bool py = table->options[4].choice == GAIN_PYECOMPLEXITY;
  const double *pci = table->needs[1], below = naive_near(table, region, i, false);
  double sum = 0;
  if (isnan(lociq_naive_quotient(table, region, i)) || isnan(pci[i]) || below == 0) return NAN;
  if (lociq_naive_holds(table, region, i)) return py ? 0 : (double)NAN;
  for (size_t j = 0; j < table->industries; j++) {
    const double near = table->needs[0][i * table->industries + j], all = naive_near(table, region, j, false);
    if (isnan(lociq_naive_quotient(table, region, j)) || lociq_naive_holds(table, region, j)) continue;
    if ((j == i && !py) || !(near > 0) || isnan(pci[j]) || all == 0) continue;
    sum += near / all * pci[j];
  }
  return py ? sum : sum - naive_near(table, region, i, true) / below * pci[i];
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) result[r * table->industries + i] = naive_gain(table, r, i);
}

static const lociq_kernel kernel = {.form = LOCIQ_BLOCK,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .needs = {"proximity", "pci"},
                                    .scratch = 3,
                                    .block = gain,
                                    .naive = naive};

const lociq_indicator lociq_indicator_opportunity_gain = {
    .name = "opportunity_gain",
    .title = "What entering the industry adds to the region's complexity outlook",
    .family = "complexity",
    .unit = "1",
    .formula =
        "sum_{j != i} phi_ij / sum_{k != j} phi_kj (1 - M_rj) PCI_j - d_ri PCI_i, only where M_ri = 0; d as in "
        "complexity_outlook",
    .reading = "How much nearer the region would come to complex industries if it had this one.",
    .note =
        "Equal to complexity_outlook with the industry less complexity_outlook without it, both with diagonal=out and "
        "complexities as they are. gain=pyecomplexity keeps the diagonal, takes no last term and gives 0 where the "
        "region holds the industry, as py-ecomplexity does. Sums run over the cells that are known.",
    .reference =
        "Hausmann, R., Hidalgo, C. A., Bustos, S., Coscia, M., Simoes, A. and Yildirim, M. A. (2014): The Atlas of "
        "Economic Complexity: Mapping Paths to Prosperity. MIT Press",
    .doi = "10.7551/mitpress/9647.001.0001",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = -(double)INFINITY,
    .maximum = (double)INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD,
                LOCIQ_OPTION_RELATEDNESS,
                LOCIQ_OPTION_SD,
                LOCIQ_OPTION_PCI_SCALE,
                {.name = "gain",
                 .help = "lociq: the change of complexity_outlook; pyecomplexity: what py-ecomplexity computes",
                 .type = LOCIQ_OPTION_CHOICE,
                 .preset = "lociq",
                 .choices = "lociq|pyecomplexity"}},
    .kernel = &kernel};
