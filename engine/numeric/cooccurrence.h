/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often two columns of a matrix of bits are set in the same row, by counting
 * the bits of their conjunction, 512 rows an instruction where the machine can.
 *
 * Counts are whole numbers, so any order of counting gives the same; weights are
 * applied to the counts of rows of equal weight, in one order. The same bits for
 * any number of threads, any processor and any order of the rows.
 */
#ifndef LOCIQ_NUMERIC_COOCCURRENCE_H
#define LOCIQ_NUMERIC_COOCCURRENCE_H

#include <lociq/error.h>

#include "numeric/bits.h"

/* counts[i × columns + j] = the rows in which both are set; on the diagonal those
 * in which one is. bits as in bits.h. LOCIQ_NO_MEMORY. */
lociq_status lociq_cooccurrence_count(const uint64_t *bits, size_t rows, size_t columns, double *counts,
                                      lociq_error *error);
/* The same with each row counted as 1 / the number of its bits: Σ_r M_ri M_rj / k_r. */
lociq_status lociq_cooccurrence_share(const uint64_t *bits, size_t rows, size_t columns, double *sums,
                                      lociq_error *error);

#endif
