/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/read/text_file.h"

#include "core/memory.h"

static const char path[] = "eurostat_tsv.test.tsv";

static const char old_header[] =
    "unit,nace_r2,age,geo\\time\t2015 \t2014 \n"
    "THS,A,Y15-24,AT11\t14.3 \t16.8 b\n"
    "THS,A,Y15-24,AT12\t: c\t0 \n"
    "THS,B-E,Y15-24,AT11\t4.0 bu\t: \n"
    "THS,B-E,Y15-24,AT12\t: bc\t5.2 u\n"
    "THS,TOTAL,Y15-24,AT11\t18.5 \t17.0 \n"
    "THS,NRP,Y15-24,AT11\t0.2 \t0.2 \n"
    "THS,A,Y15-24,EU28\t100 \t101 p\n"
    "THS,A,Y15-24,ATZZ\t1 \t1 \n";

static void the_old_header_is_read(void **state) {
  (void)state;
  lociq_read_options options = lociq_read_options_default();
  options.measure = "employment";
  const text_result result = read_text(path, old_header, &options);
  assert_string_equal(result.error.message, "");
  const lociq_panel *panel = result.panel;
  assert_int_equal(lociq_axis_count(panel->axes[LOCIQ_REGION]), 2);
  assert_int_equal(lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]), 2);
  assert_int_equal(lociq_axis_count(panel->axes[LOCIQ_YEAR]), 2);
  assert_true(value_of(panel, "employment", LOCIQ_BODY, "2015", "AT11", "A") == 14.3);
  assert_true(value_of(panel, "employment", LOCIQ_BODY, "2014", "AT11", "A") == 16.8);
  assert_int_equal(flags_of(panel, "employment", LOCIQ_BODY, "2014", "AT11", "A"), LOCIQ_FLAG_BREAK);
  assert_true(value_of(panel, "employment", LOCIQ_BODY, "2014", "AT12", "A") == 0);
  assert_true(isnan(value_of(panel, "employment", LOCIQ_BODY, "2015", "AT12", "A")));
  assert_int_equal(flags_of(panel, "employment", LOCIQ_BODY, "2015", "AT12", "A"), LOCIQ_FLAG_CONFIDENTIAL);
  assert_int_equal(flags_of(panel, "employment", LOCIQ_BODY, "2015", "AT11", "B-E"),
                   LOCIQ_FLAG_BREAK | LOCIQ_FLAG_UNRELIABLE);
  assert_int_equal(flags_of(panel, "employment", LOCIQ_BODY, "2015", "AT12", "B-E"),
                   LOCIQ_FLAG_BREAK | LOCIQ_FLAG_CONFIDENTIAL);
  assert_true(value_of(panel, "employment", LOCIQ_TOTAL_REGION, "2015", "AT11", NULL) == 18.5);
  assert_true(value_of(panel, "employment", LOCIQ_AGGREGATE_BODY, "2014", "EU28", "A") == 101);
  assert_string_equal(lociq_panel_find(panel, "employment")->unit, "thousand");
  assert_string_equal(result.account.series_name, "series");
  assert_int_equal(result.account.rows, 8);
  assert_int_equal(result.account.cells, 16);
  assert_int_equal(result.account.missing, 3);
  assert_account_adds_up(&result.account);
  lociq_panel_free(result.panel);
}

