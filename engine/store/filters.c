/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/filters.h"

#include <string.h>

#include "core/memory.h"
#include "numeric/lanes.h"

bool lociq_filters_read(hid_t properties, size_t element, lociq_filters *filters) {
  *filters = (lociq_filters){-1, -1, -1, 0};
  const int count = H5Pget_nfilters(properties);
  int last = -1; /* in the order shuffle, deflate, checksum */
  for (int i = 0; i < count; i++) {
    unsigned flags = 0, parameters[4] = {0};
    size_t given = sizeof parameters / sizeof *parameters;
    const H5Z_filter_t filter = H5Pget_filter2(properties, (unsigned)i, &flags, &given, parameters, 0, NULL, NULL);
    int order = 0;
    if (filter == H5Z_FILTER_SHUFFLE && given == 1 && parameters[0] == element) {
      filters->shuffle = i;
    } else if (filter == H5Z_FILTER_DEFLATE && given == 1 && parameters[0] <= 9) {
      filters->deflate = i;
      filters->level = (int)parameters[0];
      order = 1;
    } else if (filter == H5Z_FILTER_FLETCHER32) {
      filters->checksum = i;
      order = 2;
    } else {
      return false;
    }
    if (order <= last) return false;
    last = order;
  }
  return count > 0;
}

/* ---- the coder */

static void *give_memory(void *context, uInt count, uInt size) {
  (void)context;
  return lociq_allocate(count, size);
}

static void take_memory(void *context, void *block) {
  (void)context;
  free(block);
}

/* zlib's state points back to its stream, which must stay where it is. */
static bool open_stream(lociq_coder *coder) {
  coder->stream = (z_stream){.zalloc = give_memory, .zfree = take_memory};
  if (coder->filters.deflate < 0) return true;
  return (coder->encodes ? deflateInit(&coder->stream, coder->filters.level) : inflateInit(&coder->stream)) == Z_OK;
}

lociq_status lociq_coder_create(const lociq_filters *filters, size_t element, size_t bytes, bool encodes,
                                lociq_coder *coder, lociq_error *error) {
  /* HDF5 gives deflate a thousandth more than the chunk and 12 bytes, and its checksum has
   * 4. Another program's deflate may do worse. */
  enum { WORSE = 64, MORE = 1024, ALIGNMENT = 64 };
  const size_t apart = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  *coder = (lociq_coder){.filters = *filters, .element = element, .bytes = bytes, .encodes = encodes};
  coder->bound = bytes + bytes / WORSE + MORE;
  coder->values = lociq_allocate_aligned(2 * apart + coder->bound, 1);
  if (coder->values == NULL || !open_stream(coder)) {
    free(coder->values);
    *coder = (lociq_coder){.values = NULL};
    return lociq_memory_error(error, "a chunk");
  }
  coder->planes = coder->values + apart;
  coder->stored = coder->planes + apart;
  return LOCIQ_OK;
}

void lociq_coder_free(lociq_coder *coder) {
  if (coder->values != NULL && coder->filters.deflate >= 0)
    (void)(coder->encodes ? deflateEnd(&coder->stream) : inflateEnd(&coder->stream));
  free(coder->values);
}

/* ---- decoding */

static bool goes_through(int filter, unsigned mask) { return filter >= 0 && (mask >> filter & 1u) == 0; }

/* Early versions of HDF5 kept the checksum with the bytes of its halves exchanged. */
static bool is_checksum(const unsigned char *bytes, size_t count) {
  const unsigned char *kept = bytes + count;
  const uint32_t found = lociq_fletcher32(bytes, count);
  const uint32_t expected =
      (uint32_t)kept[0] | (uint32_t)kept[1] << 8 | (uint32_t)kept[2] << 16 | (uint32_t)kept[3] << 24;
  return expected == found || expected == ((found & 0x00FF00FFu) << 8 | (found >> 8 & 0x00FF00FFu));
}

/* Exactly the bytes of a chunk. */
static bool inflate_chunk(lociq_coder *coder, size_t size, unsigned char *into) {
  z_stream *stream = &coder->stream;
  if (inflateReset(stream) != Z_OK) return false;
  stream->next_in = coder->stored;
  stream->avail_in = (uInt)size;
  stream->next_out = into;
  stream->avail_out = (uInt)coder->bytes;
  return inflate(stream, Z_FINISH) == Z_STREAM_END && stream->avail_out == 0;
}

