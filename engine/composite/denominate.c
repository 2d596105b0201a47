/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "composite/table.h"

void lociq_units_denominate(lociq_table_of_units *table, size_t column, const double *denominator, double scale) {
  for (size_t k = 0; k < table->years * table->units; k++) {
    double *value = &table->values[k * table->columns + column];
    *value = denominator[k] == 0 ? (double)NAN : *value / denominator[k] * scale;
  }
}
