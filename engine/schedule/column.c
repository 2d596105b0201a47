/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Column kernels: panels of gathered columns, eight columns a task or, where a kernel
 * takes them at once for what they share, more, and the one
 * column of a region variable.
 */
#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/advance.h"
#include "schedule/gather.h"

/* One kernel. Places are by output. */
typedef struct column_run {
  size_t position; /* of the instance */
  const lociq_instance *instance;
  const lociq_kernel *kernel;
  lociq_result *result;
  size_t outputs;
  size_t at_once, apart; /* columns a task, and doubles of a column's results */
  bool sees_measure, single, by_cell;
  size_t cube[LOCIQ_OPERANDS];                 /* of an operand that is gathered */
  size_t earlier[LOCIQ_LAGS];                  /* likewise; LOCIQ_NONE: a year that is not there */
  double *in_place[LOCIQ_OUTPUTS_MAXIMUM + 1]; /* where cells are kept: all of the year, */
  double *slab[LOCIQ_OUTPUTS_MAXIMUM + 1];     /* or those of a panel, owned; both NULL: nowhere */
} column_run;

typedef struct column_pass {
  const lociq_work *work;
  size_t level;
  lociq_columns columns;
  column_run *runs;
  size_t run_count;
  size_t scratch, results; /* doubles of a thread: scratch, and then the results of a task's columns */
  double *arenas;
} column_pass;

static bool is_due(const lociq_work *work, size_t position, size_t level) {
  const lociq_instance *instance = &work->request->instances[position];
  if (instance->level != level || instance->indicator->kernel->form != LOCIQ_COLUMN) return false;
  return instance->asked || !lociq_result_is_by_cell(instance->shape);
}

static lociq_status add_operands(column_pass *pass, column_run *run, lociq_error *error) {
  const lociq_instance *instance = run->instance;
  lociq_status status = LOCIQ_OK;
  for (size_t o = 0; o < instance->operand_count && status == LOCIQ_OK; o++) {
    run->cube[o] = LOCIQ_NONE;
    if (instance->operands[o] == NULL || pass->work->operands[run->position][o].by_region != NULL) continue;
    status = lociq_gather_add(&pass->columns, instance->operands[o], 0, &run->cube[o], error);
    if (status == LOCIQ_OK && run->result->coverage != NULL) pass->columns.cubes[run->cube[o]].covers = true;
  }
  return status;
}

/* Earlier years of the measure, or of the variable that stands in its place. */
static lociq_status add_earlier(column_pass *pass, column_run *run, lociq_error *error) {
  const lociq_instance *instance = run->instance;
  const lociq_cube *cube = run->sees_measure ? pass->work->request->measure : instance->operands[0];
  lociq_status status = LOCIQ_OK;
  for (size_t n = 0; n < instance->lag_count && status == LOCIQ_OK; n++) {
    const size_t year = pass->work->earlier[run->position][n].year;
    run->earlier[n] = LOCIQ_NONE;
    if (year != LOCIQ_NONE && !run->single)
      status = lociq_gather_add(&pass->columns, cube, pass->work->rows.year - year, &run->earlier[n], error);
    if (run->earlier[n] != LOCIQ_NONE && run->result->coverage != NULL)
      pass->columns.cubes[run->earlier[n]].covers = true;
  }
  return status;
}

/* Eight columns are a line of the rows; where there are few, threads share them one by one. */
static size_t columns_apart(const lociq_work *work) {
  return work->rows.industries < 4 * LOCIQ_LANES * work->rows.threads ? 1 : LOCIQ_LANES;
}

/* Of a kernel that takes many at once: so that no thread is left without any. */
static size_t columns_a_task(const lociq_work *work, const lociq_kernel *kernel) {
  if (kernel->at_once == 0) return columns_apart(work);
  const size_t share = lociq_lanes_width((work->rows.industries + work->rows.threads - 1) / work->rows.threads);
  return share < LOCIQ_LANES ? LOCIQ_LANES : share < kernel->at_once ? share : kernel->at_once;
}

