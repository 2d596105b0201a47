/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/step.h"

#include <lociq/lociq.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "plan/entry.h"
#include "plan/log.h"
#include "plan/memo_panel.h"
#include "store/trace.h"

enum { PLACE_SIZE = 64 };

typedef struct step {
  lociq_job *job;
  const char *section;
  size_t entry;
  char place[PLACE_SIZE]; /* of the entry in the plan */
  size_t output;          /* the next of the paths' outputs when it began */
  char **before;          /* the store's datasets then, ended by NULL */
  lociq_digest seen;      /* what anybody saw of the store then without reading a dataset */
  char key[65];           /* what it is made from, but for the datasets that it reads */
} step;

/* ---- the key */

static lociq_status add_cubes(const lociq_panel *panel, lociq_digesting *digesting, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t c = 0; c < panel->cube_count && status == LOCIQ_OK; c++) {
    const lociq_cube *cube = panel->cubes[c];
    char shape[32];
    (void)snprintf(shape, sizeof shape, "%u", cube->shape);
    const char *const texts[] = {cube->name, cube->kind, cube->unit, cube->title, cube->source, shape};
    for (size_t i = 0; i < sizeof texts / sizeof *texts && status == LOCIQ_OK; i++)
      status = lociq_digesting_add_text(digesting, texts[i], error);
    if (status == LOCIQ_OK) status = lociq_cube_add_said(cube, digesting, error);
  }
  return status;
}

/* What anybody sees of the store without reading a dataset. */
static lociq_status add_store(const step *at, lociq_digesting *digesting, lociq_error *error) {
  const lociq_store *store = at->job->store;
  const lociq_panel *panel = lociq_store_panel(store);
  const lociq_vintages vintages = lociq_store_vintages(store);
  lociq_status status = lociq_digesting_add(digesting, &vintages, sizeof vintages, error);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS && status == LOCIQ_OK; kind++) {
    lociq_digest axis;
    status = lociq_axis_digest(panel->axes[kind], &axis, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, axis.sha256, error);
  }
  if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, lociq_store_provenance(store), error);
  for (size_t i = 0; at->before[i] != NULL && status == LOCIQ_OK; i++)
    status = lociq_digesting_add_text(digesting, at->before[i], error);
  return status == LOCIQ_OK ? add_cubes(panel, digesting, error) : status;
}

static lociq_status see_store(step *at, lociq_error *error) {
  lociq_digesting *digesting = NULL;
  lociq_status status = lociq_store_list(at->job->store, &at->before, error);
  if (status == LOCIQ_OK) status = lociq_digesting_create(&digesting, error);
  if (status == LOCIQ_OK) status = add_store(at, digesting, error);
  if (status == LOCIQ_OK) status = lociq_digesting_finish(digesting, &at->seen, error);
  lociq_digesting_free(digesting);
  return status;
}

static lociq_status make_key(step *at, lociq_error *error) {
  const char *const texts[] = {lociq_version(), at->job->paths->store.path, at->seen.sha256};
  lociq_digesting *digesting = NULL;
  lociq_digest digest;
  lociq_status status = lociq_digesting_create(&digesting, error);
  for (size_t i = 0; i < sizeof texts / sizeof *texts && status == LOCIQ_OK; i++)
    status = lociq_digesting_add_text(digesting, texts[i], error);
  if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, at->section, error);
  if (status == LOCIQ_OK) status = lociq_entry_add(at->job->plan, at->place, digesting, error);
  if (status == LOCIQ_OK)
    status = lociq_entry_add_inputs(at->job->paths, at->job->record->inputs, at->place, digesting, error);
  if (status == LOCIQ_OK) status = lociq_digesting_finish(digesting, &digest, error);
  if (status == LOCIQ_OK) (void)snprintf(at->key, sizeof at->key, "%s", digest.sha256);
  lociq_digesting_free(digesting);
  return status;
}

/* ---- what datasets hold */

/* Of a dataset of this run's store, which does not change any more; digested once. */
static lociq_status digest_own(lociq_job *job, const char *name, const char **digest, lociq_error *error) {
  const char *known = json_string_value(json_object_get(job->digests, name));
  lociq_digest found;
  if (known == NULL) {
    const lociq_status status = lociq_store_digest(job->store, name, &found, error);
    if (status != LOCIQ_OK) return status;
    if (job->digests == NULL) job->digests = json_object();
    if (json_object_set_new(job->digests, name, json_string(found.sha256)) != 0)
      return lociq_memory_error(error, "a memo");
    known = json_string_value(json_object_get(job->digests, name));
  }
  *digest = known;
  return LOCIQ_OK;
}

