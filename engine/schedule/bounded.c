/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/bounded.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

enum { NAME_SIZE = 256, VALUES = 0, LOWER, UPPER, STREAMED, SHARED_VECTORS = 6 };

/* Sums are compared with what was published to this, relative. */
static const double ROUNDING = 1e-9;

typedef struct range {
  double lower, upper;
} range;

/* A sum of ranges; what is unbounded is counted, so that a part can be taken out again. */
typedef struct range_sum {
  double lower, upper;
  double unbounded;
} range_sum;

/* A measure and its bounds as they are streamed. */
typedef struct variable {
  const lociq_cube *cubes[STREAMED];
  size_t streams[STREAMED];
} variable;

struct lociq_bounded {
  const lociq_work *work;
  const lociq_cube *streams[LOCIQ_STREAMS];
  size_t stream_count;
  variable variables[LOCIQ_STREAMS / STREAMED];
  size_t variable_count;
  bool measured;                                 /* variable 0 is the measure */
  const double *published_region;                /* NULL where none is */
  range_sum *rows;                               /* by region: sums of the cells */
  range_sum *columns;                            /* by industry */
  range *totals;                                 /* E_i, by industry */
  double *reference_lower, *reference_upper;     /* x, by industry */
  double *matched_lower, *matched_upper;         /* x over its sum */
  double *arenas;                                /* one a thread */
  size_t arena_size, kernel_scratch, industries; /* in doubles */
};

/* ---- bounds of a measure ---- */

static const lociq_cube *find_bound(const lociq_panel *panel, const lociq_cube *measure, const char *suffix) {
  char name[NAME_SIZE];
  const int length = snprintf(name, sizeof name, "%s_%s", measure->name, suffix);
  if (length < 0 || (size_t)length >= sizeof name) return NULL;
  const lociq_cube *found = lociq_panel_find(panel, name);
  const bool is_bound = found != NULL && strcmp(found->kind, "bound") == 0 && found->shape == measure->shape;
  return is_bound ? found : NULL;
}

const lociq_cube *lociq_bound_lower(const lociq_panel *panel, const lociq_cube *measure) {
  return find_bound(panel, measure, "lower");
}

const lociq_cube *lociq_bound_upper(const lociq_panel *panel, const lociq_cube *measure) {
  return find_bound(panel, measure, "upper");
}

static size_t stream_of(lociq_bounded *bounded, const lociq_cube *cube) {
  size_t k = 0;
  while (k < bounded->stream_count && bounded->streams[k] != cube) k++;
  if (k == bounded->stream_count) bounded->streams[bounded->stream_count++] = cube;
  return k;
}

static lociq_status add_variable(lociq_bounded *bounded, const lociq_cube *measure, lociq_error *error) {
  const lociq_panel *panel = bounded->work->rows.source->panel;
  for (size_t v = 0; v < bounded->variable_count; v++)
    if (bounded->variables[v].cubes[VALUES] == measure) return LOCIQ_OK;
  if (bounded->variable_count == sizeof bounded->variables / sizeof *bounded->variables)
    return lociq_error_set(error, LOCIQ_INVALID, "interval looks at more measures than can be read at once");
  variable *made = &bounded->variables[bounded->variable_count++];
  const lociq_cube *lower = lociq_bound_lower(panel, measure), *upper = lociq_bound_upper(panel, measure);
  *made = (variable){.cubes = {measure, lower == NULL ? measure : lower, upper == NULL ? measure : upper}};
  for (int k = 0; k < STREAMED; k++) made->streams[k] = stream_of(bounded, made->cubes[k]);
  return LOCIQ_OK;
}

static lociq_status add_variables(lociq_bounded *bounded, lociq_error *error) {
  const lociq_request *request = bounded->work->request;
  lociq_status status = LOCIQ_OK;
  if (request->measure != NULL) status = add_variable(bounded, request->measure, error);
  bounded->measured = request->measure != NULL;
  for (size_t i = 0; i < request->count; i++) {
    const lociq_instance *instance = &request->instances[i];
    const lociq_kernel *kernel = instance->indicator->kernel;
    if (!instance->asked || kernel->extremes == NULL) continue;
    if (kernel->extremes_scratch > bounded->kernel_scratch) bounded->kernel_scratch = kernel->extremes_scratch;
    for (size_t o = 0; o < instance->operand_count && status == LOCIQ_OK; o++)
      if (instance->operands[o] != NULL && (instance->operands[o]->shape & LOCIQ_BY_INDUSTRY) != 0)
        status = add_variable(bounded, instance->operands[o], error);
  }
  return status;
}

/* Of an arena: both bounds of each variable, then the shared vectors, then a kernel's. */
static size_t arena_vectors(const lociq_bounded *bounded) {
  return 2 * bounded->variable_count + SHARED_VECTORS + bounded->kernel_scratch;
}

