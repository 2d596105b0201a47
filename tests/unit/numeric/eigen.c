/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/eigen.h"

#include <math.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

/* The second difference matrix: eigenvalues 2 − 2 cos(kπ/(n+1)), vectors sin(ikπ/(n+1)). */
static double *differences(size_t n) {
  double *made = calloc(n * n, sizeof *made);
  for (size_t i = 0; i < n; i++) {
    made[i * n + i] = 2;
    if (i > 0) made[i * n + i - 1] = made[(i - 1) * n + i] = -1;
  }
  return made;
}

static void values_and_vectors_are_the_known_ones(void **state) {
  (void)state;
  const size_t sizes[] = {1, 2, 3, 10, 200};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    const size_t n = sizes[s], count = n < 3 ? n : 3;
    const double step = acos(-1) / (double)(n + 1);
    double *matrix = differences(n), values[3], *vectors = calloc(3 * n, sizeof *vectors), residual = -1;
    assert_int_equal(lociq_eigen_largest(matrix, n, count, values, vectors, &residual, NULL), LOCIQ_OK);
    assert_true(residual >= 0 && residual < 1e-13);
    for (size_t k = 0; k < count; k++) {
      assert_true(fabs(values[k] - (2 - 2 * cos((double)(n - k) * step))) < 1e-13);
      /* the vectors' gaps are above 1e-4 here: rounding over the gap */
      const double sign = vectors[k * n] * sin((double)(n - k) * step) < 0 ? -1 : 1, length = sqrt(2 / (double)(n + 1));
      for (size_t i = 0; i < n; i++)
        assert_true(fabs(sign * vectors[k * n + i] - length * sin((double)((i + 1) * (n - k)) * step)) < 1e-10);
    }
    free(matrix);
    free(vectors);
  }
}

static void threads_do_not_show_and_stay(void **state) {
  (void)state;
  enum { N = 150 };
  double vectors[2][3 * N], values[2][3], residual = 0;
  const int threads = omp_get_max_threads();
  for (int round = 0; round < 2; round++) {
    double *matrix = differences(N);
    omp_set_num_threads(1 + round);
    assert_int_equal(lociq_eigen_largest(matrix, N, 3, values[round], vectors[round], &residual, NULL), LOCIQ_OK);
    assert_int_equal(omp_get_max_threads(), 1 + round);
    free(matrix);
  }
  omp_set_num_threads(threads);
  assert_memory_equal(vectors[0], vectors[1], sizeof vectors[0]);
  assert_memory_equal(values[0], values[1], sizeof values[0]);
}

static void memory_may_fail_anywhere(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    double *matrix = differences(5), values[2], vectors[10], residual = 0;
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = lociq_eigen_largest(matrix, 5, 2, values, vectors, &residual, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    free(matrix);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(values_and_vectors_are_the_known_ones),
                                     cmocka_unit_test(threads_do_not_show_and_stay),
                                     cmocka_unit_test(memory_may_fail_anywhere)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
