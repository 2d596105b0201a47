/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/reuse.h"

#include <lociq/lociq.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "ranks/ranks.h"
#include "read/digest.h"
#include "schedule/extremes.h"
#include "schedule/interval.h"
#include "schedule/results.h"

static const char made_from_name[] = "made_from";

/* ---- what a year of a result is made from */

typedef struct making {
  const lociq_request *request;
  const lociq_panel *panel;
  lociq_store *source;
  lociq_year_digest *cubes; /* cube by cube, along the years of the panel; "" where it was not asked for yet */
  size_t years;             /* of the panel */
} making;

static lociq_status finish(const lociq_digesting *digesting, lociq_year_digest *digest, lociq_error *error) {
  lociq_digest whole;
  const lociq_status status = lociq_digesting_finish(digesting, &whole, error);
  if (status == LOCIQ_OK) (void)snprintf(digest->text, sizeof digest->text, "%.32s", whole.sha256);
  return status;
}

static lociq_status add_texts(lociq_digesting *digesting, const char *const *texts, size_t count, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++)
    status = lociq_digesting_add_text(digesting, texts[i], error);
  return status;
}

/* Codes and parents; labels are for readers. */
static lociq_status add_axis(lociq_digesting *digesting, const lociq_axis *axis, lociq_error *error) {
  lociq_status status = lociq_digesting_add_text(digesting, NULL, error);
  for (size_t i = 0; i < lociq_axis_count(axis) && status == LOCIQ_OK; i++) {
    const char *const texts[] = {lociq_axis_code(axis, i), lociq_axis_parent(axis, i)};
    status = add_texts(digesting, texts, sizeof texts / sizeof *texts, error);
  }
  return status;
}

/* What all instances of a request share. */
static lociq_status add_shared(const making *job, lociq_digesting *digesting, lociq_error *error) {
  const lociq_request *request = job->request;
  char settings[64];
  (void)snprintf(settings, sizeof settings, "%d %d %d %d", (int)request->missing, request->summed, request->raw_shares,
                 request->equal);
  const char *const texts[] = {lociq_version(), settings, request->measure_name, request->reference,
                               request->distribution};
  lociq_status status = add_texts(digesting, texts, sizeof texts / sizeof *texts, error);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS && status == LOCIQ_OK; kind++)
    if (kind != LOCIQ_YEAR) status = add_axis(digesting, job->panel->axes[kind], error);
  return status;
}

/* The options, and the files that they name by what is in them. */
static lociq_status add_options(const making *job, const lociq_instance *instance, lociq_digesting *digesting,
                                lociq_error *error) {
  const lociq_supply *supply = &job->request->supply;
  const lociq_option *options = instance->indicator->options;
  lociq_status status = lociq_digesting_add_text(digesting, instance->indicator->name, error);
  for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && options[i].name != NULL && status == LOCIQ_OK; i++) {
    const char *const texts[] = {options[i].name, instance->texts[i]};
    status = add_texts(digesting, texts, sizeof texts / sizeof *texts, error);
    for (size_t k = 0; k < supply->input_count && status == LOCIQ_OK; k++)
      if (supply->inputs[k].reader != NULL && strcmp(supply->inputs[k].reader, options[i].name) == 0)
        status = lociq_digesting_add_text(digesting, supply->inputs[k].sha256, error);
  }
  return status;
}

static lociq_status digest_cube(const making *job, const lociq_cube *cube, size_t year, const char **digest,
                                lociq_error *error) {
  size_t place = 0;
  while (job->panel->cubes[place] != cube) place++;
  lociq_year_digest *found = &job->cubes[place * job->years + year];
  *digest = found->text;
  return found->text[0] != '\0' ? LOCIQ_OK : lociq_store_year_digest(job->source, cube->name, year, found, error);
}

static lociq_status add_cube(const making *job, const lociq_cube *cube, size_t year, lociq_digesting *digesting,
                             lociq_error *error) {
  const char *texts[] = {"", "", NULL, NULL};
  if (cube == NULL) return lociq_digesting_add_text(digesting, NULL, error);
  texts[0] = cube->name;
  texts[1] = cube->unit;
  texts[2] = lociq_axis_code(job->panel->axes[LOCIQ_YEAR], year);
  const lociq_status status = digest_cube(job, cube, year, &texts[3], error);
  return status == LOCIQ_OK ? add_texts(digesting, texts, sizeof texts / sizeof *texts, error) : status;
}

