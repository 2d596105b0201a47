/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/groups.h"

#include "classify/group.h"

lociq_status lociq_groups_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                               lociq_error *error) {
  size_t *groups = NULL, count = 0;
  lociq_status status =
      lociq_groups_find(panel->axes[LOCIQ_INDUSTRY], lociq_given_text(instance, "level"), &groups, &count, error);
  if (status == LOCIQ_OK) status = lociq_supply_keep(supply, groups, "the industries' groups", error);
  if (status == LOCIQ_OK) supply->given.industry_groups = (lociq_groups){.count = count, .of = groups};
  return status;
}
