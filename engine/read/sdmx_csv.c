/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SDMX-CSV 1.0 and 2.x, a row an observation:
 *
 *   DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS
 *   STRUCTURE[;],STRUCTURE_ID,STRUCTURE_NAME,ACTION,SERIES_KEY,OBS_KEY,freq,…,OBS_VALUE,…
 *
 * The field separator is what follows the first heading: a comma, a semicolon
 * (then decimals may have a comma) or a TAB. With labels=both a field reads
 * "ID: name"; with labels=name, known from STRUCTURE_NAME, a column of names
 * follows each component's.
 *
 * The file does not say which columns are dimensions. Those before OBS_VALUE are,
 * and behind it those that name an axis, a unit or the frequency; the others are
 * taken for attributes and not read, as are multi-valued components (ATTR[]).
 *
 * UNIT_MULT, wherever it stands, is the power of ten of the unit: it must have one
 * value like any dimension, and goes into the unit's text. Values stay as they are.
 *
 * Rows of ACTION I, A, M and R are stored. D asks a database to delete what it had
 * before: there is nothing here to delete, and such rows are counted as left out.
 */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "core/memory.h"
#include "read/concepts.h"
#include "read/reader.h"

/* The headings as identifiers: quotes, labels and brackets are gone. */
typedef struct headings {
  char *text;
  char **names;
  size_t count;
  char separator;
} headings;

static void clear_headings(headings *found) {
  free(found->text);
  free(found->names);
}

/* What separates the fields: the byte behind STRUCTURE, STRUCTURE[;] or DATAFLOW;
 * NUL where the line begins with neither. */
static char find_separator(const char *line) {
  const char *at = line + (line[0] == '"' ? 1 : 0);
  if (strncmp(at, "DATAFLOW", 8) == 0) {
    at += 8;
  } else if (strncmp(at, "STRUCTURE", 9) == 0) {
    at += 9;
    at += at[0] == '[' ? strcspn(at, "]") : 0;
    at += at[0] == ']' ? 1 : 0;
  } else {
    return '\0';
  }
  if (at[0] == ':') { /* labels=both may name this heading too */
    at += strcspn(at, ",;\t");
  }
  at += at[0] == '"' ? 1 : 0;
  return at[0] == ',' || at[0] == ';' || at[0] == '\t' ? at[0] : '\0';
}

static bool detects(const lociq_header *header) { return find_separator(header->line) != '\0'; }

/* Ends a field of the line at its separator, in place, and returns the next one. */
static char *cut_field(char *field, char separator) {
  char *to = field;
  bool quoted = false;
  for (char *at = field;; at++) {
    if (*at == '"') {
      quoted = !quoted;
    } else if (*at == '\0' || (*at == separator && !quoted)) {
      char *next = *at == '\0' ? NULL : at + 1;
      *to = '\0';
      return next;
    } else {
      *to++ = *at;
    }
  }
}

/* The identifier of "ID: name", without blanks around it. */
static char *cut_label(char *text) {
  char *label = strstr(text, ": ");
  if (label != NULL) {
    *label = '\0';
  }
  text += strspn(text, " ");
  size_t length = strlen(text);
  while (length > 0 && text[length - 1] == ' ') {
    text[--length] = '\0';
  }
  return text;
}

static lociq_status read_headings(const lociq_header *header, headings *found, lociq_error *error) {
  found->separator = find_separator(header->line);
  if (found->separator == '\0') {
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: the header begins with neither DATAFLOW nor STRUCTURE",
                           header->path);
  }
  size_t most = 1;
  for (const char *at = header->line; *at != '\0'; at++) {
    most += *at == found->separator ? 1 : 0;
  }
  found->text = lociq_copy_text(header->line);
  found->names = lociq_allocate(most, sizeof *found->names);
  if (found->text == NULL || found->names == NULL) {
    return lociq_memory_error(error, "the header");
  }
  for (char *field = found->text; field != NULL;) {
    char *next = cut_field(field, found->separator);
    found->names[found->count++] = cut_label(field);
    field = next;
  }
  return LOCIQ_OK;
}

