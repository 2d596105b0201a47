/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/interval.h"

#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/results.h"

static const struct {
  const char *suffix, *title;
} kinds[LOCIQ_INTERVALS] = {{"standard_error", "Standard error"},
                            {"lower", "Lower end of the interval"},
                            {"upper", "Upper end of the interval"}};

static bool has_option(const lociq_indicator *indicator, const char *name) {
  for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && indicator->options[i].name != NULL; i++)
    if (strcmp(indicator->options[i].name, name) == 0) return true;
  return false;
}

static bool is_of_the_measure(const lociq_request *request, const lociq_instance *instance) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  const bool form = kernel->form == LOCIQ_ROW || kernel->form == LOCIQ_FOLD || kernel->form == LOCIQ_COLUMN;
  if (!form || instance->operand_count > 0 || (kernel->given & ~(unsigned)LOCIQ_GIVEN_INDUSTRY_GROUPS) != 0)
    return false;
  if (!lociq_instance_sees_measure(instance)) return false;
  for (size_t i = 0; i < LOCIQ_NEEDS; i++)
    if (instance->needs[i] != LOCIQ_NONE && !is_of_the_measure(request, &request->instances[instance->needs[i]]))
      return false;
  return true;
}

const char *lociq_interval_refusal(const lociq_request *request, const lociq_instance *instance) {
  const unsigned shape = instance->shape;
  if (has_option(instance->indicator, "seed")) return "draws random numbers of its own";
  if ((shape & LOCIQ_BY_INDUSTRY_OTHER) != 0 || (shape & (LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY)) == 0 ||
      !is_of_the_measure(request, instance))
    return "is not made of the measure's rows or columns alone";
  if (request->bootstrap.regions && (shape & LOCIQ_BY_REGION) != 0)
    return "is by region, which has itself alone to be drawn from: use --resample jobs";
  return NULL;
}

void lociq_interval_name(const lociq_indicator *indicator, int what, char name[LOCIQ_INTERVAL_NAME_SIZE]) {
  (void)snprintf(name, LOCIQ_INTERVAL_NAME_SIZE, "%s_%s", indicator->name, kinds[what].suffix);
}

/* What is said of the figure and not of its interval: what belongs to it; of what does
 * not keep to its range, that too. */
static bool is_of_the_figure(const char *name, bool ranged) {
  return strcmp(name, "ancillary_variables") == 0 || (!ranged && strncmp(name, "valid_", strlen("valid_")) == 0);
}

static void drop_attributes(bool ranged, lociq_cube *cube) {
  size_t kept = 0;
  for (size_t i = 0; i < cube->attribute_count; i++) {
    lociq_attribute *attribute = &cube->attributes[i];
    if (!is_of_the_figure(attribute->name, ranged)) {
      cube->attributes[kept++] = *attribute;
      continue;
    }
    free(attribute->name);
    free(attribute->text);
  }
  cube->attribute_count = kept;
}

static lociq_status add_bootstrap(const lociq_bootstrap *bootstrap, lociq_cube *cube, lociq_error *error) {
  const double count = (double)bootstrap->count, seed = (double)bootstrap->seed;
  lociq_status status = lociq_cube_add_numbers(cube, "bootstrap", &count, 1, error);
  if (status == LOCIQ_OK)
    status = lociq_cube_add_text(cube, "resample", bootstrap->regions ? "regions" : "jobs", error);
  if (status == LOCIQ_OK) status = lociq_cube_add_numbers(cube, "confidence", &bootstrap->confidence, 1, error);
  if (status == LOCIQ_OK) status = lociq_cube_add_numbers(cube, "seed", &seed, 1, error);
  if (status == LOCIQ_OK && !bootstrap->regions)
    status = lociq_cube_add_numbers(cube, "jobs_per_unit", &bootstrap->jobs_per_unit, 1, error);
  if (status == LOCIQ_OK)
    status = lociq_cube_add_text(cube, "comment",
                                 "over the resamples in which the figure is not missing; percentiles of type 7; "
                                 "published totals as they are",
                                 error);
  return status;
}

lociq_status lociq_interval_describe_as(const lociq_request *request, const lociq_instance *instance, const char *name,
                                        const char *title, bool ranged, lociq_cube **cube, lociq_error *error) {
  lociq_cube *made = NULL;
  lociq_status status = lociq_results_describe(request, instance, 0, &made, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->name, name, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->title, title, error);
  if (status == LOCIQ_OK) drop_attributes(ranged, made);
  if (status == LOCIQ_OK) *cube = made;
  if (status != LOCIQ_OK) lociq_cube_free(made);
  return status;
}

lociq_status lociq_interval_describe(const lociq_request *request, const lociq_instance *instance, int what,
                                     lociq_cube **cube, lociq_error *error) {
  enum { TITLE_SIZE = 512 };
  char name[LOCIQ_INTERVAL_NAME_SIZE], title[TITLE_SIZE];
  lociq_cube *made = NULL;
  lociq_interval_name(instance->indicator, what, name);
  (void)snprintf(title, sizeof title, "%s: %s", instance->indicator->title, kinds[what].title);
  lociq_status status =
      lociq_interval_describe_as(request, instance, name, title, what != LOCIQ_STANDARD_ERROR, &made, error);
  if (status == LOCIQ_OK) status = add_bootstrap(&request->bootstrap, made, error);
  if (status == LOCIQ_OK) *cube = made;
  if (status != LOCIQ_OK) lociq_cube_free(made);
  return status;
}

void lociq_interval_find(double *replicates, size_t count, double confidence, double found[LOCIQ_INTERVALS]) {
  size_t known = 0;
  for (size_t i = 0; i < count; i++)
    if (isfinite(replicates[i])) replicates[known++] = replicates[i];
  for (int what = 0; what < LOCIQ_INTERVALS; what++) found[what] = NAN;
  if (known < 2) return;
  const double tail = (1 - confidence) / 2;
  found[LOCIQ_STANDARD_ERROR] = gsl_stats_sd(replicates, 1, known);
  gsl_sort(replicates, 1, known);
  found[LOCIQ_LOWER] = gsl_stats_quantile_from_sorted_data(replicates, 1, known, tail);
  found[LOCIQ_UPPER] = gsl_stats_quantile_from_sorted_data(replicates, 1, known, 1 - tail);
}
