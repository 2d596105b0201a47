/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each code says of the cells that carry it: --where first, then its role,
 * then --level and --vintage.
 */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/collect.h"

enum { LIST = 600 }; /* bytes of a list in a message */

/* By the axis, or by the name that any file has for it. */
static bool is_named(const lociq_collection *all, size_t m, const char *name) {
  const lociq_merged *merged = &all->dimensions[m];
  if (merged->count == 0) return false;
  if (merged->axis != LOCIQ_NO_AXIS && strcmp(lociq_axis_kind_name((lociq_axis_kind)merged->axis), name) == 0)
    return true;
  for (size_t f = 0; f < all->file_count; f++) {
    const lociq_layout *layout = &all->files[f].scan->layout;
    for (size_t d = 0; d < layout->dimension_count; d++)
      if (all->files[f].merged[d] == m && strcmp(layout->dimensions[d].name, name) == 0) return true;
  }
  return false;
}

static size_t append(char *list, size_t length, const char *text) {
  if (length >= LIST) return length;
  return length + (size_t)snprintf(list + length, LIST - length, "%s%s", length == 0 ? "" : ", ", text);
}

static lociq_status refuse_dimension(const lociq_collection *all, const char *name, lociq_error *error) {
  char list[LIST] = "";
  size_t length = 0;
  for (size_t m = 0; m < all->dimension_count; m++)
    if (all->dimensions[m].count > 0) length = append(list, length, all->dimensions[m].name);
  return lociq_error_set(error, LOCIQ_INVALID, "--where %s: there is no such dimension; there are %s", name, list);
}

static lociq_status refuse_value(const lociq_merged *merged, const char *value, lociq_error *error) {
  char list[LIST] = "";
  size_t length = 0;
  for (size_t i = 0; i < merged->count; i++) length = append(list, length, merged->codes[i]);
  return lociq_error_set(error, LOCIQ_INVALID, "--where %s=%s: no line has that %s; there are %s%s", merged->name,
                         value, merged->name, list, length >= LIST ? " …" : "");
}

static size_t find_code(const lociq_merged *merged, const char *code) {
  size_t low = 0, high = merged->count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (strcmp(merged->codes[middle], code) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < merged->count && strcmp(merged->codes[low], code) == 0 ? low : LOCIQ_NONE;
}

/* Marks in `used` what a filter names; `one` is a dimension that has its name. */
static bool mark_value(lociq_collection *all, const lociq_filter *filter, const char *value, const lociq_merged **one) {
  bool found = false;
  for (size_t m = 0; m < all->dimension_count; m++) {
    if (!is_named(all, m, filter->dimension)) continue;
    lociq_merged *merged = &all->dimensions[m];
    *one = merged;
    const size_t code = find_code(merged, value);
    if (code != LOCIQ_NONE) found = merged->used[code] = true;
  }
  return found;
}

static lociq_status mark_filter(lociq_collection *all, size_t rank, lociq_error *error) {
  const lociq_filter *filter = &all->options->filters[rank];
  const lociq_merged *one = NULL;
  for (size_t v = 0; v < filter->count; v++) {
    const bool found = mark_value(all, filter, filter->values[v], &one);
    if (one == NULL) return refuse_dimension(all, filter->dimension, error);
    if (!found) return refuse_value(one, filter->values[v], error);
  }
  for (size_t m = 0; m < all->dimension_count; m++)
    if (is_named(all, m, filter->dimension) && all->dimensions[m].filter_rank == LOCIQ_NONE)
      all->dimensions[m].filter_rank = rank;
  return LOCIQ_OK;
}

/* What the filters leave out. The published total of a region is no industry to
 * be left out. */
static void apply_marks(lociq_collection *all, lociq_merged *merged) {
  char reason[96];
  (void)snprintf(reason, sizeof reason, "by --where %s", merged->name);
  const uint32_t left = lociq_route(LOCIQ_ROUTE_FILTERED, lociq_account_reason(all->account, reason));
  for (size_t i = 0; i < merged->count; i++) {
    const bool total = merged->axis == LOCIQ_INDUSTRY &&
                       lociq_code_role_of(merged->classification, merged->codes[i]) == LOCIQ_CODE_TOTAL;
    if (!merged->used[i] && !total) merged->routes[i] = left;
    merged->used[i] = false;
  }
}

/* The classification of all the codes, or, where that is none, of those that the
 * filters keep. */
static lociq_status classify(lociq_merged *merged, bool kept_alone, lociq_error *error) {
  if (merged->classification != LOCIQ_UNCLASSIFIED || merged->axis == LOCIQ_YEAR) return LOCIQ_OK;
  const char **codes = lociq_allocate(merged->count, sizeof *codes);
  if (codes == NULL) return lociq_memory_error(error, "codes");
  size_t count = 0;
  for (size_t i = 0; i < merged->count; i++)
    if (!kept_alone || lociq_route_kind(merged->routes[i]) != LOCIQ_ROUTE_FILTERED) codes[count++] = merged->codes[i];
  merged->classification = lociq_classify((lociq_axis_kind)merged->axis, codes, count);
  free(codes);
  return LOCIQ_OK;
}

static lociq_status filter(lociq_collection *all, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t m = 0; m < all->dimension_count && status == LOCIQ_OK; m++)
    if (all->dimensions[m].axis != LOCIQ_NO_AXIS) status = classify(&all->dimensions[m], false, error);
  for (size_t i = 0; i < all->options->filter_count && status == LOCIQ_OK; i++) status = mark_filter(all, i, error);
  for (size_t i = 0; i < all->options->filter_count && status == LOCIQ_OK; i++)
    for (size_t m = 0; m < all->dimension_count; m++) /* reasons in the order of the filters */
      if (all->dimensions[m].filter_rank == i) apply_marks(all, &all->dimensions[m]);
  return status;
}

