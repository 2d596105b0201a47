/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/shapes.h"

#include "core/memory.h"
#include "unit/read/text_file.h"

static const char path[] = "read_shapes.json";

static lociq_axis *axis_made(void) {
  const lociq_member members[] = {{.code = "A", .level = LOCIQ_NO_LEVEL}, {.code = "B", .level = LOCIQ_NO_LEVEL}};
  lociq_axis *axis = NULL;
  assert_int_equal(lociq_axis_create(LOCIQ_REGION, members, 2, &axis, NULL), LOCIQ_OK);
  return axis;
}

/* Checks the status, and gives the outlines of A and B as texts, "null" where there is none. */
static void read(const char *text, const char *property, lociq_status expected, char *found[2], lociq_error *error) {
  lociq_axis *axis = axis_made();
  lociq_shapes shapes;
  write_text(path, text, strlen(text));
  assert_int_equal(lociq_shapes_read(path, property, axis, &shapes, error), expected);
  for (size_t r = 0; r < 2 && found != NULL; r++)
    found[r] = shapes.of[r] == NULL ? lociq_copy_text("null")
                                    : json_dumps(shapes.of[r], JSON_COMPACT | JSON_REAL_PRECISION(7));
  lociq_shapes_clear(&shapes);
  lociq_axis_free(axis);
  (void)remove(path);
}

static void expect(const char *text, const char *property, const char *first, const char *second) {
  char *found[2];
  lociq_error error = {0};
  read(text, property, LOCIQ_OK, found, &error);
  assert_string_equal(found[0], first);
  assert_string_equal(found[1], second);
  free(found[0]);
  free(found[1]);
}

static void geojson(void **state) {
  (void)state;
  /* rounded to 0.001 degrees, what becomes equal to the position before it once; C is nobody of ours */
  expect(
      "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"x\",\"code\":\"B\"},\"geometry\":{\"type\":\"Polygon\","
      "\"coordinates\":[[[0,0],[1.00049,0],[1.0004,0.0001],[1,1],[0,0]]]}},"
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"C\"},\"geometry\":null}]}",
      NULL, "null", "{\"type\":\"Polygon\",\"coordinates\":[[[0.0,0.0],[1.0,0.0],[1.0,1.0],[0.0,0.0]]]}");
  expect(
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":\"A\",\"properties\":{},"
      "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[0,1],[0,0]]],[[[5,5],[6,5],[5,6],[5,5]]]]}}]}",
      "id",
      "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.0,0.0],[1.0,0.0],[0.0,1.0],[0.0,0.0]]],"
      "[[[5.0,5.0],[6.0,5.0],[5.0,6.0],[5.0,5.0]]]]}",
      "null");
}

/* A clockwise outer ring and a counterclockwise hole are turned round, as RFC 7946, 3.1.6, has them. */
static void directions(void **state) {
  (void)state;
  expect(
      "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"A\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
      "[[[0,0],[0,9],[9,9],[9,0],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}},"
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"B\"},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":"
      "[[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,2],[2,1],[1,1]]],[[[5,5],[5,6],[6,6],[5,5]]]]}}]}",
      NULL,
      "{\"type\":\"Polygon\",\"coordinates\":[[[0.0,0.0],[9.0,0.0],[9.0,9.0],[0.0,9.0],[0.0,0.0]],"
      "[[1.0,1.0],[2.0,2.0],[2.0,1.0],[1.0,1.0]]]}",
      "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.0,0.0],[9.0,0.0],[9.0,9.0],[0.0,0.0]],"
      "[[1.0,1.0],[2.0,2.0],[2.0,1.0],[1.0,1.0]]],[[[5.0,5.0],[6.0,6.0],[5.0,6.0],[5.0,5.0]]]]}");
}

