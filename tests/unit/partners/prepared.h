/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One block over a panel in memory, prepared as a ranking prepares it.
 */
#ifndef LOCIQ_TESTS_PREPARED_H
#define LOCIQ_TESTS_PREPARED_H

#include "panels.h"
#include "partners/block.h"

typedef struct prepared {
  lociq_statistics statistics;
  lociq_units units;
  lociq_blocks blocks;
} prepared;

/* Clears what it made after a failure too. */
static inline lociq_status prepare_block(const lociq_panel *panel, const lociq_partner_options *options,
                                         lociq_block_plan plan, prepared *made, lociq_error *error) {
  *made = (prepared){0};
  if (plan.name == NULL) plan.name = plan.method;
  plan.weight = 1;
  plan.place = LOCIQ_NONE;
  lociq_status status = lociq_statistics_choose(panel, NULL, options, &made->statistics, error);
  if (status == LOCIQ_OK) status = lociq_units_choose(&made->statistics, options, &made->units, error);
  const lociq_block_source source = {.statistics = &made->statistics, .units = &made->units, .options = options};
  if (status == LOCIQ_OK) status = lociq_blocks_prepare(&source, &plan, 1, &made->blocks, error);
  if (status != LOCIQ_OK) lociq_partner_units_clear(&made->units);
  return status;
}

static inline void prepared_clear(prepared *made) {
  lociq_blocks_clear(&made->blocks);
  lociq_partner_units_clear(&made->units);
}

static inline double score_of(const prepared *made, size_t own, size_t other, double *parts) {
  const lociq_block *block = &made->blocks.items[0];
  return block->method->score(block, own, other, parts);
}

static inline double value_of(const prepared *made, size_t unit, size_t item) {
  const lociq_block *block = &made->blocks.items[0];
  return block->method->value(block, unit, item, false);
}

static inline void write_text(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

/* The parts add up to the score: sums of at most a few dozen roundings. */
static inline void assert_parts_add_up(const prepared *made, size_t own, size_t other) {
  const size_t count = made->blocks.items[0].item_count;
  double *parts = lociq_allocate_aligned(count + 8, sizeof *parts), sum = 0;
  const double score = score_of(made, own, other, parts), again = score_of(made, own, other, NULL);
  assert_true(score == again || (isnan(score) && isnan(again)));
  for (size_t k = 0; k < count && !isnan(score); k++) {
    assert_true(parts[k] >= 0);
    sum += parts[k];
  }
  if (!isnan(score)) assert_true(fabs(sum - score) <= 1e-14);
  free(parts);
}

#endif
