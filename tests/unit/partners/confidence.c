/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/confidence.h"

#include <gsl/gsl_randist.h>

#include "unit/partners/panels.h"

enum { UNITS = 64, ASKED = 3 }; /* all of them have pairs enough for threads to share */

/* ---- blocks whose scores are given, and how they are drawn anew ---- */

typedef struct given {
  double scores[UNITS][UNITS];
  double noise;  /* the deviation of what is added to each score in a redraw; 0: the block is not drawn */
  size_t lost;   /* a unit that a redraw cannot compare; LOCIQ_NONE: none */
  size_t *turns; /* the redraws so far, of which each turns the scores about by one place; NULL: none does */
  long *failing; /* redraws before one fails; NULL: none does */
  int *alive;    /* states that are not released */
} given;

static double score_of(const lociq_block *block, size_t own, size_t other, double *parts) {
  const given *state = block->state;
  assert_null(parts);
  return state->scores[own][other];
}

static void release(void *state) {
  (*((given *)state)->alive)--;
  free(state);
}

static lociq_status redraw(const lociq_block *block, lociq_random *random, void **state, lociq_error *error) {
  const given *of = block->state;
  if (of->noise == 0 && of->lost == LOCIQ_NONE && of->turns == NULL) return LOCIQ_OK;
  if (of->failing != NULL && (*of->failing)-- == 0) return lociq_error_set(error, LOCIQ_BAD_INPUT, "no more");
  given *made = malloc(sizeof *made);
  *made = *of;
  (*made->alive)++;
  if (of->turns != NULL) (*of->turns)++;
  for (size_t a = 0; a < UNITS; a++)
    for (size_t b = 0; b < UNITS; b++) {
      if (of->turns != NULL) made->scores[a][b] = of->scores[a][(b + *of->turns) % UNITS];
      made->scores[a][b] += gsl_ran_gaussian(&random->generator, of->noise);
      if (b == of->lost) made->scores[a][b] = UNKNOWN;
    }
  *state = made;
  return LOCIQ_OK;
}

static const lociq_block_method drawn_anew = {.release = release, .score = score_of, .redraw = redraw};
static const lociq_block_method never_drawn = {.release = release, .score = score_of};

/* ---- a ranking of them ---- */

typedef struct stage {
  given states[2];
  lociq_block items[2];
  lociq_blocks blocks;
  lociq_units units;
  lociq_unit members[UNITS];
  size_t asked[UNITS];
  lociq_match match;
  lociq_partner_options options;
  lociq_found found[UNITS * UNITS];
  lociq_partner partners[UNITS * UNITS];
  lociq_ranking ranking;
  lociq_axis *regions;
  int alive;
} stage;

/* All units but the asked one are candidates. */
static stage *stage_made(size_t blocks, size_t asked, size_t top) {
  stage *made = calloc(1, sizeof *made);
  for (size_t b = 0; b < 2; b++) {
    made->states[b] = (given){.lost = LOCIQ_NONE, .alive = &made->alive};
    made->items[b] = (lociq_block){.method = &drawn_anew, .weight = 1, .state = &made->states[b]};
  }
  made->blocks = (lociq_blocks){.items = made->items, .count = blocks};
  for (size_t u = 0; u < UNITS; u++) made->members[u] = (lociq_unit){u, LOCIQ_NONE, LOCIQ_NONE};
  for (size_t u = 0; u < asked; u++) made->asked[u] = u;
  made->regions = axis_made(LOCIQ_REGION, "R", NULL, UNITS);
  made->units = (lociq_units){.regions = made->regions,
                              .cluster = LOCIQ_NONE,
                              .items = made->members,
                              .count = UNITS,
                              .asked = made->asked,
                              .asked_count = asked};
  made->match = (lociq_match){.units = &made->units, .blocks = &made->blocks, .seats = UNITS - 1, .threads = 1};
  made->options = (lociq_partner_options){.redraws = 200, .doubt = 0.5, .top = top};
  made->ranking = (lociq_ranking){.region_axis = made->regions,
                                  .units = made->members,
                                  .unit_count = UNITS,
                                  .asked = made->asked,
                                  .asked_count = asked,
                                  .top = top,
                                  .partners = made->partners};
  made->ranking.remarks = calloc(1, sizeof *made->ranking.remarks);
  return made;
}

