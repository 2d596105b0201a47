/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "numeric/sum.h"

enum { LONGEST = 67 };

/* The order of the header, written out: lane i mod 8, then pairs four, two, one apart. */
static double by_hand(const double *values, size_t count) {
  double lanes[8] = {0};
  for (size_t i = 0; i < count; i++)
    if (!isnan(values[i])) lanes[i % 8] += values[i];
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

static void known_values_are_added_in_one_order(void **state) {
  (void)state;
  double values[LONGEST];
  for (size_t i = 0; i < LONGEST; i++) values[i] = i % 7 == 3 ? NAN : 1 / (double)(i + 1);
  for (size_t count = 0; count <= LONGEST; count++) {
    size_t known = 999, expected = 0;
    for (size_t i = 0; i < count; i++) expected += isnan(values[i]) ? 0 : 1;
    const double sum = lociq_sum_known(values, count, &known), hand = by_hand(values, count);
    assert_memory_equal(&sum, &hand, sizeof sum);
    assert_int_equal(known, expected);
  }
}

static void a_mask_leaves_values_out(void **state) {
  (void)state;
  double values[LONGEST], mask[LONGEST], kept[LONGEST];
  for (size_t i = 0; i < LONGEST; i++) {
    values[i] = 1 / (double)(i + 1);
    mask[i] = i % 5 == 2 ? NAN : 0;
    kept[i] = isnan(mask[i]) ? NAN : values[i];
  }
  for (size_t count = 0; count <= LONGEST; count++) {
    const double sum = lociq_sum_where(values, mask, count), hand = by_hand(kept, count);
    assert_memory_equal(&sum, &hand, sizeof sum);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_values_are_added_in_one_order),
                                     cmocka_unit_test(a_mask_leaves_values_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
