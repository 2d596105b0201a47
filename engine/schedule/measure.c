/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/measure.h"

#include <stdio.h>
#include <string.h>

#include "schedule/option.h"

enum { CELLS = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY, REGIONS = LOCIQ_BY_YEAR | LOCIQ_BY_REGION };

static const lociq_cube *find_measure(const lociq_panel *panel, const char *name, size_t length) {
  for (size_t i = 0; i < panel->cube_count; i++) {
    const lociq_cube *cube = panel->cubes[i];
    if (strlen(cube->name) == length && strncmp(cube->name, name, length) == 0 && (cube->shape & REGIONS) == REGIONS)
      return cube;
  }
  return NULL;
}

/* "employment, gdp": what there is instead; or of region variables alone. */
static const char *list_measures(const lociq_panel *panel, bool variables, char *text, size_t size) {
  size_t length = 0;
  for (size_t i = 0; i < panel->cube_count; i++) {
    if (strcmp(panel->cubes[i]->kind, "measure") != 0 || length + 1 >= size) continue;
    if (variables && panel->cubes[i]->shape != REGIONS) continue;
    const int added = snprintf(text + length, size - length, "%s%s", length == 0 ? "" : ", ", panel->cubes[i]->name);
    length += added > 0 ? (size_t)added : 0;
  }
  if (length == 0) (void)snprintf(text, size, "none");
  return text;
}

static lociq_status refuse_measure(const lociq_panel *panel, const lociq_indicator *indicator, const char *name,
                                   lociq_error *error) {
  enum { SIZE = 400 };
  char there[SIZE], wanted[SIZE];
  size_t length = 0;
  for (; name[length] != '\0' && length + 5 < SIZE; length++) wanted[length] = name[length];
  wanted[length] = '\0';
  char *bar = strchr(wanted, '|');
  if (bar != NULL) *bar = ' ';
  if (bar == NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "%s needs the measure %s, which is not there: the measures are %s",
                           indicator->name, wanted, list_measures(panel, false, there, SIZE));
  *bar = '\0';
  return lociq_error_set(error, LOCIQ_INVALID,
                         "%s needs the measure %s (or %s), and neither is there: the measures are %s", indicator->name,
                         wanted, bar + 1, list_measures(panel, false, there, SIZE));
}

static lociq_status find_operand(const lociq_panel *panel, lociq_instance *instance, size_t option,
                                 lociq_error *error) {
  const char *text = instance->texts[option];
  const lociq_option *offered = &instance->indicator->options[option];
  for (const char *name = text; name != NULL;) {
    const char *end = strchr(name, '|');
    int word = 0;
    /* A word stands for itself even where a result has its name: "lq". */
    const bool is_word = lociq_option_has_choice(offered, name, &word);
    const lociq_cube *found =
        is_word ? NULL : find_measure(panel, name, end == NULL ? strlen(name) : (size_t)(end - name));
    if (found != NULL || is_word) {
      instance->options[option].choice = is_word ? word : -1;
      instance->operands[instance->operand_count++] = found;
      instance->texts[option] = found != NULL ? found->name : name;
      return LOCIQ_OK;
    }
    name = end == NULL ? NULL : end + 1;
  }
  return refuse_measure(panel, instance->indicator, text, error);
}

/* Whether a kernel sees an operand's rows rather than one value a region. */
bool lociq_operand_is_streamed(const lociq_instance *instance, const lociq_cube *cube) {
  const lociq_form form = instance->indicator->kernel->form;
  if (form == LOCIQ_WHOLE || form == LOCIQ_ALL_YEARS) return false;
  return (instance->shape & LOCIQ_BY_INDUSTRY) != 0 && (cube->shape & LOCIQ_BY_INDUSTRY) != 0;
}

/* Jobs can be summed over industries, what was computed of them cannot. */
static lociq_status check_sums(const lociq_instance *instance, lociq_error *error) {
  for (size_t i = 0; i < instance->operand_count; i++) {
    const lociq_cube *cube = instance->operands[i];
    if (cube == NULL || (cube->shape & LOCIQ_BY_INDUSTRY) == 0 || strcmp(cube->kind, "measure") == 0) continue;
    if (!lociq_operand_is_streamed(instance, cube))
      return lociq_error_set(error, LOCIQ_INVALID,
                             "%s takes one value a region: %s is by industry, and no measure that could be summed",
                             instance->indicator->name, cube->name);
  }
  return LOCIQ_OK;
}

