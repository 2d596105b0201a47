/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The options as texts: the table of options.def, and what it makes of them.
 */
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/memory.h"
#include "core/suggest.h"
#include "partners/specification.h"
#include "read/reader.h"

typedef enum option_kind { TEXT, PATH, WORD, TRUTH, COUNT, NUMBER, SEED } option_kind;

typedef struct option_rule {
  option_kind kind;
  size_t offset;
  double least, most;
} option_rule;

static const lociq_partner_option list[] = {
#define OPTION(name, kind, least, most, argument, help) {#name, argument, help, (kind) == PATH},
#include "partners/options.def"
#undef OPTION
    {0}};

static const option_rule rules[] = {
#define OPTION(name, kind, least, most, argument, help) {kind, offsetof(lociq_partner_options, name), least, most},
#include "partners/options.def"
#undef OPTION
};

const lociq_partner_option *lociq_partner_options_list(void) { return list; }

lociq_partner_options lociq_partner_options_default(void) {
  return (lociq_partner_options){.by = "similarity",
                                 .measure = "employment",
                                 .similarity = "cosine",
                                 .top = 10,
                                 .contributions = 10,
                                 .minimum_coverage = 0.5,
                                 .nearer_than = (double)NAN,
                                 .farther_than = (double)NAN,
                                 .minimum_size = (double)NAN,
                                 .minimum_stars = (double)NAN,
                                 .doubt = 0.5,
                                 .jobs_per_unit = (double)NAN};
}

static lociq_status refuse(const char *name, const char *text, const char *expected, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_INVALID, "%s is \"%s\": expected %s", name, text, expected);
}

/* Whether it is one of the words between the bars. */
static bool is_word(const char *words, const char *text) {
  const size_t length = strlen(text);
  for (const char *word = words; word != NULL;) {
    const char *end = strchr(word, '|');
    const size_t size = end == NULL ? strlen(word) : (size_t)(end - word);
    if (size == length && memcmp(word, text, length) == 0) return true;
    word = end == NULL ? NULL : end + 1;
  }
  return false;
}

/* Decimal, in any locale. */
static bool read_number(const char *text, double *number) {
  return lociq_number_parse((lociq_slice){text, strlen(text)}, number) && isfinite(*number);
}

static lociq_status set_number(const option_rule *rule, const char *name, const char *text, void *field,
                               lociq_error *error) {
  double number = 0;
  const bool whole = rule->kind == COUNT;
  if (!read_number(text, &number) || number < rule->least || number > rule->most || (whole && number != floor(number)))
    return lociq_error_set(error, LOCIQ_INVALID, "%s is \"%s\": expected a %snumber from %g to %.16g", name, text,
                           whole ? "whole " : "", rule->least, rule->most);
  if (whole)
    *(size_t *)field = (size_t)number;
  else
    *(double *)field = number;
  return LOCIQ_OK;
}

static lociq_status set_seed(const char *name, const char *text, uint64_t *field, lociq_error *error) {
  char *end = NULL;
  errno = 0;
  const unsigned long long seed = strtoull(text, &end, 10);
  if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0)
    return refuse(name, text, "a whole number of at least 0", error);
  *field = seed;
  return LOCIQ_OK;
}

static lociq_status set_truth(const char *name, const char *text, bool *field, lociq_error *error) {
  if (!is_word("true|false", text)) return refuse(name, text, "true or false", error);
  *field = strcmp(text, "true") == 0;
  return LOCIQ_OK;
}

static lociq_status set_field(const option_rule *rule, const lociq_partner_option *option, const char *text,
                              lociq_partner_options *options, lociq_error *error) {
  void *field = (char *)options + rule->offset;
  if (rule->kind == COUNT || rule->kind == NUMBER) return set_number(rule, option->name, text, field, error);
  if (rule->kind == SEED) return set_seed(option->name, text, field, error);
  if (rule->kind == TRUTH) return set_truth(option->name, text, field, error);
  if (rule->kind == WORD && !is_word(option->argument, text))
    return lociq_error_set(error, LOCIQ_INVALID, "%s is \"%s\": expected one of %s", option->name, text,
                           option->argument);
  if (text[0] == '\0') return refuse(option->name, text, "a text", error);
  memcpy(field, &text, sizeof text); /* the field is a pointer to const char */
  return LOCIQ_OK;
}

lociq_status lociq_partner_option_set(lociq_partner_options *options, const char *name, const char *text,
                                      lociq_error *error) {
  size_t nearest = 0;
  for (size_t i = 0; list[i].name != NULL; i++) {
    if (strcmp(list[i].name, name) == 0) return set_field(&rules[i], &list[i], text, options, error);
    if (lociq_suggest_distance(list[i].name, name) < lociq_suggest_distance(list[nearest].name, name)) nearest = i;
  }
  return lociq_error_set(error, LOCIQ_INVALID, "a ranking has no option \"%s\": did you mean \"%s\"?", name,
                         list[nearest].name);
}

static bool add_file(const char *path, char **files, size_t *count) {
  files[*count] = lociq_copy_text(path);
  return files[*count] == NULL ? false : ((*count)++, true);
}

lociq_status lociq_partner_files(const lociq_partner_options *options, char ***files, size_t *count,
                                 lociq_error *error) {
  enum { OPTIONS = sizeof rules / sizeof rules[0] };
  lociq_partner_specification specification = {0};
  lociq_status status = lociq_partner_specification_make(options, NULL, &specification, error);
  if (status != LOCIQ_OK) return status;
  char **made = lociq_allocate(OPTIONS + specification.file_count, sizeof *made);
  size_t found = 0;
  bool there = made != NULL;
  for (size_t i = 0; i < OPTIONS && there; i++) {
    const char *path = NULL;
    if (list[i].names_file) memcpy(&path, (const char *)options + rules[i].offset, sizeof path);
    if (path != NULL) there = add_file(path, made, &found);
  }
  for (size_t i = 0; i < specification.file_count && there; i++) there = add_file(specification.files[i], made, &found);
  lociq_partner_specification_clear(&specification);
  if (!there) {
    for (size_t i = 0; i < found; i++) free(made[i]);
    free(made);
    return lociq_memory_error(error, "the names of files");
  }
  *files = made;
  *count = found;
  return LOCIQ_OK;
}
