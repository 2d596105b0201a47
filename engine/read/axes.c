/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/memory.h"
#include "read/collect.h"
#include "read/labels.h"
#include "read/measures.h"

/* The used codes of one kind of route, numbered as they come, which is the order
 * of the axis. */
static size_t number_codes(lociq_merged *merged, uint32_t kind, const char **codes) {
  size_t count = 0;
  for (size_t i = 0; i < merged->count; i++) {
    if (!merged->used[i] || lociq_route_kind(merged->routes[i]) != kind) continue;
    codes[count] = merged->codes[i];
    merged->routes[i] = lociq_route(kind, (uint32_t)count++);
  }
  return count;
}

/* The parent of every code that is a member, whether it is kept or not. */
static lociq_status find_parents(const lociq_merged *merged, const char **parents, lociq_error *error) {
  if (merged->classification == LOCIQ_UNCLASSIFIED) return LOCIQ_OK;
  size_t *places = lociq_allocate(merged->count, 2 * sizeof *places);
  const char **codes = lociq_allocate(merged->count, sizeof *codes);
  lociq_status status = LOCIQ_OK;
  if (places == NULL || codes == NULL) {
    status = lociq_memory_error(error, "parents");
    goto done;
  }
  size_t *own = places + merged->count, count = 0;
  for (size_t i = 0; i < merged->count; i++) {
    if (lociq_code_role_of(merged->classification, merged->codes[i]) != LOCIQ_CODE_MEMBER) continue;
    own[count] = i;
    codes[count++] = merged->codes[i];
  }
  status = lociq_code_parents(merged->classification, codes, count, places, error);
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++)
    if (places[i] != LOCIQ_NONE) parents[own[i]] = codes[places[i]];
done:
  free(places);
  free(codes);
  return status;
}

static lociq_member member_of(const lociq_merged *merged, size_t i, const char *const *parents,
                              const lociq_labels *labels) {
  lociq_member member = {.code = merged->codes[i],
                         .label = merged->labels[i],
                         .parent = parents[i],
                         .level = lociq_code_level(merged->classification, merged->codes[i])};
  const lociq_label *given = lociq_labels_find(labels, member.code);
  if (given != NULL && given->label[0] != '\0') member.label = given->label;
  if (given != NULL && given->parent[0] != '\0') member.parent = given->parent;
  return member;
}

static lociq_status make_axis(const lociq_merged *merged, lociq_axis_kind kind, uint32_t route,
                              const char *const *parents, const lociq_labels *labels, lociq_axis **axis,
                              lociq_error *error) {
  lociq_member *members = lociq_allocate(merged->count, sizeof *members);
  if (members == NULL) return lociq_memory_error(error, "an axis");
  size_t count = 0;
  for (size_t i = 0; i < merged->count; i++)
    if (merged->used[i] && lociq_route_kind(merged->routes[i]) == route)
      members[count++] = member_of(merged, i, parents, labels);
  const lociq_status status = lociq_axis_create(kind, members, count, axis, error);
  free(members);
  return status;
}

/* The axis of regions or industries; for regions that of the aggregates too. */
static lociq_status make_coded(lociq_collection *all, lociq_merged *merged, const char *path, lociq_error *error) {
  const lociq_axis_kind kind = (lociq_axis_kind)merged->axis;
  lociq_labels labels = {0};
  const char **codes = lociq_allocate(merged->count, sizeof *codes);
  const char **parents = lociq_allocate(merged->count, sizeof *parents);
  lociq_status status = LOCIQ_OK;
  if (codes == NULL || parents == NULL) {
    status = lociq_memory_error(error, "an axis");
    goto done;
  }
  if (path != NULL) status = lociq_labels_read(path, all->options->progress, &labels, NULL, error);
  if (status == LOCIQ_OK && kind == LOCIQ_REGION) {
    (void)number_codes(merged, LOCIQ_ROUTE_AGGREGATE, codes);
    status = make_axis(merged, LOCIQ_AGGREGATE, LOCIQ_ROUTE_AGGREGATE, parents, &labels,
                       &all->panel->axes[LOCIQ_AGGREGATE], error);
  }
  if (status != LOCIQ_OK) goto done;
  const size_t count = number_codes(merged, LOCIQ_ROUTE_MEMBER, codes);
  if (count == 0 && kind == LOCIQ_REGION) {
    status = lociq_error_set(error, LOCIQ_INVALID, "no region is left of what was read");
    goto done;
  }
  status = lociq_codes_check(kind, merged->classification, codes, count, error);
  if (status == LOCIQ_OK) status = find_parents(merged, parents, error);
  if (status == LOCIQ_OK)
    status = make_axis(merged, kind, LOCIQ_ROUTE_MEMBER, parents, &labels, &all->panel->axes[kind], error);
done:
  lociq_labels_clear(&labels);
  free(codes);
  free(parents);
  return status;
}

