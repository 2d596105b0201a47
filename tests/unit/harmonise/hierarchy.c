/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/harmonise/frames.h"

static lociq_hierarchy *hierarchy_from(lociq_axis_kind kind, const char *const *lines, tiers *made) {
  lociq_error error = {0};
  if (make_tiers(kind, lines, made, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  return &made->hierarchy;
}

/* Each member of a tier by the code of what it lies in. */
static void assert_above(const lociq_hierarchy *hierarchy, size_t tier, const char *expected) {
  const lociq_tier *fine = &hierarchy->tiers[tier], *coarse = &hierarchy->tiers[tier + 1];
  char found[512] = "";
  for (size_t i = 0; i < fine->count; i++) {
    strcat(strcat(found, i > 0 ? " " : ""), fine->codes[i]);
    strcat(strcat(found, "<"), coarse->codes[fine->above[i]]);
  }
  assert_string_equal(found, expected);
}

/* The parts of every member are those that lie in it, in order. */
static void assert_parts(const lociq_hierarchy *hierarchy) {
  for (size_t t = 1; t < hierarchy->tier_count; t++) {
    const lociq_tier *fine = &hierarchy->tiers[t - 1], *coarse = &hierarchy->tiers[t];
    assert_int_equal(coarse->first[0], 0);
    assert_int_equal(coarse->first[coarse->count], fine->count);
    for (size_t m = 0; m < coarse->count; m++)
      for (size_t k = coarse->first[m]; k < coarse->first[m + 1]; k++) {
        assert_int_equal(fine->above[coarse->parts[k]], m);
        if (k > coarse->first[m]) assert_true(coarse->parts[k - 1] < coarse->parts[k]);
      }
  }
}

static void codes_say_where_they_lie(void **state) {
  (void)state;
  tiers made;
  const char *const regions[] = {"AT11 AT12 AT21 DE11", "AT1 AT2 DE1", "AT DE", NULL};
  const lociq_hierarchy *hierarchy = hierarchy_from(LOCIQ_REGION, regions, &made);
  assert_int_equal(hierarchy->tier_count, 4);
  assert_above(hierarchy, 0, "AT11<AT1 AT12<AT1 AT21<AT2 DE11<DE1");
  assert_above(hierarchy, 1, "AT1<AT AT2<AT DE1<DE");
  assert_above(hierarchy, 2, "AT<TOTAL DE<TOTAL");
  assert_parts(hierarchy);
  clear_tiers(&made);
  const char *const industries[] = {"10 11 68 A", "A C L", "A B-E L", NULL}; /* A is the same at all levels */
  hierarchy = hierarchy_from(LOCIQ_INDUSTRY, industries, &made);
  assert_above(hierarchy, 0, "10<C 11<C 68<L A<A");
  assert_above(hierarchy, 1, "A<A C<B-E L<L");
  clear_tiers(&made);
  const char *const american[] = {"3111 3112 3331 4451", "311 333 445", "31-33 44-45", NULL};
  hierarchy = hierarchy_from(LOCIQ_INDUSTRY, american, &made);
  assert_above(hierarchy, 0, "3111<311 3112<311 3331<333 4451<445");
  assert_above(hierarchy, 1, "311<31-33 333<31-33 445<44-45");
  assert_parts(hierarchy);
  clear_tiers(&made);
}

static void parents_come_first(void **state) {
  (void)state;
  tiers made;
  const char *const own[] = {"bread:food glue:other meat:food", "food other", NULL};
  assert_above(hierarchy_from(LOCIQ_INDUSTRY, own, &made), 0, "bread<food glue<other meat<food");
  clear_tiers(&made);
  /* what is above a parent is found from the parent's code; 01999 is nowhere but where its parent says */
  const char *const unknown[] = {"01001 01999:01000 04001", "01000 04000", NULL};
  assert_above(hierarchy_from(LOCIQ_REGION, unknown, &made), 0, "01001<01000 01999<01000 04001<04000");
  clear_tiers(&made);
  const char *const skipped[] = {"DE111:DE11 DE211", "DE1 DE2", NULL};
  assert_above(hierarchy_from(LOCIQ_REGION, skipped, &made), 0, "DE111<DE1 DE211<DE2");
  clear_tiers(&made);
}

static void one_axis_is_below_the_whole(void **state) {
  (void)state;
  tiers made;
  const char *const lines[] = {"a b c", NULL};
  const lociq_hierarchy *hierarchy = hierarchy_from(LOCIQ_REGION, lines, &made);
  assert_int_equal(hierarchy->tier_count, 2);
  assert_above(hierarchy, 0, "a<TOTAL b<TOTAL c<TOTAL");
  assert_parts(hierarchy);
  assert_null(hierarchy->tiers[1].above);
  clear_tiers(&made);
}

static void assert_refused(lociq_axis_kind kind, const char *const *lines, const char *message) {
  tiers made;
  lociq_error error = {0};
  assert_int_equal(make_tiers(kind, lines, &made, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_int_equal(made.hierarchy.tier_count, 0);
  clear_tiers(&made);
}

static void what_fits_nowhere_is_named(void **state) {
  (void)state;
  const char *const orphan[] = {"AT11 DE11", "AT1", NULL};
  assert_refused(LOCIQ_REGION, orphan,
                 "the region DE11 lies in none of the coarser table's (AT1, ...): give its parent when importing");
  const char *const childless[] = {"AT11", "AT1 DE1", NULL};
  assert_refused(LOCIQ_REGION, childless, "DE1 has no part on the finer axis");
  const char *const deep[] = {"a", "a", "a", "a", "a", "a", "a", "a", NULL};
  tiers made = {.count = 8};
  lociq_error error = {0};
  lociq_axis *axes[8];
  for (size_t t = 0; t < 8; t++) axes[t] = axis_from(LOCIQ_INDUSTRY, deep[t]);
  assert_int_equal(lociq_hierarchy_create((const lociq_axis *const *)axes, 8, &made.hierarchy, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "8 levels of the industry axis: at most 7 are taken");
  for (size_t t = 0; t < 8; t++) lociq_axis_free(axes[t]);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_axis *fine = axis_from(LOCIQ_REGION, "AT11 AT12 DE11"), *coarse = axis_from(LOCIQ_REGION, "AT1 DE1");
  const lociq_axis *const axes[] = {fine, coarse};
  for (long n = 0;; n++) {
    lociq_hierarchy hierarchy = {0};
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_hierarchy_create(axes, 2, &hierarchy, &error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 8);
      lociq_hierarchy_clear(&hierarchy);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_int_equal(hierarchy.tier_count, 0);
  }
  lociq_axis_free(fine);
  lociq_axis_free(coarse);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(codes_say_where_they_lie), cmocka_unit_test(parents_come_first),
                                     cmocka_unit_test(one_axis_is_below_the_whole),
                                     cmocka_unit_test(what_fits_nowhere_is_named),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
