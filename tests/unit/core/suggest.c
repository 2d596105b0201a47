/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

static void edits_are_counted(void **state) {
  (void)state;
  static const struct {
    const char *first, *second;
    size_t distance;
  } cases[] = {{"", "", 0},         {"lq", "lq", 0},  {"", "lq", 2},           {"lq", "", 2},
               {"lqq", "lq", 1},    {"l", "lq", 1},   {"lp", "lq", 1},         {"ql", "lq", 1},
               {"abcd", "bacd", 1}, {"ca", "abc", 3}, {"kitten", "sitting", 3}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_int_equal(lociq_suggest_distance(cases[i].first, cases[i].second), cases[i].distance);
    assert_int_equal(lociq_suggest_distance(cases[i].second, cases[i].first), cases[i].distance);
  }
}

static void only_the_first_letters_count(void **state) {
  (void)state;
  char first[200], second[200];
  memset(first, 'a', sizeof first);
  memset(second, 'a', sizeof second);
  first[199] = second[199] = '\0';
  memset(second + 64, 'b', 100);
  assert_int_equal(lociq_suggest_distance(first, second), 0);
  second[63] = 'b';
  assert_int_equal(lociq_suggest_distance(first, second), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(edits_are_counted),
                                     cmocka_unit_test(only_the_first_letters_count)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
