/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/partners/panels.h"

static lociq_panel *five_regions(void) {
  static const char *const codes[] = {"AT11", "AT12", "DE11", "DE12", "ITC4"};
  static const double values[] = {10, 20, 30, 11, 19, 30, 5, 20, 31, UNKNOWN, UNKNOWN, UNKNOWN, 30, 1, 0};
  return panel_made(codes, 5, 3, values);
}

static lociq_ranking *rank_of(const lociq_panel *panel, lociq_partner_options options) {
  lociq_ranking *ranking = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_partners_rank(panel, &options, &ranking, &error), LOCIQ_OK);
  return ranking;
}

static void assert_refused(const lociq_panel *panel, lociq_partner_options options, const char *message) {
  lociq_ranking *ranking = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_partners_rank(panel, &options, &ranking, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_null(ranking);
}

static void defaults(void **state) {
  (void)state;
  const lociq_partner_options options = lociq_partner_options_default();
  assert_string_equal(options.measure, "employment");
  assert_string_equal(options.similarity, "cosine");
  assert_int_equal(options.top, 10);
  assert_int_equal(options.contributions, 10);
  assert_false(options.exclude_country);
  assert_true(options.minimum_coverage == 0.5);
  assert_null(options.region);
}

static void what_a_ranking_says_of_itself(void **state) {
  (void)state;
  lociq_panel *panel = five_regions();
  lociq_ranking *ranking = rank_of(panel, lociq_partner_options_default());
  assert_string_equal(ranking->by, "similarity");
  assert_string_equal(ranking->similarity, "cosine");
  assert_string_equal(ranking->measure, "employment");
  assert_int_equal(ranking->year, 2015);
  assert_int_equal(ranking->asked_count, 5);
  assert_ptr_equal(ranking->region_axis, panel->axes[LOCIQ_REGION]);
  assert_true(ranking->coverage[0] == 1 && ranking->coverage[3] == 0);
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

static void fewer_partners_than_top(void **state) {
  (void)state;
  lociq_panel *panel = five_regions();
  lociq_ranking *ranking = rank_of(panel, lociq_partner_options_default());
  const lociq_partner *partners = ranking->partners;
  assert_int_equal(partners[0].unit, 1);
  assert_int_equal(partners[1].unit, 2);
  assert_int_equal(partners[2].unit, 4);
  for (size_t rank = 3; rank < 10; rank++)
    assert_true(partners[rank].unit == LOCIQ_NONE && isnan(partners[rank].score));
  assert_true(partners[30].unit == LOCIQ_NONE);
  assert_true(ranking->contributions[90].item == LOCIQ_NONE);
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

static void the_own_country_can_be_left_out(void **state) {
  (void)state;
  lociq_panel *panel = five_regions();
  lociq_partner_options options = lociq_partner_options_default();
  options.exclude_country = true;
  options.region = "AT11";
  lociq_ranking *ranking = rank_of(panel, options);
  assert_int_equal(ranking->partners[0].unit, 2);
  assert_int_equal(ranking->partners[1].unit, 4);
  assert_true(ranking->partners[2].unit == LOCIQ_NONE);
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

/* R0002 is like R0000 in the one cell that it knows, 40 % of R0000; a published total makes R0001 half known. */
static void lone_cells_make_no_partner(void **state) {
  (void)state;
  static const double values[] = {4, 3, 3, 4, 2, 4, 4, UNKNOWN, UNKNOWN};
  lociq_panel *panel = panel_made(NULL, 3, 3, values);
  lociq_partner_options options = lociq_partner_options_default();
  options.region = "R0000";
  lociq_ranking *ranking = rank_of(panel, options);
  assert_int_equal(ranking->partners[0].unit, 1);
  assert_true(ranking->partners[1].unit == LOCIQ_NONE);
  lociq_ranking_free(ranking);
  options.minimum_coverage = 0.375;
  ranking = rank_of(panel, options);
  assert_int_equal(ranking->partners[0].unit, 2);
  lociq_ranking_free(ranking);
  lociq_cube *cube = panel->cubes[0];
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_TOTAL_REGION, 3, false, NULL), LOCIQ_OK);
  cube->parts[LOCIQ_TOTAL_REGION].values[1] = 20;
  options.minimum_coverage = 0.53125;
  ranking = rank_of(panel, options);
  assert_true(ranking->partners[0].unit == LOCIQ_NONE);
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

static void what_cannot_be_is_refused(void **state) {
  (void)state;
  lociq_panel *panel = five_regions();
  lociq_partner_options options = lociq_partner_options_default();
  options.top = 0;
  assert_refused(panel, options, "top is 0: expected 1 or more partners a unit");
  options = lociq_partner_options_default();
  options.minimum_coverage = 1.5;
  assert_refused(panel, options, "the minimum coverage is 1.5: expected 0 to 1");
  options = lociq_partner_options_default();
  options.region = "DE99";
  assert_refused(panel, options, "there is no region \"DE99\" in employment");
  options.region = NULL;
  options.year = "2014";
  assert_refused(panel, options, "there is no year 2014: the years are 2015 to 2015");
  options.year = NULL;
  options.measure = "wages";
  assert_refused(panel, options, "there is no measure \"wages\": expected employment");
  options.measure = "employment";
  options.similarity = "spearman";
  assert_refused(panel, options, "there is no method \"spearman\": did you mean \"pearson\"?");
  panel->cubes[0]->shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION;
  options = lociq_partner_options_default();
  assert_refused(panel, options, "employment does not lie over year, region and industry: no profile to compare");
  lociq_panel_free(panel);
}

static void too_large_a_top_is_no_memory(void **state) {
  (void)state;
  lociq_panel *panel = five_regions();
  lociq_partner_options options = lociq_partner_options_default();
  static const size_t tops[] = {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 5 + 1};
  for (size_t i = 0; i < sizeof tops / sizeof tops[0]; i++) {
    options.top = tops[i];
    lociq_ranking *ranking = NULL;
    assert_int_equal(lociq_partners_rank(panel, &options, &ranking, NULL), LOCIQ_NO_MEMORY);
    assert_null(ranking);
  }
  lociq_panel_free(panel);
}

/* The partners and scores that a panel with these values gives. */
static lociq_ranking *rank_values(const double *values, size_t regions, size_t industries, const char *similarity,
                                  lociq_panel **panel) {
  *panel = panel_made(NULL, regions, industries, values);
  lociq_partner_options options = lociq_partner_options_default();
  options.similarity = similarity;
  return rank_of(*panel, options);
}

/* The order of industries and the size of a region show in roundings only: sums of 12 terms. For jaccard all regions
 * change alike: their sizes weigh in the shares of the whole that they are held against. */
static void industries_permuted_and_a_region_scaled(void **state) {
  (void)state;
  enum { REGIONS = 40, INDUSTRIES = 12 };
  double *values = jobs_made(REGIONS * INDUSTRIES, 0.1, 23), changed[REGIONS * INDUSTRIES];
  for (const lociq_similarity *similarity = lociq_similarities(); similarity->name != NULL; similarity++) {
    const bool alike = strcmp(similarity->name, "jaccard") == 0;
    for (size_t r = 0; r < REGIONS; r++)
      for (size_t i = 0; i < INDUSTRIES; i++)
        changed[r * INDUSTRIES + (i * 5 + 3) % INDUSTRIES] =
            values[r * INDUSTRIES + i] * (alike || r % 2 == 0 ? 0.001 : 7);
    lociq_panel *panel = NULL, *other_panel = NULL;
    lociq_ranking *ranking = rank_values(values, REGIONS, INDUSTRIES, similarity->name, &panel);
    lociq_ranking *other = rank_values(changed, REGIONS, INDUSTRIES, similarity->name, &other_panel);
    for (size_t i = 0; i < REGIONS * 10; i++) {
      assert_int_equal(ranking->partners[i].unit, other->partners[i].unit);
      assert_true(fabs(ranking->partners[i].score - other->partners[i].score) < 1e-14);
    }
    lociq_ranking_free(ranking);
    lociq_ranking_free(other);
    lociq_panel_free(panel);
    lociq_panel_free(other_panel);
  }
  free(values);
}

/* What we bring them is what they are told that we bring. */
static void both_directions(void **state) {
  (void)state;
  enum { REGIONS = 8, INDUSTRIES = 12, TOP = REGIONS - 1, TOLD = INDUSTRIES };
  double *values = jobs_made((size_t)REGIONS * INDUSTRIES, 0, 9);
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, values);
  lociq_partner_options options = lociq_partner_options_default();
  options.by = "complementarity";
  options.top = TOP;
  options.contributions = TOLD;
  lociq_ranking *ranking = rank_of(panel, options);
  size_t returned = 0;
  for (size_t at = 0; at < (size_t)REGIONS * TOP; at++) {
    if (ranking->partners[at].unit == LOCIQ_NONE || isnan(ranking->partners[at].reverse)) continue;
    size_t back = ranking->partners[at].unit * TOP;
    while (ranking->partners[back].unit != at / TOP) back++;
    assert_true(ranking->partners[back].score == ranking->partners[at].reverse);
    for (size_t c = 0; c < TOLD; c++) {
      const lociq_contribution *told = &ranking->returns[at * TOLD + c],
                               *other = &ranking->contributions[back * TOLD + c];
      assert_int_equal(told->item, other->item);
      if (told->item == LOCIQ_NONE) break;
      assert_true(told->value == other->value && told->own == other->other && told->other == other->own);
      returned++;
    }
  }
  assert_true(returned > REGIONS);
  lociq_ranking_free(ranking);
  options = lociq_partner_options_default();
  ranking = rank_of(panel, options);
  assert_null(ranking->returns);
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
  free(values);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = five_regions();
  lociq_partner_options options = lociq_partner_options_default();
  options.exclude_country = true;
  options.threads = 2;
  options.redraws = 2;
  assert_int_equal(lociq_cube_set_text(&panel->cubes[0]->unit, "persons", NULL), LOCIQ_OK);
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    lociq_ranking *ranking = NULL;
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = lociq_partners_rank(panel, &options, &ranking, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && ranking == NULL));
    assert_true(status == LOCIQ_OK || strncmp(error.message, "no memory for ", 14) == 0);
    lociq_ranking_free(ranking);
  }
  assert_true(n > 50);
  lociq_panel_free(panel);
}

