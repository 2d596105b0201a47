/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variables over dimensions of their own, such as the ranks of a ranking.
 */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/name.h"
#include "store/file.h"

/* Coordinates 1 … size. */
static lociq_status create_places(lociq_store *store, const lociq_dimension *dimension, lociq_error *error) {
  int *places = lociq_allocate(dimension->size, sizeof *places);
  if (places == NULL) return lociq_memory_error(error, "a dimension");
  for (size_t i = 0; i < dimension->size; i++) places[i] = (int)i + 1;
  const lociq_status status =
      lociq_scale_create(store, dimension->name, dimension->size, H5T_STD_I32LE, H5T_NATIVE_INT, places, error);
  free(places);
  return status;
}

static lociq_status create_codes(lociq_store *store, const lociq_dimension *dimension, lociq_error *error) {
  lociq_status status = lociq_texts_reserve(store, dimension->codes, dimension->size, error);
  if (status != LOCIQ_OK) return status;
  const hid_t type = lociq_text_type();
  status = type < 0 ? lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write %s", store->path, dimension->name)
                    : lociq_scale_create(store, dimension->name, dimension->size, type, type, dimension->codes, error);
  lociq_hdf5_close(type);
  return status;
}

/* A dimension of the variable's own. */
static lociq_status create_dimension(lociq_store *store, const lociq_dimension *dimension, lociq_error *error) {
  lociq_status status = lociq_name_claim(store, dimension->name, "dimension", error);
  if (status == LOCIQ_OK)
    status = dimension->codes == NULL ? create_places(store, dimension, error) : create_codes(store, dimension, error);
  hid_t dataset = -1;
  if (status == LOCIQ_OK) status = lociq_dataset_open(store, dimension->name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "lociq_kind", "dimension", error);
  lociq_hdf5_close(dataset);
  return status;
}

/* Whether a dataset lies on the scale. */
static lociq_status uses_scale(const lociq_store *store, const char *name, const char *scale, bool *uses,
                               lociq_error *error) {
  lociq_layout layout;
  hid_t dataset = -1;
  bool complete = false;
  *uses = false;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  for (int i = 0; status == LOCIQ_OK && i < layout.rank; i++) *uses = *uses || strcmp(layout.name[i], scale) == 0;
  lociq_hdf5_close(dataset);
  return status;
}

/* Names the first dataset on a scale; *user is NULL when there is none. */
static lociq_status find_user(const lociq_store *store, const char *scale, char **user, lociq_error *error) {
  char **names = NULL;
  size_t count = 0;
  lociq_status status = lociq_links_read(store, &names, &count, error);
  *user = NULL;
  for (size_t i = 0; status == LOCIQ_OK && *user == NULL && i < count; i++) {
    bool uses = false;
    if (!lociq_dataset_exists(store, names[i])) continue;
    status = uses_scale(store, names[i], scale, &uses, error);
    if (status != LOCIQ_OK || !uses) continue;
    *user = names[i];
    names[i] = NULL;
  }
  lociq_texts_free(names, count);
  return status;
}

/* Whether the coordinates are those that the dimension asks for. */
static lociq_status has_codes(const lociq_store *store, const lociq_scale *scale, const lociq_dimension *dimension,
                              bool *same, lociq_error *error) {
  char **codes = NULL;
  *same = true;
  if (dimension->codes == NULL || lociq_axis_owns(dimension->name)) return LOCIQ_OK;
  const lociq_status status = lociq_texts_read(store, scale->name, scale->size, &codes, error);
  for (size_t i = 0; status == LOCIQ_OK && i < scale->size; i++)
    *same = *same && strcmp(codes[i], dimension->codes[i]) == 0;
  lociq_texts_free(codes, scale->size);
  return status;
}

/* A dimension that is there with another size or other codes is made anew when nothing lies on
 * it any more: a ranking of ten becomes one of twenty. */
static lociq_status provide_dimension(lociq_store *store, const lociq_dimension *dimension, lociq_error *error) {
  const lociq_scale *scale = lociq_scale_find(store, dimension->name);
  bool same = scale != NULL && scale->size == dimension->size;
  lociq_status status = same ? has_codes(store, scale, dimension, &same, error) : LOCIQ_OK;
  if (status != LOCIQ_OK || same) return status;
  if (dimension->size == 0 || dimension->size > INT32_MAX)
    return lociq_error_set(error, LOCIQ_INVALID, "the dimension %s has a size of %zu", dimension->name,
                           dimension->size);
  if (scale == NULL) return create_dimension(store, dimension, error);
  char *user = NULL;
  status = lociq_axis_owns(dimension->name) ? LOCIQ_CONFLICT : find_user(store, scale->name, &user, error);
  if (status == LOCIQ_CONFLICT || user != NULL)
    status = scale->size == dimension->size
                 ? lociq_error_set(error, LOCIQ_CONFLICT, "the dimension %s has other members", dimension->name)
                 : lociq_error_set(error, LOCIQ_CONFLICT, "the dimension %s has %llu members, not %zu", dimension->name,
                                   (unsigned long long)scale->size, dimension->size);
  free(user);
  if (status == LOCIQ_OK) status = lociq_scale_remove(store, dimension->name, error);
  return status == LOCIQ_OK ? create_dimension(store, dimension, error) : status;
}

