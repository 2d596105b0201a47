/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prepared.h"

enum { REGIONS = 6, INDUSTRIES = 9, CELLS = REGIONS * INDUSTRIES, CLUSTER = 2 };
static const char *const path = "made_links.csv";
static const char *const links =
    "from,to,weight\nI0002,I0000,1\nI0002,I0005,2\nI0002,I0008,4\nI0001,I0005,3\nI0005,I0002,4\nI0000,I0002,2\n";
/* The same, over the largest. */
static const double weights[][3] = {{2, 0, 0.25}, {2, 5, 0.5}, {2, 8, 1}, {1, 5, 0.75}, {5, 2, 1}, {0, 2, 0.5}};
enum { LINKS = sizeof weights / sizeof weights[0] };

/* Matched denominators: industries' shares over the regions that know them. */
static double quotient_of(const double *jobs, size_t region, size_t industry) {
  double total = 0, here = 0, all = 0;
  for (size_t i = 0; i < INDUSTRIES; i++)
    if (!isnan(jobs[region * INDUSTRIES + i])) total += jobs[region * INDUSTRIES + i];
  for (size_t r = 0; r < REGIONS; r++) {
    if (isnan(jobs[r * INDUSTRIES + industry])) continue;
    here += jobs[r * INDUSTRIES + industry];
    for (size_t i = 0; i < INDUSTRIES; i++)
      if (!isnan(jobs[r * INDUSTRIES + i])) all += jobs[r * INDUSTRIES + i];
  }
  return jobs[region * INDUSTRIES + industry] / total / (here / all);
}

/* v of the cluster, or of what the region is specialised in. */
static double weight_of(const double *jobs, size_t region, bool whole, size_t industry) {
  double sum = !whole && industry == CLUSTER;
  for (size_t k = 0; k < LINKS; k++) {
    const size_t from = (size_t)weights[k][0];
    if ((size_t)weights[k][1] != industry) continue;
    if (whole ? quotient_of(jobs, region, from) >= 1 : from == CLUSTER) sum += weights[k][2];
  }
  return sum;
}

static double gap_in(const double *jobs, size_t own, size_t other, size_t industry) {
  const double ours = quotient_of(jobs, own, industry), theirs = quotient_of(jobs, other, industry);
  return isnan(ours) || isnan(theirs) ? UNKNOWN : fmax(0, theirs / (1 + theirs) - ours / (1 + ours));
}

/* *known: the share of the weights. */
static double naive_gaps(const double *jobs, size_t own, size_t other, double *known) {
  double gaps = 0, compared = 0, all = 0;
  for (size_t i = 0; i < INDUSTRIES; i++) {
    const double weight = weight_of(jobs, own, true, i), gap = gap_in(jobs, own, other, i);
    all += weight;
    if (isnan(gap)) continue;
    gaps += weight * gap;
    compared += weight;
  }
  *known = compared / all;
  return compared > 0 ? gaps / compared : UNKNOWN;
}

/* Of the partner's own industry. */
static double naive_gap(const double *jobs, const lociq_unit *own, const lociq_unit *other) {
  const double weight = weight_of(jobs, own->region, false, other->industry);
  return weight > 0 ? weight * gap_in(jobs, own->region, other->region, other->industry) : UNKNOWN;
}

static lociq_partner_options options_made(const char *cluster, double minimum_coverage) {
  lociq_partner_options options = lociq_partner_options_default();
  options.cluster = cluster;
  options.linkage = path;
  options.minimum_coverage = minimum_coverage;
  options.threads = 1;
  write_text(path, links);
  return options;
}

/* Jobs of which none is 0, so that every region has a part of every industry. */
static double *jobs_everywhere(double unknown, uint64_t seed) {
  double *jobs = jobs_made(CELLS, unknown, seed);
  for (size_t k = 0; k < CELLS; k++)
    if (jobs[k] == 0) jobs[k] = 1;
  return jobs;
}

