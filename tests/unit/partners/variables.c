/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/variables.h"

#include "unit/partners/blocks.h"

extern const lociq_block_method lociq_block_likeness;
extern const lociq_block_method lociq_block_structural_distance;

static const lociq_variables *variables_of(const scene *of) { return of->block.state; }

static double scaled(const scene *of, size_t row, size_t item) {
  return variables_of(of)->own.scaled[row * variables_of(of)->width + item];
}

static double value(const scene *of, size_t unit, size_t item) {
  return of->block.method->value(&of->block, unit, item, false);
}

static void check_item(const scene *of, size_t item, const char *name, const char *label, const char *unit) {
  assert_string_equal(of->block.items[item].name, name);
  assert_string_equal(of->block.items[item].label, label);
  assert_string_equal(of->block.items[item].unit, unit);
}

/* Three regions, two industries: employment with published totals, a quotient by industry, an income by region. */
static void begin(scene *of) {
  lociq_panel *panel = panel_empty(3, 2);
  lociq_cube *employment =
      cube_add(panel, "employment", INDUSTRIAL, (const double[]){1, 1, 1, 1, 1, 1, 10, 30, 20, UNKNOWN, 30, 10});
  part_add(panel, employment, LOCIQ_TOTAL_REGION, (const double[]){2, 2, 2, UNKNOWN, 50, 80});
  (void)cube_add(panel, "lq", INDUSTRIAL, (const double[]){0, 0, 0, 0, 0, 0, 1, 2, 3, UNKNOWN, 2, 6});
  (void)cube_add(panel, "income", REGIONAL, (const double[]){0, 0, 0, 100, 140, 120});
  scene_begin(of, panel);
}

static void shares_of_a_measure(void **state) {
  (void)state;
  scene of;
  begin(&of);
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){0});
  assert_int_equal(of.block.item_count, 2);
  check_item(&of, 0, "I0000", "", "share");
  check_item(&of, 1, "I0001", "", "share");
  /* of the sum of the known, and of the published totals 50 and 80 */
  assert_true(value(&of, 0, 0) == 0.25 && value(&of, 0, 1) == 0.75);
  assert_true(value(&of, 1, 0) == 0.4 && isnan(value(&of, 1, 1)));
  assert_true(value(&of, 2, 0) == 0.375 && value(&of, 2, 1) == 0.125);
  assert_true(scaled(&of, 0, 0) == 0 && scaled(&of, 1, 0) == 1 && scaled(&of, 0, 1) == 1 && scaled(&of, 2, 1) == 0);
  check_near(scaled(&of, 2, 0), 0.125 / 0.15);
  scene_end(&of);
}

static bool compares(const scene *of, size_t own, size_t other) { return !isnan(score_in(of, own, other)); }

/* Of 0 and 1 the first industry is known in both, 0.25 and 0.4 of their totals; of 0 and 2 all, which are 0.5 of the
 * published total of 2; of 1 and 2 the first, 0.4 and 0.375. */
static void shares_are_compared_where_enough_is_known(void **state) {
  (void)state;
  static const double least[] = {0, 0.25, 0.26, 0.375, 0.38, 0.5, 0.51, 1};
  scene of;
  begin(&of);
  for (size_t i = 0; i < sizeof least / sizeof least[0]; i++) {
    of.options.minimum_coverage = least[i];
    scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){0});
    assert_true(compares(&of, 0, 1) == (least[i] <= 0.25) && compares(&of, 1, 0) == (least[i] <= 0.25));
    assert_true(compares(&of, 0, 2) == (least[i] <= 0.5) && compares(&of, 2, 0) == (least[i] <= 0.5));
    assert_true(compares(&of, 1, 2) == (least[i] <= 0.375));
  }
  /* all of a total is known, whatever rounds the sum */
  of.options.minimum_coverage = 1;
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){0});
  assert_true(compares(&of, 0, 0));
  /* what is no share is compared anyway */
  lociq_block_variable income = {.name = "income", .weight = 1};
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = &income, .variable_count = 1});
  assert_true(compares(&of, 0, 1));
  scene_end(&of);
}

