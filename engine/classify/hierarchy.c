/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What contains and what overlaps what, for all codes of a set at once: their
 * stretches are sorted, and a sweep keeps those that reach over the current one.
 */
#include <lociq/classify.h>
#include <stdio.h>
#include <string.h>

#include "classify/classification.h"
#include "core/memory.h"

typedef struct stretch {
  lociq_interval part;
  size_t code; /* position among the codes */
  int level;
  int system;
  bool first; /* the first stretch of its code */
} stretch;

typedef struct stretches {
  stretch *items;
  size_t count;
} stretches;

/* The wider comes before what it contains, the higher level before its equal. */
static int compare_stretches(const void *first, const void *second) {
  const stretch *a = first, *b = second;
  if (a->system != b->system) {
    return a->system < b->system ? -1 : 1;
  }
  if (a->part.low != b->part.low) {
    return a->part.low < b->part.low ? -1 : 1;
  }
  if (a->part.high != b->part.high) {
    return a->part.high > b->part.high ? -1 : 1;
  }
  if (a->level != b->level) {
    return a->level < b->level ? -1 : 1;
  }
  return a->code < b->code ? -1 : 1;
}

static lociq_status collect(const lociq_classification_kind *kind, const char *const *codes, size_t count,
                            stretches *all, lociq_error *error) {
  size_t room = count + 1;
  all->items = lociq_allocate(room, sizeof *all->items);
  all->count = 0;
  if (all->items == NULL) {
    return lociq_memory_error(error, "the codes");
  }
  for (size_t i = 0; i < count; i++) {
    lociq_extent extent;
    if (!lociq_extent_read(kind, codes[i], &extent)) {
      continue;
    }
    if (all->count + extent.count > room) {
      stretch *more = lociq_resize(all->items, room * 2 + extent.count, sizeof *more);
      if (more == NULL) {
        return lociq_memory_error(error, "the codes");
      }
      all->items = more;
      room = room * 2 + extent.count;
    }
    for (size_t k = 0; k < extent.count; k++) {
      all->items[all->count++] = (stretch){extent.parts[k], i, extent.level, extent.system, k == 0};
    }
  }
  qsort(all->items, all->count, sizeof *all->items, compare_stretches);
  return LOCIQ_OK;
}

/* Whether the code at `outer` contains `inner`, and is the smallest so far. */
static bool is_nearer(const lociq_classification_kind *kind, const char *const *codes, size_t outer, size_t best,
                      const lociq_extent *inner) {
  lociq_extent candidate, nearest;
  if (!lociq_extent_read(kind, codes[outer], &candidate) || !lociq_extent_contains(&candidate, inner)) {
    return false;
  }
  if (best == LOCIQ_NONE || !lociq_extent_read(kind, codes[best], &nearest)) {
    return true;
  }
  const uint64_t size = lociq_extent_size(&candidate), least = lociq_extent_size(&nearest);
  return size < least || (size == least && candidate.level > nearest.level);
}

size_t lociq_code_parent(lociq_classification classification, const char *const *codes, size_t count, size_t position) {
  const lociq_classification_kind *kind = lociq_classification_kind_of(classification);
  lociq_extent extent;
  size_t parent = LOCIQ_NONE;
  if (kind == NULL || !lociq_extent_read(kind, codes[position], &extent)) {
    return LOCIQ_NONE;
  }
  for (size_t i = 0; i < count; i++) {
    if (i != position && is_nearer(kind, codes, i, parent, &extent)) {
      parent = i;
    }
  }
  return parent;
}

/* Drops from the open stretches those that end before `next`. */
static size_t close_before(const stretch *all, size_t *open, size_t count, const stretch *next) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (all[open[i]].system == next->system && all[open[i]].part.high >= next->part.low) {
      open[kept++] = open[i];
    }
  }
  return kept;
}

static void find_parents(const lociq_classification_kind *kind, const char *const *codes, const stretches *all,
                         size_t *open, size_t *parents) {
  size_t open_count = 0;
  for (size_t i = 0; i < all->count; i++) {
    const stretch *current = &all->items[i];
    open_count = close_before(all->items, open, open_count, current);
    if (current->first && open_count > 0) {
      lociq_extent extent;
      (void)lociq_extent_read(kind, codes[current->code], &extent);
      for (size_t k = 0; k < open_count; k++) {
        const size_t candidate = all->items[open[k]].code;
        if (is_nearer(kind, codes, candidate, parents[current->code], &extent)) {
          parents[current->code] = candidate;
        }
      }
    }
    open[open_count++] = i;
  }
}

