/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/compute.h>

#include "prepared.h"

enum { REGIONS = 7, INDUSTRIES = 11, CELLS = REGIONS * INDUSTRIES };
static const char *const path = "made_relatedness.csv";

/* Published totals make the quotients of these cells the cells themselves: 1 held, 0 lacked. */
static lociq_panel *panel_held(const double *held, size_t regions) {
  lociq_panel *panel = panel_made(NULL, regions, INDUSTRIES, held);
  lociq_cube *cube = panel->cubes[0];
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_TOTAL_REGION, regions, false, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_TOTAL_INDUSTRY, INDUSTRIES, false, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_TOTAL, 1, false, NULL), LOCIQ_OK);
  for (size_t r = 0; r < regions; r++) cube->parts[LOCIQ_TOTAL_REGION].values[r] = INDUSTRIES;
  for (size_t i = 0; i < INDUSTRIES; i++) cube->parts[LOCIQ_TOTAL_INDUSTRY].values[i] = (double)regions;
  cube->parts[LOCIQ_TOTAL].values[0] = (double)(regions * INDUSTRIES);
  return panel;
}

/* Of the cells `unknown` are so. */
static void draw_held(double *held, double unknown, uint64_t *seed) {
  for (size_t k = 0; k < CELLS; k++) {
    const double lot = random_unit(seed);
    held[k] = lot < unknown ? UNKNOWN : random_unit(seed) < 0.4;
  }
}

/* Not symmetric; some pairs are absent, and some are farther than by chance. */
static void write_relatedness(double *relatedness, uint64_t *seed) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  (void)fprintf(file, "industry,industry_other,value\n");
  for (size_t j = 0; j < INDUSTRIES; j++)
    for (size_t i = 0; i < INDUSTRIES; i++) {
      const double value = random_unit(seed) - 0.2;
      relatedness[j * INDUSTRIES + i] = random_unit(seed) < 0.1 ? UNKNOWN : value;
      if (!isnan(relatedness[j * INDUSTRIES + i])) (void)fprintf(file, "I%04zu,I%04zu,%.17g\n", j, i, value);
    }
  assert_int_equal(fclose(file), 0);
}

/* The catalogue's relatedness_density of all cells, by the file. The caller frees. */
static lociq_panel *densities(const lociq_panel *panel) {
  static const char *const name = "relatedness_density";
  const lociq_setting setting = {"relatedness_file", path};
  lociq_compute_options options = lociq_compute_options_default();
  lociq_panel *results = NULL;
  options.names = &name;
  options.name_count = 1;
  options.settings = &setting;
  options.setting_count = 1;
  options.threads = 1;
  assert_int_equal(lociq_compute_panel(panel, &options, &results, NULL), LOCIQ_OK);
  return results;
}

/* What region a knows that region b knows too, alone and together with what b holds. */
static void unite(const double *a, const double *b, double rows[2 * INDUSTRIES]) {
  for (size_t j = 0; j < INDUSTRIES; j++) {
    const bool known = !isnan(a[j]) && !isnan(b[j]);
    rows[j] = known ? a[j] : UNKNOWN;
    rows[INDUSTRIES + j] = known ? fmax(a[j], b[j]) : UNKNOWN;
  }
}

static lociq_partner_options options_made(double minimum_coverage) {
  lociq_partner_options options = lociq_partner_options_default();
  options.minimum_coverage = minimum_coverage;
  options.threads = 1;
  return options;
}

enum { PAIRS = REGIONS * REGIONS, PAIR = 2 * INDUSTRIES };

/* Two rows a pair of regions: alone, and with the other. The caller frees. */
static lociq_panel *panel_united(const double *held) {
  double *rows = malloc(PAIRS * PAIR * sizeof *rows);
  for (size_t k = 0; k < PAIRS; k++)
    unite(held + k / REGIONS * INDUSTRIES, held + k % REGIONS * INDUSTRIES, rows + k * PAIR);
  lociq_panel *united = panel_held(rows, (size_t)2 * PAIRS), *results = densities(united);
  lociq_panel_free(united);
  free(rows);
  return results;
}

