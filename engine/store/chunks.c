/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/chunks.h"

#include <errno.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* ---- which chunks */

/* Chunks that are not there read as the fill value, and so does what lies in a chunk
 * past the end of the dataset, but where the dataset says otherwise. */
static bool read_fill(hid_t properties, hid_t type, unsigned char *fill) {
  H5D_fill_value_t defined = H5D_FILL_VALUE_UNDEFINED;
  H5D_fill_time_t time = H5D_FILL_TIME_NEVER;
  unsigned options = 0;
  return H5Pfill_value_defined(properties, &defined) >= 0 && defined != H5D_FILL_VALUE_UNDEFINED &&
         H5Pget_fill_time(properties, &time) >= 0 && time != H5D_FILL_TIME_NEVER &&
         H5Pget_chunk_opts(properties, &options) >= 0 && options == 0 && H5Pget_fill_value(properties, type, fill) >= 0;
}

static bool read_properties(hid_t memory_type, lociq_chunks *chunks) {
  const hid_t properties = H5Dget_create_plist(chunks->dataset);
  const bool known = properties >= 0 && H5Pget_layout(properties) == H5D_CHUNKED &&
                     H5Pget_chunk(properties, LOCIQ_RANK, chunks->chunk) == chunks->rank &&
                     lociq_filters_read(properties, chunks->element, &chunks->filters) &&
                     read_fill(properties, memory_type, chunks->fill);
  lociq_hdf5_close(properties);
  return known;
}

static bool read_shape(hid_t memory_type, lociq_chunks *chunks) {
  const hid_t type = H5Dget_type(chunks->dataset), space = H5Dget_space(chunks->dataset);
  chunks->element = H5Tget_size(memory_type);
  const bool known = type >= 0 && space >= 0 && H5Tequal(type, memory_type) > 0 &&
                     chunks->element <= sizeof chunks->fill && H5Sget_simple_extent_ndims(space) == chunks->rank &&
                     H5Sget_simple_extent_dims(space, chunks->size, NULL) >= 0;
  lociq_hdf5_close(space);
  lociq_hdf5_close(type);
  return known;
}

/* The chunks that lie in the block along each dimension, their ends past that of the
 * dataset left aside. */
static bool find_whole(lociq_chunks *chunks) {
  chunks->count = 1;
  for (int i = 0; i < chunks->rank; i++) {
    const hsize_t chunk = chunks->chunk[i], end = chunks->block[i] + chunks->extent[i];
    if (end > chunks->size[i]) return false;
    const hsize_t from = (chunks->block[i] + chunk - 1) / chunk;
    const hsize_t to = end == chunks->size[i] ? (end + chunk - 1) / chunk : end / chunk;
    if (to <= from) return false;
    chunks->across[i] = to - from;
    chunks->count *= to - from;
    chunks->whole[i] = from * chunk;
    chunks->whole_count[i] = (to * chunk < end ? to * chunk : end) - from * chunk;
  }
  return true;
}

static size_t chunk_bytes(const lociq_chunks *chunks) {
  hsize_t bytes = chunks->element;
  for (int i = 0; i < chunks->rank; i++) bytes *= chunks->chunk[i];
  return bytes;
}

bool lociq_chunks_find(hid_t dataset, hid_t memory_type, int rank, const hsize_t *first, const hsize_t *count,
                       lociq_chunks *chunks) {
  /* To look costs as much as HDF5 takes for the fewest bytes; every thread holds chunks. */
  enum { FEWEST = 1 << 14, LARGEST = 1 << 24 };
  hsize_t bytes = H5Tget_size(memory_type);
  *chunks = (lociq_chunks){.dataset = dataset, .rank = rank};
  if (rank < 1 || rank > LOCIQ_RANK) return false;
  for (int i = 0; i < rank; i++) {
    chunks->block[i] = first[i];
    chunks->extent[i] = count[i];
    bytes *= count[i];
  }
  return bytes >= FEWEST && read_shape(memory_type, chunks) && read_properties(memory_type, chunks) &&
         chunk_bytes(chunks) <= LARGEST && find_whole(chunks);
}

/* ---- where a chunk's values are */

/* First value of the k-th whole chunk. */
static void place(const lociq_chunks *chunks, size_t k, hsize_t *at) {
  for (int i = chunks->rank; i-- > 0; k /= chunks->across[i])
    at[i] = chunks->whole[i] + k % chunks->across[i] * chunks->chunk[i];
}