static void the_new_header_is_read(void **state) {
  (void)state;
  lociq_read_options options = lociq_read_options_default();
  const text_result result = read_text(path,
                                       "freq,currency,nace_r2,geo\\TIME_PERIOD\t1995 \t1996 \r\n"
                                       "A,MIO_EUR,C,DE11\t1E3 \t-2.5e \r\n"
                                       "A,MIO_EUR,C,DEA2\t7 b|C\t: |CN\r\n"
                                       "A,MIO_EUR,F,NA\t: z\t5 s",
                                       &options);
  assert_string_equal(result.error.message, "");
  const lociq_panel *panel = result.panel;
  assert_true(value_of(panel, "value", LOCIQ_BODY, "1995", "DE11", "C") == 1000);
  assert_true(value_of(panel, "value", LOCIQ_BODY, "1996", "DE11", "C") == -2.5);
  assert_int_equal(flags_of(panel, "value", LOCIQ_BODY, "1996", "DE11", "C"), LOCIQ_FLAG_ESTIMATED);
  assert_true(value_of(panel, "value", LOCIQ_BODY, "1995", "DEA2", "C") == 7);
  assert_int_equal(flags_of(panel, "value", LOCIQ_BODY, "1995", "DEA2", "C"),
                   LOCIQ_FLAG_BREAK | LOCIQ_FLAG_CONFIDENTIAL);
  assert_true(isnan(value_of(panel, "value", LOCIQ_BODY, "1996", "DEA2", "C")));
  assert_int_equal(flags_of(panel, "value", LOCIQ_BODY, "1996", "DEA2", "C"),
                   LOCIQ_FLAG_CONFIDENTIAL | LOCIQ_FLAG_NOT_FOR_PUBLICATION);
  /* NA is Namibia; m and i were z and s */
  assert_int_equal(flags_of(panel, "value", LOCIQ_BODY, "1995", "NA", "F"), LOCIQ_FLAG_NOT_APPLICABLE);
  assert_int_equal(flags_of(panel, "value", LOCIQ_BODY, "1996", "NA", "F"), LOCIQ_FLAG_IMPUTED);
  assert_true(value_of(panel, "value", LOCIQ_BODY, "1996", "NA", "F") == 5);
  assert_string_equal(lociq_panel_find(panel, "value")->unit, "million euro");
  assert_account_adds_up(&result.account);
  lociq_panel_free(result.panel);
}

static void a_region_variable_has_no_industry(void **state) {
  (void)state;
  lociq_read_options options = lociq_read_options_default();
  options.measure = "gdp";
  const text_result result = read_text(path, "unit,geo\\time\t2014 \nXYZ,AT\t5 \nXYZ,BE\t: \n", &options);
  assert_string_equal(result.error.message, "");
  assert_int_equal(lociq_panel_find(result.panel, "gdp")->shape, LOCIQ_BY_YEAR | LOCIQ_BY_REGION);
  assert_string_equal(lociq_panel_find(result.panel, "gdp")->unit, "XYZ");
  assert_true(value_of(result.panel, "gdp", LOCIQ_BODY, "2014", "AT", NULL) == 5);
  lociq_panel_free(result.panel);
}

static void wrong_headers_are_refused(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  static const struct {
    const char *text, *message;
  } files[] = {
      {"unit,geo\\time\t2008-Q1 \t2008 \nA,AT\t1\t1\n",
       "eurostat_tsv.test.tsv:1: time is \"2008-Q1\", expected a year"},
      {"unit,geo\\time\t2008 \t2009\t2008 \nA,AT\t1\t1\t1\n",
       "eurostat_tsv.test.tsv:1: headings 2 and 4 are both \"2008\""},
      {"unit,unit,geo\\time\t2008 \nA,A,AT\t1\n", "eurostat_tsv.test.tsv:1: the dimension \"unit\" is there twice"},
      {"unit,,geo\\time\t2008 \nA,A,AT\t1\n",
       "eurostat_tsv.test.tsv:1: a dimension of \"unit,,geo\\time\" has no name"},
      {"unit,nace_r2\\time\t2008 \nA,A\t1\n", "eurostat_tsv.test.tsv:1: none of \"unit,nace_r2\\time\" is a region"},
      {"unit,geo\\nace_r2\tA\nA,AT\t1\n", "eurostat_tsv.test.tsv:1: none of \"unit,geo\\nace_r2\" is a year"},
  };
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    assert_refused(path, files[i].text, &options, LOCIQ_BAD_INPUT, files[i].message);
  }
  lociq_read_options forced = options;
  forced.format = "eurostat-tsv";
  assert_refused(path, "region,year\nAT,2008\n", &forced, LOCIQ_BAD_INPUT,
                 "eurostat_tsv.test.tsv:1: the first heading is \"region\", expected dimensions such as "
                 "unit,geo\\time before a TAB");
}

