/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GeoJSON for geographic information systems: a feature a region, with its outline or
 * point, and a property for each year, or for each industry of one year.
 */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "read/points.h"
#include "read/shapes.h"
#include "write/text.h"
#include "write/writer.h"

typedef struct features {
  FILE *stream;
  char **codes, **labels, **parents; /* of regions, encoded */
  char **columns;                    /* names of properties: of years, or of industries */
  size_t column_count;
  double *values; /* chosen rows × columns */
  uint16_t *flags;
  lociq_point *points;
  lociq_shapes shapes;
} features;

static bool has_cells(const lociq_dataset *dataset) { return dataset->columns.name != NULL; }

static lociq_status keep_row(void *context, const lociq_dataset *dataset, size_t year, size_t row, const double *values,
                             const uint16_t *flags, lociq_error *error) {
  (void)error;
  const features *of = context;
  const size_t at = (row - dataset->rows.first) * of->column_count;
  if (has_cells(dataset)) {
    memcpy(of->values + at, values + dataset->columns.first, of->column_count * sizeof *values);
    memcpy(of->flags + at, flags + dataset->columns.first, of->column_count * sizeof *flags);
  } else {
    of->values[at + year - dataset->years.first] = values[0];
    of->flags[at + year - dataset->years.first] = flags[0];
  }
  return LOCIQ_OK;
}

/* "lq_C29", "gdp_2015"; the dataset's name alone where it has neither. */
static lociq_status name_columns(const lociq_dataset *dataset, features *of, lociq_error *error) {
  const lociq_side *side = has_cells(dataset) ? &dataset->columns : &dataset->years;
  of->column_count = side->count;
  of->columns = lociq_allocate(of->column_count, sizeof *of->columns);
  lociq_status status = of->columns == NULL ? lociq_memory_error(error, dataset->name) : LOCIQ_OK;
  for (size_t i = 0; i < of->column_count && status == LOCIQ_OK; i++) {
    char name[512];
    const char *code = side->name == NULL ? NULL : lociq_axis_code(side->axis, side->first + i);
    (void)snprintf(name, sizeof name, "%s%s%s", dataset->name, code == NULL ? "" : "_", code == NULL ? "" : code);
    of->columns[i] = lociq_copy_text(name);
    if (of->columns[i] == NULL) status = lociq_memory_error(error, dataset->name);
  }
  return status;
}

static const char *text_or_empty(const char *text) { return text == NULL ? "" : text; }
static const char *label_of(const void *axis, size_t i) { return text_or_empty(lociq_axis_label(axis, i)); }
static const char *parent_of(const void *axis, size_t i) { return text_or_empty(lociq_axis_parent(axis, i)); }

static lociq_status encode(const lociq_axis *regions, features *of, lociq_error *error) {
  const size_t count = lociq_axis_count(regions);
  lociq_status status = lociq_codes_encode(regions, lociq_text_json, &of->codes, error);
  if (status == LOCIQ_OK) status = lociq_encoded_make(regions, count, label_of, lociq_text_json, &of->labels, error);
  if (status == LOCIQ_OK) status = lociq_encoded_make(regions, count, parent_of, lociq_text_json, &of->parents, error);
  return status;
}

static lociq_status read_places(const lociq_write_options *options, const lociq_axis *regions, features *of,
                                lociq_error *error) {
  lociq_records records = {0};
  lociq_status status = LOCIQ_OK;
  of->points = lociq_allocate(lociq_axis_count(regions), sizeof *of->points);
  if (of->points == NULL) return lociq_memory_error(error, "places");
  if (options->points != NULL) {
    status = lociq_points_read(options->points, regions, of->points, &records, error);
    lociq_records_close(&records);
  }
  if (status == LOCIQ_OK && options->shapes != NULL)
    status = lociq_shapes_read(options->shapes, options->property, regions, &of->shapes, error);
  return status;
}

static lociq_status put_geometry(const features *of, size_t region, lociq_error *error) {
  const json_t *shape = of->shapes.of == NULL ? NULL : of->shapes.of[region];
  const lociq_point *point = &of->points[region];
  char *text = NULL;
  if (shape != NULL) {
    text = json_dumps(shape, JSON_COMPACT | JSON_REAL_PRECISION(7));
    if (text == NULL) return lociq_memory_error(error, "an outline");
    (void)fputs(text, of->stream);
    free(text);
  } else if (point->line != 0) {
    (void)fprintf(of->stream, "{\"type\":\"Point\",\"coordinates\":[%.7g,%.7g]}", point->longitude, point->latitude);
  } else {
    (void)fputs("null", of->stream);
  }
  return LOCIQ_OK;
}

