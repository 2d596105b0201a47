/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An index in a store: every step of it as variables of kind "framework".
 */
#ifndef LOCIQ_COMPOSITE_KEEP_H
#define LOCIQ_COMPOSITE_KEEP_H

#include "composite/gather.h"

/* Scores relative to the specification's reference = 100, as scores lie; NaN where
 * that is not known or 0. LOCIQ_INVALID where it is no region, no group and not "mean". */
lociq_status lociq_relative_scores(const lociq_specification *specification, const lociq_gathered *gathered,
                                   const lociq_composition *composition, double *relative, lociq_error *error);

/* LOCIQ_INVALID for an index whose name ends as one of our variables does, LOCIQ_CONFLICT
 * where a measure has the name of one. To be asked before anything is computed. */
lociq_status lociq_keep_check(const lociq_store *store, const lociq_specification *specification, lociq_error *error);
/* Removes what an index of that name left, and writes this one. */
lociq_status lociq_keep_index(lociq_store *store, const lociq_specification *specification,
                              const lociq_gathered *gathered, const lociq_composition *composition, lociq_error *error);

#endif
