/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TopoJSON: a ring is a list of arcs, ~i for arc i backwards; with a transform arcs are
 * whole numbers, each the difference from the one before.
 */
#include "read/shapes.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "core/memory.h"

typedef struct collection {
  const char *path, *property;
  const lociq_axis *regions;
  json_t *arcs; /* of degrees; NULL: coordinates are in the geometries */
  size_t feature;
} collection;

static lociq_status refuse(const collection *of, const char *what, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: feature %zu: %s", of->path, of->feature + 1, what);
}

/* [longitude, latitude] to 0.001 degrees; NULL where it is none. */
static json_t *position_of(double longitude, double latitude) {
  const double thousandth = 1000;
  if (!(fabs(longitude) <= 180) || !(fabs(latitude) <= 90)) return NULL;
  return json_pack("[f, f]", round(longitude * thousandth) / thousandth, round(latitude * thousandth) / thousandth);
}

static json_t *copy_position(const json_t *given) {
  const json_t *longitude = json_array_get(given, 0), *latitude = json_array_get(given, 1);
  if (!json_is_number(longitude) || !json_is_number(latitude)) return NULL;
  return position_of(json_number_value(longitude), json_number_value(latitude));
}

/* Leaves out what rounding made equal to the one before. False where there is no position. */
static bool append_position(json_t *ring, json_t *position) {
  const size_t count = json_array_size(ring);
  if (position == NULL) return false;
  if (count > 0 && json_equal(json_array_get(ring, count - 1), position) != 0) {
    json_decref(position);
    return true;
  }
  return json_array_append_new(ring, position) == 0;
}

static bool append_arc(const collection *of, json_t *ring, json_int_t index) {
  const bool backwards = index < 0;
  const json_t *arc = json_array_get(of->arcs, (size_t)(backwards ? ~index : index));
  const size_t count = json_array_size(arc);
  for (size_t i = 0; i < count; i++)
    if (!append_position(ring, json_incref(json_array_get(arc, backwards ? count - 1 - i : i)))) return false;
  return count > 0;
}

/* Positions, or arcs of them. NULL: it is none. */
static json_t *ring_of(const collection *of, const json_t *given) {
  json_t *ring = json_array();
  bool whole = json_array_size(given) > 0;
  for (size_t i = 0; i < json_array_size(given) && whole; i++) {
    const json_t *part = json_array_get(given, i);
    whole = of->arcs == NULL ? append_position(ring, copy_position(part))
                             : json_is_integer(part) && append_arc(of, ring, json_integer_value(part));
  }
  if (whole) return ring;
  json_decref(ring);
  return NULL;
}

static double number_at(const json_t *list, size_t i) { return json_number_value(json_array_get(list, i)); }

/* Whether a ring runs counterclockwise: its area by the shoelace formula is above 0. */
static bool is_counterclockwise(const json_t *ring) {
  double area = 0;
  for (size_t i = 0; i + 1 < json_array_size(ring); i++) {
    const json_t *from = json_array_get(ring, i), *to = json_array_get(ring, i + 1);
    area += number_at(from, 0) * number_at(to, 1) - number_at(to, 0) * number_at(from, 1);
  }
  return area > 0;
}

static json_t *reversed(json_t *ring) {
  json_t *made = json_array();
  for (size_t i = json_array_size(ring); i-- > 0;) json_array_append(made, json_array_get(ring, i));
  json_decref(ring);
  return made;
}

/* As RFC 7946 wants it: a polygon's outer ring, its first, counterclockwise, its holes clockwise. Files have both. */
static json_t *directed(json_t *ring, bool outer) {
  return ring == NULL || is_counterclockwise(ring) == outer ? ring : reversed(ring);
}

/* Takes lists of rings apart, `depth` deep. NULL: one is none. */
static json_t *rings_of(const collection *of, const json_t *given, int depth) {
  json_t *list = json_array();
  bool whole = json_array_size(given) > 0;
  for (size_t i = 0; i < json_array_size(given) && whole; i++) {
    const json_t *inner = json_array_get(given, i);
    json_t *part = depth > 1 ? rings_of(of, inner, depth - 1) : directed(ring_of(of, inner), i == 0);
    whole = part != NULL && json_array_append_new(list, part) == 0;
  }
  if (whole) return list;
  json_decref(list);
  return NULL;
}

static lociq_status keep_geometry(const collection *of, const json_t *geometry, size_t region, lociq_shapes *shapes,
                                  lociq_error *error) {
  const char *type = json_string_value(json_object_get(geometry, "type"));
  const bool several = type != NULL && strcmp(type, "MultiPolygon") == 0;
  if (type == NULL || (!several && strcmp(type, "Polygon") != 0))
    return refuse(of, "its geometry is no Polygon or MultiPolygon", error);
  if (shapes->of[region] != NULL) return refuse(of, "its region has an outline already", error);
  json_t *rings = rings_of(of, json_object_get(geometry, of->arcs == NULL ? "coordinates" : "arcs"), several ? 2 : 1);
  if (rings == NULL) return refuse(of, "its rings are no lists of longitude and latitude in degrees", error);
  shapes->of[region] = json_pack("{s:s, s:o}", "type", type, "coordinates", rings);
  shapes->found++;
  return shapes->of[region] == NULL ? lociq_memory_error(error, "outlines") : LOCIQ_OK;
}

/* The text of a property, and of the feature's own id where it is called "id". */
static const char *code_of(const json_t *feature, const char *property) {
  const json_t *properties = json_object_get(feature, "properties");
  const char *text = json_string_value(json_object_get(properties, property));
  return text == NULL && strcmp(property, "id") == 0 ? json_string_value(json_object_get(feature, "id")) : text;
}

