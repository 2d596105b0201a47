/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A run works on one clone of the store and writes every output beside its place;
 * when all has succeeded the clone is committed and the outputs are renamed. A
 * run that fails, or is killed, before that leaves everything as it was; one that
 * is killed between the two is done again, since its outputs do not match.
 */
#include <lociq/lociq.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "plan/check.h"
#include "plan/job.h"
#include "plan/log.h"
#include "plan/output.h"
#include "plan/step.h"

lociq_plan_options lociq_plan_options_default(void) { return (lociq_plan_options){0}; }

static lociq_status locate(const lociq_job *running, lociq_status status, const char *section, size_t entry,
                           lociq_error *error) {
  return lociq_job_locate(running->plan, status, section, entry, error);
}

/* --- Compute --- */

static lociq_status make_settings(lociq_job *running, const lociq_plan_compute *compute, lociq_setting **settings,
                                  size_t *count, lociq_error *error) {
  const char *const *names = lociq_plan_option_names(running->plan);
  size_t most = 0;
  while (names[most] != NULL) most++;
  lociq_setting *made = lociq_allocate(most, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "settings");
  *count = 0;
  for (size_t i = 0; i < most && compute->options != NULL; i++) {
    if (compute->options[i] == NULL) continue;
    lociq_setting *setting = &made[(*count)++];
    *setting = (lociq_setting){.name = names[i], .value = compute->options[i]};
    if (lociq_setting_names_file(setting)) setting->value = running->paths->inputs[running->input++].path;
  }
  *settings = made;
  return LOCIQ_OK;
}

/* What was read of the files that options name, as of an import's; all are cleared. */
static void note_files(lociq_job *running, size_t first, const lociq_compute_options *options) {
  for (size_t i = 0; options->inputs != NULL && i < options->setting_count; i++) {
    if (!lociq_setting_names_file(&options->settings[i])) continue;
    if (options->inputs[i].path != NULL) lociq_job_note_inputs(running, first, &options->inputs[i], 1);
    first++;
  }
}

/* All that the store's measures allow; what they do not is told. */
static lociq_status choose_all(const lociq_job *running, lociq_compute_options *options, const char **names,
                               lociq_error *error) {
  const lociq_panel *panel = lociq_store_panel(running->store);
  options->all = true;
  options->name_count = lociq_compute_choose(panel, NULL, options, names);
  if (options->name_count > 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "the store has the measures of no indicator");
}

static lociq_status choose_names(const lociq_job *running, const lociq_plan_compute *compute,
                                 lociq_compute_options *options, const char ***names, lociq_error *error) {
  const bool all = strcmp(compute->indicators[0], "all") == 0;
  size_t most = 0;
  while (all && lociq_catalogue()[most] != NULL) most++;
  if (!all) most = compute->indicators_count;
  const char **made = lociq_allocate(most, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "names");
  *names = made;
  options->names = made;
  if (all) return choose_all(running, options, made, error);
  for (size_t i = 0; i < most; i++) made[i] = compute->indicators[i];
  options->name_count = most;
  return LOCIQ_OK;
}

static bool pass_report(void *context, const char *stage, uint64_t done, uint64_t all) {
  const lociq_plan_options *options = context;
  return lociq_progress_report(options->progress, stage, done, all);
}

static void log_remark(void *context, const char *text) { lociq_plan_tell(context, "%s", text); }

