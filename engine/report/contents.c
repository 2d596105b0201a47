/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/contents.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"

static bool is_cell(const lociq_page_cube *entry) {
  return entry->part == LOCIQ_BODY && (entry->cube->shape & LOCIQ_BY_REGION) != 0 &&
         (entry->cube->shape & LOCIQ_BY_INDUSTRY) != 0;
}

static bool is_measure(const lociq_page_cube *entry) { return strcmp(entry->cube->kind, "measure") == 0; }

static lociq_status pack_grid(lociq_page_cube *entry, const lociq_grid *grid, lociq_error *error) {
  size_t flagged = 0;
  while (grid->flags != NULL && flagged < grid->count && grid->flags[flagged] == 0) flagged++;
  lociq_status status = lociq_pack_values(grid->values, grid->count, entry->rounded, &entry->values, error);
  if (status == LOCIQ_OK && grid->flags != NULL && flagged < grid->count)
    status = lociq_pack_flags(grid->flags, grid->count, &entry->flags, error);
  return status;
}

static bool is_shown(lociq_part part) {
  return part == LOCIQ_BODY || part == LOCIQ_TOTAL_REGION || part == LOCIQ_TOTAL_INDUSTRY || part == LOCIQ_TOTAL;
}

/* The body and the totals of a cube; pairs of industries have no place on the page. */
static lociq_status add_cube(const lociq_store *store, const lociq_cube *described, lociq_contents *contents,
                             lociq_error *error) {
  lociq_cube *cube = NULL;
  const bool pairs = (described->shape & LOCIQ_BY_INDUSTRY_OTHER) != 0;
  lociq_status status = pairs ? LOCIQ_OK : lociq_store_load(store, described->name, &cube, error);
  for (int p = 0; p < LOCIQ_PARTS && status == LOCIQ_OK; p++) {
    const lociq_part part = (lociq_part)p;
    if (!is_shown(part) || (pairs ? part != LOCIQ_BODY : cube->parts[part].count == 0)) continue;
    lociq_page_cube *entry = &contents->cubes[contents->cube_count++];
    *entry = (lociq_page_cube){.cube = described, .part = part};
    (void)snprintf(entry->name, sizeof entry->name, "%s%s", described->name, lociq_part_kinds[part].suffix);
    if (pairs)
      entry->left_out = "pairs";
    else
      status = pack_grid(entry, &cube->parts[part], error);
  }
  lociq_cube_free(cube);
  return status;
}

static lociq_status add_variable(const lociq_store *store, const char *name, lociq_contents *contents,
                                 lociq_error *error) {
  lociq_page_variable *entry = &contents->variables[contents->variable_count++];
  *entry = (lociq_page_variable){0};
  lociq_status status = lociq_store_load_variable(store, name, &entry->variable, error);
  if (status != LOCIQ_OK || entry->variable->values == NULL) return status;
  status = lociq_pack_values(entry->variable->values, entry->variable->count, false, &entry->values, error);
  free(entry->variable->values);
  entry->variable->values = NULL;
  return status;
}

static lociq_status add_variables(const lociq_store *store, lociq_contents *contents, lociq_error *error) {
  char **names = NULL;
  lociq_status status = lociq_store_list_variables(store, &names, error);
  size_t count = 0;
  while (status == LOCIQ_OK && names[count] != NULL) count++;
  if (status == LOCIQ_OK) {
    contents->variables = lociq_allocate(count, sizeof *contents->variables);
    if (contents->variables == NULL) status = lociq_memory_error(error, "the page");
  }
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++) status = add_variable(store, names[i], contents, error);
  for (size_t i = 0; i < count; i++) free(names[i]);
  free(names);
  return status;
}

/* --- Less of it --- */

/* With the script element that it stands in. */
static size_t size_of_pack(const lociq_pack *pack) {
  enum { ELEMENT = 64 };
  return pack->text == NULL ? 0 : pack->size + ELEMENT;
}

static size_t size_of(const lociq_contents *contents) {
  size_t size = 0;
  for (size_t i = 0; i < contents->cube_count; i++)
    size += size_of_pack(&contents->cubes[i].values) + size_of_pack(&contents->cubes[i].flags);
  for (size_t i = 0; i < contents->variable_count; i++) size += size_of_pack(&contents->variables[i].values);
  return size;
}

