/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Blocks of a dataset: whole chunks go their own way, and what is left of a block goes
 * through HDF5, whose cache keeps a chunk for the block that has its other part.
 */
#include "store/chunks.h"

typedef struct block {
  const lociq_store *store;
  const char *name;
  hid_t dataset, memory_type;
  int rank;
  hsize_t first[LOCIQ_RANK], count[LOCIQ_RANK];
  void *into;       /* is read */
  const void *from; /* or is written */
} block;

typedef struct selection {
  hid_t memory, file;
} selection;

/* A part of the block, in the file and in memory. */
static bool select_part(const block *all, const hsize_t *first, const hsize_t *count, selection *part) {
  hsize_t inside[LOCIQ_RANK] = {0};
  for (int i = 0; i < all->rank; i++) inside[i] = first[i] - all->first[i];
  return (part->file = H5Dget_space(all->dataset)) >= 0 &&
         (part->memory = H5Screate_simple(all->rank, all->count, NULL)) >= 0 &&
         H5Sselect_hyperslab(part->file, H5S_SELECT_SET, first, NULL, count, NULL) >= 0 &&
         H5Sselect_hyperslab(part->memory, H5S_SELECT_SET, inside, NULL, count, NULL) >= 0;
}

static lociq_status move_part(const block *all, const hsize_t *first, const hsize_t *count, lociq_error *error) {
  selection part = {-1, -1};
  lociq_status status = LOCIQ_OK;
  const bool selected = select_part(all, first, count, &part);
  if (all->into != NULL &&
      (!selected || H5Dread(all->dataset, all->memory_type, part.memory, part.file, H5P_DEFAULT, all->into) < 0))
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read %s", all->store->path, all->name);
  else if (all->from != NULL &&
           (!selected || H5Dwrite(all->dataset, all->memory_type, part.memory, part.file, H5P_DEFAULT, all->from) < 0))
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write %s", all->store->path, all->name);
  lociq_hdf5_close(part.memory);
  lociq_hdf5_close(part.file);
  return status;
}

/* What lies before and after the whole chunks, one dimension after the other. */
static lociq_status move_rest(const block *all, const lociq_chunks *chunks, lociq_error *error) {
  hsize_t first[LOCIQ_RANK], count[LOCIQ_RANK];
  lociq_status status = LOCIQ_OK;
  for (int i = 0; i < all->rank; i++) first[i] = all->first[i], count[i] = all->count[i];
  for (int i = 0; status == LOCIQ_OK && i < all->rank; i++) {
    const hsize_t end = first[i] + count[i], whole_end = chunks->whole[i] + chunks->whole_count[i];
    count[i] = chunks->whole[i] - first[i];
    if (count[i] > 0) status = move_part(all, first, count, error);
    first[i] = whole_end;
    count[i] = end - whole_end;
    if (status == LOCIQ_OK && count[i] > 0) status = move_part(all, first, count, error);
    first[i] = chunks->whole[i];
    count[i] = chunks->whole_count[i];
  }
  return status;
}

static lociq_status move_block(const block *all, lociq_error *error) {
  lociq_chunks chunks;
  const lociq_status noted = all->into != NULL ? lociq_trace_note(all->store->trace, all->name, error) : LOCIQ_OK;
  if (noted != LOCIQ_OK) return noted;
  if (!lociq_chunks_find(all->dataset, all->memory_type, all->rank, all->first, all->count, &chunks))
    return move_part(all, all->first, all->count, error);
  chunks.path = all->store->path;
  chunks.name = all->name;
  chunks.descriptor = all->store->descriptor;
  const lociq_status status =
      all->into != NULL ? lociq_chunks_read(&chunks, all->into, error) : lociq_chunks_write(&chunks, all->from, error);
  return status == LOCIQ_OK ? move_rest(all, &chunks, error) : status;
}

static lociq_status move_some(block *all, int rank, const hsize_t *first, const hsize_t *count, lociq_error *error) {
  all->rank = rank;
  for (int i = 0; i < rank; i++) all->first[i] = first[i], all->count[i] = count[i];
  return move_block(all, error);
}

static lociq_status move_all(block *all, lociq_error *error) {
  const hid_t space = H5Dget_space(all->dataset);
  lociq_status status = LOCIQ_OK;
  all->rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
  if (all->rank < 1 || all->rank > LOCIQ_RANK || H5Sget_simple_extent_dims(space, all->count, NULL) < 0)
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot tell the shape of %s", all->store->path, all->name);
  lociq_hdf5_close(space);
  return status == LOCIQ_OK ? move_block(all, error) : status;
}

lociq_status lociq_block_read(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type, int rank,
                              const hsize_t *first, const hsize_t *count, void *values, lociq_error *error) {
  block all = {.store = store, .name = name, .dataset = dataset, .memory_type = memory_type, .into = values};
  return move_some(&all, rank, first, count, error);
}

lociq_status lociq_block_write(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type, int rank,
                               const hsize_t *first, const hsize_t *count, const void *values, lociq_error *error) {
  block all = {.store = store, .name = name, .dataset = dataset, .memory_type = memory_type, .from = values};
  return move_some(&all, rank, first, count, error);
}

lociq_status lociq_dataset_load(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type,
                                void *values, lociq_error *error) {
  block all = {.store = store, .name = name, .dataset = dataset, .memory_type = memory_type, .into = values};
  return move_all(&all, error);
}

lociq_status lociq_dataset_fill(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type,
                                const void *values, lociq_error *error) {
  block all = {.store = store, .name = name, .dataset = dataset, .memory_type = memory_type, .from = values};
  return move_all(&all, error);
}