static lociq_status add_run(column_pass *pass, size_t position, lociq_error *error) {
  const lociq_instance *instance = &pass->work->request->instances[position];
  column_run *run = &pass->runs[pass->run_count++];
  *run = (column_run){.position = position,
                      .instance = instance,
                      .kernel = instance->indicator->kernel,
                      .result = &pass->work->results->of[position],
                      .outputs = lociq_output_count(instance->indicator),
                      .sees_measure = lociq_instance_sees_measure(instance),
                      .by_cell = lociq_result_is_by_cell(instance->shape)};
  run->single = lociq_instance_has_variable(instance) && (instance->operands[0]->shape & LOCIQ_BY_INDUSTRY) == 0;
  const size_t room =
      run->kernel->room == NULL ? 0 : run->kernel->room(&pass->work->request->supply.given, pass->work->rows.regions);
  const size_t scratch = run->kernel->scratch * pass->columns.height + lociq_lanes_width(room);
  const bool is_column = (instance->shape & LOCIQ_BY_REGION) != 0;
  run->at_once = columns_a_task(pass->work, run->kernel);
  run->apart = lociq_lanes_width(run->outputs * (is_column ? pass->columns.height : 1));
  const size_t results = run->at_once * run->apart;
  if (scratch > pass->scratch) pass->scratch = scratch;
  if (results > pass->results) pass->results = results;
  lociq_status status = LOCIQ_OK;
  if (run->sees_measure)
    status = lociq_gather_add(&pass->columns, pass->work->request->measure, 0, &pass->columns.measure, error);
  if (run->sees_measure && (run->kernel->vectors & LOCIQ_QUOTIENT) != 0) pass->columns.wants_quotients = true;
  if (status == LOCIQ_OK) status = add_operands(pass, run, error);
  if (status == LOCIQ_OK) status = add_earlier(pass, run, error);
  return status;
}

static bool gives_cells(const column_run *run, size_t output) {
  return run->by_cell && lociq_output_is_given(run->instance, output);
}

/* Asks the sink for places; returns how many outputs got none. */
static size_t place_cells(const lociq_work *work, column_run *run) {
  size_t without = 0;
  for (size_t k = 0; k < run->outputs; k++) {
    if (!gives_cells(run, k)) continue;
    char name[LOCIQ_OUTPUT_NAME_SIZE];
    lociq_output_name(run->instance->indicator, k, name);
    run->in_place[k] = work->sink->place(work->sink->context, name, work->year);
    if (run->in_place[k] == NULL) without++;
  }
  return without;
}

static lociq_status allocate(column_pass *pass, lociq_error *error) {
  const lociq_work *work = pass->work;
  size_t slabs = 0;
  for (size_t i = 0; i < pass->run_count; i++) slabs += place_cells(work, &pass->runs[i]);
  const size_t arenas = work->rows.threads * (pass->scratch + pass->results) * sizeof(double);
  pass->columns.room = work->memory > arenas ? work->memory - arenas : 0;
  const lociq_status status = lociq_gather_create(&pass->columns, slabs, error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = 0; i < pass->run_count; i++) {
    column_run *run = &pass->runs[i];
    for (size_t k = 0; k < run->outputs; k++) {
      if (!gives_cells(run, k) || run->in_place[k] != NULL) continue;
      run->slab[k] = lociq_allocate_aligned(pass->columns.at_once * work->rows.regions, sizeof *run->slab[k]);
      if (run->slab[k] == NULL) return lociq_memory_error(error, run->instance->indicator->name);
    }
  }
  pass->arenas = lociq_allocate_aligned(work->rows.threads, (pass->scratch + pass->results) * sizeof(double));
  return pass->arenas == NULL ? lociq_memory_error(error, "the vectors of columns") : LOCIQ_OK;
}

static double *arena_of(const column_pass *pass) {
  return pass->arenas + (size_t)omp_get_thread_num() * (pass->scratch + pass->results);
}

