/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How strongly our cluster is linked to theirs.
 */
#include <math.h>

#include "core/memory.h"
#include "partners/block.h"

/* The items are the units' industries. */
typedef struct linked {
  const lociq_units *units;
  size_t *item_of; /* each industry */
} linked;

static void release(void *state) {
  linked *made = state;
  if (made == NULL) return;
  free(made->item_of);
  free(made);
}

static lociq_status name_items(linked *made, lociq_block *block, lociq_error *error) {
  const lociq_units *units = made->units;
  const size_t industries = lociq_axis_count(units->industries);
  size_t count = 0;
  size_t *positions = lociq_allocate(industries, sizeof *positions);
  made->item_of = lociq_allocate(industries, sizeof *made->item_of);
  lociq_status status = LOCIQ_OK;
  if (positions == NULL || made->item_of == NULL) status = lociq_memory_error(error, "the linked industries");
  for (size_t u = 0; u < units->count && status == LOCIQ_OK; u++)
    if (units->items[u].industry != LOCIQ_NONE) made->item_of[units->items[u].industry] = 1;
  for (size_t i = 0; i < industries && status == LOCIQ_OK; i++) {
    if (made->item_of[i] == 0) continue;
    made->item_of[i] = count;
    positions[count++] = i;
  }
  if (status == LOCIQ_OK) status = lociq_block_name_industries(block, units->industries, positions, count, "", error);
  free(positions);
  return status;
}

static lociq_status prepare(const lociq_block_source *source, const lociq_block_plan *plan, lociq_block *block,
                            lociq_error *error) {
  const lociq_status status = lociq_block_require_linkage(source, plan, error);
  if (status != LOCIQ_OK) return status;
  if (source->units->cluster == LOCIQ_NONE)
    return lociq_block_refuse(source, plan, error, "%s compares clusters, not whole regions: name one", plan->method);
  linked *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a block");
  block->state = made;
  made->units = source->units;
  return name_items(made, block, error);
}

static double weight_between(const lociq_linkage *linkage, size_t from, size_t to) {
  size_t count = 0;
  const lociq_link *links = lociq_linkage_of(linkage, from, &count);
  for (size_t k = 0; k < count; k++)
    if (links[k].to == to) return links[k].weight;
  return 0;
}

static double score(const lociq_block *block, size_t own, size_t other, double *parts) {
  const linked *of = block->state;
  const size_t from = of->units->items[own].industry, to = of->units->items[other].industry;
  if (from == LOCIQ_NONE || to == LOCIQ_NONE) return (double)NAN;
  const double weight = from == to ? 1 : weight_between(of->units->linkage, from, to);
  for (size_t k = 0; k < block->item_count && parts != NULL; k++) parts[k] = 0;
  if (parts != NULL) parts[of->item_of[to]] = weight;
  return weight;
}

/* 1 where the unit is of the industry. */
static double value(const lociq_block *block, size_t unit, size_t item, bool other) {
  (void)other;
  const linked *of = block->state;
  const size_t industry = of->units->items[unit].industry;
  return industry != LOCIQ_NONE && of->item_of[industry] == item ? 1 : (double)NAN;
}

const lociq_block_method lociq_block_linked = {
    .directed = true, .prepare = prepare, .release = release, .score = score, .value = value};
