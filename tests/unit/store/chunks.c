/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/chunks.h"

#include <fcntl.h>
#include <omp.h>

#include "unit/store/chunks_file.h"

enum { ROWS = 90, WIDTH = 100, CHUNK_ROWS = 32, CHUNK_WIDTH = 40, COUNT = ROWS * WIDTH };

static const chunks_case deflated = {"sdc", 2, {ROWS, WIDTH}, {CHUNK_ROWS, CHUNK_WIDTH}},
                         plain = {"c", 2, {ROWS, WIDTH}, {CHUNK_ROWS, CHUNK_WIDTH}};
static const double missing = (double)NAN;

static void count_up(double *values) {
  for (int i = 0; i < COUNT; i++) values[i] = i % 7 == 0 ? 0 : i % 113;
}

static void make_both(const chunks_case *shape, chunks_file *file) {
  double values[COUNT];
  count_up(values);
  chunks_create(shape, H5T_IEEE_F64LE, &missing, file);
  FINE(lociq_dataset_fill(&file->store, "ours", file->ours, H5T_NATIVE_DOUBLE, values, error));
  assert_true(H5Dwrite(file->theirs, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
}

static size_t raw_chunk(hid_t dataset, const hsize_t *at, unsigned char *bytes, uint32_t *mask) {
  hsize_t size = 0;
  assert_true(H5Dget_chunk_storage_size(dataset, at, &size) >= 0);
  assert_true(size <= CHUNK_ROWS * CHUNK_WIDTH * 9);
  if (size > 0) assert_true(H5Dread_chunk(dataset, H5P_DEFAULT, at, mask, bytes) >= 0);
  return size;
}

static void chunks_have_the_bytes_that_hdf5_writes(void **unused) {
  (void)unused;
  static const char *const pipelines[] = {"c", "s", "d", "sd", "sdc"};
  for (int threads = 1; threads <= 3; threads++)
    for (size_t i = 0; i < sizeof pipelines / sizeof *pipelines; i++) {
      chunks_case shape = deflated;
      chunks_file file;
      omp_set_num_threads(threads);
      shape.pipeline = pipelines[i];
      make_both(&shape, &file);
      for (hsize_t row = 0; row < ROWS; row += CHUNK_ROWS)
        for (hsize_t column = 0; column < WIDTH; column += CHUNK_WIDTH) {
          unsigned char ours[CHUNK_ROWS * CHUNK_WIDTH * 9], theirs[sizeof ours];
          uint32_t our_mask = 9, their_mask = 9;
          const hsize_t at[2] = {row, column};
          const size_t size = raw_chunk(file.ours, at, ours, &our_mask);
          assert_true(size > 0 && size == raw_chunk(file.theirs, at, theirs, &their_mask));
          assert_memory_equal(ours, theirs, size);
          assert_true(our_mask == 0 && their_mask == 0);
        }
      chunks_close(&file);
    }
}

/* Where HDF5 says that the first chunk of a dataset is. */
static haddr_t address_of(hid_t dataset, hsize_t row, hsize_t column, hsize_t *size) {
  const hsize_t at[2] = {row, column};
  haddr_t address = HADDR_UNDEF;
  unsigned mask = 0;
  assert_true(H5Dget_chunk_info_by_coord(dataset, at, &mask, &address, size) >= 0);
  return address;
}

static void change_byte(haddr_t place) {
  const int file = open("store.h5", O_RDWR);
  unsigned char byte = 0;
  assert_int_equal(pread(file, &byte, 1, (off_t)place), 1);
  byte ^= 0x10;
  assert_int_equal(pwrite(file, &byte, 1, (off_t)place), 1);
  assert_int_equal(close(file), 0);
}

/* Two chunks are damaged: the first is named whoever comes upon which, and what is whole is read. */
static void damaged_chunks_are_named(void **unused) {
  (void)unused;
  for (int kind = 0; kind < 4; kind++) {
    chunks_file file;
    double values[COUNT];
    hsize_t size = 0;
    make_both(kind % 2 == 0 ? &deflated : &plain, &file);
    chunks_reopen(&file, true);
    const haddr_t first = address_of(file.ours, 32, 40, &size) + 9, second = address_of(file.ours, 64, 0, &size) + 9;
    chunks_reopen(&file, kind < 2);
    change_byte(first);
    change_byte(second);
    for (int round = 0; round < 50; round++) {
      omp_set_num_threads(1 + round % 3);
      REFUSED(lociq_dataset_load(&file.store, "ours", file.ours, H5T_NATIVE_DOUBLE, values, error), LOCIQ_BAD_INPUT,
              "store.h5: cannot read ours: the chunk at 32,40 is damaged: its checksum is wrong");
    }
    FINE(lociq_block_read(&file.store, "ours", file.ours, H5T_NATIVE_DOUBLE, 2, (hsize_t[]){0, 0},
                          (hsize_t[]){CHUNK_ROWS, WIDTH}, values, error));
    assert_true(values[1] == 1);
    chunks_close(&file);
  }
}

/* The mask says which filters a chunk has not gone through. */
static void chunks_that_left_filters_out(void **unused) {
  (void)unused;
  enum { CELLS_OF_CHUNK = CHUNK_ROWS * CHUNK_WIDTH };
  for (int reading = 0; reading < 2; reading++) {
    chunks_file file;
    double chunk[CELLS_OF_CHUNK], values[COUNT], expected[COUNT];
    make_both(&deflated, &file);
    for (int i = 0; i < CELLS_OF_CHUNK; i++) chunk[i] = -i;
    assert_true(H5Dwrite_chunk(file.ours, H5P_DEFAULT, 7, (hsize_t[]){32, 0}, sizeof chunk, chunk) >= 0);
    chunks_reopen(&file, reading == 1);
    FINE(lociq_dataset_load(&file.store, "ours", file.ours, H5T_NATIVE_DOUBLE, values, error));
    assert_true(H5Dread(file.ours, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, expected) >= 0);
    assert_memory_equal(values, expected, sizeof values);
    assert_true(values[33 * WIDTH + 2] == -(CHUNK_WIDTH + 2));
    chunks_close(&file);
  }
}

/* One that says it is far larger than its values is not read into memory. */
static void chunks_that_claim_too_much(void **unused) {
  (void)unused;
  enum { CLAIMED = CHUNK_ROWS * CHUNK_WIDTH * 8 * 4 };
  unsigned char *claimed = calloc(CLAIMED, 1);
  for (int kind = 0; kind < 4; kind++) {
    chunks_file file;
    double values[COUNT];
    make_both(kind % 2 == 0 ? &deflated : &plain, &file);
    assert_true(H5Dwrite_chunk(file.ours, H5P_DEFAULT, 0, (hsize_t[]){64, 80}, CLAIMED, claimed) >= 0);
    chunks_reopen(&file, kind < 2);
    REFUSED(lociq_dataset_load(&file.store, "ours", file.ours, H5T_NATIVE_DOUBLE, values, error), LOCIQ_BAD_INPUT,
            "store.h5: cannot read ours: the chunk at 64,80 is damaged: it claims to be larger than it can be");
    chunks_close(&file);
  }
  free(claimed);
}

static void a_file_that_ends_too_soon(void **unused) {
  (void)unused;
  for (int kind = 0; kind < 2; kind++) {
    chunks_file file;
    double values[COUNT];
    hsize_t size = 0;
    lociq_error error = {0};
    make_both(kind == 0 ? &deflated : &plain, &file);
    chunks_reopen(&file, true);
    const haddr_t end = address_of(file.ours, 64, 40, &size);
    assert_int_equal(truncate("store.h5", (off_t)(end + size / 2)), 0);
    assert_int_not_equal(lociq_dataset_load(&file.store, "ours", file.ours, H5T_NATIVE_DOUBLE, values, &error),
                         LOCIQ_OK);
    assert_non_null(strstr(error.message, "store.h5: cannot read ours: "));
    chunks_close(&file);
  }
}

static void memory_may_be_missing(void **unused) {
  (void)unused;
  for (int kind = 0; kind < 4; kind++) {
    chunks_file file;
    double values[COUNT];
    count_up(values);
    make_both(kind % 2 == 0 ? &deflated : &plain, &file);
    if (kind < 2) chunks_reopen(&file, true);
    for (int writes = 0; writes < (kind < 2 ? 1 : 2); writes++) {
      long n = 0;
      for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
        lociq_memory_fail_after(n);
        status = writes == 0 ? lociq_dataset_load(&file.store, "ours", file.ours, H5T_NATIVE_DOUBLE, values, NULL)
                             : lociq_dataset_fill(&file.store, "ours", file.ours, H5T_NATIVE_DOUBLE, values, NULL);
        lociq_memory_fail_after(-1);
        if (status != LOCIQ_OK) assert_int_equal(status, LOCIQ_NO_MEMORY);
      }
      assert_true(n > 2);
      assert_true(values[1] == 1);
    }
    chunks_close(&file);
  }
}

static bool are_ours(const chunks_file *file, hid_t type, const hsize_t *first, const hsize_t *count) {
  lociq_chunks chunks;
  return lociq_chunks_find(file->ours, type, 2, first, count, &chunks);
}

static void what_is_left_to_hdf5(void **unused) {
  (void)unused;
  const hsize_t origin[2] = {0, 0}, all[2] = {ROWS, WIDTH}, later[2] = {1, 0}, rows[2] = {CHUNK_ROWS, WIDTH};
  chunks_file file;
  lociq_chunks chunks;
  chunks_create(&deflated, H5T_IEEE_F64LE, &missing, &file);
  assert_true(are_ours(&file, H5T_NATIVE_DOUBLE, origin, rows));
  assert_false(are_ours(&file, H5T_NATIVE_DOUBLE, later, rows)); /* no chunk is whole */
  assert_false(are_ours(&file, H5T_NATIVE_INT32, origin, all));  /* another type */
  assert_false(are_ours(&file, H5T_NATIVE_DOUBLE, later, all));  /* past the end */
  assert_true(lociq_chunks_find(file.ours, H5T_NATIVE_DOUBLE, 2, origin, all, &chunks));
  assert_int_equal(chunks.count, 9);
  chunks_close(&file);
  for (int kind = 0; kind < 3; kind++) {
    const hid_t properties = chunks_properties(&deflated, H5T_NATIVE_DOUBLE, &missing);
    if (kind == 0) assert_true(H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER) >= 0);
    if (kind == 1) assert_true(H5Pset_chunk_opts(properties, H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS) >= 0);
    if (kind == 2) assert_true(H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, NULL) >= 0);
    chunks_create(&deflated, H5T_IEEE_F64LE, &missing, &file);
    const hid_t space = H5Dget_space(file.ours);
    H5Dclose(file.ours);
    file.ours = H5Dcreate2(file.store.file, "other", H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    assert_true(file.ours >= 0);
    assert_false(are_ours(&file, H5T_NATIVE_DOUBLE, origin, all));
    H5Sclose(space);
    H5Pclose(properties);
    chunks_close(&file);
  }
}

