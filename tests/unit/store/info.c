/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/store/fixture.h"

static char *told(void) {
  lociq_store *store = fixture_open(LOCIQ_STORE_READ);
  char *text = NULL;
  FINE(lociq_store_info(store, &text, error));
  lociq_store_close(store);
  return text;
}

static void axes_datasets_and_provenance(void **state) {
  (void)state;
  static const char expected[] =
      "store.h5\n"
      "\n"
      "year       2: 2014 2015\n"
      "region     3: a b d\n"
      "industry   2: x y\n"
      "\n"
      "measure employment (year 2 × region 3 × industry 2) in persons, 91.7 % known; "
      "with total_region\n"
      "\n"
      "made by lociq ";
  fixture_store();
  char *text = told();
  text[sizeof expected - 1] = '\0'; /* the version follows */
  assert_string_equal(text, expected);
  free(text);
}

/* Of five codes and more, the first three and the last; what steers a terminal is
 * shown, not sent. */
static void long_axes_and_odd_texts(void **state) {
  (void)state;
  static const char *const years[] = {"2014"}, *const regions[] = {"a", "b\x1B[2J", "c", "d", "e"},
                           *const industries[] = {"x"};
  const lociq_event event = {.command = "import\n# done"};
  lociq_panel *panel = fixture_axes(years, 1, regions, 5, industries, 1);
  FINE(lociq_panel_add(panel, fixture_cube(panel, "employment", "measure", CELLS, 1), error));
  FINE(lociq_cube_set_text(&panel->cubes[0]->unit, "per\rsons", error));
  lociq_store *store = fixture_open(LOCIQ_STORE_NEW);
  FINE(lociq_store_merge(store, panel, error));
  FINE(lociq_store_record(store, &event, error));
  fixture_commit(store);
  lociq_panel_free(panel);
  char *text = told();
  assert_non_null(strstr(text, "region     5: a b\\x1B[2J c … e\n"));
  assert_non_null(strstr(text, " in per\\x0Dsons, 100.0 % known\n"));
  assert_non_null(strstr(text, "  import\\x0A# done\n"));
  free(text);
}

/* The partners themselves, and in one line what else a ranking has. */
static void rankings_are_folded(void **state) {
  (void)state;
  static const int32_t positions[] = {1, -1, 0, 2, -1, -1};
  static const double scores[] = {1, NAN, 0.5, 0.5, NAN, NAN};
  lociq_attribute on = {.name = (char[]){"positions_on"}, .text = (char[]){"region"}};
  lociq_variable variable = {.name = "partner_x",
                             .kind = "partner",
                             .type = LOCIQ_INT32,
                             .dimensions = {{.name = "region", .size = 3}, {.name = "partner_x_rank", .size = 2}},
                             .dimension_count = 2,
                             .attributes = &on,
                             .attribute_count = 1,
                             .values = positions};
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  FINE(lociq_store_put_variable(store, &variable, error));
  on.text = (char[]){"industry"};
  variable.name = "partner_x_industry";
  FINE(lociq_store_put_variable(store, &variable, error));
  variable.name = "partner_x_score", variable.type = LOCIQ_DOUBLE, variable.values = scores;
  variable.attribute_count = 0;
  FINE(lociq_store_put_variable(store, &variable, error));
  fixture_commit(store);
  char *text = told();
  assert_non_null(
      strstr(text,
             "\npartner partner_x (region 3 × partner_x_rank 2), 50.0 % known\n"
             "and of rankings 2 variables more, such as NAME_score and NAME_contribution: what makes each partner "
             "one\n\nmade by lociq "));
  free(text);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(axes_datasets_and_provenance), STORE_TEST(long_axes_and_odd_texts),
                                     STORE_TEST(rankings_are_folded)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
