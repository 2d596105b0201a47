/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>

#include "unit/read/text_file.h"
#include "unit/write/texts.h"

static const char places[] = "write_points.csv", outlines[] = "write_shapes.json";

/* The writer's output parsed; NULL with the error where it refuses. */
static json_t *written(lociq_dataset *dataset, const lociq_write_options *options, lociq_error *error) {
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  assert_non_null(stream);
  lociq_dataset_writer writer = NULL;
  assert_int_equal(lociq_writer_find("geojson", &writer, NULL), LOCIQ_OK);
  dataset->options = options;
  const lociq_status status = writer(dataset, stream, error);
  (void)fclose(stream);
  json_t *made = status == LOCIQ_OK ? json_loads(text, 0, NULL) : NULL;
  assert_true(status != LOCIQ_OK || made != NULL);
  free(text);
  return made;
}

static const json_t *property(const json_t *collection, size_t feature, const char *name) {
  const json_t *made = json_array_get(json_object_get(collection, "features"), feature);
  return json_object_get(json_object_get(made, "properties"), name);
}

static const char *geometry(const json_t *collection, size_t feature) {
  const json_t *made = json_array_get(json_object_get(collection, "features"), feature);
  return json_string_value(json_object_get(json_object_get(made, "geometry"), "type"));
}

static void cells_of_a_year(void **state) {
  (void)state;
  axes over = axes_made();
  lociq_dataset dataset = dataset_of(&over, LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY);
  dataset.name = "lq";
  static const char shapes[] =
      "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"code\":\"ITC4\"},\"geometry\":"
      "{\"type\":\"Polygon\",\"coordinates\":[[[9,45],[10,45],[10,46],[9,45]]]}}]}";
  static const char points[] = "region,longitude,latitude\nDE11,9.18,48.78\nITC4,9.19,45.46\n";
  write_text(outlines, shapes, strlen(shapes));
  write_text(places, points, strlen(points));
  lociq_write_options options = lociq_write_options_default();
  options.shapes = outlines;
  options.points = places;
  lociq_error error = {0};
  assert_null(written(&dataset, &options, &error));
  assert_string_equal(error.message, "GeoJSON of lq holds one year: choose one of 2014 to 2015");
  dataset.years.first = 1;
  dataset.years.count = 1;
  json_t *made = written(&dataset, &options, &error);
  assert_int_equal(json_array_size(json_object_get(made, "features")), 3);
  size_t polygons = 0, pointed = 0, without = 0;
  for (size_t i = 0; i < 3; i++) {
    const char *code = json_string_value(property(made, i, "region"));
    const size_t row = lociq_axis_find(over.regions, code), at = (1 * 3 + row) * 2;
    assert_string_equal(json_string_value(property(made, i, "label")), lociq_axis_label(over.regions, row));
    const char *type = geometry(made, i);
    polygons += type != NULL && strcmp(type, "Polygon") == 0;
    pointed += type != NULL && strcmp(type, "Point") == 0;
    without += type == NULL;
    const double known = cell_value(at);
    const json_t *value = property(made, i, "lq_A");
    assert_true(isnan(known) ? json_is_null(value) : json_number_value(value) == known);
    assert_non_null(property(made, i, "lq_C"));
  }
  assert_int_equal(polygons, 1);
  assert_int_equal(pointed, 1);
  assert_int_equal(without, 1);
  json_decref(made);
  axes_free(&over);
  (void)remove(places);
  (void)remove(outlines);
}

static void years_of_a_region_variable(void **state) {
  (void)state;
  axes over = axes_made();
  lociq_dataset dataset = dataset_of(&over, LOCIQ_BY_YEAR | LOCIQ_BY_REGION);
  dataset.name = "gdp";
  const lociq_write_options options = lociq_write_options_default();
  json_t *made = written(&dataset, &options, NULL);
  for (size_t i = 0; i < 3; i++) {
    const double known = cell_value(3 + i);
    assert_true(isnan(known) ? json_is_null(property(made, i, "gdp_2015"))
                             : json_number_value(property(made, i, "gdp_2015")) == known);
    assert_non_null(property(made, i, "gdp_2014"));
    assert_null(geometry(made, i));
  }
  json_decref(made);
  axes_free(&over);
}

static void what_is_refused(void **state) {
  (void)state;
  axes over = axes_made();
  lociq_dataset dataset = dataset_of(&over, LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY);
  dataset.name = "ubiquity";
  lociq_write_options options = lociq_write_options_default();
  lociq_error error = {0};
  assert_null(written(&dataset, &options, &error));
  assert_string_equal(error.message, "ubiquity has no numbers by region, which GeoJSON is of: expected csv or json");
  dataset = dataset_of(&over, LOCIQ_BY_YEAR | LOCIQ_BY_REGION);
  options.points = "no_such_points.csv";
  assert_null(written(&dataset, &options, &error));
  axes_free(&over);
}

static void without_memory(void **state) {
  (void)state;
  axes over = axes_made();
  lociq_dataset dataset = dataset_of(&over, LOCIQ_BY_YEAR | LOCIQ_BY_REGION);
  dataset.name = "gdp";
  const lociq_write_options options = lociq_write_options_default();
  json_t *made = NULL;
  for (long n = 0; made == NULL; n++) {
    lociq_error error = {0};
    lociq_memory_fail_after(n);
    made = written(&dataset, &options, &error);
    lociq_memory_fail_after(-1);
    assert_true(made != NULL || error.status == LOCIQ_NO_MEMORY);
  }
  json_decref(made);
  axes_free(&over);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_of_a_year),
      cmocka_unit_test(years_of_a_region_variable),
      cmocka_unit_test(what_is_refused),
      cmocka_unit_test(without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
