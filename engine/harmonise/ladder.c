/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/ladder.h"

#include <lociq/classify.h>

#include "core/memory.h"

/* ---- which of two axes is finer */

typedef enum relation { APART, BELOW, ABOVE } relation;

/* The first code of `fine` that is not on `coarse` but lies below one of it, or LOCIQ_NONE. */
static lociq_status find_part(const lociq_axis *fine, const lociq_axis *coarse, size_t *part, lociq_error *error) {
  const size_t count = lociq_axis_count(fine);
  size_t *above = lociq_allocate(count, sizeof *above);
  if (above == NULL) return lociq_memory_error(error, "the levels of tables");
  const lociq_status status = lociq_hierarchy_place(fine, coarse, above, error);
  *part = LOCIQ_NONE;
  for (size_t i = 0; status == LOCIQ_OK && i < count && *part == LOCIQ_NONE; i++)
    if (above[i] != LOCIQ_NONE && lociq_axis_find(coarse, lociq_axis_code(fine, i)) == LOCIQ_NONE) *part = i;
  free(above);
  return status;
}

static lociq_status relate(const lociq_axis *axis, const lociq_axis *other, relation *found, lociq_error *error) {
  size_t below = LOCIQ_NONE, above = LOCIQ_NONE;
  lociq_status status = find_part(axis, other, &below, error);
  if (status == LOCIQ_OK) status = find_part(other, axis, &above, error);
  if (status != LOCIQ_OK) return status;
  if (below != LOCIQ_NONE && above != LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "of two tables each is finer than the other: the %s %s of one lies in one of the other, and "
                           "%s of that in one of the first: choose a level for each when importing",
                           lociq_axis_kind_name(lociq_axis_get_kind(axis)), lociq_axis_code(axis, below),
                           lociq_axis_code(other, above));
  *found = below != LOCIQ_NONE ? BELOW : above != LOCIQ_NONE ? ABOVE : APART;
  return LOCIQ_OK;
}

/* ---- the tiers */

static lociq_status join(lociq_axis **tier, const lociq_axis *axis, lociq_error *error) {
  lociq_axis *both = NULL;
  const lociq_status status = lociq_axis_union(axis, *tier, &both, error); /* what came first says the labels */
  if (status != LOCIQ_OK) return status;
  lociq_axis_free(*tier);
  *tier = both;
  return LOCIQ_OK;
}

static lociq_status insert(lociq_ladder *ladder, size_t place, const lociq_axis *axis, lociq_error *error) {
  lociq_axis *copy = NULL;
  if (ladder->count == LOCIQ_TIERS - 1)
    return lociq_error_set(error, LOCIQ_INVALID, "more than %d levels on the %s axis", LOCIQ_TIERS - 1,
                           lociq_axis_kind_name(lociq_axis_get_kind(axis)));
  const lociq_status status = lociq_axis_copy(axis, &copy, error);
  if (status != LOCIQ_OK) return status;
  for (size_t k = ladder->count; k > place; k--) ladder->axes[k] = ladder->axes[k - 1];
  ladder->axes[place] = copy;
  ladder->count++;
  return LOCIQ_OK;
}

/* Above all that are finer; on the first tier that is neither finer nor coarser. */
static lociq_status add_axis(lociq_ladder *ladder, const lociq_axis *axis, lociq_error *error) {
  size_t place = 0, beside = LOCIQ_NONE;
  for (size_t k = 0; k < ladder->count; k++) {
    relation found = APART;
    const lociq_status status = relate(axis, ladder->axes[k], &found, error);
    if (status != LOCIQ_OK) return status;
    if (found == BELOW) break;
    if (found == ABOVE) place = k + 1;
    if (found == APART && beside == LOCIQ_NONE) beside = k;
  }
  if (beside != LOCIQ_NONE && beside >= place) return join(&ladder->axes[beside], axis, error);
  return insert(ladder, place, axis, error);
}

