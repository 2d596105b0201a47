/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pass: every row and fold kernel of a level sees a row while it is in cache.
 */
#include <string.h>

#include "core/memory.h"
#include "numeric/copy.h"
#include "numeric/sum.h"
#include "schedule/advance.h"
#include "schedule/pass.h"
#include "schedule/relative.h"

LOCIQ_INLINE void add_known(lociq_lanes e, double *sum, double *known) {
  const lociq_mask is_known = lociq_lanes_known(e);
  const lociq_mask counts = (lociq_mask)lociq_lanes_load(known) + lociq_lanes_tally(is_known);
  lociq_lanes_store(sum, lociq_lanes_load(sum) + lociq_lanes_where(is_known, e));
  lociq_lanes_store(known, (lociq_lanes)counts);
}

/* known holds whole numbers, by their bits. */
LOCIQ_CLONED static void add_census(const double *values, size_t industries, double *sums, double *known) {
  size_t i = 0;
  for (; i + LOCIQ_LANES <= industries; i += LOCIQ_LANES)
    add_known(lociq_lanes_load_unaligned(values + i), sums + i, known + i);
  if (i < industries) add_known(lociq_lanes_load_some(values + i, industries - i, NAN), sums + i, known + i);
}

/* Whether a row says too little for a kernel that names these vectors. */
static bool says_too_little(const lociq_pass *pass, unsigned vectors, const lociq_row *row, const lociq_tally *tally) {
  const unsigned referring = LOCIQ_REFERENCE | LOCIQ_QUOTIENT | LOCIQ_MATCHED | LOCIQ_LOCATION;
  const lociq_missing missing = pass->work->request->missing;
  if (isnan(row->total) || (tally->known == 0 && missing != LOCIQ_MISSING_ZERO)) return true;
  if ((vectors & LOCIQ_KNOWN) != 0 && row->known == 0) return true;
  if ((vectors & LOCIQ_MATCHED) != 0 && row->matched == 0) return true;
  if ((vectors & referring) != 0 && tally->matched == 0) return true;
  if (missing != LOCIQ_MISSING_PROPAGATE) return false;
  return tally->known < pass->industries || ((vectors & referring) != 0 && pass->work->structure->reference_unknown);
}

/* Whether a region's result is missing without asking the kernel; of its earlier
 * rows, `unknown` cells are. */
static bool is_missing(const lociq_pass *pass, const lociq_run *run, const lociq_row *row, const lociq_tally *tally,
                       size_t unknown) {
  const unsigned vectors = run->kernel->vectors;
  const bool propagate = pass->work->request->missing == LOCIQ_MISSING_PROPAGATE;
  if (propagate && unknown > 0) return true;
  if (vectors == 0) return lociq_instance_sees_measure(run->instance) && propagate && tally->known < pass->industries;
  return says_too_little(pass, vectors, row, tally);
}

static void keep_cells(const lociq_pass *pass, const lociq_run *run, const lociq_span *span, size_t region,
                       const double *result) {
  for (size_t k = 0; k < run->outputs; k++) {
    const double *buffer = result + k * pass->width;
    if (run->in_place[k] != NULL) {
      double *place = run->in_place[k] + region * pass->industries;
      if (place == buffer) continue; /* a vector that was made there */
      if (pass->large)
        lociq_copy_past_caches(place, buffer, pass->industries);
      else
        memcpy(place, buffer, pass->industries * sizeof *place);
    } else if (run->slab[k] != NULL) {
      memcpy(run->slab[k] + (region - span->slab_first) * pass->industries, buffer, pass->industries * sizeof *buffer);
    }
  }
}

/* Outputs lie as the kernel gives them: `width` apart, or next to each other. */
static void keep_results(const lociq_pass *pass, const lociq_run *run, const lociq_span *span, size_t region,
                         const double *result) {
  if (run->result->count == 0) {
    keep_cells(pass, run, span, region, result);
    return;
  }
  for (size_t k = 0; k < run->outputs; k++) lociq_result_output(run->result, k)[region] = result[k];
}

