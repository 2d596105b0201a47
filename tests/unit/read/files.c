/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading.h"

#include "core/memory.h"

static const char plain[] =
    "region,industry,year,employment,employment_flag,wages\n"
    "DE11,A,2015,14.5,bu,3\n"
    "DE11,B,2015,,c,4\n"
    "DE11,TOTAL,2015,20,,7\n"
    "DE12,A,2015,1,,:\n"
    "TOTAL,TOTAL,2015,100,,200\n"
    "TOTAL,A,2015,60,,NA\n"
    "EU28,A,2015,1000,,2000\n"
    "EU28,TOTAL,2015,5000,,NaN\n"
    "DEZZ,A,2015,5,,6\n"
    "DE12,NRP,2015,5,,6\n";

static void cells_go_to_their_parts(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  reading made = read_text("parts.csv", plain, &options);
  assert_string_equal(made.error.message, "");
  assert_values(&made, "employment", LOCIQ_BODY, (double[]){14.5, (double)NAN, 1, (double)NAN}, 4);
  assert_values(&made, "employment", LOCIQ_TOTAL_REGION, (double[]){20, (double)NAN}, 2);
  assert_values(&made, "employment", LOCIQ_TOTAL_INDUSTRY, (double[]){60, (double)NAN}, 2);
  assert_values(&made, "employment", LOCIQ_TOTAL, (double[]){100}, 1);
  assert_values(&made, "employment", LOCIQ_AGGREGATE_BODY, (double[]){1000, (double)NAN}, 2);
  assert_values(&made, "employment", LOCIQ_AGGREGATE_TOTAL, (double[]){5000}, 1);
  assert_values(&made, "wages", LOCIQ_BODY, (double[]){3, 4, (double)NAN, (double)NAN}, 4);
  const lociq_cube *cube = lociq_panel_find(made.panel, "employment");
  assert_int_equal(cube->parts[LOCIQ_BODY].flags[0], LOCIQ_FLAG_BREAK | LOCIQ_FLAG_UNRELIABLE);
  assert_int_equal(cube->parts[LOCIQ_BODY].flags[1], LOCIQ_FLAG_CONFIDENTIAL);
  assert_null(lociq_panel_find(made.panel, "wages")->parts[LOCIQ_BODY].flags);
  assert_string_equal(cube->unit, "persons");
  assert_int_equal(lociq_axis_count(made.panel->axes[LOCIQ_AGGREGATE]), 1);
  char *text = NULL;
  assert_int_equal(lociq_account_format(&made.account, &text, NULL), LOCIQ_OK);
  assert_string_equal(text,
                      "10 rows, 20 cells: 16 values, 4 missing (1 c, 3 unflagged), 0 refused\nstored 6, published "
                      "totals 6, aggregates kept aside 4, left out: 2 outside of all regions (extra-regio), 2 of no "
                      "industry known (no response)");
  free(text);
  /* sha256sum of that text */
  assert_int_equal(made.inputs[0].bytes, strlen(plain));
  assert_int_equal(strlen(made.inputs[0].sha256), 64);
  assert_string_equal(made.inputs[0].reader, "tidy");
  clear_reading(&made);
}

static void the_digest_is_that_of_the_file(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  reading made = read_text("digest.csv", "region,year,gdp\nA,2000,1\n", &options);
  assert_int_equal(made.status, LOCIQ_OK);
  /* printf 'region,year,gdp\nA,2000,1\n' | sha256sum */
  assert_string_equal(made.inputs[0].sha256, "68987cf3e8f77bd799ae27530767ea3f55e95ae20a8f13dd944cb235a6576ed1");
  assert_int_equal(lociq_panel_find(made.panel, "gdp")->shape, LOCIQ_BY_YEAR | LOCIQ_BY_REGION);
  clear_reading(&made);
}