lociq_status lociq_bounded_create(const lociq_work *work, lociq_bounded **bounded, lociq_error *error) {
  lociq_bounded *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "bounds");
  const size_t industries = work->rows.industries;
  *made = (lociq_bounded){.work = work, .industries = industries};
  lociq_status status = add_variables(made, error);
  made->arena_size = arena_vectors(made) * industries;
  double **const by_industry[] = {&made->reference_lower, &made->reference_upper, &made->matched_lower,
                                  &made->matched_upper};
  bool complete = true;
  for (size_t k = 0; k < sizeof by_industry / sizeof *by_industry; k++) {
    *by_industry[k] = lociq_allocate(industries, sizeof(double));
    complete = complete && *by_industry[k] != NULL;
  }
  made->rows = lociq_allocate(work->rows.regions, sizeof *made->rows);
  made->columns = lociq_allocate(industries, sizeof *made->columns);
  made->totals = lociq_allocate(industries, sizeof *made->totals);
  made->arenas = lociq_allocate_aligned(work->rows.threads * made->arena_size, sizeof *made->arenas);
  complete = complete && made->rows != NULL && made->columns != NULL && made->totals != NULL && made->arenas != NULL;
  if (status == LOCIQ_OK && !complete) status = lociq_memory_error(error, "bounds");
  if (status == LOCIQ_OK)
    *bounded = made;
  else
    lociq_bounded_free(made);
  return status;
}

void lociq_bounded_free(lociq_bounded *bounded) {
  if (bounded == NULL) return;
  free(bounded->reference_lower);
  free(bounded->reference_upper);
  free(bounded->matched_lower);
  free(bounded->matched_upper);
  free(bounded->rows);
  free(bounded->columns);
  free(bounded->totals);
  free(bounded->arenas);
  free(bounded);
}

void lociq_bounded_stream(const lociq_bounded *bounded, lociq_sweep *sweep) {
  memcpy(sweep->cubes, bounded->streams, sizeof bounded->streams);
  memset(sweep->back, 0, sizeof sweep->back);
  sweep->cube_count = bounded->stream_count;
}

/* A year for which nothing was estimated has no bounds: then the value is both, where it is known. */
static range range_of(double value, double lower, double upper) {
  if (!isnan(lower) && !isnan(upper)) return (range){lower, upper};
  return isnan(value) ? (range){0, INFINITY} : (range){value, value};
}

static range cell_of(const lociq_bounded *bounded, const variable *of, const lociq_span *span, size_t position,
                     size_t industry) {
  const size_t place = position * bounded->industries + industry;
  return range_of(span->values[of->streams[VALUES]][place], span->values[of->streams[LOWER]][place],
                  span->values[of->streams[UPPER]][place]);
}

/* ---- sums of ranges ---- */

static void add_range(range_sum *sum, range cell) {
  sum->lower += cell.lower;
  if (isinf(cell.upper))
    sum->unbounded++;
  else
    sum->upper += cell.upper;
}

static range bounds_of(const range_sum *sum) { return (range){sum->lower, sum->unbounded > 0 ? INFINITY : sum->upper}; }

/* What the others of a sum add up to. */
static range without(const range_sum *sum, range cell) {
  const double unbounded = sum->unbounded - (isinf(cell.upper) ? 1 : 0);
  const double upper = sum->upper - (isinf(cell.upper) ? 0 : cell.upper);
  return (range){fmax(0, sum->lower - cell.lower), unbounded > 0 ? INFINITY : fmax(0, upper)};
}

/* The part that a cell is of itself and others. */
static range part_of_others(range cell, range others) {
  const double lower = isinf(others.upper) ? 0 : cell.lower / (cell.lower + others.upper);
  const double upper = isinf(cell.upper) ? 1 : cell.upper / (cell.upper + others.lower);
  /* All of nothing is no part. */
  return (range){cell.lower == 0 && cell.upper > 0 ? 0 : lower, upper};
}

static range part_of_total(range cell, double total) {
  if (!(total > 0)) return (range){NAN, NAN};
  return (range){cell.lower / total, cell.upper / total};
}

static bool is_one(range of) { return of.lower == of.upper; }

/* ---- totals of a year ---- */

static void sum_block(void *context, const lociq_span *span, void *state) {
  const lociq_bounded *bounded = context;
  range_sum *columns = state;
  for (size_t row = 0; row < span->count; row++) {
    range_sum sum = {0};
    for (size_t i = 0; i < bounded->industries; i++) {
      const range cell = cell_of(bounded, &bounded->variables[0], span, row, i);
      add_range(&sum, cell);
      add_range(&columns[i], cell);
    }
    bounded->rows[span->first + row] = sum;
  }
}

