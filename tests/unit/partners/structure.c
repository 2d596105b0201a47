/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/structure.h"

#include "partners/redraw.h"
#include "unit/partners/panels.h"

enum { REGIONS = 30, INDUSTRIES = 9 };

/* A block of one similarity, and what it is made from. */
typedef struct stage {
  lociq_panel *panel;
  lociq_partner_options options;
  lociq_statistics statistics;
  lociq_units units;
  lociq_blocks blocks;
} stage;

static lociq_status prepare(stage *scene, const char *similarity, lociq_error *error) {
  const lociq_block_source source = {
      .statistics = &scene->statistics, .units = &scene->units, .options = &scene->options};
  const lociq_block_plan plan = {.name = similarity, .method = similarity, .weight = 1, .place = LOCIQ_NONE};
  return lociq_blocks_prepare(&source, &plan, 1, &scene->blocks, error);
}

static stage *stage_made(size_t regions, size_t industries, const double *values, const char *unit) {
  stage *made = calloc(1, sizeof *made);
  made->panel = panel_made(NULL, regions, industries, values);
  lociq_cube *cube = made->panel->cubes[0];
  free(cube->unit);
  cube->unit = lociq_copy_text(unit);
  made->options = lociq_partner_options_default();
  made->options.redraws = 10;
  assert_int_equal(lociq_statistics_choose(made->panel, NULL, &made->options, &made->statistics, NULL), LOCIQ_OK);
  assert_int_equal(lociq_units_choose(&made->statistics, &made->options, &made->units, NULL), LOCIQ_OK);
  return made;
}

static void stage_free(stage *scene) {
  lociq_blocks_clear(&scene->blocks);
  lociq_partner_units_clear(&scene->units);
  lociq_panel_free(scene->panel);
  free(scene);
}

static lociq_status redraw(const stage *scene, uint64_t seed, void **state, lociq_error *error) {
  lociq_random random;
  lociq_random_start(&random, seed, 0);
  return lociq_block_structure.redraw(&scene->blocks.items[0], &random, state, error);
}

/* The sum over the cells known on both sides is at least half of either's. */
static bool naive_covers(const double *a, const double *b) {
  double left = 0, right = 0, left_common = 0, right_common = 0;
  for (size_t i = 0; i < INDUSTRIES; i++) {
    if (!isnan(a[i])) left += a[i];
    if (!isnan(b[i])) right += b[i];
    if (isnan(a[i]) || isnan(b[i])) continue;
    left_common += a[i];
    right_common += b[i];
  }
  return left_common >= left / 2 && right_common >= right / 2;
}

static void check_scores(const lociq_block *block, const double *values) {
  for (size_t a = 0; a < REGIONS; a++)
    for (size_t b = 0; b < REGIONS; b++) {
      const double *left = values + a * INDUSTRIES, *right = values + b * INDUSTRIES;
      const double score = block->method->score(block, a, b, NULL);
      const double expected = naive_covers(left, right) ? naive_krugman(left, right, INDUSTRIES) : UNKNOWN;
      assert_true((isnan(score) && isnan(expected)) || fabs(score - expected) < 1e-14); /* sums of nine shares */
    }
}

/* The same random stream draws the same table by itself, and the naive similarity of that is the drawn block's. What
 * was there before stays. */
static void a_drawn_block_compares_the_drawn_counts(void **state) {
  (void)state;
  for (int complete = 0; complete < 2; complete++) {
    double *values = jobs_made((size_t)REGIONS * INDUSTRIES, complete != 0 ? 0 : 0.3, 4), *drawn = NULL;
    stage *scene = stage_made(REGIONS, INDUSTRIES, values, "persons");
    assert_int_equal(prepare(scene, "krugman", NULL), LOCIQ_OK);
    lociq_block block = scene->blocks.items[0];
    check_scores(&block, values);
    assert_int_equal(redraw(scene, 5, &block.state, NULL), LOCIQ_OK);
    assert_non_null(block.state);
    const lociq_measure_year table = {.measure = "employment",
                                      .regions = scene->units.regions,
                                      .industries = scene->units.industries,
                                      .year = 2015,
                                      .values = values};
    lociq_random random;
    lociq_random_start(&random, 5, 0);
    assert_int_equal(lociq_table_redraw(&table, 1, &random, &drawn, NULL), LOCIQ_OK);
    check_scores(&block, drawn);
    check_scores(&scene->blocks.items[0], values);
    block.method->release(block.state);
    free(drawn);
    stage_free(scene);
    free(values);
  }
}

