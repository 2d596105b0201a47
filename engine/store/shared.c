/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A store that several ranks write. Rank 0 has the clone and makes all that is in it but
 * rows, by HDF5's usual driver; for rows it gives the file up, all ranks open it by MPI-IO
 * and write together, and then rank 0 has it again. Meanwhile each rank reads the store as it was.
 *
 * Texts of variable length cannot be written by MPI-IO, nor filtered chunks by one rank alone.
 */
#include <string.h>

#include "core/memory.h"
#include "store/file.h"

static bool is_first(const lociq_store *store) { return store->ranks.own == 0; }

const lociq_store *lociq_store_reading(const lociq_store *store) {
  return store->original != NULL && (store->file < 0 || store->shared) ? store->original : store;
}

/* Takes over what the clone says of itself, which rank 0 has flushed. */
static lociq_status describe_anew(lociq_store *store, lociq_error *error) {
  lociq_store *clone = NULL;
  const lociq_status status = lociq_store_open(store->clone.path, LOCIQ_STORE_READ, &clone, error);
  if (status != LOCIQ_OK) return status;
  lociq_panel *panel = store->panel;
  store->panel = clone->panel;
  clone->panel = panel;
  store->vintages = clone->vintages;
  lociq_store_close(clone);
  return LOCIQ_OK;
}

lociq_status lociq_store_follow(lociq_store *store, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  if (store->ranks.count == 1) return LOCIQ_OK;
  if (is_first(store) && store->file >= 0 && H5Fflush(store->file, H5F_SCOPE_GLOBAL) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write it", store->path);
  status = lociq_ranks_agree(store->ranks, status, error);
  if (status == LOCIQ_OK && !is_first(store)) status = describe_anew(store, error);
  return lociq_ranks_agree(store->ranks, status, error);
}

lociq_status lociq_store_open_together(lociq_store *store, lociq_error *error) {
  bool copied = store->clone.copied;
  lociq_status status = lociq_ranks_agree(store->ranks, LOCIQ_OK, error);
  lociq_ranks_broadcast(store->ranks, 0, &copied, sizeof copied);
  /* The lock is held: nobody else's store comes in its place. */
  if (copied) status = lociq_store_open(store->path, LOCIQ_STORE_READ, &store->original, error);
  if (status == LOCIQ_OK && !is_first(store)) status = lociq_clone_name(&store->clone, store->path, error);
  status = lociq_ranks_agree(store->ranks, status, error);
  return status == LOCIQ_OK ? lociq_store_follow(store, error) : status;
}

/* Rank 0 closes what it has open. */
static lociq_status give_up(lociq_store *store, lociq_error *error) {
  lociq_status status = lociq_store_writable(store, error);
  if (status != LOCIQ_OK) return status;
  lociq_rows_close(store);
  if (H5Fflush(store->file, H5F_SCOPE_GLOBAL) < 0)
    return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write it", store->path);
  const herr_t closed = H5Fclose(store->file);
  store->file = -1;
  return closed < 0 ? lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write it", store->path) : LOCIQ_OK;
}

static lociq_status open_clone(lociq_store *store, bool together, lociq_error *error) {
  const hid_t properties = lociq_file_access();
  lociq_status status = LOCIQ_OK;
  if (properties < 0 || (together && !lociq_ranks_file_access(properties)) ||
      (store->file = H5Fopen(store->clone.path, H5F_ACC_RDWR, properties)) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot open its clone", store->path);
  lociq_hdf5_close(properties);
  return status;
}

lociq_status lociq_store_share(lociq_store *store, lociq_error *error) {
  if (store->ranks.count == 1 || store->shared) return LOCIQ_OK;
  lociq_status status = is_first(store) ? give_up(store, error) : LOCIQ_OK;
  status = lociq_ranks_agree(store->ranks, status, error);
  if (status == LOCIQ_OK) status = lociq_store_follow(store, error);
  if (status == LOCIQ_OK) status = lociq_ranks_agree(store->ranks, open_clone(store, true, error), error);
  store->shared = status == LOCIQ_OK;
  return status;
}

lociq_status lociq_store_unshare(lociq_store *store, lociq_error *error) {
  if (!store->shared) return LOCIQ_OK;
  lociq_status status = LOCIQ_OK;
  lociq_rows_close(store);
  const bool written = H5Fflush(store->file, H5F_SCOPE_GLOBAL) >= 0;
  if (H5Fclose(store->file) < 0 || !written)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write it", store->path);
  store->file = -1;
  store->shared = false;
  status = lociq_ranks_agree(store->ranks, status, error);
  if (status == LOCIQ_OK && is_first(store)) status = open_clone(store, false, error);
  return lociq_ranks_agree(store->ranks, status, error);
}

lociq_status lociq_block_write_together(const lociq_store *store, const char *name, hid_t dataset, hid_t memory_type,
                                        int rank, const hsize_t *first, const hsize_t *count, const void *values,
                                        lociq_error *error) {
  static const double nothing = 0;
  hsize_t values_count = 1;
  for (int i = 0; i < rank; i++) values_count *= count[i];
  const hid_t transfer = H5Pcreate(H5P_DATASET_XFER), file = H5Dget_space(dataset);
  const hid_t memory = H5Screate_simple(1, &values_count, NULL);
  const bool selected = transfer >= 0 && file >= 0 && memory >= 0 && lociq_ranks_transfer(transfer) &&
                        (values_count > 0 ? H5Sselect_hyperslab(file, H5S_SELECT_SET, first, NULL, count, NULL) >= 0
                                          : H5Sselect_none(file) >= 0 && H5Sselect_none(memory) >= 0);
  lociq_status status = LOCIQ_OK;
  if (!selected || H5Dwrite(dataset, memory_type, memory, file, transfer, values_count > 0 ? values : &nothing) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write %s", store->path, name);
  lociq_hdf5_close(memory);
  lociq_hdf5_close(file);
  lociq_hdf5_close(transfer);
  return status;
}
