/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static void what_comes_with_the_engine_is_read_as_a_file_is(void **state) {
  (void)state;
  size_t count = 0;
  for (; lociq_rules_text(count) != NULL; count++) {
    lociq_rules rules = {0};
    lociq_error error = {0};
    assert_int_equal(lociq_rules_read("shipped", lociq_rules_text(count), &rules, NULL, &error), LOCIQ_OK);
    assert_true(rules.count >= 4);
  }
  assert_int_equal(count, 3);
  lociq_rules rules = {0};
  assert_int_equal(lociq_rules_read("eco2007", lociq_rules_text(0), &rules, NULL, NULL), LOCIQ_OK);
  assert_int_equal(rules.count, 4);
  assert_int_equal(rules.rules[1].criterion, LOCIQ_STAR_SPECIALISATION);
  assert_int_equal(rules.rules[1].of, LOCIQ_RULE_LQ);
  assert_int_equal(rules.rules[1].test, LOCIQ_RULE_AT_LEAST);
  assert_true(rules.rules[1].value == 2);
  assert_int_equal(rules.rules[3].criterion, LOCIQ_REQUIREMENT);
}

#define HEAD "criterion,of,test,value\n"

static void wrong_rules_are_told(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
    lociq_status status;
  } wrong[] = {
      {"", "my.csv is empty, expected a header line", LOCIQ_BAD_INPUT},
      {HEAD, "my.csv: no star is in it", LOCIQ_BAD_INPUT},
      {HEAD "requirement,lq,above,1\n", "my.csv: no star is in it", LOCIQ_BAD_INPUT},
      {"criterion,of,value\nsize,lq,1\n", "my.csv:1: there is no column \"test\"", LOCIQ_BAD_INPUT},
      {HEAD "fame,lq,above,1\n",
       "my.csv:2: column \"criterion\" is \"fame\", expected size, specialisation, focus, productivity, growth, "
       "establishments or requirement",
       LOCIQ_BAD_INPUT},
      {HEAD "size,jobs,above,1\n",
       "my.csv:2: column \"of\" is \"jobs\", expected employment, lq, focus, size_share, wage, growth or establishments",
       LOCIQ_BAD_INPUT},
      {HEAD "size,lq,below,1\n",
       "my.csv:2: column \"test\" is \"below\", expected top, at least, above or above percentile", LOCIQ_BAD_INPUT},
      {HEAD "size,employment,top,0\n", "my.csv:2: column \"value\" is \"0\", expected a number above 0 and at most 100",
       LOCIQ_BAD_INPUT},
      {HEAD "size,employment,top,101\n",
       "my.csv:2: column \"value\" is \"101\", expected a number above 0 and at most 100", LOCIQ_BAD_INPUT},
      {HEAD "size,lq,above percentile,-1\n", "my.csv:2: column \"value\" is \"-1\", expected a number from 0 to 100",
       LOCIQ_BAD_INPUT},
      {HEAD "size,lq,above,much\n", "my.csv:2: column \"value\" is \"much\", expected a number", LOCIQ_BAD_INPUT},
      {HEAD "size,lq,above,\n", "my.csv:2: column \"value\" is \"\", expected a number", LOCIQ_BAD_INPUT},
      {HEAD "size,lq,above\n", "my.csv:2: 3 fields, expected 4", LOCIQ_BAD_INPUT},
      {HEAD "size,employment,top,10\nfocus,focus,top,10\nsize,lq,above,1\n",
       "my.csv:4: the star \"size\" is there already, in line 2", LOCIQ_CONFLICT}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    lociq_rules rules = {.count = 7};
    lociq_error error = {0};
    assert_int_equal(lociq_rules_read("my.csv", wrong[i].text, &rules, NULL, &error), wrong[i].status);
    assert_string_equal(error.message, wrong[i].message);
    assert_int_equal(rules.count, 7);
  }
}

static void there_is_an_end_to_them(void **state) {
  (void)state;
  char text[1024] = HEAD "size,employment,top,10\n";
  for (int i = 0; i < LOCIQ_RULES; i++) (void)strcat(text, "requirement,lq,above,1\n");
  lociq_rules rules;
  lociq_error error = {0};
  assert_int_equal(lociq_rules_read("my.csv", text, &rules, NULL, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, "my.csv:18: more than 16 rules");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  for (long n = 0;; n++) {
    lociq_rules rules = {0};
    lociq_memory_fail_after(n);
    const lociq_status status = lociq_rules_read("shipped", lociq_rules_text(1), &rules, NULL, NULL);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) {
      assert_true(n > 3);
      break;
    }
    assert_int_equal(status, LOCIQ_NO_MEMORY);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_comes_with_the_engine_is_read_as_a_file_is),
                                     cmocka_unit_test(wrong_rules_are_told), cmocka_unit_test(there_is_an_end_to_them),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
