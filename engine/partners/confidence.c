/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/confidence.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "partners/ranking.h"
#include "ranks/ranks.h"

enum { PERCENT = 100, LOWER = 5, UPPER = 95, UNITS_AT_ONCE = 8, FEW_PAIRS = 1 << 11, STREAM_SHIFT = 32 };

/* What is drawn from which streams. */
enum { WEIGHTS, DATA };

/* One of the shortlist as a redraw has it. */
typedef struct candidate {
  double score; /* -INFINITY: nothing to compare */
  uint32_t lot, seat;
} candidate;

/* What a thread works with: all as long as the shortlist. */
typedef struct workspace {
  candidate *candidates;
  uint32_t *ranks;
} workspace;

typedef struct testing {
  const lociq_match *match;
  const lociq_partner_options *options;
  const lociq_found *found;
  lociq_ranking *ranking;
  size_t *seats; /* of each partner in the shortlist of its unit; LOCIQ_NONE: no partner */
  /* Of each partner: the redraws in which it stays among the first, its least ranks, and as UINT32_MAX less the rank
   * its greatest: as many as the quantiles need, so that memory does not grow with all redraws. */
  uint32_t *tallies;
  size_t least, greatest, stride;
  lociq_blocks drawn; /* all but the drawn states is the match's */
  double *weights;
  uint32_t *lots; /* by unit: who goes first where scores are the same */
  workspace *workspaces;
  size_t workspace_count;
} testing;

/* ---- a redraw ---- */

static void start(const testing *test, lociq_random *random, uint64_t what, size_t redraw) {
  lociq_random_start(random, test->options->seed, what << STREAM_SHIFT | redraw);
}

static void draw_weights(const testing *test, size_t redraw) {
  const lociq_blocks *blocks = test->match->blocks;
  const size_t units = test->match->units->count;
  lociq_random random;
  start(test, &random, WEIGHTS, redraw);
  for (size_t b = 0; b < blocks->count; b++)
    test->weights[b] = blocks->items[b].weight * (1 + test->options->doubt * lociq_random_even(&random));
  lociq_random_identity(test->lots, units);
  lociq_random_shuffle(&random, test->lots, 0, units, units);
}

static void release_data(const testing *test) {
  const lociq_blocks *blocks = test->match->blocks;
  for (size_t b = 0; b < blocks->count; b++) {
    lociq_block *drawn = &test->drawn.items[b];
    if (drawn->state != NULL && drawn->state != blocks->items[b].state) drawn->method->release(drawn->state);
    *drawn = blocks->items[b];
  }
}

/* *moved: whether anything but the weights can be another than it was. */
static lociq_status draw_data(const testing *test, size_t redraw, bool *moved, lociq_error *error) {
  const lociq_blocks *blocks = test->match->blocks;
  lociq_status status = LOCIQ_OK;
  for (size_t b = 0; b < blocks->count && status == LOCIQ_OK; b++) {
    const lociq_block *block = &blocks->items[b];
    void *state = NULL;
    lociq_random random;
    if (block->method->redraw == NULL) continue;
    start(test, &random, DATA, redraw);
    status = block->method->redraw(block, &random, &state, error);
    if (status != LOCIQ_OK || state == NULL) continue;
    test->drawn.items[b].state = state;
    *moved = true;
  }
  return status;
}

static int compare(const void *left, const void *right) {
  const candidate *a = left, *b = right;
  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  return a->lot < b->lot ? -1 : 1;
}

/* The shortlist of an asked unit, ranked anew. */
static void rank_anew(const testing *test, size_t asked, const workspace *space) {
  const lociq_found *found = test->found + asked * test->match->seats;
  const size_t own = test->match->units->asked[asked];
  size_t count = 0;
  for (; count < test->match->seats && found[count].unit != LOCIQ_NONE; count++) {
    const size_t other = found[count].unit;
    const double score = lociq_blocks_score(&test->drawn, test->weights, own, other, NULL, NULL);
    space->candidates[count] =
        (candidate){isnan(score) ? -(double)INFINITY : score, test->lots[other], (uint32_t)count};
  }
  qsort(space->candidates, count, sizeof *space->candidates, compare);
  for (size_t place = 0; place < count; place++) space->ranks[space->candidates[place].seat] = (uint32_t)place + 1;
}

/* Puts a number among the `room` least of those so far, which lie in order. */
static void keep(uint32_t *kept, size_t room, size_t taken, uint32_t number) {
  size_t at = taken < room ? taken : room;
  if (at == room && number >= kept[--at]) return;
  for (; at > 0 && kept[at - 1] > number; at--) kept[at] = kept[at - 1];
  kept[at] = number;
}

static void note(const testing *test, size_t asked, size_t redraw, const uint32_t *ranks) {
  const size_t top = test->ranking->top;
  for (size_t at = asked * top; at < (asked + 1) * top; at++) {
    if (test->seats[at] == LOCIQ_NONE) continue;
    const uint32_t rank = ranks[test->seats[at]];
    uint32_t *tally = test->tallies + at * test->stride;
    tally[0] += rank <= top;
    keep(tally + 1, test->least, redraw, rank);
    keep(tally + 1 + test->least, test->greatest, redraw, UINT32_MAX - rank);
  }
}

