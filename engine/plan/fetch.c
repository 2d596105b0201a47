/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetching comes before everything else: what is fetched then counts as any other input
 * does, by its digest.
 */
#include <lociq/fetch.h>

#include "core/memory.h"
#include "plan/check.h"
#include "plan/job.h"
#include "plan/log.h"

static lociq_status fetch_entry(const lociq_plan *plan, const lociq_plan_paths *paths,
                                const lociq_plan_options *options, size_t entry, lociq_error *error) {
  static const char *const became[] = {[LOCIQ_FETCHED] = "fetched %s in %.2f s",
                                       [LOCIQ_FETCHED_RESUMED] = "fetched the rest of %s in %.2f s",
                                       [LOCIQ_FETCHED_UNCHANGED] = "%s is unchanged, asked in %.2f s"};
  const lociq_plan_fetch *fetch = &plan->content->fetch[entry];
  const double started = lociq_job_seconds();
  lociq_fetch_options wanted = lociq_fetch_options_default();
  lociq_filter *filters = NULL;
  lociq_fetched fetched = LOCIQ_FETCHED;
  wanted.address = fetch->address;
  wanted.progress = options->progress;
  lociq_plan_years(fetch->years, &wanted.first_year, &wanted.last_year);
  lociq_status status = lociq_job_filters(plan, fetch->where, &filters, &wanted.filter_count, error);
  wanted.filters = filters;
  if (status == LOCIQ_OK)
    status = lociq_fetch(fetch->source, fetch->dataset, paths->fetched[entry].path, &wanted, &fetched, error);
  if (status == LOCIQ_OK) lociq_plan_tell(options, became[fetched], fetch->output, lociq_job_seconds() - started);
  free(filters);
  return lociq_job_locate(plan, status, "fetch", entry, error);
}

lociq_status lociq_plan_fetch_all(const lociq_plan *plan, const lociq_plan_paths *paths,
                                  const lociq_plan_options *options, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < plan->content->fetch_count && status == LOCIQ_OK; i++)
    status = fetch_entry(plan, paths, options, i, error);
  return status;
}