static size_t find_heading(const headings *found, const char *name) {
  for (size_t i = 0; i < found->count; i++) {
    if (strcmp(found->names[i], name) == 0) {
      return i;
    }
  }
  return LOCIQ_NONE;
}

static bool is_one_of(const char *name, const char *const *names) {
  while (*names != NULL && strcasecmp(name, *names) != 0) {
    names++;
  }
  return *names != NULL;
}

static const char *parse_cell(lociq_slice text, double *value, uint16_t *flags) {
  if (lociq_slice_is(text, "#N/A")) {
    *value = (double)NAN;
    return NULL;
  }
  return lociq_parse_plain_cell(text, value, flags) == NULL ? NULL : "a number, NaN, #N/A, \":\" or nothing";
}

/* The same, and 12,4 as well as 12.4. */
static const char *parse_comma_cell(lociq_slice text, double *value, uint16_t *flags) {
  char number[64];
  const char *comma = text.length < sizeof number ? memchr(text.text, ',', text.length) : NULL;
  if (comma == NULL) {
    return parse_cell(text, value, flags);
  }
  memcpy(number, text.text, text.length);
  number[comma - text.text] = '.';
  return parse_cell((lociq_slice){number, text.length}, value, flags);
}

/* Where rows may delete: they mark what is to go with any value, as a rule "-". */
static const char *parse_marked_cell(lociq_slice text, double *value, uint16_t *flags) {
  return parse_cell(lociq_slice_is(text, "-") ? (lociq_slice){"", 0} : text, value, flags);
}

static const char *parse_marked_comma_cell(lociq_slice text, double *value, uint16_t *flags) {
  return parse_comma_cell(lociq_slice_is(text, "-") ? (lociq_slice){"", 0} : text, value, flags);
}

/* The identifier and the name of "ID: name". */
static void split_code(lociq_slice text, lociq_slice *code, lociq_slice *label) {
  *code = text;
  *label = (lociq_slice){text.text + text.length, 0};
  for (size_t i = 0; i + 1 < text.length; i++) {
    if (text.text[i] == ':' && text.text[i + 1] == ' ') {
      *code = (lociq_slice){text.text, i};
      *label = (lociq_slice){text.text + i + 2, text.length - i - 2};
      return;
    }
  }
}

/* One capital of the code list CL_OBS_STATUS. Those that say nothing of the value
 * (A normal, G experimental, V unvalidated …) have no flag; false for no such code. */
static bool read_status(char letter, uint16_t *flags, bool *suppressed) {
  static const struct status {
    char letter;
    uint16_t flag;
  } statuses[] = {{'B', LOCIQ_FLAG_BREAK},          {'D', LOCIQ_FLAG_DIFFERS},         {'E', LOCIQ_FLAG_ESTIMATED},
                  {'F', LOCIQ_FLAG_FORECAST},       {'I', LOCIQ_FLAG_IMPUTED},         {'K', LOCIQ_FLAG_DIFFERS},
                  {'M', LOCIQ_FLAG_NOT_APPLICABLE}, {'N', LOCIQ_FLAG_NOT_SIGNIFICANT}, {'P', LOCIQ_FLAG_PROVISIONAL},
                  {'Q', LOCIQ_FLAG_CONFIDENTIAL},   {'U', LOCIQ_FLAG_UNRELIABLE},      {'W', LOCIQ_FLAG_DIFFERS}};
  for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
    if (statuses[i].letter == letter) {
      *flags |= statuses[i].flag;
      *suppressed = *suppressed || letter == 'Q';
      return true;
    }
  }
  return letter != '\0' && strchr("AGHJLOSTVXYZ", letter) != NULL;
}

static const char *parse_status(lociq_slice text, uint16_t *flags, bool *suppressed) {
  lociq_slice code, label;
  split_code(text, &code, &label);
  if (code.length == 1 && read_status(code.text[0], flags, suppressed)) {
    return NULL;
  }
  return lociq_parse_obs_flag(code, flags, suppressed);
}