/* ---- codes that are on one tier only */

static lociq_member member_of(const lociq_axis *axis, size_t i) {
  return (lociq_member){.code = lociq_axis_code(axis, i),
                        .label = lociq_axis_label(axis, i),
                        .parent = lociq_axis_parent(axis, i),
                        .level = lociq_axis_level(axis, i)};
}

/* Adds those of `from` that are chosen to a tier. */
static lociq_status add_chosen(const lociq_axis *from, const bool *chosen, lociq_axis **tier, lociq_error *error) {
  lociq_axis *added = NULL;
  size_t count = 0;
  lociq_member *members = lociq_allocate(lociq_axis_count(from), sizeof *members);
  if (members == NULL) return lociq_memory_error(error, "the levels of tables");
  for (size_t i = 0; i < lociq_axis_count(from); i++)
    if (chosen[i]) members[count++] = member_of(from, i);
  lociq_status status = lociq_axis_create(lociq_axis_get_kind(from), members, count, &added, error);
  if (status == LOCIQ_OK && count > 0) status = join(tier, added, error);
  lociq_axis_free(added);
  free(members);
  return status;
}

static lociq_classification classify(const lociq_axis *first, const lociq_axis *second, lociq_error *error,
                                     lociq_status *status) {
  const size_t count = lociq_axis_count(first);
  const char **codes = lociq_allocate(count + lociq_axis_count(second), sizeof *codes);
  *status = codes == NULL ? lociq_memory_error(error, "the levels of tables") : LOCIQ_OK;
  if (codes == NULL) return LOCIQ_UNCLASSIFIED;
  for (size_t i = 0; i < count; i++) codes[i] = lociq_axis_code(first, i);
  for (size_t i = 0; i < lociq_axis_count(second); i++) codes[count + i] = lociq_axis_code(second, i);
  const lociq_classification found =
      lociq_classify(lociq_axis_get_kind(first), codes, count + lociq_axis_count(second));
  free(codes);
  return found;
}

/* Whether the classification knows the code, and that it is no part of any of the axis. */
static bool is_apart(lociq_classification classification, const char *code, const lociq_axis *axis) {
  if (lociq_code_level(classification, code) == LOCIQ_NO_LEVEL) return false;
  for (size_t i = 0; i < lociq_axis_count(axis); i++)
    if (lociq_code_overlaps(classification, code, lociq_axis_code(axis, i))) return false;
  return true;
}

/* Codes of `fine` that are part of none of `coarse` become members of it. */
static lociq_status lift(const lociq_axis *fine, lociq_axis **coarse, lociq_error *error) {
  const size_t count = lociq_axis_count(fine);
  size_t *above = lociq_allocate(count, sizeof *above);
  bool *chosen = lociq_allocate(count, sizeof *chosen);
  lociq_status status = LOCIQ_OK;
  if (above == NULL || chosen == NULL) status = lociq_memory_error(error, "the levels of tables");
  if (status == LOCIQ_OK) status = lociq_hierarchy_place(fine, *coarse, above, error);
  lociq_classification classification = LOCIQ_UNCLASSIFIED;
  if (status == LOCIQ_OK) classification = classify(fine, *coarse, error, &status);
  if (status == LOCIQ_OK) {
    for (size_t i = 0; i < count; i++)
      chosen[i] = above[i] == LOCIQ_NONE && is_apart(classification, lociq_axis_code(fine, i), *coarse);
    status = add_chosen(fine, chosen, coarse, error);
  }
  free(above);
  free(chosen);
  return status;
}

