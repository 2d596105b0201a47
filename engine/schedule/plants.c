/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/plants.h"

#include <inttypes.h>
#include <string.h>

#include "core/memory.h"
#include "read/records.h"

enum { FIRST_ROOM = 1024 };

/* The plants in the order of the file. */
typedef struct listing {
  size_t *region, *industry;
  double *employment;
  size_t count, room;
} listing;

static void clear(listing *plants) {
  free(plants->region);
  free(plants->industry);
  free(plants->employment);
}

static lociq_status make_room(listing *plants, lociq_error *error) {
  if (plants->count < plants->room) return LOCIQ_OK;
  const size_t room = plants->room == 0 ? FIRST_ROOM : 2 * plants->room;
  size_t *region = lociq_resize(plants->region, room, sizeof *region);
  if (region != NULL) plants->region = region;
  size_t *industry = lociq_resize(plants->industry, room, sizeof *industry);
  if (industry != NULL) plants->industry = industry;
  double *employment = lociq_resize(plants->employment, room, sizeof *employment);
  if (employment != NULL) plants->employment = employment;
  if (region == NULL || industry == NULL || employment == NULL) return lociq_memory_error(error, "plants");
  plants->room = room;
  return LOCIQ_OK;
}

static lociq_status take_plant(const lociq_records *records, const lociq_panel *panel, listing *plants,
                               lociq_error *error) {
  static const lociq_record_range above_zero = {0, INFINITY, .above = true};
  lociq_status status = make_room(plants, error);
  const size_t at = plants->count;
  if (status == LOCIQ_OK)
    status = lociq_records_code(records, 0, panel->axes[LOCIQ_REGION], &plants->region[at], error);
  if (status == LOCIQ_OK)
    status = lociq_records_code(records, 1, panel->axes[LOCIQ_INDUSTRY], &plants->industry[at], error);
  if (status == LOCIQ_OK) status = lociq_records_number(records, 2, above_zero, &plants->employment[at], error);
  if (status == LOCIQ_OK) plants->count++;
  return status;
}

static lociq_status read_plants(const char *path, const lociq_panel *panel, listing *plants, lociq_supply *supply,
                                lociq_error *error) {
  static const lociq_record_column columns[] = {{.name = "region"}, {.name = "industry"}, {.name = "employment"}};
  lociq_records records;
  lociq_status status = lociq_records_open(path, columns, 3, NULL, &records, error);
  while (status == LOCIQ_OK) {
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = take_plant(&records, panel, plants, error);
  }
  if (status == LOCIQ_OK) status = lociq_supply_note(supply, "plants", &records, error);
  lociq_records_close(&records);
  if (status == LOCIQ_OK && plants->count == 0)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: no plant is in it", path);
  return status;
}

/* Puts the plants of an industry next to each other; `supply` owns what is made. */
static lociq_status arrange(const listing *plants, size_t industries, lociq_supply *supply, lociq_error *error) {
  size_t *first = lociq_allocate(industries + 1, sizeof *first);
  lociq_status status = lociq_supply_keep(supply, first, "plants", error);
  if (status != LOCIQ_OK) return status;
  size_t *region = lociq_allocate(plants->count, sizeof *region);
  status = lociq_supply_keep(supply, region, "plants", error);
  if (status != LOCIQ_OK) return status;
  double *employment = lociq_allocate(plants->count, sizeof *employment);
  status = lociq_supply_keep(supply, employment, "plants", error);
  if (status != LOCIQ_OK) return status;
  for (size_t k = 0; k < plants->count; k++) first[plants->industry[k] + 1]++;
  for (size_t i = 0; i < industries; i++) first[i + 1] += first[i];
  /* first[i] runs through the places of i, and ends where those of i + 1 begin. */
  for (size_t k = 0; k < plants->count; k++) {
    const size_t at = first[plants->industry[k]]++;
    region[at] = plants->region[k];
    employment[at] = plants->employment[k];
  }
  memmove(first + 1, first, industries * sizeof *first);
  first[0] = 0;
  supply->given.plants = (lociq_plants){first, region, employment};
  return LOCIQ_OK;
}

lociq_status lociq_plants_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                               lociq_error *error) {
  const char *path = lociq_given_text(instance, "plants");
  if (strcmp(path, "none") == 0) return LOCIQ_OK;
  listing plants = {0};
  lociq_status status = read_plants(path, panel, &plants, supply, error);
  if (status == LOCIQ_OK) status = arrange(&plants, lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]), supply, error);
  clear(&plants);
  return status;
}

static lociq_status read_herfindahl(const char *path, const lociq_axis *industries, double *values, uint64_t *lines,
                                    lociq_supply *supply, lociq_error *error) {
  static const lociq_record_column columns[] = {{.name = "industry"}, {.name = "herfindahl"}};
  static const lociq_record_range part = {0, 1, .above = true};
  lociq_records records;
  lociq_status status = lociq_records_open(path, columns, 2, NULL, &records, error);
  while (status == LOCIQ_OK) {
    size_t industry = 0;
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = lociq_records_code(&records, 0, industries, &industry, error);
    if (status == LOCIQ_OK && lines[industry] != 0)
      status =
          lociq_error_set(error, LOCIQ_CONFLICT, "%s:%" PRIu64 ": industry \"%s\" is there already, in line %" PRIu64,
                          path, records.line, records.texts[0], lines[industry]);
    if (status == LOCIQ_OK) status = lociq_records_number(&records, 1, part, &values[industry], error);
    if (status == LOCIQ_OK) lines[industry] = records.line;
  }
  if (status == LOCIQ_OK) status = lociq_supply_note(supply, "plant_herfindahl", &records, error);
  lociq_records_close(&records);
  return status;
}

lociq_status lociq_herfindahl_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                                   lociq_error *error) {
  const char *path = lociq_given_text(instance, "plant_herfindahl");
  if (strcmp(path, "none") == 0) return LOCIQ_OK;
  const lociq_axis *industries = panel->axes[LOCIQ_INDUSTRY];
  const size_t count = lociq_axis_count(industries);
  double *values = lociq_allocate(count, sizeof *values);
  lociq_status status = lociq_supply_keep(supply, values, "plant Herfindahl indices", error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = 0; i < count; i++) values[i] = NAN;
  uint64_t *lines = lociq_allocate(count, sizeof *lines);
  if (lines == NULL) return lociq_memory_error(error, "plant Herfindahl indices");
  status = read_herfindahl(path, industries, values, lines, supply, error);
  free(lines);
  if (status == LOCIQ_OK) supply->given.plant_herfindahl = values;
  return status;
}
