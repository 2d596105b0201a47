/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads everything there is, and checks that no lower bound is above its upper one. What this sees: a damaged value of
 * any cube, flag or variable, for every chunk has a Fletcher-32 checksum; and damage to those of HDF5's own structures
 * that carry checksums. What it cannot see: a changed letter in a code, a label or the provenance that leaves the text
 * valid and the axis sorted, for HDF5 keeps texts in a heap without checksums.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"
#include "store/file.h"

/* What was checked, for the report. */
typedef struct tally {
  size_t axes, cubes, variables, inputs, gone;
  uint64_t values;
} tally;

/* ---- structure */

static lociq_status check_scales(const lociq_store *store, lociq_error *error) {
  for (size_t i = 0; i < store->scale_count; i++) {
    const lociq_scale *scale = &store->scales[i];
    if (scale->id < 0)
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the dimension %s has no number for netCDF", store->path,
                             scale->name);
    for (size_t j = 0; j < i; j++)
      if (store->scales[j].id == scale->id)
        return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the dimensions %s and %s have one number", store->path,
                               store->scales[j].name, scale->name);
  }
  return LOCIQ_OK;
}

/* The scale industry_other repeats the industries. */
static lociq_status check_other(const lociq_store *store, lociq_error *error) {
  const lociq_scale *scale = lociq_scale_find(store, "industry_other");
  const lociq_axis *axis = store->panel->axes[LOCIQ_INDUSTRY];
  char **codes = NULL;
  if (scale == NULL) return LOCIQ_OK;
  if (scale->size != lociq_axis_count(axis))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: industry_other does not repeat the industries", store->path);
  lociq_status status = lociq_texts_read(store, "industry_other", scale->size, &codes, error);
  for (size_t i = 0; status == LOCIQ_OK && i < scale->size; i++)
    if (strcmp(codes[i], lociq_axis_code(axis, i)) != 0)
      status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: industry_other has \"%s\" where industry has \"%s\"",
                               store->path, codes[i], lociq_axis_code(axis, i));
  lociq_texts_free(codes, scale->size);
  return status;
}

/* ---- values */

static lociq_status check_flags(const lociq_store *store, const char *name, const void *values, size_t count,
                                lociq_error *error) {
  const uint16_t *flags = values, known = (uint16_t)((1u << LOCIQ_FLAG_COUNT) - 1u);
  for (size_t i = 0; i < count; i++)
    if ((flags[i] & ~(unsigned)known) != 0)
      return lociq_error_set(error, LOCIQ_BAD_INPUT,
                             "%s: cell %zu of %s has the flags 0x%04X, of which some are unknown", store->path, i, name,
                             flags[i]);
  return LOCIQ_OK;
}

/* Where a dataset is cut: one place of the first of three or more dimensions at a time, and of the next, or of
 * the longer of two, as many places as make whole chunks and few bytes. */
typedef struct cutting {
  int rank, along;
  hsize_t outer, places, span, width; /* width: values of a place */
} cutting;

static cutting cut(hid_t dataset, const lociq_layout *layout, lociq_type type) {
  enum { BYTES = 1 << 24 };
  const hsize_t *size = layout->size;
  cutting found = {.rank = layout->rank, .outer = 1, .width = 1};
  found.along = found.rank > 2 || (found.rank == 2 && size[1] > size[0]) ? 1 : 0;
  found.places = size[found.along];
  if (found.rank > 2) found.outer = size[0];
  for (int i = 0; i < found.rank; i++)
    if (i != found.along && (i > 0 || found.rank == 2)) found.width *= size[i];
  const hsize_t most = BYTES / (found.width * lociq_type_size(type) + 1) + 1;
  found.span = lociq_dataset_span(dataset, found.along, most);
  if (found.span > found.places) found.span = found.places;
  return found;
}

static lociq_status read_all(const lociq_store *store, const char *name, hid_t dataset, const lociq_layout *layout,
                             lociq_type type, uint64_t *values, lociq_error *error) {
  const cutting cuts = cut(dataset, layout, type);
  void *block = lociq_allocate_aligned((size_t)(cuts.span * cuts.width), lociq_type_size(type));
  if (block == NULL) return lociq_memory_error(error, name);
  lociq_status status = LOCIQ_OK;
  for (hsize_t outer = 0; status == LOCIQ_OK && outer < cuts.outer; outer++)
    for (hsize_t first = 0; status == LOCIQ_OK && first < cuts.places; first += cuts.span) {
      hsize_t start[LOCIQ_RANK] = {0}, count[LOCIQ_RANK];
      memcpy(count, layout->size, sizeof count);
      if (cuts.rank > 2) start[0] = outer, count[0] = 1;
      start[cuts.along] = first;
      count[cuts.along] = cuts.places - first < cuts.span ? cuts.places - first : cuts.span;
      const size_t read = (size_t)(count[cuts.along] * cuts.width);
      status = lociq_block_read(store, name, dataset, lociq_type_memory(type), cuts.rank, start, count, block, error);
      if (status == LOCIQ_OK && type == LOCIQ_UINT16) status = check_flags(store, name, block, read, error);
      *values += read;
    }
  free(block);
  return status;
}

