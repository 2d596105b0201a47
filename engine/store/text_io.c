/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/memory.h"
#include "store/file.h"

/* Length of the character that starts here, 0 when it is none: overlong forms,
 * surrogates and what lies above U+10FFFF are refused. */
static size_t character_length(const unsigned char *text) {
  if (text[0] < 0x80u) return 1;
  const size_t length = text[0] >= 0xF0u ? 4 : text[0] >= 0xE0u ? 3 : 2;
  if (text[0] < 0xC2u || text[0] > 0xF4u) return 0;
  for (size_t i = 1; i < length; i++)
    if ((text[i] & 0xC0u) != 0x80u) return 0;
  if (text[0] == 0xE0u && text[1] < 0xA0u) return 0;
  if (text[0] == 0xEDu && text[1] > 0x9Fu) return 0;
  if (text[0] == 0xF0u && text[1] < 0x90u) return 0;
  if (text[0] == 0xF4u && text[1] > 0x8Fu) return 0;
  return length;
}

bool lociq_text_is_utf8(const char *text) {
  const unsigned char *next = (const unsigned char *)text;
  while (*next != '\0') {
    const size_t length = character_length(next);
    if (length == 0) return false;
    next += length;
  }
  return true;
}

hid_t lociq_text_type(void) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  if (type < 0) return type;
  if (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0) {
    (void)H5Tclose(type);
    return H5I_INVALID_HID;
  }
  return type;
}

hid_t lociq_text_transfer(void) {
  enum { ENOUGH = 1 << 16 }; /* bytes, for some thousands of texts at a time */
  const hid_t transfer = H5Pcreate(H5P_DATASET_XFER);
  if (transfer >= 0 && H5Pset_buffer(transfer, ENOUGH, NULL, NULL) >= 0) return transfer;
  lociq_hdf5_abandon(transfer);
  return H5I_INVALID_HID;
}

void lociq_texts_free(char **texts, size_t count) {
  if (texts == NULL) return;
  for (size_t i = 0; i < count; i++) free(texts[i]);
  free(texts);
}

lociq_status lociq_texts_reserve(lociq_store *store, const char *const *texts, size_t count, lociq_error *error) {
  enum { HEAP_OVERHEAD = 48 }; /* of a text in the file, at most */
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; i++) bytes += strlen(texts[i]) + HEAP_OVERHEAD;
  return lociq_store_reserve(store, bytes, error);
}

bool lociq_texts_are(hid_t dataset) {
  const hid_t type = H5Dget_type(dataset);
  const bool are = type >= 0 && H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0;
  lociq_hdf5_close(type);
  return are;
}

/* Own copies of what HDF5 allocated. */
static lociq_status copy_texts(const lociq_store *store, const char *name, char *const *raw, size_t count,
                               char ***texts, lociq_error *error) {
  char **made = lociq_allocate(count, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, name);
  for (size_t i = 0; i < count; i++) {
    if (raw[i] != NULL && !lociq_text_is_utf8(raw[i])) {
      lociq_texts_free(made, count);
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: text %zu of %s is no valid UTF-8", store->path, i, name);
    }
    made[i] = lociq_copy_text(raw[i] == NULL ? "" : raw[i]);
    if (made[i] == NULL) {
      lociq_texts_free(made, count);
      return lociq_memory_error(error, name);
    }
  }
  *texts = made;
  return LOCIQ_OK;
}

static lociq_status check_texts(const lociq_store *store, const char *name, hid_t type, hid_t space, size_t count,
                                lociq_error *error) {
  if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) <= 0)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s holds no variable-length texts", store->path, name);
  /* A text takes 16 bytes in the file, wherever its letters lie. */
  enum { SMALLEST = 16 };
  const hssize_t there = H5Sget_simple_extent_npoints(space);
  hsize_t bytes = store->bytes; /* what this opening wrote counts too */
  if (count > bytes / SMALLEST) (void)H5Fget_filesize(store->file, &bytes);
  if (count > bytes / SMALLEST)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s has %zu texts, which a file of %llu bytes cannot hold",
                           store->path, name, count, (unsigned long long)bytes);
  if (there < 0 || (size_t)there != count)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s has %lld texts, expected %zu", store->path, name,
                           (long long)there, count);
  return LOCIQ_OK;
}

lociq_status lociq_texts_read(const lociq_store *store, const char *name, size_t count, char ***texts,
                              lociq_error *error) {
  hid_t dataset = -1, file_type = -1, type = -1, space = -1, transfer = -1;
  char **raw = NULL;
  bool filled = false;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_trace_note(store->trace, name, error);
  if (status != LOCIQ_OK) goto done;
  if ((file_type = H5Dget_type(dataset)) < 0 || (space = H5Dget_space(dataset)) < 0 || (type = lociq_text_type()) < 0 ||
      (transfer = lociq_text_transfer()) < 0) {
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read %s", store->path, name);
    goto done;
  }
  status = check_texts(store, name, file_type, space, count, error);
  if (status != LOCIQ_OK) goto done;
  /* A file may say ASCII and mean it: the bytes are the same. */
  if (H5Tset_cset(type, H5Tget_cset(file_type)) < 0) {
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read %s", store->path, name);
    goto done;
  }
  raw = lociq_allocate(count, sizeof *raw);
  if (raw == NULL) {
    status = lociq_memory_error(error, name);
    goto done;
  }
  if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, transfer, raw) < 0) {
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read %s", store->path, name);
    goto done;
  }
  filled = true;
  status = copy_texts(store, name, raw, count, texts, error);
done:
  if (filled) (void)H5Dvlen_reclaim(type, space, H5P_DEFAULT, raw);
  free(raw);
  lociq_hdf5_close(transfer);
  lociq_hdf5_close(space);
  lociq_hdf5_close(type);
  lociq_hdf5_close(file_type);
  lociq_hdf5_close(dataset);
  return status;
}