/* All that an instance looks at in one year. */
static lociq_status add_year(const making *job, const lociq_instance *instance, size_t year, lociq_digesting *digesting,
                             lociq_error *error) {
  const bool sees = lociq_instance_sees_measure(instance);
  lociq_status status = add_cube(job, sees ? job->request->measure : NULL, year, digesting, error);
  if (status == LOCIQ_OK) status = add_cube(job, sees ? job->request->distribution_cube : NULL, year, digesting, error);
  for (size_t o = 0; o < instance->operand_count && status == LOCIQ_OK; o++)
    status = add_cube(job, instance->operands[o], year, digesting, error);
  return status;
}

static lociq_status add_earlier(const making *job, const lociq_instance *instance, size_t year, long lag,
                                lociq_digesting *digesting, lociq_error *error) {
  const lociq_axis *years = job->panel->axes[LOCIQ_YEAR];
  for (size_t y = 0; y < job->years; y++)
    if (lociq_axis_year(years, y) == lociq_axis_year(years, year) - lag)
      return add_year(job, instance, y, digesting, error);
  return lociq_digesting_add_text(digesting, NULL, error);
}

static lociq_status add_years(const making *job, const lociq_instance *instance, size_t year,
                              lociq_digesting *digesting, lociq_error *error) {
  lociq_status status = lociq_digesting_add_text(digesting, lociq_axis_code(job->panel->axes[LOCIQ_YEAR], year), error);
  const bool all = instance->indicator->kernel->form == LOCIQ_ALL_YEARS;
  for (size_t y = 0; all && y < job->years && status == LOCIQ_OK; y++)
    status = add_year(job, instance, y, digesting, error);
  if (!all && status == LOCIQ_OK) status = add_year(job, instance, year, digesting, error);
  for (size_t n = 0; n < instance->lag_count && status == LOCIQ_OK; n++)
    status = add_earlier(job, instance, year, instance->lags[n], digesting, error);
  return status;
}

/* What is needed comes before what needs it, so that its own digests are there. */
static lociq_status make_digest(const making *job, const lociq_reuse *reuse, size_t position, size_t year,
                                lociq_error *error) {
  const lociq_request *request = job->request;
  const lociq_instance *instance = &request->instances[position];
  lociq_digesting *digesting = NULL;
  lociq_status status = lociq_digesting_create(&digesting, error);
  if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, reuse->shared.text, error);
  if (status == LOCIQ_OK) status = add_options(job, instance, digesting, error);
  if (status == LOCIQ_OK) status = add_years(job, instance, request->first_year + year, digesting, error);
  for (size_t n = 0; n < LOCIQ_NEEDS && status == LOCIQ_OK; n++)
    if (instance->needs[n] != LOCIQ_NONE)
      status = lociq_digesting_add_text(digesting,
                                        reuse->made_from[instance->needs[n] * request->year_count + year].text, error);
  if (status == LOCIQ_OK) status = finish(digesting, &reuse->made_from[position * request->year_count + year], error);
  lociq_digesting_free(digesting);
  return status;
}

/* With intervals or ranges every figure's dataset rests on all of the request. */
static lociq_status bind_all(const making *job, const lociq_reuse *reuse, lociq_error *error) {
  const lociq_request *request = job->request;
  const lociq_bootstrap *bootstrap = &request->bootstrap;
  const size_t count = request->count * request->year_count;
  lociq_digesting *digesting = NULL;
  lociq_year_digest all;
  char settings[128];
  (void)snprintf(settings, sizeof settings, "%zu %d %a %ju %a %d", bootstrap->count, bootstrap->regions,
                 bootstrap->confidence, (uintmax_t)bootstrap->seed, bootstrap->jobs_per_unit, request->interval);
  lociq_status status = lociq_digesting_create(&digesting, error);
  if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, settings, error);
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++)
    status = lociq_digesting_add_text(digesting, reuse->made_from[i].text, error);
  for (size_t c = 0; c < job->panel->cube_count && status == LOCIQ_OK; c++)
    for (size_t y = 0; strcmp(job->panel->cubes[c]->kind, "bound") == 0 && y < job->years && status == LOCIQ_OK; y++)
      status = add_cube(job, job->panel->cubes[c], y, digesting, error);
  if (status == LOCIQ_OK) status = finish(digesting, &all, error);
  lociq_digesting_free(digesting);
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++) {
    lociq_digest digest;
    char both[2 * LOCIQ_YEAR_DIGEST_SIZE];
    const int length = snprintf(both, sizeof both, "%s%s", all.text, reuse->made_from[i].text);
    status = lociq_digest_bytes(both, (size_t)length, &digest, error);
    if (status == LOCIQ_OK)
      (void)snprintf(reuse->made_from[i].text, sizeof reuse->made_from[i].text, "%.32s", digest.sha256);
  }
  return status;
}

bool lociq_request_has_ranges(const lociq_request *request) {
  return request->bootstrap.count > 0 || request->interval;
}

