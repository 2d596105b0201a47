/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/compute.h>

#include "schedule/run.h"

lociq_compute_options lociq_compute_options_default(void) { return (lociq_compute_options){0}; }

lociq_status lociq_compute_panel(const lociq_panel *panel, const lociq_compute_options *options, lociq_panel **results,
                                 lociq_error *error) {
  const lociq_offer offer = {
      .indicators = lociq_catalogue(), .find = lociq_indicator_find, .shared = lociq_shared_options()};
  return lociq_run_panel(&offer, panel, options, results, error);
}
