/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/candidates.h"

#include "unit/partners/panels.h"

enum { ROWS = 40, OTHERS = 500 };

/* Scores of which many are the same, or nearly so. */
static double score_of(const void *context, size_t row, size_t other) {
  const uint64_t *levels = context;
  const uint64_t level = (row * 31 + other * 17 + other / 7) % *levels;
  return (double)level / (double)*levels + 1e-12 * (double)(other % 3);
}

typedef struct scene {
  uint64_t levels;
  size_t seats;
  lociq_found *found;
} scene;

static double judge_score(const void *context, size_t row, size_t other) {
  return score_of(&((const scene *)context)->levels, row, other);
}

static lociq_found *seats_of(const void *context, size_t row) {
  const scene *of = context;
  return of->found + row * of->seats;
}

static void expect(const void *context, size_t other) {
  (void)context;
  (void)other;
}

/* Offered in an order of its own, with bounds that are as wide as `doubt`: the best come out, ties by position, also
 * where all that is open is settled now and then. */
static void check(size_t seats, uint64_t levels, double doubt, size_t settled_every) {
  scene of = {.levels = levels, .seats = seats, .found = malloc(ROWS * seats * sizeof *of.found)};
  const lociq_judge judge = {judge_score, expect, seats_of, &of};
  lociq_candidates *candidates = NULL;
  assert_int_equal(lociq_candidates_create(ROWS, OTHERS, seats, &judge, &candidates, NULL), LOCIQ_OK);
  float thresholds[ROWS];
  lociq_candidates_thresholds(candidates, 0, ROWS, thresholds);
  for (size_t r = 0; r < ROWS; r++) assert_true(isinf(thresholds[r]) && thresholds[r] < 0);
  uint64_t state = 5;
  for (size_t o = 0; o < OTHERS; o++)
    for (size_t r = 0; r < ROWS; r++) {
      const size_t other = (o * 263 + r) % OTHERS;
      const double score = score_of(&levels, r, other);
      const lociq_offer one = {(uint32_t)r, (uint32_t)other,
                               nextafterf((float)(score - doubt * random_unit(&state)), -INFINITY),
                               nextafterf((float)(score + doubt * random_unit(&state)), INFINITY)};
      lociq_candidates_offer(candidates, &one, 1);
      if (o % settled_every == 7) lociq_candidates_settle(candidates, r);
    }
  for (size_t r = 0; r < ROWS; r++) {
    double scores[OTHERS];
    for (size_t o = 0; o < OTHERS; o++) scores[o] = score_of(&levels, r, o);
    lociq_candidates_settle(candidates, r);
    assert_int_equal(lociq_candidates_finish(candidates, r), seats < OTHERS ? seats : OTHERS);
    for (size_t rank = 0; rank < seats && rank < OTHERS; rank++) {
      size_t best = 0;
      for (size_t o = 1; o < OTHERS; o++)
        if (isnan(scores[best]) || scores[o] > scores[best]) best = o;
      const lociq_found *found = &of.found[r * seats + rank];
      assert_true(found->unit == best && found->score == scores[best]);
      scores[best] = UNKNOWN;
    }
  }
  free(of.found);
  lociq_candidates_free(candidates);
}

static void the_best_whatever_the_bounds(void **state) {
  (void)state;
  static const size_t seats[] = {1, 2, 10, 200, 499, 500, 700};
  static const uint64_t levels[] = {1, 3, 50, 100000};
  static const double doubts[] = {0, 1e-6, 0.01, 2};
  for (size_t s = 0; s < sizeof seats / sizeof seats[0]; s++)
    for (size_t i = 0; i < 4; i++) {
      check(seats[s], levels[i], doubts[(s + i) % 4], 1000);
      check(seats[s], levels[i], doubts[(s + i) % 4], 97);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_best_whatever_the_bounds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
