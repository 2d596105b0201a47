/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a partner is strong and we are weak, among the industries that ours are linked to.
 */
#include <math.h>

#include "core/memory.h"
#include "numeric/lanes.h"
#include "partners/quotients.h"

/* Weights and strengths lie over the items, the linked industries, in rows of `width`. */
typedef struct strengths {
  const lociq_units *units;
  lociq_quotients *quotients; /* NULL where it is drawn anew */
  size_t *industries; /* of the items; this and what follows, where it is drawn anew, of what it was drawn from */
  size_t *item_of;    /* by industry; LOCIQ_NONE: it is none */
  size_t count, width;
  double *weights; /* a row an industry of a cluster, where its own is 1; or a region, each adds up to 1, or is 0 where
                      nothing is linked */
  double *values;  /* a row a region: LQ / (1 + LQ), NaN where unknown */
  bool drawn;
  double minimum_coverage;
} strengths;

static void release(void *state) {
  strengths *made = state;
  if (made == NULL) return;
  if (!made->drawn) free(made->industries);
  if (!made->drawn) free(made->item_of);
  if (!made->drawn) free(made->weights);
  lociq_quotients_free(made->quotients);
  free(made->values);
  free(made);
}

/* ---- what is linked ---- */

/* Adds the links of an industry to weights over all industries. */
static void add_links(const lociq_units *units, size_t industry, double *weights) {
  size_t count = 0;
  const lociq_link *links = lociq_linkage_of(units->linkage, industry, &count);
  for (size_t k = 0; k < count; k++) weights[links[k].to] += links[k].weight;
}

/* Of a cluster it and its links; of a region the links of what it is specialised in. */
static void weigh(const lociq_units *units, const lociq_quotients *quotients, size_t row, double *weights) {
  for (size_t i = 0; i < quotients->industries; i++) weights[i] = 0;
  if (units->cluster != LOCIQ_NONE) {
    weights[row] = 1;
    add_links(units, row, weights);
    return;
  }
  const double *values = lociq_quotients_row(quotients, row);
  for (size_t i = 0; i < quotients->industries; i++)
    if (values[i] >= 1) add_links(units, i, weights);
}

/* The industries that can have a weight: what links lead to, and the units' own. */
static lociq_status choose_items(strengths *made, lociq_error *error) {
  const lociq_units *units = made->units;
  const size_t industries = made->quotients->industries;
  bool *taken = lociq_allocate(industries, sizeof *taken);
  made->industries = lociq_allocate(industries, sizeof *made->industries);
  made->item_of = lociq_allocate_aligned(industries, sizeof *made->item_of);
  const bool there = taken != NULL && made->industries != NULL && made->item_of != NULL;
  if (there) {
    for (size_t k = 0; k < units->linkage->count; k++) taken[units->linkage->links[k].to] = true;
    for (size_t u = 0; u < units->count; u++)
      if (units->items[u].industry != LOCIQ_NONE) taken[units->items[u].industry] = true;
    for (size_t i = 0; i < industries; i++) {
      made->item_of[i] = taken[i] ? made->count : LOCIQ_NONE;
      if (taken[i]) made->industries[made->count++] = i;
    }
    made->width = lociq_lanes_width(made->count);
  }
  free(taken);
  return there ? LOCIQ_OK : lociq_memory_error(error, "the linked industries");
}

static lociq_status weigh_items(strengths *made, lociq_error *error) {
  const lociq_quotients *quotients = made->quotients;
  const size_t rows = made->units->cluster == LOCIQ_NONE ? quotients->regions : quotients->industries;
  double *all = lociq_allocate(quotients->industries, sizeof *all);
  made->weights = lociq_allocate_aligned(rows, made->width * sizeof *made->weights);
  for (size_t r = 0; r < rows && all != NULL && made->weights != NULL; r++) {
    double *row = made->weights + r * made->width, sum = 0;
    weigh(made->units, quotients, r, all);
    for (size_t k = 0; k < made->count; k++) sum += all[made->industries[k]];
    if (made->units->cluster != LOCIQ_NONE) sum = 1;
    for (size_t k = 0; k < made->width; k++) row[k] = k < made->count && sum > 0 ? all[made->industries[k]] / sum : 0;
  }
  const bool there = all != NULL && made->weights != NULL;
  free(all);
  return there ? LOCIQ_OK : lociq_memory_error(error, "the weights of links");
}

/* ---- the block ---- */

static lociq_status find_strengths(strengths *made, const lociq_quotients *quotients, lociq_error *error) {
  made->values = lociq_allocate_aligned(quotients->regions, made->width * sizeof *made->values);
  if (made->values == NULL) return lociq_memory_error(error, "strengths");
  for (size_t r = 0; r < quotients->regions; r++) {
    const double *from = lociq_quotients_row(quotients, r);
    double *to = made->values + r * made->width;
    for (size_t k = 0; k < made->width; k++) {
      const double quotient = k < made->count ? from[made->industries[k]] : (double)NAN;
      to[k] = quotient < 0 ? 0 : quotient / (1 + quotient);
    }
  }
  return LOCIQ_OK;
}

