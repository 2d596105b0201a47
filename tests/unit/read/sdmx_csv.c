/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/read/text_file.h"

#include "core/memory.h"

static const char path[] = "sdmx_csv.test.csv";

static text_result read_sound(const char *text) {
  lociq_read_options options = lociq_read_options_default();
  options.measure = "gdp";
  const text_result result = read_text(path, text, &options);
  assert_string_equal(result.error.message, "");
  assert_account_adds_up(&result.account);
  return result;
}

static double gdp(const text_result *result, const char *year, const char *region) {
  return value_of(result->panel, "gdp", LOCIQ_BODY, year, region, NULL);
}

static uint16_t gdp_flags(const text_result *result, const char *year, const char *region) {
  return flags_of(result->panel, "gdp", LOCIQ_BODY, year, region, NULL);
}

static void version_1_is_read(void **state) {
  (void)state;
  const text_result result = read_sound(
      "DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
      "ESTAT:X(1.0),29/04/16 23:00:00,A,MIO_EUR,AT,2009,5.959,,\n"
      "ESTAT:X(1.0),29/04/16 23:00:00,A,MIO_EUR,AT,2010,5.974,bu,\n"
      "ESTAT:X(1.0),29/04/16 23:00:00,A,MIO_EUR,BE,2009,:,,C\n"
      "ESTAT:X(1.0),29/04/16 23:00:00,A,MIO_EUR,BE,2010,,,F\n");
  assert_true(gdp(&result, "2009", "AT") == 5.959);
  assert_int_equal(gdp_flags(&result, "2010", "AT"), LOCIQ_FLAG_BREAK | LOCIQ_FLAG_UNRELIABLE);
  assert_true(isnan(gdp(&result, "2009", "BE")));
  assert_int_equal(gdp_flags(&result, "2009", "BE"), LOCIQ_FLAG_CONFIDENTIAL);
  assert_true(isnan(gdp(&result, "2010", "BE")));
  assert_int_equal(gdp_flags(&result, "2010", "BE"), 0);
  assert_string_equal(lociq_panel_find(result.panel, "gdp")->unit, "million euro");
  assert_int_equal(result.account.rows, 4);
  lociq_panel_free(result.panel);
}

static void flags_may_be_absent(void **state) {
  (void)state;
  const text_result result = read_sound("DATAFLOW,LAST UPDATE,geo,TIME_PERIOD,OBS_VALUE\nX,Y,AT,2009,1\n");
  assert_true(gdp(&result, "2009", "AT") == 1);
  lociq_panel_free(result.panel);
}

static void version_2_is_read(void **state) {
  (void)state;
  const text_result result = read_sound(
      "STRUCTURE[;],STRUCTURE_ID,ACTION,SERIES_KEY,OBS_KEY,freq,geo,TIME_PERIOD,OBS_VALUE,NOTES[],OBS_STATUS\n"
      "dataflow,ESTAT:X(1.0),I,k,k,A,AT,2009,1.5,x;y,A\n"
      "dataflow,ESTAT:X(1.0),A,k,k,A,AT,2010,NaN,,M\n"
      "dataflow,ESTAT:X(1.0),M,k,k,A,BE,2009,#N/A,\"a, b\",Q\n"
      "dataflow,ESTAT:X(1.0),R,k,k,A,BE,2010,4,,P\n"
      "dataflow,ESTAT:X(1.0),D,k,k,A,DE,2010,-,,\n");
  assert_true(gdp(&result, "2009", "AT") == 1.5);
  assert_int_equal(gdp_flags(&result, "2009", "AT"), 0);
  assert_int_equal(gdp_flags(&result, "2010", "AT"), LOCIQ_FLAG_NOT_APPLICABLE);
  assert_int_equal(gdp_flags(&result, "2009", "BE"), LOCIQ_FLAG_CONFIDENTIAL);
  assert_int_equal(gdp_flags(&result, "2010", "BE"), LOCIQ_FLAG_PROVISIONAL);
  assert_true(lociq_axis_find(result.panel->axes[LOCIQ_REGION], "DE") == LOCIQ_NONE);
  assert_int_equal(result.account.reason_count, 1);
  assert_int_equal(result.account.reasons[0].cells, 1);
  assert_non_null(strstr(result.account.reasons[0].text, "as marks of what is to be deleted elsewhere (ACTION D)"));
  lociq_panel_free(result.panel);
}

