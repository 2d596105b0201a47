/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/shape.h"
#include "store/file.h"

/* A store's texts came from outside: what could steer a terminal is shown as
 * \xNN. */
static void print_text(FILE *out, const char *text) {
  for (; *text != '\0'; text++) {
    const unsigned char byte = (unsigned char)*text;
    if (byte < 0x20u || byte == 0x7Fu)
      (void)fprintf(out, "\\x%02X", byte);
    else
      (void)fputc(byte, out);
  }
}

/* One of the codes of an axis: the first ones are shown, and the last. */
static void print_code(FILE *out, size_t position, size_t count, const char *code) {
  enum { SHOWN = 3 };
  if (position == SHOWN && count > SHOWN + 1) (void)fputs(" …", out);
  if (position >= SHOWN && position + 1 < count) return;
  (void)fputc(' ', out);
  print_text(out, code);
}

static void print_axis(FILE *out, const lociq_axis *axis) {
  const size_t count = lociq_axis_count(axis);
  if (count == 0) return;
  (void)fprintf(out, "%-10s %zu:", lociq_axis_kind_name(lociq_axis_get_kind(axis)), count);
  for (size_t i = 0; i < count; i++) print_code(out, i, count, lociq_axis_code(axis, i));
  (void)fputc('\n', out);
}

static lociq_status print_organisations(FILE *out, const lociq_store *store, lociq_error *error) {
  static const char name[] = "organisation";
  const lociq_scale *scale = lociq_scale_find(store, name);
  char **codes = NULL;
  if (scale == NULL) return LOCIQ_OK;
  const size_t count = (size_t)scale->size;
  const lociq_status status = lociq_texts_read(store, name, count, &codes, error);
  if (status != LOCIQ_OK) return status;
  (void)fprintf(out, "%s %zu:", name, count);
  for (size_t i = 0; i < count; i++) print_code(out, i, count, codes[i]);
  (void)fputc('\n', out);
  lociq_texts_free(codes, count);
  return LOCIQ_OK;
}

/* The vintages, and the regions of others, whose series have ended or which have no
 * values. */
static void print_vintages(FILE *out, const lociq_store *store) {
  const lociq_axis *regions = store->panel->axes[LOCIQ_REGION];
  char text[LOCIQ_VINTAGES_TEXT];
  const char *other = NULL;
  size_t others = 0;
  if (store->vintages == 0) return;
  for (size_t i = 0; i < lociq_axis_count(regions); i++) {
    const lociq_vintages own = lociq_code_vintages(lociq_axis_code(regions, i));
    if (own == 0 || (own & store->vintages) != 0) continue;
    if (others++ == 0) other = lociq_axis_code(regions, i);
  }
  lociq_vintages_format(store->vintages, text);
  (void)fprintf(out, "%-10s NUTS %s", "vintage", text);
  if (others > 0) {
    (void)fprintf(out, "; %zu of other vintages: ", others);
    print_text(out, other);
    if (others > 1) (void)fputs(" …", out);
  }
  (void)fputc('\n', out);
}

static void print_shape(FILE *out, const lociq_panel *panel, unsigned shape) {
  const char *between = "";
  for (size_t i = 0; i < LOCIQ_SHAPE_AXES; i++) {
    const lociq_shape_axis *axis = &lociq_shape_axes[i];
    if ((shape & axis->bit) == 0) continue;
    (void)fprintf(out, "%s%s %zu", between, axis->name, lociq_axis_count(panel->axes[axis->kind]));
    between = " × ";
  }
}

/* Counts the known values of a body, a block of rows at a time. */
static lociq_status count_known(const lociq_store *store, const lociq_cube *cube, size_t *known, lociq_error *error) {
  enum { ROWS = 512 };
  size_t years = 0, rows = 0, width = 0;
  lociq_rows_shape(store, cube, &years, &rows, &width);
  double *values = lociq_allocate_aligned(ROWS * width, sizeof *values);
  if (values == NULL) return lociq_memory_error(error, cube->name);
  lociq_status status = LOCIQ_OK;
  *known = 0;
  for (size_t year = 0; status == LOCIQ_OK && year < years; year++)
    for (size_t first = 0; status == LOCIQ_OK && first < rows; first += ROWS) {
      const size_t count = rows - first < ROWS ? rows - first : ROWS;
      status = lociq_store_read_rows(store, cube->name, year, first, count, values, NULL, error);
      for (size_t i = 0; status == LOCIQ_OK && i < count * width; i++) *known += isnan(values[i]) ? 0 : 1;
    }
  free(values);
  return status;
}

