/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the specification says, understood: the tree of an index and how each step is done.
 */
#ifndef LOCIQ_COMPOSITE_DESIGN_H
#define LOCIQ_COMPOSITE_DESIGN_H

#include "composite/column.h"
#include "composite/score.h"
#include "composite/table.h"

/* nodes[0] is the index itself; parts come after what they are part of, those of a node
 * side by side, and the indicators (leaves) in the order of the table's columns. */
typedef struct lociq_design_node {
  const char *name, *title;
  size_t parent, first_part, part_count; /* LOCIQ_NONE, 0 parts: as it says */
  size_t level;                          /* 0 for the index */
  size_t column;                         /* of an indicator; LOCIQ_NONE else */
  double weight;                         /* as given, 1 unless said */
  /* of an indicator */
  const char *measure, *denominator;
  double scale;
  lociq_treatment treatment;
  lociq_normalisation normalisation;
  /* of an index or pillar */
  lociq_weighing weighing;
  lociq_aggregation aggregation;
} lociq_design_node;

typedef struct lociq_design {
  const char *name, *title;
  lociq_design_node *nodes;
  size_t node_count, column_count;
  double screen_known, screen_nonzero;
  lociq_imputation imputation;
  bool year_by_year;     /* treat, normalise and weigh each year by itself; else over all years together */
  size_t reference_unit; /* what distance_to_reference relates to where its reference is NaN: the unit's value of
                          * the first year that is known; LOCIQ_NONE: there is none */
} lociq_design;

/* All of the steps. Each table has the design's columns; scores and ranks its nodes. */
typedef struct lociq_composition {
  lociq_table_of_units raw, denominated, imputed, treated, normalised; /* raw is given */
  lociq_table_of_units scores, ranks; /* columns: nodes; an indicator's score is its normalised value */
  double *weights;                    /* of each node within its parent, adding up to 1; year by year: years × nodes */
  bool *left_out;                     /* years × units */
  bool *was_imputed, *was_changed;    /* as values of a table of columns */
  lociq_table_of_units unit_weights;  /* of parts of nodes with benefit of the doubt: each unit's own; empty without */
  lociq_treatment_record *records;    /* by column; year by year: years × columns */
  const char *const *year_names, *const *unit_names; /* for messages; NULL: by number; borrowed */
} lociq_composition;

/* From composition->raw on, all steps in turn. denominators: years × units each, by column; NULL where
 * there is none. LOCIQ_INVALID names the node, the step and what is wrong with it. The caller clears. */
lociq_status lociq_design_compose(const lociq_design *design, const double *const *denominators,
                                  const lociq_groups_of_units *groups, lociq_composition *composition,
                                  lociq_error *error);
void lociq_composition_clear(lociq_composition *composition);

/* The reference unit's value in a column of whole years of so many units: that of the first year in which it is known;
 * NaN where there is none. */
double lociq_design_reference(const lociq_design *design, const lociq_column_of_units *column, size_t units);
/* " of DE11 in 2015", or by number; row: year * units + unit. */
void lociq_composition_name_row(const lociq_composition *composition, size_t row, char *text, size_t size);

#endif
