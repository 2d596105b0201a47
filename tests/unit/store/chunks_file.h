/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two datasets of one shape in store.h5: `ours` is written by blocks, `theirs` by HDF5.
 */
#ifndef LOCIQ_TESTS_STORE_CHUNKS_FILE_H
#define LOCIQ_TESTS_STORE_CHUNKS_FILE_H

#include "store/file.h"
#include "unit/store/fixture.h"

/* s: shuffle, d: deflate, c: checksum, n: a filter that only HDF5 knows. */
typedef struct chunks_case {
  const char *pipeline;
  int rank;
  hsize_t size[LOCIQ_RANK], chunk[LOCIQ_RANK]; /* chunk[0] is 0 for one that is contiguous */
} chunks_case;

typedef struct chunks_file {
  lociq_store store;
  hid_t type, ours, theirs;
} chunks_file;

static inline uint32_t drawn(uint32_t *state) { /* xorshift */
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

static inline hid_t chunks_properties(const chunks_case *shape, hid_t type, const void *fill) {
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  assert_true(H5Pset_fill_value(properties, type, fill) >= 0);
  if (shape->chunk[0] == 0) return properties;
  assert_true(H5Pset_chunk(properties, shape->rank, shape->chunk) >= 0);
  for (const char *filter = shape->pipeline; *filter != '\0'; filter++)
    assert_true((*filter == 's'   ? H5Pset_shuffle(properties)
                 : *filter == 'd' ? H5Pset_deflate(properties, 1)
                 : *filter == 'c' ? H5Pset_fletcher32(properties)
                                  : H5Pset_nbit(properties)) >= 0);
  return properties;
}

static inline void chunks_create(const chunks_case *shape, hid_t type, const void *fill, chunks_file *file) {
  static char path[] = "store.h5";
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS), properties = chunks_properties(shape, type, fill);
  const hid_t space = H5Screate_simple(shape->rank, shape->size, NULL);
  assert_true(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0);
  *file = (chunks_file){.store = {.path = path, .descriptor = -1}, .type = type};
  file->store.file = H5Fcreate("store.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access);
  file->ours = H5Dcreate2(file->store.file, "ours", type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
  file->theirs = H5Dcreate2(file->store.file, "theirs", type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
  assert_true(file->ours >= 0 && file->theirs >= 0);
  H5Sclose(space);
  H5Pclose(properties);
  H5Pclose(access);
}

static inline void chunks_close(chunks_file *file) {
  H5Dclose(file->ours);
  H5Dclose(file->theirs);
  H5Fclose(file->store.file);
}

/* The file as one who reads it has it, or as one who writes it. */
static inline void chunks_reopen(chunks_file *file, bool reading) {
  void *handle = NULL;
  chunks_close(file);
  file->store.file = H5Fopen("store.h5", reading ? H5F_ACC_RDONLY : H5F_ACC_RDWR, H5P_DEFAULT);
  file->ours = H5Dopen2(file->store.file, "ours", H5P_DEFAULT);
  file->theirs = H5Dopen2(file->store.file, "theirs", H5P_DEFAULT);
  assert_true(file->ours >= 0 && file->theirs >= 0);
  assert_true(H5Fget_vfd_handle(file->store.file, H5P_DEFAULT, &handle) >= 0);
  file->store.descriptor = reading ? *(const int *)handle : -1;
}

static inline size_t chunks_count(const chunks_case *shape) {
  size_t count = 1;
  for (int i = 0; i < shape->rank; i++) count *= shape->size[i];
  return count;
}

static inline void hdf5_block(hid_t dataset, hid_t type, int rank, const hsize_t *first, const hsize_t *count,
                              void *into, const void *from) {
  const hid_t file = H5Dget_space(dataset), memory = H5Screate_simple(rank, count, NULL);
  assert_true(H5Sselect_hyperslab(file, H5S_SELECT_SET, first, NULL, count, NULL) >= 0);
  if (into != NULL) assert_true(H5Dread(dataset, type, memory, file, H5P_DEFAULT, into) >= 0);
  if (from != NULL) assert_true(H5Dwrite(dataset, type, memory, file, H5P_DEFAULT, from) >= 0);
  H5Sclose(memory);
  H5Sclose(file);
}

#endif