static lociq_status print_cube(FILE *out, const lociq_store *store, const lociq_cube *cube, lociq_error *error) {
  size_t known = 0;
  const lociq_status status = count_known(store, cube, &known, error);
  if (status != LOCIQ_OK) return status;
  print_text(out, cube->kind);
  (void)fprintf(out, " %s (", cube->name);
  print_shape(out, store->panel, cube->shape);
  (void)fputc(')', out);
  if (cube->unit[0] != '\0') (void)fputs(" in ", out);
  print_text(out, cube->unit);
  const size_t count = cube->parts[LOCIQ_BODY].count;
  (void)fprintf(out, ", %.1f %% known", count == 0 ? 0.0 : 100.0 * (double)known / (double)count);
  const char *before = "; with";
  for (int part = LOCIQ_BODY + 1; part < LOCIQ_PARTS; part++) {
    if (cube->parts[part].count == 0) continue;
    (void)fprintf(out, "%s %s", before, lociq_part_kinds[part].suffix + 1);
    before = ",";
  }
  (void)fputc('\n', out);
  return LOCIQ_OK;
}

/* The datasets that say of which share of its total another one is made. */
static bool is_coverage(const lociq_panel *panel, const lociq_cube *cube) {
  static const char ending[] = "_coverage";
  const size_t length = strlen(cube->name), stem = length - (sizeof ending - 1);
  if (length < sizeof ending || strcmp(cube->name + stem, ending) != 0) return false;
  for (size_t i = 0; i < panel->cube_count; i++) {
    const char *name = panel->cubes[i]->name;
    if (strlen(name) == stem && memcmp(name, cube->name, stem) == 0)
      return strcmp(panel->cubes[i]->kind, cube->kind) == 0 && strcmp(cube->kind, "indicator") == 0;
  }
  return false;
}

/* One line for all coverages, which would be as many lines as there are results. */
static lociq_status print_cubes(FILE *out, const lociq_store *store, lociq_error *error) {
  const lociq_panel *panel = store->panel;
  size_t folded = 0;
  for (size_t i = 0; i < panel->cube_count; i++) {
    const bool coverage = is_coverage(panel, panel->cubes[i]);
    const lociq_status status = coverage ? LOCIQ_OK : print_cube(out, store, panel->cubes[i], error);
    if (status != LOCIQ_OK) return status;
    folded += coverage;
  }
  if (folded > 0)
    (void)fprintf(out, "and of %zu indicator%s the coverage, NAME_coverage: the known share of what NAME is made of\n",
                  folded, folded == 1 ? "" : "s");
  return LOCIQ_OK;
}

/* "framework framework_climate (year 2 × region 40 × framework_climate_node 7), 93.1 % known" */
static lociq_status print_variable(FILE *out, const lociq_store *store, const char *name, lociq_error *error) {
  lociq_stored_variable *variable = NULL;
  const lociq_status status = lociq_store_load_variable(store, name, &variable, error);
  if (status != LOCIQ_OK) return status;
  size_t known = 0;
  for (size_t i = 0; i < variable->count; i++)
    known += variable->texts != NULL ? variable->texts[i][0] != '\0' : !isnan(variable->values[i]);
  print_text(out, variable->kind);
  (void)fprintf(out, " %s (", variable->name);
  for (size_t i = 0; i < variable->dimension_count; i++)
    (void)fprintf(out, "%s%s %zu", i == 0 ? "" : " × ", variable->dimensions[i].name, variable->dimensions[i].size);
  (void)fprintf(out, "), %.1f %% known\n",
                variable->count == 0 ? 0.0 : 100.0 * (double)known / (double)variable->count);
  lociq_stored_variable_free(variable);
  return LOCIQ_OK;
}

