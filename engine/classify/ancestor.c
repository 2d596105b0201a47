/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/classify.h>
#include <stdio.h>

#include "classify/classification.h"

bool lociq_code_ancestor(lociq_classification classification, const char *code, int level, char *ancestor,
                         size_t size) {
  const lociq_classification_kind *kind = lociq_classification_kind_of(classification);
  lociq_extent extent;
  uint64_t holder = 0;
  char name[LOCIQ_MEMBER_SIZE];
  if (kind == NULL || level < 0 || level >= kind->level_count || kind->levels[level] == NULL ||
      !lociq_extent_read(kind, code, &extent) || extent.role != LOCIQ_CODE_MEMBER) {
    return false;
  }
  /* A place in another system is one in no member of this level. */
  const bool held = extent.system == 0 && lociq_extent_holder(kind, &extent, level, &holder);
  if (!held && (extent.count == 0 || extent.level != level)) {
    return false;
  }
  if (held) {
    kind->write(holder, level, code, name);
  }
  const int length = snprintf(ancestor, size, "%s", held ? name : code);
  return length >= 0 && (size_t)length < size;
}