/* The same square from two arcs, one of them backwards, in tenths of a degree from (10, 50). */
static void topojson(void **state) {
  (void)state;
  expect(
      "{\"type\":\"Topology\",\"transform\":{\"scale\":[0.1,0.1],\"translate\":[10,50]},"
      "\"arcs\":[[[0,0],[10,0],[0,10]],[[0,0],[0,10],[10,0]]],"
      "\"objects\":{\"regions\":{\"type\":\"GeometryCollection\",\"geometries\":["
      "{\"type\":\"Polygon\",\"properties\":{\"id\":\"A\"},\"arcs\":[[0,-2]]}]}}}",
      NULL, "{\"type\":\"Polygon\",\"coordinates\":[[[10.0,50.0],[11.0,50.0],[11.0,51.0],[10.0,51.0],[10.0,50.0]]]}",
      "null");
}

static void refused(const char *text, const char *property, const char *message) {
  lociq_error error = {0};
  read(text, property, LOCIQ_BAD_INPUT, NULL, &error);
  assert_string_equal(error.message, message);
}

#define FEATURE(code, geometry) \
  "{\"type\":\"Feature\",\"properties\":{\"code\":\"" code "\"},\"geometry\":" geometry "}"
#define SQUARE "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static void what_is_wrong(void **state) {
  (void)state;
  refused("region,longitude\n", NULL, "read_shapes.json:1:6: no JSON: '[' or '{' expected near 'region'");
  refused("{\"type\":\"Polygon\"}", NULL, "read_shapes.json: neither a FeatureCollection nor a Topology");
  refused("{}", NULL, "read_shapes.json: neither a FeatureCollection nor a Topology");
  refused(COLLECTION(FEATURE("C", SQUARE)), NULL,
          "read_shapes.json: no property of a feature is a code of the store's regions");
  refused(COLLECTION(FEATURE("A", SQUARE)), "name",
          "read_shapes.json: the property \"name\" of no feature is a code of the store's regions");
  refused(COLLECTION(FEATURE("A", SQUARE) "," FEATURE("A", SQUARE)), NULL,
          "read_shapes.json: feature 2: its region has an outline already");
  refused(COLLECTION(FEATURE("A", "{\"type\":\"Point\",\"coordinates\":[0,0]}")), NULL,
          "read_shapes.json: feature 1: its geometry is no Polygon or MultiPolygon");
  refused(COLLECTION(FEATURE("A", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[181,0],[1,1],[0,0]]]}")), NULL,
          "read_shapes.json: feature 1: its rings are no lists of longitude and latitude in degrees");
  refused(COLLECTION(FEATURE("A", "{\"type\":\"Polygon\",\"coordinates\":[]}")), NULL,
          "read_shapes.json: feature 1: its rings are no lists of longitude and latitude in degrees");
  refused("{\"type\":\"Topology\",\"arcs\":[[[0,0],[500,0]]],\"objects\":{}}", NULL,
          "read_shapes.json: its arcs are no longitudes and latitudes in degrees");
  refused(
      "{\"type\":\"Topology\",\"arcs\":[],\"objects\":{\"x\":{\"geometries\":[{\"type\":\"Polygon\","
      "\"properties\":{\"id\":\"A\"},\"arcs\":[[7]]}]}}}",
      NULL, "read_shapes.json: feature 1: its rings are no lists of longitude and latitude in degrees");
}

static void no_file(void **state) {
  (void)state;
  lociq_axis *axis = axis_made();
  lociq_shapes shapes;
  lociq_error error = {0};
  assert_int_equal(lociq_shapes_read("no_such_shapes.json", NULL, axis, &shapes, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(error.message, "no_such_shapes.json cannot be read");
  lociq_shapes_clear(&shapes);
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_shapes_read(path, NULL, axis, &shapes, &error), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
  lociq_shapes_clear(&shapes);
  lociq_axis_free(axis);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(geojson),       cmocka_unit_test(directions), cmocka_unit_test(topojson),
      cmocka_unit_test(what_is_wrong), cmocka_unit_test(no_file),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
