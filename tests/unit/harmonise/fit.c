/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "harmonise/margins.h"
#include "numeric/balance.h"
#include "unit/harmonise/frames.h"

/* Four regions in two, three industries in two; then the whole. */
static const char *const places[] = {"A1:A A2:A B1:B B2:B", "A B", NULL};
static const char *const kinds[] = {"C1:C C2:C D1:D", "C D", NULL};
enum { ROWS = 4, COLUMNS = 3, CELLS = ROWS * COLUMNS };

typedef struct made {
  tiers regions, industries;
  lociq_frame *frame;
} made;

static void make_frame(made *all, lociq_rest rest) {
  *all = (made){0};
  lociq_error error = {0};
  assert_int_equal(make_tiers(LOCIQ_REGION, places, &all->regions, &error), LOCIQ_OK);
  assert_int_equal(make_tiers(LOCIQ_INDUSTRY, kinds, &all->industries, &error), LOCIQ_OK);
  assert_int_equal(
      lociq_frame_create(&all->regions.hierarchy, &all->industries.hierarchy, 0, rest, &all->frame, &error), LOCIQ_OK);
}

static void clear_frame(made *all) {
  lociq_frame_free(all->frame);
  clear_tiers(&all->regions);
  clear_tiers(&all->industries);
}

static size_t ancestor(const lociq_hierarchy *axis, size_t member, size_t tier) {
  for (size_t t = 0; t < tier; t++) member = axis->tiers[t].above[member];
  return member;
}

/* The cell of a table that finest cell c is part of. */
static size_t above(const lociq_frame *frame, size_t c, size_t r, size_t i) {
  return ancestor(frame->regions, c / COLUMNS, r) * frame->industries->tiers[i].count +
         ancestor(frame->industries, c % COLUMNS, i);
}

static double total_of(const lociq_frame *frame, const double *values, size_t r, size_t i, size_t cell) {
  double sum = 0;
  for (size_t c = 0; c < CELLS; c++)
    if (above(frame, c, r, i) == cell) sum += values[c];
  return sum;
}

/* Makes a table known, as what the values add up to. */
static void publish(lociq_frame *frame, const double *values, size_t r, size_t i, double rounding) {
  for (size_t cell = 0; cell < lociq_frame_cells(frame, r, i); cell++)
    lociq_frame_set(frame, r, i, cell, total_of(frame, values, r, i, cell), rounding);
}

/* Deming & Stephan's own way, on every known table in turn. */
static void plain_loop(const lociq_frame *frame, double *values) {
  for (int k = 0; k < 1000; k++)
    for (size_t r = 0; r < frame->regions->tier_count; r++)
      for (size_t i = 0; i < frame->industries->tier_count; i++)
        for (size_t cell = 0; r + i > 0 && cell < lociq_frame_cells(frame, r, i); cell++) {
          const double sum = total_of(frame, values, r, i, cell);
          if (!frame->tables[r][i].known[cell] || sum == 0) continue;
          for (size_t c = 0; c < CELLS; c++)
            if (above(frame, c, r, i) == cell) values[c] *= frame->tables[r][i].lower[cell] / sum;
        }
}

static void check_known(const lociq_frame *frame, const double *values, double tolerance) {
  for (size_t c = 0; c < CELLS; c++) {
    assert_true(values[c] >= frame->tables[0][0].lower[c]);
    assert_true(values[c] <= frame->tables[0][0].upper[c]);
  }
  for (size_t r = 0; r < frame->regions->tier_count; r++)
    for (size_t i = 0; i < frame->industries->tier_count; i++)
      for (size_t cell = 0; r + i > 0 && cell < lociq_frame_cells(frame, r, i); cell++) {
        const lociq_bounds *table = &frame->tables[r][i];
        const double sum = total_of(frame, values, r, i, cell);
        if (!table->known[cell]) continue;
        assert_true(sum <= table->upper[cell] * (1 + tolerance));
        assert_true(sum >= table->lower[cell] * (1 - tolerance));
      }
}

static const double truth[CELLS] = {10, 4, 7, 3, 12, 1, 8, 2, 30, 5, 9, 6};
static const double prior[CELLS] = {4, 9, 3, 7, 2, 8, 5, 5, 12, 6, 1, 2};

static lociq_fitting to(double tolerance) {
  return (lociq_fitting){.tolerance = tolerance, .iterations = 10000, .threads = 2};
}

