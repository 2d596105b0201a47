/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results relative to the reference: against the second implementation over every way
 * to ask for them, and by hand.
 */
#include "schedule/relative.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "unit/indicators/random_panel.h"
#include "unit/indicators/second_opinion.h"

enum { SETTINGS = 6 };

/* What is asked of one indicator: pairs of a name and a value, ended by NULL. */
typedef struct question {
  lociq_setting settings[SETTINGS];
  lociq_compute_options options;
} question;

static void ask(const char *const *name, const char *const *pairs, question *asked) {
  asked->options = lociq_compute_options_default();
  asked->options.names = name;
  asked->options.name_count = 1;
  asked->options.settings = asked->settings;
  for (size_t k = 0; pairs[2 * k] != NULL; k++)
    asked->settings[asked->options.setting_count++] = (lociq_setting){pairs[2 * k], pairs[2 * k + 1]};
}

static lociq_panel *compute(const lociq_panel *panel, const char *name, const char *const *pairs, int threads) {
  question asked;
  lociq_panel *results = NULL;
  lociq_error error = {0};
  ask(&name, pairs, &asked);
  asked.options.threads = threads;
  if (lociq_compute_panel(panel, &asked.options, &results, &error) != LOCIQ_OK) fail_msg("%s: %s", name, error.message);
  return results;
}

