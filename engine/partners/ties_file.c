/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/ties_file.h"

#include <inttypes.h>
#include <math.h>

#include "core/memory.h"
#include "read/records.h"

enum { REGION, INDUSTRY, PARTNER, PARTNER_INDUSTRY, TIES, COLUMNS };

static int compare_sizes(size_t first, size_t second) { return first < second ? -1 : first > second; }

static int compare_pairs(const lociq_tie *a, const lociq_tie *b) {
  int order = compare_sizes(a->region, b->region);
  if (order == 0) order = compare_sizes(a->industry, b->industry);
  if (order == 0) order = compare_sizes(a->partner, b->partner);
  if (order == 0) order = compare_sizes(a->partner_industry, b->partner_industry);
  return order;
}

static int compare_keys(const void *left, const void *right) { return compare_pairs(left, right); }

static int compare_rows(const void *left, const void *right) {
  const lociq_tie *a = left, *b = right;
  const int order = compare_pairs(a, b);
  return order != 0 ? order : a->line < b->line ? -1 : a->line > b->line;
}

/* Both columns of industries, or neither. */
static lociq_status check_columns(const lociq_records *records, bool *by_industry, lociq_error *error) {
  const bool own = records->texts[INDUSTRY] != NULL, other = records->texts[PARTNER_INDUSTRY] != NULL;
  if (own != other)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there is a column \"%s\", but none \"%s\"", records->path,
                           records->columns[own ? INDUSTRY : PARTNER_INDUSTRY].name,
                           records->columns[own ? PARTNER_INDUSTRY : INDUSTRY].name);
  *by_industry = own;
  return LOCIQ_OK;
}

static lociq_status read_row(const lociq_records *records, const lociq_axis *regions, const lociq_axis *industries,
                             bool by_industry, lociq_tie *row, lociq_error *error) {
  const lociq_record_range any = {.minimum = 0, .maximum = (double)INFINITY};
  *row = (lociq_tie){.industry = LOCIQ_NONE, .partner_industry = LOCIQ_NONE, .line = records->line};
  lociq_status status = lociq_records_code(records, REGION, regions, &row->region, error);
  if (status == LOCIQ_OK && by_industry)
    status = lociq_records_code(records, INDUSTRY, industries, &row->industry, error);
  if (status == LOCIQ_OK) status = lociq_records_code(records, PARTNER, regions, &row->partner, error);
  if (status == LOCIQ_OK && by_industry)
    status = lociq_records_code(records, PARTNER_INDUSTRY, industries, &row->partner_industry, error);
  if (status == LOCIQ_OK) status = lociq_records_number(records, TIES, any, &row->ties, error);
  if (status == LOCIQ_OK && row->region == row->partner && row->industry == row->partner_industry)
    status = lociq_records_refuse(records, by_industry ? PARTNER_INDUSTRY : PARTNER,
                                  by_industry ? "another region or industry" : "another region", error);
  return status;
}

static lociq_status add_row(lociq_tie_rows *all, size_t *room, const lociq_tie *row, lociq_error *error) {
  if (all->count == *room) {
    const size_t more = *room == 0 ? 1024 : 2 * *room;
    lociq_tie *grown = lociq_resize(all->rows, more, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "ties");
    all->rows = grown;
    *room = more;
  }
  all->rows[all->count++] = *row;
  return LOCIQ_OK;
}

static lociq_status read_rows(const char *path, const lociq_axis *regions, const lociq_axis *industries,
                              lociq_tie_rows *all, lociq_error *error) {
  static const lociq_record_column columns[COLUMNS] = {
      [REGION] = {.name = "region"},
      [INDUSTRY] = {.name = "industry", .optional = true},
      [PARTNER] = {.name = "partner"},
      [PARTNER_INDUSTRY] = {.name = "partner_industry", .optional = true},
      [TIES] = {.name = "ties"}};
  size_t room = 0;
  lociq_records records;
  lociq_status status = lociq_records_open(path, columns, COLUMNS, NULL, &records, error);
  while (status == LOCIQ_OK) {
    lociq_tie row;
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = check_columns(&records, &all->by_industry, error);
    if (status == LOCIQ_OK) status = read_row(&records, regions, industries, all->by_industry, &row, error);
    if (status == LOCIQ_OK) status = add_row(all, &room, &row, error);
  }
  lociq_records_close(&records);
  return status;
}

static lociq_status check_twice(const char *path, const lociq_axis *regions, const lociq_tie_rows *all,
                                lociq_error *error) {
  for (size_t i = 1; i < all->count; i++) {
    const lociq_tie *before = &all->rows[i - 1], *found = &all->rows[i];
    if (compare_pairs(before, found) == 0)
      return lociq_error_set(error, LOCIQ_BAD_INPUT,
                             "%s:%" PRIu64 ": the ties of \"%s\" with \"%s\" are there already, in line %" PRIu64, path,
                             found->line, lociq_axis_code(regions, found->region),
                             lociq_axis_code(regions, found->partner), before->line);
  }
  return LOCIQ_OK;
}

static bool is_directed(const lociq_tie_rows *all) {
  for (size_t i = 0; i < all->count; i++) {
    const lociq_tie *row = &all->rows[i];
    const lociq_tie back = {.region = row->partner,
                            .industry = row->partner_industry,
                            .partner = row->region,
                            .partner_industry = row->industry};
    if (bsearch(&back, all->rows, all->count, sizeof back, compare_keys) != NULL) return true;
  }
  return false;
}

lociq_status lociq_tie_rows_read(const char *path, const lociq_axis *regions, const lociq_axis *industries,
                                 lociq_tie_rows *rows, lociq_error *error) {
  lociq_tie_rows made = {0};
  lociq_status status = read_rows(path, regions, industries, &made, error);
  if (made.count > 0) qsort(made.rows, made.count, sizeof *made.rows, compare_rows);
  if (status == LOCIQ_OK) status = check_twice(path, regions, &made, error);
  if (status != LOCIQ_OK) {
    free(made.rows);
    return status;
  }
  made.directed = is_directed(&made);
  *rows = made;
  return LOCIQ_OK;
}
