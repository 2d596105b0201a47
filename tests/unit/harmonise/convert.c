/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/harmonise/conversions.h"

/* a goes to x; a quarter of b to x and the rest to y; c to y. */
static const char thirds[] = "from,to,weight\na,x,1\nb,x,1\nb,y,3\nc,y,2\n";

typedef struct conversion {
  lociq_panel *panel, *made;
  lociq_concordance *concordance;
  lociq_conversion_report *report;
} conversion;

static lociq_status run(conversion *running, const lociq_conversion_options *options, lociq_error *error) {
  return lociq_panel_convert(running->panel, running->concordance, options, &running->made, &running->report, error);
}

static conversion converted(const char *data, const char *table, const lociq_conversion_options *options) {
  conversion running = {.panel = panel_of(data), .concordance = table_of(table)};
  lociq_error error = {0};
  if (run(&running, options, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  return running;
}

static void clear(conversion *running) {
  lociq_panel_free(running->panel);
  lociq_panel_free(running->made);
  lociq_concordance_free(running->concordance);
  lociq_conversion_report_free(running->report);
}

static lociq_conversion_options along(lociq_axis_kind axis) {
  lociq_conversion_options options = lociq_conversion_options_default();
  options.axis = axis;
  return options;
}

static void amounts_are_shared_out_and_shares_averaged(void **state) {
  (void)state;
  const lociq_conversion_options options = along(LOCIQ_REGION);
  conversion running =
      converted("region,year,jobs,price_level\na,2015,10,10\nb,2015,20,20\nc,2015,30,30\n", thirds, &options);
  assert_axis(running.made->axes[LOCIQ_REGION], "x y");
  /* 10 + 20·1/4, 20·3/4 + 30; (10·1 + 20·1)/2, (20·3 + 30·2)/5 */
  assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), (double[]){15, 45}, 2);
  assert_cells(part_of(running.made, "price_level", LOCIQ_BODY), (double[]){15, 24}, 2);
  const lociq_conversion_report *report = running.report;
  assert_int_equal(report->sources, 3);
  assert_int_equal(report->targets, 2);
  assert_int_equal(report->account_count, 2);
  assert_string_equal(report->accounts[0].measure, "jobs");
  assert_true(report->accounts[0].before == 60 && report->accounts[0].after == 60);
  assert_true(report->accounts[0].lost == 0 && report->accounts[0].withheld == 0);
  assert_true(report->accounts[1].relative && isnan(report->accounts[1].before));
  assert_int_equal(report->loss_count + report->absent_count + report->lifted, 0);
  clear(&running);
}

static void a_measure_is_relative_where_it_is_said(void **state) {
  (void)state;
  const char *const names[] = {"rate"};
  lociq_conversion_options options = along(LOCIQ_REGION);
  options.relative = names;
  options.relative_count = 1;
  conversion running = converted("region,year,rate\na,2015,10\nb,2015,20\nc,2015,30\n", thirds, &options);
  assert_cells(part_of(running.made, "rate", LOCIQ_BODY), (double[]){15, 24}, 2);
  clear(&running);
  /* nobody need say so of what is in per cent */
  running = (conversion){.panel = panel_of("region,year,rate\na,2015,10\nb,2015,20\nc,2015,30\n"),
                         .concordance = table_of(thirds)};
  assert_int_equal(lociq_cube_set_text(&running.panel->cubes[0]->unit, "PC_ACT", NULL), LOCIQ_OK);
  options.relative_count = 0;
  assert_int_equal(run(&running, &options, NULL), LOCIQ_OK);
  assert_cells(part_of(running.made, "rate", LOCIQ_BODY), (double[]){15, 24}, 2);
  clear(&running);
}

static const char suppressed[] =
    "region,industry,year,jobs,jobs_flag,price_level\na,A,2015,10,p,10\nb,A,2015,20,e,20\nc,A,2015,,c,\n"
    "a,B,2015,,,\nb,B,2015,,u,\nc,B,2015,7,,7\n";

