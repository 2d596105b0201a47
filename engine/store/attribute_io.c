/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "store/file.h"

static bool remove_old(hid_t object, const char *name) {
  const htri_t there = H5Aexists(object, name);
  return there == 0 || (there > 0 && H5Adelete(object, name) >= 0);
}

/* Makes the attribute, whose place must be free, and writes it. */
static bool write_new(hid_t object, const char *name, hid_t file_type, hid_t memory_type, hid_t space,
                      const void *values) {
  const hid_t attribute = H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute < 0) return false;
  if (H5Awrite(attribute, memory_type, values) >= 0) return H5Aclose(attribute) >= 0;
  lociq_hdf5_abandon(attribute);
  return false;
}

lociq_status lociq_attribute_write_text(hid_t object, const char *name, const char *text, lociq_error *error) {
  hid_t type = -1, space = -1;
  lociq_status status = LOCIQ_OK;
  if (!lociq_text_is_utf8(text))
    return lociq_error_set(error, LOCIQ_INVALID, "the text of %s is no valid UTF-8: \"%s\"", name, text);
  if (!remove_old(object, name) ||
      (text[0] != '\0' && ((type = lociq_text_type()) < 0 || (space = H5Screate(H5S_SCALAR)) < 0 ||
                           !write_new(object, name, type, type, space, &text))))
    status = lociq_hdf5_error(error, LOCIQ_IO, "cannot write the attribute %s", name);
  lociq_hdf5_close(space);
  lociq_hdf5_close(type);
  return status;
}

lociq_status lociq_attribute_write(hid_t object, const char *name, hid_t file_type, hid_t memory_type,
                                   const void *values, size_t count, lociq_error *error) {
  const hsize_t size = count;
  hid_t space = -1;
  lociq_status status = LOCIQ_OK;
  if (!remove_old(object, name) || (space = H5Screate_simple(1, &size, NULL)) < 0 ||
      !write_new(object, name, file_type, memory_type, space, values))
    status = lociq_hdf5_error(error, LOCIQ_IO, "cannot write the attribute %s", name);
  lociq_hdf5_close(space);
  return status;
}

/* An attribute with its type and number of elements. */
typedef struct opened {
  hid_t attribute, type, space;
  hssize_t count;
  const char *name;
  char owner[LOCIQ_NAME_SIZE]; /* the dataset, for messages; "/" is the file */
} opened;

static lociq_status open_attribute(hid_t object, const char *name, opened *open, lociq_error *error) {
  char owner[LOCIQ_NAME_SIZE + 1] = "/";
  open->name = name;
  if (H5Iget_name(object, owner, sizeof owner) < 0) owner[1] = '\0';
  (void)snprintf(open->owner, sizeof open->owner, "%.*s", LOCIQ_NAME_SIZE - 1, owner[1] == '\0' ? owner : owner + 1);
  if ((open->attribute = H5Aopen(object, name, H5P_DEFAULT)) < 0 || (open->type = H5Aget_type(open->attribute)) < 0 ||
      (open->space = H5Aget_space(open->attribute)) < 0 ||
      (open->count = H5Sget_simple_extent_npoints(open->space)) < 0)
    return lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot read the attribute %s of %s", name, open->owner);
  return LOCIQ_OK;
}

static void close_attribute(const opened *open) {
  lociq_hdf5_close(open->space);
  lociq_hdf5_close(open->type);
  lociq_hdf5_close(open->attribute);
}

static lociq_status keep_text(const opened *open, const char *raw, char **text, lociq_error *error) {
  if (!lociq_text_is_utf8(raw))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "the attribute %s of %s is no valid UTF-8", open->name, open->owner);
  *text = lociq_copy_text(raw);
  return *text == NULL ? lociq_memory_error(error, "an attribute") : LOCIQ_OK;
}

static lociq_status read_variable_text(const opened *open, char **text, lociq_error *error) {
  char *raw = NULL;
  if (H5Aread(open->attribute, open->type, &raw) < 0)
    return lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot read the attribute %s of %s", open->name, open->owner);
  const lociq_status status = keep_text(open, raw == NULL ? "" : raw, text, error);
  (void)H5Dvlen_reclaim(open->type, open->space, H5P_DEFAULT, &raw);
  return status;
}