static void forget_remarks(stage *scene) {
  for (char **remark = scene->ranking.remarks; remark != NULL && *remark != NULL; remark++) free(*remark);
  free(scene->ranking.remarks);
  scene->ranking.remarks = calloc(1, sizeof *scene->ranking.remarks);
}

static void stage_free(stage *scene) {
  assert_int_equal(scene->alive, 0);
  forget_remarks(scene);
  free(scene->ranking.remarks);
  lociq_axis_free(scene->regions);
  free(scene);
}

static int best_first(const void *left, const void *right) {
  const lociq_found *a = left, *b = right;
  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  return a->unit < b->unit ? -1 : 1;
}

static void rank(stage *scene) {
  const size_t seats = scene->match.seats, top = scene->ranking.top;
  for (size_t i = 0; i < scene->ranking.asked_count; i++) {
    lociq_found *found = scene->found + i * seats;
    size_t count = 0;
    for (size_t u = 0; u < UNITS; u++)
      if (u != i) found[count++] = (lociq_found){u, lociq_blocks_score(&scene->blocks, NULL, i, u, NULL, NULL)};
    qsort(found, count, sizeof *found, best_first);
    for (size_t k = 0; k < top; k++)
      scene->partners[i * top + k] = (lociq_partner){.unit = found[k].unit, .score = found[k].score};
  }
}

static void tell(stage *scene) {
  lociq_error error = {0};
  forget_remarks(scene);
  const lociq_status status =
      lociq_confidence_tell(&scene->match, &scene->options, scene->found, &scene->ranking, &error);
  assert_string_equal(error.message, "");
  assert_int_equal(status, LOCIQ_OK);
}

static void all_alike(given *state, double score) {
  for (size_t a = 0; a < UNITS; a++)
    for (size_t b = 0; b < UNITS; b++) state->scores[a][b] = score;
}

/* ---- tests ---- */

/* Four partners that stand out keep together whatever chance does to the rest. */
static void groups_apart_are_certain(void **state) {
  (void)state;
  stage *scene = stage_made(1, ASKED, 4);
  all_alike(&scene->states[0], 0.3);
  for (size_t a = 0; a < UNITS; a++)
    for (size_t b = 10; b < 14; b++) scene->states[0].scores[a][b] = 0.8;
  scene->states[0].noise = 0.02; /* 25 deviations lie between the groups */
  rank(scene);
  tell(scene);
  for (size_t at = 0; at < 4 * ASKED; at++) {
    assert_true(scene->partners[at].stability == 1);
    assert_true(scene->partners[at].rank_lower == 1 && scene->partners[at].rank_upper == 4);
  }
  assert_null(scene->ranking.remarks[0]);
  stage_free(scene);
}

/* Of all that are the same, 5 are among the first 5 as often as any others. Within five standard errors of a share of
 * `redraws`. */
static void check_toss(const stage *scene) {
  const double share = 5.0 / (UNITS - 1), redraws = (double)scene->options.redraws;
  for (size_t at = 0; at < 5 * scene->ranking.asked_count; at++) {
    assert_true(fabs(scene->partners[at].stability - share) < 5 * sqrt(share * (1 - share) / redraws));
    assert_true(scene->partners[at].rank_lower < 0.1 * UNITS && scene->partners[at].rank_upper > 0.9 * UNITS);
  }
}

static void the_same_candidates_are_a_toss(void **state) {
  (void)state;
  stage *scene = stage_made(1, ASKED, 5);
  all_alike(&scene->states[0], 0.5);
  scene->states[0].noise = 0.01;
  scene->options.redraws = 1000;
  rank(scene);
  tell(scene);
  check_toss(scene);
  assert_string_equal(scene->ranking.remarks[0],
                      "the first 5 of 3 of 3 regions are a toss: on average fewer than half of them stay among the "
                      "first 5 in 1000 redraws");
  assert_null(scene->ranking.remarks[1]);
  stage_free(scene);
}

/* Who has no partners has no toss. */
static void those_without_partners_are_no_toss(void **state) {
  (void)state;
  stage *scene = stage_made(1, 2, 3);
  all_alike(&scene->states[0], 0.5);
  scene->states[0].noise = 0.01;
  rank(scene);
  for (size_t seat = 0; seat < scene->match.seats; seat++) scene->found[scene->match.seats + seat].unit = LOCIQ_NONE;
  for (size_t k = 0; k < 3; k++) scene->partners[3 + k].unit = LOCIQ_NONE;
  tell(scene);
  assert_true(isnan(scene->partners[3].stability) && scene->partners[0].stability < 0.5);
  assert_string_equal(
      scene->ranking.remarks[0],
      "the first 3 of 1 of 2 regions are a toss: on average fewer than half of them stay among the first "
      "3 in 200 redraws");
  stage_free(scene);
}

