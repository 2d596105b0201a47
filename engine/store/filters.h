/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What HDF5's filters shuffle, deflate and fletcher32 make of a chunk, and back,
 * without HDF5: many threads may work at once, each with a coder of its own. The
 * bytes are those that HDF5 1.10 writes with the same zlib.
 */
#ifndef LOCIQ_STORE_FILTERS_H
#define LOCIQ_STORE_FILTERS_H

#include <hdf5.h>
#include <lociq/error.h>
#include <stdbool.h>
#include <zlib.h>

/* Places in the pipeline, which are bits of a chunk's filter mask; -1: it has no
 * such filter. */
typedef struct lociq_filters {
  int shuffle, deflate, checksum;
  int level; /* of deflate */
} lociq_filters;

/* Of a dataset with values of `element` bytes. False for a pipeline without filters, of
 * others, or in another order: that is HDF5's. */
bool lociq_filters_read(hid_t properties, size_t element, lociq_filters *filters);

typedef struct lociq_coder {
  lociq_filters filters;
  size_t element, bytes, bound; /* of a value, of a chunk, and at most of a stored one */
  unsigned char *values;        /* of the chunk, `bytes` */
  unsigned char *planes;        /* shuffled, `bytes` */
  unsigned char *stored;        /* as it is in the file, `bound` */
  z_stream stream;
  bool encodes;
} lociq_coder;

/* Of zero bytes before. */
lociq_status lociq_coder_create(const lociq_filters *filters, size_t element, size_t bytes, bool encodes,
                                lociq_coder *coder, lociq_error *error);
void lociq_coder_free(lociq_coder *coder);

/* From `size` bytes in `stored` to *values, a buffer of the coder's. mask: filters that
 * this chunk has not gone through. NULL, or what is wrong with the chunk. */
const char *lociq_chunk_decode(lociq_coder *coder, unsigned mask, size_t size, const unsigned char **values);
/* From `values` to *size bytes in `stored`. */
const char *lociq_chunk_encode(lociq_coder *coder, size_t *size);

/* HDF5's checksum: Fletcher's over 16-bit words, the more significant byte first. */
uint32_t lociq_fletcher32(const unsigned char *bytes, size_t count);
/* All first bytes of `count` values of `element` bytes, then all second ones …, and back. */
void lociq_shuffle(const unsigned char *values, size_t count, size_t element, unsigned char *planes);
void lociq_unshuffle(const unsigned char *planes, size_t count, size_t element, unsigned char *values);

#endif
