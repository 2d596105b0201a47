/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first part of a run, to the store's measures. Without harmonise each import has a memo of its own. With it, what
 * was read lies nowhere in the store as it was read: then there is one memo, of all measures that came out, in the
 * place of the first import's.
 */
#include <lociq/lociq.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "plan/entry.h"
#include "plan/job.h"
#include "plan/log.h"

static const char *const sections[] = {"import", "harmonise"};
enum { SECTIONS = sizeof sections / sizeof sections[0], COPIES = 3 };

static lociq_status make_key(const lociq_job *job, lociq_memo_key *key, lociq_error *error) {
  lociq_digesting *digesting = NULL;
  lociq_digest digest;
  lociq_status status = lociq_digesting_create(&digesting, error);
  if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, lociq_version(), error);
  for (size_t i = 0; i < SECTIONS && status == LOCIQ_OK; i++) {
    status = lociq_entry_add(job->plan, sections[i], digesting, error);
    if (status == LOCIQ_OK)
      status = lociq_entry_add_inputs(job->paths, job->record->inputs, sections[i], digesting, error);
  }
  if (status == LOCIQ_OK) status = lociq_digesting_finish(digesting, &digest, error);
  if (status == LOCIQ_OK) (void)snprintf(key->text, sizeof key->text, "%s", digest.sha256);
  lociq_digesting_free(digesting);
  return status;
}

/* Whether all measures can be held beside what is made of them. */
static bool fits(const lociq_job *job, const lociq_store *store) {
  return lociq_store_require_measures(store, job->options->memory, COPIES, "reusing the measures", NULL) == LOCIQ_OK;
}

/* Goes past the inputs of these sections, which were read by what read them then. */
static lociq_status pass_inputs(lociq_job *job, lociq_error *error) {
  const lociq_plan_paths *paths = job->paths;
  for (; job->input < paths->input_count; job->input++) {
    const lociq_plan_file *file = &paths->inputs[job->input];
    lociq_input *input = &job->record->inputs[job->input];
    if (!lociq_entry_has(sections[0], file) && !lociq_entry_has(sections[1], file)) break;
    const char *reader = lociq_recollection_reader(&job->earlier, input);
    char *copy = lociq_copy_text(reader == NULL ? input->reader : reader);
    if (copy == NULL) return lociq_memory_error(error, "an input");
    free(input->reader);
    input->reader = copy;
  }
  return LOCIQ_OK;
}

static lociq_status take_over(lociq_job *job, const lociq_panel *panel, char *account, lociq_error *error) {
  char *next = NULL;
  lociq_status status = lociq_store_put_measures(job->store, panel, error);
  if (status == LOCIQ_OK) status = pass_inputs(job, error);
  if (status != LOCIQ_OK) return status;
  lociq_plan_tell(job->options, "reused the measures: nothing that is read for them has changed");
  for (char *line = strtok_r(account, "\n", &next); line != NULL; line = strtok_r(NULL, "\n", &next))
    lociq_job_account(job, "%s", line);
  return LOCIQ_OK;
}

static lociq_status do_all(lociq_job *job, lociq_error *error) {
  const lociq_plan_content *content = job->plan->content;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < content->import_count && status == LOCIQ_OK; i++) status = lociq_job_import(job, i, error);
  for (size_t i = 0; i < content->harmonise_count && status == LOCIQ_OK; i++)
    status = lociq_job_harmonise(job, i, error);
  return status;
}

/* The lines of the account as one text; the caller frees. NULL without memory. */
static char *join(const json_t *lines) {
  size_t size = 1;
  for (size_t i = 0; i < json_array_size(lines); i++) size += json_string_length(json_array_get(lines, i)) + 1;
  char *text = lociq_allocate(size, 1), *end = text;
  for (size_t i = 0; i < json_array_size(lines) && text != NULL; i++)
    end = stpcpy(stpcpy(end, json_string_value(json_array_get(lines, i))), "\n");
  return text;
}

/* For the next run: of the files as they were read. */
static lociq_status note(lociq_job *job, const lociq_panel *panel, lociq_error *error) {
  lociq_memo_key key;
  if (job->account == NULL) return LOCIQ_OK;
  char *account = join(job->account);
  lociq_status status = account == NULL ? lociq_memory_error(error, "a memo") : make_key(job, &key, error);
  if (status == LOCIQ_OK) status = lociq_memo_make(&key, panel, account, &job->record->memos[0], error);
  free(account);
  return status;
}

static lociq_status make(lociq_job *job, lociq_error *error) {
  lociq_panel *panel = NULL;
  lociq_status status = do_all(job, error);
  if (status != LOCIQ_OK || !fits(job, job->store)) return status;
  status = lociq_store_load_measures(job->store, &panel, error);
  if (status == LOCIQ_OK) status = note(job, panel, error);
  lociq_panel_free(panel);
  return status;
}

static lociq_status make_or_reuse(lociq_job *job, lociq_error *error) {
  lociq_memo_key key;
  lociq_panel *panel = NULL;
  char *account = NULL;
  lociq_status status = make_key(job, &key, error);
  if (status == LOCIQ_OK && job->earlier.store != NULL && fits(job, job->earlier.store))
    status = lociq_recollection_find(&job->earlier, &key, &panel, &account, error);
  if (status == LOCIQ_OK && panel == NULL) return make(job, error);
  if (status == LOCIQ_OK) status = take_over(job, panel, account, error);
  if (status == LOCIQ_OK) status = note(job, panel, error);
  lociq_panel_free(panel);
  free(account);
  return status;
}

lociq_status lociq_job_measures(lociq_job *job, lociq_error *error) {
  if (job->plan->content->harmonise_count == 0) return do_all(job, error);
  job->account = json_array();
  const lociq_status status = make_or_reuse(job, error);
  json_decref(job->account);
  job->account = NULL;
  return status;
}
