/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an entry of the plan says, or a section of entries, as a part of what something is made from: its text and the
 * files that it names.
 */
#ifndef LOCIQ_PLAN_ENTRY_H
#define LOCIQ_PLAN_ENTRY_H

#include <lociq/read.h>
#include <stdbool.h>

#include "plan/paths.h"
#include "read/digest.h"

/* Keys and values of the place, as "partners[1]" or "harmonise", whatever lies between them; nothing where the plan has
 * no such place. */
lociq_status lociq_entry_add(const lociq_plan *plan, const char *place, lociq_digesting *digesting, lociq_error *error);
/* Whether a file stands in the place. */
bool lociq_entry_has(const char *place, const lociq_plan_file *file);
/* Paths and digests of the files that do; inputs lie along those of the paths. */
lociq_status lociq_entry_add_inputs(const lociq_plan_paths *paths, const lociq_input *inputs, const char *place,
                                    lociq_digesting *digesting, lociq_error *error);

#endif
