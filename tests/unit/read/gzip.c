/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/gzip.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

enum { TEXT_SIZE = 200000, DATA_SIZE = 2 * TEXT_SIZE + 4096 };

/* Compressed bytes, fed as they are asked for, or as if they came slowly. */
typedef struct supply {
  unsigned char data[DATA_SIZE];
  size_t size, next;
} supply;

static lociq_status feed(void *context, char *buffer, size_t size, size_t *got, lociq_error *error) {
  (void)error;
  supply *from = context;
  const size_t left = from->size - from->next;
  *got = size < left ? size : left;
  memcpy(buffer, from->data + from->next, *got);
  from->next += *got;
  return LOCIQ_OK;
}

/* Letters that hardly repeat, so that deflate codes them one by one. */
static void fill(char *text, size_t size) {
  uint32_t state = 1;
  for (size_t i = 0; i < size; i++) {
    state = state * 1664525u + 1013904223u;
    text[i] = (char)('0' + (state >> 24) % 10);
  }
}

/* libarchive writes one member behind what is there. */
static void add_member(supply *to, const char *text, size_t size) {
  struct archive *archive = archive_write_new();
  struct archive_entry *entry = archive_entry_new();
  size_t used = 0;
  assert_int_equal(archive_write_add_filter_gzip(archive), ARCHIVE_OK);
  assert_int_equal(archive_write_set_format_raw(archive), ARCHIVE_OK);
  assert_int_equal(archive_write_set_bytes_per_block(archive, 0), ARCHIVE_OK);
  assert_int_equal(archive_write_open_memory(archive, to->data + to->size, DATA_SIZE - to->size, &used), ARCHIVE_OK);
  archive_entry_set_filetype(entry, AE_IFREG);
  assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
  assert_int_equal(archive_write_data(archive, text, size), size);
  archive_entry_free(entry);
  assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
  assert_int_equal(archive_write_free(archive), ARCHIVE_OK);
  to->size += used;
}

/* All of it, in reads of that size. */
static lociq_status read_all(supply *from, char *text, size_t *length, size_t step, lociq_error *error) {
  lociq_gzip *gzip = NULL;
  from->next = 0;
  *length = 0;
  lociq_status status = lociq_gzip_create("a.gz", feed, from, &gzip, error);
  for (size_t got = step; status == LOCIQ_OK && got == step;) {
    got = 0;
    status = lociq_gzip_read(gzip, text + *length, step, &got, error);
    *length += got;
  }
  lociq_gzip_free(gzip);
  return status;
}

typedef struct texts {
  supply from;
  char given[TEXT_SIZE], read[2 * TEXT_SIZE + 1000];
} texts;

static int make_texts(void **state) {
  texts *made = calloc(1, sizeof *made);
  assert_non_null(made);
  fill(made->given, TEXT_SIZE);
  *state = made;
  return 0;
}

static int free_texts(void **state) {
  free(*state);
  return 0;
}

static void members_follow_one_another(void **state) {
  texts *of = *state;
  size_t length = 0;
  lociq_error error = {0};
  add_member(&of->from, of->given, TEXT_SIZE);
  add_member(&of->from, "", 0);
  add_member(&of->from, of->given, 1000);
  memset(of->from.data + of->from.size, 0, 600);
  of->from.size += 600;
  for (size_t step = 1; step < 100000; step = 7 * step + 1) {
    assert_int_equal(read_all(&of->from, of->read, &length, step, &error), LOCIQ_OK);
    assert_int_equal(length, TEXT_SIZE + 1000);
    assert_memory_equal(of->read, of->given, TEXT_SIZE);
    assert_memory_equal(of->read + TEXT_SIZE, of->given, 1000);
  }
}

static void refuses(texts *of, const char *why) {
  size_t length = 0;
  lociq_error error = {0};
  assert_int_equal(read_all(&of->from, of->read, &length, 1000, &error), LOCIQ_BAD_INPUT);
  assert_non_null(strstr(error.message, "a.gz: the gzip data are damaged or cut short ("));
  if (why != NULL) assert_non_null(strstr(error.message, why));
}

static void a_bit_that_turned_over_is_found(void **state) {
  texts *of = *state;
  add_member(&of->from, of->given, 3000);
  for (size_t i = 10; i < of->from.size; i++) { /* behind the header, whose time and system say nothing */
    of->from.data[i] ^= 4;
    refuses(of, NULL);
    of->from.data[i] ^= 4;
  }
}

static void every_beginning_is_cut_short(void **state) {
  texts *of = *state;
  add_member(&of->from, of->given, 3000);
  for (const size_t whole = of->from.size; --of->from.size > 0;) {
    refuses(of, "the end is missing");
    assert_true(of->from.size < whole);
  }
}

static void what_follows_is_told(void **state) {
  texts *of = *state;
  add_member(&of->from, of->given, 3000);
  memcpy(of->from.data + of->from.size, "\0\0more", 6);
  of->from.size += 6;
  refuses(of, "incorrect header check");
}

static void every_allocation_may_fail(void **state) {
  texts *of = *state;
  size_t length = 0;
  lociq_status status = LOCIQ_NO_MEMORY;
  add_member(&of->from, of->given, TEXT_SIZE);
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    status = read_all(&of->from, of->read, &length, 1000, &error);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && n < 10));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(members_follow_one_another, make_texts, free_texts),
      cmocka_unit_test_setup_teardown(a_bit_that_turned_over_is_found, make_texts, free_texts),
      cmocka_unit_test_setup_teardown(every_beginning_is_cut_short, make_texts, free_texts),
      cmocka_unit_test_setup_teardown(what_follows_is_told, make_texts, free_texts),
      cmocka_unit_test_setup_teardown(every_allocation_may_fail, make_texts, free_texts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
