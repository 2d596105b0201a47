/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <omp.h>

#include "numeric/random.h"
#include "unit/harmonise/frames.h"

/* A frame over two hierarchies, with what is published set into it. */
typedef struct setting {
  tiers regions, industries;
  lociq_frame *frame;
} setting;

static void set_up(const char *const *places, const char *const *kinds, double least, lociq_rest rest, setting *made) {
  lociq_error error = {0};
  if (make_tiers(LOCIQ_REGION, places, &made->regions, &error) != LOCIQ_OK ||
      make_tiers(LOCIQ_INDUSTRY, kinds, &made->industries, &error) != LOCIQ_OK ||
      lociq_frame_create(&made->regions.hierarchy, &made->industries.hierarchy, least, rest, &made->frame, &error) !=
          LOCIQ_OK)
    fail_msg("%s", error.message);
}

static void tear_down(setting *made) {
  lociq_frame_free(made->frame);
  clear_tiers(&made->regions);
  clear_tiers(&made->industries);
}

static size_t tighten(setting *made) {
  size_t sweeps = 0;
  lociq_error error = {0};
  if (lociq_frame_tighten(made->frame, "2015", &sweeps, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  return sweeps;
}

static void assert_bounds(const setting *made, size_t r, size_t i, size_t cell, double lower, double upper) {
  const lociq_bounds *table = &made->frame->tables[r][i];
  if (table->lower[cell] != lower || table->upper[cell] != upper)
    fail_msg("cell %zu of table %zu, %zu: %.17g to %.17g, expected %.17g to %.17g", cell, r, i, table->lower[cell],
             table->upper[cell], lower, upper);
}

static const char *const one_region[] = {"a", NULL}, *const two_regions[] = {"a b", NULL};
static const char *const two[] = {"A B", NULL}, *const three[] = {"A B C", NULL};

/* One sum: x_k lies between max(0, total - others' most) and total - others' least. */
static void a_single_sum_is_exact(void **state) {
  (void)state;
  setting made;
  set_up(one_region, three, 0, LOCIQ_REST_NONE, &made);
  lociq_frame_set(made.frame, 0, 1, 0, 10, 0);
  lociq_frame_set(made.frame, 0, 0, 2, 4, 0);
  made.frame->tables[0][0].lower[0] = 1;
  made.frame->tables[0][0].upper[0] = 4;
  tighten(&made);
  assert_bounds(&made, 0, 0, 0, 1, 4);
  assert_bounds(&made, 0, 0, 1, 2, 5);
  assert_bounds(&made, 0, 0, 2, 4, 4);
  assert_bounds(&made, 1, 1, 0, 10, 10); /* the only region is the whole */
  assert_false(made.frame->tables[1][1].known[0]);
  tear_down(&made);
}

/* a: 3 ? | 10    b: ? 5 | ?    column A: 8; so a,B = 7, b,A = 5, b = 10 */
static void both_axes_determine_what_one_leaves_open(void **state) {
  (void)state;
  setting made;
  set_up(two_regions, two, 0, LOCIQ_REST_NONE, &made);
  lociq_frame_set(made.frame, 0, 0, 0, 3, 0);
  lociq_frame_set(made.frame, 0, 0, 3, 5, 0);
  lociq_frame_set(made.frame, 0, 1, 0, 10, 0);
  lociq_frame_set(made.frame, 1, 0, 0, 8, 0);
  tighten(&made);
  assert_bounds(&made, 0, 0, 1, 7, 7);
  assert_bounds(&made, 0, 0, 2, 5, 5);
  assert_bounds(&made, 0, 1, 1, 10, 10);
  assert_bounds(&made, 1, 0, 1, 12, 12);
  assert_bounds(&made, 1, 1, 0, 20, 20);
  tear_down(&made);
}

static void what_has_no_total_has_no_upper_bound(void **state) {
  (void)state;
  setting made;
  set_up(two_regions, two, 0, LOCIQ_REST_NONE, &made);
  lociq_frame_set(made.frame, 0, 0, 0, 3, 0);
  lociq_frame_set(made.frame, 0, 1, 1, 9, 0);
  tighten(&made);
  assert_bounds(&made, 0, 0, 1, 0, INFINITY);
  assert_bounds(&made, 0, 0, 2, 0, 9);
  assert_bounds(&made, 0, 1, 0, 3, INFINITY);
  assert_bounds(&made, 1, 0, 0, 3, 12);
  assert_bounds(&made, 1, 1, 0, 12, INFINITY);
  tear_down(&made);
}

static void a_rest_leaves_parts_any_less(void **state) {
  (void)state;
  setting made;
  set_up(one_region, two, 0, LOCIQ_REST_ALL, &made);
  lociq_frame_set(made.frame, 0, 1, 0, 10, 0);
  lociq_frame_set(made.frame, 0, 0, 0, 4, 0);
  tighten(&made);
  assert_bounds(&made, 0, 0, 1, 0, 6);
  assert_bounds(&made, 1, 1, 0, 10, INFINITY); /* and other regions may be more than the one */
  tear_down(&made);
}

static void totals_alone_may_lack_parts(void **state) {
  (void)state;
  static const char *const sectors[] = {"A:P B:P C:Q", "P Q", NULL};
  setting made;
  set_up(one_region, sectors, 0, LOCIQ_REST_TOTALS, &made);
  lociq_frame_set(made.frame, 0, 2, 0, 10, 0);
  lociq_frame_set(made.frame, 0, 1, 0, 6, 0);
  lociq_frame_set(made.frame, 0, 0, 0, 4, 0);
  tighten(&made);
  assert_bounds(&made, 0, 0, 1, 2, 2); /* of its sector all parts are there */
  assert_bounds(&made, 0, 0, 2, 0, 4);
  assert_bounds(&made, 0, 1, 1, 0, 4);
  tear_down(&made);
}

static void below_zero_only_two_known_of_three_bound_the_last(void **state) {
  (void)state;
  setting made;
  set_up(one_region, three, -INFINITY, LOCIQ_REST_NONE, &made);
  lociq_frame_set(made.frame, 0, 1, 0, -2, 0);
  lociq_frame_set(made.frame, 0, 0, 0, 5, 0);
  tighten(&made);
  assert_bounds(&made, 0, 0, 1, -INFINITY, INFINITY);
  lociq_frame_set(made.frame, 0, 0, 1, -9, 0);
  tighten(&made);
  assert_bounds(&made, 0, 0, 2, 2, 2);
  tear_down(&made);
  set_up(one_region, two, -INFINITY, LOCIQ_REST_ALL, &made); /* a rest of either sign: nothing follows */
  lociq_frame_set(made.frame, 0, 1, 0, 10, 0);
  lociq_frame_set(made.frame, 0, 0, 0, 4, 0);
  assert_int_equal(tighten(&made), 1);
  assert_bounds(&made, 0, 0, 1, -INFINITY, INFINITY);
  tear_down(&made);
}

static void rounding_widens_and_sums_narrow(void **state) {
  (void)state;
  setting made;
  set_up(one_region, three, 0, LOCIQ_REST_NONE, &made);
  lociq_frame_set(made.frame, 0, 1, 0, 4, 0.5);
  for (size_t k = 0; k < 3; k++) lociq_frame_set(made.frame, 0, 0, k, 1, 0.5);
  tighten(&made);
  assert_bounds(&made, 0, 1, 0, 3.5, 4.5);
  for (size_t k = 0; k < 3; k++) assert_bounds(&made, 0, 0, k, 0.5, 1.5);
  tear_down(&made);
}

/* 0.1 + 0.2 is not 0.3 in binary; and 1e15 hides all digits of 0.3 that follow the first. */
static void rounding_errors_exclude_no_truth(void **state) {
  (void)state;
  const double truth[2][3] = {{0.1, 0.2, 0.3}, {1e15, 0.3, 0.1}};
  for (size_t t = 0; t < 2; t++)
    for (size_t hidden = 0; hidden < 3; hidden++) {
      setting made;
      set_up(one_region, three, 0, LOCIQ_REST_NONE, &made);
      lociq_frame_set(made.frame, 0, 1, 0, truth[t][0] + truth[t][1] + truth[t][2], 0);
      for (size_t k = 0; k < 3; k++)
        if (k != hidden) lociq_frame_set(made.frame, 0, 0, k, truth[t][k], 0);
      tighten(&made);
      const lociq_bounds *table = &made.frame->tables[0][0];
      assert_true(table->lower[hidden] <= truth[t][hidden] && truth[t][hidden] <= table->upper[hidden]);
      assert_true(table->upper[hidden] - table->lower[hidden] <= 1e-13 * truth[t][0] + 2e-15);
      tear_down(&made);
    }
}

static void assert_conflict(setting *made, const char *message) {
  size_t sweeps = 7;
  lociq_error error = {0};
  assert_int_equal(lociq_frame_tighten(made->frame, "2015", &sweeps, &error), LOCIQ_CONFLICT);
  assert_string_equal(error.message, message);
  assert_int_equal(sweeps, 7);
  tear_down(made);
}

static void what_cannot_be_met_is_named(void **state) {
  (void)state;
  setting made;
  set_up(two_regions, two, 0, LOCIQ_REST_NONE, &made);
  lociq_frame_set(made.frame, 0, 0, 2, 7, 0);
  lociq_frame_set(made.frame, 0, 0, 3, 5.5, 0);
  lociq_frame_set(made.frame, 0, 1, 1, 10, 0);
  assert_conflict(&made,
                  "totals cannot be met: in 2015 the industries in region b, industry TOTAL add up to 12.5 at "
                  "least, 2.5 more than the 10 that it can be");
  set_up(two_regions, two, 0, LOCIQ_REST_NONE, &made);
  lociq_frame_set(made.frame, 0, 0, 1, 7, 0);
  lociq_frame_set(made.frame, 0, 0, 3, 5, 0);
  lociq_frame_set(made.frame, 1, 0, 1, 14, 0.5);
  assert_conflict(&made,
                  "totals cannot be met: in 2015 the regions in region TOTAL, industry B add up to 12 at most, "
                  "1.5 less than the 13.5 that it must be");
  set_up(two_regions, two, 0, LOCIQ_REST_ALL, &made); /* with a rest that is none */
  lociq_frame_set(made.frame, 0, 0, 1, 7, 0);
  lociq_frame_set(made.frame, 0, 0, 3, 5, 0);
  lociq_frame_set(made.frame, 1, 0, 1, 14, 0.5);
  tighten(&made);
  tear_down(&made);
}

/* ---- Random tables on two tiers of each axis, against all tables that there can be ---- */

static const char *const places[] = {"x1:X x2:X y1:Y", "X Y", NULL}, *const kinds[] = {"p1:P q1:Q q2:Q", "P Q", NULL};
enum { CELLS = 9, LARGEST = 2 };

/* The sums of a finest table, on all tiers. */
static void sum_up(const lociq_frame *frame, const double *finest, double sums[3][3][CELLS]) {
  const lociq_tier *rows = frame->regions->tiers, *columns = frame->industries->tiers;
  memset(sums, 0, sizeof(double) * 3 * 3 * CELLS);
  for (size_t r = 0; r < 3; r++)
    for (size_t i = 0; i < 3; i++)
      for (size_t cell = 0; cell < CELLS; cell++) {
        size_t row = cell / 3, column = cell % 3;
        for (size_t t = 0; t < r; t++) row = rows[t].above[row];
        for (size_t t = 0; t < i; t++) column = columns[t].above[column];
        sums[r][i][row * columns[i].count + column] += finest[cell];
      }
}

/* The least and most of each finest cell over all tables of 0 ... LARGEST that agree with what is known. */
static void enumerate(const lociq_frame *frame, double known[3][3][CELLS], double *least, double *most) {
  double finest[CELLS] = {0}, sums[3][3][CELLS];
  for (size_t cell = 0; cell < CELLS; cell++) {
    least[cell] = INFINITY;
    most[cell] = -INFINITY;
  }
  for (;;) {
    bool agrees = true;
    for (size_t cell = 0; cell < CELLS && agrees; cell++)
      agrees = isnan(known[0][0][cell]) || known[0][0][cell] == finest[cell];
    if (agrees) sum_up(frame, finest, sums);
    for (size_t table = 1; table < 9 && agrees; table++)
      for (size_t cell = 0; cell < lociq_frame_cells(frame, table / 3, table % 3) && agrees; cell++)
        agrees = isnan(known[table / 3][table % 3][cell]) ||
                 known[table / 3][table % 3][cell] == sums[table / 3][table % 3][cell];
    for (size_t cell = 0; cell < CELLS && agrees; cell++) {
      least[cell] = fmin(least[cell], finest[cell]);
      most[cell] = fmax(most[cell], finest[cell]);
    }
    size_t next = 0;
    while (next < CELLS && (finest[next] += 1) > LARGEST) finest[next++] = 0;
    if (next == CELLS) return;
  }
}

/* Of the finest cells one in six is known, of the sums four. */
static void bounds_hold_every_table_that_is_possible(void **state) {
  (void)state;
  size_t exact = 0, cells = 0;
  for (uint32_t draw = 0; draw < 60; draw++) {
    setting made;
    set_up(places, kinds, 0, LOCIQ_REST_NONE, &made);
    double finest[CELLS], known[3][3][CELLS], least[CELLS], most[CELLS];
    lociq_random random;
    lociq_random_start(&random, 7, draw);
    for (size_t cell = 0; cell < CELLS; cell++) finest[cell] = (double)lociq_random_below(&random, LARGEST + 1);
    sum_up(made.frame, finest, known);
    for (size_t table = 0; table < 9; table++)
      for (size_t cell = 0; cell < lociq_frame_cells(made.frame, table / 3, table % 3); cell++) {
        double *value = &known[table / 3][table % 3][cell];
        if (lociq_random_below(&random, 6) > (table == 0 ? 0 : 3))
          *value = NAN;
        else
          lociq_frame_set(made.frame, table / 3, table % 3, cell, *value, 0);
      }
    for (size_t cell = 0; cell < CELLS; cell++) /* what the enumeration assumes */
      if (made.frame->tables[0][0].upper[cell] > LARGEST) made.frame->tables[0][0].upper[cell] = LARGEST;
    tighten(&made);
    enumerate(made.frame, known, least, most);
    for (size_t cell = 0; cell < CELLS; cell++, cells++) {
      const double lower = made.frame->tables[0][0].lower[cell], upper = made.frame->tables[0][0].upper[cell];
      assert_true(lower <= least[cell] && most[cell] <= upper);
      exact += lower == least[cell] && most[cell] == upper;
    }
    tear_down(&made);
  }
  print_message("%zu of %zu intervals are as narrow as can be\n", exact, cells);
  assert_true(exact * 10 > cells * 8);
}

/* Many regions, in which decimal figures are hidden. */
static void large(setting *made) {
  char line[1024] = "", above[64] = "";
  for (int k = 0; k < 60; k++) snprintf(line + strlen(line), sizeof line - strlen(line), "r%d:g%d ", k, k % 7);
  for (int k = 0; k < 7; k++) snprintf(above + strlen(above), sizeof above - strlen(above), "g%d ", k);
  const char *const many[] = {line, above, NULL}, *const some[] = {"a:A b:A c:B d:B e:B", "A B", NULL};
  lociq_random random;
  lociq_random_start(&random, 3, 0);
  set_up(many, some, 0, LOCIQ_REST_NONE, made);
  double columns[5] = {0};
  for (size_t r = 0; r < 60; r++) {
    double sum = 0;
    for (size_t i = 0; i < 5; i++) {
      const double value = 0.1 * lociq_random_below(&random, 40);
      sum += value;
      columns[i] += value;
      if (lociq_random_below(&random, 3) > 0) lociq_frame_set(made->frame, 0, 0, r * 5 + i, value, 0);
    }
    lociq_frame_set(made->frame, 0, 2, r, sum, 0.05);
  }
  for (size_t i = 0; i < 5; i++) lociq_frame_set(made->frame, 2, 0, i, columns[i], 0);
}

static void threads_do_not_show(void **state) {
  (void)state;
  const int before = omp_get_max_threads();
  setting made[3];
  size_t sweeps[3] = {0};
  for (int k = 0; k < 3; k++) {
    large(&made[k]);
    omp_set_num_threads(1 + 2 * k);
    sweeps[k] = tighten(&made[k]);
  }
  omp_set_num_threads(before);
  for (int k = 1; k < 3; k++) {
    assert_int_equal(sweeps[k], sweeps[0]);
    for (size_t table = 0; table < 9; table++) {
      const size_t size = lociq_frame_cells(made[0].frame, table / 3, table % 3) * sizeof(double);
      const lociq_bounds *one = &made[0].frame->tables[table / 3][table % 3];
      const lociq_bounds *other = &made[k].frame->tables[table / 3][table % 3];
      assert_memory_equal(one->lower, other->lower, size);
      assert_memory_equal(one->upper, other->upper, size);
    }
  }
  for (int k = 0; k < 3; k++) tear_down(&made[k]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_single_sum_is_exact),
                                     cmocka_unit_test(both_axes_determine_what_one_leaves_open),
                                     cmocka_unit_test(what_has_no_total_has_no_upper_bound),
                                     cmocka_unit_test(a_rest_leaves_parts_any_less),
                                     cmocka_unit_test(totals_alone_may_lack_parts),
                                     cmocka_unit_test(below_zero_only_two_known_of_three_bound_the_last),
                                     cmocka_unit_test(rounding_widens_and_sums_narrow),
                                     cmocka_unit_test(rounding_errors_exclude_no_truth),
                                     cmocka_unit_test(what_cannot_be_met_is_named),
                                     cmocka_unit_test(bounds_hold_every_table_that_is_possible),
                                     cmocka_unit_test(threads_do_not_show)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
