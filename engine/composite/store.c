/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/memory.h>
#include <omp.h>
#include <string.h>

#include "composite/keep.h"
#include "composite/report.h"
#include "core/memory.h"
#include "read/digest.h"

lociq_composite_options lociq_composite_options_default(void) { return (lociq_composite_options){0}; }

/* ---- what it rests on ---- */

enum { INPUTS = 2 };

static lociq_status add_input(const char *path, const char *reader, lociq_input *input, lociq_error *error) {
  lociq_digest digest;
  const lociq_status status = lociq_digest_file(path, &digest, error);
  if (status != LOCIQ_OK) return status;
  *input = (lociq_input){.path = lociq_copy_text(path), .reader = lociq_copy_text(reader), .bytes = digest.bytes};
  memcpy(input->sha256, digest.sha256, sizeof input->sha256);
  return input->path == NULL || input->reader == NULL ? lociq_memory_error(error, path) : LOCIQ_OK;
}

static void inputs_free(lociq_input *inputs, size_t count) {
  for (size_t i = 0; i < count; i++) lociq_input_clear(&inputs[i]);
  free(inputs);
}

static lociq_status list_inputs(const char *path, const lociq_gathered *gathered, lociq_input **inputs, size_t *count,
                                lociq_error *error) {
  lociq_input *made = lociq_allocate(INPUTS, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the inputs");
  const size_t found = gathered->groups_path == NULL ? 1 : INPUTS;
  lociq_status status = add_input(path, "composite", &made[0], error);
  if (status == LOCIQ_OK && found == INPUTS) status = add_input(gathered->groups_path, "groups", &made[1], error);
  if (status != LOCIQ_OK) {
    inputs_free(made, INPUTS);
    return status;
  }
  *inputs = made;
  *count = found;
  return LOCIQ_OK;
}

/* ---- all of it ---- */

/* The region that distance_to_reference relates to, where the reference is one. */
static size_t find_unit(const lociq_specification *specification, const lociq_gathered *gathered) {
  for (size_t u = 0; specification->reference != NULL && u < gathered->units; u++)
    if (strcmp(gathered->unit_names[u], specification->reference) == 0) return u;
  return LOCIQ_NONE;
}

static lociq_status compose(lociq_specification *specification, lociq_gathered *gathered,
                            lociq_composition *composition, lociq_error *error) {
  const lociq_groups_of_units groups = {.group = gathered->group, .group_count = gathered->group_count};
  specification->design.reference_unit = find_unit(specification, gathered);
  composition->year_names = gathered->year_names;
  composition->unit_names = gathered->unit_names;
  composition->raw = gathered->raw;
  gathered->raw = (lociq_table_of_units){0};
  lociq_error told = {0};
  const lociq_status status = lociq_design_compose(
      &specification->design, (const double *const *)gathered->denominators, &groups, composition, &told);
  if (status == LOCIQ_OK) return LOCIQ_OK;
  return lociq_error_set(error, status, "%s: %s", specification->document.path, told.message);
}

/* Each step of each node is kept, of all years and regions; robustness counts every rank of every region. */
static lociq_status require(const lociq_store *store, const lociq_specification *specification,
                            const lociq_composite_options *options, lociq_error *error) {
  enum { STEPS = 8 };
  const lociq_panel *panel = lociq_store_panel(store);
  const size_t regions = lociq_axis_count(panel->axes[LOCIQ_REGION]);
  const size_t cells = lociq_axis_count(panel->axes[LOCIQ_YEAR]) * regions * specification->design.node_count;
  const size_t threads = options->threads > 0 ? (size_t)options->threads : (size_t)omp_get_max_threads();
  const size_t ranks = specification->robust ? threads * regions * regions * sizeof(uint32_t) : 0;
  return lociq_memory_require(options->memory, cells * STEPS * sizeof(double) + ranks, specification->design.name,
                              error);
}

static lociq_status make(lociq_store *store, lociq_specification *specification, const lociq_composite_options *options,
                         lociq_input **inputs, size_t *input_count, lociq_error *error) {
  lociq_gathered gathered = {0};
  lociq_composition composition = {0};
  lociq_settled settled = {0};
  lociq_input *found = NULL;
  size_t count = 0;
  const lociq_ranks ranks = lociq_ranks_here();
  lociq_status status = ranks.own == 0 ? lociq_keep_check(store, specification, error) : LOCIQ_OK;
  status = lociq_ranks_agree(ranks, status, error);
  if (status == LOCIQ_OK) status = require(store, specification, options, error);
  status = lociq_ranks_agree(ranks, status, error);
  if (status == LOCIQ_OK) status = lociq_gather(store, specification, &gathered, error);
  if (status == LOCIQ_OK) status = list_inputs(specification->document.path, &gathered, &found, &count, error);
  if (status == LOCIQ_OK && !lociq_progress_report(options->progress, specification->design.name, 0, 2))
    status = lociq_error_set(error, LOCIQ_CANCELLED, "stopped");
  if (status == LOCIQ_OK) status = compose(specification, &gathered, &composition, error);
  if (status == LOCIQ_OK && !lociq_progress_report(options->progress, specification->design.name, 1, 2))
    status = lociq_error_set(error, LOCIQ_CANCELLED, "stopped");
  if (status == LOCIQ_OK)
    status = lociq_doubts_settle(specification, &gathered, &composition, options, &settled, error);
  if (status == LOCIQ_OK && ranks.own == 0)
    status = lociq_keep_index(store, specification, &gathered, &composition, &settled, error);
  status = lociq_ranks_agree(ranks, status, error);
  if (status == LOCIQ_OK)
    status = lociq_composition_report(specification, &gathered, &composition, &settled, options, error);
  if (status == LOCIQ_OK) {
    *inputs = found;
    *input_count = count;
  } else
    inputs_free(found, count);
  lociq_settled_clear(&settled);
  lociq_composition_clear(&composition);
  lociq_gathered_clear(&gathered);
  return status;
}

lociq_status lociq_composite_groups(const char *specification, char **path, lociq_error *error) {
  lociq_specification said = {0};
  lociq_status status = lociq_specification_read(specification, &said, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_groups_path(&said, path, error);
  lociq_specification_clear(&said);
  return status;
}

lociq_status lociq_composite_store(lociq_store *store, const char *specification,
                                   const lociq_composite_options *options, lociq_input **inputs, size_t *input_count,
                                   lociq_error *error) {
  lociq_specification said = {0};
  lociq_status status = lociq_specification_read(specification, &said, error);
  if (status != LOCIQ_OK) return status;
  const int before = omp_get_max_threads();
  if (options->threads > 0) omp_set_num_threads(options->threads);
  status = make(store, &said, options, inputs, input_count, error);
  omp_set_num_threads(before);
  lociq_specification_clear(&said);
  return status;
}
