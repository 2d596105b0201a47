/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * LOCIQ_GIVEN_RELATEDNESS: how near industries are to each other, from a file.
 */
#ifndef LOCIQ_SCHEDULE_RELATEDNESS_H
#define LOCIQ_SCHEDULE_RELATEDNESS_H

#include "schedule/given.h"

/* By the option relatedness_file; none is given where it is "none". The columns are
 * industry, industry_other and value: how near industry_other is to who has
 * industry. A pair the other way round is another pair; pairs that are absent, or
 * whose value is empty, are unknown. LOCIQ_BAD_INPUT names the file and the line: a
 * pair twice, an industry that is not in the store, a value that is no number. */
lociq_status lociq_relatedness_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                                    lociq_error *error);

#endif
