/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/suggest.h"
#include "partners/block.h"
#include "partners/structure.h"

#define BLOCK(name, title, formula, reference) extern const lociq_block_method lociq_block_##name;
#include "partners/blocks.def"
#undef BLOCK

static const lociq_similarity texts[] = {
#define BLOCK(name, title, formula, reference) {#name, title, formula, reference},
#include "partners/blocks.def"
#undef BLOCK
    {0}};

static const lociq_block_method *const methods[] = {
#define BLOCK(name, title, formula, reference) &lociq_block_##name,
#include "partners/blocks.def"
#undef BLOCK
    NULL};

const lociq_similarity *lociq_block_methods(void) { return texts; }

/* The one of a list whose name that is; else *nearest becomes the most like it of all lists so far. */
static const lociq_similarity *find(const lociq_similarity *list, const char *name, const char **nearest) {
  for (; list->name != NULL; list++) {
    if (strcmp(list->name, name) == 0) return list;
    if (*nearest == NULL || lociq_suggest_distance(list->name, name) < lociq_suggest_distance(*nearest, name))
      *nearest = list->name;
  }
  return NULL;
}

lociq_status lociq_block_method_find(const char *name, const lociq_similarity **text, const lociq_block_method **method,
                                     lociq_error *error) {
  const char *nearest = NULL;
  const lociq_similarity *found = find(lociq_similarities(), name, &nearest);
  if (found != NULL) {
    *text = found;
    *method = &lociq_block_structure;
    return LOCIQ_OK;
  }
  found = find(texts, name, &nearest);
  if (found == NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "there is no method \"%s\": did you mean \"%s\"?", name, nearest);
  *text = found;
  *method = methods[found - texts];
  return LOCIQ_OK;
}

lociq_status lociq_block_refuse(const lociq_block_source *source, const lociq_block_plan *plan, lociq_error *error,
                                const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  if (source->document == NULL || plan->place == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_INVALID, "%s", message);
  return lociq_document_refuse_node(source->document, plan->place, error, "%s", message);
}

bool lociq_block_item_set(lociq_block *block, size_t item, const char *name, const char *label, const char *unit) {
  lociq_partner_item *made = &block->items[item];
  made->name = lociq_copy_text(name);
  made->label = lociq_copy_text(label == NULL ? "" : label);
  made->unit = lociq_copy_text(unit);
  return made->name != NULL && made->label != NULL && made->unit != NULL;
}

static void block_clear(lociq_block *block) {
  if (block->method != NULL && block->state != NULL) block->method->release(block->state);
  for (size_t i = 0; i < block->item_count; i++) {
    free(block->items[i].name);
    free(block->items[i].label);
    free(block->items[i].unit);
  }
  free(block->items);
  free(block->name);
  free(block->method_name);
  *block = (lociq_block){0};
}

void lociq_blocks_clear(lociq_blocks *blocks) {
  for (size_t b = 0; b < blocks->count; b++) block_clear(&blocks->items[b]);
  free(blocks->items);
  *blocks = (lociq_blocks){0};
}

static lociq_status block_prepare(const lociq_block_source *source, const lociq_block_plan *plan, lociq_block *block,
                                  lociq_error *error) {
  const lociq_similarity *text = NULL;
  const lociq_status status = lociq_block_method_find(plan->method, &text, &block->method, error);
  if (status != LOCIQ_OK) return status;
  block->weight = plan->weight;
  block->nearest = plan->nearest;
  block->directed = block->method->directed;
  block->name = lociq_copy_text(plan->name);
  block->method_name = lociq_copy_text(plan->method);
  if (block->name == NULL || block->method_name == NULL) return lociq_memory_error(error, "a block");
  return block->method->prepare(source, plan, block, error);
}

size_t lociq_blocks_bytes(const lociq_block_source *source, const lociq_block_plan *plans, size_t count) {
  size_t bytes = 0;
  for (size_t b = 0; b < count; b++) {
    const lociq_similarity *text = NULL;
    const lociq_block_method *method = NULL;
    if (lociq_block_method_find(plans[b].method, &text, &method, NULL) != LOCIQ_OK || method->bytes == NULL) continue;
    bytes += method->bytes(source, &plans[b]);
  }
  return bytes;
}

lociq_status lociq_blocks_prepare(const lociq_block_source *source, const lociq_block_plan *plans, size_t count,
                                  lociq_blocks *blocks, lociq_error *error) {
  lociq_blocks made = {.items = lociq_allocate(count, sizeof *made.items),
                       .count = count,
                       .units = source->units,
                       .minimum_known = source->options->minimum_coverage};
  if (made.items == NULL) return lociq_memory_error(error, "the blocks");
  lociq_status status = LOCIQ_OK;
  for (size_t b = 0; b < count && status == LOCIQ_OK; b++)
    status = block_prepare(source, &plans[b], &made.items[b], error);
  if (status == LOCIQ_OK)
    *blocks = made;
  else
    lociq_blocks_clear(&made);
  return status;
}

/* Gower's rule alone would put those in front of whom hardly anything can be compared. */
static bool is_known_enough(const lociq_blocks *blocks, double share, size_t own, size_t other) {
  if (blocks->units == NULL || lociq_block_covers(share, blocks->minimum_known)) return true;
  const lociq_unit *items = blocks->units->items;
  return items[own].region == LOCIQ_NONE || items[other].region == LOCIQ_NONE;
}

double lociq_blocks_score(const lociq_blocks *blocks, const double *weights, size_t own, size_t other, double *shares,
                          double *known) {
  double found[LOCIQ_BLOCKS_MOST], compared = 0, all = 0, score = 0;
  for (size_t b = 0; b < blocks->count; b++) {
    const lociq_block *block = &blocks->items[b];
    const double weight = weights == NULL ? block->weight : weights[b];
    found[b] = block->method->score(block, own, other, NULL);
    all += weight;
    if (!isnan(found[b])) compared += weight;
  }
  for (size_t b = 0; b < blocks->count; b++) {
    const double weight = weights == NULL ? blocks->items[b].weight : weights[b];
    const double share = weight / compared * found[b]; /* 1 times its score where it is the only one */
    if (!isnan(share)) score += share;
    if (shares != NULL) shares[b] = share;
  }
  if (known != NULL) *known = compared / all;
  const bool match = compared > 0 && !isinf(score) && is_known_enough(blocks, compared / all, own, other);
  return match ? score : (double)NAN;
}
