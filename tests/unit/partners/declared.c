/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Overlap of declared terms, worked by hand and by plain loops over the texts.
 */
#include "core/memory.h"
#include "unit/partners/prepared.h"

enum { UNITS = 6 };

/* A and B have fields and objectives in common, C declares nothing to compare with A, D seeks what C has. */
static const char text[] =
    "code,name,competences,fields,objectives,seeks\n"
    "A,a,welding;casting,Sensors;lidar;radar,joint projects,Optics;batteries;welding\n"
    "B,b,,LIDAR;sensors;  optics,joint   projects;visits,\n"
    "C,c,batteries;optics,,,\n"
    "D,d,,,,optics\n"
    "E,e,,optics,,optics\n";

typedef struct stage {
  lociq_units units;
  lociq_unit items[UNITS];
  lociq_blocks blocks;
} stage;

static lociq_status prepare(stage *scene, lociq_error *error) {
  const lociq_block_plan plan = {.name = "ours", .method = "declared", .weight = 1, .place = LOCIQ_NONE};
  const lociq_partner_options options = lociq_partner_options_default();
  const lociq_block_source source = {.units = &scene->units, .options = &options};
  return lociq_blocks_prepare(&source, &plan, 1, &scene->blocks, error);
}

/* A unit an organisation, and one that is none. */
static stage *stage_read(const char *register_text) {
  stage *made = calloc(1, sizeof *made);
  lociq_input input = {0};
  lociq_error error = {0};
  write_text("declared_test.csv", register_text);
  if (lociq_organisations_read("declared_test.csv", &made->units.organisations, &input, &error) != LOCIQ_OK)
    fail_msg("%s", error.message);
  lociq_input_clear(&input);
  (void)remove("declared_test.csv");
  for (size_t i = 0; i < UNITS; i++)
    made->items[i] = (lociq_unit){LOCIQ_NONE, LOCIQ_NONE, i + 1 < UNITS ? i : LOCIQ_NONE};
  made->units.items = made->items;
  made->units.count = UNITS;
  return made;
}

static void stage_free(stage *scene) {
  lociq_blocks_clear(&scene->blocks);
  lociq_organisations_free(scene->units.organisations);
  free(scene);
}

static double scored(const stage *scene, size_t own, size_t other, double *parts) {
  const lociq_block *block = &scene->blocks.items[0];
  return block->method->score(block, own, other, parts);
}

static size_t item_named(const stage *scene, const char *name) {
  const lociq_block *block = &scene->blocks.items[0];
  for (size_t i = 0; i < block->item_count; i++)
    if (strcmp(block->items[i].name, name) == 0) return i;
  fail_msg("no item %s", name);
  return 0;
}