/* Runs of values that are neighbours both in a chunk and in the block. */
typedef struct runs {
  size_t bytes;                                      /* of a run */
  hsize_t count[LOCIQ_RANK];                         /* of runs along each dimension but the last */
  size_t in_chunk[LOCIQ_RANK], in_block[LOCIQ_RANK]; /* bytes from one to the next */
  size_t start;                                      /* bytes from the block's first value to the chunk's */
} runs;

static runs find_runs(const lociq_chunks *chunks, const hsize_t *at) {
  runs found = {.start = 0};
  size_t in_chunk = chunks->element, in_block = chunks->element;
  for (int i = chunks->rank; i-- > 0;) {
    const hsize_t left = chunks->size[i] - at[i];
    found.count[i] = left < chunks->chunk[i] ? left : chunks->chunk[i];
    found.in_chunk[i] = in_chunk;
    found.in_block[i] = in_block;
    found.start += (at[i] - chunks->block[i]) * in_block;
    in_chunk *= chunks->chunk[i];
    in_block *= chunks->extent[i];
  }
  found.bytes = found.count[chunks->rank - 1] * chunks->element;
  return found;
}

/* To the run after this one; false after the last. */
static bool next_run(const runs *all, int rank, hsize_t *index, size_t *in_chunk, size_t *in_block) {
  for (int i = rank - 1; i-- > 0;) {
    *in_chunk += all->in_chunk[i];
    *in_block += all->in_block[i];
    if (++index[i] < all->count[i]) return true;
    *in_chunk -= index[i] * all->in_chunk[i];
    *in_block -= index[i] * all->in_block[i];
    index[i] = 0;
  }
  return false;
}

/* What is read is more than a cache holds: written past it, its lines need not be fetched
 * from memory before. */
static void copy_run(unsigned char *to, const unsigned char *from, size_t bytes) {
#ifdef __SSE2__
  enum { AT_ONCE = sizeof(__m128i) };
  if (((uintptr_t)to | bytes) % AT_ONCE == 0) {
    for (size_t i = 0; i < bytes; i += AT_ONCE)
      _mm_stream_si128((__m128i *)(void *)(to + i), _mm_loadu_si128((const __m128i *)(const void *)(from + i)));
    return;
  }
#endif
  memcpy(to, from, bytes);
}

static void scatter(const lociq_chunks *chunks, const hsize_t *at, const unsigned char *from, unsigned char *block) {
  const runs all = find_runs(chunks, at);
  hsize_t index[LOCIQ_RANK] = {0};
  size_t in_chunk = 0, in_block = all.start;
  do copy_run(block + in_block, from + in_chunk, all.bytes);
  while (next_run(&all, chunks->rank, index, &in_chunk, &in_block));
#ifdef __SSE2__
  _mm_sfence(); /* before another thread looks */
#endif
}

static void gather(const lociq_chunks *chunks, const hsize_t *at, const unsigned char *block, unsigned char *into) {
  const runs all = find_runs(chunks, at);
  hsize_t index[LOCIQ_RANK] = {0};
  size_t in_chunk = 0, in_block = all.start;
  do memcpy(into + in_chunk, block + in_block, all.bytes);
  while (next_run(&all, chunks->rank, index, &in_chunk, &in_block));
}

static void fill(const lociq_chunks *chunks, unsigned char *values, size_t bytes) {
  for (size_t i = 0; i < bytes; i += chunks->element) memcpy(values + i, chunks->fill, chunks->element);
}

/* ---- the threads' coders */

typedef struct crew {
  lociq_coder *coders;
  size_t count;
} crew;

static void dismiss(crew *hired) {
  for (size_t i = 0; i < hired->count; i++) lociq_coder_free(&hired->coders[i]);
  free(hired->coders);
}

static lociq_status hire(const lociq_chunks *chunks, size_t most, bool encodes, crew *hired, lociq_error *error) {
  const size_t wanted = chunks->count < most ? chunks->count : most;
  lociq_status status = LOCIQ_OK;
  *hired = (crew){lociq_allocate(wanted, sizeof(lociq_coder)), 0};
  if (hired->coders == NULL) return lociq_memory_error(error, "chunks");
  while (status == LOCIQ_OK && hired->count < wanted) {
    status = lociq_coder_create(&chunks->filters, chunks->element, chunk_bytes(chunks), encodes,
                                &hired->coders[hired->count], error);
    if (status == LOCIQ_OK) hired->count++;
  }
  if (status != LOCIQ_OK) dismiss(hired);
  return status;
}

/* "0,512,0" */
static const char *place_text(const lociq_chunks *chunks, const hsize_t *at, char text[LOCIQ_RANK * 24]) {
  size_t length = 0;
  for (int i = 0; i < chunks->rank; i++)
    length += (size_t)snprintf(text + length, 24, "%s%llu", i == 0 ? "" : ",", (unsigned long long)at[i]);
  return text;
}

