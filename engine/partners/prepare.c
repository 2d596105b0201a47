/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the methods' preparations share.
 */
#include "core/memory.h"
#include "partners/block.h"

lociq_status lociq_block_read_measure(const lociq_block_source *source, const lociq_block_plan *plan,
                                      lociq_statistic *measure, size_t *year, lociq_error *error) {
  const lociq_statistics *statistics = source->statistics;
  const char *name = plan->of == NULL ? statistics->measure : plan->of;
  *year = plan->year == NULL ? statistics->year : lociq_axis_find(statistics->panel->axes[LOCIQ_YEAR], plan->year);
  if (*year == LOCIQ_NONE) return lociq_block_refuse(source, plan, error, "there is no year %s", plan->year);
  const lociq_status status = lociq_statistics_read(statistics, name, *year, measure, error);
  if (status != LOCIQ_OK || measure->by_industry) return status;
  lociq_statistic_clear(measure);
  return lociq_block_refuse(source, plan, error, "%s does not lie over industries, which %s compares", name,
                            plan->method);
}

lociq_status lociq_block_require_linkage(const lociq_block_source *source, const lociq_block_plan *plan,
                                         lociq_error *error) {
  if (source->units->linkage != NULL) return LOCIQ_OK;
  return lociq_block_refuse(source, plan, error,
                            "%s needs to know which industries are linked: the option linkage names a file of "
                            "from,to,weight",
                            plan->method);
}

lociq_status lociq_block_name_industries(lociq_block *block, const lociq_axis *industries, const size_t *positions,
                                         size_t count, const char *unit, lociq_error *error) {
  block->items = lociq_allocate(count, sizeof *block->items);
  block->item_count = block->items == NULL ? 0 : count;
  bool there = block->items != NULL;
  for (size_t k = 0; k < count && there; k++) {
    const size_t i = positions == NULL ? k : positions[k];
    there = lociq_block_item_set(block, k, lociq_axis_code(industries, i), lociq_axis_label(industries, i), unit);
  }
  return there ? LOCIQ_OK : lociq_memory_error(error, "the industries");
}
