/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a partner brings of that which is near to the industries that we want.
 *
 * With n_ij = phi_ji / sum_{k != i} phi_ki, the density added to target i is sum_j n_ij M_pj (1 - M_rj), so that its
 * mean over targets needs of these only their mean n_j, a row of weights that add up to 1: of all regions one where the
 * targets are given, else one a cluster, or one a region. As in relatedness_density a negative nearness is none, and
 * industries whose cell is unknown leave both sums, those of the partner too: the score is the sum of n_j over what is
 * brought, over the sum of n_j over the cells known in both.
 */
#include <math.h>
#include <omp.h>

#include "core/memory.h"
#include "numeric/bits.h"
#include "partners/quotients.h"

/* Rows of weights over industries, `width` apart; row_of each unit, LOCIQ_NONE where it has no target. */
typedef struct wanted {
  double *rows;
  size_t *row_of;
} wanted;

typedef struct added {
  const lociq_units *units;
  lociq_quotients *quotients; /* NULL where it is drawn anew */
  size_t regions, industries, words, width;
  uint64_t *known, *held; /* a row of words a region */
  wanted wanted;          /* where it is drawn anew, of what it was drawn from */
  bool drawn;
  double minimum_coverage;
} added;

static void release(void *state) {
  added *made = state;
  if (made == NULL) return;
  if (!made->drawn) free(made->wanted.rows);
  if (!made->drawn) free(made->wanted.row_of);
  lociq_quotients_free(made->quotients);
  free(made->known);
  free(made->held);
  free(made);
}

/* ---- who holds what ---- */

static lociq_status pack(added *made, const lociq_quotients *quotients, lociq_error *error) {
  const size_t words = made->words;
  made->known = lociq_allocate(made->regions, words * sizeof *made->known);
  made->held = lociq_allocate(made->regions, words * sizeof *made->held);
  if (made->known == NULL || made->held == NULL) return lociq_memory_error(error, "what regions hold");
  for (size_t r = 0; r < made->regions; r++) {
    const double *row = lociq_quotients_row(quotients, r);
    for (size_t j = 0; j < made->industries; j++) {
      const uint64_t bit = (uint64_t)1 << j % LOCIQ_WORD;
      if (!isnan(row[j])) made->known[r * words + j / LOCIQ_WORD] |= bit;
      if (row[j] >= 1) made->held[r * words + j / LOCIQ_WORD] |= bit;
    }
  }
  return LOCIQ_OK;
}

/* ---- what is wanted ---- */

/* Row i: n_ij; zeros where nothing is near to i. */
static double *nearness_made(const added *made, const double *proximity) {
  const size_t industries = made->industries;
  double *near = lociq_allocate_aligned(industries, made->width * sizeof *near);
  for (size_t i = 0; i < industries && near != NULL; i++) {
    double *row = near + i * made->width, sum = 0;
    for (size_t j = 0; j < made->width; j++) {
      const double value = j < industries && j != i ? proximity[j * industries + i] : 0;
      row[j] = value > 0 ? value : 0;
      sum += row[j];
    }
    for (size_t j = 0; j < industries && sum > 0; j++) row[j] /= sum;
  }
  return near;
}

static bool has_near(const double *row, size_t industries) {
  for (size_t j = 0; j < industries; j++)
    if (row[j] > 0) return true;
  return false;
}

/* The mean of the rows of those targets to which something is near; false where there is none. */
static bool average(const added *made, const double *near, const uint64_t *targets, double *row) {
  size_t count = 0;
  for (size_t j = 0; j < made->width; j++) row[j] = 0;
  for (size_t i = 0; i < made->industries; i++) {
    const double *of = near + i * made->width;
    if (!lociq_bits_has(targets, i) || !has_near(of, made->industries)) continue;
    for (size_t j = 0; j < made->width; j++) row[j] += of[j];
    count++;
  }
  for (size_t j = 0; j < made->width && count > 0; j++) row[j] /= (double)count;
  return count > 0;
}

