/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/write/texts.h"

static char folder[64];

static int enter(void **state) {
  (void)state;
  (void)snprintf(folder, sizeof folder, "output.XXXXXX");
  return mkdtemp(folder) == NULL ? -1 : 0;
}

static int leave(void **state) {
  (void)state;
  DIR *entries = opendir(folder);
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) (void)unlinkat(dirfd(entries), entry->d_name, 0);
  (void)closedir(entries);
  return rmdir(folder);
}

static const char *in_folder(const char *name) {
  static char path[128];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static size_t files(void) {
  size_t count = 0;
  DIR *entries = opendir(folder);
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) count++;
  (void)closedir(entries);
  return count;
}

static void assert_holds(const char *name, const char *expected) {
  char text[64] = "";
  FILE *stream = fopen(in_folder(name), "r");
  assert_non_null(stream);
  text[fread(text, 1, sizeof text - 1, stream)] = '\0';
  (void)fclose(stream);
  assert_string_equal(text, expected);
}

static void write_file(const char *name, const char *text, bool keep) {
  lociq_output *output = NULL;
  FILE *stream = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_output_open(in_folder(name), &output, &stream, &error), LOCIQ_OK);
  (void)fputs(text, stream);
  assert_int_equal(lociq_output_finish(output, keep, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
}

static void a_file_is_there_whole_or_not(void **state) {
  (void)state;
  lociq_output *output = NULL;
  FILE *stream = NULL;
  assert_int_equal(lociq_output_open(in_folder("new.csv"), &output, &stream, NULL), LOCIQ_OK);
  (void)fputs("all of it\n", stream);
  (void)fflush(stream);
  assert_int_equal(access(in_folder("new.csv"), F_OK), -1);
  assert_int_equal(lociq_output_finish(output, true, NULL), LOCIQ_OK);
  assert_holds("new.csv", "all of it\n");
  write_file("new.csv", "other\n", false);
  assert_holds("new.csv", "all of it\n");
  assert_int_equal(files(), 1);
}

static void an_old_file_keeps_its_mode_and_a_link_its_place(void **state) {
  (void)state;
  write_file("old.csv", "old\n", true);
  assert_int_equal(chmod(in_folder("old.csv"), 0640), 0);
  assert_int_equal(symlink("old.csv", in_folder("link.csv")), 0);
  write_file("link.csv", "new\n", true);
  struct stat now;
  assert_int_equal(lstat(in_folder("link.csv"), &now), 0);
  assert_true(S_ISLNK(now.st_mode));
  assert_int_equal(lstat(in_folder("old.csv"), &now), 0);
  assert_true(S_ISREG(now.st_mode));
  assert_int_equal(now.st_mode & 07777, 0640);
  assert_holds("old.csv", "new\n");
  assert_int_equal(files(), 2);
}

static void assert_refused(const char *path, const char *message) {
  lociq_output *output = NULL;
  FILE *stream = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_output_open(path, &output, &stream, &error), LOCIQ_IO);
  assert_string_equal(error.message, message);
  assert_null(output);
  assert_null(stream);
}

static void what_cannot_be_opened(void **state) {
  (void)state;
  assert_refused("no/such/folder.csv", "no/such/folder.csv cannot be written: No such file or directory");
  assert_refused("/proc", "/proc cannot be written: Is a directory");
  assert_refused("/dev/null/x.csv", "/dev/null/x.csv cannot be written: Not a directory");
  assert_int_equal(symlink("nowhere", in_folder("dangling.csv")), 0);
  char message[256];
  (void)snprintf(message, sizeof message, "%s cannot be written: the link leads nowhere", in_folder("dangling.csv"));
  assert_refused(in_folder("dangling.csv"), message);
}

/* A device is written to, never replaced by a file. */
static void devices(void **state) {
  (void)state;
  lociq_output *output = NULL;
  FILE *stream = NULL;
  lociq_error error = {0};
  struct stat now;
  assert_int_equal(lociq_output_open("/dev/full", &output, &stream, &error), LOCIQ_OK);
  (void)fputs("text", stream);
  assert_int_equal(lociq_output_finish(output, true, &error), LOCIQ_IO);
  assert_string_equal(error.message, "/dev/full cannot be written: No space left on device");
  assert_int_equal(stat("/dev/full", &now), 0);
  assert_true(S_ISCHR(now.st_mode));
  assert_int_equal(lociq_output_open("/dev/null", &output, &stream, NULL), LOCIQ_OK);
  (void)fputs("text", stream);
  assert_int_equal(lociq_output_finish(output, true, NULL), LOCIQ_OK);
}

/* Standard output is led to a full device and back, since cmocka reports there. */
static void standard_output_that_is_full(void **state) {
  (void)state;
  (void)fflush(stdout);
  const int kept = dup(STDOUT_FILENO), full = open("/dev/full", O_WRONLY);
  (void)dup2(full, STDOUT_FILENO);
  lociq_output *output = NULL;
  FILE *stream = NULL;
  lociq_error error = {0};
  const lociq_status opened = lociq_output_open("-", &output, &stream, &error);
  const bool standard = stream == stdout;
  (void)fputs("text", stdout);
  const lociq_status finished = lociq_output_finish(output, true, &error);
  (void)dup2(kept, STDOUT_FILENO);
  clearerr(stdout);
  (void)close(kept);
  (void)close(full);
  assert_int_equal(opened, LOCIQ_OK);
  assert_true(standard);
  assert_int_equal(finished, LOCIQ_IO);
  assert_string_equal(error.message, "standard output cannot be written: No space left on device");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_output *output = NULL;
    FILE *stream = NULL;
    lociq_memory_fail_after(n);
    status = lociq_output_open(in_folder("new.csv"), &output, &stream, NULL);
    if (status == LOCIQ_OK) status = lociq_output_finish(output, true, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK ? n > 4 : status == LOCIQ_NO_MEMORY);
    assert_true(files() <= 1);
  }
  assert_holds("new.csv", "");
}

static void no_output_is_fine(void **state) {
  (void)state;
  assert_int_equal(lociq_output_finish(NULL, true, NULL), LOCIQ_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_file_is_there_whole_or_not, enter, leave),
      cmocka_unit_test_setup_teardown(an_old_file_keeps_its_mode_and_a_link_its_place, enter, leave),
      cmocka_unit_test_setup_teardown(what_cannot_be_opened, enter, leave),
      cmocka_unit_test(devices),
      cmocka_unit_test(standard_output_that_is_full),
      cmocka_unit_test_setup_teardown(every_allocation_may_fail, enter, leave),
      cmocka_unit_test(no_output_is_fine)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
