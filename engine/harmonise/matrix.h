/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A concordance laid on an axis: which positions make which position of the new
 * axis, and by how much.
 */
#ifndef LOCIQ_HARMONISE_MATRIX_H
#define LOCIQ_HARMONISE_MATRIX_H

#include "harmonise/concordance.h"

typedef struct lociq_entry {
  size_t source;
  double share;  /* w_ab / Σ_b w_ab */
  double weight; /* w_ab / Σ_a w_ab, over the sources that the axis has */
} lociq_entry;

typedef struct lociq_matrix {
  size_t sources, targets;
  lociq_axis *axis;     /* of the targets: those of which a source is on the axis */
  lociq_entry *entries; /* of target b: first[b] … first[b + 1), by source; no share is 0 */
  size_t *first;
  bool *incomplete; /* a source of the target is not on the axis */
  size_t *lost;     /* positions that go nowhere */
  size_t lost_count;
  size_t lifted;       /* positions that stand for finer codes of the concordance */
  const char **absent; /* sources of these targets that are not on the axis, borrowed from the concordance */
  size_t absent_count, incomplete_count;
} lociq_matrix;

/* LOCIQ_INVALID where nothing goes anywhere. The concordance must outlive the matrix. The caller clears, after
 * failure too. */
lociq_status lociq_matrix_create(const lociq_axis *axis, const lociq_concordance *concordance, lociq_matrix *matrix,
                                 lociq_error *error);
void lociq_matrix_clear(lociq_matrix *matrix);

#endif