static void two_one_way_margins_are_iterative_proportional_fitting(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  double values[CELLS], rows[ROWS], columns[COLUMNS], balanced[CELLS];
  publish(all.frame, truth, 0, 2, 0);
  publish(all.frame, truth, 2, 0, 0);
  publish(all.frame, truth, 1, 2, 0); /* these follow */
  publish(all.frame, truth, 2, 2, 0);
  lociq_fitting fitting = to(1e-13);
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  for (size_t r = 0; r < ROWS; r++) rows[r] = total_of(all.frame, truth, 0, 2, r);
  for (size_t i = 0; i < COLUMNS; i++) columns[i] = total_of(all.frame, truth, 2, 0, i);
  lociq_balancing balancing = {.tolerance = 1e-13, .iterations = 1000};
  assert_int_equal(lociq_balance(prior, ROWS, COLUMNS, rows, columns, &balancing, balanced, NULL), LOCIQ_OK);
  for (size_t c = 0; c < CELLS; c++) assert_true(fabs(values[c] - balanced[c]) <= 1e-12 * balanced[c]);
  assert_true(fitting.worst <= 1e-13 && fitting.done > 1);
  check_known(all.frame, values, 1e-13);
  clear_frame(&all);
}

/* As of the plain loop, without bounds and with known cells; which go the two ways that there are. */
static void more_margins_are_those_of_plain_loops(void **state) {
  (void)state;
  static const size_t published[][2] = {{0, 1}, {1, 0}, {2, 0}, {0, 2}, {1, 1}};
  for (unsigned set = 1; set < 32; set++) {
    made all;
    make_frame(&all, LOCIQ_REST_NONE);
    double values[CELLS], expected[CELLS];
    for (size_t k = 0; k < 5; k++)
      if ((set >> k & 1) != 0) publish(all.frame, truth, published[k][0], published[k][1], 0);
    lociq_fitting fitting = to(1e-13);
    assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
    memcpy(expected, prior, sizeof expected);
    plain_loop(all.frame, expected);
    /* the same limit to some times the tolerance */
    for (size_t c = 0; c < CELLS; c++) assert_true(fabs(values[c] - expected[c]) <= 1e-11 * expected[c]);
    check_known(all.frame, values, 1e-13);
    clear_frame(&all);
  }
}

