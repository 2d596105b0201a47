/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/memo.h"

#include <lociq/lociq.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "plan/memo_panel.h"
#include "read/digest.h"

/* ---- the key */

static lociq_status add_texts(lociq_digesting *digesting, const char *const *texts, size_t count, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++)
    status = lociq_digesting_add_text(digesting, texts[i], error);
  return status;
}

static lociq_status add_filters(const lociq_plan *plan, const lociq_texts *where, lociq_digesting *digesting,
                                lociq_error *error) {
  const char *const *dimensions = lociq_plan_dimensions(plan);
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; where != NULL && dimensions[i] != NULL && status == LOCIQ_OK; i++) {
    if (where[i].items_count == 0) continue;
    status = lociq_digesting_add_text(digesting, dimensions[i], error);
    if (status == LOCIQ_OK)
      status = add_texts(digesting, (const char *const *)where[i].items, where[i].items_count, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, NULL, error);
  }
  return status;
}

lociq_status lociq_memo_key_make(const lociq_plan *plan, const lociq_plan_import *import, const lociq_input *inputs,
                                 size_t count, lociq_memo_key *key, lociq_error *error) {
  const char *const texts[] = {lociq_version(),    import->format,    import->measure, import->unit,
                               import->level,      import->vintage,   import->year,    import->regions,
                               import->industries, import->duplicates};
  lociq_digesting *digesting = NULL;
  lociq_digest digest;
  lociq_status status = lociq_digesting_create(&digesting, error);
  if (status == LOCIQ_OK) status = add_texts(digesting, texts, sizeof texts / sizeof *texts, error);
  if (status == LOCIQ_OK) status = add_filters(plan, import->where, digesting, error);
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++) {
    const char *const file[] = {inputs[i].path, inputs[i].sha256};
    status = add_texts(digesting, file, sizeof file / sizeof *file, error);
  }
  if (status == LOCIQ_OK) status = lociq_digesting_finish(digesting, &digest, error);
  if (status == LOCIQ_OK) (void)snprintf(key->text, sizeof key->text, "%s", digest.sha256);
  lociq_digesting_free(digesting);
  return status;
}

/* ---- making */

static bool set(json_t *object, const char *name, json_t *value) {
  return value != NULL && json_object_set_new(object, name, value) == 0;
}

static json_t *attribute_of(const lociq_attribute *attribute) {
  if (attribute->count == 0) return json_pack("[s,s]", attribute->name, attribute->text == NULL ? "" : attribute->text);
  return attribute->count == 1 ? json_pack("[s,f]", attribute->name, attribute->numbers[0])
                               : json_pack("[s,f,f]", attribute->name, attribute->numbers[0], attribute->numbers[1]);
}

static json_t *measure_of(const lociq_cube *cube) {
  unsigned parts = 0, flags = 0;
  for (unsigned part = 0; part < LOCIQ_PARTS; part++) {
    if (cube->parts[part].values != NULL) parts |= 1u << part;
    if (cube->parts[part].flags != NULL) flags |= 1u << part;
  }
  json_t *attributes = json_array();
  for (size_t i = 0; i < cube->attribute_count; i++)
    if (json_array_append_new(attributes, attribute_of(&cube->attributes[i])) != 0) {
      json_decref(attributes);
      return NULL;
    }
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:i, s:i, s:o}", "name", cube->name, "kind", cube->kind, "unit",
                   cube->unit, "title", cube->title, "source", cube->source, "shape", (int)cube->shape, "parts",
                   (int)parts, "flags", (int)flags, "attributes", attributes);
}

static json_t *measures_of(const lociq_panel *panel) {
  json_t *made = json_array();
  for (size_t i = 0; i < panel->cube_count && made != NULL; i++)
    if (json_array_append_new(made, measure_of(panel->cubes[i])) != 0) {
      json_decref(made);
      made = NULL;
    }
  return made;
}

lociq_status lociq_memo_make(const lociq_memo_key *key, const lociq_panel *panel, const char *account, lociq_memo *memo,
                             lociq_error *error) {
  lociq_memo made = {.said = json_object()};
  lociq_digest values = {0};
  lociq_status status = lociq_panel_digest(panel, &values, error);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS && status == LOCIQ_OK; kind++)
    status = lociq_axis_copy(panel->axes[kind], &made.axes[kind], error);
  const bool noted = set(made.said, "key", json_string(key->text)) &&
                     set(made.said, "values", json_string(values.sha256)) &&
                     set(made.said, "measures", measures_of(panel)) && set(made.said, "account", json_string(account));
  if (status == LOCIQ_OK && noted)
    *memo = made;
  else
    lociq_memo_clear(&made);
  return status;
}

void lociq_memo_clear(lociq_memo *memo) {
  json_decref(memo->said);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) lociq_axis_free(memo->axes[kind]);
  *memo = (lociq_memo){0};
}

/* ---- as text */

/* "0-7,9": where the members of an axis lie on another, which holds them all. */
static char *places_of(const lociq_axis *axis, const lociq_axis *all) {
  enum { RANGE = 48 };
  const size_t count = lociq_axis_count(axis);
  size_t length = 0, size = 1;
  char *text = lociq_allocate(1, 1);
  for (size_t i = 0; i < count && text != NULL;) {
    const size_t first = lociq_axis_find(all, lociq_axis_code(axis, i));
    size_t last = first;
    for (i++; i < count && lociq_axis_find(all, lociq_axis_code(axis, i)) == last + 1; i++) last++;
    if (size - length < RANGE) {
      size = 2 * size + RANGE;
      char *grown = lociq_resize(text, size, 1);
      if (grown == NULL) free(text);
      text = grown;
    }
    if (text != NULL)
      length += (size_t)snprintf(text + length, size - length, "%s%zu-%zu", length == 0 ? "" : ",", first, last);
  }
  return text;
}

lociq_status lociq_memo_format(const lociq_memo *memo, const lociq_panel *store, char **text, lociq_error *error) {
  json_t *axes = json_object();
  lociq_status status = axes == NULL ? lociq_memory_error(error, "a memo") : LOCIQ_OK;
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS && status == LOCIQ_OK; kind++) {
    lociq_digest digest;
    char *places = places_of(memo->axes[kind], store->axes[kind]);
    status = places == NULL ? lociq_memory_error(error, "a memo") : lociq_axis_digest(memo->axes[kind], &digest, error);
    if (status == LOCIQ_OK &&
        !set(axes, lociq_axis_kind_name((lociq_axis_kind)kind), json_pack("[s,s]", places, digest.sha256)))
      status = lociq_memory_error(error, "a memo");
    free(places);
  }
  char *dumped = NULL;
  if (status == LOCIQ_OK && json_object_set(memo->said, "axes", axes) == 0)
    dumped = json_dumps(memo->said, JSON_COMPACT | JSON_SORT_KEYS);
  json_decref(axes);
  if (status == LOCIQ_OK && (*text = dumped == NULL ? NULL : lociq_copy_text(dumped)) == NULL)
    status = lociq_memory_error(error, "a memo");
  free(dumped);
  return status;
}