static void wrong_lines_are_named(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  assert_error("e.csv", "region,industry,year,employment\nA,X,2000,1\nA,Y,2000,x\n", &options, LOCIQ_BAD_INPUT,
               "e.csv:3:10: employment is \"x\", expected a number");
  assert_error("e.csv", "region,industry,year,employment\nA,X,2000\n", &options, LOCIQ_BAD_INPUT,
               "e.csv:2: 3 fields, expected 4");
  assert_error("e.csv", "region,industry,year,employment\n\n\r\nA,X,2000,1,2,3\n", &options, LOCIQ_BAD_INPUT,
               "e.csv:4: 6 fields, expected 4");
  assert_error("e.csv", "region,industry,year,employment\nA,X,2000,1\nA,X,2000,2\n", &options, LOCIQ_CONFLICT,
               "e.csv:3: employment of A, X, 2000 is there already, in line 2 (--duplicates sum adds them)");
  assert_error("e.csv", "region,year,employment,employment_flag\nA,2000,1,bq\n", &options, LOCIQ_BAD_INPUT,
               "e.csv:2:10: the flag of employment is \"bq\", expected letters of b c d e f i m n p r s u z N P");
  assert_error("e.csv", "region,year,employment\nA\xFF,2000,1\n", &options, LOCIQ_BAD_INPUT,
               "e.csv:2:1: region has the byte 0xFF, which is not UTF-8");
  assert_error("e.csv", "region,year,employment\nA,2000-Q1,1\n", &options, LOCIQ_BAD_INPUT,
               "e.csv:2: year is \"2000-Q1\", expected a year");
  assert_error("e.csv", "region,year,employment\n\"A,2000,1\n", &options, LOCIQ_BAD_INPUT,
               "e.csv:2:1: a quote opens that is never closed");
  assert_error("e.csv", "region,year,employment\nA\"B,2000,1\n", &options, LOCIQ_BAD_INPUT,
               "e.csv:2:2: a quote stands within a field that has none around it");
  assert_error("e.csv", "region,year,employment\n,2000,1\n", &options, LOCIQ_BAD_INPUT,
               "e.csv:2:1: region is \"\", expected a code");
  assert_error("e.csv", "region,year,employment\n", &options, LOCIQ_BAD_INPUT,
               "e.csv has no line of data below its header");
  assert_error("e.csv", "", &options, LOCIQ_BAD_INPUT, "e.csv is empty, expected a header line");
  assert_error("e.csv", "region,year,employment\nAT,2000,1\nAT1,2000,1\n", &options, LOCIQ_CONFLICT,
               "AT contains AT1: choose one with --level (nuts0, nuts1 are there)");
}

static void zero_bytes_are_refused(void **state) {
  (void)state;
  const char bytes[] = "region,year,gdp\nA,2000,1\nB\0,2000,1\n";
  const char *path = "zero.csv";
  write_file(path, bytes, sizeof bytes - 1);
  const lociq_read_options options = lociq_read_options_default();
  reading made = read_paths(&path, 1, &options, LOCIQ_WINDOW);
  assert_string_equal(made.error.message, "zero.csv:3:2: a NUL byte, expected text in UTF-8");
  clear_reading(&made);
  (void)remove(path);
}

static void quotes_marks_and_line_ends_are_no_matter(void **state) {
  (void)state;
  const lociq_read_options options = lociq_read_options_default();
  reading made = read_text("quotes.csv",
                           "\xEF\xBB\xBF\"region\",\"industry\",year,gva\r\n\"a,b\",\"x\n\"\"y\"\"\",2001,1e3\r\n"
                           "\r\n c ,\"x\n\"\"y\"\"\",2001, \"2\" \r\n\"c\",z,2001,-0.0",
                           &options);
  assert_string_equal(made.error.message, "");
  assert_string_equal(lociq_axis_code(made.panel->axes[LOCIQ_REGION], 0), "a,b");
  assert_string_equal(lociq_axis_code(made.panel->axes[LOCIQ_INDUSTRY], 0), "x\n\"y\"");
  assert_values(&made, "gva", LOCIQ_BODY, (double[]){1000, (double)NAN, 2, -0.0}, 4);
  assert_true(signbit(lociq_panel_find(made.panel, "gva")->parts[LOCIQ_BODY].values[3]) != 0);
  clear_reading(&made);
}

