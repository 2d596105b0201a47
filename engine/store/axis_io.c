/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "store/file.h"

enum { LABEL, PARENT, LEVEL, SAID };
enum { HEAP_OVERHEAD = 48 }; /* of a text in the file, at most: its reference, its place in the heap */
static const char *const said_suffixes[SAID] = {"_label", "_parent", "_level"};
static const char other_name[] = "industry_other";

static void said_name(char text[LOCIQ_NAME_SIZE], const char *axis, int said) {
  (void)snprintf(text, LOCIQ_NAME_SIZE, "%s%s", axis, said_suffixes[said]);
}

bool lociq_axis_owns(const char *name) {
  if (strcmp(name, other_name) == 0) return true;
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) {
    const char *axis = lociq_axis_kind_name((lociq_axis_kind)kind);
    const size_t length = strlen(axis);
    if (strncmp(name, axis, length) != 0) continue;
    if (name[length] == '\0') return true;
    for (int said = 0; said < SAID; said++)
      if (strcmp(name + length, said_suffixes[said]) == 0) return true;
  }
  return false;
}

/* ---- reading */

static lociq_status read_integers(const lociq_store *store, const char *name, size_t count, int **values,
                                  lociq_error *error) {
  hid_t dataset = -1, type = -1, space = -1;
  int *made = NULL;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status != LOCIQ_OK) return status;
  if ((type = H5Dget_type(dataset)) < 0 || (space = H5Dget_space(dataset)) < 0 || H5Tget_class(type) != H5T_INTEGER ||
      H5Sget_simple_extent_npoints(space) != (hssize_t)count || count > store->bytes / sizeof(int32_t)) {
    status =
        lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s does not hold %zu whole numbers", store->path, name, count);
    goto done;
  }
  made = lociq_allocate(count, sizeof *made);
  if (made == NULL) {
    status = lociq_memory_error(error, name);
    goto done;
  }
  if (H5Dread(dataset, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, made) < 0) {
    status = lociq_hdf5_error(error, LOCIQ_BAD_INPUT, "%s: cannot read %s", store->path, name);
    goto done;
  }
  *values = made;
  made = NULL;
done:
  free(made);
  lociq_hdf5_close(space);
  lociq_hdf5_close(type);
  lociq_hdf5_close(dataset);
  return status;
}

/* Years as the texts that an axis is made of. */
static lociq_status read_years(const lociq_store *store, size_t count, char ***codes, lociq_error *error) {
  int *years = NULL;
  lociq_status status = read_integers(store, "year", count, &years, error);
  if (status != LOCIQ_OK || years == NULL) return status;
  char **made = lociq_allocate(count, sizeof *made);
  for (size_t i = 0; made != NULL && i < count; i++) {
    char text[16];
    (void)snprintf(text, sizeof text, "%d", years[i]);
    made[i] = lociq_copy_text(text);
    if (made[i] == NULL) {
      lociq_texts_free(made, count);
      made = NULL;
    }
  }
  free(years);
  if (made == NULL) return lociq_memory_error(error, "the years");
  *codes = made;
  return LOCIQ_OK;
}

typedef struct member_texts {
  char **codes, **labels, **parents;
  int *levels;
  size_t count;
} member_texts;

static lociq_status read_said(const lociq_store *store, const char *axis, member_texts *read, lociq_error *error) {
  char name[LOCIQ_NAME_SIZE];
  lociq_status status = LOCIQ_OK;
  said_name(name, axis, LABEL);
  if (lociq_dataset_exists(store, name)) status = lociq_texts_read(store, name, read->count, &read->labels, error);
  said_name(name, axis, PARENT);
  if (status == LOCIQ_OK && lociq_dataset_exists(store, name))
    status = lociq_texts_read(store, name, read->count, &read->parents, error);
  said_name(name, axis, LEVEL);
  if (status == LOCIQ_OK && lociq_dataset_exists(store, name))
    status = read_integers(store, name, read->count, &read->levels, error);
  return status;
}

