/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "unit/write/texts.h"

static const char path[] = "write_stored.h5";

static lociq_cube *cube_made(const char *name, const char *kind, unsigned shape, size_t count) {
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create(name, kind, shape, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, count, true, NULL), LOCIQ_OK);
  for (size_t i = 0; i < count; i++) cube->parts[LOCIQ_BODY].values[i] = cell_value(i);
  if (count > 2) cube->parts[LOCIQ_BODY].flags[2] = LOCIQ_FLAG_CONFIDENTIAL;
  return cube;
}

/* employment with a published total of regions and an aggregate, and gdp by region; years 2014 and 2015. */
static lociq_panel *panel_made(void) {
  static const lociq_member regions[] = {{.code = "AT11", .level = 2},
                                         {.code = "DE11", .label = "Stuttgart", .level = 2}};
  static const lociq_member industries[] = {{.code = "A", .level = 1}, {.code = "C", .level = 1}};
  static const lociq_member years[] = {{.code = "2014", .level = -1}, {.code = "2015", .level = -1}};
  static const lociq_member aggregates[] = {{.code = "EU28", .level = -1}};
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  panel->axes[LOCIQ_YEAR] = axis_made(LOCIQ_YEAR, years, 2);
  panel->axes[LOCIQ_REGION] = axis_made(LOCIQ_REGION, regions, 2);
  panel->axes[LOCIQ_INDUSTRY] = axis_made(LOCIQ_INDUSTRY, industries, 2);
  panel->axes[LOCIQ_AGGREGATE] = axis_made(LOCIQ_AGGREGATE, aggregates, 1);
  lociq_cube *jobs = cube_made("employment", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY, 8);
  assert_int_equal(lociq_cube_set_text(&jobs->unit, "persons", NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(jobs, LOCIQ_TOTAL_REGION, 4, true, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(jobs, LOCIQ_AGGREGATE_BODY, 4, false, NULL), LOCIQ_OK);
  for (size_t i = 0; i < 4; i++) {
    jobs->parts[LOCIQ_TOTAL_REGION].values[i] = 100 + (double)i;
    jobs->parts[LOCIQ_AGGREGATE_BODY].values[i] = 1000 + (double)i;
  }
  jobs->parts[LOCIQ_TOTAL_REGION].flags[3] = LOCIQ_FLAG_BREAK;
  assert_int_equal(lociq_panel_add(panel, jobs, NULL), LOCIQ_OK);
  lociq_cube *gdp = cube_made("gdp", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION, 4);
  assert_int_equal(lociq_panel_add(panel, gdp, NULL), LOCIQ_OK);
  return panel;
}

static const char *const town_codes[] = {"Z", "=A"}, *const town_names[] = {"@SUM(A1)", "say \"hi\", <b>"};
static const lociq_variable towns = {.name = "organisation_town",
                                     .kind = "organisation",
                                     .type = LOCIQ_TEXT,
                                     .dimensions = {{.name = "town", .size = 2, .codes = town_codes}},
                                     .dimension_count = 1,
                                     .values = town_names};

static int make_store(void **state) {
  lociq_panel *panel = panel_made();
  lociq_store *store = NULL;
  lociq_error error = {0};
  lociq_status status = lociq_store_open(path, LOCIQ_STORE_NEW, &store, &error);
  if (status == LOCIQ_OK) status = lociq_store_merge(store, panel, &error);
  lociq_cube *ubiquity = cube_made("ubiquity", "indicator", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY, 4);
  lociq_cube *proximity =
      cube_made("proximity", "indicator", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER, 8);
  if (status == LOCIQ_OK) status = lociq_store_put(store, ubiquity, &error);
  if (status == LOCIQ_OK) status = lociq_store_put(store, proximity, &error);
  if (status == LOCIQ_OK) status = lociq_store_put_variable(store, &towns, &error);
  if (status == LOCIQ_OK) status = lociq_store_commit(store, &error);
  lociq_store_close(store);
  lociq_cube_free(ubiquity);
  lociq_cube_free(proximity);
  lociq_panel_free(panel);
  store = NULL;
  if (status == LOCIQ_OK) status = lociq_store_open(path, LOCIQ_STORE_READ, &store, &error);
  if (status != LOCIQ_OK) print_error("%s\n", error.message);
  *state = store;
  return status == LOCIQ_OK ? 0 : -1;
}

static int remove_store(void **state) {
  lociq_store_close(*state);
  return unlink(path);
}

static void writes(const lociq_store *store, const char *name, lociq_write_options options, const char *expected) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  lociq_error error = {0};
  assert_int_equal(lociq_write_dataset(store, name, &options, stream, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  assert_int_equal(fclose(stream), 0);
  assert_written(text, expected);
}

static void refuses(const lociq_store *store, const char *name, lociq_write_options options, lociq_status expected,
                    const char *message) {
  lociq_error error = {0};
  FILE *stream = fopen("/dev/full", "w");
  assert_int_equal(lociq_write_dataset(store, name, &options, stream, &error), expected);
  assert_string_equal(error.message, message);
  (void)fclose(stream);
}

static void cubes_of_every_shape(void **state) {
  const lociq_write_options csv = {.format = "csv"};
  writes(*state, "employment", (lociq_write_options){.format = "csv", .year = "2014"},
         "region,industry,year,value,flag\nAT11,A,2014,0,\nAT11,C,2014,1,\nDE11,A,2014,,c\n"
         "DE11,C,2014,0.14285714285714285,\n");
  writes(*state, "employment",
         (lociq_write_options){.format = "csv", .year = "2015", .region = "DE11", .industry = "C"},
         "region,industry,year,value,flag\nDE11,C,2015,7,\n");
  writes(*state, "gdp", csv,
         "region,year,value,flag\nAT11,2014,0,\nDE11,2014,1,\nAT11,2015,,c\nDE11,2015,0.14285714285714285,\n");
  writes(*state, "ubiquity", (lociq_write_options){.format = "matrix"},
         "industry,2014,2015\nA,0,\nC,1,0.14285714285714285\n");
  writes(*state, "proximity", (lociq_write_options){.format = "matrix", .year = "2015"},
         "industry,A,C\nA,4,5\nC,6,7\n");
}

static void parts_by_their_full_names(void **state) {
  writes(*state, "employment_total_region", (lociq_write_options){.format = "csv"},
         "region,year,value,flag\nAT11,2014,100,\nDE11,2014,101,\nAT11,2015,102,\nDE11,2015,103,b\n");
  writes(*state, "employment_aggregate", (lociq_write_options){.format = "csv", .region = "EU28", .industry = "C"},
         "aggregate,industry,year,value,flag\nEU28,C,2014,1001,\nEU28,C,2015,1003,\n");
}

/* No formula, no broken field; in the order of the codes, as everything is. */
static void texts_over_a_dimension_of_their_own(void **state) {
  writes(*state, "organisation_town", (lociq_write_options){.format = "csv"},
         "town,value,flag\n\"'=A\",\"say \"\"hi\"\", <b>\",\nZ,\"'@SUM(A1)\",\n");
  writes(*state, "organisation_town", (lociq_write_options){.format = "json"},
         "[\n{\"town\":\"=A\",\"value\":\"say \\\"hi\\\", <b>\",\"flag\":\"\"},\n"
         "{\"town\":\"Z\",\"value\":\"@SUM(A1)\",\"flag\":\"\"}\n]\n");
  refuses(*state, "organisation_town", (lociq_write_options){.format = "matrix"}, LOCIQ_INVALID,
          "organisation_town holds texts, a matrix numbers: expected csv or json");
}

static void what_is_not_there(void **state) {
  const lociq_write_options csv = {.format = "csv"};
  refuses(*state, "exports", csv, LOCIQ_NOT_FOUND,
          "there is no dataset \"exports\"; there are employment, gdp, ubiquity, proximity");
  refuses(*state, "", csv, LOCIQ_NOT_FOUND, "there is no dataset \"\"; there are employment, gdp, ubiquity, proximity");
  refuses(*state, "employment_total", csv, LOCIQ_NOT_FOUND,
          "there is no dataset \"employment_total\": did you mean \"employment_total_region\"?");
  refuses(*state, "emplyoment", csv, LOCIQ_NOT_FOUND,
          "there is no dataset \"emplyoment\": did you mean \"employment\"?");
  refuses(*state, "employment_agregate", csv, LOCIQ_NOT_FOUND,
          "there is no dataset \"employment_agregate\": did you mean \"employment_aggregate\"?");
  refuses(*state, "employment_flag", csv, LOCIQ_NOT_FOUND,
          "\"employment_flag\" is written with the values of \"employment\"");
  refuses(*state, "employment_total_region_flag", csv, LOCIQ_NOT_FOUND,
          "\"employment_total_region_flag\" is written with the values of \"employment_total_region\"");
  refuses(*state, "imports_flag", csv, LOCIQ_NOT_FOUND,
          "there is no dataset \"imports_flag\"; there are employment, gdp, ubiquity, proximity");
  refuses(*state, "employment", (lociq_write_options){.format = "geo"}, LOCIQ_INVALID,
          "a dataset cannot be written as \"geo\": expected one of csv, json, matrix, geojson");
  refuses(*state, "employment", (lociq_write_options){.format = "csv", .region = "DE"}, LOCIQ_NOT_FOUND,
          "employment has no region \"DE\"; it has AT11, DE11");
  refuses(*state, "employment", (lociq_write_options){.format = "csv", .year = "2016"}, LOCIQ_NOT_FOUND,
          "employment has no year \"2016\"; it has 2014, 2015");
  refuses(*state, "gdp", (lociq_write_options){.format = "csv", .industry = "A"}, LOCIQ_INVALID,
          "gdp does not lie over industry: \"A\" cannot be chosen");
  refuses(*state, "ubiquity", (lociq_write_options){.format = "csv", .region = "DE11"}, LOCIQ_INVALID,
          "ubiquity does not lie over region: \"DE11\" cannot be chosen");
}

static void a_full_device(void **state) {
  refuses(*state, "employment", (lociq_write_options){.format = "csv"}, LOCIQ_IO,
          "the output cannot be written: No space left on device");
}

static void every_allocation_may_fail(void **state) {
  static const char *const names[] = {"employment", "employment_total_region", "organisation_town"};
  const lociq_write_options options = lociq_write_options_default();
  for (size_t i = 0; i < 3; i++) {
    lociq_status status = LOCIQ_NO_MEMORY;
    for (long n = 0; status != LOCIQ_OK; n++) {
      FILE *stream = fopen("/dev/null", "w");
      lociq_memory_fail_after(n);
      status = lociq_write_dataset(*state, names[i], &options, stream, NULL);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK ? n > 5 : status == LOCIQ_NO_MEMORY);
      assert_int_equal(fclose(stream), 0);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cubes_of_every_shape),
                                     cmocka_unit_test(parts_by_their_full_names),
                                     cmocka_unit_test(texts_over_a_dimension_of_their_own),
                                     cmocka_unit_test(what_is_not_there),
                                     cmocka_unit_test(a_full_device),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, make_store, remove_store);
}
