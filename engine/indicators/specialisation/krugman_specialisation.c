/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "indicators/kernel.h"
#include "indicators/naive.h"
#include "indicators/options.h"
#include "indicators/range.h"
#include "numeric/boxed.h"

/* The region taken out of the whole. */
static void fill_others(const lociq_row *row, double *other) {
  const double rest = row->all - row->total;
  for (size_t i = 0; i < row->industries; i++)
    other[i] = rest > 0 ? (row->reference[i] * row->all - row->values[i]) / rest : NAN;
}

/* The unweighted mean of the others' shares; a region whose cell is unknown has
 * no say in that industry. */
static void fill_mean_of_others(const lociq_row *row, double *other) {
  for (size_t i = 0; i < row->industries; i++) {
    const double count = row->needs[1][i] - 1;
    other[i] = count > 0 ? (row->needs[0][i] - row->share[i]) / count : NAN;
  }
}

/* Both sides divided by their sums over the cells known on both, 0 elsewhere. False when there are none. */
static bool rescale(const lociq_row *row, double *own, double *other) {
  double own_sum = 0, other_sum = 0;
  for (size_t i = 0; i < row->width; i++) {
    const bool known = i < row->industries && !isnan(row->share[i]) && !isnan(other[i]);
    own[i] = known ? row->share[i] : 0;
    other[i] = known ? other[i] : 0;
    own_sum += own[i];
    other_sum += other[i];
  }
  if (!(own_sum > 0 && other_sum > 0)) return false;
  for (size_t i = 0; i < row->width && !row->raw_shares; i++) {
    own[i] /= own_sum;
    other[i] /= other_sum;
  }
  return true;
}

static void krugman(const lociq_row *row, double *result) {
  if (row->options[0].choice == LOCIQ_REFERENCE_WHOLE) {
    *result = row->matched ? lociq_at_most(row->sums.distance, 2) : NAN;
    return;
  }
  double *own = row->scratch, *other = row->scratch + row->width;
  if (row->options[0].choice == LOCIQ_REFERENCE_OTHERS)
    fill_others(row, other);
  else
    fill_mean_of_others(row, other);
  *result =
      rescale(row, own, other) ? lociq_at_most(lociq_shares_sum(own, own, other, row->width, false).distance, 2) : NAN;
}

static bool mean_of_others(const lociq_value *options) { return options[0].choice == LOCIQ_REFERENCE_MEAN_OF_OTHERS; }

static lociq_sides others_sides(const lociq_table *table, size_t region, size_t industry) {
  const double all = lociq_naive_total(table), own = lociq_naive_total_region(table, region);
  const double rest = lociq_naive_total_industry(table, industry) - lociq_naive_value(table, region, industry);
  return (lociq_sides){lociq_naive_share(table, region, industry), all > own ? rest / (all - own) : NAN};
}

static lociq_sides mean_sides(const lociq_table *table, size_t region, size_t industry) {
  double sum = 0, count = 0;
  for (size_t r = 0; r < table->regions; r++) {
    const double share = lociq_naive_share(table, r, industry);
    if (r == region || isnan(share)) continue;
    sum += share;
    count++;
  }
  return (lociq_sides){lociq_naive_share(table, region, industry), count > 0 ? sum / count : NAN};
}

static void naive(const lociq_table *table, double *result) {
  const lociq_sides_of sides[] = {lociq_naive_region_sides, others_sides, mean_sides};
  for (size_t r = 0; r < table->regions; r++)
    result[r] = lociq_naive_region_distance(table, r, sides[table->options[0].choice]);
}

static bool against_the_whole(const lociq_value *options) { return options[0].choice == LOCIQ_REFERENCE_WHOLE; }

/* How far a share can be from a reference between two bounds. */
static double farthest(const void *context, size_t industry, double share) {
  const lociq_bounded_row *row = context;
  return fmax(fabs(share - row->matched_lower[industry]), fabs(share - row->matched_upper[industry]));
}

/* Each share as near to its reference as its bounds allow; what then fails to add up to 1 is as much
 * distance again, wherever it is put. */
static double least_distance(const lociq_bounded_row *row) {
  double distance = 0, sum = 0, room = 0;
  for (size_t i = 0; i < row->industries; i++) {
    const double lower = row->matched_lower[i], upper = row->matched_upper[i];
    const double nearest = fmin(fmax(lower, row->known_lower[i]), row->known_upper[i]);
    const double within = fmin(fmax(nearest, lower), upper);
    distance += fabs(nearest - within);
    sum += nearest;
    room += upper - lower;
  }
  return distance + fmax(0, fabs(1 - sum) - room);
}

/* Whatever both sides have at least of an industry is no distance: 2 (1 - sum of the lesser). */
static double most_apart(const lociq_bounded_row *row) {
  double common = 0;
  for (size_t i = 0; i < row->industries; i++) common += fmin(row->known_lower[i], row->matched_lower[i]);
  return 2 * (1 - common);
}

static void extremes(const lociq_bounded_row *row, double *minimum, double *maximum) {
  const lociq_boxed shares = {.count = row->industries,
                              .lower = row->known_lower,
                              .upper = row->known_upper,
                              .sum = 1,
                              .value = farthest,
                              .context = row};
  const double largest = lociq_boxed_maximum(&shares, row->scratch);
  *maximum = isnan(largest) ? NAN : fmin(largest, most_apart(row));
  *minimum = isnan(largest) ? NAN : least_distance(row);
}

static const lociq_kernel kernel = {
    .form = LOCIQ_ROW,
    .vectors = LOCIQ_MATCHED | LOCIQ_DISTANCE | LOCIQ_SHARE | LOCIQ_REFERENCE | LOCIQ_VALUES,
    .needs = {"share_sum", "share_count"},
    .needs_wanted = mean_of_others,
    .scratch = 2,
    .row = krugman,
    .extremes = extremes,
    .extremes_wanted = against_the_whole,
    .extremes_scratch = LOCIQ_BOXED_SCRATCH,
    .naive = naive};

const lociq_indicator lociq_indicator_krugman_specialisation = {
    .name = "krugman_specialisation",
    .title = "Krugman index of specialisation",
    .family = "specialisation",
    .unit = "1",
    .formula = "sum_i abs(s - x)",
    .reading =
        "0 when the region has the structure of the whole, 2 when it has nothing in common with it; half of it is the "
        "share of jobs that would have to change industry.",
    .note =
        "The shares of both sides are rescaled to 1 over the cells known on both. reference=others takes the region "
        "out of the whole, x = (E_i - e)/(E - E_r) with E_i = x_i E; reference=mean_of_others is the unweighted mean "
        "of the other regions' shares, which is what REAT's krugman.spec2 computes. EconGeo's Krugman.index is reference=whole.",
    .interval =
        "with reference=whole; exact where all totals are published and the region's cells add up to its own: the least in "
        "closed form, the largest by branch and bound, which after 500 steps gives a value that none exceeds; else it "
        "holds every value that there can be, and may be wider",
    .reference = "Krugman, P. (1991): Geography and Trade. MIT Press, Cambridge",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION,
    .minimum = 0,
    .maximum = 2,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_REFERENCE("region", "regions")},
    .kernel = &kernel};