/* Says where a year that is none stands: its first line that is kept. */
static lociq_status refuse_year(const lociq_collection *all, size_t m, size_t code, lociq_error *error) {
  const char *year = all->dimensions[m].codes[code];
  for (size_t f = 0; f < all->file_count; f++) {
    const lociq_bound *file = &all->files[f];
    const lociq_layout *layout = &file->scan->layout;
    size_t d = 0;
    while (d < layout->dimension_count && file->merged[d] != m) d++;
    if (d == layout->dimension_count) continue;
    for (size_t n = 0; layout->dimensions[d].place == LOCIQ_IN_FIELD && n < file->scan->chunk_count; n++) {
      const lociq_chunk *chunk = &file->scan->chunks[n];
      for (size_t row = 0; row < chunk->rows; row++)
        if (lociq_bound_code(file, chunk, row, d) == code && lociq_bound_fate(file, n, row) == 0)
          return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu: %s is \"%s\", expected a year", file->scan->path,
                                 (unsigned long long)lociq_chunk_line(chunk, row), layout->dimensions[d].name, year);
    }
    if (layout->dimensions[d].place == LOCIQ_CONSTANT && file->constants[d] == code)
      return lociq_error_set(error, LOCIQ_INVALID, "--year is \"%s\", expected a year", year);
    for (size_t c = 0; file->along != NULL && d == file->along_dimension && c < layout->column_count; c++)
      if (file->along[c] == code)
        return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: %s is \"%s\", expected a year", file->scan->path,
                               layout->dimensions[d].name, year);
  }
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "\"%s\" is no year", year);
}

static lociq_status make_years(lociq_collection *all, size_t m, lociq_error *error) {
  lociq_merged *merged = &all->dimensions[m];
  for (size_t i = 0; i < merged->count; i++) {
    const lociq_member member = {.code = merged->codes[i], .level = LOCIQ_NO_LEVEL};
    lociq_axis *one = NULL;
    if (!merged->used[i]) continue;
    const lociq_status status = lociq_axis_create(LOCIQ_YEAR, &member, 1, &one, NULL);
    lociq_axis_free(one);
    if (status == LOCIQ_INVALID) return refuse_year(all, m, i, error);
    if (status != LOCIQ_OK) return lociq_memory_error(error, "an axis");
  }
  const lociq_labels none = {0};
  const char **parents = lociq_allocate(merged->count, sizeof *parents);
  if (parents == NULL) return lociq_memory_error(error, "an axis");
  lociq_axis **axis = &all->panel->axes[LOCIQ_YEAR];
  const lociq_status status = make_axis(merged, LOCIQ_YEAR, LOCIQ_ROUTE_MEMBER, parents, &none, axis, error);
  free(parents);
  if (status != LOCIQ_OK) return status;
  for (size_t i = 0; i < merged->count; i++)
    if (merged->used[i] && lociq_route_kind(merged->routes[i]) == LOCIQ_ROUTE_MEMBER)
      merged->routes[i] = lociq_route(LOCIQ_ROUTE_MEMBER, (uint32_t)lociq_axis_find(*axis, merged->codes[i]));
  return LOCIQ_OK;
}

lociq_status lociq_collection_make_axes(lociq_collection *all, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t m = 0; m < all->dimension_count && status == LOCIQ_OK; m++) {
    lociq_merged *merged = &all->dimensions[m];
    const lociq_read_options *options = all->options;
    if (merged->axis == LOCIQ_YEAR) status = make_years(all, m, error);
    if (merged->axis == LOCIQ_REGION) status = make_coded(all, merged, options->regions_path, error);
    if (merged->axis == LOCIQ_INDUSTRY) status = make_coded(all, merged, options->industries_path, error);
  }
  return status;
}
