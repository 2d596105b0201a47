/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes what kernels are given once: see indicators/given.h. A loader for each
 * LOCIQ_GIVEN_… is a row of the table in given.c and a file beside it.
 */
#ifndef LOCIQ_SCHEDULE_GIVEN_H
#define LOCIQ_SCHEDULE_GIVEN_H

#include "read/records.h"
#include "schedule/request.h"

/* Reads the text of an option of the instance, which must have one of that name. */
const char *lociq_given_text(const lociq_instance *instance, const char *option);
/* The same of a REAL or INTEGER. */
const lociq_value *lociq_given_value(const lociq_instance *instance, const char *option);

/* Takes memory of free() into the supply, which frees it. NULL is refused as no
 * memory for `what`. */
lociq_status lociq_supply_keep(lociq_supply *supply, void *memory, const char *what, lociq_error *error);

/* Keeps what the file is that an option named, once all of it is read. A text in memory
 * is none. */
lociq_status lociq_supply_note(lociq_supply *supply, const char *option, const lociq_records *records,
                               lociq_error *error);
/* Gives the options their inputs, when they ask for them. */
void lociq_supply_tell(lociq_supply *supply, const lociq_compute_options *options);

/* Loads what the instance's kernel asks for and the supply has not yet. */
lociq_status lociq_supply_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                               lociq_error *error);
void lociq_supply_clear(lociq_supply *supply);

#endif
