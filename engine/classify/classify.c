/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/classify.h>
#include <stdio.h>
#include <strings.h>

#include "classify/classification.h"

/* By the number of lociq_classification; also the order in which codes that
 * read as two are settled. */
static const lociq_classification_kind *const kinds[] = {NULL, &lociq_nuts, &lociq_fips, &lociq_nace, &lociq_naics};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

const lociq_classification_kind *lociq_classification_kind_of(lociq_classification classification) {
  return (unsigned)classification < KINDS ? kinds[classification] : NULL;
}

const char *lociq_classification_name(lociq_classification classification) {
  const lociq_classification_kind *kind = lociq_classification_kind_of(classification);
  return kind != NULL ? kind->name : "unclassified";
}

static bool follows(const lociq_classification_kind *kind, const char *const *codes, size_t count) {
  bool weak = false, strong = false, any = false;
  for (size_t i = 0; i < count; i++) {
    lociq_extent extent;
    if (!lociq_extent_read(kind, codes[i], &extent)) {
      return false;
    }
    any = any || extent.role == LOCIQ_CODE_MEMBER || extent.role == LOCIQ_CODE_AGGREGATE;
    weak = weak || (extent.role == LOCIQ_CODE_MEMBER && extent.evidence == LOCIQ_EVIDENCE_WEAK);
    strong = strong || extent.evidence == LOCIQ_EVIDENCE_STRONG;
  }
  return any && (strong || !weak);
}

lociq_classification lociq_classify(lociq_axis_kind kind, const char *const *codes, size_t count) {
  for (size_t k = 1; k < KINDS; k++) {
    if (kinds[k]->axis == kind && follows(kinds[k], codes, count)) {
      return (lociq_classification)k;
    }
  }
  return LOCIQ_UNCLASSIFIED;
}

lociq_code_role lociq_code_role_of(lociq_classification classification, const char *code) {
  lociq_extent extent;
  const bool read = lociq_extent_read(lociq_classification_kind_of(classification), code, &extent);
  return read ? extent.role : LOCIQ_CODE_MEMBER;
}

int lociq_code_level(lociq_classification classification, const char *code) {
  lociq_extent extent;
  const bool read = lociq_extent_read(lociq_classification_kind_of(classification), code, &extent);
  return read ? extent.level : LOCIQ_NO_LEVEL;
}

lociq_status lociq_level_parse(lociq_classification classification, const char *name, int *level, lociq_error *error) {
  const lociq_classification_kind *kind = lociq_classification_kind_of(classification);
  if (kind == NULL) {
    return lociq_error_set(error, LOCIQ_INVALID,
                           "there is no level \"%s\": the codes follow none of NUTS, FIPS, NACE and NAICS", name);
  }
  char known[128] = "";
  size_t length = 0;
  for (int i = 0; i < kind->level_count; i++) {
    if (kind->levels[i] == NULL) {
      continue;
    }
    if (strcasecmp(kind->levels[i], name) == 0) {
      *level = i;
      return LOCIQ_OK;
    }
    length += (size_t)snprintf(known + length, sizeof known - length, "%s%s", length > 0 ? ", " : "", kind->levels[i]);
  }
  return lociq_error_set(error, LOCIQ_INVALID, "%s has no level \"%s\": its levels are %s", kind->name, name, known);
}

const char *lociq_level_name(lociq_classification classification, int level) {
  const lociq_classification_kind *kind = lociq_classification_kind_of(classification);
  return kind != NULL && level >= 0 && level < kind->level_count ? kind->levels[level] : NULL;
}
