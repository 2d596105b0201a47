/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a cell goes, one at a time, and where two come from.
 */
#include "read/collect.h"

lociq_routes lociq_bound_routes(const lociq_collection *all, const lociq_bound *file, const lociq_chunk *chunk,
                                size_t row, size_t column) {
  lociq_routes routes = {0};
  for (size_t d = 0; d < file->scan->layout.dimension_count; d++) {
    const lociq_merged *merged = &all->dimensions[file->merged[d]];
    if (merged->axis == LOCIQ_NO_AXIS) continue;
    const uint32_t route =
        merged->routes[d == file->along_dimension ? file->along[column] : lociq_bound_code(file, chunk, row, d)];
    if (merged->axis == LOCIQ_YEAR) routes.year = route;
    if (merged->axis == LOCIQ_REGION) routes.region = route;
    if (merged->axis == LOCIQ_INDUSTRY) routes.industry = route;
  }
  return routes;
}

/* The code of an axis that a cell has, or NULL. */
static const char *code_of(const lociq_collection *all, lociq_position at, int axis) {
  const lociq_bound *file = &all->files[at.file];
  const lociq_chunk *chunk = &file->scan->chunks[at.chunk];
  for (size_t d = 0; d < file->scan->layout.dimension_count; d++) {
    const lociq_merged *merged = &all->dimensions[file->merged[d]];
    if (merged->axis == axis)
      return merged
          ->codes[d == file->along_dimension ? file->along[at.column] : lociq_bound_code(file, chunk, at.row, d)];
  }
  return NULL;
}

lociq_status lociq_refuse_twice(const lociq_collection *all, lociq_position first, lociq_position second,
                                lociq_error *error) {
  const lociq_bound *one = &all->files[first.file], *other = &all->files[second.file];
  const char *region = code_of(all, second, LOCIQ_REGION), *industry = code_of(all, second, LOCIQ_INDUSTRY),
             *year = code_of(all, second, LOCIQ_YEAR);
  const uint64_t lines[2] = {lociq_chunk_line(&one->scan->chunks[first.chunk], first.row),
                             lociq_chunk_line(&other->scan->chunks[second.chunk], second.row)};
  const bool same = first.file == second.file;
  return lociq_error_set(
      error, LOCIQ_CONFLICT,
      "%s:%llu: %s of %s%s%s, %s is there already, in line %llu%s%s (--duplicates sum adds them)", other->scan->path,
      (unsigned long long)lines[1], other->scan->layout.columns[second.column].measure,
      region == NULL ? "no region" : region, industry == NULL ? "" : ", ", industry == NULL ? "" : industry,
      year == NULL ? "no year" : year, (unsigned long long)lines[0], same ? "" : " of ", same ? "" : one->scan->path);
}
