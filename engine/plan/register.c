/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/organisations.h>

#include "plan/job.h"
#include "plan/log.h"

lociq_status lociq_job_register(lociq_job *job, size_t entry, lociq_error *error) {
  lociq_organisations *organisations = NULL;
  lociq_input input = {0};
  lociq_status status = lociq_organisations_read(job->paths->inputs[job->input].path, &organisations, &input, error);
  if (status != LOCIQ_OK) return status; /* it names the file's own line */
  lociq_job_note_inputs(job, job->input++, &input, 1);
  status = lociq_organisations_put(job->store, organisations, error);
  if (status == LOCIQ_OK)
    lociq_plan_tell(job->options, "registered %zu organisation%s of %s", organisations->count,
                    organisations->count == 1 ? "" : "s", job->plan->content->registers[entry]);
  lociq_organisations_free(organisations);
  return lociq_job_locate(job->plan, status, "register", entry, error);
}