static void amounts_are_not_drawn(void **state) {
  (void)state;
  double *values = jobs_made((size_t)REGIONS * INDUSTRIES, 0, 4);
  stage *scene = stage_made(REGIONS, INDUSTRIES, values, "million euro");
  void *drawn = scene;
  assert_int_equal(prepare(scene, "cosine", NULL), LOCIQ_OK);
  assert_int_equal(redraw(scene, 1, &drawn, NULL), LOCIQ_OK);
  assert_null(drawn);
  stage_free(scene);
  free(values);
}

/* A published total of which the cells are too little leaves a complete region out too; its shares are told. */
static void complete_regions_may_hold_too_little(void **state) {
  (void)state;
  const double values[] = {1, 2, 3, 4, 5, 6}, totals[] = {3, 15, 11};
  stage *scene = stage_made(3, 2, values, "persons");
  assert_int_equal(lociq_cube_allocate(scene->panel->cubes[0], LOCIQ_TOTAL_REGION, 3, false, NULL), LOCIQ_OK);
  memcpy(scene->panel->cubes[0]->parts[LOCIQ_TOTAL_REGION].values, totals, sizeof totals);
  assert_int_equal(prepare(scene, "cosine", NULL), LOCIQ_OK);
  const lociq_block *block = &scene->blocks.items[0];
  assert_true(isnan(block->method->score(block, 0, 1, NULL)) && isnan(block->method->score(block, 1, 2, NULL)));
  assert_true(fabs(block->method->score(block, 0, 2, NULL) - naive_cosine(values, values + 4, 2)) < 1e-15);
  assert_true(block->method->value(block, 1, 0, false) == 3.0 / 15);
  stage_free(scene);
}

static void what_cannot_be_drawn_is_named(void **state) {
  (void)state;
  const double values[] = {1, 2, 3, -4, 5, 6};
  stage *scene = stage_made(3, 2, values, "persons");
  void *drawn = NULL;
  lociq_error error = {0};
  assert_int_equal(prepare(scene, "cosine", NULL), LOCIQ_OK);
  assert_int_equal(redraw(scene, 1, &drawn, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message,
                      "the counts of employment of region R0001 in 2015 cannot be drawn anew: a cell is below 0");
  assert_null(drawn);
  stage_free(scene);
}

static void memory_may_be_short(void **state) {
  (void)state;
  const double values[] = {1, 2, 3, 4, 5, 6};
  stage *scene = stage_made(3, 2, values, "persons");
  void *drawn = NULL;
  assert_int_equal(prepare(scene, "cosine", NULL), LOCIQ_OK);
  (void)lociq_memory_requests();
  assert_int_equal(redraw(scene, 1, &drawn, NULL), LOCIQ_OK);
  const long requests = lociq_memory_requests();
  assert_true(requests > 5);
  lociq_block_structure.release(drawn);
  for (long n = 0; n < requests; n++) {
    drawn = NULL;
    lociq_memory_fail_after(n);
    assert_int_equal(redraw(scene, 1, &drawn, NULL), LOCIQ_NO_MEMORY);
    lociq_memory_fail_after(-1);
    assert_null(drawn);
  }
  stage_free(scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_drawn_block_compares_the_drawn_counts), cmocka_unit_test(amounts_are_not_drawn),
      cmocka_unit_test(complete_regions_may_hold_too_little), cmocka_unit_test(what_cannot_be_drawn_is_named),
      cmocka_unit_test(memory_may_be_short)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
