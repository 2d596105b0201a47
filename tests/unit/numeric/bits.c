/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/bits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

enum { MOST = 331 };

static uint64_t drawn(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void packing_sets_what_reaches_the_least(void **state) {
  (void)state;
  _Alignas(64) double values[MOST + LOCIQ_LANES];
  uint64_t seed = 88172645463325252u, row[MOST / LOCIQ_WORD + 2];
  for (size_t count = 1; count <= MOST; count += 3) {
    const size_t width = lociq_lanes_width(count), words = lociq_bits_words(count);
    for (size_t i = 0; i < width; i++) {
      const double kinds[] = {1, 0, NAN, 2, 0x1.fffffffffffffp-1, INFINITY, -1};
      values[i] = i < count ? kinds[drawn(&seed) % 7] : (double)NAN;
    }
    row[words] = 99;
    lociq_bits_pack(values, width, 1, row);
    size_t set = 0;
    for (size_t i = 0; i < words * LOCIQ_WORD; i++) {
      assert_int_equal(lociq_bits_has(row, i), i < count && values[i] >= 1);
      set += i < count && values[i] >= 1;
    }
    assert_int_equal(lociq_bits_count(row, words), set);
    assert_int_equal(row[words], 99);
  }
}

/* The values are small whole numbers: their sum is exact in any order. */
static void sums_are_those_of_the_set_bits(void **state) {
  (void)state;
  _Alignas(64) double values[MOST + LOCIQ_WORD];
  uint64_t seed = 3, row[MOST / LOCIQ_WORD + 1];
  const size_t words = MOST / LOCIQ_WORD + 1;
  for (size_t i = 0; i < words * LOCIQ_WORD; i++) values[i] = (double)(drawn(&seed) % 1000);
  for (size_t round = 0; round < 20; round++) {
    double sum = 0;
    for (size_t w = 0; w < words; w++) row[w] = round == 0 ? 0 : drawn(&seed) & drawn(&seed);
    for (size_t i = 0; i < words * LOCIQ_WORD; i++) sum += lociq_bits_has(row, i) ? values[i] : 0;
    assert_true(lociq_bits_sum(row, words, values) == sum);
  }
}

static void transposing_turns_any_matrix(void **state) {
  (void)state;
  const size_t sizes[][2] = {{1, 1}, {64, 64}, {65, 63}, {200, 7}, {3, 300}, {129, 128}};
  uint64_t seed = 5;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    const size_t rows = sizes[s][0], columns = sizes[s][1], words = lociq_bits_words(columns);
    const size_t height = lociq_bits_words(rows);
    uint64_t *bits = calloc(rows * words, sizeof *bits), *turned = calloc(columns * height, sizeof *turned);
    for (size_t k = 0; k < rows * words; k++) bits[k] = drawn(&seed);
    for (size_t r = 0; r < rows && columns % LOCIQ_WORD; r++)
      bits[r * words + words - 1] &= ((uint64_t)1 << columns % LOCIQ_WORD) - 1;
    lociq_bits_transpose(bits, rows, columns, turned);
    for (size_t c = 0; c < columns; c++)
      for (size_t r = 0; r < height * LOCIQ_WORD; r++)
        assert_int_equal(lociq_bits_has(turned + c * height, r), r < rows && lociq_bits_has(bits + r * words, c));
    free(bits);
    free(turned);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(packing_sets_what_reaches_the_least),
                                     cmocka_unit_test(sums_are_those_of_the_set_bits),
                                     cmocka_unit_test(transposing_turns_any_matrix)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