/* Other programs write fixed-length texts; they are read too. */
static lociq_status read_fixed_text(const opened *open, char **text, lociq_error *error) {
  enum { LONGEST = 1 << 16 };
  const size_t size = H5Tget_size(open->type);
  if (size == 0 || size > LONGEST)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "the attribute %s of %s has %zu bytes", open->name, open->owner,
                           size);
  char *raw = lociq_allocate(size + 1, 1);
  if (raw == NULL) return lociq_memory_error(error, "an attribute");
  const lociq_status status =
      H5Aread(open->attribute, open->type, raw) < 0
          ? lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot read the attribute %s of %s", open->name, open->owner)
          : keep_text(open, raw, text, error);
  free(raw);
  return status;
}

static lociq_status read_text(const opened *open, char **text, lociq_error *error) {
  if (open->count != 1 || H5Tget_class(open->type) != H5T_STRING)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "the attribute %s of %s is no text", open->name, open->owner);
  return H5Tis_variable_str(open->type) > 0 ? read_variable_text(open, text, error)
                                            : read_fixed_text(open, text, error);
}

lociq_status lociq_attribute_read_text(hid_t object, const char *name, char **text, lociq_error *error) {
  const htri_t there = H5Aexists(object, name);
  if (there < 0) return lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot look for the attribute %s", name);
  if (there == 0) {
    *text = NULL;
    return LOCIQ_OK;
  }
  opened open = {.attribute = -1, .type = -1, .space = -1};
  lociq_status status = open_attribute(object, name, &open, error);
  if (status == LOCIQ_OK) status = read_text(&open, text, error);
  close_attribute(&open);
  return status;
}

lociq_status lociq_attribute_read_integer(hid_t object, const char *name, int fallback, int *value,
                                          lociq_error *error) {
  const htri_t there = H5Aexists(object, name);
  if (there < 0) return lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot look for the attribute %s", name);
  *value = fallback;
  if (there == 0) return LOCIQ_OK;
  opened open = {.attribute = -1, .type = -1, .space = -1};
  lociq_status status = open_attribute(object, name, &open, error);
  if (status == LOCIQ_OK && (open.count != 1 || H5Tget_class(open.type) != H5T_INTEGER))
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "the attribute %s of %s is no whole number", name, open.owner);
  if (status == LOCIQ_OK && H5Aread(open.attribute, H5T_NATIVE_INT, value) < 0)
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot read the attribute %s of %s", name, open.owner);
  close_attribute(&open);
  return status;
}

/* Attributes that the store, netCDF-4 or HDF5 writes by itself. */
static bool is_own(const char *name) {
  static const char *const own[] = {"CLASS",          "NAME",
                                    "DIMENSION_LIST", "REFERENCE_LIST",
                                    "_FillValue",     "coordinates",
                                    "units",          "long_name",
                                    "source",         "lociq_kind",
                                    "flag_masks",     "flag_meanings",
                                    "_Netcdf4Dimid",  "_Netcdf4Coordinates",
                                    "sha256"};
  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
    if (strcmp(name, own[i]) == 0) return true;
  return false;
}

