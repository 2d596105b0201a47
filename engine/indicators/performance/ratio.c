/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/performance/ratio.h"

#include <math.h>

#include "numeric/lanes.h"

static double divide(double above, double below) { return below == 0 ? (double)NAN : above / below; }

LOCIQ_CLONED void lociq_ratio(const lociq_row *row, double *result) {
  const double *const *operands = row->operands;
  const double *times = operands[LOCIQ_RATIO_TIMES], *over = operands[LOCIQ_RATIO_OVER];
  for (size_t i = 0; i < row->industries; i++)
    result[i] = divide(operands[LOCIQ_RATIO_ABOVE][i], operands[LOCIQ_RATIO_BELOW][i]);
  for (size_t i = 0; times != NULL && over != NULL && i < row->industries; i++) result[i] *= divide(times[i], over[i]);
}

void lociq_naive_ratio(const lociq_table *table, double *result) {
  for (size_t k = 0; k < table->regions * table->industries; k++) {
    double above = table->operands[0][k], below = table->operands[1][k];
    if (table->operands[2] != NULL && table->operands[3] != NULL) {
      above *= table->operands[2][k];
      below *= table->operands[3][k];
    }
    result[k] = below == 0 ? NAN : above / below;
  }
}
