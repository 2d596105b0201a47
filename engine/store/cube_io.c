/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "store/file.h"

void lociq_part_name(char text[LOCIQ_NAME_SIZE], const char *cube, lociq_part part, bool flag) {
  (void)snprintf(text, LOCIQ_NAME_SIZE, "%s%s%s", cube, lociq_part_kinds[part].suffix, flag ? "_flag" : "");
}

/* ---- names */

/* Kinds of datasets that are no cubes. */
static bool is_reserved(const char *kind) {
  static const char *const reserved[] = {"axis",    "label",        "flag",      "total",
                                         "partner", "organisation", "dimension", "provenance"};
  for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
    if (strcmp(kind, reserved[i]) == 0) return true;
  return false;
}

/* Whether a name is that of a part of the cube, its body left aside. */
static bool is_part(const char *cube, const char *name) {
  if (strncmp(cube, name, strlen(cube)) != 0) return false;
  for (int part = 0; part < LOCIQ_PARTS; part++)
    for (int flag = 0; flag < 2; flag++) {
      char text[LOCIQ_NAME_SIZE];
      if (part == LOCIQ_BODY && flag == 0) continue;
      lociq_part_name(text, cube, (lociq_part)part, flag == 1);
      if (strcmp(text, name) == 0) return true;
    }
  return false;
}

static lociq_status claim_parts(const lociq_store *store, const char *name, lociq_error *error) {
  for (int part = 0; part < LOCIQ_PARTS; part++)
    for (int flag = 0; flag < 2; flag++) {
      char text[LOCIQ_NAME_SIZE];
      if (part == LOCIQ_BODY && flag == 0) continue;
      lociq_part_name(text, name, (lociq_part)part, flag == 1);
      if (H5Lexists(store->file, text, H5P_DEFAULT) > 0)
        return lociq_error_set(error, LOCIQ_CONFLICT,
                               "%s cannot be kept: %s is there already and would be a part of it", name, text);
    }
  return LOCIQ_OK;
}

lociq_status lociq_name_claim(const lociq_store *store, const char *name, const char *kind, lociq_error *error) {
  if (lociq_axis_owns(name) || strcmp(name, "provenance") == 0)
    return lociq_error_set(error, LOCIQ_CONFLICT, "the name %s is the store's own", name);
  const lociq_cube *cube = lociq_panel_find(store->panel, name);
  if (cube != NULL) {
    if (strcmp(cube->kind, kind) == 0) return LOCIQ_OK;
    return lociq_error_set(error, LOCIQ_CONFLICT, "%s is there already, as a %s", name, cube->kind);
  }
  for (size_t i = 0; i < store->panel->cube_count; i++)
    if (is_part(store->panel->cubes[i]->name, name))
      return lociq_error_set(error, LOCIQ_CONFLICT, "the name %s is that of a part of %s", name,
                             store->panel->cubes[i]->name);
  if (H5Lexists(store->file, name, H5P_DEFAULT) > 0)
    return lociq_error_set(error, LOCIQ_CONFLICT, "%s is there already", name);
  return claim_parts(store, name, error);
}

/* ---- describing */

/* What a dataset says of itself. */
static lociq_status read_texts(hid_t dataset, lociq_cube *cube, lociq_error *error) {
  const struct {
    const char *name;
    char **field;
  } texts[] = {{"units", &cube->unit}, {"long_name", &cube->title}, {"source", &cube->source}};
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; status == LOCIQ_OK && i < sizeof texts / sizeof texts[0]; i++) {
    char *text = NULL;
    status = lociq_attribute_read_text(dataset, texts[i].name, &text, error);
    if (status == LOCIQ_OK && text != NULL) status = lociq_cube_set_text(texts[i].field, text, error);
    free(text);
  }
  return status == LOCIQ_OK ? lociq_attributes_read(dataset, cube, error) : status;
}

