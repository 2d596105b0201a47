/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of the indicators that look at neighbours, whatever the data.
 */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "indicators/kernel.h"
#include "schedule/given.h"
#include "unit/indicators/random_panel.h"

/* Weighted sums of at most thirty standardised values; the deviation of permutations
 * is a difference of sums of squares. */
#define TOLERANCE 1e-10

static const char *const names[] = {"moran", "moran_local", "getis_ord"};
enum { NAMES = sizeof names / sizeof *names };
static const char *const points_path = "space_points.csv", *const pairs_path = "space_pairs.csv";

static const panel_plan plans[] = {
    {.regions = 30, .industries = 6, .years = 1, .zeros = 0.1, .seed = 1, .factor = 1},
    {.regions = 17, .industries = 9, .years = 1, .zeros = 0.2, .unknown = 0.3, .seed = 2, .factor = 1},
    {.regions = 9, .industries = 4, .years = 1, .unknown = 0.6, .published = true, .seed = 3, .factor = 1},
    {.regions = 6, .industries = 5, .years = 1, .zeros = 0.2, .unknown = 0.1, .empty = true, .seed = 4, .factor = 1},
    {.regions = 2, .industries = 3, .years = 1, .seed = 5, .factor = 1},
    {.regions = 1, .industries = 3, .years = 1, .seed = 6, .factor = 1},
    {.regions = 12,
     .industries = 42,
     .years = 1,
     .seed = 7,
     .factor = 1}}; /* more than sixteen with the same regions */
enum { PLANS = sizeof plans / sizeof *plans };

/* Points at random; pairs with weights, one way, and regions without any. */
static void write_files(const panel_plan *plan) {
  uint64_t state = plan->seed + 99;
  FILE *points = fopen(points_path, "w"), *pairs = fopen(pairs_path, "w");
  assert_non_null(points);
  assert_non_null(pairs);
  (void)fprintf(points, "region,longitude,latitude\n");
  (void)fprintf(pairs, "region,neighbour,weight\n");
  for (size_t r = 0; r < plan->regions; r++) {
    const double longitude = 20 * random_part(&state), latitude = 60 * random_part(&state);
    (void)fprintf(points, "c%05zu,%.9f,%.9f\n", turned(plan, plan->regions, r), longitude, latitude);
    for (size_t q = 0; q < plan->regions; q++) {
      const double weight = random_part(&state);
      if (q != r && weight < 0.4 && r % 5 != 3)
        (void)fprintf(pairs, "c%05zu,c%05zu,%.9f\n", turned(plan, plan->regions, r), turned(plan, plan->regions, q),
                      weight + 0.1);
    }
  }
  (void)fclose(points);
  (void)fclose(pairs);
}

typedef struct way {
  const char *neighbours, *variable, *star, *missing;
  int threads;
  size_t memory;
} way;
static const way ways[] = {{"nearest", "lq", "yes", "skip", 1, 0},
                           {"distance", "lq", "no", "skip", 1, 0},
                           {"space_pairs.csv", "lq", "no", "zero", 1, 0},
                           {"space_pairs.csv", "wages", "yes", "skip", 1, 0},
                           {"nearest", "population", "no", "skip", 1, 0}};
enum { WAYS = sizeof ways / sizeof *ways };

static size_t settings_of(const way *asked, lociq_setting *settings) {
  const lociq_setting all[] = {{"points", points_path},
                               {"neighbours", asked->neighbours},
                               {"variable", asked->variable},
                               {"star", asked->star},
                               {"missing", asked->missing},
                               {"nearest", "3"},
                               {"distance", "900"},
                               {"permutations", "61"},
                               {"seed", "7"}};
  memcpy(settings, all, sizeof all);
  return sizeof all / sizeof *all;
}

static lociq_panel *compute(const lociq_panel *panel, const way *asked, lociq_status *status) {
  lociq_setting settings[12];
  lociq_compute_options options = lociq_compute_options_default();
  lociq_error error = {0};
  lociq_panel *results = NULL;
  options.names = names;
  options.name_count = NAMES;
  options.settings = settings;
  options.setting_count = settings_of(asked, settings);
  options.threads = asked->threads;
  options.memory = asked->memory;
  *status = lociq_compute_panel(panel, &options, &results, &error);
  if (*status != LOCIQ_OK && *status != LOCIQ_NO_MEMORY) fail_msg("%s", error.message);
  return results;
}

