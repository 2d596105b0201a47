/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of a plan. One is the store's; others are kept aside under the names that
 * `as` gives them: statistics of another level or vintage, for a later step.
 */
#ifndef LOCIQ_PLAN_TABLES_H
#define LOCIQ_PLAN_TABLES_H

#include <lociq/panel.h>
#include <stdbool.h>

#include "plan/schema.h"

/* Whether each step names tables that are there by then, and each table has a use. */
lociq_status lociq_plan_check_tables(const lociq_plan *plan, lociq_error *error);

/* The store's is not among them. */
typedef struct lociq_plan_table {
  const char *name; /* borrowed from the plan */
  lociq_panel *panel;
} lociq_plan_table;

typedef struct lociq_plan_tables {
  lociq_plan_table *items;
  size_t count;
} lociq_plan_tables;

/* Whether the name is the store's; NULL is. */
bool lociq_plan_is_store(const char *name);
/* NULL for one that is not there. */
lociq_panel *lociq_plan_tables_find(const lociq_plan_tables *tables, const char *name);
/* Keeps a panel under a name, in place of the one that had it. The tables own it then. */
lociq_status lociq_plan_tables_keep(lociq_plan_tables *tables, const char *name, lociq_panel *panel,
                                    lociq_error *error);
void lociq_plan_tables_clear(lociq_plan_tables *tables);

#endif