const char *lociq_chunk_decode(lociq_coder *coder, unsigned mask, size_t size, const unsigned char **values) {
  enum { CHECKSUM = 4 };
  const lociq_filters *filters = &coder->filters;
  const unsigned char *found = coder->stored;
  if (goes_through(filters->checksum, mask)) {
    if (size < CHECKSUM) return "it is too short for its checksum";
    size -= CHECKSUM;
    if (!is_checksum(coder->stored, size)) return "its checksum is wrong";
  }
  if (goes_through(filters->deflate, mask)) {
    if (!inflate_chunk(coder, size, coder->planes)) return "it does not inflate to the size of a chunk";
    found = coder->planes;
  } else if (size != coder->bytes) {
    return "it does not have the size of a chunk";
  }
  if (goes_through(filters->shuffle, mask)) {
    lociq_unshuffle(found, coder->bytes / coder->element, coder->element, coder->values);
    found = coder->values;
  }
  *values = found;
  return NULL;
}

/* ---- encoding */

/* Into as much room as HDF5 gives, which is more than zlib can need. */
static bool deflate_chunk(lociq_coder *coder, unsigned char *from, size_t *size) {
  z_stream *stream = &coder->stream;
  if (deflateReset(stream) != Z_OK) return false;
  stream->next_in = from;
  stream->avail_in = (uInt)coder->bytes;
  stream->next_out = coder->stored;
  stream->avail_out = (uInt)(coder->bytes + coder->bytes / 1000 + 12);
  if (deflate(stream, Z_FINISH) != Z_STREAM_END) return false;
  *size = (size_t)(stream->next_out - coder->stored);
  return true;
}

const char *lociq_chunk_encode(lociq_coder *coder, size_t *size) {
  const lociq_filters *filters = &coder->filters;
  unsigned char *from = coder->values;
  size_t made = coder->bytes;
  if (filters->shuffle >= 0) {
    lociq_shuffle(from, coder->bytes / coder->element, coder->element, coder->planes);
    from = coder->planes;
  }
  if (filters->deflate < 0)
    memcpy(coder->stored, from, made);
  else if (!deflate_chunk(coder, from, &made))
    return "zlib does not deflate it";
  if (filters->checksum >= 0) {
    const uint32_t checksum = lociq_fletcher32(coder->stored, made);
    for (int byte = 0; byte < 4; byte++) coder->stored[made++] = (unsigned char)(checksum >> 8 * byte);
  }
  *size = made;
  return NULL;
}

/* ---- the checksum */

enum { WIDE = 32, STEPS = 256 };

/* Words run in WIDE lanes: plain sums, and sums of the sums so far. 256 steps do not
 * overflow them. */
LOCIQ_CLONED static void sum_words(const unsigned char *bytes, size_t steps, uint32_t plain[WIDE],
                                   uint32_t running[WIDE]) {
  uint32_t sums[WIDE] = {0}, sums_of_sums[WIDE] = {0};
  for (size_t step = 0; step < steps; step++) {
    uint16_t words[WIDE];
    memcpy(words, bytes + step * sizeof words, sizeof words);
    for (int lane = 0; lane < WIDE; lane++) {
      sums[lane] += words[lane];
      sums_of_sums[lane] += sums[lane];
    }
  }
  memcpy(plain, sums, sizeof sums);
  memcpy(running, sums_of_sums, sizeof sums_of_sums);
}

/* Of words with the less significant byte first, which are 256 times the others modulo 65535. */
typedef struct fletcher {
  uint64_t plain, running;
  bool any; /* of the words is not 0 */
} fletcher;

static void add_steps(const unsigned char *bytes, size_t steps, fletcher *sum) {
  uint32_t plain[WIDE], running[WIDE];
  sum_words(bytes, steps, plain, running);
  sum->running += (uint64_t)steps * WIDE * sum->plain;
  for (uint64_t lane = 0; lane < WIDE; lane++) {
    sum->plain += plain[lane];
    /* a word counts as often as there are words from it on */
    sum->running += WIDE * (uint64_t)running[lane] - lane * plain[lane];
    sum->any = sum->any || plain[lane] != 0;
  }
  sum->plain %= UINT16_MAX;
  sum->running %= UINT16_MAX;
}

static void add_word(uint32_t word, fletcher *sum) {
  sum->plain += word;
  sum->running += sum->plain;
  sum->any = sum->any || word != 0;
}

