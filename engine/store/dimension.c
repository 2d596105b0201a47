/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dimension scales as netCDF-4 wants them: each is a variable of its own with a
 * number (_Netcdf4Dimid), and each axis of a dataset refers to one.
 *
 * Which scale an axis refers to is read from DIMENSION_LIST here and compared
 * with the addresses of the scales: H5DSiterate_scales trusts what a file says.
 */
#include <hdf5_hl.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/shape.h"
#include "store/file.h"

static const char dimension_id[] = "_Netcdf4Dimid";

const lociq_scale *lociq_scale_find(const lociq_store *store, const char *name) {
  for (size_t i = 0; i < store->scale_count; i++)
    if (strcmp(store->scales[i].name, name) == 0) return &store->scales[i];
  return NULL;
}

static const lociq_scale *find_address(const lociq_store *store, haddr_t address) {
  for (size_t i = 0; i < store->scale_count; i++)
    if (store->scales[i].address == address) return &store->scales[i];
  return NULL;
}

static lociq_status add_scale(lociq_store *store, const lociq_scale *scale, lociq_error *error) {
  lociq_scale *grown = lociq_resize(store->scales, store->scale_count + 1, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "a dimension");
  store->scales = grown;
  store->scales[store->scale_count++] = *scale;
  return LOCIQ_OK;
}

/* Fills size and address of an open scale. */
static lociq_status measure_scale(const lociq_store *store, hid_t dataset, lociq_scale *scale, lociq_error *error) {
  H5O_info_t info;
  const hid_t space = H5Dget_space(dataset);
  const int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
  lociq_status status = LOCIQ_OK;
  if (rank < 0 || H5Oget_info2(dataset, &info, H5O_INFO_BASIC) < 0)
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read %s", store->path, scale->name);
  else if (rank != 1)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the dimension %s has %d dimensions, expected 1", store->path,
                             scale->name, rank);
  else
    scale->address = info.addr, (void)H5Sget_simple_extent_dims(space, &scale->size, NULL);
  lociq_hdf5_close(space);
  return status;
}

/* Whether a dataset says that it is a scale, and nothing odd. */
static lociq_status is_scale(const lociq_store *store, const char *name, hid_t dataset, bool *scale,
                             lociq_error *error) {
  char *class = NULL;
  const lociq_status status = lociq_attribute_read_text(dataset, "CLASS", &class, error);
  *scale = status == LOCIQ_OK && class != NULL && strcmp(class, "DIMENSION_SCALE") == 0;
  if (*scale && strlen(name) >= LOCIQ_NAME_SIZE) {
    free(class);
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the name of the dimension %s is too long", store->path, name);
  }
  free(class);
  return status;
}

static lociq_status read_scale(lociq_store *store, const char *name, lociq_error *error) {
  lociq_scale scale = {.id = 0};
  hid_t dataset = -1;
  bool found = false;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status != LOCIQ_OK) return status;
  status = is_scale(store, name, dataset, &found, error);
  if (status != LOCIQ_OK || !found) goto done;
  (void)snprintf(scale.name, sizeof scale.name, "%s", name);
  status = measure_scale(store, dataset, &scale, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_integer(dataset, dimension_id, -1, &scale.id, error);
  if (status == LOCIQ_OK) status = add_scale(store, &scale, error);
done:
  lociq_hdf5_close(dataset);
  return status;
}

lociq_status lociq_scales_read(lociq_store *store, lociq_error *error) {
  char **names = NULL;
  size_t count = 0;
  lociq_status status = lociq_links_read(store, &names, &count, error);
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++)
    if (lociq_dataset_exists(store, names[i])) status = read_scale(store, names[i], error);
  lociq_texts_free(names, count);
  return status;
}

/* The smallest number that no scale has. */
static int free_id(const lociq_store *store) {
  for (int id = 0;; id++) {
    bool taken = false;
    for (size_t i = 0; i < store->scale_count; i++) taken = taken || store->scales[i].id == id;
    if (!taken) return id;
  }
}