/* An industry's item of whole regions has its part of the variable's weight. */
static void variables_by_industry_of_whole_regions(void **state) {
  (void)state;
  scene of;
  begin(&of);
  lociq_block_variable both[] = {{.name = "lq", .weight = 3}, {.name = "income", .weight = 2}};
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = both, .variable_count = 2});
  const lociq_variables *made = variables_of(&of);
  assert_int_equal(of.block.item_count, 3);
  check_item(&of, 0, "lq/I0000", "", "euros");
  check_item(&of, 1, "lq/I0001", "", "euros");
  check_item(&of, 2, "income", "Title of income", "euros");
  assert_true(made->weights[0] == 1.5 && made->weights[1] == 1.5 && made->weights[2] == 2 && made->weights[3] == 0);
  assert_int_equal(made->width, LOCIQ_LANES);
  assert_true(value(&of, 1, 0) == 3 && isnan(value(&of, 1, 1)) && value(&of, 2, 1) == 6 && value(&of, 0, 2) == 100);
  assert_true(scaled(&of, 0, 0) == 0 && scaled(&of, 1, 0) == 1 && scaled(&of, 2, 0) == 0.5);
  assert_true(scaled(&of, 0, 2) == 0 && scaled(&of, 1, 2) == 1 && scaled(&of, 2, 2) == 0.5);
  check_near(score_in(&of, 0, 1), 0); /* both of what is known are the whole range apart */
  check_near(score_in(&of, 0, 2), (1.5 * 0.5 + 1.5 * 0 + 2 * 0.5) / 5);
  scene_end(&of);
}

/* Of clusters it is one item, and organisations share their cluster's. */
static void variables_of_clusters(void **state) {
  (void)state;
  static const lociq_unit units[] = {{0, 0, LOCIQ_NONE}, {0, 1, 0},          {0, 1, 1},         {1, 1, LOCIQ_NONE},
                                     {2, 0, LOCIQ_NONE}, {2, LOCIQ_NONE, 2}, {LOCIQ_NONE, 1, 3}};
  scene of;
  begin(&of);
  scene_units(&of, 1, units, sizeof units / sizeof units[0]);
  lociq_block_variable both[] = {{.name = "lq", .weight = 3}, {.name = "income", .weight = 2}};
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = both, .variable_count = 2});
  assert_int_equal(of.block.item_count, 2);
  check_item(&of, 0, "lq", "Title of lq", "euros");
  assert_int_equal(variables_of(&of)->rows, 5);
  assert_true(value(&of, 0, 0) == 1 && value(&of, 1, 0) == 2 && value(&of, 2, 0) == 2 && isnan(value(&of, 3, 0)));
  assert_true(value(&of, 4, 0) == 2 && isnan(value(&of, 5, 0)) && isnan(value(&of, 6, 0)));
  assert_true(value(&of, 2, 1) == 100 && value(&of, 5, 1) == 120 && isnan(value(&of, 6, 1)));
  assert_true(score_in(&of, 1, 2) == 1); /* of one cluster */
  assert_true(isnan(score_in(&of, 0, 6)) && isnan(score_in(&of, 6, 0)));
  check_near(score_in(&of, 4, 5), 1); /* income alone */
  /* shares are those of the region around it */
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){0});
  assert_int_equal(of.block.item_count, 2);
  assert_true(value(&of, 1, 0) == 0.25 && value(&of, 5, 1) == 0.125);
  scene_end(&of);
}

/* Ten clusters of the one region with an outlying income do not make it ten outliers. */
static void a_region_counts_once(void **state) {
  (void)state;
  enum { REGIONS = 11, UNITS = REGIONS + 9 };
  double income[2 * REGIONS] = {0};
  lociq_unit units[UNITS];
  scene of;
  for (size_t r = 0; r < REGIONS; r++) income[REGIONS + r] = r + 1 == REGIONS ? 1000 : (double)r + 1;
  for (size_t u = 0; u < UNITS; u++)
    units[u] = u < REGIONS ? (lociq_unit){u, 0, LOCIQ_NONE} : (lociq_unit){REGIONS - 1, u - REGIONS + 1, LOCIQ_NONE};
  lociq_panel *panel = panel_empty(REGIONS, 10);
  (void)cube_add(panel, "income", REGIONAL, income);
  scene_begin(&of, panel);
  scene_units(&of, 0, units, UNITS);
  lociq_block_variable variable = {.name = "income", .weight = 1};
  scene_prepare(&of, &lociq_block_structural_distance,
                &(lociq_block_plan){.variables = &variable, .variable_count = 1});
  for (size_t u = REGIONS - 2; u < UNITS; u++) assert_true(scaled(&of, u, 0) == 1);
  check_near(scaled(&of, 3, 0), 3.0 / 9);
  scene_end(&of);
}

