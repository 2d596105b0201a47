/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/stat.h>

#include "store/file.h"
#include "unit/store/fixture.h"

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static void assert_text(const char *path, const char *expected) {
  char text[64] = "";
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  assert_true(fread(text, 1, sizeof text - 1, file) <= sizeof text);
  (void)fclose(file);
  assert_string_equal(text, expected);
}

static lociq_clone cloned(const char *path, bool copy) {
  lociq_clone clone = {.lock = -1, .descriptor = -1};
  bool copied = false;
  FINE(lociq_clone_create(&clone, path, copy, &copied, error));
  return clone;
}

/* The file is replaced once, with its mode, through a link that stays one. */
static void a_commit_replaces_the_target_of_a_link(void **state) {
  (void)state;
  struct stat info;
  write_file("target", "old");
  assert_int_equal(chmod("target", 0640), 0);
  assert_int_equal(symlink("target", "store.h5"), 0);
  lociq_clone clone = cloned("store.h5", true);
  assert_string_equal(clone.path, ".target.clone");
  assert_text(clone.path, "old");
  write_file(clone.path, "new");
  assert_text("target", "old");
  FINE(lociq_clone_commit(&clone, "store.h5", error));
  lociq_clone_close(&clone);
  assert_text("target", "new");
  assert_true(lstat("store.h5", &info) == 0 && S_ISLNK(info.st_mode));
  assert_true(stat("target", &info) == 0 && (info.st_mode & 07777) == 0640);
  assert_int_equal(unlink("target"), 0);
}

static void closing_leaves_the_file(void **state) {
  (void)state;
  write_file("store.h5", "old");
  lociq_clone clone = cloned("store.h5", true);
  write_file(clone.path, "new");
  lociq_clone_close(&clone);
  assert_text("store.h5", "old");
}

static void a_second_writer_is_told_who_writes(void **state) {
  (void)state;
  write_file("store.h5", "old");
  lociq_clone clone = cloned("store.h5", true), second = {.lock = -1, .descriptor = -1};
  bool copied = false;
  char expected[96];
  (void)snprintf(expected, sizeof expected, "store.h5 is being written by process %ld", (long)getpid());
  REFUSED(lociq_clone_create(&second, "store.h5", true, &copied, error), LOCIQ_IO, expected);
  assert_text(clone.path, "old"); /* the first one's clone is still there */
  lociq_clone_close(&clone);
}

/* What a killed writer left behind: both files, and no lock held. */
static void leftovers_are_cleared_away(void **state) {
  (void)state;
  write_file("store.h5", "old");
  write_file(".store.h5.clone", "half");
  write_file(".store.h5.lock", "1\n");
  lociq_clone clone = cloned("store.h5", false);
  assert_text(clone.path, "");
  lociq_clone_close(&clone);
  assert_text("store.h5", "old");
}

/* A link in the clone's place leads nowhere it could do harm. */
static void a_planted_link_is_not_followed(void **state) {
  (void)state;
  write_file("store.h5", "old");
  write_file("precious", "mine");
  assert_int_equal(symlink("precious", ".store.h5.clone"), 0);
  lociq_clone clone = cloned("store.h5", true);
  write_file(clone.path, "new");
  lociq_clone_close(&clone);
  assert_text("precious", "mine");
  assert_int_equal(symlink("precious", ".store.h5.lock"), 0);
  bool copied = false;
  REFUSED(lociq_clone_create(&clone, "store.h5", true, &copied, error), LOCIQ_IO,
          "store.h5: cannot write in its folder: Too many levels of symbolic links");
  assert_text("precious", "mine");
  assert_int_equal(unlink(".store.h5.lock") + unlink("precious"), 0);
}

static void what_cannot_be_cloned(void **state) {
  (void)state;
  lociq_clone clone = {.lock = -1, .descriptor = -1};
  bool copied = false;
  REFUSED(lociq_clone_create(&clone, "none/store.h5", true, &copied, error), LOCIQ_IO,
          "none/store.h5: cannot write in its folder: No such file or directory");
  assert_int_equal(symlink("store.h5", "store.h5"), 0);
  REFUSED(lociq_clone_create(&clone, "store.h5", true, &copied, error), LOCIQ_IO,
          "store.h5: Too many levels of symbolic links");
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {
      STORE_TEST(a_commit_replaces_the_target_of_a_link), STORE_TEST(closing_leaves_the_file),
      STORE_TEST(a_second_writer_is_told_who_writes),     STORE_TEST(leftovers_are_cleared_away),
      STORE_TEST(a_planted_link_is_not_followed),         STORE_TEST(what_cannot_be_cloned)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
