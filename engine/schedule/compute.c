/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/compute.h>

#include "schedule/run.h"

lociq_compute_options lociq_compute_options_default(void) { return (lociq_compute_options){0}; }

lociq_offer lociq_offer_catalogue(void) {
  return (lociq_offer){.indicators = lociq_catalogue(), .find = lociq_indicator_find, .shared = lociq_shared_options()};
}
