/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/diversify.h"

#include "unit/partners/cities.h"
#include "unit/partners/matrix_block.h"

/* Vienna asks. The best three are alike, and so are the last two. */
static const double liking[CITIES * CITIES] = {1,   0.9, 0.8, 0.7, 0.6, 0.5, /* Vienna's own scores */
                                               0.9, 1,   0.9, 0.9, 0.1, 0.2, 0.8, 0.9, 1,   0.9,
                                               0.1, 0.2, 0.7, 0.9, 0.9, 1,   0.1, 0.2, 0.6, 0.1,
                                               0.1, 0.1, 1,   0.8, 0.5, 0.2, 0.2, 0.2, 0.8, 1};

typedef struct fixture {
  lociq_panel *panel;
  lociq_unit items[CITIES];
  size_t asked[CITIES];
  lociq_units units;
  matrix_scores matrices[2];
  lociq_block blocks[2];
  lociq_blocks all;
  lociq_match match;
} fixture;

static void set_up(fixture *made, const lociq_block_method *method, const double *scores) {
  *made = (fixture){.panel = cities_made(), .matrices = {{CITIES, scores}}};
  made->units = whole_regions(made->panel, made->items);
  made->units.asked = made->asked;
  made->units.asked_count = 1;
  made->blocks[0] = matrix_block(method, 2, &made->matrices[0]);
  made->all = (lociq_blocks){.items = made->blocks, .count = 1};
  made->match = (lociq_match){.units = &made->units, .blocks = &made->all, .seats = CITIES, .threads = 1};
}

/* All others by Vienna's scores, and an empty seat. */
static void find(const double *scores, lociq_found found[CITIES]) {
  for (size_t k = 0; k + 1 < CITIES; k++) found[k] = (lociq_found){k + 1, scores[k + 1]};
  found[CITIES - 1] = (lociq_found){LOCIQ_NONE, UNKNOWN};
}

static void assert_order(const fixture *made, double diversify, size_t top, const size_t *expected) {
  lociq_found found[CITIES];
  const matrix_scores *matrix = made->blocks[0].state;
  find(matrix->scores, found);
  assert_int_equal(lociq_diversify(&made->match, diversify, top, found, NULL), LOCIQ_OK);
  for (size_t k = 0; k + 1 < CITIES; k++) {
    assert_int_equal(found[k].unit, expected[k]);
    assert_true(found[k].score == matrix->scores[expected[k]]);
  }
  assert_int_equal(found[CITIES - 1].unit, LOCIQ_NONE);
}

/* At a half: after Brussels 0.9 Munich has (0.8 - 0.9)/2, Paris (0.7 - 0.9)/2, Milan (0.6 - 0.1)/2, London (0.5 -
 * 0.2)/2; after Milan too London has (0.5 - 0.8)/2. */
static void those_that_differ_come_first(void **state) {
  (void)state;
  fixture made;
  set_up(&made, &matrix_mutual, liking);
  assert_order(&made, 0, 3, (const size_t[]){BRUSSELS, MUNICH, PARIS, MILAN, LONDON});
  assert_order(&made, 0.5, 1, (const size_t[]){BRUSSELS, MUNICH, PARIS, MILAN, LONDON});
  assert_order(&made, 0.5, 2, (const size_t[]){BRUSSELS, MILAN, MUNICH, PARIS, LONDON});
  assert_order(&made, 0.5, 5, (const size_t[]){BRUSSELS, MILAN, MUNICH, PARIS, LONDON});
  assert_order(&made, 0.5, 9, (const size_t[]){BRUSSELS, MILAN, MUNICH, PARIS, LONDON});
  /* by likeness alone: all start alike, the first by score; then Milan 0.1, then London, 0.8, before the others, 0.9 */
  assert_order(&made, 1, 5, (const size_t[]){BRUSSELS, MILAN, LONDON, MUNICH, PARIS});
  lociq_panel_free(made.panel);
}

/* By plain loops: at every place the one with the largest margin. */
static void as_plain_loops_have_it(void **state) {
  (void)state;
  uint64_t seed = 7;
  for (int round = 0; round < 200; round++) {
    double scores[CITIES * CITIES];
    fixture made;
    lociq_found found[CITIES];
    bool taken[CITIES] = {false};
    for (size_t i = 0; i < CITIES * CITIES; i++) scores[i] = floor(8 * random_unit(&seed)) / 8;
    for (size_t k = 2; k < CITIES; k++) scores[k] = fmin(scores[k], scores[k - 1]);
    const double diversify = random_unit(&seed);
    set_up(&made, &matrix_mutual, scores);
    find(scores, found);
    assert_int_equal(lociq_diversify(&made.match, diversify, CITIES, found, NULL), LOCIQ_OK);
    for (size_t place = 0; place + 1 < CITIES; place++) {
      size_t best = 0;
      double most = 0;
      for (size_t u = 1; u < CITIES; u++) {
        double nearest = -(double)INFINITY;
        for (size_t k = 0; k < place; k++) nearest = fmax(nearest, scores[u * CITIES + found[k].unit]);
        const double margin = (1 - diversify) * scores[u] - (place == 0 ? 0 : diversify * nearest);
        if (taken[u] || (best != 0 && (margin < most || (margin == most && scores[u] <= scores[best])))) continue;
        best = u;
        most = margin;
      }
      assert_int_equal(found[place].unit, best);
      taken[best] = true;
    }
    lociq_panel_free(made.panel);
  }
}