static const lociq_cube *cube_of(const lociq_panel *panel, const char *name) {
  const lociq_cube *cube = lociq_panel_find(panel, name);
  assert_non_null(cube);
  return cube;
}

static void assert_close(const char *name, size_t at, double found, double expected) {
  if (isnan(found) && isnan(expected)) return;
  if (!(fabs(found - expected) <= TOLERANCE * fmax(1, fabs(expected))))
    fail_msg("%s[%zu] is %.17g, expected %.17g", name, at, found, expected);
}

/* One year's table, with what the options give. */
static double *second_opinion(const lociq_indicator *indicator, const lociq_panel *panel, const way *asked,
                              size_t *count) {
  lociq_setting settings[12];
  const size_t setting_count = settings_of(asked, settings);
  lociq_instance instance = {.indicator = indicator};
  lociq_supply supply = {0};
  for (size_t k = 0; k < LOCIQ_OPTIONS_MAXIMUM && indicator->options[k].name; k++) {
    instance.texts[k] = indicator->options[k].preset;
    for (size_t s = 0; s < setting_count; s++)
      if (strcmp(settings[s].name, indicator->options[k].name) == 0) instance.texts[k] = settings[s].value;
    if (indicator->options[k].type == LOCIQ_OPTION_REAL) instance.options[k].real = strtod(instance.texts[k], NULL);
    if (indicator->options[k].type == LOCIQ_OPTION_INTEGER)
      instance.options[k].integer = strtol(instance.texts[k], NULL, 10);
    if (strcmp(indicator->options[k].name, "star") == 0) instance.options[k].choice = asked->star[0] == 'n';
    if (strcmp(indicator->options[k].name, "points") == 0) instance.options[k].choice = -1;
    if (strcmp(indicator->options[k].name, "neighbours") == 0)
      instance.options[k].choice = asked->neighbours[0] == 'n' ? 0 : asked->neighbours[0] == 'd' ? 1 : -1;
  }
  assert_int_equal(lociq_supply_load(panel, &instance, &supply, NULL), LOCIQ_OK);
  const lociq_cube *measure = cube_of(panel, "employment");
  const lociq_grid *body = &measure->parts[LOCIQ_BODY];
  double *cells = malloc((body->count + 1) * sizeof *cells);
  for (size_t k = 0; k < body->count; k++)
    cells[k] = asked->missing[0] == 'z' && isnan(body->values[k]) ? 0 : body->values[k];
  lociq_table table = {.regions = lociq_axis_count(panel->axes[LOCIQ_REGION]),
                       .industries = lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]),
                       .values = cells,
                       .total_region = measure->parts[LOCIQ_TOTAL_REGION].values,
                       .total_industry = measure->parts[LOCIQ_TOTAL_INDUSTRY].values,
                       .total = measure->parts[LOCIQ_TOTAL].values ? measure->parts[LOCIQ_TOTAL].values[0] : NAN,
                       .given = &supply.given,
                       .options = instance.options};
  if (strcmp(asked->variable, "lq") != 0) table.operands[0] = cube_of(panel, asked->variable)->parts[LOCIQ_BODY].values;
  if (strcmp(asked->variable, "population") == 0) table.industries = 1;
  *count = table.industries * (strcmp(indicator->name, "moran") == 0 ? 1 : table.regions);
  double *result = calloc(5 * *count + 1, sizeof *result);
  indicator->kernel->naive(&table, result);
  lociq_supply_clear(&supply);
  free(cells);
  return result;
}

static void check_indicator(const char *name, const lociq_panel *panel, const lociq_panel *results, const way *asked) {
  const lociq_indicator *indicator = lociq_indicator_find(name);
  size_t count = 0;
  double *expected = second_opinion(indicator, panel, asked, &count);
  for (size_t k = 0; k == 0 || indicator->outputs[k - 1].suffix != NULL; k++) {
    char full[64];
    (void)snprintf(full, sizeof full, "%s%s%s", name, k ? "_" : "", k ? indicator->outputs[k - 1].suffix : "");
    const lociq_grid *found = &cube_of(results, full)->parts[LOCIQ_BODY];
    const double least = k ? indicator->outputs[k - 1].minimum : indicator->minimum;
    const double most = k ? indicator->outputs[k - 1].maximum : indicator->maximum;
    assert_int_equal(found->count, count);
    for (size_t at = 0; at < count; at++) {
      assert_close(full, at, found->values[at], expected[k * count + at]);
      assert_true(!isinf(found->values[at]) && !(found->values[at] < least) && !(found->values[at] > most));
    }
  }
  free(expected);
}

