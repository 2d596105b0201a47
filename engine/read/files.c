/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/files.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/account.h"
#include "read/collect.h"

lociq_read_options lociq_read_options_default(void) { return (lociq_read_options){0}; }

void lociq_input_clear(lociq_input *input) {
  free(input->path);
  free(input->reader);
  *input = (lociq_input){0};
}

static void count_file(const lociq_scan *scan, lociq_account *account) {
  const char *name = scan->layout.line_name == NULL ? "rows" : scan->layout.line_name;
  const bool mixed = account->files > 0 && strcmp(account->series_name, name) != 0;
  (void)snprintf(account->series_name, sizeof account->series_name, "%s", mixed ? "rows" : name);
  account->files++;
  for (size_t n = 0; n < scan->chunk_count; n++) {
    const lociq_chunk *chunk = &scan->chunks[n];
    const uint64_t cells = (uint64_t)chunk->rows * scan->layout.column_count;
    account->rows += chunk->rows;
    account->cells += cells;
    account->missing += chunk->missing;
    account->values += cells - chunk->missing;
    account->missing_unflagged += chunk->missing_unflagged;
    for (size_t i = 0; i < LOCIQ_FLAG_COUNT; i++) account->missing_by_flag[i] += chunk->missing_by_flag[i];
  }
}

static lociq_status describe_input(const lociq_scan *scan, lociq_input *input, lociq_error *error) {
  input->path = lociq_copy_text(scan->path);
  input->reader = lociq_copy_text(scan->reader->name);
  input->bytes = scan->bytes;
  memcpy(input->sha256, scan->sha256, sizeof input->sha256);
  return input->path == NULL || input->reader == NULL ? lociq_memory_error(error, "inputs") : LOCIQ_OK;
}

lociq_status lociq_read_windows(const char *const *paths, size_t path_count, const lociq_read_options *options,
                                size_t window, lociq_panel **panel, lociq_account *account, lociq_input *inputs,
                                lociq_error *error) {
  if (path_count == 0) return lociq_error_set(error, LOCIQ_INVALID, "no file is given to read");
  lociq_account counts = {0};
  lociq_panel *made = NULL;
  lociq_scan *scans = lociq_allocate(path_count, sizeof *scans);
  lociq_input *described = lociq_allocate(path_count, sizeof *described);
  lociq_status status = LOCIQ_OK;
  if (scans == NULL || described == NULL) {
    status = lociq_memory_error(error, "files");
    goto done;
  }
  for (size_t f = 0; f < path_count && status == LOCIQ_OK; f++) {
    status = lociq_scan_file(paths[f], options, window, path_count == 1, &scans[f], error);
    if (status == LOCIQ_OK) count_file(&scans[f], &counts);
    if (status == LOCIQ_OK) status = describe_input(&scans[f], &described[f], error);
  }
  if (status == LOCIQ_OK) status = lociq_collect(scans, path_count, options, &made, &counts, error);
  if (status == LOCIQ_OK) status = lociq_account_check(&counts, error);
  if (status != LOCIQ_OK) goto done;
  *panel = made;
  *account = counts;
  memcpy(inputs, described, path_count * sizeof *described);
  made = NULL;
  memset(described, 0, path_count * sizeof *described);
done:
  lociq_panel_free(made);
  for (size_t f = 0; f < path_count; f++) {
    if (scans != NULL) lociq_scan_clear(&scans[f]);
    if (described != NULL) lociq_input_clear(&described[f]);
  }
  free(scans);
  free(described);
  return status;
}

lociq_status lociq_read_files(const char *const *paths, size_t path_count, const lociq_read_options *options,
                              lociq_panel **panel, lociq_account *account, lociq_input *inputs, lociq_error *error) {
  return lociq_read_windows(paths, path_count, options, LOCIQ_WINDOW, panel, account, inputs, error);
}
