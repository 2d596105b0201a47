/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far the work is, and that stopping it anywhere changes nothing.
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

static const char *const path = "schedule_advance.h5";
static const made_shape shape = {2, 300, 20, 9, false};

/* Says no to the `least`-th report. */
typedef struct listener {
  size_t reports, least;
  uint64_t last, all;
  bool backward;
} listener;

static bool listen(void *context, const char *stage, uint64_t done, uint64_t all) {
  listener *to = context;
  assert_string_equal(stage, "computing");
  if (done < to->last || done > all) to->backward = true;
  to->last = done;
  to->all = all;
  return ++to->reports != to->least;
}

static lociq_compute_options options_of(const lociq_progress *progress, const char **names) {
  for (size_t i = 0; i < MADE_INDICATORS; i++) names[i] = made_indicators[i].name;
  /* a block of 64 rows at a time, and some columns */
  return (lociq_compute_options){
      .names = names, .name_count = MADE_INDICATORS, .threads = 2, .memory = 1 << 16, .progress = progress};
}

static lociq_store *open_store(lociq_store_mode mode) {
  lociq_store *store = NULL;
  assert_int_equal(lociq_store_open(path, mode, &store, NULL), LOCIQ_OK);
  return store;
}

static size_t read_file(char *bytes, size_t size) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  const size_t count = fread(bytes, 1, size, file);
  assert_int_equal(fclose(file), 0);
  assert_true(count < size);
  return count;
}

static void the_work_goes_forward_by_less_than_a_year(void **state) {
  (void)state;
  const lociq_indicator *offered[MADE_INDICATORS + 1];
  const char *names[MADE_INDICATORS];
  const lociq_offer offer = made_offer(offered);
  listener heard = {0};
  const lociq_progress progress = {.context = &heard, .report = listen};
  const lociq_compute_options options = options_of(&progress, names);
  lociq_panel *panel = made_panel(&shape);
  lociq_store *store = open_store(LOCIQ_STORE_NEW);
  assert_int_equal(lociq_store_merge(store, panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_run_store(&offer, store, store, &options, NULL), LOCIQ_OK);
  lociq_store_close(store);
  lociq_panel_free(panel);
  assert_false(heard.backward);
  assert_true(heard.reports > 2 * 10); /* five slabs of 300 rows, and panels of columns, a year */
  assert_int_equal(heard.last, heard.all);
}

static void stopping_anywhere_changes_nothing(void **state) {
  (void)state;
  static char before[4 << 20], after[sizeof before];
  const lociq_indicator *offered[MADE_INDICATORS + 1];
  const char *names[MADE_INDICATORS];
  const lociq_offer offer = made_offer(offered);
  lociq_panel *panel = made_panel(&shape);
  lociq_store *store = open_store(LOCIQ_STORE_NEW);
  assert_int_equal(lociq_store_merge(store, panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_commit(store, NULL), LOCIQ_OK);
  lociq_store_close(store);
  const size_t size = read_file(before, sizeof before);
  size_t stopped = 0;
  for (size_t least = 1;; least += 3) {
    listener heard = {.least = least};
    lociq_error error = {0};
    const lociq_progress progress = {.context = &heard, .report = listen};
    const lociq_compute_options options = options_of(&progress, names);
    store = open_store(LOCIQ_STORE_WRITE);
    const lociq_status status = lociq_run_store(&offer, store, store, &options, &error);
    lociq_store_close(store);
    if (status == LOCIQ_OK) break;
    stopped++;
    assert_int_equal(status, LOCIQ_CANCELLED);
    assert_string_equal(error.message, "the computation was cancelled");
    assert_int_equal(heard.reports, least); /* it is not asked again */
    assert_int_equal(read_file(after, sizeof after), size);
    assert_memory_equal(after, before, size);
    assert_int_not_equal(access(".schedule_advance.h5.clone", F_OK), 0);
  }
  assert_true(stopped > 5);
  (void)unlink(path);
  lociq_panel_free(panel);
}

static void a_panel_gives_no_results_then(void **state) {
  (void)state;
  const lociq_indicator *offered[MADE_INDICATORS + 1];
  const char *names[MADE_INDICATORS];
  const lociq_offer offer = made_offer(offered);
  lociq_panel *panel = made_panel(&shape);
  lociq_status status = LOCIQ_CANCELLED;
  size_t least = 1;
  for (; status != LOCIQ_OK; least++) {
    listener heard = {.least = least};
    const lociq_progress progress = {.context = &heard, .report = listen};
    const lociq_compute_options options = options_of(&progress, names);
    lociq_panel *results = NULL;
    status = lociq_run_panel(&offer, panel, &options, &results, NULL);
    if (status != LOCIQ_OK) assert_int_equal(status, LOCIQ_CANCELLED);
    if (status != LOCIQ_OK) assert_null(results);
    lociq_panel_free(results);
  }
  assert_true(least > 10);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_work_goes_forward_by_less_than_a_year),
                                     cmocka_unit_test(stopping_anywhere_changes_nothing),
                                     cmocka_unit_test(a_panel_gives_no_results_then)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