/* Their places in the ranking are those of the axis: it would be no answer that they keep them. */
static void those_that_score_alike_fall_by_chance(void **state) {
  (void)state;
  stage *scene = stage_made(2, 1, 5);
  for (size_t b = 0; b < 2; b++) {
    all_alike(&scene->states[b], b == 0 ? 1 : 0);
    scene->items[b].method = &never_drawn;
  }
  scene->options.redraws = 1000;
  rank(scene);
  tell(scene);
  check_toss(scene);
  double sum = 0;
  char expected[256];
  for (size_t k = 0; k < 5; k++) sum += scene->partners[k].stability / 5;
  (void)snprintf(expected, sizeof expected,
                 "the first 5 of R0000 are a toss: on average %d %% of them stay among the first 5 in 1000 redraws",
                 (int)(100 * sum));
  assert_string_equal(scene->ranking.remarks[0], expected);
  stage_free(scene);
}

/* One is best in one block and one, of 0.8, in the other. With both weights from 0.5 to 1.5 the former is first where
 * w1 > 0.8 w2, in 1 - 1.225 / 4 of the square. */
static void weights_are_drawn_evenly(void **state) {
  (void)state;
  stage *scene = stage_made(2, 1, 1);
  scene->states[0].scores[0][3] = 1;
  scene->states[1].scores[0][7] = 0.8;
  scene->items[0].method = scene->items[1].method = &never_drawn;
  scene->options.redraws = 4000;
  rank(scene);
  tell(scene);
  const double share = 1 - 1.225 / 4;
  assert_int_equal(scene->partners[0].unit, 3);
  assert_true(fabs(scene->partners[0].stability - share) < 5 * sqrt(share * (1 - share) / 4000));
  assert_true(scene->partners[0].rank_lower == 1 && scene->partners[0].rank_upper == 2);
  assert_null(scene->ranking.remarks[0]);
  scene->states[1].scores[0][7] = 0.99;
  scene->options.doubt = 0; /* then nothing moves the weights */
  tell(scene);
  assert_true(isnan(scene->partners[0].stability));
  stage_free(scene);
}

/* The first of one unit that stays first in fewer than half of the redraws. */
static void the_first_alone_may_be_a_toss(void **state) {
  (void)state;
  stage *scene = stage_made(1, 1, 1);
  all_alike(&scene->states[0], 0.5);
  scene->states[0].noise = 1;
  rank(scene);
  tell(scene);
  char expected[256];
  (void)snprintf(expected, sizeof expected,
                 "the first partner of R0000 is a toss: it stays first in %d %% of 200 redraws",
                 (int)floor(100 * scene->partners[0].stability));
  assert_string_equal(scene->ranking.remarks[0], expected);
  stage_free(scene);
  scene = stage_made(1, 2, 1);
  all_alike(&scene->states[0], 0.5);
  scene->states[0].noise = 1;
  rank(scene);
  tell(scene);
  assert_string_equal(
      scene->ranking.remarks[0],
      "the first partner of 2 of 2 regions is a toss: it stays first in fewer than half of 200 redraws");
  stage_free(scene);
}

static void who_cannot_be_compared_goes_last(void **state) {
  (void)state;
  stage *scene = stage_made(1, 1, 3);
  for (size_t b = 0; b < UNITS; b++) scene->states[0].scores[0][b] = 0.5 - 0.1 * (double)b;
  scene->states[0].lost = 2;
  rank(scene);
  tell(scene);
  assert_int_equal(scene->partners[1].unit, 2);
  assert_true(scene->partners[1].rank_lower == UNITS - 1 && scene->partners[1].rank_upper == UNITS - 1);
  assert_true(scene->partners[1].stability == 0 && scene->partners[0].stability == 1);
  assert_true(scene->partners[2].rank_lower == 2 && scene->partners[2].rank_upper == 2);
  stage_free(scene);
}

