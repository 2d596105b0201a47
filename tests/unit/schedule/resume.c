/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an earlier store has is copied, the rest computed, to the bits of computing all.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "made_kernels.h"

enum { YEARS = 3, REGIONS = 60, INDUSTRIES = 7 };
static const char source_path[] = "resume_source.h5", earlier_path[] = "resume_earlier.h5", path[] = "resume.h5",
                  fresh_path[] = "resume_fresh.h5";
static const char *const names[] = {"quotient", "squares", "above", "ratio"};

static void ok(lociq_status status, const lociq_error *error) {
  assert_string_equal(error->message, "");
  assert_int_equal(status, LOCIQ_OK);
}

static lociq_store *open_store(const char *name, lociq_store_mode mode) {
  lociq_error error = {0};
  lociq_store *store = NULL;
  ok(lociq_store_open(name, mode, &store, &error), &error);
  return store;
}

/* A cell of the first year and one of the last, which `revised` raises. */
static void write_source(bool revised) {
  const made_shape shape = {YEARS, REGIONS, INDUSTRIES, 6, false};
  lociq_error error = {0};
  lociq_panel *panel = made_panel(&shape);
  double *values = lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY].values;
  if (revised) values[YEARS * REGIONS * INDUSTRIES - 1] += 1000;
  lociq_store *store = open_store(source_path, LOCIQ_STORE_NEW);
  ok(lociq_store_merge(store, panel, &error), &error);
  ok(lociq_store_commit(store, &error), &error);
  lociq_store_close(store);
  lociq_panel_free(panel);
}

static void collect(void *context, const char *text) {
  char *heard = context;
  const size_t length = strlen(heard);
  (void)snprintf(heard + length, 1024 - length, "%s\n", text);
}

/* heard: 1024 bytes. */
static lociq_status compute(const char *target_path, const char *from, size_t memory, char *heard) {
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  const lociq_progress progress = {.context = heard, .remark = collect};
  lociq_compute_options options = lociq_compute_options_default();
  lociq_store *source = NULL, *target = NULL, *earlier = NULL;
  heard[0] = '\0';
  options.names = names;
  options.name_count = sizeof names / sizeof *names;
  options.memory = memory;
  options.progress = &progress;
  lociq_status status = lociq_store_open(source_path, LOCIQ_STORE_READ, &source, NULL);
  if (status == LOCIQ_OK && from != NULL) status = lociq_store_open(from, LOCIQ_STORE_READ, &earlier, NULL);
  if (status == LOCIQ_OK) status = lociq_store_open(target_path, LOCIQ_STORE_NEW, &target, NULL);
  options.earlier = earlier;
  if (status == LOCIQ_OK) status = lociq_run_store(&offer, source, target, &options, NULL);
  if (status == LOCIQ_OK) status = lociq_store_commit(target, NULL);
  lociq_store_close(target);
  lociq_store_close(earlier);
  lociq_store_close(source);
  return status;
}

static void assert_same_stores(const char *first, const char *second) {
  lociq_store *one = open_store(first, LOCIQ_STORE_READ), *other = open_store(second, LOCIQ_STORE_READ);
  const lociq_panel *panel = lociq_store_panel(one);
  assert_int_equal(panel->cube_count, lociq_store_panel(other)->cube_count);
  for (size_t c = 0; c < panel->cube_count; c++) {
    lociq_cube *a = NULL, *b = NULL;
    lociq_error error = {0};
    assert_string_equal(panel->cubes[c]->name, lociq_store_panel(other)->cubes[c]->name);
    ok(lociq_store_load(one, panel->cubes[c]->name, &a, &error), &error);
    ok(lociq_store_load(other, panel->cubes[c]->name, &b, &error), &error);
    const lociq_grid *values = &a->parts[LOCIQ_BODY];
    assert_memory_equal(values->values, b->parts[LOCIQ_BODY].values, values->count * sizeof *values->values);
    assert_int_equal(a->attribute_count, b->attribute_count);
    for (size_t i = 0; i < a->attribute_count; i++)
      if (a->attributes[i].text != NULL) assert_string_equal(a->attributes[i].text, b->attributes[i].text);
    lociq_cube_free(a);
    lociq_cube_free(b);
  }
  lociq_store_close(one);
  lociq_store_close(other);
}

