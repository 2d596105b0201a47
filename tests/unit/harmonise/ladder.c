/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/ladder.h"

#include "unit/harmonise/frames.h"

enum { AXES_MOST = 6 };

typedef struct rungs {
  lociq_axis *axes[AXES_MOST];
  size_t count;
} rungs;

static rungs rungs_from(lociq_axis_kind kind, const char *const *lines) {
  rungs made = {.count = 0};
  for (; lines[made.count] != NULL; made.count++)
    made.axes[made.count] = lines[made.count][0] == '\0' ? NULL : axis_from(kind, lines[made.count]);
  return made;
}

static void rungs_free(rungs *made) {
  for (size_t k = 0; k < made->count; k++) lociq_axis_free(made->axes[k]);
}

/* Tiers as "AT11 DE11 | AT1 DE1", and of each table the number of its tier. */
static void assert_ladder(lociq_axis_kind kind, const char *const *lines, const char *codes, const char *of_tables) {
  rungs axes = rungs_from(kind, lines);
  lociq_ladder ladder;
  lociq_error error = {0};
  char found[512] = "", numbers[64] = "";
  if (lociq_ladder_create((const lociq_axis *const *)axes.axes, axes.count, &ladder, &error) != LOCIQ_OK)
    fail_msg("%s", error.message);
  for (size_t k = 0; k < ladder.count; k++) {
    if (k > 0) strcat(found, " |");
    for (size_t i = 0; i < lociq_axis_count(ladder.axes[k]); i++)
      strcat(strcat(found, k + i > 0 ? " " : ""), lociq_axis_code(ladder.axes[k], i));
  }
  for (size_t t = 0; t < axes.count; t++) {
    const char digit[] = {(char)('0' + ladder.tiers[t]), '\0'};
    strcat(numbers, digit);
  }
  assert_string_equal(found, codes);
  assert_string_equal(numbers, of_tables);
  lociq_ladder_clear(&ladder);
  rungs_free(&axes);
}

static void tables_are_ordered_by_what_lies_in_what(void **state) {
  (void)state;
  const char *const any_order[] = {"AT1 DE1", "AT11 AT12 DE11", "AT DE", "AT11 DE12", NULL};
  assert_ladder(LOCIQ_REGION, any_order, "AT11 AT12 DE11 DE12 | AT1 DE1 | AT DE", "1020");
  const char *const industries[] = {"A C", "01 10 11", NULL};
  assert_ladder(LOCIQ_INDUSTRY, industries, "01 10 11 | A C", "10");
  const char *const own[] = {"meat:food bread:food glue:other", "food other", "", NULL};
  assert_ladder(LOCIQ_INDUSTRY, own, "bread glue meat | food other", "012");
  const char *const chain[] = {"a:b", "b:c", "c:d", "d", NULL};
  assert_ladder(LOCIQ_INDUSTRY, chain, "a | b | c | d", "0123");
  const char *const one[] = {"a b", "b c", NULL};
  assert_ladder(LOCIQ_REGION, one, "a b c", "00");
  const char *const none[] = {"", "", NULL};
  assert_ladder(LOCIQ_INDUSTRY, none, "", "00");
}

static void codes_on_one_tier_only_are_on_the_others_too(void **state) {
  (void)state;
  const char *const coarse_only[] = {"AT11 AT12", "AT1 MT0", "AT MT", NULL}; /* of Malta nothing finer */
  assert_ladder(LOCIQ_REGION, coarse_only, "AT11 AT12 MT0 | AT1 MT0 | AT MT", "012");
  const char *const fine_only[] = {"AT11 FR10", "AT1", NULL}; /* France is no part of AT1 */
  assert_ladder(LOCIQ_REGION, fine_only, "AT11 FR10 | AT1 FR10", "01");
  const char *const mixed[] = {"01 10 B", "A C", NULL}; /* a section beside divisions */
  assert_ladder(LOCIQ_INDUSTRY, mixed, "01 10 B | A B C", "01");
}

static void assert_refused(lociq_axis_kind kind, const char *const *lines, lociq_status expected, const char *message) {
  rungs axes = rungs_from(kind, lines);
  lociq_ladder ladder;
  lociq_error error = {0};
  assert_int_equal(lociq_ladder_create((const lociq_axis *const *)axes.axes, axes.count, &ladder, &error), expected);
  assert_string_equal(error.message, message);
  rungs_free(&axes);
}

static void what_has_no_order_is_refused(void **state) {
  (void)state;
  const char *const crossed[] = {"AT11 DE1", "AT1 DE11", NULL};
  assert_refused(
      LOCIQ_REGION, crossed, LOCIQ_INVALID,
      "of two tables each is finer than the other: the region DE11 of one lies in one of the other, and AT11 "
      "of that in one of the first: choose a level for each when importing");
  const char *const overlapping[] = {"A B-D E", "A B C-E", NULL};
  assert_refused(LOCIQ_INDUSTRY, overlapping, LOCIQ_INVALID,
                 "of two tables each is finer than the other: the industry B of one lies in one of the other, and E of "
                 "that in one of the first: choose a level for each when importing");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const char *const lines[] = {"AT1 MT0", "AT11 FR10", NULL};
  rungs axes = rungs_from(LOCIQ_REGION, lines);
  for (long n = 0;; n++) {
    lociq_ladder ladder = {.count = 0};
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_ladder_create((const lociq_axis *const *)axes.axes, axes.count, &ladder, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 20);
      lociq_ladder_clear(&ladder);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
  }
  rungs_free(&axes);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(tables_are_ordered_by_what_lies_in_what),
                                     cmocka_unit_test(codes_on_one_tier_only_are_on_the_others_too),
                                     cmocka_unit_test(what_has_no_order_is_refused),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