static void kernels_agree_with_their_second_implementation(void **state) {
  (void)state;
  for (size_t p = 0; p < PLANS; p++) {
    lociq_panel *panel = random_panel(&plans[p]);
    write_files(&plans[p]);
    for (size_t w = 0; w < WAYS; w++) {
      lociq_status status = LOCIQ_OK;
      lociq_panel *results = compute(panel, &ways[w], &status);
      for (size_t k = 0; k < NAMES; k++) check_indicator(names[k], panel, results, &ways[w]);
      lociq_panel_free(results);
    }
    lociq_panel_free(panel);
  }
}

/* Other units, and all axes turned, change no figure that is not drawn. */
static void scale_and_order_do_not_matter(void **state) {
  (void)state;
  for (size_t p = 0; p < PLANS; p++)
    for (int turn = 0; turn < 2; turn++) {
      panel_plan other_plan = plans[p];
      other_plan.factor = turn ? 1 : 3;
      other_plan.turned = turn == 1;
      lociq_status status = LOCIQ_OK;
      lociq_panel *panel = random_panel(&plans[p]), *other_panel = random_panel(&other_plan);
      write_files(&plans[p]);
      lociq_panel *results = compute(panel, &ways[0], &status);
      write_files(&other_plan);
      lociq_panel *other = compute(other_panel, &ways[0], &status);
      for (size_t k = 0; k < NAMES; k++) {
        const lociq_grid *one = &cube_of(results, names[k])->parts[LOCIQ_BODY];
        const double *second = cube_of(other, names[k])->parts[LOCIQ_BODY].values;
        for (size_t at = 0; at < one->count; at++)
          assert_close(names[k], at, second[turn ? one->count - 1 - at : at], one->values[at]);
      }
      lociq_panel_free(results);
      lociq_panel_free(other);
      lociq_panel_free(panel);
      lociq_panel_free(other_panel);
    }
}

static void bits_do_not_depend_on_threads_or_memory(void **state) {
  (void)state;
  const panel_plan plan = {
      .regions = 300, .industries = 37, .years = 2, .zeros = 0.1, .unknown = 0.1, .seed = 12, .factor = 1};
  lociq_panel *panel = random_panel(&plan);
  lociq_status status = LOCIQ_OK;
  write_files(&plan);
  lociq_panel *base = compute(panel, &ways[0], &status);
  for (int threads = 1; threads <= 5; threads += 2) {
    way other = ways[0];
    other.threads = threads;
    other.memory = 1;
    lociq_panel *results = compute(panel, &other, &status);
    assert_int_equal(base->cube_count, results->cube_count);
    for (size_t k = 0; k < base->cube_count; k++)
      assert_memory_equal(base->cubes[k]->parts[LOCIQ_BODY].values,
                          cube_of(results, base->cubes[k]->name)->parts[LOCIQ_BODY].values,
                          base->cubes[k]->parts[LOCIQ_BODY].count * sizeof(double));
    lociq_panel_free(results);
  }
  lociq_panel_free(base);
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = random_panel(&plans[2]);
  write_files(&plans[2]);
  for (size_t w = 0; w < 3; w++) {
    lociq_status status = LOCIQ_NO_MEMORY;
    for (long n = 0; status != LOCIQ_OK; n++) {
      lociq_memory_fail_after(n);
      lociq_panel *results = compute(panel, &ways[w], &status);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK || results == NULL);
      lociq_panel_free(results);
    }
  }
  lociq_panel_free(panel);
}

static int remove_files(void **state) {
  (void)state;
  (void)unlink(points_path);
  (void)unlink(pairs_path);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(kernels_agree_with_their_second_implementation), cmocka_unit_test(scale_and_order_do_not_matter),
      cmocka_unit_test(bits_do_not_depend_on_threads_or_memory), cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, remove_files);
}
