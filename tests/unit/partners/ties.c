/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/ties.h"

#include "unit/partners/cities.h"
#include "unit/partners/matrix_block.h"

static const char path[] = "ties.csv";

/* That of the tests of gravity. */
static const char every_pair[] =
    "region,partner,ties\n"
    "AT13,DE21,7\nAT13,FR10,2\nAT13,ITC4,3\nAT13,UKI1,1\nBE10,DE21,1\nBE10,FR10,6\nBE10,ITC4,1\nBE10,UKI1,4\n"
    "DE21,AT13,9\nDE21,BE10,1\nDE21,FR10,3\nDE21,ITC4,6\nFR10,AT13,1\nFR10,BE10,7\nFR10,DE21,4\nFR10,ITC4,9\n"
    "FR10,UKI1,10\nITC4,AT13,4\nITC4,BE10,2\nITC4,DE21,5\nITC4,FR10,11\nITC4,UKI1,3\nUKI1,AT13,2\nUKI1,BE10,5\n"
    "UKI1,FR10,8\nUKI1,ITC4,2\n";

/* Vienna's scores. */
static const double scores[CITIES * CITIES] = {1, 0.5, 0.4, 0.3, 0.2, 0.1};

typedef struct fixture {
  lociq_panel *panel;
  lociq_statistics statistics;
  lociq_unit items[CITIES];
  size_t asked[CITIES];
  lociq_units units;
  lociq_partner_filter *filter;
  matrix_scores matrix;
  lociq_block block;
  lociq_blocks blocks;
  lociq_match match;
} fixture;

static void set_up(fixture *made, bool points) {
  *made = (fixture){.panel = cities_made(), .matrix = {CITIES, scores}};
  made->statistics = statistics_made(made->panel);
  if (points) add_points(made->panel);
  made->units = whole_regions(made->panel, made->items);
  made->units.asked = made->asked; /* Vienna */
  made->units.asked_count = 1;
  made->block = matrix_block(&matrix_directed, 1, &made->matrix);
  made->blocks = (lociq_blocks){.items = &made->block, .count = 1};
}

static lociq_ties *read_ties(fixture *made, const char *text) {
  const lociq_partner_options options = no_options();
  lociq_ties *ties = NULL;
  lociq_error error = {0};
  made->filter = filter_made(made->panel, &made->units, &options);
  made->match = (lociq_match){.units = &made->units, .blocks = &made->blocks, .filter = made->filter, .threads = 2};
  write_side_file(path, text);
  assert_int_equal(lociq_ties_create(path, &made->statistics, &made->match, &ties, &error), LOCIQ_OK);
  return ties;
}

static void tear_down(fixture *made, lociq_ties *ties) {
  lociq_ties_free(ties);
  lociq_filter_free(made->filter);
  lociq_panel_free(made->panel);
}

/* By R, as in the tests of gravity. */
static void ties_and_what_is_expected(void **state) {
  (void)state;
  fixture made;
  double expected = 0;
  set_up(&made, true);
  lociq_ties *ties = read_ties(&made, every_pair);
  assert_null(lociq_ties_remark(ties));
  assert_true(lociq_ties_between(ties, VIENNA, MUNICH, &expected) == 7);
  assert_true(fabs(expected - 4.7524145040230081) < 1e-9);
  assert_true(lociq_ties_between(ties, MUNICH, VIENNA, &expected) == 9);
  assert_true(fabs(expected - 4.5340532407020966) < 1e-9);
  assert_true(lociq_ties_between(ties, VIENNA, BRUSSELS, NULL) == 0);
  assert_true(isnan(lociq_ties_between(ties, VIENNA, VIENNA, &expected)) && isnan(expected));
  tear_down(&made, ties);
}

/* Vienna's partners by R's ties over those expected: Brussels 0/0.85 0, Munich 7/4.75 1.47, Paris 2/1.78 1.12, Milan
 * 3/4.96 0.61, London 1/0.84 1.19. Of four others Brussels has 4 with a lower score and 0 with fewer ties; Munich 3 and
 * 4, Paris 2 and 2, Milan 1 and 1, London 0 and 3. */