static lociq_status put_property(FILE *stream, const char *name, double value, uint16_t flags, lociq_error *error) {
  char number[LOCIQ_NUMBER_SIZE] = "null", letters[LOCIQ_FLAG_COUNT + 1], *encoded = NULL;
  const lociq_status status = lociq_text_json(name, &encoded, error);
  if (status != LOCIQ_OK) return status;
  if (isfinite(value)) (void)lociq_text_number(value, number);
  (void)fprintf(stream, ",%s:%s", encoded, number);
  free(encoded);
  if (flags == 0) return LOCIQ_OK;
  char flagged[576];
  (void)snprintf(flagged, sizeof flagged, "%s_flag", name);
  const lociq_status named = lociq_text_json(flagged, &encoded, error);
  if (named != LOCIQ_OK) return named;
  lociq_flag_letters(flags, letters);
  (void)fprintf(stream, ",%s:\"%s\"", encoded, letters);
  free(encoded);
  return LOCIQ_OK;
}

static lociq_status put_features(const lociq_dataset *dataset, const features *of, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  (void)fputs("{\"type\":\"FeatureCollection\",\"features\":[", of->stream);
  for (size_t i = 0; i < dataset->rows.count && status == LOCIQ_OK; i++) {
    const size_t region = dataset->rows.first + i;
    (void)fprintf(of->stream, "%s\n{\"type\":\"Feature\",\"geometry\":", i == 0 ? "" : ",");
    status = put_geometry(of, region, error);
    (void)fprintf(of->stream, ",\"properties\":{\"region\":%s,\"label\":%s,\"parent\":%s", of->codes[region],
                  of->labels[region], of->parents[region]);
    for (size_t k = 0; k < of->column_count && status == LOCIQ_OK; k++)
      status = put_property(of->stream, of->columns[k], of->values[i * of->column_count + k],
                            of->flags[i * of->column_count + k], error);
    (void)fputs("}}", of->stream);
    if (status == LOCIQ_OK) status = lociq_stream_check(of->stream, error);
  }
  (void)fputs("\n]}\n", of->stream);
  return status;
}

static lociq_status check(const lociq_dataset *dataset, lociq_error *error) {
  if (dataset->text != NULL || dataset->rows.name == NULL || strcmp(dataset->rows.name, "region") != 0)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "%s has no numbers by region, which GeoJSON is of: expected csv or json", dataset->name);
  if (!has_cells(dataset) || dataset->years.count <= 1) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "GeoJSON of %s holds one year: choose one of %s to %s", dataset->name,
                         lociq_axis_code(dataset->years.axis, 0),
                         lociq_axis_code(dataset->years.axis, dataset->years.all - 1));
}

lociq_status lociq_writer_geojson(const lociq_dataset *dataset, FILE *stream, lociq_error *error) {
  features of = {.stream = stream};
  lociq_status status = check(dataset, error);
  if (status != LOCIQ_OK) return status;
  const lociq_axis *regions = dataset->rows.axis;
  status = read_places(dataset->options, regions, &of, error);
  if (status == LOCIQ_OK) status = encode(regions, &of, error);
  if (status == LOCIQ_OK) status = name_columns(dataset, &of, error);
  if (status == LOCIQ_OK) {
    const size_t cells = dataset->rows.count * of.column_count;
    of.values = lociq_allocate(cells, sizeof *of.values);
    of.flags = lociq_allocate(cells, sizeof *of.flags);
    if (of.values == NULL || of.flags == NULL) status = lociq_memory_error(error, dataset->name);
  }
  if (status == LOCIQ_OK) status = lociq_dataset_each(dataset, keep_row, &of, error);
  if (status == LOCIQ_OK) status = put_features(dataset, &of, error);
  for (size_t i = 0; of.columns != NULL && i < of.column_count; i++) free(of.columns[i]);
  free(of.columns);
  free(of.values);
  free(of.flags);
  free(of.points);
  lociq_codes_free(of.codes, regions);
  lociq_encoded_free(of.labels, lociq_axis_count(regions));
  lociq_encoded_free(of.parents, lociq_axis_count(regions));
  lociq_shapes_clear(&of.shapes);
  return status;
}
