/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/results.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/interval.h"

enum { NAME_SIZE = LOCIQ_OUTPUT_NAME_SIZE };

bool lociq_result_is_by_cell(unsigned shape) {
  const unsigned both = LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;
  return (shape & both) == both;
}

double lociq_coverage_of(const double *published, size_t position, double sum, size_t known) {
  if (known == 0) return NAN;
  if (published == NULL || isnan(published[position])) return 1;
  return published[position] == 0 && sum == 0 ? 1 : sum / published[position];
}

static size_t count_of(unsigned shape, size_t regions, size_t industries) {
  if (lociq_result_is_by_cell(shape)) return 0;
  if ((shape & LOCIQ_BY_INDUSTRY_OTHER) != 0) return industries * industries;
  return (shape & LOCIQ_BY_REGION) != 0 ? regions : (shape & LOCIQ_BY_INDUSTRY) != 0 ? industries : 1;
}

size_t lociq_output_count(const lociq_indicator *indicator) {
  size_t count = 0;
  if (indicator->kernel->figures > 0) return indicator->kernel->figures;
  while (count < LOCIQ_OUTPUTS_MAXIMUM && indicator->outputs[count].suffix != NULL) count++;
  return count + 1;
}

bool lociq_output_is_given(const lociq_instance *instance, size_t output) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  return output == 0 || kernel->output_wanted == NULL || kernel->output_wanted(instance->options, output - 1);
}

void lociq_output_name(const lociq_indicator *indicator, size_t output, char name[LOCIQ_OUTPUT_NAME_SIZE]) {
  if (output == 0)
    (void)snprintf(name, NAME_SIZE, "%s", indicator->name);
  else
    (void)snprintf(name, NAME_SIZE, "%s_%s", indicator->name, indicator->outputs[output - 1].suffix);
}

double *lociq_result_output(const lociq_result *result, size_t output) {
  return result->values + output * lociq_lanes_width(result->count);
}

void lociq_result_propagate(const lociq_request *request, const lociq_instance *instance, const lociq_result *result,
                            size_t regions) {
  if (request->missing != LOCIQ_MISSING_PROPAGATE || result->coverage == NULL) return;
  if ((instance->shape & LOCIQ_BY_REGION) != 0) return;
  bool unknown = false;
  for (size_t r = 0; r < regions; r++) unknown = unknown || isnan(result->coverage[r]);
  for (size_t k = 0; unknown && k < lociq_output_count(instance->indicator); k++)
    for (size_t at = 0; at < result->count; at++) lociq_result_output(result, k)[at] = NAN;
}

bool lociq_result_has_coverage(unsigned shape) { return (shape & (LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY)) != 0; }

static lociq_status allocate_census(lociq_results *results, lociq_error *error) {
  lociq_census *census = &results->census;
  census->region_coverage = lociq_allocate_aligned(results->regions, sizeof(double));
  census->industry_sum = lociq_allocate_aligned(results->width, sizeof(double));
  census->industry_known = lociq_allocate_aligned(results->width, sizeof(int64_t));
  census->industry_coverage = lociq_allocate_aligned(results->width, sizeof(double));
  if (census->region_coverage == NULL || census->industry_sum == NULL || census->industry_known == NULL ||
      census->industry_coverage == NULL)
    return lociq_memory_error(error, "coverage");
  /* So it stays where no kernel looks at the measure: files of plants hide nothing. */
  for (size_t r = 0; r < results->regions; r++) census->region_coverage[r] = 1;
  for (size_t i = 0; i < results->width; i++) census->industry_coverage[i] = 1;
  return LOCIQ_OK;
}

/* Kernels by region cover what they look at in other years and measures too. */
static bool covers_itself(const lociq_instance *instance) {
  return instance->operand_count > 0 || (instance->lag_count > 0 && instance->indicator->kernel->form == LOCIQ_ROW);
}

static bool is_covered_by_industry(const lociq_instance *instance) {
  return lociq_instance_has_variable(instance) && (instance->shape & LOCIQ_BY_REGION) == 0;
}