/* Opens a dataset that must be of this type and lie on the axes of that shape. */
static lociq_status open_part(const lociq_store *store, const char *name, lociq_type type, unsigned shape,
                              hid_t *dataset, size_t *count, lociq_error *error) {
  lociq_layout layout;
  lociq_type found = LOCIQ_DOUBLE;
  hid_t opened = -1;
  bool complete = false;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &opened, error);
  if (status != LOCIQ_OK) return status;
  if (!lociq_type_find(opened, &found) || found != type)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s holds no %s", store->path, name,
                             type == LOCIQ_DOUBLE ? "64-bit floating-point numbers" : "16-bit flags");
  if (status == LOCIQ_OK) status = lociq_layout_read(store, name, opened, &layout, &complete, error);
  if (status == LOCIQ_OK && (!complete || lociq_layout_shape(&layout) != shape ||
                             lociq_layout_count(&layout) != lociq_panel_count(store->panel, shape)))
    status =
        lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s does not lie on the axes expected of it", store->path, name);
  if (status == LOCIQ_OK) status = lociq_layout_check(store, name, &layout, error);
  if (status == LOCIQ_OK) {
    *dataset = opened;
    *count = lociq_layout_count(&layout);
    return LOCIQ_OK;
  }
  lociq_hdf5_close(opened);
  return status;
}

/* The parts that are there, each checked against the axes. */
static lociq_status describe_parts(const lociq_store *store, lociq_cube *cube, lociq_error *error) {
  for (int part = 0; part < LOCIQ_PARTS; part++)
    for (int flag = 0; flag < 2; flag++) {
      char name[LOCIQ_NAME_SIZE];
      size_t count = 0;
      hid_t dataset = -1;
      lociq_part_name(name, cube->name, (lociq_part)part, flag == 1);
      if (!lociq_dataset_exists(store, name)) continue;
      if (part != LOCIQ_BODY && strcmp(cube->kind, "measure") != 0) continue;
      const lociq_status status = open_part(store, name, flag == 1 ? LOCIQ_UINT16 : LOCIQ_DOUBLE,
                                            lociq_cube_part_shape(cube, (lociq_part)part), &dataset, &count, error);
      if (status != LOCIQ_OK) return status;
      lociq_hdf5_close(dataset);
      if (flag == 1 && cube->parts[part].count == 0)
        return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s has no values beside it", store->path, name);
      cube->parts[part].count = count;
    }
  return LOCIQ_OK;
}

/* Frameworks may lie over dimensions of their own. */
static bool is_always_cube(const char *kind) {
  return strcmp(kind, "measure") == 0 || strcmp(kind, "indicator") == 0 || strcmp(kind, "bound") == 0;
}

static lociq_status describe_cube(lociq_store *store, const char *name, const char *kind, hid_t dataset,
                                  lociq_error *error) {
  lociq_layout layout;
  lociq_type type = LOCIQ_DOUBLE;
  lociq_cube *cube = NULL;
  bool complete = false;
  lociq_status status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  if (status != LOCIQ_OK) return status;
  const unsigned shape = complete ? lociq_layout_shape(&layout) : 0;
  const bool cube_like =
      shape != 0 && lociq_shape_is_table(shape) && lociq_type_find(dataset, &type) && type == LOCIQ_DOUBLE;
  if (!cube_like && !is_always_cube(kind)) return LOCIQ_OK;
  if (!cube_like)
    return lociq_error_set(
        error, LOCIQ_BAD_INPUT,
        "%s: %s says that it is a %s, but holds no 64-bit floating-point numbers on the store's axes", store->path,
        name, kind);
  lociq_error own = {0};
  status = lociq_cube_create(name, kind, shape, &cube, &own);
  if (status == LOCIQ_NO_MEMORY) return lociq_memory_error(error, name);
  if (status != LOCIQ_OK) return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s", store->path, own.message);
  status = read_texts(dataset, cube, error);
  if (status == LOCIQ_OK) status = describe_parts(store, cube, error);
  if (status == LOCIQ_OK) status = lociq_panel_add(store->panel, cube, error);
  if (status != LOCIQ_OK) lociq_cube_free(cube);
  return status;
}