static void strength_is_what_loops_say(void **state) {
  (void)state;
  size_t compared = 0, different = 0;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    double *jobs = jobs_everywhere(seed % 2 == 0 ? 0 : 0.2, seed);
    lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
    for (size_t whole = 0; whole < 2; whole++) {
      const lociq_partner_options options = options_made(whole == 1 ? NULL : "I0002", 0);
      prepared made;
      assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "linked_strength"}, &made, NULL),
                       LOCIQ_OK);
      assert_true(made.blocks.items[0].method->directed);
      for (size_t own = 0; own < made.units.count; own++)
        for (size_t other = 0; other < made.units.count; other++) {
          const lociq_unit *ours = &made.units.items[own], *theirs = &made.units.items[other];
          if (whole == 0 && ours->industry != CLUSTER) continue;
          double known = 0;
          const double expected =
              whole == 1 ? naive_gaps(jobs, ours->region, theirs->region, &known) : naive_gap(jobs, ours, theirs);
          const double score = score_of(&made, own, other, NULL);
          assert_int_equal(isnan(score), isnan(expected));
          if (!isnan(score)) assert_true(fabs(score - expected) <= 1e-14); /* sums of nine terms below 1 */
          assert_parts_add_up(&made, own, other);
          compared += score > 0;
          different += own < other && score != score_of(&made, other, own, NULL);
        }
      prepared_clear(&made);
    }
    lociq_panel_free(panel);
    free(jobs);
  }
  assert_true(compared > 500);
  assert_true(different > 200);
}

/* By hand: quotients 1/2 and 3/2 of I0000, 3/2 and 1/2 of I0001; alike in none, linked to each other. */
static void a_small_case_by_hand(void **state) {
  (void)state;
  const double jobs[] = {1, 3, 3, 1};
  write_text(path, "from,to,weight\nI0000,I0001,1\nI0001,I0000,1\n");
  lociq_panel *panel = panel_made(NULL, 2, 2, jobs);
  lociq_partner_options options = lociq_partner_options_default();
  options.linkage = path;
  prepared made;
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "linked_strength"}, &made, NULL),
                   LOCIQ_OK);
  /* The first is specialised in I0001, which leads to I0000: 3/5 less 1/3. */
  double parts[8] __attribute__((aligned(64)));
  const double expected = 3.0 / 5 - 1.0 / 3; /* one rounding apart */
  assert_true(fabs(score_of(&made, 0, 1, parts) - expected) < 1e-15);
  assert_true(fabs(parts[0] - expected) < 1e-15 && parts[1] == 0);
  assert_true(value_of(&made, 0, 0) == 0.5 && value_of(&made, 1, 0) == 1.5);
  assert_true(score_of(&made, 0, 0, NULL) == 0);
  prepared_clear(&made);
  lociq_panel_free(panel);
}

static void little_that_is_known_in_both_is_not_compared(void **state) {
  (void)state;
  static const double least = 0.7;
  double *jobs = jobs_everywhere(0.2, 4);
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
  const lociq_partner_options options = options_made(NULL, least);
  prepared made;
  size_t too_little = 0, enough = 0;
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "linked_strength"}, &made, NULL),
                   LOCIQ_OK);
  for (size_t own = 0; own < REGIONS; own++)
    for (size_t other = 0; other < REGIONS; other++) {
      double known = 0;
      if (isnan(naive_gaps(jobs, own, other, &known))) continue;
      assert_int_equal(isnan(score_of(&made, own, other, NULL)), known < least);
      too_little += known < least;
      enough += known >= least;
    }
  assert_true(too_little > 3 && enough > 3);
  prepared_clear(&made);
  lociq_panel_free(panel);
  free(jobs);
}

static void a_linkage_is_needed(void **state) {
  (void)state;
  double *jobs = jobs_everywhere(0, 4);
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
  lociq_partner_options options = lociq_partner_options_default();
  prepared made;
  lociq_error error = {0};
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "linked_strength"}, &made, &error),
                   LOCIQ_INVALID);
  assert_string_equal(error.message,
                      "linked_strength needs to know which industries are linked: the option linkage names a file of "
                      "from,to,weight");
  options.linkage = path;
  error = (lociq_error){0};
  write_text(path, "from,to\nI0000,I0077\n");
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "linked_strength"}, &made, &error),
                   LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, "made_links.csv:2: industry \"I0077\" is not in the store");
  lociq_panel_free(panel);
  free(jobs);
}

