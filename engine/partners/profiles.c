/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/profiles.h"

#include <math.h>

#include "core/memory.h"

/* Of fewer cells threads wait longer than they work. */
enum { FEW = 1 << 15 };

static const double *row_of(const lociq_measure_year *table, size_t region) {
  return table->values + region * lociq_axis_count(table->industries);
}

/* The largest size of a known value; 0 when there is none. */
static double largest_of(const double *row, size_t industries) {
  double largest = 0;
  for (size_t i = 0; i < industries; i++)
    if (isfinite(row[i]) && fabs(row[i]) > largest) largest = fabs(row[i]);
  return largest;
}

static bool all_known(const double *row, size_t industries) {
  for (size_t i = 0; i < industries; i++)
    if (!isfinite(row[i])) return false;
  return true;
}

static lociq_status check_shares(const lociq_measure_year *table, lociq_error *error) {
  const size_t regions = lociq_axis_count(table->regions), industries = lociq_axis_count(table->industries);
  for (size_t r = 0; r < regions; r++)
    for (size_t i = 0; i < industries; i++) {
      const double value = row_of(table, r)[i];
      if (value < 0)
        return lociq_error_set(error, LOCIQ_INVALID,
                               "%s of %s, industry %s, year %d is %.17g: this similarity compares shares, which cannot "
                               "be negative",
                               table->measure, lociq_axis_code(table->regions, r),
                               lociq_axis_code(table->industries, i), table->year, value);
    }
  return LOCIQ_OK;
}

/* A power of two changes no bit of the significand: the same profile in other units, if by a power of two, stays the
 * same. So are the row's totals given in its new units. */
static void fill_row(lociq_profiles *profiles, size_t p, const double *row, size_t industries, double total) {
  double *values = profiles->values + p * profiles->width;
  double *known = profiles->known == NULL ? NULL : profiles->known + p * profiles->width;
  static const double nothing = 0x1p-250;
  int exponent = 0;
  double whole = 0;
  (void)frexp(largest_of(row, industries), &exponent);
  for (size_t i = 0; i < industries; i++) {
    if (!isfinite(row[i])) continue;
    const double value = ldexp(row[i], -exponent);
    values[i] = fabs(value) < nothing ? 0 : value;
    whole += fabs(values[i]);
    if (known != NULL) known[i] = 1;
  }
  const double published = ldexp(total, -exponent);
  profiles->wholes[p] = isfinite(published) && published > whole ? published : whole;
  profiles->totals[p] = isfinite(published) ? published : whole;
}

/* E_r: published, else the sum of what is known. */
static double total_of(const lociq_measure_year *table, size_t region) {
  if (table->total_region != NULL && isfinite(table->total_region[region])) return table->total_region[region];
  double sum = 0;
  for (size_t i = 0; i < lociq_axis_count(table->industries); i++)
    if (isfinite(row_of(table, region)[i])) sum += row_of(table, region)[i];
  return sum;
}

/* x = E_i / E where published, else Σe / ΣE_r over the regions where e is known (matched denominators). sums is as
 * long as the reference. */
static void refer(const lociq_measure_year *table, double *reference, double *sums) {
  const size_t industries = lociq_axis_count(table->industries);
  double all = 0;
  for (size_t r = 0; r < lociq_axis_count(table->regions); r++) {
    const double total = total_of(table, r);
    all += total;
    for (size_t i = 0; i < industries; i++) {
      const double value = row_of(table, r)[i];
      if (!isfinite(value)) continue;
      reference[i] += value;
      sums[i] += total;
    }
  }
  if (table->total != NULL && isfinite(*table->total)) all = *table->total;
  for (size_t i = 0; i < industries; i++) {
    const bool published = table->total_industry != NULL && isfinite(table->total_industry[i]);
    const double x = published ? table->total_industry[i] / all : reference[i] / sums[i];
    reference[i] = x > 0 ? x : (double)NAN;
  }
}

static lociq_status fill_reference(lociq_profiles *profiles, const lociq_measure_year *table, lociq_error *error) {
  double *sums = lociq_allocate(profiles->industries, sizeof *sums);
  profiles->reference = lociq_allocate(profiles->industries, sizeof *profiles->reference);
  const bool there = sums != NULL && profiles->reference != NULL;
  if (there) refer(table, profiles->reference, sums);
  free(sums);
  return there ? LOCIQ_OK : lociq_memory_error(error, "the industries' shares");
}