static lociq_status allocate_rows(added *made, size_t rows, lociq_error *error) {
  made->wanted.rows = lociq_allocate_aligned(rows, made->width * sizeof *made->wanted.rows);
  return made->wanted.rows == NULL ? lociq_memory_error(error, "the weights of industries") : LOCIQ_OK;
}

static lociq_status want_given(const lociq_block_source *source, const lociq_block_plan *plan, const double *near,
                               added *made, lociq_error *error) {
  uint64_t *targets = lociq_allocate(made->words, sizeof *targets);
  lociq_status status = targets == NULL ? lociq_memory_error(error, "targets") : allocate_rows(made, 1, error);
  for (size_t t = 0; t < plan->target_count && status == LOCIQ_OK; t++) {
    const size_t i = lociq_axis_find(made->units->industries, plan->targets[t]);
    if (i == LOCIQ_NONE)
      status = lociq_block_refuse(source, plan, error, "there is no industry \"%s\" to be a target", plan->targets[t]);
    else
      targets[i / LOCIQ_WORD] |= (uint64_t)1 << i % LOCIQ_WORD;
  }
  if (status == LOCIQ_OK && !average(made, near, targets, made->wanted.rows))
    status = lociq_block_refuse(source, plan, error, "nothing is known to be near to the targets");
  free(targets);
  for (size_t u = 0; u < made->units->count && status == LOCIQ_OK; u++) made->wanted.row_of[u] = 0;
  return status;
}

/* Of a cluster its own industry: the rows are those of nearness, which *near gives up. */
static void want_own(added *made, double **near) {
  made->wanted.rows = *near;
  *near = NULL;
  for (size_t u = 0; u < made->units->count; u++) {
    const size_t i = made->units->items[u].industry;
    const bool any = i != LOCIQ_NONE && has_near(made->wanted.rows + i * made->width, made->industries);
    made->wanted.row_of[u] = any ? i : LOCIQ_NONE;
  }
}

/* A row a region, of its row of targets. */
static void average_all(const added *made, const double *near, const uint64_t *targets, int threads, bool *any) {
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (size_t r = 0; r < made->regions; r++)
    any[r] = average(made, near, targets + r * made->words, made->wanted.rows + r * made->width);
}

/* Of a region all industries that it is known to lack. */
static lociq_status want_lacking(added *made, const double *near, lociq_error *error) {
  uint64_t *lacks = lociq_allocate(made->regions, made->words * sizeof *lacks);
  bool *any = lociq_allocate(made->regions, sizeof *any);
  lociq_status status = lacks == NULL || any == NULL ? lociq_memory_error(error, "targets") : LOCIQ_OK;
  if (status == LOCIQ_OK) status = allocate_rows(made, made->regions, error);
  if (status == LOCIQ_OK) {
    for (size_t w = 0; w < made->regions * made->words; w++) lacks[w] = made->known[w] & ~made->held[w];
    const int threads = made->quotients->threads;
    average_all(made, near, lacks, threads > 0 ? threads : omp_get_max_threads(), any);
  }
  for (size_t u = 0; u < made->units->count && status == LOCIQ_OK; u++) {
    const size_t region = made->units->items[u].region;
    made->wanted.row_of[u] = region != LOCIQ_NONE && any[region] ? region : LOCIQ_NONE;
  }
  free(lacks);
  free(any);
  return status;
}

static lociq_status want(const lociq_block_source *source, const lociq_block_plan *plan, added *made,
                         lociq_error *error) {
  double *near = nearness_made(made, made->quotients->proximity);
  made->wanted.row_of = lociq_allocate(made->units->count, sizeof *made->wanted.row_of);
  lociq_status status = LOCIQ_OK;
  if (near == NULL || made->wanted.row_of == NULL)
    status = lociq_memory_error(error, "the nearness of industries");
  else if (plan->target_count > 0)
    status = want_given(source, plan, near, made, error);
  else if (made->units->cluster != LOCIQ_NONE)
    want_own(made, &near);
  else
    status = want_lacking(made, near, error);
  free(near);
  return status;
}

