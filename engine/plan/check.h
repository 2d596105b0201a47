/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which texts may stand where in a plan: all that can be told before any file is
 * read, so that a misspelt word in the last line does not cost an import.
 */
#ifndef LOCIQ_PLAN_CHECK_H
#define LOCIQ_PLAN_CHECK_H

#include <stdbool.h>

#include "plan/schema.h"

lociq_status lociq_plan_check(const lociq_plan *plan, lociq_error *error);

/* The values of checked texts; a NULL text is the default. */
void lociq_plan_years(const char *text, int *first, int *last); /* both 0: all */
size_t lociq_plan_number(const char *text, size_t preset);
bool lociq_plan_truth(const char *text);

#endif