lociq_status lociq_attributes_write(hid_t object, const lociq_attribute *attributes, size_t count, lociq_error *error) {
  for (size_t i = 0; i < count; i++) {
    const lociq_attribute *attribute = &attributes[i];
    if (is_own(attribute->name))
      return lociq_error_set(error, LOCIQ_INVALID, "the attribute %s is written by the store itself", attribute->name);
    const lociq_status status = attribute->count > 0
                                    ? lociq_attribute_write(object, attribute->name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                                                            attribute->numbers, attribute->count, error)
                                    : lociq_attribute_write_text(object, attribute->name,
                                                                 attribute->text == NULL ? "" : attribute->text, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

/* The store links a measure to its flags, an indicator links itself to its
 * coverage: only the latter is the cube's to say. */
static bool links_flags(const char *name, const char *text) {
  static const char suffix[] = "_flag";
  const size_t length = strlen(text), end = sizeof suffix - 1;
  return strcmp(name, "ancillary_variables") == 0 && length >= end && strcmp(text + length - end, suffix) == 0;
}

typedef struct reading {
  lociq_cube *cube;
  lociq_status status;
  lociq_error *error;
} reading;

/* Adds one attribute to the cube; what is neither a text nor one or two numbers
 * was not written by us and is left alone. */
static lociq_status read_attribute(const opened *open, lociq_cube *cube, lociq_error *error) {
  const H5T_class_t class = H5Tget_class(open->type);
  if (class == H5T_STRING && open->count == 1) {
    char *text = NULL;
    lociq_status status = read_text(open, &text, error);
    if (status == LOCIQ_OK && text != NULL && !links_flags(open->name, text))
      status = lociq_cube_add_text(cube, open->name, text, error);
    free(text);
    return status;
  }
  if ((class != H5T_FLOAT && class != H5T_INTEGER) || open->count < 1 || open->count > 2) return LOCIQ_OK;
  double numbers[2] = {0, 0};
  if (H5Aread(open->attribute, H5T_NATIVE_DOUBLE, numbers) < 0)
    return lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot read the attribute %s of %s", open->name, open->owner);
  return lociq_cube_add_numbers(cube, open->name, numbers, (size_t)open->count, error);
}

static herr_t visit_attribute(hid_t object, const char *name, const H5A_info_t *info, void *data) {
  (void)info;
  reading *state = data;
  if (is_own(name)) return 0;
  if (!lociq_text_is_utf8(name)) {
    state->status = lociq_error_set(state->error, LOCIQ_BAD_INPUT, "an attribute's name is no valid UTF-8");
    return -1;
  }
  opened open = {.attribute = -1, .type = -1, .space = -1};
  state->status = open_attribute(object, name, &open, state->error);
  if (state->status == LOCIQ_OK) state->status = read_attribute(&open, state->cube, state->error);
  close_attribute(&open);
  return state->status == LOCIQ_OK ? 0 : -1;
}

/* In the order in which they were written, or by name where the file does not
 * know. */
static herr_t visit_all(hid_t object, H5A_operator2_t visit, void *data, const lociq_status *status) {
  hsize_t index = 0;
  if (H5Aiterate2(object, H5_INDEX_CRT_ORDER, H5_ITER_INC, &index, visit, data) >= 0) return 0;
  if (*status != LOCIQ_OK || index > 0) return -1;
  return H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &index, visit, data);
}

lociq_status lociq_attributes_read(hid_t object, lociq_cube *cube, lociq_error *error) {
  reading state = {cube, LOCIQ_OK, error};
  const herr_t result = visit_all(object, visit_attribute, &state, &state.status);
  if (state.status != LOCIQ_OK) return state.status;
  return result < 0 ? lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot read the attributes of %s", cube->name)
                    : LOCIQ_OK;
}

typedef struct copying {
  hid_t to;
  lociq_status status;
  lociq_error *error;
} copying;

static lociq_status copy_values(const opened *open, hid_t to, lociq_error *error) {
  enum { LONGEST = 1 << 20 };
  const size_t size = H5Tget_size(open->type);
  if (size == 0 || (size_t)open->count > LONGEST / size)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "the attribute %s of %s is too large", open->name, open->owner);
  char *values = lociq_allocate((size_t)open->count, size);
  if (values == NULL) return lociq_memory_error(error, "an attribute");
  lociq_status status = LOCIQ_OK;
  if (H5Aread(open->attribute, open->type, values) < 0) {
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot read the attribute %s of %s", open->name, open->owner);
  } else {
    if (!remove_old(to, open->name) || !write_new(to, open->name, open->type, open->type, open->space, values))
      status = lociq_hdf5_error(error, LOCIQ_IO, "cannot write the attribute %s", open->name);
    (void)H5Dvlen_reclaim(open->type, open->space, H5P_DEFAULT, values);
  }
  free(values);
  return status;
}

static herr_t copy_attribute(hid_t object, const char *name, const H5A_info_t *info, void *data) {
  (void)info;
  static const char *const kept[] = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST"};
  for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
    if (strcmp(name, kept[i]) == 0) return 0;
  copying *state = data;
  opened open = {.attribute = -1, .type = -1, .space = -1};
  state->status = open_attribute(object, name, &open, state->error);
  if (state->status == LOCIQ_OK) state->status = copy_values(&open, state->to, state->error);
  close_attribute(&open);
  return state->status == LOCIQ_OK ? 0 : -1;
}

lociq_status lociq_attributes_copy(hid_t from, hid_t to, lociq_error *error) {
  copying state = {to, LOCIQ_OK, error};
  const herr_t result = visit_all(from, copy_attribute, &state, &state.status);
  if (state.status != LOCIQ_OK) return state.status;
  return result < 0 ? lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "cannot copy attributes") : LOCIQ_OK;
}