static void duplicates_are_added_on_request(void **state) {
  (void)state;
  lociq_read_options options = lociq_read_options_default();
  options.sum_duplicates = true;
  reading made =
      read_text("twice.csv",
                "region,industry,year,gva,wages\nA,X,2000,1,\nA,X,2000,2.5,4\nA,Y,2000,7,8\nA,X,2000,3,1\n", &options);
  assert_string_equal(made.error.message, "");
  assert_values(&made, "gva", LOCIQ_BODY, (double[]){6.5, 7}, 2);
  assert_values(&made, "wages", LOCIQ_BODY, (double[]){(double)NAN, 8}, 2);
  assert_int_equal(made.account.combined, 4);
  assert_int_equal(made.account.stored, 4);
  clear_reading(&made);
}

/* Rows enough for many windows, in an order of their own, quotes over the cuts. */
static char *many_rows(size_t *length) {
  enum { ROWS = 3000, LONGEST = 64 };
  char *text = malloc((ROWS + 1) * LONGEST);
  assert_non_null(text);
  *length = (size_t)sprintf(text, "industry,year,region,gva,gva_flag,area\n");
  for (unsigned i = 0; i < ROWS; i++) {
    const unsigned row = i * 1009u % ROWS;
    *length +=
        (size_t)sprintf(text + *length, row % 7 == 0 ? "\"i\n%u\",%u,R%u,%u,%s,%u.25\n" : "i%u,%u,R%u,%u,%s,%u\n",
                        row % 10, 2000 + row / 10 % 3, row / 30, row * 37u, row % 5 == 0 ? "p" : "", row);
  }
  return text;
}

static void assert_same_panels(const lociq_panel *first, const lociq_panel *second) {
  assert_int_equal(first->cube_count, second->cube_count);
  for (size_t c = 0; c < first->cube_count; c++)
    for (int part = 0; part < LOCIQ_PARTS; part++) {
      const lociq_grid *a = &first->cubes[c]->parts[part], *b = &second->cubes[c]->parts[part];
      assert_int_equal(a->count, b->count);
      assert_int_equal(a->flags == NULL, b->flags == NULL);
      if (a->count > 0) assert_memory_equal(a->values, b->values, a->count * sizeof *a->values);
      if (a->flags != NULL) assert_memory_equal(a->flags, b->flags, a->count * sizeof *a->flags);
    }
}

static void threads_and_windows_change_nothing(void **state) {
  (void)state;
  size_t length = 0;
  char *text = many_rows(&length);
  const char *path = "many.csv";
  write_file(path, text, length);
  lociq_read_options options = lociq_read_options_default();
  options.threads = 1;
  reading first = read_paths(&path, 1, &options, LOCIQ_WINDOW);
  assert_string_equal(first.error.message, "");
  assert_int_equal(first.account.rows, 3000);
  static const size_t windows[] = {1, 33, 100, 1000, 65536};
  static const int threads[] = {1, 2, 5};
  for (size_t w = 0; w < sizeof windows / sizeof windows[0]; w++)
    for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
      options.threads = threads[t];
      reading other = read_paths(&path, 1, &options, windows[w]);
      assert_string_equal(other.error.message, "");
      assert_same_panels(first.panel, other.panel);
      assert_memory_equal(&first.account, &other.account, sizeof first.account);
      assert_string_equal(first.inputs[0].sha256, other.inputs[0].sha256);
      clear_reading(&other);
    }
  clear_reading(&first);
  /* of two errors the first is told, whoever meets it */
  memcpy(strstr(text + length / 3, ",R"), ",\"x", 3);
  memcpy(strstr(text + length / 2, ",R"), ",\"x", 3);
  write_file(path, text, length);
  options.threads = 1;
  reading wrong = read_paths(&path, 1, &options, LOCIQ_WINDOW);
  assert_int_equal(wrong.status, LOCIQ_BAD_INPUT);
  for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
    options.threads = threads[t];
    reading other = read_paths(&path, 1, &options, 1000);
    assert_int_equal(other.status, LOCIQ_BAD_INPUT);
    assert_non_null(strstr(other.error.message, "many.csv:"));
    assert_int_equal(strtol(other.error.message + 9, NULL, 10), strtol(wrong.error.message + 9, NULL, 10));
    clear_reading(&other);
  }
  clear_reading(&wrong);
  (void)remove(path);
  free(text);
}

/* Writes rows, of which some are given another text, where 1 stands for a NUL byte; one in
 * four hundred spans lines. */
