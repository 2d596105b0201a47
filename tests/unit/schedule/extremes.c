/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The range of indicators over the bounds of cells: whatever table lies within the
 * bounds, its figures lie within the range.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "../indicators/random_panel.h"
#include "core/memory.h"

enum { YEARS = 2, REGIONS = 70, INDUSTRIES = 6, CELLS = YEARS * REGIONS * INDUSTRIES, TABLES = 40, NAMES = 6 };
static const char *const names[NAMES] = {"lq",        "focus", "size_share", "herfindahl", "krugman_specialisation",
                                         "wage_level"};
static const panel_plan plan = {.regions = REGIONS, .industries = INDUSTRIES, .years = YEARS, .factor = 1};

typedef struct example {
  lociq_panel *panel;
  double *value, *lower, *upper; /* of the panel's cubes */
  bool published;
} example;

static double *add_cube(lociq_panel *panel, const char *name, const char *kind, unsigned shape) {
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create(name, kind, shape, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
  return part_values(panel, cube, LOCIQ_BODY);
}

static void publish(const example *made) {
  lociq_cube *cube = lociq_panel_find(made->panel, "employment");
  double *region = part_values(made->panel, cube, LOCIQ_TOTAL_REGION);
  double *industry = part_values(made->panel, cube, LOCIQ_TOTAL_INDUSTRY);
  double *all = part_values(made->panel, cube, LOCIQ_TOTAL);
  for (size_t k = 0; k < YEARS * REGIONS; k++) region[k] = 0;
  for (size_t k = 0; k < YEARS * INDUSTRIES; k++) industry[k] = 0;
  for (size_t y = 0; y < YEARS; y++) all[y] = 0;
  for (size_t k = 0; k < CELLS; k++) {
    const size_t y = k / (REGIONS * INDUSTRIES);
    region[k / INDUSTRIES] += made->value[k];
    industry[y * INDUSTRIES + k % INDUSTRIES] += made->value[k];
    all[y] += made->value[k];
  }
}

/* Half of the cells are between bounds. */
static void make_example(example *made, bool published, uint64_t seed) {
  const unsigned shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;
  *made = (example){.published = published};
  assert_int_equal(lociq_panel_create(&made->panel, NULL), LOCIQ_OK);
  made->panel->axes[LOCIQ_YEAR] = numbered_axis(&plan, LOCIQ_YEAR, YEARS);
  made->panel->axes[LOCIQ_REGION] = numbered_axis(&plan, LOCIQ_REGION, REGIONS);
  made->panel->axes[LOCIQ_INDUSTRY] = numbered_axis(&plan, LOCIQ_INDUSTRY, INDUSTRIES);
  made->panel->axes[LOCIQ_AGGREGATE] = numbered_axis(&plan, LOCIQ_AGGREGATE, 0);
  made->value = add_cube(made->panel, "employment", "measure", shape);
  made->lower = add_cube(made->panel, "employment_lower", "bound", shape);
  made->upper = add_cube(made->panel, "employment_upper", "bound", shape);
  for (size_t k = 0; k < CELLS; k++) {
    const double jobs = random_jobs(&seed);
    const bool hidden = random_part(&seed) < 0.5;
    made->value[k] = jobs;
    made->lower[k] = hidden ? floor(jobs * random_part(&seed)) : jobs;
    made->upper[k] = hidden ? ceil(jobs * (1 + random_part(&seed))) : jobs;
  }
  double *wages = add_cube(made->panel, "wages", "measure", shape);
  double *lower = add_cube(made->panel, "wages_lower", "bound", shape);
  double *upper = add_cube(made->panel, "wages_upper", "bound", shape);
  for (size_t k = 0; k < CELLS; k++) {
    wages[k] = random_jobs(&seed);
    lower[k] = wages[k] / 2;
    upper[k] = wages[k] * 3;
  }
  if (published) publish(made);
}

static lociq_panel *compute(const lociq_panel *panel, bool interval, int threads) {
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *results = NULL;
  lociq_error error = {0};
  options.names = names;
  options.name_count = NAMES;
  options.interval = interval;
  options.threads = threads;
  if (lociq_compute_panel(panel, &options, &results, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  return results;
}

static const lociq_grid *body_of(const lociq_panel *panel, const char *name, const char *suffix) {
  char text[64];
  (void)snprintf(text, sizeof text, "%s%s", name, suffix);
  const lociq_cube *cube = lociq_panel_find(panel, text);
  assert_non_null(cube);
  return &cube->parts[LOCIQ_BODY];
}

/* Moves jobs between two cells of a row within their bounds; without published totals
 * any cell moves. */
static void move(const example *of, size_t row, uint64_t *state) {
  const size_t from = row * INDUSTRIES + random_bits(state) % INDUSTRIES;
  const size_t to = row * INDUSTRIES + random_bits(state) % INDUSTRIES;
  if (!of->published) {
    of->value[to] = of->lower[to] + random_part(state) * (of->upper[to] - of->lower[to]);
    return;
  }
  const double most = fmin(of->value[from] - of->lower[from], of->upper[to] - of->value[to]);
  const double moved = random_part(state) < 0.3 ? most : most * random_part(state);
  if (from == to || most <= 0) return;
  of->value[from] -= moved;
  of->value[to] += moved;
}

/* The rounding of some sums and quotients. */
static void check_near(double found, double expected) {
  assert_true(fabs(found - expected) <= 1e-14 * (1 + fabs(expected)));
}

static void check_within(const example *made, const lociq_panel *figures, const lociq_panel *ranges) {
  for (size_t n = 0; n < NAMES; n++) {
    const lociq_grid *figure = body_of(figures, names[n], "");
    const lociq_grid *minimum = body_of(ranges, names[n], "_minimum"), *maximum = body_of(ranges, names[n], "_maximum");
    for (size_t k = 0; k < figure->count; k++) {
      /* Sums of some cells, in another order. */
      const double rounding = 1e-12 * (1 + fabs(figure->values[k]));
      /* There is none where what is divided by is 0, and nothing is the most where it can be. */
      const bool divides = strcmp(names[n], "wage_level") == 0, endless = divides && made->lower[k] == 0;
      if (divides && made->value[k] == 0) continue;
      assert_true(minimum->values[k] <= figure->values[k] + rounding);
      assert_true(endless ? isnan(maximum->values[k]) : maximum->values[k] >= figure->values[k] - rounding);
    }
  }
}

static void check_tables(bool published) {
  example made;
  uint64_t state = 5;
  make_example(&made, published, 1);
  lociq_panel *ranges = compute(made.panel, true, 2);
  for (int t = 0; t < TABLES; t++) {
    for (size_t row = 0; row < YEARS * REGIONS; row++)
      for (int n = 0; n < 5; n++) move(&made, row, &state);
    lociq_panel *figures = compute(made.panel, false, 2);
    check_within(&made, figures, ranges);
    lociq_panel_free(figures);
  }
  lociq_panel_free(ranges);
  lociq_panel_free(made.panel);
}

static void published_totals_stay_and_all_rows_lie_within(void **state) {
  (void)state;
  check_tables(true);
}

static void without_totals_all_tables_lie_within(void **state) {
  (void)state;
  check_tables(false);
}

/* By hand: two regions, two industries, all totals 100, one cell of each between 10 and 40. */
static void small_numbers_are_right(void **state) {
  (void)state;
  enum { TWO = 2 };
  const panel_plan small = {.regions = TWO, .industries = TWO, .years = 1};
  const unsigned shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY;
  example made = {.published = true};
  assert_int_equal(lociq_panel_create(&made.panel, NULL), LOCIQ_OK);
  const size_t counts[] = {1, TWO, TWO, 0};
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++)
    made.panel->axes[kind] = numbered_axis(&small, (lociq_axis_kind)kind, counts[kind]);
  made.value = add_cube(made.panel, "employment", "measure", shape);
  made.lower = add_cube(made.panel, "employment_lower", "bound", shape);
  made.upper = add_cube(made.panel, "employment_upper", "bound", shape);
  const double value[] = {30, 70, 70, 30}, lower[] = {10, 60, 60, 10}, upper[] = {40, 90, 90, 40};
  memcpy(made.value, value, sizeof value);
  memcpy(made.lower, lower, sizeof lower);
  memcpy(made.upper, upper, sizeof upper);
  lociq_cube *cube = lociq_panel_find(made.panel, "employment");
  double *region = part_values(made.panel, cube, LOCIQ_TOTAL_REGION);
  double *industry = part_values(made.panel, cube, LOCIQ_TOTAL_INDUSTRY);
  region[0] = region[1] = industry[0] = industry[1] = 100;
  part_values(made.panel, cube, LOCIQ_TOTAL)[0] = 200;
  const double wages[] = {90, 80, 70, 60}; /* whose bounds nobody found */
  memcpy(add_cube(made.panel, "wages", "measure", shape), wages, sizeof wages);
  lociq_panel *ranges = compute(made.panel, true, 1);
  const struct {
    const char *name;
    double minimum, maximum;
  } expected[] = {{"lq", 0.2, 0.8},
                  {"focus", 0.1, 0.4},
                  {"size_share", 0.1, 0.4},
                  {"herfindahl", 0.16 + 0.36, 0.01 + 0.81},
                  {"krugman_specialisation", 0.2, 0.8},
                  {"wage_level", 90.0 / 40, 90.0 / 10}};
  for (size_t k = 0; k < NAMES; k++) {
    check_near(body_of(ranges, expected[k].name, "_minimum")->values[0], expected[k].minimum);
    check_near(body_of(ranges, expected[k].name, "_maximum")->values[0], expected[k].maximum);
  }
  lociq_panel_free(ranges);
  lociq_panel_free(made.panel);
}

static void known_cells_give_the_figure_itself(void **state) {
  (void)state;
  example made;
  make_example(&made, true, 9);
  memcpy(made.lower, made.value, CELLS * sizeof *made.lower);
  memcpy(made.upper, made.value, CELLS * sizeof *made.upper);
  strcpy(lociq_panel_find(made.panel, "wages_lower")->kind, "other");
  strcpy(lociq_panel_find(made.panel, "wages_upper")->kind, "other");
  lociq_panel *ranges = compute(made.panel, true, 2);
  for (size_t n = 0; n < NAMES; n++) {
    const lociq_grid *figure = body_of(ranges, names[n], "");
    for (size_t k = 0; k < figure->count; k++) {
      check_near(body_of(ranges, names[n], "_minimum")->values[k], figure->values[k]);
      check_near(body_of(ranges, names[n], "_maximum")->values[k], figure->values[k]);
    }
  }
  lociq_panel_free(ranges);
  lociq_panel_free(made.panel);
}

static void threads_do_not_show(void **state) {
  (void)state;
  example made;
  make_example(&made, false, 3);
  lociq_panel *alone = compute(made.panel, true, 1);
  for (int threads = 2; threads < 6; threads += 3) {
    lociq_panel *together = compute(made.panel, true, threads);
    for (size_t n = 0; n < NAMES; n++) {
      const lociq_grid *one = body_of(alone, names[n], "_maximum"), *other = body_of(together, names[n], "_maximum");
      assert_memory_equal(one->values, other->values, one->count * sizeof *one->values);
    }
    lociq_panel_free(together);
  }
  lociq_panel_free(alone);
  lociq_panel_free(made.panel);
}

static void check_refusal(lociq_panel *panel, const char *name, const lociq_setting *setting, const char *message) {
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *results = NULL;
  lociq_error error = {0};
  options.names = &name;
  options.name_count = 1;
  options.interval = true;
  options.settings = setting;
  options.setting_count = setting == NULL ? 0 : 1;
  assert_int_equal(lociq_compute_panel(panel, &options, &results, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
}

static void what_has_no_range_is_refused(void **state) {
  (void)state;
  example made;
  make_example(&made, true, 2);
  check_refusal(made.panel, "entropy", NULL,
                "interval gives no range of entropy, which has no way to find one: see lociq describe");
  const lociq_setting others = {"reference", "others"}, raw = {"shares", "raw"};
  check_refusal(made.panel, "krugman_specialisation", &others,
                "interval gives no range of krugman_specialisation, which has one with other options alone: see lociq "
                "describe");
  check_refusal(made.panel, "herfindahl", &raw,
                "interval gives no range of herfindahl, which rescales its shares to 1: leave --shares raw out");
  strcpy(lociq_panel_find(made.panel, "employment_lower")->kind, "other");
  check_refusal(made.panel, "lq", NULL, "interval needs the bounds of employment, which lociq estimate finds");
  lociq_panel_free(made.panel);
}

static void every_failing_allocation_is_told(void **state) {
  (void)state;
  example made;
  make_example(&made, true, 4);
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  options.name_count = NAMES;
  options.interval = true;
  options.threads = 1;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_panel *results = NULL;
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = lociq_compute_panel(made.panel, &options, &results, &error);
    lociq_memory_fail_after(-1);
    if (status != LOCIQ_OK) {
      assert_int_equal(status, LOCIQ_NO_MEMORY);
      assert_null(results);
      assert_true(strlen(error.message) > 0);
    }
    lociq_panel_free(results);
  }
  lociq_panel_free(made.panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(small_numbers_are_right),
                                     cmocka_unit_test(published_totals_stay_and_all_rows_lie_within),
                                     cmocka_unit_test(without_totals_all_tables_lie_within),
                                     cmocka_unit_test(known_cells_give_the_figure_itself),
                                     cmocka_unit_test(threads_do_not_show),
                                     cmocka_unit_test(what_has_no_range_is_refused),
                                     cmocka_unit_test(every_failing_allocation_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
