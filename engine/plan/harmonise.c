/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The steps between import and compute. Each makes a new table of one or more, which goes
 * where its own came from, or where `as` says. The store's table is read from the store
 * and, changed, makes it anew: no results are there yet.
 */
#include <lociq/harmonise.h>
#include <string.h>

#include "core/memory.h"
#include "plan/amount.h"
#include "plan/check.h"
#include "plan/job.h"
#include "plan/log.h"

/* What is converted and what it becomes; what is estimated, what it becomes, both bounds and a year at work. */
enum { OF_CONVERTED = 2, OF_ESTIMATED = 5 };

/* A table to work on: the store's is read, and then the step's to free. */
typedef struct source {
  lociq_panel *panel;
  bool own;
} source;

/* copies: how often what it holds is held at once while it is worked on. */
static lociq_status open_table(const lociq_job *job, const char *name, size_t copies, source *table,
                               lociq_error *error) {
  table->own = lociq_plan_is_store(name);
  if (table->own) {
    const lociq_status status =
        lociq_store_require_measures(job->store, job->options->memory, copies, "harmonising the store", error);
    return status == LOCIQ_OK ? lociq_store_load_measures(job->store, &table->panel, error) : status;
  }
  table->panel = lociq_plan_tables_find(&job->tables, name); /* there: checked before */
  return LOCIQ_OK;
}

static void close_table(source *table) {
  if (table->own) lociq_panel_free(table->panel);
  table->panel = NULL;
}

static lociq_status renew_store(lociq_job *job, const lociq_panel *panel, lociq_error *error) {
  lociq_store_close(job->store);
  job->store = NULL;
  const lociq_status status = lociq_store_open(job->paths->store.path, LOCIQ_STORE_NEW, &job->store, error);
  return status == LOCIQ_OK ? lociq_store_put_measures(job->store, panel, error) : status;
}

/* Takes the panel over, whatever happens. */
static lociq_status place_result(lociq_job *job, const char *table, const char *as, lociq_panel *panel,
                                 lociq_error *error) {
  const char *target = as == NULL ? table : as;
  lociq_status status = LOCIQ_OK;
  if (!lociq_plan_is_store(target)) {
    status = lociq_plan_tables_keep(&job->tables, target, panel, error);
    if (status == LOCIQ_OK) return status;
  } else if (lociq_plan_is_store(table)) {
    status = renew_store(job, panel, error);
  } else {
    status = lociq_store_put_measures(job->store, panel, error);
  }
  lociq_panel_free(panel);
  return status;
}

static const char *name_of(const char *table) { return lociq_plan_is_store(table) ? "the store" : table; }

/* --- Conversions --- */

static lociq_status read_concordance(lociq_job *job, const lociq_plan_convert *convert, const lociq_panel *panel,
                                     lociq_axis_kind axis, lociq_concordance **concordance, lociq_error *error) {
  if (convert->level != NULL) return lociq_concordance_of_level(panel->axes[axis], convert->level, concordance, error);
  lociq_concordance_options options = lociq_concordance_options_default();
  lociq_filter *filters = NULL;
  lociq_input input = {0};
  options.from = convert->from;
  options.to = convert->to;
  options.weight = convert->weight;
  options.label = convert->label;
  options.progress = job->options->progress;
  lociq_status status = lociq_job_filters(job->plan, convert->where, &filters, &options.filter_count, error);
  options.filters = filters;
  if (status == LOCIQ_OK)
    status = lociq_concordance_read(job->paths->inputs[job->input].path, &options, concordance, &input, error);
  if (status == LOCIQ_OK) lociq_job_note_inputs(job, job->input++, &input, 1);
  free(filters);
  return status;
}

static lociq_status label_targets(lociq_job *job, const lociq_plan_convert *convert, lociq_concordance *concordance,
                                  lociq_error *error) {
  lociq_input input = {0};
  if (convert->labels == NULL) return LOCIQ_OK;
  const lociq_status status =
      lociq_concordance_label(concordance, job->paths->inputs[job->input].path, job->options->progress, &input, error);
  if (status == LOCIQ_OK) lociq_job_note_inputs(job, job->input++, &input, 1);
  return status;
}

static lociq_status tell_conversion(lociq_job *job, const lociq_plan_convert *convert,
                                    const lociq_conversion_report *report, double started, lociq_error *error) {
  char *text = NULL;
  const lociq_status status = lociq_conversion_report_format(report, &text, error);
  if (status != LOCIQ_OK) return status;
  lociq_plan_tell(job->options, "converted %s by %s in %.2f s", name_of(convert->table),
                  convert->level == NULL ? convert->concordance : convert->level, lociq_job_seconds() - started);
  lociq_job_account_lines(job, text);
  free(text);
  return LOCIQ_OK;
}

