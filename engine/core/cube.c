/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/cube.h>
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/name.h"

const lociq_flag lociq_flags[LOCIQ_FLAG_COUNT] = {
    {'b', LOCIQ_FLAG_BREAK, "break_in_series"},
    {'c', LOCIQ_FLAG_CONFIDENTIAL, "confidential"},
    {'d', LOCIQ_FLAG_DIFFERS, "definition_differs"},
    {'e', LOCIQ_FLAG_ESTIMATED, "estimated"},
    {'f', LOCIQ_FLAG_FORECAST, "forecast"},
    {'i', LOCIQ_FLAG_IMPUTED, "imputed"},
    {'m', LOCIQ_FLAG_NOT_APPLICABLE, "not_applicable"},
    {'n', LOCIQ_FLAG_NOT_SIGNIFICANT, "not_significant"},
    {'p', LOCIQ_FLAG_PROVISIONAL, "provisional"},
    {'r', LOCIQ_FLAG_REVISED, "revised"},
    {'u', LOCIQ_FLAG_UNRELIABLE, "low_reliability"},
    {'N', LOCIQ_FLAG_NOT_FOR_PUBLICATION, "not_for_publication"},
    {'P', LOCIQ_FLAG_PRIMARY_CONFIDENTIAL, "primary_confidential"},
};

const lociq_part_kind lociq_part_kinds[LOCIQ_PARTS] = {
    [LOCIQ_BODY] = {"", 0},
    [LOCIQ_TOTAL_REGION] = {"_total_region", LOCIQ_BY_YEAR | LOCIQ_BY_REGION},
    [LOCIQ_TOTAL_INDUSTRY] = {"_total_industry", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY},
    [LOCIQ_TOTAL] = {"_total", LOCIQ_BY_YEAR},
    [LOCIQ_AGGREGATE_BODY] = {"_aggregate", LOCIQ_BY_YEAR | LOCIQ_BY_AGGREGATE | LOCIQ_BY_INDUSTRY},
    [LOCIQ_AGGREGATE_TOTAL] = {"_aggregate_total", LOCIQ_BY_YEAR | LOCIQ_BY_AGGREGATE},
};

void lociq_flag_letters(uint16_t flags, char letters[LOCIQ_FLAG_COUNT + 1]) {
  size_t length = 0;
  for (size_t i = 0; i < LOCIQ_FLAG_COUNT; i++)
    if ((flags & lociq_flags[i].bit) != 0) letters[length++] = lociq_flags[i].letter;
  letters[length] = '\0';
}

lociq_status lociq_cube_set_text(char **field, const char *text, lociq_error *error) {
  char *copy = lociq_copy_text(text == NULL ? "" : text);
  if (copy == NULL) return lociq_memory_error(error, "a text");
  free(*field);
  *field = copy;
  return LOCIQ_OK;
}

lociq_status lociq_cube_create(const char *name, const char *kind, unsigned shape, lociq_cube **cube,
                               lociq_error *error) {
  if (!lociq_name_is_valid(name)) return lociq_name_error(name, error);
  lociq_cube *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a cube");
  made->shape = shape;
  lociq_status status = lociq_cube_set_text(&made->name, name, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->kind, kind, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->unit, "", error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->title, "", error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->source, "", error);
  if (status != LOCIQ_OK) {
    lociq_cube_free(made);
    return status;
  }
  *cube = made;
  return LOCIQ_OK;
}

void lociq_cube_free(lociq_cube *cube) {
  if (cube == NULL) return;
  free(cube->name);
  free(cube->kind);
  free(cube->unit);
  free(cube->title);
  free(cube->source);
  for (int part = 0; part < LOCIQ_PARTS; part++) {
    free(cube->parts[part].values);
    free(cube->parts[part].flags);
  }
  for (size_t i = 0; i < cube->attribute_count; i++) {
    free(cube->attributes[i].name);
    free(cube->attributes[i].text);
  }
  free(cube->attributes);
  free(cube);
}