/* F free, C and S, D (secondary) confidential, N and P. */
static const char *parse_confidentiality(lociq_slice text, uint16_t *flags, bool *suppressed) {
  lociq_slice code, label;
  split_code(text, &code, &label);
  if (lociq_slice_is(code, "S") || lociq_slice_is(code, "D")) {
    *flags |= LOCIQ_FLAG_CONFIDENTIAL;
    return NULL;
  }
  return lociq_parse_conf_flag(code, flags, suppressed);
}

static const char *judge(const lociq_layout *layout, const char *const *codes, const lociq_read_options *options) {
  (void)options;
  for (size_t i = 0; i < layout->dimension_count; i++) {
    if (strcmp(layout->dimensions[i].name, "ACTION") != 0) {
      continue;
    }
    if (strcmp(codes[i], "D") == 0) {
      return "as marks of what is to be deleted elsewhere (ACTION D)";
    }
    return strlen(codes[i]) == 1 && strchr("IAMR", codes[i][0]) != NULL ? NULL
                                                                        : "with an ACTION that is none of I A M R D";
  }
  return NULL;
}

/* Whether a column is a dimension; see above. */
static bool is_dimension(const char *name, bool before_value) {
  static const char *const always[] = {"DATAFLOW", "STRUCTURE_ID", "ACTION",    "freq", "unit",
                                       "currency", "UNIT_MEASURE", "UNIT_MULT", NULL};
  static const char *const never[] = {"STRUCTURE", "STRUCTURE_NAME", "SERIES_KEY", "OBS_KEY", "LAST UPDATE",
                                      "DECIMALS",  "TIME_FORMAT",    "TITLE",      "UPDATED", NULL};
  if (is_one_of(name, always) || lociq_concept_axis(name) != LOCIQ_NO_AXIS) {
    return true;
  }
  return before_value && name[0] != '\0' && strchr(name, '[') == NULL && !is_one_of(name, never);
}

static lociq_status add_dimension(const lociq_header *header, const char *name, lociq_layout *layout,
                                  lociq_error *error) {
  int axis = lociq_concept_axis(name);
  for (size_t i = 0; i < layout->dimension_count; i++) {
    if (strcmp(layout->dimensions[i].name, name) == 0) {
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: the column \"%s\" is there twice", header->path, name);
    }
    axis = layout->dimensions[i].axis == axis ? LOCIQ_NO_AXIS : axis;
  }
  const lociq_status status = lociq_layout_add_dimension(layout, name, axis, LOCIQ_IN_FIELD, NULL, error);
  if (status == LOCIQ_OK) {
    lociq_read_dimension *added = &layout->dimensions[layout->dimension_count - 1];
    added->free = strcmp(name, "ACTION") == 0;
    if (strcasecmp(name, "UNIT_MULT") == 0) {
      added->blank = "0";
      layout->scale_dimension = layout->dimension_count - 1;
    }
  }
  return status;
}

/* The field of a component; *named tells whether a column of names may follow. */
static lociq_status plan_field(const lociq_header *header, const char *name, bool before_value, lociq_layout *layout,
                               lociq_field *field, bool *named, lociq_error *error) {
  static const char *const flags[] = {"OBS_FLAG", "OBS_STATUS", NULL};
  static const char *const confidentiality[] = {"CONF_STATUS", "OBS_CONF", NULL};
  static const char *const plumbing[] = {"DATAFLOW", "STRUCTURE_ID", "ACTION", NULL};
  *named = !is_one_of(name, plumbing);
  if (strcmp(name, "OBS_VALUE") == 0) {
    field->role = LOCIQ_FIELD_CELL;
  } else if (is_one_of(name, flags) || is_one_of(name, confidentiality)) {
    field->role = LOCIQ_FIELD_FLAG;
    field->span = 1;
    field->flag = is_one_of(name, flags) ? parse_status : parse_confidentiality;
  } else if (is_dimension(name, before_value)) {
    field->role = LOCIQ_FIELD_CODE;
    field->target = layout->dimension_count;
    return add_dimension(header, name, layout, error);
  } else {
    static const char *const leading[] = {"STRUCTURE", "STRUCTURE_NAME", "SERIES_KEY", "OBS_KEY", "LAST UPDATE", NULL};
    *named = !is_one_of(name, leading) && strncmp(name, "STRUCTURE[", 10) != 0;
  }
  return LOCIQ_OK;
}

