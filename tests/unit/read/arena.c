/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/arena.h"

#include "core/memory.h"
#include "reading.h"

static void pieces_are_aligned_and_apart(void **state) {
  (void)state;
  enum { PIECES = 300 };
  lociq_arena arena = {0};
  unsigned char *pieces[PIECES];
  for (size_t i = 0; i < PIECES; i++) {
    pieces[i] = lociq_arena_take(&arena, i * 37, 3);
    assert_non_null(pieces[i]);
    assert_int_equal((uintptr_t)pieces[i] % 64, 0);
    memset(pieces[i], (int)(i % 251), i * 37 * 3);
  }
  for (size_t i = 0; i < PIECES; i++)
    for (size_t byte = 0; byte < i * 37 * 3; byte++) assert_int_equal(pieces[i][byte], i % 251);
  assert_true(arena.block_count < 20);
  lociq_arena_clear(&arena);
  assert_int_equal(arena.block_count, 0);
}

static void a_piece_may_be_larger_than_a_block(void **state) {
  (void)state;
  lociq_arena arena = {0};
  assert_non_null(lociq_arena_take(&arena, 1, 1));
  unsigned char *large = lociq_arena_take(&arena, 3 << 20, 1);
  assert_non_null(large);
  memset(large, 1, 3 << 20);
  assert_null(lociq_arena_take(&arena, SIZE_MAX / 8, 16)); /* as many bytes as there are not */
  assert_null(lociq_arena_take(&arena, SIZE_MAX, 1));
  assert_non_null(lociq_arena_take(&arena, 1, 1));
  lociq_arena_clear(&arena);
}

static void without_memory_it_stays_as_it_was(void **state) {
  (void)state;
  for (long n = 0; n < 2; n++) { /* the list of blocks, the block */
    lociq_arena arena = {0};
    lociq_memory_fail_after(n);
    assert_null(lociq_arena_take(&arena, 10, 10));
    lociq_memory_fail_after(-1);
    assert_non_null(lociq_arena_take(&arena, 10, 10));
    lociq_arena_clear(&arena);
  }
}

static void memory_is_given_out_anew(void **state) {
  (void)state;
  lociq_arena arena = {0};
  lociq_arena_reuse(&arena);
  for (int i = 0; i < 4; i++) assert_non_null(lociq_arena_take(&arena, 1 << 16, 1));
  lociq_arena_reuse(&arena);
  assert_int_equal(arena.block_count, 1);
  const size_t size = arena.size;
  unsigned char *first = lociq_arena_take(&arena, size, 1);
  assert_ptr_equal(first, arena.blocks[0]);
  memset(first, 1, size); /* all of the largest block is there */
  lociq_arena_clear(&arena);
}

static void what_is_prepared_stays(void **state) {
  (void)state;
  enum { SIZE = 1 << 18 };
  lociq_arena arena = {0};
  unsigned char *bytes = lociq_arena_take(&arena, SIZE, 1);
  assert_non_null(bytes);
  memset(bytes, 7, SIZE / 2);
  lociq_arena_prepare(bytes + 100, 50);
  lociq_arena_prepare(bytes + 100, SIZE - 100);
  for (size_t i = 0; i < SIZE / 2; i++) assert_int_equal(bytes[i], 7);
  memset(bytes, 8, SIZE);
  lociq_arena_clear(&arena);
}

/* What lies before and behind whole pages stays. */
static void only_whole_pages_are_released(void **state) {
  (void)state;
  enum { SIZE = 1 << 18, FIRST = 100, COUNT = 200000, PAGE = 1 << 16 /* the largest there is */ };
  lociq_arena arena = {0};
  unsigned char *bytes = lociq_arena_take(&arena, SIZE, 1);
  assert_non_null(bytes);
  memset(bytes, 7, SIZE);
  lociq_arena_release(bytes + FIRST, 50); /* no whole page */
  for (size_t i = 0; i < SIZE; i++) assert_int_equal(bytes[i], 7);
  lociq_arena_release(bytes + FIRST, COUNT);
  for (size_t i = 0; i < SIZE; i++)
    if (i < FIRST || i >= FIRST + COUNT) assert_int_equal(bytes[i], 7);
  assert_int_equal(bytes[FIRST + PAGE], 0);
  memset(bytes, 8, SIZE); /* it is the arena's still */
  lociq_arena_clear(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(pieces_are_aligned_and_apart),
                                     cmocka_unit_test(a_piece_may_be_larger_than_a_block),
                                     cmocka_unit_test(without_memory_it_stays_as_it_was),
                                     cmocka_unit_test(memory_is_given_out_anew),
                                     cmocka_unit_test(what_is_prepared_stays),
                                     cmocka_unit_test(only_whole_pages_are_released)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
