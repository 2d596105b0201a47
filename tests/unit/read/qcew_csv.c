/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/read/text_file.h"

#include "core/memory.h"

static const char path[] = "qcew_csv.test.csv";

#define QUARTERLY                                                                                           \
  "area_fips,own_code,industry_code,agglvl_code,year,qtr,disclosure_code,qtrly_estabs_count,month1_emplvl," \
  "month2_emplvl,month3_emplvl,total_qtrly_wages,avg_wkly_wage\n"

#define TITLED                                                                                                       \
  "\"area_fips\",\"own_code\",\"industry_code\",\"agglvl_code\",\"size_code\",\"year\",\"qtr\",\"disclosure_code\"," \
  "\"area_title\",\"industry_title\",\"qtrly_estabs\",\"month1_emplvl\",\"month2_emplvl\",\"month3_emplvl\","        \
  "\"total_qtrly_wages\"\n"

#define ANNUAL                                                                                         \
  "area_fips,own_code,industry_code,agglvl_code,size_code,year,qtr,disclosure_code,annual_avg_estabs," \
  "annual_avg_emplvl,total_annual_wages\n"

static text_result read_sound(const char *text, const lociq_read_options *options) {
  const lociq_read_options usual = lociq_read_options_default();
  const text_result result = read_text(path, text, options != NULL ? options : &usual);
  assert_string_equal(result.error.message, "");
  assert_account_adds_up(&result.account);
  return result;
}

static double cell(const text_result *result, const char *measure, const char *area, const char *industry) {
  return value_of(result->panel, measure, LOCIQ_BODY, "2016", area, industry);
}

/* Two ownerships, four quarters; the second quarter of the second has nothing. */
static const char whole_year[] = QUARTERLY
    "09001,3,311,75,2016,1,,1,10,11,12,1000,1\n"
    "09001,3,311,75,2016,2,,1,13,14,15,1000,1\n"
    "09001,3,311,75,2016,3,,1,16,17,18,1000,1\n"
    "09001,3,311,75,2016,4,,1,19,20,21,1000,1\n"
    "09001,5,311,75,2016,1,,2,100,100,100,5000,1\n"
    "09001,5,311,75,2016,2,-,0,0,0,0,0,0\n"
    "09001,5,311,75,2016,3,,4,100,100,100,5000,1\n"
    "09001,5,311,75,2016,4,,2,100,100,100,5000,1\n"
    "09001,5,312,75,2016,1,,2,1,1,1,10,1\n"
    "09001,5,312,75,2016,2,N,2,0,0,0,0,0\n"
    "09001,5,312,75,2016,3,,2,1,1,1,10,1\n"
    "09001,5,312,75,2016,4,,2,1,1,1,10,1\n"
    "09999,5,311,75,2016,1,,2,1,1,1,10,1\n"
    "09001,5,999,75,2016,1,,2,1,1,1,10,1\n"
    "09001,0,10,70,2016,1,,9,500,500,500,90000,1\n"
    "09001,0,10,70,2016,2,,9,500,500,500,90000,1\n"
    "09001,0,10,70,2016,3,,9,500,500,500,90000,1\n"
    "09001,0,10,70,2016,4,,9,500,500,506,90000,1\n"
    "09001,5,10,71,2016,1,,9,1,1,1,1,1\n";

static void quarters_and_ownerships_are_combined(void **state) {
  (void)state;
  const text_result result = read_sound(whole_year, NULL);
  /* 186 person-months of local government and 900 private ones, by 12 */
  assert_true(cell(&result, "employment", "09001", "311") == (186.0 + 900.0) / 12);
  assert_true(cell(&result, "wages", "09001", "311") == 19000);
  assert_true(cell(&result, "establishments", "09001", "311") == (4.0 + 8.0) / 4);
  assert_int_equal(flags_of(result.panel, "employment", LOCIQ_BODY, "2016", "09001", "311"), 0);
  assert_true(value_of(result.panel, "employment", LOCIQ_TOTAL_REGION, "2016", "09001", NULL) == 500.5);
  assert_true(value_of(result.panel, "wages", LOCIQ_TOTAL_REGION, "2016", "09001", NULL) == 360000);
  assert_string_equal(lociq_panel_find(result.panel, "employment")->unit, "persons");
  assert_string_equal(lociq_panel_find(result.panel, "wages")->unit, "USD");
  assert_string_equal(lociq_panel_find(result.panel, "establishments")->unit, "establishments");
  assert_int_equal(result.account.rows, 19);
  assert_int_equal(result.account.cells, 19 * 5);
  lociq_panel_free(result.panel);
}

