/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/write/texts.h"

static void regions(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = ranking_of(&world);
  assert_written(ranking_written("csv", &ranking),
                 "region,partner,rank,score,known,contribution_1_item,contribution_1,contribution_1_own,"
                 "contribution_1_other,contribution_2_item,contribution_2,contribution_2_own,contribution_2_other,"
                 "contribution_rest\n"
                 "DE11,ITC4,1,0.9375,1,C,0.75,0.5,0.625,A,0.125,0.25,0.3125,0.0625\n"
                 "DE11,\"'=1+1,\"\"x\"\"\",2,0.10000000000000001,1,A,0.10000000000000001,0.25,,,,,,0\n");
  axes_free(&world);
}

static void clusters_and_organisations(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = clusters_of(&world);
  assert_written(
      ranking_written("csv", &ranking),
      "region,industry,organisation,partner,partner_industry,partner_organisation,rank,score,known,reverse,distance,"
      "ties,expected,gap,rank_lower,rank_upper,stability,block_lead,\"block_=words,\",contribution_1_block,"
      "contribution_1_item,contribution_1,contribution_1_own,contribution_1_other,contribution_2_block,"
      "contribution_2_item,contribution_2,contribution_2_own,contribution_2_other,contribution_rest,return_1_block,"
      "return_1_item,return_1,return_1_own,return_1_other,return_2_block,return_2_item,return_2,return_2_own,"
      "return_2_other\n"
      "DE11,C,auto,ITC4,A,,1,0.75,1,0.25,412.39999999999998,3,1.25,0.5,1,2,0.875,0.5,0.25,lead,gdp,0.5,"
      "12345.6,23456.700000000001,\"'=words,\",competences: welding,0.1875,1,1,0.0625,"
      "lead,gdp,0.25,12345.6,23456.700000000001,,,,,\n"
      "DE11,C,auto,,,\"'@home\",2,0.5,0.25,,,,,,1,4.5,0.5,,0.5,\"'=words,\",seeks: \x1b[31m,0.25,,,\"'=words,\","
      "competences: welding,0.125,1,1,0.125,,,,,,,,,,\n");
  axes_free(&world);
}

static void without_contributions(void **state) {
  (void)state;
  const axes world = axes_made();
  lociq_ranking ranking = ranking_of(&world);
  ranking.contribution_count = 0;
  ranking.asked_count = 1;
  assert_written(ranking_written("csv", &ranking),
                 "region,partner,rank,score,known\nDE11,ITC4,1,0.9375,1\n"
                 "DE11,\"'=1+1,\"\"x\"\"\",2,0.10000000000000001,1\n");
  axes_free(&world);
}

static void failures(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = clusters_of(&world);
  check_ranking_failures("csv", &ranking);
  axes_free(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(regions), cmocka_unit_test(clusters_and_organisations),
                                     cmocka_unit_test(without_contributions), cmocka_unit_test(failures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
