/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arranges a pass: which kernels run, which rows are streamed, where vectors lie.
 */
#include <string.h>

#include "core/memory.h"
#include "schedule/bytes.h"
#include "schedule/pass.h"

/* Of a slab at most: a tenth of a second, or a few. States that blocks are merged into, beside those of a wave. */
enum { REPORTED_CELLS = 8 << 20, TREE_HEIGHT = 16 };
/* Bytes: results that are as large go past the caches. */
enum { LARGE = 8 << 20 };

static bool runs_on_rows(const lociq_instance *instance) {
  const lociq_form form = instance->indicator->kernel->form;
  return form == LOCIQ_ROW || form == LOCIQ_FOLD || form == LOCIQ_BLOCK;
}

static bool gives_rows(const lociq_instance *instance) {
  return runs_on_rows(instance) && instance->indicator->kernel->form != LOCIQ_FOLD;
}

/* Sets place[i] to the run of instance i, or LOCIQ_NONE. A row kernel of an
 * earlier pass runs again where its rows are needed: rows are not kept. */
static void choose_runs(const lociq_work *work, size_t level, size_t *place, lociq_pass *pass) {
  const lociq_request *request = work->request;
  for (size_t i = 0; i < request->count; i++)
    place[i] = request->instances[i].level == level && runs_on_rows(&request->instances[i]) ? 0 : LOCIQ_NONE;
  for (size_t i = request->count; i > 0; i--) {
    const lociq_instance *instance = &request->instances[i - 1];
    if (place[i - 1] == LOCIQ_NONE) continue;
    for (size_t n = 0; n < LOCIQ_NEEDS; n++)
      if (instance->needs[n] != LOCIQ_NONE && gives_rows(&request->instances[instance->needs[n]]))
        place[instance->needs[n]] = 0;
  }
  for (size_t i = 0; i < request->count; i++)
    if (place[i] != LOCIQ_NONE) place[i] = pass->run_count++;
}

static lociq_status find_stream(lociq_pass *pass, const lociq_cube *cube, size_t back, size_t *stream,
                                lociq_error *error) {
  for (size_t c = 0; c < pass->stream_count; c++)
    if (pass->streams[c] == cube && pass->back[c] == back) {
      *stream = c;
      return LOCIQ_OK;
    }
  if (pass->stream_count == LOCIQ_STREAMS)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "more than %d measures and earlier years at once: compute some of the indicators apart",
                           LOCIQ_STREAMS);
  *stream = pass->stream_count;
  pass->back[pass->stream_count] = back;
  pass->streams[pass->stream_count++] = cube;
  return LOCIQ_OK;
}

static lociq_status set_operands(const lociq_work *work, size_t position, lociq_pass *pass, lociq_run *run,
                                 lociq_error *error) {
  const lociq_source *source = work->rows.source;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < run->instance->operand_count && status == LOCIQ_OK; i++) {
    const lociq_cube *cube = run->instance->operands[i];
    run->by_region[i] = work->operands[position][i].by_region;
    if (cube == NULL || run->by_region[i] != NULL) continue;
    status = find_stream(pass, cube, 0, &run->stream[i], error);
    if (pass->sees_measure && cube == pass->streams[0]) pass->measure_is_operand = true;
    if (status == LOCIQ_OK)
      status = source->part(source->context, cube, LOCIQ_TOTAL_REGION, work->rows.year, &run->published[i], error);
  }
  return status;
}

static lociq_status set_earlier(const lociq_work *work, size_t position, lociq_pass *pass, lociq_run *run,
                                lociq_error *error) {
  const lociq_instance *instance = run->instance;
  const lociq_cube *cube = instance->operand_count > 0 ? instance->operands[0] : work->request->measure;
  run->earlier = work->earlier[position];
  run->counts_unknown = instance->lag_count > 0 && work->request->missing == LOCIQ_MISSING_PROPAGATE;
  lociq_status status = LOCIQ_OK;
  for (size_t n = 0; n < instance->lag_count && status == LOCIQ_OK; n++) {
    pass->looks_back = true;
    if (run->earlier[n].year == LOCIQ_NONE || run->earlier[n].by_region != NULL) continue;
    if (pass->sees_measure && cube == pass->streams[0] && run->earlier[n].year == work->rows.year)
      pass->measure_is_operand = true;
    status = find_stream(pass, cube, work->rows.year - run->earlier[n].year, &run->earlier_stream[n], error);
  }
  return status;
}