lociq_status lociq_code_parents(lociq_classification classification, const char *const *codes, size_t count,
                                size_t *parents, lociq_error *error) {
  const lociq_classification_kind *kind = lociq_classification_kind_of(classification);
  stretches all = {0};
  size_t *open = NULL;
  lociq_status status = kind != NULL ? collect(kind, codes, count, &all, error) : LOCIQ_OK;
  if (status != LOCIQ_OK) {
    goto done;
  }
  open = lociq_allocate(all.count + 1, sizeof *open);
  if (open == NULL) {
    status = lociq_memory_error(error, "the codes' parents");
    goto done;
  }
  for (size_t i = 0; i < count; i++) {
    parents[i] = LOCIQ_NONE;
  }
  find_parents(kind, codes, &all, open, parents);
done:
  free(open);
  free(all.items);
  return status;
}

bool lociq_code_overlaps(lociq_classification classification, const char *first, const char *second) {
  const lociq_classification_kind *kind = lociq_classification_kind_of(classification);
  lociq_extent a, b;
  return kind != NULL && lociq_extent_read(kind, first, &a) && lociq_extent_read(kind, second, &b) &&
         lociq_extent_overlaps(&a, &b);
}

/* The levels of the stretches, "nuts0, nuts1", and how many there are. */
static int list_levels(const lociq_classification_kind *kind, const stretches *all, char *text, size_t size) {
  int found = 0;
  size_t length = 0;
  text[0] = '\0';
  for (int level = 0; level < kind->level_count; level++) {
    size_t i = 0;
    while (i < all->count && all->items[i].level != level) {
      i++;
    }
    if (i < all->count && length < size) {
      length += (size_t)snprintf(text + length, size - length, "%s%s", found > 0 ? ", " : "", kind->levels[level]);
      found++;
    }
  }
  return found;
}

static lociq_status refuse(const lociq_classification_kind *kind, const char *const *codes, const stretches *all,
                           const stretch *first, const stretch *second, lociq_error *error) {
  const char *a = codes[first->code], *b = codes[second->code];
  if (strcmp(a, b) == 0) {
    return lociq_error_set(error, LOCIQ_CONFLICT, "the %s \"%s\" is there twice", lociq_axis_kind_name(kind->axis), a);
  }
  lociq_extent one, other;
  (void)lociq_extent_read(kind, a, &one);
  (void)lociq_extent_read(kind, b, &other);
  char levels[128], advice[192] = "keep one of them with --where";
  if (first->level != second->level && list_levels(kind, all, levels, sizeof levels) > 1) {
    snprintf(advice, sizeof advice, "choose one with --level (%s are there)", levels);
  }
  if (lociq_extent_contains(&one, &other)) {
    return lociq_error_set(error, LOCIQ_CONFLICT, "%s contains %s: %s", a, b, advice);
  }
  if (lociq_extent_contains(&other, &one)) {
    return lociq_error_set(error, LOCIQ_CONFLICT, "%s contains %s: %s", b, a, advice);
  }
  const bool same = lociq_extent_covers(&one, &other) && lociq_extent_covers(&other, &one);
  return lociq_error_set(error, LOCIQ_CONFLICT, same ? "%s and %s are the same: %s" : "%s and %s overlap: %s", a, b,
                         advice);
}

lociq_status lociq_codes_check(lociq_axis_kind kind, lociq_classification classification, const char *const *codes,
                               size_t count, lociq_error *error) {
  const lociq_classification_kind *scheme = lociq_classification_kind_of(classification);
  if (scheme == NULL || scheme->axis != kind) {
    return LOCIQ_OK;
  }
  stretches all = {0};
  lociq_status status = collect(scheme, codes, count, &all, error);
  const stretch *reach = NULL; /* of those before, the one that ends last */
  for (size_t i = 0; status == LOCIQ_OK && i < all.count; i++) {
    const stretch *current = &all.items[i];
    if (reach != NULL && (current->system != reach->system || current->part.low <= reach->part.high)) {
      status = refuse(scheme, codes, &all, reach, current, error);
    }
    if (reach == NULL || current->part.high > reach->part.high) {
      reach = current;
    }
  }
  free(all.items);
  return status;
}