static void lose(const lociq_pass *pass, const lociq_run *run, double *result) {
  const size_t count = run->result->count == 0 ? run->outputs * pass->width : run->outputs;
  for (size_t i = 0; i < count; i++) result[i] = NAN;
}

/* A region's operands: rows are prepared already, single values are set here. */
static void point_operands(const lociq_pass *pass, const lociq_run *run, size_t region, double *arena, lociq_row *row) {
  bool by_cell = false;
  for (size_t i = 0; i < run->instance->operand_count; i++) {
    if (run->instance->operands[i] == NULL) continue;
    if (run->by_region[i] == NULL) {
      row->operands[i] = arena + pass->operand_rows + run->stream[i] * pass->width;
      by_cell = true;
      continue;
    }
    double *single = arena + run->singles + i * LOCIQ_LANES;
    single[0] = run->by_region[i][region];
    row->operands[i] = single;
  }
  if (by_cell || run->kernel->vectors != 0) return;
  row->industries = 1;
  row->width = LOCIQ_LANES;
}

/* Where the cells of a row are that a run of this pass gave. */
static const double *result_of(const lociq_run *run, const lociq_row *row, const double *arena) {
  return run->kernel->vector == NULL ? arena + run->row_result : run->kernel->vector(row);
}

static void point_needs(const lociq_pass *pass, const lociq_run *run, size_t region, const double *arena,
                        lociq_row *row) {
  for (size_t i = 0; i < LOCIQ_NEEDS; i++) {
    const size_t need = run->instance->needs[i];
    row->needs[i] = NULL;
    if (need == LOCIQ_NONE) continue;
    const double *values = pass->work->results->of[need].values;
    if (run->need_run[i] != LOCIQ_NONE)
      row->needs[i] = result_of(&pass->runs[run->need_run[i]], row, arena);
    else if ((pass->work->request->instances[need].shape & LOCIQ_BY_REGION) != 0)
      row->needs[i] = values + region;
    else
      row->needs[i] = values;
  }
}

/* What a kernel is given of earlier years. */
typedef struct look {
  const double *rows[LOCIQ_LAGS];
  double totals[LOCIQ_LAGS];
} look;

/* A region as the kernels see it, one after the other. */
typedef struct sight {
  lociq_row row;
  lociq_tally tally;
  look back;
} sight;

/* A region's earlier years: rows are prepared already. Returns how many of their
 * cells are unknown. */
static size_t look_back(const lociq_pass *pass, const lociq_run *run, const lociq_span *span, size_t k, double *arena,
                        look *back) {
  double *singles = arena + run->singles + run->instance->operand_count * LOCIQ_LANES;
  const size_t region = span->first + k;
  size_t unknown = 0;
  for (size_t n = 0; n < run->instance->lag_count; n++) {
    const lociq_earlier *earlier = &run->earlier[n];
    back->rows[n] = arena + pass->absent;
    back->totals[n] = NAN;
    if (earlier->by_region != NULL) {
      singles[n * LOCIQ_LANES] = back->totals[n] = earlier->by_region[region];
      back->rows[n] = singles + n * LOCIQ_LANES;
    } else if (earlier->year == LOCIQ_NONE) {
      unknown += pass->industries;
    } else {
      size_t known = 0;
      const double *values = span->values[run->earlier_stream[n]] + k * pass->industries;
      const double sum = lociq_sum_known(values, pass->industries, &known);
      const double published = earlier->published == NULL ? NAN : earlier->published[region];
      const double total =
          lociq_structure_total_of(pass->work->request->missing, published, sum, known, pass->industries);
      back->rows[n] = arena + pass->operand_rows + run->earlier_stream[n] * pass->width;
      back->totals[n] = total == 0 ? (double)NAN : total;
      unknown += pass->industries - known;
    }
  }
  return unknown;
}

