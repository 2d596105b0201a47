/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/partners.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "partners/preset.h"
#include "partners/told.h"
#include "plan/check.h"
#include "plan/job.h"
#include "plan/log.h"

enum { PLACE_SIZE = 64 };

static void place_of(size_t entry, const char *key, char place[PLACE_SIZE]) {
  (void)snprintf(place, PLACE_SIZE, "partners[%zu].%s", entry, key);
}

/* ---- options ---- */

static const char *path_at(const lociq_plan_paths *paths, const char *place) {
  for (size_t i = 0; i < paths->input_count; i++)
    if (strcmp(paths->inputs[i].place, place) == 0) return paths->inputs[i].path;
  return NULL;
}

lociq_status lociq_plan_partner_options(const lociq_plan *plan, size_t entry, const lociq_plan_paths *paths,
                                        lociq_partner_options *options, lociq_error *error) {
  const lociq_partner_option *list = lociq_partner_options_list();
  char *const *texts = plan->content->partners[entry].options;
  *options = lociq_partner_options_default();
  for (size_t i = 0; list[i].name != NULL; i++) {
    if (texts[i] == NULL) continue;
    char place[PLACE_SIZE];
    lociq_error told = {0};
    place_of(entry, list[i].name, place);
    const char *path = paths != NULL && list[i].names_file ? path_at(paths, place) : NULL;
    if (lociq_partner_option_set(options, list[i].name, path == NULL ? texts[i] : path, &told) != LOCIQ_OK)
      return lociq_document_refuse(&plan->document, place, error, "%s",
                                   told.message + strlen(list[i].name) + 1); /* the place names it */
  }
  return LOCIQ_OK;
}

bool lociq_plan_partners_keeps(const lociq_plan_partners *partners, const lociq_partner_options *options) {
  return options->organisation == NULL && (partners->keep == NULL || lociq_plan_truth(partners->keep));
}

/* ---- checks ---- */

static lociq_status refuse(const lociq_plan *plan, size_t entry, const char *key, const char *why, lociq_error *error) {
  char place[PLACE_SIZE];
  place_of(entry, key, place);
  return lociq_document_refuse(&plan->document, place, error, "%s", why);
}

/* What a ranking by names of the catalogue of similarities may be; all else needs the store. */
static lociq_status check_similarity(const lociq_plan *plan, size_t entry, const char *name, lociq_error *error) {
  char names[256] = "is no similarity: expected one of ", place[PLACE_SIZE];
  for (const lociq_similarity *similarity = lociq_similarities(); similarity->name != NULL; similarity++) {
    if (strcmp(similarity->name, name) == 0) return LOCIQ_OK;
    const size_t length = strlen(names);
    (void)snprintf(names + length, sizeof names - length, "%s%s", similarity == lociq_similarities() ? "" : "|",
                   similarity->name);
  }
  place_of(entry, "similarity", place);
  return lociq_document_refuse(&plan->document, place, error, "\"%s\" %s", name, names);
}

static lociq_status check_use(const lociq_plan *plan, size_t entry, bool keeps, const lociq_partner_options *options,
                              lociq_error *error) {
  const lociq_plan_partners *partners = &plan->content->partners[entry];
  const bool writes = partners->output != NULL;
  if (options->organisation != NULL && lociq_plan_truth(partners->keep))
    return refuse(plan, entry, "keep", "is for rankings of all regions, not of one organisation", error);
  if (!writes && partners->regions != NULL)
    return refuse(plan, entry, "regions", "says what is written, but there is no output", error);
  if (!writes && partners->format != NULL)
    return refuse(plan, entry, "format", "says what is written, but there is no output", error);
  if (!writes && !keeps) return refuse(plan, entry, "", "is neither kept nor written: it has no output", error);
  return LOCIQ_OK;
}

static lociq_status check_name(const lociq_plan *plan, size_t entry, const lociq_partner_options *options,
                               lociq_error *error) {
  char name[LOCIQ_PARTNER_NAME_SIZE], other[LOCIQ_PARTNER_NAME_SIZE], place[PLACE_SIZE];
  lociq_partner_name(options->by, options->cluster, name);
  for (size_t i = 0; i < entry; i++) {
    lociq_partner_options before;
    const lociq_status status = lociq_plan_partner_options(plan, i, NULL, &before, error);
    if (status != LOCIQ_OK) return status;
    lociq_partner_name(before.by, before.cluster, other);
    if (!lociq_plan_partners_keeps(&plan->content->partners[i], &before) || strcmp(name, other) != 0) continue;
    place_of(entry, "", place);
    return lociq_document_refuse(&plan->document, place, error,
                                 "is kept as %s, as entry %zu is: give one of them an output and keep: false", name,
                                 i + 1);
  }
  return LOCIQ_OK;
}

lociq_status lociq_plan_check_partners(const lociq_plan *plan, size_t entry, lociq_error *error) {
  lociq_partner_options options;
  lociq_status status = lociq_plan_partner_options(plan, entry, NULL, &options, error);
  if (status != LOCIQ_OK) return status;
  const bool keeps = lociq_plan_partners_keeps(&plan->content->partners[entry], &options);
  lociq_error told = {0};
  if (lociq_preset_check(&options, &told) != LOCIQ_OK) return refuse(plan, entry, "by", told.message, error);
  status = check_similarity(plan, entry, options.similarity, error);
  if (status == LOCIQ_OK) status = check_use(plan, entry, keeps, &options, error);
  return status == LOCIQ_OK && keeps ? check_name(plan, entry, &options, error) : status;
}

/* ---- inputs ---- */

