/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Quarterly Census of Employment and Wages of the United States' Bureau of
 * Labor Statistics: annual and quarterly files, whole or with some columns only.
 *
 * agglvl_code has two digits. The first says what the area is (1 nation, 4
 * metropolitan area, 5 state, 7 county), the second what the industry: 0 all, 1 all
 * by ownership, 2 domain, 3 supersector, 4 sector, 5 to 8 as many digits less two.
 *
 * disclosure_code N: employment and wages are withheld, and 0 in the file. "-":
 * there was nothing to count in that quarter, and the 0 is true.
 */
#include <string.h>

#include "read/reader.h"

/* The dimensions, in the order of the layout; the quarter only of quarterly files. */
enum { AREA, INDUSTRY, YEAR, OWNER, AGGREGATION, QUARTER };

/* Tags: what the cells count. Those of the months differ, being no duplicates. */
enum { WAGES, ESTABLISHMENTS, EMPLOYMENT };

/* The columns of cells, those that a suppressed row keeps last. */
static const struct cell_column {
  const char *heading, *measure, *unit;
  int tag;
} quarterly[] = {{"month1_emplvl", "employment", "persons", EMPLOYMENT},
                 {"month2_emplvl", "employment", "persons", EMPLOYMENT + 1},
                 {"month3_emplvl", "employment", "persons", EMPLOYMENT + 2},
                 {"total_qtrly_wages", "wages", "USD", WAGES},
                 {"qtrly_estabs", "establishments", "establishments", ESTABLISHMENTS},
                 {"qtrly_estabs_count", "establishments", "establishments", ESTABLISHMENTS}},
  annual[] = {{"annual_avg_emplvl", "employment", "persons", EMPLOYMENT},
              {"total_annual_wages", "wages", "USD", WAGES},
              {"annual_avg_estabs", "establishments", "establishments", ESTABLISHMENTS},
              {"annual_avg_estabs_count", "establishments", "establishments", ESTABLISHMENTS}};

enum { MOST_COLUMNS = 6 };

static bool is_quarterly(const lociq_header *header) {
  return lociq_header_find(header, "month1_emplvl") != LOCIQ_NONE ||
         lociq_header_find(header, "total_qtrly_wages") != LOCIQ_NONE;
}

static bool detects(const lociq_header *header) {
  return lociq_header_find(header, "area_fips") != LOCIQ_NONE && lociq_header_find(header, "own_code") != LOCIQ_NONE &&
         lociq_header_find(header, "industry_code") != LOCIQ_NONE;
}

static const char *parse_disclosure(lociq_slice text, uint16_t *flags, bool *suppressed) {
  if (lociq_slice_is(text, "N")) {
    *flags |= LOCIQ_FLAG_CONFIDENTIAL;
    *suppressed = true;
    return NULL;
  }
  return text.length == 0 || lociq_slice_is(text, "-") ? NULL : "N, - or nothing";
}

/* Whether --where asks for own_code without 0, the total of all. */
static bool picks_ownership(const lociq_read_options *options) {
  for (size_t i = 0; i < options->filter_count; i++) {
    const lociq_filter *filter = &options->filters[i];
    if (strcmp(filter->dimension, "own_code") != 0) {
      continue;
    }
    for (size_t k = 0; k < filter->count; k++) {
      if (strcmp(filter->values[k], "0") == 0) {
        return false;
      }
    }
    return true;
  }
  return false;
}

static bool names_ownership(const lociq_read_options *options, const char *code) {
  for (size_t i = 0; i < options->filter_count; i++) {
    const lociq_filter *filter = &options->filters[i];
    for (size_t k = 0; k < filter->count; k++) {
      if (strcmp(filter->dimension, "own_code") == 0 && strcmp(filter->values[k], code) == 0) {
        return true;
      }
    }
  }
  return false;
}

static bool is_aggregation(const char *text) {
  return strlen(text) == 2 && strspn(text, "0123456789") == 2 && text[0] != '0';
}

/* Whether a row is of the level asked for; totals of the areas stay with it. */
static bool is_of_level(const char *const *codes, const char *level) {
  int wanted = 0;
  const bool total = codes[AGGREGATION][1] == '0' || codes[AGGREGATION][1] == '1';
  if (is_aggregation(level)) {
    return strcmp(codes[AGGREGATION], level) == 0 || (total && codes[AGGREGATION][0] == level[0] && level[1] != '0');
  }
  if (lociq_level_parse(LOCIQ_FIPS, level, &wanted, NULL) == LOCIQ_OK) {
    return lociq_code_level(LOCIQ_FIPS, codes[AREA]) == wanted;
  }
  return lociq_level_parse(LOCIQ_NAICS, level, &wanted, NULL) == LOCIQ_OK &&
         (total || lociq_code_level(LOCIQ_NAICS, codes[INDUSTRY]) == wanted);
}

/* Where a row of all ownerships (own_code 0) is there, the rows of each say nothing more. */
static bool has_whole(const lociq_piece *pieces, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(pieces[i].codes[OWNER], "0") == 0) {
      return true;
    }
  }
  return false;
}

