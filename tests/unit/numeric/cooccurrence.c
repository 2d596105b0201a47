/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/cooccurrence.h"

#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

typedef struct matrix {
  size_t rows, columns, words;
  uint64_t *bits;
} matrix;

static uint64_t drawn(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static matrix random_matrix(size_t rows, size_t columns, uint64_t seed) {
  matrix made = {rows, columns, lociq_bits_words(columns), NULL};
  made.bits = calloc(rows * made.words + 1, sizeof *made.bits);
  for (size_t r = 0; r < rows; r++) {
    const uint64_t density = drawn(&seed) % 11;
    for (size_t c = 0; c < columns; c++)
      if (drawn(&seed) % 10 < density) made.bits[r * made.words + c / 64] |= (uint64_t)1 << c % 64;
  }
  return made;
}

static bool has(const matrix *m, size_t row, size_t column) {
  return (m->bits[row * m->words + column / 64] >> column % 64 & 1) != 0;
}

static const size_t sizes[][2] = {{1, 1}, {7, 3}, {600, 5}, {64, 64}, {513, 65}, {1500, 37}, {40, 131}, {3, 0}, {0, 3}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static void counts_are_those_of_plain_loops(void **state) {
  (void)state;
  for (size_t s = 0; s < SIZES; s++) {
    matrix m = random_matrix(sizes[s][0], sizes[s][1], s + 1);
    const size_t n = m.columns;
    double *counts = calloc(n * n + 1, sizeof *counts), *sums = calloc(n * n + 1, sizeof *sums);
    assert_int_equal(lociq_cooccurrence_count(m.bits, m.rows, n, counts, NULL), LOCIQ_OK);
    assert_int_equal(lociq_cooccurrence_share(m.bits, m.rows, n, sums, NULL), LOCIQ_OK);
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) {
        double count = 0, sum = 0;
        for (size_t r = 0; r < m.rows; r++) {
          double held = 0;
          for (size_t c = 0; c < n; c++) held += has(&m, r, c);
          if (has(&m, r, i) && has(&m, r, j)) sum += 1 / held;
          count += has(&m, r, i) && has(&m, r, j);
        }
        assert_true(counts[i * n + j] == count);
        assert_true(fabs(sums[i * n + j] - sum) <= 1e-13 * (1 + sum)); /* some hundred roundings */
      }
    free(counts);
    free(sums);
    free(m.bits);
  }
}

/* Rows of equal weight are counted before they are weighted, so their order is lost. */
static void neither_threads_nor_the_order_of_rows_show(void **state) {
  (void)state;
  matrix m = random_matrix(1500, 37, 9), turned = random_matrix(1500, 37, 9);
  double first[37 * 37], other[37 * 37];
  for (size_t r = 0; r < m.rows; r++)
    memcpy(turned.bits + r * m.words, m.bits + (m.rows - 1 - r) * m.words, m.words * sizeof *m.bits);
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  assert_int_equal(lociq_cooccurrence_share(m.bits, m.rows, 37, first, NULL), LOCIQ_OK);
  omp_set_num_threads(3);
  assert_int_equal(lociq_cooccurrence_share(turned.bits, m.rows, 37, other, NULL), LOCIQ_OK);
  omp_set_num_threads(threads);
  assert_memory_equal(first, other, sizeof first);
  free(m.bits);
  free(turned.bits);
}

static void memory_may_fail_anywhere(void **state) {
  (void)state;
  matrix m = random_matrix(100, 9, 4);
  double sums[81];
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = lociq_cooccurrence_share(m.bits, m.rows, 9, sums, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && error.message[0] != '\0'));
  }
  free(m.bits);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(counts_are_those_of_plain_loops),
                                     cmocka_unit_test(neither_threads_nor_the_order_of_rows_show),
                                     cmocka_unit_test(memory_may_fail_anywhere)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
