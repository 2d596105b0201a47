/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plants, one a line of a file region,industry,employment; and what a statistical
 * office publishes where the plants themselves are secret: their Herfindahl index
 * by industry, a file industry,herfindahl.
 */
#ifndef LOCIQ_SCHEDULE_PLANTS_H
#define LOCIQ_SCHEDULE_PLANTS_H

#include "schedule/given.h"

/* By the option `plants`: nothing where it says none. Every code must be in the
 * store, employment above 0, and there must be a plant. */
lociq_status lociq_plants_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                               lociq_error *error);

/* By the option `plant_herfindahl`, likewise; an industry is there at most once. */
lociq_status lociq_herfindahl_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                                   lociq_error *error);

#endif
