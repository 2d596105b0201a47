/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps that need not be done again. Of each that makes something of the store, an index, a ranking, a file, the record
 * keeps what it read and made: its entry in the plan, its input files, the axes and what is said of each dataset, the
 * datasets that it read, those that it made and the file that it wrote, by their digests, and what it told. Where the
 * next run finds all that it would read as it was, what it made is taken over: from that run's store, and the file as
 * it lies there.
 */
#ifndef LOCIQ_PLAN_STEP_H
#define LOCIQ_PLAN_STEP_H

#include "plan/job.h"

typedef lociq_status (*lociq_step_work)(lociq_job *job, size_t entry, lociq_error *error);

/* Does an entry of "composite", "partners", "export" or "report", or takes over what it made, as *reused says then. */
lociq_status lociq_job_step(lociq_job *job, const char *section, size_t entry, lociq_step_work does, bool *reused,
                            lociq_error *error);

#endif
