/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the diagnosis of an index finds, kept beside its steps.
 */
#include <math.h>
#include <string.h>

#include "composite/diagnosis.h"
#include "composite/keep.h"
#include "core/memory.h"

/* NaN, `count` times. */
static double *unknown(size_t count) {
  double *values = lociq_allocate(count, sizeof *values);
  for (size_t i = 0; values != NULL && i < count; i++) values[i] = NAN;
  return values;
}

static lociq_status put_correlations(const lociq_keeping *job) {
  double *matrix = unknown(job->nodes * job->nodes);
  if (matrix == NULL) return lociq_memory_error(job->error, job->index);
  lociq_diagnosis_correlations(job->composition, matrix);
  lociq_variable variable = {
      .type = LOCIQ_DOUBLE,
      .dimensions = {lociq_keep_own(job, LOCIQ_KEEP_NODE), lociq_keep_own(job, LOCIQ_KEEP_NODE_OTHER)},
      .dimension_count = 2,
      .values = matrix};
  const lociq_status status = lociq_keep_put(job, "_correlation", "Pearson's r of the scores, of all years", &variable);
  free(matrix);
  return status;
}

static lociq_status put_alphas(const lociq_keeping *job) {
  const lociq_design *design = &job->specification->design;
  double *alphas = unknown(job->nodes);
  lociq_status status = alphas == NULL ? lociq_memory_error(job->error, job->index) : LOCIQ_OK;
  for (size_t n = 0; n < job->nodes && status == LOCIQ_OK; n++)
    if (design->nodes[n].part_count > 0)
      status = lociq_diagnosis_alpha(design, job->composition, n, &alphas[n], job->error);
  lociq_variable variable = {.type = LOCIQ_DOUBLE,
                             .dimensions = {lociq_keep_own(job, LOCIQ_KEEP_NODE)},
                             .dimension_count = 1,
                             .values = alphas};
  if (status == LOCIQ_OK) status = lociq_keep_put(job, "_alpha", "Cronbach's alpha of the node's parts", &variable);
  free(alphas);
  return status;
}

/* Eigenvalues lie with the node, loadings with its parts. Where the parts have no correlations both stay unknown. */
static lociq_status find_components(const lociq_keeping *job, size_t node, size_t width, double *values,
                                    double *loadings) {
  const lociq_design *design = &job->specification->design;
  const size_t count = design->nodes[node].part_count, first = design->nodes[node].first_part;
  double *found = unknown(count * (count + 1));
  lociq_error told = {0};
  if (found == NULL) return lociq_memory_error(job->error, job->index);
  const lociq_status status = lociq_diagnosis_components(design, job->composition, node, found, found + count, &told);
  for (size_t c = 0; c < count && status == LOCIQ_OK; c++) {
    values[node * width + c] = found[c];
    for (size_t k = 0; k < count; k++) loadings[(first + k) * width + c] = found[count + c * count + k];
  }
  free(found);
  if (status == LOCIQ_OK || status == LOCIQ_INVALID) return LOCIQ_OK;
  return lociq_error_set(job->error, status, "%s", told.message);
}

static lociq_status put_components(const lociq_keeping *job) {
  const lociq_design *design = &job->specification->design;
  const lociq_dimension component = lociq_keep_own(job, LOCIQ_KEEP_COMPONENT);
  double *values = unknown(job->nodes * component.size), *loadings = unknown(job->nodes * component.size);
  lociq_status status = values == NULL || loadings == NULL ? lociq_memory_error(job->error, job->index) : LOCIQ_OK;
  for (size_t n = 0; n < job->nodes && status == LOCIQ_OK; n++)
    if (design->nodes[n].part_count > 1) status = find_components(job, n, component.size, values, loadings);
  lociq_variable variable = {.type = LOCIQ_DOUBLE,
                             .dimensions = {lociq_keep_own(job, LOCIQ_KEEP_NODE), component},
                             .dimension_count = 2,
                             .values = values};
  if (status == LOCIQ_OK)
    status = lociq_keep_put(job, "_eigenvalue", "principal components of the node's parts: eigenvalues", &variable);
  variable.values = loadings;
  if (status == LOCIQ_OK)
    status =
        lociq_keep_put(job, "_loading", "correlation with the components of the node that it is part of", &variable);
  free(loadings);
  free(values);
  return status;
}

