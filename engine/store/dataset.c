/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <hdf5_hl.h>
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "store/file.h"

hid_t lociq_type_file(lociq_type type) {
  return type == LOCIQ_DOUBLE ? H5T_IEEE_F64LE : type == LOCIQ_INT32 ? H5T_STD_I32LE : H5T_STD_U16LE;
}

hid_t lociq_type_memory(lociq_type type) {
  return type == LOCIQ_DOUBLE ? H5T_NATIVE_DOUBLE : type == LOCIQ_INT32 ? H5T_NATIVE_INT32 : H5T_NATIVE_UINT16;
}

size_t lociq_type_size(lociq_type type) {
  return type == LOCIQ_DOUBLE ? sizeof(double) : type == LOCIQ_INT32 ? sizeof(int32_t) : sizeof(uint16_t);
}

bool lociq_type_find(hid_t dataset, lociq_type *type) {
  const hid_t found = H5Dget_type(dataset);
  bool known = false;
  for (int i = LOCIQ_DOUBLE; i <= LOCIQ_UINT16 && !known; i++) {
    *type = (lociq_type)i;
    known = H5Tequal(found, lociq_type_file(*type)) > 0;
  }
  lociq_hdf5_close(found);
  return known;
}

typedef struct listing {
  char **names;
  size_t count, room;
  bool memory;
} listing;

static herr_t list_link(hid_t group, const char *name, const H5L_info_t *info, void *data) {
  (void)group;
  (void)info;
  listing *list = data;
  if (list->count == list->room) {
    char **grown = lociq_resize(list->names, list->room * 2 + 16, sizeof *grown);
    if (grown == NULL) {
      list->memory = true;
      return -1;
    }
    list->names = grown;
    list->room = list->room * 2 + 16;
  }
  char *copy = lociq_copy_text(name);
  list->memory = copy == NULL;
  if (copy == NULL) return -1;
  list->names[list->count++] = copy;
  return 0;
}

lociq_status lociq_links_read(const lociq_store *store, char ***names, size_t *count, lociq_error *error) {
  listing list = {NULL, 0, 0, false};
  herr_t result = H5Literate(store->file, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, list_link, &list);
  if (result < 0 && list.count == 0 && !list.memory)
    result = H5Literate(store->file, H5_INDEX_NAME, H5_ITER_INC, NULL, list_link, &list);
  if (result < 0) {
    const lociq_status status =
        list.memory ? lociq_memory_error(error, "the names of the datasets")
                    : lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot list the datasets", store->path);
    lociq_texts_free(list.names, list.count);
    return status;
  }
  *names = list.names;
  *count = list.count;
  return LOCIQ_OK;
}

