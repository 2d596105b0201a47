/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The loader of LOCIQ_GIVEN_RULES: the option `rules` is a word for rules that come
 * with lociq, or a file of the same form (indicators/location/rules.h).
 */
#ifndef LOCIQ_SCHEDULE_RULES_H
#define LOCIQ_SCHEDULE_RULES_H

#include "indicators/location/rules.h"
#include "schedule/given.h"

/* Reads a table from a text, which errors call `name`, or from the file of that name
 * where text is NULL: then the supply keeps what the file is. LOCIQ_BAD_INPUT, LOCIQ_CONFLICT for two rules of one
 * star, and what read/records.h tells. */
lociq_status lociq_rules_read(const char *name, const char *text, lociq_rules *rules, lociq_supply *supply,
                              lociq_error *error);

/* Also LOCIQ_INVALID where a rule needs a measure that the store lacks. */
lociq_status lociq_rules_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                              lociq_error *error);

/* False for an instance that works by the rules loaded, where none of them is of growth: it needs no earlier year. */
bool lociq_rules_look_back(const lociq_instance *instance, const lociq_supply *supply);

#endif
