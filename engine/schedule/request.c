/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/request.h"

#include <string.h>

#include "core/memory.h"
#include "indicators/suggest.h"
#include "schedule/bootstrap.h"
#include "schedule/extremes.h"
#include "schedule/given.h"
#include "schedule/measure.h"
#include "schedule/option.h"
#include "schedule/rules.h"

enum { INSTANCES = 256 };

static const lociq_indicator *find_listed(const lociq_offer *offer, const char *name) {
  for (const lociq_indicator *const *at = offer->indicators; *at != NULL; at++)
    if (strcmp((*at)->name, name) == 0) return *at;
  return NULL;
}

static const lociq_indicator *find_needed(const lociq_offer *offer, const char *name) {
  const lociq_indicator *found = find_listed(offer, name);
  return found == NULL && offer->find != NULL ? offer->find(name) : found;
}

/* `reference` may be a word of the indicator's own, or something shared that the
 * indicator need not know: then its own option stays at its preset. */
static const char *own_text(const lociq_option *option, const lociq_compute_options *options) {
  const char *text = lociq_option_text(option, options);
  int position = 0;
  if (strcmp(option->name, "reference") == 0 && option->type == LOCIQ_OPTION_CHOICE &&
      !lociq_option_has_choice(option, text, &position))
    return option->preset;
  return text;
}

static lociq_status read_options(lociq_instance *instance, const lociq_compute_options *options, lociq_error *error) {
  const lociq_option *offered = instance->indicator->options;
  for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && offered[i].name != NULL; i++) {
    instance->texts[i] = own_text(&offered[i], options);
    const lociq_status status = lociq_option_read(&offered[i], instance->texts[i], &instance->options[i], error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static lociq_status check_lacks(const lociq_instance *instance, lociq_error *error) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  const char *lacking = kernel->lacks == NULL ? NULL : kernel->lacks(instance->options);
  if (lacking == NULL) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "%s needs %s", instance->indicator->name, lacking);
}

static lociq_status look_back(lociq_instance *instance, lociq_error *error) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  if (kernel->lags != NULL) instance->lag_count = kernel->lags(instance->options, instance->lags);
  if (instance->lag_count <= LOCIQ_LAGS) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "%s would look at each of %zu earlier years, expected at most %d",
                         instance->indicator->name, instance->lag_count, LOCIQ_LAGS);
}

static bool is_per_row(const lociq_instance *instance) {
  const lociq_form form = instance->indicator->kernel->form;
  return form == LOCIQ_ROW || form == LOCIQ_BLOCK;
}

static bool takes_rows(const lociq_instance *instance) {
  const lociq_form form = instance->indicator->kernel->form;
  return form == LOCIQ_ROW || form == LOCIQ_FOLD;
}

/* A row's results are there while the row is; everything else is ready a pass
 * later, and what lies by region and industry is nowhere kept. */
static lociq_status place(const lociq_request *request, lociq_instance *instance, lociq_error *error) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  for (size_t i = 0; i < LOCIQ_NEEDS; i++) {
    if (instance->needs[i] == LOCIQ_NONE) continue;
    const lociq_instance *need = &request->instances[instance->needs[i]];
    if (kernel->form == LOCIQ_ALL_YEARS && need->indicator->kernel->form != LOCIQ_ALL_YEARS)
      return lociq_error_set(error, LOCIQ_INVALID, "%s cannot take %s: its kernel sees all years at once",
                             instance->indicator->name, need->indicator->name);
    const bool by_cell = (need->shape & LOCIQ_BY_REGION) != 0 && (need->shape & LOCIQ_BY_INDUSTRY) != 0;
    const bool waits = kernel->form == LOCIQ_WHOLE || kernel->form == LOCIQ_COLUMN;
    if (takes_rows(instance) ? by_cell && !is_per_row(need) : by_cell || (!waits && is_per_row(need)))
      return lociq_error_set(error, LOCIQ_INVALID, "%s cannot take %s: its kernel sees no rows of results",
                             instance->indicator->name, need->indicator->name);
    const size_t level = takes_rows(instance) && is_per_row(need) ? need->level : need->level + 1;
    if (level > instance->level) instance->level = level;
  }
  return LOCIQ_OK;
}

static size_t find_instance(const lociq_request *request, const lociq_indicator *indicator) {
  for (size_t i = 0; i < request->count; i++)
    if (request->instances[i].indicator == indicator) return i;
  return LOCIQ_NONE;
}