static void gaps(void **state) {
  (void)state;
  static const double expected[CITIES - 1] = {1, -0.25, 0, 0, -0.75};
  fixture made;
  lociq_partner partners[CITIES];
  set_up(&made, true);
  lociq_ties *ties = read_ties(&made, every_pair);
  for (size_t k = 0; k < CITIES; k++)
    partners[k] = k + 1 < CITIES ? (lociq_partner){.unit = k + 1, .score = scores[k + 1], .gap = UNKNOWN}
                                 : (lociq_partner){.unit = LOCIQ_NONE, .gap = UNKNOWN};
  assert_int_equal(lociq_ties_tell(ties, &made.match, CITIES, partners, NULL), LOCIQ_OK);
  for (size_t k = 0; k + 1 < CITIES; k++) assert_true(partners[k].gap == expected[k]);
  assert_true(partners[MUNICH - 1].ties == 7 && fabs(partners[MUNICH - 1].expected - 4.7524145040230081) < 1e-9);
  assert_true(isnan(partners[CITIES - 1].gap));
  tear_down(&made, ties);
}

/* Nobody in the file knows London, and Paris has no size. */
static void who_is_left_out(void **state) {
  (void)state;
  fixture made;
  double expected = 0;
  lociq_partner partner = {.unit = LONDON, .ties = 1, .expected = 1, .gap = 1};
  set_up(&made, false);
  made.panel->cubes[0]->parts[LOCIQ_BODY].values[(size_t)2 * PARIS] = UNKNOWN;
  made.panel->cubes[0]->parts[LOCIQ_BODY].values[(size_t)2 * PARIS + 1] = UNKNOWN;
  lociq_ties *ties =
      read_ties(&made, "region,partner,ties\nAT13,DE21,7\nAT13,FR10,2\nAT13,ITC4,3\nDE21,ITC4,6\nBE10,ITC4,1\n");
  assert_string_equal(lociq_ties_remark(ties), "ties.csv: 1 of 5 units have no expected ties, for want of a size");
  assert_true(isnan(lociq_ties_between(ties, VIENNA, LONDON, &expected)) && isnan(expected));
  assert_true(lociq_ties_between(ties, PARIS, VIENNA, &expected) == 2 && isnan(expected));
  assert_true(lociq_ties_between(ties, MUNICH, VIENNA, &expected) == 7 && expected > 0);
  assert_true(lociq_ties_between(ties, MUNICH, BRUSSELS, &expected) == 0 && expected > 0);
  assert_int_equal(lociq_ties_tell(ties, &made.match, 1, &partner, NULL), LOCIQ_OK);
  assert_true(isnan(partner.ties) && isnan(partner.expected) && isnan(partner.gap));
  tear_down(&made, ties);
}

static void no_ties_at_all(void **state) {
  (void)state;
  fixture made;
  double expected = 0;
  set_up(&made, false);
  lociq_ties *ties = read_ties(&made, "region,partner,ties\nAT13,DE21,0\nAT13,BE10,0\n");
  assert_string_equal(lociq_ties_remark(ties),
                      "ties.csv: no expected ties: all ties between those that have a size and a point are 0");
  assert_true(lociq_ties_between(ties, VIENNA, MUNICH, &expected) == 0 && isnan(expected));
  tear_down(&made, ties);
  set_up(&made, false);
  ties = read_ties(&made, "region,partner,ties\n");
  assert_true(isnan(lociq_ties_between(ties, VIENNA, MUNICH, &expected)));
  tear_down(&made, ties);
}

/* Of the first industry and the second, which is linked to it; two organisations of Munich's share its ties. Rows of
 * parts that take no part are counted. */
static void parts_of_clusters(void **state) {
  (void)state;
  static const lociq_unit parts[CITIES] = {{VIENNA, 0, LOCIQ_NONE}, {MUNICH, 0, 0},         {MUNICH, 0, 1},
                                           {PARIS, 0, LOCIQ_NONE},  {PARIS, 1, LOCIQ_NONE}, {LOCIQ_NONE, 0, 2}};
  lociq_organisation organisations[] = {organisation_made("a", "DE21", "", LOCIQ_INTEREST_NONE),
                                        organisation_made("b", "DE21", "", LOCIQ_INTEREST_NONE),
                                        organisation_made("c", "", "", LOCIQ_INTEREST_NONE)};
  lociq_organisations all = {organisations, 3};
  fixture made;
  set_up(&made, false);
  memcpy(made.items, parts, sizeof parts);
  made.units.cluster = 0;
  made.units.organisations = &all;
  lociq_ties *ties = read_ties(&made,
                               "region,industry,partner,partner_industry,ties\nAT13,I0000,DE21,I0000,7\n"
                               "AT13,I0000,FR10,I0001,2\nAT13,I0001,FR10,I0001,5\nFR10,I0000,FR10,I0001,4\n");
  assert_non_null(strstr(lociq_ties_remark(ties), "ties.csv: 1 of 4 rows are of units that take no part"));
  assert_true(lociq_ties_between(ties, 0, 1, NULL) == 7 && lociq_ties_between(ties, 2, 0, NULL) == 7);
  assert_true(isnan(lociq_ties_between(ties, 1, 2, NULL)));
  assert_true(lociq_ties_between(ties, 0, 4, NULL) == 2 && lociq_ties_between(ties, 0, 3, NULL) == 0);
  assert_true(lociq_ties_between(ties, 4, 3, NULL) == 4);
  assert_true(isnan(lociq_ties_between(ties, 0, 5, NULL)));
  lociq_ties_free(ties);
  lociq_filter_free(made.filter);
  /* without industries: those of the cluster */
  ties = read_ties(&made, "region,partner,ties\nAT13,FR10,2\n");
  assert_true(lociq_ties_between(ties, 0, 3, NULL) == 2 && isnan(lociq_ties_between(ties, 0, 4, NULL)));
  tear_down(&made, ties);
}

