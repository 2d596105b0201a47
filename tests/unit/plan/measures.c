/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The measures of a harmonised plan that is run again.
 */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static const char path[] = "plan_measures/plan.yaml",
                  reused[] = "reused the measures: nothing that is read for them has changed\n";

static void write_file(const char *name, const char *text) {
  char full[64];
  (void)snprintf(full, sizeof full, "plan_measures/%s", name);
  FILE *file = fopen(full, "wb");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

/* b's Y is what is left of its total: 3, as the estimate finds. */
static const char table[] =
    "region,industry,year,employment\n"
    "a,X,2015,3\na,Y,2015,1\na,TOTAL,2015,4\nb,X,2015,1\nb,Y,2015,\nb,TOTAL,2015,4\n";
static const char plan[] =
    "store: s.h5\nimport:\n  - {files: [a.csv]}\n"
    "harmonise:\n  - estimate: {measure: employment}\n"
    "compute:\n  - {indicators: [lq]}\n";

typedef struct lines {
  char text[4096];
} lines;

static void collect(void *context, const char *line) {
  lines *heard = context;
  const size_t length = strlen(heard->text);
  (void)snprintf(heard->text + length, sizeof heard->text - length, "%s\n", line);
}

static lociq_status run(lines *heard) {
  lociq_plan_options options = lociq_plan_options_default();
  bool worked = false;
  heard->text[0] = '\0';
  options.log = collect;
  options.context = heard;
  return lociq_plan_run(path, &options, &worked, NULL);
}

static void assert_estimated(void) {
  lociq_store *store = NULL;
  lociq_cube *cube = NULL, *lower = NULL;
  assert_int_equal(lociq_store_open("plan_measures/s.h5", LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_load(store, "employment", &cube, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_load(store, "employment_lower", &lower, NULL), LOCIQ_OK);
  assert_true(cube->parts[LOCIQ_BODY].values[3] == 3);
  assert_true(cube->parts[LOCIQ_BODY].flags[3] != 0);
  assert_string_equal(lower->kind, "bound");
  assert_true(lower->parts[LOCIQ_BODY].values[3] == 3);
  lociq_cube_free(cube);
  lociq_cube_free(lower);
  lociq_store_close(store);
}

static int set_up(void **state) {
  (void)state;
  lines heard;
  (void)mkdir("plan_measures", 0700);
  (void)unlink("plan_measures/s.h5");
  write_file("a.csv", table);
  write_file("plan.yaml", plan);
  assert_int_equal(run(&heard), LOCIQ_OK);
  assert_null(strstr(heard.text, "reused"));
  assert_estimated();
  return 0;
}

static void touch_plan(const char *remark) {
  char text[sizeof plan + 64];
  (void)snprintf(text, sizeof text, "%s# %s\n", plan, remark);
  write_file("plan.yaml", text);
}

/* Again and again, from a store that was itself taken over; with its account. */
static void measures_are_taken_over(void **state) {
  (void)state;
  static const char *const remarks[] = {"once", "twice"};
  for (size_t i = 0; i < 2; i++) {
    lines heard;
    touch_plan(remarks[i]);
    assert_int_equal(run(&heard), LOCIQ_OK);
    assert_non_null(strstr(heard.text, reused));
    assert_null(strstr(heard.text, "imported"));
    assert_non_null(strstr(heard.text, "  4 cells: 3 known, 1 that only one value fits"));
    assert_estimated();
  }
}

static void what_they_were_made_from_has_them_made_again(void **state) {
  (void)state;
  lines heard;
  char text[sizeof table + 16];
  (void)snprintf(text, sizeof text, "%s\n", table);
  write_file("a.csv", text); /* an empty line */
  assert_int_equal(run(&heard), LOCIQ_OK);
  assert_null(strstr(heard.text, reused));
  write_file("plan.yaml",
             "store: s.h5\nimport:\n  - {files: [a.csv]}\n"
             "harmonise:\n  - estimate: {measure: employment, fill: equal}\n"
             "compute:\n  - {indicators: [lq]}\n");
  assert_int_equal(run(&heard), LOCIQ_OK);
  assert_null(strstr(heard.text, reused));
  assert_estimated();
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  lines heard;
  lociq_status status = LOCIQ_NO_MEMORY;
  touch_plan("without memory");
  for (long n = 0; status == LOCIQ_NO_MEMORY; n += 1 + n / 40) {
    lociq_memory_fail_after(n);
    status = run(&heard);
    lociq_memory_fail_after(-1);
    assert_true(n < 1000000);
  }
  assert_int_equal(status, LOCIQ_OK);
  assert_non_null(strstr(heard.text, reused));
  assert_estimated();
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup(measures_are_taken_over, set_up),
                                     cmocka_unit_test_setup(what_they_were_made_from_has_them_made_again, set_up),
                                     cmocka_unit_test_setup(any_allocation_may_fail, set_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
