/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/memo_panel.h"

#include "unit/store/fixture.h"

static lociq_axis *regions_with(const char *const *labels, const char *parent, int level) {
  static const char *const codes[] = {"a", "b", "c", "d"};
  lociq_member members[4];
  lociq_axis *axis = NULL;
  for (size_t i = 0; i < 4; i++)
    members[i] = (lociq_member){codes[i], labels == NULL ? NULL : labels[i], i == 0 ? NULL : parent, level};
  FINE(lociq_axis_create(LOCIQ_REGION, members, 4, &axis, error));
  return axis;
}

static const char *const labels[] = {"A", "B", "C", "D"};

/* Every text of every member counts. */
static void an_axis_is_told_by_all_of_its_members(void **state) {
  (void)state;
  static const char *const others[] = {"A", "B", "C", "E"};
  lociq_axis *const axes[] = {regions_with(labels, "a", 2), regions_with(others, "a", 2), regions_with(NULL, "a", 2),
                              regions_with(labels, NULL, 2), regions_with(labels, "a", LOCIQ_NO_LEVEL)};
  lociq_axis *again = regions_with(labels, "a", 2);
  lociq_digest digests[5], same;
  for (size_t i = 0; i < 5; i++) {
    FINE(lociq_axis_digest(axes[i], &digests[i], error));
    for (size_t k = 0; k < i; k++) assert_string_not_equal(digests[i].sha256, digests[k].sha256);
  }
  FINE(lociq_axis_digest(again, &same, error));
  assert_string_equal(same.sha256, digests[0].sha256);
  for (size_t i = 0; i < 5; i++) lociq_axis_free(axes[i]);
  lociq_axis_free(again);
}

/* The members b and d with what `of` says, sought among those of an axis that says everything. */
static void find_part(const lociq_axis *all, bool labelled, int level) {
  const lociq_member members[] = {{"b", labelled ? "B" : NULL, NULL, level}, {"d", labelled ? "D" : NULL, NULL, level}};
  lociq_axis *part = NULL, *found = NULL;
  lociq_digest digest;
  FINE(lociq_axis_create(LOCIQ_REGION, members, 2, &part, error));
  FINE(lociq_axis_digest(part, &digest, error));
  FINE(lociq_axis_extract(all, "1-1,3-3", digest.sha256, &found, error));
  assert_non_null(found);
  assert_int_equal(lociq_axis_count(found), 2);
  assert_string_equal(lociq_axis_code(found, 1), "d");
  assert_int_equal(lociq_axis_label(found, 0) != NULL && lociq_axis_label(found, 0)[0] != '\0', labelled);
  assert_int_equal(lociq_axis_level(found, 1), level);
  lociq_axis_free(found);
  lociq_axis_free(part);
}

static void a_part_of_an_axis_is_found_by_its_digest(void **state) {
  (void)state;
  lociq_axis *all = regions_with(labels, "a", 2);
  find_part(all, true, 2);
  find_part(all, false, 2);
  find_part(all, true, LOCIQ_NO_LEVEL);
  find_part(all, false, LOCIQ_NO_LEVEL);
  lociq_axis_free(all);
}

static void what_names_no_part_finds_none(void **state) {
  (void)state;
  lociq_axis *all = regions_with(labels, "a", 2), *found = all;
  lociq_digest digest;
  FINE(lociq_axis_digest(all, &digest, error));
  const char *const broken[] = {"1",   "-",        "1-",   "3-1",  "0-4", "1-1;3-3", "0-18446744073709551615",
                                "a-b", "1-1,,3-3", " 0-3", "0-3 ", "4-4"};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    FINE(lociq_axis_extract(all, broken[i], digest.sha256, &found, error));
    assert_null(found);
  }
  FINE(lociq_axis_extract(all, "0-2", digest.sha256, &found, error)); /* there, but another */
  assert_null(found);
  FINE(lociq_axis_extract(all, "0-3", digest.sha256, &found, error));
  assert_non_null(found);
  lociq_axis_free(found);
  lociq_axis_free(all);
}

static lociq_digest digest_of(const lociq_panel *panel) {
  lociq_digest digest;
  FINE(lociq_panel_digest(panel, &digest, error));
  return digest;
}

