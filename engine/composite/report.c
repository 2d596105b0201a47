/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "composite/diagnosis.h"

enum { LINE_SIZE = 1024, NAMED = 6 };

typedef struct reporting {
  const lociq_specification *specification;
  const lociq_gathered *gathered;
  const lociq_composition *made;
  const lociq_settled *settled;
  const lociq_composite_options *options;
} reporting;

static void tell(const reporting *job, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void tell(const reporting *job, const char *format, ...) {
  char line[LINE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  job->options->log(job->options->context, line);
}

/* Adds to a line that is as long as it says; what does not fit is cut. */
static void add(char line[LINE_SIZE], size_t *length, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void add(char line[LINE_SIZE], size_t *length, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int more = vsnprintf(line + *length, LINE_SIZE - *length, format, arguments);
  va_end(arguments);
  if (more > 0) *length += *length + (size_t)more < LINE_SIZE ? (size_t)more : LINE_SIZE - 1 - *length;
}

static void tell_size(const reporting *job) {
  const lociq_design *design = &job->specification->design;
  tell(job, "%s: %zu indicators under %zu nodes, %zu regions, %zu year%s", design->name, design->column_count,
       design->node_count - design->column_count, job->gathered->units, job->gathered->years,
       job->gathered->years == 1 ? "" : "s");
}

static void tell_left_out(const reporting *job) {
  const size_t rows = job->gathered->years * job->gathered->units;
  char line[LINE_SIZE] = "";
  size_t count = 0, length = 0;
  for (size_t row = 0; row < rows; row++) {
    if (!job->made->left_out[row]) continue;
    if (count++ < NAMED)
      add(line, &length, "%s%.60s %.20s", count == 1 ? "" : ", ", job->gathered->unit_names[row % job->gathered->units],
          job->gathered->year_names[row / job->gathered->units]);
  }
  if (count > 0)
    tell(job, "left out, for too little is known: %zu of %zu (%s%s)", count, rows, line, count > NAMED ? ", …" : "");
}

static void tell_imputed(const reporting *job) {
  const size_t columns = job->made->raw.columns, rows = job->gathered->years * job->gathered->units;
  size_t all = 0, kept = 0;
  for (size_t row = 0; row < rows; row++) kept += job->made->left_out[row] ? 0 : 1;
  for (size_t i = 0; i < rows * columns; i++) all += job->made->was_imputed[i] ? 1 : 0;
  if (all > 0)
    tell(job, "imputed by %s: %zu of %zu values",
         lociq_composite_methods(LOCIQ_COMPOSITE_IMPUTE)[job->specification->design.imputation.method].name, all,
         kept * columns);
}

static void tell_treatment(const reporting *job, const lociq_design_node *node, const char *year,
                           const lociq_treatment_record *record) {
  char line[LINE_SIZE];
  size_t length = 0;
  if (record->winsorised_low + record->winsorised_high == 0 && !record->transformed) return;
  add(line, &length, "treated %s%s%s: ", node->name, year[0] == '\0' ? "" : " in ", year);
  if (record->winsorised_low + record->winsorised_high > 0)
    add(line, &length, "winsorised %zu low, %zu high", record->winsorised_low, record->winsorised_high);
  else
    add(line, &length, "transformed by %s",
        isnan(record->lambda) ? "log" : lociq_composite_methods(LOCIQ_COMPOSITE_TREAT)[LOCIQ_TREAT_BOX_COX].name);
  if (!isnan(record->lambda)) add(line, &length, ", lambda %.4g", record->lambda);
  add(line, &length, "; skewness %.2f then %.2f, kurtosis %.2f then %.2f%s", record->skewness_before,
      record->skewness_after, record->kurtosis_before, record->kurtosis_after,
      record->passed_after ? "" : "; it still has outliers");
  tell(job, "%s", line);
}

static void tell_treatments(const reporting *job) {
  const lociq_design *design = &job->specification->design;
  const size_t spans = design->year_by_year ? job->gathered->years : 1;
  for (size_t s = 0; s < spans; s++)
    for (size_t n = 0; n < design->node_count; n++)
      if (design->nodes[n].column != LOCIQ_NONE)
        tell_treatment(job, &design->nodes[n], design->year_by_year ? job->gathered->year_names[s] : "",
                       &job->made->records[s * design->column_count + design->nodes[n].column]);
}

/* Weights that were found, and those that were given. */
static void tell_weights(const reporting *job) {
  const lociq_design *design = &job->specification->design;
  const size_t spans = design->year_by_year ? job->gathered->years : 1;
  for (size_t s = 0; s < spans; s++)
    for (size_t n = 0; n < design->node_count; n++) {
      const lociq_design_node *node = &design->nodes[n];
      char line[LINE_SIZE];
      size_t length = 0;
      if (node->part_count == 0) continue;
      add(line, &length, "weights in %s%s%s, %s: ", node->name, design->year_by_year ? " in " : "",
          design->year_by_year ? job->gathered->year_names[s] : "",
          lociq_composite_methods(LOCIQ_COMPOSITE_WEIGHT)[node->weighing.method].name);
      for (size_t k = 0; k < node->part_count; k++)
        add(line, &length, "%s%s %.4g", k == 0 ? "" : ", ", design->nodes[node->first_part + k].name,
            job->made->weights[s * design->node_count + node->first_part + k]);
      tell(job, "%s", line);
    }
}

/* Of the last year. */
static void tell_swaps(const reporting *job) {
  const lociq_specification *said = job->specification;
  const size_t last = job->gathered->years - 1;
  for (size_t i = 0; i < said->what_if_count; i++) {
    const lociq_swap *swap = &job->settled->swaps[last * said->what_if_count + i];
    if (swap->node == LOCIQ_NONE)
      tell(job, "no one weight makes %s and %s swap in %s", said->what_if[i].unit, said->what_if[i].other,
           job->gathered->year_names[last]);
    else
      tell(job, "%s and %s swap in %s where the weight of %s goes from %.4g past %.4g", said->what_if[i].unit,
           said->what_if[i].other, job->gathered->year_names[last], said->design.nodes[swap->node].name, swap->from,
           swap->to);
  }
}

static void tell_effects(const reporting *job) {
  const size_t count = job->settled->effect_count, last = job->gathered->years - 1;
  for (size_t f = 0; f < count; f++) {
    const lociq_sobol_effect *effect = &job->settled->effects[last * count + f];
    tell(job, "effect of %s on ranks in %s: %.2f alone, %.2f in all", effect->factor, job->gathered->year_names[last],
         effect->first, effect->total);
  }
}

/* Parts of one node that say the same, or pull against each other. */
static lociq_status tell_pairs(const reporting *job, lociq_error *error) {
  static const double REDUNDANT = 0.92, NEGATIVE = -0.4;
  const lociq_design *design = &job->specification->design;
  lociq_flagged_pair *pairs = NULL;
  size_t count = 0;
  const lociq_status status = lociq_diagnosis_flag(design, job->made, REDUNDANT, NEGATIVE, &pairs, &count, error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = 0; i < count; i++)
    tell(job, "in %s, %s and %s %s: r = %.2f", design->nodes[design->nodes[pairs[i].node].parent].name,
         design->nodes[pairs[i].node].name, design->nodes[pairs[i].other].name,
         pairs[i].redundant ? "say the same" : "pull against each other", pairs[i].r);
  free(pairs);
  return LOCIQ_OK;
}

lociq_status lociq_composition_report(const lociq_specification *specification, const lociq_gathered *gathered,
                                      const lociq_composition *composition, const lociq_settled *settled,
                                      const lociq_composite_options *options, lociq_error *error) {
  const reporting job = {.specification = specification,
                         .gathered = gathered,
                         .made = composition,
                         .settled = settled,
                         .options = options};
  if (options->log == NULL) return LOCIQ_OK;
  tell_size(&job);
  tell_left_out(&job);
  tell_imputed(&job);
  tell_treatments(&job);
  tell_weights(&job);
  tell_effects(&job);
  tell_swaps(&job);
  return tell_pairs(&job, error);
}