/* The first property, in some feature, whose text is a code of the axis. */
static const char *find_property(const json_t *features, const lociq_axis *regions) {
  for (size_t i = 0; i < json_array_size(features); i++) {
    const json_t *feature = json_array_get(features, i);
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(json_object_get(feature, "properties"), name, value) {
      if (json_is_string(value) && lociq_axis_find(regions, json_string_value(value)) != LOCIQ_NONE) return name;
    }
    if (code_of(feature, "id") != NULL && lociq_axis_find(regions, code_of(feature, "id")) != LOCIQ_NONE) return "id";
  }
  return NULL;
}

static lociq_status keep_features(collection *of, const json_t *features, lociq_shapes *shapes, lociq_error *error) {
  if (of->property == NULL) of->property = find_property(features, of->regions);
  for (of->feature = 0; of->property != NULL && of->feature < json_array_size(features); of->feature++) {
    const json_t *feature = json_array_get(features, of->feature);
    const char *code = code_of(feature, of->property);
    const size_t region = code == NULL ? LOCIQ_NONE : lociq_axis_find(of->regions, code);
    if (region == LOCIQ_NONE) continue;
    const json_t *geometry = of->arcs == NULL ? json_object_get(feature, "geometry") : feature;
    const lociq_status status = keep_geometry(of, geometry, region, shapes, error);
    if (status != LOCIQ_OK) return status;
  }
  if (shapes->found > 0) return LOCIQ_OK;
  if (of->property == NULL)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: no property of a feature is a code of the store's regions",
                           of->path);
  return lociq_error_set(error, LOCIQ_BAD_INPUT,
                         "%s: the property \"%s\" of no feature is a code of the store's regions", of->path,
                         of->property);
}

/* --- TopoJSON --- */

/* Arcs in degrees. NULL: one is none. */
static json_t *arcs_of(const json_t *document) {
  const json_t *given = json_object_get(document, "arcs"), *transform = json_object_get(document, "transform");
  const json_t *scale = json_object_get(transform, "scale"), *translate = json_object_get(transform, "translate");
  json_t *arcs = json_array();
  for (size_t i = 0; i < json_array_size(given); i++) {
    const json_t *arc = json_array_get(given, i);
    json_t *made = json_array();
    double x = 0, y = 0;
    bool whole = made != NULL && json_array_append_new(arcs, made) == 0;
    for (size_t k = 0; k < json_array_size(arc) && whole; k++) {
      const double across = number_at(json_array_get(arc, k), 0), up = number_at(json_array_get(arc, k), 1);
      x = transform == NULL ? across : x + across;
      y = transform == NULL ? up : y + up;
      json_t *position = transform == NULL ? position_of(x, y)
                                           : position_of(x * number_at(scale, 0) + number_at(translate, 0),
                                                         y * number_at(scale, 1) + number_at(translate, 1));
      whole = position != NULL && json_array_append_new(made, position) == 0;
    }
    if (whole) continue;
    json_decref(arcs);
    return NULL;
  }
  return arcs;
}

static lociq_status read_topology(collection *of, const json_t *document, lociq_shapes *shapes, lociq_error *error) {
  json_t *objects = json_object_get(document, "objects"), *object = NULL, *features = json_array();
  const char *name = NULL;
  lociq_status status = LOCIQ_OK;
  of->arcs = arcs_of(document);
  if (of->arcs == NULL)
    status =
        lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: its arcs are no longitudes and latitudes in degrees", of->path);
  json_object_foreach(objects, name, object) json_array_extend(features, json_object_get(object, "geometries"));
  if (status == LOCIQ_OK) status = keep_features(of, features, shapes, error);
  json_decref(of->arcs);
  json_decref(features);
  return status;
}

lociq_status lociq_shapes_read(const char *path, const char *property, const lociq_axis *regions, lociq_shapes *shapes,
                               lociq_error *error) {
  json_error_t fault;
  collection of = {.path = path, .property = property, .regions = regions};
  *shapes = (lociq_shapes){.regions = lociq_axis_count(regions)};
  shapes->of = lociq_allocate(shapes->regions, sizeof(json_t *));
  if (shapes->of == NULL) return lociq_memory_error(error, "outlines");
  json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &fault);
  if (document == NULL) {
    const lociq_status why = json_error_code(&fault) == json_error_cannot_open_file ? LOCIQ_NOT_FOUND : LOCIQ_BAD_INPUT;
    if (why == LOCIQ_NOT_FOUND) return lociq_error_set(error, why, "%s cannot be read", path);
    return lociq_error_set(error, why, "%s:%d:%d: no JSON: %s", path, fault.line, fault.column, fault.text);
  }
  const char *type = json_string_value(json_object_get(document, "type"));
  lociq_status status = LOCIQ_OK;
  if (type != NULL && strcmp(type, "Topology") == 0)
    status = read_topology(&of, document, shapes, error);
  else if (type != NULL && strcmp(type, "FeatureCollection") == 0)
    status = keep_features(&of, json_object_get(document, "features"), shapes, error);
  else
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: neither a FeatureCollection nor a Topology", path);
  json_decref(document);
  return status;
}

void lociq_shapes_clear(lociq_shapes *shapes) {
  for (size_t i = 0; shapes->of != NULL && i < shapes->regions; i++) json_decref(shapes->of[i]);
  free(shapes->of);
  *shapes = (lociq_shapes){0};
}