/* Soft and external links are no datasets of ours: they could lead anywhere. */
bool lociq_dataset_exists(const lociq_store *store, const char *name) {
  H5L_info_t link;
  H5O_info_t object;
  return H5Lexists(store->file, name, H5P_DEFAULT) > 0 && H5Lget_info(store->file, name, &link, H5P_DEFAULT) >= 0 &&
         link.type == H5L_TYPE_HARD &&
         H5Oget_info_by_name2(store->file, name, &object, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
         object.type == H5O_TYPE_DATASET;
}

/* Whether all values lie in this file: an external or virtual dataset could show
 * any file of the reader's. */
static lociq_status check_storage(const lociq_store *store, const char *name, hid_t dataset, lociq_error *error) {
  const hid_t properties = H5Dget_create_plist(dataset);
  lociq_status status = LOCIQ_OK;
  if (properties < 0)
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot open %s", store->path, name);
  else if (H5Pget_layout(properties) == H5D_VIRTUAL || H5Pget_external_count(properties) != 0)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s keeps its values in other files", store->path, name);
  lociq_hdf5_close(properties);
  return status;
}

lociq_status lociq_dataset_open(const lociq_store *store, const char *name, hid_t access, hid_t *dataset,
                                lociq_error *error) {
  if (!lociq_dataset_exists(store, name))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: there is no dataset %s", store->path, name);
  const hid_t opened = H5Dopen2(store->file, name, access);
  if (opened < 0) return lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot open %s", store->path, name);
  const lociq_status status = check_storage(store, name, opened, error);
  if (status == LOCIQ_OK)
    *dataset = opened;
  else
    lociq_hdf5_close(opened);
  return status;
}

/* Splits n into equal pieces of at most `most`. Another program's axis may have
 * no members. */
static hsize_t even_piece(hsize_t n, hsize_t most) {
  if (n == 0) return 1;
  const hsize_t pieces = (n + most - 1) / most;
  return (n + pieces - 1) / pieces;
}

/* Chunks of at most a megabyte: a strip of them serves rows, a column of them
 * serves an industry over all regions. Where there are more than two, they begin at
 * multiples of 64, from some eight on of `most`: so that those who ask for as many are
 * given whole chunks. */
static void choose_chunks(const lociq_layout *layout, hsize_t chunks[LOCIQ_RANK]) {
  enum { STEP = 64 };
  static const hsize_t most[LOCIQ_RANK][LOCIQ_RANK] = {{16384}, {8, 16384}, {1, 512, 256}, {1, 512, 16, 16}};
  for (int i = 0; i < layout->rank; i++) {
    const hsize_t size = layout->size[i], largest = most[layout->rank - 1][i];
    chunks[i] = even_piece(size, largest);
    if (largest % STEP == 0 && size > 2 * largest) chunks[i] = (chunks[i] + STEP - 1) / STEP * STEP;
  }
}

static bool set_fill(hid_t properties, lociq_type type) {
  const double missing = (double)NAN;
  const int32_t none = -1;
  const uint16_t zero = 0;
  const void *fill = type == LOCIQ_DOUBLE ? (const void *)&missing : type == LOCIQ_INT32 ? (const void *)&none : &zero;
  return H5Pset_fill_value(properties, lociq_type_memory(type), fill) >= 0;
}

static bool set_filters(hid_t properties, bool compress) {
  if (compress && (H5Pset_shuffle(properties) < 0 || H5Pset_deflate(properties, 1) < 0)) return false;
  return H5Pset_fletcher32(properties) >= 0;
}

static hid_t creation_properties(lociq_type type, const lociq_layout *layout, bool compress) {
  hsize_t chunks[LOCIQ_RANK];
  choose_chunks(layout, chunks);
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  if (properties < 0) return properties;
  if (H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) >= 0 &&
      H5Pset_chunk(properties, layout->rank, chunks) >= 0 && set_filters(properties, compress) &&
      set_fill(properties, type))
    return properties;
  lociq_hdf5_abandon(properties);
  return H5I_INVALID_HID;
}

/* _FillValue says to netCDF what HDF5's own fill value says to HDF5. Flags have
 * none: 0 is a value. */
static lociq_status write_fill(hid_t dataset, lociq_type type, lociq_error *error) {
  const double missing = (double)NAN;
  const int32_t none = -1;
  if (type == LOCIQ_UINT16) return LOCIQ_OK;
  return lociq_attribute_write(dataset, "_FillValue", lociq_type_file(type), lociq_type_memory(type),
                               type == LOCIQ_DOUBLE ? (const void *)&missing : &none, 1, error);
}