static void hostile_lines_are_refused_at_their_place(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  static const char cell[] =
      "expected a number or \":\", then flags of b c d e f i m n p r s u z, then | and flags of "
      "C N P";
  static const struct {
    const char *lines, *message;
  } files[] = {
      {"A,AT\t1 \n", ":2: 3 fields, expected 4"},
      {"A,AT\t1 \t2 \t3 \n", ":2: 5 fields, expected 4"},
      {"A\t1 \t2 \n", ":2: 1 fields, expected 4"},
      {"A,AT\t1 \t2 q\n", ":2:9: value is \"2 q\", "},
      {"A,AT\t1..2\t2 \n", ":2:6: value is \"1..2\", "},
      {"A,AT\t<script>\t2 \n", ":2:6: value is \"<script>\", "},
      {"A,AT\t1 |b\t2 \n", ":2:6: value is \"1 |b\", "},
      {"A,\t1 \t2 \n", ":2:3: geo is \"\", expected a code"},
      {"A,A\xff\t1 \t2 \n", ":2:3: geo has the byte 0xFF, which is not UTF-8"},
  };
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    char text[256], message[512];
    snprintf(text, sizeof text, "unit,geo\\time\t2008 \t2009 \n%s", files[i].lines);
    const size_t length = strlen(files[i].message);
    snprintf(message, sizeof message, "%s%s%s", path, files[i].message,
             files[i].message[length - 2] == ',' ? cell : "");
    assert_refused(path, text, &options, LOCIQ_BAD_INPUT, message);
  }
}

static void periods_may_be_chosen(void **state) {
  (void)state;
  const char *const years[] = {"2008"};
  const lociq_filter filter = {"time", years, 1};
  lociq_read_options options = lociq_read_options_default();
  options.filters = &filter;
  options.filter_count = 1;
  const text_result result = read_text(path, "unit,geo\\time\t2008-Q1 \t2008 \nA,AT\t1\t2\n", &options);
  assert_string_equal(result.error.message, "");
  assert_true(value_of(result.panel, "value", LOCIQ_BODY, "2008", "AT", NULL) == 2);
  assert_account_adds_up(&result.account);
  lociq_panel_free(result.panel);
}

static void several_values_of_a_dimension_are_listed(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  assert_refused(path, "age,geo\\time\t2008 \nY_GE15,AT\t1 \nY15-24,AT\t1 \n", &options, LOCIQ_CONFLICT,
                 "age has 2 values, of which one must be chosen with --where age=…: Y15-24, Y_GE15");
}

static void the_same_series_twice_is_refused(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  assert_refused(path, "unit,geo\\time\t2008 \nA,AT\t1 \nA,BE\t1 \nA,AT\t1 \n", &options, LOCIQ_CONFLICT,
                 "eurostat_tsv.test.tsv:4: value of AT, 2008 is there already, in line 2 (--duplicates sum adds them)");
}

static void a_long_line_is_read(void **state) {
  (void)state;
  enum { YEARS = 9000, CELL = 1100 };
  char *text = malloc((size_t)YEARS * (CELL + 8)), *to = text;
  assert_non_null(text);
  to += sprintf(to, "unit,geo\\time");
  for (int i = 0; i < YEARS; i++) {
    to += sprintf(to, "\t%d", 1000 + i);
  }
  to += sprintf(to, "\nA,AT");
  for (int i = 0; i < YEARS; i++) {
    to += sprintf(to, "\t%*d", CELL, i);
  }
  *to = '\0';
  const lociq_read_options options = lociq_read_options_default();
  const text_result result = read_text(path, text, &options);
  assert_string_equal(result.error.message, "");
  assert_true(value_of(result.panel, "value", LOCIQ_BODY, "9999", "AT", NULL) == 8999);
  lociq_panel_free(result.panel);
  free(text);
}

