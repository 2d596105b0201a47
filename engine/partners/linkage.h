/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which industries are linked to which, and how strongly: a file from,to,weight.
 */
#ifndef LOCIQ_PARTNERS_LINKAGE_H
#define LOCIQ_PARTNERS_LINKAGE_H

#include <lociq/axis.h>
#include <lociq/read.h>

typedef struct lociq_link {
  size_t from, to; /* positions on the industry axis, never the same */
  double weight;   /* above 0; over the largest of the file: 0 to 1 */
} lociq_link;

typedef struct lociq_linkage {
  lociq_link *links; /* by from, then to */
  size_t count;
} lociq_linkage;

/* A link counts from `from` to `to`; a file that means both ways has both rows. weight 1 where the file lacks it.
 * LOCIQ_BAD_INPUT for a code that the axis has not, a pair twice, an industry linked to itself, a weight that is no
 * number above 0. The caller frees. */
lociq_status lociq_linkage_read(const char *path, const lociq_axis *industries, lociq_linkage **linkage,
                                lociq_error *error);
void lociq_linkage_free(lociq_linkage *linkage);
/* The links from an industry: its first, and how many. */
const lociq_link *lociq_linkage_of(const lociq_linkage *linkage, size_t industry, size_t *count);

#endif
