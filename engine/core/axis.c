/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An axis is one array of members, sorted by code, whose texts lie one after the
 * other in one block: finding is a binary search.
 */
#include <limits.h>
#include <lociq/axis.h>
#include <stdbool.h>
#include <string.h>

#include "core/memory.h"

struct lociq_axis {
  lociq_axis_kind kind;
  size_t count;
  lociq_member *members; /* their texts point into `texts` */
  char *texts;
  size_t bytes; /* of the texts */
};

enum { YEAR_LARGEST = 9999 };

const char *lociq_axis_kind_name(lociq_axis_kind kind) {
  static const char *const names[LOCIQ_AXIS_KINDS] = {"year", "region", "industry", "aggregate"};
  return names[kind];
}

static bool year_parse(const char *code, int *year) {
  char *end = NULL;
  const long value = strtol(code, &end, 10);
  if (end == code || *end != '\0' || value < -YEAR_LARGEST || value > YEAR_LARGEST) return false;
  *year = (int)value;
  return true;
}

static int compare_codes(const void *first, const void *second) {
  return strcmp(((const lociq_member *)first)->code, ((const lociq_member *)second)->code);
}

static int compare_years(const void *first, const void *second) {
  int years[2] = {0, 0};
  (void)year_parse(((const lociq_member *)first)->code, &years[0]);
  (void)year_parse(((const lociq_member *)second)->code, &years[1]);
  return (years[0] > years[1]) - (years[0] < years[1]);
}

typedef int comparison(const void *, const void *);
static comparison *comparison_of(lociq_axis_kind kind) { return kind == LOCIQ_YEAR ? compare_years : compare_codes; }

static lociq_status check_members(lociq_axis_kind kind, const lociq_member *members, size_t count, size_t *bytes,
                                  lociq_error *error) {
  for (size_t i = 0; i < count; i++) {
    int year = 0;
    if (members[i].code == NULL || members[i].code[0] == '\0')
      return lociq_error_set(error, LOCIQ_INVALID, "a %s has an empty code", lociq_axis_kind_name(kind));
    if (kind == LOCIQ_YEAR && !year_parse(members[i].code, &year))
      return lociq_error_set(error, LOCIQ_INVALID, "\"%s\" is no year: expected a whole number", members[i].code);
    *bytes += strlen(members[i].code) + 1;
    if (members[i].label != NULL) *bytes += strlen(members[i].label) + 1;
    if (members[i].parent != NULL) *bytes += strlen(members[i].parent) + 1;
  }
  return LOCIQ_OK;
}

static const char *keep(char **next, const char *text) {
  if (text == NULL) return NULL;
  const size_t size = strlen(text) + 1;
  char *kept = memcpy(*next, text, size);
  *next += size;
  return kept;
}

static lociq_status find_twice(const lociq_axis *axis, lociq_error *error) {
  comparison *compare = comparison_of(axis->kind);
  for (size_t i = 1; i < axis->count; i++)
    if (compare(&axis->members[i - 1], &axis->members[i]) == 0)
      return lociq_error_set(error, LOCIQ_CONFLICT, "the %s \"%s\" is there twice", lociq_axis_kind_name(axis->kind),
                             axis->members[i].code);
  return LOCIQ_OK;
}

/* An axis with room for so many members, and for their texts. */
static lociq_status allocate(lociq_axis_kind kind, size_t count, size_t bytes, lociq_axis **axis, lociq_error *error) {
  lociq_axis *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "an axis");
  *made = (lociq_axis){.kind = kind, .count = count, .bytes = bytes};
  made->members = lociq_allocate(count, sizeof *made->members);
  made->texts = lociq_allocate(bytes, 1);
  if (made->members == NULL || made->texts == NULL) {
    lociq_axis_free(made);
    return lociq_memory_error(error, "an axis");
  }
  *axis = made;
  return LOCIQ_OK;
}

