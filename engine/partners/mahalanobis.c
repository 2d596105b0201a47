/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mahalanobis: Euclid after whitening, so that industries that go together count
 * once. d² = u'W'W u, u the difference of the standardised location quotients; what
 * is not known in both has no part in u. All known: rows are whitened once, which
 * makes W u a difference of rows.
 */
#include "core/memory.h"
#include "partners/distance.h"
#include "partners/profiles.h"
#include "partners/scales.h"
#include "partners/whitening.h"

LOCIQ_INLINE double apart(const lociq_profiles *profiles, size_t a, size_t b, size_t i) {
  const double *known = lociq_profile_known(profiles, a), *other_known = lociq_profile_known(profiles, b);
  const double difference = lociq_profile_derived(profiles, a)[i] - lociq_profile_derived(profiles, b)[i];
  return known == NULL ? difference : difference * known[i] * other_known[i];
}

/* Eight of W u from k on. */
LOCIQ_INLINE lociq_lanes whitened(const lociq_profiles *profiles, size_t a, size_t b, size_t k) {
  if (profiles->whitened != NULL)
    return lociq_lanes_load(lociq_profile_whitened(profiles, a) + k) -
           lociq_lanes_load(lociq_profile_whitened(profiles, b) + k);
  const size_t end = k + LOCIQ_LANES < profiles->industries ? k + LOCIQ_LANES : profiles->industries;
  lociq_lanes sum = {0};
  for (size_t j = 0; j < end; j++)
    sum += lociq_lanes_load(profiles->whitening + j * profiles->width + k) * apart(profiles, a, b, j);
  return sum;
}

LOCIQ_CLONED
static void whiten_row(const lociq_profiles *profiles, const double *values, double *row) {
  for (size_t k = 0; k < profiles->width; k++) row[k] = 0;
  for (size_t j = 0; j < profiles->industries; j++)
    for (size_t k = 0; k < profiles->width; k++) row[k] += profiles->whitening[j * profiles->width + k] * values[j];
}

static void derive(const lociq_profiles *profiles, size_t region, double *derived) {
  lociq_profile_scale(profiles, region, derived);
  if (profiles->whitened != NULL) whiten_row(profiles, derived, lociq_profile_whitened(profiles, region));
}

static lociq_status fit(lociq_profiles *profiles, lociq_error *error) {
  lociq_status status = lociq_profiles_standardise(profiles, error);
  if (status == LOCIQ_OK) status = lociq_profiles_whiten(profiles, error);
  if (status != LOCIQ_OK || !profiles->complete) return status;
  profiles->whitened = lociq_profiles_rows(profiles);
  return profiles->whitened == NULL ? lociq_memory_error(error, "the regions' profiles") : LOCIQ_OK;
}

/* u_i (W'W u)_i, which add up to d²; parts holds W u, of which each needs those from its place on. */
static void explain(const lociq_profiles *profiles, size_t a, size_t b, double *parts) {
  for (size_t i = 0; i < profiles->industries; i++) {
    double sum = 0;
    for (size_t k = i; k < profiles->industries; k++) sum += profiles->whitening[i * profiles->width + k] * parts[k];
    parts[i] = sum * apart(profiles, a, b, i);
  }
}

LOCIQ_CLONED
static double score(const lociq_profiles *profiles, size_t a, size_t b, double *parts) {
  lociq_lanes squares = {0};
  for (size_t k = 0; k < profiles->width; k += LOCIQ_LANES) {
    const lociq_lanes lanes = whitened(profiles, a, b, k);
    squares += lanes * lanes;
    if (parts != NULL) lociq_lanes_store(parts + k, lanes);
  }
  if (parts != NULL) explain(profiles, a, b, parts);
  return lociq_distance_score(profiles, a, b, lociq_lanes_sum(squares), parts);
}

const lociq_similarity_method lociq_similarity_mahalanobis = {
    .whitens = true, .shares = true, .fit = fit, .derive = derive, .score = score};
