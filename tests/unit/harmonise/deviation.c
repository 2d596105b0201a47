/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/fill.h"
#include "unit/harmonise/frames.h"

static double deviation_of(lociq_rest rest, const double *values) {
  static const char *const regions[] = {"a b", NULL}, *const industries[] = {"A:P B:P C:Q", "P Q", NULL};
  tiers places, kinds;
  lociq_frame *frame = NULL;
  lociq_error error = {0};
  double worst = -1;
  assert_int_equal(make_tiers(LOCIQ_REGION, regions, &places, &error), LOCIQ_OK);
  assert_int_equal(make_tiers(LOCIQ_INDUSTRY, industries, &kinds, &error), LOCIQ_OK);
  assert_int_equal(lociq_frame_create(&places.hierarchy, &kinds.hierarchy, 0, rest, &frame, &error), LOCIQ_OK);
  lociq_frame_set(frame, 0, 1, 0, 10, 0);   /* a, P */
  lociq_frame_set(frame, 1, 2, 0, 40, 0.5); /* everything */
  for (long n = 0;; n++) {
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_frame_deviation(frame, values, &worst, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) break;
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_true(worst == -1);
    error = (lociq_error){0};
  }
  lociq_frame_free(frame);
  clear_tiers(&places);
  clear_tiers(&kinds);
  return worst;
}

static void sums_are_held_against_what_is_known(void **state) {
  (void)state;
  const double met[] = {4, 6, 5, 5, 10, 10.5}, above[] = {5, 7.5, 5, 5, 10, 7.5}, below[] = {4, 4, 5, 5, 10, 12};
  assert_true(deviation_of(LOCIQ_REST_NONE, met) == 0); /* inside the rounding */
  assert_true(deviation_of(LOCIQ_REST_NONE, above) == 2.5 / 12.5);
  assert_true(deviation_of(LOCIQ_REST_NONE, below) == 2.0 / 10);
  assert_true(deviation_of(LOCIQ_REST_ALL, above) == 2.5 / 12.5);
  assert_true(deviation_of(LOCIQ_REST_ALL, below) == 0);      /* less is fine */
  assert_true(deviation_of(LOCIQ_REST_TOTALS, below) == 0.2); /* within the total it is not */
  const double open[] = {NAN, 4, 5, 5, 10, 12};
  assert_true(deviation_of(LOCIQ_REST_NONE, open) == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(sums_are_held_against_what_is_known)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