static lociq_status convert_table(lociq_job *job, const lociq_plan_convert *convert, lociq_error *error) {
  const double started = lociq_job_seconds();
  lociq_conversion_options options = lociq_conversion_options_default();
  lociq_concordance *concordance = NULL;
  lociq_conversion_report *report = NULL;
  lociq_panel *converted = NULL;
  source table = {0};
  options.axis = strcmp(convert->axis, "region") == 0 ? LOCIQ_REGION : LOCIQ_INDUSTRY;
  options.skip_missing = convert->missing != NULL && strcmp(convert->missing, "skip") == 0;
  options.relative = (const char *const *)convert->relative;
  options.relative_count = convert->relative_count;
  options.threads = job->options->threads;
  options.memory = job->options->memory;
  options.progress = job->options->progress;
  lociq_status status = open_table(job, convert->table, OF_CONVERTED, &table, error);
  if (status == LOCIQ_OK) status = read_concordance(job, convert, table.panel, options.axis, &concordance, error);
  if (status == LOCIQ_OK) status = label_targets(job, convert, concordance, error);
  if (status == LOCIQ_OK) status = lociq_panel_convert(table.panel, concordance, &options, &converted, &report, error);
  if (status == LOCIQ_OK) status = tell_conversion(job, convert, report, started, error);
  close_table(&table);
  if (status == LOCIQ_OK)
    status = place_result(job, convert->table, convert->as, converted, error);
  else
    lociq_panel_free(converted);
  lociq_conversion_report_free(report);
  lociq_concordance_free(concordance);
  return status;
}

/* --- Estimates --- */

static int word_of(const char *const *words, const char *text, int preset) {
  for (int i = 0; text != NULL && words[i] != NULL; i++)
    if (strcmp(words[i], text) == 0) return i;
  return preset;
}

static lociq_estimate_options estimate_options(const lociq_job *job, const lociq_plan_estimate *estimate) {
  static const char *const fills[] = {[LOCIQ_FILL_FIT] = "fit",
                                      [LOCIQ_FILL_GRAS] = "gras",
                                      [LOCIQ_FILL_EQUAL] = "equal",
                                      [LOCIQ_FILL_NONE] = "none",
                                      NULL};
  static const char *const rests[] = {
      [LOCIQ_REST_NONE] = "", [LOCIQ_REST_TOTALS] = "totals", [LOCIQ_REST_ALL] = "all", NULL};
  lociq_estimate_options options = lociq_estimate_options_default();
  options.measure = estimate->measure;
  options.fill = (lociq_fill)word_of(fills, estimate->fill, (int)options.fill);
  options.prior = estimate->prior;
  options.rest = (lociq_rest)word_of(rests, estimate->rest, (int)options.rest);
  options.absent_zero = estimate->absent != NULL && strcmp(estimate->absent, "zero") == 0;
  /* The texts were checked before. */
  if (estimate->rounding != NULL) (void)lociq_amount_parse(estimate->rounding, &options.rounding);
  if (estimate->tolerance != NULL) (void)lociq_amount_parse(estimate->tolerance, &options.tolerance);
  options.iterations = lociq_plan_number(estimate->iterations, options.iterations);
  lociq_plan_years(estimate->years, &options.first_year, &options.last_year);
  options.threads = job->options->threads;
  options.memory = job->options->memory;
  options.progress = job->options->progress;
  return options;
}

static void tell_estimate(lociq_job *job, const lociq_plan_estimate *estimate, const lociq_estimate_report *report,
                          double started) {
  lociq_plan_tell(job->options, "estimated %s of %s in %.2f s",
                  estimate->measure == NULL ? "employment" : estimate->measure, name_of(estimate->table),
                  lociq_job_seconds() - started);
  lociq_job_account(job, "  %zu cells: %zu known, %zu that only one value fits, %zu estimated; totals are met to %.2g",
                    report->cells, report->known, report->determined, report->estimated, report->worst);
}

/* The table to be filled and those above it; as panels, which the estimate takes. */
static lociq_status open_tables(const lociq_job *job, const lociq_plan_estimate *estimate, source *tables,
                                const lociq_panel **panels, lociq_error *error) {
  lociq_status status = open_table(job, estimate->table, OF_ESTIMATED, &tables[0], error);
  panels[0] = tables[0].panel;
  for (size_t i = 0; i < estimate->above_count && status == LOCIQ_OK; i++) {
    status = open_table(job, estimate->above[i], 1, &tables[i + 1], error);
    panels[i + 1] = tables[i + 1].panel;
  }
  return status;
}

static lociq_status estimate_table(lociq_job *job, const lociq_plan_estimate *estimate, lociq_error *error) {
  const double started = lociq_job_seconds();
  const lociq_estimate_options options = estimate_options(job, estimate);
  const size_t count = (size_t)estimate->above_count + 1;
  lociq_estimate_report report = {0};
  lociq_panel *estimated = NULL;
  source *tables = lociq_allocate(count, sizeof *tables);
  const lociq_panel **panels = lociq_allocate(count, sizeof *panels);
  lociq_status status = tables == NULL || panels == NULL ? lociq_memory_error(error, "tables")
                                                         : open_tables(job, estimate, tables, panels, error);
  if (status == LOCIQ_OK) status = lociq_panel_estimate(panels, count, &options, &estimated, &report, error);
  for (size_t i = 0; tables != NULL && i < count; i++) close_table(&tables[i]);
  free(tables);
  free(panels);
  if (status != LOCIQ_OK) return status;
  tell_estimate(job, estimate, &report, started);
  return place_result(job, estimate->table, estimate->as, estimated, error);
}

lociq_status lociq_job_harmonise(lociq_job *job, size_t entry, lociq_error *error) {
  const lociq_plan_harmonise *harmonise = &job->plan->content->harmonise[entry];
  const lociq_status status = harmonise->convert != NULL ? convert_table(job, harmonise->convert, error)
                                                         : estimate_table(job, harmonise->estimate, error);
  return lociq_job_locate(job->plan, status, "harmonise", entry, error);
}
