/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/relatedness.h"

#include <inttypes.h>
#include <math.h>

#include "core/memory.h"
#include "read/records.h"

/* lines: where each pair was, 0 where it was not yet. */
static lociq_status read_pair(const lociq_records *records, const lociq_axis *industries, double *values,
                              uint64_t *lines, lociq_error *error) {
  const lociq_record_range any = {.minimum = -(double)INFINITY, .maximum = (double)INFINITY};
  size_t own = 0, other = 0;
  lociq_status status = lociq_records_code(records, 0, industries, &own, error);
  if (status == LOCIQ_OK) status = lociq_records_code(records, 1, industries, &other, error);
  if (status != LOCIQ_OK) return status;
  const size_t at = own * lociq_axis_count(industries) + other;
  if (lines[at] != 0)
    return lociq_error_set(error, LOCIQ_BAD_INPUT,
                           "%s:%" PRIu64 ": the pair \"%s\", \"%s\" is there already, in line %" PRIu64, records->path,
                           records->line, records->texts[0], records->texts[1], lines[at]);
  lines[at] = records->line;
  return lociq_records_number_or(records, 2, any, NAN, &values[at], error);
}

static lociq_status read_pairs(const char *path, const lociq_axis *industries, double *values, uint64_t *lines,
                               lociq_supply *supply, lociq_error *error) {
  static const lociq_record_column columns[] = {{.name = "industry"}, {.name = "industry_other"}, {.name = "value"}};
  lociq_records records;
  uint64_t count = 0;
  lociq_status status = lociq_records_open(path, columns, 3, NULL, &records, error);
  while (status == LOCIQ_OK) {
    status = lociq_records_next(&records, error);
    if (status != LOCIQ_OK || records.line == 0) break;
    status = read_pair(&records, industries, values, lines, error);
    count++;
  }
  if (status == LOCIQ_OK) status = lociq_supply_note(supply, "relatedness_file", &records, error);
  lociq_records_close(&records);
  if (status == LOCIQ_OK && count == 0)
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: no pair of industries is in it", path);
  return status;
}

lociq_status lociq_relatedness_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                                    lociq_error *error) {
  if (lociq_given_value(instance, "relatedness_file")->choice >= 0) return LOCIQ_OK;
  const lociq_axis *industries = panel->axes[LOCIQ_INDUSTRY];
  const size_t cells = lociq_axis_count(industries) * lociq_axis_count(industries);
  double *values = lociq_allocate(cells, sizeof *values);
  lociq_status status = lociq_supply_keep(supply, values, "relatedness", error);
  if (status != LOCIQ_OK) return status;
  for (size_t k = 0; k < cells; k++) values[k] = NAN;
  uint64_t *lines = lociq_allocate(cells, sizeof *lines);
  if (lines == NULL) return lociq_memory_error(error, "relatedness");
  status = read_pairs(lociq_given_text(instance, "relatedness_file"), industries, values, lines, supply, error);
  free(lines);
  if (status == LOCIQ_OK) supply->given.relatedness = values;
  return status;
}