/* Lowers a coverage to that of a row. */
static void cover_row(const lociq_pass *pass, const double *published, const double *values, size_t region,
                      double *coverage) {
  size_t known = 0;
  const double sum = lociq_sum_known(values, pass->industries, &known);
  const double covered = lociq_coverage_of(published, region, sum, known);
  if (!isnan(*coverage) && !(covered >= *coverage)) *coverage = covered;
}

/* The least of what is looked at: the measure, and the earlier years that are there. */
static void cover_looks(const lociq_pass *pass, const lociq_run *run, const lociq_span *span, size_t k) {
  const lociq_instance *instance = run->instance;
  const size_t region = span->first + k, row = k * pass->industries;
  double *coverage = &run->result->coverage[region];
  if (lociq_instance_sees_measure(instance))
    cover_row(pass, pass->work->structure->published_region, span->values[0] + row, region, coverage);
  for (size_t n = 0; n < instance->lag_count; n++) {
    if (run->earlier[n].by_region != NULL || run->earlier[n].year == LOCIQ_NONE) continue;
    cover_row(pass, run->earlier[n].published, span->values[run->earlier_stream[n]] + row, region, coverage);
  }
}

static void cover_operands(const lociq_pass *pass, const lociq_run *run, const lociq_span *span, size_t k) {
  const size_t region = span->first + k;
  for (size_t i = 0; i < run->instance->operand_count; i++) {
    if (run->instance->operands[i] == NULL || run->by_region[i] != NULL) continue;
    cover_row(pass, run->published[i], span->values[run->stream[i]] + k * pass->industries, region,
              &run->result->coverage[region]);
  }
}

/* --missing propagate: an industry with an unknown cell in an earlier year is lost. */
static void count_unknown(const lociq_pass *pass, const lociq_run *run, const lociq_row *row, double *counts) {
  for (size_t n = 0; n < run->instance->lag_count; n++)
    for (size_t i = 0; run->earlier[n].by_region == NULL && i < pass->industries; i++)
      counts[i] += isnan(row->earlier[n][i]) ? 1 : 0;
}

static void fill_result(const lociq_pass *pass, const lociq_run *run, size_t k, const lociq_row *row, bool is_lost,
                        double *arena) {
  double *result = arena + run->row_result;
  const bool by_cell = run->result->count == 0;
  if (run->kernel->form == LOCIQ_BLOCK) {
    memcpy(result, arena + run->block_result + k * pass->industries, pass->industries * sizeof *result);
    if (is_lost) lose(pass, run, result);
  } else if (!by_cell && is_lost) {
    lose(pass, run, result);
  } else {
    run->kernel->row(row, result);
    if (run->relative != NULL) lociq_relative_scale(run->relative, row->industries, result);
  }
  for (size_t i = pass->industries; by_cell && i < pass->width; i++) result[i] = NAN;
}

/* Only a kernel with operands has a copy of the row: it takes as long as a light kernel. */
static void run_kernel(const lociq_pass *pass, const lociq_run *run, const lociq_span *span, size_t k, sight *seen,
                       double *arena, char *state) {
  const size_t region = span->first + k;
  lociq_row own, *row = &seen->row;
  size_t unknown = 0;
  if (run->instance->operand_count > 0) {
    own = seen->row;
    row = &own;
    point_operands(pass, run, region, arena, row);
  }
  row->options = run->instance->options;
  point_needs(pass, run, region, arena, row);
  if (run->instance->lag_count > 0) unknown = look_back(pass, run, span, k, arena, &seen->back);
  if (run->kernel->form == LOCIQ_FOLD) {
    run->kernel->fold(row, state + run->state);
    if (run->counts_unknown) count_unknown(pass, run, row, (double *)(state + run->unknown));
    return;
  }
  if (run->kernel->vector == NULL)
    fill_result(pass, run, k, row, is_missing(pass, run, row, &seen->tally, unknown), arena);
  if (!run->kept) return;
  if (run->result->coverage != NULL) cover_operands(pass, run, span, k);
  if (run->result->coverage != NULL) cover_looks(pass, run, span, k);
  keep_results(pass, run, span, region, result_of(run, row, arena));
}

