/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A code as its classification reads it: the stretches of an ordered space of
 * regions or activities that it covers. One code contains another when its
 * stretches do; what is equal is told apart by level (section L and its only
 * division 68).
 */
#ifndef LOCIQ_CLASSIFY_CLASSIFICATION_H
#define LOCIQ_CLASSIFY_CLASSIFICATION_H

#include <lociq/classify.h>
#include <stdint.h>

enum { LOCIQ_EXTENT_PARTS = 24, LOCIQ_MEMBER_SIZE = 16 };

/* From low to high, both included. */
typedef struct lociq_interval {
  uint64_t low, high;
} lociq_interval;

/* How much a code says for its classification, among codes of a set. */
typedef enum lociq_evidence {
  LOCIQ_EVIDENCE_NONE, /* fits it, and others: as good as not */
  LOCIQ_EVIDENCE_WEAK, /* fits it only beside a code with a strong one */
  LOCIQ_EVIDENCE_STRONG
} lociq_evidence;

/* parts are in order, disjoint and not adjacent; there are none where role is
 * not LOCIQ_CODE_MEMBER. */
typedef struct lociq_extent {
  lociq_interval parts[LOCIQ_EXTENT_PARTS];
  size_t count;
  int level;
  int system; /* codes of different systems overlap: nobody knows where */
  lociq_code_role role;
  lociq_evidence evidence;
} lociq_extent;

typedef struct lociq_classification_kind {
  const char *name;
  lociq_axis_kind axis;
  const char *const *levels; /* names by number; NULL where there is no such level; ended by level_count */
  int level_count;
  bool (*read)(const char *code, lociq_extent *extent); /* false for a code that is none of it */
  /* A number for the member of a level that a place lies in, its own within the
   * level; false where there is none. */
  bool (*member)(uint64_t place, int level, uint64_t *member);
  /* The code of a member by that number, written as `code`, which lies in it, is. */
  void (*write)(uint64_t member, int level, const char *code, char name[LOCIQ_MEMBER_SIZE]);
} lociq_classification_kind;

extern const lociq_classification_kind lociq_nuts, lociq_fips, lociq_nace, lociq_naics;

/* NULL for LOCIQ_UNCLASSIFIED. */
const lociq_classification_kind *lociq_classification_kind_of(lociq_classification classification);

/* Reads a code of any set: TOTAL first, then as the classification has it. */
bool lociq_extent_read(const lociq_classification_kind *kind, const char *code, lociq_extent *extent);
/* Adds a stretch; false when there is no room. Call lociq_extent_settle after
 * the last. */
bool lociq_extent_add(lociq_extent *extent, uint64_t low, uint64_t high);
/* Sorts and joins the stretches. */
void lociq_extent_settle(lociq_extent *extent);
/* Takes a stretch out of settled ones; false when there is no room. */
bool lociq_extent_remove(lociq_extent *extent, uint64_t low, uint64_t high);

bool lociq_extent_overlaps(const lociq_extent *first, const lociq_extent *second);
/* Whether outer covers all of inner. */
bool lociq_extent_covers(const lociq_extent *outer, const lociq_extent *inner);
/* Whether inner can have outer for its parent: covered, and smaller or deeper. */
bool lociq_extent_contains(const lociq_extent *outer, const lociq_extent *inner);
uint64_t lociq_extent_size(const lociq_extent *extent);
/* The one member of a level that holds all of it; false where that is none, or several. */
bool lociq_extent_holder(const lociq_classification_kind *kind, const lociq_extent *extent, int level,
                         uint64_t *holder);

#endif
