/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Matrix CSV: first column the region, then a column an industry. What it
 * measures, and when, is said by --measure and --year.
 */
#include <string.h>

#include "core/memory.h"
#include "read/dictionary.h"
#include "read/measures.h"
#include "read/reader.h"

/* Asked last: any table of commas may be one. */
static bool detects(const lociq_header *header) { return header->delimiter == ',' && header->count >= 2; }

/* Noise with a comma in it is no matrix that lacks options. */
static lociq_status check_text(const lociq_header *header, lociq_error *error) {
  for (size_t f = 0; f < header->count; f++) {
    const size_t length = strlen(header->fields[f]);
    if (lociq_utf8_valid((lociq_slice){header->fields[f], length}) < length)
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: column %zu is headed by what is no UTF-8", header->path,
                             f + 1);
  }
  return LOCIQ_OK;
}

static lociq_status check_header(const lociq_header *header, const lociq_read_options *options, lociq_error *error) {
  const lociq_status status = check_text(header, error);
  if (status != LOCIQ_OK) return status;
  if (options->measure == NULL || options->year == NULL)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "%s is read as a matrix (first column the region, then a column an industry), which needs "
                           "--measure and --year",
                           header->path);
  if (header->count < 2)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there is no column of an industry", header->path);
  for (size_t f = 1; f < header->count; f++)
    if (header->fields[f][0] == '\0')
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: column %zu has no industry", header->path, f + 1);
  return LOCIQ_OK;
}

static lociq_status plan(const lociq_header *header, const lociq_read_options *options, lociq_layout *layout,
                         lociq_error *error) {
  lociq_status status = check_header(header, options, error);
  if (status != LOCIQ_OK) return status;
  layout->uses_measure = layout->uses_year = true;
  status = lociq_layout_add_dimension(layout, "region", LOCIQ_REGION, LOCIQ_IN_FIELD, NULL, error);
  if (status == LOCIQ_OK)
    status = lociq_layout_add_dimension(layout, "industry", LOCIQ_INDUSTRY, LOCIQ_ALONG_COLUMNS, NULL, error);
  if (status == LOCIQ_OK)
    status = lociq_layout_add_dimension(layout, "year", LOCIQ_YEAR, LOCIQ_CONSTANT, options->year, error);
  const lociq_field region = {.role = LOCIQ_FIELD_CODE, .end = ',', .span = 1};
  if (status == LOCIQ_OK) status = lociq_layout_add_field(layout, region, error);
  for (size_t f = 1; f < header->count && status == LOCIQ_OK; f++) {
    const lociq_field cell = {.role = LOCIQ_FIELD_CELL, .end = ',', .target = f - 1, .span = 1};
    status = lociq_layout_add_column(layout, options->measure, header->fields[f], error);
    if (status == LOCIQ_OK) status = lociq_layout_add_field(layout, cell, error);
    if (status == LOCIQ_OK) layout->columns[f - 1].unit = lociq_measure_unit(options->measure);
  }
  return status;
}

const lociq_reader lociq_reader_matrix_csv = {
    .name = "matrix",
    .description = "CSV, a line a region and a column an industry; --measure and --year say what it is",
    .detects = detects,
    .plan = plan};
