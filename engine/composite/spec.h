/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The specification of an index: a YAML file, checked key by key and made into a
 * design. docs/composite.md says what may stand in it.
 */
#ifndef LOCIQ_COMPOSITE_SPEC_H
#define LOCIQ_COMPOSITE_SPEC_H

#include "composite/robustness.h"
#include "read/key.h"

/* From this score on a unit is of the class; -INFINITY where nothing is said. */
typedef struct lociq_named_class {
  const char *name;
  double from;
} lociq_named_class;

typedef struct lociq_what_if {
  const char *unit, *other;
  size_t place; /* in the document */
} lociq_what_if;

typedef struct lociq_specification {
  lociq_document document;
  lociq_design design;
  size_t *places;             /* of the design's nodes in the document */
  int years[2];               /* first and last; both 0: all */
  const char *groups;         /* "parent", "country" or a file, NULL: none */
  size_t groups_place;        /* in the document */
  const char *reference;      /* what scores are relative to: a region, a group or "mean"; NULL: nothing */
  size_t reference_place;     /* in the document */
  lociq_named_class *classes; /* ascending */
  size_t class_count;
  bool robust; /* whether it says `robustness` */
  lociq_doubts doubts;
  int *choices; /* what the lists of doubts lie in */
  lociq_what_if *what_if;
  size_t what_if_count;
} lociq_specification;

/* The path is borrowed. The caller clears. LOCIQ_INVALID names line, column and key. */
lociq_status lociq_specification_read(const char *path, lociq_specification *specification, lociq_error *error);
void lociq_specification_clear(lociq_specification *specification);

#endif
