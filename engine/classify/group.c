/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/group.h"

#include <lociq/classify.h>
#include <string.h>

#include "classify/classification.h"
#include "core/memory.h"

/* What industries of one group have in common: the parent's code, or a number. */
typedef struct key {
  const char *text; /* NULL: the number */
  uint64_t number;
  size_t industry;
} key;

static int compare(const void *left, const void *right) {
  const key *a = left, *b = right;
  if (a->text != NULL && b->text != NULL) return strcmp(a->text, b->text);
  return a->number < b->number ? -1 : a->number > b->number;
}

/* A parent that has none itself, or NULL. */
static const char *topmost(const lociq_axis *industries, size_t industry) {
  const char *parent = lociq_axis_parent(industries, industry);
  const size_t place = parent == NULL ? LOCIQ_NONE : lociq_axis_find(industries, parent);
  return place != LOCIQ_NONE && lociq_axis_parent(industries, place) != NULL ? NULL : parent;
}

/* That of the codes or, where they are of none, of their topmost parents. */
static lociq_status classify(const lociq_axis *industries, lociq_classification *classification, lociq_error *error) {
  const size_t count = lociq_axis_count(industries);
  const char **codes = lociq_allocate(count, sizeof *codes);
  size_t parents = 0;
  if (codes == NULL) return lociq_memory_error(error, "the industries' groups");
  for (size_t i = 0; i < count; i++) codes[i] = lociq_axis_code(industries, i);
  *classification = lociq_classify(LOCIQ_INDUSTRY, codes, count);
  for (size_t i = 0; i < count; i++)
    if (topmost(industries, i) != NULL) codes[parents++] = topmost(industries, i);
  if (*classification == LOCIQ_UNCLASSIFIED) *classification = lociq_classify(LOCIQ_INDUSTRY, codes, parents);
  free(codes);
  return LOCIQ_OK;
}

static bool find_number(const lociq_classification_kind *kind, const char *code, int level, uint64_t *number) {
  lociq_extent extent;
  if (!lociq_extent_read(kind, code, &extent) || extent.role != LOCIQ_CODE_MEMBER) return false;
  if (lociq_extent_holder(kind, &extent, level, number)) return true;
  if (extent.count == 0 || extent.level != level) return false;
  *number = ((uint64_t)1 << 32) + extent.parts[0].low; /* several members: above all holders' numbers */
  return true;
}

/* The code's group, or its parent's, and so on. Parents that go round in a circle
 * end at the axis's count. */
static bool climb(const lociq_classification_kind *kind, const lociq_axis *industries, size_t industry, int level,
                  uint64_t *number) {
  const char *code = lociq_axis_code(industries, industry);
  for (size_t step = 0; step <= lociq_axis_count(industries) && code != NULL; step++) {
    if (find_number(kind, code, level, number)) return true;
    const size_t place = step == 0 ? industry : lociq_axis_find(industries, code);
    code = place == LOCIQ_NONE ? NULL : lociq_axis_parent(industries, place);
  }
  return false;
}

static lociq_status fill_by_parent(const lociq_axis *industries, key *keys, lociq_error *error) {
  for (size_t i = 0; i < lociq_axis_count(industries); i++) {
    keys[i] = (key){.text = lociq_axis_parent(industries, i), .industry = i};
    if (keys[i].text == NULL)
      return lociq_error_set(error, LOCIQ_INVALID,
                             "the industry %s has no parent to be grouped by: give parents with --industries when "
                             "importing, or a level with --level",
                             lociq_axis_code(industries, i));
  }
  return LOCIQ_OK;
}

static lociq_status fill_by_level(const lociq_axis *industries, const char *level, key *keys, lociq_error *error) {
  lociq_classification classification = LOCIQ_UNCLASSIFIED;
  int number = 0;
  lociq_status status = classify(industries, &classification, error);
  if (status == LOCIQ_OK) status = lociq_level_parse(classification, level, &number, error);
  if (status != LOCIQ_OK) return status;
  const lociq_classification_kind *kind = lociq_classification_kind_of(classification);
  for (size_t i = 0; i < lociq_axis_count(industries); i++) {
    keys[i] = (key){.industry = i};
    if (climb(kind, industries, i, number, &keys[i].number)) continue;
    return lociq_error_set(error, LOCIQ_INVALID,
                           "the industry %s lies in no %s: choose a coarser level, or give parents with --industries "
                           "when importing",
                           lociq_axis_code(industries, i), lociq_level_name(classification, number));
  }
  return LOCIQ_OK;
}

lociq_status lociq_groups_find(const lociq_axis *industries, const char *level, size_t **groups, size_t *count,
                               lociq_error *error) {
  const size_t members = lociq_axis_count(industries);
  key *keys = lociq_allocate(members, sizeof *keys);
  size_t *found = lociq_allocate(members, sizeof *found);
  lociq_status status = LOCIQ_OK;
  size_t group = 0;
  if (keys == NULL || found == NULL)
    status = lociq_memory_error(error, "the industries' groups");
  else if (strcmp(level, LOCIQ_LEVEL_PARENT) == 0)
    status = fill_by_parent(industries, keys, error);
  else
    status = fill_by_level(industries, level, keys, error);
  if (status != LOCIQ_OK) goto done;
  qsort(keys, members, sizeof *keys, compare);
  for (size_t i = 0; i < members; i++) {
    if (i > 0 && compare(&keys[i - 1], &keys[i]) != 0) group++;
    found[keys[i].industry] = group;
  }
  *groups = found;
  *count = members == 0 ? 0 : group + 1;
  found = NULL;
done:
  free(keys);
  free(found);
  return status;
}