static void apply_roles(lociq_collection *all, lociq_merged *merged) {
  const bool region = merged->axis == LOCIQ_REGION;
  for (size_t i = 0; i < merged->count; i++) {
    if (lociq_route_kind(merged->routes[i]) == LOCIQ_ROUTE_FILTERED) continue;
    switch (lociq_code_role_of(merged->classification, merged->codes[i])) {
      case LOCIQ_CODE_MEMBER:
        break;
      case LOCIQ_CODE_TOTAL:
        merged->routes[i] = lociq_route(LOCIQ_ROUTE_TOTAL, 0);
        break;
      case LOCIQ_CODE_AGGREGATE:
        merged->routes[i] =
            region ? lociq_route(LOCIQ_ROUTE_AGGREGATE, 0)
                   : lociq_route(LOCIQ_ROUTE_OUT, lociq_account_reason(all->account, "as sums of industries"));
        break;
      case LOCIQ_CODE_OUTSIDE:
        merged->routes[i] = lociq_route(
            LOCIQ_ROUTE_OUT, lociq_account_reason(all->account, region ? "outside of all regions (extra-regio)"
                                                                       : "of no industry known (no response)"));
        break;
    }
  }
}

/* Whether the codes that are left have that level, and which they have. */
static bool has_level(const lociq_merged *merged, int level, char list[LIST]) {
  bool found = false, seen[16] = {false};
  list[0] = '\0';
  for (size_t i = 0; i < merged->count; i++) {
    if (lociq_route_kind(merged->routes[i]) != LOCIQ_ROUTE_MEMBER) continue;
    const int own = lociq_code_level(merged->classification, merged->codes[i]);
    found = found || own == level;
    if (own >= 0 && own < (int)(sizeof seen)) seen[own] = true;
  }
  size_t length = 0;
  for (int i = 0; i < (int)(sizeof seen); i++)
    if (seen[i]) length = append(list, length, lociq_level_name(merged->classification, i));
  return found;
}

static lociq_status apply_level(lociq_collection *all, lociq_error *error) {
  const char *name = all->options->level;
  for (size_t f = 0; f < all->file_count; f++)
    if (all->files[f].scan->layout.uses_level) return LOCIQ_OK;
  if (name == NULL) return LOCIQ_OK;
  lociq_merged *merged = &all->dimensions[0];
  int level = 0;
  if (merged->classification == LOCIQ_UNCLASSIFIED ||
      lociq_level_parse(merged->classification, name, &level, NULL) != LOCIQ_OK) {
    lociq_merged *industries = &all->dimensions[1];
    const bool theirs = industries->classification != LOCIQ_UNCLASSIFIED &&
                        lociq_level_parse(industries->classification, name, &level, NULL) == LOCIQ_OK;
    if (!theirs) return lociq_level_parse(merged->classification, name, &level, error);
    merged = industries;
  }
  char list[LIST];
  if (!has_level(merged, level, list))
    return lociq_error_set(error, LOCIQ_INVALID, "--level %s: no %s is of that level; there are %s", name, merged->name,
                           list);
  char reason[96];
  (void)snprintf(reason, sizeof reason, "by --level %s", name);
  const uint32_t out = lociq_route(LOCIQ_ROUTE_OUT, lociq_account_reason(all->account, reason));
  for (size_t i = 0; i < merged->count; i++)
    if (merged->routes[i] == lociq_route(LOCIQ_ROUTE_MEMBER, 0) &&
        lociq_code_level(merged->classification, merged->codes[i]) != level)
      merged->routes[i] = out;
  return LOCIQ_OK;
}

