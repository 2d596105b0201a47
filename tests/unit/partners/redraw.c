/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/redraw.h"

#include <omp.h>

#include "numeric/redraw.h"
#include "unit/partners/panels.h"

enum { REGIONS = 1500, INDUSTRIES = 7 }; /* cells enough for threads to share */

static void units_say_how_many_they_count(void **state) {
  (void)state;
  static const struct {
    const char *unit;
    double counts;
  } units[] = {{"persons", 1},
               {"jobs", 1},
               {"number", 1},
               {"employees", 1},
               {"establishments", 1},
               {"thousand", 1e3},
               {"thousand persons", 1e3},
               {"thousand jobs", 1e3},
               {"million persons", 1e6},
               {"", 0},
               {"1", 0},
               {"h", 0},
               {"million", 0},
               {"million h", 0},
               {"euro", 0},
               {"thousand euro", 0},
               {"percent of persons", 0},
               {"persons per km2", 0},
               {"thousandpersons", 0}};
  lociq_partner_options options = lociq_partner_options_default();
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    assert_true(lociq_counts_per_unit(&options, "employment", units[i].unit) == units[i].counts);
  options.jobs_per_unit = 5; /* of the options' measure alone, whatever its unit */
  assert_true(lociq_counts_per_unit(&options, "employment", "thousand persons") == 5);
  assert_true(lociq_counts_per_unit(&options, "employment", "") == 5);
  assert_true(lociq_counts_per_unit(&options, "establishments", "thousand") == 1e3);
  assert_true(lociq_counts_per_unit(&options, "wages", "euro") == 0);
}

static lociq_measure_year table_of(const lociq_panel *panel, const double *values) {
  return (lociq_measure_year){.measure = "employment",
                              .regions = panel->axes[LOCIQ_REGION],
                              .industries = panel->axes[LOCIQ_INDUSTRY],
                              .year = 2015,
                              .values = values};
}

static double *drawn_of(const lociq_measure_year *table, uint64_t seed) {
  lociq_random random;
  double *drawn = NULL;
  lociq_random_start(&random, seed, 3);
  assert_int_equal(lociq_table_redraw(table, 1, &random, &drawn, NULL), LOCIQ_OK);
  return drawn;
}

/* Each region by itself, from the stream that its position has, and with as many counts as before. */
static void each_region_is_drawn_by_itself(void **state) {
  (void)state;
  double *values = jobs_made((size_t)REGIONS * INDUSTRIES, 0.2, 8), sums[INDUSTRIES], expected[INDUSTRIES];
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, values);
  const lociq_measure_year table = table_of(panel, values);
  double *drawn = drawn_of(&table, 1);
  lociq_random whole, random;
  lociq_random_start(&whole, 1, 3);
  const uint64_t high = lociq_random_bits(&whole), seed = (high << 32 | lociq_random_bits(&whole)) + (2015ULL << 40);
  size_t moved = 0;
  for (size_t r = 0; r < REGIONS; r++) {
    lociq_random_start(&random, seed, r);
    assert_int_equal(lociq_counts_redraw(&random, 1, values + r * INDUSTRIES, INDUSTRIES, sums, expected),
                     LOCIQ_REDRAWN);
    for (size_t i = 0; i < INDUSTRIES; i++) {
      const double value = values[r * INDUSTRIES + i], now = drawn[r * INDUSTRIES + i];
      assert_true(now == expected[i] || (isnan(now) && isnan(value)));
      if (value == 0) assert_true(now == 0);
      moved += now != value && !isnan(value);
    }
  }
  assert_true(moved > REGIONS);
  free(drawn);
  lociq_panel_free(panel);
  free(values);
}

static void the_same_bits_from_any_number_of_threads(void **state) {
  (void)state;
  double *values = jobs_made((size_t)REGIONS * INDUSTRIES, 0, 8);
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, values);
  lociq_measure_year table = table_of(panel, values);
  const int before = omp_get_max_threads();
  const size_t size = sizeof(double) * REGIONS * INDUSTRIES;
  omp_set_num_threads(1);
  double *one = drawn_of(&table, 5);
  omp_set_num_threads(4);
  double *four = drawn_of(&table, 5), *other_seed = drawn_of(&table, 6);
  omp_set_num_threads(before);
  table.year = 2014;
  double *other_year = drawn_of(&table, 5);
  assert_memory_equal(one, four, size);
  assert_true(memcmp(one, other_seed, size) != 0 && memcmp(one, other_year, size) != 0);
  free(one);
  free(four);
  free(other_seed);
  free(other_year);
  lociq_panel_free(panel);
  free(values);
}

static void what_cannot_be_drawn_is_named(void **state) {
  (void)state;
  const double values[] = {1, 2, 3, -4, 5, -6};
  lociq_panel *panel = panel_made(NULL, 3, 2, values);
  const lociq_measure_year table = table_of(panel, values);
  lociq_random random;
  lociq_error error = {0};
  double *drawn = NULL;
  lociq_random_start(&random, 0, 0);
  assert_int_equal(lociq_table_redraw(&table, 1, &random, &drawn, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message,
                      "the counts of employment of region R0001 in 2015 cannot be drawn anew: a cell is below 0");
  assert_null(drawn);
  lociq_panel_free(panel);
}

static void memory_may_be_short(void **state) {
  (void)state;
  const double values[] = {1, 2, 3, 4};
  lociq_panel *panel = panel_made(NULL, 2, 2, values);
  const lociq_measure_year table = table_of(panel, values);
  lociq_random random;
  double *drawn = NULL;
  lociq_random_start(&random, 0, 0);
  for (long n = 0; n < 2; n++) {
    lociq_memory_fail_after(n);
    assert_int_equal(lociq_table_redraw(&table, 1, &random, &drawn, NULL), LOCIQ_NO_MEMORY);
    assert_null(drawn);
  }
  lociq_memory_fail_after(-1);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(units_say_how_many_they_count), cmocka_unit_test(each_region_is_drawn_by_itself),
      cmocka_unit_test(the_same_bits_from_any_number_of_threads), cmocka_unit_test(what_cannot_be_drawn_is_named),
      cmocka_unit_test(memory_may_be_short)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