static const char *text_or_none(char *const *texts, size_t i) {
  return texts == NULL || texts[i][0] == '\0' ? NULL : texts[i];
}

/* An axis of these members, which must lie in the file in the axis's order: the
 * cubes are read by position. */
static lociq_status build_axis(const lociq_store *store, lociq_axis_kind kind, const member_texts *read,
                               lociq_axis **axis, lociq_error *error) {
  lociq_axis *made = NULL;
  lociq_error own = {0};
  lociq_member *members = lociq_allocate(read->count, sizeof *members);
  if (members == NULL || read->codes == NULL) return lociq_memory_error(error, "an axis");
  for (size_t i = 0; i < read->count; i++)
    members[i] = (lociq_member){.code = read->codes[i],
                                .label = text_or_none(read->labels, i),
                                .parent = text_or_none(read->parents, i),
                                .level = read->levels == NULL ? LOCIQ_NO_LEVEL : read->levels[i]};
  lociq_status status = lociq_axis_create(kind, members, read->count, &made, &own);
  free(members);
  if (status == LOCIQ_NO_MEMORY) return lociq_memory_error(error, "an axis");
  if (status != LOCIQ_OK) return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s", store->path, own.message);
  for (size_t i = 0; i < read->count; i++)
    if (strcmp(lociq_axis_code(made, i), read->codes[i]) != 0) {
      status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the %s \"%s\" is out of order", store->path,
                               lociq_axis_kind_name(kind), read->codes[i]);
      lociq_axis_free(made);
      return status;
    }
  *axis = made;
  return LOCIQ_OK;
}

lociq_status lociq_axis_read(const lociq_store *store, lociq_axis_kind kind, lociq_axis **axis, lociq_error *error) {
  const char *name = lociq_axis_kind_name(kind);
  const lociq_scale *scale = lociq_scale_find(store, name);
  member_texts read = {NULL, NULL, NULL, NULL, 0};
  if (scale == NULL) {
    if (lociq_dataset_exists(store, name))
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: %s is no dimension", store->path, name);
    return lociq_axis_create(kind, NULL, 0, axis, error);
  }
  read.count = scale->size;
  lociq_status status = kind == LOCIQ_YEAR ? read_years(store, read.count, &read.codes, error)
                                           : lociq_texts_read(store, name, read.count, &read.codes, error);
  if (status == LOCIQ_OK && kind != LOCIQ_YEAR) status = read_said(store, name, &read, error);
  if (status == LOCIQ_OK) status = build_axis(store, kind, &read, axis, error);
  lociq_texts_free(read.codes, read.count);
  lociq_texts_free(read.labels, read.count);
  lociq_texts_free(read.parents, read.count);
  free(read.levels);
  return status;
}

/* ---- writing */

static lociq_status write_titles(const lociq_store *store, const char *name, const char *title, const char *kind,
                                 lociq_error *error) {
  hid_t dataset = -1;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "long_name", title, error);
  if (status == LOCIQ_OK) status = lociq_attribute_write_text(dataset, "lociq_kind", kind, error);
  lociq_hdf5_close(dataset);
  return status;
}

static lociq_status write_years(lociq_store *store, const lociq_axis *axis, lociq_error *error) {
  const size_t count = lociq_axis_count(axis);
  int *years = lociq_allocate(count, sizeof *years);
  if (years == NULL) return lociq_memory_error(error, "the years");
  for (size_t i = 0; i < count; i++) years[i] = lociq_axis_year(axis, i);
  const lociq_status status = lociq_scale_create(store, "year", count, H5T_STD_I32LE, H5T_NATIVE_INT, years, error);
  free(years);
  return status;
}

/* Texts of an axis's members, which are about to be written: the code, or what is
 * said of it. Borrowed. */
