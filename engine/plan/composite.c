/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/composite.h>
#include <stdlib.h>

#include "plan/job.h"
#include "plan/log.h"

static void log_line(void *context, const char *line) { lociq_job_account(context, "  %s", line); }

lociq_status lociq_job_composite(lociq_job *job, size_t entry, lociq_error *error) {
  const double started = lociq_job_seconds();
  const char *name = job->plan->content->composite[entry].specification;
  lociq_composite_options options = lociq_composite_options_default();
  lociq_input *inputs = NULL;
  size_t count = 0;
  options.threads = job->options->threads;
  options.memory = job->options->memory;
  options.progress = job->options->progress;
  options.context = job;
  options.log = log_line;
  const lociq_status status =
      lociq_composite_store(job->store, job->paths->inputs[job->input].path, &options, &inputs, &count, error);
  if (status != LOCIQ_OK) return status; /* it names the specification's own line */
  lociq_job_note_inputs(job, job->input, inputs, count);
  job->input += count;
  free(inputs);
  lociq_plan_tell(job->options, "made the index of %s in %.2f s", name, lociq_job_seconds() - started);
  return LOCIQ_OK;
}
