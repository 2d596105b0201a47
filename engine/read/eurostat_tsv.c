/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Eurostat's tables as tab-separated values. The first heading names the
 * dimensions, separated by commas, and behind a backslash the one whose codes are
 * the other headings:
 *
 *   freq,unit,nace_r2,geo\TIME_PERIOD <TAB> 2008  <TAB> 2009 …     since 2021
 *   unit,nace_r2,age,geo\time         <TAB> 2015  <TAB> 2014 …     before
 *   THS,A,Y15-24,AT                   <TAB> 14.3  <TAB> 16.8 b <TAB> : c …
 *
 * A cell is a number or ":", then letters of OBS_STATUS, then where there is a
 * "|" letters of CONF_STATUS.
 */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "read/concepts.h"
#include "read/reader.h"

static const char expected_cell[] =
    "a number or \":\", then flags of b c d e f i m n p r s u z, then | and flags of C N P";

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* The length of the number that the text begins with; the e of "12 e" is a flag. */
static size_t number_length(lociq_slice text) {
  size_t i = text.length > 0 && (text.text[0] == '-' || text.text[0] == '+') ? 1 : 0;
  while (i < text.length && (is_digit(text.text[i]) || text.text[i] == '.')) {
    i++;
  }
  if (i < text.length && (text.text[i] == 'e' || text.text[i] == 'E')) {
    size_t k = i + 1;
    k += k < text.length && (text.text[k] == '-' || text.text[k] == '+') ? 1 : 0;
    if (k < text.length && is_digit(text.text[k])) {
      for (i = k; i < text.length && is_digit(text.text[i]);) {
        i++;
      }
    }
  }
  return i;
}

static const char *parse_letters(lociq_slice text, uint16_t *flags) {
  bool confidentiality = false;
  for (size_t i = 0; i < text.length; i++) {
    const char letter = text.text[i];
    if (letter == ' ' || (confidentiality && letter == 'F')) { /* F: free */
      continue;
    }
    if (letter == '|' && !confidentiality) {
      confidentiality = true;
      continue;
    }
    uint16_t bit = confidentiality ? 0 : lociq_obs_letter(letter);
    if (bit == 0) {
      bit = lociq_conf_letter(letter);
    }
    if (bit == 0) {
      return expected_cell;
    }
    *flags |= bit;
  }
  return NULL;
}

static const char *parse_cell(lociq_slice text, double *value, uint16_t *flags) {
  size_t length = 0;
  *value = (double)NAN;
  if (text.length > 0 && text.text[0] == ':') {
    length = 1;
  } else if (text.length > 0) {
    length = number_length(text);
    if (!lociq_number_parse((lociq_slice){text.text, length}, value)) {
      return expected_cell;
    }
  }
  return parse_letters((lociq_slice){text.text + length, text.length - length}, flags);
}

static bool detects(const lociq_header *header) {
  const char *first = header->count > 0 ? header->fields[0] : "";
  const char *backslash = strchr(first, '\\');
  return header->delimiter == '\t' && backslash != NULL && backslash != first && backslash[1] != '\0';
}

/* A dimension; of two that could be the same axis the first one is. */
static lociq_status add_dimension(const lociq_header *header, lociq_layout *layout, const char *name, lociq_place place,
                                  lociq_error *error) {
  int axis = lociq_concept_axis(name);
  for (size_t i = 0; i < layout->dimension_count; i++) {
    if (strcmp(layout->dimensions[i].name, name) == 0) {
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: the dimension \"%s\" is there twice", header->path, name);
    }
    axis = layout->dimensions[i].axis == axis ? LOCIQ_NO_AXIS : axis;
  }
  if (name[0] == '\0') {
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: a dimension of \"%s\" has no name", header->path,
                           header->fields[0]);
  }
  return lociq_layout_add_dimension(layout, name, axis, place, NULL, error);
}