static size_t write_faults(char *text, size_t rows, const size_t *at, const char *const *faults, size_t count) {
  size_t length = (size_t)sprintf(text, "region,year,gdp\n");
  for (size_t row = 0; row < rows; row++) {
    const char *fault = NULL;
    for (size_t i = 0; i < count; i++)
      if (at[i] == row) fault = faults[i];
    length += fault != NULL
                  ? (size_t)sprintf(text + length, "%s\n", fault)
                  : (size_t)sprintf(text + length, row % 400 == 7 ? "\"R\n%zu\",2000,%zu\n" : "R%zu,2000,%zu\n", row,
                                    row * 7);
  }
  for (size_t i = 0; i < length; i++)
    if (text[i] == '\1') text[i] = '\0';
  return length;
}

/* Of two lines that are wrong, whatever is wrong with them, the first is told: by any number
 * of threads, with windows of any size, and each time. */
static void of_two_faults_the_first_is_told(void **state) {
  (void)state;
  enum { ROWS = 4000, KINDS = 6, LONGEST = 64 };
  static const char *const faults[KINDS] = {"R1,2000,1x", "R1,2000",      "R1,2000,1,2",
                                            ",2000,1",    "R\xFF,2000,1", "R\x01,2000,1"};
  static const size_t windows[] = {500, 4000, LOCIQ_WINDOW}, rows[][2] = {{70, 71}, {3, 3900}, {1000, 1500}};
  static const int threads[] = {1, 2, 5};
  static char text[ROWS * LONGEST];
  const char *path = "faults.csv";
  lociq_read_options options = lociq_read_options_default();
  for (size_t kind = 0; kind < KINDS * KINDS * 3; kind++) {
    const size_t *at = rows[kind % 3];
    const char *const pair[] = {faults[kind / 3 % KINDS], faults[kind / 3 / KINDS]};
    write_file(path, text, write_faults(text, ROWS, at, pair, 1));
    options.threads = 1;
    reading alone = read_paths(&path, 1, &options, LOCIQ_WINDOW);
    assert_int_equal(alone.status, LOCIQ_BAD_INPUT);
    assert_int_equal(strtoul(alone.error.message + strlen("faults.csv:"), NULL, 10), 2 + at[0] + (at[0] + 392) / 400);
    write_file(path, text, write_faults(text, ROWS, at, pair, 2));
    for (size_t i = 0; i < 9; i++) {
      options.threads = threads[i % 3];
      reading both = read_paths(&path, 1, &options, windows[i / 3]);
      assert_string_equal(both.error.message, alone.error.message);
      assert_null(both.panel);
      clear_reading(&both);
    }
    clear_reading(&alone);
  }
  (void)remove(path);
}

static void filters_and_levels_leave_out_and_count(void **state) {
  (void)state;
  const char *regions[] = {"AT11", "AT1"};
  const lociq_filter filter = {"region", regions, 2};
  lociq_read_options options = lociq_read_options_default();
  const char text[] =
      "region,industry,year,employment\nAT1,A,2000,1\nAT11,A,2000,2\nAT11,TOTAL,2000,3\nAT12,A,2000,4\nAT11,F,2000,5\n";
  options.level = "nuts2";
  options.filters = &filter;
  options.filter_count = 1;
  reading made = read_text("level.csv", text, &options);
  assert_string_equal(made.error.message, "");
  assert_values(&made, "employment", LOCIQ_BODY, (double[]){2, 5}, 2);
  assert_values(&made, "employment", LOCIQ_TOTAL_REGION, (double[]){3}, 1);
  assert_int_equal(made.account.reason_count, 2);
  assert_string_equal(made.account.reasons[0].text, "by --where region");
  assert_string_equal(made.account.reasons[1].text, "by --level nuts2");
  assert_string_equal(lociq_axis_parent(made.panel->axes[LOCIQ_REGION], 0), "AT1");
  clear_reading(&made);
  options.level = "nuts3";
  assert_error("level.csv", text, &options, LOCIQ_INVALID,
               "--level nuts3: no region is of that level; there are nuts1, nuts2");
  const char *industries[] = {"A"};
  const lociq_filter by_industry = {"industry", industries, 1}, unknown = {"age", industries, 1},
                     absent = {"year", industries, 1};
  options.level = "nuts2";
  options.filters = &by_industry;
  made = read_text("level.csv", text, &options);
  assert_values(&made, "employment", LOCIQ_BODY, (double[]){2, 4}, 2);
  assert_values(&made, "employment", LOCIQ_TOTAL_REGION, (double[]){3, (double)NAN}, 2); /* TOTAL stays */
  clear_reading(&made);
  options.filters = &unknown;
  assert_error("level.csv", text, &options, LOCIQ_INVALID,
               "--where age: there is no such dimension; there are region, industry, year");
  options.filters = &absent;
  assert_error("level.csv", text, &options, LOCIQ_INVALID, "--where year=A: no line has that year; there are 2000");
}