static lociq_status derive_rows(lociq_profiles *profiles, const lociq_similarity_method *method, lociq_error *error) {
  if (method->derive_all == NULL && (method->derives == NULL || !method->derives(profiles))) return LOCIQ_OK;
  profiles->derived = lociq_allocate_aligned(profiles->regions * profiles->width, sizeof(double));
  if (profiles->derived == NULL) return lociq_memory_error(error, "the regions' profiles");
  if (method->derive_all != NULL) return method->derive_all(profiles, error);
  for (size_t r = 0; r < profiles->regions; r++) method->derive(profiles, r, profiles->derived + r * profiles->width);
  return LOCIQ_OK;
}

static double *zeros(size_t rows, size_t width) {
  double *made = width != 0 && rows > SIZE_MAX / width ? NULL : lociq_allocate_aligned(rows * width, sizeof *made);
  for (size_t i = 0; made != NULL && i < rows * width; i++) made[i] = 0;
  return made;
}

static lociq_status fill(lociq_profiles *profiles, const lociq_measure_year *table, lociq_error *error) {
  const size_t regions = lociq_axis_count(table->regions), industries = lociq_axis_count(table->industries);
  bool complete = true;
  profiles->industries = industries;
  profiles->width = lociq_lanes_width(industries);
  profiles->positions = lociq_allocate(regions, sizeof *profiles->positions);
  if (profiles->positions == NULL) return lociq_memory_error(error, "the regions' profiles");
  for (size_t r = 0; r < regions; r++) {
    if (largest_of(row_of(table, r), industries) == 0) continue;
    profiles->positions[profiles->regions++] = r;
    complete = complete && all_known(row_of(table, r), industries);
  }
  profiles->values = zeros(profiles->regions, profiles->width);
  profiles->wholes = lociq_allocate(profiles->regions, sizeof *profiles->wholes);
  profiles->totals = lociq_allocate(profiles->regions, sizeof *profiles->totals);
  if (!complete) profiles->known = zeros(profiles->regions, profiles->width);
  if (profiles->values == NULL || profiles->wholes == NULL || profiles->totals == NULL ||
      (!complete && profiles->known == NULL))
    return lociq_memory_error(error, "the regions' profiles");
#pragma omp parallel for if (profiles->regions * industries >= FEW)
  for (size_t p = 0; p < profiles->regions; p++) {
    const size_t region = profiles->positions[p];
    const double total = table->total_region == NULL ? (double)NAN : table->total_region[region];
    fill_row(profiles, p, row_of(table, region), industries, total);
  }
  return LOCIQ_OK;
}

lociq_status lociq_profiles_create(const lociq_measure_year *table, const lociq_similarity_method *method,
                                   lociq_profiles **profiles, lociq_error *error) {
  lociq_status status = method->shares ? check_shares(table, error) : LOCIQ_OK;
  if (status != LOCIQ_OK) return status;
  lociq_profiles *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the regions' profiles");
  status = fill(made, table, error);
  if (status == LOCIQ_OK) status = fill_reference(made, table, error);
  if (status == LOCIQ_OK) status = derive_rows(made, method, error);
  if (status != LOCIQ_OK) {
    lociq_profiles_free(made);
    return status;
  }
  *profiles = made;
  return LOCIQ_OK;
}

void lociq_profiles_free(lociq_profiles *profiles) {
  if (profiles == NULL) return;
  free(profiles->positions);
  free(profiles->values);
  free(profiles->wholes);
  free(profiles->totals);
  free(profiles->known);
  free(profiles->reference);
  free(profiles->derived);
  free(profiles->whitening);
  free(profiles->whitened);
  free(profiles);
}

double lociq_profile_coverage(const lociq_measure_year *table, size_t region) {
  const size_t industries = lociq_axis_count(table->industries);
  const double *row = row_of(table, region);
  double sum = 0;
  size_t known = 0;
  for (size_t i = 0; i < industries; i++) {
    if (!isfinite(row[i])) continue;
    sum += row[i];
    known++;
  }
  const double total = table->total_region == NULL ? (double)NAN : table->total_region[region];
  if (known == 0) return 0;
  if (isnan(total)) return 1;
  return total == 0 ? (double)NAN : sum / total;
}
