/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "composite/quick_rank.h"
#include "core/memory.h"

enum { MOST = 500, WIDTH = 504 };

/* Sevenths of a linear congruential generator; so many different values at most. */
static double made(size_t k, size_t different) {
  const uint64_t bits = (k + 1) * 6364136223846793005U;
  return (double)((bits >> 33) % different) / 7 - 3;
}

/* Ways that keys are spread: even, few values, one far out, in crowds at both ends, infinite, not spread at all. */
static double key_of(int kind, size_t k) {
  const double x = made(k, 100000);
  switch (kind) {
    case 0:
      return x;
    case 1:
      return made(k, 9);
    case 2:
      return k == 17 ? 1e300 : x;
    case 3:
      return k % 2 == 0 ? x : 1e9 + made(k, 40);
    case 4:
      return k % 5 == 0 ? (double)INFINITY : k % 7 == 0 ? -(double)INFINITY : x;
    case 5:
      return 2.5;
    case 6:
      return k % 3 == 0 ? 0.0 : k % 3 == 1 ? -0.0 : x;
    default:
      return x * 0x1p-1070; /* subnormal */
  }
}

static void ranks_count_what_is_below(void **state) {
  (void)state;
  static const size_t counts[] = {1, 2, 7, 8, 9, 31, 64, 300, MOST};
  double *keys = lociq_allocate_aligned(WIDTH, sizeof *keys);
  lociq_quick_rank scratch;
  assert_non_null(keys);
  assert_int_equal(lociq_quick_rank_create(MOST, &scratch, NULL), LOCIQ_OK);
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
    for (int kind = 0; kind < 8; kind++) {
      uint32_t ranks[MOST];
      const size_t count = counts[c];
      for (size_t k = 0; k < WIDTH; k++) keys[k] = key_of(kind, k < count ? k : 0);
      lociq_quick_rank_fill(&scratch, keys, count, ranks);
      for (size_t k = 0; k < count; k++) {
        uint32_t below = 0;
        for (size_t j = 0; j < count; j++) below += keys[j] < keys[k];
        assert_int_equal(ranks[k], below + 1);
      }
    }
  lociq_quick_rank_clear(&scratch);
  free(keys);
}

static void where_memory_ends_it_says_so(void **state) {
  (void)state;
  for (long allocations = 0; allocations < 6; allocations++) {
    lociq_quick_rank scratch;
    lociq_memory_fail_after(allocations);
    assert_int_equal(lociq_quick_rank_create(8, &scratch, NULL), LOCIQ_NO_MEMORY);
    lociq_quick_rank_clear(&scratch);
  }
  lociq_memory_fail_after(-1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(ranks_count_what_is_below),
                                     cmocka_unit_test(where_memory_ends_it_says_so)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
