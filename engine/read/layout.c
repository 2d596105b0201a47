/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/memory.h"
#include "read/reader.h"

size_t lociq_header_find(const lociq_header *header, const char *name) {
  for (size_t i = 0; i < header->count; i++)
    if (strcmp(header->fields[i], name) == 0) return i;
  return LOCIQ_NONE;
}

/* Room for one more: arrays grow where their count is a power of two. */
static void *grown(void *array, size_t count, size_t size) {
  if ((count & (count - 1)) != 0) return array;
  return lociq_resize(array, count == 0 ? 1 : 2 * count, size);
}

/* A copy of the text, NULL of NULL; false without memory. */
static bool copied(const char *text, char **copy) {
  *copy = text == NULL ? NULL : lociq_copy_text(text);
  return text == NULL || *copy != NULL;
}

lociq_status lociq_layout_add_dimension(lociq_layout *layout, const char *name, int axis, lociq_place place,
                                        const char *constant, lociq_error *error) {
  lociq_read_dimension *dimensions = grown(layout->dimensions, layout->dimension_count, sizeof *dimensions);
  if (dimensions == NULL) return lociq_memory_error(error, "a dimension");
  layout->dimensions = dimensions;
  lociq_read_dimension *added = &dimensions[layout->dimension_count];
  *added = (lociq_read_dimension){.axis = axis, .place = place};
  if (!copied(name, &added->name) || !copied(constant, &added->constant)) {
    free(added->name);
    return lociq_memory_error(error, "a dimension");
  }
  layout->dimension_count++;
  return LOCIQ_OK;
}

lociq_status lociq_layout_add_column(lociq_layout *layout, const char *measure, const char *code, lociq_error *error) {
  lociq_read_column *columns = grown(layout->columns, layout->column_count, sizeof *columns);
  if (columns == NULL) return lociq_memory_error(error, "a column");
  layout->columns = columns;
  lociq_read_column *added = &columns[layout->column_count];
  *added = (lociq_read_column){0};
  if (!copied(measure, &added->measure) || !copied(code, &added->code)) {
    free(added->measure);
    return lociq_memory_error(error, "a column");
  }
  layout->column_count++;
  return LOCIQ_OK;
}

lociq_status lociq_layout_add_field(lociq_layout *layout, lociq_field field, lociq_error *error) {
  lociq_field *fields = grown(layout->fields, layout->field_count, sizeof *fields);
  if (fields == NULL) return lociq_memory_error(error, "a field");
  layout->fields = fields;
  fields[layout->field_count++] = field;
  return LOCIQ_OK;
}

void lociq_layout_clear(lociq_layout *layout) {
  for (size_t i = 0; i < layout->dimension_count; i++) {
    free(layout->dimensions[i].name);
    free(layout->dimensions[i].constant);
  }
  for (size_t i = 0; i < layout->column_count; i++) {
    free(layout->columns[i].measure);
    free(layout->columns[i].code);
  }
  free(layout->dimensions);
  free(layout->columns);
  free(layout->fields);
  *layout = (lociq_layout){.unit_dimension = LOCIQ_NONE, .scale_dimension = LOCIQ_NONE};
}