static lociq_status read_kind(const lociq_store *store, const char *name, char **kind, lociq_error *error) {
  hid_t dataset = -1;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(dataset, "lociq_kind", kind, error);
  lociq_hdf5_close(dataset);
  return status;
}

/* Makes room for the name: what is there must be a variable of the same kind. */
static lociq_status claim(lociq_store *store, const lociq_variable *variable, lociq_error *error) {
  const lociq_cube *cube = lociq_panel_find(store->panel, variable->name);
  if (cube != NULL && strcmp(cube->kind, variable->kind) == 0) return lociq_cube_remove(store, variable->name, error);
  if (!lociq_dataset_exists(store, variable->name) || lociq_axis_owns(variable->name) ||
      strcmp(variable->name, "provenance") == 0)
    return lociq_name_claim(store, variable->name, variable->kind, error);
  char *kind = NULL;
  lociq_status status = read_kind(store, variable->name, &kind, error);
  if (status == LOCIQ_OK &&
      (kind == NULL || strcmp(kind, variable->kind) != 0 || lociq_scale_find(store, variable->name) != NULL))
    status = lociq_error_set(error, LOCIQ_CONFLICT, "%s is there already, as a %s", variable->name,
                             kind == NULL ? "dataset of another program" : kind);
  free(kind);
  return status == LOCIQ_OK ? lociq_dataset_remove(store, variable->name, error) : status;
}

static lociq_status write_attributes(const lociq_store *store, hid_t dataset, const lociq_variable *variable,
                                     const lociq_layout *layout, lociq_error *error) {
  const char *title = variable->title == NULL ? "" : variable->title;
  const char *unit = variable->unit == NULL ? "" : variable->unit;
  lociq_status status = lociq_attribute_write_text(dataset, "lociq_kind", variable->kind, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "long_name", title, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "units", unit, error);
  if (status == LOCIQ_OK) status = lociq_coordinates_write(store, dataset, layout, error);
  if (status == LOCIQ_OK)
    status = lociq_attributes_write(dataset, variable->attributes, variable->attribute_count, error);
  return status;
}

bool lociq_kind_is_variable(const char *kind) {
  static const char *const kinds[] = {"partner", "framework", "organisation"};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kind, kinds[i]) == 0) return true;
  return false;
}

/* How many values there are; the dimensions have been made, so that they fit the memory. */
static size_t value_count(const lociq_variable *variable) {
  size_t count = 1;
  for (size_t i = 0; i < variable->dimension_count; i++) count *= variable->dimensions[i].size;
  return count;
}

/* The axes grow, and texts do not grow with them. */
static lociq_status check_texts(const lociq_variable *variable, lociq_error *error) {
  for (size_t i = 0; i < variable->dimension_count; i++)
    if (lociq_axis_owns(variable->dimensions[i].name))
      return lociq_error_set(error, LOCIQ_INVALID, "%s: texts cannot lie over %s", variable->name,
                             variable->dimensions[i].name);
  const char *const *texts = variable->values;
  for (size_t i = 0; i < value_count(variable); i++)
    if (!lociq_text_is_utf8(texts[i]))
      return lociq_error_set(error, LOCIQ_INVALID, "%s: \"%s\" is no valid UTF-8", variable->name, texts[i]);
  return LOCIQ_OK;
}

/* All that can be refused before anything is changed. */
static lociq_status check_variable(const lociq_variable *variable, lociq_error *error) {
  if (!lociq_name_is_valid(variable->name)) return lociq_name_error(variable->name, error);
  if (!lociq_kind_is_variable(variable->kind))
    return lociq_error_set(error, LOCIQ_INVALID, "%s is a %s: expected partner, framework or organisation",
                           variable->name, variable->kind);
  if (variable->dimension_count < 1 || variable->dimension_count > LOCIQ_RANK)
    return lociq_error_set(error, LOCIQ_INVALID, "%s has %zu dimensions, expected 1 to %d", variable->name,
                           variable->dimension_count, LOCIQ_RANK);
  for (size_t i = 0; i < variable->dimension_count; i++) {
    const lociq_dimension *dimension = &variable->dimensions[i];
    if (!lociq_name_is_valid(dimension->name)) return lociq_name_error(dimension->name, error);
    for (size_t k = 0; dimension->codes != NULL && k < dimension->size; k++)
      if (!lociq_text_is_utf8(dimension->codes[k]))
        return lociq_error_set(error, LOCIQ_INVALID, "%s: \"%s\" is no valid UTF-8", dimension->name,
                               dimension->codes[k]);
  }
  return variable->type == LOCIQ_TEXT ? check_texts(variable, error) : LOCIQ_OK;
}

