/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/structure.h"

#include <string.h>

#include "core/memory.h"
#include "numeric/sum.h"

/* What is summed over regions, each `width` long, side by side in one state. */
enum { SUM_KNOWN, SUM_TOTAL, SUM_UNKNOWN, SUM_SITED, SUM_DISTRIBUTION, SUMS };

typedef struct summing {
  const lociq_request *request;
  const double *published;    /* E_r; NULL: none, or ignored */
  const double *distribution; /* NULL: E_r */
  double *region_total;
  size_t industries, width;
  bool columns, apart; /* sums over regions; those with a distribution of its own */
} summing;

lociq_status lociq_structure_create(size_t regions, size_t industries, bool equal, lociq_structure **structure,
                                    lociq_error *error) {
  lociq_structure *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "totals");
  *made = (lociq_structure){.regions = regions, .industries = industries, .width = lociq_lanes_width(industries)};
  double **const by_industry[] = {&made->reference,       &made->matched_reference, &made->industry_total,
                                  &made->known_sum,       &made->matched_sum,       &made->matched_distribution,
                                  &made->divisors.inverse};
  bool complete = true;
  for (size_t i = 0; i < sizeof by_industry / sizeof by_industry[0]; i++) {
    *by_industry[i] = lociq_allocate_aligned(made->width, sizeof(double));
    complete = complete && *by_industry[i] != NULL;
  }
  made->region_total = lociq_allocate_aligned(regions, sizeof(double));
  made->ones = lociq_allocate_aligned(equal ? regions : 0, sizeof(double));
  if (!complete || made->region_total == NULL || made->ones == NULL) {
    lociq_structure_free(made);
    return lociq_memory_error(error, "totals");
  }
  for (size_t r = 0; equal && r < regions; r++) made->ones[r] = 1;
  *structure = made;
  return LOCIQ_OK;
}

void lociq_structure_free(lociq_structure *structure) {
  if (structure == NULL) return;
  free(structure->region_total);
  free(structure->reference);
  free(structure->divisors.inverse);
  free(structure->matched_reference);
  free(structure->industry_total);
  free(structure->known_sum);
  free(structure->matched_sum);
  free(structure->matched_distribution);
  free(structure->ones);
  free(structure);
}

/* Adds values, or E_r, to the industries that a row knows. */
LOCIQ_INLINE void add_columns(const summing *job, lociq_lanes e, size_t i, double total, double distribution,
                              double *sums) {
  double *at = sums + i;
  const size_t width = job->width;
  const lociq_mask known = lociq_lanes_known(e);
  lociq_lanes_store(at, lociq_lanes_load(at) + lociq_lanes_where(known, e));
  at += width;
  lociq_lanes_store(at, lociq_lanes_load(at) + lociq_lanes_where(known, lociq_lanes_all(total)));
  at += width;
  lociq_lanes_store(at, (lociq_lanes)((lociq_mask)lociq_lanes_load(at) + 1 - lociq_lanes_tally(known)));
  if (!job->apart || isnan(distribution)) return;
  at += width;
  lociq_lanes_store(at, lociq_lanes_load(at) + lociq_lanes_where(known, e));
  at += width;
  lociq_lanes_store(at, lociq_lanes_load(at) + lociq_lanes_where(known, lociq_lanes_all(distribution)));
}

LOCIQ_CLONED static void add_row(const summing *job, const double *values, double total, double distribution,
                                 double *sums) {
  const bool zero = job->request->missing == LOCIQ_MISSING_ZERO;
  size_t i = 0;
  for (; i + LOCIQ_LANES <= job->industries; i += LOCIQ_LANES) {
    const lociq_lanes e = lociq_lanes_load_unaligned(values + i);
    add_columns(job, zero ? lociq_lanes_or_zero(e) : e, i, total, distribution, sums);
  }
  if (i == job->industries) return;
  const lociq_lanes e = lociq_lanes_load_some(values + i, job->industries - i, NAN);
  add_columns(job, zero ? lociq_lanes_or_zero(e) : e, i, total, distribution, sums);
}

double lociq_structure_total_of(lociq_missing missing, double published, double sum, size_t known, size_t industries) {
  if (!isnan(published)) return published;
  switch (missing) {
    case LOCIQ_MISSING_ZERO:
      return sum;
    case LOCIQ_MISSING_PROPAGATE:
      return known == industries ? sum : NAN;
    case LOCIQ_MISSING_SKIP:
      break;
  }
  return known > 0 ? sum : NAN;
}

static double total_of_row(const summing *job, const double *values, size_t region) {
  if (job->published != NULL && !isnan(job->published[region])) return job->published[region];
  size_t known = 0;
  const double sum = lociq_sum_known(values, job->industries, &known);
  return lociq_structure_total_of(job->request->missing, NAN, sum, known, job->industries);
}

static void sum_block(void *context, const lociq_span *span, void *state) {
  const summing *job = context;
  for (size_t k = 0; k < span->count; k++) {
    const double *values = span->values[0] + k * job->industries;
    const size_t region = span->first + k;
    const double total = total_of_row(job, values, region);
    job->region_total[region] = total;
    if (!job->columns) continue;
    const double distribution = job->distribution == NULL ? total : job->distribution[region];
    add_row(job, values, total, distribution, state);
  }
}