static lociq_status add_attribute(lociq_cube *cube, const char *name, const char *text, const double *numbers,
                                  size_t count, lociq_error *error) {
  lociq_attribute *grown = lociq_resize(cube->attributes, cube->attribute_count + 1, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "an attribute");
  cube->attributes = grown;
  lociq_attribute made = {.name = lociq_copy_text(name), .count = count};
  if (text != NULL) made.text = lociq_copy_text(text);
  if (made.name == NULL || (text != NULL && made.text == NULL)) {
    free(made.name);
    free(made.text);
    return lociq_memory_error(error, "an attribute");
  }
  for (size_t i = 0; i < count; i++) made.numbers[i] = numbers[i];
  cube->attributes[cube->attribute_count++] = made;
  return LOCIQ_OK;
}

lociq_status lociq_cube_add_text(lociq_cube *cube, const char *name, const char *text, lociq_error *error) {
  return add_attribute(cube, name, text, NULL, 0, error);
}

lociq_status lociq_cube_add_numbers(lociq_cube *cube, const char *name, const double *numbers, size_t count,
                                    lociq_error *error) {
  if (count < 1 || count > 2)
    return lociq_error_set(error, LOCIQ_INVALID, "attribute %s has %zu numbers: expected 1 or 2", name, count);
  return add_attribute(cube, name, NULL, numbers, count, error);
}

static lociq_status copy_attributes(const lociq_cube *from, lociq_cube *to, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; status == LOCIQ_OK && i < from->attribute_count; i++) {
    const lociq_attribute *attribute = &from->attributes[i];
    status = add_attribute(to, attribute->name, attribute->text, attribute->numbers, attribute->count, error);
  }
  return status;
}

lociq_status lociq_cube_copy_description(const lociq_cube *cube, lociq_cube **copy, lociq_error *error) {
  lociq_cube *made = NULL;
  lociq_status status = lociq_cube_create(cube->name, cube->kind, cube->shape, &made, error);
  if (made == NULL) return status;
  status = lociq_cube_set_text(&made->unit, cube->unit, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->title, cube->title, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->source, cube->source, error);
  if (status == LOCIQ_OK) status = copy_attributes(cube, made, error);
  if (status == LOCIQ_OK)
    *copy = made;
  else
    lociq_cube_free(made);
  return status;
}

const lociq_attribute *lociq_cube_attribute(const lociq_cube *cube, const char *name) {
  for (size_t i = 0; i < cube->attribute_count; i++)
    if (strcmp(cube->attributes[i].name, name) == 0) return &cube->attributes[i];
  return NULL;
}

unsigned lociq_cube_part_shape(const lociq_cube *cube, lociq_part part) {
  if (part == LOCIQ_BODY) return cube->shape;
  const unsigned by_industry = cube->shape & LOCIQ_BY_INDUSTRY;
  return lociq_part_kinds[part].shape & (by_industry | ~(unsigned)LOCIQ_BY_INDUSTRY);
}

lociq_status lociq_cube_allocate(lociq_cube *cube, lociq_part part, size_t count, bool flags, lociq_error *error) {
  lociq_grid *grid = &cube->parts[part];
  if (grid->values != NULL && grid->count != count)
    return lociq_error_set(error, LOCIQ_INVALID, "%s%s has %zu values, not %zu", cube->name,
                           lociq_part_kinds[part].suffix, grid->count, count);
  double *values = grid->values;
  uint16_t *words = grid->flags;
  if (values == NULL) values = lociq_allocate_aligned(count, sizeof *values);
  if (flags && words == NULL) words = lociq_allocate(count, sizeof *words);
  if (values == NULL || (flags && words == NULL)) {
    if (values != grid->values) free(values);
    if (words != grid->flags) free(words);
    return lociq_memory_error(error, cube->name);
  }
  if (grid->values == NULL) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++) values[i] = (double)NAN;
  }
  *grid = (lociq_grid){.values = values, .flags = words, .count = count};
  return LOCIQ_OK;
}