static void what_is_suppressed_in_part_is_missing(void **state) {
  (void)state;
  const text_result result = read_sound(whole_year, NULL);
  assert_true(isnan(cell(&result, "employment", "09001", "312")));
  assert_true(isnan(cell(&result, "wages", "09001", "312")));
  assert_true(cell(&result, "establishments", "09001", "312") == 2);
  assert_int_equal(flags_of(result.panel, "employment", LOCIQ_BODY, "2016", "09001", "312"), LOCIQ_FLAG_CONFIDENTIAL);
  assert_int_equal(flags_of(result.panel, "establishments", LOCIQ_BODY, "2016", "09001", "312"), 0);
  assert_int_equal(result.account.missing, 4);
  lociq_panel_free(result.panel);
}

static void unknown_areas_and_industries_are_left_out(void **state) {
  (void)state;
  const text_result result = read_sound(whole_year, NULL);
  assert_int_equal(lociq_axis_count(result.panel->axes[LOCIQ_REGION]), 1);
  assert_int_equal(lociq_axis_count(result.panel->axes[LOCIQ_INDUSTRY]), 2);
  lociq_panel_free(result.panel);
}

static void one_ownership_has_its_own_totals(void **state) {
  (void)state;
  const char *const values[] = {"5"};
  const lociq_filter filter = {"own_code", values, 1};
  lociq_read_options options = lociq_read_options_default();
  options.filters = &filter;
  options.filter_count = 1;
  const text_result result = read_sound(whole_year, &options);
  assert_true(cell(&result, "employment", "09001", "311") == 75);
  assert_true(value_of(result.panel, "employment", LOCIQ_TOTAL_REGION, "2016", "09001", NULL) == 1);
  /* of one quarter only */
  assert_int_equal(flags_of(result.panel, "employment", LOCIQ_TOTAL_REGION, "2016", "09001", NULL), LOCIQ_FLAG_DIFFERS);
  lociq_panel_free(result.panel);
}

static const char levels[] = TITLED
    "\"09001\",\"5\",\"31-33\",\"74\",\"0\",\"2016\",\"1\",\"\",\"Fairfield, \"\"CT\"\"\",\"NAICS 31-33 "
    "Making\",1,7,7,7,70\n"
    "\"09001\",\"5\",\"311\",\"75\",\"0\",\"2016\",\"1\",\"\",\"Fairfield, \"\"CT\"\"\",\"NAICS 311 Food\",1,7,7,7,70\n"
    "\"09001\",\"0\",\"10\",\"70\",\"0\",\"2016\",\"1\",\"\",\"Fairfield, \"\"CT\"\"\",\"10 Total\",1,8,8,8,80\n"
    "\"US000\",\"5\",\"311\",\"15\",\"0\",\"2016\",\"1\",\"\",\"U.S. TOTAL\",\"NAICS 311 Food\",1,9,9,9,90\n";

static void levels_are_not_mixed(void **state) {
  (void)state;
  lociq_read_options options = lociq_read_options_default();
  assert_refused(path, levels, &options, LOCIQ_CONFLICT,
                 "31-33 contains 311: choose one with --level (naics2, naics3 are there)");
  options.level = "75";
  const text_result three = read_sound(levels, &options);
  assert_true(cell(&three, "employment", "09001", "311") == 7);
  assert_true(value_of(three.panel, "employment", LOCIQ_TOTAL_REGION, "2016", "09001", NULL) == 8);
  assert_null(lociq_panel_find(three.panel, "employment")->parts[LOCIQ_AGGREGATE_BODY].values);
  assert_string_equal(lociq_axis_label(three.panel->axes[LOCIQ_REGION], 0), "Fairfield, \"CT\"");
  assert_string_equal(lociq_axis_label(three.panel->axes[LOCIQ_INDUSTRY], 0), "NAICS 311 Food");
  lociq_panel_free(three.panel);
  options.level = "naics3";
  const text_result named = read_sound(levels, &options);
  assert_true(cell(&named, "employment", "09001", "311") == 7);
  assert_true(value_of(named.panel, "employment", LOCIQ_AGGREGATE_BODY, "2016", "US000", "311") == 9);
  lociq_panel_free(named.panel);
  options.level = "74";
  const text_result sectors = read_sound(levels, &options);
  assert_true(cell(&sectors, "employment", "09001", "31-33") == 7);
  lociq_panel_free(sectors.panel);
}

