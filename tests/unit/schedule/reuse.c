/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a year of a result is made from: each thing that it rests on changes its digest, and nothing else does.
 */
#include "schedule/reuse.h"

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

enum { YEARS = 3, NAMES = 3 };
static const char path[] = "reuse_source.h5";
static const char *const names[NAMES] = {"quotient", "above", "ratio"};

/* One digest a name and year. */
typedef struct digests {
  lociq_year_digest of[NAMES][YEARS];
} digests;

static lociq_panel *make_panel(size_t regions) {
  const made_shape shape = {YEARS, regions, 5, 0, false};
  return made_panel(&shape);
}

static lociq_status digest(const lociq_panel *panel, const lociq_setting *setting, digests *made) {
  const lociq_indicator *listed[MADE_INDICATORS + 1];
  const lociq_offer offer = made_offer(listed);
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  options.name_count = NAMES;
  options.settings = setting;
  options.setting_count = setting == NULL ? 0 : 1;
  lociq_store *source = NULL;
  lociq_request *request = NULL;
  lociq_reuse reuse = {0};
  lociq_status status = lociq_store_open(path, LOCIQ_STORE_NEW, &source, NULL);
  if (status == LOCIQ_OK) status = lociq_store_merge(source, panel, NULL);
  if (status == LOCIQ_OK) status = lociq_request_create(&offer, panel, &options, &request, NULL);
  if (status == LOCIQ_OK) status = lociq_reuse_create(request, panel, source, NULL, &reuse, NULL);
  for (size_t i = 0; status == LOCIQ_OK && i < request->count; i++)
    for (size_t n = 0; n < NAMES; n++)
      if (strcmp(request->instances[i].indicator->name, names[n]) == 0)
        memcpy(made->of[n], reuse.made_from + i * YEARS, sizeof made->of[n]);
  if (status == LOCIQ_OK) {
    assert_false(lociq_reuse_takes_any(&reuse)); /* there is nothing earlier */
    assert_false(lociq_reuse_takes_all(&reuse));
  }
  lociq_reuse_clear(&reuse);
  lociq_request_free(request);
  lociq_store_close(source);
  return status;
}

/* differs: of each name the years that must be others, as bits from the first. */
static void assert_differs(const digests *one, const digests *other, const unsigned differs[NAMES]) {
  for (size_t n = 0; n < NAMES; n++)
    for (size_t y = 0; y < YEARS; y++) {
      const bool expected = (differs[n] >> y & 1u) != 0;
      if ((strcmp(one->of[n][y].text, other->of[n][y].text) != 0) != expected)
        fail_msg("%s, year %zu: expected %s digest", names[n], y, expected ? "another" : "the same");
    }
}

static void each_year_has_its_own(void **state) {
  (void)state;
  lociq_panel *panel = make_panel(20);
  digests made, again;
  assert_int_equal(digest(panel, NULL, &made), LOCIQ_OK);
  assert_int_equal(digest(panel, NULL, &again), LOCIQ_OK);
  assert_differs(&made, &again, (const unsigned[]){0, 0, 0});
  for (size_t n = 0; n < NAMES; n++)
    for (size_t y = 0; y < YEARS; y++) {
      assert_int_equal(strlen(made.of[n][y].text), LOCIQ_YEAR_DIGEST_SIZE - 1);
      for (size_t k = 0; k < n * YEARS + y; k++)
        assert_string_not_equal(made.of[n][y].text, made.of[k / YEARS][k % YEARS].text);
    }
  lociq_panel_free(panel);
}

static void what_it_rests_on_changes_it(void **state) {
  (void)state;
  lociq_panel *panel = make_panel(20), *other = make_panel(20), *larger = make_panel(21);
  digests made, changed;
  assert_int_equal(digest(panel, NULL, &made), LOCIQ_OK);
  double *cells = lociq_panel_find(other, "employment")->parts[LOCIQ_BODY].values;
  cells[20 * 5 + 7] += 1; /* 2002: all three see employment in this year */
  assert_int_equal(digest(other, NULL, &changed), LOCIQ_OK);
  assert_differs(&made, &changed, (const unsigned[]){2, 2, 2});
  cells[20 * 5 + 7] -= 1;
  lociq_panel_find(other, "gdp")->parts[LOCIQ_BODY].values[0] += 1; /* 2001: of which the ratio alone is made */
  assert_int_equal(digest(other, NULL, &changed), LOCIQ_OK);
  assert_differs(&made, &changed, (const unsigned[]){0, 0, 1});
  lociq_panel_find(other, "gdp")->parts[LOCIQ_BODY].values[0] -= 1;
  lociq_panel_find(other, "wages")->parts[LOCIQ_BODY].values[0] += 1; /* which nobody asks for */
  assert_int_equal(digest(other, NULL, &changed), LOCIQ_OK);
  assert_differs(&made, &changed, (const unsigned[]){0, 0, 0});
  assert_int_equal(lociq_cube_set_text(&lociq_panel_find(other, "gdp")->unit, "EUR", NULL), LOCIQ_OK);
  assert_int_equal(digest(other, NULL, &changed), LOCIQ_OK);
  assert_differs(&made, &changed, (const unsigned[]){0, 0, 7});
  assert_int_equal(digest(larger, NULL, &changed), LOCIQ_OK); /* codes */
  assert_differs(&made, &changed, (const unsigned[]){7, 7, 7});
  lociq_panel_free(panel);
  lociq_panel_free(other);
  lociq_panel_free(larger);
}

static void options_change_it(void **state) {
  (void)state;
  lociq_panel *panel = make_panel(20);
  digests made, changed;
  const lociq_setting threshold = {"threshold", "1.5"}, same = {"threshold", "1"}, missing = {"missing", "zero"};
  assert_int_equal(digest(panel, NULL, &made), LOCIQ_OK);
  assert_int_equal(digest(panel, &threshold, &changed), LOCIQ_OK);
  assert_differs(&made, &changed, (const unsigned[]){0, 7, 0});
  assert_int_equal(digest(panel, &same, &changed), LOCIQ_OK); /* the preset, said */
  assert_differs(&made, &changed, (const unsigned[]){0, 0, 0});
  assert_int_equal(digest(panel, &missing, &changed), LOCIQ_OK);
  assert_differs(&made, &changed, (const unsigned[]){7, 7, 7});
  lociq_panel_free(panel);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = make_panel(4);
  digests made;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status == LOCIQ_NO_MEMORY; n++) {
    lociq_memory_fail_after(n);
    status = digest(panel, NULL, &made);
    lociq_memory_fail_after(-1);
    assert_true(n < 10000);
  }
  assert_int_equal(status, LOCIQ_OK);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_year_has_its_own),
                                     cmocka_unit_test(what_it_rests_on_changes_it), cmocka_unit_test(options_change_it),
                                     cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
