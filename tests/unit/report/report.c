/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/report.h>

static const char store_path[] = "report_report.h5";
#include "unit/report/store.h"

/* What was remarked, a line each. */
typedef struct remarks {
  char text[2048];
} remarks;

static void keep_remark(void *context, const char *text) {
  remarks *kept = context;
  const size_t length = strlen(kept->text);
  (void)snprintf(kept->text + length, sizeof kept->text - length, "%s\n", text);
}

static lociq_status write_page(const lociq_store *store, const lociq_report_options *options, char **page, size_t *size,
                               lociq_error *error) {
  FILE *stream = open_memstream(page, size);
  assert_non_null(stream);
  const lociq_status status = lociq_report_write(store, options, stream, error);
  assert_int_equal(fclose(stream), 0);
  return status;
}

static size_t count_of(const char *text, const char *part) {
  size_t count = 0;
  for (const char *found = text; (found = strstr(found, part)) != NULL; found++) count++;
  return count;
}

/* A head, one script with what is told, one for each pack, the scripts; a label ends none of them. */
static void the_page(void **state) {
  (void)state;
  lociq_store *store = store_made();
  char *page = NULL;
  size_t size = 0;
  assert_int_equal(write_page(store, NULL, &page, &size, NULL), LOCIQ_OK);
  assert_int_equal(strlen(page), size);
  assert_int_equal(strncmp(page, "<!DOCTYPE html>", 15), 0);
  assert_string_equal(page + size - strlen("</html>\n"), "</html>\n");
  assert_int_equal(count_of(page, "<script type=\"text/plain\" id=\"block-"), 8);
  assert_int_equal(count_of(page, "\\u003c/script>\\u003cb>&"), 2);
  assert_null(strstr(page, "</script><b>"));
  free(page);
  store_remove(store);
}

/* The room that `most` leaves beside what every page has; what gives way is remarked. */
static void of_a_size(void **state) {
  (void)state;
  lociq_store *store = store_made();
  remarks kept = {""};
  const lociq_progress progress = {.context = &kept, .remark = keep_remark};
  lociq_report_options options = lociq_report_options_default();
  options.progress = &progress;
  char *page = NULL;
  size_t size = 0;
  assert_int_equal(write_page(store, &options, &page, &size, NULL), LOCIQ_OK);
  assert_string_equal(kept.text, "");
  free(page);
  /* as large as it is, and a byte less, labels and outlines counted too */
  options.most = size + 500;
  assert_int_equal(write_page(store, &options, &page, &size, NULL), LOCIQ_OK);
  assert_string_equal(kept.text, "");
  free(page);
  options.most = size - 1;
  assert_int_equal(write_page(store, &options, &page, &size, NULL), LOCIQ_OK);
  assert_true(size <= options.most);
  assert_non_null(strstr(kept.text, " is kept to seven digits"));
  free(page);
  options.most = 1;
  assert_int_equal(write_page(store, &options, &page, &size, NULL), LOCIQ_OK);
  assert_non_null(strstr(kept.text, "left out growth: the page would be too large\n"));
  assert_non_null(strstr(kept.text, "left out jobs: the page would be too large\n"));
  assert_int_equal(count_of(page, "<script type=\"text/plain\" id=\"block-"), 3);
  free(page);
  store_remove(store);
}

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fputs(text, file) < 0, 0);
  assert_int_equal(fclose(file), 0);
}

