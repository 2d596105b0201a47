/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "numeric/boxed.h"

enum { LARGEST = 9, TABLES = 400 };

static double square(const void *context, size_t i, double at) {
  (void)context;
  (void)i;
  return at * at;
}

static double distance(const void *context, size_t i, double at) {
  const double *from = context;
  return fabs(at - from[i]);
}

static uint64_t state_of_draws;

/* xorshift64*, for tables that are the same everywhere. */
static double draw(void) {
  state_of_draws ^= state_of_draws >> 12;
  state_of_draws ^= state_of_draws << 25;
  state_of_draws ^= state_of_draws >> 27;
  return (double)((state_of_draws * 2685821657736338717u) >> 11) * 0x1p-53;
}

/* Every choice of values at their bounds, the one left over wherever it fits: at a
 * maximum of convex functions no two values lie in between. */
static double brute_maximum(const lociq_boxed *problem) {
  double best = -INFINITY;
  for (size_t free_one = 0; free_one < problem->count; free_one++)
    for (size_t choice = 0; choice < (size_t)1 << problem->count; choice++) {
      double left = problem->sum, total = 0;
      for (size_t i = 0; i < problem->count; i++) {
        if (i == free_one) continue;
        const double at = (choice >> i & 1u) != 0 ? problem->upper[i] : problem->lower[i];
        left -= at;
        total += problem->value(problem->context, i, at);
      }
      if (left < problem->lower[free_one] - 1e-12 || left > problem->upper[free_one] + 1e-12) continue;
      total += problem->value(problem->context, free_one, left);
      best = fmax(best, total);
    }
  return best;
}

typedef struct table {
  double lower[LARGEST], upper[LARGEST], from[LARGEST];
  lociq_boxed problem;
} table;

static void draw_table(table *made) {
  const size_t count = 1 + (size_t)(draw() * LARGEST);
  double least = 0, most = 0;
  for (size_t i = 0; i < count; i++) {
    made->lower[i] = draw() < 0.3 ? 0 : draw();
    made->upper[i] = made->lower[i] + (draw() < 0.2 ? 0 : draw());
    made->from[i] = 2 * draw();
    least += made->lower[i];
    most += made->upper[i];
  }
  made->problem = (lociq_boxed){.count = count,
                                .lower = made->lower,
                                .upper = made->upper,
                                .sum = least + draw() * (most - least),
                                .context = made->from};
}

static void the_maximum_is_that_of_all_vertices(void **state) {
  (void)state;
  double scratch[LOCIQ_BOXED_SCRATCH * LARGEST];
  state_of_draws = 7;
  for (int t = 0; t < TABLES; t++) {
    table made;
    draw_table(&made);
    made.problem.value = t % 2 == 0 ? square : distance;
    const double found = lociq_boxed_maximum(&made.problem, scratch), expected = brute_maximum(&made.problem);
    assert_true(fabs(found - expected) <= 1e-11 * (1 + expected));
  }
}

/* No exchange between two values makes the sum of squares less. */
static void the_least_squares_cannot_be_bettered(void **state) {
  (void)state;
  state_of_draws = 11;
  for (int t = 0; t < TABLES; t++) {
    table made;
    draw_table(&made);
    const double found = lociq_boxed_least_squares(&made.problem);
    double level = 0, squares = INFINITY;
    /* A second way: the level by plain halving. */
    double low = -1, high = 4;
    for (int n = 0; n < 200; n++) {
      double sum = 0;
      level = (low + high) / 2;
      squares = 0;
      for (size_t i = 0; i < made.problem.count; i++) {
        const double v = fmin(fmax(level, made.lower[i]), made.upper[i]);
        sum += v;
        squares += v * v;
      }
      if (sum < made.problem.sum)
        low = level;
      else
        high = level;
    }
    assert_true(fabs(found - squares) <= 1e-11 * (1 + squares));
  }
}

static void a_sum_out_of_reach_is_missing(void **state) {
  (void)state;
  const double lower[] = {0.1, 0.2}, upper[] = {0.3, 0.4};
  double scratch[LOCIQ_BOXED_SCRATCH * 2];
  const double sums[] = {0.2, 0.8};
  for (int k = 0; k < 2; k++) {
    const lociq_boxed problem = {.count = 2, .lower = lower, .upper = upper, .sum = sums[k], .value = square};
    assert_true(isnan(lociq_boxed_maximum(&problem, scratch)));
    assert_true(isnan(lociq_boxed_least_squares(&problem)));
  }
}

/* Hundreds of equal boxes have as many best choices: the search ends, and never below what can be reached. */
static void a_search_that_is_cut_off_bounds_the_maximum(void **state) {
  (void)state;
  enum { MANY = 300 };
  double lower[MANY], upper[MANY], scratch[LOCIQ_BOXED_SCRATCH * MANY];
  state_of_draws = 3;
  double most = 0;
  for (size_t i = 0; i < MANY; i++) {
    lower[i] = 0;
    upper[i] = 0.9 + 0.2 * draw();
    most += upper[i];
  }
  const lociq_boxed problem = {.count = MANY, .lower = lower, .upper = upper, .sum = most / 3, .value = square};
  const double found = lociq_boxed_maximum(&problem, scratch);
  /* The largest boxes first is one choice; its relaxation is the other side. */
  double reached = 0, left = problem.sum;
  char taken[MANY] = {0};
  while (left > 0) {
    size_t next = MANY;
    for (size_t i = 0; i < MANY; i++)
      if (taken[i] == 0 && (next == MANY || upper[i] > upper[next])) next = i;
    const double at = fmin(upper[next], left);
    taken[next] = 1;
    reached += at * at;
    left -= at;
  }
  assert_true(found >= reached - 1e-12);
  assert_true(found <= reached + 1.1 * 1.1 / 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_maximum_is_that_of_all_vertices), cmocka_unit_test(the_least_squares_cannot_be_bettered),
      cmocka_unit_test(a_sum_out_of_reach_is_missing), cmocka_unit_test(a_search_that_is_cut_off_bounds_the_maximum)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
