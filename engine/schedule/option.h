/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options as they are written: found by name, read, checked.
 */
#ifndef LOCIQ_SCHEDULE_OPTION_H
#define LOCIQ_SCHEDULE_OPTION_H

#include "schedule/request.h"

/* The option of that name among the first `count`, or up to a NULL name; NULL when there is none. */
const lociq_option *lociq_option_find(const lociq_option *options, size_t count, const char *name);
/* Whether the word is among an option's choices; then its position. */
bool lociq_option_has_choice(const lociq_option *option, const char *word, int *position);
/* The value that the settings give an option (the last one of that name), or its preset. */
const char *lociq_option_text(const lociq_option *option, const lociq_compute_options *options);
/* Reads a REAL, INTEGER or CHOICE. LOCIQ_INVALID with what was expected. */
lociq_status lociq_option_read(const lociq_option *option, const char *text, lociq_value *value, lociq_error *error);
/* Every setting must be an option of the shared ones or of an instance. */
lociq_status lociq_option_check_settings(const lociq_offer *offer, const lociq_request *request,
                                         const lociq_compute_options *options, lociq_error *error);

#endif
