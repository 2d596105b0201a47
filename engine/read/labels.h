/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of labels and hierarchy: code,label,parent, found by these names; label
 * and parent may be absent, other columns are passed over.
 */
#ifndef LOCIQ_READ_LABELS_H
#define LOCIQ_READ_LABELS_H

#include "read/reader.h"

typedef struct lociq_label {
  char *code, *label, *parent; /* label and parent are "" where there is none */
  uint64_t line;
} lociq_label;

typedef struct lociq_labels {
  lociq_label *items; /* sorted by code */
  size_t count, capacity;
} lociq_labels;

/* LOCIQ_CONFLICT, with both lines, for a code that is there twice. The caller
 * clears, after failure too. What the file is goes into *input, which may be NULL. */
lociq_status lociq_labels_read(const char *path, const lociq_progress *progress, lociq_labels *labels,
                               lociq_input *input, lociq_error *error);
void lociq_labels_clear(lociq_labels *labels);
const lociq_label *lociq_labels_find(const lociq_labels *labels, const char *code); /* NULL when absent */

#endif