/* A hand case: prior 1 1 1 1, total 10, cells at most 1, at least 4, free, free: 1 4 2.5 2.5. */
static void cells_stop_at_their_bounds(void **state) {
  (void)state;
  static const double ones[CELLS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  double values[CELLS];
  lociq_bounds *cells = &all.frame->tables[0][0];
  lociq_frame_set(all.frame, 1, 1, 0, 10, 0); /* A × C: A1 C1, A1 C2, A2 C1, A2 C2 */
  cells->upper[0] = 1;
  cells->lower[1] = 4;
  lociq_fitting fitting = to(1e-13);
  assert_int_equal(lociq_frame_fit(all.frame, ones, "2019", &fitting, values, NULL), LOCIQ_OK);
  static const double expected[CELLS] = {1, 4, 1, 2.5, 2.5, 1, 1, 1, 1, 1, 1, 1};
  for (size_t c = 0; c < CELLS; c++) assert_true(fabs(values[c] - expected[c]) <= 1e-13);
  /* all but one at bounds that are far from the prior: the piece has to be found */
  cells->upper[0] = 1e-6;
  cells->lower[1] = 5;
  cells->lower[3] = 1;
  cells->upper[3] = 2;
  cells->lower[4] = 2.5;
  cells->upper[4] = 4;
  static const double other[CELLS] = {1e-6, 5, 1, 2, 3 - 1e-6, 1, 1, 1, 1, 1, 1, 1};
  assert_int_equal(lociq_frame_fit(all.frame, ones, "2019", &fitting, values, NULL), LOCIQ_OK);
  for (size_t c = 0; c < CELLS; c++) assert_true(fabs(values[c] - other[c]) <= 1e-12);
  clear_frame(&all);
}

/* Of all tables that are allowed none is nearer: Σ ln(x/p) (y − x) ≥ 0 for every y. The truth is one, and what
 * moves a little around a cycle of four cells within its bounds is another. */
static void nothing_allowed_is_nearer(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  double values[CELLS];
  lociq_bounds *cells = &all.frame->tables[0][0];
  publish(all.frame, truth, 0, 2, 0);
  publish(all.frame, truth, 2, 0, 0);
  publish(all.frame, truth, 1, 1, 0.5);
  for (size_t c = 0; c < CELLS; c++) {
    cells->lower[c] = 0.8 * truth[c];
    cells->upper[c] = 1.3 * truth[c];
  }
  lociq_frame_set(all.frame, 0, 0, 4, truth[4], 0);
  lociq_fitting fitting = to(1e-12);
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  check_known(all.frame, values, 1e-12);
  assert_true(values[4] == truth[4]);
  size_t at_bound = 0;
  double slope = 0;
  for (size_t c = 0; c < CELLS; c++) {
    at_bound += values[c] == cells->lower[c] || values[c] == cells->upper[c];
    slope += log(values[c] / prior[c]) * (truth[c] - values[c]);
  }
  assert_true(at_bound > 2 && at_bound < CELLS - 2);
  assert_true(slope >= -1e-9); /* 1e-12 of sums of 100 with logarithms below 3 */
  /* around rows of one group and columns of one group every sum stays */
  for (size_t r = 0; r < ROWS; r += 2) {
    const size_t cycle[] = {r * COLUMNS, r * COLUMNS + 1, (r + 1) * COLUMNS + 1, (r + 1) * COLUMNS};
    for (int sign = -1; sign <= 1; sign += 2) {
      bool room = true;
      double turn = 0;
      for (size_t k = 0; k < 4; k++) {
        const double step = (k % 2 == 0 ? 1 : -1) * sign, value = values[cycle[k]];
        room = room && (step > 0 ? value < cells->upper[cycle[k]] : value > cells->lower[cycle[k]]);
        turn += step * log(value / prior[cycle[k]]);
      }
      assert_true(!room || turn >= -1e-9);
    }
  }
  clear_frame(&all);
}

/* A sum that is right to within its rounding is left alone, and one that is not goes to its nearer end. */
static void intervals_move_no_more_than_they_must(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  double values[CELLS];
  lociq_frame_set(all.frame, 0, 2, 0, 16.3, 0.5); /* A1 has 16 */
  lociq_frame_set(all.frame, 0, 2, 1, 20, 0.5);   /* A2 has 17 */
  lociq_frame_set(all.frame, 2, 0, 2, 30, 6);     /* D1 has 25, then less than 24 … 36 does not bind */
  lociq_fitting fitting = to(1e-12);
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  for (size_t c = 0; c < CELLS; c++) {
    const double expected = c / COLUMNS == 1 ? prior[c] * 19.5 / 17 : prior[c];
    assert_true(fabs(values[c] - expected) <= 1e-11 * expected);
  }
  clear_frame(&all);
  /* an interval that binds before others have moved and not after gives its factor back */
  make_frame(&all, LOCIQ_REST_NONE);
  lociq_frame_set(all.frame, 0, 2, 0, 20, 2); /* A1: 16 is below 18 */
  lociq_frame_set(all.frame, 2, 0, 0, 44, 0); /* C1: from 22 to 44, so that A1 has 20 by itself */
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  for (size_t c = 0; c < CELLS; c++)
    assert_true(fabs(values[c] - prior[c] * (c % COLUMNS == 0 ? 2 : 1)) <= 1e-10 * prior[c]);
  clear_frame(&all);
}

/* With a rest, parts may be less than the whole: only what is too much is cut. */
static void a_rest_needs_no_filling(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_ALL);
  double values[CELLS];
  lociq_frame_set(all.frame, 0, 2, 0, 100, 0);
  lociq_frame_set(all.frame, 0, 2, 1, 8.5, 0); /* A2 has 17 */
  lociq_fitting fitting = to(1e-12);
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  for (size_t c = 0; c < CELLS; c++)
    assert_true(fabs(values[c] - (c / COLUMNS == 1 ? prior[c] / 2 : prior[c])) <= 1e-11);
  /* where only published totals have one, the sums between are met */
  all.frame->rest = LOCIQ_REST_TOTALS;
  lociq_frame_set(all.frame, 0, 1, 0, 26, 0); /* A1 has 13 in C */
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  assert_true(fabs(values[0] - 8) <= 1e-11 && fabs(values[1] - 18) <= 1e-11 && values[2] == prior[2]);
  clear_frame(&all);
}

static void a_prior_that_fits_stays_bit_for_bit(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  double values[CELLS];
  publish(all.frame, truth, 0, 2, 0);
  publish(all.frame, truth, 2, 0, 0);
  publish(all.frame, truth, 1, 1, 0);
  lociq_fitting fitting = to(1e-10);
  assert_int_equal(lociq_frame_fit(all.frame, truth, "2019", &fitting, values, NULL), LOCIQ_OK);
  assert_memory_equal(values, truth, sizeof values);
  assert_true(fitting.done == 0 && fitting.worst == 0);
  clear_frame(&all);
}