/* Both densities are of ten terms, and their difference loses nothing but their last bits: 1e-14 of 1. Returns
 * how many add something. */
static size_t compare_pairs(const prepared *made, const double *density, size_t target) {
  size_t added = 0;
  for (size_t k = 0; k < PAIRS; k++) {
    const double *of = density + k * PAIR + target, expected = (of[INDUSTRIES] - of[0]) / 100;
    const double score = score_of(made, k / REGIONS, k % REGIONS, NULL);
    assert_int_equal(isnan(score), isnan(expected));
    if (!isnan(score)) assert_true(fabs(score - expected) <= 1e-14);
    added += score > 0;
    assert_parts_add_up(made, k / REGIONS, k % REGIONS);
  }
  return added;
}

/* RD(r with p) - RD(r) = RD added, over the cells known in both. */
static void the_density_of_both_less_that_of_one_is_added(void **state) {
  (void)state;
  uint64_t seed = 3;
  for (size_t round = 0; round < 20; round++) {
    double held[CELLS], relatedness[INDUSTRIES * INDUSTRIES];
    size_t added = 0;
    draw_held(held, round < 10 ? 0 : 0.25, &seed);
    write_relatedness(relatedness, &seed);
    lociq_panel *panel = panel_held(held, REGIONS), *united = panel_united(held);
    const double *density = lociq_panel_find(united, "relatedness_density")->parts[LOCIQ_BODY].values;
    const lociq_partner_options options = options_made(0);
    for (size_t i = 0; i < INDUSTRIES; i++) {
      const char *target = lociq_axis_code(panel->axes[LOCIQ_INDUSTRY], i);
      prepared made;
      const lociq_block_plan plan = {
          .method = "relatedness_added", .relatedness = path, .targets = &target, .target_count = 1};
      assert_int_equal(prepare_block(panel, &options, plan, &made, NULL), LOCIQ_OK);
      added += compare_pairs(&made, density, i);
      prepared_clear(&made);
    }
    assert_true(added > 100);
    lociq_panel_free(united);
    lociq_panel_free(panel);
  }
}

/* Formulas in plain loops over cells that are all known; hidalgo's proximity by its definition. */
static double proximity_of(const double *held, size_t i, size_t j) {
  double both = 0, here = 0, there = 0;
  for (size_t r = 0; r < REGIONS; r++) {
    both += held[r * INDUSTRIES + i] * held[r * INDUSTRIES + j];
    here += held[r * INDUSTRIES + i];
    there += held[r * INDUSTRIES + j];
  }
  return both / fmax(here, there); /* NaN where both are nowhere */
}

static double added_to(const double *held, size_t own, size_t other, size_t i) {
  long double above = 0, below = 0;
  for (size_t j = 0; j < INDUSTRIES; j++) {
    const double near = proximity_of(held, i, j);
    if (j == i || isnan(near)) continue;
    above += near * held[other * INDUSTRIES + j] * (1 - held[own * INDUSTRIES + j]);
    below += near;
  }
  return below == 0 ? UNKNOWN : (double)(above / below);
}

static double added_to_lacked(const double *held, size_t own, size_t other) {
  long double sum = 0, count = 0;
  for (size_t i = 0; i < INDUSTRIES; i++) {
    const double added = held[own * INDUSTRIES + i] == 1 ? UNKNOWN : added_to(held, own, other, i);
    if (!isnan(added)) sum += added, count++;
  }
  return count == 0 ? UNKNOWN : (double)(sum / count);
}

static void assert_near(double found, double expected) {
  assert_int_equal(isnan(found), isnan(expected));
  if (!isnan(found)) assert_true(fabs(found - expected) <= 1e-14); /* sums of eleven by eleven terms below 1 */
}