/* Threads share the units, each of which is noted by one thread. For few pairs they would wait longer than work. */
static void rank_all_anew(const testing *test, size_t redraw) {
  const lociq_ranks ranks = lociq_ranks_here();
  const lociq_share share = lociq_ranks_share(ranks, ranks.own, test->match->units->asked_count, 1);
#pragma omp parallel for schedule(dynamic, UNITS_AT_ONCE) if (share.count * test->match->seats >= FEW_PAIRS)
  for (size_t i = share.first; i < share.first + share.count; i++) {
    const workspace *space = &test->workspaces[omp_get_thread_num()];
    rank_anew(test, i, space);
    note(test, i, redraw, space->ranks);
  }
}

/* *moved stays false where neither weights nor data can change a rank. */
static lociq_status run_redraws(const testing *test, bool *moved, lociq_error *error) {
  const size_t redraws = test->options->redraws;
  *moved = test->match->blocks->count > 1 && test->options->doubt > 0;
  for (size_t redraw = 0; redraw < redraws; redraw++) {
    draw_weights(test, redraw);
    const lociq_status status = draw_data(test, redraw, moved, error);
    if (status == LOCIQ_OK && *moved) rank_all_anew(test, redraw);
    release_data(test);
    if (status != LOCIQ_OK || !*moved) return status;
    if (!lociq_progress_report(test->match->progress, "drawing the ranking anew", redraw + 1, redraws))
      return lociq_error_set(error, LOCIQ_CANCELLED, "drawing the ranking anew was stopped");
  }
  return LOCIQ_OK;
}

/* ---- what they say ---- */

/* The share of a unit's first partners that stay, on average; 1 where it has none. */
static double staying(const lociq_ranking *ranking, size_t asked) {
  const lociq_partner *partners = ranking->partners + asked * ranking->top;
  double sum = 0;
  size_t count = 0;
  for (; count < ranking->top && partners[count].unit != LOCIQ_NONE; count++) sum += partners[count].stability;
  return count == 0 ? 1 : sum / (double)count;
}

static void say_of_one(const testing *test, char *text, size_t size) {
  const lociq_ranking *ranking = test->ranking;
  const double percent = floor(PERCENT * staying(ranking, 0));
  char name[256];
  lociq_ranking_unit_name(ranking, ranking->asked[0], name, sizeof name);
  if (ranking->top == 1)
    (void)snprintf(text, size, "the first partner of %s is a toss: it stays first in %.0f %% of %zu redraws", name,
                   percent, test->options->redraws);
  else
    (void)snprintf(text, size,
                   "the first %zu of %s are a toss: on average %.0f %% of them stay among the first %zu in %zu redraws",
                   ranking->top, name, percent, ranking->top, test->options->redraws);
}

static void say_of_many(const testing *test, size_t tosses, char *text, size_t size) {
  const lociq_ranking *ranking = test->ranking;
  const char *units = test->match->units->cluster == LOCIQ_NONE ? "regions" : "clusters";
  if (ranking->top == 1)
    (void)snprintf(text, size,
                   "the first partner of %zu of %zu %s is a toss: it stays first in fewer than half of %zu redraws",
                   tosses, ranking->asked_count, units, test->options->redraws);
  else
    (void)snprintf(text, size,
                   "the first %zu of %zu of %zu %s are a toss: on average fewer than half of them stay among the first "
                   "%zu in %zu redraws",
                   ranking->top, tosses, ranking->asked_count, units, ranking->top, test->options->redraws);
}

static lociq_status remark_on_tosses(const testing *test, lociq_error *error) {
  static const double HALF = 0.5;
  char text[512];
  size_t tosses = 0;
  for (size_t i = 0; i < test->ranking->asked_count; i++) tosses += staying(test->ranking, i) < HALF;
  if (tosses == 0) return LOCIQ_OK;
  if (test->ranking->asked_count == 1)
    say_of_one(test, text, sizeof text);
  else
    say_of_many(test, tosses, text, sizeof text);
  return lociq_ranking_remark(test->ranking, text, error);
}

static lociq_status remark_on_certainty(const testing *test, lociq_error *error) {
  return lociq_ranking_remark(test->ranking,
                              "nothing in this ranking is left to chance, so that its ranks have no intervals: no "
                              "counts are behind it, and no weights of several blocks",
                              error);
}

static void tell(const testing *test) {
  const size_t places = test->ranking->asked_count * test->ranking->top;
  for (size_t at = 0; at < places; at++) {
    if (test->seats[at] == LOCIQ_NONE) continue;
    const uint32_t *tally = test->tallies + at * test->stride;
    lociq_partner *partner = &test->ranking->partners[at];
    partner->stability = (double)tally[0] / (double)test->options->redraws;
    partner->rank_lower = (double)tally[test->least];
    partner->rank_upper = (double)(UINT32_MAX - tally[test->least + test->greatest]);
  }
}

