/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/write/texts.h"

/* The line break in the label is replaced; è is one character wide. */
static void a_ranking_to_read(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = ranking_of(&world);
  assert_written(ranking_written("table", &ranking),
                 "DE11 Stuttgart: cosine of employment, 2015, 100.0 % known\n"
                 "rank  partner   label                  score  largest contributions\n"
                 "   1  ITC4      Lombardia è bella   0.937500  C 0.7500; A Agriculture 0.1875\n"
                 "   2  =1+1,\"x\"  <b>\xEF\xBF\xBD=cmd()          0.100000  A Agriculture 0.1000\n"
                 "\n"
                 "ITC4 Lombardia è bella: cosine of employment, 2015, 50.0 % known\n"
                 "no region can be compared with it\n");
  axes_free(&world);
}

static void without_labels_and_contributions(void **state) {
  (void)state;
  static const lociq_member members[] = {{.code = "a", .level = -1}, {.code = "b", .level = -1}};
  static size_t places[] = {0};
  static lociq_partner partners[] = {{.unit = 1, .score = 1}};
  static double coverage[] = {NAN};
  const axes world = axes_made();
  lociq_axis *regions = axis_made(LOCIQ_REGION, members, 2);
  lociq_ranking ranking = ranking_of(&world);
  ranking.region_axis = regions;
  ranking.asked = places;
  ranking.asked_count = 1;
  ranking.partners = partners;
  ranking.top = 1;
  ranking.contribution_count = 0;
  ranking.coverage = coverage;
  assert_written(ranking_written("table", &ranking),
                 "a: cosine of employment, 2015\nrank  partner      score\n   1  b         1.000000\n");
  lociq_axis_free(regions);
  axes_free(&world);
}

static void failures(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = ranking_of(&world);
  check_ranking_failures("table", &ranking);
  axes_free(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_ranking_to_read),
                                     cmocka_unit_test(without_labels_and_contributions), cmocka_unit_test(failures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