/* Whether a step would read what it read then. */
static lociq_status reads_the_same(lociq_job *job, const json_t *memo, bool *same, lociq_error *error) {
  const char *name = NULL;
  json_t *then = NULL;
  *same = true;
  json_object_foreach(json_object_get(memo, "read"), name, then) {
    const char *now = NULL;
    lociq_error told = {0};
    const lociq_status status = digest_own(job, name, &now, &told);
    if (status == LOCIQ_NO_MEMORY) return lociq_memory_error(error, "a memo");
    *same = status == LOCIQ_OK && json_is_string(then) && strcmp(now, json_string_value(then)) == 0;
    if (!*same) break;
  }
  return LOCIQ_OK;
}

/* Whether the last run's store still has what the step made. */
static lociq_status is_there(const lociq_store *earlier, const json_t *memo, bool *there, lociq_error *error) {
  const json_t *made = json_object_get(memo, "made");
  *there = true;
  for (size_t i = 0; i < json_array_size(made) && *there; i++) {
    const char *name = json_string_value(json_array_get(json_array_get(made, i), 0));
    const char *then = json_string_value(json_array_get(json_array_get(made, i), 1));
    lociq_digest now;
    lociq_error told = {0};
    const lociq_status status = name == NULL ? LOCIQ_BAD_INPUT : lociq_store_digest(earlier, name, &now, &told);
    if (status == LOCIQ_NO_MEMORY) return lociq_memory_error(error, "a memo");
    *there = status == LOCIQ_OK && then != NULL && strcmp(now.sha256, then) == 0;
  }
  return LOCIQ_OK;
}

/* Whether the step's file lies where it was written, as it was. */
static lociq_status is_written(const step *at, const json_t *memo, bool *written, lociq_error *error) {
  const char *then = json_string_value(json_object_get(memo, "output"));
  lociq_digest *now = &at->job->record->outputs[at->output];
  lociq_error told = {0};
  *written = true;
  if (then == NULL) return LOCIQ_OK;
  const lociq_status status = lociq_digest_file(at->job->paths->outputs[at->output].path, now, &told);
  if (status == LOCIQ_NO_MEMORY) return lociq_memory_error(error, "a memo");
  *written = status == LOCIQ_OK && strcmp(now->sha256, then) == 0;
  return LOCIQ_OK;
}

/* ---- taking over */

/* Whether all that a memo tells of is as it was. */
static lociq_status fits(const step *at, const json_t *memo, bool *is, lociq_error *error) {
  const char *key = json_string_value(json_object_get(memo, "key"));
  lociq_status status = LOCIQ_OK;
  *is = key != NULL && strcmp(key, at->key) == 0;
  if (*is) status = reads_the_same(at->job, memo, is, error);
  if (*is && status == LOCIQ_OK) status = is_written(at, memo, is, error);
  if (*is && status == LOCIQ_OK) status = is_there(at->job->earlier.store, memo, is, error);
  return status;
}

/* NULL where no step of the last run made the same. */
static lociq_status find_memo(const step *at, json_t **memo, lociq_error *error) {
  const size_t length = strlen(at->section);
  const char *name = NULL;
  json_t *option = NULL;
  lociq_status status = LOCIQ_OK;
  *memo = NULL;
  json_object_foreach(json_object_get(at->job->earlier.event, "options"), name, option) {
    bool found = false;
    if (strncmp(name, at->section, length) != 0 || name[length] != ' ') continue;
    json_t *made = json_loads(json_string_value(option) == NULL ? "" : json_string_value(option), 0, NULL);
    status = fits(at, made, &found, error);
    if (found && status == LOCIQ_OK)
      *memo = made;
    else
      json_decref(made);
    if (*memo != NULL || status != LOCIQ_OK) break;
  }
  return status;
}

static lociq_status take_over(const step *at, const json_t *memo, lociq_error *error) {
  lociq_job *job = at->job;
  const json_t *made = json_object_get(memo, "made"), *account = json_object_get(memo, "account");
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < json_array_size(made) && status == LOCIQ_OK; i++)
    status = lociq_store_take(job->store, job->earlier.store,
                              json_string_value(json_array_get(json_array_get(made, i), 0)), error);
  for (size_t i = 0; i < json_array_size(account) && status == LOCIQ_OK; i++)
    lociq_job_account(job, "%s", json_string_value(json_array_get(account, i)));
  while (job->input < job->paths->input_count && lociq_entry_has(at->place, &job->paths->inputs[job->input]))
    job->input++;
  if (json_object_get(memo, "output") != NULL) job->output_count++; /* it stays where it is */
  return status;
}

/* ---- noting */

static bool was_there(const step *at, const char *name) {
  for (size_t i = 0; at->before[i] != NULL; i++)
    if (strcmp(at->before[i], name) == 0) return true;
  return false;
}

