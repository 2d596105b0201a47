/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "numeric/sort.h"

enum { LARGEST = 30000 };

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

typedef struct item {
  double key, position;
} item;

static int compare_items(const void *first, const void *second) {
  const item *a = first, *b = second;
  if (a->key != b->key) return a->key < b->key ? -1 : 1;
  return (a->position > b->position) - (a->position < b->position);
}

/* The payload is the position: sorted by key, then position, is what a stable sort gives. */
static void check(double (*draw)(uint64_t *), size_t count) {
  double *keys = malloc(count * sizeof *keys + 1), *payload = malloc(count * sizeof *payload + 1);
  double *scratch = malloc(2 * count * sizeof *scratch + 1);
  item *items = malloc(count * sizeof *items + 1);
  uint64_t state = 88172645463325252u + count;
  for (size_t i = 0; i < count; i++) {
    keys[i] = draw(&state);
    payload[i] = (double)i;
    items[i] = (item){keys[i], (double)i};
  }
  qsort(items, count, sizeof *items, compare_items);
  lociq_sort_pairs(keys, payload, count, scratch);
  for (size_t i = 0; i < count; i++) {
    assert_true(keys[i] == items[i].key);
    assert_true(payload[i] == items[i].position);
  }
  free(keys);
  free(payload);
  free(scratch);
  free(items);
}

static double spread(uint64_t *state) { return ldexp((double)(next_random(state) >> 11), -40) - 4096; }
static double few(uint64_t *state) { return (double)(next_random(state) % 5); }
/* Alike in the upper bits: the rounds over the lower ones must run. */
static double close_together(uint64_t *state) { return 1 + ldexp((double)(next_random(state) % 100000), -52); }
/* Alike in the upper bits but for a few, however far these are. */
static double close_together_but_a_few(uint64_t *state) {
  return next_random(state) % 1000 == 0 ? 1e300 : close_together(state);
}
static double extremes(uint64_t *state) {
  static const double values[] = {-INFINITY, INFINITY, 0, 5e-324, -5e-324, 1.7e308, -1.7e308};
  return values[next_random(state) % 7];
}
static double descending(uint64_t *state) { return -(double)((*state)++); }

static void pairs_come_out_as_a_stable_sort_gives_them(void **state) {
  (void)state;
  double (*const draws[])(uint64_t *) = {spread, few, close_together, close_together_but_a_few, extremes, descending};
  const size_t counts[] = {0, 1, 2, 3, 95, 96, 97, 1000, LARGEST};
  for (size_t d = 0; d < sizeof draws / sizeof draws[0]; d++)
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) check(draws[d], counts[c]);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_come_out_as_a_stable_sort_gives_them)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
