/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/gini.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka wants the headers above first */
#include <cmocka.h>
#include <math.h>

enum { MOST = 16 };

static double gini(const double *own, const double *other, size_t count, bool quotients) {
  double scratch[MOST * LOCIQ_GINI_SCRATCH];
  return lociq_gini(own, other, count, quotients, scratch);
}

static void assert_near(double found, double expected) {
  /* a dozen operations, each rounded to 1.1e-16 */
  if (!(fabs(found - expected) <= 1e-14)) fail_msg("%.17g, expected %.17g", found, expected);
}

static void known_values(void **state) {
  (void)state;
  const double own[] = {20, 50, 20, 10}, equal[] = {1, 1, 1, 1};
  assert_near(gini(own, equal, 4, false), 0.3);
  assert_near(gini(own, equal, 4, true), 0.3);
  /* REAT's example of weighted values that are not sorted: x = 4 1 3 2 with weights 1 5 2 9, the right 0.21 and not
   * the 0.17 of weights that are left behind when the values are sorted */
  const double held[] = {4 * 1, 1 * 5, 3 * 2, 2 * 9}, weights[] = {1, 5, 2, 9};
  assert_near(gini(held, weights, 4, false), 0.210338680926916);
}

static void all_in_one_place(void **state) {
  (void)state;
  const double own[] = {0, 0, 7}, other[] = {3, 4, 1};
  assert_near(gini(own, other, 3, false), 1 - 1.0 / 8);
  assert_near(gini(own, other, 3, true), 1 - 1.0 / 3);
}

static void a_place_that_the_other_side_lacks_is_the_curves_last_step(void **state) {
  (void)state;
  const double own[] = {5, 5}, other[] = {1, 0};
  assert_near(gini(own, other, 2, false), 0.5);
  assert_near(gini(own, other, 2, true), 0); /* left out: one quotient */
}

static void unknown_and_empty_cells_take_no_part(void **state) {
  (void)state;
  const double own[] = {20, NAN, 50, 0, 20, 3, 10}, other[] = {1, 1, 1, 0, 1, NAN, 1};
  assert_near(gini(own, other, 7, false), 0.3);
  assert_near(gini(own, other, 7, true), 0.3);
}

static void nothing_to_share_out_is_missing(void **state) {
  (void)state;
  const double none[] = {0, 0}, some[] = {1, 2}, unknown[] = {NAN, NAN};
  assert_true(isnan(gini(none, some, 2, false)));
  assert_true(isnan(gini(some, none, 2, false)));
  assert_true(isnan(gini(none, some, 2, true)));
  assert_true(isnan(gini(unknown, some, 2, false)));
  assert_true(isnan(gini(some, some, 0, false)));
}

static void never_below_zero(void **state) {
  (void)state;
  const double parts[] = {0.1, 0.2, 0.3, 0.7, 0.9, 1.1, 1.3}, tripled[] = {0.3, 0.6, 0.9, 2.1, 2.7, 3.3, 3.9};
  assert_true(gini(parts, tripled, 7, false) >= 0);
  assert_near(gini(parts, tripled, 7, false), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(known_values),
                                     cmocka_unit_test(all_in_one_place),
                                     cmocka_unit_test(a_place_that_the_other_side_lacks_is_the_curves_last_step),
                                     cmocka_unit_test(unknown_and_empty_cells_take_no_part),
                                     cmocka_unit_test(nothing_to_share_out_is_missing),
                                     cmocka_unit_test(never_below_zero)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