static void a_region_wants_what_it_lacks(void **state) {
  (void)state;
  uint64_t seed = 8;
  size_t different = 0;
  for (size_t round = 0; round < 20; round++) {
    double held[CELLS];
    prepared made;
    draw_held(held, 0, &seed);
    for (size_t i = 0; i < INDUSTRIES; i++) held[i] = 1; /* the first lacks nothing */
    lociq_panel *panel = panel_held(held, REGIONS);
    const lociq_partner_options options = options_made(0.5);
    assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "relatedness_added"}, &made, NULL),
                     LOCIQ_OK);
    assert_true(made.blocks.items[0].method->directed);
    assert_true(isnan(score_of(&made, 0, 1, NULL)));
    for (size_t own = 0; own < REGIONS; own++)
      for (size_t other = 0; other < REGIONS; other++) {
        const double score = score_of(&made, own, other, NULL);
        assert_near(score, added_to_lacked(held, own, other));
        assert_true(own != other || isnan(score) || score == 0);
        different += own < other && score != score_of(&made, other, own, NULL);
        assert_parts_add_up(&made, own, other);
      }
    prepared_clear(&made);
    lociq_panel_free(panel);
  }
  assert_true(different > 100);
}

static void threads_do_not_show(void **state) {
  (void)state;
  uint64_t seed = 14;
  double held[CELLS], scores[2][CELLS] = {0};
  draw_held(held, 0.2, &seed);
  lociq_panel *panel = panel_held(held, REGIONS);
  for (int k = 0; k < 2; k++) {
    lociq_partner_options options = options_made(0);
    options.threads = 1 + 2 * k;
    prepared made;
    assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "relatedness_added"}, &made, NULL),
                     LOCIQ_OK);
    for (size_t own = 0; own < REGIONS; own++)
      for (size_t other = 0; other < REGIONS; other++)
        scores[k][own * INDUSTRIES + other] = score_of(&made, own, other, NULL);
    prepared_clear(&made);
  }
  assert_memory_equal(scores[0], scores[1], sizeof scores[0]);
  lociq_panel_free(panel);
}

static void a_cluster_wants_its_own_industry(void **state) {
  (void)state;
  uint64_t seed = 9;
  double held[CELLS];
  prepared made;
  draw_held(held, 0, &seed);
  for (size_t r = 0; r < 4; r++) held[r * INDUSTRIES + 2] = 1; /* four parts at least */
  lociq_panel *panel = panel_held(held, REGIONS);
  lociq_partner_options options = options_made(0.5);
  options.cluster = "I0002";
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "relatedness_added"}, &made, NULL),
                   LOCIQ_OK);
  assert_true(made.units.count >= 4 && made.units.count < REGIONS + 1);
  for (size_t own = 0; own < made.units.count; own++)
    for (size_t other = 0; other < made.units.count; other++)
      assert_near(score_of(&made, own, other, NULL),
                  added_to(held, made.units.items[own].region, made.units.items[other].region, 2));
  prepared_clear(&made);
  lociq_panel_free(panel);
}

static void targets_are_averaged_and_values_are_quotients(void **state) {
  (void)state;
  static const char *const targets[] = {"I0003", "I0007", "I0003"}; /* one twice is one */
  uint64_t seed = 10;
  double held[CELLS];
  prepared made;
  draw_held(held, 0, &seed);
  for (size_t i = 0; i < INDUSTRIES; i++) held[INDUSTRIES + i] = 1; /* everything is near to everything */
  held[4] = 0.25;
  lociq_panel *panel = panel_held(held, REGIONS);
  const lociq_partner_options options = options_made(0.5);
  const lociq_block_plan plan = {.method = "relatedness_added", .targets = (const char **)targets, .target_count = 3};
  assert_int_equal(prepare_block(panel, &options, plan, &made, NULL), LOCIQ_OK);
  assert_true(value_of(&made, 0, 4) == 0.25);
  held[4] = 0;
  assert_near(score_of(&made, 0, 3, NULL), (added_to(held, 0, 3, 3) + added_to(held, 0, 3, 7)) / 2);
  const lociq_partner_item *item = &made.blocks.items[0].items[4];
  assert_string_equal(item->name, "I0004");
  assert_string_equal(item->unit, "location quotient");
  prepared_clear(&made);
  lociq_panel_free(panel);
}