static lociq_status check_texts(const lociq_store *store, const char *name, size_t count, lociq_error *error) {
  char **texts = NULL;
  const lociq_status status = lociq_texts_read(store, name, count, &texts, error);
  if (status == LOCIQ_OK) lociq_texts_free(texts, count);
  return status;
}

static lociq_status check_dataset(const lociq_store *store, const char *name, tally *checked, lociq_error *error) {
  lociq_layout layout;
  lociq_type type = LOCIQ_DOUBLE;
  hid_t dataset = -1;
  bool complete = false;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_layout_read(store, name, dataset, &layout, &complete, error);
  if (status == LOCIQ_OK && layout.rank > 0 && !complete)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: a dimension of %s has no scale", store->path, name);
  if (status == LOCIQ_OK) status = lociq_layout_check(store, name, &layout, error);
  if (status == LOCIQ_OK && layout.rank > 0 && lociq_type_find(dataset, &type)) {
    status = read_all(store, name, dataset, &layout, type, &checked->values, error);
    checked->variables++;
  }
  if (status == LOCIQ_OK && layout.rank > 0 && !lociq_axis_owns(name) && lociq_texts_are(dataset)) {
    status = check_texts(store, name, lociq_layout_count(&layout), error);
    checked->values += lociq_layout_count(&layout);
    checked->variables++;
  }
  lociq_hdf5_close(dataset);
  return status;
}

static lociq_status check_datasets(const lociq_store *store, tally *checked, lociq_error *error) {
  char **names = NULL;
  size_t count = 0;
  lociq_status status = lociq_links_read(store, &names, &count, error);
  for (size_t i = 0; status == LOCIQ_OK && i < count; i++) {
    if (lociq_scale_find(store, names[i]) != NULL || strcmp(names[i], "provenance") == 0) continue;
    if (lociq_dataset_exists(store, names[i])) status = check_dataset(store, names[i], checked, error);
  }
  lociq_texts_free(names, count);
  return status;
}

/* ---- bounds */

/* Of a bound <measure>_lower, the upper one beside it. */
static const lociq_cube *find_upper(const lociq_panel *panel, const lociq_cube *lower) {
  static const char ending[] = "_lower";
  const size_t length = strlen(lower->name), stem = length - (sizeof ending - 1);
  char name[LOCIQ_NAME_SIZE];
  if (strcmp(lower->kind, "bound") != 0 || length < sizeof ending || strcmp(lower->name + stem, ending) != 0)
    return NULL;
  (void)snprintf(name, sizeof name, "%.*s_upper", (int)stem, lower->name);
  const lociq_cube *upper = lociq_panel_find(panel, name);
  return upper != NULL && strcmp(upper->kind, "bound") == 0 && upper->shape == lower->shape ? upper : NULL;
}

static lociq_status check_pair(const lociq_store *store, const lociq_cube *lower, const lociq_cube *upper,
                               lociq_error *error) {
  enum { ROWS = 512 }; /* as many as a chunk has at most */
  size_t years = 0, rows = 0, width = 0;
  lociq_rows_shape(store, lower, &years, &rows, &width);
  double *least = lociq_allocate_aligned(2 * ROWS * width, sizeof *least), *most = least + ROWS * width;
  if (least == NULL) return lociq_memory_error(error, lower->name);
  lociq_status status = LOCIQ_OK;
  for (size_t year = 0; status == LOCIQ_OK && year < years; year++)
    for (size_t first = 0; status == LOCIQ_OK && first < rows; first += ROWS) {
      const size_t count = rows - first < ROWS ? rows - first : ROWS;
      status = lociq_store_read_rows(store, lower->name, year, first, count, least, NULL, error);
      if (status == LOCIQ_OK) status = lociq_store_read_rows(store, upper->name, year, first, count, most, NULL, error);
      for (size_t i = 0; status == LOCIQ_OK && i < count * width; i++)
        if (least[i] > most[i])
          status =
              lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: cell %zu of %s is %.15g, above %.15g of %s", store->path,
                              (year * rows + first) * width + i, lower->name, least[i], most[i], upper->name);
    }
  free(least);
  return status;
}