static lociq_status make_digests(const making *job, lociq_reuse *reuse, lociq_error *error) {
  const lociq_request *request = job->request;
  lociq_digesting *digesting = NULL;
  lociq_status status = lociq_digesting_create(&digesting, error);
  if (status == LOCIQ_OK) status = add_shared(job, digesting, error);
  if (status == LOCIQ_OK) status = finish(digesting, &reuse->shared, error);
  lociq_digesting_free(digesting);
  for (size_t i = 0; i < request->count && status == LOCIQ_OK; i++)
    for (size_t y = 0; y < request->year_count && status == LOCIQ_OK; y++)
      status = make_digest(job, reuse, i, y, error);
  return status == LOCIQ_OK && lociq_request_has_ranges(request) ? bind_all(job, reuse, error) : status;
}

/* ---- what the earlier store has of it */

static const lociq_cube *find_earlier(const lociq_reuse *reuse, const char *name, unsigned shape) {
  const lociq_cube *cube = lociq_panel_find(lociq_store_panel(reuse->earlier), name);
  return cube != NULL && strcmp(cube->kind, "indicator") == 0 && cube->shape == shape ? cube : NULL;
}

bool lociq_reuse_range_name(const lociq_request *request, const lociq_instance *instance, size_t range,
                            char name[LOCIQ_OUTPUT_NAME_SIZE]) {
  if (range < LOCIQ_INTERVALS) {
    lociq_interval_name(instance->indicator, (int)range, name);
    return request->bootstrap.count > 0 && lociq_interval_refusal(request, instance) == NULL;
  }
  lociq_extreme_name(instance->indicator, (int)range - LOCIQ_INTERVALS, name);
  return request->interval && lociq_extremes_refusal(request, instance) == NULL;
}

/* Whether all datasets of an instance are there, beside the figure itself. */
static bool is_complete(const lociq_reuse *reuse, const lociq_instance *instance) {
  char name[LOCIQ_OUTPUT_NAME_SIZE];
  for (size_t k = 1; k < lociq_output_count(instance->indicator); k++) {
    if (!lociq_output_is_given(instance, k)) continue;
    lociq_output_name(instance->indicator, k, name);
    if (find_earlier(reuse, name, instance->shape) == NULL) return false;
  }
  for (size_t range = 0; range < LOCIQ_RANGES; range++)
    if (lociq_reuse_range_name(reuse->request, instance, range, name) &&
        find_earlier(reuse, name, instance->shape) == NULL)
      return false;
  if (!lociq_result_has_coverage(instance->shape)) return true;
  const unsigned by = (instance->shape & LOCIQ_BY_REGION) != 0 ? LOCIQ_BY_REGION : LOCIQ_BY_INDUSTRY;
  lociq_coverage_name(instance->indicator, name);
  return find_earlier(reuse, name, LOCIQ_BY_YEAR | by) != NULL;
}

static bool looks_back(const lociq_request *request, size_t position) {
  const lociq_instance *instance = &request->instances[position];
  if (instance->lag_count > 0) return true;
  for (size_t n = 0; n < LOCIQ_NEEDS; n++)
    if (instance->needs[n] != LOCIQ_NONE && looks_back(request, instance->needs[n])) return true;
  return false;
}

/* What was remarked is of all years together: with a remark it is all or nothing. So is whether there was nothing to
 * look back at, where fewer years are asked for than there are. */
static lociq_status take(const lociq_reuse *reuse, const lociq_panel *panel, size_t position, lociq_error *error) {
  const lociq_request *request = reuse->request;
  const lociq_instance *instance = &request->instances[position];
  const size_t years = request->year_count;
  const lociq_year_digest *made_from = reuse->made_from + position * years;
  bool *taken = reuse->taken + position * years;
  const lociq_cube *earlier = find_earlier(reuse, instance->indicator->name, instance->shape);
  const lociq_attribute *said = earlier == NULL ? NULL : lociq_cube_attribute(earlier, made_from_name);
  if (said == NULL || said->text == NULL || !is_complete(reuse, instance)) return LOCIQ_OK;
  size_t same = 0;
  for (size_t y = 0; y < years; y++) {
    lociq_year_digest then;
    const char *code = lociq_axis_code(panel->axes[LOCIQ_YEAR], request->first_year + y);
    taken[y] = lociq_year_digest_find(said->text, code, &then) && strcmp(then.text, made_from[y].text) == 0;
    same += taken[y];
  }
  char *text = lociq_year_digests_text(panel->axes[LOCIQ_YEAR], request->first_year, years, made_from);
  if (text == NULL) return lociq_memory_error(error, "what was made before");
  const bool whole = strcmp(text, said->text) == 0;
  const bool fewer = same == years && looks_back(request, position);
  if (!whole && (fewer || lociq_cube_attribute(earlier, "comment") != NULL)) memset(taken, 0, years);
  free(text);
  return LOCIQ_OK;
}

