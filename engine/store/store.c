/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening, committing and closing. HDF5's own file locks are left off: a store
 * is never changed in place, and a reader on a file system without locks must
 * open it too. (HDF5_USE_FILE_LOCKING in the environment overrides that; a
 * writer's clone is a file of its own, so it does no harm either.)
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"
#include "store/file.h"

static const char format_name[] = "lociq_format";

lociq_status lociq_store_writable(const lociq_store *store, lociq_error *error) {
  if (store->mode == LOCIQ_STORE_READ)
    return lociq_error_set(error, LOCIQ_INVALID, "%s was opened for reading only", store->path);
  if (store->ranks.own > 0) return lociq_error_set(error, LOCIQ_INVALID, "%s is changed by rank 0 alone", store->path);
  if (store->shared)
    return lociq_error_set(error, LOCIQ_INVALID, "%s is open on all ranks, so that only rows can be written",
                           store->path);
  if (store->file < 0) return lociq_error_set(error, LOCIQ_INVALID, "%s was committed already", store->path);
  if (store->broken)
    return lociq_error_set(error, LOCIQ_INVALID, "%s: an earlier change failed, so that it cannot be written",
                           store->path);
  return LOCIQ_OK;
}

const char *lociq_store_path(const lociq_store *store) { return store->path; }
const lociq_panel *lociq_store_panel(const lociq_store *store) { return store->panel; }

hid_t lociq_file_access(void) {
  const hid_t properties = H5Pcreate(H5P_FILE_ACCESS);
  if (properties < 0) return properties;
  /* Ranks of MPI would have to agree on the locks as well. */
  if (H5Pset_libver_bounds(properties, H5F_LIBVER_V18, H5F_LIBVER_V110) >= 0 &&
      H5Pset_file_locking(properties, false, true) >= 0 && H5Pset_fclose_degree(properties, H5F_CLOSE_STRONG) >= 0)
    return properties;
  lociq_hdf5_abandon(properties);
  return H5I_INVALID_HID;
}

/* Freed space is kept across openings, so that replacing results does not let
 * the file grow. */
static hid_t creation_properties(void) {
  const hid_t properties = H5Pcreate(H5P_FILE_CREATE);
  const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  if (properties < 0) return properties;
  if (H5Pset_link_creation_order(properties, order) >= 0 && H5Pset_attr_creation_order(properties, order) >= 0 &&
      H5Pset_file_space_strategy(properties, H5F_FSPACE_STRATEGY_FSM_AGGR, true, 1) >= 0)
    return properties;
  lociq_hdf5_abandon(properties);
  return H5I_INVALID_HID;
}

/* ---- opening */

static lociq_status check_file(const char *path, lociq_error *error) {
  struct stat info;
  if (stat(path, &info) != 0)
    return lociq_error_set(error, errno == ENOENT || errno == ENOTDIR ? LOCIQ_NOT_FOUND : LOCIQ_IO, "%s: %s", path,
                           strerror(errno));
  if (S_ISDIR(info.st_mode)) return lociq_error_set(error, LOCIQ_IO, "%s is a folder, expected a store", path);
  if (!S_ISREG(info.st_mode)) return lociq_error_set(error, LOCIQ_IO, "%s is no regular file", path);
  if (access(path, R_OK) != 0) return lociq_error_set(error, LOCIQ_IO, "%s: %s", path, strerror(errno));
  if (info.st_size == 0) return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s is empty, expected a store", path);
  return LOCIQ_OK;
}

static lociq_status check_format(const lociq_store *store, lociq_error *error) {
  int format = 0;
  const lociq_status status = lociq_attribute_read_integer(store->file, format_name, 0, &format, error);
  if (status != LOCIQ_OK) return status;
  if (format == 0)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s is an HDF5 file, but no lociq store", store->path);
  if (format != LOCIQ_FORMAT)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s is a store of format %d, this lociq knows %d", store->path,
                           format, LOCIQ_FORMAT);
  return LOCIQ_OK;
}

