/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/variants.h"

lociq_aggregation lociq_node_aggregation(const lociq_design_node *node, const lociq_aggregate *method) {
  lociq_aggregation how = node->aggregation;
  if (method != NULL) how.method = *method;
  return how;
}

bool lociq_aggregate_compares(lociq_aggregate method) {
  return method == LOCIQ_AGGREGATE_MAZZIOTTA_PARETO || method == LOCIQ_AGGREGATE_ADJUSTED_MAZZIOTTA_PARETO ||
         method == LOCIQ_AGGREGATE_COPELAND;
}

lociq_status lociq_node_score(const lociq_design *design, size_t node, const lociq_aggregate *method,
                              const double *weights, double *values, size_t rows, size_t *culprit, lociq_error *error) {
  const lociq_design_node *of = &design->nodes[node];
  const lociq_aggregation how = lociq_node_aggregation(of, method);
  lociq_error told = {0};
  const lociq_parts parts = {.values = values + of->first_part,
                             .units = rows,
                             .count = of->part_count,
                             .stride = design->node_count,
                             .weights = weights + of->first_part};
  const lociq_status status = lociq_units_aggregate(&how, &parts, values + node, design->node_count, culprit, &told);
  if (status != LOCIQ_INVALID)
    return status == LOCIQ_OK ? LOCIQ_OK : lociq_error_set(error, status, "%s", told.message);
  return lociq_error_set(error, LOCIQ_INVALID, "%s: %s", of->name, told.message);
}