static void a_target_is_missing_where_a_source_is(void **state) {
  (void)state;
  const lociq_conversion_options options = along(LOCIQ_REGION);
  conversion running = converted(suppressed, thirds, &options);
  const lociq_grid *jobs = part_of(running.made, "jobs", LOCIQ_BODY);
  assert_cells(jobs, (double[]){15, UNKNOWN, UNKNOWN, UNKNOWN}, 4);
  const uint16_t flags[] = {LOCIQ_FLAG_PROVISIONAL | LOCIQ_FLAG_ESTIMATED, LOCIQ_FLAG_UNRELIABLE,
                            LOCIQ_FLAG_ESTIMATED | LOCIQ_FLAG_CONFIDENTIAL, LOCIQ_FLAG_UNRELIABLE};
  assert_memory_equal(jobs->flags, flags, sizeof flags);
  const lociq_conversion_account *account = &running.report->accounts[0];
  assert_true(account->before == 37 && account->after == 15 && account->withheld == 22);
  assert_int_equal(account->missing, 2); /* of y, A a part is known, and of y, B */
  assert_int_equal(account->partial, 0);
  /* a mean is of what is known: of y, A b alone, of y, B c alone */
  assert_cells(part_of(running.made, "price_level", LOCIQ_BODY), (double[]){15, UNKNOWN, 20, 7}, 4);
  assert_int_equal(running.report->accounts[1].partial, 2);
  clear(&running);
}

static void what_is_known_may_be_summed(void **state) {
  (void)state;
  lociq_conversion_options options = along(LOCIQ_REGION);
  options.skip_missing = true;
  conversion running = converted(suppressed, thirds, &options);
  assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), (double[]){15, UNKNOWN, 15, 7}, 4);
  const lociq_conversion_account *account = &running.report->accounts[0];
  assert_true(account->before == 37 && account->after == 37 && account->withheld == 0);
  assert_int_equal(account->partial, 2);
  clear(&running);
}

static void codes_without_a_target_are_listed(void **state) {
  (void)state;
  const lociq_conversion_options options = along(LOCIQ_INDUSTRY);
  conversion running = converted(
      "region,industry,year,jobs,price_level\nr,a,2015,1,1\nr,b,2015,2,2\nr,c,2015,4,4\nr,d,2015,8,8\ns,b,2015,16,1\n"
      "s,d,2015,32,1\n",
      "from,to,weight\na,x,1\nc,x,0\n", &options);
  assert_axis(running.made->axes[LOCIQ_INDUSTRY], "x");
  assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), (double[]){1, UNKNOWN}, 2);
  const lociq_conversion_report *report = running.report;
  assert_int_equal(report->loss_count, 6);
  const char *const codes[] = {"b", "c", "d"};
  const double amounts[] = {18, 4, 40};
  const size_t missing[] = {0, 1, 0};
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(report->losses[i].measure, "jobs");
    assert_string_equal(report->losses[i].code, codes[i]);
    assert_true(report->losses[i].amount == amounts[i]);
    assert_int_equal(report->losses[i].missing, missing[i]);
    assert_string_equal(report->losses[3 + i].measure, "price_level");
    assert_true(isnan(report->losses[3 + i].amount));
  }
  assert_true(report->accounts[0].before == 63 && report->accounts[0].after == 1 && report->accounts[0].lost == 62);
  clear(&running);
}

/* x has a part in d, which is not there: nothing whole can be said of it. */
static void a_source_that_the_panel_lacks_is_missing(void **state) {
  (void)state;
  lociq_conversion_options options = along(LOCIQ_REGION);
  static const char data[] = "region,year,jobs,price_level\na,2015,1,1\nb,2015,2,2\n",
                    table[] = "from,to\na,x\nd,x\nb,y\ne,z\n";
  conversion running = converted(data, table, &options);
  assert_axis(running.made->axes[LOCIQ_REGION], "x y");
  assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), (double[]){UNKNOWN, 2}, 2);
  assert_cells(part_of(running.made, "price_level", LOCIQ_BODY), (double[]){1, 2}, 2);
  assert_int_equal(running.report->absent_count, 1);
  assert_string_equal(running.report->absent[0], "d");
  assert_int_equal(running.report->incomplete, 1);
  assert_int_equal(running.report->named, 3);
  assert_true(running.report->accounts[0].withheld == 1);
  assert_int_equal(running.report->accounts[1].partial, 1);
  clear(&running);
  options.skip_missing = true;
  running = converted(data, table, &options);
  assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), (double[]){1, 2}, 2);
  assert_int_equal(running.report->accounts[0].partial, 1);
  clear(&running);
}