/* A prior of 0 is 0, but where a sum or a bound needs the cell. */
static void a_prior_of_nothing_counts_where_it_is_needed(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  double values[CELLS], own[CELLS];
  memcpy(own, prior, sizeof own);
  own[0] = own[3] = own[4] = own[5] = 0; /* A1 C1, and all of A2 */
  lociq_frame_set(all.frame, 0, 2, 0, 30, 0);
  lociq_frame_set(all.frame, 0, 2, 1, 6, 0);
  all.frame->tables[0][0].lower[5] = 3;
  lociq_fitting fitting = to(1e-12);
  assert_int_equal(lociq_frame_fit(all.frame, own, "2019", &fitting, values, NULL), LOCIQ_OK);
  assert_true(values[0] == 0 && fabs(values[1] - 30 * 9 / 12.0) <= 1e-10);
  assert_true(fabs(values[3] - 1.5) <= 1e-10 && fabs(values[4] - 1.5) <= 1e-10 && fabs(values[5] - 3) <= 1e-10);
  clear_frame(&all);
}

/* Known cells that are all of a total leave nothing, also before anything was tightened. */
static void nothing_is_left_beside_known_cells(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  double values[CELLS];
  lociq_frame_set(all.frame, 0, 0, 0, 10, 0);
  lociq_frame_set(all.frame, 0, 0, 1, 4, 0);
  lociq_frame_set(all.frame, 0, 2, 0, 14, 0);
  lociq_frame_set(all.frame, 0, 2, 1, 0, 0);
  lociq_fitting fitting = to(1e-12);
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  assert_true(values[0] == 10 && values[1] == 4 && values[2] >= 0 && values[2] <= 1e-10);
  for (size_t c = 3; c < 6; c++) assert_true(values[c] == 0);
  clear_frame(&all);
}

static void refuse_with(const lociq_frame *frame, const double *own, lociq_status status, const char *says) {
  double values[CELLS] = {7};
  lociq_error error = {0};
  lociq_fitting fitting = {.tolerance = 1e-10, .iterations = 10000, .threads = 1};
  assert_int_equal(lociq_frame_fit(frame, own, "2019", &fitting, values, &error), status);
  if (strncmp(error.message, says, strlen(says)) != 0) fail_msg("%s", error.message);
  assert_true(fitting.done < 1000);
  assert_true(values[0] == 7);
}

static void what_cannot_be_met_is_named(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  lociq_frame_set(all.frame, 1, 1, 0, 10, 0);
  lociq_bounds *cells = &all.frame->tables[0][0];
  cells->upper[0] = cells->upper[1] = cells->upper[3] = cells->upper[4] = 2;
  refuse_with(all.frame, prior, LOCIQ_CONFLICT,
              "2019, region A, industry C: its cells add up to 8 at most, and should to 10");
  for (size_t c = 0; c < 5; c++) cells->lower[c] = cells->upper[c] = 3;
  refuse_with(all.frame, prior, LOCIQ_CONFLICT,
              "2019, region A, industry C: its cells add up to 12 at least, and should to 10");
  clear_frame(&all);

  make_frame(&all, LOCIQ_REST_NONE);
  publish(all.frame, truth, 0, 2, 0);
  lociq_frame_set(all.frame, 1, 2, 1, 61, 0); /* B1 and B2 have 40 and 20 */
  refuse_with(all.frame, prior, LOCIQ_CONFLICT,
              "2019, region B, industry TOTAL: its regions add up to 60 at most, and should to 61");
  clear_frame(&all);

  make_frame(&all, LOCIQ_REST_NONE); /* each sum could be, but not all: rows have 97, columns 98 */
  publish(all.frame, truth, 0, 2, 0);
  publish(all.frame, truth, 2, 0, 0);
  lociq_frame_set(all.frame, 2, 0, 0, 27, 0);
  refuse_with(all.frame, prior, LOCIQ_INVALID, "2019: not fitted to 1e-10 in ");
  clear_frame(&all);

  make_frame(&all, LOCIQ_REST_NONE);
  double own[CELLS];
  memcpy(own, prior, sizeof own);
  own[4] = -1;
  refuse_with(all.frame, own, LOCIQ_INVALID, "2019, region A2, industry C2: the prior is -1, expected");
  own[4] = NAN;
  refuse_with(all.frame, own, LOCIQ_INVALID, "2019, region A2, industry C2: the prior is nan, expected");
  lociq_frame_set(all.frame, 0, 0, 4, 2, 0); /* a known cell needs none */
  double values[CELLS];
  lociq_fitting fitting = to(1e-10);
  assert_int_equal(lociq_frame_fit(all.frame, own, "2019", &fitting, values, NULL), LOCIQ_OK);
  assert_true(values[4] == 2 && values[5] == own[5]);
  all.frame->least = -INFINITY;
  refuse_with(all.frame, prior, LOCIQ_INVALID, "2019: cells that may be negative are not fitted but balanced (gras)");
  clear_frame(&all);
}

