/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is found is put to the test: the index is made anew with that weight, a little less far and a little further.
 */
#include "core/memory.h"
#include "unit/composite/trees.h"

enum { YEAR = 1 };

static double difference_at(const tree *of, size_t node, double weight, size_t unit, size_t other) {
  double weights[NODES], scores[ROWS * NODES], others = 0;
  const double *base = of->weights + (of->design.year_by_year ? YEAR * NODES : 0);
  const lociq_design_node *parent = &of->nodes[of->nodes[node].parent];
  const way own = {0};
  memcpy(weights, base, sizeof weights);
  for (size_t k = parent->first_part; k < parent->first_part + parent->part_count; k++)
    if (k != node) others += base[k];
  for (size_t k = parent->first_part; k < parent->first_part + parent->part_count; k++)
    weights[k] = k == node ? weight : base[k] / others * (1 - weight);
  score_plainly(of, &own, YEAR, weights, scores);
  return scores[(YEAR * UNITS + unit) * NODES] - scores[(YEAR * UNITS + other) * NODES];
}

/* Whether a change of a node's weight by less than `least` turns the order: looked for in small steps. */
static bool turns_sooner(const tree *of, size_t node, double least, double before, size_t unit, size_t other) {
  enum { STEPS = 40 };
  const double from = of->weights[(of->design.year_by_year ? YEAR * NODES : 0) + node];
  for (int step = -STEPS; step <= STEPS; step++) {
    const double weight = from + 0.999 * least * step / STEPS;
    if (weight < 0 || weight > 1) continue;
    if (difference_at(of, node, weight, unit, other) * before < 0) return true;
  }
  return false;
}

static void check_swap(const tree *of, size_t unit, size_t other, double nearby, size_t *found) {
  static const double whole = 1;
  lociq_swap swap;
  lociq_error error = {0};
  if (lociq_robustness_swap(&of->design, &of->base, YEAR, unit, other, &swap, &error) != LOCIQ_OK)
    fail_msg("%s", error.message);
  const double before = of->scores[(YEAR * UNITS + unit) * NODES] - of->scores[(YEAR * UNITS + other) * NODES];
  const double least = swap.node == LOCIQ_NONE ? whole : fabs(swap.to - swap.from);
  for (size_t n = 1; n < NODES; n++) assert_false(turns_sooner(of, n, least, before, unit, other));
  if (swap.node == LOCIQ_NONE) return;
  ++*found;
  assert_true(swap.from == of->weights[(of->design.year_by_year ? YEAR * NODES : 0) + swap.node]);
  assert_true(swap.to >= 0 && swap.to <= 1);
  const double way_there = swap.to > swap.from ? nearby : -nearby;
  assert_true(difference_at(of, swap.node, swap.to - way_there, unit, other) * before > 0);
  assert_true(difference_at(of, swap.node, swap.to + way_there, unit, other) * before < 0);
}

static void check_pairs(const tree *of, double nearby) {
  size_t found = 0;
  for (size_t unit = 0; unit < 6; unit++)
    for (size_t other = unit + 1; other < 12; other += 3)
      if (!isnan(of->scores[(YEAR * UNITS + unit) * NODES] - of->scores[(YEAR * UNITS + other) * NODES]))
        check_swap(of, unit, other, nearby, &found);
  assert_true(found > 5);
}

static void the_least_change_is_found_in_closed_form(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  check_pairs(&of, 1e-9);
  make_tree(&of, true);
  of.weights[NODES + 1] = 0.3;
  of.weights[NODES + 2] = 0.7;
  compose_plainly(&of);
  check_pairs(&of, 1e-9);
}

static void the_least_change_is_found_step_by_step(void **state) {
  (void)state;
  static const lociq_aggregate methods[][3] = {
      {LOCIQ_AGGREGATE_GEOMETRIC, LOCIQ_AGGREGATE_GEOMETRIC, LOCIQ_AGGREGATE_GEOMETRIC},
      {LOCIQ_AGGREGATE_ARITHMETIC, LOCIQ_AGGREGATE_HARMONIC, LOCIQ_AGGREGATE_POWER},
      {LOCIQ_AGGREGATE_MAZZIOTTA_PARETO, LOCIQ_AGGREGATE_ARITHMETIC, LOCIQ_AGGREGATE_GEOMETRIC}};
  static tree of;
  for (size_t k = 0; k < 2 * sizeof methods / sizeof *methods; k++) {
    make_tree(&of, k % 2 == 1);
    for (size_t n = 0; n < 3; n++) of.nodes[n].aggregation.method = methods[k / 2][n];
    compose_plainly(&of);
    check_pairs(&of, 1e-9);
  }
}

