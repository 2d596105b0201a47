/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The groups of regions: their parents, their countries, or as a file says.
 */
#include <string.h>

#include "classify/country.h"
#include "composite/gather.h"
#include "core/memory.h"
#include "read/records.h"

/* Of each region the code of its group; NULL where it has none. */
typedef struct group_codes {
  char **codes;
  size_t count;
} group_codes;

static void codes_clear(group_codes *of) {
  for (size_t u = 0; u < of->count && of->codes != NULL; u++) free(of->codes[u]);
  free(of->codes);
}

static lociq_status take_parents(const lociq_axis *regions, group_codes *of, lociq_error *error) {
  of->codes = lociq_allocate(of->count, sizeof *of->codes);
  if (of->codes == NULL) return lociq_memory_error(error, "groups");
  for (size_t u = 0; u < of->count; u++) {
    const char *parent = lociq_axis_parent(regions, u);
    if (parent != NULL && (of->codes[u] = lociq_copy_text(parent)) == NULL) return lociq_memory_error(error, "groups");
  }
  return LOCIQ_OK;
}

/* ---- from a file ---- */

enum { REGION, GROUP, COLUMNS };
static const lociq_record_column columns[COLUMNS] = {{.name = "region"}, {.name = "group"}};

/* A region that the store has not is passed over: one file may serve several stores. */
static lociq_status take_record(const lociq_records *records, const lociq_axis *regions, group_codes *of,
                                lociq_error *error) {
  const size_t region = lociq_axis_find(regions, records->texts[REGION]);
  if (records->texts[GROUP][0] == '\0') return lociq_records_refuse(records, GROUP, "the code of a group", error);
  if (region == LOCIQ_NONE) return LOCIQ_OK;
  if (of->codes[region] != NULL)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu: region \"%s\" is there twice", records->path,
                           (unsigned long long)records->line, records->texts[REGION]);
  of->codes[region] = lociq_copy_text(records->texts[GROUP]);
  return of->codes[region] == NULL ? lociq_memory_error(error, "groups") : LOCIQ_OK;
}

static lociq_status read_file(const char *path, const lociq_axis *regions, group_codes *of, lociq_error *error) {
  lociq_records records;
  of->codes = lociq_allocate(of->count, sizeof *of->codes);
  if (of->codes == NULL) return lociq_memory_error(error, "groups");
  lociq_status status = lociq_records_open(path, columns, COLUMNS, NULL, &records, error);
  while (status == LOCIQ_OK) {
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = take_record(&records, regions, of, error);
  }
  lociq_records_close(&records);
  return status;
}

/* ---- numbers ---- */

static int compare_codes(const void *left, const void *right) {
  const char *const *a = left, *const *b = right;
  return strcmp(*a, *b);
}

/* Each code once, sorted: made->group_codes. */
static lociq_status sort_codes(const group_codes *of, lociq_gathered *made, lociq_error *error) {
  const char **sorted = lociq_allocate(of->count, sizeof *sorted);
  size_t count = 0, kept = 0;
  if (sorted == NULL) return lociq_memory_error(error, "groups");
  for (size_t u = 0; u < of->count; u++)
    if (of->codes[u] != NULL) sorted[count++] = of->codes[u];
  if (count > 0) qsort(sorted, count, sizeof *sorted, compare_codes);
  for (size_t i = 0; i < count; i++)
    if (i == 0 || strcmp(sorted[i], sorted[kept - 1]) != 0) sorted[kept++] = sorted[i];
  made->group_codes = lociq_allocate(kept, sizeof *made->group_codes);
  lociq_status status = made->group_codes == NULL ? lociq_memory_error(error, "groups") : LOCIQ_OK;
  for (size_t i = 0; i < kept && status == LOCIQ_OK; i++) {
    made->group_codes[i] = lociq_copy_text(sorted[i]);
    made->group_count = i + 1;
    if (made->group_codes[i] == NULL) status = lociq_memory_error(error, "groups");
  }
  free(sorted);
  return status;
}

static lociq_status number_groups(const group_codes *of, lociq_gathered *made, lociq_error *error) {
  lociq_status status = sort_codes(of, made, error);
  if (status != LOCIQ_OK) return status;
  made->group = lociq_allocate(of->count, sizeof *made->group);
  if (made->group == NULL) return lociq_memory_error(error, "groups");
  for (size_t u = 0; u < of->count; u++) {
    made->group[u] = LOCIQ_NONE;
    if (of->codes[u] == NULL) continue;
    char *const *found =
        bsearch(&of->codes[u], made->group_codes, made->group_count, sizeof *made->group_codes, compare_codes);
    if (found != NULL) made->group[u] = (size_t)(found - made->group_codes);
  }
  return LOCIQ_OK;
}

lociq_status lociq_groups_path(const lociq_specification *specification, char **path, lociq_error *error) {
  const char *word = specification->groups;
  *path = NULL;
  if (word == NULL || strcmp(word, "parent") == 0 || strcmp(word, "country") == 0) return LOCIQ_OK;
  *path = lociq_document_beside(&specification->document, word);
  return *path == NULL ? lociq_memory_error(error, "groups") : LOCIQ_OK;
}

lociq_status lociq_gather_groups(const lociq_axis *regions, const lociq_specification *specification,
                                 lociq_gathered *made, lociq_error *error) {
  const char *word = specification->groups;
  group_codes of = {.count = lociq_axis_count(regions)};
  lociq_status status = LOCIQ_OK;
  if (word == NULL) return LOCIQ_OK;
  if (strcmp(word, "parent") == 0)
    status = take_parents(regions, &of, error);
  else if (strcmp(word, "country") == 0)
    status = lociq_countries_code(regions, &of.codes, error);
  else {
    status = lociq_groups_path(specification, &made->groups_path, error);
    if (status == LOCIQ_OK) status = read_file(made->groups_path, regions, &of, error);
  }
  if (status == LOCIQ_OK) status = number_groups(&of, made, error);
  codes_clear(&of);
  if (status == LOCIQ_OK && made->group_count == 0)
    return lociq_document_refuse_node(&specification->document, specification->groups_place, error,
                                      "no region of the store has a group");
  return status;
}