/* ---- the block ---- */

static lociq_status prepare(const lociq_block_source *source, const lociq_block_plan *plan, lociq_block *block,
                            lociq_error *error) {
  added *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a block");
  block->state = made;
  lociq_status status = lociq_quotients_create(source, plan, true, &made->quotients, error);
  if (status != LOCIQ_OK) return status;
  made->units = source->units;
  made->regions = made->quotients->regions;
  made->industries = made->quotients->industries;
  made->words = lociq_bits_words(made->industries);
  made->width = made->words * LOCIQ_WORD;
  made->minimum_coverage = source->options->minimum_coverage;
  status = pack(made, made->quotients, error);
  if (status == LOCIQ_OK) status = want(source, plan, made, error);
  if (status == LOCIQ_OK)
    status = lociq_block_name_industries(block, source->units->industries, NULL, made->industries, "location quotient",
                                         error);
  return status;
}

static double score(const lociq_block *block, size_t own, size_t other, double *parts) {
  const added *of = block->state;
  const size_t words = of->words, row_of = of->wanted.row_of[own];
  const size_t we = of->units->items[own].region, they = of->units->items[other].region;
  if (row_of == LOCIQ_NONE || we == LOCIQ_NONE || they == LOCIQ_NONE) return (double)NAN;
  const uint64_t *known = of->known + we * words, *held = of->held + we * words;
  const uint64_t *their_known = of->known + they * words, *their_held = of->held + they * words;
  const double *row = of->wanted.rows + row_of * of->width;
  double total = 0, sum = 0;
  for (size_t w = 0; w < words; w++) {
    const uint64_t both = known[w] & their_known[w], brought = both & ~held[w] & their_held[w];
    total += lociq_bits_sum(&both, 1, row + w * LOCIQ_WORD);
    sum += lociq_bits_sum(&brought, 1, row + w * LOCIQ_WORD);
  }
  if (!(total > 0) || !lociq_block_covers(total, of->minimum_coverage)) return (double)NAN;
  for (size_t j = 0; j < of->industries && parts != NULL; j++) {
    const bool brought = lociq_bits_has(known, j) && !lociq_bits_has(held, j) && lociq_bits_has(their_held, j);
    parts[j] = brought ? row[j] / total : 0;
  }
  return sum / total;
}

static double value(const lociq_block *block, size_t unit, size_t item, bool other) {
  (void)other;
  const added *of = block->state;
  const double *row = lociq_quotients_row(of->quotients, of->units->items[unit].region);
  return row == NULL ? (double)NAN : row[item];
}

/* What is near to what, and what is wanted, stays. */
static lociq_status redraw(const lociq_block *block, lociq_random *random, void **state, lociq_error *error) {
  const added *of = block->state;
  *state = NULL;
  if (of->quotients->counts_per_unit == 0) return LOCIQ_OK;
  added *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a block");
  *made = *of;
  made->drawn = true;
  made->quotients = NULL;
  made->known = made->held = NULL;
  lociq_quotients *drawn = NULL;
  lociq_status status = lociq_quotients_redraw(of->quotients, random, &drawn, error);
  if (status == LOCIQ_OK) status = pack(made, drawn, error);
  lociq_quotients_free(drawn);
  if (status == LOCIQ_OK)
    *state = made;
  else
    release(made);
  return status;
}

const lociq_block_method lociq_block_relatedness_added = {.directed = true,
                                                          .prepare = prepare,
                                                          .release = release,
                                                          .bytes = lociq_quotients_bytes,
                                                          .score = score,
                                                          .value = value,
                                                          .redraw = redraw};
