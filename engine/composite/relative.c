/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "composite/keep.h"

/* Whose mean the reference is: one unit, a group, or all. */
typedef struct referred {
  size_t unit, group; /* LOCIQ_NONE: not that */
} referred;

static lociq_status find_reference(const lociq_specification *specification, const lociq_gathered *gathered,
                                   referred *found, lociq_error *error) {
  const char *code = specification->reference;
  *found = (referred){LOCIQ_NONE, LOCIQ_NONE};
  if (strcmp(code, "mean") == 0) return LOCIQ_OK;
  for (size_t u = 0; u < gathered->units; u++)
    if (strcmp(gathered->unit_names[u], code) == 0) found->unit = u;
  for (size_t g = 0; g < gathered->group_count; g++)
    if (strcmp(gathered->group_codes[g], code) == 0) found->group = g;
  if (found->unit != LOCIQ_NONE || found->group != LOCIQ_NONE) return LOCIQ_OK;
  return lociq_document_refuse_node(&specification->document, specification->reference_place, error,
                                    "\"%s\" is no region of the store, no group and not \"mean\"", code);
}

static bool is_referred(const referred *to, const lociq_gathered *gathered, size_t unit) {
  if (to->unit != LOCIQ_NONE) return unit == to->unit;
  return to->group == LOCIQ_NONE || gathered->group[unit] == to->group;
}

lociq_status lociq_relative_scores(const lociq_specification *specification, const lociq_gathered *gathered,
                                   const lociq_composition *composition, double *relative, lociq_error *error) {
  const lociq_table_of_units *scores = &composition->scores;
  const size_t nodes = scores->columns;
  static const double HUNDRED = 100;
  referred to;
  const lociq_status status = find_reference(specification, gathered, &to, error);
  if (status != LOCIQ_OK) return status;
  for (size_t year = 0; year < scores->years; year++)
    for (size_t n = 0; n < nodes; n++) {
      const double *column = &scores->values[year * scores->units * nodes + n];
      double *results = &relative[year * scores->units * nodes + n], sum = 0, known = 0;
      for (size_t u = 0; u < scores->units; u++) {
        if (isnan(column[u * nodes]) || !is_referred(&to, gathered, u)) continue;
        sum += column[u * nodes];
        known++;
      }
      for (size_t u = 0; u < scores->units; u++)
        results[u * nodes] = sum == 0 ? (double)NAN : HUNDRED * column[u * nodes] / (sum / known);
    }
  return LOCIQ_OK;
}