typedef struct adding {
  const lociq_offer *offer;
  const lociq_panel *panel;
  const lociq_compute_options *options;
  lociq_request *request;
  lociq_error *error;
} adding;

static lociq_status add(const adding *job, const lociq_indicator *indicator, size_t depth, size_t *position);

static lociq_status add_needs(const adding *job, lociq_instance *instance, size_t depth) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  for (size_t i = 0; i < LOCIQ_NEEDS; i++) {
    instance->needs[i] = LOCIQ_NONE;
    if (kernel->needs[i] == NULL || (kernel->needs_wanted != NULL && !kernel->needs_wanted(instance->options)))
      continue;
    const lociq_indicator *need = find_needed(job->offer, kernel->needs[i]);
    if (need == NULL || depth == INSTANCES)
      return lociq_error_set(job->error, LOCIQ_INVALID, "%s needs %s, which %s", instance->indicator->name,
                             kernel->needs[i], need == NULL ? "is no indicator" : "needs it in turn");
    const lociq_status status = add(job, need, depth + 1, &instance->needs[i]);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static lociq_status add(const adding *job, const lociq_indicator *indicator, size_t depth, size_t *position) {
  lociq_request *request = job->request;
  *position = find_instance(request, indicator);
  if (*position != LOCIQ_NONE) return LOCIQ_OK;
  lociq_instance made = {.indicator = indicator, .shape = indicator->shape};
  lociq_status status = read_options(&made, job->options, job->error);
  if (status == LOCIQ_OK) status = lociq_measure_operands(job->panel, &made, job->error);
  if (status == LOCIQ_OK) status = check_lacks(&made, job->error);
  if (status == LOCIQ_OK) status = look_back(&made, job->error);
  if (status == LOCIQ_OK) status = add_needs(job, &made, depth);
  if (status == LOCIQ_OK) status = lociq_supply_load(job->panel, &made, &request->supply, job->error);
  if (status == LOCIQ_OK && !lociq_rules_look_back(&made, &request->supply)) made.lag_count = 0;
  if (status == LOCIQ_OK) status = place(request, &made, job->error);
  if (status != LOCIQ_OK) return status;
  if (request->count == INSTANCES)
    return lociq_error_set(job->error, LOCIQ_INVALID, "more than %d indicators at once", INSTANCES);
  *position = request->count;
  request->instances[request->count++] = made;
  return LOCIQ_OK;
}

static lociq_status add_names(const adding *job) {
  for (size_t i = 0; i < job->options->name_count; i++) {
    const lociq_indicator *indicator = find_listed(job->offer, job->options->names[i]);
    if (indicator == NULL) return lociq_indicator_refuse_of(job->offer->indicators, job->options->names[i], job->error);
    size_t position = 0;
    const lociq_status status = add(job, indicator, 0, &position);
    if (status != LOCIQ_OK) return status;
    job->request->instances[position].asked = true;
  }
  if (job->request->count == 0) return lociq_error_set(job->error, LOCIQ_INVALID, "no indicator is asked for");
  return LOCIQ_OK;
}

/* What makes rows runs where the first that needs them does, not before and there again.
 * Needs stand before what needs them. */
static void delay(const lociq_request *request) {
  size_t latest[INSTANCES];
  for (size_t i = 0; i < request->count; i++) latest[i] = LOCIQ_NONE;
  for (size_t i = request->count; i > 0; i--) {
    lociq_instance *instance = &request->instances[i - 1];
    if (is_per_row(instance) && latest[i - 1] != LOCIQ_NONE) instance->level = latest[i - 1];
    for (size_t n = 0; n < LOCIQ_NEEDS; n++) {
      const size_t need = instance->needs[n];
      if (need == LOCIQ_NONE) continue;
      const bool at_once = takes_rows(instance) && is_per_row(&request->instances[need]);
      const size_t level = at_once ? instance->level : instance->level - 1;
      if (level < latest[need]) latest[need] = level;
    }
  }
}

static lociq_status choose_years(const adding *job) {
  const lociq_axis *years = job->panel->axes[LOCIQ_YEAR];
  const int first = job->options->first_year, last = job->options->last_year;
  const size_t count = lociq_axis_count(years);
  lociq_request *request = job->request;
  if (count == 0) return lociq_error_set(job->error, LOCIQ_INVALID, "there are no years to compute");
  request->year_count = count;
  if (first == 0 && last == 0) return LOCIQ_OK;
  request->year_count = 0;
  for (size_t i = count; i > 0; i--) {
    const int year = lociq_axis_year(years, i - 1);
    if (year < first || year > last) continue;
    request->first_year = i - 1;
    request->year_count++;
  }
  const int earliest = lociq_axis_year(years, 0), latest = lociq_axis_year(years, count - 1);
  if (first > last || first < earliest || last > latest || request->year_count == 0)
    return lociq_error_set(job->error, LOCIQ_INVALID,
                           "the years %d to %d are asked for: those that are there are %d to %d", first, last, earliest,
                           latest);
  return LOCIQ_OK;
}

lociq_status lociq_request_create(const lociq_offer *offer, const lociq_panel *panel,
                                  const lociq_compute_options *options, lociq_request **request, lociq_error *error) {
  lociq_request *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a request");
  made->instances = lociq_allocate(INSTANCES, sizeof *made->instances);
  lociq_status status = LOCIQ_OK;
  if (made->instances == NULL) {
    status = lociq_memory_error(error, "a request");
    goto done;
  }
  const adding job = {.offer = offer, .panel = panel, .options = options, .request = made, .error = error};
  status = add_names(&job);
  if (status == LOCIQ_OK) status = lociq_option_check_settings(offer, made, options, error);
  if (status == LOCIQ_OK) status = choose_years(&job);
  if (status == LOCIQ_OK) status = lociq_measure_choose(offer, panel, options, made, error);
  if (status == LOCIQ_OK) status = lociq_bootstrap_choose(offer, options, made, error);
  if (status == LOCIQ_OK) status = lociq_extremes_choose(panel, options, made, error);
  made->supply.given.jobs_per_unit = made->bootstrap.jobs_per_unit;
  if (status != LOCIQ_OK) goto done;
  delay(made);
  *request = made;
  made = NULL;
done:
  lociq_request_free(made);
  return status;
}

/* Marks what those that are asked need; what is needed comes first. */
static void mark_needs(const lociq_request *request, const bool *asked, size_t *place) {
  for (size_t i = request->count; i > 0; i--) {
    if (asked[i - 1]) place[i - 1] = 1;
    for (size_t n = 0; n < LOCIQ_NEEDS && place[i - 1] == 1; n++)
      if (request->instances[i - 1].needs[n] != LOCIQ_NONE) place[request->instances[i - 1].needs[n]] = 1;
  }
}

lociq_status lociq_request_select(const lociq_request *request, const bool *asked, lociq_request *part,
                                  lociq_error *error) {
  *part = *request;
  part->bootstrap.count = 0;
  part->interval = false;
  part->count = 0;
  part->measure = NULL;
  part->instances = lociq_allocate(request->count, sizeof *part->instances);
  size_t *place = lociq_allocate(request->count, sizeof *place);
  if (part->instances == NULL || place == NULL) {
    free(place);
    return lociq_memory_error(error, "a request");
  }
  mark_needs(request, asked, place);
  for (size_t i = 0; i < request->count; i++) {
    if (place[i] == 0) continue;
    lociq_instance *made = &part->instances[part->count];
    *made = request->instances[i];
    made->asked = asked[i];
    for (size_t n = 0; n < LOCIQ_NEEDS; n++)
      if (made->needs[n] != LOCIQ_NONE) made->needs[n] = place[made->needs[n]];
    if (lociq_instance_sees_measure(made)) part->measure = request->measure;
    place[i] = part->count++;
  }
  free(place);
  return LOCIQ_OK;
}

void lociq_request_free(lociq_request *request) {
  if (request == NULL) return;
  lociq_supply_clear(&request->supply);
  free(request->instances);
  free(request);
}

bool lociq_instance_sees_measure(const lociq_instance *instance) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  if (lociq_instance_has_variable(instance)) return false;
  const bool looks_back = kernel->lags != NULL && instance->operand_count == 0;
  return kernel->vectors != 0 || kernel->held != 0 || kernel->form == LOCIQ_COLUMN || kernel->form == LOCIQ_BLOCK ||
         looks_back;
}

bool lociq_instance_is_relative(const lociq_instance *instance) {
  const lociq_kernel *kernel = instance->indicator->kernel;
  return kernel->is_relative != NULL && kernel->is_relative(instance->options);
}

bool lociq_instance_has_variable(const lociq_instance *instance) {
  int word = 0;
  if (instance->indicator->kernel->form != LOCIQ_COLUMN || instance->operands[0] == NULL) return false;
  const lociq_option *option = instance->indicator->options;
  while (option->type != LOCIQ_OPTION_MEASURE) option++;
  return lociq_option_has_choice(option, "lq", &word);
}
