/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

/* FIPS 180-2, examples of SHA-256 */
static const char empty[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char million[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static void bytes_have_the_published_digest(void **state) {
  (void)state;
  lociq_digest digest;
  assert_int_equal(lociq_digest_bytes("abc", 3, &digest, NULL), LOCIQ_OK);
  assert_int_equal(digest.bytes, 3);
  assert_string_equal(digest.sha256, abc);
  assert_int_equal(lociq_digest_bytes("", 0, &digest, NULL), LOCIQ_OK);
  assert_string_equal(digest.sha256, empty);
}

static void a_file_has_the_digest_of_its_bytes(void **state) {
  (void)state;
  lociq_digest digest;
  FILE *file = fopen("plan_digest.txt", "wb");
  assert_non_null(file);
  for (int i = 0; i < 1000000; i++) assert_int_equal(fputc('a', file), 'a');
  assert_int_equal(fclose(file), 0);
  assert_int_equal(lociq_digest_file("plan_digest.txt", &digest, NULL), LOCIQ_OK);
  assert_int_equal(digest.bytes, 1000000);
  assert_string_equal(digest.sha256, million);
}

static void what_is_no_file_is_refused(void **state) {
  (void)state;
  lociq_digest digest;
  lociq_error error = {0};
  assert_int_equal(lociq_digest_file("plan_nowhere", &digest, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "plan_nowhere: No such file or directory");
  static const char *const others[] = {".", "/dev/zero", "plan_digest.pipe"};
  (void)unlink("plan_digest.pipe");
  assert_int_equal(mkfifo("plan_digest.pipe", 0600), 0);
  for (size_t i = 0; i < 3; i++) {
    error = (lociq_error){0};
    assert_int_equal(lociq_digest_file(others[i], &digest, &error), LOCIQ_IO);
    assert_non_null(strstr(error.message, ": is no file"));
  }
  (void)unlink("plan_digest.pipe");
}

static void a_stream_digests_what_it_passes_on(void **state) {
  (void)state;
  char *written = NULL;
  size_t size = 0;
  FILE *target = open_memstream(&written, &size), *file = NULL;
  assert_non_null(target);
  lociq_digest_stream *stream = NULL;
  lociq_digest digest;
  assert_int_equal(lociq_digest_open(target, &stream, &file, NULL), LOCIQ_OK);
  assert_true(fprintf(file, "%s", "a") > 0);
  assert_int_equal(fflush(file), 0);
  assert_true(fprintf(file, "%s", "bc") > 0);
  assert_int_equal(lociq_digest_close(stream, &digest, NULL), LOCIQ_OK);
  assert_int_equal(digest.bytes, 3);
  assert_string_equal(digest.sha256, abc);
  assert_int_equal(fclose(target), 0);
  assert_string_equal(written, "abc");
  free(written);
}

static void a_full_disk_is_told(void **state) {
  (void)state;
  FILE *target = fopen("/dev/full", "wb"), *file = NULL;
  if (target == NULL) skip();
  lociq_digest_stream *stream = NULL;
  lociq_error error = {0};
  assert_int_equal(lociq_digest_open(target, &stream, &file, NULL), LOCIQ_OK);
  assert_true(fputs("abc", file) >= 0);
  assert_int_equal(lociq_digest_close(stream, NULL, &error), LOCIQ_IO);
  assert_string_equal(error.message, "cannot write: No space left on device");
  (void)fclose(target);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_digest digest;
  lociq_digest_stream *stream = NULL;
  FILE *file = NULL;
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_digest_file("plan_digest.txt", &digest, NULL), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_digest_open(stdout, &stream, &file, NULL), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
  assert_null(stream);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_have_the_published_digest),
                                     cmocka_unit_test(a_file_has_the_digest_of_its_bytes),
                                     cmocka_unit_test(what_is_no_file_is_refused),
                                     cmocka_unit_test(a_stream_digests_what_it_passes_on),
                                     cmocka_unit_test(a_full_disk_is_told),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