/* I0000 is as near to I0001 as to I0002, and nothing else is near to it. */
static void little_that_is_known_in_both_is_not_compared(void **state) {
  (void)state;
  static const char *const target = "I0000";
  double held[CELLS] = {0};
  held[1] = UNKNOWN, held[INDUSTRIES + 2] = 1, held[2 * INDUSTRIES + 2] = UNKNOWN;
  held[3 * INDUSTRIES + 1] = held[3 * INDUSTRIES + 2] = UNKNOWN;
  write_text(path, "industry,industry_other,value\nI0001,I0000,0.5\nI0002,I0000,0.5\nI0000,I0001,1\n");
  lociq_panel *panel = panel_held(held, REGIONS);
  const lociq_block_plan plan = {
      .method = "relatedness_added", .relatedness = path, .targets = (const char **)&target, .target_count = 1};
  for (size_t strict = 0; strict < 2; strict++) {
    const lociq_partner_options options = options_made(strict == 0 ? 0.5 : 0.6);
    prepared made;
    assert_int_equal(prepare_block(panel, &options, plan, &made, NULL), LOCIQ_OK);
    const double score = score_of(&made, 0, 1, NULL); /* half of what is near is known: all of it is brought */
    assert_true(strict == 0 ? score == 1 : isnan(score));
    assert_true(isnan(score_of(&made, 0, 2, NULL))); /* nothing is known in both */
    assert_true(isnan(score_of(&made, 3, 1, NULL))); /* nothing is known of us */
    assert_true(score_of(&made, 4, 1, NULL) == 0.5); /* half of it is brought */
    assert_true(strict == 0 ? score_of(&made, 4, 2, NULL) == 0 : isnan(score_of(&made, 4, 2, NULL)));
    assert_true(isnan(value_of(&made, 0, 1)));
    prepared_clear(&made);
  }
  lociq_panel_free(panel);
}

static void assert_refused(lociq_block_plan plan, const char *message) {
  double held[CELLS] = {1};
  lociq_panel *panel = panel_held(held, REGIONS);
  lociq_cube *income = NULL;
  assert_int_equal(lociq_cube_create("income", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION, &income, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(income, LOCIQ_BODY, REGIONS, false, NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_add(panel, income, NULL), LOCIQ_OK);
  const lociq_partner_options options = options_made(0.5);
  prepared made;
  lociq_error error = {0};
  plan.method = "relatedness_added";
  assert_int_not_equal(prepare_block(panel, &options, plan, &made, &error), LOCIQ_OK);
  assert_string_equal(error.message, message);
  lociq_panel_free(panel);
}

static void what_cannot_be_is_refused(void **state) {
  (void)state;
  const char *absent = "X<1>", *lonely = "I0002";
  assert_refused((lociq_block_plan){.targets = &absent, .target_count = 1},
                 "there is no industry \"X<1>\" to be a target");
  write_text(path, "industry,industry_other,value\nI0001,I0000,0.5\n");
  assert_refused((lociq_block_plan){.targets = &lonely, .target_count = 1, .relatedness = path},
                 "nothing is known to be near to the targets");
  write_text(path, "industry,industry_other,value\nI0001,I0099,0.5\n");
  assert_refused((lociq_block_plan){.relatedness = path},
                 "made_relatedness.csv:2: industry \"I0099\" is not in the store");
  assert_refused((lociq_block_plan){.year = "1999"}, "there is no year 1999: the years are 2015 to 2015");
  assert_refused((lociq_block_plan){.of = "income"},
                 "income does not lie over industries, which relatedness_added compares");
  assert_refused((lociq_block_plan){.of = "jobs"}, "there is no measure or indicator \"jobs\"");
}

/* Of many counts hardly anything changes, of few much; one stream gives one state. */
static void counts_are_drawn_anew(void **state) {
  (void)state;
  double *jobs = jobs_made(CELLS, 0.1, 5);
  size_t changed[2] = {0, 0};
  for (size_t many = 0; many < 2; many++) {
    lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
    assert_int_equal(lociq_cube_set_text(&panel->cubes[0]->unit, many == 1 ? "million persons" : "persons", NULL),
                     LOCIQ_OK);
    for (size_t k = 0; k < CELLS; k++) panel->cubes[0]->parts[LOCIQ_BODY].values[k] /= many == 1 ? 100 : 10;
    lociq_partner_options options = options_made(0);
    options.redraws = 5;
    prepared made;
    assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "relatedness_added"}, &made, NULL),
                     LOCIQ_OK);
    const lociq_block *block = &made.blocks.items[0];
    lociq_block drawn[2] = {*block, *block};
    for (size_t d = 0; d < 2; d++) {
      lociq_random random;
      lociq_random_start(&random, 1, 7);
      assert_int_equal(block->method->redraw(block, &random, &drawn[d].state, NULL), LOCIQ_OK);
    }
    for (size_t own = 0; own < REGIONS; own++)
      for (size_t other = 0; other < REGIONS; other++) {
        const double before = score_of(&made, own, other, NULL);
        const double score = block->method->score(&drawn[0], own, other, NULL);
        const double again = block->method->score(&drawn[1], own, other, NULL);
        assert_int_equal(isnan(score), isnan(before));
        assert_true(isnan(score) || (score == again && score >= 0 && score <= 1));
        changed[many] += !isnan(score) && score != before;
      }
    block->method->release(drawn[0].state);
    block->method->release(drawn[1].state);
    prepared_clear(&made);
    lociq_panel_free(panel);
  }
  assert_int_equal(changed[1], 0);
  assert_true(changed[0] > REGIONS);
  free(jobs);
}

