/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/performance/quotient.h"

#include <math.h>

#include "numeric/lanes.h"

LOCIQ_CLONED void lociq_operand_quotient(const lociq_row *row, double *result) {
  for (size_t i = 0; i < row->industries; i++) {
    const double below = row->operands[1][i], quotient = row->operands[0][i] / below;
    result[i] = below == 0 ? NAN : quotient;
  }
}

void lociq_naive_operand_quotient(const lociq_table *table, double *result) {
  for (size_t k = 0; k < table->regions * table->industries; k++)
    result[k] = table->operands[1][k] == 0 ? NAN : table->operands[0][k] / table->operands[1][k];
}
