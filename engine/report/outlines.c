/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/outlines.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/page.h"

/* Degrees around what is shown. */
static const double margin = 8;
enum { STEPS = 20 }; /* a degree */

typedef struct box {
  double west, east, south, north;
} box;

static void include(box *around, double longitude, double latitude) {
  around->west = fmin(around->west, longitude - margin);
  around->east = fmax(around->east, longitude + margin);
  around->south = fmin(around->south, latitude - margin);
  around->north = fmax(around->north, latitude + margin);
}

/* Positions are what lies deepest in a list of lists. */
static void include_all(box *around, const json_t *list) {
  if (json_is_number(json_array_get(list, 0))) {
    include(around, json_number_value(json_array_get(list, 0)), json_number_value(json_array_get(list, 1)));
    return;
  }
  for (size_t i = 0; i < json_array_size(list); i++) include_all(around, json_array_get(list, i));
}

static bool holds(const box *around, double longitude, double latitude) {
  return longitude >= around->west && longitude <= around->east && latitude >= around->south &&
         latitude <= around->north;
}

/* One line of the figures; *near says whether any of it is in the box. */
static json_t *line_of(const char *text, const char *end, const box *around, bool *near) {
  json_t *line = json_array();
  long longitude = 0, latitude = 0;
  *near = false;
  while (text < end) {
    char *rest = NULL;
    longitude += strtol(text, &rest, 10);
    latitude += strtol(rest, &rest, 10);
    const double x = (double)longitude / STEPS, y = (double)latitude / STEPS;
    json_array_append_new(line, json_real(x));
    json_array_append_new(line, json_real(y));
    *near = *near || holds(around, x, y);
    text = rest + 1;
  }
  return line;
}

json_t *lociq_outlines_near(const json_t *places, const lociq_shapes *shapes) {
  const lociq_page_part figures = lociq_page_outlines();
  const char *end = figures.bytes + figures.size;
  box around = {INFINITY, -INFINITY, INFINITY, -INFINITY};
  json_t *lines = json_array();
  for (size_t i = 0; i < json_array_size(places); i++) include_all(&around, json_array_get(places, i));
  for (size_t r = 0; r < shapes->regions; r++) include_all(&around, json_object_get(shapes->of[r], "coordinates"));
  for (const char *text = figures.bytes; text < end;) {
    const char *line_end = memchr(text, '\n', (size_t)(end - text));
    if (line_end == NULL) line_end = end;
    bool near = false;
    json_t *line = line_of(text, line_end, &around, &near);
    if (near)
      json_array_append_new(lines, line);
    else
      json_decref(line);
    text = line_end + 1;
  }
  return lines;
}