static void labels_come_with_codes_or_beside_them(void **state) {
  (void)state;
  const text_result both = read_sound(
      "STRUCTURE,STRUCTURE_ID,freq: Frequency,geo: Region,TIME_PERIOD: Time,OBS_VALUE: Value,OBS_FLAG: Flag\n"
      "dataflow,ESTAT:X(1.0): Some: name,A: Annual,\"AT: Österreich, \"\"Austria\"\"\",2009: 2009,1,b: break\n");
  assert_true(gdp(&both, "2009", "AT") == 1);
  assert_int_equal(gdp_flags(&both, "2009", "AT"), LOCIQ_FLAG_BREAK);
  assert_string_equal(lociq_axis_label(both.panel->axes[LOCIQ_REGION], 0), "Österreich, \"Austria\"");
  lociq_panel_free(both.panel);
  const text_result names = read_sound(
      "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,freq,Frequency,geo,Region,TIME_PERIOD,Time,OBS_VALUE,"
      "Observed,OBS_FLAG,Flag,UPDATED\n"
      "dataflow,ESTAT:X(1.0),Some name,M,A,Annual,AT,<script>alert(1)</script>,2009,,1,,e,estimated,now\n");
  assert_true(gdp(&names, "2009", "AT") == 1);
  assert_int_equal(gdp_flags(&names, "2009", "AT"), LOCIQ_FLAG_ESTIMATED);
  assert_string_equal(lociq_axis_label(names.panel->axes[LOCIQ_REGION], 0), "<script>alert(1)</script>");
  lociq_panel_free(names.panel);
}

static void other_separators_are_read(void **state) {
  (void)state;
  const text_result semicolons = read_sound(
      "STRUCTURE[|];STRUCTURE_ID;ACTION;geo: Région;TIME_PERIOD;OBS_VALUE;ATTR\n"
      "dataflow;E:X(1.0): Principaux, agrégats;M;AT: Autriche;2009;12,4;Normal, special\n"
      "dataflow;E:X(1.0): Principaux, agrégats;M;\"BE: Belgique\";2009;12.5;\n");
  assert_true(gdp(&semicolons, "2009", "AT") == 12.4);
  assert_true(gdp(&semicolons, "2009", "BE") == 12.5);
  lociq_panel_free(semicolons.panel);
  const text_result tabs = read_sound("DATAFLOW\tgeo\tTIME_PERIOD\tOBS_VALUE\nX\tAT\t2009\t3\n");
  assert_true(gdp(&tabs, "2009", "AT") == 3);
  lociq_panel_free(tabs.panel);
}

