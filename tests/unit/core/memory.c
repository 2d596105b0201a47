/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void sizes_that_overflow_are_refused(void **state) {
  (void)state;
  assert_null(lociq_allocate(SIZE_MAX / 4, 8));
  assert_null(lociq_allocate_aligned(SIZE_MAX / 4, 8));
  assert_null(lociq_allocate_reserve(SIZE_MAX / 4, 8));
  char *block = lociq_allocate(4, 1);
  assert_non_null(block);
  memcpy(block, "abc", 4);
  assert_null(lociq_resize(block, SIZE_MAX / 4, 8));
  assert_string_equal(block, "abc");
  free(block);
}

static void nothing_is_still_a_block(void **state) {
  (void)state;
  void *none = lociq_allocate(0, 8), *aligned = lociq_allocate_aligned(0, 8), *reserve = lociq_allocate_reserve(0, 8);
  assert_non_null(none);
  assert_non_null(aligned);
  assert_non_null(reserve);
  free(none);
  free(reserve);
  free(aligned);
}

static void aligned_blocks_are_aligned_and_plain_ones_zero(void **state) {
  (void)state;
  enum { ALIGNMENT = 64 };
  for (size_t count = 1; count < 100; count += 7) {
    double *aligned = lociq_allocate_aligned(count, sizeof *aligned);
    double *reserve = lociq_allocate_reserve(count, sizeof *reserve);
    double *plain = lociq_allocate(count, sizeof *plain);
    assert_int_equal((uintptr_t)aligned % ALIGNMENT, 0);
    assert_int_equal((uintptr_t)reserve % ALIGNMENT, 0);
    free(reserve);
    for (size_t i = 0; i < count; i++) assert_true(plain[i] == 0.0);
    free(aligned);
    free(plain);
  }
}

static void the_chosen_request_fails_once(void **state) {
  (void)state;
  lociq_memory_fail_after(1);
  char *first = lociq_copy_text("first"), *second = lociq_copy_text("second"), *third = lociq_copy_bytes("third", 2);
  assert_int_equal(lociq_memory_requests(), 3);
  lociq_memory_fail_after(-1);
  assert_string_equal(first, "first");
  assert_null(second);
  assert_string_equal(third, "th");
  free(first);
  free(third);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(sizes_that_overflow_are_refused),
                                     cmocka_unit_test(nothing_is_still_a_block),
                                     cmocka_unit_test(aligned_blocks_are_aligned_and_plain_ones_zero),
                                     cmocka_unit_test(the_chosen_request_fails_once)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
