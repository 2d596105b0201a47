/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "store/file.h"

lociq_rows *lociq_rows_create(void) {
  lociq_rows *rows = lociq_allocate(1, sizeof *rows);
  for (int i = 0; rows != NULL && i < LOCIQ_ROWS_OPEN; i++) rows->open[i].dataset = -1;
  return rows;
}

static void close_one(lociq_rows *rows, size_t place) {
  lociq_hdf5_close(rows->open[place].dataset);
  rows->open[place].dataset = -1;
  rows->open[place].name[0] = '\0';
}

void lociq_rows_close(lociq_store *store) {
  for (size_t i = 0; i < LOCIQ_ROWS_OPEN; i++) close_one(store->rows, i);
}

/* A body as year × rows × width. A region variable has rows of one value; what
 * lies over industries alone is one row. */
typedef struct table {
  int rank;
  bool by_year, by_row, by_column;
  hsize_t years, rows, width;
} table;

static table table_of(const lociq_store *store, const lociq_cube *cube) {
  const unsigned columns = cube->shape & (LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER);
  const bool pairs = columns == (LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER);
  const unsigned rows = cube->shape & (LOCIQ_BY_REGION | LOCIQ_BY_AGGREGATE);
  const hsize_t industries = lociq_axis_count(store->panel->axes[LOCIQ_INDUSTRY]);
  table found = {
      .by_year = (cube->shape & LOCIQ_BY_YEAR) != 0, .by_row = rows != 0 || pairs, .by_column = columns != 0};
  found.years = found.by_year ? lociq_axis_count(store->panel->axes[LOCIQ_YEAR]) : 1;
  found.rows = rows != 0 ? lociq_panel_count(store->panel, rows) : pairs ? industries : 1;
  found.width = found.by_column ? industries : 1;
  found.rank = (int)found.by_year + (int)found.by_row + (int)found.by_column;
  return found;
}

bool lociq_shape_is_table(unsigned shape) {
  const unsigned columns = shape & (LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER);
  const unsigned rows = shape & (LOCIQ_BY_REGION | LOCIQ_BY_AGGREGATE);
  return rows != (LOCIQ_BY_REGION | LOCIQ_BY_AGGREGATE) &&
         (rows == 0 || columns != (LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER));
}

void lociq_rows_shape(const lociq_store *store, const lociq_cube *cube, size_t *years, size_t *rows, size_t *width) {
  const table shape = table_of(store, cube);
  *years = shape.years;
  *rows = shape.rows;
  *width = shape.width;
}

/* The dataset of that name, opened if it is not yet. */
static lociq_status open_rows(const lociq_store *store, const char *name, const table *shape, size_t element,
                              hid_t *dataset, lociq_error *error) {
  lociq_rows *rows = store->rows;
  for (int i = 0; i < LOCIQ_ROWS_OPEN; i++)
    if (strcmp(rows->open[i].name, name) == 0) {
      *dataset = rows->open[i].dataset;
      return LOCIQ_OK;
    }
  lociq_layout layout = {.rank = 0};
  if (shape->by_year) layout.size[layout.rank++] = shape->years;
  if (shape->by_row) layout.size[layout.rank++] = shape->rows;
  if (shape->by_column) layout.size[layout.rank++] = shape->width;
  hid_t opened = -1;
  const hid_t access = lociq_dataset_access(&layout, element);
  if (access < 0) return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot open %s", store->path, name);
  const lociq_status status = lociq_dataset_open(store, name, access, &opened, error);
  lociq_hdf5_close(access);
  if (status != LOCIQ_OK) return status;
  const size_t place = rows->next++ % LOCIQ_ROWS_OPEN;
  close_one(rows, place);
  (void)snprintf(rows->open[place].name, LOCIQ_NAME_SIZE, "%s", name);
  rows->open[place].dataset = opened;
  *dataset = opened;
  return LOCIQ_OK;
}

/* The hyperslab of these rows; its rank is the table's. */
static lociq_status select_rows(const lociq_store *store, const char *name, const table *shape, size_t year,
                                size_t first, size_t count, hsize_t start[3], hsize_t size[3], lociq_error *error) {
  if (year >= shape->years || first > shape->rows || count > shape->rows - first)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "%s: %s has %llu years of %llu rows, so not the rows from %zu to %zu of year %zu",
                           store->path, name, (unsigned long long)shape->years, (unsigned long long)shape->rows, first,
                           first + count, year);
  int next = 0;
  if (shape->by_year) start[next] = year, size[next++] = 1;
  if (shape->by_row) start[next] = first, size[next++] = count;
  if (shape->by_column) start[next] = 0, size[next] = shape->width;
  return LOCIQ_OK;
}

/* The hyperslab of these columns. */
static lociq_status select_columns(const lociq_store *store, const char *name, const table *shape, size_t year,
                                   size_t first, size_t count, hsize_t start[3], hsize_t size[3], lociq_error *error) {
  if (year >= shape->years || first > shape->width || count > shape->width - first)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "%s: %s has %llu years of %llu columns, so not the columns from %zu to %zu of year %zu",
                           store->path, name, (unsigned long long)shape->years, (unsigned long long)shape->width, first,
                           first + count, year);
  int next = 0;
  if (shape->by_year) start[next] = year, size[next++] = 1;
  if (shape->by_row) start[next] = 0, size[next++] = shape->rows;
  if (shape->by_column) start[next] = first, size[next] = count;
  return LOCIQ_OK;
}

