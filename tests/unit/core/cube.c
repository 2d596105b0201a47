/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/cube.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

enum { CELLS = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY };

static void a_flag_has_a_letter_a_bit_and_a_word_of_its_own(void **state) {
  (void)state;
  uint16_t all = 0;
  for (size_t i = 0; i < LOCIQ_FLAG_COUNT; i++) {
    assert_int_equal(all & lociq_flags[i].bit, 0);
    all = (uint16_t)(all | lociq_flags[i].bit);
    assert_null(strchr(lociq_flags[i].meaning, ' '));
  }
  char letters[LOCIQ_FLAG_COUNT + 1];
  lociq_flag_letters(all, letters);
  assert_string_equal(letters, "bcdefimnpruNP");
  lociq_flag_letters(LOCIQ_FLAG_UNRELIABLE | LOCIQ_FLAG_BREAK | LOCIQ_FLAG_DIFFERS, letters);
  assert_string_equal(letters, "bdu");
  lociq_flag_letters(0, letters);
  assert_string_equal(letters, "");
}

static void names_are_those_that_netcdf_takes(void **state) {
  (void)state;
  static const char *const wrong[] = {"", "1st", "a b", "a/b", "gdp-pps", "_gdp", "gd\xC3\xA9"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    lociq_cube *cube = NULL;
    assert_int_equal(lociq_cube_create(wrong[i], "measure", CELLS, &cube, NULL), LOCIQ_INVALID);
    assert_null(cube);
  }
}

static void parts_lack_what_the_body_lacks(void **state) {
  (void)state;
  lociq_cube *cells = NULL, *regions = NULL;
  assert_int_equal(lociq_cube_create("employment", "measure", CELLS, &cells, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_create("gdp", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION, &regions, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_part_shape(cells, LOCIQ_BODY), CELLS);
  assert_int_equal(lociq_cube_part_shape(cells, LOCIQ_TOTAL_INDUSTRY), LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY);
  assert_int_equal(lociq_cube_part_shape(regions, LOCIQ_AGGREGATE_BODY), LOCIQ_BY_YEAR | LOCIQ_BY_AGGREGATE);
  lociq_cube_free(cells);
  lociq_cube_free(regions);
}

static void parts_start_missing_and_keep_their_size(void **state) {
  (void)state;
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create("employment", "measure", CELLS, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, 6, false, NULL), LOCIQ_OK);
  for (size_t i = 0; i < 6; i++) assert_true(isnan(cube->parts[LOCIQ_BODY].values[i]));
  assert_null(cube->parts[LOCIQ_BODY].flags);
  cube->parts[LOCIQ_BODY].values[2] = 5;
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, 6, true, NULL), LOCIQ_OK);
  assert_true(cube->parts[LOCIQ_BODY].values[2] == 5);
  for (size_t i = 0; i < 6; i++) assert_int_equal(cube->parts[LOCIQ_BODY].flags[i], 0);
  lociq_error error = {0};
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, 7, false, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "employment has 6 values, not 7");
  lociq_cube_free(cube);
}

static void attributes_are_found_by_name(void **state) {
  (void)state;
  lociq_cube *cube = NULL;
  const double range[2] = {0, (double)INFINITY};
  assert_int_equal(lociq_cube_create("lq", "indicator", CELLS, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_add_text(cube, "references", "Balassa 1965", NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_add_numbers(cube, "valid_range", range, 2, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_add_numbers(cube, "none", range, 0, NULL), LOCIQ_INVALID);
  assert_string_equal(lociq_cube_attribute(cube, "references")->text, "Balassa 1965");
  assert_int_equal(lociq_cube_attribute(cube, "valid_range")->count, 2);
  assert_null(lociq_cube_attribute(cube, "none"));
  lociq_cube_free(cube);
}

static lociq_status make_all(lociq_error *error) {
  lociq_cube *cube = NULL;
  const double one = 1;
  lociq_status status = lociq_cube_create("lq", "indicator", CELLS, &cube, error);
  if (status == LOCIQ_OK) status = lociq_cube_add_text(cube, "references", "Balassa", error);
  if (status == LOCIQ_OK) status = lociq_cube_add_numbers(cube, "threshold", &one, 1, error);
  if (status == LOCIQ_OK) status = lociq_cube_allocate(cube, LOCIQ_BODY, 4, true, error);
  lociq_cube_free(cube);
  return status;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  for (long n = 0;; n++) {
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = make_all(&error);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 8);
      return;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_memory_equal(error.message, "no memory for", 13);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_flag_has_a_letter_a_bit_and_a_word_of_its_own),
                                     cmocka_unit_test(names_are_those_that_netcdf_takes),
                                     cmocka_unit_test(parts_lack_what_the_body_lacks),
                                     cmocka_unit_test(parts_start_missing_and_keep_their_size),
                                     cmocka_unit_test(attributes_are_found_by_name),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