static void annual_files_are_read(void **state) {
  (void)state;
  const text_result result = read_sound(ANNUAL
                                        "09001,5,311,75,0,2016,A,,3,30,900\n"
                                        "09001,3,311,75,0,2016,A,,1,10,100\n"
                                        "09001,5,312,75,0,2016,A,N,2,0,0\n"
                                        "09001,8,311,75,0,2016,A,,1,10,100\n"
                                        "09001,0,10,70,0,2016,A,,9,100,2000\n",
                                        NULL);
  assert_true(cell(&result, "employment", "09001", "311") == 40);
  assert_true(cell(&result, "wages", "09001", "311") == 1000);
  assert_true(cell(&result, "establishments", "09001", "311") == 4);
  assert_true(isnan(cell(&result, "wages", "09001", "312")));
  assert_int_equal(flags_of(result.panel, "employment", LOCIQ_BODY, "2016", "09001", "311"), 0);
  assert_true(value_of(result.panel, "employment", LOCIQ_TOTAL_REGION, "2016", "09001", NULL) == 100);
  lociq_panel_free(result.panel);
}

static void annual_and_quarterly_files_are_not_added(void **state) {
  (void)state;
  static const char quarter[] = QUARTERLY "09001,5,311,75,2016,1,,1,1,1,1,1,1\n";
  static const char year[] = ANNUAL "09001,5,311,75,0,2016,A,,3,30,900\n";
  const char *const paths[] = {"qcew_quarter.test.csv", "qcew_year.test.csv"};
  write_text(paths[0], quarter, strlen(quarter));
  write_text(paths[1], year, strlen(year));
  const lociq_read_options options = lociq_read_options_default();
  const text_result result = read_paths(paths, 2, &options);
  assert_int_equal(result.status, LOCIQ_CONFLICT);
  assert_non_null(strstr(result.error.message, "of 09001, 311, 2016 is there already, in line 2 of qcew_"));
  remove(paths[0]);
  remove(paths[1]);
}

/* Without any withheld cell in the file there are still flags. */
static void a_year_in_part_is_marked(void **state) {
  (void)state;
  const text_result result = read_sound(QUARTERLY "09001,5,311,75,2016,1,,1,1,1,1,7,1\n", NULL);
  assert_true(cell(&result, "wages", "09001", "311") == 7);
  assert_int_equal(flags_of(result.panel, "wages", LOCIQ_BODY, "2016", "09001", "311"), LOCIQ_FLAG_DIFFERS);
  lociq_panel_free(result.panel);
}

