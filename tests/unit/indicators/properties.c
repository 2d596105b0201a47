/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold of every indicator of the catalogue, whatever the data and the
 * options.
 */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "indicators/kernel.h"
#include "unit/indicators/random_files.h"
#include "unit/indicators/random_panel.h"
#include "unit/indicators/second_opinion.h"

/* Kernels and second implementations add up to some thousand terms, each rounded
 * to 1.1e-16, in different orders; the Gini coefficients differ most. */
#define TOLERANCE 1e-12
/* Eigenvectors: rounding over the gap between eigenvalues. */
#define EIGEN_TOLERANCE 1e-8
static double tolerance_of(const char *name) {
  const lociq_indicator *indicator = lociq_indicator_find(name);
  return indicator && strcmp(indicator->family, "complexity") == 0 ? EIGEN_TOLERANCE : TOLERANCE;
}

static const panel_plan plans[] = {
    {.regions = 9, .industries = 6, .years = 1, .zeros = 0.1, .seed = 1, .factor = 1},
    {.regions = 12, .industries = 9, .years = 1, .zeros = 0.2, .unknown = 0.2, .seed = 2, .factor = 1},
    {.regions = 8,
     .industries = 17,
     .years = 1,
     .zeros = 0.1,
     .unknown = 0.1,
     .published = true,
     .seed = 3,
     .factor = 1},
    {.regions = 6, .industries = 8, .years = 1, .zeros = 0.2, .unknown = 0.1, .empty = true, .seed = 4, .factor = 1},
    {.regions = 7,
     .industries = 5,
     .years = 1,
     .unknown = 0.2,
     .published = true,
     .empty = true,
     .seed = 5,
     .factor = 1},
    {.regions = 5, .industries = 4, .years = 1, .zeros = 0.8, .seed = 6, .factor = 1},
    {.regions = 5, .industries = 4, .years = 1, .unknown = 0.8, .seed = 7, .factor = 1},
    {.regions = 1, .industries = 5, .years = 1, .seed = 8, .factor = 1},
    {.regions = 6, .industries = 1, .years = 1, .zeros = 0.2, .unknown = 0.2, .seed = 9, .factor = 1},
    {.regions = 1, .industries = 1, .years = 1, .seed = 10, .factor = 1},
    {.regions = 2, .industries = 3, .years = 1, .unknown = 1, .seed = 11, .factor = 1},
    {.regions = 6, .industries = 4, .years = 3, .zeros = 0.2, .unknown = 0.1, .seed = 13, .factor = 1},
    {.regions = 6,
     .industries = 4,
     .years = 4,
     .gap = true,
     .zeros = 0.1,
     .unknown = 0.1,
     .published = true,
     .empty = true,
     .seed = 14,
     .factor = 1}};
enum { PLANS = sizeof plans / sizeof *plans };

/* ---- every way to ask for an indicator ---- */

enum { VARIANTS = 64, TEXTS = 64 };
typedef struct variants {
  lociq_setting settings[VARIANTS];
  char words[VARIANTS][TEXTS];
  size_t count; /* the first is the default: no setting */
} variants;

static void add_variant(variants *all, const char *name, const char *value, size_t length) {
  assert_true(all->count < VARIANTS && length < TEXTS);
  char *word = all->words[all->count];
  memcpy(word, value, length);
  word[length] = '\0';
  all->settings[all->count++] = (lociq_setting){name, word};
}

static void add_choices(variants *all, const lociq_option *option) {
  for (const char *word = option->choices; *word;) {
    const size_t length = strcspn(word, "|");
    add_variant(all, option->name, word, length);
    word += length;
    word += strspn(word, "|");
  }
}

static bool sees_measure(const lociq_indicator *indicator) {
  return !indicator->options[0].name || indicator->options[0].type != LOCIQ_OPTION_MEASURE ||
         indicator->kernel->vectors != 0;
}

