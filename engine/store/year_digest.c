/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/year_digest.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "read/digest.h"
#include "store/file.h"

static const char kept_name[] = "sha256";

/* ---- as text */

bool lociq_year_digest_find(const char *text, const char *code, lociq_year_digest *digest) {
  const size_t length = strlen(code);
  for (const char *next = text; next != NULL && *next != '\0'; next = strchr(next, ' ')) {
    if (*next == ' ') next++;
    if (strncmp(next, code, length) != 0 || next[length] != ':') continue;
    const char *value = next + length + 1;
    if (strcspn(value, " ") != LOCIQ_YEAR_DIGEST_SIZE - 1) return false;
    (void)snprintf(digest->text, sizeof digest->text, "%.32s", value);
    return true;
  }
  return false;
}

char *lociq_year_digests_text(const lociq_axis *years, size_t first, size_t count, const lociq_year_digest *digests) {
  size_t size = 1, length = 0;
  for (size_t y = 0; y < count; y++) size += strlen(lociq_axis_code(years, first + y)) + sizeof digests->text + 1;
  char *text = lociq_allocate(size, 1);
  for (size_t y = 0; y < count && text != NULL; y++)
    if (digests[y].text[0] != '\0')
      length += (size_t)snprintf(text + length, size - length, "%s%s:%s", length == 0 ? "" : " ",
                                 lociq_axis_code(years, first + y), digests[y].text);
  return text;
}

lociq_status lociq_year_digest_finish(const lociq_digesting *digesting, lociq_year_digest *digest, lociq_error *error) {
  lociq_digest whole;
  const lociq_status status = lociq_digesting_finish(digesting, &whole, error);
  if (status == LOCIQ_OK) (void)snprintf(digest->text, sizeof digest->text, "%.32s", whole.sha256);
  return status;
}

/* ---- of a dataset whose first dimension is the year */

static lociq_status add_rows(const lociq_store *store, const char *name, hid_t dataset, const lociq_layout *layout,
                             size_t year, double *values, size_t rows, lociq_digesting *digesting, lociq_error *error) {
  hsize_t first[LOCIQ_RANK] = {year}, count[LOCIQ_RANK] = {1, 1, 1, 1};
  const hsize_t all = layout->rank > 1 ? layout->size[1] : 1;
  lociq_status status = LOCIQ_OK;
  for (int i = 2; i < layout->rank; i++) count[i] = layout->size[i];
  for (hsize_t row = 0; row < all && status == LOCIQ_OK; row += rows) {
    first[1] = row;
    count[1] = all - row < rows ? all - row : rows;
    status = lociq_block_read(store, name, dataset, H5T_NATIVE_DOUBLE, layout->rank, first, count, values, error);
    if (status == LOCIQ_OK)
      status = lociq_digesting_add(digesting, values, count[1] * count[2] * count[3] * sizeof *values, error);
  }
  return status;
}

lociq_status lociq_year_digest_read(const lociq_store *store, const char *name, hid_t dataset, size_t year,
                                    lociq_year_digest *digest, lociq_error *error) {
  enum { ROWS = 512 };
  lociq_layout layout;
  bool complete = false;
  lociq_digesting *digesting = NULL;
  double *values = NULL;
  lociq_status status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  if (status != LOCIQ_OK) return status;
  size_t width = 1;
  for (int i = 2; i < layout.rank; i++) width *= (size_t)layout.size[i];
  const size_t all = layout.rank > 1 ? (size_t)layout.size[1] : 1;
  const size_t rows = width > 1 && all > ROWS ? ROWS : all;
  values = lociq_allocate_aligned(rows * width, sizeof *values);
  status = values == NULL ? lociq_memory_error(error, name) : lociq_digesting_create(&digesting, error);
  if (status == LOCIQ_OK) status = add_rows(store, name, dataset, &layout, year, values, rows, digesting, error);
  if (status == LOCIQ_OK) status = lociq_year_digest_finish(digesting, digest, error);
  lociq_digesting_free(digesting);
  free(values);
  return status;
}

static lociq_status find_kept(hid_t dataset, const char *code, lociq_year_digest *digest, lociq_error *error) {
  char *text = NULL;
  digest->text[0] = '\0';
  const lociq_status status = lociq_attribute_read_text(dataset, kept_name, &text, error);
  if (status == LOCIQ_OK && text != NULL) (void)lociq_year_digest_find(text, code, digest);
  free(text);
  return status;
}

