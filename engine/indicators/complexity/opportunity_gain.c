/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>

#include "indicators/complexity/options.h"

enum { GAIN_LOCIQ, GAIN_PYECOMPLEXITY };

/* A block's rows, each `width` apart. */
typedef struct gains {
  size_t regions, industries, width;
  bool py;
  double threshold;
  const double *near;
  double *known, *specialised; /* 1 or 0 */
  double *all, *held;          /* Σ φ_ij over the known cells j, and over those that it holds */
  double *worth;               /* complexity a nearness, of what the region lacks */
  double *tile;                /* rows of φ, as many as there are regions */
} gains;

/* Rows of φ from `first` on; unknown and negative nearness is none. Returns how many. */
static size_t fill_tile(const gains *block, size_t first) {
  const size_t left = block->industries - first, count = left < block->regions ? left : block->regions;
  for (size_t j = 0; j < count; j++) {
    const double *near = block->near + (first + j) * block->industries;
    double *row = block->tile + j * block->width;
    for (size_t i = 0; i < block->industries; i++) row[i] = near[i] > 0 ? near[i] : 0;
    if (!block->py) row[first + j] = 0;
  }
  return count;
}

static void sort_cells(const gains *block, const double *quotients) {
  for (size_t k = 0; k < block->regions * block->width; k++) {
    block->known[k] = isnan(quotients[k]) ? 0 : 1;
    block->specialised[k] = quotients[k] >= block->threshold ? 1 : 0;
  }
}

static void add_near(const gains *block) {
  const int rows = (int)block->regions, columns = (int)block->industries, apart = (int)block->width;
  for (size_t first = 0, count = 0; first < block->industries; first += count) {
    count = fill_tile(block, first);
    const double before = first == 0 ? 0 : 1;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, columns, (int)count, 1, block->known + first, apart,
                block->tile, apart, before, block->all, apart);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, columns, (int)count, 1, block->specialised + first,
                apart, block->tile, apart, before, block->held, apart);
  }
}

static void weigh(const gains *block, const double *pci) {
  for (size_t r = 0; r < block->regions; r++)
    for (size_t j = 0; j < block->industries; j++) {
      const size_t k = r * block->width + j;
      const bool lacks = block->known[k] > 0 && block->specialised[k] == 0 && block->all[k] > 0 && !isnan(pci[j]);
      block->worth[k] = lacks ? pci[j] / block->all[k] : 0;
    }
}

/* What entering i adds to the densities of all others that the region lacks, each
 * by its complexity. */
static void add_worth(const gains *block, double *result) {
  for (size_t first = 0, count = 0; first < block->industries; first += count) {
    count = fill_tile(block, first);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)block->regions, (int)count, (int)block->industries, 1,
                block->worth, (int)block->width, block->tile, (int)block->width, 0, result + first,
                (int)block->industries);
  }
}

/* Less what i itself was worth; of what the region holds there is none. */
static void settle(const gains *block, const double *pci, double *result) {
  for (size_t r = 0; r < block->regions; r++)
    for (size_t i = 0; i < block->industries; i++) {
      const size_t k = r * block->width + i;
      double *gain = &result[r * block->industries + i];
      const bool usable = block->known[k] > 0 && !isnan(pci[i]) && block->all[k] > 0;
      if (!usable)
        *gain = NAN;
      else if (block->specialised[k] > 0)
        *gain = block->py ? 0 : (double)NAN;
      else if (!block->py)
        *gain -= block->held[k] / block->all[k] * pci[i];
    }
}

static void gain(const lociq_block *block, double *result) {
  const size_t size = block->regions * block->width;
  double *scratch = block->scratch;
  const gains of = {.regions = block->regions,
                    .industries = block->industries,
                    .width = block->width,
                    .py = block->options[4].choice == GAIN_PYECOMPLEXITY,
                    .threshold = block->options[0].real,
                    .near = block->needs[0],
                    .known = scratch,
                    .specialised = scratch + size,
                    .all = scratch + 2 * size,
                    .held = scratch + 3 * size,
                    .worth = scratch + 4 * size,
                    .tile = scratch + 5 * size};
  sort_cells(&of, block->quotient);
  add_near(&of);
  weigh(&of, block->needs[1]);
  add_worth(&of, result);
  settle(&of, block->needs[1], result);
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
                                    .scratch = 6,
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
                 .choices = "lociq|pyecomplexity"},
                LOCIQ_OPTION_RELATEDNESS_FILE},
    .kernel = &kernel};
