/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Results against plain loops, and the same bits for any threads.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "made_kernels.h"

static lociq_panel *compute(const lociq_panel *panel, const char *const *names, size_t name_count,
                            const lociq_setting *settings, size_t setting_count, int threads) {
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  lociq_compute_options options = {.names = names,
                                   .name_count = name_count,
                                   .settings = settings,
                                   .setting_count = setting_count,
                                   .threads = threads};
  lociq_panel *results = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  return results;
}

static const double *body(const lociq_panel *panel, const char *name) {
  return lociq_panel_find(panel, name)->parts[LOCIQ_BODY].values;
}

static void assert_close(double value, double expected) {
  if (isnan(expected)) {
    assert_true(isnan(value));
    return;
  }
  /* sums of some hundred terms in another order */
  assert_true(fabs(value - expected) <= 1e-12 * fmax(1, fabs(expected)));
}

/* E_r, x and E of one year, in plain loops. */
typedef struct plain {
  size_t regions, industries;
  const double *values, *published_region, *published_industry;
  double all, *total, *reference;
} plain;

static plain plain_of(const lociq_panel *panel, const made_shape *shape, size_t year) {
  const lociq_cube *cube = lociq_panel_find(panel, "employment");
  plain made = {.regions = shape->regions,
                .industries = shape->industries,
                .values = cube->parts[LOCIQ_BODY].values + year * shape->regions * shape->industries};
  made.total = calloc(shape->regions, sizeof(double));
  made.reference = calloc(shape->industries, sizeof(double));
  for (size_t r = 0; r < shape->regions; r++) {
    made.total[r] = NAN;
    for (size_t i = 0; i < shape->industries; i++) {
      const double e = made.values[r * shape->industries + i];
      if (!isnan(e)) made.total[r] = isnan(made.total[r]) ? e : made.total[r] + e;
    }
    if (shape->totals) made.total[r] = cube->parts[LOCIQ_TOTAL_REGION].values[year * shape->regions + r];
    if (!isnan(made.total[r])) made.all += made.total[r];
  }
  if (shape->totals) made.all = cube->parts[LOCIQ_TOTAL].values[year];
  for (size_t i = 0; i < shape->industries; i++) {
    double above = 0, below = 0;
    for (size_t r = 0; r < shape->regions; r++) {
      const double e = made.values[r * shape->industries + i];
      if (isnan(e)) continue;
      above += e;
      below += made.total[r];
    }
    made.reference[i] = above / below;
    if (shape->totals)
      made.reference[i] = cube->parts[LOCIQ_TOTAL_INDUSTRY].values[year * shape->industries + i] / made.all;
    if (made.reference[i] == 0) made.reference[i] = NAN;
  }
  return made;
}

static void plain_free(plain *made) {
  free(made->total);
  free(made->reference);
}

static double plain_quotient(const plain *year, size_t r, size_t i) {
  const double total = year->total[r] == 0 ? (double)NAN : year->total[r];
  return year->values[r * year->industries + i] / total / year->reference[i];
}

static double plain_distance(const plain *year, size_t r) {
  double own = 0, other = 0, sum = 0;
  for (int round = 0; round < 2; round++)
    for (size_t i = 0; i < year->industries; i++) {
      const double e = year->values[r * year->industries + i], x = year->reference[i];
      if (isnan(e) || isnan(x)) continue;
      if (round == 0) own += e;
      if (round == 0) other += x;
      if (round == 1) sum += fabs(e / own - x / other);
    }
  return own == 0 || other == 0 ? (double)NAN : sum;
}

static double plain_sites(const plain *year, size_t i) {
  double own = 0, other = 0, sum = 0;
  for (int round = 0; round < 2; round++)
    for (size_t r = 0; r < year->regions; r++) {
      const double e = year->values[r * year->industries + i], g = year->total[r];
      if (isnan(e) || isnan(g)) continue;
      if (round == 0) own += e;
      if (round == 0) other += g;
      if (round == 1) sum += fabs(e / own - g / other);
    }
  return own == 0 || other == 0 ? (double)NAN : sum;
}

static void check_year(const lociq_panel *panel, const lociq_panel *results, const made_shape *shape, size_t y) {
  plain year = plain_of(panel, shape, y);
  const size_t regions = shape->regions, industries = shape->industries;
  for (size_t r = 0; r < regions; r++) {
    assert_close(body(results, "distance")[y * regions + r], plain_distance(&year, r));
    double known = 0, sum = 0;
    for (size_t i = 0; i < industries; i++) {
      const double e = year.values[r * industries + i];
      assert_close(body(results, "quotient")[(y * regions + r) * industries + i], plain_quotient(&year, r, i));
      if (!isnan(e)) sum += e;
      if (!isnan(e)) known++;
    }
    assert_close(body(results, "quotient_coverage")[y * regions + r], known == 0      ? (double)NAN
                                                                      : shape->totals ? sum / year.total[r]
                                                                                      : 1);
    double squares = 0;
    for (size_t i = 0; i < industries; i++) {
      const double e = year.values[r * industries + i];
      squares += isnan(e) ? 0 : e / sum * (e / sum);
    }
    assert_close(body(results, "squares")[y * regions + r], sum == 0 ? (double)NAN : squares);
  }
  for (size_t i = 0; i < industries; i++) {
    double count = 0, largest = NAN;
    for (size_t r = 0; r < regions; r++) {
      count += plain_quotient(&year, r, i) >= 1 ? 1 : 0;
      const double share = year.values[r * industries + i] / year.total[r];
      if (!isnan(share) && !(share <= largest)) largest = share;
    }
    assert_close(body(results, "above")[y * industries + i], isnan(year.reference[i]) ? (double)NAN : count);
    assert_close(body(results, "sites")[y * industries + i], plain_sites(&year, i));
    assert_close(body(results, "largest")[y * industries + i], largest);
  }
  plain_free(&year);
}