static void a_constant_tells_nobody_apart(void **state) {
  (void)state;
  scene of;
  lociq_panel *panel = panel_empty(3, 3);
  (void)cube_add(panel, "income", REGIONAL, (const double[]){0, 0, 0, 7, UNKNOWN, 7});
  /* thirds, each with its own rounding */
  (void)cube_add(panel, "employment", INDUSTRIAL, (const double[]){[9] = 1, 1, 1, 0.1, 0.1, 0.1, 7, 7, 7});
  scene_begin(&of, panel);
  lociq_block_variable income = {.name = "income", .weight = 1};
  scene_prepare(&of, &lociq_block_structural_distance, &(lociq_block_plan){.variables = &income, .variable_count = 1});
  assert_true(score_in(&of, 0, 2) == 1 && isnan(score_in(&of, 0, 1)));
  scene_prepare(&of, &lociq_block_structural_distance, &(lociq_block_plan){0});
  assert_true(score_in(&of, 0, 1) == 1 && score_in(&of, 1, 2) == 1);
  scene_end(&of);
}

static void the_largest_numbers_have_a_range(void **state) {
  (void)state;
  scene of;
  lociq_panel *panel = panel_empty(4, 1);
  (void)cube_add(panel, "income", REGIONAL, (const double[]){0, 0, 0, 0, -1.5e308, 0, 1.5e308, INFINITY});
  scene_begin(&of, panel);
  lociq_block_variable income = {.name = "income", .weight = 1};
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = &income, .variable_count = 1});
  assert_true(scaled(&of, 0, 0) == 0 && scaled(&of, 1, 0) == 0.5 && scaled(&of, 2, 0) == 1);
  assert_true(isnan(scaled(&of, 3, 0)) && isnan(value(&of, 3, 0)));
  scene_end(&of);
}

