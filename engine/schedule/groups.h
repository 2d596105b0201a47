/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loader of LOCIQ_GIVEN_INDUSTRY_GROUPS.
 */
#ifndef LOCIQ_SCHEDULE_GROUPS_H
#define LOCIQ_SCHEDULE_GROUPS_H

#include "schedule/given.h"

/* By the instance's option `level`. */
lociq_status lociq_groups_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                               lociq_error *error);

#endif
