/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/describe.h"

static const char store_path[] = "report_describe.h5";
#include "unit/report/store.h"

static json_t *described(const lociq_store *store, const lociq_report_options *options, size_t most) {
  lociq_contents contents;
  assert_int_equal(lociq_contents_create(store, &contents, NULL), LOCIQ_OK);
  assert_int_equal(lociq_contents_shrink(store, most, &contents, NULL), LOCIQ_OK);
  json_t *told = lociq_report_describe(store, options, &contents);
  assert_non_null(told);
  lociq_contents_clear(&contents);
  return told;
}

static const char *text_at(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

static const json_t *cube_at(const json_t *told, const char *name) {
  size_t i = 0;
  const json_t *cube = NULL;
  json_array_foreach(json_object_get(told, "cubes"), i, cube) {
    if (strcmp(text_at(cube, "name"), name) == 0) return cube;
  }
  fail_msg("there is no %s", name);
  return NULL;
}

static void what_is_told(void **state) {
  (void)state;
  lociq_store *store = store_made();
  const lociq_report_options options = lociq_report_options_default();
  json_t *told = described(store, &options, SIZE_MAX);
  assert_string_equal(text_at(told, "title"), store_path);
  assert_string_equal(text_at(told, "store"), store_path);
  assert_string_equal(text_at(told, "language"), "en");
  assert_true(json_is_null(json_object_get(told, "region")));
  const json_t *regions = json_object_get(json_object_get(told, "axes"), "region");
  assert_int_equal(json_array_size(regions), STORE_REGIONS);
  assert_string_equal(text_at(json_array_get(regions, 0), "label"), store_label);
  assert_string_equal(text_at(json_array_get(regions, 0), "parent"), "Z");
  assert_true(json_is_null(json_object_get(json_array_get(regions, 1), "label")));
  const json_t *flags = json_object_get(told, "flags");
  assert_int_equal(json_array_size(flags), LOCIQ_FLAG_COUNT);
  assert_string_equal(text_at(json_array_get(flags, 1), "letter"), "c");
  const json_t *variable = json_array_get(json_object_get(told, "variables"), 0);
  assert_string_equal(json_string_value(json_array_get(json_object_get(variable, "texts"), 1)), store_label);
  const json_t *left_out = json_object_get(told, "left_out");
  assert_int_equal(json_array_size(left_out), 1);
  assert_string_equal(text_at(json_array_get(left_out, 0), "name"), "proximity");
  assert_string_equal(text_at(json_array_get(left_out, 0), "why"), "pairs");
  json_decref(told);
  store_remove(store);
}

/* An indicator's family and reading are the catalogue's; a bound that is infinite is null, which JSON can say. */
static void cubes(void **state) {
  (void)state;
  lociq_store *store = store_made();
  const lociq_report_options options = lociq_report_options_default();
  json_t *told = described(store, &options, SIZE_MAX);
  const json_t *quotient = cube_at(told, "lq"), *totals = cube_at(told, "jobs_total_region");
  assert_string_equal(text_at(quotient, "family"), "location");
  assert_non_null(text_at(quotient, "reading"));
  const json_t *range = json_object_get(json_object_get(quotient, "attributes"), "valid_range");
  assert_true(json_real_value(json_array_get(range, 0)) == -1);
  assert_true(json_is_null(json_array_get(range, 1)));
  assert_string_equal(text_at(json_object_get(quotient, "attributes"), "measure"), "jobs");
  assert_int_equal(json_array_size(json_object_get(quotient, "shape")), 3);
  assert_string_equal(text_at(totals, "cube"), "jobs");
  assert_int_equal(json_array_size(json_object_get(totals, "shape")), 2);
  assert_true(json_is_null(json_object_get(totals, "family")));
  json_decref(told);
  store_remove(store);
}

/* Blocks are numbered in the order in which packs are written, without a gap, whatever is left out. */
static void blocks(void **state) {
  (void)state;
  lociq_store *store = store_made();
  const lociq_report_options options = lociq_report_options_default();
  const size_t rooms[] = {SIZE_MAX, 0}, expected[] = {8, 3};
  for (size_t k = 0; k < 2; k++) {
    json_t *told = described(store, &options, rooms[k]);
    size_t i = 0, next = 0;
    const json_t *cube = NULL;
    json_array_foreach(json_object_get(told, "cubes"), i, cube) {
      const char *const keys[] = {"values", "flags"};
      for (size_t key = 0; key < 2; key++) {
        const json_t *block = json_object_get(cube, keys[key]);
        if (json_is_null(block)) continue;
        assert_int_equal(json_integer_value(json_object_get(block, "id")), next++);
      }
    }
    assert_int_equal(next, expected[k]);
    json_decref(told);
  }
  store_remove(store);
}

/* Files by their names alone, so that nothing is told of the machine; what is not given is not there. */
static void command(void **state) {
  (void)state;
  lociq_store *store = store_made();
  const lociq_report_options options = {.title = "A title",
                                        .language = "de",
                                        .region = "B",
                                        .points = "/home/somebody/points.csv",
                                        .shapes = "../shapes.json",
                                        .stories = "stories.md"};
  static const char *const expected[] = {store_path,   "--title",    "A title",  "--region",    "B",
                                         "--points",   "points.csv", "--shapes", "shapes.json", "--stories",
                                         "stories.md", "--language", "de"};
  json_t *told = described(store, &options, SIZE_MAX);
  const json_t *words = json_object_get(told, "command");
  assert_int_equal(json_array_size(words), sizeof expected / sizeof *expected);
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
    assert_string_equal(json_string_value(json_array_get(words, i)), expected[i]);
  assert_string_equal(text_at(told, "title"), "A title");
  assert_string_equal(text_at(told, "region"), "B");
  json_decref(told);
  store_remove(store);
}

/* No text can end the script element that it stands in, and each is read back as it was. */
static void inside_a_script(void **state) {
  (void)state;
  json_t *hostile = json_pack("[s, s, s, s]", "</script>", "<!--<script>", "\\u003c", "a\n\xE2\x80\xA8<");
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  assert_int_equal(lociq_report_write_json(hostile, stream, NULL), LOCIQ_OK);
  assert_int_equal(fclose(stream), 0);
  assert_null(strchr(text, '<'));
  assert_int_equal(lociq_report_size_json(hostile), size);
  json_t *read = json_loads(text, 0, NULL);
  assert_true(json_equal(hostile, read));
  json_decref(read);
  json_decref(hostile);
  free(text);
  assert_int_equal(lociq_report_write_json(NULL, stdout, NULL), LOCIQ_NO_MEMORY);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_told), cmocka_unit_test(cubes),           cmocka_unit_test(blocks),
      cmocka_unit_test(command),      cmocka_unit_test(inside_a_script),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