/* Accounts come late: income ends in 2014, and the future has nothing. */
static void the_last_year_that_is_known_is_taken(void **state) {
  (void)state;
  scene of;
  begin(&of);
  (void)cube_add(of.panel, "late", REGIONAL, (const double[]){1, 2, 5, UNKNOWN, UNKNOWN, INFINITY});
  (void)cube_add(of.panel, "never", REGIONAL, (const double[]){UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN});
  lociq_block_variable late[] = {{.name = "late", .weight = 1}, {.name = "income", .weight = 1}};
  lociq_block_plan plan = {.variables = late, .variable_count = 2};
  scene_prepare(&of, &lociq_block_likeness, &plan);
  check_item(&of, 0, "late", "Title of late, 2014", "euros");
  check_item(&of, 1, "income", "Title of income", "euros");
  assert_true(value(&of, 1, 0) == 2 && scaled(&of, 1, 0) == 0.25 && value(&of, 1, 1) == 140);
  /* not where the block says the year */
  lociq_error error = {0};
  plan.year = "2015";
  assert_int_equal(scene_try(&of, &lociq_block_likeness, &plan, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "late has no value in 2015");
  error = (lociq_error){0};
  plan.year = NULL;
  plan.other_year = "2015";
  assert_int_equal(scene_try(&of, &lociq_block_likeness, &plan, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "late has no value in 2015");
  plan.other_year = NULL;
  error = (lociq_error){0};
  late[0].name = "never";
  late[0].place = 7;
  assert_int_equal(scene_try(&of, &lociq_block_likeness, &plan, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "never has no value in 2015 or before");
  /* what no document names may be as it will, unless there is nothing else */
  error = (lociq_error){0};
  late[0].place = LOCIQ_NONE;
  of.options.minimum_coverage = 1;
  scene_prepare(&of, &lociq_block_likeness, &plan);
  assert_true(score_in(&of, 0, 1) == 0 && variables_of(&of)->weights[0] == 0);
  plan.variable_count = 1;
  assert_int_equal(scene_try(&of, &lociq_block_likeness, &plan, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, "no unit has a value of what block compares");
  scene_end(&of);
}

/* ---- weights drawn anew ---- */

/* As Dirichlet(1, …, 1) times n w: of n items of weight w the mean is w, the variance w^2 (n - 1) / (n + 1). */
static void weights_are_drawn_anew(void **state) {
  (void)state;
  enum { REGIONS = 4, VARIABLES = 10, DRAWS = 4000 };
  scene of;
  lociq_block_variable all[VARIABLES];
  char names[VARIABLES][16];
  double values[2 * REGIONS], sums[VARIABLES] = {0}, squares[VARIABLES] = {0};
  uint64_t seed = 5;
  lociq_panel *panel = panel_empty(REGIONS, 1);
  for (size_t v = 0; v < VARIABLES; v++) {
    for (size_t i = 0; i < 2 * REGIONS; i++) values[i] = random_unit(&seed);
    (void)snprintf(names[v], sizeof names[v], "variable_%zu", v);
    all[v] = (lociq_block_variable){.name = names[v], .weight = 2};
    (void)cube_add(panel, names[v], REGIONAL, values);
  }
  scene_begin(&of, panel);
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = all, .variable_count = VARIABLES});
  const double before = score_in(&of, 0, 1);
  for (uint64_t draw = 0; draw < DRAWS; draw++) {
    lociq_random random;
    void *drawn = NULL;
    double sum = 0;
    lociq_random_start(&random, 1, draw);
    assert_int_equal(of.block.method->redraw(&of.block, &random, &drawn, NULL), LOCIQ_OK);
    const lociq_variables *made = drawn;
    for (size_t v = 0; v < VARIABLES; v++) {
      assert_true(made->weights[v] >= 0);
      sum += made->weights[v];
      sums[v] += made->weights[v] / 2;
      squares[v] += pow(made->weights[v] / 2 - 1, 2);
    }
    for (size_t v = VARIABLES; v < made->width; v++) assert_true(made->weights[v] == 0);
    assert_true(fabs(sum - 2 * VARIABLES) <= 1e-13 * VARIABLES); /* ten terms */
    lociq_block block = of.block;
    block.state = drawn;
    const double score = block.method->score(&block, 0, 1, NULL);
    assert_true(score >= 0 && score <= 1);
    block.method->release(drawn);
  }
  for (size_t v = 0; v < VARIABLES; v++) { /* within five standard errors; the fourth moment is below 9 */
    assert_true(fabs(sums[v] / DRAWS - 1) <= 5 * sqrt(9.0 / 11 / DRAWS));
    assert_true(fabs(squares[v] / DRAWS - 9.0 / 11) <= 5 * 3 / sqrt(DRAWS));
  }
  assert_true(before == score_in(&of, 0, 1)); /* the block itself is as it was */
  scene_end(&of);
}

/* Items of no equal weights keep their sum; one stream gives one draw. */
static void draws_follow_their_stream(void **state) {
  (void)state;
  scene of;
  void *drawn[3] = {NULL};
  begin(&of);
  lociq_block_variable both[] = {{.name = "lq", .weight = 3}, {.name = "income", .weight = 2}};
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = both, .variable_count = 2});
  for (size_t i = 0; i < 3; i++) {
    lociq_random random;
    lociq_random_start(&random, 7, i / 2);
    assert_int_equal(of.block.method->redraw(&of.block, &random, &drawn[i], NULL), LOCIQ_OK);
  }
  const lociq_variables *first = drawn[0], *again = drawn[1], *other = drawn[2];
  assert_memory_equal(first->weights, again->weights, first->width * sizeof(double));
  assert_true(first->weights[0] != other->weights[0]);
  check_near(first->weights[0] + first->weights[1] + first->weights[2], 5);
  for (size_t i = 0; i < 3; i++) of.block.method->release(drawn[i]);
  scene_end(&of);
}

