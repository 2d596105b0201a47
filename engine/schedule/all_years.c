/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each measure that these kernels look at is read once, whatever their number,
 * as one value a region and year.
 */
#include "schedule/all_years.h"

#include <string.h>

#include "core/memory.h"
#include "schedule/earlier.h"
#include "schedule/remark.h"

/* A measure over all years, years × regions. */
typedef struct table {
  const lociq_cube *cube;
  double *values;
} table;

typedef struct running {
  lociq_work *work;
  size_t years, regions;
  int *year;
  table *tables;
  size_t table_count;
} running;

static bool sees_all_years(const lociq_instance *instance) {
  return instance->indicator->kernel->form == LOCIQ_ALL_YEARS;
}

static double *table_of(const running *run, const lociq_cube *cube) {
  for (size_t t = 0; t < run->table_count; t++)
    if (run->tables[t].cube == cube) return run->tables[t].values;
  return NULL;
}

static lociq_status read_table(running *run, const lociq_cube *cube, lociq_error *error) {
  if (cube == NULL || table_of(run, cube) != NULL) return LOCIQ_OK;
  table *made = &run->tables[run->table_count];
  made->values = lociq_allocate_aligned(run->years * run->regions, sizeof *made->values);
  if (made->values == NULL) return lociq_memory_error(error, "a measure over all years");
  made->cube = cube;
  run->table_count++;
  lociq_work work = *run->work;
  for (size_t y = 0; y < run->years; y++) {
    work.rows.year = y;
    const lociq_status status = lociq_operand_fill(&work, cube, made->values + y * run->regions, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* Whether every operand of a region and year is known, and every need covered. */
static bool is_known(const running *run, const lociq_instance *instance, size_t k) {
  for (size_t o = 0; o < instance->operand_count; o++)
    if (instance->operands[o] != NULL && isnan(table_of(run, instance->operands[o])[k])) return false;
  for (size_t n = 0; n < LOCIQ_NEEDS; n++)
    if (instance->needs[n] != LOCIQ_NONE && isnan(run->work->all_years[instance->needs[n]].coverage[k])) return false;
  return true;
}

static size_t find_year(const running *run, long year) {
  size_t y = 0;
  while (y < run->years && run->year[y] != year) y++;
  return y < run->years ? y : LOCIQ_NONE;
}

/* 1 where all is known of the year, and of those that the kernel's lags name and that are there. */
static void cover(const running *run, size_t position) {
  const lociq_instance *instance = &run->work->request->instances[position];
  double *coverage = run->work->all_years[position].coverage;
  for (size_t y = 0; y < run->years; y++)
    for (size_t r = 0; r < run->regions; r++) {
      bool known = is_known(run, instance, y * run->regions + r);
      for (size_t n = 0; n < instance->lag_count; n++) {
        const size_t before = find_year(run, run->year[y] - instance->lags[n]);
        known = known && (before == LOCIQ_NONE || is_known(run, instance, before * run->regions + r));
      }
      coverage[y * run->regions + r] = known ? 1 : (double)NAN;
    }
}

static lociq_status allocate_kept(const running *run, size_t position, lociq_error *error) {
  const lociq_instance *instance = &run->work->request->instances[position];
  lociq_kept *kept = &run->work->all_years[position];
  kept->stride = run->years * run->work->results->of[position].count;
  const size_t room = kept->stride * lociq_output_count(instance->indicator);
  kept->values = lociq_allocate_aligned(room, sizeof *kept->values);
  kept->coverage = lociq_allocate_aligned(run->years * run->regions, sizeof *kept->coverage);
  if (kept->values == NULL || kept->coverage == NULL) return lociq_memory_error(error, instance->indicator->name);
  return LOCIQ_OK;
}

static lociq_status run_kernel(const running *run, size_t position, lociq_error *error) {
  const lociq_request *request = run->work->request;
  const lociq_instance *instance = &request->instances[position];
  char remark[LOCIQ_REMARK_SIZE] = "";
  lociq_years years = {.remark = remark,
                       .years = run->years,
                       .regions = run->regions,
                       .year = run->year,
                       .given = &request->supply.given,
                       .options = instance->options};
  for (size_t o = 0; o < instance->operand_count; o++)
    if (instance->operands[o] != NULL) years.operands[o] = table_of(run, instance->operands[o]);
  for (size_t n = 0; n < LOCIQ_NEEDS; n++)
    if (instance->needs[n] != LOCIQ_NONE) years.needs[n] = run->work->all_years[instance->needs[n]].values;
  /* By rank 0 alone, as kernels of a whole year are. */
  const lociq_ranks ranks = run->work->rows.ranks;
  const lociq_kept *kept = &run->work->all_years[position];
  lociq_status status = LOCIQ_OK;
  if (ranks.own == 0) status = instance->indicator->kernel->all_years(&years, kept->values, error);
  status = lociq_ranks_agree(ranks, status, error);
  lociq_ranks_broadcast(ranks, 0, remark, sizeof remark);
  lociq_ranks_broadcast(ranks, 0, kept->values,
                        kept->stride * lociq_output_count(instance->indicator) * sizeof *kept->values);
  return status == LOCIQ_OK ? lociq_remark_take(run->work, position, NULL, remark, error) : status;
}

static lociq_status run_kernels(running *run, lociq_error *error) {
  const lociq_request *request = run->work->request;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < request->count && status == LOCIQ_OK; i++)
    for (size_t o = 0; o < request->instances[i].operand_count && status == LOCIQ_OK; o++)
      if (sees_all_years(&request->instances[i])) status = read_table(run, request->instances[i].operands[o], error);
  for (size_t i = 0; i < request->count && status == LOCIQ_OK; i++) {
    if (!sees_all_years(&request->instances[i])) continue;
    status = allocate_kept(run, i, error);
    if (status == LOCIQ_OK) cover(run, i);
  }
  const bool zero = request->missing == LOCIQ_MISSING_ZERO;
  for (size_t t = 0; zero && t < run->table_count; t++)
    for (size_t k = 0; k < run->years * run->regions; k++)
      if (isnan(run->tables[t].values[k])) run->tables[t].values[k] = 0;
  for (size_t i = 0; i < request->count && status == LOCIQ_OK; i++)
    if (sees_all_years(&request->instances[i])) status = run_kernel(run, i, error);
  return status;
}

lociq_status lociq_all_years_run(lociq_work *work, lociq_error *error) {
  const lociq_request *request = work->request;
  size_t due = 0;
  for (size_t i = 0; i < request->count; i++) due += sees_all_years(&request->instances[i]) ? 1 : 0;
  if (due == 0) return LOCIQ_OK;
  const lociq_axis *axis = work->rows.source->panel->axes[LOCIQ_YEAR];
  running run = {.work = work, .years = lociq_axis_count(axis), .regions = work->rows.regions};
  run.year = lociq_allocate(run.years, sizeof *run.year);
  run.tables = lociq_allocate(due * LOCIQ_OPERANDS, sizeof *run.tables);
  work->all_years = lociq_allocate(request->count, sizeof *work->all_years);
  lociq_status status = LOCIQ_OK;
  if (run.year == NULL || run.tables == NULL || work->all_years == NULL) {
    status = lociq_memory_error(error, "results over all years");
    goto done;
  }
  for (size_t y = 0; y < run.years; y++) run.year[y] = lociq_axis_year(axis, y);
  status = run_kernels(&run, error);
done:
  for (size_t t = 0; t < run.table_count; t++) free(run.tables[t].values);
  free(run.tables);
  free(run.year);
  return status;
}

void lociq_all_years_free(lociq_work *work) {
  for (size_t i = 0; work->all_years != NULL && i < work->request->count; i++) {
    free(work->all_years[i].values);
    free(work->all_years[i].coverage);
  }
  free(work->all_years);
}

void lociq_all_years_take(const lociq_work *work) {
  for (size_t i = 0; work->all_years != NULL && i < work->request->count; i++) {
    const lociq_instance *instance = &work->request->instances[i];
    const lociq_kept *kept = &work->all_years[i];
    const lociq_result *result = &work->results->of[i];
    if (!sees_all_years(instance)) continue;
    for (size_t k = 0; k < lociq_output_count(instance->indicator); k++)
      memcpy(lociq_result_output(result, k), kept->values + k * kept->stride + work->rows.year * result->count,
             result->count * sizeof *kept->values);
    if (result->coverage != NULL)
      memcpy(result->coverage, kept->coverage + work->rows.year * work->rows.regions,
             work->rows.regions * sizeof *kept->coverage);
    lociq_result_propagate(work->request, instance, result, work->rows.regions);
  }
}
