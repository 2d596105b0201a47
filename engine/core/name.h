/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may name a dataset or a dimension of a store.
 */
#ifndef LOCIQ_CORE_NAME_H
#define LOCIQ_CORE_NAME_H

#include <lociq/error.h>
#include <stdbool.h>

/* A letter, then letters, digits and underscores of ASCII, whatever the locale;
 * at most 200 of them. */
bool lociq_name_is_valid(const char *name);
/* Sets LOCIQ_INVALID with the sentence that says so. */
lociq_status lociq_name_error(const char *name, lociq_error *error);

#endif
