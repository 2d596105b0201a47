/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/tables.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"

enum { PLACE_SIZE = 96 };

static const char store_name[] = "store";

bool lociq_plan_is_store(const char *name) { return name == NULL || strcmp(name, store_name) == 0; }

/* --- Checks --- */

/* What a step works on, what else it reads, and where its result goes. */
typedef struct step {
  const char *kind, *table, *as;
  char *const *above;
  size_t above_count;
} step;

static step step_of(const lociq_plan_harmonise *harmonise) {
  const lociq_plan_convert *convert = harmonise->convert;
  const lociq_plan_estimate *estimate = harmonise->estimate;
  if (convert != NULL) return (step){.kind = "convert", .table = convert->table, .as = convert->as};
  return (step){.kind = "estimate",
                .table = estimate->table,
                .as = estimate->as,
                .above = estimate->above,
                .above_count = estimate->above_count};
}

static bool is_name(const char *name, const char *given) { return given != NULL && strcmp(given, name) == 0; }

/* Whether a table of that name is there before a step. */
static bool is_there(const lociq_plan_content *content, const char *name, size_t before) {
  bool found = lociq_plan_is_store(name);
  for (size_t i = 0; i < content->import_count && !found; i++) found = is_name(name, content->import[i].as);
  for (size_t i = 0; i < before && !found; i++) found = is_name(name, step_of(&content->harmonise[i]).as);
  return found;
}

static bool is_used(const lociq_plan_content *content, const char *name) {
  for (size_t i = 0; i < content->harmonise_count; i++) {
    const step own = step_of(&content->harmonise[i]);
    if (is_name(name, own.table)) return true;
    for (size_t k = 0; k < own.above_count; k++)
      if (is_name(name, own.above[k])) return true;
  }
  return false;
}

static lociq_status refuse_table(const lociq_plan *plan, size_t entry, const char *kind, const char *key,
                                 const char *name, const char *why, lociq_error *error) {
  char place[PLACE_SIZE];
  (void)snprintf(place, sizeof place, "harmonise[%zu].%s.%s", entry, kind, key);
  return lociq_document_refuse(&plan->document, place, error, "\"%s\" %s", name, why);
}

static lociq_status check_step(const lociq_plan *plan, size_t entry, lociq_error *error) {
  const lociq_plan_content *content = plan->content;
  const step own = step_of(&content->harmonise[entry]);
  const char *table = lociq_plan_is_store(own.table) ? store_name : own.table;
  if (!is_there(content, table, entry))
    return refuse_table(plan, entry, own.kind, "table", table, "is no table that is there before this step", error);
  for (size_t k = 0; k < own.above_count; k++) {
    char key[PLACE_SIZE / 2];
    (void)snprintf(key, sizeof key, "above[%zu]", k);
    if (!is_there(content, own.above[k], entry))
      return refuse_table(plan, entry, own.kind, key, own.above[k], "is no table that is there before this step",
                          error);
    if (strcmp(own.above[k], table) == 0)
      return refuse_table(plan, entry, own.kind, key, own.above[k], "is the table that is estimated", error);
  }
  if (own.as != NULL && !lociq_plan_is_store(own.as) && strcmp(own.as, table) != 0) {
    if (is_there(content, own.as, entry))
      return refuse_table(plan, entry, own.kind, "as", own.as, "is the name of another table", error);
    if (!is_used(content, own.as))
      return refuse_table(plan, entry, own.kind, "as", own.as, "is a table that no step uses", error);
  }
  return LOCIQ_OK;
}

static lociq_status check_import(const lociq_plan *plan, size_t entry, lociq_error *error) {
  const lociq_plan_content *content = plan->content;
  const char *name = content->import[entry].as, *why = NULL;
  if (name == NULL) return LOCIQ_OK;
  if (lociq_plan_is_store(name)) why = "is what an import without it goes to";
  for (size_t i = 0; i < entry && why == NULL; i++)
    if (is_name(name, content->import[i].as)) why = "is the name of another table";
  if (why == NULL && !is_used(content, name)) why = "is a table that no step uses";
  if (why == NULL) return LOCIQ_OK;
  char place[PLACE_SIZE];
  (void)snprintf(place, sizeof place, "import[%zu].as", entry);
  return lociq_document_refuse(&plan->document, place, error, "\"%s\" %s", name, why);
}

lociq_status lociq_plan_check_tables(const lociq_plan *plan, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < plan->content->import_count && status == LOCIQ_OK; i++) status = check_import(plan, i, error);
  for (size_t i = 0; i < plan->content->harmonise_count && status == LOCIQ_OK; i++) status = check_step(plan, i, error);
  return status;
}

/* --- Tables in memory --- */

lociq_panel *lociq_plan_tables_find(const lociq_plan_tables *tables, const char *name) {
  for (size_t i = 0; i < tables->count; i++)
    if (strcmp(tables->items[i].name, name) == 0) return tables->items[i].panel;
  return NULL;
}

lociq_status lociq_plan_tables_keep(lociq_plan_tables *tables, const char *name, lociq_panel *panel,
                                    lociq_error *error) {
  for (size_t i = 0; i < tables->count; i++) {
    if (strcmp(tables->items[i].name, name) != 0) continue;
    lociq_panel_free(tables->items[i].panel);
    tables->items[i].panel = panel;
    return LOCIQ_OK;
  }
  lociq_plan_table *grown = lociq_resize(tables->items, tables->count + 1, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "a table");
  tables->items = grown;
  tables->items[tables->count++] = (lociq_plan_table){.name = name, .panel = panel};
  return LOCIQ_OK;
}

void lociq_plan_tables_clear(lociq_plan_tables *tables) {
  for (size_t i = 0; i < tables->count; i++) lociq_panel_free(tables->items[i].panel);
  free(tables->items);
  *tables = (lociq_plan_tables){0};
}