static void coarser_codes_are_shared_out_by_finer_ones(void **state) {
  (void)state;
  const lociq_conversion_options options = along(LOCIQ_INDUSTRY);
  conversion running =
      converted("region,industry,year,jobs\nr,336,2015,10\nr,541,2015,3\n",
                "from,to,weight\n336411,air,1\n336412,air,3\n336111,cars,4\n541000,services,2\n", &options);
  assert_axis(running.made->axes[LOCIQ_INDUSTRY], "air cars services");
  assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), (double[]){5, 5, 3}, 3);
  assert_int_equal(running.report->lifted, 2);
  clear(&running);
}

static void totals_and_aggregates_go_along(void **state) {
  (void)state;
  static const char data[] =
      "region,industry,year,jobs\nDE11,A,2015,10\nDE11,B,2015,20\nDE12,A,2015,1\nDE12,B,2015,2\n"
      "DE11,TOTAL,2015,31\nDE12,TOTAL,2015,4\nTOTAL,A,2015,12\nTOTAL,B,2015,24\nTOTAL,TOTAL,2015,40\n"
      "EU28,A,2015,100\nEU28,B,2015,200\nEU28,TOTAL,2015,300\n";
  lociq_conversion_options options = along(LOCIQ_INDUSTRY);
  conversion running = converted(data, "from,to\nA,all\nB,all\n", &options);
  assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), (double[]){30, 3}, 2);
  assert_cells(part_of(running.made, "jobs", LOCIQ_TOTAL_REGION), (double[]){31, 4}, 2);
  assert_cells(part_of(running.made, "jobs", LOCIQ_TOTAL_INDUSTRY), (double[]){36}, 1);
  assert_cells(part_of(running.made, "jobs", LOCIQ_TOTAL), (double[]){40}, 1);
  assert_cells(part_of(running.made, "jobs", LOCIQ_AGGREGATE_BODY), (double[]){300}, 1);
  assert_cells(part_of(running.made, "jobs", LOCIQ_AGGREGATE_TOTAL), (double[]){300}, 1);
  clear(&running);
  options.axis = LOCIQ_REGION;
  running = converted(data, "from,to\nDE11,DE\nDE12,DE\n", &options);
  assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), (double[]){11, 22}, 2);
  assert_cells(part_of(running.made, "jobs", LOCIQ_TOTAL_REGION), (double[]){35}, 1);
  assert_cells(part_of(running.made, "jobs", LOCIQ_TOTAL_INDUSTRY), (double[]){12, 24}, 2);
  assert_cells(part_of(running.made, "jobs", LOCIQ_TOTAL), (double[]){40}, 1);
  assert_cells(part_of(running.made, "jobs", LOCIQ_AGGREGATE_BODY), (double[]){100, 200}, 2);
  clear(&running);
}

static void add_cube(lociq_panel *panel, const char *name, const char *kind, const double *values, size_t count) {
  lociq_cube *cube = NULL;
  assert_int_equal(lociq_cube_create(name, kind, LOCIQ_BY_YEAR | LOCIQ_BY_REGION, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, count, false, NULL), LOCIQ_OK);
  memcpy(cube->parts[LOCIQ_BODY].values, values, count * sizeof *values);
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
}

