/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An index in a store: every step of it as variables of kind "framework".
 */
#ifndef LOCIQ_COMPOSITE_KEEP_H
#define LOCIQ_COMPOSITE_KEEP_H

#include "composite/robust.h"

/* Scores relative to the specification's reference = 100, as scores lie; NaN where
 * that is not known or 0. LOCIQ_INVALID where it is no region, no group and not "mean". */
lociq_status lociq_relative_scores(const lociq_specification *specification, const lociq_gathered *gathered,
                                   const lociq_composition *composition, double *relative, lociq_error *error);

/* LOCIQ_INVALID for an index whose name ends as one of our variables does, LOCIQ_CONFLICT
 * where a measure has the name of one. To be asked before anything is computed. */
lociq_status lociq_keep_check(const lociq_store *store, const lociq_specification *specification, lociq_error *error);
/* Removes what an index of that name left, and writes this one. */
lociq_status lociq_keep_index(lociq_store *store, const lociq_specification *specification,
                              const lociq_gathered *gathered, const lociq_composition *composition,
                              const lociq_settled *settled, lociq_error *error);

/* ---- for those that write parts of it ---- */

enum { LOCIQ_KEEP_NAME_SIZE = 128, LOCIQ_KEEP_PEERS = 5 };

/* The dimensions of an index's own: framework_<index>_node, … */
enum {
  LOCIQ_KEEP_NODE,
  LOCIQ_KEEP_GROUP,
  LOCIQ_KEEP_CLASS,
  LOCIQ_KEEP_TREATMENT,
  LOCIQ_KEEP_NODE_OTHER,
  LOCIQ_KEEP_COMPONENT,
  LOCIQ_KEEP_PEER,
  LOCIQ_KEEP_FACTOR,
  LOCIQ_KEEP_EFFECT,
  LOCIQ_KEEP_PAIR,
  LOCIQ_KEEP_CHANGE,
  LOCIQ_KEEP_DIMENSIONS
};

typedef struct lociq_keeping {
  lociq_store *store;
  const lociq_specification *specification;
  const lociq_gathered *gathered;
  const lociq_composition *composition;
  const char *index;
  const char **node_names;
  lociq_table_of_units relative; /* empty without a reference */
  char dimension_names[LOCIQ_KEEP_DIMENSIONS][LOCIQ_KEEP_NAME_SIZE];
  size_t all_years, nodes, units;
  lociq_error *error;
} lociq_keeping;

/* Names the variable framework_<index><suffix>, titles it "<title of the index>: <what>", and writes it. */
lociq_status lociq_keep_put(const lociq_keeping *job, const char *suffix, const char *what, lociq_variable *variable);
lociq_dimension lociq_keep_year(const lociq_keeping *job);
lociq_dimension lociq_keep_region(const lociq_keeping *job);
lociq_dimension lociq_keep_own(const lociq_keeping *job, int which);

/* Whether the parts go together, what weighs how much, and who is like whom. */
lociq_status lociq_keep_diagnosis(const lociq_keeping *job);
lociq_status lociq_keep_robust(const lociq_keeping *job, const lociq_settled *settled);

#endif
