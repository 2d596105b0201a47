/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/places.h"

#include <math.h>

#include "core/memory.h"
#include "read/points.h"

static const lociq_direction nowhere = {(double)NAN, (double)NAN, (double)NAN};

static lociq_status read_file(const char *path, const lociq_axis *regions, lociq_direction *places,
                              lociq_error *error) {
  lociq_point *points = lociq_allocate(lociq_axis_count(regions), sizeof *points);
  if (points == NULL) return lociq_memory_error(error, "points");
  lociq_records records;
  const lociq_status status = lociq_points_read(path, regions, points, &records, error);
  lociq_records_close(&records);
  for (size_t r = 0; status == LOCIQ_OK && r < lociq_axis_count(regions); r++)
    if (points[r].line != 0) places[r] = lociq_sphere_direction(points[r].longitude, points[r].latitude);
  free(points);
  return status;
}

static lociq_status check_coordinate(const lociq_statistic *coordinate, const lociq_axis *regions, size_t region,
                                     double limit, lociq_error *error) {
  if (!(fabs(coordinate->values[region]) > limit)) return LOCIQ_OK; /* so is a missing one */
  return lociq_error_set(error, LOCIQ_INVALID, "%s of region \"%s\" is %.15g: expected degrees from %g to %g",
                         coordinate->name, lociq_axis_code(regions, region), coordinate->values[region], -limit, limit);
}

static lociq_status read_variables(const lociq_statistics *statistics, const lociq_axis *regions,
                                   lociq_direction *places, lociq_error *error) {
  lociq_statistic longitude = {0}, latitude = {0};
  lociq_status status = lociq_statistics_read(statistics, "longitude", statistics->year, &longitude, error);
  if (status == LOCIQ_OK) status = lociq_statistics_read(statistics, "latitude", statistics->year, &latitude, error);
  if (status == LOCIQ_OK && (longitude.by_industry || latitude.by_industry))
    status = lociq_error_set(error, LOCIQ_INVALID, "longitude and latitude do not both lie over regions alone");
  for (size_t r = 0; status == LOCIQ_OK && r < lociq_axis_count(regions); r++) {
    status = check_coordinate(&longitude, regions, r, 180, error);
    if (status == LOCIQ_OK) status = check_coordinate(&latitude, regions, r, 90, error);
    places[r] = lociq_sphere_direction(longitude.values[r], latitude.values[r]);
  }
  lociq_statistic_clear(&longitude);
  lociq_statistic_clear(&latitude);
  return status;
}

/* Of regions; nowhere where the statistics say nothing of it. */
static lociq_status read_regions(const lociq_statistics *statistics, const lociq_partner_options *options,
                                 const lociq_axis *regions, lociq_direction *places, lociq_error *error) {
  for (size_t r = 0; r < lociq_axis_count(regions); r++) places[r] = nowhere;
  if (options->points != NULL) return read_file(options->points, regions, places, error);
  const bool there = lociq_statistics_have(statistics, "longitude") && lociq_statistics_have(statistics, "latitude");
  return there ? read_variables(statistics, regions, places, error) : LOCIQ_OK;
}

static lociq_direction place_of(const lociq_units *units, const lociq_unit *unit, const lociq_direction *regions) {
  if (unit->organisation != LOCIQ_NONE) {
    const lociq_organisation *organisation = &units->organisations->items[unit->organisation];
    const lociq_direction own = lociq_sphere_direction(organisation->longitude, organisation->latitude);
    if (!isnan(own.x)) return own;
  }
  return unit->region == LOCIQ_NONE ? nowhere : regions[unit->region];
}

lociq_status lociq_units_places(const lociq_statistics *statistics, const lociq_units *units,
                                const lociq_partner_options *options, lociq_direction **places, lociq_error *error) {
  lociq_direction *regions = lociq_allocate(lociq_axis_count(units->regions), sizeof *regions);
  lociq_direction *made = lociq_allocate(units->count, sizeof *made);
  lociq_status status = LOCIQ_OK;
  bool any = false;
  if (regions == NULL || made == NULL) status = lociq_memory_error(error, "points");
  if (status == LOCIQ_OK) status = read_regions(statistics, options, units->regions, regions, error);
  for (size_t u = 0; status == LOCIQ_OK && u < units->count; u++) {
    made[u] = place_of(units, &units->items[u], regions);
    any = any || !isnan(made[u].x);
  }
  free(regions);
  if (status != LOCIQ_OK || !any) {
    free(made);
    made = NULL;
  }
  if (status == LOCIQ_OK) *places = made;
  return status;
}
