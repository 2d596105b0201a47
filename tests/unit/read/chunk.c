/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/chunk.h"

#include "core/memory.h"
#include "reading.h"

static void put_row(lociq_chunk *chunk, double first, double second) {
  assert_int_equal(lociq_chunk_begin_row(chunk, NULL), LOCIQ_OK);
  chunk->codes[chunk->rows] = (uint32_t)chunk->rows * 3;
  assert_int_equal(lociq_chunk_put(chunk, chunk->rows * 2, first, NULL), LOCIQ_OK);
  assert_int_equal(lociq_chunk_put(chunk, chunk->rows * 2 + 1, second, NULL), LOCIQ_OK);
  chunk->rows++;
}

static void whole_numbers_stay_small_until_one_does_not_fit(void **state) {
  (void)state;
  static const double unfit[] = {0.5, -0.0, 2147483648.0, -2147483648.0, 1e300};
  for (size_t i = 0; i < sizeof unfit / sizeof unfit[0]; i++) {
    lociq_arena arena = {0};
    lociq_chunk chunk = {.arena = &arena, .codes_a_row = 1, .cells_a_row = 2};
    put_row(&chunk, 2147483647.0, -2147483647.0);
    put_row(&chunk, 0, (double)NAN);
    assert_non_null(chunk.whole);
    put_row(&chunk, 7, unfit[i]); /* in the midst of a row */
    assert_null(chunk.whole);
    put_row(&chunk, (double)NAN, 1.25);
    const double expected[] = {2147483647.0, -2147483647.0, 0, (double)NAN, 7, unfit[i], (double)NAN, 1.25};
    for (size_t cell = 0; cell < 8; cell++) {
      const double found = lociq_chunk_value(&chunk, cell);
      assert_true(found == expected[cell] || (isnan(found) && isnan(expected[cell])));
      if (!isnan(found)) assert_int_equal(signbit(found) != 0, signbit(expected[cell]) != 0);
    }
    lociq_arena_clear(&arena);
  }
}

static void cells_that_no_value_reaches_are_missing(void **state) {
  (void)state;
  for (int real = 0; real < 2; real++) {
    lociq_arena arena = {0};
    lociq_chunk chunk = {.arena = &arena, .codes_a_row = 1, .cells_a_row = 2};
    put_row(&chunk, 1, real == 0 ? 2 : 2.5);
    assert_int_equal(lociq_chunk_begin_row(&chunk, NULL), LOCIQ_OK);
    chunk.rows++;
    assert_true(isnan(lociq_chunk_value(&chunk, 2)) && isnan(lociq_chunk_value(&chunk, 3)));
    lociq_arena_clear(&arena);
  }
}

/* Flags and lines from the middle on, over several enlargements. */
static void growing_keeps_everything(void **state) {
  (void)state;
  enum { ROWS = 1000, FROM = 20 };
  lociq_arena arena = {0};
  lociq_chunk chunk = {.arena = &arena, .codes_a_row = 1, .cells_a_row = 2, .expected = 3, .first_line = 100};
  for (size_t row = 0; row < ROWS; row++) {
    put_row(&chunk, (double)row, row < 500 ? 1 : 0.25);
    if (row < FROM) continue;
    assert_int_equal(lociq_chunk_add_flags(&chunk, NULL), LOCIQ_OK);
    assert_int_equal(lociq_chunk_add_lines(&chunk, NULL), LOCIQ_OK);
    chunk.flags[row * 2] = LOCIQ_FLAG_BREAK;
    chunk.lines[row] = (uint32_t)(2 * row);
  }
  for (size_t row = 0; row < ROWS; row++) {
    assert_int_equal(chunk.codes[row], row * 3);
    assert_true(lociq_chunk_value(&chunk, row * 2) == (double)row);
    assert_true(lociq_chunk_value(&chunk, row * 2 + 1) == (row < 500 ? 1 : 0.25));
    assert_int_equal(chunk.flags[row * 2], row < FROM ? 0 : LOCIQ_FLAG_BREAK);
    assert_int_equal(chunk.flags[row * 2 + 1], 0);
    assert_int_equal(lociq_chunk_line(&chunk, row), 100 + (row < FROM ? row : 2 * row));
  }
  lociq_arena_clear(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(whole_numbers_stay_small_until_one_does_not_fit),
                                     cmocka_unit_test(cells_that_no_value_reaches_are_missing),
                                     cmocka_unit_test(growing_keeps_everything)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