/* Block kernels come first: their rows may be what row kernels need. */
static void run_blocks(const lociq_pass *pass, const lociq_span *span, double *arena) {
  lociq_row row = {0};
  lociq_tally tally = {0};
  double *quotients = arena + pass->block_quotients;
  for (size_t k = 0; k < span->count; k++) {
    lociq_prepare_row(&pass->preparation, span->values[0] + k * pass->industries, NULL, span->first + k, arena, &row,
                      &tally);
    memcpy(quotients + k * pass->width, row.quotient, pass->width * sizeof *quotients);
  }
  for (size_t i = 0; i < pass->run_count; i++) {
    const lociq_run *run = &pass->runs[i];
    if (run->kernel->form != LOCIQ_BLOCK) continue;
    lociq_block block = {.regions = span->count,
                         .industries = pass->industries,
                         .width = pass->width,
                         .given = &pass->work->request->supply.given,
                         .quotient = quotients,
                         .options = run->instance->options,
                         .scratch = arena + pass->block_scratch};
    for (size_t n = 0; n < LOCIQ_NEEDS; n++)
      if (run->instance->needs[n] != LOCIQ_NONE)
        block.needs[n] = pass->work->results->of[run->instance->needs[n]].values;
    run->kernel->block(&block, arena + run->block_result);
  }
}

/* The next row comes from memory while this one is worked on, a part of it before each kernel: more than
 * there is room for at once would have to wait. */
static void fetch_part(const lociq_pass *pass, const double *next, size_t run) {
  enum { LINE = 64 / sizeof(double) };
  const size_t part = pass->industries / pass->run_count + 1, first = run * part;
  for (size_t i = first; i < first + part && i < pass->industries; i += LINE) __builtin_prefetch(next + i, 0, 2);
}

/* The vectors of a region, and what is known of it. */
static void look_at(const lociq_pass *pass, const lociq_span *span, size_t k, double *arena, double *state,
                    sight *seen) {
  const size_t region = span->first + k;
  const double *values = span->values[0] + k * pass->industries;
  const double *next = k + 1 < span->count ? values + pass->industries : NULL;
  lociq_prepare_row(&pass->preparation, values, next, region, arena, &seen->row, &seen->tally);
  if (pass->holds)
    lociq_held_keep(pass->work->held, region, seen->row.quotient,
                    says_too_little(pass, LOCIQ_QUOTIENT, &seen->row, &seen->tally));
  if (pass->counts_industries) add_census(values, pass->industries, state, state + pass->width);
  if (pass->census)
    pass->work->results->census.region_coverage[region] =
        lociq_coverage_of(pass->work->structure->published_region, region, seen->tally.sum, seen->tally.known);
}

static void run_block(void *context, const lociq_span *span, void *state) {
  const lociq_pass *pass = context;
  double *arena = pass->arenas + span->thread * pass->arena_size;
  const bool zero = pass->work->request->missing == LOCIQ_MISSING_ZERO;
  sight seen = {.row = {.industries = pass->industries, .width = pass->width}, .tally = {.whole = true}};
  seen.row.given = &pass->work->request->supply.given;
  seen.row.scratch = arena + pass->scratch;
  seen.row.earlier = seen.back.rows;
  seen.row.earlier_total = seen.back.totals;
  if (pass->has_blocks) run_blocks(pass, span, arena);
  for (size_t k = 0; k < span->count; k++) {
    if (pass->sees_measure) look_at(pass, span, k, arena, state, &seen);
    for (size_t c = pass->sees_measure ? 1 : 0; c < pass->stream_count; c++)
      lociq_prepare_copy(span->values[c] + k * pass->industries, pass->industries, pass->width, zero,
                         arena + pass->operand_rows + c * pass->width);
    if (pass->measure_is_operand && pass->sees_measure)
      lociq_prepare_copy(span->values[0] + k * pass->industries, pass->industries, pass->width, zero,
                         arena + pass->operand_rows);
    for (size_t i = 0; i < pass->run_count; i++) {
      if (pass->sees_measure && !seen.tally.fetched && k + 1 < span->count)
        fetch_part(pass, span->values[0] + (k + 1) * pass->industries, i);
      run_kernel(pass, &pass->runs[i], span, k, &seen, arena, state);
    }
  }
  if (pass->large) lociq_copy_settle();
}