static lociq_status damaged(const lociq_chunks *chunks, const hsize_t *at, const char *what, lociq_error *error) {
  char text[LOCIQ_RANK * 24];
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: cannot read %s: the chunk at %s is damaged: %s", chunks->path,
                         chunks->name, place_text(chunks, at, text), what);
}

static const char too_large[] = "it claims to be larger than it can be";

/* ---- reading */

/* A chunk in the file. */
typedef struct found {
  haddr_t address; /* HADDR_UNDEF where it is not there */
  hsize_t size;
  unsigned mask; /* filters that it has not gone through */
} found;

typedef struct reading {
  const lociq_chunks *chunks;
  unsigned char *values;
  crew crew;
  found *found;  /* of all chunks, or NULL: HDF5 finds and reads them */
  size_t failed; /* the first chunk that did, or SIZE_MAX */
  lociq_status status;
  lociq_error error;
} reading;

static lociq_status unread(const lociq_chunks *chunks, lociq_error *error) {
  return lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read %s", chunks->path, chunks->name);
}

static bool look_up(const lociq_chunks *chunks, const hsize_t *at, found *chunk) {
  return H5Dget_chunk_info_by_coord(chunks->dataset, at, &chunk->mask, &chunk->address, &chunk->size) >= 0;
}

/* Where HDF5 need not be asked to read, all threads can: what is not compressed is read
 * twice as fast. But HDF5 1.10 goes through all chunks to find one. */
static lociq_status find_chunks(reading *job, lociq_error *error) {
  enum { SEARCHED = 2048 };
  const lociq_chunks *chunks = job->chunks;
  hsize_t all = 1;
  for (int i = 0; i < chunks->rank; i++) all *= (chunks->size[i] + chunks->chunk[i] - 1) / chunks->chunk[i];
  if (chunks->descriptor < 0 || chunks->filters.deflate >= 0 || all > SEARCHED) return LOCIQ_OK;
  job->found = lociq_allocate(chunks->count, sizeof *job->found);
  if (job->found == NULL) return lociq_memory_error(error, chunks->name);
  for (size_t k = 0; k < chunks->count; k++) {
    hsize_t at[LOCIQ_RANK];
    place(chunks, k, at);
    if (!look_up(chunks, at, &job->found[k])) return unread(chunks, error);
  }
  return LOCIQ_OK;
}

static lociq_status fetch_found(const lociq_chunks *chunks, const hsize_t *at, const found *chunk, lociq_coder *coder,
                                lociq_error *error) {
  if (chunk->address == HADDR_UNDEF) return LOCIQ_OK;
  if (chunk->size > coder->bound) return damaged(chunks, at, too_large, error);
  size_t done = 0;
  while (done < chunk->size) {
    const ssize_t got =
        pread(chunks->descriptor, coder->stored + done, chunk->size - done, (off_t)(chunk->address + done));
    if (got == 0) return damaged(chunks, at, "it lies past the end of the file", error);
    if (got < 0 && errno != EINTR)
      return lociq_error_set(error, LOCIQ_IO, "%s: cannot read %s: %s", chunks->path, chunks->name, strerror(errno));
    if (got > 0) done += (size_t)got;
  }
  return LOCIQ_OK;
}

/* chunk->size is 0 for a chunk that is not there; HDF5 1.10 calls it an error to ask for
 * its size, where others are there. */
static lociq_status fetch(const lociq_chunks *chunks, const hsize_t *at, lociq_coder *coder, found *chunk,
                          lociq_error *error) {
  if (H5Dget_chunk_storage_size(chunks->dataset, at, &chunk->size) < 0 &&
      (!look_up(chunks, at, chunk) || chunk->address != HADDR_UNDEF))
    return unread(chunks, error);
  if (chunk->size > coder->bound) return damaged(chunks, at, too_large, error);
  if (chunk->size > 0 && H5Dread_chunk(chunks->dataset, H5P_DEFAULT, at, &chunk->mask, coder->stored) < 0)
    return unread(chunks, error);
  return LOCIQ_OK;
}

/* The same behind the lock. Each thread has error handlers of its own. */
static lociq_status fetch_alone(const reading *job, size_t k, const hsize_t *at, lociq_coder *coder, found *chunk,
                                lociq_error *error) {
  lociq_status status = LOCIQ_OK;
#pragma omp critical(lociq_hdf5)
  if (k < job->failed) {
    const lociq_hdf5_printer printer = lociq_hdf5_quiet(NULL);
    status = fetch(job->chunks, at, coder, chunk, error);
    lociq_hdf5_restore(printer);
  }
  return status;
}

