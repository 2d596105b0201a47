/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Organisations to read: a line each, columns as wide as their longest text in
 * characters.
 */
#include <lociq/organisations.h>
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "read/organisation.h"
#include "write/text.h"
#include "write/writer.h"

enum { LONGEST = 40, COLUMNS = 8 };

static const char *const shown[COLUMNS] = {"code",      "name",  "region",   "industry",
                                           "inside_eu", "firms", "interest", "fields"};

static const lociq_organisation_field *field_named(const char *name) {
  const lociq_organisation_field *field = lociq_organisation_fields();
  while (strcmp(field->name, name) != 0) field++;
  return field;
}

static char *number_text(double value) {
  char number[LOCIQ_NUMBER_SIZE];
  (void)lociq_text_number(value, number);
  return lociq_copy_text(number);
}

/* NULL without memory. */
static char *cell_of(const lociq_organisation *organisation, const lociq_organisation_field *field) {
  const char *place = (const char *)organisation + field->offset;
  if (field->form == LOCIQ_FORM_NUMBER) return number_text(*(const double *)(const void *)place);
  if (field->form == LOCIQ_FORM_TRUTH) {
    const int truth = *(const int *)(const void *)place;
    return lociq_copy_text(truth < 0 ? "" : truth == 0 ? "no" : "yes");
  }
  char *text = lociq_organisation_text(organisation, field);
  char *clean = text == NULL ? NULL : lociq_text_clean(text, true, LONGEST);
  free(text);
  return clean;
}

/* printf counts bytes. */
static void put_padded(FILE *stream, const char *text, size_t width, bool last) {
  const size_t length = lociq_text_length(text);
  (void)fprintf(stream, "%s%*s", text, last || width <= length ? 0 : (int)(width - length), "");
  (void)fputs(last ? "\n" : "  ", stream);
}

static void put_lines(char *const *cells, size_t count, FILE *stream) {
  size_t widths[COLUMNS] = {0};
  for (size_t c = 0; c < COLUMNS; c++) {
    widths[c] = strlen(shown[c]);
    for (size_t i = 0; i < count; i++) {
      const size_t length = lociq_text_length(cells[i * COLUMNS + c]);
      if (length > widths[c]) widths[c] = length;
    }
  }
  for (size_t c = 0; c < COLUMNS; c++) put_padded(stream, shown[c], widths[c], c + 1 == COLUMNS);
  for (size_t i = 0; i < count; i++)
    for (size_t c = 0; c < COLUMNS; c++) put_padded(stream, cells[i * COLUMNS + c], widths[c], c + 1 == COLUMNS);
}

static lociq_status write_table(const lociq_organisations *organisations, FILE *stream, lociq_error *error) {
  const size_t count = organisations->count * COLUMNS;
  char **cells = lociq_allocate(count, sizeof *cells);
  bool there = cells != NULL;
  for (size_t i = 0; i < count && there; i++) {
    cells[i] = cell_of(&organisations->items[i / COLUMNS], field_named(shown[i % COLUMNS]));
    there = cells[i] != NULL;
  }
  if (there) put_lines(cells, organisations->count, stream);
  for (size_t i = 0; i < count && cells != NULL; i++) free(cells[i]);
  free(cells);
  return there ? lociq_stream_flush(stream, error) : lociq_memory_error(error, "a table");
}

lociq_status lociq_write_organisations(const lociq_organisations *organisations, FILE *stream, lociq_error *error) {
  void *former = NULL;
  lociq_status status = lociq_locale_enter(&former, error);
  if (status != LOCIQ_OK) return status;
  status = write_table(organisations, stream, error);
  lociq_locale_leave(former);
  return status;
}
