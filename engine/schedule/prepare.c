/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/prepare.h"

#include <string.h>

#include "numeric/quotients.h"
#include "numeric/sum.h"

enum { AT_VALUES, AT_SHARE, AT_QUOTIENT, AT_KNOWN, AT_MATCHED, AT_REFERENCE, AT_LOCATION, AT_SITED };

static const unsigned SUMS = LOCIQ_DISTANCE | LOCIQ_SQUARES | LOCIQ_ENTROPY;

/* The sums that decide how a row is rescaled. */
typedef struct sums {
  double known, matched, reference;
  size_t known_count, matched_count;
} sums;

LOCIQ_CLONED void lociq_prepare_copy(const double *values, size_t count, size_t width, bool zero, double *copy) {
  size_t i = 0;
  for (; i + LOCIQ_LANES <= count; i += LOCIQ_LANES) {
    const lociq_lanes lanes = lociq_lanes_load_unaligned(values + i);
    lociq_lanes_store(copy + i, zero ? lociq_lanes_or_zero(lanes) : lanes);
  }
  for (; i < width; i++) copy[i] = i < count ? (zero && isnan(values[i]) ? 0 : values[i]) : (double)NAN;
}

/* Both sides of a row with holes, or of a reference with some. */
LOCIQ_CLONED static void sum_matched(const double *values, const double *reference, size_t width, sums *result) {
  lociq_lanes matched = lociq_lanes_all(0), other = matched;
  lociq_mask count = {0};
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    const lociq_lanes e = lociq_lanes_load(values + i), x = lociq_lanes_load(reference + i);
    const lociq_mask is_matched = lociq_lanes_both(e, x);
    matched += lociq_lanes_where(is_matched, e);
    other += lociq_lanes_where(is_matched, x);
    count += lociq_lanes_tally(is_matched);
  }
  result->matched = lociq_lanes_sum(matched);
  result->reference = lociq_lanes_sum(other);
  result->matched_count = lociq_lanes_count(count);
}

static lociq_quotients place_quotients(const lociq_preparation *preparation, size_t region, double *buffers) {
  lociq_quotients quotient = {.past_caches = preparation->quotients != NULL};
  const size_t width = preparation->structure->width;
  if ((preparation->vectors & LOCIQ_QUOTIENT) != 0)
    quotient.values = quotient.past_caches ? preparation->quotients + region * width : buffers + AT_QUOTIENT * width;
  return quotient;
}

/* The sums of a row that is whole are found in the look that makes its shares and quotients. */
static bool look_once(const lociq_preparation *preparation, const double *next, size_t region, double *buffers,
                      lociq_row *row, sums *found) {
  const lociq_structure *structure = preparation->structure;
  const size_t width = structure->width;
  if ((preparation->vectors & SUMS) == 0 || structure->reference_known < width) return false;
  const lociq_whole_row whole = {.values = row->values,
                                 .next = next,
                                 .total = row->total,
                                 .matched_reference = structure->matched_reference,
                                 .entropy = (preparation->vectors & LOCIQ_ENTROPY) != 0};
  double *share = buffers + AT_SHARE * width;
  const lociq_quotients quotient = place_quotients(preparation, region, buffers);
  if (!lociq_quotients_sum(&whole, &structure->divisors, share, quotient, &row->sums)) return false;
  row->share = share;
  row->quotient = quotient.values;
  *found = (sums){.known = row->total,
                  .matched = row->total,
                  .reference = structure->reference_sum,
                  .known_count = width,
                  .matched_count = width};
  return true;
}

/* Fills s = e/E_r and s/x too, where they are named. */
static sums sum_row(const lociq_preparation *preparation, size_t region, double *buffers, lociq_row *row) {
  const lociq_structure *structure = preparation->structure;
  const size_t width = structure->width;
  sums result = {.reference = structure->reference_sum};
  if ((preparation->vectors & (LOCIQ_SHARE | LOCIQ_QUOTIENT)) != 0) {
    double *share = buffers + AT_SHARE * width;
    const lociq_quotients quotient = place_quotients(preparation, region, buffers);
    result.known =
        lociq_quotients_fill(row->values, row->total, &structure->divisors, share, quotient, &result.known_count);
    row->share = share;
    row->quotient = quotient.values;
  } else {
    result.known = lociq_sum_known(row->values, width, &result.known_count);
    row->share = NULL; /* the row before may have been looked at once */
  }
  result.matched = result.known;
  result.matched_count = result.known_count;
  if (result.known_count < structure->industries || structure->reference_known < structure->industries)
    sum_matched(row->values, structure->reference, width, &result);
  return result;
}