static void merge_states(void *context, void *total, const void *state) {
  const lociq_pass *pass = context;
  if (pass->counts_industries) {
    double *sums = total;
    const double *later = state;
    int64_t *known = (int64_t *)(sums + pass->width);
    const int64_t *later_known = (const int64_t *)(later + pass->width);
    for (size_t i = 0; i < pass->industries; i++) {
      sums[i] += later[i];
      known[i] += later_known[i];
    }
  }
  for (size_t i = 0; i < pass->run_count; i++) {
    const lociq_run *run = &pass->runs[i];
    if (run->kernel->form != LOCIQ_FOLD) continue;
    run->kernel->merge((char *)total + run->state, (const char *)state + run->state, pass->industries, pass->width);
    double *counts = (double *)((char *)total + run->unknown);
    const double *later = (const double *)((const char *)state + run->unknown);
    for (size_t k = 0; run->counts_unknown && k < pass->width; k++) counts[k] += later[k];
  }
}

static lociq_status write_slab(void *context, size_t first, size_t count, lociq_error *error) {
  const lociq_pass *pass = context;
  const lociq_sink *sink = pass->work->sink;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < pass->run_count; i++) {
    const lociq_run *run = &pass->runs[i];
    for (size_t k = 0; k <= LOCIQ_OUTPUTS_MAXIMUM && status == LOCIQ_OK; k++) {
      if (run->slab[k] == NULL) continue;
      char name[LOCIQ_OUTPUT_NAME_SIZE];
      lociq_output_name(run->instance->indicator, k, name);
      status = sink->rows(sink->context, name, pass->work->year, first, count, run->slab[k], error);
    }
  }
  if (status != LOCIQ_OK) return status;
  const lociq_share share = lociq_sweep_share(&pass->work->rows);
  return lociq_advance(pass->work, pass->level, LOCIQ_STEP_ROWS, first + count - share.first, share.count, error);
}

static void keep_census(const lociq_pass *pass, const void *total) {
  lociq_census *census = &pass->work->results->census;
  const lociq_structure *structure = pass->work->structure;
  memcpy(census->industry_sum, total, pass->width * sizeof *census->industry_sum);
  memcpy(census->industry_known, (const double *)total + pass->width, pass->width * sizeof *census->industry_known);
  for (size_t i = 0; i < pass->industries; i++)
    census->industry_coverage[i] =
        lociq_coverage_of(structure->published_industry, i, census->industry_sum[i], (size_t)census->industry_known[i]);
}

/* Whether nothing can be said of an industry from what a fold looks at. */
static bool is_lost(const lociq_pass *pass, unsigned vectors, size_t industry) {
  const unsigned referring = LOCIQ_REFERENCE | LOCIQ_QUOTIENT | LOCIQ_MATCHED | LOCIQ_LOCATION | LOCIQ_SITED;
  const unsigned totals = referring | LOCIQ_SHARE | LOCIQ_KNOWN;
  const lociq_structure *structure = pass->work->structure;
  const lociq_missing missing = pass->work->request->missing;
  if (vectors == 0) return false;
  const size_t known = (size_t)pass->work->results->census.industry_known[industry];
  if (known == 0 && missing != LOCIQ_MISSING_ZERO) return true;
  if ((vectors & referring) != 0 && isnan(structure->reference[industry])) return true;
  if (missing != LOCIQ_MISSING_PROPAGATE) return false;
  return known < structure->regions || ((vectors & totals) != 0 && structure->region_unknown);
}