/* Nothing is imputed: weights are renormalised over what is known, and the scores are no lines. */
static void gaps_are_no_obstacle(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  of.design.imputation.method = LOCIQ_IMPUTE_NONE;
  make_holes(&of);
  check_pairs(&of, 1e-9);
}

/* One unit is better in everything. */
static void some_units_never_swap(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  for (size_t c = 0; c < COLUMNS; c++) {
    of.denominated[(YEAR * UNITS) * COLUMNS + c] = 4;
    of.denominated[(YEAR * UNITS + 1) * COLUMNS + c] = of.nodes[3 + c].normalisation.direction > 0 ? 5 : 3;
  }
  compose_plainly(&of);
  lociq_swap swap = {.node = 1};
  assert_int_equal(lociq_robustness_swap(&of.design, &of.base, YEAR, 0, 1, &swap, NULL), LOCIQ_OK);
  assert_true(swap.node == LOCIQ_NONE && isnan(swap.from) && isnan(swap.to));
}

static void check_refusal(const tree *of, size_t year, size_t unit, size_t other, const char *message) {
  lociq_swap swap = {.node = 77};
  lociq_error error = {0};
  assert_int_equal(lociq_robustness_swap(&of->design, &of->base, year, unit, other, &swap, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_int_equal(swap.node, 77);
}

static void what_cannot_swap_is_told(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  make_holes(&of);
  check_refusal(&of, 2, 0, 1, "there is no year 3");
  check_refusal(&of, 0, 0, UNITS, "there is no unit 21");
  check_refusal(&of, 1, 7, 8, "a unit without a score swaps with none");
  check_refusal(&of, 0, 3, 3, "the two units have the same score");
  of.nodes[1].weighing.method = LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT;
  check_refusal(&of, 0, 3, 4, "inputs gives each unit weights of its own: there are none to move");
  make_tree(&of, false);
  of.nodes[0].aggregation.method = LOCIQ_AGGREGATE_GEOMETRIC;
  of.nodes[1].aggregation.method = LOCIQ_AGGREGATE_ARITHMETIC;
  compose_plainly(&of);
  for (size_t row = 0; row < ROWS; row++) of.scores[row * NODES + 3] = -1000; /* as no base has it */
  lociq_swap swap;
  lociq_error error = {0};
  assert_int_equal(lociq_robustness_swap(&of.design, &of.base, YEAR, 0, 1, &swap, &error), LOCIQ_INVALID);
  assert_non_null(strstr(error.message, "index: part 1 is -"));
}

static void where_memory_ends_it_says_so(void **state) {
  (void)state;
  static tree of;
  make_tree(&of, false);
  of.nodes[0].aggregation.method = LOCIQ_AGGREGATE_MAZZIOTTA_PARETO;
  compose_plainly(&of);
  lociq_status status = LOCIQ_NO_MEMORY;
  long allocations = 0;
  for (; status == LOCIQ_NO_MEMORY; allocations++) {
    lociq_swap swap;
    lociq_memory_fail_after(allocations);
    status = lociq_robustness_swap(&of.design, &of.base, YEAR, 0, 1, &swap, NULL);
  }
  lociq_memory_fail_after(-1);
  assert_int_equal(status, LOCIQ_OK);
  assert_true(allocations > 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_least_change_is_found_in_closed_form),
                                     cmocka_unit_test(the_least_change_is_found_step_by_step),
                                     cmocka_unit_test(gaps_are_no_obstacle),
                                     cmocka_unit_test(some_units_never_swap),
                                     cmocka_unit_test(what_cannot_swap_is_told),
                                     cmocka_unit_test(where_memory_ends_it_says_so)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