/* Who has a point or an outline is on a map; the others are told of, once a map is asked for. */
static void on_no_map(void **state) {
  (void)state;
  lociq_store *store = store_made();
  remarks kept = {""};
  const lociq_progress progress = {.context = &kept, .remark = keep_remark};
  const lociq_report_options options = {.language = "de",
                                        .points = "report_report_points.csv",
                                        .shapes = "report_report_shapes.json",
                                        .progress = &progress};
  write_file(options.points, "region,longitude,latitude\nA,10,50\n");
  write_file(options.shapes,
             "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"c\":\"C\"},"
             "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,50],[2,50],[2,51],[1,50]]]}}]}");
  char *page = NULL;
  size_t size = 0;
  assert_int_equal(write_page(store, &options, &page, &size, NULL), LOCIQ_OK);
  assert_string_equal(kept.text, "on no map, for where they lie is not known: 1 of 3 regions, the first B\n");
  assert_non_null(strstr(page, "\"places\":[[10.0,50.0],null,null]"));
  assert_non_null(strstr(page, "\"shapes\":[null,null,{"));
  free(page);
  assert_int_equal(unlink(options.points), 0);
  assert_int_equal(unlink(options.shapes), 0);
  store_remove(store);
}

static void refused(const lociq_store *store, const lociq_report_options *options, lociq_status expected,
                    const char *message) {
  lociq_error error = {0};
  char *page = NULL;
  size_t size = 0;
  assert_int_equal(write_page(store, options, &page, &size, &error), expected);
  assert_string_equal(error.message, message);
  assert_int_equal(size, 0);
  free(page);
}

static void what_is_wrong(void **state) {
  (void)state;
  lociq_store *store = store_made();
  lociq_report_options options = {.language = "fr"};
  refused(store, &options, LOCIQ_INVALID, "there is no language \"fr\", expected en|de");
  options = (lociq_report_options){.language = "en", .region = "X"};
  refused(store, &options, LOCIQ_INVALID, "region \"X\" is not in the store");
  options = (lociq_report_options){.language = "en", .stories = "no_such.md"};
  refused(store, &options, LOCIQ_NOT_FOUND, "no_such.md: No such file or directory");
  options = (lociq_report_options){.language = "en", .memory = 1 << 10};
  lociq_error error = {0};
  char *page = NULL;
  size_t size = 0;
  assert_int_equal(write_page(store, &options, &page, &size, &error), LOCIQ_INVALID);
  assert_non_null(strstr(error.message, "the page"));
  assert_int_equal(size, 0);
  free(page);
  FILE *full = fopen("/dev/full", "w");
  if (full != NULL) {
    error = (lociq_error){0};
    assert_int_equal(lociq_report_write(store, NULL, full, &error), LOCIQ_IO);
    assert_string_equal(error.message, "the page cannot be written");
    (void)fclose(full);
  }
  store_remove(store);
}

static void nothing_to_report_on(void **state) {
  (void)state;
  lociq_store *store = NULL;
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) panel->axes[kind] = axis_made((lociq_axis_kind)kind, NULL, 0);
  assert_int_equal(lociq_store_open(store_path, LOCIQ_STORE_NEW, &store, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_merge(store, panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_store_commit(store, NULL), LOCIQ_OK);
  lociq_store_close(store);
  lociq_panel_free(panel);
  assert_int_equal(lociq_store_open(store_path, LOCIQ_STORE_READ, &store, NULL), LOCIQ_OK);
  refused(store, NULL, LOCIQ_INVALID, "report_report.h5 has no regions or no years to report on");
  store_remove(store);
}

static void without_memory(void **state) {
  (void)state;
  lociq_store *store = store_made();
  const lociq_report_options options = {
      .language = "en", .points = "report_report_points.csv", .stories = "report_report_stories.md"};
  write_file(options.points, "region,longitude,latitude\nA,10,50\n");
  write_file(options.stories, "# A\nText.\n");
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    char *page = NULL;
    size_t size = 0;
    lociq_memory_fail_after(n);
    status = write_page(store, &options, &page, &size, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    assert_int_equal(status == LOCIQ_OK, size > 0);
    assert_true(status != LOCIQ_OK || n > 0);
    free(page);
  }
  assert_int_equal(unlink(options.points), 0);
  assert_int_equal(unlink(options.stories), 0);
  store_remove(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_page),
      cmocka_unit_test(of_a_size),
      cmocka_unit_test(on_no_map),
      cmocka_unit_test(what_is_wrong),
      cmocka_unit_test(nothing_to_report_on),
      cmocka_unit_test(without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