static void merge_sums(void *context, void *total, const void *state) {
  const lociq_bounded *bounded = context;
  range_sum *to = total;
  const range_sum *from = state;
  for (size_t i = 0; i < bounded->industries; i++) {
    to[i].lower += from[i].lower;
    to[i].upper += from[i].upper;
    to[i].unbounded += from[i].unbounded;
  }
}

static lociq_status run_sums(lociq_bounded *bounded, const lociq_work *work, lociq_error *error) {
  enum { LINE = 64 };
  lociq_sweep sweep = work->rows;
  lociq_bounded_stream(bounded, &sweep);
  sweep.state_size = (bounded->industries * sizeof *bounded->columns + LINE - 1) / LINE * LINE;
  sweep.context = bounded;
  sweep.block = sum_block;
  sweep.merge = merge_sums;
  sweep.slab = NULL;
  range_sum *total = lociq_allocate_aligned(sweep.state_size, 1);
  if (total == NULL) return lociq_memory_error(error, "bounds");
  const lociq_status status = lociq_sweep_run(&sweep, total, error);
  if (status == LOCIQ_OK) lociq_sweep_gather(&sweep, bounded->rows, sizeof *bounded->rows);
  if (status == LOCIQ_OK) memcpy(bounded->columns, total, bounded->industries * sizeof *bounded->columns);
  free(total);
  return status;
}

/* E_r as it was published, else what the cells allow. */
static range total_of_region(const lociq_bounded *bounded, size_t region) {
  const double published = bounded->published_region == NULL ? (double)NAN : bounded->published_region[region];
  return isnan(published) ? bounds_of(&bounded->rows[region]) : (range){published, published};
}

static void set_reference(lociq_bounded *bounded, range all) {
  range_sum sum = {0};
  for (size_t i = 0; i < bounded->industries; i++) {
    const range total = bounded->totals[i];
    bounded->reference_lower[i] = isinf(all.upper) ? 0 : total.lower / all.upper;
    bounded->reference_upper[i] = fmin(total.upper / all.lower, fmax(1, bounded->reference_lower[i]));
    const range x = {bounded->reference_lower[i], bounded->reference_upper[i]};
    if (!isnan(x.lower) && !isnan(x.upper)) add_range(&sum, x);
  }
  for (size_t i = 0; i < bounded->industries; i++) {
    const range x = {bounded->reference_lower[i], bounded->reference_upper[i]};
    const range part = sum.lower == sum.upper ? part_of_total(x, sum.lower) : part_of_others(x, without(&sum, x));
    bounded->matched_lower[i] = part.lower;
    bounded->matched_upper[i] = part.upper;
  }
}

/* E_i from an aggregate's row: its share of the aggregate, of everything here. */
static lociq_status refer_to_aggregate(lociq_bounded *bounded, const lociq_work *work, range all, lociq_error *error) {
  const lociq_source *source = work->rows.source;
  const lociq_request *request = work->request;
  const double *bodies = NULL, *totals = NULL;
  lociq_status status =
      source->part(source->context, request->measure, LOCIQ_AGGREGATE_BODY, work->rows.year, &bodies, error);
  if (status == LOCIQ_OK)
    status = source->part(source->context, request->measure, LOCIQ_AGGREGATE_TOTAL, work->rows.year, &totals, error);
  if (status != LOCIQ_OK) return status;
  const double *body = bodies + request->aggregate * bounded->industries;
  double total = totals == NULL || request->summed ? (double)NAN : totals[request->aggregate], sum = 0;
  for (size_t i = 0; i < bounded->industries; i++) sum += isnan(body[i]) ? 0 : body[i];
  if (isnan(total)) total = sum;
  for (size_t i = 0; i < bounded->industries; i++) {
    const double x = total > 0 ? body[i] / total : (double)NAN;
    bounded->totals[i] = (range){x * all.lower, x * all.upper};
    bounded->reference_lower[i] = bounded->reference_upper[i] = x;
    bounded->matched_lower[i] = bounded->matched_upper[i] = sum > 0 ? body[i] / sum : (double)NAN;
  }
  return LOCIQ_OK;
}

