/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/source.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "reading.h"

static const char text[] = "region,year,gdp\nA,2000,1\nB,2000,2\n";

/* Writes that text, `members` times, compressed. */
static void compress_text(const char *path, int (*filter)(struct archive *), int (*format)(struct archive *),
                          int members) {
  struct archive *archive = archive_write_new();
  assert_non_null(archive);
  if (filter != NULL) assert_int_equal(filter(archive), ARCHIVE_OK);
  assert_int_equal(format(archive), ARCHIVE_OK);
  assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
  for (int i = 0; i < members; i++) {
    struct archive_entry *entry = archive_entry_new();
    assert_non_null(entry);
    archive_entry_set_pathname(entry, i == 0 ? "a.csv" : "b.csv");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)strlen(text));
    assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(archive, text, strlen(text)), strlen(text));
    archive_entry_free(entry);
  }
  assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
  assert_int_equal(archive_write_free(archive), ARCHIVE_OK);
}

static reading read_one(const char *path) {
  const lociq_read_options options = lociq_read_options_default();
  return read_paths(&path, 1, &options, LOCIQ_WINDOW);
}

static void compressed_files_are_read(void **state) {
  (void)state;
  static const struct {
    const char *path;
    int (*filter)(struct archive *), (*format)(struct archive *);
  } kinds[] = {{"source.gz", archive_write_add_filter_gzip, archive_write_set_format_raw},
               {"source.bz2", archive_write_add_filter_bzip2, archive_write_set_format_raw},
               {"source.xz", archive_write_add_filter_xz, archive_write_set_format_raw},
               {"source.zst", archive_write_add_filter_zstd, archive_write_set_format_raw},
               {"source.zip", NULL, archive_write_set_format_zip}};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    compress_text(kinds[i].path, kinds[i].filter, kinds[i].format, 1);
    reading made = read_one(kinds[i].path);
    assert_string_equal(made.error.message, "");
    assert_values(&made, "gdp", LOCIQ_BODY, (double[]){1, 2}, 2);
    struct stat status;
    assert_int_equal(stat(kinds[i].path, &status), 0);
    assert_int_equal(made.inputs[0].bytes, status.st_size);
    clear_reading(&made);
    /* every shorter file of the kind is told, never taken for whole */
    for (long size = 8; size < (i < 4 ? status.st_size : 30); size += 3) {
      assert_int_equal(truncate(kinds[i].path, size), 0);
      made = read_one(kinds[i].path);
      assert_int_equal(made.status, LOCIQ_BAD_INPUT);
      assert_null(made.panel);
      clear_reading(&made);
      compress_text(kinds[i].path, kinds[i].filter, kinds[i].format, 1);
    }
    (void)remove(kinds[i].path);
  }
}

static void a_zip_has_one_file(void **state) {
  (void)state;
  compress_text("two.zip", NULL, archive_write_set_format_zip, 2);
  reading made = read_one("two.zip");
  assert_string_equal(made.error.message,
                      "two.zip: the zip archive has several files in it, expected one: unpack it and name the files");
  assert_int_equal(made.status, LOCIQ_BAD_INPUT);
  clear_reading(&made);
  (void)remove("two.zip");
}

static void what_is_no_file_is_told(void **state) {
  (void)state;
  reading made = read_one("no/such/file");
  assert_int_equal(made.status, LOCIQ_NOT_FOUND);
  assert_string_equal(made.error.message, "no/such/file: No such file or directory");
  clear_reading(&made);
  made = read_one("/");
  assert_int_equal(made.status, LOCIQ_IO);
  assert_string_equal(made.error.message, "/ is a folder, expected a file");
  clear_reading(&made);
}

static void a_pipe_is_read(void **state) {
  (void)state;
  int ends[2];
  char path[64];
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
  assert_int_equal(close(ends[1]), 0);
  (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
  reading made = read_one(path);
  assert_string_equal(made.error.message, "");
  assert_values(&made, "gdp", LOCIQ_BODY, (double[]){1, 2}, 2);
  assert_int_equal(made.inputs[0].bytes, strlen(text));
  clear_reading(&made);
  (void)close(ends[0]);
}

static bool stop_third_time(void *count, const char *stage, uint64_t done, uint64_t all) {
  assert_non_null(strstr(stage, "source.fifo"));
  assert_int_equal(done, 0);
  assert_int_equal(all, 0);
  return ++*(int *)count < 3;
}

/* No writer comes, or one that says nothing. */
static void waiting_for_a_pipe_ends_when_asked(void **state) {
  (void)state;
  const char *path = "source.fifo";
  (void)remove(path);
  assert_int_equal(mkfifo(path, 0600), 0);
  for (int writers = 0; writers < 2; writers++) {
    const int writer = writers == 0 ? -1 : open(path, O_RDWR | O_CLOEXEC);
    int count = 0;
    const lociq_progress progress = {.context = &count, .report = stop_third_time};
    lociq_read_options options = lociq_read_options_default();
    options.progress = &progress;
    reading made = read_paths(&path, 1, &options, LOCIQ_WINDOW);
    assert_int_equal(made.status, LOCIQ_CANCELLED);
    assert_string_equal(made.error.message, "reading source.fifo was cancelled");
    assert_int_equal(count, 3);
    assert_null(made.panel);
    clear_reading(&made);
    if (writer >= 0) assert_int_equal(close(writer), 0);
  }
  (void)remove(path);
}

/* Cuts the file off when half of it is read. */
static bool cut(void *path, const char *stage, uint64_t done, uint64_t all) {
  (void)stage;
  if (done > all / 2) assert_int_equal(truncate(path, (long)(all / 2)), 0);
  return true;
}

static bool append(void *path, const char *stage, uint64_t done, uint64_t all) {
  (void)stage;
  (void)done;
  (void)all;
  FILE *file = fopen(path, "a");
  assert_non_null(file);
  assert_true(fputs("Z,2000,1\n", file) >= 0);
  assert_int_equal(fclose(file), 0);
  return true;
}

static void a_file_that_changes_is_an_error(void **state) {
  (void)state;
  enum { LENGTH = 100000 };
  static char many[LENGTH];
  char path[] = "changing.csv";
  size_t length = (size_t)sprintf(many, "region,year,gdp\n");
  for (int i = 0; length < LENGTH - 32; i++) length += (size_t)sprintf(many + length, "R%d,2000,1\n", i);
  lociq_progress progress = {.context = path, .report = cut};
  lociq_read_options options = lociq_read_options_default();
  options.progress = &progress;
  options.threads = 1;
  const char *paths[] = {path};
  write_file(path, many, length);
  reading made = read_paths(paths, 1, &options, 1000);
  assert_int_equal(made.status, LOCIQ_IO);
  assert_non_null(strstr(made.error.message, "changing.csv shrank while it was read: it had 99"));
  clear_reading(&made);
  progress.report = append;
  write_file(path, many, length);
  made = read_paths(paths, 1, &options, 1000);
  assert_int_equal(made.status, LOCIQ_IO);
  assert_string_equal(made.error.message, "changing.csv was changed while it was read");
  clear_reading(&made);
  (void)remove(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(compressed_files_are_read),
                                     cmocka_unit_test(a_zip_has_one_file),
                                     cmocka_unit_test(what_is_no_file_is_told),
                                     cmocka_unit_test(a_pipe_is_read),
                                     cmocka_unit_test(waiting_for_a_pipe_ends_when_asked),
                                     cmocka_unit_test(a_file_that_changes_is_an_error)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