lociq_status lociq_year_digest_of(const lociq_store *store, const char *name, hid_t dataset, const lociq_layout *layout,
                                  size_t year, lociq_year_digest *digest, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  digest->text[0] = '\0';
  if (strcmp(layout->name[0], "year") == 0)
    status = find_kept(dataset, lociq_axis_code(store->panel->axes[LOCIQ_YEAR], year), digest, error);
  if (status != LOCIQ_OK || digest->text[0] != '\0') return status;
  return lociq_year_digest_read(store, name, dataset, year, digest, error);
}

lociq_status lociq_year_digests_keep(const lociq_store *store, hid_t dataset, const lociq_year_digest *digests,
                                     lociq_error *error) {
  const lociq_axis *years = store->panel->axes[LOCIQ_YEAR];
  const size_t count = lociq_axis_count(years);
  lociq_year_digest *all = lociq_allocate(count, sizeof *all);
  if (all == NULL) return lociq_memory_error(error, "digests");
  lociq_status status = LOCIQ_OK;
  for (size_t y = 0; y < count && status == LOCIQ_OK; y++) {
    if (digests[y].text[0] != '\0')
      all[y] = digests[y];
    else
      status = find_kept(dataset, lociq_axis_code(years, y), &all[y], error);
  }
  char *text = status == LOCIQ_OK ? lociq_year_digests_text(years, 0, count, all) : NULL;
  if (status == LOCIQ_OK)
    status = text == NULL ? lociq_memory_error(error, "digests")
                          : lociq_attribute_write_text(dataset, kept_name, text, error);
  free(text);
  free(all);
  return status;
}

lociq_status lociq_year_digests_drop(hid_t dataset, lociq_error *error) {
  return lociq_attribute_write_text(dataset, kept_name, "", error);
}

/* ---- of a cube */

static lociq_status digest_part(lociq_store *store, const lociq_cube *cube, lociq_part part, size_t year,
                                lociq_year_digest *digest, lociq_error *error) {
  const lociq_axis *years = store->panel->axes[LOCIQ_YEAR];
  const bool by_year = (lociq_cube_part_shape(cube, part) & LOCIQ_BY_YEAR) != 0;
  const bool keeps = strcmp(cube->kind, "measure") == 0 && by_year;
  char name[LOCIQ_NAME_SIZE];
  hid_t dataset = -1;
  lociq_part_name(name, cube->name, part, false);
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  digest->text[0] = '\0';
  if (status == LOCIQ_OK && keeps) status = find_kept(dataset, lociq_axis_code(years, year), digest, error);
  if (status != LOCIQ_OK || digest->text[0] != '\0') goto done;
  status = lociq_year_digest_read(store, name, dataset, by_year ? year : 0, digest, error);
  if (status == LOCIQ_OK && keeps && store->mode != LOCIQ_STORE_READ) {
    lociq_year_digest *all = lociq_allocate(lociq_axis_count(years), sizeof *all);
    if (all != NULL) all[year] = *digest;
    status = all == NULL ? lociq_memory_error(error, "digests") : lociq_year_digests_keep(store, dataset, all, error);
    free(all);
  }
done:
  lociq_hdf5_close(dataset);
  return status;
}

static lociq_status digest_year(lociq_store *store, const char *name, size_t year, lociq_year_digest *digest,
                                lociq_error *error) {
  const lociq_cube *cube = lociq_panel_find(store->panel, name);
  lociq_digesting *digesting = NULL;
  if (cube == NULL)
    return lociq_error_set(error, LOCIQ_NOT_FOUND, "%s has no measure or indicator \"%s\"", store->path, name);
  lociq_status status = lociq_digesting_create(&digesting, error);
  for (int part = 0; part < LOCIQ_PARTS && status == LOCIQ_OK; part++) {
    lociq_year_digest own;
    if (cube->parts[part].count == 0) continue;
    status = digest_part(store, cube, (lociq_part)part, year, &own, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, lociq_part_kinds[part].suffix, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, own.text, error);
  }
  if (status == LOCIQ_OK) status = lociq_year_digest_finish(digesting, digest, error);
  lociq_digesting_free(digesting);
  return status;
}

lociq_status lociq_store_year_digest(lociq_store *store, const char *name, size_t year, lociq_year_digest *digest,
                                     lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = digest_year(store, name, year, digest, error);
  lociq_hdf5_restore(printer);
  return status;
}