/* HDF5 folds carries, so that 0 is only the sum of zeros. */
static uint32_t folded(uint64_t sum, bool any) {
  const uint64_t rest = sum % UINT16_MAX * 256 % UINT16_MAX;
  return rest == 0 && any ? UINT16_MAX : (uint32_t)rest;
}

uint32_t lociq_fletcher32(const unsigned char *bytes, size_t count) {
  enum { STEP = WIDE * sizeof(uint16_t) };
  fletcher sum = {0, 0, false};
  while (count >= STEP) {
    const size_t steps = count / STEP < STEPS ? count / STEP : STEPS;
    add_steps(bytes, steps, &sum);
    bytes += steps * STEP;
    count -= steps * STEP;
  }
  for (; count >= 2; count -= 2, bytes += 2) add_word(bytes[0] | (uint32_t)bytes[1] << 8, &sum);
  if (count > 0) add_word(bytes[0], &sum);
  return folded(sum.running, sum.any) << 16 | folded(sum.plain, sum.any);
}

/* ---- the shuffle */

enum { WIDTH = sizeof(uint64_t), AT_ONCE = WIDTH * LOCIQ_LANES };

/* In every lane, byte k of row j becomes byte j of row k: halves of words change places,
 * then quarters, then bytes. */
LOCIQ_INLINE void exchange(lociq_bits *first, lociq_bits *second, unsigned shift, uint64_t lower) {
  const lociq_bits changed = (*first >> shift ^ *second) & lower;
  *first ^= changed << shift;
  *second ^= changed;
}

LOCIQ_INLINE void transpose(lociq_bits rows[WIDTH]) {
  for (int row = 0; row < 4; row++) exchange(&rows[row], &rows[row + 4], 32, 0x00000000FFFFFFFF);
  for (int row = 0; row < 8; row += row % 4 == 1 ? 3 : 1) exchange(&rows[row], &rows[row + 2], 16, 0x0000FFFF0000FFFF);
  for (int row = 0; row < 8; row += 2) exchange(&rows[row], &rows[row + 1], 8, 0x00FF00FF00FF00FF);
}

/* Values of eight bytes, AT_ONCE of them at a time: how many are done when fewer are left. */
LOCIQ_CLONED static size_t shuffle_eights(const unsigned char *restrict values, size_t count,
                                          unsigned char *restrict planes) {
  size_t done = 0;
  for (; done + AT_ONCE <= count; done += AT_ONCE) {
    uint64_t block[LOCIQ_LANES][WIDTH];
    lociq_bits rows[WIDTH];
    memcpy(block, values + done * WIDTH, sizeof block);
    for (int row = 0; row < WIDTH; row++)
      for (int lane = 0; lane < LOCIQ_LANES; lane++) rows[row][lane] = block[lane][row];
    transpose(rows);
    for (size_t byte = 0; byte < WIDTH; byte++) memcpy(planes + byte * count + done, &rows[byte], sizeof rows[byte]);
  }
  return done;
}

LOCIQ_CLONED static size_t unshuffle_eights(const unsigned char *restrict planes, size_t count,
                                            unsigned char *restrict values) {
  size_t done = 0;
  for (; done + AT_ONCE <= count; done += AT_ONCE) {
    uint64_t block[LOCIQ_LANES][WIDTH];
    lociq_bits rows[WIDTH];
    for (size_t byte = 0; byte < WIDTH; byte++) memcpy(&rows[byte], planes + byte * count + done, sizeof rows[byte]);
    transpose(rows);
    for (int row = 0; row < WIDTH; row++)
      for (int lane = 0; lane < LOCIQ_LANES; lane++) block[lane][row] = rows[row][lane];
    memcpy(values + done * WIDTH, block, sizeof block);
  }
  return done;
}

void lociq_shuffle(const unsigned char *values, size_t count, size_t element, unsigned char *planes) {
  const size_t done = element == WIDTH ? shuffle_eights(values, count, planes) : 0;
  for (size_t byte = 0; byte < element; byte++)
    for (size_t i = done; i < count; i++) planes[byte * count + i] = values[i * element + byte];
}

void lociq_unshuffle(const unsigned char *planes, size_t count, size_t element, unsigned char *values) {
  const size_t done = element == WIDTH ? unshuffle_eights(planes, count, values) : 0;
  for (size_t byte = 0; byte < element; byte++)
    for (size_t i = done; i < count; i++) values[i * element + byte] = planes[byte * count + i];
}
