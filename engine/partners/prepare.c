/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the methods' preparations share.
 */
#include "core/memory.h"
#include "partners/block.h"

size_t lociq_block_cell_bytes(const lociq_block_source *source) {
  return lociq_axis_count(source->units->regions) * lociq_axis_count(source->units->industries) * sizeof(double);
}

lociq_status lociq_block_find_year(const lociq_block_source *source, const lociq_block_plan *plan, const char *text,
                                   size_t *year, lociq_error *error) {
  const lociq_axis *years = source->statistics->panel->axes[LOCIQ_YEAR];
  const size_t found = text == NULL ? source->statistics->year : lociq_axis_find(years, text);
  if (found == LOCIQ_NONE)
    return lociq_block_refuse(source, plan, error, "there is no year %s: the years are %s to %s", text,
                              lociq_axis_code(years, 0), lociq_axis_code(years, lociq_axis_count(years) - 1));
  *year = found;
  return LOCIQ_OK;
}

typedef lociq_status reading(const lociq_statistics *statistics, const char *name, size_t year,
                             lociq_statistic *statistic, lociq_error *error);

static lociq_status read_variable(const lociq_block_source *source, const lociq_block_plan *plan, reading *from,
                                  const char *name, size_t year, lociq_statistic *variable, lociq_error *error) {
  lociq_error told = {0};
  const lociq_status status = from(source->statistics, name, year, variable, &told);
  if (status == LOCIQ_INVALID) return lociq_block_refuse(source, plan, error, "%s", told.message);
  return status == LOCIQ_OK ? LOCIQ_OK : lociq_error_set(error, status, "%s", told.message);
}

lociq_status lociq_block_read_variable(const lociq_block_source *source, const lociq_block_plan *plan, const char *name,
                                       size_t year, lociq_statistic *variable, lociq_error *error) {
  return read_variable(source, plan, lociq_statistics_read, name, year, variable, error);
}

static lociq_status read_measure(const lociq_block_source *source, const lociq_block_plan *plan, reading *from,
                                 lociq_statistic *measure, size_t *year, lociq_error *error) {
  const char *name = plan->of == NULL ? source->statistics->measure : plan->of;
  lociq_status status = lociq_block_find_year(source, plan, plan->year, year, error);
  if (status == LOCIQ_OK) status = read_variable(source, plan, from, name, *year, measure, error);
  if (status != LOCIQ_OK || measure->by_industry) return status;
  lociq_statistic_clear(measure);
  return lociq_block_refuse(source, plan, error, "%s does not lie over industries, which %s compares", name,
                            plan->method);
}

lociq_status lociq_block_read_measure(const lociq_block_source *source, const lociq_block_plan *plan,
                                      lociq_statistic *measure, size_t *year, lociq_error *error) {
  return read_measure(source, plan, lociq_statistics_read, measure, year, error);
}

lociq_status lociq_block_open_measure(const lociq_block_source *source, const lociq_block_plan *plan,
                                      lociq_statistic *measure, size_t *year, lociq_error *error) {
  return read_measure(source, plan, lociq_statistics_open, measure, year, error);
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