static lociq_status compute_entry(lociq_job *running, size_t entry, lociq_error *error) {
  const lociq_plan_compute *compute = &running->plan->content->compute[entry];
  const double started = lociq_job_seconds();
  const size_t first_file = running->input;
  lociq_compute_options options = lociq_compute_options_default();
  const char **names = NULL;
  lociq_setting *settings = NULL;
  lociq_plan_options told = *running->options;
  const lociq_progress progress = {.context = &told, .report = pass_report, .remark = log_remark};
  options.threads = running->options->threads;
  options.memory = running->options->memory;
  options.progress = &progress;
  lociq_plan_years(compute->years, &options.first_year, &options.last_year);
  options.interval = lociq_plan_truth(compute->interval);
  options.earlier = running->earlier.store;
  lociq_status status = make_settings(running, compute, &settings, &options.setting_count, error);
  if (status == LOCIQ_OK) {
    options.settings = settings;
    options.inputs = lociq_allocate(options.setting_count, sizeof *options.inputs);
    if (options.inputs == NULL) status = lociq_memory_error(error, "settings");
  }
  if (status == LOCIQ_OK) status = choose_names(running, compute, &options, &names, error);
  if (status == LOCIQ_OK) status = lociq_compute_store(running->store, running->store, &options, error);
  if (status == LOCIQ_OK)
    lociq_plan_tell(running->options, "computed %zu indicator%s%s%s in %.2f s", options.name_count,
                    options.name_count == 1 ? "" : "s", compute->years == NULL ? "" : " of ",
                    compute->years == NULL ? "" : compute->years, lociq_job_seconds() - started);
  if (status == LOCIQ_OK) note_files(running, first_file, &options);
  free(options.inputs);
  free(names);
  free(settings);
  return locate(running, status, "compute", entry, error);
}

/* --- Export --- */

typedef struct chosen_dataset {
  const lociq_store *store;
  size_t memory;
  const lociq_plan_export *export;
  const char *points, *shapes;
} chosen_dataset;

static lociq_status write_dataset(const void *context, FILE *stream, lociq_error *error) {
  const chosen_dataset *chosen = context;
  lociq_write_options options = lociq_write_options_default();
  options.format = chosen->export->format == NULL ? "csv" : chosen->export->format;
  options.year = chosen->export->year;
  options.region = chosen->export->region;
  options.industry = chosen->export->industry;
  options.points = chosen->points;
  options.shapes = chosen->shapes;
  options.property = chosen->export->property;
  options.memory = chosen->memory;
  return lociq_write_dataset(chosen->store, chosen->export->dataset, &options, stream, error);
}

static lociq_status export_entry(lociq_job *running, size_t entry, lociq_error *error) {
  const chosen_dataset chosen = {.store = running->store,
                                 .memory = running->options->memory,
                                 .export = &running->plan->content->export[entry],
                                 .points = lociq_plan_path_at(running->paths, "export", entry, "points"),
                                 .shapes = lociq_plan_path_at(running->paths, "export", entry, "shapes")};
  lociq_status status = lociq_job_write(running, write_dataset, &chosen, error);
  if (status == LOCIQ_NOT_FOUND) status = LOCIQ_INVALID; /* the plan names what the store has not */
  return locate(running, status, "export", entry, error);
}

/* --- All of it --- */

/* All entries of a section: one and many are what their results are called. */
static lociq_status do_all(lociq_job *running, const char *section, const char *one, const char *many, size_t count,
                           lociq_step_work work, lociq_error *error) {
  size_t all = 0;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++) {
    bool reused = false;
    status = lociq_job_step(running, section, i, work, &reused, error);
    all += reused;
  }
  if (status == LOCIQ_OK && all > 0)
    lociq_plan_tell(running->options, "reused %zu of %zu %s: nothing that is read for %s has changed", all, count,
                    count == 1 ? one : many, all == 1 ? "it" : "them");
  return status;
}

static lociq_status do_steps(lociq_job *running, lociq_error *error) {
  const lociq_plan_content *content = running->plan->content;
  lociq_status status = lociq_job_measures(running, error);
  for (size_t i = 0; i < content->registers_count && status == LOCIQ_OK; i++)
    status = lociq_job_register(running, i, error);
  for (size_t i = 0; i < content->compute_count && status == LOCIQ_OK; i++) status = compute_entry(running, i, error);
  if (status == LOCIQ_OK)
    status = do_all(running, "composite", "index", "indices", content->composite_count, lociq_job_composite, error);
  if (status == LOCIQ_OK)
    status = do_all(running, "partners", "ranking", "rankings", content->partners_count, lociq_job_partners, error);
  if (status == LOCIQ_OK)
    status = do_all(running, "export", "export", "exports", content->export_count, export_entry, error);
  if (status == LOCIQ_OK)
    status = do_all(running, "report", "page", "pages", content->report_count, lociq_job_report, error);
  if (status == LOCIQ_OK)
    status = lociq_record_keep(running->plan, running->paths, running->record, running->store, error);
  return status;
}

