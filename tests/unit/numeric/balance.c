/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/balance.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static lociq_balancing to(double tolerance) {
  return (lociq_balancing){.tolerance = tolerance, .iterations = 10000, .threads = 2};
}

static double drawn(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return (double)(*state >> 11) * 0x1p-53;
}

/* A table at random, a tenth of it zero, from `low` to `low` + 100. */
static double *random_table(size_t count, double low, uint64_t seed) {
  double *cells = calloc(count + 1, sizeof *cells);
  for (size_t i = 0; i < count; i++) cells[i] = drawn(&seed) < 0.1 ? 0 : low + 100 * drawn(&seed);
  return cells;
}

static void add_up(const double *cells, size_t rows, size_t columns, double *by_row, double *by_column) {
  memset(by_row, 0, rows * sizeof *by_row);
  memset(by_column, 0, columns * sizeof *by_column);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) {
      by_row[i] += cells[i * columns + j];
      by_column[j] += cells[i * columns + j];
    }
}

/* The example of Junius & Oosterhaven (2003), as it is printed. */
static void published_example_of_gras(void **state) {
  (void)state;
  static const double prior[] = {7, 3, 5, -3, 2, 9, 8, 0, -2, 0, 2, 0};
  static const double rows[] = {15, 26, -1}, columns[] = {9, 16, 17, -2};
  static const double expected[] = {8.424341,  3.375237, 5.200422,  -2, 3.000997, 12.624764,
                                    10.374239, 0,        -2.425339, 0,  1.425339, 0};
  double values[12], by_row[3], by_column[4];
  lociq_balancing balancing = to(2e-14); /* of sums below 50 */
  assert_int_equal(lociq_balance(prior, 3, 4, rows, columns, &balancing, values, NULL), LOCIQ_OK);
  /* what is printed was iterated until its own columns miss their totals by 1e-6 */
  for (size_t i = 0; i < 12; i++) assert_true(fabs(values[i] - expected[i]) <= 1.01e-6);
  add_up(values, 3, 4, by_row, by_column);
  for (size_t i = 0; i < 3; i++) assert_true(fabs(by_row[i] - rows[i]) <= 1e-12);
  for (size_t j = 0; j < 4; j++) assert_true(fabs(by_column[j] - columns[j]) <= 1e-12);
  assert_true(balancing.worst <= 2e-14 && balancing.done > 1);
}

/* Deming & Stephan's own way: rows, columns, rows … of the table itself. */
static void plain_loop(double *cells, size_t rows, size_t columns, const double *by_row, const double *by_column) {
  for (int k = 0; k < 2000; k++) {
    for (size_t i = 0; i < rows; i++) {
      double sum = 0;
      for (size_t j = 0; j < columns; j++) sum += cells[i * columns + j];
      for (size_t j = 0; j < columns && sum > 0; j++) cells[i * columns + j] *= by_row[i] / sum;
    }
    for (size_t j = 0; j < columns; j++) {
      double sum = 0;
      for (size_t i = 0; i < rows; i++) sum += cells[i * columns + j];
      for (size_t i = 0; i < rows && sum > 0; i++) cells[i * columns + j] *= by_column[j] / sum;
    }
  }
}

