/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The blocks that `by` stands for where no specification says others.
 */
#ifndef LOCIQ_PARTNERS_PRESET_H
#define LOCIQ_PARTNERS_PRESET_H

#include "partners/specification.h"

/* LOCIQ_INVALID where the options' `by` is unknown, or stands for nothing by itself and there is no specification. */
lociq_status lociq_preset_check(const lociq_partner_options *options, lociq_error *error);
/* Of options that were checked; fills an empty specification, which the caller clears whatever the status. */
lociq_status lociq_preset_make(const lociq_partner_options *options, const lociq_statistics *statistics,
                               lociq_partner_specification *made, lociq_error *error);

#endif
