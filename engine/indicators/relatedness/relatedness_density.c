/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"
#include "numeric/lanes.h"

enum { DIAGONAL_OUT, DIAGONAL_IN };

enum { TILE = 32, FOUR = 4 };

/* Industries' proximities, added to sums four at a time but one after the other: the same
 * bits as one by one. */
typedef struct addition {
  double *sums;
  size_t industries, count; /* of those that wait */
  const double *waiting[FOUR];
} addition;

LOCIQ_INLINE void add_four(double *restrict sums, size_t industries, const double *const rows[FOUR]) {
  const double *restrict first = rows[0], *restrict second = rows[1], *restrict third = rows[2];
  const double *restrict fourth = rows[3];
  for (size_t i = 0; i < industries; i++) sums[i] = (((sums[i] + first[i]) + second[i]) + third[i]) + fourth[i];
}

LOCIQ_INLINE void add(addition *to, const double *proximities) {
  to->waiting[to->count++] = proximities;
  if (to->count < FOUR) return;
  add_four(to->sums, to->industries, to->waiting);
  to->count = 0;
}

LOCIQ_INLINE void add_rest(const addition *to) {
  for (size_t k = 0; k < to->count; k++)
    for (size_t i = 0; i < to->industries; i++) to->sums[i] += to->waiting[k][i];
}

/* A row whose cells are all known needs no sums of its own: it is marked by -1. */
static void mark_complete(const lociq_block *block, double *below) {
  for (size_t r = 0; r < block->regions; r++) {
    const double *quotients = block->quotient + r * block->width;
    size_t known = 0;
    for (size_t i = 0; i < block->industries; i++) known += isnan(quotients[i]) ? 0 : 1;
    below[r * block->width] = known == block->industries ? -1 : 0;
  }
}

/* The proximities of `count` industries from `first` on that are above 0, else 0; an
 * industry's own only where `diagonal` says so. */
LOCIQ_INLINE void fill_tile(const lociq_block *block, size_t first, size_t count, bool diagonal, double *tile) {
  const size_t industries = block->industries;
  for (size_t j = 0; j < count; j++) {
    const double *proximities = block->needs[0] + (first + j) * industries;
    double *row = tile + j * block->width;
    for (size_t i = 0; i < industries; i++) row[i] = proximities[i] > 0 ? proximities[i] : 0;
    if (!diagonal) row[first + j] = 0;
  }
}

/* Some industries at a time, so that their proximities serve all rows of the block while
 * they are in cache; in one order, so that a row's bits do not depend on the others. */
LOCIQ_CLONED static void add_up(const lociq_block *block,
                                /* NOLINTNEXTLINE(readability-non-const-parameter): they are written to as sums */
                                double *above, double *below, double *everything, double *tile) {
  const double threshold = block->options[0].real;
  const size_t industries = block->industries, width = block->width;
  const size_t height = block->regions < TILE ? block->regions : TILE; /* what there is scratch for */
  for (size_t first = 0; first < industries; first += height) {
    const size_t count = industries - first < height ? industries - first : height;
    fill_tile(block, first, count, block->options[2].choice == DIAGONAL_IN, tile);
    addition all = {.sums = everything, .industries = industries};
    for (size_t j = 0; j < count; j++) add(&all, tile + j * width);
    add_rest(&all);
    for (size_t r = 0; r < block->regions; r++) {
      const double *quotients = block->quotient + r * width + first;
      const bool complete = below[r * width] < 0;
      addition held = {.sums = above + r * industries, .industries = industries};
      addition known = {.sums = below + r * width, .industries = industries};
      for (size_t j = 0; j < count; j++) {
        if (quotients[j] >= threshold) add(&held, tile + j * width);
        if (!complete && !isnan(quotients[j])) add(&known, tile + j * width);
      }
      add_rest(&held);
      add_rest(&known);
    }
  }
}

static void density(const lociq_block *block, double *result) {
  const size_t industries = block->industries;
  double *below = block->scratch, *everything = below + block->regions * block->width;
  memset(below, 0, (block->regions + 1) * block->width * sizeof *below);
  memset(result, 0, block->regions * industries * sizeof *result);
  mark_complete(block, below);
  add_up(block, result, below, everything, everything + block->width);
  for (size_t r = 0; r < block->regions; r++) {
    const double *row_below = below[r * block->width] < 0 ? everything : below + r * block->width;
    for (size_t i = 0; i < industries; i++) {
      const double above = result[r * industries + i];
      result[r * industries + i] = row_below[i] > 0 ? 100 * (above / row_below[i]) : NAN;
    }
  }
}

static void naive(const lociq_table *table, double *result) {
  const size_t industries = table->industries;
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < industries; i++) {
      double above = 0, below = 0;
      for (size_t j = 0; j < industries; j++) {
        const double proximity = table->needs[0][j * industries + i], quotient = lociq_naive_quotient(table, r, j);
        if (!(proximity > 0) || isnan(quotient) || (i == j && table->options[2].choice == DIAGONAL_OUT)) continue;
        above += quotient >= table->options[0].real ? proximity : 0;
        below += proximity;
      }
      result[r * industries + i] = below == 0 ? NAN : 100 * above / below;
    }
}

static const lociq_kernel kernel = {.form = LOCIQ_BLOCK,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .needs = {"proximity"},
                                    .scratch = 3,
                                    .block = density,
                                    .naive = naive};

const lociq_indicator lociq_indicator_relatedness_density = {
    .name = "relatedness_density",
    .title = "Relatedness density",
    .family = "relatedness",
    .unit = "percent",
    .formula = "100 sum_{j != i} M_rj phi_ji / sum_{j != i} phi_ji",
    .reading =
        "What part of the industries near to this one the region is specialised in: 100 when in all of them. The "
        "higher, the likelier the region enters the industry.",
    .note =
        "Industries whose cell is unknown leave both sums; a negative nearness (relatedness=zscore) is none. The "
        "industry itself is left out: what is near to it is asked, not whether the region has it; diagonal=in keeps "
        "it, as EconGeo's relatedness.density does, and py-ecomplexity's density, which is a share, not a percentage.",
    .reference =
        "Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007): The product space conditions the "
        "development of nations. Science 317(5837), 482-487, https://doi.org/10.1126/science.1144581; Balland, P.-A., "
        "Boschma, R., Crespo, J. and Rigby, D. L. (2019): Smart specialization policy in the European Union: "
        "relatedness, knowledge complexity and regional diversification. Regional Studies 53(9), 1252-1268",
    .doi = "10.1080/00343404.2018.1437900",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = 100,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_THRESHOLD, LOCIQ_OPTION_RELATEDNESS, LOCIQ_OPTION_DIAGONAL, LOCIQ_OPTION_RELATEDNESS_FILE},
    .kernel = &kernel};