/* What it read of what was there. */
static lociq_status note_read(const step *at, json_t *read, lociq_error *error) {
  const lociq_store *store = at->job->store;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; lociq_store_traced(store)[i] != NULL && status == LOCIQ_OK; i++) {
    const char *name = lociq_store_traced(store)[i], *digest = NULL;
    if (!was_there(at, name)) continue;
    status = digest_own(at->job, name, &digest, error); /* it reads what is noted already */
    if (status == LOCIQ_OK && json_object_set_new(read, name, json_string(digest)) != 0)
      status = lociq_memory_error(error, "a memo");
  }
  return status;
}

static lociq_status note_made(const step *at, json_t *made, lociq_error *error) {
  char **names = NULL;
  lociq_status status = lociq_store_list(at->job->store, &names, error);
  for (size_t i = 0; status == LOCIQ_OK && names[i] != NULL; i++) {
    const char *digest = NULL;
    if (was_there(at, names[i])) continue;
    status = digest_own(at->job, names[i], &digest, error);
    if (status == LOCIQ_OK && json_array_append_new(made, json_pack("[s,s]", names[i], digest)) != 0)
      status = lociq_memory_error(error, "a memo");
  }
  for (size_t i = 0; names != NULL && names[i] != NULL; i++) free(names[i]);
  free(names);
  return status;
}

static lociq_status keep_memo(const step *at, json_t *memo, lociq_error *error) {
  char name[PLACE_SIZE];
  (void)snprintf(name, sizeof name, "%s %zu", at->section, at->entry + 1);
  char *text = json_dumps(memo, JSON_COMPACT | JSON_SORT_KEYS);
  const bool kept = text != NULL && json_object_set_new(at->job->record->steps, name, json_string(text)) == 0;
  free(text);
  return kept ? LOCIQ_OK : lociq_memory_error(error, "a memo");
}

/* A step of which no memo can be made is done again. */
static lociq_status note(step *at, lociq_error *error) {
  lociq_job *job = at->job;
  json_t *read = json_object(), *made = json_array();
  lociq_error told = {0};
  lociq_status status = read == NULL || made == NULL ? LOCIQ_NO_MEMORY : note_read(at, read, &told);
  if (status == LOCIQ_OK) status = note_made(at, made, &told);
  if (status == LOCIQ_OK) status = make_key(at, &told); /* of the files as they were read */
  if (status == LOCIQ_OK && job->account != NULL) {
    json_t *memo =
        json_pack("{s:s, s:O, s:O, s:O}", "key", at->key, "read", read, "made", made, "account", job->account);
    if (memo != NULL && job->output_count > at->output)
      (void)json_object_set_new(memo, "output", json_string(job->record->outputs[at->output].sha256));
    status = memo == NULL ? LOCIQ_NO_MEMORY : keep_memo(at, memo, &told);
    json_decref(memo);
  }
  json_decref(read);
  json_decref(made);
  return status == LOCIQ_NO_MEMORY ? lociq_memory_error(error, "a memo") : LOCIQ_OK;
}

/* ---- a step */

static lociq_status work(step *at, lociq_step_work does, lociq_error *error) {
  lociq_job *job = at->job;
  lociq_status status = lociq_store_trace(job->store, error);
  if (status == LOCIQ_OK) status = does(job, at->entry, error);
  return status == LOCIQ_OK ? note(at, error) : status;
}

static lociq_status do_step(step *at, lociq_step_work does, bool *reused, lociq_error *error) {
  json_t *memo = NULL;
  lociq_status status = see_store(at, error);
  if (status == LOCIQ_OK) status = make_key(at, error);
  if (status == LOCIQ_OK) status = find_memo(at, &memo, error);
  if (status != LOCIQ_OK) return status;
  *reused = memo != NULL;
  status = memo != NULL ? take_over(at, memo, error) : work(at, does, error);
  if (status == LOCIQ_OK && memo != NULL) status = keep_memo(at, memo, error);
  json_decref(memo);
  return status;
}

lociq_status lociq_job_step(lociq_job *job, const char *section, size_t entry, lociq_step_work does, bool *reused,
                            lociq_error *error) {
  step at = {.job = job, .section = section, .entry = entry, .output = job->output_count};
  (void)snprintf(at.place, sizeof at.place, "%s[%zu]", section, entry);
  job->account = json_array();
  const lociq_status status = do_step(&at, does, reused, error);
  for (size_t i = 0; at.before != NULL && at.before[i] != NULL; i++) free(at.before[i]);
  free(at.before);
  json_decref(job->account);
  job->account = NULL;
  return status;
}
