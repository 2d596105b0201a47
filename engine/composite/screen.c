/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "composite/table.h"

size_t lociq_units_screen(lociq_table_of_units *table, double known, double nonzero, bool *left_out) {
  size_t count = 0;
  for (size_t k = 0; k < table->years * table->units; k++) {
    double *row = table->values + k * table->columns;
    size_t there = 0, positive = 0;
    for (size_t c = 0; c < table->columns; c++) {
      there += isnan(row[c]) ? 0 : 1;
      positive += isnan(row[c]) || row[c] == 0 ? 0 : 1;
    }
    left_out[k] = (double)there < known * (double)table->columns || (double)positive < nonzero * (double)there;
    for (size_t c = 0; c < table->columns && left_out[k]; c++) row[c] = NAN;
    count += left_out[k] ? 1 : 0;
  }
  return count;
}