/* Makes missing what the fold cannot know. */
static void lose_industries(const lociq_pass *pass, const lociq_run *run, const double *unknown, double *values) {
  const size_t industries = pass->industries;
  const unsigned shape = run->instance->shape;
  const bool propagate = pass->work->request->missing == LOCIQ_MISSING_PROPAGATE;
  const bool matrix = (shape & LOCIQ_BY_INDUSTRY_OTHER) != 0, vector = !matrix && (shape & LOCIQ_BY_INDUSTRY) != 0;
  for (size_t i = 0; i < industries; i++) {
    if (!is_lost(pass, run->kernel->vectors, i) && (unknown == NULL || unknown[i] == 0)) continue;
    if (vector) values[i] = NAN;
    if (!matrix && !vector && propagate) values[0] = NAN;
    for (size_t j = 0; matrix && j < industries; j++) values[i * industries + j] = values[j * industries + i] = NAN;
  }
}

static void finish_fold(const lociq_pass *pass, const lociq_run *run, const char *total) {
  const size_t count = run->result->count;
  const double *unknown = run->counts_unknown ? (const double *)(total + run->unknown) : NULL;
  run->kernel->finish(total + run->state, pass->industries, pass->width, run->instance->options, run->result->values);
  for (size_t k = 0; k < run->outputs; k++) {
    double *values = lociq_result_output(run->result, k);
    lose_industries(pass, run, unknown, values);
    for (size_t i = count; i < lociq_lanes_width(count); i++) values[i] = NAN;
  }
}

/* What blocks filled by region, each rank's its own, all ranks need for what comes next. */
static void gather_regions(const lociq_pass *pass, const lociq_sweep *sweep) {
  if (pass->census && pass->sees_measure)
    lociq_sweep_gather(sweep, pass->work->results->census.region_coverage, sizeof(double));
  if (pass->holds) lociq_held_gather(pass->work->held, sweep);
  for (size_t i = 0; i < pass->run_count; i++) {
    const lociq_run *run = &pass->runs[i];
    if (run->kernel->form == LOCIQ_FOLD || !run->kept) continue;
    if (run->result->coverage != NULL) lociq_sweep_gather(sweep, run->result->coverage, sizeof(double));
    for (size_t k = 0; k < run->outputs; k++) {
      if (run->result->count > 0) lociq_sweep_gather(sweep, lociq_result_output(run->result, k), sizeof(double));
      if (run->in_place[k] != NULL)
        lociq_sweep_gather(sweep, run->in_place[k], pass->industries * sizeof *run->in_place[k]);
    }
  }
}

lociq_status lociq_pass_run(const lociq_work *work, size_t level, lociq_error *error) {
  lociq_pass *pass = NULL;
  void *total = NULL;
  lociq_status status = lociq_pass_create(work, level, &pass, error);
  if (status != LOCIQ_OK || pass->stream_count + pass->run_count == 0) goto done;
  total = lociq_allocate_aligned(pass->state_size, 1);
  if (total == NULL) {
    status = lociq_memory_error(error, "the states of a pass");
    goto done;
  }
  lociq_sweep sweep = work->rows;
  memcpy(sweep.cubes, pass->streams, sizeof pass->streams);
  memcpy(sweep.back, pass->back, sizeof pass->back);
  sweep.cube_count = pass->stream_count;
  sweep.slab_rows = pass->slab_rows;
  sweep.state_size = pass->state_size;
  sweep.context = pass;
  sweep.block = run_block;
  sweep.merge = merge_states;
  sweep.slab = write_slab;
  status = lociq_sweep_run(&sweep, total, error);
  if (status != LOCIQ_OK) goto done;
  gather_regions(pass, &sweep);
  if (pass->counts_industries) keep_census(pass, total);
  for (size_t i = 0; i < pass->run_count; i++)
    if (pass->runs[i].kernel->form == LOCIQ_FOLD) finish_fold(pass, &pass->runs[i], total);
done:
  free(total);
  lociq_pass_free(pass);
  return status;
}