static lociq_status allocate_result(const lociq_instance *instance, size_t regions, size_t industries,
                                    lociq_result *result, lociq_error *error) {
  const size_t covered = is_covered_by_industry(instance) && industries > regions ? industries : regions;
  const size_t room = lociq_lanes_width(result->count) * lociq_output_count(instance->indicator);
  result->values = lociq_allocate_aligned(room, sizeof *result->values);
  if (covers_itself(instance)) result->coverage = lociq_allocate_aligned(covered, sizeof *result->coverage);
  if (result->values == NULL || (covers_itself(instance) && result->coverage == NULL))
    return lociq_memory_error(error, instance->indicator->name);
  for (size_t k = 0; k < room; k++) result->values[k] = NAN;
  return LOCIQ_OK;
}

lociq_status lociq_results_create(const lociq_request *request, size_t regions, size_t industries,
                                  lociq_results **results, lociq_error *error) {
  lociq_results *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "results");
  *made = (lociq_results){
      .regions = regions, .industries = industries, .width = lociq_lanes_width(industries), .count = request->count};
  made->of = lociq_allocate(request->count, sizeof *made->of);
  if (made->of == NULL) {
    free(made);
    return lociq_memory_error(error, "results");
  }
  lociq_status status = allocate_census(made, error);
  for (size_t i = 0; status == LOCIQ_OK && i < request->count; i++) {
    made->of[i].count = count_of(request->instances[i].shape, regions, industries);
    status = allocate_result(&request->instances[i], regions, industries, &made->of[i], error);
  }
  if (status != LOCIQ_OK) {
    lociq_results_free(made);
    return status;
  }
  *results = made;
  return LOCIQ_OK;
}

void lociq_results_free(lociq_results *results) {
  if (results == NULL) return;
  for (size_t i = 0; results->of != NULL && i < results->count; i++) {
    free(results->of[i].values);
    free(results->of[i].coverage);
  }
  free(results->of);
  free(results->census.region_coverage);
  free(results->census.industry_sum);
  free(results->census.industry_known);
  free(results->census.industry_coverage);
  free(results);
}

static lociq_status add_options(const lociq_instance *instance, lociq_cube *cube, lociq_error *error) {
  const lociq_option *options = instance->indicator->options;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && options[i].name != NULL && status == LOCIQ_OK; i++)
    if (strcmp(options[i].name, "reference") != 0)
      status = lociq_cube_add_text(cube, options[i].name, instance->texts[i], error);
  return status;
}

/* What the indicator was held against: its own word, or the shared reference. */
static const char *reference_of(const lociq_request *request, const lociq_instance *instance) {
  if (request->aggregate != LOCIQ_NONE) return request->reference;
  const lociq_option *options = instance->indicator->options;
  for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && options[i].name != NULL; i++)
    if (strcmp(options[i].name, "reference") == 0) return instance->texts[i];
  return "whole";
}

static lociq_status add_shared(const lociq_request *request, const lociq_instance *instance, lociq_cube *cube,
                               lociq_error *error) {
  static const char *const missing[] = {"skip", "propagate", "zero"};
  lociq_status status = lociq_cube_add_text(cube, "missing", missing[request->missing], error);
  bool published = false;
  for (size_t i = 0; i < instance->operand_count; i++)
    published =
        published || (instance->operands[i] != NULL && instance->operands[i]->parts[LOCIQ_TOTAL_REGION].count > 0);
  if (lociq_instance_sees_measure(instance)) {
    published = published || request->measure->parts[LOCIQ_TOTAL_REGION].count > 0;
    if (status == LOCIQ_OK) status = lociq_cube_add_text(cube, "measure", request->measure->name, error);
    if (status == LOCIQ_OK) status = lociq_cube_add_text(cube, "reference", reference_of(request, instance), error);
    if (status == LOCIQ_OK)
      status = lociq_cube_add_text(cube, "shares", request->raw_shares ? "raw" : "rescaled", error);
  } else if (lociq_instance_is_relative(instance) && status == LOCIQ_OK) {
    status = lociq_cube_add_text(cube, "reference", reference_of(request, instance), error);
  }
  if (status == LOCIQ_OK)
    status = lociq_cube_add_text(cube, "totals", published && !request->summed ? "published" : "summed", error);
  return status;
}

static lociq_status add_range(double minimum, double maximum, lociq_cube *cube, lociq_error *error) {
  const double range[2] = {minimum, maximum};
  const bool low = isfinite(range[0]), high = isfinite(range[1]);
  if (low && high) return lociq_cube_add_numbers(cube, "valid_range", range, 2, error);
  if (low) return lociq_cube_add_numbers(cube, "valid_min", &range[0], 1, error);
  if (high) return lociq_cube_add_numbers(cube, "valid_max", &range[1], 1, error);
  return LOCIQ_OK;
}

