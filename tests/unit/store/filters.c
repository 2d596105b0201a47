/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/filters.h"

#include "unit/store/fixture.h"

static uint32_t drawn(uint32_t *state) { /* xorshift */
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

/* ---- the checksum */

/* Fletcher's sums as HDF5's format has them: ones' complement, words with the more significant byte
 * first, an odd last byte is one. */
static uint32_t plainly_summed(const unsigned char *bytes, size_t count) {
  uint32_t first = 0, second = 0;
  for (size_t i = 0; i < count; i += 2) {
    first += (uint32_t)bytes[i] << 8 | (i + 1 < count ? bytes[i + 1] : 0u);
    first = (first & 0xFFFFu) + (first >> 16);
    second += first;
    second = (second & 0xFFFFu) + (second >> 16);
  }
  return second << 16 | first;
}

static void checksums_are_those_of_plain_loops(void **unused) {
  (void)unused;
  enum { MOST = 70000 };
  unsigned char *bytes = malloc(MOST);
  uint32_t state = 1;
  for (int round = 0; round < 600; round++) {
    const size_t count = drawn(&state) % (round < 400 ? 300 : MOST - 8), offset = drawn(&state) % 8;
    for (size_t i = 0; i < MOST; i++)
      bytes[i] = round % 3 == 0 ? 0 : round % 3 == 1 ? 0xFF : (unsigned char)drawn(&state);
    if (round % 6 == 0 && count > 0) bytes[offset + count / 2] = 1;
    assert_int_equal(lociq_fletcher32(bytes + offset, count), plainly_summed(bytes + offset, count));
  }
  free(bytes);
}

/* ---- the shuffle */

static void bytes_are_shuffled_and_back(void **unused) {
  (void)unused;
  static const size_t widths[] = {1, 2, 4, 8};
  enum { MOST = 300 };
  unsigned char values[MOST * 8], planes[MOST * 8], back[MOST * 8];
  uint32_t state = 1;
  for (size_t i = 0; i < sizeof values; i++) values[i] = (unsigned char)drawn(&state);
  for (size_t w = 0; w < 4; w++)
    for (size_t count = 0; count <= MOST; count++) {
      lociq_shuffle(values, count, widths[w], planes);
      for (size_t i = 0; i < count; i++)
        for (size_t byte = 0; byte < widths[w]; byte++)
          assert_int_equal(planes[byte * count + i], values[i * widths[w] + byte]);
      memset(back, 0, sizeof back);
      lociq_unshuffle(planes, count, widths[w], back);
      assert_memory_equal(back, values, count * widths[w]);
    }
}

/* ---- chunks */

enum { VALUES = 500, BYTES = VALUES * 8 };

static const lociq_filters all = {.shuffle = 0, .deflate = 1, .checksum = 2, .level = 1};

static void fill(unsigned char *values) {
  for (size_t i = 0; i < VALUES; i++) {
    const double value = (double)(i * i % 97);
    memcpy(values + i * 8, &value, 8);
  }
}

/* Encoded, then decoded by a coder that is used again and again. */
static void chunks_come_back(void **unused) {
  (void)unused;
  for (int kind = 0; kind < 8; kind++) {
    int next = 0;
    lociq_filters filters = {-1, -1, -1, 6};
    if ((kind & 1) != 0) filters.shuffle = next++;
    if ((kind & 2) != 0) filters.deflate = next++;
    if ((kind & 4) != 0) filters.checksum = next++;
    lociq_coder to = {0}, from = {0};
    FINE(lociq_coder_create(&filters, 8, BYTES, true, &to, error));
    FINE(lociq_coder_create(&filters, 8, BYTES, false, &from, error));
    for (int round = 0; round < 3; round++) {
      unsigned char values[BYTES];
      const unsigned char *found = NULL;
      size_t size = 0;
      fill(values);
      values[round] ^= 0x5A;
      memcpy(to.values, values, BYTES);
      assert_null(lociq_chunk_encode(&to, &size));
      assert_true((kind & 2) != 0 ? size < BYTES / 2 : size == BYTES + ((kind & 4) != 0 ? 4u : 0u));
      memcpy(from.stored, to.stored, size);
      assert_null(lociq_chunk_decode(&from, 0, size, &found));
      assert_memory_equal(found, values, BYTES);
    }
    lociq_coder_free(&to);
    lociq_coder_free(&from);
  }
}

/* A filter that the mask names was left out. */
static void the_mask_is_honoured(void **unused) {
  (void)unused;
  unsigned char values[BYTES];
  fill(values);
  for (unsigned mask = 0; mask < 8; mask++) {
    const lociq_filters some = {.shuffle = (mask & 1) != 0 ? -1 : 0,
                                .deflate = (mask & 2) != 0 ? -1 : 1,
                                .checksum = (mask & 4) != 0 ? -1 : 2,
                                .level = 1};
    lociq_coder to = {0}, from = {0};
    const unsigned char *found = NULL;
    size_t size = 0;
    FINE(lociq_coder_create(&some, 8, BYTES, true, &to, error));
    FINE(lociq_coder_create(&all, 8, BYTES, false, &from, error));
    memcpy(to.values, values, BYTES);
    assert_null(lociq_chunk_encode(&to, &size));
    memcpy(from.stored, to.stored, size);
    assert_null(lociq_chunk_decode(&from, mask, size, &found));
    assert_memory_equal(found, values, BYTES);
    lociq_coder_free(&to);
    lociq_coder_free(&from);
  }
}

static size_t encoded(const lociq_filters *filters, size_t bytes, lociq_coder *from) {
  lociq_coder to = {0};
  size_t size = 0;
  FINE(lociq_coder_create(filters, 8, bytes, true, &to, error));
  for (size_t i = 0; i < bytes; i++) to.values[i] = (unsigned char)(i % 61);
  assert_null(lociq_chunk_encode(&to, &size));
  assert_true(size <= from->bound);
  memcpy(from->stored, to.stored, size);
  lociq_coder_free(&to);
  return size;
}

static void damage_shows_in_the_checksum(void **unused) {
  (void)unused;
  const unsigned char *found = NULL;
  lociq_coder coder = {0};
  FINE(lociq_coder_create(&all, 8, BYTES, false, &coder, error));
  const size_t size = encoded(&all, BYTES, &coder);
  for (size_t less = 0; less < size; less++)
    assert_string_equal(lociq_chunk_decode(&coder, 0, less, &found),
                        less < 4 ? "it is too short for its checksum" : "its checksum is wrong");
  for (size_t i = 0; i < size * 8; i++) {
    coder.stored[i / 8] ^= (unsigned char)(1u << i % 8);
    assert_string_equal(lociq_chunk_decode(&coder, 0, size, &found), "its checksum is wrong");
    coder.stored[i / 8] ^= (unsigned char)(1u << i % 8);
  }
  lociq_coder_free(&coder);
}

static void what_does_not_inflate_to_a_chunk(void **unused) {
  (void)unused;
  static const lociq_filters deflated = {.shuffle = -1, .deflate = 0, .checksum = -1, .level = 1};
  static const char no_size[] = "it does not inflate to the size of a chunk";
  const unsigned char *found = NULL;
  lociq_coder coder = {0};
  FINE(lociq_coder_create(&deflated, 8, BYTES, false, &coder, error));
  for (size_t less = 0, whole = encoded(&deflated, BYTES, &coder); less < whole; less++)
    assert_string_equal(lociq_chunk_decode(&coder, 0, less, &found), no_size);
  /* at last far more than a chunk in a few bytes: what comes out is bounded */
  static const size_t others[] = {BYTES - 8, BYTES + 8, 100 * BYTES};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    assert_string_equal(lociq_chunk_decode(&coder, 0, encoded(&deflated, others[i], &coder), &found), no_size);
  memset(coder.stored, 0x55, 100);
  assert_string_equal(lociq_chunk_decode(&coder, 0, 100, &found), no_size);
  assert_null(lociq_chunk_decode(&coder, 0, encoded(&deflated, BYTES, &coder), &found)); /* none of it stays */
  lociq_coder_free(&coder);
}

static void chunks_without_compression(void **unused) {
  (void)unused;
  static const lociq_filters summed = {.shuffle = -1, .deflate = -1, .checksum = 0};
  const unsigned char *found = NULL;
  lociq_coder coder = {0};
  FINE(lociq_coder_create(&summed, 8, BYTES, false, &coder, error));
  assert_string_equal(lociq_chunk_decode(&coder, 0, encoded(&summed, BYTES - 8, &coder), &found),
                      "it does not have the size of a chunk");
  /* as early versions of HDF5 wrote it */
  const size_t kept = encoded(&summed, BYTES, &coder);
  for (size_t i = BYTES; i < kept; i += 2) {
    const unsigned char byte = coder.stored[i];
    coder.stored[i] = coder.stored[i + 1];
    coder.stored[i + 1] = byte;
  }
  assert_null(lociq_chunk_decode(&coder, 0, kept, &found));
  lociq_coder_free(&coder);
}

static void memory_may_be_missing(void **unused) {
  (void)unused;
  for (int encodes = 0; encodes < 2; encodes++) {
    long n = 0;
    for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
      lociq_coder coder = {0};
      lociq_memory_fail_after(n);
      status = lociq_coder_create(&all, 8, BYTES, encodes == 1, &coder, NULL);
      lociq_memory_fail_after(-1);
      if (status != LOCIQ_OK) assert_int_equal(status, LOCIQ_NO_MEMORY);
      lociq_coder_free(&coder);
    }
    assert_true(n > 2); /* zlib's too */
  }
}