static lociq_status write_numbers(lociq_store *store, const lociq_variable *variable, const lociq_layout *layout,
                                  hid_t *dataset, lociq_error *error) {
  const lociq_status status =
      lociq_dataset_create(store, variable->name, variable->type, layout, false, dataset, error);
  if (status != LOCIQ_OK || variable->values == NULL) return status;
  return lociq_dataset_fill(store, variable->name, *dataset, lociq_type_memory(variable->type), variable->values,
                            error);
}

static lociq_status write_texts(lociq_store *store, const lociq_variable *variable, const lociq_layout *layout,
                                hid_t *dataset, lociq_error *error) {
  lociq_status status = lociq_texts_reserve(store, variable->values, value_count(variable), error);
  if (status != LOCIQ_OK) return status;
  const hid_t type = lociq_text_type();
  status = type < 0 ? lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write %s", store->path, variable->name)
                    : lociq_dataset_write(store, variable->name, layout, type, type, variable->values, dataset, error);
  lociq_hdf5_close(type);
  return status;
}

static lociq_status write_variable(lociq_store *store, const lociq_variable *variable, lociq_error *error) {
  lociq_layout layout = {.rank = (int)variable->dimension_count};
  hid_t dataset = -1;
  lociq_status status = claim(store, variable, error);
  for (int i = 0; status == LOCIQ_OK && i < layout.rank; i++) {
    status = provide_dimension(store, &variable->dimensions[i], error);
    layout.size[i] = variable->dimensions[i].size;
    (void)snprintf(layout.name[i], sizeof layout.name[i], "%s", variable->dimensions[i].name);
  }
  if (status == LOCIQ_OK)
    status = variable->type == LOCIQ_TEXT ? write_texts(store, variable, &layout, &dataset, error)
                                          : write_numbers(store, variable, &layout, &dataset, error);
  if (status == LOCIQ_OK) status = write_attributes(store, dataset, variable, &layout, error);
  lociq_hdf5_close(dataset);
  return status;
}

lociq_status lociq_store_put_variable(lociq_store *store, const lociq_variable *variable, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  lociq_status status = lociq_store_writable(store, error);
  if (status == LOCIQ_OK) status = check_variable(variable, error);
  if (status == LOCIQ_OK) {
    store->broken = true;
    status = write_variable(store, variable, error);
    if (status == LOCIQ_OK) status = lociq_cube_describe(store, variable->name, error);
    store->broken = status != LOCIQ_OK;
  }
  lociq_hdf5_restore(printer);
  return status;
}

static lociq_status write_block(lociq_store *store, const char *name, const size_t *first, const size_t *count,
                                const void *values, lociq_error *error) {
  hsize_t start[LOCIQ_RANK] = {0}, size[LOCIQ_RANK] = {0};
  lociq_layout layout;
  lociq_type type = LOCIQ_DOUBLE;
  hid_t dataset = -1;
  bool complete = false;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  if (status == LOCIQ_OK && !lociq_type_find(dataset, &type))
    status = lociq_error_set(error, LOCIQ_INVALID, "%s: %s holds no numbers of ours", store->path, name);
  for (int i = 0; status == LOCIQ_OK && i < layout.rank; i++) {
    start[i] = first[i];
    size[i] = count[i];
    if (first[i] > layout.size[i] || count[i] > layout.size[i] - first[i])
      status =
          lociq_error_set(error, LOCIQ_INVALID, "%s: %s has %llu members along %s, so not %zu from %zu on", store->path,
                          name, (unsigned long long)layout.size[i], layout.name[i], count[i], first[i]);
  }
  if (status == LOCIQ_OK)
    status = lociq_block_write(store, name, dataset, lociq_type_memory(type), layout.rank, start, size, values, error);
  lociq_hdf5_close(dataset);
  return status;
}

lociq_status lociq_store_write_variable(lociq_store *store, const char *name, const size_t *first, const size_t *count,
                                        const void *values, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  lociq_status status = lociq_store_writable(store, error);
  if (status == LOCIQ_OK) {
    status = write_block(store, name, first, count, values, error);
    store->broken = status == LOCIQ_IO || status == LOCIQ_NO_MEMORY;
  }
  lociq_hdf5_restore(printer);
  return status;
}