/* A1's C has nearly all of A1, so that D1's multiplier alone says what D1 is; and A, less A1 and what is known of A2,
 * is what is left of A2. All of it at once: one iteration, and one that finds nothing to do. */
static void sums_in_sums_are_taken_out(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  double values[CELLS];
  lociq_frame_set(all.frame, 0, 1, 0, 99.999, 0);
  lociq_frame_set(all.frame, 0, 2, 0, 100, 0);
  lociq_frame_set(all.frame, 0, 0, 5, 8, 0); /* A2, D1 */
  lociq_frame_set(all.frame, 1, 2, 0, 119, 0);
  lociq_fitting fitting = to(1e-13);
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  const double expected[] = {99.999 * 4 / 13, 99.999 * 9 / 13, 0.001, 11 * 7 / 9.0, 11 * 2 / 9.0, 8};
  for (size_t c = 0; c < 6; c++) assert_true(fabs(values[c] - expected[c]) <= 1e-12);
  assert_true(fitting.done <= 2);
  clear_frame(&all);

  make_frame(&all, LOCIQ_REST_NONE); /* most margins lie in others, some in two that cross */
  publish(all.frame, truth, 0, 1, 0);
  publish(all.frame, truth, 0, 2, 0);
  publish(all.frame, truth, 2, 0, 0);
  publish(all.frame, truth, 1, 1, 0);
  fitting = to(1e-13);
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  check_known(all.frame, values, 1e-13);
  clear_frame(&all);

  make_frame(&all, LOCIQ_REST_NONE);
  lociq_frame_set(all.frame, 0, 2, 0, 14, 0);
  lociq_frame_set(all.frame, 0, 1, 2, 10, 0); /* A2, C */
  lociq_frame_set(all.frame, 0, 0, 5, 3, 0);
  lociq_frame_set(all.frame, 1, 2, 0, 40, 0);
  refuse_with(all.frame, prior, LOCIQ_CONFLICT,
              "2019, region A, industry TOTAL: its cells add up to 27 at most, and should to 40");
  clear_frame(&all);
}

/* A1's C1 and C2 are 1, as are C1 and C2 of A, and A2 is 1 in C1 alone: of A1's C1 nothing is left, which no multiplier
 * says but an infinite one. */
static void leave_nothing(lociq_frame *frame) {
  lociq_frame_set(frame, 0, 2, 0, 1, 0);
  lociq_frame_set(frame, 0, 2, 1, 1, 0);
  lociq_frame_set(frame, 1, 0, 0, 1, 0);
  lociq_frame_set(frame, 1, 0, 1, 1, 0);
  static const size_t none[] = {2, 4, 5};
  for (size_t k = 0; k < 3; k++) lociq_frame_set(frame, 0, 0, none[k], 0, 0);
}

static void cells_may_come_to_nothing(void **state) {
  (void)state;
  made all;
  make_frame(&all, LOCIQ_REST_NONE);
  double values[CELLS];
  leave_nothing(all.frame);
  lociq_fitting fitting = to(1e-12);
  assert_int_equal(lociq_frame_fit(all.frame, prior, "2019", &fitting, values, NULL), LOCIQ_OK);
  assert_true(values[0] >= 0 && values[0] <= 1e-12);
  assert_true(fabs(values[1] - 1) <= 1e-12 && fabs(values[3] - 1) <= 1e-12);
  assert_true(fitting.done > 20 && fitting.done < 100); /* in turn it is 1 / iterations */
  clear_frame(&all);
}

static void publish_all(lociq_frame *frame) {
  publish(frame, truth, 0, 2, 0);
  publish(frame, truth, 2, 0, 0);
  publish(frame, truth, 1, 1, 0.25);
  for (size_t c = 0; c < CELLS; c++) frame->tables[0][0].upper[c] = 1.25 * truth[c];
}

enum { MANY = 64 };

