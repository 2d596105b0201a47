/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan at work: what its steps share.
 */
#ifndef LOCIQ_PLAN_JOB_H
#define LOCIQ_PLAN_JOB_H

#include <lociq/plan.h>
#include <lociq/write.h>

#include "plan/output.h"
#include "plan/record.h"
#include "plan/tables.h"

typedef struct lociq_job {
  const lociq_plan *plan;
  const lociq_plan_paths *paths;
  const lociq_plan_options *options;
  lociq_record *record;
  lociq_store *store;
  lociq_recollection earlier; /* the store as the last run left it */
  lociq_plan_tables tables;   /* kept aside */
  size_t input;               /* the next of the paths' inputs */
  lociq_output **outputs;     /* written, not yet in place; NULL: it is there as it was */
  size_t output_count;
  json_t *account; /* lines that what is at work told; NULL: nobody keeps them */
  json_t *digests; /* of the store's datasets, by their names, as far as they were asked for */
} lociq_job;

/* Of a clock that only goes on. */
double lociq_job_seconds(void);
/* Puts the place of an entry of a section before the message, where the plan is to blame
 * for it; what is wrong with a file is told with the file's own. Returns the status. */
lociq_status lociq_job_locate(const lociq_plan *plan, lociq_status status, const char *section, size_t entry,
                              lociq_error *error);
/* The filters of a `where`; the array is the caller's, its texts the plan's. */
lociq_status lociq_job_filters(const lociq_plan *plan, const lociq_texts *where, lociq_filter **filters, size_t *count,
                               lociq_error *error);
/* Tells a line that belongs to what is at work, so that it is told again where that is reused. */
void lociq_job_account(lociq_job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for each line of a text, indented. */
void lociq_job_account_lines(lociq_job *job, char *text);
/* What a reader digested is what was read, should a file have changed since the run began. The inputs are moved. */
void lociq_job_note_inputs(lociq_job *job, size_t first, lociq_input *inputs, size_t count);

/* Fetches all that the plan fetches, before anything is read. */
lociq_status lociq_plan_fetch_all(const lociq_plan *plan, const lociq_plan_paths *paths,
                                  const lociq_plan_options *options, lociq_error *error);
/* Reads one import into the store, or aside. */
lociq_status lociq_job_import(lociq_job *job, size_t entry, lociq_error *error);
/* Does all imports and steps of harmonise, or takes over the measures that they gave. */
lociq_status lociq_job_measures(lociq_job *job, lociq_error *error);
/* Does one step of harmonise. */
lociq_status lociq_job_harmonise(lociq_job *job, size_t entry, lociq_error *error);
/* Keeps the organisations of one register. */
lociq_status lociq_job_register(lociq_job *job, size_t entry, lociq_error *error);
/* Makes one index. */
lociq_status lociq_job_composite(lociq_job *job, size_t entry, lociq_error *error);
/* Ranks, keeps and writes the partners of one entry. */
lociq_status lociq_job_partners(lociq_job *job, size_t entry, lociq_error *error);
/* Writes the page of one report. */
lociq_status lociq_job_report(lociq_job *job, size_t entry, lociq_error *error);
/* Writes the next of the outputs, beside its place. */
lociq_status lociq_job_write(lociq_job *job, lociq_output_writer writer, const void *context, lociq_error *error);

#endif
