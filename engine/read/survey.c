/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass over the codes of all lines: which lines are kept, and which codes
 * they use. Files whose codes leave nothing out need none.
 */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/collect.h"

enum { REASONS = sizeof((lociq_account *)NULL)->reasons / sizeof((lociq_account *)NULL)->reasons[0] };

uint8_t lociq_account_reason(lociq_account *account, const char *text) {
  for (size_t i = 0; i < account->reason_count; i++)
    if (strcmp(account->reasons[i].text, text) == 0) return (uint8_t)i;
  if (account->reason_count == REASONS) return REASONS - 1;
  const bool last = account->reason_count == REASONS - 1;
  struct lociq_account_reason *reason = &account->reasons[account->reason_count++];
  (void)snprintf(reason->text, sizeof reason->text, "%s", last ? "for other reasons" : text);
  return (uint8_t)(account->reason_count - 1);
}

/* The first reason that the line's codes give, or 0: filters in their order, the
 * format's own, then roles and levels. */
static uint8_t fate_of(const lociq_collection *all, const lociq_bound *file, const lociq_chunk *chunk, size_t row) {
  const size_t count = chunk->codes_a_row;
  for (size_t i = 0; i < count; i++) {
    const size_t d = file->order[i];
    const uint32_t route = all->dimensions[file->merged[d]].routes[lociq_bound_code(file, chunk, row, d)];
    if (lociq_route_kind(route) == LOCIQ_ROUTE_FILTERED) return (uint8_t)(1 + lociq_route_position(route));
  }
  return 0;
}

static uint8_t role_fate_of(const lociq_collection *all, const lociq_bound *file, const lociq_chunk *chunk,
                            size_t row) {
  for (size_t i = 0; i < chunk->codes_a_row; i++) {
    const size_t d = file->order[i];
    const uint32_t route = all->dimensions[file->merged[d]].routes[lociq_bound_code(file, chunk, row, d)];
    if (lociq_route_kind(route) == LOCIQ_ROUTE_OUT) return (uint8_t)(1 + lociq_route_position(route));
  }
  return 0;
}

/* What the format itself says of a line. codes: room for one a dimension. */
static uint8_t judge(const lociq_collection *all, const lociq_bound *file, const lociq_chunk *chunk, size_t row,
                     const char **codes) {
  const lociq_layout *layout = &file->scan->layout;
  for (size_t d = 0; d < layout->dimension_count; d++)
    codes[d] = d == file->along_dimension
                   ? NULL
                   : all->dimensions[file->merged[d]].codes[lociq_bound_code(file, chunk, row, d)];
  const char *reason = layout->judge(layout, codes, all->options);
  if (reason == NULL) return 0;
  uint8_t fate = 0;
#pragma omp critical(lociq_account_reasons)
  fate = (uint8_t)(1 + lociq_account_reason(all->account, reason));
  return fate;
}

static void mark(const lociq_merged *merged, uint32_t code) {
  bool *used = &merged->used[code];
  if (!__atomic_load_n(used, __ATOMIC_RELAXED)) __atomic_store_n(used, true, __ATOMIC_RELAXED);
}

static void survey_row(const lociq_collection *all, const lociq_bound *file, const lociq_chunk *chunk, size_t row,
                       const char **codes, uint8_t *fate) {
  *fate = fate_of(all, file, chunk, row);
  if (*fate == 0 && codes != NULL) *fate = judge(all, file, chunk, row, codes);
  if (*fate == 0) *fate = role_fate_of(all, file, chunk, row);
  if (*fate == 0) *fate = file->constant_fate;
  if (*fate != 0) return;
  for (size_t i = 0; i < chunk->codes_a_row; i++) {
    const size_t d = file->order[i];
    mark(&all->dimensions[file->merged[d]], lociq_bound_code(file, chunk, row, d));
  }
}

static lociq_status survey_chunk(const lociq_collection *all, lociq_bound *file, size_t number, bool *any,
                                 lociq_error *error) {
  const lociq_chunk *chunk = &file->scan->chunks[number];
  const lociq_layout *layout = &file->scan->layout;
  const char **codes = NULL;
  lociq_status status = LOCIQ_OK;
  uint8_t *fates = lociq_allocate(chunk->rows, sizeof *fates);
  if (layout->judge != NULL) codes = lociq_allocate(layout->dimension_count, sizeof *codes);
  if (fates == NULL || (layout->judge != NULL && codes == NULL)) {
    free(fates);
    status = lociq_memory_error(error, "lines");
  } else {
    for (size_t row = 0; row < chunk->rows; row++) {
      survey_row(all, file, chunk, row, codes, &fates[row]);
      *any = *any || fates[row] == 0;
    }
    file->fates[number] = fates;
  }
  free(codes);
  return status;
}

