/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rankings, all regions of them or one.
 */
#include <string.h>

#include "write/writer.h"

static lociq_status check_year(const lociq_ranking *ranking, const char *year, lociq_error *error) {
  char own[16];
  (void)snprintf(own, sizeof own, "%d", ranking->year);
  if (year == NULL || strcmp(year, own) == 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_NOT_FOUND, "the ranking has no year \"%s\": it is of %s", year, own);
}

static lociq_status choose_region(lociq_ranking_part *part, const char *region, lociq_error *error) {
  if (region == NULL) return LOCIQ_OK;
  const lociq_ranking *ranking = part->ranking;
  const size_t position = lociq_axis_find(ranking->region_axis, region);
  for (size_t i = 0; i < ranking->asked_count && position != LOCIQ_NONE; i++) {
    if (ranking->asked[i] != position) continue;
    part->first = i;
    part->count = 1;
    return LOCIQ_OK;
  }
  return lociq_error_set(error, LOCIQ_NOT_FOUND, "the ranking has no region \"%s\"; it has %s%s", region,
                         ranking->asked_count == 0 ? "none" : lociq_axis_code(ranking->region_axis, ranking->asked[0]),
                         ranking->asked_count > 1 ? " and others" : "");
}

lociq_status lociq_write_ranking(const lociq_ranking *ranking, const lociq_write_options *options, FILE *stream,
                                 lociq_error *error) {
  lociq_ranking_writer writer = NULL;
  lociq_ranking_part part = {.ranking = ranking, .count = ranking->asked_count};
  void *former = NULL;
  lociq_status status = lociq_ranking_writer_find(options->format, &writer, error);
  if (status == LOCIQ_OK && options->industry != NULL)
    status = lociq_error_set(error, LOCIQ_INVALID, "a ranking is of regions: the industry \"%s\" cannot be chosen",
                             options->industry);
  if (status == LOCIQ_OK) status = check_year(ranking, options->year, error);
  if (status == LOCIQ_OK) status = choose_region(&part, options->region, error);
  if (status == LOCIQ_OK) status = lociq_locale_enter(&former, error);
  if (status != LOCIQ_OK) return status;
  status = writer(&part, stream, error);
  if (status == LOCIQ_OK) status = lociq_stream_flush(stream, error);
  lociq_locale_leave(former);
  return status;
}