static lociq_status add_origin(const lociq_indicator *indicator, lociq_cube *cube, lociq_error *error) {
  lociq_status status = lociq_cube_add_text(cube, "formula", indicator->formula, error);
  if (status != LOCIQ_OK || indicator->reference == NULL) return status;
  if (indicator->doi == NULL) return lociq_cube_add_text(cube, "references", indicator->reference, error);
  const size_t size = strlen(indicator->reference) + strlen(indicator->doi) + sizeof ". https://doi.org/";
  char *text = lociq_allocate(size, 1);
  if (text == NULL) return lociq_memory_error(error, "an attribute");
  (void)snprintf(text, size, "%s. https://doi.org/%s", indicator->reference, indicator->doi);
  status = lociq_cube_add_text(cube, "references", text, error);
  free(text);
  return status;
}

void lociq_coverage_name(const lociq_indicator *indicator, char name[LOCIQ_OUTPUT_NAME_SIZE]) {
  (void)snprintf(name, NAME_SIZE, "%s_coverage", indicator->name);
}

/* Where the unit follows from the measures: "million euro per person"; 1 where they have the same, and %
 * where results are relative to the reference. */
static lociq_status set_unit(const lociq_request *request, const lociq_instance *instance, const char *unit,
                             lociq_cube *cube, lociq_error *error) {
  char text[NAME_SIZE];
  const lociq_cube *const *operands = instance->operands;
  if (lociq_instance_is_relative(instance)) {
    unit = "%";
  } else if (unit[0] == '\0' && instance->operand_count >= 2 && operands[0] != NULL && operands[1] != NULL) {
    const char *above = operands[0]->unit, *below = operands[1]->unit;
    (void)snprintf(text, sizeof text, "%s per %s", above[0] == '\0' ? "1" : above, below[0] == '\0' ? "1" : below);
    unit = strcmp(above, below) == 0 ? "1" : text;
  } else if (unit[0] == '\0' && operands[0] != NULL) {
    unit = operands[0]->unit;
  } else if (unit[0] == '\0' && request->measure != NULL) {
    unit = request->measure->unit;
  }
  return lociq_cube_set_text(&cube->unit, unit, error);
}

static void append_name(const char *name, char *names, size_t size) {
  const size_t length = strlen(names);
  (void)snprintf(names + length, size - length, "%s%s", length == 0 ? "" : " ", name);
}

/* What belongs to an output: its coverage; to the figure itself also its further outputs,
 * and its standard error and interval. */
static lociq_status add_ancillary(const lociq_request *request, const lociq_instance *instance, size_t output,
                                  lociq_cube *cube, lociq_error *error) {
  const lociq_indicator *indicator = instance->indicator;
  char names[(LOCIQ_OUTPUTS_MAXIMUM + LOCIQ_INTERVALS + 1) * NAME_SIZE] = "", name[NAME_SIZE];
  lociq_coverage_name(indicator, name);
  if (lociq_result_has_coverage(instance->shape)) append_name(name, names, sizeof names);
  for (size_t k = 1; output == 0 && k < lociq_output_count(indicator); k++) {
    if (!lociq_output_is_given(instance, k)) continue;
    lociq_output_name(indicator, k, name);
    append_name(name, names, sizeof names);
  }
  const bool has_intervals = request->bootstrap.count > 0 && lociq_interval_refusal(request, instance) == NULL;
  for (int what = 0; output == 0 && has_intervals && what < LOCIQ_INTERVALS; what++) {
    lociq_interval_name(indicator, what, name);
    append_name(name, names, sizeof names);
  }
  return names[0] == '\0' ? LOCIQ_OK : lociq_cube_add_text(cube, "ancillary_variables", names, error);
}

