/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/neighbours.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "numeric/sphere.h"
#include "read/points.h"

typedef struct pair {
  size_t region, neighbour;
  double weight;
  uint64_t line;
} pair;

typedef struct pairs {
  pair *of;
  size_t count, room;
} pairs;

static lociq_status add_pair(pairs *all, const pair *added, lociq_error *error) {
  if (all->count == all->room) {
    const size_t room = all->room == 0 ? 1024 : 2 * all->room;
    pair *grown = lociq_resize(all->of, room, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "neighbours");
    all->of = grown;
    all->room = room;
  }
  all->of[all->count++] = *added;
  return LOCIQ_OK;
}

static int compare_pairs(const void *first, const void *second) {
  const pair *a = first, *b = second;
  if (a->region != b->region) return a->region < b->region ? -1 : 1;
  if (a->neighbour != b->neighbour) return a->neighbour < b->neighbour ? -1 : 1;
  return a->line < b->line ? -1 : a->line > b->line;
}

static lociq_status read_pair(const lociq_records *records, const lociq_axis *regions, pair *read, lociq_error *error) {
  const lociq_record_range positive = {.minimum = 0, .maximum = (double)INFINITY, .above = true};
  lociq_status status = lociq_records_code(records, 0, regions, &read->region, error);
  if (status == LOCIQ_OK) status = lociq_records_code(records, 1, regions, &read->neighbour, error);
  if (status == LOCIQ_OK) status = lociq_records_number_or(records, 2, positive, 1, &read->weight, error);
  if (status == LOCIQ_OK && read->region == read->neighbour)
    status = lociq_records_refuse(records, 1, "another region", error);
  read->line = records->line;
  return status;
}

static lociq_status read_pairs(const char *path, const lociq_axis *regions, pairs *all, lociq_supply *supply,
                               lociq_error *error) {
  static const lociq_record_column columns[] = {
      {.name = "region"}, {.name = "neighbour"}, {.name = "weight", .optional = true}};
  lociq_records records;
  lociq_status status = lociq_records_open(path, columns, 3, NULL, &records, error);
  while (status == LOCIQ_OK) {
    pair read = {0};
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = read_pair(&records, regions, &read, error);
    if (status == LOCIQ_OK) status = add_pair(all, &read, error);
  }
  if (status == LOCIQ_OK) status = lociq_supply_note(supply, "neighbours", &records, error);
  lociq_records_close(&records);
  if (status != LOCIQ_OK || all->count == 0) return status;
  qsort(all->of, all->count, sizeof *all->of, compare_pairs);
  for (size_t i = 1; i < all->count; i++) {
    const pair *before = &all->of[i - 1], *found = &all->of[i];
    if (before->region == found->region && before->neighbour == found->neighbour)
      return lociq_error_set(error, LOCIQ_BAD_INPUT,
                             "%s:%" PRIu64 ": region \"%s\" has the neighbour \"%s\" already, in line %" PRIu64, path,
                             found->line, lociq_axis_code(regions, found->region),
                             lociq_axis_code(regions, found->neighbour), before->line);
  }
  return LOCIQ_OK;
}

/* A region's point, in radians. */
typedef struct point {
  double longitude, latitude, cosine;
  size_t region;
} point;

static point point_of(const lociq_point *read, size_t region) {
  const double north = lociq_sphere_radians(read->latitude);
  return (point){
      .longitude = lociq_sphere_radians(read->longitude), .latitude = north, .cosine = cos(north), .region = region};
}

static lociq_status read_points(const char *path, const lociq_axis *regions, point *points, lociq_supply *supply,
                                lociq_error *error) {
  lociq_point *read = lociq_allocate(lociq_axis_count(regions), sizeof *read);
  if (read == NULL) return lociq_memory_error(error, "points");
  lociq_records records;
  lociq_status status = lociq_points_read(path, regions, read, &records, error);
  if (status == LOCIQ_OK) status = lociq_supply_note(supply, "points", &records, error);
  lociq_records_close(&records);
  for (size_t r = 0; status == LOCIQ_OK && r < lociq_axis_count(regions); r++) {
    points[r] = point_of(&read[r], r);
    if (read[r].line == 0)
      status =
          lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: region \"%s\" has no point", path, lociq_axis_code(regions, r));
  }
  free(read);
  return status;
}

static int compare_latitudes(const void *first, const void *second) {
  const point *a = first, *b = second;
  if (a->latitude != b->latitude) return a->latitude < b->latitude ? -1 : 1;
  return a->region < b->region ? -1 : 1;
}

static double half_chord(double angle) {
  const double sine = sin(angle / 2);
  return sine * sine;
}

/* sin²(d/2R), by differences of angles: of points on a grid those equally far are so to the last bit. */
static double haversine(const point *from, const point *to) {
  return half_chord(to->latitude - from->latitude) +
         from->cosine * to->cosine * half_chord(to->longitude - from->longitude);
}

/* At most half_chord, and quick: sin²t >= t² - t⁴/3; the last factor is for rounding. */
static double least_chord(double angle) {
  const double square = angle * angle / 4;
  return square * (1 - square / 3) * (1 - 1e-12);
}

/* The nearest so far, in order. */
typedef struct near_point {
  double distance;
  size_t region;
} near_point;

static void insert(near_point *nearest, size_t *count, size_t most, near_point found) {
  size_t at = *count;
  while (at > 0 && (found.distance < nearest[at - 1].distance ||
                    (found.distance == nearest[at - 1].distance && found.region < nearest[at - 1].region)))
    at--;
  if (at == most) return;
  if (*count < most) (*count)++;
  memmove(nearest + at + 1, nearest + at, (*count - at - 1) * sizeof *nearest);
  nearest[at] = found;
}