static lociq_status check_bounds(const lociq_store *store, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; status == LOCIQ_OK && i < store->panel->cube_count; i++) {
    const lociq_cube *lower = store->panel->cubes[i], *upper = find_upper(store->panel, lower);
    if (upper != NULL) status = check_pair(store, lower, upper, error);
  }
  return status;
}

/* ---- inputs */

static bool digest_file(FILE *file, char text[65], uint64_t *bytes) {
  enum { BLOCK = 1 << 16 };
  unsigned char digest[EVP_MAX_MD_SIZE], *block = lociq_allocate(BLOCK, 1);
  unsigned length = 0;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool fine = block != NULL && context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
  *bytes = 0;
  for (size_t read = 1; fine && read > 0;) {
    read = fread(block, 1, BLOCK, file);
    fine = EVP_DigestUpdate(context, block, read) == 1;
    *bytes += read;
  }
  fine = fine && ferror(file) == 0 && EVP_DigestFinal_ex(context, digest, &length) == 1;
  for (unsigned i = 0; fine && i < length && i < 32; i++) (void)snprintf(text + 2 * i, 3, "%02x", digest[i]);
  EVP_MD_CTX_free(context);
  free(block);
  return fine;
}

/* NULL for what is gone or is no regular file: a store may name a pipe, or a
 * device that never ends. */
static FILE *open_input(const char *path) {
  struct stat info;
  const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return NULL;
  FILE *file = fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) ? fdopen(descriptor, "rb") : NULL;
  if (file == NULL) (void)close(descriptor);
  return file;
}

/* An input that is still where it was must be what it was; one that is gone is
 * only counted. */
static lociq_status check_input(const lociq_store *store, const json_t *input, tally *checked, lociq_error *error) {
  const char *path = json_string_value(json_object_get(input, "path"));
  const char *expected = json_string_value(json_object_get(input, "sha256"));
  if (path == NULL || expected == NULL)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: an input of the provenance has no path or digest", store->path);
  char found[65] = "";
  uint64_t bytes = 0;
  FILE *file = open_input(path);
  if (file == NULL) {
    checked->gone++;
    return LOCIQ_OK;
  }
  const bool fine = digest_file(file, found, &bytes);
  (void)fclose(file);
  if (!fine) return lociq_error_set(error, LOCIQ_IO, "%s: cannot read it", path);
  checked->inputs++;
  if (strcmp(found, expected) == 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_CONFLICT, "%s has changed since it was imported: sha256 %s, then %s", path, found,
                         expected);
}

static lociq_status check_inputs(const lociq_store *store, tally *checked, lociq_error *error) {
  size_t i = 0, j = 0;
  const json_t *event = NULL, *input = NULL;
  lociq_status status = LOCIQ_OK;
  json_t *root = json_loads(store->provenance, 0, NULL);
  if (root == NULL) return lociq_memory_error(error, "the provenance");
  json_array_foreach(json_object_get(root, "events"), i, event)
      json_array_foreach(json_object_get(event, "inputs"), j, input) if (status == LOCIQ_OK) status =
          check_input(store, input, checked, error);
  json_decref(root);
  return status;
}

/* ---- all of it */

static lociq_status check(const lociq_store *store, tally *checked, lociq_error *error) {
  lociq_status status = check_scales(store, error);
  if (status == LOCIQ_OK) status = check_other(store, error);
  if (status == LOCIQ_OK) status = check_datasets(store, checked, error);
  if (status == LOCIQ_OK) status = check_bounds(store, error);
  if (status == LOCIQ_OK) status = check_inputs(store, checked, error);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++)
    checked->axes += lociq_axis_count(store->panel->axes[kind]) > 0 ? 1 : 0;
  checked->cubes = store->panel->cube_count;
  return status;
}

static lociq_status report_of(const tally *checked, char **report, lociq_error *error) {
  char text[512];
  (void)snprintf(text, sizeof text,
                 "%zu axes sorted and unique, %zu measures and indicators, %zu datasets with %" PRIu64
                 " values read and their checksums right; inputs: %zu unchanged, %zu not there any more",
                 checked->axes, checked->cubes, checked->variables, checked->values, checked->inputs, checked->gone);
  char *made = lociq_copy_text(text);
  if (made == NULL) return lociq_memory_error(error, "a report");
  *report = made;
  return LOCIQ_OK;
}

lociq_status lociq_store_verify(const char *path, char **report, lociq_error *error) {
  lociq_store *store = NULL;
  tally checked = {0};
  lociq_status status = lociq_store_open(path, LOCIQ_STORE_READ, &store, error);
  if (status != LOCIQ_OK) return status;
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  status = check(store, &checked, error);
  if (status == LOCIQ_OK) status = report_of(&checked, report, error);
  lociq_hdf5_restore(printer);
  lociq_store_close(store);
  return status;
}