/* Of whole regions those of their industries are added up; within a region they are none. */
static void industries_add_up(void **state) {
  (void)state;
  fixture made;
  set_up(&made, false);
  lociq_ties *ties = read_ties(&made,
                               "region,industry,partner,partner_industry,ties\nAT13,I0000,DE21,I0000,7\n"
                               "DE21,I0001,AT13,I0000,2\nAT13,I0000,AT13,I0001,5\nAT13,I0000,BE10,I0001,1\n");
  assert_true(lociq_ties_between(ties, VIENNA, MUNICH, NULL) == 9 &&
              lociq_ties_between(ties, MUNICH, VIENNA, NULL) == 9);
  assert_true(lociq_ties_between(ties, BRUSSELS, VIENNA, NULL) == 1);
  tear_down(&made, ties);
}

static void a_file_that_is_wrong(void **state) {
  (void)state;
  const lociq_partner_options options = no_options();
  fixture made;
  lociq_ties *ties = NULL;
  lociq_error error = {0};
  set_up(&made, false);
  made.filter = filter_made(made.panel, &made.units, &options);
  made.match = (lociq_match){.units = &made.units, .blocks = &made.blocks, .filter = made.filter, .threads = 1};
  write_side_file(path, "region,partner,ties\nAT13,AT13,1\n");
  assert_int_equal(lociq_ties_create(path, &made.statistics, &made.match, &ties, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, "ties.csv:2: column \"partner\" is \"AT13\", expected another region");
  assert_null(ties);
  tear_down(&made, NULL);
}

static bool stop(void *context, const char *stage, uint64_t done, uint64_t total) {
  (void)context;
  assert_string_equal(stage, "comparing ties");
  assert_true(done == 1 && total == 1);
  return false;
}

static void told_to_stop(void **state) {
  (void)state;
  const lociq_progress progress = {.report = stop};
  lociq_partner partner = {.unit = MUNICH};
  fixture made;
  set_up(&made, true);
  lociq_ties *ties = read_ties(&made, every_pair);
  made.match.progress = &progress;
  assert_int_equal(lociq_ties_tell(ties, &made.match, 1, &partner, NULL), LOCIQ_CANCELLED);
  tear_down(&made, ties);
}

static void without_memory(void **state) {
  (void)state;
  fixture made;
  lociq_partner partner = {.unit = MUNICH};
  lociq_status status = LOCIQ_NO_MEMORY;
  set_up(&made, true);
  lociq_ties *whole = read_ties(&made, every_pair);
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_ties *ties = NULL;
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = lociq_ties_create(path, &made.statistics, &made.match, &ties, &error);
    if (status == LOCIQ_OK) status = lociq_ties_tell(ties, &made.match, 1, &partner, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && error.message[0] != '\0'));
    lociq_ties_free(ties);
    assert_true(n < 1000);
  }
  tear_down(&made, whole);
}

static int remove_file(void **state) {
  (void)state;
  (void)unlink(path);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(ties_and_what_is_expected),
                                     cmocka_unit_test(gaps),
                                     cmocka_unit_test(who_is_left_out),
                                     cmocka_unit_test(no_ties_at_all),
                                     cmocka_unit_test(parts_of_clusters),
                                     cmocka_unit_test(industries_add_up),
                                     cmocka_unit_test(a_file_that_is_wrong),
                                     cmocka_unit_test(told_to_stop),
                                     cmocka_unit_test(without_memory)};
  return cmocka_run_group_tests(tests, NULL, remove_file);
}
