/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which library multiplies matrices: OpenBLAS in its openmp build, which shares
 * the engine's threads, and not another cblas that came with something else.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cblas.h>
#include <cmocka.h>

enum { BUILT_WITH_OPENMP = 2 };

static void openblas_is_the_openmp_build(void **state) {
  (void)state;
  assert_int_equal(openblas_get_parallel(), BUILT_WITH_OPENMP);
}

static void cblas_dgemm_is_openblas(void **state) {
  (void)state;
  Dl_info found = {0};
  void *symbol = dlsym(RTLD_DEFAULT, "cblas_dgemm");
  assert_non_null(symbol);
  assert_int_not_equal(dladdr(symbol, &found), 0);
  assert_non_null(strstr(found.dli_fname, "openblas-openmp"));
}

static void cblas_dgemm_multiplies(void **state) {
  (void)state;
  const double first[4] = {1, 2, 3, 4}, second[4] = {5, 6, 7, 8}, expected[4] = {19, 22, 43, 50};
  double product[4] = {0};
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 2, 1, first, 2, second, 2, 0, product, 2);
  for (size_t i = 0; i < 4; i++) assert_true(product[i] >= expected[i] && product[i] <= expected[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(openblas_is_the_openmp_build),
      cmocka_unit_test(cblas_dgemm_is_openblas),
      cmocka_unit_test(cblas_dgemm_multiplies),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