lociq_status lociq_axis_create(lociq_axis_kind kind, const lociq_member *members, size_t count, lociq_axis **axis,
                               lociq_error *error) {
  size_t bytes = 0;
  lociq_axis *made = NULL;
  lociq_status status = check_members(kind, members, count, &bytes, error);
  if (status == LOCIQ_OK) status = allocate(kind, count, bytes, &made, error);
  if (status != LOCIQ_OK) return status;
  char *next = made->texts;
  for (size_t i = 0; i < count; i++)
    made->members[i] = (lociq_member){.code = keep(&next, members[i].code),
                                      .label = keep(&next, members[i].label),
                                      .parent = keep(&next, members[i].parent),
                                      .level = members[i].level};
  qsort(made->members, count, sizeof *made->members, comparison_of(kind));
  status = find_twice(made, error);
  if (status != LOCIQ_OK) goto done;
  *axis = made;
  made = NULL;
done:
  lociq_axis_free(made);
  return status;
}

/* What the second says of a member, completed by what the first says. */
static lociq_member merged(const lociq_member *first, const lociq_member *second) {
  lociq_member member = *second;
  if (member.label == NULL) member.label = first->label;
  if (member.parent == NULL) member.parent = first->parent;
  if (member.level == LOCIQ_NO_LEVEL) member.level = first->level;
  return member;
}

lociq_status lociq_axis_union(const lociq_axis *first, const lociq_axis *second, lociq_axis **axis,
                              lociq_error *error) {
  comparison *compare = comparison_of(first->kind);
  lociq_member *members = lociq_allocate(first->count + second->count, sizeof *members);
  if (members == NULL) return lociq_memory_error(error, "an axis");
  size_t count = 0, i = 0, j = 0;
  while (i < first->count || j < second->count) {
    const int order = i == first->count    ? 1
                      : j == second->count ? -1
                                           : compare(&first->members[i], &second->members[j]);
    members[count++] = order < 0   ? first->members[i]
                       : order > 0 ? second->members[j]
                                   : merged(&first->members[i], &second->members[j]);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  const lociq_status status = lociq_axis_create(first->kind, members, count, axis, error);
  free(members);
  return status;
}

/* Where a text of one axis lies in its copy. */
static const char *text_in(const lociq_axis *copy, const lociq_axis *axis, const char *text) {
  return text == NULL ? NULL : copy->texts + (text - axis->texts);
}

lociq_status lociq_axis_copy(const lociq_axis *axis, lociq_axis **copy, lociq_error *error) {
  lociq_axis *made = NULL;
  const lociq_status status = allocate(axis->kind, axis->count, axis->bytes, &made, error);
  if (status != LOCIQ_OK) return status;
  memcpy(made->texts, axis->texts, axis->bytes);
  for (size_t i = 0; i < axis->count; i++) {
    const lociq_member *member = &axis->members[i];
    made->members[i] = (lociq_member){.code = text_in(made, axis, member->code),
                                      .label = text_in(made, axis, member->label),
                                      .parent = text_in(made, axis, member->parent),
                                      .level = member->level};
  }
  *copy = made;
  return LOCIQ_OK;
}

void lociq_axis_free(lociq_axis *axis) {
  if (axis == NULL) return;
  free(axis->members);
  free(axis->texts);
  free(axis);
}

lociq_axis_kind lociq_axis_get_kind(const lociq_axis *axis) { return axis->kind; }
size_t lociq_axis_count(const lociq_axis *axis) { return axis == NULL ? 0 : axis->count; }
const char *lociq_axis_code(const lociq_axis *axis, size_t position) { return axis->members[position].code; }
const char *lociq_axis_label(const lociq_axis *axis, size_t position) { return axis->members[position].label; }
const char *lociq_axis_parent(const lociq_axis *axis, size_t position) { return axis->members[position].parent; }
int lociq_axis_level(const lociq_axis *axis, size_t position) { return axis->members[position].level; }

int lociq_axis_year(const lociq_axis *axis, size_t position) {
  int year = INT_MIN;
  (void)year_parse(axis->members[position].code, &year);
  return year;
}

size_t lociq_axis_find(const lociq_axis *axis, const char *code) {
  if (axis == NULL || axis->count == 0) return LOCIQ_NONE;
  int year = 0;
  if (axis->kind == LOCIQ_YEAR && !year_parse(code, &year)) return LOCIQ_NONE;
  const lociq_member wanted = {.code = code};
  const lociq_member *found =
      bsearch(&wanted, axis->members, axis->count, sizeof *axis->members, comparison_of(axis->kind));
  return found == NULL ? LOCIQ_NONE : (size_t)(found - axis->members);
}