static lociq_status read_flags(const lociq_store *store, const char *cube, const table *shape, const hsize_t *start,
                               const hsize_t *size, size_t count, uint16_t *flags, lociq_error *error) {
  char name[LOCIQ_NAME_SIZE];
  hid_t dataset = -1;
  lociq_part_name(name, cube, LOCIQ_BODY, true);
  if (!lociq_dataset_exists(store, name)) {
    memset(flags, 0, count * (size_t)shape->width * sizeof *flags);
    return LOCIQ_OK;
  }
  const lociq_status status = open_rows(store, name, shape, sizeof *flags, &dataset, error);
  return status == LOCIQ_OK
             ? lociq_block_read(store, name, dataset, H5T_NATIVE_UINT16, shape->rank, start, size, flags, error)
             : status;
}

static lociq_status find_cube(const lociq_store *store, const char *name, const lociq_cube **cube, lociq_error *error) {
  *cube = lociq_panel_find(store->panel, name);
  return *cube == NULL
             ? lociq_error_set(error, LOCIQ_NOT_FOUND, "%s has no measure or indicator \"%s\"", store->path, name)
             : LOCIQ_OK;
}

static lociq_status read_rows(const lociq_store *store, const char *name, size_t year, size_t first, size_t count,
                              double *values, uint16_t *flags, lociq_error *error) {
  const lociq_cube *cube = NULL;
  hsize_t start[3] = {0}, size[3] = {0};
  hid_t dataset = -1;
  lociq_status status = find_cube(store, name, &cube, error);
  if (status != LOCIQ_OK) return status;
  const table shape = table_of(store, cube);
  status = select_rows(store, name, &shape, year, first, count, start, size, error);
  if (status != LOCIQ_OK || count == 0) return status;
  status = open_rows(store, name, &shape, sizeof *values, &dataset, error);
  if (status == LOCIQ_OK)
    status = lociq_block_read(store, name, dataset, H5T_NATIVE_DOUBLE, shape.rank, start, size, values, error);
  if (status == LOCIQ_OK && flags != NULL) status = read_flags(store, name, &shape, start, size, count, flags, error);
  return status;
}

lociq_status lociq_store_read_rows(const lociq_store *store, const char *name, size_t year, size_t first, size_t count,
                                   double *values, uint16_t *flags, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = read_rows(lociq_store_reading(store), name, year, first, count, values, flags, error);
  lociq_hdf5_restore(printer);
  return status;
}

typedef lociq_status selecting(const lociq_store *store, const char *name, const table *shape, size_t year,
                               size_t first, size_t count, hsize_t start[3], hsize_t size[3], lociq_error *error);

static lociq_status write_selected(lociq_store *store, const char *name, selecting *select, size_t year, size_t first,
                                   size_t count, const double *values, lociq_error *error) {
  const lociq_cube *cube = NULL;
  hsize_t start[3] = {0}, size[3] = {0};
  hid_t dataset = -1;
  const bool together = store->ranks.count > 1;
  lociq_status status = together ? lociq_store_share(store, error) : lociq_store_writable(store, error);
  if (status == LOCIQ_OK) status = find_cube(store, name, &cube, error);
  if (status != LOCIQ_OK) return status;
  const table shape = table_of(store, cube);
  status = select(store, name, &shape, year, first, count, start, size, error);
  if (status != LOCIQ_OK || (count == 0 && !together)) return status;
  store->broken = true;
  status = open_rows(store, name, &shape, sizeof *values, &dataset, error);
  if (status == LOCIQ_OK)
    status = (together ? lociq_block_write_together : lociq_block_write)(store, name, dataset, H5T_NATIVE_DOUBLE,
                                                                         shape.rank, start, size, values, error);
  store->broken = status != LOCIQ_OK;
  return status;
}

lociq_status lociq_store_write_rows(lociq_store *store, const char *name, size_t year, size_t first, size_t count,
                                    const double *values, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = write_selected(store, name, select_rows, year, first, count, values, error);
  lociq_hdf5_restore(printer);
  return status;
}

lociq_status lociq_store_write_columns(lociq_store *store, const char *name, size_t year, size_t first, size_t count,
                                       const double *values, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = write_selected(store, name, select_columns, year, first, count, values, error);
  lociq_hdf5_restore(printer);
  return status;
}

/* ---- what is found out once rows are written */

static lociq_status comment(lociq_store *store, const char *name, const char *text, lociq_error *error) {
  hid_t dataset = -1;
  const lociq_cube *cube = lociq_panel_find(store->panel, name);
  if (cube == NULL || strcmp(cube->kind, "indicator") != 0)
    return lociq_error_set(error, LOCIQ_NOT_FOUND, "%s has no result \"%s\"", store->path, name);
  lociq_status status = lociq_store_writable(store, error);
  if (status != LOCIQ_OK) return status;
  store->broken = true;
  status = lociq_store_reserve(store, strlen(text), error);
  if (status == LOCIQ_OK) status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "comment", text, error);
  lociq_hdf5_close(dataset);
  if (status == LOCIQ_OK) {
    lociq_cube_forget(store, name);
    status = lociq_cube_describe(store, name, error);
  }
  store->broken = status != LOCIQ_OK;
  return status;
}

lociq_status lociq_store_comment(lociq_store *store, const char *name, const char *text, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = comment(store, name, text, error);
  lociq_hdf5_restore(printer);
  return status;
}