static void scores_worked_by_hand(void **state) {
  (void)state;
  static const double none = (double)NAN;
  /* A to B: fields 2 of 4, objectives 1 of 2, seeks 1 of 3. B to A: the first two. A to C: competences 0 of 4, seeks 2
   * of
   * 3. A to E: fields 0 of 4, seeks 1 of 3. B and E: fields 1 of 3. D seeks all that it seeks of B, C and E; A lacks
   * it. */
  const double expected[UNITS][UNITS] = {{1.0 / 4 * 3 + 1.0 / 4 / 3, 4.0 / 9, 1.0 / 3, none, 1.0 / 6, none},
                                         {1.0 / 2, 1, none, none, 1.0 / 3, none},
                                         {0, none, 1, none, none, none},
                                         {0, 1, 1, none, 1, none},
                                         {0, 2.0 / 3, 1, none, 1, none},
                                         {none, none, none, none, none, none}};
  stage *scene = stage_read(text);
  lociq_error error = {0};
  if (prepare(scene, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  const lociq_block *block = &scene->blocks.items[0];
  assert_true(block->method->directed);
  double *parts = lociq_allocate_aligned(block->item_count + 8, sizeof *parts);
  for (size_t a = 0; a < UNITS; a++)
    for (size_t b = 0; b < UNITS; b++) {
      const double score = scored(scene, a, b, parts);
      double sum = 0;
      if (isnan(expected[a][b])) {
        assert_true(isnan(score));
        continue;
      }
      assert_true(fabs(score - expected[a][b]) < 1e-15); /* a few roundings of numbers below 1 */
      for (size_t i = 0; i < block->item_count; i++) sum += parts[i];
      assert_true(sum == score && scored(scene, a, b, NULL) == score);
    }
  free(parts);
  stage_free(scene);
}

/* Items are called as the first organisation writes them; both sides' values tell who declares what. */
static void items_and_values(void **state) {
  (void)state;
  stage *scene = stage_read(text);
  assert_int_equal(prepare(scene, NULL), LOCIQ_OK);
  const lociq_block *block = &scene->blocks.items[0];
  static const char *const names[] = {"competences: batteries", "competences: casting", "competences: optics",
                                      "competences: welding",   "fields: lidar",        "fields: optics",
                                      "fields: radar",          "fields: Sensors",      "objectives: joint projects",
                                      "objectives: visits",     "seeks: batteries",     "seeks: Optics",
                                      "seeks: welding"};
  assert_int_equal(block->item_count, sizeof names / sizeof names[0]);
  for (size_t i = 0; i < block->item_count; i++) assert_string_equal(block->items[i].name, names[i]);
  double parts[24];
  assert_true(fabs(scored(scene, 0, 1, parts) - 4.0 / 9) < 1e-15);
  assert_true(parts[item_named(scene, "fields: Sensors")] == 1.0 / 12);
  assert_true(parts[item_named(scene, "fields: lidar")] == 1.0 / 12);
  assert_true(parts[item_named(scene, "objectives: joint projects")] == 1.0 / 6);
  assert_true(parts[item_named(scene, "seeks: Optics")] == 1.0 / 9);
  assert_true(parts[item_named(scene, "fields: radar")] == 0);
  const size_t seeks = item_named(scene, "seeks: Optics"), sensors = item_named(scene, "fields: Sensors");
  assert_true(block->method->value(block, 0, seeks, false) == 1); /* sought by A */
  assert_true(isnan(block->method->value(block, 0, seeks, true)));
  assert_true(block->method->value(block, 1, seeks, true) == 1); /* a field of B */
  assert_true(isnan(block->method->value(block, 1, seeks, false)));
  assert_true(block->method->value(block, 1, sensors, true) == 1);
  assert_true(isnan(block->method->value(block, 2, sensors, true)));
  assert_true(isnan(block->method->value(block, UNITS - 1, sensors, false)));
  stage_free(scene);
}

/* Drawn weights: the same stream gives the same, scores stay within 0 and 1, and what is all or nothing stays so. */
static void drawn_weights(void **state) {
  (void)state;
  stage *scene = stage_read(text);
  assert_int_equal(prepare(scene, NULL), LOCIQ_OK);
  const lociq_block *block = &scene->blocks.items[0];
  double sum = 0, before = scored(scene, 1, 4, NULL);
  enum { DRAWS = 4000 };
  for (uint64_t draw = 0; draw < DRAWS; draw++) {
    lociq_block drawn[2] = {*block, *block};
    for (int i = 0; i < 2; i++) {
      lociq_random random;
      lociq_random_start(&random, 1, draw);
      assert_int_equal(block->method->redraw(block, &random, &drawn[i].state, NULL), LOCIQ_OK);
    }
    const double score = drawn[0].method->score(&drawn[0], 1, 4, NULL);
    assert_true(score == drawn[1].method->score(&drawn[1], 1, 4, NULL));
    assert_true(score > 0 && score < 1);
    assert_true(fabs(drawn[0].method->score(&drawn[0], 3, 1, NULL) - 1) < 1e-15);
    assert_true(drawn[0].method->score(&drawn[0], 2, 0, NULL) == 0);
    sum += score;
    for (int i = 0; i < 2; i++) block->method->release(drawn[i].state);
  }
  /* One of three terms in common: Dirichlet(1, 1, 1), mean 1/3 and variance 1/18; six standard errors. */
  assert_true(fabs(sum / DRAWS - 1.0 / 3) < 6 * sqrt(1.0 / 18 / DRAWS));
  assert_true(before == scored(scene, 1, 4, NULL));
  stage_free(scene);
}

static void nobody_declares_anything(void **state) {
  (void)state;
  stage *scene = stage_read("code,name\nA,a\nB,b\nC,c\nD,d\nE,e\n");
  assert_int_equal(prepare(scene, NULL), LOCIQ_OK);
  assert_int_equal(scene->blocks.items[0].item_count, 0);
  assert_true(isnan(scored(scene, 0, 1, NULL)));
  lociq_blocks_clear(&scene->blocks);
  lociq_organisations none = {0}, *all = scene->units.organisations;
  lociq_error error = {0};
  scene->units.organisations = &none;
  assert_int_equal(prepare(scene, &error), LOCIQ_INVALID);
  assert_string_equal(error.message,
                      "compares what organisations declare, and the store has none: lociq register adds them");
  scene->units.organisations = all;
  stage_free(scene);
}

static void without_memory(void **state) {
  (void)state;
  stage *scene = stage_read(text);
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status == LOCIQ_NO_MEMORY; n++) {
    lociq_random random;
    void *drawn = NULL;
    lociq_random_start(&random, 1, 1);
    lociq_memory_fail_after(n);
    status = prepare(scene, NULL);
    if (status == LOCIQ_OK) {
      const lociq_block *block = &scene->blocks.items[0];
      status = block->method->redraw(block, &random, &drawn, NULL);
      if (drawn != NULL) block->method->release(drawn);
    }
    lociq_memory_fail_after(-1);
    lociq_blocks_clear(&scene->blocks);
  }
  assert_int_equal(status, LOCIQ_OK);
  assert_true(n > 50);
  stage_free(scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(scores_worked_by_hand), cmocka_unit_test(items_and_values),
                                     cmocka_unit_test(drawn_weights), cmocka_unit_test(nobody_declares_anything),
                                     cmocka_unit_test(without_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