static lociq_status gather(lociq_store *store, const lociq_axis *axis, int said, const char ***texts,
                           lociq_error *error) {
  const size_t count = lociq_axis_count(axis);
  const char **made = lociq_allocate(count, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "an axis");
  size_t bytes = 0;
  for (size_t i = 0; i < count; i++) {
    const char *text = said == LABEL    ? lociq_axis_label(axis, i)
                       : said == PARENT ? lociq_axis_parent(axis, i)
                                        : lociq_axis_code(axis, i);
    made[i] = text == NULL ? "" : text;
    bytes += strlen(made[i]) + HEAP_OVERHEAD;
    if (!lociq_text_is_utf8(made[i])) {
      const lociq_status status =
          lociq_error_set(error, LOCIQ_INVALID, "%s \"%s\": \"%s\" is no valid UTF-8",
                          lociq_axis_kind_name(lociq_axis_get_kind(axis)), lociq_axis_code(axis, i), made[i]);
      free(made);
      return status;
    }
  }
  const lociq_status status = lociq_store_reserve(store, bytes, error);
  if (status == LOCIQ_OK)
    *texts = made;
  else
    free(made);
  return status;
}

static lociq_status write_codes(lociq_store *store, const char *name, const lociq_axis *axis, lociq_error *error) {
  const char **codes = NULL;
  lociq_status status = gather(store, axis, SAID, &codes, error);
  if (status != LOCIQ_OK) return status;
  const hid_t type = lociq_text_type();
  status = type < 0 ? lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write %s", store->path, name)
                    : lociq_scale_create(store, name, lociq_axis_count(axis), type, type, codes, error);
  lociq_hdf5_close(type);
  free(codes);
  return status;
}

lociq_status lociq_axis_write(lociq_store *store, const lociq_axis *axis, lociq_error *error) {
  static const char *const titles[LOCIQ_AXIS_KINDS] = {[LOCIQ_YEAR] = "year",
                                                       [LOCIQ_REGION] = "region",
                                                       [LOCIQ_INDUSTRY] = "industry",
                                                       [LOCIQ_AGGREGATE] = "aggregate of regions"};
  if (lociq_axis_count(axis) == 0) return LOCIQ_OK;
  const lociq_axis_kind kind = lociq_axis_get_kind(axis);
  const char *name = lociq_axis_kind_name(kind);
  lociq_status status = kind == LOCIQ_YEAR ? write_years(store, axis, error) : write_codes(store, name, axis, error);
  if (status == LOCIQ_OK) status = write_titles(store, name, titles[kind], "axis", error);
  return status;
}

lociq_status lociq_axis_write_other(lociq_store *store, lociq_error *error) {
  lociq_status status = write_codes(store, other_name, store->panel->axes[LOCIQ_INDUSTRY], error);
  if (status == LOCIQ_OK) status = write_titles(store, other_name, "industry, the other of a pair", "axis", error);
  return status;
}

/* Makes what is said of the members anew, on the axis's scale. */
static lociq_status write_said(lociq_store *store, const lociq_axis *axis, int said, hid_t file_type, hid_t memory_type,
                               const void *values, lociq_error *error) {
  static const char *const titles[SAID] = {"name", "code of what it is a part of",
                                           "depth in the classification, -1 where it has none"};
  char name[LOCIQ_NAME_SIZE];
  const char *axis_name = lociq_axis_kind_name(lociq_axis_get_kind(axis));
  lociq_layout layout = {.rank = 1, .size = {lociq_axis_count(axis)}};
  hid_t dataset = -1;
  said_name(name, axis_name, said);
  (void)snprintf(layout.name[0], sizeof layout.name[0], "%s", axis_name);
  const lociq_status status =
      lociq_dataset_write(store, name, &layout, file_type, memory_type, values, &dataset, error);
  lociq_hdf5_close(dataset);
  return status == LOCIQ_OK ? write_titles(store, name, titles[said], "label", error) : status;
}

