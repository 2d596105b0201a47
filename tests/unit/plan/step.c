/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan that was run, and is run again.
 */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static const char folder[] = "plan_step", path[] = "plan_step/plan.yaml";

static void write_file(const char *name, const char *text) {
  char full[64];
  (void)snprintf(full, sizeof full, "%s/%s", folder, name);
  FILE *file = fopen(full, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static const char table[] =
    "region,industry,year,employment\n"
    "a,X,2015,3\na,Y,2015,1\nb,X,2015,1\nb,Y,2015,3\nc,X,2015,2\nc,Y,2015,2\n";
static const char gdp[] = "region,year,gdp\na,2015,3\nb,2015,4\nc,2015,8\n";
static const char index_text[] =
    "normalise: {method: min_max}\nweights: equal\naggregate: arithmetic\n"
    "index: {name: wealth, title: Wealth, parts: [{name: product, title: GDP, measure: gdp}]}\n";
static const char plan[] =
    "store: s.h5\n"
    "import:\n  - {files: [a.csv]}\n  - {files: [gdp.csv]}\n"
    "compute:\n  - {indicators: [lq, krugman_specialisation]}\n"
    "composite:\n  - {specification: wealth.yaml}\n"
    "partners:\n  - {similarity: cosine, top: 1, format: csv, output: p.csv}\n  - {by: complementarity, top: 2}\n"
    "export:\n  - {dataset: lq, output: lq.csv}\n";

typedef struct lines {
  char text[4096];
} lines;

static void collect(void *context, const char *line) {
  lines *heard = context;
  const size_t length = strlen(heard->text);
  (void)snprintf(heard->text + length, sizeof heard->text - length, "%s\n", line);
}

static lociq_status run(lines *heard, lociq_error *error) {
  lociq_plan_options options = lociq_plan_options_default();
  bool worked = false;
  heard->text[0] = '\0';
  options.log = collect;
  options.context = heard;
  return lociq_plan_run(path, &options, &worked, error);
}

static int set_up(void **state) {
  (void)state;
  lines heard;
  (void)mkdir(folder, 0700);
  (void)unlink("plan_step/s.h5");
  write_file("a.csv", table);
  write_file("gdp.csv", gdp);
  write_file("wealth.yaml", index_text);
  write_file("plan.yaml", plan);
  assert_int_equal(run(&heard, NULL), LOCIQ_OK);
  assert_null(strstr(heard.text, "reused"));
  return 0;
}

/* The plan again with a remark that says nothing. */
static void touch_plan(const char *remark) {
  char text[sizeof plan + 64];
  (void)snprintf(text, sizeof text, "%s# %s\n", plan, remark);
  write_file("plan.yaml", text);
}

static const char *const all_reused[] = {"reused 1 of 1 index: nothing that is read for it has changed\n",
                                         "reused 2 of 2 rankings: nothing that is read for them has changed\n",
                                         "reused 1 of 1 export: nothing that is read for it has changed\n"};

static void assert_tells(const lines *heard, bool index, bool rankings, bool export) {
  const bool expected[] = {index, rankings, export};
  for (size_t i = 0; i < sizeof all_reused / sizeof *all_reused; i++)
    if ((strstr(heard->text, all_reused[i]) != NULL) != expected[i])
      fail_msg("%s\n%s: %s", heard->text, expected[i] ? "lacks" : "has", all_reused[i]);
}

/* What a variable of the store holds, written out. */
static void write_out(const char *name, char *text, size_t size) {
  lociq_store *store = NULL;
  lociq_stored_variable *variable = NULL;
  size_t length = 0;
  assert_int_equal(lociq_store_open("plan_step/s.h5", LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_load_variable(store, name, &variable, NULL), LOCIQ_OK);
  for (size_t i = 0; i < variable->count && length < size; i++)
    length += (size_t)snprintf(text + length, size - length, "%a ", variable->values[i]);
  lociq_stored_variable_free(variable);
  lociq_store_close(store);
}

static void a_run_takes_over_what_the_last_one_made(void **state) {
  (void)state;
  static const char *const names[] = {"partner_similarity_score", "partner_complementarity_contribution",
                                      "framework_wealth_normalised"};
  char before[3][512], after[512];
  lines heard;
  for (size_t i = 0; i < 3; i++) write_out(names[i], before[i], sizeof before[i]);
  touch_plan("again");
  assert_int_equal(run(&heard, NULL), LOCIQ_OK);
  assert_tells(&heard, true, true, true);
  assert_non_null(strstr(heard.text, "  wealth: 1 indicator")); /* its account is told again */
  assert_null(strstr(heard.text, "wrote plan_step/p.csv"));
  for (size_t i = 0; i < 3; i++) {
    write_out(names[i], after, sizeof after);
    assert_string_equal(after, before[i]);
  }
  touch_plan("and again"); /* from a store that was itself taken over */
  assert_int_equal(run(&heard, NULL), LOCIQ_OK);
  assert_tells(&heard, true, true, true);
}

static void what_a_step_reads_has_it_done_again(void **state) {
  (void)state;
  lines heard;
  write_file("gdp.csv", "region,year,gdp\na,2015,3\nb,2015,4\nc,2015,9\n");
  assert_int_equal(run(&heard, NULL), LOCIQ_OK);
  assert_tells(&heard, false, true, true);
  write_file("a.csv",
             "region,industry,year,employment\n"
             "a,X,2015,3\na,Y,2015,1\nb,X,2015,1\nb,Y,2015,3\nc,X,2015,2\nc,Y,2015,4\n");
  assert_int_equal(run(&heard, NULL), LOCIQ_OK);
  assert_tells(&heard, true, false, false);
  write_file("gdp.csv", "region,year,gdp\na,2015,3\nb,2015,4\nc,2015,9\nd,2015,2\n"); /* all lie over regions */
  assert_int_equal(run(&heard, NULL), LOCIQ_OK);
  assert_tells(&heard, false, false, false);
  assert_int_equal(unlink("plan_step/lq.csv"), 0);
  assert_int_equal(run(&heard, NULL), LOCIQ_OK);
  assert_tells(&heard, true, true, false);
  assert_int_equal(access("plan_step/lq.csv", R_OK), 0);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  lines heard;
  lociq_status status = LOCIQ_NO_MEMORY;
  touch_plan("without memory");
  for (long n = 0; status == LOCIQ_NO_MEMORY; n += 1 + n / 40) {
    lociq_memory_fail_after(n);
    status = run(&heard, NULL);
    lociq_memory_fail_after(-1);
    assert_true(n < 1000000);
  }
  assert_int_equal(status, LOCIQ_OK);
  assert_tells(&heard, true, true, true);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup(a_run_takes_over_what_the_last_one_made, set_up),
                                     cmocka_unit_test_setup(what_a_step_reads_has_it_done_again, set_up),
                                     cmocka_unit_test_setup(any_allocation_may_fail, set_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
