/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/panel.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void cubes_are_found_and_names_taken_once(void **state) {
  (void)state;
  lociq_panel *panel = NULL;
  lociq_cube *cube = NULL, *same = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_create("gdp", "measure", LOCIQ_BY_YEAR, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_create("gdp", "measure", LOCIQ_BY_YEAR, &same, NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_add(panel, same, &error), LOCIQ_CONFLICT);
  assert_string_equal(error.message, "gdp is there already");
  assert_ptr_equal(lociq_panel_find(panel, "gdp"), cube);
  assert_null(lociq_panel_find(panel, "wages"));
  lociq_cube_free(same);
  lociq_panel_free(panel);
}

static void a_shape_counts_its_cells(void **state) {
  (void)state;
  lociq_panel *panel = NULL;
  const lociq_member years[] = {{"2014", NULL, NULL, LOCIQ_NO_LEVEL}, {"2015", NULL, NULL, LOCIQ_NO_LEVEL}};
  const lociq_member industries[] = {{"A", NULL, NULL, 1}, {"F", NULL, NULL, 1}, {"J", NULL, NULL, 1}};
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_YEAR, years, 2, &panel->axes[LOCIQ_YEAR], NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, industries, 3, &panel->axes[LOCIQ_INDUSTRY], NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_count(panel, LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY), 6);
  assert_int_equal(lociq_panel_count(panel, LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER), 18);
  assert_int_equal(lociq_panel_count(panel, LOCIQ_BY_YEAR | LOCIQ_BY_REGION), 0);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cubes_are_found_and_names_taken_once),
                                     cmocka_unit_test(a_shape_counts_its_cells)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