/* values/total where both values and mask are known, else 0. */
LOCIQ_CLONED static void fill_where(const double *values, const double *mask, double total, size_t width,
                                    double *result) {
  const lociq_lanes below = lociq_lanes_all(total);
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    const lociq_lanes e = lociq_lanes_load(values + i);
    const lociq_mask known = lociq_lanes_both(e, lociq_lanes_load(mask + i));
    lociq_lanes_store(result + i, lociq_lanes_where(known, e / below));
  }
}

LOCIQ_CLONED static void fill_location(const double *values, const double *totals, size_t width, double *result) {
  for (size_t i = 0; i < width; i += LOCIQ_LANES)
    lociq_lanes_store(result + i, lociq_lanes_load(values + i) / lociq_lanes_load(totals + i));
}

/* above/totals where values are known, else 0. */
LOCIQ_INLINE lociq_lanes sited(lociq_lanes values, lociq_lanes above, lociq_lanes totals) {
  const lociq_lanes zero = lociq_lanes_all(0);
  const lociq_lanes below = lociq_lanes_select((lociq_mask)(totals == zero), lociq_lanes_all(NAN), totals);
  return lociq_lanes_where(lociq_lanes_known(values), above / below);
}

/* Where nothing is known but zeros there is nothing to share out, whatever was published. */
LOCIQ_INLINE lociq_lanes part_of_all(lociq_lanes sum, lociq_lanes all) {
  return lociq_lanes_select((lociq_mask)(sum == 0), sum, all);
}

LOCIQ_CLONED static void fill_sited(const lociq_preparation *preparation, const double *values, double distribution,
                                    double *known, double *location, double *other) {
  const lociq_structure *structure = preparation->structure;
  const bool raw = preparation->raw_shares, absent = isnan(distribution);
  const lociq_lanes d = lociq_lanes_all(distribution), zero = lociq_lanes_all(0);
  for (size_t i = 0; i < structure->width; i += LOCIQ_LANES) {
    const lociq_lanes e = lociq_lanes_load(values + i);
    const lociq_lanes all = lociq_lanes_load(structure->industry_total + i);
    const lociq_lanes known_sum = lociq_lanes_load(structure->known_sum + i);
    const lociq_lanes matched_sum = lociq_lanes_load(structure->matched_sum + i);
    lociq_lanes_store(known + i, sited(e, e, raw ? part_of_all(known_sum, all) : known_sum));
    lociq_lanes_store(location + i, absent ? zero : sited(e, e, raw ? part_of_all(matched_sum, all) : matched_sum));
    const lociq_lanes below =
        raw ? lociq_lanes_all(structure->distribution_all) : lociq_lanes_load(structure->matched_distribution + i);
    lociq_lanes_store(other + i, absent ? zero : sited(e, d, below));
  }
}

static void fill_unknown(double *vector, size_t width) {
  for (size_t i = 0; i < width; i++) vector[i] = NAN;
}

/* A row that is whole and sums to its published total has its shares already. */
static const double *known_share(const lociq_preparation *preparation, const lociq_row *row, const sums *found,
                                 double *buffer) {
  const lociq_structure *structure = preparation->structure;
  const size_t width = structure->width;
  const double below = preparation->raw_shares ? row->total : found->known;
  if (row->share != NULL && found->known_count == width && below == row->total) return row->share;
  fill_where(row->values, row->values, below, width, buffer);
  return buffer;
}

static void fill_matched(const lociq_preparation *preparation, const sums *found, double *buffers, lociq_row *row) {
  const lociq_structure *structure = preparation->structure;
  const size_t width = structure->width;
  const bool raw = preparation->raw_shares;
  double *share = buffers + AT_MATCHED * width, *reference = buffers + AT_REFERENCE * width;
  if (found->matched_count == found->known_count) {
    row->matched_share = row->known_share;
  } else {
    fill_where(row->values, structure->reference, raw ? row->total : found->matched, width, share);
    row->matched_share = share;
  }
  if (found->matched_count == structure->reference_known) {
    row->matched_reference = structure->matched_reference;
  } else {
    fill_where(structure->reference, row->values, raw ? 1 : found->reference, width, reference);
    row->matched_reference = reference;
  }
}