static void no_chance_means_no_intervals(void **state) {
  (void)state;
  stage *scene = stage_made(1, 1, 3);
  for (size_t b = 0; b < UNITS; b++) scene->states[0].scores[0][b] = (double)b;
  rank(scene);
  for (int never = 0; never < 2; never++) {
    if (never != 0) scene->items[0].method = &never_drawn;
    tell(scene);
    assert_true(isnan(scene->partners[0].stability) && isnan(scene->partners[0].rank_lower) &&
                isnan(scene->partners[2].rank_upper));
    assert_string_equal(scene->ranking.remarks[0],
                        "nothing in this ranking is left to chance, so that its ranks have no intervals: no counts are "
                        "behind it, and no weights of several blocks");
  }
  lociq_error error = {0};
  scene->options.redraws = UINT32_MAX;
  assert_int_equal(lociq_confidence_tell(&scene->match, &scene->options, scene->found, &scene->ranking, &error),
                   LOCIQ_INVALID);
  assert_string_equal(error.message, "redraws are fewer than 2^32 - 1, not 4294967295");
  scene->options.redraws = 0;
  tell(scene);
  assert_true(isnan(scene->partners[0].stability));
  assert_null(scene->ranking.remarks[0]);
  stage_free(scene);
}

static int ascending(const void *left, const void *right) {
  const double a = *(const double *)left, b = *(const double *)right;
  return a < b ? -1 : a > b;
}

/* Each redraw turns the scores about by a place, so that every rank is known: those of a partner are sorted here, and
 * read at the places that the definition names. */
static void intervals_are_the_nearest_ranks(void **state) {
  (void)state;
  static const size_t counts[] = {1, 2, 19, 20, 21, 39, 40, 41, 100, 200, 1000};
  for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
    size_t turns = 0;
    stage *scene = stage_made(1, 1, 4);
    double ranks[4][1000];
    for (size_t b = 0; b < UNITS; b++) scene->states[0].scores[0][b] = (double)(b * 7 % UNITS);
    rank(scene);
    scene->states[0].turns = &turns;
    scene->options.redraws = counts[c];
    tell(scene);
    for (size_t k = 0; k < 4; k++) {
      size_t stays = 0;
      for (size_t r = 0; r < counts[c]; r++) {
        double before = 0;
        const size_t unit = scene->partners[k].unit;
        for (size_t b = 1; b < UNITS; b++)
          before += (b + r + 1) % UNITS * 7 % UNITS > (unit + r + 1) % UNITS * 7 % UNITS;
        ranks[k][r] = before + 1;
        stays += ranks[k][r] <= 4;
      }
      qsort(ranks[k], counts[c], sizeof(double), ascending);
      const size_t lower = (5 * counts[c] + 99) / 100, upper = (95 * counts[c] + 99) / 100;
      assert_true(scene->partners[k].rank_lower == ranks[k][lower - 1]);
      assert_true(scene->partners[k].rank_upper == ranks[k][upper - 1]);
      assert_true(scene->partners[k].stability == (double)stays / (double)counts[c]);
    }
    stage_free(scene);
  }
}

static void random_scores(given *state, uint64_t seed) {
  for (size_t a = 0; a < UNITS; a++)
    for (size_t b = 0; b < UNITS; b++) state->scores[a][b] = random_unit(&seed);
}

static stage *noisy_stage(size_t asked, int threads) {
  stage *made = stage_made(2, asked, 6);
  for (size_t b = 0; b < 2; b++) {
    random_scores(&made->states[b], b + 5);
    made->states[b].noise = 0.1;
  }
  made->match.threads = threads;
  made->options.seed = 77;
  rank(made);
  tell(made);
  return made;
}

static void the_same_bits_from_any_number_of_threads(void **state) {
  (void)state;
  stage *one = noisy_stage(UNITS, 1);
  for (int threads = 2; threads < 6; threads += 3) {
    stage *more = noisy_stage(UNITS, threads);
    assert_memory_equal(one->partners, more->partners, sizeof one->partners);
    stage_free(more);
  }
  stage *first = noisy_stage(1, 2); /* whoever else is asked */
  assert_memory_equal(one->partners, first->partners, 6 * sizeof first->partners[0]);
  assert_true(first->partners[5].rank_lower < first->partners[5].rank_upper);
  first->options.seed = 78;
  tell(first);
  assert_memory_not_equal(one->partners, first->partners, 6 * sizeof first->partners[0]);
  stage_free(first);
  stage_free(one);
}

