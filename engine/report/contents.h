/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a store the page carries, and what it leaves out.
 */
#ifndef LOCIQ_REPORT_CONTENTS_H
#define LOCIQ_REPORT_CONTENTS_H

#include <lociq/store.h>

#include "report/pack.h"

/* A dataset on the axes: a cube's body or one of its totals. */
typedef struct lociq_page_cube {
  char name[256];
  const lociq_cube *cube; /* borrowed from the store, described */
  lociq_part part;
  lociq_pack values, flags;
  bool rounded;         /* to seven digits */
  const char *left_out; /* why; NULL: the page has it */
} lociq_page_cube;

typedef struct lociq_page_variable {
  lociq_stored_variable *variable; /* owned; its values are packed */
  lociq_pack values;
} lociq_page_variable;

typedef struct lociq_contents {
  lociq_page_cube *cubes;
  size_t cube_count;
  lociq_page_variable *variables;
  size_t variable_count;
} lociq_contents;

/* Packs measures, their totals and flags, indicators, coverages, and variables over
 * dimensions of their own. The caller clears, after failure too. */
lociq_status lociq_contents_create(const lociq_store *store, lociq_contents *contents, lociq_error *error);
/* Rounds and leaves out cells until the packs with the elements that hold them take at most `most` bytes, or
 * nothing more can give way. */
lociq_status lociq_contents_shrink(const lociq_store *store, size_t most, lociq_contents *contents, lociq_error *error);
void lociq_contents_clear(lociq_contents *contents);

#endif