static void a_single_variable_is_not_drawn(void **state) {
  (void)state;
  scene of;
  void *drawn = &of;
  lociq_random random;
  begin(&of);
  lociq_block_variable income = {.name = "income", .weight = 2};
  scene_prepare(&of, &lociq_block_likeness, &(lociq_block_plan){.variables = &income, .variable_count = 1});
  lociq_random_start(&random, 7, 0);
  assert_int_equal(of.block.method->redraw(&of.block, &random, &drawn, NULL), LOCIQ_OK);
  assert_null(drawn);
  scene_end(&of);
}

/* ---- what is refused ---- */

static void refusals(void **state) {
  (void)state;
  lociq_block_variable nobody = {.name = "nobody", .weight = 1}, income = {.name = "income", .weight = 1},
                       incone = {.name = "incone", .weight = 1};
  const struct {
    lociq_block_plan plan;
    const char *message;
  } cases[] = {
      {{.year = "1999"}, "there is no year 1999: the years are 2014 to 2015"},
      {{.variables = &income, .variable_count = 1, .other_year = "2016"},
       "there is no year 2016: the years are 2014 to 2015"},
      {{.of = "income"}, "income does not lie over industries, which block compares"},
      {{.of = "nobody"}, "there is no measure or indicator \"nobody\""},
      {{.variables = &incone, .variable_count = 1},
       "there is no measure or indicator \"incone\": did you mean \"income\"?"},
      {{.variables = &nobody, .variable_count = 1}, "there is no measure or indicator \"nobody\""},
      {{.treat = "trim"}, "\"trim\" is no way to treat, expected none, winsorise, log, box_cox, staged"},
      {{.of = "loss"},
       "loss of R0001, industry I0001, year 2015 is -3: this block compares shares, which cannot be negative"}};
  scene of;
  begin(&of);
  (void)cube_add(of.panel, "loss", INDUSTRIAL, (const double[]){[7] = 1, [9] = -3, [11] = 1});
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    lociq_error error = {0};
    assert_int_equal(scene_try(&of, &lociq_block_likeness, &cases[i].plan, &error), LOCIQ_INVALID);
    assert_string_equal(error.message, cases[i].message);
  }
  scene_end(&of);
}

static void memory_can_end(void **state) {
  (void)state;
  lociq_block_variable both[] = {{.name = "lq", .weight = 3}, {.name = "income", .weight = 2}};
  const lociq_block_plan plans[] = {{.other_year = "2014"}, {.variables = both, .variable_count = 2}};
  for (size_t i = 0; i < 2; i++) {
    scene of;
    long allocation = 0;
    lociq_status status = LOCIQ_NO_MEMORY;
    begin(&of);
    for (; status != LOCIQ_OK; allocation++) {
      lociq_memory_fail_after(allocation);
      status = scene_try(&of, &lociq_block_structural_distance, &plans[i], NULL);
      lociq_memory_fail_after(-1);
      if (status != LOCIQ_OK) assert_int_equal(status, LOCIQ_NO_MEMORY);
    }
    assert_true(allocation > 15);
    for (long n = 0; n < 2; n++) {
      lociq_random random;
      void *drawn = NULL;
      lociq_random_start(&random, 1, 1);
      lociq_memory_fail_after(n);
      assert_int_equal(of.block.method->redraw(&of.block, &random, &drawn, NULL), LOCIQ_NO_MEMORY);
      lociq_memory_fail_after(-1);
      assert_null(drawn);
    }
    scene_end(&of);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shares_of_a_measure),
      cmocka_unit_test(shares_are_compared_where_enough_is_known),
      cmocka_unit_test(variables_by_industry_of_whole_regions),
      cmocka_unit_test(variables_of_clusters),
      cmocka_unit_test(a_region_counts_once),
      cmocka_unit_test(a_constant_tells_nobody_apart),
      cmocka_unit_test(the_largest_numbers_have_a_range),
      cmocka_unit_test(the_last_year_that_is_known_is_taken),
      cmocka_unit_test(weights_are_drawn_anew),
      cmocka_unit_test(draws_follow_their_stream),
      cmocka_unit_test(a_single_variable_is_not_drawn),
      cmocka_unit_test(refusals),
      cmocka_unit_test(memory_can_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