/* Ownerships are added. */
static void combine_year(const lociq_layout *layout, const lociq_piece *pieces, size_t count, double *value,
                         uint16_t *flags) {
  (void)layout;
  const bool whole = has_whole(pieces, count);
  *value = 0;
  *flags = 0;
  for (size_t i = 0; i < count; i++) {
    if (!whole || strcmp(pieces[i].codes[OWNER], "0") == 0) {
      *value += pieces[i].value;
      *flags |= pieces[i].flags;
    }
  }
}

/* A bit for each month, or for each quarter of what is counted once in it. */
static unsigned period_of(const lociq_piece *piece) {
  const unsigned quarter = (unsigned)(piece->codes[QUARTER][0] - '1') & 3U;
  return 1U << (3 * quarter + (piece->column->tag > EMPLOYMENT ? (unsigned)(piece->column->tag - EMPLOYMENT) : 0));
}

/* Ownerships are added; then the quarters, of wages, while what is counted at a
 * time is averaged over its months or quarters. A year without all quarters is
 * marked: its figures are no annual ones. */
static void combine_quarters(const lociq_layout *layout, const lociq_piece *pieces, size_t count, double *value,
                             uint16_t *flags) {
  enum { EACH_QUARTER = 0x249 }; /* the first month of all four */
  const bool whole = has_whole(pieces, count);
  unsigned periods = 0;
  combine_year(layout, pieces, count, value, flags);
  for (size_t i = 0; i < count; i++) {
    if (!whole || strcmp(pieces[i].codes[OWNER], "0") == 0) {
      periods |= period_of(&pieces[i]);
    }
  }
  if (pieces[0].column->tag != WAGES) {
    *value /= (double)__builtin_popcount(periods);
  }
  if (((periods | periods >> 1 | periods >> 2) & EACH_QUARTER) != EACH_QUARTER) {
    *flags |= LOCIQ_FLAG_DIFFERS;
  }
}

/* Of the totals, those of all ownerships stay, and those by ownership only where
 * some of them were chosen. */
static const char *judge(const lociq_layout *layout, const char *const *codes, const lociq_read_options *options) {
  if (!is_aggregation(codes[AGGREGATION])) {
    return "whose agglvl_code is no aggregation level";
  }
  if (layout->combine == combine_quarters &&
      (strlen(codes[QUARTER]) != 1 || strchr("1234", codes[QUARTER][0]) == NULL)) {
    return "whose qtr is none of 1, 2, 3, 4";
  }
  if (options->level != NULL && !is_of_level(codes, options->level)) {
    return "by --level";
  }
  const bool asked = options->level != NULL && strcmp(options->level, codes[AGGREGATION]) == 0;
  if (codes[AGGREGATION][1] == '1' && !asked && !picks_ownership(options)) {
    return "as totals by ownership (agglvl_code 11, 51, 71 …)";
  }
  const char *owner = codes[OWNER];
  if ((strcmp(owner, "8") == 0 || strcmp(owner, "9") == 0) && !names_ownership(options, owner)) {
    return "as sums of ownerships (own_code 8, 9)";
  }
  return NULL;
}

typedef struct columns {
  const struct cell_column *kinds;
  size_t kind_count;
  size_t targets[MOST_COLUMNS]; /* LOCIQ_NONE: the file has no such column */
  size_t suppressible;          /* the first so many columns are withheld */
} columns;

static lociq_status plan_columns(const lociq_header *header, columns *found, lociq_layout *layout, lociq_error *error) {
  const bool quarters = is_quarterly(header);
  found->kinds = quarters ? quarterly : annual;
  found->kind_count = quarters ? sizeof quarterly / sizeof quarterly[0] : sizeof annual / sizeof annual[0];
  found->suppressible = 0;
  for (size_t i = 0; i < found->kind_count; i++) {
    const struct cell_column *kind = &found->kinds[i];
    found->targets[i] = LOCIQ_NONE;
    if (lociq_header_find(header, kind->heading) == LOCIQ_NONE) {
      continue;
    }
    const lociq_status status = lociq_layout_add_column(layout, kind->measure, NULL, error);
    if (status != LOCIQ_OK) {
      return status;
    }
    found->targets[i] = layout->column_count - 1;
    layout->columns[found->targets[i]].tag = kind->tag;
    layout->columns[found->targets[i]].unit = kind->unit;
    found->suppressible += kind->tag == ESTABLISHMENTS ? 0 : 1;
  }
  if (layout->column_count == 0) {
    return lociq_error_set(error, LOCIQ_BAD_INPUT,
                           "%s:1: there is no column of employment, wages or establishments, such as month1_emplvl, "
                           "annual_avg_emplvl or total_annual_wages",
                           header->path);
  }
  return LOCIQ_OK;
}