/* ---- what it takes ---- */

static void testing_clear(testing *test) {
  for (size_t t = 0; test->workspaces != NULL && t < test->workspace_count; t++) {
    free(test->workspaces[t].candidates);
    free(test->workspaces[t].ranks);
  }
  free(test->workspaces);
  free(test->seats);
  free(test->tallies);
  free(test->drawn.items);
  free(test->weights);
  free(test->lots);
}

/* Partners lie in their shortlist where they lie in the ranking, or behind where others were put before them. */
static void find_seats(const testing *test) {
  const size_t top = test->ranking->top, seats = test->match->seats;
  for (size_t i = 0; i < test->ranking->asked_count; i++)
    for (size_t k = 0; k < top; k++) {
      const lociq_found *found = test->found + i * seats;
      const size_t unit = test->ranking->partners[i * top + k].unit;
      size_t tried = 0;
      while (tried < seats && found[(k + tried) % seats].unit != unit) tried++;
      test->seats[i * top + k] = unit == LOCIQ_NONE || tried == seats ? LOCIQ_NONE : (k + tried) % seats;
    }
}

static bool create_workspaces(testing *test) {
  const size_t seats = test->match->seats;
  test->workspace_count = (size_t)omp_get_max_threads();
  test->workspaces = lociq_allocate(test->workspace_count, sizeof *test->workspaces);
  bool there = test->workspaces != NULL;
  for (size_t t = 0; t < test->workspace_count && there; t++) {
    test->workspaces[t].candidates = lociq_allocate_aligned(seats, sizeof(candidate));
    test->workspaces[t].ranks = lociq_allocate_aligned(seats, sizeof(uint32_t));
    there = test->workspaces[t].candidates != NULL && test->workspaces[t].ranks != NULL;
  }
  return there;
}

/* The nearest rank of a share p of n is the ceil(p n)-th least. */
static size_t nearest_rank(size_t percent, size_t count) { return (percent * count + PERCENT - 1) / PERCENT; }

static lociq_status testing_create(testing *test, lociq_error *error) {
  const lociq_blocks *blocks = test->match->blocks;
  const size_t places = test->ranking->asked_count * test->ranking->top, redraws = test->options->redraws;
  test->least = nearest_rank(LOWER, redraws);
  test->greatest = redraws - nearest_rank(UPPER, redraws) + 1;
  test->stride = 1 + test->least + test->greatest;
  test->seats = lociq_allocate_aligned(places, sizeof *test->seats);
  test->tallies = lociq_allocate(places, test->stride * sizeof *test->tallies);
  test->weights = lociq_allocate(blocks->count, sizeof *test->weights);
  test->lots = lociq_allocate_aligned(test->match->units->count, sizeof *test->lots);
  test->drawn.items = lociq_allocate(blocks->count, sizeof *test->drawn.items);
  test->drawn.count = blocks->count;
  if (test->seats == NULL || test->tallies == NULL || test->weights == NULL || test->lots == NULL ||
      test->drawn.items == NULL || !create_workspaces(test))
    return lociq_memory_error(error, "rank intervals");
  memcpy(test->drawn.items, blocks->items, blocks->count * sizeof *blocks->items);
  find_seats(test);
  return LOCIQ_OK;
}

static lociq_status run(testing *test, lociq_error *error) {
  bool moved = false;
  lociq_status status = testing_create(test, error);
  if (status == LOCIQ_OK) status = run_redraws(test, &moved, error);
  status = lociq_ranks_agree(lociq_ranks_here(), status, error);
  if (status == LOCIQ_OK)
    lociq_ranks_gather(lociq_ranks_here(), test->tallies, test->ranking->top * test->stride * sizeof *test->tallies,
                       test->ranking->asked_count, 1);
  if (status == LOCIQ_OK && moved) tell(test);
  if (status == LOCIQ_OK) status = moved ? remark_on_tosses(test, error) : remark_on_certainty(test, error);
  return status;
}

lociq_status lociq_confidence_tell(const lociq_match *match, const lociq_partner_options *options,
                                   const lociq_found *found, lociq_ranking *ranking, lociq_error *error) {
  const size_t places = ranking->asked_count * ranking->top;
  for (size_t at = 0; at < places; at++)
    ranking->partners[at].rank_lower = ranking->partners[at].rank_upper = ranking->partners[at].stability = (double)NAN;
  if (options->redraws == 0 || places == 0) return LOCIQ_OK;
  if (options->redraws >= UINT32_MAX)
    return lociq_error_set(error, LOCIQ_INVALID, "redraws are fewer than 2^32 - 1, not %zu", options->redraws);
  const int before = omp_get_max_threads();
  testing test = {.match = match, .options = options, .found = found, .ranking = ranking};
  omp_set_num_threads(match->threads > 0 ? match->threads : before);
  const lociq_status status = run(&test, error);
  omp_set_num_threads(before);
  testing_clear(&test);
  return status;
}