static const char *const plain_names[] = {"quotient", "distance", "squares", "above", "sites", "largest"};
enum { PLAIN_NAMES = sizeof plain_names / sizeof plain_names[0] };

static void results_are_those_of_plain_loops(void **state) {
  (void)state;
  const made_shape shapes[] = {{2, 150, 13, 0, false}, {2, 150, 13, 7, false}, {1, 129, 16, 5, true},
                               {1, 64, 8, 0, true},    {3, 1, 1, 0, false},    {1, 200, 9, 2, false}};
  for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
    lociq_panel *panel = made_panel(&shapes[s]);
    lociq_panel *results = compute(panel, plain_names, PLAIN_NAMES, NULL, 0, 2);
    for (size_t y = 0; y < shapes[s].years; y++) check_year(panel, results, &shapes[s], y);
    lociq_panel_free(results);
    lociq_panel_free(panel);
  }
}

static void assert_same_bits(const lociq_panel *first, const lociq_panel *second) {
  assert_int_equal(first->cube_count, second->cube_count);
  for (size_t c = 0; c < first->cube_count; c++) {
    const lociq_grid *a = &first->cubes[c]->parts[LOCIQ_BODY], *b = &second->cubes[c]->parts[LOCIQ_BODY];
    assert_string_equal(first->cubes[c]->name, second->cubes[c]->name);
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->values, b->values, a->count * sizeof *a->values);
  }
}

static void threads_do_not_show(void **state) {
  (void)state;
  const char *names[MADE_INDICATORS];
  for (size_t i = 0; i < MADE_INDICATORS; i++) names[i] = made_indicators[i].name;
  const made_shape shapes[] = {{2, 1000, 37, 6, false}, {1, 700, 24, 9, true}};
  for (size_t s = 0; s < 2; s++) {
    lociq_panel *panel = made_panel(&shapes[s]);
    lociq_panel *first = compute(panel, names, MADE_INDICATORS, NULL, 0, 1);
    for (int threads = 2; threads <= 5; threads += 3) {
      lociq_panel *other = compute(panel, names, MADE_INDICATORS, NULL, 0, threads);
      assert_same_bits(first, other);
      lociq_panel_free(other);
    }
    lociq_panel_free(first);
    lociq_panel_free(panel);
  }
}

/* Results of an earlier call give their memory, and none of their values. */
static void results_are_taken_over(void **state) {
  (void)state;
  const char *name = made_indicators[0].name;
  const made_shape shape = {1, 90, 16, 9, false};
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  lociq_compute_options options = {.names = &name, .name_count = 1};
  lociq_panel *panel = made_panel(&shape), *fresh = compute(panel, &name, 1, NULL, 0, 1);
  lociq_panel *results = compute(panel, &name, 1, NULL, 0, 1);
  lociq_grid *grid = &lociq_panel_find(results, name)->parts[LOCIQ_BODY];
  double *memory = grid->values;
  memset(memory, 0, grid->count * sizeof *memory);
  assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, NULL), LOCIQ_OK);
  assert_ptr_equal(body(results, name), memory);
  assert_same_bits(fresh, results);
  options.first_year = 1; /* there is no such year */
  assert_int_equal(lociq_run_panel(&offer, panel, &options, &results, NULL), LOCIQ_INVALID);
  assert_null(results);
  lociq_panel_free(fresh);
  lociq_panel_free(panel);
}

/* Of large results the quotients are made where they are kept, when no other kernel looks at them. */
static void quotients_are_the_same_wherever_they_are_made(void **state) {
  (void)state;
  const char *const names[] = {"lq", "specialised"};
  const made_shape shapes[] = {{2, 1100, 1000, 9, true}, {1, 1100, 1001, 9, true}};
  for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
    const lociq_offer offer = lociq_offer_catalogue();
    lociq_compute_options options = lociq_compute_options_default();
    lociq_panel *panel = made_panel(&shapes[s]), *alone = NULL, *both = NULL;
    options.names = names;
    options.name_count = 1;
    assert_int_equal(lociq_run_panel(&offer, panel, &options, &alone, NULL), LOCIQ_OK);
    options.name_count = 2;
    assert_int_equal(lociq_run_panel(&offer, panel, &options, &both, NULL), LOCIQ_OK);
    const size_t count = shapes[s].years * shapes[s].regions * shapes[s].industries;
    assert_memory_equal(body(alone, "lq"), body(both, "lq"), count * sizeof(double));
    lociq_panel_free(both);
    lociq_panel_free(alone);
    lociq_panel_free(panel);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(results_are_those_of_plain_loops),
                                     cmocka_unit_test(threads_do_not_show), cmocka_unit_test(results_are_taken_over),
                                     cmocka_unit_test(quotients_are_the_same_wherever_they_are_made)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