static lociq_status finish_outputs(lociq_job *running, bool keep, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < running->output_count; i++) {
    const lociq_status finished = lociq_output_finish(running->outputs[i], keep && status == LOCIQ_OK, error);
    if (status == LOCIQ_OK) status = finished;
    if (keep && status == LOCIQ_OK && running->outputs[i] != NULL)
      lociq_plan_tell(running->options, "wrote %s", running->paths->outputs[i].path);
  }
  return status;
}

static lociq_status work(lociq_job *running, lociq_error *error) {
  running->outputs = lociq_allocate(running->paths->output_count, sizeof *running->outputs);
  if (running->outputs == NULL) return lociq_memory_error(error, "the outputs");
  lociq_status status = lociq_store_open(running->paths->store.path, LOCIQ_STORE_NEW, &running->store, error);
  if (status == LOCIQ_OK && !running->options->force)
    status = lociq_recollection_open(running->paths->store.path, &running->earlier, error);
  if (status == LOCIQ_OK) status = do_steps(running, error);
  if (status == LOCIQ_OK) status = lociq_store_commit(running->store, error);
  lociq_store_close(running->store);
  lociq_recollection_close(&running->earlier);
  lociq_plan_tables_clear(&running->tables);
  json_decref(running->digests);
  if (status == LOCIQ_OK) {
    lociq_plan_tell(running->options, "wrote %s", running->paths->store.path);
    status = finish_outputs(running, true, error);
  } else {
    (void)finish_outputs(running, false, NULL);
  }
  free(running->outputs);
  return status;
}

static lociq_status run_checked(const lociq_plan *plan, const lociq_plan_paths *paths,
                                const lociq_plan_options *options, bool *worked, lociq_error *error) {
  lociq_record record = {0};
  lociq_standing standing;
  lociq_status status = lociq_record_take(plan, paths, &record, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_record_compare(paths, &record, &standing, error);
  if (status != LOCIQ_OK) goto done;
  if (standing.current && !options->force) {
    lociq_plan_tell(options, "%s: nothing has changed since %s; use --force to repeat it", plan->document.path,
                    standing.since);
    *worked = false;
    goto done;
  }
  if (standing.reason[0] != '\0')
    lociq_plan_tell(options, "%s: doing it again, for %s since %s", plan->document.path, standing.reason,
                    standing.since);
  lociq_job running = {.plan = plan, .paths = paths, .options = options, .record = &record};
  status = work(&running, error);
  if (status == LOCIQ_OK) *worked = true;
done:
  lociq_record_clear(&record);
  return status;
}

lociq_status lociq_plan_run(const char *path, const lociq_plan_options *options, bool *worked, lociq_error *error) {
  const lociq_plan_options preset = lociq_plan_options_default();
  lociq_plan plan = {0};
  lociq_plan_paths paths = {0};
  bool done = false;
  lociq_status status = lociq_plan_load(path, &plan, error);
  if (status != LOCIQ_OK) return status;
  status = lociq_plan_check(&plan, error);
  if (status == LOCIQ_OK) status = lociq_plan_paths_create(&plan, &paths, error);
  if (options == NULL) options = &preset;
  if (status == LOCIQ_OK) status = lociq_plan_fetch_all(&plan, &paths, options, error);
  if (status == LOCIQ_OK) status = run_checked(&plan, &paths, options, &done, error);
  if (status == LOCIQ_OK && worked != NULL) *worked = done;
  lociq_plan_paths_clear(&paths);
  lociq_plan_clear(&plan);
  return status;
}