bool lociq_reuse_takes(const lociq_reuse *reuse, size_t instance, size_t year) {
  return reuse->taken[instance * reuse->request->year_count + year];
}

void lociq_reuse_leave(const lociq_reuse *reuse, size_t instance) {
  memset(reuse->taken + instance * reuse->request->year_count, 0, reuse->request->year_count);
}

bool lociq_reuse_takes_any(const lociq_reuse *reuse) {
  const size_t count = reuse->request->count * reuse->request->year_count;
  for (size_t i = 0; i < count; i++)
    if (reuse->taken[i]) return true;
  return false;
}

bool lociq_reuse_takes_whole(const lociq_reuse *reuse, size_t instance) {
  for (size_t y = 0; y < reuse->request->year_count; y++)
    if (!lociq_reuse_takes(reuse, instance, y)) return false;
  return true;
}

bool lociq_reuse_takes_all(const lociq_reuse *reuse) {
  for (size_t i = 0; i < reuse->request->count; i++)
    if (reuse->request->instances[i].asked && !lociq_reuse_takes_whole(reuse, i)) return false;
  return true;
}

/* ---- making and describing */

static lociq_status digest_all(const lociq_panel *panel, lociq_store *source, lociq_reuse *reuse, lociq_error *error) {
  making job = {.request = reuse->request, .panel = panel, .source = source};
  job.years = lociq_axis_count(panel->axes[LOCIQ_YEAR]);
  job.cubes = lociq_allocate(panel->cube_count * job.years, sizeof *job.cubes);
  const lociq_status status =
      job.cubes == NULL ? lociq_memory_error(error, "what was made before") : make_digests(&job, reuse, error);
  free(job.cubes);
  return status;
}

static lociq_status take_all(const lociq_panel *panel, const lociq_reuse *reuse, lociq_error *error) {
  const lociq_request *request = reuse->request;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < request->count && status == LOCIQ_OK; i++)
    if (request->instances[i].asked) status = take(reuse, panel, i, error);
  if (status == LOCIQ_OK && reuse->taken != NULL && lociq_request_has_ranges(request) && !lociq_reuse_takes_all(reuse))
    memset(reuse->taken, 0, request->count * request->year_count * sizeof *reuse->taken);
  return status;
}

lociq_status lociq_reuse_create(const lociq_request *request, const lociq_panel *panel, lociq_store *source,
                                const lociq_store *earlier, lociq_reuse *reuse, lociq_error *error) {
  const lociq_ranks ranks = lociq_ranks_here();
  const size_t count = request->count * request->year_count;
  lociq_reuse made = {.request = request, .earlier = ranks.count == 1 ? earlier : NULL};
  made.made_from = lociq_allocate(count, sizeof *made.made_from);
  made.taken = lociq_allocate(count, sizeof *made.taken);
  lociq_status status = lociq_store_unshare(source, error);
  if (status == LOCIQ_OK && (made.made_from == NULL || made.taken == NULL))
    status = lociq_memory_error(error, "what was made before");
  if (status == LOCIQ_OK && ranks.own == 0) status = digest_all(panel, source, &made, error);
  status = lociq_ranks_agree(ranks, status, error);
  if (status == LOCIQ_OK) lociq_ranks_broadcast(ranks, 0, made.made_from, count * sizeof *made.made_from);
  if (status == LOCIQ_OK && made.earlier != NULL) status = take_all(panel, &made, error);
  if (status == LOCIQ_OK)
    *reuse = made;
  else
    lociq_reuse_clear(&made);
  return status;
}

void lociq_reuse_clear(lociq_reuse *reuse) {
  free(reuse->made_from);
  free(reuse->taken);
  *reuse = (lociq_reuse){0};
}

lociq_status lociq_reuse_describe(const lociq_reuse *reuse, const lociq_panel *panel, lociq_cube *cube,
                                  lociq_error *error) {
  const lociq_request *request = reuse->request;
  size_t i = 0;
  while (i < request->count && strcmp(request->instances[i].indicator->name, cube->name) != 0) i++;
  if (i == request->count) return LOCIQ_OK;
  char *text = lociq_year_digests_text(panel->axes[LOCIQ_YEAR], request->first_year, request->year_count,
                                       reuse->made_from + i * request->year_count);
  if (text == NULL) return lociq_memory_error(error, cube->name);
  const lociq_status status = lociq_cube_add_text(cube, made_from_name, text, error);
  free(text);
  return status;
}
