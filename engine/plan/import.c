/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/memory.h"
#include "plan/job.h"
#include "plan/log.h"

static lociq_read_options read_options(lociq_job *job, const lociq_plan_import *import) {
  lociq_read_options options = lociq_read_options_default();
  options.format = import->format;
  options.measure = import->measure;
  options.unit = import->unit;
  options.level = import->level;
  options.vintage = import->vintage;
  options.year = import->year;
  options.sum_duplicates = import->duplicates != NULL && strcmp(import->duplicates, "sum") == 0;
  options.threads = job->options->threads;
  options.memory = job->options->memory;
  options.progress = job->options->progress;
  job->input += import->files_count;
  if (import->regions != NULL) options.regions_path = job->paths->inputs[job->input++].path;
  if (import->industries != NULL) options.industries_path = job->paths->inputs[job->input++].path;
  return options;
}

/* Into the store, or aside; *panel is NULL once it is someone else's. */
static lociq_status keep_panel(lociq_job *job, const lociq_plan_import *import, lociq_panel **panel,
                               lociq_error *error) {
  if (lociq_plan_is_store(import->as)) return lociq_store_merge(job->store, *panel, error);
  const lociq_status status = lociq_plan_tables_keep(&job->tables, import->as, *panel, error);
  if (status == LOCIQ_OK) *panel = NULL;
  return status;
}

/* One import at work. */
typedef struct importing {
  const lociq_plan_import *import;
  const char *const *files;
  size_t first, count; /* of the paths' inputs */
  size_t all;          /* those with its files of regions and industries */
  lociq_memo_key key;
  lociq_panel *panel;
  char *account; /* lines */
} importing;

static lociq_status read_import(lociq_job *job, const lociq_read_options *options, importing *work,
                                lociq_error *error) {
  const double started = lociq_job_seconds();
  lociq_account account;
  lociq_input *inputs = lociq_allocate(work->count, sizeof *inputs);
  if (inputs == NULL) return lociq_memory_error(error, "an import");
  lociq_status status = lociq_read_files(work->files, work->count, options, &work->panel, &account, inputs, error);
  if (status == LOCIQ_OK) {
    lociq_job_note_inputs(job, work->first, inputs, work->count);
    status = lociq_account_format(&account, &work->account, error);
  }
  if (status == LOCIQ_OK)
    lociq_plan_tell(job->options, "imported %s in %.2f s", work->import->files[0], lociq_job_seconds() - started);
  free(inputs);
  return status;
}

static lociq_status make_key(const lociq_job *job, importing *work, lociq_error *error) {
  return lociq_memo_key_make(job->plan, work->import, &job->record->inputs[work->first], work->all, &work->key, error);
}

/* What the last run's store has of it; the panel stays NULL where that is not all. */
static lociq_status recall_import(lociq_job *job, importing *work, lociq_error *error) {
  lociq_status status = make_key(job, work, error);
  if (status == LOCIQ_OK)
    status = lociq_recollection_find(&job->earlier, &work->key, &work->panel, &work->account, error);
  if (status != LOCIQ_OK || work->panel == NULL) return status;
  for (size_t i = 0; i < work->count && status == LOCIQ_OK; i++) {
    lociq_input *input = &job->record->inputs[work->first + i];
    const char *reader = lociq_recollection_reader(&job->earlier, input);
    char *copy = lociq_copy_text(reader == NULL ? input->reader : reader);
    if (copy == NULL) return lociq_memory_error(error, "an import");
    free(input->reader);
    input->reader = copy;
  }
  lociq_plan_tell(job->options, "reused %s: it has not changed", work->import->files[0]);
  return status;
}

/* For the next run; what was aside, or is harmonised, lies nowhere in the store as it was read. */
static lociq_status note_import(lociq_job *job, size_t entry, importing *work, lociq_error *error) {
  if (job->plan->content->harmonise_count > 0 || !lociq_plan_is_store(work->import->as)) return LOCIQ_OK;
  const lociq_status status = make_key(job, work, error); /* of the files as they were read */
  return status == LOCIQ_OK ? lociq_memo_make(&work->key, work->panel, work->account, &job->record->memos[entry], error)
                            : status;
}

static lociq_status do_import(lociq_job *job, size_t entry, const lociq_read_options *options, importing *work,
                              lociq_error *error) {
  lociq_status status = recall_import(job, work, error);
  if (status == LOCIQ_OK && work->panel == NULL) status = read_import(job, options, work, error);
  if (status == LOCIQ_OK) status = note_import(job, entry, work, error);
  if (status == LOCIQ_OK) status = keep_panel(job, work->import, &work->panel, error);
  if (status == LOCIQ_OK) lociq_job_account_lines(job, work->account);
  return status;
}

lociq_status lociq_job_import(lociq_job *job, size_t entry, lociq_error *error) {
  const lociq_plan_import *import = &job->plan->content->import[entry];
  importing work = {.import = import, .first = job->input, .count = import->files_count};
  lociq_read_options options = read_options(job, import);
  lociq_filter *filters = NULL;
  const char **files = lociq_allocate(work.count, sizeof *files);
  lociq_status status = files == NULL
                            ? lociq_memory_error(error, "an import")
                            : lociq_job_filters(job->plan, import->where, &filters, &options.filter_count, error);
  work.all = job->input - work.first;
  work.files = files;
  options.filters = filters;
  for (size_t i = 0; i < work.count && status == LOCIQ_OK; i++) files[i] = job->paths->inputs[work.first + i].path;
  if (status == LOCIQ_OK) status = do_import(job, entry, &options, &work, error);
  free(files);
  free(filters);
  free(work.account);
  lociq_panel_free(work.panel);
  return lociq_job_locate(job->plan, status, "import", entry, error);
}
