/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rankings of a plan.
 */
#ifndef LOCIQ_PLAN_PARTNERS_H
#define LOCIQ_PLAN_PARTNERS_H

#include <lociq/partners.h>

#include "plan/paths.h"

/* The options that an entry of `partners` says; LOCIQ_INVALID names the key whose text is none. Texts are the plan's;
 * with paths the files are as the system is asked for them, without as the plan names them. */
lociq_status lociq_plan_partner_options(const lociq_plan *plan, size_t entry, const lociq_plan_paths *paths,
                                        lociq_partner_options *options, lociq_error *error);
/* Whether the store keeps the ranking: that of all regions or of a cluster, unless it says keep: false. */
bool lociq_plan_partners_keeps(const lociq_plan_partners *partners, const lociq_partner_options *options);
/* Whether an entry has options that there are, a use, and a name in the store that no entry before it has. */
lociq_status lociq_plan_check_partners(const lociq_plan *plan, size_t entry, lociq_error *error);
/* Adds the files that the entry's options and specification name to the inputs. LOCIQ_INVALID or LOCIQ_NOT_FOUND
 * where the specification cannot be read. */
lociq_status lociq_plan_partner_inputs(const lociq_plan *plan, size_t entry, lociq_plan_paths *paths,
                                       lociq_error *error);

#endif
