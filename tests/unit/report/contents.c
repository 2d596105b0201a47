/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/contents.h"

static const char store_path[] = "report_contents.h5";
#include "unit/report/store.h"

static const size_t all = SIZE_MAX;

static lociq_status contents_made(const lociq_store *store, size_t most, lociq_contents *contents) {
  const lociq_status status = lociq_contents_create(store, contents, NULL);
  return status == LOCIQ_OK ? lociq_contents_shrink(store, most, contents, NULL) : status;
}

static const lociq_page_cube *entry_of(const lociq_contents *contents, const char *name) {
  for (size_t i = 0; i < contents->cube_count; i++)
    if (strcmp(contents->cubes[i].name, name) == 0) return &contents->cubes[i];
  fail_msg("the page has no %s", name);
  return NULL;
}

/* Of the packs, and 64 bytes for the element of each. */
static size_t size_of(const lociq_contents *contents) {
  size_t size = 0;
  for (size_t i = 0; i < contents->cube_count; i++) {
    const lociq_pack *const packs[] = {&contents->cubes[i].values, &contents->cubes[i].flags};
    for (size_t k = 0; k < 2; k++)
      if (packs[k]->text != NULL) size += packs[k]->size + 64;
  }
  return size;
}

/* Bodies and totals in the store's order, flags where a cell has one, pairs by their name alone. */
static void what_it_has(void **state) {
  (void)state;
  static const struct {
    const char *name;
    size_t count;
    bool flags;
  } expected[] = {{"jobs", STORE_CELLS, true},
                  {"jobs_total_region", STORE_YEARS * STORE_REGIONS, false},
                  {"gdp", STORE_YEARS * STORE_REGIONS, false},
                  {"lq", STORE_CELLS, false},
                  {"growth", STORE_CELLS, false},
                  {"stars", STORE_CELLS, false},
                  {"krugman_specialisation", STORE_YEARS * STORE_REGIONS, false}};
  lociq_store *store = store_made();
  lociq_contents contents;
  assert_int_equal(contents_made(store, all, &contents), LOCIQ_OK);
  assert_int_equal(contents.cube_count, sizeof expected / sizeof *expected + 1);
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    const lociq_page_cube *entry = entry_of(&contents, expected[i].name);
    assert_int_equal(entry->values.count, expected[i].count);
    assert_string_equal(entry->values.type, "f8");
    assert_int_equal(entry->flags.text != NULL, expected[i].flags);
    assert_null(entry->left_out);
    assert_false(entry->rounded);
  }
  assert_string_equal(entry_of(&contents, "proximity")->left_out, "pairs");
  assert_null(entry_of(&contents, "proximity")->values.text);
  assert_int_equal(contents.variable_count, 1);
  assert_string_equal(contents.variables[0].variable->texts[1], store_label);
  assert_null(contents.variables[0].values.text);
  lociq_contents_clear(&contents);
  assert_int_equal(contents.cube_count, 0);
  store_remove(store);
}

/* What a page of at most so many bytes has become: a letter for each of jobs, lq, growth and stars, small where it is
 * rounded, a dash where it is left out. */
static void look(const lociq_contents *contents, char seen[5]) {
  static const char *const names[] = {"jobs", "lq", "growth", "stars"};
  for (size_t i = 0; i < 4; i++) {
    const lociq_page_cube *entry = entry_of(contents, names[i]);
    seen[i] = entry->left_out != NULL ? '-' : (char)(entry->rounded ? names[i][0] : names[i][0] - 'a' + 'A');
    if (entry->left_out != NULL) assert_null(entry->values.text);
    if (entry->rounded && entry->left_out == NULL) assert_string_equal(entry->values.type, "f4");
  }
  seen[4] = '\0';
}

/* One step after the other, as the room becomes less: cells are rounded, the measure last; then growth goes, and what
 * pages are made of only when nothing else is left. */
static void less_room(void **state) {
  (void)state;
  lociq_store *store = store_made();
  size_t most = all, steps = 0;
  char before[5] = "JLGS";
  bool went[4] = {false};
  for (;;) {
    lociq_contents contents;
    char seen[5];
    assert_int_equal(contents_made(store, most, &contents), LOCIQ_OK);
    look(&contents, seen);
    const size_t size = size_of(&contents);
    const bool fits = size <= most;
    assert_null(entry_of(&contents, "gdp")->left_out);
    assert_null(entry_of(&contents, "krugman_specialisation")->left_out);
    lociq_contents_clear(&contents);
    if (!fits) break; /* nothing more can give way */
    if (steps > 0) {
      size_t changed = 0;
      for (size_t i = 0; i < 4; i++) changed += seen[i] != before[i];
      assert_int_equal(changed, 1);
    }
    if (strchr(seen, 'J') == NULL) assert_true(strpbrk(seen, "LGS") == NULL);
    if (strchr(seen, '-') != NULL) assert_true(strpbrk(seen, "JLGS") == NULL && seen[2] == '-');
    for (size_t i = 0; i < 4; i++) went[i] = seen[i] == '-';
    memcpy(before, seen, sizeof before);
    steps++;
    most = size - 1;
  }
  assert_int_equal(steps, 1 + 4 + 4);
  for (size_t i = 0; i < 4; i++) assert_true(went[i]);
  store_remove(store);
}

static void without_memory(void **state) {
  (void)state;
  lociq_store *store = store_made();
  const size_t rooms[] = {all, 0}; /* with and without what makes it smaller */
  for (size_t k = 0; k < 2; k++) {
    lociq_status status = LOCIQ_NO_MEMORY;
    for (long n = 0; status != LOCIQ_OK; n++) {
      lociq_contents contents = {0};
      lociq_memory_fail_after(n);
      status = contents_made(store, rooms[k], &contents);
      lociq_memory_fail_after(-1);
      assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
      assert_true(status != LOCIQ_OK || n > 0);
      lociq_contents_clear(&contents);
    }
  }
  store_remove(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_it_has),
      cmocka_unit_test(less_room),
      cmocka_unit_test(without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