/* One tier of 64 codes, "prefix10" to "prefix73". */
static void make_many(lociq_axis_kind kind, char prefix, tiers *axis) {
  char line[MANY * 4 + 1];
  const char *const lines[] = {line, NULL};
  for (size_t m = 0; m < MANY; m++) (void)snprintf(line + 4 * m, 5, "%c%zu ", prefix, m + 10);
  assert_int_equal(make_tiers(kind, lines, axis, NULL), LOCIQ_OK);
}

/* Large enough to be shared, with a third of the cells at a bound. */
static void threads_do_not_show(void **state) {
  (void)state;
  made all = {0};
  double *own = calloc(MANY * MANY, sizeof *own), *first = calloc(MANY * MANY, sizeof *first);
  double *other = calloc(MANY * MANY, sizeof *other), rows[MANY] = {0}, columns[MANY] = {0};
  make_many(LOCIQ_REGION, 'r', &all.regions);
  make_many(LOCIQ_INDUSTRY, 'i', &all.industries);
  assert_int_equal(
      lociq_frame_create(&all.regions.hierarchy, &all.industries.hierarchy, 0, LOCIQ_REST_NONE, &all.frame, NULL),
      LOCIQ_OK);
  for (size_t c = 0; c < MANY * MANY; c++) {
    const double value = 1 + (double)(c * 2654435761U % 97);
    own[c] = 1 + (double)(c * 2246822519U % 89);
    all.frame->tables[0][0].upper[c] = 1.5 * value;
    rows[c / MANY] += value;
    columns[c % MANY] += value;
  }
  for (size_t m = 0; m < MANY; m++) {
    lociq_frame_set(all.frame, 0, 1, m, rows[m], 0);
    lociq_frame_set(all.frame, 1, 0, m, columns[m], 0.25);
  }
  for (int threads = 1; threads < 4; threads++) {
    lociq_fitting fitting = to(1e-10);
    fitting.threads = threads;
    assert_int_equal(lociq_frame_fit(all.frame, own, "2019", &fitting, threads == 1 ? first : other, NULL), LOCIQ_OK);
    assert_true(fitting.done > 20); /* so long that margins moved together, too */
    if (threads > 1) assert_memory_equal(first, other, MANY * MANY * sizeof *first);
  }
  size_t at_bound = 0;
  for (size_t c = 0; c < MANY * MANY; c++) at_bound += first[c] == all.frame->tables[0][0].upper[c];
  assert_true(at_bound > MANY && at_bound < MANY * MANY / 2);
  free(own);
  free(first);
  free(other);
  clear_frame(&all);
}

static void memory_may_fail_anywhere(void **state) {
  (void)state;
  for (int kind = 0; kind < 3; kind++) {
    made all;
    make_frame(&all, LOCIQ_REST_NONE);
    if (kind == 2) {
      leave_nothing(all.frame);
    } else if (kind == 1) {
      publish_all(all.frame);
    } else {
      publish(all.frame, truth, 0, 2, 0);
      publish(all.frame, truth, 2, 0, 0);
    }
    lociq_status status = LOCIQ_NO_MEMORY;
    long count = 0;
    for (; status != LOCIQ_OK; count++) {
      lociq_error error = {0};
      double values[CELLS];
      lociq_fitting fitting = to(1e-10);
      lociq_memory_fail_after(count);
      status = lociq_frame_fit(all.frame, prior, "2019", &fitting, values, &error);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && error.message[0] != '\0'));
    }
    assert_true(count > 20);
    clear_frame(&all);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(two_one_way_margins_are_iterative_proportional_fitting),
                                     cmocka_unit_test(more_margins_are_those_of_plain_loops),
                                     cmocka_unit_test(cells_stop_at_their_bounds),
                                     cmocka_unit_test(nothing_allowed_is_nearer),
                                     cmocka_unit_test(intervals_move_no_more_than_they_must),
                                     cmocka_unit_test(a_rest_needs_no_filling),
                                     cmocka_unit_test(a_prior_that_fits_stays_bit_for_bit),
                                     cmocka_unit_test(a_prior_of_nothing_counts_where_it_is_needed),
                                     cmocka_unit_test(nothing_is_left_beside_known_cells),
                                     cmocka_unit_test(what_cannot_be_met_is_named),
                                     cmocka_unit_test(sums_in_sums_are_taken_out),
                                     cmocka_unit_test(cells_may_come_to_nothing),
                                     cmocka_unit_test(threads_do_not_show),
                                     cmocka_unit_test(memory_may_fail_anywhere)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