static void assert_refused(const lociq_panel *panel, const char *name, const char *const *pairs, const char *message) {
  question asked;
  lociq_panel *results = NULL;
  lociq_error error = {0};
  ask(&name, pairs, &asked);
  assert_int_equal(lociq_compute_panel(panel, &asked.options, &results, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_null(results);
}

/* Two aggregates, of which the second knows something of all measures, not of every industry. */
static void add_aggregates(const panel_plan *plan, lociq_panel *panel) {
  uint64_t state = plan->seed + 1000;
  lociq_axis_free(panel->axes[LOCIQ_AGGREGATE]);
  panel->axes[LOCIQ_AGGREGATE] = numbered_axis(plan, LOCIQ_AGGREGATE, 2);
  for (size_t c = 0; c < panel->cube_count; c++) {
    lociq_cube *cube = panel->cubes[c];
    if (strcmp(cube->name, "price_level") == 0) continue;
    double *body = part_values(panel, cube, LOCIQ_AGGREGATE_BODY);
    const size_t count = cube->parts[LOCIQ_AGGREGATE_BODY].count;
    for (size_t k = 0; k < count; k++) {
      const double figure = 1 + random_jobs(&state) * 10;
      body[k] = k % 5 == 3 && count > 6 ? (double)NAN : figure;
    }
    if ((cube->shape & LOCIQ_BY_INDUSTRY) == 0 || random_part(&state) < 0.5) continue;
    double *totals = part_values(panel, cube, LOCIQ_AGGREGATE_TOTAL);
    for (size_t y = 0; y < plan->years; y++) totals[2 * y + 1] = 1 + random_jobs(&state) * 100;
  }
}

static void compare(const lociq_panel *panel, const panel_plan *plan, const char *name, const char *const *pairs) {
  const lociq_offer offer = {
      .indicators = lociq_catalogue(), .find = lociq_indicator_find, .shared = lociq_shared_options()};
  question asked;
  lociq_request *request = NULL;
  lociq_panel *results = compute(panel, name, pairs, 2);
  ask(&name, pairs, &asked);
  assert_int_equal(lociq_request_create(&offer, panel, &asked.options, &request, NULL), LOCIQ_OK);
  const double *found = lociq_panel_find(results, name)->parts[LOCIQ_BODY].values;
  for (size_t y = 0; y < plan->years; y++) {
    opinion job = opinion_create(request, panel);
    const double *expected = second_opinion(&job, 0, y);
    const size_t count = opinion_count(&job, &request->instances[0]);
    for (size_t k = 0; k < count; k++) {
      const double value = found[y * count + k];
      if (isnan(value) && isnan(expected[k])) continue;
      /* a dozen operations, and sums of whole numbers */
      if (!(fabs(value - expected[k]) <= 1e-13 * fabs(expected[k])))
        fail_msg("%s, panel %u, value %zu: %.17g, expected %.17g", name, (unsigned)plan->seed, y * count + k, value,
                 expected[k]);
    }
    opinion_free(&job);
  }
  lociq_request_free(request);
  lociq_panel_free(results);
}

static const panel_plan plans[] = {
    {.regions = 9, .industries = 6, .years = 2, .zeros = 0.1, .seed = 21, .factor = 1},
    {.regions = 150, .industries = 11, .years = 2, .zeros = 0.1, .unknown = 0.2, .seed = 22, .factor = 1},
    {.regions = 80, .industries = 8, .years = 1, .unknown = 0.1, .published = true, .seed = 23, .factor = 1},
    {.regions = 7, .industries = 5, .years = 1, .unknown = 0.2, .empty = true, .seed = 24, .factor = 1},
    {.regions = 5, .industries = 3, .years = 1, .unknown = 0.9, .seed = 25, .factor = 1},
    {.regions = 1, .industries = 1, .years = 1, .seed = 26, .factor = 1},
    {.regions = 4, .industries = 2, .years = 1, .unknown = 1, .seed = 27, .factor = 1}};
enum { PLANS = sizeof plans / sizeof *plans };

static const struct {
  const char *name, *option, *words[2]; /* an option that is its own, and what it can be */
} indicators[] = {{"labour_productivity", "prices", {"nominal", "pps"}},
                  {"wage_level", "prices", {"nominal", "pps"}},
                  {"wage_share", "adjusted", {"no", "yes"}},
                  {"unit_labour_cost", "kind", {"real", "nominal"}}};

static void every_way_agrees_with_the_second_implementation(void **state) {
  (void)state;
  static const char *const references[] = {"whole", "c00001"}, *const missing[] = {"skip", "zero"},
                           *const totals[] = {"published", "summed"};
  for (size_t p = 0; p < PLANS; p++) {
    lociq_panel *panel = random_panel(&plans[p]);
    add_aggregates(&plans[p], panel);
    for (size_t k = 0; k < 4; k++)
      for (unsigned way = 0; way < 32; way++) {
        const char *const pairs[] = {"relative",
                                     "100",
                                     indicators[k].option,
                                     indicators[k].words[way & 1u],
                                     "reference",
                                     references[way >> 1 & 1u],
                                     "missing",
                                     missing[way >> 2 & 1u],
                                     "totals",
                                     totals[way >> 3 & 1u],
                                     way >> 4 == 0 ? NULL
                                     : k == 1      ? "persons"
                                                   : "product",
                                     "population",
                                     NULL};
        compare(panel, &plans[p], indicators[k].name, pairs);
      }
    lociq_panel_free(panel);
  }
}

static void bits_do_not_depend_on_threads(void **state) {
  (void)state;
  const panel_plan plan = {
      .regions = 1500, .industries = 37, .years = 2, .zeros = 0.1, .unknown = 0.1, .seed = 28, .factor = 0.1};
  static const char *const pairs[] = {"relative", "100", "prices", "pps", NULL};
  lociq_panel *panel = random_panel(&plan), *one = compute(panel, "labour_productivity", pairs, 1);
  const lociq_grid *first = &lociq_panel_find(one, "labour_productivity")->parts[LOCIQ_BODY];
  for (int threads = 2; threads <= 5; threads += 3) {
    lociq_panel *other = compute(panel, "labour_productivity", pairs, threads);
    assert_memory_equal(lociq_panel_find(other, "labour_productivity")->parts[LOCIQ_BODY].values, first->values,
                        first->count * sizeof(double));
    lociq_panel_free(other);
  }
  lociq_panel_free(one);
  lociq_panel_free(panel);
}

/* From a store, block by block of rows, with hardly any memory; by region and by industry. */
static void bits_do_not_depend_on_memory(void **state) {
  (void)state;
  static const char path[] = "schedule_relative.h5", *const products[] = {"gfcf", "gva"};
  const panel_plan plan = {.regions = 700, .industries = 37, .years = 2, .unknown = 0.1, .seed = 29, .factor = 0.1};
  lociq_panel *panel = random_panel(&plan);
  const char *name = "labour_productivity";
  for (size_t k = 0; k < 2; k++) {
    const char *const pairs[] = {"relative", "100", "prices", "pps", "product", products[k], NULL};
    lociq_panel *expected = compute(panel, name, pairs, 2);
    lociq_store *store = NULL;
    lociq_cube *found = NULL;
    question asked;
    ask(&name, pairs, &asked);
    asked.options.memory = 1;
    assert_int_equal(lociq_store_open(path, LOCIQ_STORE_NEW, &store, NULL), LOCIQ_OK);
    assert_int_equal(lociq_store_merge(store, panel, NULL), LOCIQ_OK);
    assert_int_equal(lociq_compute_store(store, store, &asked.options, NULL), LOCIQ_OK);
    assert_int_equal(lociq_store_load(store, name, &found, NULL), LOCIQ_OK);
    const lociq_grid *first = &lociq_panel_find(expected, name)->parts[LOCIQ_BODY], *second = &found->parts[LOCIQ_BODY];
    assert_int_equal(second->count, first->count);
    assert_memory_equal(second->values, first->values, first->count * sizeof(double));
    lociq_cube_free(found);
    lociq_store_close(store);
    lociq_panel_free(expected);
  }
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = random_panel(&plans[1]);
  const char *name = "labour_productivity";
  static const char *const pairs[] = {"relative", "100", NULL};
  question asked;
  lociq_status status = LOCIQ_NO_MEMORY;
  ask(&name, pairs, &asked);
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_panel *results = NULL;
    lociq_memory_fail_after(n);
    status = lociq_compute_panel(panel, &asked.options, &results, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    assert_true((status == LOCIQ_OK) == (results != NULL));
    lociq_panel_free(results);
  }
  lociq_panel_free(panel);
}

/* ---- by hand: three regions, and two industries where there are some ---- */

enum { REGIONS = 3, INDUSTRIES = 2 };
static const panel_plan small = {.regions = REGIONS, .industries = INDUSTRIES, .years = 1, .seed = 1, .factor = 1};

static void set(lociq_panel *panel, const char *name, lociq_part part, const double *values) {
  lociq_cube *cube = lociq_panel_find(panel, name);
  (void)part_values(panel, cube, part);
  memcpy(cube->parts[part].values, values, cube->parts[part].count * sizeof *values);
}

static lociq_panel *small_panel(void) {
  lociq_panel *panel = random_panel(&small);
  lociq_axis_free(panel->axes[LOCIQ_AGGREGATE]);
  panel->axes[LOCIQ_AGGREGATE] = numbered_axis(&small, LOCIQ_AGGREGATE, 2);
  set(panel, "gva", LOCIQ_BODY, (const double[]){10, 40, 30, NAN, 20, 60});
  set(panel, "employment", LOCIQ_BODY, (const double[]){1, 4, 2, 3, 1, 2});
  set(panel, "price_level", LOCIQ_BODY, (const double[]){50, 100, NAN});
  return panel;
}

static void holds(const lociq_panel *panel, const char *const *pairs, const double *expected, size_t count) {
  lociq_panel *results = compute(panel, "labour_productivity", pairs, 2);
  const lociq_cube *cube = lociq_panel_find(results, "labour_productivity");
  assert_int_equal(cube->parts[LOCIQ_BODY].count, count);
  for (size_t k = 0; k < count; k++) {
    const double value = cube->parts[LOCIQ_BODY].values[k];
    /* a few operations */
    if (isnan(expected[k]) ? !isnan(value) : !(fabs(value - expected[k]) <= 1e-12))
      fail_msg("value %zu: %.17g, expected %.17g", k, value, expected[k]);
  }
  lociq_panel_free(results);
}

static void the_whole_is_what_the_regions_know(void **state) {
  (void)state;
  lociq_panel *panel = small_panel();
  /* 60/4 = 15 and, without region 2, 100/6 */
  holds(panel, (const char *const[]){"relative", "100", NULL},
        (const double[]){10 / 0.15, 60, 100, NAN, 20 / 0.15, 180}, 6);
  /* 40/3 and 40/4 of those whose price level is known too */
  holds(panel, (const char *const[]){"relative", "100", "prices", "pps", NULL},
        (const double[]){150, 200, 112.5, NAN, NAN, NAN}, 6);
  holds(panel, (const char *const[]){"prices", "pps", NULL}, (const double[]){20, 20, 15, NAN, NAN, NAN}, 6);
  /* One unknown cell, and there is no whole of its industry. */
  holds(panel, (const char *const[]){"relative", "100", "missing", "propagate", NULL},
        (const double[]){10 / 0.15, NAN, 100, NAN, 20 / 0.15, NAN}, 6);
  holds(panel, (const char *const[]){"relative", "100", "missing", "zero", NULL},
        (const double[]){10 / 0.15, 90, 100, 0, 20 / 0.15, 270}, 6);
  /* A whole of 0, or of none, has nothing relative to it. */
  set(panel, "gva", LOCIQ_BODY, (const double[]){5, NAN, -5, NAN, 0, NAN});
  holds(panel, (const char *const[]){"relative", "100", NULL}, (const double[]){NAN, NAN, NAN, NAN, NAN, NAN}, 6);
  lociq_panel_free(panel);
}

static void an_aggregate_has_figures_of_its_own(void **state) {
  (void)state;
  lociq_panel *panel = small_panel();
  set(panel, "gva", LOCIQ_AGGREGATE_BODY, (const double[]){7, 7, 200, NAN});
  set(panel, "employment", LOCIQ_AGGREGATE_BODY, (const double[]){NAN, NAN, 10, 10});
  const char *const pairs[] = {"relative", "100", "reference", "c00001", "prices", "pps", NULL};
  holds(panel, (const char *const[]){"relative", "100", "reference", "c00001", NULL},
        (const double[]){50, NAN, 75, NAN, 100, NAN}, 6);
  /* What has the price level 50 buys twice as much as the aggregate, whose level is 100. */
  holds(panel, pairs, (const double[]){100, NAN, 75, NAN, NAN, NAN}, 6);
  lociq_panel *results = compute(panel, "labour_productivity", pairs, 1);
  const lociq_cube *cube = lociq_panel_find(results, "labour_productivity");
  assert_string_equal(cube->unit, "%");
  assert_string_equal(lociq_cube_attribute(cube, "reference")->text, "c00001");
  assert_string_equal(lociq_cube_attribute(cube, "relative")->text, "100");
  assert_string_equal(lociq_cube_attribute(cube, "prices")->text, "pps");
  assert_string_equal(lociq_cube_attribute(cube, "price_level")->text, "price_level");
  lociq_panel_free(results);
  assert_refused(panel, "labour_productivity", (const char *const[]){"relative", "100", "reference", "c00000", NULL},
                 "reference is \"c00000\", of which employment has no values");
  assert_refused(
      panel, "labour_productivity",
      (const char *const[]){"relative", "100", "reference", "c00001", "product", "income", "missing", "zero", NULL},
      "reference is \"c00001\", of which income has no values");
  assert_refused(panel, "labour_productivity", (const char *const[]){"relative", "100", "reference", "c00009", NULL},
                 "reference is \"c00009\", expected whole, c00000, c00001");
  /* By region: of what is by industry the published total, else the sum. */
  set(panel, "income", LOCIQ_BODY, (const double[]){100, 50, 60});
  set(panel, "income", LOCIQ_AGGREGATE_BODY, (const double[]){NAN, 400});
  holds(panel, (const char *const[]){"relative", "100", "reference", "c00001", "product", "income", NULL},
        (const double[]){100, 50, 100}, 3);
  set(panel, "employment", LOCIQ_AGGREGATE_TOTAL, (const double[]){NAN, 40});
  holds(panel, (const char *const[]){"relative", "100", "reference", "c00001", "product", "income", NULL},
        (const double[]){200, 100, 200}, 3);
  lociq_panel_free(panel);
}

/* Nothing is narrowed by a price level that is not looked at, nor by one that is. */
static void price_levels_are_by_region(void **state) {
  (void)state;
  lociq_panel *panel = small_panel();
  const char *const pairs[] = {"prices", "nominal", NULL};
  lociq_panel *results = compute(panel, "labour_productivity", pairs, 1);
  const double *coverage = lociq_panel_find(results, "labour_productivity_coverage")->parts[LOCIQ_BODY].values;
  for (size_t r = 0; r < REGIONS; r++) assert_true(coverage[r] == 1);
  assert_string_equal(lociq_cube_attribute(lociq_panel_find(results, "labour_productivity"), "price_level")->text,
                      "none");
  lociq_panel_free(results);
  assert_refused(panel, "wage_level", (const char *const[]){"prices", "pps", "price_level", "hours", NULL},
                 "wage_level takes one value a region: hours is by industry");
  assert_refused(panel, "wage_level", (const char *const[]){"prices", "pps", "price_level", "none", NULL},
                 "wage_level needs price_level: prices=pps divides by it");
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_way_agrees_with_the_second_implementation),
                                     cmocka_unit_test(bits_do_not_depend_on_threads),
                                     cmocka_unit_test(bits_do_not_depend_on_memory),
                                     cmocka_unit_test(every_allocation_may_fail),
                                     cmocka_unit_test(the_whole_is_what_the_regions_know),
                                     cmocka_unit_test(an_aggregate_has_figures_of_its_own),
                                     cmocka_unit_test(price_levels_are_by_region)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