static lociq_status read_contents(lociq_store *store, lociq_error *error) {
  lociq_status status = check_format(store, error);
  if (status == LOCIQ_OK && H5Fget_filesize(store->file, &store->bytes) < 0)
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot tell its size", store->path);
  if (status == LOCIQ_OK) status = lociq_scales_read(store, error);
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++)
    status = lociq_axis_read(store, (lociq_axis_kind)kind, &store->panel->axes[kind], error);
  if (status == LOCIQ_OK) status = lociq_vintages_read(store, error);
  if (status == LOCIQ_OK) status = lociq_cubes_describe(store, error);
  if (status == LOCIQ_OK) status = lociq_provenance_read(store, error);
  return status;
}

/* What a writer has is in HDF5's caches as well; addresses count from the end of a user
 * block. */
static int find_descriptor(const lociq_store *store) {
  const hid_t access = H5Fget_access_plist(store->file), creation = H5Fget_create_plist(store->file);
  hsize_t before = 1;
  void *handle = NULL;
  const bool plain = store->mode == LOCIQ_STORE_READ && access >= 0 && H5Pget_driver(access) == H5FD_SEC2 &&
                     creation >= 0 && H5Pget_userblock(creation, &before) >= 0 && before == 0 &&
                     H5Fget_vfd_handle(store->file, access, &handle) >= 0 && handle != NULL;
  lociq_hdf5_close(creation);
  lociq_hdf5_close(access);
  return plain ? *(const int *)handle : -1;
}

static lociq_status open_file(lociq_store *store, const char *path, lociq_error *error) {
  const unsigned flags = store->mode == LOCIQ_STORE_READ ? H5F_ACC_RDONLY : H5F_ACC_RDWR;
  const htri_t ours = H5Fis_hdf5(path);
  if (ours == 0) return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s is no HDF5 file", store->path);
  const hid_t properties = lociq_file_access();
  lociq_status status = LOCIQ_OK;
  if (properties < 0 || (store->file = H5Fopen(path, flags, properties)) < 0)
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot open it", store->path);
  lociq_hdf5_close(properties);
  if (status == LOCIQ_OK) store->descriptor = find_descriptor(store);
  return status == LOCIQ_OK ? read_contents(store, error) : status;
}

/* The clone is there, empty and with its mode: HDF5 truncates it. */
static lociq_status create_file(lociq_store *store, lociq_error *error) {
  const int format = LOCIQ_FORMAT;
  const hid_t access = lociq_file_access(), creation = creation_properties();
  lociq_status status = LOCIQ_OK;
  if (access < 0 || creation < 0 || (store->file = H5Fcreate(store->clone.path, H5F_ACC_TRUNC, creation, access)) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot make it", store->path);
  lociq_hdf5_close(creation);
  lociq_hdf5_close(access);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(store->file, "Conventions", "CF-1.8", error);
  if (status == LOCIQ_OK)
    status = lociq_attribute_write(store->file, format_name, H5T_STD_I32LE, H5T_NATIVE_INT, &format, 1, error);
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++)
    status = lociq_axis_create((lociq_axis_kind)kind, NULL, 0, &store->panel->axes[kind], error);
  if (status == LOCIQ_OK) status = lociq_provenance_read(store, error);
  return status;
}

static lociq_status open_reader(lociq_store *store, lociq_error *error) {
  const lociq_status status = check_file(store->path, error);
  return status == LOCIQ_OK ? open_file(store, store->path, error) : status;
}

static lociq_status open_writer(lociq_store *store, lociq_error *error) {
  bool copied = false;
  struct stat info;
  lociq_status status = LOCIQ_OK;
  if (store->mode == LOCIQ_STORE_WRITE || (store->mode == LOCIQ_STORE_IMPORT && stat(store->path, &info) == 0))
    status = check_file(store->path, error);
  else if (stat(store->path, &info) == 0 && !S_ISREG(info.st_mode))
    status = lociq_error_set(error, LOCIQ_IO, "%s is no regular file", store->path);
  if (status == LOCIQ_OK)
    status = lociq_clone_create(&store->clone, store->path, store->mode != LOCIQ_STORE_NEW, &copied, error);
  if (status != LOCIQ_OK) return status;
  return copied ? open_file(store, store->clone.path, error) : create_file(store, error);
}

