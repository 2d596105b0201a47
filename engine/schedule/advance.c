/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/advance.h"

lociq_status lociq_advance(const lociq_work *work, size_t level, lociq_step step, size_t done, size_t all,
                           lociq_error *error) {
  enum { UNITS = 1000 }; /* of a year */
  const size_t steps = work->levels * LOCIQ_STEPS, before = level * LOCIQ_STEPS + (size_t)step;
  const size_t within = steps == 0 ? 0 : (UNITS * before + (all == 0 ? 0 : UNITS * done / all)) / steps;
  if (lociq_progress_report(work->progress, "computing", work->year * UNITS + within,
                            work->request->year_count * UNITS))
    return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_CANCELLED, "the computation was cancelled");
}