static lociq_status find_operands(const lociq_panel *panel, lociq_instance *instance, lociq_error *error) {
  const lociq_option *options = instance->indicator->options;
  for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && options[i].name != NULL; i++) {
    if (options[i].type != LOCIQ_OPTION_MEASURE) continue;
    if (instance->operand_count == LOCIQ_OPERANDS)
      return lociq_error_set(error, LOCIQ_INVALID, "%s takes more than %d measures", instance->indicator->name,
                             LOCIQ_OPERANDS);
    const size_t place = instance->operand_count;
    const lociq_kernel *kernel = instance->indicator->kernel;
    if (kernel->operand_wanted != NULL && !kernel->operand_wanted(instance->options, place)) {
      instance->operand_count++;
      instance->texts[i] = options[i].choices; /* one word, as it needs one */
      continue;
    }
    const lociq_status status = find_operand(panel, instance, i, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static bool is_in(unsigned operands, size_t place) { return (operands >> place & 1u) != 0; }

static lociq_status check_shapes(const lociq_instance *instance, lociq_error *error) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  for (size_t i = 0; i < instance->operand_count; i++) {
    const lociq_cube *cube = instance->operands[i];
    if (cube == NULL) continue;
    if (is_in(kernel->by_industry, i) && cube->shape != CELLS)
      return lociq_error_set(error, LOCIQ_INVALID, "%s needs a measure by region and industry, which %s is not",
                             instance->indicator->name, cube->name);
    if (is_in(kernel->by_region, i) && cube->shape != REGIONS)
      return lociq_error_set(error, LOCIQ_INVALID, "%s takes one value a region: %s is by industry",
                             instance->indicator->name, cube->name);
  }
  return LOCIQ_OK;
}

lociq_status lociq_measure_operands(const lociq_panel *panel, lociq_instance *instance, lociq_error *error) {
  lociq_status status = find_operands(panel, instance, error);
  if (status == LOCIQ_OK) status = check_shapes(instance, error);
  if (status != LOCIQ_OK) return status;
  /* A region variable is one column, whatever industries there are. */
  if (lociq_instance_has_variable(instance) && (instance->operands[0]->shape & LOCIQ_BY_INDUSTRY) == 0)
    instance->shape &= ~(unsigned)LOCIQ_BY_INDUSTRY;
  const bool shared = instance->shape == 0;
  if (shared) instance->shape = CELLS;
  for (size_t i = 0; shared && i < instance->operand_count; i++)
    if (instance->operands[i] != NULL && !is_in(instance->indicator->kernel->by_region, i))
      instance->shape &= instance->operands[i]->shape;
  return check_sums(instance, error);
}

static lociq_status refuse_distribution(const lociq_panel *panel, const char *text, lociq_error *error) {
  enum { SIZE = 400 };
  char there[SIZE];
  return lociq_error_set(error, LOCIQ_INVALID,
                         "distribution is \"%s\", expected employment, equal or a region variable: there are %s", text,
                         list_measures(panel, true, there, SIZE));
}

/* One distribution serves all indicators that take one. */
static lociq_status choose_distribution(const lociq_panel *panel, const lociq_compute_options *options,
                                        lociq_request *request, lociq_error *error) {
  for (size_t i = 0; i < request->count; i++) {
    const lociq_indicator *indicator = request->instances[i].indicator;
    for (size_t j = 0; j < LOCIQ_OPTIONS_MAXIMUM && indicator->options[j].name != NULL; j++) {
      if (indicator->options[j].type != LOCIQ_OPTION_DISTRIBUTION) continue;
      const char *text = lociq_option_text(&indicator->options[j], options);
      if (request->distribution != NULL && strcmp(request->distribution, text) != 0)
        return lociq_error_set(error, LOCIQ_INVALID,
                               "%s wants the distribution %s where others want %s: compute them one after the other",
                               indicator->name, text, request->distribution);
      request->distribution = text;
      request->equal = strcmp(text, "equal") == 0;
      if (request->equal || strcmp(text, "employment") == 0) continue;
      request->distribution_cube = find_measure(panel, text, strlen(text));
      if (request->distribution_cube == NULL || request->distribution_cube->shape != REGIONS)
        return refuse_distribution(panel, text, error);
    }
  }
  return LOCIQ_OK;
}

static lociq_status choose_reference(const lociq_panel *panel, lociq_request *request, lociq_error *error) {
  request->aggregate = LOCIQ_NONE;
  if (request->reference == NULL || strcmp(request->reference, "whole") == 0) return LOCIQ_OK;
  int position = 0;
  for (size_t i = 0; i < request->count; i++) {
    const lociq_option *own =
        lociq_option_find(request->instances[i].indicator->options, LOCIQ_OPTIONS_MAXIMUM, "reference");
    if (own != NULL && lociq_option_has_choice(own, request->reference, &position)) return LOCIQ_OK;
  }
  const lociq_axis *aggregates = panel->axes[LOCIQ_AGGREGATE];
  request->aggregate = lociq_axis_find(aggregates, request->reference);
  if (request->aggregate != LOCIQ_NONE) {
    if (request->measure == NULL || request->measure->parts[LOCIQ_AGGREGATE_BODY].count > 0) return LOCIQ_OK;
    return lociq_error_set(error, LOCIQ_INVALID, "reference is \"%s\", of which %s has no values", request->reference,
                           request->measure->name);
  }
  enum { SIZE = 300 };
  char codes[SIZE] = "";
  for (size_t i = 0, length = 0; i < lociq_axis_count(aggregates) && length + 1 < SIZE; i++)
    length += (size_t)snprintf(codes + length, SIZE - length, ", %s", lociq_axis_code(aggregates, i));
  return lociq_error_set(error, LOCIQ_INVALID, "reference is \"%s\", expected whole%s", request->reference, codes);
}

static const char *shared_text(const lociq_offer *offer, const lociq_compute_options *options, const char *name) {
  const lociq_option *option = lociq_option_find(offer->shared, SIZE_MAX, name);
  return option == NULL ? NULL : lociq_option_text(option, options);
}

/* A shared option that is one of some words. */
static lociq_status check_word(const lociq_offer *offer, const lociq_compute_options *options, const char *name,
                               lociq_error *error) {
  lociq_value value = {0};
  const lociq_option *option = lociq_option_find(offer->shared, SIZE_MAX, name);
  if (option == NULL) return LOCIQ_OK;
  return lociq_option_read(option, lociq_option_text(option, options), &value, error);
}

static bool shared_is(const lociq_offer *offer, const lociq_compute_options *options, const char *name,
                      const char *word) {
  const char *text = shared_text(offer, options, name);
  return text != NULL && strcmp(text, word) == 0;
}

static lociq_status choose_measure(const lociq_panel *panel, lociq_request *request, lociq_error *error) {
  for (size_t i = 0; i < request->count; i++) {
    const lociq_instance *instance = &request->instances[i];
    if (!lociq_instance_sees_measure(instance) || request->measure_name == NULL) continue;
    request->measure = find_measure(panel, request->measure_name, strlen(request->measure_name));
    if (request->measure == NULL) return refuse_measure(panel, instance->indicator, request->measure_name, error);
    if (request->measure->shape != CELLS)
      return lociq_error_set(error, LOCIQ_INVALID, "%s needs a measure by region and industry, which %s is not",
                             instance->indicator->name, request->measure_name);
  }
  return LOCIQ_OK;
}

lociq_status lociq_measure_choose(const lociq_offer *offer, const lociq_panel *panel,
                                  const lociq_compute_options *options, lociq_request *request, lociq_error *error) {
  request->measure_name = shared_text(offer, options, "measure");
  request->reference = shared_text(offer, options, "reference");
  lociq_status status = check_word(offer, options, "missing", error);
  if (status == LOCIQ_OK) status = check_word(offer, options, "totals", error);
  if (status == LOCIQ_OK) status = check_word(offer, options, "shares", error);
  if (status != LOCIQ_OK) return status;
  request->missing = shared_is(offer, options, "missing", "propagate") ? LOCIQ_MISSING_PROPAGATE
                     : shared_is(offer, options, "missing", "zero")    ? LOCIQ_MISSING_ZERO
                                                                       : LOCIQ_MISSING_SKIP;
  request->summed = shared_is(offer, options, "totals", "summed");
  request->raw_shares = shared_is(offer, options, "shares", "raw");
  status = choose_measure(panel, request, error);
  if (status == LOCIQ_OK) status = choose_reference(panel, request, error);
  if (status == LOCIQ_OK) status = choose_distribution(panel, options, request, error);
  return status;
}