/* The dataset of a scale: contiguous, for it is read whole. */
static hid_t create_scale(hid_t file, const char *name, hid_t file_type, hid_t space) {
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  hid_t dataset = -1;
  if (properties >= 0 && H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0)
    dataset = H5Dcreate2(file, name, file_type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
  lociq_hdf5_abandon(properties);
  return dataset;
}

static lociq_status write_scale(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type, int id,
                                const void *values, lociq_error *error) {
  const hid_t space = H5Screate(H5S_SCALAR), transfer = lociq_text_transfer();
  const hid_t attribute =
      space < 0 ? -1 : H5Acreate2(dataset, dimension_id, H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT);
  lociq_status status = LOCIQ_OK;
  if (attribute < 0 || transfer < 0 || H5Awrite(attribute, H5T_NATIVE_INT, &id) < 0 ||
      H5DSset_scale(dataset, name) < 0 || H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, transfer, values) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write the dimension %s", store->path, name);
  lociq_hdf5_close(attribute);
  lociq_hdf5_close(transfer);
  lociq_hdf5_close(space);
  return status;
}

lociq_status lociq_scale_create(lociq_store *store, const char *name, size_t size, hid_t file_type, hid_t memory_type,
                                const void *values, lociq_error *error) {
  const hsize_t count = size;
  lociq_scale scale = {.id = free_id(store)};
  hid_t dataset = -1;
  const hid_t space = H5Screate_simple(1, &count, NULL);
  lociq_status status = LOCIQ_OK;
  (void)snprintf(scale.name, sizeof scale.name, "%s", name);
  if (space < 0 || (dataset = create_scale(store->file, name, file_type, space)) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot make the dimension %s", store->path, name);
  if (status == LOCIQ_OK) status = write_scale(store, name, dataset, memory_type, scale.id, values, error);
  if (status == LOCIQ_OK) status = measure_scale(store, dataset, &scale, error);
  if (status == LOCIQ_OK) status = add_scale(store, &scale, error);
  lociq_hdf5_close(dataset);
  lociq_hdf5_close(space);
  return status;
}

lociq_status lociq_scale_rename(lociq_store *store, const char *from, const char *to, lociq_error *error) {
  lociq_scale *scale = NULL;
  for (size_t i = 0; i < store->scale_count; i++)
    if (strcmp(store->scales[i].name, from) == 0) scale = &store->scales[i];
  if (scale == NULL) return LOCIQ_OK;
  if (H5Lmove(store->file, from, store->file, to, H5P_DEFAULT, H5P_DEFAULT) < 0)
    return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot rename the dimension %s", store->path, from);
  (void)snprintf(scale->name, sizeof scale->name, "%s", to);
  return LOCIQ_OK;
}

lociq_status lociq_scale_remove(lociq_store *store, const char *name, lociq_error *error) {
  const lociq_scale *scale = lociq_scale_find(store, name);
  if (scale == NULL) return LOCIQ_OK;
  if (H5Ldelete(store->file, name, H5P_DEFAULT) < 0)
    return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot remove the dimension %s", store->path, name);
  const size_t place = (size_t)(scale - store->scales);
  store->scales[place] = store->scales[--store->scale_count];
  return LOCIQ_OK;
}

lociq_status lociq_layout_attach(const lociq_store *store, hid_t dataset, const lociq_layout *layout,
                                 lociq_error *error) {
  for (int i = 0; i < layout->rank; i++) {
    const hid_t scale = H5Dopen2(store->file, layout->name[i], H5P_DEFAULT);
    lociq_status status = LOCIQ_OK;
    if (scale < 0 || H5DSattach_scale(dataset, scale, (unsigned)i) < 0)
      status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot attach the dimension %s", store->path, layout->name[i]);
    lociq_hdf5_close(scale);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* The references of DIMENSION_LIST, the first of each axis; 0 where there is
 * none. */
static lociq_status read_references(const lociq_store *store, const char *name, hid_t dataset, int rank,
                                    haddr_t *references, lociq_error *error) {
  hvl_t lists[LOCIQ_RANK] = {{0, NULL}};
  lociq_status status = LOCIQ_OK;
  const hid_t attribute = H5Aopen(dataset, "DIMENSION_LIST", H5P_DEFAULT);
  const hid_t type = attribute < 0 ? -1 : H5Aget_type(attribute);
  const hid_t space = attribute < 0 ? -1 : H5Aget_space(attribute);
  const hid_t element = type < 0 || H5Tget_class(type) != H5T_VLEN ? -1 : H5Tget_super(type);
  const hid_t memory_type = H5Tvlen_create(H5T_STD_REF_OBJ);
  if (element < 0 || H5Tequal(element, H5T_STD_REF_OBJ) <= 0 || H5Sget_simple_extent_npoints(space) != rank)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the dimensions of %s cannot be read", store->path, name);
  else if (H5Aread(attribute, memory_type, lists) < 0)
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read the dimensions of %s", store->path, name);
  for (int i = 0; status == LOCIQ_OK && i < rank; i++) {
    references[i] = 0;
    if (lists[i].len > 0 && lists[i].p != NULL) memcpy(&references[i], lists[i].p, sizeof references[i]);
  }
  if (status == LOCIQ_OK) (void)H5Dvlen_reclaim(memory_type, space, H5P_DEFAULT, lists);
  lociq_hdf5_close(memory_type);
  lociq_hdf5_close(element);
  lociq_hdf5_close(space);
  lociq_hdf5_close(type);
  lociq_hdf5_close(attribute);
  return status;
}

static lociq_status read_shape(const lociq_store *store, const char *name, hid_t dataset, lociq_layout *layout,
                               lociq_error *error) {
  const hid_t space = H5Dget_space(dataset);
  layout->rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
  lociq_status status = LOCIQ_OK;
  if (layout->rank < 0)
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read the shape of %s", store->path, name);
  else if (layout->rank > LOCIQ_RANK)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s has %d dimensions, expected at most %d", store->path, name,
                             layout->rank, LOCIQ_RANK);
  else
    (void)H5Sget_simple_extent_dims(space, layout->size, NULL);
  lociq_hdf5_close(space);
  return status;
}

lociq_status lociq_layout_read(const lociq_store *store, const char *name, hid_t dataset, lociq_layout *layout,
                               bool *complete, lociq_error *error) {
  haddr_t references[LOCIQ_RANK] = {0};
  memset(layout, 0, sizeof *layout);
  lociq_status status = read_shape(store, name, dataset, layout, error);
  if (status != LOCIQ_OK) return status;
  *complete = layout->rank > 0 && H5Aexists(dataset, "DIMENSION_LIST") > 0;
  if (!*complete) return LOCIQ_OK;
  status = read_references(store, name, dataset, layout->rank, references, error);
  for (int i = 0; status == LOCIQ_OK && i < layout->rank; i++) {
    const lociq_scale *scale = references[i] == 0 ? NULL : find_address(store, references[i]);
    if (scale == NULL) {
      *complete = false;
      continue;
    }
    if (scale->size != layout->size[i])
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s has %llu along %s, which has %llu", store->path, name,
                             (unsigned long long)layout->size[i], scale->name, (unsigned long long)scale->size);
    (void)snprintf(layout->name[i], sizeof layout->name[i], "%s", scale->name);
  }
  return status;
}

lociq_status lociq_layout_of_shape(lociq_store *store, const char *name, unsigned shape, lociq_layout *layout,
                                   lociq_error *error) {
  memset(layout, 0, sizeof *layout);
  for (size_t i = 0; i < LOCIQ_SHAPE_AXES; i++) {
    const lociq_shape_axis *axis = &lociq_shape_axes[i];
    if ((shape & axis->bit) == 0) continue;
    const size_t size = lociq_axis_count(store->panel->axes[axis->kind]);
    if (size == 0 || layout->rank == LOCIQ_RANK)
      return lociq_error_set(error, LOCIQ_INVALID, "%s lies over %s, and %s has none", name, axis->name, store->path);
    if (axis->bit == LOCIQ_BY_INDUSTRY_OTHER && lociq_scale_find(store, axis->name) == NULL) {
      const lociq_status status = lociq_axis_write_other(store, error);
      if (status != LOCIQ_OK) return status;
    }
    layout->size[layout->rank] = size;
    (void)snprintf(layout->name[layout->rank++], LOCIQ_NAME_SIZE, "%s", axis->name);
  }
  if (layout->rank == 0)
    return lociq_error_set(error, LOCIQ_INVALID, "%s lies over no axis: expected year, region or industry", name);
  return LOCIQ_OK;
}

unsigned lociq_layout_shape(const lociq_layout *layout) {
  unsigned shape = 0;
  size_t next = 0;
  for (int i = 0; i < layout->rank; i++) {
    while (next < LOCIQ_SHAPE_AXES && strcmp(layout->name[i], lociq_shape_axes[next].name) != 0) next++;
    if (next == LOCIQ_SHAPE_AXES) return 0;
    shape |= lociq_shape_axes[next++].bit;
  }
  return shape;
}

size_t lociq_layout_count(const lociq_layout *layout) {
  size_t count = 1;
  for (int i = 0; i < layout->rank; i++) {
    if (layout->size[i] != 0 && count > SIZE_MAX / layout->size[i]) return SIZE_MAX;
    count *= layout->size[i];
  }
  return count;
}

/* Deflate shrinks at most to a thousandth. The file is as large as it is by now:
 * what this opening wrote counts. */
lociq_status lociq_layout_check(const lociq_store *store, const char *name, const lociq_layout *layout,
                                lociq_error *error) {
  enum { DEFLATE_MOST = 1100 };
  const size_t count = lociq_layout_count(layout);
  hsize_t bytes = store->bytes;
  if (count / DEFLATE_MOST * sizeof(double) <= bytes) return LOCIQ_OK;
  if (H5Fget_filesize(store->file, &bytes) >= 0 && count / DEFLATE_MOST * sizeof(double) <= bytes) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s has %zu values, which a file of %llu bytes cannot hold",
                         store->path, name, count, (unsigned long long)bytes);
}