/* Blocks of whole chunks, for those who go through a dataset. */
static void spans_are_whole_chunks(void **unused) {
  (void)unused;
  static const chunks_case contiguous = {"", 2, {ROWS, WIDTH}, {0, 0}};
  chunks_file file;
  chunks_create(&deflated, H5T_IEEE_F64LE, &missing, &file);
  assert_int_equal(lociq_dataset_span(file.ours, 0, 100), 96);
  assert_int_equal(lociq_dataset_span(file.ours, 1, 100), 80);
  assert_int_equal(lociq_dataset_span(file.ours, 0, 32), 32);
  assert_int_equal(lociq_dataset_span(file.ours, 0, 31), 31);
  assert_int_equal(lociq_dataset_span(file.ours, -1, 100), 100);
  assert_int_equal(lociq_dataset_span(file.ours, 2, 100), 100);
  chunks_close(&file);
  chunks_create(&contiguous, H5T_IEEE_F64LE, &missing, &file);
  assert_int_equal(lociq_dataset_span(file.ours, 0, 100), 100);
  chunks_close(&file);
}

#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {STORE_TEST(chunks_have_the_bytes_that_hdf5_writes),
                                     STORE_TEST(damaged_chunks_are_named),
                                     STORE_TEST(chunks_that_left_filters_out),
                                     STORE_TEST(chunks_that_claim_too_much),
                                     STORE_TEST(a_file_that_ends_too_soon),
                                     STORE_TEST(memory_may_be_missing),
                                     STORE_TEST(what_is_left_to_hdf5),
                                     STORE_TEST(spans_are_whole_chunks)};
  (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
