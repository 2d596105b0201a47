/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A concordance as it lies in memory, and how one is made link by link.
 */
#ifndef LOCIQ_HARMONISE_CONCORDANCE_H
#define LOCIQ_HARMONISE_CONCORDANCE_H

#include <lociq/harmonise.h>

#include "read/dictionary.h"
#include "read/labels.h"

/* From a source to a target, by their positions. */
typedef struct lociq_link {
  uint32_t from, to;
  double weight;
  size_t order; /* as they came: weights of a pair are added in this order */
} lociq_link;

struct lociq_concordance {
  lociq_dictionary from, to; /* codes as they came, the targets with labels */
  lociq_labels labels;       /* what a file of labels says of targets */
  lociq_link *links;         /* by from, then to, each pair once; weights may be 0 */
  size_t link_count, capacity;
  size_t repeated; /* links that were added to one before */
};

static inline const char *lociq_concordance_source(const lociq_concordance *concordance, size_t from) {
  return concordance->from.codes[from].code;
}
/* The target as a member of an axis; label and parent are NULL where nobody said any. Borrowed. */
lociq_member lociq_concordance_target(const lociq_concordance *concordance, size_t to);

#endif
