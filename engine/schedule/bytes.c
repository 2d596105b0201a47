/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/bytes.h"

#include "numeric/bits.h"
#include "numeric/lanes.h"
#include "schedule/extremes.h"
#include "schedule/interval.h"
#include "schedule/results.h"
#include "schedule/sweep.h"

/* Values of one output in a year; of cells none, which are never held. */
static size_t values_of(unsigned shape, size_t regions, size_t industries) {
  if (lociq_result_is_by_cell(shape)) return 0;
  const size_t rows = (shape & LOCIQ_BY_REGION) != 0 ? regions : 1;
  const size_t columns = (shape & LOCIQ_BY_INDUSTRY) != 0 ? industries : 1;
  return rows * columns * ((shape & LOCIQ_BY_INDUSTRY_OTHER) != 0 ? industries : 1);
}

/* Datasets of an instance that lie in memory until the end, in values of a year. */
static size_t kept_values(const lociq_request *request, const lociq_instance *instance, size_t regions,
                          size_t industries) {
  const size_t values = values_of(instance->shape, regions, industries);
  size_t outputs = 0;
  if (!instance->asked) return 0;
  for (size_t k = 0; k < lociq_output_count(instance->indicator); k++) outputs += lociq_output_is_given(instance, k);
  if (request->bootstrap.count > 0 && lociq_interval_refusal(request, instance) == NULL) outputs += 2 * LOCIQ_INTERVALS;
  if (request->interval && lociq_extremes_refusal(request, instance) == NULL) outputs += 2 * LOCIQ_EXTREMES;
  return outputs * values + (lociq_result_has_coverage(instance->shape) ? regions : 0);
}

/* Beside the results of one instance: operands, coverage and earlier years by region, and
 * a kernel's own matrices. */
static size_t working_values(const lociq_instance *instance, size_t regions, size_t industries) {
  const lociq_form form = instance->indicator->kernel->form;
  const size_t vectors = 1 + instance->operand_count + instance->lag_count;
  const bool pairs = form == LOCIQ_WHOLE || (instance->shape & LOCIQ_BY_INDUSTRY_OTHER) != 0;
  const size_t outputs = lociq_output_count(instance->indicator);
  return vectors * regions + outputs * values_of(instance->shape, regions, lociq_lanes_width(industries)) +
         (pairs ? 4 * industries * industries : 0);
}

size_t lociq_bytes_held(const lociq_request *request, const lociq_panel *panel) {
  const size_t regions = lociq_axis_count(panel->axes[LOCIQ_REGION]);
  const size_t industries = lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]);
  const size_t years = lociq_axis_count(panel->axes[LOCIQ_YEAR]);
  enum { OF_A_YEAR = 8 }; /* totals, what is known of a region, the loaded parts of the measure */
  size_t values = OF_A_YEAR * (regions + industries), words = 0, quotients = 0;
  for (size_t i = 0; i < request->count; i++) {
    const lociq_instance *instance = &request->instances[i];
    const lociq_kernel *kernel = instance->indicator->kernel;
    const size_t kept = kept_values(request, instance, regions, industries);
    values += years * kept + working_values(instance, regions, industries);
    if (kernel->form == LOCIQ_ALL_YEARS) values += years * regions * (2 + instance->operand_count);
    if ((kernel->held & LOCIQ_HELD_SPECIALISED) != 0) words = regions * lociq_bits_words(industries);
    if ((kernel->held & LOCIQ_HELD_QUOTIENTS) != 0) quotients = regions * lociq_lanes_width(industries);
  }
  return (values + words + quotients) * sizeof(double);
}

size_t lociq_bytes_cached(const lociq_request *request, const lociq_panel *panel) {
  enum { OPEN = 16, STRIPS = 2, CHUNK_ROWS = 512 }; /* as lociq_dataset_access has it */
  size_t datasets = 1;
  for (size_t i = 0; i < request->count; i++) {
    const lociq_instance *instance = &request->instances[i];
    datasets += instance->operand_count;
    if (instance->asked && lociq_result_is_by_cell(instance->shape))
      datasets += lociq_output_count(instance->indicator);
  }
  return (datasets < OPEN ? datasets : OPEN) * STRIPS * CHUNK_ROWS * lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]) *
         sizeof(double);
}

size_t lociq_bytes_rows(size_t memory, size_t copies, size_t regions, size_t industries) {
  enum { CHUNK_ROWS = 512 };
  const size_t row = copies * industries * sizeof(double);
  const size_t all = regions == 0 ? 1 : regions, fitting = row == 0 || memory / row > all ? all : memory / row;
  const size_t whole = fitting < all && fitting >= CHUNK_ROWS ? CHUNK_ROWS : LOCIQ_BLOCK_ROWS;
  const size_t rows = fitting == all ? (all + whole - 1) / whole * whole : fitting / whole * whole;
  return rows == 0 ? LOCIQ_BLOCK_ROWS : rows;
}
