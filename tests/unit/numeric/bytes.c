/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

enum { ROWS = 2 * LOCIQ_PANEL, COLUMNS = 3 * LOCIQ_PANEL, STRIDE = COLUMNS + 16 };

static void fill(int8_t *rows, size_t count, size_t width, bool extreme, uint64_t seed) {
  for (size_t i = 0; i < count * width; i++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    rows[i] = (int8_t)(extreme ? ((seed >> 60) % 2 == 0 ? 127 : -127) : (int)((seed >> 40) % 255) - 127);
  }
}

static int8_t *pack(const int8_t *rows, size_t count, size_t width) {
  int8_t *packed = lociq_allocate_aligned(count, width);
  for (size_t r = 0; r < count; r++)
    for (size_t i = 0; i < width; i++) packed[lociq_bytes_place(width, r, i)] = rows[r * width + i];
  return packed;
}

/* By whole numbers one by one; some products are as large as can be. */
static void check(size_t width, bool extreme) {
  int8_t *left = lociq_allocate_aligned(ROWS, width), *right = lociq_allocate_aligned(COLUMNS, width);
  fill(left, ROWS, width, extreme, 3);
  fill(right, COLUMNS, width, extreme, 5);
  if (extreme) memcpy(right, left, width);
  int8_t *packed_left = pack(left, ROWS, width), *packed_right = pack(right, COLUMNS, width);
  int32_t *fast = lociq_allocate_aligned(ROWS * STRIDE, sizeof *fast),
          *plain = lociq_allocate_aligned(ROWS * STRIDE, 4);
  float *scratch = lociq_allocate_aligned(lociq_bytes_scratch_plain(2, 3), sizeof *scratch);
  assert_true(lociq_bytes_scratch(2, 3) <= lociq_bytes_scratch_plain(2, 3));
  lociq_bytes_multiply(width, packed_left, 2, packed_right, 3, fast, STRIDE, scratch);
  lociq_bytes_multiply_plain(width, packed_left, 2, packed_right, 3, plain, STRIDE, scratch);
  for (size_t i = 0; i < ROWS; i++)
    for (size_t j = 0; j < COLUMNS; j++) {
      int64_t sum = 0;
      for (size_t k = 0; k < width; k++) sum += left[i * width + k] * right[j * width + k];
      assert_int_equal(fast[i * STRIDE + j], sum);
      assert_int_equal(plain[i * STRIDE + j], sum);
      if (width % LOCIQ_BYTES_LINE != 0) continue;
      assert_int_equal(lociq_bytes_product(left + i * width, right + j * width, width), sum);
      assert_int_equal(lociq_bytes_product_plain(left + i * width, right + j * width, width), sum);
    }
  free(left);
  free(right);
  free(packed_left);
  free(packed_right);
  free(fast);
  free(plain);
  free(scratch);
}

static void products_are_exact(void **state) {
  (void)state;
  static const size_t widths[] = {4, 20, 64, 192, 1024, 1028, 2112};
  for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
    check(widths[w], false);
    check(widths[w], true);
  }
}

static void the_widest_fits(void **state) {
  (void)state;
  check(LOCIQ_BYTES_WIDEST, true);
}

static void places_of_packed_bytes(void **state) {
  (void)state;
  assert_int_equal(lociq_bytes_place(8, 0, 3), 3);
  assert_int_equal(lociq_bytes_place(8, 1, 0), 4);
  assert_int_equal(lociq_bytes_place(8, 0, 4), 64);
  assert_int_equal(lociq_bytes_place(8, 17, 5), 128 + 64 + 4 + 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(products_are_exact), cmocka_unit_test(the_widest_fits),
                                     cmocka_unit_test(places_of_packed_bytes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
