/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/linkage.h"

#include <inttypes.h>
#include <math.h>

#include "core/memory.h"
#include "read/records.h"

enum { FROM, TO, WEIGHT, COLUMNS };

typedef struct row {
  lociq_link link;
  uint64_t line;
} row;

typedef struct rows {
  row *of;
  size_t count, room;
} rows;

static lociq_status add_row(rows *all, const row *added, lociq_error *error) {
  if (all->count == all->room) {
    const size_t room = all->room == 0 ? 256 : 2 * all->room;
    row *grown = lociq_resize(all->of, room, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "a linkage");
    all->of = grown;
    all->room = room;
  }
  all->of[all->count++] = *added;
  return LOCIQ_OK;
}

static lociq_status read_row(const lociq_records *records, const lociq_axis *industries, row *read,
                             lociq_error *error) {
  const lociq_record_range positive = {.minimum = 0, .maximum = (double)INFINITY, .above = true};
  lociq_status status = lociq_records_code(records, FROM, industries, &read->link.from, error);
  if (status == LOCIQ_OK) status = lociq_records_code(records, TO, industries, &read->link.to, error);
  if (status == LOCIQ_OK) status = lociq_records_number_or(records, WEIGHT, positive, 1, &read->link.weight, error);
  if (status == LOCIQ_OK && read->link.from == read->link.to)
    status = lociq_records_refuse(records, TO, "another industry", error);
  read->line = records->line;
  return status;
}

static lociq_status read_rows(const char *path, const lociq_axis *industries, rows *all, lociq_error *error) {
  static const lociq_record_column columns[COLUMNS] = {
      {.name = "from"}, {.name = "to"}, {.name = "weight", .optional = true}};
  lociq_records records;
  lociq_status status = lociq_records_open(path, columns, COLUMNS, NULL, &records, error);
  while (status == LOCIQ_OK) {
    row read = {0};
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = read_row(&records, industries, &read, error);
    if (status == LOCIQ_OK) status = add_row(all, &read, error);
  }
  lociq_records_close(&records);
  if (status == LOCIQ_OK && all->count == 0)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: no link is in it", path);
  return status;
}

static int compare_rows(const void *first, const void *second) {
  const row *a = first, *b = second;
  if (a->link.from != b->link.from) return a->link.from < b->link.from ? -1 : 1;
  if (a->link.to != b->link.to) return a->link.to < b->link.to ? -1 : 1;
  return a->line < b->line ? -1 : a->line > b->line;
}

/* Puts the rows in order. */
static lociq_status order_rows(const char *path, const lociq_axis *industries, rows *all, lociq_error *error) {
  qsort(all->of, all->count, sizeof *all->of, compare_rows);
  for (size_t i = 1; i < all->count; i++) {
    const row *before = &all->of[i - 1], *found = &all->of[i];
    if (before->link.from == found->link.from && before->link.to == found->link.to)
      return lociq_error_set(error, LOCIQ_BAD_INPUT,
                             "%s:%" PRIu64 ": the link from \"%s\" to \"%s\" is there already, in line %" PRIu64, path,
                             found->line, lociq_axis_code(industries, found->link.from),
                             lociq_axis_code(industries, found->link.to), before->line);
  }
  return LOCIQ_OK;
}

static lociq_status take_rows(const rows *all, lociq_linkage **linkage, lociq_error *error) {
  lociq_linkage *made = lociq_allocate(1, sizeof *made);
  if (made != NULL) made->links = lociq_allocate(all->count, sizeof *made->links);
  if (made == NULL || made->links == NULL) {
    lociq_linkage_free(made);
    return lociq_memory_error(error, "a linkage");
  }
  double largest = 0;
  for (size_t i = 0; i < all->count; i++) largest = fmax(largest, all->of[i].link.weight);
  for (size_t i = 0; i < all->count; i++) {
    made->links[i] = all->of[i].link;
    made->links[i].weight /= largest;
  }
  made->count = all->count;
  *linkage = made;
  return LOCIQ_OK;
}

lociq_status lociq_linkage_read(const char *path, const lociq_axis *industries, lociq_linkage **linkage,
                                lociq_error *error) {
  rows all = {0};
  lociq_status status = read_rows(path, industries, &all, error);
  if (status == LOCIQ_OK) status = order_rows(path, industries, &all, error);
  if (status == LOCIQ_OK) status = take_rows(&all, linkage, error);
  free(all.of);
  return status;
}

void lociq_linkage_free(lociq_linkage *linkage) {
  if (linkage == NULL) return;
  free(linkage->links);
  free(linkage);
}

const lociq_link *lociq_linkage_of(const lociq_linkage *linkage, size_t industry, size_t *count) {
  size_t first = 0, end = linkage->count;
  while (first < end) {
    const size_t middle = first + (end - first) / 2;
    if (linkage->links[middle].from < industry)
      first = middle + 1;
    else
      end = middle;
  }
  for (end = first; end < linkage->count && linkage->links[end].from == industry; end++) continue;
  *count = end - first;
  return linkage->links + first;
}