/* A ranking that was diversified has other partners in front: the ranks told are the score's. */
static void partners_may_lie_in_any_order(void **state) {
  (void)state;
  stage *scene = noisy_stage(1, 1);
  lociq_partner before[6];
  memcpy(before, scene->partners, sizeof before);
  for (size_t k = 0; k < 6; k++) scene->partners[k] = before[5 - k];
  tell(scene);
  for (size_t k = 0; k < 6; k++) assert_memory_equal(&scene->partners[k], &before[5 - k], sizeof before[0]);
  scene->partners[4].unit = scene->partners[5].unit = LOCIQ_NONE;
  tell(scene);
  assert_true(isnan(scene->partners[4].stability) && isnan(scene->partners[5].rank_lower));
  assert_memory_equal(&scene->partners[3], &before[2], sizeof before[0]);
  stage_free(scene);
}

static void a_redraw_that_fails_ends_it(void **state) {
  (void)state;
  stage *scene = noisy_stage(1, 1);
  for (long before = 0; before < 6; before++) {
    long failing = before;
    lociq_error error = {0};
    scene->states[0].failing = scene->states[1].failing = &failing;
    assert_int_equal(lociq_confidence_tell(&scene->match, &scene->options, scene->found, &scene->ranking, &error),
                     LOCIQ_BAD_INPUT);
    assert_string_equal(error.message, "no more");
    assert_int_equal(scene->alive, 0);
  }
  stage_free(scene);
}

typedef struct watcher {
  uint64_t last, limit;
} watcher;

static bool watch(void *context, const char *what, uint64_t done, uint64_t all) {
  watcher *seen = context;
  if (strcmp(what, "drawing the ranking anew") != 0 || done != seen->last + 1 || all != 200) return false;
  seen->last = done;
  return done < seen->limit;
}

static void progress_is_told_and_may_stop(void **state) {
  (void)state;
  stage *scene = noisy_stage(1, 1);
  watcher seen = {.limit = 1000};
  const lociq_progress progress = {.context = &seen, .report = watch};
  scene->match.progress = &progress;
  tell(scene);
  assert_int_equal(seen.last, 200);
  seen = (watcher){.limit = 3};
  lociq_error error = {0};
  assert_int_equal(lociq_confidence_tell(&scene->match, &scene->options, scene->found, &scene->ranking, &error),
                   LOCIQ_CANCELLED);
  assert_string_equal(error.message, "drawing the ranking anew was stopped");
  stage_free(scene);
}

static void memory_may_be_short(void **state) {
  (void)state;
  stage *scene = stage_made(1, 1, 5);
  all_alike(&scene->states[0], 0.5); /* a toss, for a remark */
  scene->states[0].noise = 1;
  scene->match.threads = 2;
  scene->options.redraws = 9;
  rank(scene);
  (void)lociq_memory_requests();
  tell(scene);
  const long requests = lociq_memory_requests();
  assert_non_null(scene->ranking.remarks[0]);
  assert_true(requests > 8);
  for (long n = 0; n < requests; n++) {
    lociq_error error = {0};
    forget_remarks(scene);
    lociq_memory_fail_after(n);
    assert_int_equal(lociq_confidence_tell(&scene->match, &scene->options, scene->found, &scene->ranking, &error),
                     LOCIQ_NO_MEMORY);
    lociq_memory_fail_after(-1);
    assert_int_equal(scene->alive, 0);
  }
  stage_free(scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(groups_apart_are_certain),           cmocka_unit_test(the_same_candidates_are_a_toss),
      cmocka_unit_test(those_without_partners_are_no_toss), cmocka_unit_test(those_that_score_alike_fall_by_chance),
      cmocka_unit_test(weights_are_drawn_evenly),           cmocka_unit_test(the_first_alone_may_be_a_toss),
      cmocka_unit_test(who_cannot_be_compared_goes_last),   cmocka_unit_test(no_chance_means_no_intervals),
      cmocka_unit_test(intervals_are_the_nearest_ranks),    cmocka_unit_test(the_same_bits_from_any_number_of_threads),
      cmocka_unit_test(partners_may_lie_in_any_order),      cmocka_unit_test(a_redraw_that_fails_ends_it),
      cmocka_unit_test(progress_is_told_and_may_stop),      cmocka_unit_test(memory_may_be_short)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