static void the_scale_is_part_of_the_unit(void **state) {
  (void)state;
  static const struct {
    const char *scale, *measure, *unit;
  } cases[] = {
      {"3", "gdp", "thousand persons"}, {"6", "gdp", "million persons"}, {"9: Billions", "gdp", "billion persons"},
      {"2", "gdp", "10^2 persons"},     {"-2", "gdp", "10^-2 persons"},  {"0", "gdp", "persons"},
      {"", "gdp", "persons"},           {"_Z", "gdp", "persons"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    for (int behind = 0; behind < 2; behind++) { /* an attribute as a rule, a dimension at times */
      char text[256];
      (void)snprintf(text, sizeof text,
                     behind ? "DATAFLOW,unit,geo,TIME_PERIOD,OBS_VALUE,UNIT_MULT\nX,PER,AT,2009,1.5,%s\n"
                            : "DATAFLOW,unit,UNIT_MULT,geo,TIME_PERIOD,OBS_VALUE\nX,PER,%s,AT,2009,1.5\n",
                     cases[i].scale);
      const text_result result = read_sound(text);
      assert_true(gdp(&result, "2009", "AT") == 1.5); /* values are not rescaled */
      assert_string_equal(lociq_panel_find(result.panel, "gdp")->unit, cases[i].unit);
      lociq_panel_free(result.panel);
    }
}

/* Without a unit: that of the measure's name, or the scale alone. */
static void a_scale_without_a_unit(void **state) {
  (void)state;
  static const char text[] = "DATAFLOW,geo,TIME_PERIOD,OBS_VALUE,UNIT_MULT\nX,AT,2009,1,3\nX,AT,2010,1,3\n";
  lociq_read_options options = lociq_read_options_default();
  options.measure = "employment";
  text_result result = read_text(path, text, &options);
  assert_string_equal(lociq_panel_find(result.panel, "employment")->unit, "thousand persons");
  lociq_panel_free(result.panel);
  options.measure = "gdp";
  result = read_text(path, text, &options);
  assert_string_equal(lociq_panel_find(result.panel, "gdp")->unit, "thousand");
  lociq_panel_free(result.panel);
  options.unit = "jobs"; /* whoever says the unit says all of it */
  result = read_text(path, text, &options);
  assert_string_equal(lociq_panel_find(result.panel, "gdp")->unit, "jobs");
  lociq_panel_free(result.panel);
}

static void several_scales_are_chosen_from(void **state) {
  (void)state;
  static const char text[] =
      "DATAFLOW,unit,geo,TIME_PERIOD,OBS_VALUE,UNIT_MULT\n"
      "X,EUR,AT,2009,1,3\nX,EUR,AT,2010,2,6\nX,EUR,BE,2009,3,\nX,EUR,BE,2010,4,0\n";
  lociq_read_options options = lociq_read_options_default();
  options.measure = "gdp";
  assert_refused(path, text, &options, LOCIQ_CONFLICT,
                 "UNIT_MULT has 3 values, of which one must be chosen with --where UNIT_MULT=…: 0, 3, 6");
  static const char *const zero[] = {"0"};
  const lociq_filter filter = {.dimension = "UNIT_MULT", .values = zero, .count = 1};
  options.filters = &filter;
  options.filter_count = 1;
  const text_result result = read_text(path, text, &options);
  assert_string_equal(result.error.message, "");
  assert_string_equal(lociq_panel_find(result.panel, "gdp")->unit, "euro");
  assert_true(gdp(&result, "2009", "BE") == 3 && gdp(&result, "2010", "BE") == 4);
  lociq_panel_free(result.panel);
}

static void a_scale_is_a_power_of_ten(void **state) {
  (void)state;
  static const char *const wrong[] = {"x", "1000", "1.5", "31", "-31", "3e0", "-", "99999999999999999999"};
  lociq_read_options options = lociq_read_options_default();
  options.measure = "gdp";
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    char text[128], message[160];
    (void)snprintf(text, sizeof text, "DATAFLOW,geo,TIME_PERIOD,OBS_VALUE,UNIT_MULT\nX,AT,2009,1,%s\n", wrong[i]);
    (void)snprintf(message, sizeof message,
                   "sdmx_csv.test.csv: UNIT_MULT is \"%s\", expected a power of ten from -30 to 30", wrong[i]);
    assert_refused(path, text, &options, LOCIQ_BAD_INPUT, message);
  }
}

/* Two files of one measure in different scales are not mixed. */
static void files_of_other_scales_are_not_mixed(void **state) {
  (void)state;
  static const char first[] = "DATAFLOW,unit,geo,TIME_PERIOD,OBS_VALUE,UNIT_MULT\nX,PER,AT,2009,1,3\n",
                    second[] = "DATAFLOW,unit,geo,TIME_PERIOD,OBS_VALUE\nX,PER,AT,2010,1000\n";
  static const char *const paths[] = {"sdmx_csv.first.csv", "sdmx_csv.second.csv"};
  write_text(paths[0], first, sizeof first - 1);
  write_text(paths[1], second, sizeof second - 1);
  lociq_read_options options = lociq_read_options_default();
  options.measure = "employment";
  const text_result result = read_paths(paths, 2, &options);
  assert_int_equal(result.status, LOCIQ_CONFLICT);
  assert_string_equal(result.error.message,
                      "sdmx_csv.second.csv: employment is in persons here, but in thousand persons in another file");
  (void)remove(paths[0]);
  (void)remove(paths[1]);
}

/* Every path of the plan: labels beside codes, actions, a separator. */
static void every_allocation_may_fail(void **state) {
  (void)state;
  static const char text[] =
      "STRUCTURE;STRUCTURE_ID;STRUCTURE_NAME;ACTION;unit;Unit;geo;Region;TIME_PERIOD;Time;OBS_VALUE;"
      "Value;OBS_FLAG;Flag;UNIT_MULT;Scale\n"
      "dataflow;X;Name;M;THS;Thousand;AT;Austria;2009;;1,5;;b;break;3;Thousands\n";
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
  const lociq_read_options options = lociq_read_options_default();
  static const struct {
    const char *text, *message;
  } files[] = {
      {"DATAFLOW,geo,TIME_PERIOD\nX,AT,2009\n", "sdmx_csv.test.csv:1: there is no column OBS_VALUE"},
      {"DATAFLOW,unit,TIME_PERIOD,OBS_VALUE\nX,A,2009,1\n",
       "sdmx_csv.test.csv:1: there is no column of regions, such as geo or REF_AREA"},
      {"DATAFLOW,geo,OBS_VALUE\nX,AT,1\n", "sdmx_csv.test.csv:1: there is no column TIME_PERIOD"},
      {"DATAFLOW,geo,geo,TIME_PERIOD,OBS_VALUE\nX,AT,AT,2009,1\n",
       "sdmx_csv.test.csv:1: the column \"geo\" is there twice"},
      {"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE,OBS_VALUE\nX,AT,2009,1,1\n",
       "sdmx_csv.test.csv:1: the column \"OBS_VALUE\" is there twice"},
      {"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nX,AT,2009,12x\n",
       "sdmx_csv.test.csv:2:11: value is \"12x\", expected a number, NaN, #N/A, \":\" or nothing"},
      {"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nX,AT,2009,-\n",
       "sdmx_csv.test.csv:2:11: value is \"-\", expected a number, NaN, #N/A, \":\" or nothing"},
      {"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nX,AT,2009,1,q\n",
       "sdmx_csv.test.csv:2:13: the flag of value is \"q\", expected letters of b c d e f i m n p r s u z N P"},
      {"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nX,AT,2009\n", "sdmx_csv.test.csv:2: 3 fields, expected 4"},
      {"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nX,AT,2009-Q1,1\n",
       "sdmx_csv.test.csv:2: TIME_PERIOD is \"2009-Q1\", expected a year"},
      {"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nX,AT,2009,1\nY,AT,2010,1\n",
       "DATAFLOW has 2 values, of which one must be chosen with --where DATAFLOW=…: X, Y"},
      {"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nX,AT,2009,1\nX,AT,2009,1\n",
       "sdmx_csv.test.csv:3: value of AT, 2009 is there already, in line 2 (--duplicates sum adds them)"},
  };
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
    const text_result result = read_text(path, files[i].text, &options);
    assert_string_equal(result.error.message, files[i].message);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(version_1_is_read),         cmocka_unit_test(flags_may_be_absent),
      cmocka_unit_test(version_2_is_read),         cmocka_unit_test(labels_come_with_codes_or_beside_them),
      cmocka_unit_test(other_separators_are_read), cmocka_unit_test(the_scale_is_part_of_the_unit),
      cmocka_unit_test(a_scale_without_a_unit),    cmocka_unit_test(several_scales_are_chosen_from),
      cmocka_unit_test(a_scale_is_a_power_of_ten), cmocka_unit_test(files_of_other_scales_are_not_mixed),
      cmocka_unit_test(every_allocation_may_fail), cmocka_unit_test(wrong_files_are_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