static bool is_measure_lost(const lociq_work *work, size_t industry) {
  const lociq_missing missing = work->request->missing;
  const size_t known = (size_t)work->results->census.industry_known[industry];
  if (known == 0 && missing != LOCIQ_MISSING_ZERO) return true;
  if (isnan(work->structure->reference[industry])) return true;
  return missing == LOCIQ_MISSING_PROPAGATE && (known < work->rows.regions || work->structure->region_unknown);
}

static bool has_holes(const double *values, size_t count) {
  for (size_t r = 0; r < count; r++)
    if (isnan(values[r])) return true;
  return false;
}

/* --missing propagate: whether an operand or an earlier year has a hole. */
static bool has_hole(const column_pass *pass, const column_run *run, size_t c) {
  const size_t regions = pass->work->rows.regions;
  for (size_t o = 0; o < run->instance->operand_count; o++) {
    const double *by_region = pass->work->operands[run->position][o].by_region;
    if (by_region != NULL && has_holes(by_region, regions)) return true;
    if (run->cube[o] != LOCIQ_NONE && pass->columns.cubes[run->cube[o]].known[c] < regions) return true;
  }
  for (size_t n = 0; n < run->instance->lag_count; n++) {
    const double *by_region = run->single ? pass->work->earlier[run->position][n].by_region : NULL;
    if (by_region != NULL ? has_holes(by_region, regions)
                          : run->earlier[n] == LOCIQ_NONE || pass->columns.cubes[run->earlier[n]].known[c] < regions)
      return true;
  }
  return false;
}

static bool is_lost(const column_pass *pass, const column_run *run, size_t c) {
  if (run->sees_measure && is_measure_lost(pass->work, pass->columns.first + c)) return true;
  return pass->work->request->missing == LOCIQ_MISSING_PROPAGATE && has_hole(pass, run, c);
}

static const double *gathered_column(const lociq_columns *columns, size_t cube, size_t c) {
  return cube == LOCIQ_NONE ? columns->absent : columns->cubes[cube].values + c * columns->height;
}

/* Column c of the panel, or the one of a region variable. */
static lociq_column make_column(const column_pass *pass, const column_run *run, size_t c) {
  const lociq_work *work = pass->work;
  const lociq_columns *columns = &pass->columns;
  const size_t industry = run->single ? LOCIQ_NONE : columns->first + c;
  lociq_column column = {.regions = work->rows.regions,
                         .height = columns->height,
                         .industry = industry,
                         .reference = NAN,
                         .industry_total = NAN,
                         .all = NAN,
                         .given = &work->request->supply.given,
                         .options = run->instance->options,
                         .scratch = arena_of(pass)};
  for (size_t o = 0; o < run->instance->operand_count; o++) {
    column.operands[o] = work->operands[run->position][o].by_region;
    if (run->cube[o] != LOCIQ_NONE) column.operands[o] = gathered_column(columns, run->cube[o], c);
  }
  for (size_t n = 0; n < run->instance->lag_count; n++)
    column.earlier[n] = run->single && work->earlier[run->position][n].by_region != NULL
                            ? work->earlier[run->position][n].by_region
                            : gathered_column(columns, run->earlier[n], c);
  for (size_t n = 0; n < LOCIQ_NEEDS; n++)
    if (run->instance->needs[n] != LOCIQ_NONE) column.needs[n] = work->results->of[run->instance->needs[n]].values;
  column.values = run->sees_measure ? gathered_column(columns, columns->measure, c) : column.operands[0];
  if (!run->sees_measure) return column;
  if ((run->kernel->vectors & LOCIQ_QUOTIENT) != 0) column.quotient = columns->quotients + c * columns->height;
  column.total = columns->total;
  column.distribution = columns->distribution;
  column.reference = work->structure->reference[industry];
  column.industry_total = work->structure->industry_total[industry];
  column.all = work->structure->all;
  column.raw_shares = work->request->raw_shares;
  return column;
}