/* The dimensions that the first heading names, and their fields. */
static lociq_status plan_dimensions(const lociq_header *header, char *names, lociq_layout *layout, lociq_error *error) {
  char *along = strchr(names, '\\');
  lociq_status status = LOCIQ_OK;
  *along++ = '\0';
  for (char *name = names; name != NULL && status == LOCIQ_OK;) {
    char *comma = strchr(name, ',');
    if (comma != NULL) {
      *comma = '\0';
    }
    const lociq_field field = {
        .role = LOCIQ_FIELD_CODE, .end = comma != NULL ? ',' : '\t', .target = layout->dimension_count};
    status = add_dimension(header, layout, name, LOCIQ_IN_FIELD, error);
    if (status == LOCIQ_OK) {
      status = lociq_layout_add_field(layout, field, error);
    }
    name = comma != NULL ? comma + 1 : NULL;
  }
  return status == LOCIQ_OK ? add_dimension(header, layout, along, LOCIQ_ALONG_COLUMNS, error) : status;
}

static bool has_axis(const lociq_layout *layout, int axis) {
  for (size_t i = 0; i < layout->dimension_count; i++) {
    if (layout->dimensions[i].axis == axis) {
      return true;
    }
  }
  return false;
}

/* Whether headings stand for years is for the collector to say, of those kept. */
static lociq_status check_heading(const lociq_header *header, size_t position, lociq_error *error) {
  const size_t first = lociq_header_find(header, header->fields[position]);
  if (first == position) {
    return LOCIQ_OK;
  }
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: headings %zu and %zu are both \"%s\"", header->path, first + 1,
                         position + 1, header->fields[position]);
}

static lociq_status plan_columns(const lociq_header *header, const char *measure, lociq_layout *layout,
                                 lociq_error *error) {
  if (header->count < 2) {
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: no heading follows \"%s\"", header->path, header->fields[0]);
  }
  for (size_t i = 1; i < header->count; i++) {
    const lociq_field field = {.role = LOCIQ_FIELD_CELL, .end = '\t', .target = i - 1};
    lociq_status status = check_heading(header, i, error);
    if (status == LOCIQ_OK) {
      status = lociq_layout_add_column(layout, measure, header->fields[i], error);
    }
    if (status == LOCIQ_OK) {
      status = lociq_layout_add_field(layout, field, error);
    }
    if (status != LOCIQ_OK) {
      return status;
    }
  }
  return LOCIQ_OK;
}

/* Tables of money have a dimension currency in the place of unit. */
static size_t find_unit(const lociq_layout *layout) {
  size_t found = LOCIQ_NONE;
  for (size_t i = 0; i < layout->dimension_count; i++) {
    const char *name = layout->dimensions[i].name;
    if (strcmp(name, "unit") == 0 || (found == LOCIQ_NONE && strcmp(name, "currency") == 0)) {
      found = i;
    }
  }
  return found;
}

static lociq_status plan(const lociq_header *header, const lociq_read_options *options, lociq_layout *layout,
                         lociq_error *error) {
  if (!detects(header)) {
    return lociq_error_set(error, LOCIQ_BAD_INPUT,
                           "%s:1: the first heading is \"%s\", expected dimensions such as unit,geo\\time before a TAB",
                           header->path, header->count > 0 ? header->fields[0] : "");
  }
  char *names = lociq_copy_text(header->fields[0]);
  if (names == NULL) {
    return lociq_memory_error(error, "the header");
  }
  lociq_status status = plan_dimensions(header, names, layout, error);
  free(names);
  if (status == LOCIQ_OK && (!has_axis(layout, LOCIQ_REGION) || !has_axis(layout, LOCIQ_YEAR))) {
    status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: none of \"%s\" is a %s", header->path, header->fields[0],
                             has_axis(layout, LOCIQ_REGION) ? "year" : "region");
  }
  if (status == LOCIQ_OK) {
    status = plan_columns(header, options->measure != NULL ? options->measure : "value", layout, error);
  }
  layout->unquoted = true;
  layout->line_name = "series";
  layout->uses_measure = true;
  layout->cell = parse_cell;
  layout->unit_dimension = find_unit(layout);
  layout->unit = lociq_unit_words;
  return status;
}

const lociq_reader lociq_reader_eurostat_tsv = {
    "eurostat-tsv", "Eurostat's tab-separated tables: dimensions\\time, then a column a year", detects, plan};
