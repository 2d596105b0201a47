/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variables over dimensions of their own as years × rows × columns. Their members
 * are written in the order of their codes, as those of the axes are.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "write/stored.h"

/* A side of the dataset: the axis, and where in the file its members lie. */
typedef struct own_side {
  lociq_axis *axis; /* NULL: one of the store's */
  size_t *places;   /* NULL: as they come */
} own_side;

typedef struct laid_out {
  const lociq_stored_variable *variable;
  own_side rows, columns;
} laid_out;

static void side_clear(own_side *side) {
  lociq_axis_free(side->axis);
  free(side->places);
}

static size_t place_of(const own_side *side, size_t member) {
  return side->places == NULL ? member : side->places[member];
}

static lociq_status read_variable(const lociq_dataset *dataset, size_t year, size_t first, size_t count, double *values,
                                  uint16_t *flags, lociq_error *error) {
  (void)error;
  const laid_out *from = dataset->from;
  const size_t rows = dataset->rows.all, width = dataset->columns.all;
  for (size_t i = 0; from->variable->texts != NULL && i < count * width; i++) values[i] = NAN;
  for (size_t row = 0; from->variable->values != NULL && row < count; row++) {
    const double *line = &from->variable->values[(year * rows + place_of(&from->rows, first + row)) * width];
    for (size_t column = 0; column < width; column++)
      values[row * width + column] = line[place_of(&from->columns, column)];
  }
  memset(flags, 0, count * width * sizeof *flags);
  return LOCIQ_OK;
}

static const char *text_of(const lociq_dataset *dataset, size_t year, size_t row, size_t column) {
  const laid_out *from = dataset->from;
  const size_t line = year * dataset->rows.all + place_of(&from->rows, row);
  return from->variable->texts[line * dataset->columns.all + place_of(&from->columns, column)];
}

/* Codes, or the numbers from 1 on, which sort as years do. */
static lociq_status make_axis(const struct lociq_stored_dimension *dimension, lociq_axis **axis, lociq_error *error) {
  enum { DIGITS = 24 };
  lociq_member *members = lociq_allocate(dimension->size, sizeof *members);
  char(*numbers)[DIGITS] = lociq_allocate(dimension->size, sizeof *numbers);
  lociq_status status = LOCIQ_OK;
  if (members == NULL || numbers == NULL) {
    status = lociq_memory_error(error, dimension->name);
    goto done;
  }
  for (size_t i = 0; i < dimension->size; i++) {
    (void)snprintf(numbers[i], sizeof numbers[i], "%zu", i + 1);
    members[i] =
        (lociq_member){.code = dimension->codes == NULL ? numbers[i] : dimension->codes[i], .level = LOCIQ_NO_LEVEL};
  }
  status =
      lociq_axis_create(dimension->codes == NULL ? LOCIQ_YEAR : LOCIQ_INDUSTRY, members, dimension->size, axis, error);
done:
  free(numbers);
  free(members);
  return status;
}

static lociq_status make_own(const struct lociq_stored_dimension *dimension, own_side *own, lociq_error *error) {
  lociq_status status = make_axis(dimension, &own->axis, error);
  if (status != LOCIQ_OK || dimension->codes == NULL) return status;
  own->places = lociq_allocate(dimension->size, sizeof *own->places);
  if (own->places == NULL) return lociq_memory_error(error, dimension->name);
  for (size_t i = 0; i < dimension->size; i++) own->places[lociq_axis_find(own->axis, dimension->codes[i])] = i;
  return LOCIQ_OK;
}

static lociq_status set_side(const lociq_store *store, const struct lociq_stored_dimension *dimension, own_side *own,
                             lociq_side *side, lociq_error *error) {
  const lociq_axis *axis = NULL;
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++)
    if (strcmp(lociq_axis_kind_name((lociq_axis_kind)kind), dimension->name) == 0)
      axis = lociq_store_panel(store)->axes[kind];
  if (axis == NULL) {
    const lociq_status status = make_own(dimension, own, error);
    if (status != LOCIQ_OK) return status;
    axis = own->axis;
  }
  *side = (lociq_side){.name = dimension->name, .axis = axis, .all = dimension->size, .count = dimension->size};
  return LOCIQ_OK;
}

static lociq_status set_sides(const lociq_store *store, laid_out *from, lociq_dataset *dataset, lociq_error *error) {
  const lociq_stored_variable *variable = from->variable;
  const lociq_side none = {.all = 1, .count = 1};
  own_side unused = {0};
  size_t next = 0;
  dataset->years = dataset->rows = dataset->columns = none;
  lociq_status status = LOCIQ_OK;
  if (strcmp(variable->dimensions[0].name, "year") == 0)
    status = set_side(store, &variable->dimensions[next++], &unused, &dataset->years, error);
  if (variable->dimension_count - next > 2)
    return lociq_error_set(error, LOCIQ_INVALID, "%s has %zu dimensions: tables have years, rows and columns",
                           variable->name, variable->dimension_count);
  if (status == LOCIQ_OK && next < variable->dimension_count)
    status = set_side(store, &variable->dimensions[next++], &from->rows, &dataset->rows, error);
  if (status == LOCIQ_OK && next < variable->dimension_count)
    status = set_side(store, &variable->dimensions[next++], &from->columns, &dataset->columns, error);
  return status;
}

lociq_status lociq_variable_write(const lociq_store *store, const lociq_stored_variable *variable,
                                  const lociq_write_options *options, lociq_dataset_writer writer, FILE *stream,
                                  lociq_error *error) {
  laid_out from = {.variable = variable};
  lociq_dataset dataset = {.name = variable->name, .read = read_variable, .from = &from, .options = options};
  if (variable->texts != NULL) dataset.text = text_of;
  lociq_status status = set_sides(store, &from, &dataset, error);
  if (status == LOCIQ_OK) status = lociq_dataset_choose(&dataset, options, error);
  if (status == LOCIQ_OK) status = writer(&dataset, stream, error);
  if (status == LOCIQ_OK) status = lociq_stream_flush(stream, error);
  side_clear(&from.rows);
  side_clear(&from.columns);
  return status;
}
