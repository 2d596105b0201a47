/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/memory.h"
#include "read/collect.h"
#include "reading.h"

/* Codes that repeat, with every part of a cube, and cells that no line has. */
static const char once[] =
    "region,industry,year,gva,gva_flag,wages\n"
    "DE11,A,2015,14.5,bu,3\n"
    "DE11,B,2015,,c,4\n"
    "DE11,TOTAL,2015,20,,7\n"
    "DE12,A,2016,1,,:\n"
    "TOTAL,TOTAL,2015,100,,200\n"
    "TOTAL,A,2016,60,p,NA\n"
    "EU28,B,2015,1000,,2000\n"
    "EU28,TOTAL,2015,5000,,NaN\n"
    "DEZZ,A,2015,5,,6\n";

/* A file up to where its cells go to their places. */
typedef struct collecting {
  lociq_scan scan;
  lociq_account account;
  lociq_collection all;
} collecting;

static void collect(const char *path, const char *text, const lociq_read_options *options, collecting *made) {
  *made = (collecting){.all = {.options = options}};
  made->all.account = &made->account;
  write_file(path, text, strlen(text));
  assert_int_equal(lociq_scan_file(path, options, 32, false, &made->scan, NULL), LOCIQ_OK);
  (void)remove(path);
  assert_int_equal(lociq_panel_create(&made->all.panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_collection_merge(&made->all, &made->scan, 1, NULL), LOCIQ_OK);
  assert_int_equal(lociq_collection_route(&made->all, NULL), LOCIQ_OK);
  assert_int_equal(lociq_collection_survey(&made->all, NULL), LOCIQ_OK);
  assert_int_equal(lociq_collection_make_axes(&made->all, NULL), LOCIQ_OK);
  assert_int_equal(lociq_collection_make_measures(&made->all, NULL), LOCIQ_OK);
}

static void clear_collecting(collecting *made) {
  lociq_panel_free(made->all.panel);
  lociq_collection_clear(&made->all);
  lociq_scan_clear(&made->scan);
}

static void assert_same_grid(const lociq_grid *a, const lociq_grid *b) {
  assert_int_equal(a->count, b->count);
  assert_int_equal(a->values == NULL, b->values == NULL);
  assert_int_equal(a->flags == NULL, b->flags == NULL);
  for (size_t i = 0; a->values != NULL && i < a->count; i++)
    assert_true(a->values[i] == b->values[i] || (isnan(a->values[i]) && isnan(b->values[i])));
  if (a->flags != NULL) assert_memory_equal(a->flags, b->flags, a->count * sizeof *a->flags);
}

/* The fast way and the slow one are two programs for one thing. */
static void both_ways_make_the_same_cubes(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  collecting fast, slow;
  bool twice = true;
  collect("combine_fast.csv", once, &options, &fast);
  collect("combine_slow.csv", once, &options, &slow);
  assert_int_equal(lociq_collection_scatter(&fast.all, &twice, NULL), LOCIQ_OK);
  assert_false(twice);
  assert_int_equal(lociq_collection_combine(&slow.all, NULL), LOCIQ_OK);
  assert_int_equal(fast.all.panel->cube_count, 2);
  size_t parts = 0;
  for (size_t c = 0; c < 2; c++)
    for (int part = 0; part < LOCIQ_PARTS; part++) {
      assert_same_grid(&fast.all.panel->cubes[c]->parts[part], &slow.all.panel->cubes[c]->parts[part]);
      parts += fast.all.panel->cubes[c]->parts[part].values != NULL;
    }
  assert_int_equal(parts, 2 * LOCIQ_PARTS); /* all were there to be compared */
  assert_int_equal(fast.account.stored, slow.account.stored);
  assert_int_equal(fast.account.totals, slow.account.totals);
  assert_int_equal(fast.account.aggregates, slow.account.aggregates);
  clear_collecting(&fast);
  clear_collecting(&slow);
}

/* The fast way sees that a place is taken and leaves the cubes to the slow one,
 * which names the lines, or adds. */
static void what_is_there_twice_is_left_to_the_slow_way(void **state) {
  (void)state;
  static const char text[] = "region,industry,year,gva\nA,X,2015,1\nB,X,2015,2\nA,Y,2015,4\nB,X,2015,8\nB,X,2015,16\n";
  lociq_read_options options = lociq_read_options_default();
  collecting made;
  bool twice = false;
  collect("combine_twice.csv", text, &options, &made);
  assert_int_equal(lociq_collection_scatter(&made.all, &twice, NULL), LOCIQ_OK);
  assert_true(twice);
  for (int part = 0; part < LOCIQ_PARTS; part++) assert_null(made.all.panel->cubes[0]->parts[part].values);
  lociq_error error = {0};
  assert_int_equal(lociq_collection_combine(&made.all, &error), LOCIQ_CONFLICT);
  assert_string_equal(
      error.message, "combine_twice.csv:5: gva of B, X, 2015 is there already, in line 3 (--duplicates sum adds them)");
  clear_collecting(&made);
  options.sum_duplicates = true;
  collect("combine_sum.csv", text, &options, &made);
  assert_int_equal(lociq_collection_combine(&made.all, NULL), LOCIQ_OK);
  const lociq_grid *body = &made.all.panel->cubes[0]->parts[LOCIQ_BODY];
  assert_int_equal(body->count, 4);
  assert_true(body->values[0] == 1 && body->values[1] == 4 && body->values[2] == 26 && isnan(body->values[3]));
  assert_int_equal(made.account.combined, 2);
  clear_collecting(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(both_ways_make_the_same_cubes),
                                     cmocka_unit_test(what_is_there_twice_is_left_to_the_slow_way)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