static void bounds_go_along_and_results_stay(void **state) {
  (void)state;
  lociq_conversion_options options = along(LOCIQ_REGION);
  options.skip_missing = true; /* half a bound is none all the same */
  conversion running = {.panel = panel_of("region,year,jobs,price_level\na,2015,,1\nb,2015,4,1\nc,2015,6,1\n"),
                        .concordance = table_of(thirds)};
  add_cube(running.panel, "jobs_lower", "bound", (double[]){1, 4, 6}, 3);
  add_cube(running.panel, "jobs_upper", "bound", (double[]){3, 4, UNKNOWN}, 3);
  add_cube(running.panel, "price_level_upper", "bound", (double[]){2, 4, UNKNOWN}, 3);
  add_cube(running.panel, "lq", "indicator", (double[]){1, 1, 1}, 3);
  assert_int_equal(run(&running, &options, NULL), LOCIQ_OK);
  assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), (double[]){1, 9}, 2);
  assert_cells(part_of(running.made, "jobs_lower", LOCIQ_BODY), (double[]){2, 9}, 2);
  assert_cells(part_of(running.made, "jobs_upper", LOCIQ_BODY), (double[]){4, UNKNOWN}, 2);
  assert_cells(part_of(running.made, "price_level_upper", LOCIQ_BODY), (double[]){3, UNKNOWN}, 2);
  assert_string_equal(lociq_panel_find(running.made, "jobs_lower")->kind, "bound");
  assert_null(lociq_panel_find(running.made, "lq"));
  assert_int_equal(running.report->account_count, 2);
  clear(&running);
}

static void labels_and_levels_of_new_codes(void **state) {
  (void)state;
  const lociq_conversion_options options = along(LOCIQ_REGION);
  conversion running = {.panel = panel_of("region,year,jobs\nDE11,2015,1\nDE12,2015,2\n"),
                        .concordance = table_of("from,to,label\nDE11,DE11,\nDE12,DE1,Baden\n")};
  const lociq_member members[] = {{"DE11", "Stuttgart", "DE1", 2}, {"DE12", "Karlsruhe", "DE1", 2}};
  lociq_axis_free(running.panel->axes[LOCIQ_REGION]);
  assert_int_equal(lociq_axis_create(LOCIQ_REGION, members, 2, &running.panel->axes[LOCIQ_REGION], NULL), LOCIQ_OK);
  assert_int_equal(run(&running, &options, NULL), LOCIQ_OK);
  const lociq_axis *axis = running.made->axes[LOCIQ_REGION];
  assert_axis(axis, "DE1 DE11");
  assert_string_equal(lociq_axis_label(axis, 0), "Baden");
  assert_string_equal(lociq_axis_label(axis, 1), "Stuttgart");
  assert_string_equal(lociq_axis_parent(axis, 1), "DE1");
  assert_null(lociq_axis_parent(axis, 0));
  assert_int_equal(lociq_axis_level(axis, 0), 1);
  assert_int_equal(lociq_axis_level(axis, 1), 2);
  clear(&running);
}

/* ---- large enough for many blocks */

static uint64_t next_random(uint64_t *state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  return z ^ (z >> 27);
}

enum { YEARS = 2, REGIONS = 700, INDUSTRIES = 30, CELLS = YEARS * REGIONS * INDUSTRIES };

static lociq_panel *large_panel(void) {
  lociq_panel *panel = NULL;
  lociq_cube *cube = NULL;
  uint64_t seed = 1;
  const size_t counts[LOCIQ_AXIS_KINDS] = {
      [LOCIQ_YEAR] = YEARS, [LOCIQ_REGION] = REGIONS, [LOCIQ_INDUSTRY] = INDUSTRIES};
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) {
    lociq_member members[REGIONS];
    char codes[REGIONS][16];
    for (size_t i = 0; i < counts[kind]; i++) {
      (void)snprintf(codes[i], sizeof codes[i], kind == LOCIQ_YEAR ? "%zu" : "m%03zu",
                     kind == LOCIQ_YEAR ? 2000 + i : i);
      members[i] = (lociq_member){.code = codes[i], .level = LOCIQ_NO_LEVEL};
    }
    assert_int_equal(lociq_axis_create((lociq_axis_kind)kind, members, counts[kind], &panel->axes[kind], NULL),
                     LOCIQ_OK);
  }
  assert_int_equal(
      lociq_cube_create("jobs", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY, &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(cube, LOCIQ_BODY, CELLS, true, NULL), LOCIQ_OK);
  for (size_t i = 0; i < CELLS; i++) {
    const uint64_t bits = next_random(&seed);
    cube->parts[LOCIQ_BODY].values[i] = bits % 17 == 0 ? UNKNOWN : bits % 13 == 0 ? -0.0 : (double)(bits >> 40) / 7;
    cube->parts[LOCIQ_BODY].flags[i] = (uint16_t)(bits & 3u);
  }
  assert_int_equal(lociq_panel_add(panel, cube, NULL), LOCIQ_OK);
  return panel;
}

