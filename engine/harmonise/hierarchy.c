/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which code of a tier lies in which of the next. What an axis says of a code's parent
 * comes before what the code says by itself.
 */
#include <lociq/classify.h>
#include <string.h>

#include "core/memory.h"
#include "harmonise/frame.h"

/* The codes of the coarser axis, then for each code of the finer one its own and its
 * parent's: all that the classification is asked about at once. */
typedef struct probes {
  const char **codes;
  size_t *holders; /* by the classification: the position of what holds each of them */
  size_t count;
} probes;

static void clear_probes(probes *all) {
  free(all->codes);
  free(all->holders);
}

static lociq_status collect_probes(const lociq_axis *fine, const lociq_axis *coarse, probes *all, lociq_error *error) {
  const size_t fines = lociq_axis_count(fine), coarses = lociq_axis_count(coarse);
  all->codes = lociq_allocate(coarses + 2 * fines, sizeof *all->codes);
  all->holders = lociq_allocate(coarses + 2 * fines, sizeof *all->holders);
  if (all->codes == NULL || all->holders == NULL) return lociq_memory_error(error, "a hierarchy");
  for (size_t i = 0; i < coarses; i++) all->codes[i] = lociq_axis_code(coarse, i);
  for (size_t i = 0; i < fines; i++) {
    const char *parent = lociq_axis_parent(fine, i);
    all->codes[coarses + 2 * i] = lociq_axis_code(fine, i);
    all->codes[coarses + 2 * i + 1] = parent != NULL ? parent : lociq_axis_code(fine, i);
  }
  all->count = coarses + 2 * fines;
  for (size_t i = 0; i < all->count; i++) all->holders[i] = LOCIQ_NONE;
  const lociq_classification classification =
      lociq_classify(lociq_axis_get_kind(fine), all->codes, coarses + 2 * fines);
  return lociq_code_parents(classification, all->codes, all->count, all->holders, error);
}

/* From holder to holder until one is on the coarser axis. */
static size_t climb(const probes *all, const lociq_axis *coarse, size_t probe) {
  for (size_t step = 0; step < all->count && probe != LOCIQ_NONE; step++) {
    const size_t found = lociq_axis_find(coarse, all->codes[probe]);
    if (found != LOCIQ_NONE) return found;
    probe = all->holders[probe];
  }
  return LOCIQ_NONE;
}

/* Where a code of the finer axis lies on the coarser one, or LOCIQ_NONE. */
static size_t place(const lociq_axis *fine, const lociq_axis *coarse, const probes *all, size_t member) {
  const size_t probe = lociq_axis_count(coarse) + 2 * member;
  const size_t same = lociq_axis_find(coarse, lociq_axis_code(fine, member));
  if (same != LOCIQ_NONE) return same;
  const size_t by_parent = climb(all, coarse, probe + 1);
  return by_parent != LOCIQ_NONE ? by_parent : climb(all, coarse, probe);
}

lociq_status lociq_hierarchy_place(const lociq_axis *fine, const lociq_axis *coarse, size_t *above,
                                   lociq_error *error) {
  probes all = {0};
  const lociq_status status = collect_probes(fine, coarse, &all, error);
  if (status == LOCIQ_OK)
    for (size_t i = 0; i < lociq_axis_count(fine); i++) above[i] = place(fine, coarse, &all, i);
  clear_probes(&all);
  return status;
}

static lociq_status create_tier(lociq_tier *tier, size_t count, lociq_error *error) {
  tier->count = count;
  tier->codes = lociq_allocate(count, sizeof *tier->codes);
  return tier->codes != NULL ? LOCIQ_OK : lociq_memory_error(error, "a hierarchy");
}