/* The largest dataset of cells that can still give way, measures last; NULL: there is none. */
static lociq_page_cube *largest(const lociq_contents *contents, bool rounded, bool measures) {
  lociq_page_cube *found = NULL;
  for (size_t i = 0; i < contents->cube_count; i++) {
    lociq_page_cube *entry = &contents->cubes[i];
    if (entry->left_out != NULL || !is_cell(entry) || is_measure(entry) != measures) continue;
    if (entry->rounded != rounded || (!rounded && strcmp(entry->values.type, "f4") == 0)) continue;
    if (found == NULL || entry->values.size > found->values.size) found = entry;
  }
  return found;
}

static lociq_status round_cube(const lociq_store *store, lociq_page_cube *entry, lociq_error *error) {
  lociq_cube *cube = NULL;
  const lociq_status status = lociq_store_load(store, entry->cube->name, &cube, error);
  if (status != LOCIQ_OK) return status;
  lociq_pack_clear(&entry->values);
  entry->rounded = true;
  const lociq_status packed =
      lociq_pack_values(cube->parts[entry->part].values, cube->parts[entry->part].count, true, &entry->values, error);
  lociq_cube_free(cube);
  return packed;
}

static void leave_out(lociq_page_cube *entry) {
  lociq_pack_clear(&entry->values);
  lociq_pack_clear(&entry->flags);
  entry->left_out = "size";
}

/* What the pages of regions and clusters are made of stays. */
static bool is_needed(const lociq_page_cube *entry) {
  static const char *const needed[] = {"lq", "stars"};
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
    if (strcmp(entry->cube->name, needed[i]) == 0) return true;
  return is_measure(entry);
}

static lociq_page_cube *largest_to_leave_out(const lociq_contents *contents, bool needed) {
  lociq_page_cube *found = NULL;
  for (size_t i = 0; i < contents->cube_count; i++) {
    lociq_page_cube *entry = &contents->cubes[i];
    if (entry->left_out != NULL || !is_cell(entry) || is_needed(entry) != needed) continue;
    if (found == NULL || entry->values.size > found->values.size) found = entry;
  }
  return found;
}

lociq_status lociq_contents_shrink(const lociq_store *store, size_t most, lociq_contents *contents,
                                   lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  lociq_page_cube *entry = NULL;
  while (status == LOCIQ_OK && size_of(contents) > most) {
    if ((entry = largest(contents, false, false)) != NULL || (entry = largest(contents, false, true)) != NULL)
      status = round_cube(store, entry, error);
    else if ((entry = largest_to_leave_out(contents, false)) != NULL ||
             (entry = largest_to_leave_out(contents, true)) != NULL)
      leave_out(entry);
    else
      break;
  }
  return status;
}

lociq_status lociq_contents_create(const lociq_store *store, lociq_contents *contents, lociq_error *error) {
  const lociq_panel *panel = lociq_store_panel(store);
  *contents = (lociq_contents){0};
  contents->cubes = lociq_allocate(panel->cube_count * LOCIQ_PARTS, sizeof *contents->cubes);
  lociq_status status = contents->cubes == NULL ? lociq_memory_error(error, "the page") : LOCIQ_OK;
  for (size_t i = 0; i < panel->cube_count && status == LOCIQ_OK; i++)
    status = add_cube(store, panel->cubes[i], contents, error);
  if (status == LOCIQ_OK) status = add_variables(store, contents, error);
  return status;
}

void lociq_contents_clear(lociq_contents *contents) {
  for (size_t i = 0; i < contents->cube_count; i++) {
    lociq_pack_clear(&contents->cubes[i].values);
    lociq_pack_clear(&contents->cubes[i].flags);
  }
  for (size_t i = 0; i < contents->variable_count; i++) {
    lociq_pack_clear(&contents->variables[i].values);
    lociq_stored_variable_free(contents->variables[i].variable);
  }
  free(contents->cubes);
  free(contents->variables);
  *contents = (lociq_contents){0};
}