lociq_status lociq_cube_describe(lociq_store *store, const char *name, lociq_error *error) {
  hid_t dataset = -1;
  char *kind = NULL;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(dataset, "lociq_kind", &kind, error);
  if (status == LOCIQ_OK && kind != NULL && !is_reserved(kind))
    status = describe_cube(store, name, kind, dataset, error);
  free(kind);
  lociq_hdf5_close(dataset);
  return status;
}

lociq_status lociq_cubes_describe(lociq_store *store, lociq_error *error) {
  char **names = NULL;
  size_t count = 0;
  lociq_status status = lociq_links_read(store, &names, &count, error);
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++)
    if (!lociq_axis_owns(names[i]) && lociq_dataset_exists(store, names[i]))
      status = lociq_cube_describe(store, names[i], error);
  lociq_texts_free(names, count);
  return status;
}

/* The cube without its values; counts are those of the store's axes. */
static lociq_status copy_description(const lociq_store *store, const lociq_cube *cube, lociq_cube **copy,
                                     lociq_error *error) {
  const lociq_status status = lociq_cube_copy_description(cube, copy, error);
  for (int part = 0; status == LOCIQ_OK && part < LOCIQ_PARTS; part++)
    if (part == LOCIQ_BODY || cube->parts[part].count > 0)
      (*copy)->parts[part].count = lociq_panel_count(store->panel, lociq_cube_part_shape(cube, (lociq_part)part));
  return status;
}

lociq_status lociq_cube_remember(lociq_store *store, const lociq_cube *cube, lociq_error *error) {
  lociq_cube *copy = NULL;
  lociq_status status = copy_description(store, cube, &copy, error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = 0; i < store->panel->cube_count; i++)
    if (strcmp(store->panel->cubes[i]->name, cube->name) == 0) {
      lociq_cube *old = store->panel->cubes[i];
      store->panel->cubes[i] = copy;
      lociq_cube_free(old);
      return LOCIQ_OK;
    }
  status = lociq_panel_add(store->panel, copy, error);
  if (status != LOCIQ_OK) lociq_cube_free(copy);
  return status;
}

void lociq_cube_forget(lociq_store *store, const char *name) {
  for (size_t i = 0; i < store->panel->cube_count; i++)
    if (strcmp(store->panel->cubes[i]->name, name) == 0) {
      lociq_cube_free(store->panel->cubes[i]);
      for (size_t j = i + 1; j < store->panel->cube_count; j++) store->panel->cubes[j - 1] = store->panel->cubes[j];
      store->panel->cube_count--;
      return;
    }
}

/* ---- loading */