lociq_status lociq_dataset_create(lociq_store *store, const char *name, lociq_type type, const lociq_layout *layout,
                                  bool compress, hid_t *dataset, lociq_error *error) {
  hid_t made = -1, access = -1;
  const size_t count = lociq_layout_count(layout);
  if (count > (size_t)INT64_MAX / 2 / lociq_type_size(type))
    return lociq_error_set(error, LOCIQ_INVALID, "%s: no file can hold %s", store->path, name);
  lociq_status status = lociq_store_reserve(store, count * lociq_type_size(type), error);
  if (status != LOCIQ_OK) return status;
  const hid_t properties = creation_properties(type, layout, compress);
  const hid_t space = properties < 0 ? -1 : H5Screate_simple(layout->rank, layout->size, NULL);
  if (space < 0 || (access = lociq_dataset_access(layout, lociq_type_size(type))) < 0 ||
      (made = H5Dcreate2(store->file, name, lociq_type_file(type), space, H5P_DEFAULT, properties, access)) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot make %s", store->path, name);
  if (status == LOCIQ_OK) status = write_fill(made, type, error);
  if (status == LOCIQ_OK) status = lociq_layout_attach(store, made, layout, error);
  if (status == LOCIQ_OK) {
    *dataset = made;
    made = -1;
  }
  lociq_hdf5_close(made);
  lociq_hdf5_close(access);
  lociq_hdf5_close(space);
  lociq_hdf5_close(properties);
  return status;
}

hid_t lociq_dataset_access(const lociq_layout *layout, size_t element) {
  enum { SMALLEST = 1 << 20, LARGEST = 1 << 28, FEWEST_SLOTS = 521, SLOTS_EACH = 8 };
  hsize_t chunks[LOCIQ_RANK];
  choose_chunks(layout, chunks);
  size_t strip = element, chunk = element;
  for (int i = 0; i < layout->rank; i++) {
    const hsize_t along = (layout->size[i] + chunks[i] - 1) / chunks[i] * chunks[i];
    chunk *= chunks[i];
    strip *= i + 2 > layout->rank && layout->rank > 1 ? along : chunks[i];
  }
  size_t bytes = 2 * strip;
  if (bytes < SMALLEST) bytes = SMALLEST;
  if (bytes > LARGEST) bytes = LARGEST;
  /* Chunks that fall on one slot push each other out. */
  size_t slots = bytes / chunk * SLOTS_EACH + 1;
  if (slots < FEWEST_SLOTS || strip == chunk) slots = FEWEST_SLOTS;
  /* Chunks that are done with go first. With 1 others would never go: HDF5 ends its search before it comes to them. */
  const double done_first = 0.75;
  const hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
  if (access < 0 || H5Pset_chunk_cache(access, slots, bytes, done_first) >= 0) return access;
  lociq_hdf5_abandon(access);
  return H5I_INVALID_HID;
}

hsize_t lociq_dataset_span(hid_t dataset, int dimension, hsize_t most) {
  hsize_t chunk[LOCIQ_RANK] = {0};
  const hid_t properties = H5Dget_create_plist(dataset);
  const int rank =
      properties >= 0 && H5Pget_layout(properties) == H5D_CHUNKED ? H5Pget_chunk(properties, LOCIQ_RANK, chunk) : 0;
  lociq_hdf5_close(properties);
  if (dimension < 0 || dimension >= rank || rank > LOCIQ_RANK || chunk[dimension] > most) return most;
  return most / chunk[dimension] * chunk[dimension];
}

lociq_status lociq_dataset_write(const lociq_store *store, const char *name, const lociq_layout *layout,
                                 hid_t file_type, hid_t memory_type, const void *values, hid_t *dataset,
                                 lociq_error *error) {
  hid_t made = -1, space = -1;
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE), transfer = lociq_text_transfer();
  lociq_status status = LOCIQ_OK;
  if (properties < 0 || transfer < 0 || (space = H5Screate_simple(layout->rank, layout->size, NULL)) < 0 ||
      H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0 ||
      (made = H5Dcreate2(store->file, name, file_type, space, H5P_DEFAULT, properties, H5P_DEFAULT)) < 0 ||
      H5Dwrite(made, memory_type, H5S_ALL, H5S_ALL, transfer, values) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write %s", store->path, name);
  if (status == LOCIQ_OK) status = lociq_layout_attach(store, made, layout, error);
  lociq_hdf5_close(space);
  lociq_hdf5_close(transfer);
  lociq_hdf5_close(properties);
  if (status == LOCIQ_OK)
    *dataset = made;
  else
    lociq_hdf5_close(made);
  return status;
}

/* Takes the dataset off its scales, so that they do not refer to what is gone. */
static lociq_status detach_scales(const lociq_store *store, const char *name, hid_t dataset, lociq_error *error) {
  lociq_layout layout;
  bool complete = false;
  lociq_status status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  for (int i = 0; status == LOCIQ_OK && i < layout.rank; i++) {
    if (layout.name[i][0] == '\0') continue;
    const hid_t scale = H5Dopen2(store->file, layout.name[i], H5P_DEFAULT);
    if (scale < 0 || H5DSdetach_scale(dataset, scale, (unsigned)i) < 0)
      status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot detach %s from %s", store->path, name, layout.name[i]);
    lociq_hdf5_close(scale);
  }
  return status;
}

lociq_status lociq_dataset_remove(lociq_store *store, const char *name, lociq_error *error) {
  hid_t dataset = -1;
  lociq_rows_close(store);
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = detach_scales(store, name, dataset, error);
  lociq_hdf5_close(dataset);
  if (status == LOCIQ_OK && H5Ldelete(store->file, name, H5P_DEFAULT) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot remove %s", store->path, name);
  return status;
}