/* One that is not the preset of any. */
static void add_number(variants *all, const lociq_option *option) {
  char text[TEXTS];
  const bool inside = option->minimum <= 1.75 && option->maximum >= 1.75;
  const double real = inside ? 1.75 : (option->minimum + option->maximum) / 2;
  if (option->type == LOCIQ_OPTION_REAL) snprintf(text, sizeof text, "%.17g", real);
  if (option->type == LOCIQ_OPTION_INTEGER) snprintf(text, sizeof text, "%.0f", option->minimum + 1);
  add_variant(all, option->name, text, strlen(text));
}

static variants variants_of(const lociq_indicator *indicator) {
  variants all = {.count = 1};
  for (size_t k = 0; k < LOCIQ_OPTIONS_MAXIMUM && indicator->options[k].name; k++) {
    const lociq_option *option = &indicator->options[k];
    if (option->type == LOCIQ_OPTION_CHOICE) add_choices(&all, option);
    if (option->type == LOCIQ_OPTION_FILE && strchr(option->choices, '|')) add_choices(&all, option);
    if (option->type == LOCIQ_OPTION_REAL) add_number(&all, option);
    if (option->type == LOCIQ_OPTION_INTEGER) add_number(&all, option);
    if (option->type == LOCIQ_OPTION_MEASURE && indicator->shape == 0)
      add_variant(&all, option->name, "population", 10);
    if (option->type == LOCIQ_OPTION_DISTRIBUTION) add_variant(&all, option->name, "equal", 5);
    if (option->type == LOCIQ_OPTION_DISTRIBUTION) add_variant(&all, option->name, "population", 10);
  }
  if (sees_measure(indicator)) {
    add_variant(&all, "shares", "raw", 3);
    add_variant(&all, "totals", "summed", 6);
    add_variant(&all, "missing", "zero", 4);
    add_variant(&all, "missing", "propagate", 9);
  }
  return all;
}

static bool is(const lociq_setting *setting, const char *name, const char *value) {
  return setting->name && strcmp(setting->name, name) == 0 && strcmp(setting->value, value) == 0;
}

/* What is asked of one indicator: the setting, and files for options that want some. */
typedef struct question {
  const char *name;
  random_files files;
  lociq_setting settings[1 + FILES];
  lociq_compute_options options;
} question;

static void ask(const panel_plan *plan, const char *name, const lociq_setting *setting, question *asked) {
  asked->name = name;
  asked->options = lociq_compute_options_default();
  asked->options.names = &asked->name;
  asked->options.name_count = 1;
  asked->options.settings = asked->settings;
  asked->options.setting_count = files_of(plan, lociq_indicator_find(name), &asked->files, asked->settings);
  if (setting->name) asked->settings[asked->options.setting_count++] = *setting;
  asked->options.threads = 1; /* panels are small; threads have a test of their own */
}

static lociq_panel *compute(const lociq_panel *panel, const panel_plan *plan, const char *name,
                            const lociq_setting *setting) {
  question asked;
  lociq_panel *results = NULL;
  lociq_error error = {0};
  ask(plan, name, setting, &asked);
  if (lociq_compute_panel(panel, &asked.options, &results, &error) != LOCIQ_OK) fail_msg("%s: %s", name, error.message);
  return results;
}

/* space.c has the same properties of these. */
static bool needs_neighbours(const lociq_indicator *indicator) {
  return (indicator->kernel->given & LOCIQ_GIVEN_NEIGHBOURS) != 0;
}

/* Calls check for every indicator, plan and variant with the panel and what is computed of it. */
typedef void (*checker)(const lociq_indicator *indicator, const panel_plan *plan, const lociq_setting *setting,
                        const lociq_panel *panel, const lociq_panel *results);
