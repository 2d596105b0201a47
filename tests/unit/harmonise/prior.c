/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/prior.h"

#include "unit/harmonise/frames.h"

enum { CELLS = 6 };

/* a: 4 ? ? | 10    b: 1 2 ? | 5    column B: 5 where it is given */
static void set_up(tiers *places, tiers *kinds, bool column, lociq_frame **frame) {
  static const char *const regions[] = {"a b", NULL}, *const industries[] = {"A B C", NULL};
  lociq_error error = {0};
  assert_int_equal(make_tiers(LOCIQ_REGION, regions, places, &error), LOCIQ_OK);
  assert_int_equal(make_tiers(LOCIQ_INDUSTRY, industries, kinds, &error), LOCIQ_OK);
  assert_int_equal(lociq_frame_create(&places->hierarchy, &kinds->hierarchy, 0, LOCIQ_REST_NONE, frame, &error),
                   LOCIQ_OK);
  lociq_frame_set(*frame, 0, 0, 0, 4, 0);
  lociq_frame_set(*frame, 0, 0, 3, 1, 0);
  lociq_frame_set(*frame, 0, 0, 4, 2, 0);
  lociq_frame_set(*frame, 0, 1, 0, 10, 0);
  lociq_frame_set(*frame, 0, 1, 1, 5, 0);
  if (column) lociq_frame_set(*frame, 1, 0, 1, 5, 0);
}

static void assert_prior(const double *prior, const double *expected) {
  for (size_t k = 0; k < CELLS; k++) /* a few operations on small numbers */
    if (!(fabs(prior[k] - expected[k]) < 1e-14))
      fail_msg("cell %zu is %.17g, expected %.17g", k, prior[k], expected[k]);
}

static void what_is_left_is_shared_in_proportion(void **state) {
  (void)state;
  tiers places, kinds;
  lociq_frame *frame = NULL;
  double prior[CELLS];
  /* left of a 6, of b 2. Of A nothing is open; B has 2 of the 5 where it is known, so 4 of a's 10; nobody knows C
   * anywhere: the mean of the others' 0 and 4, zeros left aside, is 4. */
  set_up(&places, &kinds, false, &frame);
  assert_int_equal(lociq_prior_proportional(frame, prior, NULL), LOCIQ_OK);
  assert_prior(prior, (const double[]){4, 3, 3, 1, 2, 1});
  /* establishments: A 5 jobs in 3, B 2 in 1, C as all: 7 in 4; where it is missing the proportional one stays */
  const double firms[] = {2, 3, NAN, 1, 1, 4};
  assert_int_equal(lociq_prior_scale(frame, firms, prior, NULL), LOCIQ_OK);
  assert_prior(prior, (const double[]){10.0 / 3, 6, 3, 5.0 / 3, 2, 7});
  lociq_frame_free(frame);
  clear_tiers(&places);
  clear_tiers(&kinds);
  set_up(&places, &kinds, true, &frame); /* B is 5: 3 are left, and of C again the mean */
  assert_int_equal(lociq_prior_proportional(frame, prior, NULL), LOCIQ_OK);
  assert_prior(prior, (const double[]){4, 3, 3, 1, 2, 1});
  lociq_frame_free(frame);
  clear_tiers(&places);
  clear_tiers(&kinds);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_left_is_shared_in_proportion)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
