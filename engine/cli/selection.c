/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/selection.h"

#include <stdlib.h>
#include <string.h>

static bool is_where(const lociq_argument *given) { return strcmp(given->name, "where") == 0; }

static lociq_status allocate(const lociq_arguments *arguments, lociq_selection *wanted, lociq_error *error) {
  size_t bytes = 1, values = 1;
  for (size_t i = 0; i < arguments->given_count; i++) {
    if (!is_where(&arguments->given[i])) continue;
    bytes += strlen(arguments->given[i].value) + 1;
    values++;
    for (const char *text = arguments->given[i].value; *text != '\0'; text++) values += *text == ',';
  }
  *wanted = (lociq_selection){.filters = calloc(arguments->given_count + 1, sizeof *wanted->filters),
                              .texts = malloc(bytes),
                              .values = calloc(values, sizeof *wanted->values)};
  if (wanted->filters == NULL || wanted->texts == NULL || wanted->values == NULL)
    return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for the command line");
  return LOCIQ_OK;
}

/* Cuts one "D=V,V" in place. */
static lociq_status read_where(char *text, const char **values, lociq_filter *filter, lociq_error *error) {
  char *equals = strchr(text, '=');
  if (equals == NULL || equals == text || equals[1] == '\0')
    return lociq_error_set(error, LOCIQ_INVALID, "--where is \"%s\", expected DIMENSION=VALUE[,VALUE...]", text);
  *equals = '\0';
  *filter = (lociq_filter){.dimension = text, .values = values};
  for (char *value = equals + 1; value != NULL;) {
    char *comma = strchr(value, ',');
    if (comma != NULL) *comma++ = '\0';
    values[filter->count++] = value;
    value = comma;
  }
  return LOCIQ_OK;
}

lociq_status lociq_selection_read(const lociq_arguments *arguments, lociq_selection *wanted, lociq_error *error) {
  lociq_status status = allocate(arguments, wanted, error);
  char *text = wanted->texts;
  const char **values = wanted->values;
  for (size_t i = 0; status == LOCIQ_OK && i < arguments->given_count; i++) {
    if (!is_where(&arguments->given[i])) continue;
    char *next = stpcpy(text, arguments->given[i].value) + 1;
    lociq_filter *filter = &wanted->filters[wanted->count];
    status = read_where(text, values, filter, error);
    values += filter->count;
    wanted->count++;
    text = next;
  }
  return status;
}

void lociq_selection_clear(lociq_selection *wanted) {
  free(wanted->filters);
  free(wanted->texts);
  free(wanted->values);
}
