/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/write/texts.h"

static void assert_refused(const lociq_ranking *ranking, lociq_write_options options, lociq_status expected,
                           const char *message) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  lociq_error error = {0};
  assert_int_equal(lociq_write_ranking(ranking, &options, stream, &error), expected);
  assert_string_equal(error.message, message);
  assert_int_equal(fclose(stream), 0);
  assert_int_equal(size, 0);
  free(text);
}

static void one_region(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = ranking_of(&world);
  const lociq_write_options options = {.format = "table", .region = "ITC4", .year = "2015"};
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  assert_int_equal(lociq_write_ranking(&ranking, &options, stream, NULL), LOCIQ_OK);
  assert_int_equal(fclose(stream), 0);
  assert_written(text,
                 "ITC4 Lombardia è bella: cosine of employment, 2015, 50.0 % known\n"
                 "no partner among those who may be one\n");
  axes_free(&world);
}

/* Those that are named, in that order, each as often. */
static void several_regions(void **state) {
  (void)state;
  static const char *const regions[] = {"ITC4", "DE11", "ITC4"};
  const axes world = axes_made();
  lociq_ranking ranking = ranking_of(&world);
  ranking.contribution_count = 0;
  const lociq_write_options options = {.format = "table", .regions = regions, .region_count = 3};
#define NOBODY                                                          \
  "ITC4 Lombardia è bella: cosine of employment, 2015, 50.0 % known\n" \
  "no partner among those who may be one\n"
  assert_written(ranking_written_as(&options, &ranking), NOBODY
                 "\nDE11 Stuttgart: cosine of employment, 2015, 100.0 % known\n"
                 "rank  partner   label                  score\n"
                 "   1  ITC4      Lombardia è bella   0.937500\n"
                 "   2  =1+1,\"x\"  <b>\xEF\xBF\xBD=cmd()          0.100000\n\n" NOBODY);
  static const char *const unknown[] = {"DE11", "AT11"};
  assert_refused(&ranking, (lociq_write_options){.format = "csv", .regions = unknown, .region_count = 2},
                 LOCIQ_NOT_FOUND, "the ranking has no region \"AT11\"; it has DE11 and others");
  axes_free(&world);
}

static void what_is_not_there(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = ranking_of(&world);
  assert_refused(&ranking, (lociq_write_options){.format = "matrix"}, LOCIQ_INVALID,
                 "a ranking cannot be written as \"matrix\": expected one of table, csv, json");
  assert_refused(&ranking, (lociq_write_options){.format = "csv", .region = "AT11"}, LOCIQ_NOT_FOUND,
                 "the ranking has no region \"AT11\"; it has DE11 and others");
  assert_refused(&ranking, (lociq_write_options){.format = "csv", .region = "=1+1,\"x\""}, LOCIQ_NOT_FOUND,
                 "the ranking has no region \"=1+1,\"x\"\"; it has DE11 and others");
  assert_refused(&ranking, (lociq_write_options){.format = "csv", .year = "2014"}, LOCIQ_NOT_FOUND,
                 "the ranking has no year \"2014\": it is of 2015");
  assert_refused(&ranking, (lociq_write_options){.format = "csv", .industry = "A"}, LOCIQ_INVALID,
                 "a ranking is of regions: the industry \"A\" cannot be chosen");
  axes_free(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(one_region), cmocka_unit_test(several_regions),
                                     cmocka_unit_test(what_is_not_there)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
