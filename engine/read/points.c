/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/points.h"

#include <inttypes.h>

static lociq_status read_point(const lociq_records *records, const lociq_axis *regions, lociq_point *points,
                               lociq_error *error) {
  const lociq_record_range east = {.minimum = -180, .maximum = 180}, north = {.minimum = -90, .maximum = 90};
  size_t region = 0;
  lociq_point point = {.line = records->line};
  lociq_status status = lociq_records_code(records, 0, regions, &region, error);
  if (status == LOCIQ_OK) status = lociq_records_number(records, 1, east, &point.longitude, error);
  if (status == LOCIQ_OK) status = lociq_records_number(records, 2, north, &point.latitude, error);
  if (status != LOCIQ_OK) return status;
  if (points[region].line != 0)
    return lociq_error_set(error, LOCIQ_BAD_INPUT,
                           "%s:%" PRIu64 ": region \"%s\" has a point already, in line %" PRIu64, records->path,
                           records->line, lociq_axis_code(regions, region), points[region].line);
  points[region] = point;
  return LOCIQ_OK;
}

lociq_status lociq_points_read(const char *path, const lociq_axis *regions, lociq_point *points, lociq_records *records,
                               lociq_error *error) {
  static const lociq_record_column columns[] = {{.name = "region"}, {.name = "longitude"}, {.name = "latitude"}};
  lociq_status status = lociq_records_open(path, columns, 3, NULL, records, error);
  while (status == LOCIQ_OK) {
    status = lociq_records_next(records, error);
    if (status != LOCIQ_OK || records->line == 0) break;
    status = read_point(records, regions, points, error);
  }
  return status;
}