/* A quotient below 0 is no strength, not even the least of them. */
static void negative_cells_are_no_strength(void **state) {
  (void)state;
  double *jobs = jobs_everywhere(0, 6);
  jobs[0] = -1;
  jobs[5] = 100;
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
  const lociq_partner_options options = options_made(NULL, 0);
  prepared made;
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "linked_strength"}, &made, NULL),
                   LOCIQ_OK);
  for (size_t own = 0; own < REGIONS; own++)
    for (size_t other = 0; other < REGIONS; other++) {
      const double score = score_of(&made, own, other, NULL);
      assert_true(isnan(score) || (score >= 0 && score < 1));
    }
  prepared_clear(&made);
  lociq_panel_free(panel);
  free(jobs);
}

static void counts_are_drawn_anew(void **state) {
  (void)state;
  double *jobs = jobs_everywhere(0.1, 5);
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
  assert_int_equal(lociq_cube_set_text(&panel->cubes[0]->unit, "persons", NULL), LOCIQ_OK);
  lociq_partner_options options = options_made("I0002", 0);
  options.redraws = 5;
  prepared made;
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "linked_strength"}, &made, NULL),
                   LOCIQ_OK);
  const lociq_block *block = &made.blocks.items[0];
  lociq_block drawn = *block;
  lociq_random random;
  size_t changed = 0;
  lociq_random_start(&random, 1, 7);
  assert_int_equal(block->method->redraw(block, &random, &drawn.state, NULL), LOCIQ_OK);
  for (size_t own = 0; own < made.units.count; own++)
    for (size_t other = 0; other < made.units.count; other++) {
      const double before = score_of(&made, own, other, NULL), score = block->method->score(&drawn, own, other, NULL);
      assert_int_equal(isnan(score), isnan(before));
      changed += !isnan(score) && score != before;
      if (!isnan(score)) assert_true(fabs(score - before) < 0.3); /* of jobs in their hundreds */
    }
  assert_true(changed > made.units.count);
  block->method->release(drawn.state);
  prepared_clear(&made);
  assert_int_equal(lociq_cube_set_text(&panel->cubes[0]->unit, "million euro", NULL), LOCIQ_OK); /* no counts */
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "linked_strength"}, &made, NULL),
                   LOCIQ_OK);
  block = &made.blocks.items[0];
  assert_int_equal(block->method->redraw(block, &random, &drawn.state, NULL), LOCIQ_OK);
  assert_null(drawn.state);
  prepared_clear(&made);
  lociq_panel_free(panel);
  free(jobs);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  double *jobs = jobs_everywhere(0.1, 5);
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
  assert_int_equal(lociq_cube_set_text(&panel->cubes[0]->unit, "persons", NULL), LOCIQ_OK);
  lociq_partner_options options = options_made("I0002", 0);
  options.redraws = 1;
  long n = 0;
  for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
    prepared made;
    void *drawn = NULL;
    lociq_random random;
    lociq_random_start(&random, 1, 1);
    lociq_memory_fail_after(n);
    status = prepare_block(panel, &options, (lociq_block_plan){.method = "linked_strength"}, &made, NULL);
    const bool there = status == LOCIQ_OK;
    if (there) status = made.blocks.items[0].method->redraw(&made.blocks.items[0], &random, &drawn, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    assert_int_equal(drawn != NULL, status == LOCIQ_OK);
    if (there) made.blocks.items[0].method->release(drawn);
    if (there) prepared_clear(&made);
  }
  assert_true(n > 40);
  lociq_panel_free(panel);
  free(jobs);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(strength_is_what_loops_say),
                                     cmocka_unit_test(a_small_case_by_hand),
                                     cmocka_unit_test(little_that_is_known_in_both_is_not_compared),
                                     cmocka_unit_test(a_linkage_is_needed),
                                     cmocka_unit_test(negative_cells_are_no_strength),
                                     cmocka_unit_test(counts_are_drawn_anew),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
