/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tree of states has the same shape however its leaves come together: shown by a
 * way of merging whose result depends on every bracket.
 */
#include "schedule/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

enum { SIZE = 64, MOST = 40 };

typedef struct state {
  uint64_t value, leaves;
  char filling[SIZE - 16];
} state;

static const uint64_t PRIME = 0x100000001b3;

static void merge(void *context, void *total, const void *later) {
  (void)context;
  state *to = total;
  const state *from = later;
  to->value = (to->value ^ PRIME) * PRIME * 3 + (from->value ^ PRIME) * PRIME;
  to->leaves += from->leaves;
}

static void grow(lociq_tree *tree, size_t first, size_t end) {
  for (size_t leaf = first; leaf < end; leaf++) {
    void *next = NULL;
    assert_int_equal(lociq_tree_next(tree, &next, NULL), LOCIQ_OK);
    *(state *)next = (state){.value = leaf + 1, .leaves = 1};
    lociq_tree_add(tree, 0, leaf);
  }
}

static state total_of(lociq_tree *tree) {
  state total = {0};
  assert_int_equal(lociq_tree_total(tree, lociq_ranks_alone(), &total, NULL), LOCIQ_OK);
  return total;
}

/* As another rank's come in. */
static void take_on(lociq_tree *tree, const lociq_tree *other) {
  for (size_t k = 0; k < other->count; k++) {
    void *next = NULL;
    assert_int_equal(lociq_tree_next(tree, &next, NULL), LOCIQ_OK);
    memcpy(next, other->states[k], SIZE);
    lociq_tree_add(tree, other->roots[k].level, other->roots[k].position);
  }
}

static void has_one_shape(void **unused) {
  (void)unused;
  for (size_t leaves = 0; leaves <= MOST; leaves++) {
    lociq_tree whole = {.state_size = SIZE, .merge = merge};
    grow(&whole, 0, leaves);
    const state expected = total_of(&whole);
    assert_int_equal(expected.leaves, leaves);
    for (size_t first = 0; first <= leaves; first++)
      for (size_t second = first; second <= leaves; second++) {
        lociq_tree parts[] = {{.state_size = SIZE, .merge = merge},
                              {.state_size = SIZE, .merge = merge},
                              {.state_size = SIZE, .merge = merge}};
        grow(&parts[0], 0, first);
        grow(&parts[1], first, second);
        grow(&parts[2], second, leaves);
        take_on(&parts[0], &parts[1]);
        take_on(&parts[0], &parts[2]);
        const state found = total_of(&parts[0]);
        assert_true(found.value == expected.value && found.leaves == leaves);
        for (int k = 0; k < 3; k++) lociq_tree_clear(&parts[k]);
      }
    lociq_tree_clear(&whole);
  }
}

/* A thousand leaves are 512, 256, 128, 64, 32 and 8. */
static void holds_few_states(void **unused) {
  (void)unused;
  lociq_tree tree = {.state_size = SIZE, .merge = merge};
  grow(&tree, 0, 1000);
  assert_int_equal(tree.count, 6);
  size_t held = 0;
  for (size_t k = 0; k < LOCIQ_TREE_HEIGHT; k++) held += tree.states[k] != NULL;
  assert_in_range(held, 6, 10);
  lociq_tree_clear(&tree);
}

static void says_when_there_is_no_memory(void **unused) {
  (void)unused;
  lociq_tree tree = {.state_size = 64, .merge = merge};
  void *next = NULL;
  lociq_error error = {0};
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_tree_next(&tree, &next, &error), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
  assert_null(next);
  lociq_tree_clear(&tree);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(has_one_shape), cmocka_unit_test(holds_few_states),
                                     cmocka_unit_test(says_when_there_is_no_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
