/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/write/texts.h"
#include "write/text.h"

/* The line break in the label is replaced; è is one character wide. */
static void a_ranking_to_read(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = ranking_of(&world);
  assert_written(
      ranking_written("table", &ranking),
      "DE11 Stuttgart: cosine of employment, 2015, 100.0 % known\n"
      "rank  partner   label                  score  largest contributions\n"
      "   1  ITC4      Lombardia è bella   0.937500  C 0.750 (0.5 | 0.62); A Agriculture 0.125 (0.25 | 0.31); "
      "others 0.062\n"
      "   2  =1+1,\"x\"  <b>\xEF\xBF\xBD=cmd()          0.100000  A Agriculture 0.100 (0.25 | -)\n"
      "\n"
      "ITC4 Lombardia è bella: cosine of employment, 2015, 50.0 % known\n"
      "no partner: nobody who may be one can be compared with it\n");
  axes_free(&world);
}

/* Columns of what there is; a name that is too long for its column pushes the others. */
static void clusters_and_organisations(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = clusters_of(&world);
  assert_written(
      ranking_written_as(&(lociq_write_options){.format = "table", .contributions = 2}, &ranking),
      "auto Auto Cluster: blend of employment, 2015\n"
      "rank  partner  label                  score     lead  =words,    reverse     km   ties  expected    gap  "
      "stability    ranks  largest contributions\n"
      "   1  ITC4 A   Lombardia è bella   0.750000   0.5000   0.2500   0.250000    412      3       1.2   0.50  "
      "     0.88      1-2  gdp Gross domest… 0.500 (12346 | 23457); competences: welding 0.188 (1 | 1); "
      "others 0.062\n"
      "   2  @home    At home             0.500000        -   0.5000          -      -      -         -      -  "
      "     0.50    1-4.5  on its profile alone:  seeks: \xEF\xBF\xBD[31m 0.250; competences: welding 0.125 (1 | 1); "
      "others 0.125\n"
      "\n"
      "The first ten are a toss.\xEF\xBF\xBD\n");
  axes_free(&world);
}

/* Of three as many as fit into 140 columns, and one at least. */
static void a_line_is_not_too_long(void **state) {
  (void)state;
  enum { LONG = 30, WIDE = 140 };
  static char names[3][LONG + 1];
  static lociq_contribution told[] = {{0, 0.5, 0.1, 0.1}, {1, 0.25, 0.1, 0.1}, {2, 0.125, 0.1, 0.1}, NO_PART};
  const axes world = axes_made();
  lociq_ranking ranking = ranking_of(&world);
  lociq_partner_item items[3];
  const struct { size_t length, shown; } cases[] = {{3, 3}, {4, 2}, {10, 2}, {11, 1}, {LONG, 1}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    for (size_t k = 0; k < 3; k++) {
      (void)memset(names[k], 'a' + (int)k, cases[i].length);
      names[k][cases[i].length] = '\0';
      items[k] = (lociq_partner_item){0, names[k], names[k], ranking.items[0].unit};
    }
    ranking.items = items;
    ranking.item_count = 3;
    ranking.contributions = told;
    ranking.contribution_count = 3;
    ranking.asked_count = ranking.top = 1;
    char *text = NULL;
    size_t size = 0, shown = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_int_equal(lociq_write_ranking(&ranking, &(lociq_write_options){.format = "table"}, stream, NULL), LOCIQ_OK);
    assert_int_equal(fclose(stream), 0);
    char *line = strchr(strchr(text, '\n') + 1, '\n') + 1; /* below the heading and the columns' */
    line[strcspn(line, "\n")] = '\0';
    for (size_t k = 0; k < 3; k++) shown += strstr(line, names[k]) != NULL;
    assert_int_equal(shown, cases[i].shown);
    assert_true(lociq_text_length(line) <= WIDE);
    free(text);
  }
  axes_free(&world);
}

static void without_labels_and_contributions(void **state) {
  (void)state;
  static const lociq_member members[] = {{.code = "a", .level = -1}, {.code = "b", .level = -1}};
  static lociq_unit units[] = {{0, LOCIQ_NONE, LOCIQ_NONE}, {1, LOCIQ_NONE, LOCIQ_NONE}};
  static size_t asked[] = {0};
  static lociq_partner partners[] = {{1, 1, 1, 1, NAN, NAN, NAN, NAN, NAN, NAN, NAN}};
  static double coverage[] = {NAN};
  const axes world = axes_made();
  lociq_axis *regions = axis_made(LOCIQ_REGION, members, 2);
  lociq_ranking ranking = ranking_of(&world);
  ranking.region_axis = regions;
  ranking.units = units;
  ranking.unit_count = 2;
  ranking.asked = asked;
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
  const lociq_ranking ranking = clusters_of(&world);
  check_ranking_failures("table", &ranking);
  axes_free(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_ranking_to_read), cmocka_unit_test(clusters_and_organisations),
                                     cmocka_unit_test(a_line_is_not_too_long),
                                     cmocka_unit_test(without_labels_and_contributions), cmocka_unit_test(failures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