static void for_all(checker check) {
  for (size_t p = 0; p < PLANS; p++) {
    lociq_panel *panel = random_panel(&plans[p]);
    for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++) {
      if (needs_neighbours(*entry)) continue;
      const variants all = variants_of(*entry);
      for (size_t v = 0; v < all.count; v++) {
        const lociq_setting setting =
            v == 0 ? (lociq_setting){NULL, NULL} : (lociq_setting){all.settings[v].name, all.words[v]};
        lociq_panel *results = compute(panel, &plans[p], (*entry)->name, &setting);
        check(*entry, &plans[p], &setting, panel, results);
        lociq_panel_free(results);
      }
    }
    lociq_panel_free(panel);
  }
}

static const lociq_cube *cube_of(const lociq_panel *panel, const char *name) {
  const lociq_cube *cube = lociq_panel_find(panel, name);
  assert_non_null(cube);
  return cube;
}

static void assert_close(const char *what, const lociq_setting *setting, size_t plan, size_t at, double found,
                         double expected) {
  const double scale = fmax(1, fabs(expected));
  if (isnan(found) && isnan(expected)) return;
  if (!(fabs(found - expected) <= tolerance_of(what) * scale))
    fail_msg("%s with %s=%s, panel %zu, value %zu: %.17g, expected %.17g", what, setting->name ? setting->name : "no",
             setting->name ? setting->value : "option", plan, at, found, expected);
}

/* ---- the second implementation ---- */

/* One output of one year. */
static void compare_year(const opinion *job, const lociq_instance *instance, size_t output, size_t year,
                         const double *expected, const panel_plan *plan, const lociq_setting *setting,
                         const lociq_panel *results) {
  const bool all_years = instance->indicator->kernel->form == LOCIQ_ALL_YEARS;
  const size_t count = opinion_count(job, instance);
  char name[LOCIQ_OUTPUT_NAME_SIZE];
  lociq_output_name(instance->indicator, output, name);
  const lociq_grid *found = &cube_of(results, name)->parts[LOCIQ_BODY];
  assert_int_equal(found->count, job->years * count);
  expected += all_years ? (output * job->years + year) * count : output * count;
  for (size_t k = 0; k < count; k++)
    assert_close(name, setting, plan->seed, year * count + k, found->values[year * count + k], expected[k]);
}

static void check_second_opinion(const lociq_indicator *indicator, const panel_plan *plan, const lociq_setting *setting,
                                 const lociq_panel *panel, const lociq_panel *results) {
  if (is(setting, "missing", "propagate")) return; /* tables know no such thing */
  const lociq_offer offer = {
      .indicators = lociq_catalogue(), .find = lociq_indicator_find, .shared = lociq_shared_options()};
  question asked;
  lociq_request *request = NULL;
  ask(plan, indicator->name, setting, &asked);
  assert_int_equal(lociq_request_create(&offer, panel, &asked.options, &request, NULL), LOCIQ_OK);
  const lociq_instance *instance = &request->instances[request->count - 1]; /* what it needs comes first */
  for (size_t y = 0; y < plan->years; y++) {
    opinion job = opinion_create(request, panel);
    const double *expected = second_opinion(&job, request->count - 1, y);
    for (size_t k = 0; k < lociq_output_count(indicator); k++)
      if (lociq_output_is_given(instance, k)) compare_year(&job, instance, k, y, expected, plan, setting, results);
    opinion_free(&job);
  }
  lociq_request_free(request);
}
static void kernels_agree_with_their_second_implementation(void **state) {
  (void)state;
  for_all(check_second_opinion);
}

/* ---- ranges ---- */

static void assert_within(const char *what, const lociq_setting *setting, size_t plan, double value, double minimum,
                          double maximum) {
  if (isinf(value) || value < minimum || value > maximum)
    fail_msg("%s with %s=%s, panel %zu: %.17g", what, setting->name ? setting->name : "no",
             setting->name ? setting->value : "option", plan, value);
}

