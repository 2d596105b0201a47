/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "core/memory.h"
#include "read/organisation.h"

lociq_status lociq_register_add(lociq_register *all, uint64_t line, lociq_organisation **organisation,
                                lociq_error *error) {
  if (all->count == LOCIQ_ORGANISATIONS_MOST)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "is one organisation too many: expected at most %d",
                           LOCIQ_ORGANISATIONS_MOST);
  if (all->count == all->capacity) {
    const size_t capacity = all->capacity == 0 ? 16 : 2 * all->capacity;
    struct lociq_register_entry *grown = lociq_resize(all->entries, capacity, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "organisations");
    all->entries = grown;
    all->capacity = capacity;
  }
  struct lociq_register_entry *entry = &all->entries[all->count++];
  entry->line = line;
  *organisation = &entry->organisation;
  return lociq_organisation_start(&entry->organisation, error);
}

static void clear_register(lociq_register *all) {
  for (size_t i = 0; i < all->count; i++) lociq_organisation_clear(&all->entries[i].organisation);
  free(all->entries);
}

static int compare(const void *first, const void *second) {
  const struct lociq_register_entry *a = first, *b = second;
  const int order = strcmp(a->organisation.code, b->organisation.code);
  return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

/* Brings them in the order of their codes, each of which stands once. */
static lociq_status sort(const char *path, const lociq_register *all, lociq_error *error) {
  if (all->count > 1) qsort(all->entries, all->count, sizeof *all->entries, compare);
  for (size_t i = 1; i < all->count; i++)
    if (strcmp(all->entries[i - 1].organisation.code, all->entries[i].organisation.code) == 0)
      return lociq_error_set(error, LOCIQ_BAD_INPUT,
                             "%s:%" PRIu64 ": the code \"%s\" is there already, in line %" PRIu64, path,
                             all->entries[i].line, all->entries[i].organisation.code, all->entries[i - 1].line);
  return LOCIQ_OK;
}

/* The list owns what the register had. */
static lociq_status hand_over(lociq_register *all, lociq_organisations **organisations, lociq_error *error) {
  lociq_organisations *made = lociq_allocate(1, sizeof *made);
  if (made != NULL) made->items = lociq_allocate(all->count, sizeof *made->items);
  if (made == NULL || made->items == NULL) {
    free(made);
    return lociq_memory_error(error, "organisations");
  }
  for (size_t i = 0; i < all->count; i++) made->items[i] = all->entries[i].organisation;
  made->count = all->count;
  all->count = 0;
  *organisations = made;
  return LOCIQ_OK;
}

static bool ends_in(const char *path, const char *ending) {
  const size_t length = strlen(path), end = strlen(ending);
  return length > end && strcmp(path + length - end, ending) == 0;
}

lociq_status lociq_register_read(const char *path, lociq_register_reader reader, lociq_organisations **organisations,
                                 lociq_input *input, lociq_error *error) {
  lociq_register all = {0};
  lociq_input made = {0};
  lociq_status status = reader(path, &all, &made, error);
  if (status == LOCIQ_OK && all.count == 0)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: there is no organisation in it", path);
  if (status == LOCIQ_OK) status = sort(path, &all, error);
  if (status == LOCIQ_OK) status = hand_over(&all, organisations, error);
  if (status == LOCIQ_OK)
    *input = made;
  else
    lociq_input_clear(&made);
  clear_register(&all);
  return status;
}

lociq_status lociq_organisations_read(const char *path, lociq_organisations **organisations, lociq_input *input,
                                      lociq_error *error) {
  const bool yaml = ends_in(path, ".yaml") || ends_in(path, ".yml");
  return lociq_register_read(path, yaml ? lociq_register_read_yaml : lociq_register_read_csv, organisations, input,
                             error);
}

void lociq_organisations_free(lociq_organisations *organisations) {
  if (organisations == NULL) return;
  for (size_t i = 0; i < organisations->count; i++) lociq_organisation_clear(&organisations->items[i]);
  free(organisations->items);
  free(organisations);
}