static lociq_status set_runs(const lociq_work *work, size_t level, const size_t *place, lociq_pass *pass,
                             lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < work->request->count && status == LOCIQ_OK; i++) {
    if (place[i] == LOCIQ_NONE) continue;
    const lociq_instance *instance = &work->request->instances[i];
    lociq_run *run = &pass->runs[place[i]];
    run->instance = instance;
    run->kernel = instance->indicator->kernel;
    run->result = &work->results->of[i];
    run->outputs = lociq_output_count(instance->indicator);
    run->kept = instance->level == level;
    run->relative = work->relative[i];
    for (size_t n = 0; n < LOCIQ_NEEDS; n++)
      run->need_run[n] = instance->needs[n] == LOCIQ_NONE ? LOCIQ_NONE : place[instance->needs[n]];
    for (size_t n = 0; n < LOCIQ_NEEDS; n++)
      if (run->need_run[n] != LOCIQ_NONE && !gives_rows(&work->request->instances[instance->needs[n]]))
        run->need_run[n] = LOCIQ_NONE;
    status = set_operands(work, i, pass, run, error);
    if (status == LOCIQ_OK) status = set_earlier(work, i, pass, run, error);
  }
  return status;
}

static void set_vectors(const lociq_work *work, size_t level, const size_t *place, lociq_pass *pass) {
  unsigned vectors = 0;
  for (size_t i = 0; i < work->request->count; i++) {
    const lociq_instance *instance = &work->request->instances[i];
    if (place[i] == LOCIQ_NONE || !lociq_instance_sees_measure(instance)) continue;
    pass->sees_measure = true;
    vectors |= instance->indicator->kernel->vectors;
    if (instance->indicator->kernel->form != LOCIQ_BLOCK) continue;
    pass->has_blocks = true;
    vectors |= LOCIQ_QUOTIENT;
  }
  pass->holds = work->held != NULL && work->held->level == level;
  if (pass->holds) vectors |= LOCIQ_QUOTIENT;
  pass->sees_measure = pass->sees_measure || pass->holds;
  pass->preparation = (lociq_preparation){.structure = work->structure,
                                          .vectors = vectors,
                                          .missing = work->request->missing,
                                          .raw_shares = work->request->raw_shares};
}

static size_t larger(size_t first, size_t second) { return first > second ? first : second; }

/* Lays out a thread's arena and the state of a block. */
static void lay_out(lociq_pass *pass) {
  const size_t width = pass->width;
  size_t next = LOCIQ_PREPARED_VECTORS * width, scratch = 0, block_scratch = 0;
  pass->state_size = pass->counts_industries ? 2 * width * sizeof(double) : 0;
  pass->operand_rows = next;
  next += pass->stream_count * width;
  pass->absent = next;
  next += pass->looks_back ? larger(width, LOCIQ_LANES) : 0;
  for (size_t i = 0; i < pass->run_count; i++) {
    lociq_run *run = &pass->runs[i];
    run->row_result = next;
    next += run->outputs * larger(width, LOCIQ_LANES);
    run->singles = next;
    next += (run->instance->operand_count + run->instance->lag_count) * LOCIQ_LANES;
    if (run->kernel->form == LOCIQ_BLOCK) {
      run->block_result = next;
      next += LOCIQ_BLOCK_ROWS * width;
      block_scratch = larger(block_scratch, run->kernel->scratch);
    } else {
      scratch = larger(scratch, run->kernel->scratch);
    }
    if (run->kernel->form != LOCIQ_FOLD) continue;
    run->state = pass->state_size;
    pass->state_size += (run->kernel->state_size(pass->industries, width, run->instance->options) + 63) / 64 * 64;
    if (!run->counts_unknown) continue;
    run->unknown = pass->state_size;
    pass->state_size += width * sizeof(double);
  }
  pass->scratch = next;
  next += scratch * width;
  pass->block_quotients = next;
  next += pass->has_blocks ? LOCIQ_BLOCK_ROWS * width : 0;
  pass->block_scratch = next;
  next += block_scratch * LOCIQ_BLOCK_ROWS * width;
  pass->arena_size = next;
}

/* Slabs of whole blocks that fit the memory, and soon enough done to say how far the
 * work is. */
static void size_slabs(const lociq_work *work, size_t slab_results, lociq_pass *pass) {
  const size_t copied = slab_results + (work->rows.source->in_memory ? 0 : pass->stream_count);
  const size_t states = (2 * work->rows.threads + TREE_HEIGHT) * pass->state_size;
  const size_t beside = work->rows.threads * pass->arena_size * sizeof(double) + states;
  const size_t memory = work->memory > beside ? work->memory - beside : 0;
  const size_t rows = lociq_bytes_rows(memory, copied, work->rows.regions, pass->industries);
  const size_t reported = lociq_bytes_rows(REPORTED_CELLS * sizeof(double), 1, work->rows.regions, pass->industries);
  pass->slab_rows = rows < reported ? rows : reported;
}

