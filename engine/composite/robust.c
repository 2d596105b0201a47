/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/robust.h"

#include <math.h>
#include <string.h>

#include "core/memory.h"

typedef struct settling {
  const lociq_specification *specification;
  const lociq_gathered *gathered;
  const lociq_composition *composition;
  const lociq_composite_options *options;
  lociq_variants *variants;
  lociq_settled *made;
  lociq_error *error;
} settling;

/* What cannot be done is told where the specification asks for it. */
static lociq_status refuse(const settling *job, const char *key, size_t year, lociq_status status,
                           const lociq_error *told) {
  if (status != LOCIQ_INVALID) return lociq_error_set(job->error, status, "%s", told->message);
  return lociq_document_refuse(&job->specification->document, key, job->error, "in %s: %s",
                               job->gathered->year_names[year], told->message);
}

/* ---- intervals of ranks ---- */

static lociq_status find_intervals(const settling *job) {
  const size_t units = job->gathered->units, cells = job->gathered->years * units;
  lociq_settled *made = job->made;
  double *nominal = lociq_allocate(units, sizeof *nominal);
  made->lower = lociq_allocate(cells, sizeof *made->lower);
  made->median = lociq_allocate(cells, sizeof *made->median);
  made->upper = lociq_allocate(cells, sizeof *made->upper);
  made->mean = lociq_allocate(cells, sizeof *made->mean);
  lociq_status status = LOCIQ_OK;
  if (nominal == NULL || made->lower == NULL || made->median == NULL || made->upper == NULL || made->mean == NULL)
    status = lociq_memory_error(job->error, "intervals of ranks");
  for (size_t year = 0; year < job->gathered->years && status == LOCIQ_OK; year++) {
    const size_t at = year * units;
    const lociq_rank_intervals intervals = {.nominal = nominal,
                                            .lower = made->lower + at,
                                            .median = made->median + at,
                                            .upper = made->upper + at,
                                            .mean = made->mean + at};
    lociq_error told = {0};
    status = lociq_robustness_run(job->variants, year, &intervals, job->options->progress, &told);
    if (status != LOCIQ_OK) status = refuse(job, "robustness", year, status, &told);
  }
  free(nominal);
  return status;
}

/* ---- effects of choices ---- */

static lociq_status find_effects(const settling *job) {
  lociq_settled *made = job->made;
  lociq_sobol_effect effects[LOCIQ_SOBOL_FACTORS];
  lociq_status status = LOCIQ_OK;
  for (size_t year = 0; year < job->gathered->years && status == LOCIQ_OK; year++) {
    lociq_error told = {0};
    size_t count = 0;
    status = lociq_robustness_sobol(job->variants, year, effects, &count, job->options->progress, &told);
    if (status != LOCIQ_OK) return refuse(job, "robustness.sobol", year, status, &told);
    if (made->effects == NULL) {
      made->effects = lociq_allocate(job->gathered->years * count, sizeof *made->effects);
      made->effect_count = count;
    }
    if (made->effects == NULL) return lociq_memory_error(job->error, "effects of choices");
    memcpy(made->effects + year * count, effects, count * sizeof *effects);
  }
  return status;
}

/* ---- what if ---- */

static lociq_status find_unit(const settling *job, const lociq_what_if *asked, const char *code, size_t *unit) {
  for (size_t u = 0; u < job->gathered->units; u++)
    if (strcmp(job->gathered->unit_names[u], code) == 0) {
      *unit = u;
      return LOCIQ_OK;
    }
  return lociq_document_refuse_node(&job->specification->document, asked->place, job->error,
                                    "the store has no region \"%s\"", code);
}

static lociq_status find_swaps(const settling *job) {
  const size_t count = job->specification->what_if_count;
  if (count == 0) return LOCIQ_OK;
  job->made->swaps = lociq_allocate(job->gathered->years * count, sizeof *job->made->swaps);
  if (job->made->swaps == NULL) return lociq_memory_error(job->error, "what-ifs");
  for (size_t i = 0; i < count; i++) {
    const lociq_what_if *asked = &job->specification->what_if[i];
    size_t unit = 0, other = 0;
    lociq_status status = find_unit(job, asked, asked->unit, &unit);
    if (status == LOCIQ_OK) status = find_unit(job, asked, asked->other, &other);
    for (size_t year = 0; year < job->gathered->years && status == LOCIQ_OK; year++) {
      lociq_swap *swap = &job->made->swaps[year * count + i];
      lociq_error told = {0};
      *swap = (lociq_swap){.node = LOCIQ_NONE, .from = NAN, .to = NAN};
      status = lociq_robustness_swap(&job->specification->design, job->composition, year, unit, other, swap, &told);
      if (status == LOCIQ_INVALID) status = LOCIQ_OK;
      if (status != LOCIQ_OK) return lociq_error_set(job->error, status, "%s", told.message);
      if (swap->node == LOCIQ_NONE) swap->from = swap->to = NAN;
    }
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* ---- all of it ---- */

static lociq_status find_doubts(settling *job) {
  lociq_doubts doubts = job->specification->doubts;
  const lociq_groups_of_units groups = {.group = job->gathered->group, .group_count = job->gathered->group_count};
  doubts.threads = job->options->threads;
  lociq_status status = lociq_variants_create(&job->specification->design, job->composition, &groups, &doubts,
                                              &job->variants, job->error);
  if (status == LOCIQ_OK) status = find_intervals(job);
  if (status == LOCIQ_OK && doubts.sobol > 0) status = find_effects(job);
  lociq_variants_free(job->variants);
  return status;
}

lociq_status lociq_doubts_settle(const lociq_specification *specification, const lociq_gathered *gathered,
                                 const lociq_composition *composition, const lociq_composite_options *options,
                                 lociq_settled *settled, lociq_error *error) {
  lociq_settled made = {0};
  settling job = {.specification = specification,
                  .gathered = gathered,
                  .composition = composition,
                  .options = options,
                  .made = &made,
                  .error = error};
  lociq_status status = specification->robust ? find_doubts(&job) : LOCIQ_OK;
  if (status == LOCIQ_OK) status = find_swaps(&job);
  if (status == LOCIQ_OK)
    *settled = made;
  else
    lociq_settled_clear(&made);
  return status;
}

void lociq_settled_clear(lociq_settled *settled) {
  free(settled->lower);
  free(settled->median);
  free(settled->upper);
  free(settled->mean);
  free(settled->effects);
  free(settled->swaps);
  *settled = (lociq_settled){0};
}