/* Of counts with redraws alone are there intervals; without them, nothing. */
static void redraws_make_intervals(void **state) {
  (void)state;
  lociq_panel *panel = five_regions();
  lociq_partner_options options = lociq_partner_options_default();
  for (int counted = 0; counted < 3; counted++) {
    options.redraws = counted > 0 ? 50 : 0;
    options.jobs_per_unit = counted == 2 ? 1000 : (double)NAN;
    lociq_ranking *ranking = rank_of(panel, options);
    const lociq_partner *first = &ranking->partners[0];
    assert_int_equal(isnan(first->stability), counted < 2);
    assert_int_equal(ranking->remarks[0] != NULL, counted == 1); /* panels of tests have no unit: nothing is counted */
    if (counted == 2)
      assert_true(first->stability == 1 && first->rank_lower == 1 && first->rank_upper >= 1 && first->rank_upper <= 3);
    lociq_ranking_free(ranking);
  }
  options.doubt = 1.5;
  assert_refused(panel, options, "the doubt is 1.5: expected 0 to 1");
  options.doubt = 0;
  options.jobs_per_unit = 0;
  assert_refused(panel, options, "the jobs per unit are 0: expected a number above 0");
  lociq_panel_free(panel);
}

static void no_regions_at_all(void **state) {
  (void)state;
  const double nothing = 0;
  lociq_panel *panel = panel_made(NULL, 0, 0, &nothing);
  lociq_partner_options options = lociq_partner_options_default();
  options.redraws = 3;
  lociq_ranking *ranking = rank_of(panel, options);
  assert_int_equal(ranking->asked_count, 0);
  lociq_ranking_free(ranking);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(defaults),
                                     cmocka_unit_test(what_a_ranking_says_of_itself),
                                     cmocka_unit_test(fewer_partners_than_top),
                                     cmocka_unit_test(the_own_country_can_be_left_out),
                                     cmocka_unit_test(lone_cells_make_no_partner),
                                     cmocka_unit_test(what_cannot_be_is_refused),
                                     cmocka_unit_test(too_large_a_top_is_no_memory),
                                     cmocka_unit_test(industries_permuted_and_a_region_scaled),
                                     cmocka_unit_test(both_directions),
                                     cmocka_unit_test(every_allocation_may_fail),
                                     cmocka_unit_test(redraws_make_intervals),
                                     cmocka_unit_test(no_regions_at_all)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