lociq_status lociq_bounded_reckon(lociq_bounded *bounded, const lociq_work *work, lociq_error *error) {
  if (!bounded->measured) return LOCIQ_OK;
  const lociq_request *request = work->request;
  const lociq_source *source = work->rows.source;
  const double *industry = NULL, *everything = NULL;
  bounded->published_region = NULL;
  lociq_status status = run_sums(bounded, work, error);
  const lociq_part parts[] = {LOCIQ_TOTAL_REGION, LOCIQ_TOTAL_INDUSTRY, LOCIQ_TOTAL};
  const double **const published[] = {&bounded->published_region, &industry, &everything};
  for (size_t k = 0; k < sizeof parts / sizeof *parts && !request->summed && status == LOCIQ_OK; k++)
    status = source->part(source->context, request->measure, parts[k], work->rows.year, published[k], error);
  if (status != LOCIQ_OK) return status;
  range_sum sum = {0};
  for (size_t r = 0; r < work->rows.regions; r++) add_range(&sum, total_of_region(bounded, r));
  range all = bounds_of(&sum);
  if (everything != NULL && !isnan(everything[0])) all = (range){everything[0], everything[0]};
  for (size_t i = 0; i < bounded->industries; i++) {
    const double total = industry == NULL ? (double)NAN : industry[i];
    bounded->totals[i] = isnan(total) ? bounds_of(&bounded->columns[i]) : (range){total, total};
  }
  if (request->aggregate != LOCIQ_NONE) return refer_to_aggregate(bounded, work, all, error);
  set_reference(bounded, all);
  return LOCIQ_OK;
}

/* ---- a row ---- */

/* What the cells of a region add up to: its total, where they can. */
static range sum_of_row(const lociq_bounded *bounded, size_t region, range total) {
  const range sum = bounds_of(&bounded->rows[region]);
  if (!is_one(total)) return sum;
  const double slack = ROUNDING * fabs(total.lower);
  return total.lower >= sum.lower - slack && total.lower <= sum.upper + slack ? total : sum;
}

static range share_of(const lociq_bounded *bounded, size_t region, range cell, range total) {
  return is_one(total) ? part_of_total(cell, total.lower) : part_of_others(cell, without(&bounded->rows[region], cell));
}

static double *vector_of(const lociq_bounded *bounded, const lociq_span *span, size_t position) {
  return bounded->arenas + span->thread * bounded->arena_size + position * bounded->industries;
}

void lociq_bounded_prepare(const lociq_bounded *bounded, const lociq_span *span, size_t position,
                           lociq_bounded_row *row) {
  *row = (lociq_bounded_row){.industries = bounded->industries};
  for (size_t v = 0; v < bounded->variable_count; v++)
    for (size_t i = 0; i < bounded->industries; i++) {
      const range cell = cell_of(bounded, &bounded->variables[v], span, position, i);
      vector_of(bounded, span, 2 * v)[i] = cell.lower;
      vector_of(bounded, span, 2 * v + 1)[i] = cell.upper;
    }
  if (!bounded->measured) return;
  double *vectors[SHARED_VECTORS];
  for (size_t k = 0; k < SHARED_VECTORS; k++) vectors[k] = vector_of(bounded, span, 2 * bounded->variable_count + k);
  const size_t region = span->first + position;
  const range total = total_of_region(bounded, region), sum = sum_of_row(bounded, region, total);
  for (size_t i = 0; i < bounded->industries; i++) {
    const range cell = {vector_of(bounded, span, 0)[i], vector_of(bounded, span, 1)[i]};
    const range share = share_of(bounded, region, cell, total), known = share_of(bounded, region, cell, sum);
    const range located = is_one(bounded->totals[i]) ? part_of_total(cell, bounded->totals[i].lower)
                                                     : part_of_others(cell, without(&bounded->columns[i], cell));
    const double found[SHARED_VECTORS] = {share.lower,          share.upper,   known.lower,
                                          fmin(known.upper, 1), located.lower, located.upper};
    for (size_t k = 0; k < SHARED_VECTORS; k++) vectors[k][i] = found[k];
  }
  row->share_lower = vectors[0];
  row->share_upper = vectors[1];
  row->known_lower = vectors[2];
  row->known_upper = vectors[3];
  row->location_lower = vectors[4];
  row->location_upper = vectors[5];
  row->reference_lower = bounded->reference_lower;
  row->reference_upper = bounded->reference_upper;
  row->matched_lower = bounded->matched_lower;
  row->matched_upper = bounded->matched_upper;
}

void lociq_bounded_add(const lociq_bounded *bounded, const lociq_span *span, const lociq_instance *instance,
                       lociq_bounded_row *row) {
  for (size_t o = 0; o < LOCIQ_OPERANDS; o++) {
    row->operand_lower[o] = row->operand_upper[o] = NULL;
    for (size_t v = 0; v < bounded->variable_count && o < instance->operand_count; v++)
      if (bounded->variables[v].cubes[VALUES] == instance->operands[o]) {
        row->operand_lower[o] = vector_of(bounded, span, 2 * v);
        row->operand_upper[o] = vector_of(bounded, span, 2 * v + 1);
      }
  }
  row->options = instance->options;
  row->scratch = vector_of(bounded, span, 2 * bounded->variable_count + SHARED_VECTORS);
}
