/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A region's industries are a tree of their own: its nodes are the region's cells of
 * all tiers of industries. Each known node gives what it is to the nearest known
 * one above it, to be subtracted there; each missing leaf asks the nearest known
 * one above it for its part of what is left.
 */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "harmonise/frame.h"

/* A node of a region's tree, or none: tier is the count of tiers then. */
typedef struct node {
  size_t tier, member;
} node;

/* What a known node has for the leaves that hang on it. */
typedef struct share {
  double left, least, most; /* after its known descendants; and by the rounding of all these */
  double weight;            /* of the leaves together */
  size_t leaves;
} share;

typedef struct splitting {
  const lociq_frame *frame;
  const double *weights;
  const char *year;
  size_t region;
  share *shares; /* of all nodes, tier by tier */
} splitting;

static const lociq_tier *tier_of(const splitting *own, size_t tier) { return &own->frame->industries->tiers[tier]; }

static size_t place_of(const splitting *own, node at) { return own->region * tier_of(own, at.tier)->count + at.member; }

static share *share_of(const splitting *own, node at) {
  share *shares = own->shares;
  for (size_t t = 0; t < at.tier; t++) shares += tier_of(own, t)->count;
  return shares + at.member;
}

static bool is_known(const splitting *own, node at) { return own->frame->tables[0][at.tier].known[place_of(own, at)]; }

/* The nearest known node above. */
static node climb(const splitting *own, node at) {
  do {
    if (at.tier + 1 == own->frame->industries->tier_count) return (node){own->frame->industries->tier_count, 0};
    at = (node){at.tier + 1, tier_of(own, at.tier)->above[at.member]};
  } while (!is_known(own, at));
  return at;
}

static void gather(splitting *own) {
  const size_t tiers = own->frame->industries->tier_count;
  for (size_t t = 0; t < tiers; t++) {
    const lociq_bounds *table = &own->frame->tables[0][t];
    for (size_t m = 0; m < tier_of(own, t)->count; m++) {
      const node at = {t, m}, above = climb(own, at);
      const size_t place = place_of(own, at);
      share *to = above.tier < tiers ? share_of(own, above) : NULL;
      if (table->known[place]) {
        const double lower = table->lower[place], upper = table->upper[place];
        share *mine = share_of(own, at);
        mine->left += lower + (upper - lower) / 2;
        mine->least += lower;
        mine->most += upper;
        if (to == NULL) continue;
        to->left -= lower + (upper - lower) / 2;
        to->least -= upper;
        to->most -= lower;
      } else if (t == 0 && to != NULL) {
        to->weight += own->weights == NULL ? 0 : own->weights[place];
        to->leaves++;
      }
    }
  }
}

/* What is left cannot be less than nothing, but by rounding. */
static lociq_status check(const splitting *own, node at, lociq_error *error) {
  const share *here = share_of(own, at);
  const lociq_bounds *table = &own->frame->tables[0][at.tier];
  const double published = table->upper[place_of(own, at)];
  if (own->frame->least < 0 || here->leaves == 0 || here->most >= -1e-9 * fabs(published)) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_CONFLICT,
                         "%s, region %s, industry %s: what is known of its parts is %.15g more than its %.15g",
                         own->year, own->frame->regions->tiers[0].codes[own->region],
                         tier_of(own, at.tier)->codes[at.member], -here->most, published);
}

static lociq_status split_region(splitting *own, double *values, lociq_error *error) {
  const size_t tiers = own->frame->industries->tier_count;
  gather(own);
  for (size_t t = 1; t < tiers; t++)
    for (size_t m = 0; m < tier_of(own, t)->count; m++) {
      const lociq_status status = is_known(own, (node){t, m}) ? check(own, (node){t, m}, error) : LOCIQ_OK;
      if (status != LOCIQ_OK) return status;
    }
  for (size_t m = 0; m < tier_of(own, 0)->count; m++) {
    const node leaf = {0, m};
    const size_t place = place_of(own, leaf);
    const lociq_bounds *finest = &own->frame->tables[0][0];
    const node above = climb(own, leaf);
    if (finest->known[place]) {
      values[place] = finest->lower[place] + (finest->upper[place] - finest->lower[place]) / 2;
    } else if (above.tier == tiers) {
      values[place] = (double)NAN;
    } else {
      const share *from = share_of(own, above);
      const double left = own->frame->least < 0 ? from->left : fmax(from->left, 0);
      values[place] = from->weight > 0 ? left * (own->weights[place] / from->weight) : left / (double)from->leaves;
    }
  }
  return LOCIQ_OK;
}

static lociq_status check_weights(const splitting *own, lociq_error *error) {
  const size_t columns = tier_of(own, 0)->count;
  for (size_t c = 0; own->weights != NULL && c < lociq_frame_cells(own->frame, 0, 0); c++)
    if (!own->frame->tables[0][0].known[c] && !(own->weights[c] >= 0 && own->weights[c] < (double)INFINITY))
      return lociq_error_set(error, LOCIQ_INVALID,
                             "%s, region %s, industry %s: the weight is %g, expected a number that is not negative",
                             own->year, own->frame->regions->tiers[0].codes[c / columns],
                             tier_of(own, 0)->codes[c % columns], own->weights[c]);
  return LOCIQ_OK;
}

lociq_status lociq_frame_split(const lociq_frame *frame, const double *weights, const char *year, double *values,
                               lociq_error *error) {
  splitting own = {.frame = frame, .weights = weights, .year = year};
  const size_t cells = lociq_frame_cells(frame, 0, 0);
  double *made = lociq_allocate(cells, sizeof *made);
  size_t nodes = 0;
  for (size_t t = 0; t < frame->industries->tier_count; t++) nodes += frame->industries->tiers[t].count;
  own.shares = lociq_allocate(nodes, sizeof *own.shares);
  lociq_status status =
      made == NULL || own.shares == NULL ? lociq_memory_error(error, "a split") : check_weights(&own, error);
  for (; status == LOCIQ_OK && own.region < frame->regions->tiers[0].count; own.region++) {
    memset(own.shares, 0, nodes * sizeof *own.shares);
    status = split_region(&own, made, error);
  }
  for (size_t c = 0; status == LOCIQ_OK && c < cells; c++) values[c] = made[c];
  free(own.shares);
  free(made);
  return status;
}
