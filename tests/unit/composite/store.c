/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A store of two years, three regions and two industries, as the store's own tests have it.
 */
#include "unit/store/fixture.h"

static const char specification[] = "composite_store.yaml";

static void write_text(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static int remove_all(void **state) {
  (void)unlink(specification);
  (void)unlink("groups.csv");
  return remove_folder(state);
}

static lociq_store *opened(void) {
  fixture_store();
  return fixture_open(LOCIQ_STORE_WRITE);
}

static void inputs_free(lociq_input *inputs, size_t count) {
  for (size_t i = 0; i < count; i++) lociq_input_clear(&inputs[i]);
  free(inputs);
}

static lociq_status make(lociq_store *store, const char *text, lociq_error *error) {
  const lociq_composite_options options = lociq_composite_options_default();
  lociq_input *inputs = NULL;
  size_t count = 0;
  write_text(specification, text);
  const lociq_status status = lociq_composite_store(store, specification, &options, &inputs, &count, error);
  if (status == LOCIQ_OK) inputs_free(inputs, count);
  return status;
}

static const char jobs[] =
    "impute: mean\ntreat: staged\nreference: mean\ngroups: groups.csv\nclasses: [{name: all}]\n"
    "robustness: {normalise: [min_max, z_score], replications: 20, sobol: 2}\nwhat_if: [{unit: R1, other: R2}]\n"
    "index:\n  name: jobs\n  title: Jobs\n  parts:\n    - {name: all_of_them, measure: employment}\n";

/* The regions of the fixture by their codes. */
static void write_specification(const lociq_store *store, char *text, size_t size) {
  const lociq_axis *regions = lociq_store_panel(store)->axes[LOCIQ_REGION];
  char groups[256];
  (void)snprintf(groups, sizeof groups, "region,group\n%s,first\n%s,rest\n", lociq_axis_code(regions, 0),
                 lociq_axis_code(regions, 1));
  write_text("groups.csv", groups);
  const char *unit = strstr(jobs, "R1");
  (void)snprintf(text, size, "%.*s%s, other: %s%s", (int)(unit - jobs), jobs, lociq_axis_code(regions, 0),
                 lociq_axis_code(regions, 1), strstr(jobs, "}]\nindex"));
}

static void what_is_kept_can_be_read(void **state) {
  (void)state;
  lociq_store *store = opened();
  char text[1024];
  write_specification(store, text, sizeof text);
  FINE(make(store, text, error));
  lociq_stored_variable *scores = NULL;
  FINE(lociq_store_load_variable(store, "framework_jobs", &scores, error));
  assert_string_equal(scores->kind, "framework");
  assert_string_equal(scores->title, "Jobs: scores");
  assert_int_equal(scores->dimension_count, 3);
  assert_string_equal(scores->dimensions[2].name, "framework_jobs_node");
  assert_int_equal(scores->dimensions[2].size, 2);
  assert_string_equal(scores->dimensions[2].codes[1], "all_of_them");
  assert_null(scores->dimensions[0].codes);
  assert_int_equal(scores->count, 12);
  double least = INFINITY, most = -INFINITY;
  for (size_t i = 0; i < scores->count; i++) {
    least = fmin(least, scores->values[i]);
    most = fmax(most, scores->values[i]);
  }
  assert_true(least == 0 && most == 100);
  lociq_stored_variable_free(scores);
  const lociq_cube *ranks = lociq_panel_find(lociq_store_panel(store), "framework_jobs_rank_median");
  assert_non_null(ranks);
  assert_int_equal(ranks->shape, YEAR_REGION);
  char **names = NULL;
  size_t count = 0;
  FINE(lociq_store_list_variables(store, &names, error));
  for (; names[count] != NULL; count++) free(names[count]);
  free(names);
  assert_true(count > 15);
  REFUSED(lociq_store_load_variable(store, "employment", &scores, error), LOCIQ_NOT_FOUND,
          "store.h5 has no variable \"employment\"");
  fixture_commit(store);
  char *report = NULL;
  FINE(lociq_store_verify("store.h5", &report, error));
  free(report);
}

/* Twice the same nodes, then others. */
static void an_index_is_replaced(void **state) {
  (void)state;
  lociq_store *store = opened();
  char text[1024];
  write_specification(store, text, sizeof text);
  FINE(make(store, text, error));
  FINE(make(store, text, error));
  FINE(make(store, "index: {name: jobs, parts: [{name: other, measure: employment}]}\n", error));
  lociq_stored_variable *scores = NULL;
  FINE(lociq_store_load_variable(store, "framework_jobs", &scores, error));
  assert_string_equal(scores->dimensions[2].codes[1], "other");
  lociq_stored_variable_free(scores);
  assert_int_equal(lociq_store_load_variable(store, "framework_jobs_relative", &scores, NULL), LOCIQ_NOT_FOUND);
  assert_null(lociq_panel_find(lociq_store_panel(store), "framework_jobs_rank_median"));
  fixture_commit(store);
}

static void members_of_a_dimension_are_kept(void **state) {
  (void)state;
  static const char *const codes[] = {"b", "a"}, *const others[] = {"b", "c"};
  static const double values[] = {1, 2};
  lociq_store *store = opened();
  lociq_variable variable = {.name = "framework_x",
                             .kind = "framework",
                             .type = LOCIQ_DOUBLE,
                             .dimensions = {{.name = "framework_x_node", .size = 2, .codes = codes}},
                             .dimension_count = 1,
                             .values = values};
  FINE(lociq_store_put_variable(store, &variable, error));
  variable.name = "framework_y";
  FINE(lociq_store_put_variable(store, &variable, error));
  variable.dimensions[0].codes = (const char *const[]){"b", "\xff"};
  REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_INVALID,
          "framework_x_node: \"\xff\" is no valid UTF-8");
  variable.dimensions[0].codes = others;
  REFUSED(lociq_store_put_variable(store, &variable, error), LOCIQ_CONFLICT,
          "the dimension framework_x_node has other members");
  lociq_store_close(store);
}