LOCIQ_CLONED static void merge_sums(void *context, void *total, const void *state) {
  const summing *job = context;
  double *to = total;
  const double *from = state;
  const size_t count = (job->apart ? SUMS : SUM_SITED) * job->width;
  for (size_t i = 0; i < count; i += LOCIQ_LANES) {
    if (i / job->width == SUM_UNKNOWN)
      lociq_lanes_store(to + i,
                        (lociq_lanes)((lociq_mask)lociq_lanes_load(to + i) + (lociq_mask)lociq_lanes_load(from + i)));
    else
      lociq_lanes_store(to + i, lociq_lanes_load(to + i) + lociq_lanes_load(from + i));
  }
}

static bool all_known(const double *values, size_t count) {
  if (values == NULL) return false;
  for (size_t i = 0; i < count; i++)
    if (isnan(values[i])) return false;
  return true;
}

static lociq_status run_sums(summing *job, const lociq_sweep *rows, const lociq_cube *cube, double *sums,
                             lociq_error *error) {
  lociq_sweep sweep = *rows;
  sweep.cubes[0] = cube;
  sweep.cube_count = 1;
  sweep.state_size = job->columns ? (job->apart ? SUMS : SUM_SITED) * job->width * sizeof(double) : 0;
  sweep.context = job;
  sweep.block = sum_block;
  sweep.merge = merge_sums;
  sweep.slab = NULL;
  const lociq_status status = lociq_sweep_run(&sweep, sums, error);
  if (status == LOCIQ_OK) lociq_sweep_gather(&sweep, job->region_total, sizeof *job->region_total);
  return status;
}

static lociq_status part_of(const lociq_sweep *sweep, const lociq_cube *cube, lociq_part part, const double **values,
                            lociq_error *error) {
  return sweep->source->part(sweep->source->context, cube, part, sweep->year, values, error);
}

lociq_status lociq_structure_region_totals(const lociq_request *request, const lociq_sweep *sweep,
                                           const lociq_cube *cube, double *totals, lociq_error *error) {
  summing job = {.request = request,
                 .region_total = totals,
                 .industries = sweep->industries,
                 .width = lociq_lanes_width(sweep->industries)};
  lociq_status status = LOCIQ_OK;
  if (!request->summed) status = part_of(sweep, cube, LOCIQ_TOTAL_REGION, &job.published, error);
  if (status != LOCIQ_OK) return status;
  if (job.published == NULL || !all_known(job.published, sweep->regions))
    return run_sums(&job, sweep, cube, NULL, error);
  memcpy(totals, job.published, sweep->regions * sizeof *totals);
  return LOCIQ_OK;
}

static double quotient_or_missing(double above, double below) { return below == 0 ? (double)NAN : above / below; }

lociq_status lociq_structure_aggregate(const lociq_request *request, const lociq_sweep *sweep, const lociq_cube *cube,
                                       const double **body, double *total, lociq_error *error) {
  const size_t industries = (cube->shape & LOCIQ_BY_INDUSTRY) != 0 ? sweep->industries : 1;
  const double *bodies = NULL, *totals = NULL;
  lociq_status status = part_of(sweep, cube, LOCIQ_AGGREGATE_BODY, &bodies, error);
  if (status == LOCIQ_OK && !request->summed) status = part_of(sweep, cube, LOCIQ_AGGREGATE_TOTAL, &totals, error);
  if (status != LOCIQ_OK) return status;
  size_t known = 0;
  *body = bodies == NULL ? NULL : bodies + request->aggregate * industries;
  const double sum = *body == NULL ? 0 : lociq_sum_known(*body, industries, &known);
  const double published = totals == NULL ? NAN : totals[request->aggregate];
  *total = lociq_structure_total_of(request->missing, published, sum, known, industries);
  return LOCIQ_OK;
}

/* x from an aggregate's row: its industries over its total. */
static lociq_status refer_to_aggregate(lociq_structure *structure, const lociq_request *request,
                                       const lociq_sweep *sweep, lociq_error *error) {
  const double *body = NULL;
  const lociq_status status =
      lociq_structure_aggregate(request, sweep, request->measure, &body, &structure->all, error);
  if (status != LOCIQ_OK) return status;
  const double unknown = request->missing == LOCIQ_MISSING_ZERO ? 0 : (double)NAN;
  for (size_t i = 0; i < structure->industries; i++) {
    const double value = body == NULL ? (double)NAN : body[i];
    structure->reference[i] = quotient_or_missing(isnan(value) ? unknown : value, structure->all);
  }
  return LOCIQ_OK;
}