static lociq_status prepare(const lociq_block_source *source, const lociq_block_plan *plan, lociq_block *block,
                            lociq_error *error) {
  lociq_status status = lociq_block_require_linkage(source, plan, error);
  if (status != LOCIQ_OK) return status;
  strengths *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a block");
  block->state = made;
  made->units = source->units;
  made->minimum_coverage = source->options->minimum_coverage;
  status = lociq_quotients_create(source, plan, false, &made->quotients, error);
  if (status == LOCIQ_OK) status = choose_items(made, error);
  if (status == LOCIQ_OK) status = weigh_items(made, error);
  if (status == LOCIQ_OK) status = find_strengths(made, made->quotients, error);
  if (status == LOCIQ_OK)
    status = lociq_block_name_industries(block, source->units->industries, made->industries, made->count,
                                         "location quotient", error);
  return status;
}

/* The weighted gaps, and in *known the weights of what is known in both. */
LOCIQ_CLONED static double add_gaps(const double *weights, const double *own, const double *other, size_t width,
                                    double *known) {
  lociq_lanes gaps = lociq_lanes_all(0), compared = gaps;
  const lociq_lanes zero = gaps;
  for (size_t k = 0; k < width; k += LOCIQ_LANES) {
    const lociq_lanes weight = lociq_lanes_load(weights + k),
                      gap = lociq_lanes_load(other + k) - lociq_lanes_load(own + k);
    gaps += weight * lociq_lanes_greater(gap, zero); /* an unknown gap is not greater */
    compared += lociq_lanes_where(lociq_lanes_known(gap), weight);
  }
  *known = lociq_lanes_sum(compared);
  return lociq_lanes_sum(gaps);
}

/* A cluster's partner is a part of one linked industry, in which it is strong or not. */
static double score_part(const strengths *of, size_t own, size_t other, double *parts) {
  const lociq_unit *ours = &of->units->items[own], *theirs = &of->units->items[other];
  const size_t k = theirs->industry == LOCIQ_NONE ? LOCIQ_NONE : of->item_of[theirs->industry];
  if (ours->industry == LOCIQ_NONE || ours->region == LOCIQ_NONE || theirs->region == LOCIQ_NONE || k == LOCIQ_NONE)
    return (double)NAN;
  const double weight = of->weights[ours->industry * of->width + k];
  const double gap = of->values[theirs->region * of->width + k] - of->values[ours->region * of->width + k];
  if (weight == 0 || isnan(gap)) return (double)NAN;
  const double score = gap > 0 ? weight * gap : 0;
  for (size_t i = 0; i < of->count && parts != NULL; i++) parts[i] = i == k ? score : 0;
  return score;
}

static double score_region(const strengths *of, size_t own, size_t other, double *parts) {
  const size_t we = of->units->items[own].region, they = of->units->items[other].region;
  const double *weights = of->weights + we * of->width;
  const double *ours = of->values + we * of->width, *theirs = of->values + they * of->width;
  double known = 0;
  const double gaps = add_gaps(weights, ours, theirs, of->width, &known);
  if (!(known > 0) || !lociq_block_covers(known, of->minimum_coverage)) return (double)NAN;
  for (size_t k = 0; k < of->count && parts != NULL; k++)
    parts[k] = theirs[k] > ours[k] ? weights[k] * (theirs[k] - ours[k]) / known : 0;
  return gaps / known;
}

static double score(const lociq_block *block, size_t own, size_t other, double *parts) {
  const strengths *of = block->state;
  return of->units->cluster == LOCIQ_NONE ? score_region(of, own, other, parts) : score_part(of, own, other, parts);
}

static double value(const lociq_block *block, size_t unit, size_t item, bool other) {
  (void)other;
  const strengths *of = block->state;
  const double *row = lociq_quotients_row(of->quotients, of->units->items[unit].region);
  return row == NULL ? (double)NAN : row[of->industries[item]];
}

/* What is linked stays. */
static lociq_status redraw(const lociq_block *block, lociq_random *random, void **state, lociq_error *error) {
  const strengths *of = block->state;
  *state = NULL;
  if (of->quotients->counts_per_unit == 0) return LOCIQ_OK;
  strengths *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a block");
  *made = *of;
  made->drawn = true;
  made->quotients = NULL;
  made->values = NULL;
  lociq_quotients *drawn = NULL;
  lociq_status status = lociq_quotients_redraw(of->quotients, random, &drawn, error);
  if (status == LOCIQ_OK) status = find_strengths(made, drawn, error);
  lociq_quotients_free(drawn);
  if (status == LOCIQ_OK)
    *state = made;
  else
    release(made);
  return status;
}

const lociq_block_method lociq_block_linked_strength = {.directed = true,
                                                        .prepare = prepare,
                                                        .release = release,
                                                        .bytes = lociq_quotients_bytes,
                                                        .score = score,
                                                        .value = value,
                                                        .redraw = redraw};