static lociq_status load_part(const lociq_store *store, lociq_cube *cube, lociq_part part, lociq_error *error) {
  char names[2][LOCIQ_NAME_SIZE];
  lociq_part_name(names[0], cube->name, part, false);
  lociq_part_name(names[1], cube->name, part, true);
  const bool flags = lociq_dataset_exists(store, names[1]);
  const unsigned shape = lociq_cube_part_shape(cube, part);
  for (int i = 0; i <= (int)flags; i++) {
    const lociq_type type = i == 0 ? LOCIQ_DOUBLE : LOCIQ_UINT16;
    hid_t dataset = -1;
    size_t count = 0;
    lociq_status status = open_part(store, names[i], type, shape, &dataset, &count, error);
    if (status == LOCIQ_OK) status = lociq_cube_allocate(cube, part, count, i == 1, error);
    if (status == LOCIQ_OK)
      status = lociq_dataset_load(store, names[i], dataset, lociq_type_memory(type),
                                  i == 0 ? (void *)cube->parts[part].values : (void *)cube->parts[part].flags, error);
    lociq_hdf5_close(dataset);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static lociq_status load(const lociq_store *store, const char *name, lociq_cube **cube, lociq_error *error) {
  const lociq_cube *described = lociq_panel_find(store->panel, name);
  lociq_cube *made = NULL;
  if (described == NULL)
    return lociq_error_set(error, LOCIQ_NOT_FOUND, "%s has no measure or indicator \"%s\"", store->path, name);
  lociq_status status = copy_description(store, described, &made, error);
  for (int part = 0; status == LOCIQ_OK && part < LOCIQ_PARTS; part++) {
    if (described->parts[part].count == 0) continue;
    made->parts[part].count = 0;
    status = load_part(store, made, (lociq_part)part, error);
  }
  if (status == LOCIQ_OK)
    *cube = made;
  else
    lociq_cube_free(made);
  return status;
}

lociq_status lociq_store_load(const lociq_store *store, const char *name, lociq_cube **cube, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = load(lociq_store_reading(store), name, cube, error);
  lociq_hdf5_restore(printer);
  return status;
}

/* ---- writing */

static lociq_status write_flag_attributes(hid_t dataset, lociq_error *error) {
  uint16_t masks[LOCIQ_FLAG_COUNT];
  char meanings[LOCIQ_FLAG_COUNT * 32] = "", letters[LOCIQ_FLAG_COUNT * 2 + 1] = "";
  size_t length = 0;
  for (size_t i = 0; i < LOCIQ_FLAG_COUNT; i++) {
    masks[i] = lociq_flags[i].bit;
    length += (size_t)snprintf(meanings + length, sizeof meanings - length, "%s%s", i == 0 ? "" : " ",
                               lociq_flags[i].meaning);
    (void)snprintf(letters + (i == 0 ? 0 : i * 2 - 1), 3, "%s%c", i == 0 ? "" : " ", lociq_flags[i].letter);
  }
  lociq_status status =
      lociq_attribute_write(dataset, "flag_masks", H5T_STD_U16LE, H5T_NATIVE_UINT16, masks, LOCIQ_FLAG_COUNT, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "flag_meanings", meanings, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "flag_letters", letters, error);
  return status;
}

/* xarray takes these units for spans of time, and any with "since" for dates. */
static lociq_status write_unit(hid_t dataset, const char *name, const char *unit, lociq_error *error) {
  static const char *const spans[][2] = {{"hours", "h"},         {"hour", "h"},          {"days", "d"},
                                         {"day", "d"},           {"minutes", "min"},     {"seconds", "s"},
                                         {"milliseconds", "ms"}, {"microseconds", "us"}, {"nanoseconds", "ns"}};
  if (strstr(unit, " since ") != NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "%s: the unit \"%s\" would be read as a date", name, unit);
  for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
    if (strcmp(unit, spans[i][0]) == 0) unit = spans[i][1];
  return lociq_attribute_write_text(dataset, "units", unit, error);
}

lociq_status lociq_body_attributes_write(hid_t dataset, const lociq_cube *cube, lociq_part part, lociq_error *error) {
  static const char *const what[LOCIQ_PARTS] = {
      [LOCIQ_BODY] = "",
      [LOCIQ_TOTAL_REGION] = ", published total of a region",
      [LOCIQ_TOTAL_INDUSTRY] = ", published total of an industry",
      [LOCIQ_TOTAL] = ", published total",
      [LOCIQ_AGGREGATE_BODY] = ", aggregates of regions",
      [LOCIQ_AGGREGATE_TOTAL] = ", published total of an aggregate of regions"};
  char title[LOCIQ_MESSAGE_SIZE];
  (void)snprintf(title, sizeof title - 64, "%s", cube->title[0] == '\0' ? cube->name : cube->title);
  while (!lociq_text_is_utf8(title) && title[0] != '\0') title[strlen(title) - 1] = '\0';
  (void)snprintf(title + strlen(title), 64, "%s", what[part]);
  lociq_status status = lociq_attribute_write_text(dataset, "long_name", title, error);
  if (status == LOCIQ_OK) status = write_unit(dataset, cube->name, cube->unit, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "source", cube->source, error);
  if (status == LOCIQ_OK)
    status = lociq_attribute_write_text(dataset, "lociq_kind", part == LOCIQ_BODY ? cube->kind : "total", error);
  if (status == LOCIQ_OK && part == LOCIQ_BODY)
    status = lociq_attributes_write(dataset, cube->attributes, cube->attribute_count, error);
  return status;
}

/* CF's way to say that the flags belong to the values. */
static lociq_status link_flags(const lociq_store *store, const char *body, const char *flags, lociq_error *error) {
  hid_t dataset = -1;
  lociq_status status = lociq_dataset_open(store, body, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "ancillary_variables", flags, error);
  lociq_hdf5_close(dataset);
  return status;
}

lociq_status lociq_part_create(lociq_store *store, const lociq_cube *cube, lociq_part part, bool flag, bool compress,
                               hid_t *dataset, lociq_error *error) {
  char names[2][LOCIQ_NAME_SIZE];
  lociq_layout layout;
  hid_t made = -1;
  lociq_part_name(names[0], cube->name, part, false);
  lociq_part_name(names[1], cube->name, part, true);
  lociq_status status = lociq_layout_of_shape(store, names[0], lociq_cube_part_shape(cube, part), &layout, error);
  if (status == LOCIQ_OK)
    status = lociq_dataset_create(store, names[flag ? 1 : 0], flag ? LOCIQ_UINT16 : LOCIQ_DOUBLE, &layout, compress,
                                  &made, error);
  if (status == LOCIQ_OK) status = lociq_coordinates_write(store, made, &layout, error);
  if (status == LOCIQ_OK && !flag) status = lociq_body_attributes_write(made, cube, part, error);
  if (status == LOCIQ_OK && flag) {
    status = write_flag_attributes(made, error);
    if (status == LOCIQ_OK) status = lociq_attribute_write_text(made, "lociq_kind", "flag", error);
    if (status == LOCIQ_OK) status = link_flags(store, names[0], names[1], error);
  }
  if (status == LOCIQ_OK)
    *dataset = made;
  else
    lociq_hdf5_close(made);
  return status;
}

static lociq_status write_part(lociq_store *store, const lociq_cube *cube, lociq_part part, bool compress,
                               lociq_error *error) {
  const lociq_grid *grid = &cube->parts[part];
  for (int flag = 0; flag <= (int)(grid->flags != NULL); flag++) {
    hid_t dataset = -1;
    const void *values = flag == 0 ? (const void *)grid->values : grid->flags;
    lociq_status status = lociq_part_create(store, cube, part, flag == 1, compress || flag == 1, &dataset, error);
    if (status == LOCIQ_OK && values != NULL)
      status = lociq_dataset_fill(store, cube->name, dataset,
                                  lociq_type_memory(flag == 0 ? LOCIQ_DOUBLE : LOCIQ_UINT16), values, error);
    lociq_hdf5_close(dataset);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

static lociq_status check_cube(const lociq_store *store, const lociq_cube *cube, lociq_error *error) {
  if (is_reserved(cube->kind) || cube->kind[0] == '\0')
    return lociq_error_set(error, LOCIQ_INVALID, "%s cannot be of the kind \"%s\"", cube->name, cube->kind);
  if (!lociq_shape_is_table(cube->shape))
    return lociq_error_set(error, LOCIQ_INVALID, "%s has a shape that no cube has", cube->name);
  for (int part = 0; part < LOCIQ_PARTS; part++) {
    const lociq_grid *grid = &cube->parts[part];
    const size_t expected = lociq_panel_count(store->panel, lociq_cube_part_shape(cube, (lociq_part)part));
    if (grid->values != NULL && grid->count != expected)
      return lociq_error_set(error, LOCIQ_INVALID, "%s%s has %zu values, the store's axes want %zu", cube->name,
                             lociq_part_kinds[part].suffix, grid->count, expected);
    if (part != LOCIQ_BODY && grid->values != NULL && strcmp(cube->kind, "measure") != 0)
      return lociq_error_set(error, LOCIQ_INVALID, "%s is of the kind \"%s\": only a measure has published totals",
                             cube->name, cube->kind);
  }
  return LOCIQ_OK;
}

lociq_status lociq_cube_remove(lociq_store *store, const char *cube, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (int part = 0; part < LOCIQ_PARTS; part++)
    for (int flag = 0; status == LOCIQ_OK && flag < 2; flag++) {
      char name[LOCIQ_NAME_SIZE];
      lociq_part_name(name, cube, (lociq_part)part, flag == 1);
      if (lociq_dataset_exists(store, name)) status = lociq_dataset_remove(store, name, error);
    }
  if (status == LOCIQ_OK) lociq_cube_forget(store, cube);
  return status;
}

static lociq_status put(lociq_store *store, const lociq_cube *cube, bool compress, lociq_error *error) {
  lociq_layout layout;
  lociq_status status = lociq_store_writable(store, error);
  if (status == LOCIQ_OK) status = check_cube(store, cube, error);
  if (status == LOCIQ_OK) status = lociq_name_claim(store, cube->name, cube->kind, error);
  if (status == LOCIQ_OK) status = lociq_layout_of_shape(store, cube->name, cube->shape, &layout, error);
  if (status != LOCIQ_OK) return status;
  store->broken = true;
  if (lociq_panel_find(store->panel, cube->name) != NULL) status = lociq_cube_remove(store, cube->name, error);
  for (int part = 0; status == LOCIQ_OK && part < LOCIQ_PARTS; part++)
    if (part == LOCIQ_BODY || cube->parts[part].values != NULL)
      status = write_part(store, cube, (lociq_part)part, compress, error);
  if (status == LOCIQ_OK) status = lociq_cube_remember(store, cube, error);
  store->broken = status != LOCIQ_OK;
  return status;
}

lociq_status lociq_store_put(lociq_store *store, const lociq_cube *cube, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const bool compress = strcmp(cube->kind, "measure") == 0 || strcmp(cube->kind, "bound") == 0;
  const lociq_status status = put(store, cube, compress, error);
  lociq_hdf5_restore(printer);
  return status;
}

lociq_status lociq_store_create(lociq_store *store, const lociq_cube *cube, bool compress, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  const lociq_status status = put(store, cube, compress, error);
  /* Its rows are still to come: what is reserved stays so. */
  if (status == LOCIQ_OK) store->promised = store->clone.reserved;
  lociq_hdf5_restore(printer);
  return status;
}

static lociq_status check_removable(const lociq_store *store, const char *name, lociq_error *error) {
  if (lociq_axis_owns(name) || strcmp(name, "provenance") == 0 || lociq_scale_find(store, name) != NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "%s cannot be removed", name);
  for (size_t i = 0; i < store->panel->cube_count; i++)
    if (is_part(store->panel->cubes[i]->name, name))
      return lociq_error_set(error, LOCIQ_INVALID, "%s cannot be removed: it is a part of %s", name,
                             store->panel->cubes[i]->name);
  return LOCIQ_OK;
}

lociq_status lociq_store_remove(lociq_store *store, const char *name, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  lociq_status status = lociq_store_writable(store, error);
  if (status == LOCIQ_OK) status = check_removable(store, name, error);
  if (status == LOCIQ_OK) {
    store->broken = true;
    if (lociq_panel_find(store->panel, name) != NULL)
      status = lociq_cube_remove(store, name, error);
    else if (lociq_dataset_exists(store, name))
      status = lociq_dataset_remove(store, name, error);
    store->broken = status != LOCIQ_OK;
  }
  lociq_hdf5_restore(printer);
  return status;
}