/* The directed block's scores say nothing of likeness. */
static void likeness_is_mutual(void **state) {
  (void)state;
  static const double bringing[CITIES * CITIES] = {1, 0.9, 0.8, 0.7, 0.6, 0.5};
  fixture made;
  set_up(&made, &matrix_directed, bringing);
  made.matrices[1] = (matrix_scores){CITIES, liking};
  made.blocks[1] = matrix_block(&matrix_mutual, 1, &made.matrices[1]);
  made.all.count = 2;
  assert_order(&made, 0.5, 2, (const size_t[]){BRUSSELS, MILAN, MUNICH, PARIS, LONDON});
  lociq_panel_free(made.panel);
}

/* With none but directed blocks it is the country: of the three regions of Germany one comes first, and two come last.
 */
static void likeness_of_countries(void **state) {
  (void)state;
  static const char *const codes[CITIES] = {"AT13", "DE11", "DE12", "DE21", "FR10", "ITC4"};
  static const double bringing[CITIES * CITIES] = {1, 0.9, 0.8, 0.7, 0.6, 0.5};
  fixture made;
  set_up(&made, &matrix_directed, bringing);
  lociq_axis_free(made.panel->axes[LOCIQ_REGION]);
  made.panel->axes[LOCIQ_REGION] = axis_made(LOCIQ_REGION, "", codes, CITIES);
  made.units.regions = made.panel->axes[LOCIQ_REGION];
  assert_order(&made, 0.5, 5, (const size_t[]){1, 4, 5, 2, 3});
  assert_order(&made, 0.1, 5, (const size_t[]){1, 2, 4, 3, 5}); /* France 0.54, a third German region 0.53 */
  lociq_panel_free(made.panel);
}

static void what_cannot_be_compared_is_not_alike(void **state) {
  (void)state;
  double scores[CITIES * CITIES];
  fixture made;
  for (size_t i = 0; i < CITIES * CITIES; i++) scores[i] = i < CITIES ? liking[i] : UNKNOWN;
  set_up(&made, &matrix_mutual, scores);
  assert_order(&made, 0.9, 5, (const size_t[]){BRUSSELS, MUNICH, PARIS, MILAN, LONDON});
  lociq_panel_free(made.panel);
}

static bool stop(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)context;
  assert_string_equal(stage, "choosing partners that differ");
  assert_true(done == 1 && all == 1);
  return false;
}

static void told_to_stop(void **state) {
  (void)state;
  const lociq_progress progress = {.report = stop};
  lociq_found found[CITIES];
  fixture made;
  set_up(&made, &matrix_mutual, liking);
  made.match.progress = &progress;
  find(liking, found);
  assert_int_equal(lociq_diversify(&made.match, 0.5, 3, found, NULL), LOCIQ_CANCELLED);
  lociq_panel_free(made.panel);
}

static void without_memory(void **state) {
  (void)state;
  const lociq_block_method *const methods[] = {&matrix_mutual, &matrix_directed};
  for (size_t m = 0; m < 2; m++) {
    lociq_found found[CITIES];
    fixture made;
    lociq_status status = LOCIQ_NO_MEMORY;
    set_up(&made, methods[m], liking);
    find(liking, found);
    for (long n = 0; status != LOCIQ_OK; n++) {
      lociq_memory_fail_after(n);
      status = lociq_diversify(&made.match, 0.5, 3, found, NULL);
      lociq_memory_fail_after(-1);
      assert_true(n < 100 && (status == LOCIQ_OK || status == LOCIQ_NO_MEMORY));
    }
    lociq_panel_free(made.panel);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(those_that_differ_come_first),
                                     cmocka_unit_test(as_plain_loops_have_it),
                                     cmocka_unit_test(likeness_is_mutual),
                                     cmocka_unit_test(likeness_of_countries),
                                     cmocka_unit_test(what_cannot_be_compared_is_not_alike),
                                     cmocka_unit_test(told_to_stop),
                                     cmocka_unit_test(without_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