static void check_range(const lociq_indicator *indicator, const panel_plan *plan, const lociq_setting *setting,
                        const lociq_panel *panel, const lociq_panel *results) {
  (void)panel;
  for (size_t k = 0; k < lociq_output_count(indicator) && !is(setting, "shares", "raw"); k++) {
    char output[LOCIQ_OUTPUT_NAME_SIZE];
    lociq_output_name(indicator, k, output);
    const lociq_cube *cube = lociq_panel_find(results, output);
    if (k == 0) assert_non_null(cube);
    const double minimum = k == 0 ? indicator->minimum : indicator->outputs[k - 1].minimum;
    const double maximum = k == 0 ? indicator->maximum : indicator->outputs[k - 1].maximum;
    for (size_t at = 0; cube != NULL && at < cube->parts[LOCIQ_BODY].count; at++)
      assert_within(output, setting, plan->seed, cube->parts[LOCIQ_BODY].values[at], minimum, maximum);
  }
  char name[128];
  snprintf(name, sizeof name, "%s_coverage", indicator->name);
  const lociq_cube *coverage = lociq_panel_find(results, name);
  const bool own_measure = !indicator->options[0].name || indicator->options[0].type != LOCIQ_OPTION_MEASURE;
  if (own_measure) assert_non_null(coverage);
  for (size_t k = 0; coverage && k < coverage->parts[LOCIQ_BODY].count; k++)
    assert_false(coverage->parts[LOCIQ_BODY].values[k] < 0 || coverage->parts[LOCIQ_BODY].values[k] > 1);
}
static void values_lie_in_the_valid_range_and_coverage_in_0_to_1(void **state) {
  (void)state;
  for_all(check_range);
}

/* ---- scale and order ---- */

static void check_scale(const lociq_indicator *indicator, const panel_plan *plan, const lociq_setting *setting,
                        const lociq_panel *panel, const lociq_panel *results) {
  (void)panel;
  panel_plan larger = *plan;
  larger.factor = 3;
  lociq_panel *other_panel = random_panel(&larger), *other = compute(other_panel, &larger, indicator->name, setting);
  const lociq_grid *found = &cube_of(other, indicator->name)->parts[LOCIQ_BODY];
  const lociq_grid *base = &cube_of(results, indicator->name)->parts[LOCIQ_BODY];
  const double factor = indicator->invariants & LOCIQ_SCALES ? larger.factor : 1;
  const bool either = indicator->invariants & (LOCIQ_SCALES | LOCIQ_SCALE_FREE);
  for (size_t k = 0; either && k < found->count; k++)
    assert_close(indicator->name, setting, plan->seed, k, found->values[k], base->values[k] * factor);
  lociq_panel_free(other);
  lociq_panel_free(other_panel);
}
static void scale_changes_nothing_or_the_unit(void **state) {
  (void)state;
  for_all(check_scale);
}

static void check_order(const lociq_indicator *indicator, const panel_plan *plan, const lociq_setting *setting,
                        const lociq_panel *panel, const lociq_panel *results) {
  (void)panel;
  panel_plan opposite = *plan;
  opposite.turned = true;
  lociq_panel *other_panel = random_panel(&opposite),
              *other = compute(other_panel, &opposite, indicator->name, setting);
  const lociq_grid *found = &cube_of(other, indicator->name)->parts[LOCIQ_BODY];
  const lociq_grid *base = &cube_of(results, indicator->name)->parts[LOCIQ_BODY];
  /* All axes but the years are turned, so every year's result lies in the opposite order. */
  const size_t year = found->count / plan->years;
  for (size_t k = 0; k < found->count; k++)
    assert_close(indicator->name, setting, plan->seed, k, found->values[k / year * year + year - 1 - k % year],
                 base->values[k]);
  lociq_panel_free(other);
  lociq_panel_free(other_panel);
}
static void order_of_regions_and_industries_does_not_matter(void **state) {
  (void)state;
  for_all(check_order);
}

/* ---- threads and memory ---- */

