/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "numeric/anderson.h"

enum { COUNT = 6 };

/* A slow map with one fixed point, all of ones but for the last, which is 0: each value is drawn to
 * it at its own rate, and to its neighbour's. */
static void map(const double *at, double *image) {
  for (size_t i = 0; i + 1 < COUNT; i++) {
    const double rate = 0.8 + 0.03 * (double)i;
    const double other = at[(i + 1) % (COUNT - 1)];
    image[i] = pow(at[i], rate) * pow(other, 0.04);
  }
  image[COUNT - 1] = 0;
}

static double distance(const double *at) {
  double most = 0;
  for (size_t i = 0; i + 1 < COUNT; i++) most = fmax(most, fabs(at[i] - 1));
  return most;
}

static void start(double *at) {
  for (size_t i = 0; i < COUNT; i++) at[i] = 0.5 + (double)i;
}

static size_t steps_to(double close, lociq_anderson *anderson) {
  double at[COUNT], image[COUNT];
  start(at);
  for (size_t n = 0; n < 1000; n++) {
    if (distance(at) <= close) {
      assert_true(at[COUNT - 1] == 0);
      return n;
    }
    map(at, image);
    for (size_t i = 0; i < COUNT && anderson == NULL; i++) at[i] = image[i];
    if (anderson != NULL) lociq_anderson_step(anderson, at, image);
    for (size_t i = 0; i + 1 < COUNT; i++) assert_true(at[i] > 0);
  }
  return SIZE_MAX;
}

static void it_takes_a_fraction_of_the_steps(void **state) {
  (void)state;
  lociq_anderson *anderson = NULL;
  assert_int_equal(lociq_anderson_create(COUNT, &anderson, NULL), LOCIQ_OK);
  const size_t plain = steps_to(1e-12, NULL), fast = steps_to(1e-12, anderson);
  assert_true(plain < SIZE_MAX && fast < SIZE_MAX);
  assert_true(4 * fast < plain);
  lociq_anderson_free(anderson);
}

static void the_first_step_and_one_after_forgetting_are_plain(void **state) {
  (void)state;
  lociq_anderson *anderson = NULL;
  assert_int_equal(lociq_anderson_create(COUNT, &anderson, NULL), LOCIQ_OK);
  double at[COUNT], image[COUNT];
  start(at);
  for (int n = 0; n < 2; n++) {
    map(at, image);
    lociq_anderson_step(anderson, at, image);
    assert_memory_equal(at, image, sizeof at);
    lociq_anderson_forget(anderson);
  }
  lociq_anderson_free(anderson);
}

static void every_failing_allocation_is_told(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_anderson *anderson = NULL;
    lociq_memory_fail_after(n);
    status = lociq_anderson_create(COUNT, &anderson, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK ? anderson != NULL : status == LOCIQ_NO_MEMORY && anderson == NULL);
    lociq_anderson_free(anderson);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(it_takes_a_fraction_of_the_steps),
                                     cmocka_unit_test(the_first_step_and_one_after_forgetting_are_plain),
                                     cmocka_unit_test(every_failing_allocation_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
