/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

/* Every row has one place, and blocks are intervals of the number that varies. */
static void check(size_t rows, size_t block, bool same) {
  float *numbers = calloc(rows * 2 + 1, sizeof *numbers);
  uint32_t *order = malloc((rows + 1) * sizeof *order);
  bool *seen = calloc(rows + 1, sizeof *seen);
  for (size_t r = 0; r < rows; r++) {
    numbers[2 * r] = 1;
    numbers[2 * r + 1] = same ? 0 : (float)(r * 7919 % rows);
  }
  lociq_rows_order(numbers, rows, 2, block, order);
  for (size_t place = 0; place < rows; place++) {
    assert_true(order[place] < rows && !seen[order[place]]);
    seen[order[place]] = true;
    const float number = numbers[2 * order[place] + 1];
    if (!same) assert_true((size_t)number / block == place / block);
  }
  free(numbers);
  free(order);
  free(seen);
}

static void near_rows_lie_together(void **state) {
  (void)state;
  static const size_t rows[] = {0, 1, 4, 5, 8, 103, 1000};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    check(rows[i], 4, false);
    check(rows[i], 4, true);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(near_rows_lie_together)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
