/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/harmonise/frames.h"

static const char *const places[] = {"R S", NULL};
static const char *const kinds[] = {"a1:a a2:a a3:a b1:b b2:b c1:c", "a:x b:x c:y", "x y", NULL};
enum { KINDS = 6, CELLS = 2 * KINDS };

typedef struct made {
  tiers regions, industries;
  lociq_frame *frame;
} made;

static void make_frame(made *all) {
  lociq_error error = {0};
  *all = (made){0};
  assert_int_equal(make_tiers(LOCIQ_REGION, places, &all->regions, &error), LOCIQ_OK);
  assert_int_equal(make_tiers(LOCIQ_INDUSTRY, kinds, &all->industries, &error), LOCIQ_OK);
  assert_int_equal(
      lociq_frame_create(&all->regions.hierarchy, &all->industries.hierarchy, 0, LOCIQ_REST_NONE, &all->frame, &error),
      LOCIQ_OK);
}

static void clear_frame(made *all) {
  lociq_frame_free(all->frame);
  clear_tiers(&all->regions);
  clear_tiers(&all->industries);
}

static void expect(const double *values, const double *expected) {
  for (size_t c = 0; c < CELLS; c++)
    if (isnan(expected[c]) ? !isnan(values[c]) : !(fabs(values[c] - expected[c]) <= 1e-12))
      fail_msg("cell %zu is %.15g and should be %.15g", c, values[c], expected[c]);
}

/* By hand. R: x = 100, of which a = 40 with a1 = 10, and b2 = 25. S: the total alone, and c1. */
static void set_by_hand(lociq_frame *frame) {
  lociq_frame_set(frame, 0, 2, 0, 100, 0);
  lociq_frame_set(frame, 0, 1, 0, 40, 0);
  lociq_frame_set(frame, 0, 0, 0, 10, 0);
  lociq_frame_set(frame, 0, 0, 4, 25, 0);
  lociq_frame_set(frame, 0, 3, 1, 80, 0);
  lociq_frame_set(frame, 0, 0, KINDS + 5, 5, 0);
}

static void what_is_left_is_split_equally(void **state) {
  (void)state;
  made all;
  make_frame(&all);
  double values[CELLS];
  set_by_hand(all.frame);
  /* a2 and a3 share 40 − 10; b1 has 100 − 40 − 25; nothing is known above c1 of R */
  static const double expected[CELLS] = {10, 15, 15, 35, 25, NAN, 15, 15, 15, 15, 15, 5};
  assert_int_equal(lociq_frame_split(all.frame, NULL, "2019", values, NULL), LOCIQ_OK);
  expect(values, expected);
  /* with a total of R, c1 gets what is not in x; the rest stays */
  lociq_frame_set(all.frame, 0, 3, 0, 103, 0);
  assert_int_equal(lociq_frame_split(all.frame, NULL, "2019", values, NULL), LOCIQ_OK);
  assert_true(values[5] == 3 && values[3] == 35);
  clear_frame(&all);
}

static void or_by_a_reference_structure(void **state) {
  (void)state;
  made all;
  make_frame(&all);
  double values[CELLS];
  set_by_hand(all.frame);
  static const double weights[CELLS] = {NAN, 1, 2, 7, 9, 1, 1, 2, 3, 4, 5, 6};
  static const double expected[CELLS] = {10, 10, 20, 35, 25, NAN, 5, 10, 15, 20, 25, 5};
  assert_int_equal(lociq_frame_split(all.frame, weights, "2019", values, NULL), LOCIQ_OK);
  expect(values, expected);
  static const double nothing[CELLS] = {0};
  static const double equal[CELLS] = {10, 15, 15, 35, 25, NAN, 15, 15, 15, 15, 15, 5};
  assert_int_equal(lociq_frame_split(all.frame, nothing, "2019", values, NULL), LOCIQ_OK);
  expect(values, equal);
  clear_frame(&all);
}

static void a_negative_rest_is_named(void **state) {
  (void)state;
  made all;
  make_frame(&all);
  double values[CELLS] = {7};
  lociq_error error = {0};
  set_by_hand(all.frame);
  lociq_frame_set(all.frame, 0, 1, 0, 9, 0);
  assert_int_equal(lociq_frame_split(all.frame, NULL, "2019", values, &error), LOCIQ_CONFLICT);
  assert_string_equal(error.message, "2019, region R, industry a: what is known of its parts is 1 more than its 9");
  assert_true(values[0] == 7);
  /* within the rounding of both it is nothing, and the parts are what they are */
  lociq_frame_set(all.frame, 0, 1, 0, 9, 0.5);
  lociq_frame_set(all.frame, 0, 0, 0, 10, 0.5);
  assert_int_equal(lociq_frame_split(all.frame, NULL, "2019", values, NULL), LOCIQ_OK);
  assert_true(values[0] == 10 && values[1] == 0 && values[2] == 0);
  clear_frame(&all);
}

static void a_weight_has_to_be_one(void **state) {
  (void)state;
  made all;
  make_frame(&all);
  double values[CELLS], weights[CELLS] = {0};
  set_by_hand(all.frame);
  const double wrong[] = {-1, NAN, INFINITY};
  for (size_t k = 0; k < 3; k++) {
    lociq_error error = {0};
    weights[7] = wrong[k];
    assert_int_equal(lociq_frame_split(all.frame, weights, "2019", values, &error), LOCIQ_INVALID);
    assert_non_null(strstr(error.message, "2019, region S, industry a2: the weight is "));
  }
  clear_frame(&all);
}

static void memory_may_fail_anywhere(void **state) {
  (void)state;
  made all;
  make_frame(&all);
  set_by_hand(all.frame);
  lociq_status status = LOCIQ_NO_MEMORY;
  long count = 0;
  for (; status != LOCIQ_OK; count++) {
    double values[CELLS];
    lociq_error error = {0};
    lociq_memory_fail_after(count);
    status = lociq_frame_split(all.frame, NULL, "2019", values, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && error.message[0] != '\0'));
  }
  assert_int_equal(count, 2 + 1);
  clear_frame(&all);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_left_is_split_equally), cmocka_unit_test(or_by_a_reference_structure),
      cmocka_unit_test(a_negative_rest_is_named), cmocka_unit_test(a_weight_has_to_be_one),
      cmocka_unit_test(memory_may_fail_anywhere)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
