/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chunks of which a block of a dataset holds all there is, moved past HDF5's own
 * pipeline, which knows one thread: HDF5 reads and writes them as they are in the file,
 * and our threads code them.
 */
#ifndef LOCIQ_STORE_CHUNKS_H
#define LOCIQ_STORE_CHUNKS_H

#include "store/file.h"
#include "store/filters.h"

typedef struct lociq_chunks {
  const char *path, *name; /* for messages */
  int descriptor;          /* of the file, from which the chunks may be read past HDF5, or -1 */
  hid_t dataset;
  int rank;
  size_t element;        /* bytes of a value */
  unsigned char fill[8]; /* a value */
  lociq_filters filters;
  hsize_t size[LOCIQ_RANK], chunk[LOCIQ_RANK];        /* of the dataset and of a chunk */
  hsize_t block[LOCIQ_RANK], extent[LOCIQ_RANK];      /* what is asked for: first and count */
  hsize_t whole[LOCIQ_RANK], whole_count[LOCIQ_RANK]; /* first value and how many of the whole chunks */
  size_t across[LOCIQ_RANK], count;                   /* whole chunks along each dimension, and all */
} lociq_chunks;

/* Looks for whole chunks; false where the block has none, or they are HDF5's to move:
 * of another type, with other filters, very large, or filled in another way. */
bool lociq_chunks_find(hid_t dataset, hid_t memory_type, int rank, const hsize_t *first, const hsize_t *count,
                       lociq_chunks *chunks);
/* values are those of the whole block. What is damaged is LOCIQ_BAD_INPUT; the first
 * chunk that is, is named, for any number of threads. */
lociq_status lociq_chunks_read(const lociq_chunks *chunks, void *values, lociq_error *error);
lociq_status lociq_chunks_write(const lociq_chunks *chunks, const void *values, lociq_error *error);

#endif