/* Before any of it is on the disk. */
static void members_are_known_in_a_new_store(void **state) {
  (void)state;
  static const char *const codes[] = {"b", "a"};
  static const double values[] = {1, 2};
  lociq_store *store = fixture_open(LOCIQ_STORE_NEW);
  lociq_variable variable = {.name = "framework_x",
                             .kind = "framework",
                             .type = LOCIQ_DOUBLE,
                             .dimensions = {{.name = "framework_x_node", .size = 2, .codes = codes}},
                             .dimension_count = 1,
                             .values = values};
  FINE(lociq_store_put_variable(store, &variable, error));
  variable.name = "framework_y";
  FINE(lociq_store_put_variable(store, &variable, error));
  fixture_commit(store);
}

/* Whichever allocation fails, it is told; the store on the disk is as it was. */
static void memory_can_end(void **state) {
  (void)state;
  enum { STEP = 17 };
  char text[1024];
  fixture_store();
  for (long allocation = 0;; allocation += STEP) {
    lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
    lociq_error error = {0};
    write_specification(store, text, sizeof text);
    write_text(specification, text);
    const lociq_composite_options options = lociq_composite_options_default();
    lociq_input *inputs = NULL;
    size_t count = 0;
    lociq_memory_fail_after(allocation);
    const lociq_status status = lociq_composite_store(store, specification, &options, &inputs, &count, &error);
    lociq_memory_fail_after(-1);
    lociq_store_close(store);
    if (status == LOCIQ_OK) {
      inputs_free(inputs, count);
      assert_true(allocation > 100);
      return;
    }
    if (status != LOCIQ_NO_MEMORY) fail_msg("after %ld: %s", allocation, error.message);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_kept_can_be_read),
      cmocka_unit_test(an_index_is_replaced),
      cmocka_unit_test(members_of_a_dimension_are_kept),
      cmocka_unit_test(members_are_known_in_a_new_store),
      cmocka_unit_test(memory_can_end),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_all);
}
