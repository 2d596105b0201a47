/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shares follow each other without a gap, are whole grains, and none is more than a
 * grain larger than another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "ranks/ranks.h"

static void follow_each_other(void **state) {
  (void)state;
  static const size_t items[] = {0, 1, 7, 8, 9, 64, 100, 1000, ((size_t)1 << 60) + 7};
  static const size_t grains[] = {1, 8, 512};
  for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
    for (size_t g = 0; g < sizeof grains / sizeof grains[0]; g++)
      for (size_t count = 1; count < 12; count++) {
        const size_t all = items[i] / grains[g] + (items[i] % grains[g] > 0 ? 1 : 0);
        size_t next = 0;
        for (size_t own = 0; own < count; own++) {
          const lociq_share share =
              lociq_ranks_share((lociq_ranks){.own = own, .count = count}, own, items[i], grains[g]);
          const size_t own_grains = share.count / grains[g] + (share.count % grains[g] > 0 ? 1 : 0);
          assert_true(share.first == next);
          if (share.count > 0) assert_true(share.first % grains[g] == 0);
          assert_true(own_grains == all / count || own_grains == all / count + 1);
          next = share.first + share.count;
        }
        assert_true(next == items[i]);
      }
}

static void are_all_of_one(void **state) {
  (void)state;
  const lociq_ranks here = lociq_ranks_here();
  const lociq_share share = lociq_ranks_share(here, here.own, 1000, 64);
  double values[2] = {1, 2};
  assert_int_equal(here.count, 1);
  assert_int_equal(share.first, 0);
  assert_int_equal(share.count, 1000);
  lociq_ranks_gather(here, values, sizeof *values, 2, 1);
  lociq_ranks_broadcast(here, 0, values, sizeof values);
  assert_true(values[0] == 1 && values[1] == 2);
  assert_int_equal(lociq_ranks_most(here, 3), 3);
  assert_int_equal(lociq_ranks_agree(here, LOCIQ_IO, NULL), LOCIQ_IO);
}

/* Without MPI each of several processes would do all of the work, and one would find the other's lock. */
static void does_not_start_beside_others(void **state) {
  (void)state;
  lociq_error error = {0};
  assert_int_equal(setenv("OMPI_COMM_WORLD_SIZE", "1", 1), 0);
  assert_int_equal(lociq_ranks_start(&error), LOCIQ_OK);
  assert_int_equal(setenv("OMPI_COMM_WORLD_SIZE", "3", 1), 0);
  assert_int_equal(lociq_ranks_start(&error), LOCIQ_INVALID);
  assert_non_null(strstr(error.message, "3 processes would each do all of the work"));
  assert_int_equal(unsetenv("OMPI_COMM_WORLD_SIZE"), 0);
}

static void parts_at_once(void **state) {
  (void)state;
  const lociq_parting parting = lociq_ranks_part(LOCIQ_CONFLICT);
  assert_int_equal(parting.status, LOCIQ_CONFLICT);
  assert_true(parting.tells && parting.together);
  lociq_ranks_end(&parting, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(follow_each_other), cmocka_unit_test(are_all_of_one),
                                     cmocka_unit_test(does_not_start_beside_others), cmocka_unit_test(parts_at_once)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