static lociq_status write_texts(lociq_store *store, const lociq_axis *axis, int said, lociq_error *error) {
  const char **texts = NULL;
  lociq_status status = gather(store, axis, said, &texts, error);
  if (status != LOCIQ_OK || texts == NULL) return status;
  bool any = false;
  for (size_t i = 0; i < lociq_axis_count(axis); i++) any = any || texts[i][0] != '\0';
  const hid_t type = lociq_text_type();
  if (any && type < 0) status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write labels", store->path);
  if (any && status == LOCIQ_OK) status = write_said(store, axis, said, type, type, texts, error);
  lociq_hdf5_close(type);
  free(texts);
  return status;
}

static lociq_status write_levels(lociq_store *store, const lociq_axis *axis, lociq_error *error) {
  const size_t count = lociq_axis_count(axis);
  int *levels = lociq_allocate(count, sizeof *levels);
  if (levels == NULL) return lociq_memory_error(error, "levels");
  bool any = false;
  for (size_t i = 0; i < count; i++) {
    levels[i] = lociq_axis_level(axis, i);
    any = any || levels[i] != LOCIQ_NO_LEVEL;
  }
  const lociq_status status =
      any ? write_said(store, axis, LEVEL, H5T_STD_I32LE, H5T_NATIVE_INT, levels, error) : LOCIQ_OK;
  free(levels);
  return status;
}

lociq_status lociq_axis_remove_labels(lociq_store *store, lociq_axis_kind kind, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (int said = 0; status == LOCIQ_OK && said < SAID; said++) {
    char name[LOCIQ_NAME_SIZE];
    said_name(name, lociq_axis_kind_name(kind), said);
    if (lociq_dataset_exists(store, name)) status = lociq_dataset_remove(store, name, error);
  }
  return status;
}

lociq_status lociq_axis_write_labels(lociq_store *store, const lociq_axis *axis, lociq_error *error) {
  const lociq_axis_kind kind = lociq_axis_get_kind(axis);
  if (kind == LOCIQ_YEAR || lociq_axis_count(axis) == 0) return LOCIQ_OK;
  lociq_status status = lociq_axis_remove_labels(store, kind, error);
  if (status == LOCIQ_OK) status = write_texts(store, axis, LABEL, error);
  if (status == LOCIQ_OK) status = write_texts(store, axis, PARENT, error);
  if (status == LOCIQ_OK) status = write_levels(store, axis, error);
  return status;
}

/* ---- coordinates */

lociq_status lociq_coordinates_write(const lociq_store *store, hid_t dataset, const lociq_layout *layout,
                                     lociq_error *error) {
  char text[LOCIQ_RANK * SAID * LOCIQ_NAME_SIZE] = "";
  size_t length = 0;
  for (int i = 0; i < layout->rank; i++)
    for (int said = 0; said < SAID; said++) {
      char name[LOCIQ_NAME_SIZE * 2];
      (void)snprintf(name, sizeof name, "%s%s", layout->name[i], said_suffixes[said]);
      if (!lociq_axis_owns(name) || !lociq_dataset_exists(store, name)) continue;
      length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", length == 0 ? "" : " ", name);
    }
  return lociq_attribute_write_text(dataset, "coordinates", text, error);
}

static lociq_status refresh(const lociq_store *store, const char *name, lociq_error *error) {
  lociq_layout layout;
  hid_t dataset = -1;
  bool complete = false;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  if (status == LOCIQ_OK && complete) status = lociq_coordinates_write(store, dataset, &layout, error);
  lociq_hdf5_close(dataset);
  return status;
}

lociq_status lociq_coordinates_refresh(lociq_store *store, lociq_error *error) {
  char **names = NULL;
  size_t count = 0;
  lociq_status status = lociq_links_read(store, &names, &count, error);
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++)
    if (!lociq_axis_owns(names[i]) && lociq_dataset_exists(store, names[i])) status = refresh(store, names[i], error);
  lociq_texts_free(names, count);
  return status;
}
