/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "classify/classification.h"

bool lociq_extent_add(lociq_extent *extent, uint64_t low, uint64_t high) {
  if (extent->count == LOCIQ_EXTENT_PARTS) {
    return false;
  }
  extent->parts[extent->count++] = (lociq_interval){low, high};
  return true;
}

void lociq_extent_settle(lociq_extent *extent) {
  lociq_interval *parts = extent->parts;
  for (size_t i = 1; i < extent->count; i++) {
    const lociq_interval part = parts[i];
    size_t at = i;
    for (; at > 0 && parts[at - 1].low > part.low; at--) {
      parts[at] = parts[at - 1];
    }
    parts[at] = part;
  }
  size_t kept = 0;
  for (size_t i = 0; i < extent->count; i++) {
    if (kept > 0 && parts[i].low <= parts[kept - 1].high + 1) {
      if (parts[i].high > parts[kept - 1].high) {
        parts[kept - 1].high = parts[i].high;
      }
    } else {
      parts[kept++] = parts[i];
    }
  }
  extent->count = kept;
}

bool lociq_extent_remove(lociq_extent *extent, uint64_t low, uint64_t high) {
  lociq_extent rest = *extent;
  rest.count = 0;
  for (size_t i = 0; i < extent->count; i++) {
    const lociq_interval part = extent->parts[i];
    if (part.high < low || part.low > high) {
      if (!lociq_extent_add(&rest, part.low, part.high)) {
        return false;
      }
      continue;
    }
    if (part.low < low && !lociq_extent_add(&rest, part.low, low - 1)) {
      return false;
    }
    if (part.high > high && !lociq_extent_add(&rest, high + 1, part.high)) {
      return false;
    }
  }
  *extent = rest;
  return true;
}

bool lociq_extent_overlaps(const lociq_extent *first, const lociq_extent *second) {
  if (first->count == 0 || second->count == 0) {
    return false;
  }
  if (first->system != second->system) {
    return true;
  }
  for (size_t i = 0, j = 0; i < first->count && j < second->count;) {
    if (first->parts[i].high < second->parts[j].low) {
      i++;
    } else if (second->parts[j].high < first->parts[i].low) {
      j++;
    } else {
      return true;
    }
  }
  return false;
}

bool lociq_extent_covers(const lociq_extent *outer, const lociq_extent *inner) {
  if (outer->system != inner->system || inner->count == 0) {
    return false;
  }
  for (size_t i = 0, j = 0; j < inner->count; j++) {
    while (i < outer->count && outer->parts[i].high < inner->parts[j].low) {
      i++;
    }
    if (i == outer->count || outer->parts[i].low > inner->parts[j].low || outer->parts[i].high < inner->parts[j].high) {
      return false;
    }
  }
  return true;
}

uint64_t lociq_extent_size(const lociq_extent *extent) {
  uint64_t size = 0;
  for (size_t i = 0; i < extent->count; i++) {
    size += extent->parts[i].high - extent->parts[i].low + 1;
  }
  return size;
}

bool lociq_extent_contains(const lociq_extent *outer, const lociq_extent *inner) {
  if (!lociq_extent_covers(outer, inner)) {
    return false;
  }
  return lociq_extent_size(outer) > lociq_extent_size(inner) || outer->level < inner->level;
}

bool lociq_extent_holder(const lociq_classification_kind *kind, const lociq_extent *extent, int level,
                         uint64_t *holder) {
  for (size_t i = 0; i < extent->count; i++) {
    uint64_t low = 0, high = 0;
    if (!kind->member(extent->parts[i].low, level, &low) || !kind->member(extent->parts[i].high, level, &high) ||
        low != high || (i > 0 && low != *holder)) {
      return false;
    }
    *holder = low;
  }
  return extent->count > 0;
}

bool lociq_extent_read(const lociq_classification_kind *kind, const char *code, lociq_extent *extent) {
  *extent = (lociq_extent){.level = LOCIQ_NO_LEVEL, .role = LOCIQ_CODE_MEMBER};
  if (strcmp(code, "TOTAL") == 0) {
    extent->role = LOCIQ_CODE_TOTAL;
    return true;
  }
  return kind != NULL && kind->read(code, extent);
}
