/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/performance/shift_share.h"

#include <math.h>

/* The figures: the change, then the outputs in their order. */
enum { CHANGE, NATIONAL, MIX, REGIONAL, ALLOCATION, EIGHT, FIGURES = EIGHT + 8 };

/* Sums over the cells known in both years of a pair. */
typedef struct growths {
  double all, own;               /* G, g_r */
  double all_before, own_before; /* E_0, E_r0 */
} growths;

static double growth_of(double after, double before) { return before == 0 ? (double)NAN : after / before - 1; }
static double or_zero(double value) { return isnan(value) ? 0 : value; }

/* e0 times a growth; 0 where e0 is, whatever the growth. */
static double grown(double base, double growth) { return base == 0 ? 0 : base * growth; }

/* What is left of a cell's change after the other parts: the last part, also where
 * g_ri is undefined. */
static void add_cell(const growths *sums, int method, const double cell[2], const double industry[2], double *parts) {
  const double e0 = cell[1], change = cell[0] - cell[1];
  const double industry_growth = growth_of(industry[0], industry[1]), own = growth_of(cell[0], cell[1]);
  const double national = grown(e0, sums->all), mix = grown(e0, industry_growth - sums->all);
  const double homothetic = sums->all_before == 0 ? 0 : sums->own_before * industry[1] / sums->all_before;
  parts[CHANGE] += change;
  if (method == LOCIQ_SHIFT_ARCELUS) {
    const double factors[] = {sums->all, industry_growth - sums->all, sums->own - sums->all,
                              own - sums->own - industry_growth + sums->all};
    double left = change;
    for (size_t k = 0; k < 7; k++) {
      const double base = k % 2 == 0 ? homothetic : e0 - homothetic;
      const double part = or_zero(grown(base, factors[k / 2]));
      parts[EIGHT + k] += part;
      left -= part;
    }
    parts[EIGHT + 7] += left;
    return;
  }
  parts[NATIONAL] += national;
  parts[MIX] += mix;
  const double left = change - national - mix;
  const double regional = method == LOCIQ_SHIFT_ESTEBAN ? or_zero(grown(homothetic, own - industry_growth)) : left;
  parts[REGIONAL] += regional;
  parts[ALLOCATION] += left - regional;
}

static growths growths_of(const lociq_row *row, const double *after, const double *before, const double *all) {
  double own[2] = {0}, sums[2] = {0};
  for (size_t i = 0; i < row->industries; i++) {
    sums[0] += or_zero(all[i]);
    sums[1] += or_zero(all[row->width + i]);
    if (isnan(after[i]) || isnan(before[i])) continue;
    own[0] += after[i];
    own[1] += before[i];
  }
  return (growths){growth_of(sums[0], sums[1]), growth_of(own[0], own[1]), sums[1], own[1]};
}

static void shift_share(const lociq_row *row, double *result) {
  for (size_t k = 0; k < FIGURES; k++) result[k] = 0;
  for (size_t p = 0; p < lociq_shift_pairs(row->options); p++) {
    const double *after = p == 0 ? row->values : row->earlier[p - 1], *before = row->earlier[p];
    const double *all = row->needs[0] + 2 * p * row->width;
    const growths sums = growths_of(row, after, before, all);
    size_t matched = 0;
    for (size_t i = 0; i < row->industries; i++) {
      if (isnan(after[i]) || isnan(before[i])) continue;
      add_cell(&sums, row->options[0].choice, (double[]){after[i], before[i]}, (double[]){all[i], all[row->width + i]},
               result);
      matched++;
    }
    for (size_t k = 0; k < FIGURES && matched == 0; k++) result[k] = NAN;
  }
}

/* ---- the second implementation: each part by its formula ---- */

static double sum_of(const lociq_table *table, size_t pair, size_t side, size_t region, size_t industry) {
  const double *years[] = {pair == 0 ? table->values : table->earlier[pair - 1], table->earlier[pair]};
  double sum = 0;
  for (size_t r = 0; r < table->regions; r++)
    for (size_t i = 0; i < table->industries; i++) {
      const size_t k = r * table->industries + i;
      if ((region != LOCIQ_NONE && r != region) || (industry != LOCIQ_NONE && i != industry)) continue;
      if (!isnan(years[0][k]) && !isnan(years[1][k])) sum += years[side][k];
    }
  return sum;
}