static void a_panel_is_told_by_values_and_flags(void **state) {
  (void)state;
  lociq_panel *panel = fixture_panel();
  lociq_cube *cube = panel->cubes[0];
  const lociq_digest before = digest_of(panel);
  cube->parts[LOCIQ_BODY].values[0] += 1;
  assert_string_not_equal(digest_of(panel).sha256, before.sha256);
  cube->parts[LOCIQ_BODY].values[0] -= 1;
  assert_string_equal(digest_of(panel).sha256, before.sha256);
  cube->parts[LOCIQ_BODY].flags[1] = LOCIQ_FLAG_CONFIDENTIAL;
  assert_string_not_equal(digest_of(panel).sha256, before.sha256);
  cube->parts[LOCIQ_BODY].flags[1] = 0;
  cube->parts[LOCIQ_TOTAL_REGION].values[5] = (double)NAN;
  assert_string_not_equal(digest_of(panel).sha256, before.sha256);
  lociq_panel_free(panel);
}

/* A part of the fixture's measure on these axes. */
static lociq_status extract(const lociq_panel *panel, const lociq_axis *const *axes, lociq_part part, bool flags,
                            lociq_cube **cube) {
  lociq_axis *borrowed[LOCIQ_AXIS_KINDS];
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) borrowed[kind] = (lociq_axis *)axes[kind];
  lociq_status status = lociq_cube_create("employment", "measure", CELLS, cube, NULL);
  if (status == LOCIQ_OK) status = lociq_part_extract(panel, panel->cubes[0], borrowed, part, flags, *cube, NULL);
  return status;
}

static void a_part_of_a_measure_is_taken_out(void **state) {
  (void)state;
  static const char *const years[] = {"2014"}, *const regions[] = {"b", "d"}, *const industries[] = {"y"},
                           *const strangers[] = {"b", "z"};
  lociq_panel *panel = fixture_panel(), *small = fixture_axes(years, 1, regions, 2, industries, 1),
              *strange = fixture_axes(years, 1, strangers, 2, industries, 1);
  lociq_cube *cube = NULL;
  assert_int_equal(extract(panel, (const lociq_axis *const *)small->axes, LOCIQ_BODY, true, &cube), LOCIQ_OK);
  assert_values(&cube->parts[LOCIQ_BODY], (double[]){(double)NAN, 6}, 2);
  assert_int_equal(cube->parts[LOCIQ_BODY].flags[0], LOCIQ_FLAG_CONFIDENTIAL);
  assert_int_equal(cube->parts[LOCIQ_BODY].flags[1], 0);
  lociq_cube_free(cube);
  cube = NULL;
  assert_int_equal(extract(panel, (const lociq_axis *const *)small->axes, LOCIQ_TOTAL_REGION, false, &cube), LOCIQ_OK);
  assert_values(&cube->parts[LOCIQ_TOTAL_REGION], (double[]){101, 102}, 2);
  lociq_cube_free(cube);
  cube = NULL;
  assert_int_equal(extract(panel, (const lociq_axis *const *)strange->axes, LOCIQ_BODY, true, &cube), LOCIQ_INVALID);
  lociq_cube_free(cube);
  cube = NULL;
  assert_int_equal(extract(panel, (const lociq_axis *const *)small->axes, LOCIQ_TOTAL, false, &cube), LOCIQ_INVALID);
  lociq_cube_free(cube);
  lociq_panel_free(panel);
  lociq_panel_free(small);
  lociq_panel_free(strange);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  lociq_axis *all = regions_with(labels, "a", 2);
  lociq_panel *panel = fixture_panel();
  lociq_digest digest, values;
  lociq_status status = LOCIQ_NO_MEMORY;
  FINE(lociq_axis_digest(all, &digest, error));
  for (long n = 0; status == LOCIQ_NO_MEMORY; n++) {
    lociq_axis *found = NULL;
    lociq_cube *cube = NULL;
    lociq_memory_fail_after(n);
    status = lociq_axis_extract(all, "0-3", digest.sha256, &found, NULL);
    if (status == LOCIQ_OK) status = lociq_panel_digest(panel, &values, NULL);
    if (status == LOCIQ_OK) status = extract(panel, (const lociq_axis *const *)panel->axes, LOCIQ_BODY, true, &cube);
    lociq_memory_fail_after(-1);
    assert_true(status != LOCIQ_OK || found != NULL);
    lociq_axis_free(found);
    lociq_cube_free(cube);
    assert_true(n < 1000);
  }
  assert_int_equal(status, LOCIQ_OK);
  lociq_panel_free(panel);
  lociq_axis_free(all);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(an_axis_is_told_by_all_of_its_members),
                                     cmocka_unit_test(a_part_of_an_axis_is_found_by_its_digest),
                                     cmocka_unit_test(what_names_no_part_finds_none),
                                     cmocka_unit_test(a_panel_is_told_by_values_and_flags),
                                     cmocka_unit_test(a_part_of_a_measure_is_taken_out),
                                     cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