static void files_without_data_are_refused(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  assert_refused(path, "", &options, LOCIQ_BAD_INPUT, "eurostat_tsv.test.tsv is empty, expected a header line");
  assert_refused(path, "unit,geo\\time\t2008 \n", &options, LOCIQ_BAD_INPUT,
                 "eurostat_tsv.test.tsv has no line of data below its header");
}

/* Employment by region and industry; the figures are those of a program that
 * shares nothing with this one. */
static void the_labour_force_survey_is_read_whole(void **state) {
  (void)state;
  char file[1024];
  if (!find_published("eurostat/lfst_r_lfe2en2.tsv.gz", file, sizeof file)) {
    skip();
  }
  const char *const paths[] = {file}, *const ages[] = {"Y_GE15"};
  const char *const groups[] = {"A", "B-E", "F", "G-I", "J", "K", "L", "M_N", "O-Q", "R-U"};
  const lociq_filter filters[] = {{"age", ages, 1}, {"nace_r2", groups, 10}};
  lociq_read_options options = lociq_read_options_default();
  options.measure = "employment";
  options.level = "nuts2";
  options.filters = filters;
  options.filter_count = 2;
  const text_result result = read_paths(paths, 1, &options);
  assert_string_equal(result.error.message, "");
  assert_int_equal(result.account.rows, 28065);
  assert_int_equal(result.account.cells, 224520);
  assert_int_equal(result.account.values, 161235);
  assert_int_equal(result.account.missing, 63285);
  assert_account_adds_up(&result.account);
  const lociq_cube *cube = lociq_panel_find(result.panel, "employment");
  const grid_sum body = sum_grid(&cube->parts[LOCIQ_BODY], 10), totals = sum_grid(&cube->parts[LOCIQ_TOTAL_REGION], 10);
  assert_int_equal(body.count, 26800); /* 335 regions × 10 × 8: EU15 and others of four characters are none */
  assert_int_equal(body.missing, 3298);
  assert_int_equal(body.sum, 19643613);
  assert_int_equal(totals.count, 2680);
  assert_int_equal(totals.missing, 148);
  assert_int_equal(totals.sum, 20023292);
  assert_int_equal(body.flagged[0], 5086);  /* b */
  assert_int_equal(body.flagged[1], 90);    /* c */
  assert_int_equal(body.flagged[10], 3188); /* u */
  lociq_panel_free(result.panel);
  options.filters = filters + 1;
  options.filter_count = 1;
  const text_result ages_left = read_paths(paths, 1, &options);
  assert_string_equal(ages_left.error.message,
                      "age has 5 values, of which one must be chosen with --where age=…: "
                      "Y15-24, Y15-64, Y25-64, Y65-74, Y_GE15");
  options.filters = filters;
  options.filter_count = 2;
  options.level = NULL;
  const text_result levels_left = read_paths(paths, 1, &options);
  assert_string_equal(levels_left.error.message,
                      "AT contains AT1: choose one with --level (nuts0, nuts1, nuts2 are there)");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_read_options options = lociq_read_options_default();
  options.threads = 1;
  for (long n = 0;; n++) {
    lociq_memory_fail_after(n);
    const text_result result = read_text(path, old_header, &options);
    lociq_memory_fail_after(-1);
    if (result.status == LOCIQ_OK) {
      assert_true(n > 10);
      lociq_panel_free(result.panel);
      break;
    }
    assert_int_equal(result.status, LOCIQ_NO_MEMORY);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_old_header_is_read),
                                     cmocka_unit_test(the_new_header_is_read),
                                     cmocka_unit_test(a_region_variable_has_no_industry),
                                     cmocka_unit_test(wrong_headers_are_refused),
                                     cmocka_unit_test(hostile_lines_are_refused_at_their_place),
                                     cmocka_unit_test(periods_may_be_chosen),
                                     cmocka_unit_test(several_values_of_a_dimension_are_listed),
                                     cmocka_unit_test(the_same_series_twice_is_refused),
                                     cmocka_unit_test(a_long_line_is_read),
                                     cmocka_unit_test(files_without_data_are_refused),
                                     cmocka_unit_test(the_labour_force_survey_is_read_whole),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
