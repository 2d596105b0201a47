/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/ties_file.h"

#include "unit/partners/cities.h"

static const char path[] = "ties_file.csv";

static lociq_status read_text(const char *text, lociq_tie_rows *rows, lociq_error *error) {
  lociq_panel *panel = cities_made();
  *rows = (lociq_tie_rows){0};
  write_side_file(path, text);
  const lociq_status status =
      lociq_tie_rows_read(path, panel->axes[LOCIQ_REGION], panel->axes[LOCIQ_INDUSTRY], rows, error);
  lociq_panel_free(panel);
  return status;
}

static void of_regions(void **state) {
  (void)state;
  lociq_tie_rows rows;
  assert_int_equal(read_text("ties,partner,region\n3,AT13,FR10\n0,FR10,BE10\n1e2,DE21,BE10\n", &rows, NULL), LOCIQ_OK);
  assert_int_equal(rows.count, 3);
  assert_false(rows.by_industry || rows.directed);
  assert_int_equal(rows.rows[0].region, BRUSSELS);
  assert_int_equal(rows.rows[0].partner, MUNICH);
  assert_true(rows.rows[0].ties == 100 && rows.rows[0].line == 4 && rows.rows[0].industry == LOCIQ_NONE);
  assert_int_equal(rows.rows[2].partner, VIENNA);
  free(rows.rows);
  assert_int_equal(read_text("region,partner,ties\n", &rows, NULL), LOCIQ_OK);
  assert_int_equal(rows.count, 0);
  free(rows.rows);
}

static void of_clusters(void **state) {
  (void)state;
  lociq_tie_rows rows;
  assert_int_equal(read_text("region,industry,partner,partner_industry,ties\nAT13,I0001,AT13,I0000,3\n", &rows, NULL),
                   LOCIQ_OK);
  assert_true(rows.by_industry && !rows.directed);
  assert_int_equal(rows.rows[0].industry, 1);
  assert_int_equal(rows.rows[0].partner_industry, 0);
  free(rows.rows);
}

static void each_pair_once_or_both_ways(void **state) {
  (void)state;
  lociq_tie_rows rows;
  assert_int_equal(read_text("region,partner,ties\nAT13,BE10,3\nDE21,BE10,1\nBE10,AT13,0\n", &rows, NULL), LOCIQ_OK);
  assert_true(rows.directed);
  free(rows.rows);
  assert_int_equal(read_text("region,industry,partner,partner_industry,ties\nAT13,I0000,BE10,I0001,1\n"
                             "BE10,I0000,AT13,I0001,1\n",
                             &rows, NULL),
                   LOCIQ_OK);
  assert_false(rows.directed);
  free(rows.rows);
}

static void refused(const char *text, const char *message) {
  lociq_tie_rows rows;
  lociq_error error = {0};
  assert_int_equal(read_text(text, &rows, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, message);
  assert_null(rows.rows);
}

static void what_is_wrong(void **state) {
  (void)state;
  refused("region,partner\nAT13,BE10\n", "ties_file.csv:1: there is no column \"ties\"");
  refused("region,industry,partner,ties\nAT13,I0000,BE10,1\n",
          "ties_file.csv:1: there is a column \"industry\", but none \"partner_industry\"");
  refused("region,partner_industry,partner,ties\nAT13,I0000,BE10,1\n",
          "ties_file.csv:1: there is a column \"partner_industry\", but none \"industry\"");
  refused("region,partner,ties\nAT13,XX,1\n", "ties_file.csv:2: region \"XX\" is not in the store");
  refused("region,industry,partner,partner_industry,ties\nAT13,I0000,BE10,C9,1\n",
          "ties_file.csv:2: industry \"C9\" is not in the store");
  refused("region,partner,ties\nAT13,BE10,-1\n",
          "ties_file.csv:2: column \"ties\" is \"-1\", expected a number of at least 0");
  refused("region,partner,ties\nAT13,BE10,\n",
          "ties_file.csv:2: column \"ties\" is \"\", expected a number of at least 0");
  refused("region,partner,ties\nAT13,AT13,1\n",
          "ties_file.csv:2: column \"partner\" is \"AT13\", expected another region");
  refused("region,industry,partner,partner_industry,ties\nAT13,I0001,AT13,I0001,1\n",
          "ties_file.csv:2: column \"partner_industry\" is \"I0001\", expected another region or industry");
  refused("region,partner,ties\nAT13,BE10,1\nFR10,BE10,1\nAT13,BE10,1\n",
          "ties_file.csv:4: the ties of \"AT13\" with \"BE10\" are there already, in line 2");
}

static int remove_file(void **state) {
  (void)state;
  (void)unlink(path);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(of_regions), cmocka_unit_test(of_clusters),
                                     cmocka_unit_test(each_pair_once_or_both_ways), cmocka_unit_test(what_is_wrong)};
  return cmocka_run_group_tests(tests, NULL, remove_file);
}