/* base · (the growth of one sum − that of another − …): the growths by their place
 * in `sign`: all, industry, region, cell. 0 where one of them is undefined. */
static double naive_part(const lociq_table *table, size_t pair, size_t r, size_t i, const int sign[4], double base) {
  const size_t places[4][2] = {{LOCIQ_NONE, LOCIQ_NONE}, {LOCIQ_NONE, i}, {r, LOCIQ_NONE}, {r, i}};
  double growth = 0;
  for (size_t g = 0; g < 4; g++) {
    if (sign[g] == 0) continue;
    const double before = sum_of(table, pair, 1, places[g][0], places[g][1]);
    if (before == 0) return 0;
    growth += sign[g] * (sum_of(table, pair, 0, places[g][0], places[g][1]) / before - 1);
  }
  return base * growth;
}

static void naive_cell(const lociq_table *table, size_t pair, size_t r, size_t i, double *parts) {
  static const int terms[5][4] = {{1, 0, 0, 0}, {-1, 1, 0, 0}, {-1, 0, 1, 0}, {1, -1, -1, 1}, {0, -1, 0, 1}};
  const int method = table->options[0].choice;
  const double e0 = sum_of(table, pair, 1, r, i), e1 = sum_of(table, pair, 0, r, i);
  const double all = sum_of(table, pair, 1, LOCIQ_NONE, LOCIQ_NONE);
  const double even =
      all == 0 ? 0 : sum_of(table, pair, 1, r, LOCIQ_NONE) * sum_of(table, pair, 1, LOCIQ_NONE, i) / all;
  const double bases[2] = {even, e0 - even};
  double found[FIGURES] = {[CHANGE] = e1 - e0};
  for (size_t k = 0; k < 8 && method == LOCIQ_SHIFT_ARCELUS; k++)
    found[EIGHT + k] = naive_part(table, pair, r, i, terms[k / 2], bases[k % 2]);
  if (method == LOCIQ_SHIFT_ARCELUS && e0 == 0) {
    found[EIGHT + 7] = e1;
    for (size_t k = 0; k < 7; k++) found[EIGHT + 7] -= found[EIGHT + k];
  }
  if (method != LOCIQ_SHIFT_ARCELUS) {
    found[NATIONAL] = naive_part(table, pair, r, i, terms[0], e0);
    found[MIX] = naive_part(table, pair, r, i, terms[1], e0);
    found[REGIONAL] = e0 == 0 ? e1 : naive_part(table, pair, r, i, terms[4], e0);
  }
  if (method == LOCIQ_SHIFT_ESTEBAN) {
    found[REGIONAL] = naive_part(table, pair, r, i, terms[4], bases[0]);
    found[ALLOCATION] = e0 == 0 ? e1 : naive_part(table, pair, r, i, terms[4], bases[1]);
  }
  for (size_t k = 0; k < FIGURES; k++) parts[k] += found[k];
}

static void naive(const lociq_table *table, double *result) {
  for (size_t r = 0; r < table->regions; r++) {
    double parts[FIGURES] = {0};
    for (size_t p = 0; p < lociq_shift_pairs(table->options); p++) {
      const double *after = p == 0 ? table->values : table->earlier[p - 1], *before = table->earlier[p];
      size_t matched = 0;
      for (size_t i = 0; i < table->industries; i++) {
        const size_t k = r * table->industries + i;
        if (isnan(after[k]) || isnan(before[k])) continue;
        naive_cell(table, p, r, i, parts);
        matched++;
      }
      for (size_t k = 0; k < FIGURES && matched == 0; k++) parts[k] = NAN;
    }
    for (size_t k = 0; k < FIGURES; k++) result[k * table->regions + r] = parts[k];
  }
}

