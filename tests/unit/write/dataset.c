/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/write/texts.h"

/* More rows than are read at a time. */
enum { ROWS = 1300, FIRST = 100, COUNT = 1150 };

typedef struct visits {
  size_t next, last; /* the row that must come, and the one after which it is enough */
} visits;

static lociq_status count_row(void *context, const lociq_dataset *dataset, size_t year, size_t row,
                              const double *values, const uint16_t *flags, lociq_error *error) {
  (void)flags;
  visits *seen = context;
  const size_t cell = (year * dataset->rows.all + row) * dataset->columns.all;
  if (row != seen->next || year != 1 || values[0] != cell_value(cell) || values[1] != cell_value(cell + 1))
    return lociq_error_set(error, LOCIQ_INVALID, "row %zu of year %zu instead of %zu", row, year, seen->next);
  seen->next++;
  return row == seen->last ? LOCIQ_CANCELLED : LOCIQ_OK;
}

static lociq_status visit_tall(visits *seen, lociq_error *error) {
  const axes world = axes_made();
  lociq_dataset dataset = dataset_of(&world, LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY);
  dataset.rows.all = ROWS;
  dataset.rows.first = FIRST;
  dataset.rows.count = COUNT;
  side_choose(&dataset.years, 1);
  const lociq_status status = lociq_dataset_each(&dataset, count_row, seen, error);
  axes_free(&world);
  return status;
}

static void every_chosen_row_once_in_order(void **state) {
  (void)state;
  visits seen = {.next = FIRST, .last = ROWS};
  lociq_error error = {0};
  assert_int_equal(visit_tall(&seen, &error), LOCIQ_OK);
  assert_string_equal(error.message, "");
  assert_int_equal(seen.next, FIRST + COUNT);
}

static void a_visit_can_end_it(void **state) {
  (void)state;
  visits seen = {.next = FIRST, .last = 1200};
  assert_int_equal(visit_tall(&seen, NULL), LOCIQ_CANCELLED);
  assert_int_equal(seen.next, 1201);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_chosen_row_once_in_order),
                                     cmocka_unit_test(a_visit_can_end_it)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