/* Each member goes to up to three of `targets`, by weights at random. */
static lociq_concordance *random_table(size_t members, size_t targets) {
  char *text = calloc(members + 1, 128);
  uint64_t seed = 2;
  char *end = stpcpy(text, "from,to,weight\n");
  for (size_t i = 0; i + 5 < members; i++) /* the last five go nowhere */
    for (size_t k = 0; k < 3; k++)
      end += sprintf(end, "m%03zu,t%zu,%llu\n", i, (size_t)(next_random(&seed) % targets),
                     (unsigned long long)(next_random(&seed) % 9));
  lociq_concordance *concordance = table_of(text);
  free(text);
  return concordance;
}

static void any_number_of_threads_gives_the_same_bits(void **state) {
  (void)state;
  const lociq_axis_kind axes[] = {LOCIQ_REGION, LOCIQ_INDUSTRY};
  for (size_t a = 0; a < 2; a++) {
    lociq_conversion_options options = along(axes[a]);
    conversion running[2] = {{0}, {0}};
    for (size_t k = 0; k < 2; k++) {
      running[k] = (conversion){.panel = large_panel(),
                                .concordance = random_table(axes[a] == LOCIQ_REGION ? REGIONS : INDUSTRIES, 60)};
      options.threads = k == 0 ? 1 : 5;
      assert_int_equal(run(&running[k], &options, NULL), LOCIQ_OK);
    }
    const lociq_grid *one = part_of(running[0].made, "jobs", LOCIQ_BODY),
                     *five = part_of(running[1].made, "jobs", LOCIQ_BODY);
    assert_int_equal(one->count, five->count);
    assert_memory_equal(one->values, five->values, one->count * sizeof *one->values);
    assert_memory_equal(one->flags, five->flags, one->count * sizeof *one->flags);
    const lociq_conversion_account *first = &running[0].report->accounts[0], *second = &running[1].report->accounts[0];
    assert_memory_equal(&first->before, &second->before, 4 * sizeof(double));
    /* Some hundred thousand sums of three roundings each, relative to all of it. */
    assert_true(fabs(first->before - first->after - first->lost - first->withheld) < 1e-10 * first->before);
    assert_true(first->lost > 0 && first->withheld > 0 && first->after > 0);
    for (size_t k = 0; k < 2; k++) clear(&running[k]);
  }
}

static void a_concordance_of_codes_to_themselves_changes_no_bit(void **state) {
  (void)state;
  const lociq_axis_kind axes[] = {LOCIQ_REGION, LOCIQ_INDUSTRY};
  for (size_t a = 0; a < 2; a++) {
    lociq_conversion_options options = along(axes[a]);
    const char *const relative[] = {"jobs"};
    options.relative = relative;
    for (size_t r = 0; r < 2; r++) {
      options.relative_count = r;
      char *text = calloc(REGIONS + 1, 32), *end = stpcpy(text, "from,to,weight\n");
      for (size_t i = 0; i < (axes[a] == LOCIQ_REGION ? REGIONS : INDUSTRIES); i++)
        end += sprintf(end, "m%03zu,m%03zu,0.%zu\n", i, i, i + 1);
      conversion running = {.panel = large_panel(), .concordance = table_of(text)};
      free(text);
      assert_int_equal(run(&running, &options, NULL), LOCIQ_OK);
      assert_cells(part_of(running.made, "jobs", LOCIQ_BODY), part_of(running.panel, "jobs", LOCIQ_BODY)->values,
                   CELLS);
      assert_memory_equal(part_of(running.made, "jobs", LOCIQ_BODY)->flags,
                          part_of(running.panel, "jobs", LOCIQ_BODY)->flags, CELLS * sizeof(uint16_t));
      clear(&running);
    }
  }
}

