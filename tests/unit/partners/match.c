/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/match.h"

#include "unit/partners/cities.h"
#include "unit/partners/matrix_block.h"

static const double unlike = -(double)INFINITY;

/* Two respects, each city's view of each: the second says who is no match, and knows nothing of London. */
static const double first[CITIES * CITIES] = {1,   0.9, 0.8, 0.7, 0.6, 0.5, 0.9, 1,   0.9, 0.9, 0.1, 0.2,
                                              0.8, 0.9, 1,   0.9, 0.1, 0.2, 0.7, 0.9, 0.9, 1,   0.1, 0.2,
                                              0.6, 0.1, 0.1, 0.1, 1,   0.8, 0.5, 0.2, 0.2, 0.2, 0.8, 1},
                                   second[CITIES * CITIES] = {1,   0.1, 0.2, unlike, 0.6, NAN, 0.1, 1,   0.5,
                                                              0.5, 0.5, NAN, 0.2,    0.5, 1,   0.5, 0.5, NAN,
                                                              0.7, 0.5, 0.5, 1,      0.5, NAN, 0.6, 0.5, 0.5,
                                                              0.5, 1,   NAN, NAN,    NAN, NAN, NAN, NAN, 1};

typedef struct fixture {
  lociq_panel *panel;
  lociq_unit items[CITIES];
  size_t asked[CITIES];
  lociq_units units;
  lociq_partner_filter *filter;
  matrix_scores matrices[2];
  lociq_block blocks[2];
  lociq_blocks all;
  lociq_match match;
  lociq_found found[CITIES * CITIES];
} fixture;

/* All six ask. */
static void set_up(fixture *made, size_t seats, size_t nearest) {
  const lociq_partner_options options = no_options();
  *made = (fixture){.panel = cities_made(), .matrices = {{CITIES, first}, {CITIES, second}}};
  made->units = whole_regions(made->panel, made->items);
  for (size_t u = 0; u < CITIES; u++) made->asked[u] = u;
  made->units.asked = made->asked;
  made->units.asked_count = CITIES;
  made->filter = filter_made(made->panel, &made->units, &options);
  made->blocks[0] = matrix_block(&matrix_mutual, 3, &made->matrices[0]);
  made->blocks[1] = matrix_block(&matrix_directed, 1, &made->matrices[1]);
  made->blocks[0].nearest = nearest;
  made->all = (lociq_blocks){.items = made->blocks, .count = 2};
  made->match =
      (lociq_match){.units = &made->units, .blocks = &made->all, .filter = made->filter, .seats = seats, .threads = 2};
}

static void tear_down(fixture *made) {
  lociq_filter_free(made->filter);
  lociq_panel_free(made->panel);
}

static void assert_found(const lociq_found *found, const size_t *units, const double *scores, size_t count) {
  for (size_t k = 0; k < count; k++) {
    assert_int_equal(found[k].unit, units[k]);
    assert_true(units[k] == LOCIQ_NONE ? isnan(found[k].score) : fabs(found[k].score - scores[k]) < 1e-15);
  }
}

/* Vienna: (3 × 0.9 + 0.1)/4 and so on; of London the first block alone; Paris is no match, whatever the first says. */
static void the_best_by_all_blocks(void **state) {
  (void)state;
  static const size_t units[] = {BRUSSELS, MUNICH, MILAN, LONDON, LOCIQ_NONE};
  static const double scores[] = {0.7, 0.65, 0.6, 0.5, NAN};
  fixture made;
  set_up(&made, 5, 0);
  assert_int_equal(lociq_match_run(&made.match, made.found, NULL), LOCIQ_OK);
  assert_found(made.found, units, scores, 5);
  tear_down(&made);
}

/* Of Vienna's three nearest, Brussels, Munich and Paris, the last is no match; Milan would have come third. */
static void only_the_nearest_take_part(void **state) {
  (void)state;
  static const size_t units[] = {BRUSSELS, MUNICH, LOCIQ_NONE};
  static const double scores[] = {0.7, 0.65, NAN};
  fixture made;
  double all[2 * CITIES];
  set_up(&made, 3, 3);
  assert_int_equal(lociq_match_run(&made.match, made.found, NULL), LOCIQ_OK);
  assert_found(made.found, units, scores, 3);
  lociq_match_score(&made.match, VIENNA, all, all + CITIES);
  assert_true(isnan(all[VIENNA]) && isnan(all[PARIS]) && isnan(all[MILAN]) && isnan(all[LONDON]));
  assert_true(fabs(all[BRUSSELS] - 0.7) < 1e-15);
  tear_down(&made);
}

/* Brussels: Vienna, Munich and Paris are as near as one another, and so all are when one is asked for. */
static void who_is_as_near_as_the_last_takes_part_too(void **state) {
  (void)state;
  static const size_t units[] = {MUNICH, PARIS, VIENNA, LOCIQ_NONE};
  static const double scores[] = {0.8, 0.8, 0.7, NAN};
  fixture made;
  set_up(&made, 4, 1);
  assert_int_equal(lociq_match_run(&made.match, made.found, NULL), LOCIQ_OK);
  assert_found(made.found + BRUSSELS * 4, units, scores, 4);
  tear_down(&made);
}

static bool stop(void *context, const char *phase, uint64_t done, uint64_t total) {
  (void)context, (void)phase, (void)done, (void)total;
  return false;
}

static void a_search_can_be_stopped(void **state) {
  (void)state;
  const lociq_progress progress = {.report = stop};
  lociq_error error = {0};
  fixture made;
  set_up(&made, 2, 0);
  made.match.progress = &progress;
  assert_int_equal(lociq_match_run(&made.match, made.found, &error), LOCIQ_CANCELLED);
  assert_string_equal(error.message, "the search for partners was stopped");
  tear_down(&made);
}

static void without_memory(void **state) {
  (void)state;
  lociq_error error = {0};
  fixture made;
  set_up(&made, 2, 0);
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_match_run(&made.match, made.found, &error), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
  assert_string_equal(error.message, "no memory for the search for partners");
  tear_down(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_best_by_all_blocks),
      cmocka_unit_test(only_the_nearest_take_part),
      cmocka_unit_test(who_is_as_near_as_the_last_takes_part_too),
      cmocka_unit_test(a_search_can_be_stopped),
      cmocka_unit_test(without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