static lociq_status open_store(const char *path, lociq_store_mode mode, lociq_store **store, lociq_error *error) {
  lociq_store *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a store");
  *made = (lociq_store){.mode = mode,
                        .clone = {.lock = -1, .descriptor = -1},
                        .file = -1,
                        .descriptor = -1,
                        .ranks = mode == LOCIQ_STORE_READ ? lociq_ranks_alone() : lociq_ranks_here()};
  made->path = lociq_copy_text(path);
  made->rows = lociq_rows_create();
  made->refusal = lociq_allocate(LOCIQ_REASON_SIZE, 1);
  lociq_status status = made->path == NULL || made->rows == NULL || made->refusal == NULL
                            ? lociq_memory_error(error, "a store")
                            : LOCIQ_OK;
  if (status == LOCIQ_OK) status = lociq_panel_create(&made->panel, error);
  if (status == LOCIQ_OK && mode == LOCIQ_STORE_READ) status = open_reader(made, error);
  if (status == LOCIQ_OK && mode != LOCIQ_STORE_READ && made->ranks.own == 0) status = open_writer(made, error);
  if (made->ranks.count > 1) status = lociq_ranks_agree(made->ranks, status, error);
  if (status == LOCIQ_OK && made->ranks.count > 1) status = lociq_store_open_together(made, error);
  if (status == LOCIQ_OK)
    *store = made;
  else
    lociq_store_close(made);
  return status;
}

lociq_status lociq_store_open(const char *path, lociq_store_mode mode, lociq_store **store, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(NULL);
  const lociq_status status = open_store(path, mode, store, error);
  lociq_hdf5_restore(printer);
  return status;
}

/* ---- committing and closing */

lociq_status lociq_store_reserve(lociq_store *store, uint64_t bytes, lociq_error *error) {
  /* Chunk indices take less than a sixteenth, headers and attributes a few
   * kilobytes. */
  enum { INDEX = 16, HEADERS = 1 << 18 };
  hsize_t end = 0;
  if (H5Fget_filesize(store->file, &end) < 0)
    return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot tell its size", store->path);
  if (end < store->promised) end = store->promised;
  return lociq_clone_reserve(&store->clone, store->path, end + bytes + bytes / INDEX + HEADERS, error);
}

static lociq_status commit(lociq_store *store, lociq_error *error) {
  lociq_status status = lociq_store_writable(store, error);
  if (status != LOCIQ_OK) return status;
  store->broken = true;
  status = lociq_store_reserve(store, 0, error);
  if (status != LOCIQ_OK) return status;
  lociq_rows_close(store);
  if (H5Fflush(store->file, H5F_SCOPE_GLOBAL) < 0)
    return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write it", store->path);
  const herr_t closed = H5Fclose(store->file);
  store->file = -1;
  if (closed < 0) return lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write it", store->path);
  if (store->refusal[0] != '\0')
    return lociq_error_set(error, LOCIQ_IO, "%s: cannot write it: %s", store->path, store->refusal);
  status = lociq_clone_commit(&store->clone, store->path, error);
  lociq_clone_close(&store->clone);
  return status;
}

lociq_status lociq_store_commit(lociq_store *store, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  lociq_status status = lociq_store_unshare(store, error);
  if (status == LOCIQ_OK && store->ranks.own == 0) status = commit(store, error);
  status = lociq_ranks_agree(store->ranks, status, error);
  lociq_hdf5_restore(printer);
  return status;
}

/* HDF5 1.10 crashes in closing a file that it could not write: such a file is left
 * to the end of the process, as its clone is removed all the same. */
static void close_file(const lociq_store *store) {
  /* All ranks close what they share, in committing; when one failed, none can wait for the others. */
  if (store->file < 0 || store->shared) return;
  if (store->broken && H5Fflush(store->file, H5F_SCOPE_GLOBAL) < 0) return;
  (void)H5Fclose(store->file);
}

void lociq_store_close(lociq_store *store) {
  if (store == NULL) return;
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  if (store->rows != NULL && !store->shared) lociq_rows_close(store);
  close_file(store);
  lociq_store_close(store->original);
  lociq_clone_close(&store->clone);
  lociq_panel_free(store->panel);
  lociq_trace_free(store->trace);
  free(store->scales);
  free(store->provenance);
  free(store->refusal);
  free(store->rows);
  free(store->path);
  free(store);
  lociq_hdf5_restore(printer);
}