/* The cells of a region lie next to each other. */
static void keep_cells(const column_pass *pass, const column_run *run, size_t first, size_t count,
                       double *const *results) {
  const lociq_columns *columns = &pass->columns;
  for (size_t k = 0; k < run->outputs; k++) {
    const bool in_place = run->in_place[k] != NULL;
    if (!in_place && run->slab[k] == NULL) continue;
    const size_t apart = in_place ? pass->work->rows.industries : columns->count;
    double *to = in_place ? run->in_place[k] + columns->first + first : run->slab[k] + first;
    for (size_t r = 0; r < pass->work->rows.regions; r++)
      for (size_t j = 0; j < count; j++) to[r * apart + j] = results[j][k * columns->height + r];
  }
}

static void keep_results(const column_pass *pass, const column_run *run, size_t first, size_t count,
                         double *const *results) {
  if (run->by_cell) {
    keep_cells(pass, run, first, count, results);
    return;
  }
  const bool by_region = (run->instance->shape & LOCIQ_BY_REGION) != 0;
  for (size_t k = 0; k < run->outputs; k++) {
    double *to = lociq_result_output(run->result, k);
    if (by_region) memcpy(to, results[0] + k * pass->columns.height, pass->work->rows.regions * sizeof *to);
    for (size_t j = 0; !by_region && j < count; j++)
      to[run->single ? 0 : pass->columns.first + first + j] = results[j][k];
  }
}

/* The columns [first, first + count) of the panel. */
static void run_columns(const column_pass *pass, const column_run *run, size_t first, size_t count) {
  lociq_column columns[LOCIQ_COLUMNS_AT_ONCE];
  double *places[LOCIQ_COLUMNS_AT_ONCE], *wanted[LOCIQ_COLUMNS_AT_ONCE];
  size_t wanted_count = 0;
  for (size_t j = 0; j < count; j++) {
    places[j] = arena_of(pass) + pass->scratch + j * run->apart;
    for (size_t k = 0; k < run->apart; k++) places[j][k] = NAN;
    if (is_lost(pass, run, first + j)) continue;
    columns[wanted_count] = make_column(pass, run, first + j);
    wanted[wanted_count++] = places[j];
  }
  if (run->kernel->columns != NULL && wanted_count > 0) run->kernel->columns(columns, wanted_count, wanted);
  for (size_t j = 0; run->kernel->columns == NULL && j < wanted_count; j++) run->kernel->column(&columns[j], wanted[j]);
  keep_results(pass, run, first, count, places);
}

/* By industry, what the census knows nothing of: a variable of the indicator's own. */
static bool covers_industries(const column_run *run) {
  return !run->sees_measure && !run->single && (run->instance->shape & LOCIQ_BY_REGION) == 0;
}

static void cover_industries(const column_pass *pass, const column_run *run) {
  if (!covers_industries(run)) return;
  const lociq_gathered *gathered = &pass->columns.cubes[run->cube[0]];
  for (size_t c = 0; c < pass->columns.count; c++) {
    const size_t industry = pass->columns.first + c;
    run->result->coverage[industry] =
        lociq_coverage_of(gathered->published_industry, industry, gathered->sum[c], gathered->known[c]);
  }
}

static void lower_coverage(double *coverage, const double *other, size_t count) {
  for (size_t r = 0; r < count; r++)
    if (isnan(other[r]) || other[r] < coverage[r]) coverage[r] = other[r];
}

/* By region: the least of what the kernel looks at. */
static void cover_regions(const column_pass *pass, const column_run *run) {
  const size_t regions = pass->work->rows.regions;
  double *coverage = run->result->coverage;
  if (coverage == NULL || (run->instance->shape & LOCIQ_BY_REGION) == 0) return;
  if (run->sees_measure) lower_coverage(coverage, pass->work->results->census.region_coverage, regions);
  for (size_t o = 0; o < run->instance->operand_count; o++)
    if (run->cube[o] != LOCIQ_NONE) lower_coverage(coverage, pass->columns.cubes[run->cube[o]].by_region, regions);
  for (size_t n = 0; n < run->instance->lag_count; n++)
    if (run->earlier[n] != LOCIQ_NONE)
      lower_coverage(coverage, pass->columns.cubes[run->earlier[n]].by_region, regions);
}