static lociq_status plan_fields(const lociq_header *header, const headings *found, lociq_layout *layout,
                                lociq_error *error) {
  const bool names = find_heading(found, "STRUCTURE_NAME") != LOCIQ_NONE;
  const size_t value = find_heading(found, "OBS_VALUE");
  bool named = false;
  lociq_status status = LOCIQ_OK;
  lociq_field before = {0};
  for (size_t i = 0; i < found->count && status == LOCIQ_OK; i++) {
    lociq_field field = {.role = LOCIQ_FIELD_IGNORED, .end = found->separator};
    if (names && named) { /* the names of the component before */
      field.role = before.role == LOCIQ_FIELD_CODE ? LOCIQ_FIELD_LABEL : LOCIQ_FIELD_IGNORED;
      field.target = before.target;
      named = false;
    } else {
      status = plan_field(header, found->names[i], i < value, layout, &field, &named, error);
    }
    if (status == LOCIQ_OK && field.role == LOCIQ_FIELD_CELL && i != value) {
      status = lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: the column \"OBS_VALUE\" is there twice", header->path);
    }
    if (status == LOCIQ_OK) {
      status = lociq_layout_add_field(layout, field, error);
    }
    before = field;
  }
  return status;
}

static lociq_status check_axes(const lociq_header *header, const headings *found, lociq_layout *layout,
                               lociq_error *error) {
  bool region = false, year = false;
  for (size_t i = 0; i < layout->dimension_count; i++) {
    const char *name = layout->dimensions[i].name;
    region = region || layout->dimensions[i].axis == LOCIQ_REGION;
    year = year || layout->dimensions[i].axis == LOCIQ_YEAR;
    if (strcasecmp(name, "unit") == 0 ||
        (layout->unit_dimension == LOCIQ_NONE &&
         (strcasecmp(name, "UNIT_MEASURE") == 0 || strcasecmp(name, "currency") == 0))) {
      layout->unit_dimension = i;
    }
  }
  const char *lacking = find_heading(found, "OBS_VALUE") == LOCIQ_NONE ? "column OBS_VALUE"
                        : !region                                      ? "column of regions, such as geo or REF_AREA"
                        : !year                                        ? "column TIME_PERIOD"
                                                                       : NULL;
  return lacking == NULL ? LOCIQ_OK
                         : lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: there is no %s", header->path, lacking);
}

static lociq_status plan(const lociq_header *header, const lociq_read_options *options, lociq_layout *layout,
                         lociq_error *error) {
  headings found = {0};
  lociq_status status = read_headings(header, &found, error);
  if (status == LOCIQ_OK) {
    status = lociq_layout_add_column(layout, options->measure != NULL ? options->measure : "value", NULL, error);
  }
  if (status == LOCIQ_OK) {
    status = plan_fields(header, &found, layout, error);
  }
  if (status == LOCIQ_OK) {
    status = check_axes(header, &found, layout, error);
  }
  layout->delimiter = found.separator;
  layout->uses_measure = true;
  if (find_heading(&found, "ACTION") != LOCIQ_NONE) {
    layout->cell = found.separator == ';' ? parse_marked_comma_cell : parse_marked_cell;
    layout->judge = judge;
  } else {
    layout->cell = found.separator == ';' ? parse_comma_cell : parse_cell;
  }
  layout->split_code = split_code;
  layout->unit = lociq_unit_words;
  clear_headings(&found);
  return status;
}

const lociq_reader lociq_reader_sdmx_csv = {"sdmx-csv", "SDMX-CSV 1.0 and 2.x: a row an observation", detects, plan};
