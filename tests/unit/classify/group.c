/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/group.h"

#include "unit/partners/panels.h"

/* The groups of codes, each with a parent or NULL, which the caller frees. */
static size_t *groups_of(const char *const (*codes)[2], size_t count, const char *level, size_t *group_count) {
  lociq_member members[16] = {{0}};
  lociq_axis *axis = NULL;
  size_t *groups = NULL;
  lociq_error error = {0};
  for (size_t i = 0; i < count; i++)
    members[i] = (lociq_member){.code = codes[i][0], .parent = codes[i][1], .level = LOCIQ_NO_LEVEL};
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, members, count, &axis, NULL), LOCIQ_OK);
  if (lociq_groups_find(axis, level, &groups, group_count, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  lociq_axis_free(axis);
  return groups;
}

/* Codes are in the axis's order; `expected` has one letter an industry. */
static void assert_groups(const char *const (*codes)[2], size_t count, const char *level, const char *expected) {
  size_t group_count = 0, *groups = groups_of(codes, count, level, &group_count);
  size_t letters = 0;
  for (size_t i = 0; i < count; i++) {
    assert_true(groups[i] < group_count);
    letters = (size_t)(expected[i] - 'a') + 1 > letters ? (size_t)(expected[i] - 'a') + 1 : letters;
    for (size_t j = 0; j < i; j++)
      if ((groups[i] == groups[j]) != (expected[i] == expected[j]))
        fail_msg("by %s: %s and %s", level, codes[i][0], codes[j][0]);
  }
  assert_int_equal(group_count, letters);
  free(groups);
}

static void nace_by_its_levels(void **state) {
  (void)state;
  static const char *const codes[][2] = {{"01.11", NULL}, {"01.12", NULL}, {"01.21", NULL}, {"10.11", NULL},
                                         {"11.01", NULL}, {"68.20", NULL}, {"C12", NULL},   {"M_N", NULL}};
  assert_groups(codes, 8, "section", "aaabbcbd"); /* M_N is two sections: a group of its own */
  static const char *const classes[][2] = {{"0111", NULL}, {"0112", NULL}, {"0121", NULL}, {"1011", NULL}, {"L", NULL}};
  assert_groups(classes, 5, "division", "aaabc"); /* real estate is one division */
  assert_groups(classes, 4, "group", "aabc");
  assert_groups(classes, 4, "class", "abcd");
  static const char *const joined[][2] = {{"C10-C12", NULL}, {"C13", NULL}, {"C14", NULL}};
  assert_groups(joined, 3, "division", "abc");
  assert_groups(joined, 3, "section", "aaa");
}

static void naics_by_its_levels(void **state) {
  (void)state;
  static const char *const codes[][2] = {{"111110", NULL}, {"111120", NULL}, {"112111", NULL}, {"211110", NULL},
                                         {"311111", NULL}, {"331110", NULL}, {"441110", NULL}, {"452210", NULL}};
  assert_groups(codes, 8, "domain", "aaaaaabb");
  assert_groups(codes, 8, "supersector", "aaaabbcc");
  assert_groups(codes, 8, "naics2", "aaabccdd"); /* 31-33 and 44-45 are one sector each */
  assert_groups(codes, 8, "naics3", "aabcdefg");
  assert_groups(codes, 8, "naics4", "aabcdefg");
  assert_groups(codes, 8, "naics5", "abcdefgh");
  static const char *const sectors[][2] = {{"11", NULL}, {"31-33", NULL}, {"44-45", NULL}, {"51", NULL}};
  assert_groups(sectors, 4, "naics2", "abcd");
}

static void parents_and_codes_that_climb_to_them(void **state) {
  (void)state;
  /* "food" is a member with a parent of its own; "C11" is none. */
  static const char *const codes[][2] = {{"bread", "food"}, {"food", "C10"}, {"meat", "food"}, {"wine", "C11"}};
  assert_groups(codes, 4, "parent", "abac");
  assert_groups(codes, 4, "section", "aaaa");
  static const char *const mixed[][2] = {{"bread", "C10"}, {"glue", "C20"}, {"wine", "C11"}};
  assert_groups(mixed, 3, "division", "abc");
  size_t count = 1, *groups = groups_of(codes, 0, "parent", &count);
  assert_int_equal(count, 0);
  free(groups);
}

static void assert_refused(const char *const (*codes)[2], size_t count, const char *level, const char *message) {
  lociq_member members[16] = {{0}};
  lociq_axis *axis = NULL;
  size_t *groups = NULL, group_count = 7;
  lociq_error error = {0};
  for (size_t i = 0; i < count; i++)
    members[i] = (lociq_member){.code = codes[i][0], .parent = codes[i][1], .level = LOCIQ_NO_LEVEL};
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, members, count, &axis, NULL), LOCIQ_OK);
  assert_int_equal(lociq_groups_find(axis, level, &groups, &group_count, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_null(groups);
  assert_int_equal(group_count, 7);
  lociq_axis_free(axis);
}

static void what_lies_in_no_group_is_named(void **state) {
  (void)state;
  static const char *const sections[][2] = {{"A", NULL}, {"C", NULL}};
  assert_refused(sections, 2, "parent",
                 "the industry A has no parent to be grouped by: give parents with --industries when importing, or a "
                 "level with --level");
  assert_refused(sections, 2, "division",
                 "the industry A lies in no division: choose a coarser level, or give parents with --industries when "
                 "importing");
  assert_refused(sections, 2, "naics3", "NACE has no level \"naics3\": its levels are section, division, group, class");
  static const char *const own[][2] = {{"x", "y"}, {"y", "x"}};
  assert_refused(own, 2, "section",
                 "there is no level \"section\": the codes follow none of NUTS, FIPS, NACE and NAICS");
  /* A circle, and the parent of the third gives the classification. */
  static const char *const circle[][2] = {{"01.1", NULL}, {"B", "B"}};
  assert_refused(circle, 2, "division",
                 "the industry B lies in no division: choose a coarser level, or give parents with --industries when "
                 "importing");
  /* Government by owner is in no supersector. */
  static const char *const government[][2] = {{"111", NULL}, {"901", NULL}};
  assert_refused(government, 2, "supersector",
                 "the industry 901 lies in no supersector: choose a coarser level, or give parents with --industries "
                 "when importing");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const char *const levels[] = {"parent", "division"};
  const lociq_member members[] = {{"10.1", NULL, "food", -1}, {"10.2", NULL, "food", -1}, {"20.1", NULL, "glue", -1}};
  lociq_axis *axis = NULL;
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, members, 3, &axis, NULL), LOCIQ_OK);
  for (size_t l = 0; l < 2; l++) {
    long n = 0;
    for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
      size_t *groups = NULL, count = 0;
      lociq_memory_fail_after(n);
      status = lociq_groups_find(axis, levels[l], &groups, &count, NULL);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && groups == NULL));
      free(groups);
    }
    assert_true(n == (l == 0 ? 3 : 4));
  }
  lociq_axis_free(axis);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(nace_by_its_levels), cmocka_unit_test(naics_by_its_levels),
                                     cmocka_unit_test(parents_and_codes_that_climb_to_them),
                                     cmocka_unit_test(what_lies_in_no_group_is_named),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