/* count may be 0: ranks write together. */
static lociq_status write_columns(const column_pass *pass, const column_run *run, lociq_error *error) {
  const lociq_sink *sink = pass->work->sink;
  for (size_t k = 0; k < run->outputs; k++) {
    if (run->slab[k] == NULL) continue;
    char name[LOCIQ_OUTPUT_NAME_SIZE];
    lociq_output_name(run->instance->indicator, k, name);
    const lociq_status status = sink->columns(sink->context, name, pass->work->year, pass->columns.first,
                                              pass->columns.count, run->slab[k], error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static lociq_status run_panel(column_pass *pass, lociq_error *error) {
  lociq_columns *columns = &pass->columns;
  if (columns->count == 0) return LOCIQ_OK;
  const lociq_status status = lociq_gather_run(columns, error);
  if (status != LOCIQ_OK) return status;
  const size_t apart = columns_apart(columns->work), groups = (columns->count + apart - 1) / apart;
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t task = 0; task < groups * pass->run_count; task++) {
    const column_run *run = &pass->runs[task % pass->run_count];
    const size_t first = task / pass->run_count * apart, left = columns->count - first;
    /* Of a kernel that takes more, the first one's task does all. */
    if (run->single || first % run->at_once != 0) continue;
    run_columns(pass, run, first, left < run->at_once ? left : run->at_once);
  }
  for (size_t i = 0; i < pass->run_count; i++)
    if (!pass->runs[i].single) cover_industries(pass, &pass->runs[i]);
  return LOCIQ_OK;
}

/* Ranks share the columns, eight at once: each panel by panel, as many steps as any of them. */
static lociq_status run_panels(column_pass *pass, lociq_error *error) {
  lociq_columns *columns = &pass->columns;
  const lociq_ranks ranks = pass->work->rows.ranks;
  const lociq_share share = lociq_ranks_share(ranks, ranks.own, pass->work->rows.industries, LOCIQ_LANES);
  const size_t steps = lociq_ranks_most(ranks, (share.count + columns->at_once - 1) / columns->at_once);
  lociq_status status = LOCIQ_OK;
  for (size_t step = 0; step < steps && status == LOCIQ_OK; step++) {
    const size_t done = step * columns->at_once < share.count ? step * columns->at_once : share.count;
    const size_t left = share.count - done;
    columns->first = share.first + done;
    columns->count = left < columns->at_once ? left : columns->at_once;
    status = lociq_ranks_agree(ranks, run_panel(pass, error), error);
    for (size_t i = 0; i < pass->run_count && status == LOCIQ_OK; i++)
      if (!pass->runs[i].single) status = write_columns(pass, &pass->runs[i], error);
    if (status == LOCIQ_OK)
      status = lociq_advance(pass->work, pass->level, LOCIQ_STEP_COLUMNS, done + columns->count, share.count, error);
    status = lociq_ranks_agree(ranks, status, error);
  }
  return status;
}

/* The columns of a matrix of regions and industries, each rank's. */
static lociq_status gather_cells(const column_pass *pass, double *cells, lociq_error *error) {
  const lociq_ranks ranks = pass->work->rows.ranks;
  const size_t regions = pass->work->rows.regions, industries = pass->work->rows.industries;
  double *columns = lociq_allocate_aligned(regions * industries, sizeof *columns);
  if (columns == NULL) return lociq_memory_error(error, "columns");
  for (size_t rank = 0; rank < ranks.count; rank++) {
    const lociq_share share = lociq_ranks_share(ranks, rank, industries, LOCIQ_LANES);
    const size_t bytes = share.count * sizeof *columns;
    for (size_t r = 0; rank == ranks.own && r < regions; r++)
      memcpy(columns + r * share.count, cells + r * industries + share.first, bytes);
    lociq_ranks_broadcast(ranks, rank, columns, regions * bytes);
    for (size_t r = 0; rank != ranks.own && r < regions; r++)
      memcpy(cells + r * industries + share.first, columns + r * share.count, bytes);
  }
  free(columns);
  return LOCIQ_OK;
}

/* What each rank found for its columns, all need for what comes next. */
static lociq_status gather_results(const column_pass *pass, lociq_error *error) {
  const lociq_ranks ranks = pass->work->rows.ranks;
  const size_t regions = pass->work->rows.regions, industries = pass->work->rows.industries;
  lociq_status status = LOCIQ_OK;
  if (ranks.count == 1) return LOCIQ_OK;
  for (size_t c = 0; c < pass->columns.cube_count; c++)
    if (pass->columns.cubes[c].covers)
      lociq_ranks_broadcast(ranks, 0, pass->columns.cubes[c].by_region, regions * sizeof(double));
  for (size_t i = 0; i < pass->run_count && status == LOCIQ_OK; i++) {
    const column_run *run = &pass->runs[i];
    if (run->single) continue;
    if (covers_industries(run))
      lociq_ranks_gather(ranks, run->result->coverage, sizeof(double), industries, LOCIQ_LANES);
    for (size_t k = 0; k < run->outputs && status == LOCIQ_OK; k++) {
      if (run->in_place[k] != NULL) status = gather_cells(pass, run->in_place[k], error);
      if (!run->by_cell)
        lociq_ranks_gather(ranks, lociq_result_output(run->result, k), sizeof(double), industries, LOCIQ_LANES);
    }
  }
  return lociq_ranks_agree(ranks, status, error);
}

static lociq_status run_pass(column_pass *pass, lociq_error *error) {
  const lociq_columns *columns = &pass->columns;
  lociq_status status = allocate(pass, error);
#pragma omp parallel for schedule(dynamic, 1) if (status == LOCIQ_OK)
  for (size_t i = 0; i < pass->run_count; i++)
    if (status == LOCIQ_OK && pass->runs[i].single) run_columns(pass, &pass->runs[i], 0, 1);
  status = lociq_ranks_agree(pass->work->rows.ranks, status, error);
  if (status == LOCIQ_OK && columns->cube_count > 0 && pass->work->rows.industries > 0)
    status = run_panels(pass, error);
  if (status == LOCIQ_OK && columns->cube_count > 0) status = gather_results(pass, error);
  for (size_t i = 0; i < pass->run_count && status == LOCIQ_OK; i++) cover_regions(pass, &pass->runs[i]);
  return status;
}

lociq_status lociq_columns_run(const lociq_work *work, size_t level, lociq_error *error) {
  column_pass pass = {
      .work = work,
      .level = level,
      .columns = {.work = work, .height = lociq_lanes_width(work->rows.regions), .measure = LOCIQ_NONE}};
  size_t due = 0;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < work->request->count; i++) due += is_due(work, i, level) ? 1 : 0;
  if (due == 0) return LOCIQ_OK;
  pass.runs = lociq_allocate(due, sizeof *pass.runs);
  if (pass.runs == NULL) return lociq_memory_error(error, "columns");
  for (size_t i = 0; i < work->request->count && status == LOCIQ_OK; i++)
    if (is_due(work, i, level)) status = add_run(&pass, i, error);
  if (status == LOCIQ_OK) status = run_pass(&pass, error);
  for (size_t i = 0; i < pass.run_count; i++)
    for (size_t k = 0; k < pass.runs[i].outputs; k++) free(pass.runs[i].slab[k]);
  free(pass.runs);
  free(pass.arenas);
  lociq_gather_free(&pass.columns);
  return status;
}
