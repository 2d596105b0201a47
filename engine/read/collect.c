/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/collect.h"

#include <lociq/memory.h>
#include <string.h>

#include "core/memory.h"

static int compare_reasons(const void *first, const void *second) {
  return strcmp(((const struct lociq_account_reason *)first)->text,
                ((const struct lociq_account_reason *)second)->text);
}

/* What formats themselves leave out was met in the order of the threads. */
static void order_reasons(lociq_account *account, size_t first) {
  qsort(account->reasons + first, account->reason_count - first, sizeof *account->reasons, compare_reasons);
  size_t kept = 0;
  for (size_t i = 0; i < account->reason_count; i++)
    if (account->reasons[i].cells > 0) account->reasons[kept++] = account->reasons[i];
  memset(account->reasons + kept, 0, (account->reason_count - kept) * sizeof *account->reasons);
  account->reason_count = kept;
}

/* Files without a line of data would else be told of as if all were left out. */
static lociq_status check_rows(const lociq_scan *scans, size_t count, lociq_error *error) {
  uint64_t rows = 0;
  for (size_t f = 0; f < count; f++)
    for (size_t n = 0; n < scans[f].chunk_count; n++) rows += scans[f].chunks[n].rows;
  return rows > 0 ? LOCIQ_OK
                  : lociq_error_set(error, LOCIQ_BAD_INPUT, "%s has no line of data below its header", scans[0].path);
}

/* Puts the cells into the cubes: the fast way, where no two fall together. */
static lociq_status fill(lociq_collection *all, lociq_error *error) {
  bool slow = false;
  for (size_t f = 0; f < all->file_count; f++) slow = slow || all->files[f].scan->layout.combine != NULL;
  const lociq_status status = slow ? LOCIQ_OK : lociq_collection_scatter(all, &slow, error);
  return status == LOCIQ_OK && slow ? lociq_collection_combine(all, error) : status;
}

/* The matrices, which may be there already in part. */
static lociq_status require(const lociq_collection *all, lociq_error *error) {
  size_t bytes = 0;
  for (size_t m = 0; m < all->measure_count; m++) {
    lociq_space space;
    const size_t cell = sizeof(double) + (all->measures[m].flagged ? sizeof(uint16_t) : 0);
    const lociq_status status = lociq_space_of(all->panel, all->measures[m].industries, &space, error);
    if (status != LOCIQ_OK) return status;
    bytes += space.base[LOCIQ_PARTS] * cell;
  }
  const lociq_early *early = all->file_count == 1 ? all->files[0].scan->early : NULL;
  if (early != NULL) return lociq_early_require(early, bytes, error);
  return lociq_memory_require(all->options->memory, bytes, "holding all measures", error);
}

lociq_status lociq_collect(lociq_scan *scans, size_t count, const lociq_read_options *options, lociq_panel **panel,
                           lociq_account *account, lociq_error *error) {
  lociq_collection all = {.options = options, .account = account};
  size_t serial = 0;
  lociq_status status = check_rows(scans, count, error);
  if (status == LOCIQ_OK) status = lociq_panel_create(&all.panel, error);
  if (status == LOCIQ_OK) status = lociq_collection_merge(&all, scans, count, error);
  if (status == LOCIQ_OK) status = lociq_collection_route(&all, error);
  serial = account->reason_count;
  if (status == LOCIQ_OK) status = lociq_collection_survey(&all, error);
  if (status == LOCIQ_OK) status = lociq_collection_make_axes(&all, error);
  if (status == LOCIQ_OK) status = lociq_collection_make_measures(&all, error);
  if (status == LOCIQ_OK) status = require(&all, error);
  if (status == LOCIQ_OK) status = fill(&all, error);
  if (status == LOCIQ_OK) {
    lociq_collection_count_left_out(&all);
    order_reasons(account, serial);
    lociq_vintages vintages = 0;
    status = lociq_panel_vintages(all.panel, &vintages, error);
  }
  if (status == LOCIQ_OK) {
    *panel = all.panel;
    all.panel = NULL;
  }
  lociq_panel_free(all.panel);
  lociq_collection_clear(&all);
  return status;
}