static void fail(reading *job, size_t k, lociq_status status, const lociq_error *error) {
#pragma omp critical(lociq_hdf5)
  if (k < job->failed) {
    job->failed = k;
    job->status = status;
    job->error = *error;
  }
}

static void read_chunk(reading *job, size_t k) {
  const lociq_chunks *chunks = job->chunks;
  lociq_coder *coder = &job->crew.coders[omp_get_thread_num()];
  hsize_t at[LOCIQ_RANK];
  found chunk = {HADDR_UNDEF, 0, 0};
  lociq_error error = {0};
  const unsigned char *values = coder->values;
  place(chunks, k, at);
  if (job->found != NULL) chunk = job->found[k];
  lociq_status status = job->found != NULL ? fetch_found(chunks, at, &chunk, coder, &error)
                                           : fetch_alone(job, k, at, coder, &chunk, &error);
  if (status == LOCIQ_OK && chunk.size == 0) fill(chunks, coder->values, coder->bytes);
  const char *wrong =
      status == LOCIQ_OK && chunk.size > 0 ? lociq_chunk_decode(coder, chunk.mask, chunk.size, &values) : NULL;
  if (wrong != NULL) status = damaged(chunks, at, wrong, &error);
  if (status == LOCIQ_OK)
    scatter(chunks, at, values, job->values);
  else
    fail(job, k, status, &error);
}

lociq_status lociq_chunks_read(const lociq_chunks *chunks, void *values, lociq_error *error) {
  reading job = {.chunks = chunks, .values = values, .failed = SIZE_MAX};
  lociq_status status = hire(chunks, (size_t)omp_get_max_threads(), false, &job.crew, error);
  if (status != LOCIQ_OK) return status;
  status = find_chunks(&job, error);
  /* Chunks are begun in order, so that all before one that fails are tried. */
  if (status == LOCIQ_OK) {
#pragma omp parallel for schedule(dynamic, 1) num_threads((int)job.crew.count)
    for (size_t k = 0; k < chunks->count; k++) read_chunk(&job, k);
  }
  dismiss(&job.crew);
  free(job.found);
  if (status != LOCIQ_OK || job.failed == SIZE_MAX) return status;
  return lociq_error_set(error, job.status, "%s", job.error.message);
}

/* ---- writing */

typedef struct made {
  hsize_t at[LOCIQ_RANK];
  size_t size;
  const char *wrong;
} made;

static void make_chunk(const lociq_chunks *chunks, size_t k, const unsigned char *values, lociq_coder *coder,
                       made *chunk) {
  bool cut = false;
  place(chunks, k, chunk->at);
  for (int i = 0; i < chunks->rank; i++) cut = cut || chunk->at[i] + chunks->chunk[i] > chunks->size[i];
  if (cut) fill(chunks, coder->values, coder->bytes);
  gather(chunks, chunk->at, values, coder->values);
  chunk->wrong = lociq_chunk_encode(coder, &chunk->size);
}

static lociq_status keep_chunk(const lociq_chunks *chunks, const lociq_coder *coder, const made *chunk,
                               lociq_error *error) {
  if (chunk->wrong != NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "%s: cannot write %s: %s", chunks->path, chunks->name, chunk->wrong);
  if (H5Dwrite_chunk(chunks->dataset, H5P_DEFAULT, 0, chunk->at, chunk->size, coder->stored) < 0)
    return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write %s", chunks->path, chunks->name);
  return LOCIQ_OK;
}

/* A few chunks are coded at once and then written in their order, so that threads do not
 * show in the file either. */
lociq_status lociq_chunks_write(const lociq_chunks *chunks, const void *values, lociq_error *error) {
  enum { MOST = 64 };
  made batch[MOST];
  crew hired;
  const int threads = omp_get_max_threads();
  lociq_status status = hire(chunks, 2 * threads < MOST ? 2 * (size_t)threads : MOST, true, &hired, error);
  if (status != LOCIQ_OK) return status;
  for (size_t first = 0; status == LOCIQ_OK && first < chunks->count; first += hired.count) {
    const size_t left = chunks->count - first, count = left < hired.count ? left : hired.count;
#pragma omp parallel for schedule(dynamic, 1) num_threads(count < (size_t)threads ? (int)count : threads)
    for (size_t i = 0; i < count; i++) make_chunk(chunks, first + i, values, &hired.coders[i], &batch[i]);
    for (size_t i = 0; status == LOCIQ_OK && i < count; i++)
      status = keep_chunk(chunks, &hired.coders[i], &batch[i], error);
  }
  dismiss(&hired);
  return status;
}