/* Outwards from `at` among points ordered by latitude, to where the difference of
 * latitudes alone is more than the farthest of those found. */
static void find_nearest(const point *points, size_t count, size_t at, size_t most, near_point *nearest) {
  size_t found = 0;
  for (int side = 0; side < 2; side++)
    for (size_t step = 1; side == 0 ? step <= at : step < count - at; step++) {
      const point *other = side == 0 ? &points[at - step] : &points[at + step];
      const double least = least_chord(other->latitude - points[at].latitude);
      const double across = least_chord(other->longitude - points[at].longitude);
      if (found == most && least > nearest[most - 1].distance) break;
      if (found == most && least + points[at].cosine * other->cosine * across > nearest[most - 1].distance) continue;
      insert(nearest, &found, most, (near_point){haversine(&points[at], other), other->region});
    }
}

static lociq_status pair_nearest(const point *points, size_t count, size_t wanted, pairs *all, lociq_error *error) {
  const size_t most = count == 0 || wanted < count - 1 ? wanted : count - 1;
  lociq_status status = LOCIQ_OK;
  near_point *nearest = lociq_allocate(most + 1, sizeof *nearest);
  if (nearest == NULL) return lociq_memory_error(error, "neighbours");
  for (size_t at = 0; at < count && most > 0; at++) {
    find_nearest(points, count, at, most, nearest);
    for (size_t k = 0; k < most && status == LOCIQ_OK; k++) {
      const pair added = {.region = points[at].region, .neighbour = nearest[k].region, .weight = 1};
      status = add_pair(all, &added, error);
    }
  }
  free(nearest);
  return status;
}

static lociq_status pair_within(const point *points, size_t count, double distance, pairs *all, lociq_error *error) {
  const double most = lociq_sphere_haversine_of(distance);
  for (size_t at = 0; at < count; at++)
    for (size_t other = at + 1; other < count; other++) {
      if (half_chord(points[other].latitude - points[at].latitude) > most) break;
      if (haversine(&points[at], &points[other]) > most) continue;
      const pair there = {.region = points[at].region, .neighbour = points[other].region, .weight = 1};
      const pair back = {.region = there.neighbour, .neighbour = there.region, .weight = 1};
      lociq_status status = add_pair(all, &there, error);
      if (status == LOCIQ_OK) status = add_pair(all, &back, error);
      if (status != LOCIQ_OK) return status;
    }
  return LOCIQ_OK;
}

enum { NEAREST }; /* of the words of `neighbours` */

static lociq_status pair_points(const lociq_instance *instance, const lociq_axis *regions, pairs *all,
                                lociq_supply *supply, lociq_error *error) {
  const size_t count = lociq_axis_count(regions);
  if (lociq_given_value(instance, "points")->choice == 0)
    return lociq_error_set(error, LOCIQ_INVALID, "%s needs points: --points names a file of them",
                           instance->indicator->name);
  point *points = lociq_allocate(count, sizeof *points);
  if (points == NULL) return lociq_memory_error(error, "points");
  lociq_status status = read_points(lociq_given_text(instance, "points"), regions, points, supply, error);
  if (status == LOCIQ_OK && count > 0) qsort(points, count, sizeof *points, compare_latitudes);
  if (status == LOCIQ_OK)
    status = lociq_given_value(instance, "neighbours")->choice == NEAREST
                 ? pair_nearest(points, count, (size_t)lociq_given_value(instance, "nearest")->integer, all, error)
                 : pair_within(points, count, lociq_given_value(instance, "distance")->real, all, error);
  free(points);
  if (status == LOCIQ_OK && all->count > 0) qsort(all->of, all->count, sizeof *all->of, compare_pairs);
  return status;
}

/* The pairs, ordered by region, as lociq_neighbours has them. */
static lociq_status supply_pairs(const pairs *all, size_t regions, lociq_supply *supply, lociq_error *error) {
  size_t *first = lociq_allocate(regions + 1, sizeof *first);
  lociq_status status = lociq_supply_keep(supply, first, "neighbours", error);
  if (status != LOCIQ_OK) return status;
  size_t *region = lociq_allocate(all->count, sizeof *region);
  status = lociq_supply_keep(supply, region, "neighbours", error);
  if (status != LOCIQ_OK) return status;
  double *weight = lociq_allocate(all->count, sizeof *weight);
  status = lociq_supply_keep(supply, weight, "neighbours", error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = 0; i < all->count; i++) {
    first[all->of[i].region + 1]++;
    region[i] = all->of[i].neighbour;
    weight[i] = all->of[i].weight;
  }
  for (size_t r = 0; r < regions; r++) first[r + 1] += first[r];
  supply->given.neighbours = (lociq_neighbours){.first = first, .region = region, .weight = weight};
  return LOCIQ_OK;
}

lociq_status lociq_neighbours_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                                   lociq_error *error) {
  const lociq_axis *regions = panel->axes[LOCIQ_REGION];
  pairs all = {0};
  const bool by_points = lociq_given_value(instance, "neighbours")->choice >= 0;
  lociq_status status = by_points ? pair_points(instance, regions, &all, supply, error)
                                  : read_pairs(lociq_given_text(instance, "neighbours"), regions, &all, supply, error);
  if (status == LOCIQ_OK) status = supply_pairs(&all, lociq_axis_count(regions), supply, error);
  free(all.of);
  return status;
}