static bool gives_cells(const lociq_run *run, size_t output) {
  return run->kept && run->instance->asked && run->result->count == 0 && run->kernel->form != LOCIQ_FOLD &&
         lociq_output_is_given(run->instance, output);
}

/* Asks the sink for places; returns how many outputs got none. */
static size_t place_cells(const lociq_work *work, lociq_run *run) {
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

static lociq_status allocate(const lociq_work *work, lociq_pass *pass, lociq_error *error) {
  size_t slabs = 0;
  for (size_t i = 0; i < pass->run_count; i++) slabs += place_cells(work, &pass->runs[i]);
  size_slabs(work, slabs, pass);
  for (size_t i = 0; i < pass->run_count; i++) {
    lociq_run *run = &pass->runs[i];
    for (size_t k = 0; k < run->outputs; k++) {
      if (!gives_cells(run, k) || run->in_place[k] != NULL) continue;
      run->slab[k] = lociq_allocate_aligned(pass->slab_rows * pass->industries, sizeof *run->slab[k]);
      if (run->slab[k] == NULL) return lociq_memory_error(error, run->instance->indicator->name);
    }
  }
  pass->arenas = lociq_allocate_aligned(work->rows.threads * pass->arena_size, sizeof *pass->arenas);
  if (pass->arenas == NULL) return lociq_memory_error(error, "the vectors of a pass");
  for (size_t t = 0; pass->looks_back && t < work->rows.threads; t++)
    for (size_t i = 0; i < larger(pass->width, LOCIQ_LANES); i++)
      pass->arenas[t * pass->arena_size + pass->absent + i] = NAN;
  return LOCIQ_OK;
}

/* Where all quotients of the year go as they are made: to the indicator that they are the
 * result of, when nobody else looks at them and a row lies there as a vector does. */
static double *place_quotients(const lociq_pass *pass) {
  const lociq_run *whose = NULL;
  if (!pass->large || pass->holds || pass->has_blocks || pass->industries != pass->width) return NULL;
  for (size_t i = 0; i < pass->run_count; i++) {
    const lociq_run *run = &pass->runs[i];
    for (size_t n = 0; n < LOCIQ_NEEDS; n++)
      if (run->need_run[n] != LOCIQ_NONE) return NULL;
    if ((run->kernel->vectors & LOCIQ_QUOTIENT) == 0) continue;
    if (whose != NULL || run->kernel->vector == NULL) return NULL;
    whose = run;
  }
  double *place = whose == NULL ? NULL : whose->in_place[0];
  return (uintptr_t)place % (LOCIQ_LANES * sizeof *place) == 0 ? place : NULL;
}

lociq_status lociq_pass_create(const lociq_work *work, size_t level, lociq_pass **pass, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  lociq_pass *made = lociq_allocate(1, sizeof *made);
  size_t *place = lociq_allocate(work->request->count, sizeof *place);
  if (made == NULL || place == NULL) {
    status = lociq_memory_error(error, "a pass");
    goto done;
  }
  made->work = work;
  made->level = level;
  made->industries = work->rows.industries;
  made->width = lociq_lanes_width(made->industries);
  choose_runs(work, level, place, made);
  made->runs = lociq_allocate(made->run_count, sizeof *made->runs);
  if (made->runs == NULL) {
    status = lociq_memory_error(error, "a pass");
    goto done;
  }
  made->census = level == work->census_level;
  made->counts_industries = made->census && work->counts_industries;
  set_vectors(work, level, place, made);
  made->sees_measure = made->sees_measure || made->census;
  if (made->sees_measure) made->streams[made->stream_count++] = work->request->measure;
  status = set_runs(work, level, place, made, error);
  if (status != LOCIQ_OK) goto done;
  lay_out(made);
  status = allocate(work, made, error);
  if (status != LOCIQ_OK) goto done;
  made->large = made->industries * work->rows.regions * sizeof(double) >= LARGE;
  made->preparation.quotients = place_quotients(made);
  *pass = made;
  made = NULL;
done:
  lociq_pass_free(made);
  free(place);
  return status;
}

void lociq_pass_free(lociq_pass *pass) {
  if (pass == NULL) return;
  for (size_t i = 0; pass->runs != NULL && i < pass->run_count; i++)
    for (size_t k = 0; k <= LOCIQ_OUTPUTS_MAXIMUM; k++) free(pass->runs[i].slab[k]);
  free(pass->runs);
  free(pass->arenas);
  free(pass);
}
