/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One year of one part of a cube, without the rest of it.
 */
#include "core/memory.h"
#include "store/file.h"

/* The block of a year: all of each other axis. Year is the first axis where there is one. */
static size_t select_year(const lociq_layout *layout, bool by_year, size_t year, hsize_t first[LOCIQ_RANK],
                          hsize_t count[LOCIQ_RANK]) {
  size_t values = 1;
  for (int i = 0; i < layout->rank; i++) {
    const bool sliced = i == 0 && by_year;
    first[i] = sliced ? year : 0;
    count[i] = sliced ? 1 : layout->size[i];
    values *= (size_t)count[i];
  }
  return values;
}

static lociq_status read_year(const lociq_store *store, const char *name, hid_t dataset, bool by_year, size_t year,
                              double **values, size_t *count, lociq_error *error) {
  lociq_layout layout = {0};
  hsize_t first[LOCIQ_RANK] = {0}, size[LOCIQ_RANK] = {0};
  bool complete = false;
  lociq_status status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  if (status != LOCIQ_OK) return status;
  if (year >= (by_year ? layout.size[0] : 1))
    return lociq_error_set(error, LOCIQ_INVALID, "%s: %s has no year at position %zu", store->path, name, year);
  const size_t found = select_year(&layout, by_year, year, first, size);
  double *read = lociq_allocate_aligned(found, sizeof *read);
  if (read == NULL) return lociq_memory_error(error, name);
  status = lociq_block_read(store, name, dataset, H5T_NATIVE_DOUBLE, layout.rank, first, size, read, error);
  if (status != LOCIQ_OK) {
    free(read);
    return status;
  }
  *values = read;
  *count = found;
  return LOCIQ_OK;
}

static lociq_status load_part(const lociq_store *store, const char *name, lociq_part part, size_t year, double **values,
                              size_t *count, lociq_error *error) {
  const lociq_cube *cube = lociq_panel_find(store->panel, name);
  char full[LOCIQ_NAME_SIZE];
  hid_t dataset = -1;
  if (cube == NULL)
    return lociq_error_set(error, LOCIQ_NOT_FOUND, "%s has no measure or indicator \"%s\"", store->path, name);
  if (cube->parts[part].count == 0) {
    *values = NULL;
    *count = 0;
    return LOCIQ_OK;
  }
  lociq_part_name(full, name, part, false);
  lociq_status status = lociq_dataset_open(store, full, H5P_DEFAULT, &dataset, error);
  if (status != LOCIQ_OK) return status;
  const bool by_year = (lociq_cube_part_shape(cube, part) & LOCIQ_BY_YEAR) != 0;
  status = read_year(store, full, dataset, by_year, year, values, count, error);
  lociq_hdf5_close(dataset);
  return status;
}

lociq_status lociq_store_load_part(const lociq_store *store, const char *name, lociq_part part, size_t year,
                                   double **values, size_t *count, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = load_part(lociq_store_reading(store), name, part, year, values, count, error);
  lociq_hdf5_restore(printer);
  return status;
}