/* Counties of sixteen states; the figures are those of pandas. */
static void the_counties_of_2016_are_read_whole(void **state) {
  (void)state;
  char industries[1024], all[1024];
  if (!find_published("qcew/county_2016q/qcew_2016q_agglvl75_dev.csv.gz", industries, sizeof industries) ||
      !find_published("qcew/county_2016q/qcew_2016q_agglvl70_dev.csv.gz", all, sizeof all)) {
    skip();
  }
  const char *const paths[] = {industries, all};
  const lociq_read_options options = lociq_read_options_default();
  const text_result result = read_paths(paths, 2, &options);
  assert_string_equal(result.error.message, "");
  assert_int_equal(result.account.rows, 222936 + 2408);
  assert_int_equal(result.account.cells, 5 * (222936 + 2408));
  assert_int_equal(result.account.missing, 4 * 90331);
  assert_int_equal(result.account.missing_by_flag[1], 4 * 90331); /* c */
  assert_account_adds_up(&result.account);
  const lociq_panel *panel = result.panel;
  assert_int_equal(lociq_axis_count(panel->axes[LOCIQ_REGION]), 586);
  assert_int_equal(lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]), 99);
  const size_t cells = 586 * 99, absent = cells - 44871;
  const grid_sum employment = sum_grid(&lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY], 12),
                 wages = sum_grid(&lociq_panel_find(panel, "wages")->parts[LOCIQ_BODY], 1),
                 establishments = sum_grid(&lociq_panel_find(panel, "establishments")->parts[LOCIQ_BODY], 4),
                 totals = sum_grid(&lociq_panel_find(panel, "employment")->parts[LOCIQ_TOTAL_REGION], 12);
  assert_int_equal(employment.missing, 21521 + absent);
  assert_int_equal(employment.sum, 284866973);
  assert_int_equal(wages.missing, 21521 + absent);
  assert_true(wages.sum == 1206089112544);
  assert_int_equal(establishments.missing, absent);
  assert_int_equal(establishments.sum, 9199547);
  assert_int_equal(totals.missing, 0);
  assert_int_equal(totals.sum, 437079973);
  lociq_panel_free(result.panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const char *text = whole_year;
  lociq_read_options options = lociq_read_options_default();
  options.threads = 1;
  for (long n = 0;; n++) {
    lociq_memory_fail_after(n);
    const text_result result = read_text(path, text, &options);
    lociq_memory_fail_after(-1);
    if (result.status == LOCIQ_OK) {
      assert_true(n > 10);
      lociq_panel_free(result.panel);
      break;
    }
    assert_int_equal(result.status, LOCIQ_NO_MEMORY);
  }
}

static void wrong_files_are_refused(void **state) {
  (void)state;
  lociq_read_options options = lociq_read_options_default();
  static const struct {
    const char *text, *message;
  } files[] = {
      {QUARTERLY "09001,5,311,75,2016,1,x,1,1,1,1,1,1\n",
       "qcew_csv.test.csv:2:23: the flag of employment is \"x\", expected N, - or nothing"},
      {QUARTERLY "09001,5,311,75,2016,1,,1,1,1,one,1,1\n",
       "qcew_csv.test.csv:2:30: employment is \"one\", expected a number"},
      {QUARTERLY "09001,5,311,75,2016,1,,1,1,1,1\n", "qcew_csv.test.csv:2: 11 fields, expected 13"},
      {"area_fips,own_code,industry_code,year,qtr,month1_emplvl\n1,1,1,1,1,1\n",
       "qcew_csv.test.csv:1: there is no column agglvl_code"},
      {"area_fips,own_code,industry_code,agglvl_code,year\n1,1,1,1,1\n",
       "qcew_csv.test.csv:1: there is no column of employment, wages or establishments, such as month1_emplvl, "
       "annual_avg_emplvl or total_annual_wages"},
      {"area_fips,own_code,industry_code,agglvl_code,year,annual_avg_emplvl,own_code\n1,1,1,1,1,1,1\n",
       "qcew_csv.test.csv:1: headings 2 and 7 are both \"own_code\""},
      {QUARTERLY "09001,5,311,75,2016,1,,1,1,1,1,1,1\n09001,5,311,75,2016,1,,1,1,1,1,1,1\n",
       "qcew_csv.test.csv:3: employment of 09001, 311, 2016 is there already, in line 2 (--duplicates sum adds them)"},
  };
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    const text_result result = read_text(path, files[i].text, &options);
    assert_string_equal(result.error.message, files[i].message);
  }
  options.level = "nuts2";
  assert_refused(path, whole_year, &options, LOCIQ_INVALID,
                 "qcew_csv.test.csv has no level \"nuts2\": its levels are agglvl_codes such as 75, or nation, state, "
                 "county, msa, csa, or domain, supersector, naics2, naics3, naics4, naics5, naics6");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(quarters_and_ownerships_are_combined),
                                     cmocka_unit_test(what_is_suppressed_in_part_is_missing),
                                     cmocka_unit_test(unknown_areas_and_industries_are_left_out),
                                     cmocka_unit_test(one_ownership_has_its_own_totals),
                                     cmocka_unit_test(levels_are_not_mixed),
                                     cmocka_unit_test(annual_files_are_read),
                                     cmocka_unit_test(the_counties_of_2016_are_read_whole),
                                     cmocka_unit_test(annual_and_quarterly_files_are_not_added),
                                     cmocka_unit_test(a_year_in_part_is_marked),
                                     cmocka_unit_test(every_allocation_may_fail),
                                     cmocka_unit_test(wrong_files_are_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