static void fill_shares(const lociq_preparation *preparation, const sums *found, double *buffers, lociq_row *row) {
  const lociq_structure *structure = preparation->structure;
  const unsigned vectors = preparation->vectors;
  const size_t width = structure->width;
  row->known = found->known == 0 ? 0 : found->known_count;
  row->matched = found->matched == 0 || found->reference == 0 ? 0 : found->matched_count;
  /* --missing propagate: a distribution with a hole is no distribution. */
  const bool propagate = preparation->missing == LOCIQ_MISSING_PROPAGATE;
  const bool lost = propagate && found->known_count < structure->industries;
  double *unknown = buffers + AT_KNOWN * width;
  if (lost) fill_unknown(unknown, width);
  if (lost) row->known = 0;
  /* What is known on both sides is often all that is known. */
  const bool same = (vectors & LOCIQ_MATCHED) != 0 && found->matched_count == found->known_count;
  if ((vectors & LOCIQ_KNOWN) != 0 || same)
    row->known_share = lost ? unknown : known_share(preparation, row, found, unknown);
  if ((vectors & LOCIQ_MATCHED) == 0) return;
  if (lost || (propagate && structure->reference_unknown)) {
    fill_unknown(buffers + AT_MATCHED * width, width);
    row->matched_share = row->matched_reference = buffers + AT_MATCHED * width;
    row->matched = 0;
    return;
  }
  fill_matched(preparation, found, buffers, row);
}

/* Of the shares as they are, where one look did not do. */
static void add_up_shares(const lociq_preparation *preparation, lociq_row *row) {
  const double *known = row->known_share, *matched = row->matched_share, *reference = row->matched_reference;
  if (known == NULL) known = matched; /* then no sum is over it */
  if (matched == NULL) matched = reference = known;
  row->sums = lociq_shares_sum(known, matched, reference, row->width, (preparation->vectors & LOCIQ_ENTROPY) != 0);
}

static bool is_ready(const double *values, size_t industries, size_t width, lociq_missing missing) {
  return industries == width && (uintptr_t)values % (LOCIQ_LANES * sizeof *values) == 0 &&
         missing != LOCIQ_MISSING_ZERO;
}

void lociq_prepare_row(const lociq_preparation *preparation, const double *values, const double *next, size_t region,
                       double *buffers, lociq_row *row, lociq_tally *tally) {
  const lociq_structure *structure = preparation->structure;
  const size_t width = structure->width;
  const unsigned vectors = preparation->vectors;
  const bool zero = preparation->missing == LOCIQ_MISSING_ZERO;
  const double total = structure->region_total[region], distribution = structure->distribution[region];
  row->industries = structure->industries;
  row->width = width;
  row->all = structure->all;
  row->raw_shares = preparation->raw_shares;
  row->reference = structure->reference;
  row->total = total == 0 ? (double)NAN : total;
  row->distribution = structure->distribution_all == 0 ? (double)NAN : distribution / structure->distribution_all;
  if (is_ready(values, structure->industries, width, preparation->missing)) {
    row->values = values;
  } else {
    lociq_prepare_copy(values, structure->industries, width, false, buffers + AT_VALUES * width);
    row->values = buffers + AT_VALUES * width;
  }
  if (zero) {
    tally->sum = lociq_sum_known(row->values, width, &tally->known);
    lociq_prepare_copy(values, structure->industries, width, true, buffers + AT_VALUES * width);
  }
  sums found;
  const bool at_once = tally->whole && look_once(preparation, next, region, buffers, row, &found);
  if (!at_once) found = sum_row(preparation, region, buffers, row);
  if (!zero) *tally = (lociq_tally){.known = found.known_count, .sum = found.known};
  tally->matched = found.matched_count;
  tally->whole = found.known_count == width && found.known == row->total;
  tally->fetched = at_once;
  fill_shares(preparation, &found, buffers, row);
  if ((vectors & SUMS) != 0 && !at_once) add_up_shares(preparation, row);
  if ((vectors & LOCIQ_LOCATION) != 0) {
    double *location = buffers + AT_LOCATION * width;
    fill_location(row->values, structure->industry_total, width, location);
    row->location = location;
  }
  if ((vectors & LOCIQ_SITED) != 0) {
    double *first = buffers + AT_SITED * width;
    fill_sited(preparation, row->values, distribution, first, first + width, first + 2 * width);
    row->known_location = first;
    row->matched_location = first + width;
    row->matched_distribution = first + 2 * width;
  }
}
