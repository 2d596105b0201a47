/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/write/texts.h"
#include "write/text.h"

/* The line break in the label is replaced; è is one character wide. */
static void a_ranking_to_read(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = ranking_of(&world);
  assert_written(ranking_written("table", &ranking),
                 "DE11 Stuttgart: cosine of employment, 2015, 100.0 % known\n"
                 "rank  partner   label                  score\n"
                 "      largest contributions (here | there)\n"
                 "   1  ITC4      Lombardia è bella   0.937500\n"
                 "      C 0.750 (0.5 | 0.62); A Agriculture 0.125 (0.25 | 0.31); others 0.062\n"
                 "   2  =1+1,\"x\"  <b>\xEF\xBF\xBD=cmd()          0.100000\n"
                 "      A Agriculture 0.100 (0.25 | -)\n"
                 "\n"
                 "ITC4 Lombardia è bella: cosine of employment, 2015, 50.0 % known\n"
                 "no partner among those who may be one\n");
  axes_free(&world);
}

/* Columns of what there is; the label in place of a variable's name. */
static void clusters_and_organisations(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = clusters_of(&world);
  assert_written(
      ranking_written("table", &ranking),
      "auto Auto Cluster, DE11: blend of employment, 2015\n"
      "rank  partner  label                  score     lead  =words,    reverse     km   ties  expected    gap  "
      "stability    ranks\n"
      "      largest contributions (here | there)\n"
      "   1  ITC4 A   Lombardia è bella   0.750000   0.5000   0.2500   0.250000    412      3       1.2   0.50  "
      "     0.88      1-2\n"
      "      Gross domestic product 0.500 (12346 | 23457); competences: welding 0.188 (1 | 1); others 0.062\n"
      "      we bring: Gross domestic product 0.250 (12346 | 23457)\n"
      "   2  @home    At home             0.500000        -   0.5000          -      -      -         -      -  "
      "     0.50    1-4.5\n"
      "      on its profile alone: seeks: \xEF\xBF\xBD[31m 0.250; competences: welding 0.125 (1 | 1); others 0.125\n"
      "\n"
      "The first ten are a toss.\xEF\xBF\xBD\n");
  assert_written(
      ranking_written_as(&(lociq_write_options){.format = "table", .contributions = 1}, &ranking),
      "auto Auto Cluster, DE11: blend of employment, 2015\n"
      "rank  partner  label                  score     lead  =words,    reverse     km   ties  expected    gap  "
      "stability    ranks\n"
      "      largest contributions (here | there)\n"
      "   1  ITC4 A   Lombardia è bella   0.750000   0.5000   0.2500   0.250000    412      3       1.2   0.50  "
      "     0.88      1-2\n"
      "      Gross domestic product 0.500 (12346 | 23457); others 0.250\n"
      "      we bring: Gross domestic product 0.250 (12346 | 23457)\n"
      "   2  @home    At home             0.500000        -   0.5000          -      -      -         -      -  "
      "     0.50    1-4.5\n"
      "      on its profile alone: seeks: \xEF\xBF\xBD[31m 0.250; others 0.250\n"
      "\n"
      "The first ten are a toss.\xEF\xBF\xBD\n");
  axes_free(&world);
}

/* The cluster's label stands in the heading; an item that two blocks have is told with its block. */
static void labels_and_blocks(void **state) {
  (void)state;
  const axes world = axes_made();
  lociq_ranking ranking = clusters_of(&world);
  char cluster[] = "A", gdp[] = "gdp", name[] = "labour_productivity", label[] = "Labour productivity", none[] = "";
  lociq_partner_item items[] = {{0, gdp, none, none}, {1, gdp, none, none}, {0, name, label, none}};
  ranking.cluster = cluster;
  ranking.items = items;
  ranking.top = 1;
  ranking.contribution_count = 3;
  lociq_contribution told[] = {{1, 0.5, 1, 2}, {0, 0.125, 3, 4}, {2, 0.125, NAN, 0.000123}};
  ranking.contributions = told;
  ranking.returns = NULL;
  ranking.remarks = NULL;
  ranking.units = (lociq_unit[]){{1, 0, LOCIQ_NONE}, {2, 0, LOCIQ_NONE}};
  ranking.unit_count = 2;
  assert_written(
      ranking_written("table", &ranking),
      "DE11 A Stuttgart, Agriculture: blend of employment, 2015\n"
      "rank  partner  label                  score     lead  =words,    reverse     km   ties  expected    gap  "
      "stability    ranks\n"
      "      largest contributions (here | there)\n"
      "   1  ITC4 A   Lombardia è bella   0.750000   0.5000   0.2500   0.250000    412      3       1.2   0.50  "
      "     0.88      1-2\n"
      "      =words,:gdp 0.500 (1 | 2); lead:gdp 0.125 (3 | 4); Labour productivity 0.125 (- | 0.00012)\n");
  axes_free(&world);
}

/* Of three as many as fit into 140 columns, with labels as long as these let them. */
static void a_line_is_not_too_long(void **state) {
  (void)state;
  enum { LONG = 50, WIDE = 140 };
  static char names[3][LONG + 1], labels[3][LONG + 1];
  static lociq_contribution told[] = {{0, 0.5, 0.1, 0.1}, {1, 0.25, 0.1, 0.1}, {2, 0.125, 0.1, 0.1}, NO_PART};
  const axes world = axes_made();
  lociq_ranking ranking = ranking_of(&world);
  lociq_partner_item items[3];
  /* 6 before them, 14 of the others; each is as long as its name and label and 19 more, two between */
  const struct {
    size_t name, label, shown, label_shown;
  } cases[] = {{1, 18, 3, 18}, {1, 19, 3, 17}, {6, 50, 3, 12}, {30, 0, 2, 0}, {8, 50, 2, 12}, {8, 5, 3, 5}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    for (size_t k = 0; k < 3; k++) {
      (void)snprintf(names[k], sizeof names[k], "%.*s", (int)cases[i].name,
                     k == 0   ? "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                     : k == 1 ? "Bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
                              : "Cccccccccccccccccccccccccccccccccccccccccccccccccc");
      (void)snprintf(labels[k], sizeof labels[k], "%.*s", (int)cases[i].label,
                     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
      items[k] = (lociq_partner_item){0, names[k], labels[k], ranking.items[0].unit};
    }
    ranking.items = items;
    ranking.item_count = 3;
    ranking.contributions = told;
    ranking.contribution_count = 3;
    ranking.asked_count = ranking.top = 1;
    char *text = NULL;
    size_t size = 0, shown = 0, longest = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_int_equal(lociq_write_ranking(&ranking, &(lociq_write_options){.format = "table"}, stream, NULL), LOCIQ_OK);
    assert_int_equal(fclose(stream), 0);
    char *line = strstr(text, "\n      A") + 1;
    line[strcspn(line, "\n")] = '\0';
    for (const char *at = strstr(line, " | "); at != NULL; at = strstr(at + 1, " | ")) shown++;
    for (const char *at = strchr(line, 'x'); at != NULL && *at == 'x'; at++) longest++;
    assert_int_equal(shown, cases[i].shown);
    assert_int_equal(longest, cases[i].label_shown);
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
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_ranking_to_read),
                                     cmocka_unit_test(clusters_and_organisations),
                                     cmocka_unit_test(labels_and_blocks),
                                     cmocka_unit_test(a_line_is_not_too_long),
                                     cmocka_unit_test(without_labels_and_contributions),
                                     cmocka_unit_test(failures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