static void files_become_one_panel(void **state) {
  (void)state;
  static const char *const paths[] = {"one.csv", "two.csv"};
  static const char first[] = "region,industry,year,employment\nA,X,2000,1\n",
                    second[] = "region,year,gdp\nA,2000,5\nB,2001,6\n",
                    third[] = "region,industry,year,employment\nB,X,2001,2\nA,X,2000,9\n";
  const lociq_read_options options = lociq_read_options_default();
  write_file(paths[0], first, sizeof first - 1);
  write_file(paths[1], second, sizeof second - 1);
  reading made = read_paths(paths, 2, &options, LOCIQ_WINDOW);
  assert_string_equal(made.error.message, "");
  assert_values(&made, "employment", LOCIQ_BODY, (double[]){1, (double)NAN, (double)NAN, (double)NAN}, 4);
  assert_values(&made, "gdp", LOCIQ_BODY, (double[]){5, (double)NAN, (double)NAN, 6}, 4);
  clear_reading(&made);
  write_file(paths[1], third, sizeof third - 1);
  made = read_paths(paths, 2, &options, LOCIQ_WINDOW);
  assert_int_equal(made.status, LOCIQ_CONFLICT);
  assert_string_equal(made.error.message,
                      "two.csv:3: employment of A, X, 2000 is there already, in line 2 of one.csv (--duplicates sum "
                      "adds them)");
  clear_reading(&made);
  (void)remove(paths[0]);
  (void)remove(paths[1]);
}

static bool cancel(void *context, const char *stage, uint64_t done, uint64_t all) {
  (void)stage;
  (void)done;
  (void)all;
  ++*(int *)context;
  return false;
}

static void reading_can_be_cancelled(void **state) {
  (void)state;
  int calls = 0;
  const lociq_progress progress = {.context = &calls, .report = cancel};
  lociq_read_options options = lociq_read_options_default();
  options.progress = &progress;
  assert_error("cancel.csv", plain, &options, LOCIQ_CANCELLED, "reading cancel.csv was cancelled");
  assert_int_equal(calls, 1);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const char *path = "memory.csv";
  write_file(path, plain, strlen(plain));
  lociq_read_options options = lociq_read_options_default();
  options.threads = 1;
  for (int slow = 0; slow < 2; slow++) {
    for (long n = 0;; n++) {
      lociq_memory_fail_after(n);
      reading made = read_paths(&path, 1, &options, 64);
      lociq_memory_fail_after(-1);
      const lociq_status status = made.status;
      clear_reading(&made);
      if (status == LOCIQ_OK) {
        assert_true(n > 50);
        break;
      }
      assert_int_equal(status, LOCIQ_NO_MEMORY);
      assert_string_not_equal(made.error.message, "");
    }
    options.sum_duplicates = true;
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    assert_true(fputs("DE11,A,2015,14.5,bu,3\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
  }
  (void)remove(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cells_go_to_their_parts),
                                     cmocka_unit_test(the_digest_is_that_of_the_file),
                                     cmocka_unit_test(wrong_lines_are_named),
                                     cmocka_unit_test(zero_bytes_are_refused),
                                     cmocka_unit_test(quotes_marks_and_line_ends_are_no_matter),
                                     cmocka_unit_test(duplicates_are_added_on_request),
                                     cmocka_unit_test(threads_and_windows_change_nothing),
                                     cmocka_unit_test(of_two_faults_the_first_is_told),
                                     cmocka_unit_test(filters_and_levels_leave_out_and_count),
                                     cmocka_unit_test(files_become_one_panel),
                                     cmocka_unit_test(reading_can_be_cancelled),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