/* ---- what is refused */

static void assert_refused(const char *data, const char *table, const lociq_conversion_options *options,
                           const char *message) {
  conversion running = {.panel = panel_of(data), .concordance = table_of(table)};
  lociq_error error = {0};
  assert_int_equal(run(&running, options, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  assert_null(running.made);
  assert_null(running.report);
  clear(&running);
}

static void what_cannot_be_converted_is_refused(void **state) {
  (void)state;
  static const char data[] = "region,year,jobs\na,2015,1\n";
  const char *const names[] = {"rate"};
  lociq_conversion_options options = along(LOCIQ_REGION);
  assert_refused(data, "from,to\nb,x\n", &options,
                 "no region is in the concordance: the codes here are such as \"a\", those there such as \"b\"");
  assert_refused(data, "from,to,weight\na,x,0\n", &options,
                 "no region is in the concordance: the codes here are such as \"a\", those there such as \"a\"");
  options.relative = names;
  options.relative_count = 1;
  assert_refused(data, "from,to\na,x\n", &options, "there is no measure \"rate\" to be relative");
  options = along(LOCIQ_INDUSTRY);
  assert_refused(data, "from,to\na,x\n", &options, "there is no industry to be converted");
  options = along(LOCIQ_YEAR);
  assert_refused(data, "from,to\na,x\n", &options, "the year axis cannot be converted: expected region or industry");
}

static bool stop(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)context, (void)stage, (void)done, (void)all;
  return false;
}

static void it_can_be_stopped(void **state) {
  (void)state;
  const lociq_progress progress = {.report = stop};
  lociq_conversion_options options = along(LOCIQ_REGION);
  options.progress = &progress;
  conversion running = {.panel = panel_of("region,year,jobs\na,2015,1\n"), .concordance = table_of("from,to\na,x\n")};
  assert_int_equal(run(&running, &options, NULL), LOCIQ_CANCELLED);
  assert_null(running.made);
  clear(&running);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_conversion_options options = along(LOCIQ_INDUSTRY);
  options.threads = 2;
  conversion running = {
      .panel = panel_of("region,industry,year,jobs\nr,336,2015,1\nr,541,2015,2\nr,TOTAL,2015,3\nr,211,2015,\n"),
      .concordance = table_of("from,to\n336411,x\n541,x\n541,y\n212,y\n")};
  lociq_status status = LOCIQ_NO_MEMORY;
  long n = 0;
  for (; status != LOCIQ_OK; n++) {
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = run(&running, &options, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && running.made == NULL && running.report == NULL));
    assert_true(status == LOCIQ_OK || strncmp(error.message, "no memory for ", 14) == 0);
  }
  assert_true(n > 50);
  clear(&running);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(amounts_are_shared_out_and_shares_averaged),
                                     cmocka_unit_test(a_measure_is_relative_where_it_is_said),
                                     cmocka_unit_test(a_target_is_missing_where_a_source_is),
                                     cmocka_unit_test(what_is_known_may_be_summed),
                                     cmocka_unit_test(codes_without_a_target_are_listed),
                                     cmocka_unit_test(a_source_that_the_panel_lacks_is_missing),
                                     cmocka_unit_test(coarser_codes_are_shared_out_by_finer_ones),
                                     cmocka_unit_test(totals_and_aggregates_go_along),
                                     cmocka_unit_test(bounds_go_along_and_results_stay),
                                     cmocka_unit_test(labels_and_levels_of_new_codes),
                                     cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
                                     cmocka_unit_test(a_concordance_of_codes_to_themselves_changes_no_bit),
                                     cmocka_unit_test(what_cannot_be_converted_is_refused),
                                     cmocka_unit_test(it_can_be_stopped),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