/* Puts the parts of each member of the coarser tier one after the other, in their own order. */
static lociq_status list_parts(const lociq_tier *fine, lociq_tier *coarse, lociq_error *error) {
  coarse->first = lociq_allocate(coarse->count + 1, sizeof *coarse->first);
  coarse->parts = lociq_allocate(fine->count, sizeof *coarse->parts);
  if (coarse->first == NULL || coarse->parts == NULL) return lociq_memory_error(error, "a hierarchy");
  for (size_t i = 0; i < fine->count; i++) coarse->first[fine->above[i] + 1]++;
  for (size_t m = 0; m < coarse->count; m++) {
    if (coarse->first[m + 1] == 0)
      return lociq_error_set(error, LOCIQ_INVALID, "%s has no part on the finer axis", coarse->codes[m]);
    coarse->first[m + 1] += coarse->first[m];
  }
  for (size_t i = fine->count; i-- > 0;) coarse->parts[--coarse->first[fine->above[i] + 1]] = i;
  /* filling has moved each end to its start: one place to the left they are the starts */
  memmove(coarse->first, coarse->first + 1, coarse->count * sizeof *coarse->first);
  coarse->first[coarse->count] = fine->count;
  return LOCIQ_OK;
}

static lociq_status join(const lociq_axis *axis, const lociq_axis *next, lociq_tier *fine, lociq_tier *coarse,
                         lociq_error *error) {
  fine->above = lociq_allocate(fine->count, sizeof *fine->above);
  if (fine->above == NULL) return lociq_memory_error(error, "a hierarchy");
  if (next != NULL) {
    const lociq_status status = lociq_hierarchy_place(axis, next, fine->above, error);
    if (status != LOCIQ_OK) return status;
  }
  for (size_t i = 0; i < fine->count; i++)
    if (fine->above[i] == LOCIQ_NONE)
      return lociq_error_set(error, LOCIQ_INVALID,
                             "the %s %s lies in none of the coarser table's (%s, ...): give its parent when importing",
                             lociq_axis_kind_name(lociq_axis_get_kind(axis)), fine->codes[i],
                             coarse->count > 0 ? coarse->codes[0] : "");
  return list_parts(fine, coarse, error);
}

static lociq_status fill(const lociq_axis *const *axes, size_t count, lociq_hierarchy *made, lociq_error *error) {
  for (size_t t = 0; t <= count; t++) {
    const lociq_status status = create_tier(&made->tiers[t], t < count ? lociq_axis_count(axes[t]) : 1, error);
    if (status != LOCIQ_OK) return status;
    for (size_t i = 0; i < made->tiers[t].count; i++)
      made->tiers[t].codes[i] = t < count ? lociq_axis_code(axes[t], i) : LOCIQ_WHOLE;
  }
  for (size_t t = 0; t < count; t++) {
    const lociq_status status =
        join(axes[t], t + 1 < count ? axes[t + 1] : NULL, &made->tiers[t], &made->tiers[t + 1], error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

lociq_status lociq_hierarchy_create(const lociq_axis *const *axes, size_t count, lociq_hierarchy *hierarchy,
                                    lociq_error *error) {
  if (count >= LOCIQ_TIERS)
    return lociq_error_set(error, LOCIQ_INVALID, "%zu levels of the %s axis: at most %d are taken", count,
                           lociq_axis_kind_name(lociq_axis_get_kind(axes[0])), LOCIQ_TIERS - 1);
  lociq_hierarchy made = {.tier_count = count + 1};
  const lociq_status status = fill(axes, count, &made, error);
  if (status != LOCIQ_OK) {
    lociq_hierarchy_clear(&made);
    return status;
  }
  *hierarchy = made;
  return LOCIQ_OK;
}

void lociq_hierarchy_clear(lociq_hierarchy *hierarchy) {
  for (size_t t = 0; t < hierarchy->tier_count; t++) {
    free(hierarchy->tiers[t].codes);
    free(hierarchy->tiers[t].above);
    free(hierarchy->tiers[t].first);
    free(hierarchy->tiers[t].parts);
  }
  *hierarchy = (lociq_hierarchy){0};
}