static lociq_status add_input(const lociq_plan_file *file, lociq_plan_paths *paths, lociq_error *error) {
  lociq_plan_file *grown = lociq_resize(paths->inputs, paths->input_count + 1, sizeof *grown);
  if (grown != NULL) {
    paths->inputs = grown;
    paths->inputs[paths->input_count++] = *file;
  }
  const bool there = grown != NULL && file->path != NULL && file->place != NULL;
  if (grown == NULL) {
    free(file->path);
    free(file->place);
  }
  return there ? LOCIQ_OK : lociq_memory_error(error, "the plan's paths");
}

static lociq_status add_option_files(const lociq_plan *plan, size_t entry, lociq_plan_paths *paths,
                                     lociq_error *error) {
  const lociq_partner_option *list = lociq_partner_options_list();
  char *const *texts = plan->content->partners[entry].options;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; list[i].name != NULL && status == LOCIQ_OK; i++) {
    if (texts[i] == NULL || !list[i].names_file) continue;
    char place[PLACE_SIZE];
    place_of(entry, list[i].name, place);
    const lociq_plan_file file = {.name = texts[i],
                                  .path = lociq_document_beside(&plan->document, texts[i]),
                                  .place = lociq_copy_text(place),
                                  .reader = list[i].name};
    status = add_input(&file, paths, error);
  }
  return status;
}

static bool is_input(const lociq_plan_paths *paths, size_t first, const char *path) {
  for (size_t i = first; i < paths->input_count; i++)
    if (strcmp(paths->inputs[i].path, path) == 0) return true;
  return false;
}

lociq_status lociq_plan_partner_inputs(const lociq_plan *plan, size_t entry, lociq_plan_paths *paths,
                                       lociq_error *error) {
  const size_t first = paths->input_count;
  lociq_partner_options options;
  char **files = NULL, place[PLACE_SIZE];
  size_t count = 0;
  lociq_status status = add_option_files(plan, entry, paths, error);
  if (status == LOCIQ_OK) status = lociq_plan_partner_options(plan, entry, paths, &options, error);
  if (status != LOCIQ_OK || options.specification == NULL) return status;
  place_of(entry, "specification", place);
  status = lociq_partner_files(&options, &files, &count, error);
  if (status == LOCIQ_NOT_FOUND) lociq_document_locate(&plan->document, place, error);
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++) {
    if (is_input(paths, first, files[i])) continue;
    const lociq_plan_file file = {.name = paths->inputs[first].name,
                                  .path = lociq_copy_text(files[i]),
                                  .place = lociq_copy_text(place),
                                  .reader = "partners"};
    status = add_input(&file, paths, error);
  }
  for (size_t i = 0; i < count; i++) free(files[i]);
  free(files);
  return status;
}

/* ---- at work ---- */

typedef struct delivery {
  const lociq_ranking *ranking;
  const lociq_plan_partners *partners;
  size_t contributions;
} delivery;

static lociq_status write_ranking(const void *context, FILE *stream, lociq_error *error) {
  const delivery *chosen = context;
  lociq_write_options options = lociq_write_options_default();
  options.format = chosen->partners->format == NULL ? "table" : chosen->partners->format;
  options.regions = (const char *const *)chosen->partners->regions;
  options.region_count = chosen->partners->regions_count;
  options.contributions = chosen->contributions;
  return lociq_write_ranking(chosen->ranking, &options, stream, error);
}

static bool says(const lociq_plan_partners *partners, const char *name) {
  const lociq_partner_option *list = lociq_partner_options_list();
  size_t i = 0;
  while (list[i].name != NULL && strcmp(list[i].name, name) != 0) i++;
  return list[i].name != NULL && partners->options[i] != NULL;
}

static void tell(lociq_job *job, const lociq_partner_options *options, const lociq_ranking *ranking, double started) {
  const char *unit = options->organisation != NULL ? "organisation" : ranking->cluster != NULL ? "cluster" : "region";
  for (size_t i = 0; ranking->remarks != NULL && ranking->remarks[i] != NULL; i++)
    lociq_job_account(job, "%s", ranking->remarks[i]);
  lociq_plan_tell(job->options, "ranked the partners of %zu %s%s%s%s by %s in %d in %.2f s", ranking->asked_count, unit,
                  ranking->asked_count == 1 ? "" : "s", ranking->cluster == NULL ? "" : " ",
                  ranking->cluster == NULL ? "" : ranking->cluster,
                  ranking->similarity == NULL ? ranking->by : ranking->similarity, ranking->year,
                  lociq_job_seconds() - started);
}

lociq_status lociq_job_partners(lociq_job *job, size_t entry, lociq_error *error) {
  const lociq_plan_partners *partners = &job->plan->content->partners[entry];
  const double started = lociq_job_seconds();
  lociq_ranking *ranking = NULL;
  lociq_partner_options options;
  lociq_status status = lociq_plan_partner_options(job->plan, entry, job->paths, &options, error);
  if (status != LOCIQ_OK) return status;
  options.threads = job->options->threads;
  options.memory = job->options->memory;
  options.progress = job->options->progress;
  status = lociq_partners_rank_store(job->store, &options, &ranking, error);
  if (status == LOCIQ_OK && lociq_plan_partners_keeps(partners, &options))
    status = lociq_partners_put(job->store, ranking, error);
  if (status == LOCIQ_OK && partners->output != NULL) {
    const delivery chosen = {ranking, partners, says(partners, "contributions") ? options.contributions : 0};
    status = lociq_job_write(job, write_ranking, &chosen, error);
    if (status == LOCIQ_NOT_FOUND) status = LOCIQ_INVALID; /* the plan names what the ranking has not */
  }
  if (status == LOCIQ_OK) tell(job, &options, ranking, started);
  lociq_ranking_free(ranking);
  return lociq_job_locate(job->plan, status, "partners", entry, error);
}
