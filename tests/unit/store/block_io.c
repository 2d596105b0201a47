/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks are what HDF5 makes of them: any block of datasets of any shape and filters is
 * written by us beside one written by HDF5, and read by both.
 */
#include <omp.h>

#include "unit/store/chunks_file.h"

static const chunks_case cases[] = {
    {"c", 3, {2, 70, 45}, {1, 16, 8}},        /* ends that lie past the dataset's */
    {"sdc", 3, {2, 70, 45}, {1, 16, 8}},      /* as measures are */
    {"sd", 3, {2, 64, 48}, {1, 16, 8}},       /* as other programs write them */
    {"d", 3, {3, 50, 40}, {2, 50, 40}},       /* a chunk of all rows */
    {"s", 2, {90, 70}, {90, 1}},              /* columns */
    {"", 2, {90, 70}, {1, 70}},               /* rows */
    {"sdc", 1, {9000}, {1000}},               /* one dimension */
    {"dc", 4, {3, 12, 20, 9}, {1, 5, 20, 4}}, /* and four */
    {"sdc", 2, {80, 75}, {80, 75}},           /* one chunk */
    {"n", 2, {80, 75}, {20, 15}},             /* a filter that only HDF5 knows */
    {"", 2, {80, 75}, {0, 0}},                /* no chunks */
};

/* A block, often one that holds chunks. */
static void draw_block(const chunks_case *shape, uint32_t *state, hsize_t *first, hsize_t *count) {
  for (int i = 0; i < shape->rank; i++) {
    first[i] = drawn(state) % 3 == 0 ? 0 : drawn(state) % shape->size[i];
    count[i] = drawn(state) % 3 == 0 ? 1 + drawn(state) % (shape->size[i] - first[i]) : shape->size[i] - first[i];
  }
}

static void draw_values(uint32_t *state, unsigned char *values, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) values[i] = i % 4 == 0 ? (unsigned char)drawn(state) : 0;
}

static void read_both(const chunks_case *shape, const chunks_file *file, hid_t type, uint32_t *state) {
  hsize_t first[LOCIQ_RANK], count[LOCIQ_RANK];
  size_t values = H5Tget_size(type);
  draw_block(shape, state, first, count);
  for (int i = 0; i < shape->rank; i++) values *= count[i];
  unsigned char *ours = malloc(values), *theirs = malloc(values);
  memset(ours, 0xAA, values);
  FINE(lociq_block_read(&file->store, "ours", file->ours, type, shape->rank, first, count, ours, error));
  hdf5_block(file->theirs, type, shape->rank, first, count, theirs, NULL);
  assert_memory_equal(ours, theirs, values);
  free(ours);
  free(theirs);
}

static void write_both(const chunks_case *shape, const chunks_file *file, hid_t type, uint32_t *state) {
  hsize_t first[LOCIQ_RANK], count[LOCIQ_RANK];
  size_t values = H5Tget_size(type);
  draw_block(shape, state, first, count);
  for (int i = 0; i < shape->rank; i++) values *= count[i];
  unsigned char *from = malloc(values);
  draw_values(state, from, values);
  FINE(lociq_block_write(&file->store, "ours", file->ours, type, shape->rank, first, count, from, error));
  hdf5_block(file->theirs, type, shape->rank, first, count, NULL, from);
  free(from);
}

static void compare_all(const chunks_case *shape, const chunks_file *file, hid_t type) {
  const size_t bytes = chunks_count(shape) * H5Tget_size(type);
  unsigned char *ours = malloc(bytes), *theirs = malloc(bytes);
  FINE(lociq_dataset_load(&file->store, "ours", file->ours, type, ours, error));
  assert_true(H5Dread(file->theirs, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, theirs) >= 0);
  assert_memory_equal(ours, theirs, bytes);
  assert_true(H5Dread(file->ours, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, theirs) >= 0);
  assert_memory_equal(ours, theirs, bytes);
  free(ours);
  free(theirs);
}

static void try_shape(const chunks_case *shape, hid_t type, hid_t memory, const void *fill, uint32_t *state) {
  chunks_file file;
  chunks_create(shape, type, fill, &file);
  compare_all(shape, &file, memory); /* nothing is written yet */
  for (int round = 0; round < 25; round++) {
    write_both(shape, &file, memory, state);
    read_both(shape, &file, memory, state);
  }
  compare_all(shape, &file, memory);
  for (int reading = 0; reading < 2; reading++) {
    chunks_reopen(&file, reading == 1);
    for (int round = 0; round < 15; round++) read_both(shape, &file, memory, state);
    compare_all(shape, &file, memory);
  }
  chunks_close(&file);
}

static void blocks_are_those_of_hdf5(void **unused) {
  (void)unused;
  const double missing = (double)NAN;
  const int32_t none = -1;
  const uint16_t zero = 0;
  uint32_t state = 1;
  for (int threads = 1; threads <= 3; threads += 2) {
    omp_set_num_threads(threads);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
      try_shape(&cases[i], H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &missing, &state);
      try_shape(&cases[i], H5T_STD_I32LE, H5T_NATIVE_INT32, &none, &state);
      try_shape(&cases[i], H5T_STD_U16LE, H5T_NATIVE_UINT16, &zero, &state);
    }
  }
}

/* Whole numbers that are read as doubles are HDF5's to convert. */
static void types_are_converted(void **unused) {
  (void)unused;
  enum { COUNT = 6000 };
  const chunks_case shape = {"sdc", 1, {COUNT}, {1000}};
  const int32_t none = -1;
  int32_t *numbers = malloc(COUNT * sizeof *numbers);
  double *values = malloc(COUNT * sizeof *values);
  chunks_file file;
  chunks_create(&shape, H5T_STD_I32LE, &none, &file);
  for (int32_t i = 0; i < COUNT; i++) numbers[i] = i * 7 - 9;
  FINE(lociq_dataset_fill(&file.store, "ours", file.ours, H5T_NATIVE_INT32, numbers, error));
  FINE(lociq_dataset_load(&file.store, "ours", file.ours, H5T_NATIVE_DOUBLE, values, error));
  for (int i = 0; i < COUNT; i++) assert_true(values[i] == numbers[i]);
  chunks_close(&file);
  free(numbers);
  free(values);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(blocks_are_those_of_hdf5), STORE_TEST(types_are_converted)};
  (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