static bool output_wanted(const lociq_value *options, size_t output) {
  const size_t figure = output + 1;
  if (options[0].choice == LOCIQ_SHIFT_ARCELUS) return figure >= EIGHT;
  return figure < ALLOCATION || (figure == ALLOCATION && options[0].choice == LOCIQ_SHIFT_ESTEBAN);
}

static const lociq_kernel kernel = {.form = LOCIQ_ROW,
                                    .needs = {"matched_sums"},
                                    .lags = lociq_shift_lags,
                                    .output_wanted = output_wanted,
                                    .row = shift_share,
                                    .naive = naive};

#define PART(SUFFIX, TITLE, READING) \
  { .suffix = (SUFFIX), .title = (TITLE), .unit = "", .reading = (READING), .minimum = -INFINITY, .maximum = INFINITY }

const lociq_indicator lociq_indicator_shift_share = {
    .name = "shift_share",
    .title = "Change, in the parts of a shift-share analysis",
    .family = "performance",
    .unit = "",
    .formula = "sum_i (e1 - e0) = sum_i e0 G + sum_i e0 (G_i - G) + sum_i (e1 - e0 (1 + G_i))",
    .reading = "The change of the region over the span; the parts add up to it.",
    .note =
        "G, G_i, g_r and g_ri are the growth of all, the industry, the region and the cell; e* = E_r0 E_i0 / E_0. All "
        "sums, those of G and G_i too, are over the cells that are known in both years, so that the parts add up; "
        "published totals take no part. A cell that began at 0 has no growth: its change goes wholly to the last "
        "part; REAT gives NaN there. dynamic adds up Dunn's parts of each year, over the cells known in its two "
        "years. REAT's Gerfin indices follow: e1 / (e1 - regional), and (e1 - regional) / (e0 + national).",
    .reference =
        "Dunn, E. S. (1960): A statistical and analytical technique for regional analysis. Papers of the Regional "
        "Science Association 6(1), 97-112, https://doi.org/10.1111/j.1435-5597.1960.tb01705.x; Esteban-Marquillas, J. "
        "M. (1972): A reinterpretation of shift-share analysis. Regional and Urban Economics 2(3), 249-255, "
        "https://doi.org/10.1016/0034-3331(72)90033-4; Arcelus, F. J. (1984): An extension of shift-share analysis. "
        "Growth and Change 15(1), 3-8, https://doi.org/10.1111/j.1468-2257.1984.tb00719.x; Barff, R. A. and Knight, "
        "P. L. (1988): Dynamic shift-share analysis. Growth and Change 19(2), 1-10",
    .doi = "10.1111/j.1468-2257.1988.tb00465.x",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALES | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_SHIFT_OPTIONS},
    .outputs = {PART("national", "National share", "What the region would have gained at the growth of all: e0 G."),
                PART("mix", "Industrial mix", "What its industries gained beyond: e0 (G_i - G)."),
                PART("regional", "Regional share",
                     "What the region gained beyond its industries; with esteban e* (g_ri - G_i), at an even mix."),
                PART("allocation", "Allocation effect", "esteban: (e0 - e*) (g_ri - G_i)."),
                PART("national_even", "National growth, even mix", "arcelus: e* G."),
                PART("national_special", "National growth, specialisation", "arcelus: (e0 - e*) G."),
                PART("mix_even", "Industrial mix, even mix", "arcelus: e* (G_i - G)."),
                PART("mix_special", "Industrial mix, specialisation", "arcelus: (e0 - e*) (G_i - G)."),
                PART("regional_even", "Regional growth, even mix", "arcelus: e* (g_r - G)."),
                PART("regional_special", "Regional growth, specialisation", "arcelus: (e0 - e*) (g_r - G)."),
                PART("industry_even", "Regional industry mix, even mix", "arcelus: e* (g_ri - g_r - G_i + G)."),
                PART("industry_special", "Regional industry mix, specialisation",
                     "arcelus: (e0 - e*) (g_ri - g_r - G_i + G).")},
    .kernel = &kernel};