static lociq_panel *compute_all(const lociq_panel *panel, const panel_plan *plan, int threads, size_t memory,
                                lociq_status *status) {
  const char *names[256];
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *results = NULL;
  lociq_error error = {0};
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++)
    if (!needs_neighbours(*entry)) names[options.name_count++] = (*entry)->name;
  random_files files;
  lociq_setting settings[FILES];
  options.names = names;
  options.settings = settings;
  options.setting_count = files_of(plan, NULL, &files, settings);
  options.threads = threads;
  options.memory = memory;
  *status = lociq_compute_panel(panel, &options, &results, &error);
  if (*status != LOCIQ_OK && *status != LOCIQ_NO_MEMORY) fail_msg("%s", error.message);
  return results;
}

static void assert_same_bits(const lociq_panel *first, const lociq_panel *second) {
  assert_int_equal(first->cube_count, second->cube_count);
  for (size_t k = 0; k < first->cube_count; k++) {
    const lociq_cube *one = first->cubes[k], *other = cube_of(second, one->name);
    assert_int_equal(one->parts[LOCIQ_BODY].count, other->parts[LOCIQ_BODY].count);
    if (memcmp(one->parts[LOCIQ_BODY].values, other->parts[LOCIQ_BODY].values,
               one->parts[LOCIQ_BODY].count * sizeof(double)) != 0)
      fail_msg("%s differs", one->name);
  }
}

static void bits_do_not_depend_on_threads_or_memory(void **state) {
  (void)state;
  const panel_plan plan = {.regions = 1500,
                           .industries = 37,
                           .years = 2,
                           .zeros = 0.1,
                           .unknown = 0.1,
                           .published = true,
                           .seed = 12,
                           .factor = 1};
  lociq_panel *panel = random_panel(&plan);
  lociq_status status = LOCIQ_OK;
  lociq_panel *base = compute_all(panel, &plan, 1, 0, &status);
  assert_int_equal(status, LOCIQ_OK);
  const struct {
    int threads;
    size_t memory;
  } ways[] = {{2, 0}, {5, 0}, {1, (size_t)1 << 20}, {5, (size_t)1 << 20}};
  for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
    lociq_panel *other = compute_all(panel, &plan, ways[k].threads, ways[k].memory, &status);
    assert_int_equal(status, LOCIQ_OK);
    assert_same_bits(base, other);
    lociq_panel_free(other);
  }
  /* Asked for alone, an indicator has the same bits as among all others. */
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++) {
    if (needs_neighbours(*entry)) continue;
    lociq_panel *alone = compute(panel, &plan, (*entry)->name, &(lociq_setting){NULL, NULL});
    const lociq_grid *one = &cube_of(alone, (*entry)->name)->parts[LOCIQ_BODY];
    assert_memory_equal(one->values, cube_of(base, (*entry)->name)->parts[LOCIQ_BODY].values,
                        one->count * sizeof(double));
    lociq_panel_free(alone);
  }
  lociq_panel_free(base);
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = random_panel(&plans[2]);
  long requests = 0;
  for (long n = 0;; n++) {
    lociq_status status = LOCIQ_OK;
    lociq_memory_fail_after(n);
    lociq_panel *results = compute_all(panel, &plans[2], 2, 0, &status);
    lociq_memory_fail_after(-1);
    lociq_panel_free(results);
    requests = n;
    if (status == LOCIQ_OK) break;
    assert_int_equal(status, LOCIQ_NO_MEMORY);
    assert_null(results);
  }
  assert_true(requests > 10);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(kernels_agree_with_their_second_implementation),
                                     cmocka_unit_test(values_lie_in_the_valid_range_and_coverage_in_0_to_1),
                                     cmocka_unit_test(scale_changes_nothing_or_the_unit),
                                     cmocka_unit_test(order_of_regions_and_industries_does_not_matter),
                                     cmocka_unit_test(bits_do_not_depend_on_threads_or_memory),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