/* True where every line of the file is kept, so that all its codes are used. */
static bool keeps_all(const lociq_collection *all, const lociq_bound *file) {
  const lociq_layout *layout = &file->scan->layout;
  if (layout->judge != NULL || file->constant_fate != 0) return false;
  for (size_t d = 0; d < layout->dimension_count; d++) {
    const lociq_merged *merged = &all->dimensions[file->merged[d]];
    if (merged->axis == LOCIQ_NO_AXIS && !merged->free && merged->count > 1) return false;
    for (size_t i = 0; layout->dimensions[d].place == LOCIQ_IN_FIELD && i < merged->count; i++)
      if (lociq_route_kind(merged->routes[i]) >= LOCIQ_ROUTE_OUT) return false;
  }
  return true;
}

/* Marks the codes of all dictionaries of the file. */
static void use_all(const lociq_collection *all, const lociq_bound *file) {
  const lociq_scan *scan = file->scan;
  for (size_t d = 0; d < scan->layout.dimension_count; d++) {
    lociq_merged *merged = &all->dimensions[file->merged[d]];
    const size_t index = scan->parsers[0].code_index[d], width = scan->parsers[0].codes_a_row;
    for (size_t t = 0; index != LOCIQ_NONE && t < scan->thread_count; t++)
      for (size_t i = 0; i < scan->parsers[t].dictionaries[index].count; i++)
        merged->used[file->maps[t * width + index][i]] = true;
  }
}

/* Constants and the columns' codes are used where any line is kept. */
static void use_header(const lociq_collection *all, const lociq_bound *file) {
  const lociq_layout *layout = &file->scan->layout;
  for (size_t d = 0; d < layout->dimension_count; d++) {
    lociq_merged *merged = &all->dimensions[file->merged[d]];
    if (layout->dimensions[d].place == LOCIQ_CONSTANT) merged->used[file->constants[d]] = true;
    for (size_t c = 0; d == file->along_dimension && c < layout->column_count; c++)
      if (file->along_fates[c] == 0) merged->used[file->along[c]] = true;
  }
}

static lociq_status survey_file(const lociq_collection *all, lociq_bound *file, bool *any, lociq_error *error) {
  lociq_scan *scan = file->scan;
  if (keeps_all(all, file)) {
    for (size_t i = 0; i < scan->chunk_count; i++) *any = *any || scan->chunks[i].rows > 0;
    use_all(all, file);
    return LOCIQ_OK;
  }
  file->fates = lociq_allocate(scan->chunk_count, sizeof *file->fates);
  if (file->fates == NULL) return lociq_memory_error(error, "lines");
  lociq_status status = LOCIQ_OK;
#pragma omp parallel for schedule(dynamic)
  for (size_t i = 0; i < scan->chunk_count; i++) {
    bool found = false;
    lociq_error own = {0};
    const lociq_status answer = survey_chunk(all, file, i, &found, &own);
#pragma omp critical(lociq_survey)
    {
      *any = *any || found;
      if (answer != LOCIQ_OK && status == LOCIQ_OK) {
        status = answer;
        if (error != NULL && error->status == LOCIQ_OK) *error = own;
      }
    }
  }
  return status;
}

/* A dimension that is no axis may keep one value only. */
static lociq_status check_single(const lociq_merged *merged, lociq_error *error) {
  char list[600] = "";
  size_t length = 0, count = 0;
  for (size_t i = 0; i < merged->count; i++) {
    if (!merged->used[i]) continue;
    count++;
    if (length < sizeof list)
      length +=
          (size_t)snprintf(list + length, sizeof list - length, "%s%s", length == 0 ? "" : ", ", merged->codes[i]);
  }
  if (count <= 1) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_CONFLICT,
                         "%s has %zu values, of which one must be chosen with --where %s=…: %s%s", merged->name, count,
                         merged->name, list, length >= sizeof list ? " …" : "");
}

lociq_status lociq_collection_survey(lociq_collection *all, lociq_error *error) {
  for (size_t f = 0; f < all->file_count; f++) {
    bool any = false;
    const lociq_status status = survey_file(all, &all->files[f], &any, error);
    if (status != LOCIQ_OK) return status;
    if (any) use_header(all, &all->files[f]);
  }
  for (size_t m = 0; m < all->dimension_count; m++) {
    const lociq_merged *merged = &all->dimensions[m];
    const lociq_status status = merged->axis == LOCIQ_NO_AXIS && !merged->free ? check_single(merged, error) : LOCIQ_OK;
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

void lociq_collection_count_left_out(lociq_collection *all) {
  for (size_t f = 0; f < all->file_count; f++) {
    const lociq_bound *file = &all->files[f];
    const size_t columns = file->scan->layout.column_count;
    uint64_t kept = 0;
    for (size_t n = 0; n < file->scan->chunk_count; n++)
      for (size_t row = 0; row < file->scan->chunks[n].rows; row++) {
        const uint8_t fate = lociq_bound_fate(file, n, row);
        if (fate != 0) all->account->reasons[fate - 1].cells += columns;
        kept += fate == 0;
      }
    for (size_t c = 0; file->along_fates != NULL && c < columns; c++)
      if (file->along_fates[c] != 0) all->account->reasons[file->along_fates[c] - 1].cells += kept;
  }
}
