/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rankings, all units of them or those of some regions.
 */
#include <string.h>

#include "core/memory.h"
#include "write/writer.h"

static lociq_status check_year(const lociq_ranking *ranking, const char *year, lociq_error *error) {
  char own[16];
  (void)snprintf(own, sizeof own, "%d", ranking->year);
  if (year == NULL || strcmp(year, own) == 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_NOT_FOUND, "the ranking has no year \"%s\": it is of %s", year, own);
}

static lociq_status refuse_region(const lociq_ranking *ranking, const char *region, lociq_error *error) {
  char first[128] = "none";
  if (ranking->asked_count > 0) lociq_ranking_unit_name(ranking, ranking->asked[0], first, sizeof first);
  return lociq_error_set(error, LOCIQ_NOT_FOUND, "the ranking has no region \"%s\"; it has %s%s", region, first,
                         ranking->asked_count > 1 ? " and others" : "");
}

/* Those of a region, which may be named twice: added to the part, which has room for all once a region. */
static lociq_status add_region(lociq_ranking_part *part, const char *region, lociq_error *error) {
  const lociq_ranking *ranking = part->ranking;
  const size_t position = lociq_axis_find(ranking->region_axis, region), before = part->count;
  for (size_t i = 0; i < ranking->asked_count && position != LOCIQ_NONE; i++)
    if (ranking->units[ranking->asked[i]].region == position) part->places[part->count++] = i;
  return part->count > before ? LOCIQ_OK : refuse_region(ranking, region, error);
}

/* How many of the asked units lie in the region that has most of them. */
static size_t most_of_a_region(const lociq_ranking *ranking) {
  size_t most = 0, run = 0; /* asked units are sorted by region */
  for (size_t i = 0; i < ranking->asked_count; i++) {
    const size_t region = ranking->units[ranking->asked[i]].region;
    run = i > 0 && ranking->units[ranking->asked[i - 1]].region == region ? run + 1 : 1;
    if (run > most) most = run;
  }
  return most;
}

/* The caller frees part->places. */
static lociq_status choose(const lociq_write_options *options, lociq_ranking_part *part, lociq_error *error) {
  const bool several = options->region_count > 0, all = !several && options->region == NULL;
  const char *const *regions = several ? options->regions : &options->region;
  const size_t count = several ? options->region_count : all ? 0 : 1;
  const size_t most = all ? part->ranking->asked_count : count * most_of_a_region(part->ranking);
  part->places = lociq_allocate(most, sizeof *part->places);
  if (part->places == NULL) return lociq_memory_error(error, "the units of a ranking");
  for (size_t i = 0; all && i < most; i++) part->places[part->count++] = i;
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++) status = add_region(part, regions[i], error);
  return status;
}

lociq_status lociq_write_ranking(const lociq_ranking *ranking, const lociq_write_options *options, FILE *stream,
                                 lociq_error *error) {
  lociq_ranking_writer writer = NULL;
  lociq_ranking_part part = {.ranking = ranking, .contributions = options->contributions};
  void *former = NULL;
  lociq_status status = lociq_ranking_writer_find(options->format, &writer, error);
  if (status == LOCIQ_OK && options->industry != NULL)
    status = lociq_error_set(error, LOCIQ_INVALID, "a ranking is of regions: the industry \"%s\" cannot be chosen",
                             options->industry);
  if (status == LOCIQ_OK) status = check_year(ranking, options->year, error);
  if (status == LOCIQ_OK) status = choose(options, &part, error);
  if (status == LOCIQ_OK) status = lociq_locale_enter(&former, error);
  if (status == LOCIQ_OK) {
    status = writer(&part, stream, error);
    if (status == LOCIQ_OK) status = lociq_stream_flush(stream, error);
    lociq_locale_leave(former);
  }
  free(part.places);
  return status;
}
