/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/told.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

enum { TOP = 2, TOLD = 3, BLOCKS = 2 };
#define UNKNOWN ((double)NAN)
#define NO_FIGURES UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN

/* One region, one partner, two blocks; nobody has an industry or an organisation. */
typedef struct world {
  lociq_unit units[2];
  size_t asked[1];
  lociq_partner_block blocks[BLOCKS];
  lociq_partner partners[TOP];
  double block_scores[TOP * BLOCKS];
  lociq_contribution told[TOP * TOLD];
  lociq_ranking ranking;
} world;

static char structure[] = "structure", declared[] = "declared";

static void make(world *made) {
  *made = (world){.units = {{0, LOCIQ_NONE, LOCIQ_NONE}, {1, LOCIQ_NONE, LOCIQ_NONE}},
                  .blocks = {{structure, structure, 1, false}, {declared, declared, 1, false}},
                  .partners = {{1, 0.75, 0.5, NO_FIGURES}, {LOCIQ_NONE, UNKNOWN, UNKNOWN, NO_FIGURES}},
                  .block_scores = {0.75, UNKNOWN, UNKNOWN, UNKNOWN},
                  .told = {{0, 0.5, UNKNOWN, UNKNOWN}, {1, 0.125, UNKNOWN, UNKNOWN}}};
  for (size_t i = 2; i < (size_t)TOP * TOLD; i++)
    made->told[i] = (lociq_contribution){LOCIQ_NONE, UNKNOWN, UNKNOWN, UNKNOWN};
  made->ranking = (lociq_ranking){.units = made->units,
                                  .unit_count = 2,
                                  .asked = made->asked,
                                  .asked_count = 1,
                                  .top = TOP,
                                  .contribution_count = TOLD,
                                  .blocks = made->blocks,
                                  .block_count = BLOCKS,
                                  .partners = made->partners,
                                  .block_scores = made->block_scores,
                                  .contributions = made->told};
}

static void assert_figures(const lociq_ranking *ranking, const char *expected) {
  const lociq_partner_figure *told[LOCIQ_PARTNER_FIGURES];
  char names[256] = "";
  const size_t count = lociq_ranking_figures(ranking, told);
  size_t length = 0;
  for (size_t i = 0; i < count; i++)
    length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", i == 0 ? "" : " ", told[i]->name);
  assert_string_equal(names, expected);
}

static void figures_are_those_that_there_are(void **state) {
  (void)state;
  world made;
  make(&made);
  assert_figures(&made.ranking, "known");
  made.partners[0].reverse = 0.25; /* as much as the score says where no block is directed */
  made.partners[0].distance = 12;
  made.partners[1].ties = 3; /* nobody's */
  assert_figures(&made.ranking, "known distance");
  made.blocks[1].directed = true;
  made.partners[0].reverse = UNKNOWN; /* nobody brings them anything */
  assert_figures(&made.ranking, "known distance");
  made.partners[0].reverse = 0.25;
  made.partners[0].stability = 1;
  assert_figures(&made.ranking, "known reverse distance stability");
  size_t count = 0;
  for (const lociq_partner_figure *figure = lociq_partner_figures(); figure->name != NULL; figure++) {
    lociq_partner partner = {.unit = 0};
    *(double *)((char *)&partner + figure->offset) = 7;
    assert_true(lociq_partner_figure_of(figure, &partner) == 7);
    count++;
  }
  assert_int_equal(count, LOCIQ_PARTNER_FIGURES);
}

static void who_takes_part(void **state) {
  (void)state;
  world made;
  make(&made);
  assert_false(lociq_ranking_has_industries(&made.ranking));
  assert_false(lociq_ranking_has_organisations(&made.ranking));
  made.units[1].industry = 3;
  assert_true(lociq_ranking_has_industries(&made.ranking));
  made.units[0].organisation = 0;
  assert_true(lociq_ranking_has_organisations(&made.ranking));
}

static void contributions_and_the_rest_are_the_score(void **state) {
  (void)state;
  world made;
  make(&made);
  assert_int_equal(lociq_ranking_contributions(&made.ranking, 0), 2);
  assert_int_equal(lociq_ranking_contributions(&made.ranking, 1), 0);
  assert_true(lociq_ranking_rest(&made.ranking, 0, 2) == 0.125);
  assert_true(lociq_ranking_rest(&made.ranking, 0, 1) == 0.25);
  assert_true(lociq_ranking_rest(&made.ranking, 0, 0) == 0.75);
  /* Of numbers that no binary fraction is: to the bit in all but those few cases in which sums of doubles step over the
   * score, where one neighbour is too small and the next too large. */
  int exact = 0;
  for (int i = 1; i <= 1000; i++) {
    const double score = i / 1000.0;
    made.partners[0].score = score;
    made.told[0].value = score / 7 + score * i / 3000;
    made.told[1].value = score * i / 7000;
    double sum = made.told[0].value;
    sum += made.told[1].value;
    const double rest = lociq_ranking_rest(&made.ranking, 0, 2);
    exact += sum + rest == score;
    assert_true(sum + rest == score || sum + nextafter(rest, 1) > score);
    assert_true(fabs(sum + rest - score) <= nextafter(score, 2) - score);
  }
  print_message("%d of 1000 add up to the bit\n", exact);
  assert_true(exact > 900);
}

static void on_the_profile_alone(void **state) {
  (void)state;
  world made;
  make(&made);
  assert_false(lociq_ranking_on_profile(&made.ranking, 0)); /* no organisation */
  made.units[1].organisation = 0;
  assert_false(lociq_ranking_on_profile(&made.ranking, 0)); /* its structure was compared */
  made.block_scores[0] = UNKNOWN;
  made.block_scores[1] = 0.75;
  assert_true(lociq_ranking_on_profile(&made.ranking, 0));
  made.ranking.block_count = 1;
  made.blocks[0] = made.blocks[1];
  assert_false(lociq_ranking_on_profile(&made.ranking, 0)); /* nothing else was asked for */
  made.units[1].region = LOCIQ_NONE;
  assert_true(lociq_ranking_on_profile(&made.ranking, 0));
}

static void names_are_those_of_datasets(void **state) {
  (void)state;
  char name[LOCIQ_PARTNER_NAME_SIZE], longest[512];
  lociq_partner_name("similarity", NULL, name);
  assert_string_equal(name, "partner_similarity");
  lociq_partner_name("learning", "B-E, 1", name);
  assert_string_equal(name, "partner_learning_B_E__1");
  (void)memset(longest, 'x', sizeof longest);
  longest[sizeof longest - 1] = '\0';
  lociq_partner_name(longest, longest, name);
  assert_true(strlen(name) < LOCIQ_PARTNER_NAME_SIZE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_those_that_there_are), cmocka_unit_test(who_takes_part),
      cmocka_unit_test(contributions_and_the_rest_are_the_score), cmocka_unit_test(on_the_profile_alone),
      cmocka_unit_test(names_are_those_of_datasets)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