/* ---- which pipelines are known */

static bool known(const char *pipeline, lociq_filters *filters) {
  const hsize_t chunk = 100;
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  assert_true(H5Pset_chunk(properties, 1, &chunk) >= 0);
  for (; *pipeline != '\0'; pipeline++) {
    const unsigned width = 8;
    const herr_t answer = *pipeline == 's'   ? H5Pset_filter(properties, H5Z_FILTER_SHUFFLE, 0, 1, &width)
                          : *pipeline == 'd' ? H5Pset_deflate(properties, 5)
                          : *pipeline == 'c' ? H5Pset_fletcher32(properties)
                                             : H5Pset_nbit(properties);
    assert_true(answer >= 0);
  }
  const bool answer = lociq_filters_read(properties, 8, filters);
  H5Pclose(properties);
  return answer;
}

static void pipelines_of_others_are_left_to_hdf5(void **unused) {
  (void)unused;
  lociq_filters filters = {0};
  assert_true(known("c", &filters) && filters.shuffle == -1 && filters.deflate == -1 && filters.checksum == 0);
  assert_true(known("sdc", &filters) && filters.shuffle == 0 && filters.deflate == 1 && filters.checksum == 2);
  assert_int_equal(filters.level, 5);
  assert_true(known("d", &filters) && filters.shuffle == -1 && filters.deflate == 0 && filters.checksum == -1);
  for (size_t i = 0; i < 7; i++) {
    static const char *const others[] = {"ds", "cd", "csd", "n", "sdn", "dd", ""};
    assert_false(known(others[i], &filters));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(checksums_are_those_of_plain_loops),
                                     cmocka_unit_test(bytes_are_shuffled_and_back),
                                     cmocka_unit_test(chunks_come_back),
                                     cmocka_unit_test(the_mask_is_honoured),
                                     cmocka_unit_test(damage_shows_in_the_checksum),
                                     cmocka_unit_test(what_does_not_inflate_to_a_chunk),
                                     cmocka_unit_test(chunks_without_compression),
                                     cmocka_unit_test(memory_may_be_missing),
                                     cmocka_unit_test(pipelines_of_others_are_left_to_hdf5)};
  (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
