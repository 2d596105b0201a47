/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Further outputs: which there are, where they lie, how they are described.
 */
#include "schedule/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "made_kernels.h"

static const made_shape shape = {2, 150, 13, 7, true};

static lociq_panel *compute(const lociq_panel *panel, const char *name, const lociq_setting *setting) {
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  const lociq_compute_options options = {
      .names = &name, .name_count = 1, .settings = setting, .setting_count = setting == NULL ? 0 : 1, .threads = 2};
  lociq_panel *results = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  return results;
}

static const double *body(const lociq_panel *panel, const char *name) {
  const lociq_cube *cube = lociq_panel_find(panel, name);
  assert_non_null(cube);
  return cube->parts[LOCIQ_BODY].values;
}

static void assert_same(double value, double expected) {
  assert_true(value == expected || (isnan(value) && isnan(expected)));
}

static void cells_have_further_outputs(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape);
  const lociq_setting halves = {"halves", "yes"};
  lociq_panel *results = compute(panel, "multiples", &halves);
  const double *values = body(panel, "employment");
  assert_int_equal(results->cube_count, 4); /* with the coverage */
  for (size_t k = 0; k < shape.years * shape.regions * shape.industries; k++) {
    assert_same(body(results, "multiples")[k], values[k]);
    assert_same(body(results, "multiples_double")[k], 2 * values[k]);
    assert_same(body(results, "multiples_half")[k], values[k] / 2);
  }
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void what_the_options_do_not_give_is_no_dataset(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape), *results = compute(panel, "multiples", NULL);
  assert_int_equal(results->cube_count, 3);
  assert_non_null(lociq_panel_find(results, "multiples_double"));
  assert_null(lociq_panel_find(results, "multiples_half"));
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void regions_have_further_outputs(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape), *results = compute(panel, "known", NULL);
  const double *values = body(panel, "employment");
  for (size_t row = 0; row < shape.years * shape.regions; row++) {
    double count = 0, largest = -(double)INFINITY;
    for (size_t i = 0; i < shape.industries; i++) {
      const double value = values[row * shape.industries + i];
      count += isnan(value) ? 0 : 1;
      largest = value > largest ? value : largest;
    }
    assert_same(body(results, "known")[row], count == 0 ? (double)NAN : count);
    assert_same(body(results, "known_largest")[row], count == 0 ? (double)NAN : largest);
  }
  assert_int_equal(results->cube_count, 3);
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void industries_have_further_outputs(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape), *sums = compute(panel, "sums", NULL), *signs = compute(panel, "signs", NULL);
  const double *values = body(panel, "employment");
  for (size_t y = 0; y < shape.years; y++)
    for (size_t i = 0; i < shape.industries; i++) {
      double count = 0, sum = 0;
      for (size_t r = 0; r < shape.regions; r++) {
        const double value = values[(y * shape.regions + r) * shape.industries + i];
        count += isnan(value) ? 0 : 1;
        sum += isnan(value) ? 0 : value;
      }
      const size_t at = y * shape.industries + i;
      assert_same(body(sums, "sums")[at], sum); /* whole numbers: exact in any order */
      assert_same(body(sums, "sums_count")[at], count);
      assert_same(body(signs, "signs")[at], sum);
      assert_same(body(signs, "signs_negative")[at], -sum);
    }
  lociq_panel_free(signs);
  lociq_panel_free(sums);
  lociq_panel_free(panel);
}

static void an_output_is_described_as_its_own(void **state) {
  (void)state;
  lociq_panel *panel = made_panel(&shape), *results = compute(panel, "multiples", NULL);
  const lociq_cube *cube = lociq_panel_find(results, "multiples_double");
  assert_string_equal(cube->title, "Further double");
  assert_string_equal(cube->unit, "persons"); /* that of the measure */
  assert_string_equal(lociq_cube_attribute(cube, "comment")->text, "What double says.");
  assert_string_equal(lociq_cube_attribute(cube, "halves")->text, "no");
  assert_string_equal(lociq_cube_attribute(cube, "measure")->text, "employment");
  assert_string_equal(lociq_cube_attribute(cube, "ancillary_variables")->text, "multiples_coverage");
  assert_true(lociq_cube_attribute(cube, "valid_range")->numbers[0] == -9e9);
  assert_null(lociq_cube_attribute(lociq_panel_find(results, "multiples"), "comment"));
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_have_further_outputs), cmocka_unit_test(what_the_options_do_not_give_is_no_dataset),
      cmocka_unit_test(regions_have_further_outputs), cmocka_unit_test(industries_have_further_outputs),
      cmocka_unit_test(an_output_is_described_as_its_own)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