/* Year by year: as they are said, what they do, and what that makes of them. */
static lociq_status put_weights(const lociq_keeping *job) {
  const size_t cells = job->all_years * job->nodes;
  double *const nominal = unknown(cells), *const effects = unknown(cells), *const effective = unknown(cells);
  lociq_status status = LOCIQ_OK;
  if (nominal == NULL || effects == NULL || effective == NULL) status = lociq_memory_error(job->error, job->index);
  for (size_t y = 0; y < job->gathered->years && status == LOCIQ_OK; y++) {
    const size_t at = (job->gathered->first_year + y) * job->nodes;
    status = lociq_diagnosis_weights(&job->specification->design, job->composition, y, nominal + at, effects + at,
                                     effective + at, job->error);
  }
  const struct {
    const char *suffix, *what;
    const double *values;
  } all[] = {{"_nominal_weight", "weight in the index as it is said", nominal},
             {"_main_effect", "correlation ratio squared of the index on it", effects},
             {"_effective_weight", "weight in the index as it works", effective}};
  for (size_t i = 0; i < sizeof all / sizeof all[0] && status == LOCIQ_OK; i++) {
    lociq_variable variable = {.type = LOCIQ_DOUBLE,
                               .dimensions = {lociq_keep_year(job), lociq_keep_own(job, LOCIQ_KEEP_NODE)},
                               .dimension_count = 2,
                               .values = all[i].values};
    status = lociq_keep_put(job, all[i].suffix, all[i].what, &variable);
  }
  free(effective);
  free(effects);
  free(nominal);
  return status;
}

static lociq_status put_peers(const lociq_keeping *job) {
  const size_t cells = job->all_years * job->units * LOCIQ_KEEP_PEERS;
  int32_t *peers = lociq_allocate(cells, sizeof *peers);
  if (peers == NULL) return lociq_memory_error(job->error, job->index);
  for (size_t i = 0; i < cells; i++) peers[i] = -1;
  for (size_t y = 0; y < job->gathered->years; y++)
    for (size_t u = 0; u < job->units; u++) {
      size_t found[LOCIQ_KEEP_PEERS], count = LOCIQ_KEEP_PEERS;
      int32_t *row = peers + ((job->gathered->first_year + y) * job->units + u) * LOCIQ_KEEP_PEERS;
      lociq_diagnosis_peers(job->composition, y, u, found, &count);
      for (size_t k = 0; k < count; k++) row[k] = (int32_t)found[k];
    }
  lociq_attribute on = {.name = (char[]){"positions_on"}, .text = (char[]){"region"}};
  lociq_variable variable = {
      .type = LOCIQ_INT32,
      .dimensions = {lociq_keep_year(job), lociq_keep_region(job), lociq_keep_own(job, LOCIQ_KEEP_PEER)},
      .dimension_count = 3,
      .attributes = &on,
      .attribute_count = 1,
      .values = peers};
  const lociq_status status =
      lociq_keep_put(job, "_peer", "the regions nearest by the index: position on region, -1 none", &variable);
  free(peers);
  return status;
}

lociq_status lociq_keep_diagnosis(const lociq_keeping *job) {
  lociq_status status = put_correlations(job);
  if (status == LOCIQ_OK) status = put_alphas(job);
  if (status == LOCIQ_OK) status = put_components(job);
  if (status == LOCIQ_OK) status = put_weights(job);
  if (status == LOCIQ_OK) status = put_peers(job);
  return status;
}