static lociq_status apply_vintage(lociq_collection *all, lociq_error *error) {
  const char *name = all->options->vintage;
  lociq_merged *merged = &all->dimensions[0];
  lociq_vintages wanted = 0;
  if (name == NULL) return LOCIQ_OK;
  lociq_status status = lociq_vintages_parse(name, &wanted, error);
  if (status == LOCIQ_OK && (wanted & (wanted - 1)) != 0)
    status = lociq_error_set(error, LOCIQ_INVALID, "--vintage is \"%s\", expected one year", name);
  if (status != LOCIQ_OK) return status;
  if (merged->classification != LOCIQ_NUTS)
    return lociq_error_set(error, LOCIQ_INVALID, "--vintage %s: these regions are none of NUTS", name);
  bool any = false;
  char reason[96];
  (void)snprintf(reason, sizeof reason, "by --vintage %s", name);
  const uint32_t out = lociq_route(LOCIQ_ROUTE_OUT, lociq_account_reason(all->account, reason));
  for (size_t i = 0; i < merged->count; i++) {
    if (lociq_route_kind(merged->routes[i]) != LOCIQ_ROUTE_MEMBER) continue;
    const lociq_vintages own = lociq_code_vintages(merged->codes[i]);
    if (own != 0 && (own & wanted) == 0)
      merged->routes[i] = out;
    else
      any = true;
  }
  return any ? LOCIQ_OK : lociq_error_set(error, LOCIQ_INVALID, "--vintage %s: no region is of that vintage", name);
}

static uint8_t fate_of(uint32_t route) {
  return lociq_route_kind(route) >= LOCIQ_ROUTE_OUT ? (uint8_t)(1 + lociq_route_position(route)) : 0;
}

/* The dimensions in fields, those with filters first, in their order; and what
 * the columns' codes and the constants leave out. */
static lociq_status order_file(const lociq_collection *all, lociq_bound *file, lociq_error *error) {
  const lociq_layout *layout = &file->scan->layout;
  size_t count = 0;
  for (size_t d = 0; d < layout->dimension_count; d++) {
    const lociq_merged *merged = &all->dimensions[file->merged[d]];
    if (layout->dimensions[d].place == LOCIQ_CONSTANT && file->constant_fate == 0)
      file->constant_fate = fate_of(merged->routes[file->constants[d]]);
    if (layout->dimensions[d].place != LOCIQ_IN_FIELD) continue;
    size_t at = count++;
    for (; at > 0 && all->dimensions[file->merged[file->order[at - 1]]].filter_rank > merged->filter_rank; at--)
      file->order[at] = file->order[at - 1];
    file->order[at] = d;
  }
  if (file->along == NULL) return LOCIQ_OK;
  file->along_fates = lociq_allocate(layout->column_count, sizeof *file->along_fates);
  if (file->along_fates == NULL) return lociq_memory_error(error, "columns");
  for (size_t c = 0; c < layout->column_count; c++)
    file->along_fates[c] = fate_of(all->dimensions[file->merged[file->along_dimension]].routes[file->along[c]]);
  return LOCIQ_OK;
}

lociq_status lociq_collection_route(lociq_collection *all, lociq_error *error) {
  lociq_status status = filter(all, error);
  for (size_t m = 0; m < all->dimension_count && status == LOCIQ_OK; m++) {
    lociq_merged *merged = &all->dimensions[m];
    if (merged->axis != LOCIQ_REGION && merged->axis != LOCIQ_INDUSTRY) continue;
    status = classify(merged, true, error);
    if (status == LOCIQ_OK) apply_roles(all, merged);
  }
  if (status == LOCIQ_OK) status = apply_level(all, error);
  if (status == LOCIQ_OK) status = apply_vintage(all, error);
  for (size_t f = 0; f < all->file_count && status == LOCIQ_OK; f++) status = order_file(all, &all->files[f], error);
  return status;
}
