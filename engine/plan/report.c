/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/report.h>

#include "plan/job.h"
#include "plan/log.h"

typedef struct page {
  const lociq_job *job;
  lociq_report_options options;
} page;

static void tell_remark(void *context, const char *text) { lociq_job_account(context, "%s", text); }

static lociq_status write_page(const void *context, FILE *stream, lociq_error *error) {
  const page *made = context;
  return lociq_report_write(made->job->store, &made->options, stream, error);
}

lociq_status lociq_job_report(lociq_job *job, size_t entry, lociq_error *error) {
  const lociq_plan_report *report = &job->plan->content->report[entry];
  const double started = lociq_job_seconds();
  const lociq_progress progress = {.context = job, .remark = tell_remark};
  page made = {.job = job, .options = lociq_report_options_default()};
  if (report->language != NULL) made.options.language = report->language;
  made.options.title = report->title;
  made.options.region = report->region;
  made.options.property = report->property;
  made.options.points = lociq_plan_path_at(job->paths, "report", entry, "points");
  made.options.shapes = lociq_plan_path_at(job->paths, "report", entry, "shapes");
  made.options.stories = lociq_plan_path_at(job->paths, "report", entry, "stories");
  made.options.memory = job->options->memory;
  made.options.progress = &progress;
  const lociq_status status = lociq_job_write(job, write_page, &made, error);
  if (status == LOCIQ_OK)
    lociq_plan_tell(job->options, "made the page %s in %.2f s", report->output, lociq_job_seconds() - started);
  return lociq_job_locate(job->plan, status, "report", entry, error);
}
