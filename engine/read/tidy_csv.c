/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tidy CSV: a line an observation. region, industry (may be absent), year (or
 * --year), then a column a measure, each with <measure>_flag beside it or not.
 * What lociq exports reads back: region,industry,year,value,flag.
 */
#include <string.h>

#include "core/memory.h"
#include "read/measures.h"
#include "read/reader.h"

static const struct {
  const char *name;
  int axis;
} axes[] = {{"region", LOCIQ_REGION}, {"industry", LOCIQ_INDUSTRY}, {"year", LOCIQ_YEAR}};
enum { AXES = sizeof axes / sizeof axes[0], LONGEST_NAME = 256, MOST_FIELDS = 4096 };

static bool is_axis(const char *name) {
  for (size_t i = 0; i < AXES; i++)
    if (strcmp(axes[i].name, name) == 0) return true;
  return false;
}

/* The measure whose flag the field is, "" for the only one's; NULL: it is none. */
static const char *flag_of(const lociq_header *header, size_t field, char *name, size_t size) {
  static const char ending[] = "_flag";
  const char *text = header->fields[field];
  const size_t length = strlen(text), end = sizeof ending - 1;
  if (strcmp(text, "flag") == 0) return "";
  if (length <= end || length - end >= size || strcmp(text + length - end, ending) != 0) return NULL;
  memcpy(name, text, length - end);
  name[length - end] = '\0';
  return lociq_header_find(header, name) == LOCIQ_NONE ? NULL : name;
}

static bool is_measure(const lociq_header *header, size_t field) {
  char name[LONGEST_NAME];
  return !is_axis(header->fields[field]) && flag_of(header, field, name, sizeof name) == NULL;
}

static bool detects(const lociq_header *header) {
  return header->delimiter == ',' && lociq_header_find(header, "region") != LOCIQ_NONE &&
         (lociq_header_find(header, "year") != LOCIQ_NONE || lociq_header_find(header, "industry") != LOCIQ_NONE);
}

static lociq_status check_header(const lociq_header *header, const lociq_read_options *options, lociq_error *error) {
  if (lociq_header_find(header, "region") == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there is no column \"region\"", header->path);
  if (lociq_header_find(header, "year") == LOCIQ_NONE && options->year == NULL)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there is no column \"year\", and no --year is given",
                           header->path);
  if (header->count > MOST_FIELDS)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: %zu columns, expected at most %d", header->path,
                           header->count, MOST_FIELDS);
  for (size_t f = 0; f < header->count; f++) {
    if (header->fields[f][0] == '\0')
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: column %zu has no name", header->path, f + 1);
    if (lociq_header_find(header, header->fields[f]) != f)
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there are two columns \"%s\"", header->path,
                             header->fields[f]);
  }
  return LOCIQ_OK;
}

static lociq_status plan_dimensions(const lociq_header *header, const lociq_read_options *options, lociq_layout *layout,
                                    lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < AXES && status == LOCIQ_OK; i++) {
    const bool there = lociq_header_find(header, axes[i].name) != LOCIQ_NONE;
    if (there)
      status = lociq_layout_add_dimension(layout, axes[i].name, axes[i].axis, LOCIQ_IN_FIELD, NULL, error);
    else if (axes[i].axis == LOCIQ_YEAR)
      status = lociq_layout_add_dimension(layout, "year", LOCIQ_YEAR, LOCIQ_CONSTANT, options->year, error);
  }
  layout->uses_year = lociq_header_find(header, "year") == LOCIQ_NONE;
  return status;
}

/* A column a measure; --measure names it where there is but one. columns[field] is
 * the column that the field holds, or LOCIQ_NONE. */
static lociq_status plan_columns(const lociq_header *header, const lociq_read_options *options, lociq_layout *layout,
                                 size_t *columns, lociq_error *error) {
  size_t count = 0;
  for (size_t f = 0; f < header->count; f++) columns[f] = is_measure(header, f) ? count++ : LOCIQ_NONE;
  if (count == 0) return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there is no column of a measure", header->path);
  if (count > 1 && options->measure != NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "%s: --measure %s has no use: there are %zu measures in the file",
                           header->path, options->measure, count);
  layout->uses_measure = true;
  for (size_t f = 0; f < header->count; f++) {
    if (columns[f] == LOCIQ_NONE) continue;
    const char *name = options->measure != NULL ? options->measure : header->fields[f];
    const lociq_status status = lociq_layout_add_column(layout, name, NULL, error);
    if (status != LOCIQ_OK) return status;
    layout->columns[columns[f]].unit = lociq_measure_unit(name);
  }
  return LOCIQ_OK;
}

static size_t dimension_of(const lociq_layout *layout, const char *name) {
  for (size_t d = 0; d < layout->dimension_count; d++)
    if (strcmp(layout->dimensions[d].name, name) == 0) return d;
  return LOCIQ_NONE;
}

static lociq_status plan_field(const lociq_header *header, size_t f, const size_t *columns, lociq_layout *layout,
                               lociq_error *error) {
  char name[LONGEST_NAME];
  lociq_field field = {.role = LOCIQ_FIELD_CELL, .end = ',', .target = columns[f], .span = 1};
  if (is_axis(header->fields[f])) {
    field.role = LOCIQ_FIELD_CODE;
    field.target = dimension_of(layout, header->fields[f]);
  } else if (columns[f] == LOCIQ_NONE) {
    const char *measure = flag_of(header, f, name, sizeof name);
    if (measure[0] == '\0' && layout->column_count > 1)
      return lociq_error_set(error, LOCIQ_BAD_INPUT,
                             "%s:1: \"flag\" belongs to one of %zu measures: name it <measure>_flag", header->path,
                             layout->column_count);
    field.role = LOCIQ_FIELD_FLAG;
    field.flag = lociq_parse_obs_flag;
    field.target = measure[0] == '\0' ? 0 : columns[lociq_header_find(header, measure)];
    if (field.target == LOCIQ_NONE)
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: \"%s\" is the flag of no measure", header->path,
                             header->fields[f]);
  }
  return lociq_layout_add_field(layout, field, error);
}

static lociq_status plan(const lociq_header *header, const lociq_read_options *options, lociq_layout *layout,
                         lociq_error *error) {
  lociq_status status = check_header(header, options, error);
  if (status != LOCIQ_OK) return status;
  size_t *columns = lociq_allocate(header->count, sizeof *columns);
  if (columns == NULL) return lociq_memory_error(error, "a layout");
  status = plan_dimensions(header, options, layout, error);
  if (status == LOCIQ_OK) status = plan_columns(header, options, layout, columns, error);
  for (size_t f = 0; f < header->count && status == LOCIQ_OK; f++)
    status = plan_field(header, f, columns, layout, error);
  free(columns);
  return status;
}

const lociq_reader lociq_reader_tidy_csv = {
    .name = "tidy",
    .description = "CSV, a line an observation: region,industry,year, then a column a measure, <measure>_flag",
    .detects = detects,
    .plan = plan};