static int set_up(void **state) {
  (void)state;
  char heard[1024];
  write_source(false);
  assert_int_equal(compute(earlier_path, NULL, 0, heard), LOCIQ_OK);
  assert_string_equal(heard, "");
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  (void)unlink(source_path);
  (void)unlink(earlier_path);
  (void)unlink(path);
  (void)unlink(fresh_path);
  return 0;
}

static void nothing_has_changed(void **state) {
  (void)state;
  char heard[1024];
  assert_int_equal(compute(path, earlier_path, 0, heard), LOCIQ_OK);
  assert_string_equal(heard, "reused 3 of 3 years of 4 indicators\n");
  assert_same_stores(path, earlier_path);
}

/* Whatever the memory, in which rows are copied. */
static void a_year_is_revised(void **state) {
  (void)state;
  char heard[1024];
  write_source(true);
  assert_int_equal(compute(fresh_path, NULL, 0, heard), LOCIQ_OK);
  const size_t memories[] = {1, 20000, 0};
  for (size_t m = 0; m < 3; m++) {
    assert_int_equal(compute(path, earlier_path, memories[m], heard), LOCIQ_OK);
    assert_string_equal(heard, "reused 2 of 3 years of 4 indicators, computing 2003\n");
    assert_same_stores(path, fresh_path);
  }
}

/* A figure planted among the earlier results is where its year is copied, and gone where it is computed. */
static void what_is_copied_shows(void **state) {
  (void)state;
  char heard[1024];
  double row[INDUSTRIES];
  lociq_error error = {0};
  lociq_store *earlier = open_store(earlier_path, LOCIQ_STORE_WRITE);
  for (size_t y = 0; y < YEARS; y++) {
    ok(lociq_store_read_rows(earlier, "quotient", y, 3, 1, row, NULL, &error), &error);
    row[2] = 77.5;
    ok(lociq_store_write_rows(earlier, "quotient", y, 3, 1, row, &error), &error);
  }
  ok(lociq_store_commit(earlier, &error), &error);
  lociq_store_close(earlier);
  write_source(true);
  assert_int_equal(compute(path, earlier_path, 0, heard), LOCIQ_OK);
  lociq_store *store = open_store(path, LOCIQ_STORE_READ);
  for (size_t y = 0; y < YEARS; y++) {
    ok(lociq_store_read_rows(store, "quotient", y, 3, 1, row, NULL, &error), &error);
    assert_true((row[2] == 77.5) == (y < YEARS - 1));
  }
  lociq_store_close(store);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  char heard[1024];
  lociq_status status = LOCIQ_NO_MEMORY;
  write_source(true);
  assert_int_equal(compute(fresh_path, NULL, 0, heard), LOCIQ_OK);
  for (long n = 0; status == LOCIQ_NO_MEMORY; n += 1 + n / 20) {
    lociq_memory_fail_after(n);
    status = compute(path, earlier_path, 0, heard);
    lociq_memory_fail_after(-1);
    assert_true(n < 1000000);
  }
  assert_int_equal(status, LOCIQ_OK);
  assert_string_equal(heard, "reused 2 of 3 years of 4 indicators, computing 2003\n");
  assert_same_stores(path, fresh_path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(nothing_has_changed, set_up, tear_down),
                                     cmocka_unit_test_setup_teardown(a_year_is_revised, set_up, tear_down),
                                     cmocka_unit_test_setup_teardown(what_is_copied_shows, set_up, tear_down),
                                     cmocka_unit_test_setup_teardown(any_allocation_may_fail, set_up, tear_down)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
