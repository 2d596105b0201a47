/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/collect.h"
#include "reading.h"

static const char *const paths[] = {"merge_first.csv", "merge_second.csv"};
static const char first[] =
    "STRUCTURE,STRUCTURE_ID,ACTION,geo,TIME_PERIOD,OBS_VALUE\n"
    "dataflow,E:X(1.0),I: Append,SE: Sweden,2010: 2010,1\n"
    "dataflow,E:X(1.0),I: Append,AT,2010: 2010,2\n"
    "dataflow,E:X(1.0),I: Append,BE: Belgium,2009: 2009,3\n";
static const char second[] =
    "STRUCTURE,STRUCTURE_ID,ACTION,geo,TIME_PERIOD,OBS_VALUE\n"
    "dataflow,E:X(1.0),I: Append,AT: Austria,2011: 2011,4\n"
    "dataflow,E:X(1.0),I: Append,BE: Belgique,2011: 2011,5\n"
    "dataflow,E:X(1.0),I: Append,A: Anything,2011: 2011,6\n";

/* The dictionaries of two files become one list, in the order of bytes; each row
 * finds its own code there; of several labels the first file's stays. */
static void codes_of_all_files_become_one_list(void **state) {
  (void)state;
  lociq_read_options options = lociq_read_options_default();
  options.measure = "gdp";
  options.threads = 2;
  write_file(paths[0], first, sizeof first - 1);
  write_file(paths[1], second, sizeof second - 1);
  lociq_scan scans[2] = {0};
  for (size_t f = 0; f < 2; f++)
    assert_int_equal(lociq_scan_file(paths[f], &options, 16, false, &scans[f], NULL), LOCIQ_OK);
  lociq_account account = {0};
  lociq_collection all = {.options = &options, .account = &account};
  assert_int_equal(lociq_collection_merge(&all, scans, 2, NULL), LOCIQ_OK);
  static const char *const codes[] = {"A", "AT", "BE", "SE"}, *const labels[] = {"Anything", "Austria", "Belgium",
                                                                                 "Sweden"};
  const lociq_merged *regions = &all.dimensions[0];
  assert_int_equal(regions->axis, LOCIQ_REGION);
  assert_int_equal(regions->count, 4);
  for (size_t i = 0; i < 4; i++) {
    assert_string_equal(regions->codes[i], codes[i]);
    assert_string_equal(regions->labels[i], labels[i]);
  }
  static const char *const in_order[2][3] = {{"SE", "AT", "BE"}, {"AT", "BE", "A"}};
  for (size_t f = 0; f < 2; f++) {
    size_t geo = 0, row_of_file = 0;
    while (strcmp(scans[f].layout.dimensions[geo].name, "geo") != 0) geo++;
    for (size_t n = 0; n < scans[f].chunk_count; n++)
      for (size_t row = 0; row < scans[f].chunks[n].rows; row++) {
        const uint32_t code = lociq_bound_code(&all.files[f], &scans[f].chunks[n], row, geo);
        assert_string_equal(regions->codes[code], in_order[f][row_of_file++]);
      }
    assert_int_equal(row_of_file, 3);
  }
  assert_int_equal(all.measure_count, 1);
  assert_string_equal(all.measures[0].name, "gdp");
  lociq_collection_clear(&all);
  for (size_t f = 0; f < 2; f++) {
    lociq_scan_clear(&scans[f]);
    (void)remove(paths[f]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(codes_of_all_files_become_one_list)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