/* Of a ranking, all but the partners themselves: what each has beside its position on region. */
static lociq_status is_figure(const lociq_store *store, const char *name, bool *figure, lociq_error *error) {
  char *kind = NULL, *on = NULL;
  hid_t dataset = -1;
  lociq_status status = lociq_dataset_open(store, name, H5P_DEFAULT, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(dataset, "lociq_kind", &kind, error);
  if (status == LOCIQ_OK) status = lociq_attribute_read_text(dataset, "positions_on", &on, error);
  lociq_hdf5_close(dataset);
  *figure = kind != NULL && strcmp(kind, "partner") == 0 && (on == NULL || strcmp(on, "region") != 0);
  free(kind);
  free(on);
  return status;
}

/* One line for all figures of rankings, of which each has a dozen. */
static lociq_status print_variables(FILE *out, const lociq_store *store, lociq_error *error) {
  char **names = NULL;
  size_t folded = 0;
  lociq_status status = lociq_store_list_variables(store, &names, error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = 0; names[i] != NULL; i++) {
    bool figure = false;
    if (status == LOCIQ_OK) status = is_figure(store, names[i], &figure, error);
    if (status == LOCIQ_OK && !figure) status = print_variable(out, store, names[i], error);
    folded += figure;
    free(names[i]);
  }
  free(names);
  if (folded > 0)
    (void)fprintf(
        out,
        "and of rankings %zu variable%s more, such as NAME_score and NAME_contribution: what makes each partner one\n",
        folded, folded == 1 ? "" : "s");
  return status;
}

/* A member of a JSON object as text, "" where it is none. */
static const char *member(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text == NULL ? "" : text;
}

static void print_event(FILE *out, const json_t *event) {
  size_t i = 0;
  const json_t *input = NULL;
  print_text(out, member(event, "time"));
  (void)fputs("  ", out);
  print_text(out, member(event, "command"));
  (void)fputc('\n', out);
  json_array_foreach(json_object_get(event, "inputs"), i, input) {
    (void)fputs("  ", out);
    print_text(out, member(input, "path"));
    (void)fprintf(out, ", %" JSON_INTEGER_FORMAT " bytes, sha256 ",
                  json_integer_value(json_object_get(input, "bytes")));
    print_text(out, member(input, "sha256"));
    (void)fputs(", ", out);
    print_text(out, member(input, "reader"));
    (void)fputc('\n', out);
  }
}

static lociq_status print_provenance(FILE *out, const lociq_store *store, lociq_error *error) {
  size_t i = 0;
  const json_t *event = NULL;
  json_t *root = json_loads(store->provenance, 0, NULL);
  if (root == NULL) return lociq_memory_error(error, "the provenance");
  (void)fprintf(out, "\nmade by ");
  print_text(out, member(root, "engine"));
  (void)fputc('\n', out);
  json_array_foreach(json_object_get(root, "events"), i, event) print_event(out, event);
  json_decref(root);
  return LOCIQ_OK;
}

static lociq_status print(FILE *out, const lociq_store *store, lociq_error *error) {
  print_text(out, store->path);
  (void)fputs("\n\n", out);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) print_axis(out, store->panel->axes[kind]);
  print_vintages(out, store);
  lociq_status status = print_organisations(out, store, error);
  (void)fputc('\n', out);
  if (status == LOCIQ_OK) status = print_cubes(out, store, error);
  if (status == LOCIQ_OK) status = print_variables(out, store, error);
  if (status != LOCIQ_OK) return status;
  return print_provenance(out, store, error);
}

lociq_status lociq_store_info(const lociq_store *store, char **text, lociq_error *error) {
  char *made = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&made, &size);
  if (out == NULL) return lociq_memory_error(error, "a description");
  lociq_status status = print(out, store, error);
  if (fclose(out) != 0 && status == LOCIQ_OK) status = lociq_memory_error(error, "a description");
  if (status == LOCIQ_OK)
    *text = made;
  else
    free(made);
  return status;
}