static const size_t sizes[][2] = {{1, 1}, {1, 9}, {9, 1}, {5, 8}, {64, 16}, {67, 13}, {200, 33}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static void fitting_is_that_of_plain_loops(void **state) {
  (void)state;
  for (size_t s = 0; s < SIZES; s++) {
    const size_t rows = sizes[s][0], columns = sizes[s][1], count = rows * columns;
    double *prior = random_table(count, 1, 2 * s + 1), *target = random_table(count, 1, 2 * s + 2);
    double *values = calloc(count, sizeof *values), by_row[200], by_column[33];
    for (size_t i = 0; i < count; i++) target[i] = prior[i] > 0 ? target[i] : 0; /* so that it can be met */
    add_up(target, rows, columns, by_row, by_column);
    lociq_balancing balancing = to(1e-14);
    assert_int_equal(lociq_balance(prior, rows, columns, by_row, by_column, &balancing, values, NULL), LOCIQ_OK);
    plain_loop(prior, rows, columns, by_row, by_column);
    /* two roads to one limit, each within some roundings of its margins */
    for (size_t i = 0; i < count; i++) assert_true(fabs(values[i] - prior[i]) <= 1e-11 * fabs(prior[i]));
    free(prior);
    free(target);
    free(values);
  }
}

/* r p − n / r = total of every margin, and the factors are the same all along it. */
static void negative_cells_keep_their_sign_and_are_divided(void **state) {
  (void)state;
  const size_t rows = 70, columns = 11, count = rows * columns;
  double *prior = random_table(count, -30, 5), *target = random_table(count, -30, 6), *values = calloc(count, 8);
  double by_row[70], by_column[11], found_row[70], found_column[11];
  add_up(target, rows, columns, by_row, by_column);
  lociq_balancing balancing = to(1e-12);
  assert_int_equal(lociq_balance(prior, rows, columns, by_row, by_column, &balancing, values, NULL), LOCIQ_OK);
  add_up(values, rows, columns, found_row, found_column);
  for (size_t i = 0; i < rows; i++) assert_true(fabs(found_row[i] - by_row[i]) <= 1e-9); /* 1e-12 of a sum < 1000 */
  for (size_t j = 0; j < columns; j++) assert_true(fabs(found_column[j] - by_column[j]) <= 1e-8);
  for (size_t i = 0; i + 1 < rows; i++)
    for (size_t j = 0; j + 1 < columns; j++) {
      double turned = 1; /* the factors of two rows and two columns cancel in what the cells were multiplied by */
      for (size_t k = 0; k < 4; k++) {
        const size_t at = (i + k / 2) * columns + j + k % 2;
        if (prior[at] == 0) {
          assert_true(values[at] == 0);
          turned = NAN;
          continue;
        }
        const double ratio = values[at] / prior[at], grown = prior[at] > 0 ? ratio : 1 / ratio;
        assert_true(ratio > 0);
        turned *= k == 1 || k == 2 ? 1 / grown : grown;
      }
      assert_true(isnan(turned) || fabs(turned - 1) <= 1e-12);
    }
  free(prior);
  free(target);
  free(values);
}

static void what_adds_up_already_stays_bit_for_bit(void **state) {
  (void)state;
  for (int negative = 0; negative < 2; negative++) {
    double *prior = random_table(130 * 9, negative == 1 ? -40 : 0, 8), values[130 * 9], by_row[130], by_column[9];
    add_up(prior, 130, 9, by_row, by_column);
    lociq_balancing balancing = to(1e-10);
    assert_int_equal(lociq_balance(prior, 130, 9, by_row, by_column, &balancing, values, NULL), LOCIQ_OK);
    assert_memory_equal(values, prior, sizeof values);
    assert_int_equal(balancing.done, 0);
    free(prior);
  }
}

static void threads_do_not_show(void **state) {
  (void)state;
  for (int negative = 0; negative < 2; negative++) {
    const double low = negative == 1 ? -30 : 1;
    double *prior = random_table(333 * 21, low, 3), *target = random_table(333 * 21, low, 4);
    double by_row[333], by_column[21];
    double *first = calloc(333 * 21, sizeof *first), *other = calloc(333 * 21, sizeof *other);
    add_up(target, 333, 21, by_row, by_column);
    for (int threads = 1; threads < 4; threads++) {
      lociq_balancing balancing = to(1e-10);
      balancing.threads = threads;
      assert_int_equal(lociq_balance(prior, 333, 21, by_row, by_column, &balancing, threads == 1 ? first : other, NULL),
                       LOCIQ_OK);
      if (threads > 1) assert_memory_equal(first, other, 333 * 21 * sizeof *first);
    }
    free(prior);
    free(target);
    free(first);
    free(other);
  }
}

/* Rows and columns whose total is 0, and those without a cell. */
static void margins_of_nothing_are_nothing(void **state) {
  (void)state;
  static const double prior[] = {1, 2, 3, 4, 5, 6, 0, 0, 0}, rows[] = {0, 10, 0}, columns[] = {4, 0, 6};
  static const double expected[] = {0, 0, 0, 4, 0, 6, 0, 0, 0};
  double values[9];
  lociq_balancing balancing = to(1e-12);
  assert_int_equal(lociq_balance(prior, 3, 3, rows, columns, &balancing, values, NULL), LOCIQ_OK);
  for (size_t i = 0; i < 9; i++) assert_true(fabs(values[i] - expected[i]) <= 1e-14); /* a rounding */

  /* margins of one sign that must be nothing, and in the end one cell that can be something */
  static const double mixed[] = {-1, -2, 3, 4, -5, 6}, low[] = {0, 0, 5}, top[] = {0, 5};
  static const double alone[] = {0, 0, 0, 0, 0, 5};
  assert_int_equal(lociq_balance(mixed, 3, 2, low, top, &balancing, values, NULL), LOCIQ_OK);
  for (size_t i = 0; i < 6; i++) assert_true(values[i] == alone[i]);
  /* a margin of both signs cancels */
  static const double even[] = {-1, -2, 3, -4, 5, 6}, nothing[] = {0, 0, 7}, sums[] = {4, 3};
  assert_int_equal(lociq_balance(even, 3, 2, nothing, sums, &balancing, values, NULL), LOCIQ_OK);
  assert_true(values[0] == 0 && values[1] == 0 && fabs(values[2] + values[3]) <= 1e-11 && values[2] > 0);
}

static void no_table_at_all(void **state) {
  (void)state;
  const double none = 0;
  double values = 7;
  lociq_balancing balancing = to(1e-12);
  assert_int_equal(lociq_balance(&none, 0, 1, &none, &none, &balancing, &values, NULL), LOCIQ_OK);
  assert_int_equal(lociq_balance(&none, 1, 0, &none, &none, &balancing, &values, NULL), LOCIQ_OK);
  assert_true(values == 7);
}

static void what_cannot_be_met_is_named(void **state) {
  (void)state;
  static const struct {
    double prior[4], rows[2], columns[2];
    lociq_status status;
    const char *says;
  } cases[] = {
      {{1, 2, 3, 4}, {1, 2}, {1, 3}, LOCIQ_CONFLICT, "the totals of rows add up to 3, those of columns to 4"},
      {{1, 2, 0, 0}, {1, 2}, {1, 2}, LOCIQ_CONFLICT, "row 2 has to add up to 2, and has no positive cell"},
      {{1, 0, 3, 0}, {1, 2}, {1, 2}, LOCIQ_CONFLICT, "column 2 has to add up to 2, and has no positive cell"},
      {{1, 2, 3, 4}, {4, -1}, {1, 2}, LOCIQ_CONFLICT, "row 2 has to add up to -1, and has no negative cell"},
      {{1, 0, 1, 1},
       {3, 1},
       {2, 2},
       LOCIQ_INVALID,
       "not balanced to 1e-12 in 50 iterations: column 2 is off by 0.5 of its total"},
      {{1, NAN, 3, 4}, {1, 2}, {1, 2}, LOCIQ_INVALID, "row 1, column 2 of the table to be balanced is nan"},
      {{1, 2, 3, INFINITY}, {1, 2}, {1, 2}, LOCIQ_INVALID, "row 2, column 2 of the table to be balanced is inf"},
      {{1, 2, 3, -INFINITY}, {1, 2}, {1, 2}, LOCIQ_INVALID, "row 2, column 2 of the table to be balanced is -inf"},
      {{1, 2, 3, 4}, {1, 2}, {1, NAN}, LOCIQ_INVALID, "the total of column 2 is nan"},
      {{1, 2, 3, 4}, {INFINITY, 2}, {1, 2}, LOCIQ_INVALID, "the total of row 1 is inf"},
  };
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    lociq_error error = {0};
    double values[4] = {9, 9, 9, 9};
    lociq_balancing balancing = {.tolerance = 1e-12, .iterations = 50, .threads = 1};
    assert_int_equal(lociq_balance(cases[c].prior, 2, 2, cases[c].rows, cases[c].columns, &balancing, values, &error),
                     cases[c].status);
    assert_memory_equal(error.message, cases[c].says, strlen(cases[c].says));
    for (size_t i = 0; i < 4; i++) assert_true(values[i] == 9);
  }
}

static void memory_may_fail_anywhere(void **state) {
  (void)state;
  static const double prior[] = {1, 2, 3, 4}, totals[] = {4, 4};
  lociq_status status = LOCIQ_NO_MEMORY;
  long count = 0;
  for (; status != LOCIQ_OK; count++) {
    lociq_error error = {0};
    double values[4];
    lociq_balancing balancing = to(1e-10);
    lociq_memory_fail_after(count);
    status = lociq_balance(prior, 2, 2, totals, totals, &balancing, values, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && error.message[0] != '\0'));
  }
  assert_true(count > 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(published_example_of_gras),
                                     cmocka_unit_test(fitting_is_that_of_plain_loops),
                                     cmocka_unit_test(negative_cells_keep_their_sign_and_are_divided),
                                     cmocka_unit_test(what_adds_up_already_stays_bit_for_bit),
                                     cmocka_unit_test(threads_do_not_show),
                                     cmocka_unit_test(margins_of_nothing_are_nothing),
                                     cmocka_unit_test(no_table_at_all),
                                     cmocka_unit_test(what_cannot_be_met_is_named),
                                     cmocka_unit_test(memory_may_fail_anywhere)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
