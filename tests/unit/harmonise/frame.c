/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/harmonise/frames.h"

static void a_table_lies_on_each_pair_of_tiers(void **state) {
  (void)state;
  tiers regions, industries;
  lociq_frame *frame = NULL;
  lociq_error error = {0};
  const char *const places[] = {"AT11 AT12 DE11", "AT1 DE1", NULL}, *const kinds[] = {"A B C D", NULL};
  assert_int_equal(make_tiers(LOCIQ_REGION, places, &regions, &error), LOCIQ_OK);
  assert_int_equal(make_tiers(LOCIQ_INDUSTRY, kinds, &industries, &error), LOCIQ_OK);
  assert_int_equal(lociq_frame_create(&regions.hierarchy, &industries.hierarchy, 0, LOCIQ_REST_TOTALS, &frame, &error),
                   LOCIQ_OK);
  assert_true(lociq_frame_is_open(frame, frame->regions, 1) && lociq_frame_is_open(frame, frame->industries, 0));
  assert_false(lociq_frame_is_open(frame, frame->regions, 0));
  const size_t rows[] = {3, 2, 1}, columns[] = {4, 1};
  for (size_t r = 0; r < 3; r++)
    for (size_t i = 0; i < 2; i++) {
      assert_int_equal(lociq_frame_cells(frame, r, i), rows[r] * columns[i]);
      for (size_t cell = 0; cell < rows[r] * columns[i]; cell++) {
        assert_true(frame->tables[r][i].lower[cell] == 0 && isinf(frame->tables[r][i].upper[cell]));
        assert_false(frame->tables[r][i].known[cell]);
      }
    }
  assert_null(frame->tables[3][0].lower);
  const lociq_bounds *table = &frame->tables[0][0];
  lociq_frame_set(frame, 0, 0, 5, 7, 0);
  assert_true(table->known[5] && table->lower[5] == 7 && table->upper[5] == 7);
  lociq_frame_set(frame, 0, 0, 6, 0.2, 0.5); /* never below the least that a cell can be */
  assert_true(table->lower[6] == 0 && table->upper[6] == 0.7);
  lociq_frame_free(frame);
  assert_int_equal(
      lociq_frame_create(&regions.hierarchy, &industries.hierarchy, -INFINITY, LOCIQ_REST_NONE, &frame, &error),
      LOCIQ_OK);
  assert_true(isinf(frame->tables[1][1].lower[1]) && frame->tables[1][1].lower[1] < 0);
  lociq_frame_free(frame);
  lociq_frame_free(NULL);
  clear_tiers(&regions);
  clear_tiers(&industries);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  tiers regions, industries;
  lociq_error error = {0};
  const char *const lines[] = {"a b", NULL};
  assert_int_equal(make_tiers(LOCIQ_REGION, lines, &regions, &error), LOCIQ_OK);
  assert_int_equal(make_tiers(LOCIQ_INDUSTRY, lines, &industries, &error), LOCIQ_OK);
  for (long n = 0;; n++) {
    lociq_frame *frame = NULL;
    error = (lociq_error){0};
    lociq_memory_fail_after(n);
    const lociq_status status =
        lociq_frame_create(&regions.hierarchy, &industries.hierarchy, 0, LOCIQ_REST_NONE, &frame, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_int_equal(n, 1 + 4 * 3);
      lociq_frame_free(frame);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_null(frame);
  }
  clear_tiers(&regions);
  clear_tiers(&industries);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_table_lies_on_each_pair_of_tiers),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