/* Codes of `coarse` without parts become members of `fine`. */
static lociq_status lower(const lociq_axis *coarse, lociq_axis **fine, lociq_error *error) {
  const size_t count = lociq_axis_count(*fine);
  size_t *above = lociq_allocate(count, sizeof *above);
  bool *chosen = lociq_allocate(lociq_axis_count(coarse), sizeof *chosen);
  lociq_status status = LOCIQ_OK;
  if (above == NULL || chosen == NULL) status = lociq_memory_error(error, "the levels of tables");
  if (status == LOCIQ_OK) status = lociq_hierarchy_place(*fine, coarse, above, error);
  if (status == LOCIQ_OK) {
    for (size_t m = 0; m < lociq_axis_count(coarse); m++) chosen[m] = true;
    for (size_t i = 0; i < count; i++)
      if (above[i] != LOCIQ_NONE) chosen[above[i]] = false;
    status = add_chosen(coarse, chosen, fine, error);
  }
  free(above);
  free(chosen);
  return status;
}

static lociq_status check(const lociq_axis *tier, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  const size_t count = lociq_axis_count(tier);
  const char **codes = lociq_allocate(count, sizeof *codes);
  if (codes == NULL) return lociq_memory_error(error, "the levels of tables");
  for (size_t i = 0; i < count; i++) codes[i] = lociq_axis_code(tier, i);
  const lociq_axis_kind kind = lociq_axis_get_kind(tier);
  status = lociq_codes_check(kind, lociq_classify(kind, codes, count), codes, count, error);
  free(codes);
  return status;
}

static lociq_status complete(lociq_ladder *ladder, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t k = 0; status == LOCIQ_OK && k + 1 < ladder->count; k++)
    status = lift(ladder->axes[k], &ladder->axes[k + 1], error);
  for (size_t k = ladder->count; status == LOCIQ_OK && k-- > 1;)
    status = lower(ladder->axes[k], &ladder->axes[k - 1], error);
  for (size_t k = 0; status == LOCIQ_OK && k < ladder->count; k++) status = check(ladder->axes[k], error);
  return status;
}

/* The finest tier that has all codes of an axis, and is not coarser than it. */
static size_t tier_of(const lociq_ladder *ladder, const lociq_axis *axis) {
  for (size_t k = 0; k < ladder->count; k++) {
    size_t i = 0;
    while (i < lociq_axis_count(axis) && lociq_axis_find(ladder->axes[k], lociq_axis_code(axis, i)) != LOCIQ_NONE) i++;
    if (i == lociq_axis_count(axis)) return k;
  }
  return ladder->count;
}

lociq_status lociq_ladder_create(const lociq_axis *const *axes, size_t count, lociq_ladder *ladder,
                                 lociq_error *error) {
  lociq_ladder made = {.tiers = lociq_allocate(count, sizeof *made.tiers)};
  lociq_status status = made.tiers == NULL ? lociq_memory_error(error, "the levels of tables") : LOCIQ_OK;
  for (size_t t = 0; status == LOCIQ_OK && t < count; t++)
    if (lociq_axis_count(axes[t]) > 0) status = add_axis(&made, axes[t], error);
  if (status == LOCIQ_OK) status = complete(&made, error);
  if (status != LOCIQ_OK) {
    lociq_ladder_clear(&made);
    return status;
  }
  for (size_t t = 0; t < count; t++)
    made.tiers[t] = lociq_axis_count(axes[t]) == 0 ? made.count : tier_of(&made, axes[t]);
  *ladder = made;
  return LOCIQ_OK;
}

void lociq_ladder_clear(lociq_ladder *ladder) {
  for (size_t k = 0; k < ladder->count; k++) lociq_axis_free(ladder->axes[k]);
  free(ladder->tiers);
  *ladder = (lociq_ladder){0};
}

lociq_status lociq_ladder_map(const lociq_axis *tier, const lociq_axis *axis, size_t **map, lociq_error *error) {
  size_t *made = lociq_allocate(lociq_axis_count(axis), sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the levels of tables");
  for (size_t i = 0; i < lociq_axis_count(axis); i++) made[i] = lociq_axis_find(tier, lociq_axis_code(axis, i));
  *map = made;
  return LOCIQ_OK;
}