/* x from published totals, else by matched denominators. */
static void refer_to_whole(lociq_structure *structure, const lociq_request *request, const double *published,
                           const double *sums) {
  const size_t width = structure->width;
  const bool propagate = request->missing == LOCIQ_MISSING_PROPAGATE;
  for (size_t i = 0; i < structure->industries; i++) {
    if (published != NULL && !isnan(published[i])) {
      structure->reference[i] = quotient_or_missing(published[i], structure->all);
      continue;
    }
    int64_t unknown = 0;
    memcpy(&unknown, &sums[SUM_UNKNOWN * width + i], sizeof unknown);
    const bool lost = propagate && (unknown > 0 || structure->region_unknown);
    structure->reference[i] =
        lost ? (double)NAN : quotient_or_missing(sums[SUM_KNOWN * width + i], sums[SUM_TOTAL * width + i]);
  }
}

/* Everything by industry that follows from x. */
static void complete_reference(lociq_structure *structure, bool raw) {
  structure->reference_unknown = false;
  for (size_t i = 0; i < structure->width; i++) {
    double x = i < structure->industries ? structure->reference[i] : (double)NAN;
    if (i < structure->industries && isnan(x)) structure->reference_unknown = true;
    if (x == 0) x = NAN;
    structure->reference[i] = x;
    structure->industry_total[i] = x * structure->all;
  }
  structure->divisors.values = structure->reference;
  structure->divisors.width = structure->width;
  lociq_divisors_invert(&structure->divisors);
  const double sum = lociq_sum_known(structure->reference, structure->industries, &structure->reference_known);
  structure->reference_sum = sum;
  for (size_t i = 0; i < structure->width; i++) {
    const double x = structure->reference[i];
    structure->matched_reference[i] = isnan(x) ? 0 : raw ? x : x / sum;
  }
}

static void complete_sited(lociq_structure *structure, bool apart, const double *sums) {
  const size_t width = structure->width;
  for (size_t i = 0; i < width; i++) {
    structure->known_sum[i] = sums[SUM_KNOWN * width + i];
    structure->matched_sum[i] = sums[(apart ? SUM_SITED : SUM_KNOWN) * width + i];
    structure->matched_distribution[i] = sums[(apart ? SUM_DISTRIBUTION : SUM_TOTAL) * width + i];
  }
}

static void complete_totals(lociq_structure *structure, const lociq_request *request, const double *published_all) {
  size_t known = 0;
  const double sum = lociq_sum_known(structure->region_total, structure->regions, &known);
  structure->region_unknown = known < structure->regions;
  const bool lost = known == 0 || (request->missing == LOCIQ_MISSING_PROPAGATE && structure->region_unknown);
  structure->all = lost ? (double)NAN : sum;
  if (published_all != NULL && !request->summed && !isnan(published_all[0])) structure->all = published_all[0];
}

/* Sets the distribution as it was given, by region. */
static lociq_status find_distribution(lociq_structure *structure, const lociq_request *request,
                                      const lociq_sweep *sweep, lociq_error *error) {
  structure->distribution = request->equal ? structure->ones : structure->region_total;
  if (request->distribution_cube == NULL) return LOCIQ_OK;
  return part_of(sweep, request->distribution_cube, LOCIQ_BODY, &structure->distribution, error);
}

lociq_status lociq_structure_reckon(lociq_structure *structure, const lociq_request *request, const lociq_sweep *sweep,
                                    bool sited, lociq_error *error) {
  const double *published_all = NULL, *published_industry = NULL;
  double *sums = lociq_allocate_aligned(SUMS * structure->width, sizeof *sums);
  if (sums == NULL) return lociq_memory_error(error, "totals");
  lociq_status status = part_of(sweep, request->measure, LOCIQ_TOTAL_REGION, &structure->published_region, error);
  if (status == LOCIQ_OK)
    status = part_of(sweep, request->measure, LOCIQ_TOTAL_INDUSTRY, &structure->published_industry, error);
  if (status == LOCIQ_OK) status = part_of(sweep, request->measure, LOCIQ_TOTAL, &published_all, error);
  if (status == LOCIQ_OK) status = find_distribution(structure, request, sweep, error);
  if (status != LOCIQ_OK) goto done;
  const bool whole = request->aggregate == LOCIQ_NONE;
  const double *published_region = request->summed ? NULL : structure->published_region;
  published_industry = request->summed ? NULL : structure->published_industry;
  summing job = {.request = request,
                 .published = published_region,
                 .region_total = structure->region_total,
                 .industries = structure->industries,
                 .width = structure->width};
  job.columns = sited || (whole && !all_known(published_industry, structure->industries));
  job.apart = structure->distribution != structure->region_total;
  if (job.apart) job.distribution = structure->distribution;
  if (job.columns || published_region == NULL || !all_known(published_region, structure->regions))
    status = run_sums(&job, sweep, request->measure, sums, error);
  else
    memcpy(structure->region_total, published_region, structure->regions * sizeof *structure->region_total);
  if (status != LOCIQ_OK) goto done;
  complete_totals(structure, request, published_all);
  if (whole) refer_to_whole(structure, request, published_industry, sums);
  if (!whole) status = refer_to_aggregate(structure, request, sweep, error);
  if (status != LOCIQ_OK) goto done;
  complete_reference(structure, request->raw_shares);
  if (sited) complete_sited(structure, job.apart, sums);
  structure->distribution_all =
      job.apart ? lociq_sum_known(structure->distribution, structure->regions, NULL) : structure->all;
done:
  free(sums);
  return status;
}
