/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/records.h"

enum { CRITERION, OF, TEST, VALUE, COLUMNS, EXPECTED_SIZE = 160 };

/* The position of the field's word among the words. */
static lociq_status find_word(const lociq_records *records, size_t column, const char *const *words, size_t count,
                              size_t *position, lociq_error *error) {
  char expected[EXPECTED_SIZE];
  size_t length = 0;
  for (size_t w = 0; w < count; w++) {
    if (strcmp(words[w], records->texts[column]) == 0) {
      *position = w;
      return LOCIQ_OK;
    }
    length += (size_t)snprintf(expected + length, sizeof expected - length, "%s%s",
                               w == 0           ? ""
                               : w + 1 == count ? " or "
                                                : ", ",
                               words[w]);
  }
  return lociq_records_refuse(records, column, expected, error);
}

static lociq_status take_value(const lociq_records *records, lociq_rule_test test, double *value, lociq_error *error) {
  const lociq_record_range range = test == LOCIQ_RULE_TOP          ? (lociq_record_range){0, 100, .above = true}
                                   : test == LOCIQ_RULE_PERCENTILE ? (lociq_record_range){0, 100, false}
                                                                   : (lociq_record_range){-INFINITY, INFINITY, false};
  return lociq_records_number(records, VALUE, range, value, error);
}

static lociq_status take_rule(const lociq_records *records, lociq_rules *rules, uint64_t *lines, lociq_error *error) {
  size_t criterion = 0, of = 0, test = 0;
  double value = 0;
  if (rules->count == LOCIQ_RULES)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%" PRIu64 ": more than %d rules", records->path, records->line,
                           LOCIQ_RULES);
  lociq_status status = find_word(records, CRITERION, lociq_rule_criteria, LOCIQ_CRITERIA, &criterion, error);
  if (status == LOCIQ_OK) status = find_word(records, OF, lociq_rule_ofs, LOCIQ_RULE_OF, &of, error);
  if (status == LOCIQ_OK) status = find_word(records, TEST, lociq_rule_tests, LOCIQ_RULE_TESTS, &test, error);
  if (status == LOCIQ_OK) status = take_value(records, (lociq_rule_test)test, &value, error);
  if (status != LOCIQ_OK) return status;
  if (criterion != LOCIQ_REQUIREMENT && lines[criterion] != 0)
    return lociq_error_set(error, LOCIQ_CONFLICT, "%s:%" PRIu64 ": the star \"%s\" is there already, in line %" PRIu64,
                           records->path, records->line, lociq_rule_criteria[criterion], lines[criterion]);
  lines[criterion] = records->line;
  rules->rules[rules->count++] = (lociq_rule){criterion, (lociq_rule_of)of, (lociq_rule_test)test, value};
  return LOCIQ_OK;
}

lociq_status lociq_rules_read(const char *name, const char *text, lociq_rules *rules, lociq_supply *supply,
                              lociq_error *error) {
  static const lociq_record_column columns[COLUMNS] = {[CRITERION] = {.name = "criterion"},
                                                       [OF] = {.name = "of"},
                                                       [TEST] = {.name = "test"},
                                                       [VALUE] = {.name = "value"}};
  uint64_t lines[LOCIQ_CRITERIA] = {0}; /* of the last rule of each criterion */
  lociq_rules read = {0};
  lociq_records records;
  lociq_status status = text == NULL ? lociq_records_open(name, columns, COLUMNS, NULL, &records, error)
                                     : lociq_records_open_text(name, text, columns, COLUMNS, &records, error);
  while (status == LOCIQ_OK) {
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = take_rule(&records, &read, lines, error);
  }
  if (status == LOCIQ_OK && text == NULL) status = lociq_supply_note(supply, "rules", &records, error);
  lociq_records_close(&records);
  bool any = false;
  for (size_t s = 0; s < LOCIQ_STARS; s++) any = any || lines[s] != 0;
  if (status == LOCIQ_OK && !any) status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: no star is in it", name);
  if (status == LOCIQ_OK) *rules = read;
  return status;
}

static bool has_operand(const lociq_instance *instance, const char *name) {
  size_t operand = 0;
  for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && instance->indicator->options[i].name != NULL; i++) {
    if (instance->indicator->options[i].type != LOCIQ_OPTION_MEASURE) continue;
    if (strcmp(instance->indicator->options[i].name, name) == 0) return instance->operands[operand] != NULL;
    operand++;
  }
  return false;
}

static lociq_status check_measures(const lociq_instance *instance, const char *name, const lociq_rules *rules,
                                   lociq_error *error) {
  for (size_t k = 0; k < rules->count; k++) {
    const lociq_rule *rule = &rules->rules[k];
    const char *measure = rule->of == LOCIQ_RULE_WAGE             ? "wages"
                          : rule->of == LOCIQ_RULE_ESTABLISHMENTS ? "establishments"
                                                                  : NULL;
    if (measure == NULL || has_operand(instance, measure)) continue;
    return lociq_error_set(error, LOCIQ_INVALID, "%s: the rule %s,%s,%s of %s needs the measure %s, which is not there",
                           instance->indicator->name, lociq_rule_criteria[rule->criterion], lociq_rule_ofs[rule->of],
                           lociq_rule_tests[rule->test], name, measure);
  }
  return LOCIQ_OK;
}

lociq_status lociq_rules_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                              lociq_error *error) {
  (void)panel;
  const char *name = lociq_given_text(instance, "rules");
  const int choice = lociq_given_value(instance, "rules")->choice;
  lociq_rules *rules = lociq_allocate(1, sizeof *rules);
  lociq_status status = lociq_supply_keep(supply, rules, "rules", error);
  if (status == LOCIQ_OK)
    status = lociq_rules_read(name, choice < 0 ? NULL : lociq_rules_text((size_t)choice), rules, supply, error);
  if (status == LOCIQ_OK) status = check_measures(instance, name, rules, error);
  if (status == LOCIQ_OK) supply->given.rules = rules;
  return status;
}

bool lociq_rules_look_back(const lociq_instance *instance, const lociq_supply *supply) {
  const lociq_rules *rules = supply->given.rules;
  if ((instance->indicator->kernel->given & LOCIQ_GIVEN_RULES) == 0) return true;
  for (size_t k = 0; k < rules->count; k++)
    if (rules->rules[k].of == LOCIQ_RULE_GROWTH) return true;
  return false;
}
