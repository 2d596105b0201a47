/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/chunk.h"

#include "core/memory.h"
#include "reading.h"

static void put_row(lociq_chunk *chunk, double first, double second) {
  assert_int_equal(lociq_chunk_begin_row(chunk, NULL), LOCIQ_OK);
  chunk->codes[chunk->rows] = (uint32_t)chunk->rows * 3;
  assert_int_equal(lociq_chunk_put(chunk, lociq_chunk_cell(chunk, chunk->rows, 0), first, NULL), LOCIQ_OK);
  assert_int_equal(lociq_chunk_put(chunk, lociq_chunk_cell(chunk, chunk->rows, 1), second, NULL), LOCIQ_OK);
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
      const double found = lociq_chunk_value(&chunk, lociq_chunk_cell(&chunk, cell / 2, cell % 2));
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
    for (size_t c = 0; c < 2; c++) assert_true(isnan(lociq_chunk_value(&chunk, lociq_chunk_cell(&chunk, 1, c))));
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
    chunk.flags[lociq_chunk_cell(&chunk, row, 0)] = LOCIQ_FLAG_BREAK;
    chunk.lines[row] = (uint32_t)(2 * row);
  }
  for (size_t row = 0; row < ROWS; row++) {
    assert_int_equal(chunk.codes[row], row * 3);
    assert_true(lociq_chunk_value(&chunk, lociq_chunk_cell(&chunk, row, 0)) == (double)row);
    assert_true(lociq_chunk_value(&chunk, lociq_chunk_cell(&chunk, row, 1)) == (row < 500 ? 1 : 0.25));
    assert_int_equal(chunk.flags[lociq_chunk_cell(&chunk, row, 0)], row < FROM ? 0 : LOCIQ_FLAG_BREAK);
    assert_int_equal(chunk.flags[lociq_chunk_cell(&chunk, row, 1)], 0);
    assert_int_equal(lociq_chunk_line(&chunk, row), 100 + (row < FROM ? row : 2 * row));
  }
  lociq_arena_clear(&arena);
}

/* A code of every width, with and without what else a chunk may have. */
static void a_packed_chunk_says_the_same(void **state) {
  (void)state;
  enum { ROWS = 300, CODES = 4 };
  static const uint32_t steps[CODES] = {0, 1, 200, 10000000}, first = 5;
  for (int real = 0; real < 2; real++) {
    lociq_arena arena = {0}, codes = {0}, values = {0};
    lociq_chunk chunk = {.arena = &arena, .codes_a_row = CODES, .cells_a_row = 1, .first_line = 10};
    for (size_t row = 0; row < ROWS; row++) {
      assert_int_equal(lociq_chunk_begin_row(&chunk, NULL), LOCIQ_OK);
      for (size_t i = 0; i < CODES; i++)
        chunk.codes[i * chunk.capacity + row] = first + steps[i] * (uint32_t)((row * 7 + 3) % 250);
      assert_int_equal(lociq_chunk_put(&chunk, row, real == 1 ? (double)row / 4 : (double)row, NULL), LOCIQ_OK);
      chunk.rows++;
    }
    if (real == 1) {
      assert_int_equal(lociq_chunk_add_flags(&chunk, NULL), LOCIQ_OK);
      assert_int_equal(lociq_chunk_add_lines(&chunk, NULL), LOCIQ_OK);
      chunk.flags[17] = LOCIQ_FLAG_BREAK;
      chunk.lines[ROWS - 1] = 1000;
    }
    assert_int_equal(lociq_chunk_pack(&chunk, &codes, &values, NULL), LOCIQ_OK);
    memset(lociq_arena_take(&arena, arena.size, 1), 0xFF, arena.size); /* nothing of it is needed */
    static const uint32_t widths[CODES] = {0, 1, 2, 4};
    for (size_t i = 0; i < CODES; i++) assert_int_equal(chunk.packed[i].width, widths[i]);
    for (size_t row = 0; row < ROWS; row++) {
      for (size_t i = 0; i < CODES; i++)
        assert_int_equal(lociq_chunk_code(&chunk, row, i), first + steps[i] * (uint32_t)((row * 7 + 3) % 250));
      assert_true(lociq_chunk_value(&chunk, row) == (real == 1 ? (double)row / 4 : (double)row));
      if (real == 1) assert_int_equal(chunk.flags[row], row == 17 ? LOCIQ_FLAG_BREAK : 0);
      assert_int_equal(lociq_chunk_line(&chunk, row), real == 1 && row == ROWS - 1 ? 1010 : 10 + row);
    }
    lociq_chunk_release_values(&chunk);
    assert_int_equal(lociq_chunk_code(&chunk, 1, 1), first + 10); /* who refuses duplicates needs the codes */
    lociq_arena_clear(&arena);
    lociq_arena_clear(&codes);
    lociq_arena_clear(&values);
  }
}

static void packing_may_lack_memory(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    assert_true(n < 20);
    lociq_arena arena = {0}, codes = {0}, values = {0};
    lociq_chunk chunk = {.arena = &arena, .codes_a_row = 1, .cells_a_row = 2};
    put_row(&chunk, 1, 2.5);
    put_row(&chunk, 3, 4);
    lociq_memory_fail_after(n);
    status = lociq_chunk_pack(&chunk, &codes, &values, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    assert_true(lociq_chunk_value(&chunk, lociq_chunk_cell(&chunk, 0, 1)) == 2.5 &&
                lociq_chunk_code(&chunk, 1, 0) == 3);
    lociq_arena_clear(&arena);
    lociq_arena_clear(&codes);
    lociq_arena_clear(&values);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whole_numbers_stay_small_until_one_does_not_fit),
      cmocka_unit_test(cells_that_no_value_reaches_are_missing), cmocka_unit_test(growing_keeps_everything),
      cmocka_unit_test(a_packed_chunk_says_the_same), cmocka_unit_test(packing_may_lack_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