static lociq_status plan_dimensions(const lociq_header *header, lociq_layout *layout, lociq_error *error) {
  static const struct dimension {
    const char *name;
    int axis;
    bool required, free;
    lociq_classification classification;
  } dimensions[] = {{"area_fips", LOCIQ_REGION, true, false, LOCIQ_FIPS},
                    {"industry_code", LOCIQ_INDUSTRY, true, false, LOCIQ_NAICS},
                    {"year", LOCIQ_YEAR, true, false, LOCIQ_UNCLASSIFIED},
                    {"own_code", LOCIQ_NO_AXIS, true, true, LOCIQ_UNCLASSIFIED},
                    {"agglvl_code", LOCIQ_NO_AXIS, true, true, LOCIQ_UNCLASSIFIED},
                    {"qtr", LOCIQ_NO_AXIS, false, true, LOCIQ_UNCLASSIFIED},
                    {"size_code", LOCIQ_NO_AXIS, false, false, LOCIQ_UNCLASSIFIED}};
  for (size_t i = 0; i < sizeof dimensions / sizeof dimensions[0]; i++) {
    const struct dimension *dimension = &dimensions[i];
    const bool quarter = strcmp(dimension->name, "qtr") == 0;
    if (quarter && !is_quarterly(header)) {
      continue; /* "A" */
    }
    if (lociq_header_find(header, dimension->name) == LOCIQ_NONE) {
      if (!dimension->required && !quarter) {
        continue;
      }
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there is no column %s", header->path, dimension->name);
    }
    const lociq_status status =
        lociq_layout_add_dimension(layout, dimension->name, dimension->axis, LOCIQ_IN_FIELD, NULL, error);
    if (status != LOCIQ_OK) {
      return status;
    }
    layout->dimensions[layout->dimension_count - 1].free = dimension->free;
    layout->dimensions[layout->dimension_count - 1].classification = dimension->classification;
  }
  return LOCIQ_OK;
}

static lociq_field plan_field(const char *heading, const columns *found, const lociq_layout *layout) {
  lociq_field field = {.role = LOCIQ_FIELD_IGNORED, .end = ','};
  for (size_t i = 0; i < layout->dimension_count; i++) {
    if (strcmp(heading, layout->dimensions[i].name) == 0) {
      field.role = LOCIQ_FIELD_CODE;
      field.target = i;
    }
  }
  for (size_t i = 0; i < found->kind_count; i++) {
    if (strcmp(heading, found->kinds[i].heading) == 0) {
      field.role = LOCIQ_FIELD_CELL;
      field.target = found->targets[i];
    }
  }
  if (strcmp(heading, "disclosure_code") == 0 && found->suppressible > 0) {
    field.role = LOCIQ_FIELD_FLAG;
    field.span = found->suppressible;
    field.flag = parse_disclosure;
  }
  if (strcmp(heading, "area_title") == 0 || strcmp(heading, "industry_title") == 0) {
    field.role = LOCIQ_FIELD_LABEL;
    field.target = heading[0] == 'a' ? AREA : INDUSTRY;
  }
  return field;
}

/* A heading that is there twice is only refused where it matters. */
static lociq_status check_twice(const lociq_header *header, size_t position, lociq_error *error) {
  const size_t first = lociq_header_find(header, header->fields[position]);
  if (first == position) {
    return LOCIQ_OK;
  }
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: headings %zu and %zu are both \"%s\"", header->path, first + 1,
                         position + 1, header->fields[position]);
}

static lociq_status check_options(const lociq_header *header, const lociq_read_options *options, lociq_error *error) {
  int level = 0;
  if (options->level == NULL || is_aggregation(options->level) ||
      lociq_level_parse(LOCIQ_FIPS, options->level, &level, NULL) == LOCIQ_OK ||
      lociq_level_parse(LOCIQ_NAICS, options->level, &level, NULL) == LOCIQ_OK) {
    return LOCIQ_OK;
  }
  return lociq_error_set(error, LOCIQ_INVALID,
                         "%s has no level \"%s\": its levels are agglvl_codes such as 75, or nation, state, county, "
                         "msa, csa, or domain, supersector, naics2, naics3, naics4, naics5, naics6",
                         header->path, options->level);
}

static lociq_status plan(const lociq_header *header, const lociq_read_options *options, lociq_layout *layout,
                         lociq_error *error) {
  columns found = {0};
  lociq_status status = check_options(header, options, error);
  if (status == LOCIQ_OK) {
    status = plan_dimensions(header, layout, error);
  }
  if (status == LOCIQ_OK) {
    status = plan_columns(header, &found, layout, error);
  }
  for (size_t i = 0; status == LOCIQ_OK && i < header->count; i++) {
    const lociq_field field = plan_field(header->fields[i], &found, layout);
    if (field.role != LOCIQ_FIELD_IGNORED) {
      status = check_twice(header, i, error);
    }
    if (status == LOCIQ_OK) {
      status = lociq_layout_add_field(layout, field, error);
    }
  }
  layout->uses_level = true;
  layout->judge = judge;
  layout->combine = is_quarterly(header) ? combine_quarters : combine_year;
  return status;
}

const lociq_reader lociq_reader_qcew_csv = {
    "qcew", "Quarterly Census of Employment and Wages (BLS), annual or quarterly", detects, plan};