static void amounts_are_not_drawn(void **state) {
  (void)state;
  double *sums = jobs_made(CELLS, 0.1, 5);
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, sums);
  assert_int_equal(lociq_cube_set_text(&panel->cubes[0]->unit, "million euro", NULL), LOCIQ_OK);
  lociq_partner_options options = options_made(0);
  options.redraws = 5;
  prepared made;
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "relatedness_added"}, &made, NULL),
                   LOCIQ_OK);
  lociq_random random;
  void *drawn = &made;
  lociq_random_start(&random, 1, 7);
  assert_int_equal(made.blocks.items[0].method->redraw(&made.blocks.items[0], &random, &drawn, NULL), LOCIQ_OK);
  assert_null(drawn);
  prepared_clear(&made);
  lociq_panel_free(panel);
  free(sums);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const char *target = "I0001";
  uint64_t seed = 12;
  double held[CELLS], relatedness[INDUSTRIES * INDUSTRIES];
  draw_held(held, 0.1, &seed);
  write_relatedness(relatedness, &seed);
  lociq_panel *panel = panel_held(held, REGIONS);
  assert_int_equal(lociq_cube_set_text(&panel->cubes[0]->unit, "persons", NULL), LOCIQ_OK);
  lociq_partner_options options = options_made(0.5);
  options.redraws = 1;
  options.threads = 1;
  const lociq_block_plan plans[] = {
      {.method = "relatedness_added"},
      {.method = "relatedness_added", .relatedness = path, .targets = &target, .target_count = 1}};
  for (size_t k = 0; k < 2; k++) {
    long n = 0;
    for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
      prepared made;
      void *drawn = NULL;
      lociq_random random;
      lociq_random_start(&random, 1, 1);
      lociq_memory_fail_after(n);
      status = prepare_block(panel, &options, plans[k], &made, NULL);
      const bool there = status == LOCIQ_OK;
      if (there) status = made.blocks.items[0].method->redraw(&made.blocks.items[0], &random, &drawn, NULL);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
      assert_int_equal(drawn != NULL, status == LOCIQ_OK);
      if (there) made.blocks.items[0].method->release(drawn);
      if (there) prepared_clear(&made);
    }
    assert_true(n > 40);
  }
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_density_of_both_less_that_of_one_is_added),
                                     cmocka_unit_test(a_region_wants_what_it_lacks),
                                     cmocka_unit_test(threads_do_not_show),
                                     cmocka_unit_test(a_cluster_wants_its_own_industry),
                                     cmocka_unit_test(targets_are_averaged_and_values_are_quotients),
                                     cmocka_unit_test(little_that_is_known_in_both_is_not_compared),
                                     cmocka_unit_test(what_cannot_be_is_refused),
                                     cmocka_unit_test(counts_are_drawn_anew),
                                     cmocka_unit_test(amounts_are_not_drawn),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