static lociq_status describe(const lociq_request *request, const lociq_instance *instance, size_t output,
                             lociq_cube *cube, lociq_error *error) {
  const lociq_indicator *indicator = instance->indicator;
  const lociq_output *further = output == 0 ? NULL : &indicator->outputs[output - 1];
  lociq_status status = lociq_cube_set_text(&cube->title, further ? further->title : indicator->title, error);
  if (status == LOCIQ_OK) status = set_unit(request, instance, further ? further->unit : indicator->unit, cube, error);
  if (status == LOCIQ_OK) status = add_origin(indicator, cube, error);
  if (status == LOCIQ_OK && further != NULL) status = lociq_cube_add_text(cube, "comment", further->reading, error);
  if (status == LOCIQ_OK)
    status = further ? add_range(further->minimum, further->maximum, cube, error)
                     : add_range(indicator->minimum, indicator->maximum, cube, error);
  if (status == LOCIQ_OK) status = add_shared(request, instance, cube, error);
  if (status == LOCIQ_OK) status = add_options(instance, cube, error);
  return status == LOCIQ_OK ? add_ancillary(request, instance, output, cube, error) : status;
}

lociq_status lociq_results_describe_coverage(const lociq_instance *instance, lociq_cube **coverage,
                                             lociq_error *error) {
  *coverage = NULL;
  if (!lociq_result_has_coverage(instance->shape)) return LOCIQ_OK;
  char name[NAME_SIZE];
  lociq_coverage_name(instance->indicator, name);
  const unsigned by = (instance->shape & LOCIQ_BY_REGION) != 0 ? LOCIQ_BY_REGION : LOCIQ_BY_INDUSTRY;
  lociq_cube *made = NULL;
  lociq_status status = lociq_cube_create(name, "indicator", (unsigned)LOCIQ_BY_YEAR | by, &made, error);
  if (status != LOCIQ_OK) return status;
  char title[2 * NAME_SIZE];
  (void)snprintf(title, sizeof title, "Known share of the published total: %s", instance->indicator->title);
  status = lociq_cube_set_text(&made->title, title, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->unit, "1", error);
  if (status == LOCIQ_OK)
    status =
        lociq_cube_add_text(made, "comment", "1 where no total is published; missing where no cell is known", error);
  if (status == LOCIQ_OK) *coverage = made;
  if (status != LOCIQ_OK) lociq_cube_free(made);
  return status;
}

lociq_status lociq_results_describe(const lociq_request *request, const lociq_instance *instance, size_t output,
                                    lociq_cube **cube, lociq_error *error) {
  char name[NAME_SIZE];
  lociq_output_name(instance->indicator, output, name);
  lociq_cube *made = NULL;
  lociq_status status = lociq_cube_create(name, "indicator", instance->shape, &made, error);
  if (status == LOCIQ_OK) status = describe(request, instance, output, made, error);
  if (status == LOCIQ_OK) *cube = made;
  if (status != LOCIQ_OK) lociq_cube_free(made);
  return status;
}

static lociq_status write_coverage(const lociq_results *results, const lociq_instance *instance,
                                   const lociq_result *result, const lociq_sink *sink, size_t year,
                                   lociq_error *error) {
  char name[NAME_SIZE];
  lociq_coverage_name(instance->indicator, name);
  if ((instance->shape & LOCIQ_BY_REGION) != 0)
    return sink->year(sink->context, name, year, results->regions,
                      result->coverage != NULL ? result->coverage : results->census.region_coverage, error);
  return sink->year(sink->context, name, year, results->industries,
                    is_covered_by_industry(instance) ? result->coverage : results->census.industry_coverage, error);
}

static lociq_status write_outputs(const lociq_instance *instance, const lociq_result *result, const lociq_sink *sink,
                                  size_t year, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t k = 0; k < lociq_output_count(instance->indicator) && status == LOCIQ_OK; k++) {
    if (!lociq_output_is_given(instance, k)) continue;
    char name[NAME_SIZE];
    lociq_output_name(instance->indicator, k, name);
    status = sink->year(sink->context, name, year, result->count, lociq_result_output(result, k), error);
  }
  return status;
}

lociq_status lociq_results_write(const lociq_results *results, const lociq_request *request, const lociq_sink *sink,
                                 size_t year, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < request->count && status == LOCIQ_OK; i++) {
    const lociq_instance *instance = &request->instances[i];
    const lociq_result *result = &results->of[i];
    if (!instance->asked) continue;
    if (result->count > 0) status = write_outputs(instance, result, sink, year, error);
    if (status == LOCIQ_OK && lociq_result_has_coverage(instance->shape))
      status = write_coverage(results, instance, result, sink, year, error);
  }
  return status;
}
