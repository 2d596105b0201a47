/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/memory.h"
#include "plan/memo.h"
#include "plan/memo_panel.h"

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text == NULL ? "" : text;
}

/* ---- the last run */

/* The last event with memos is the last run, whatever was done to the store since. */
static const json_t *find_run(const json_t *provenance) {
  const json_t *events = json_object_get(provenance, "events");
  for (size_t i = json_array_size(events); i > 0; i--) {
    const json_t *event = json_array_get(events, i - 1);
    if (json_object_get(json_object_get(event, "options"), "import 1") != NULL) return event;
  }
  return NULL;
}

lociq_status lociq_recollection_open(const char *path, lociq_recollection *recollection, lociq_error *error) {
  lociq_recollection made = {0};
  const lociq_status status = lociq_store_open(path, LOCIQ_STORE_READ, &made.store, NULL);
  if (status == LOCIQ_NO_MEMORY) return lociq_memory_error(error, "the last run");
  if (status == LOCIQ_OK) {
    made.provenance = json_loads(lociq_store_provenance(made.store), 0, NULL);
    made.event = find_run(made.provenance);
  }
  *recollection = made;
  return LOCIQ_OK;
}

void lociq_recollection_close(lociq_recollection *recollection) {
  lociq_store_close(recollection->store);
  lociq_panel_free(recollection->read);
  json_decref(recollection->provenance);
  *recollection = (lociq_recollection){0};
}

const char *lociq_recollection_reader(const lociq_recollection *recollection, const lociq_input *input) {
  const json_t *inputs = json_object_get(recollection->event, "inputs");
  for (size_t i = 0; i < json_array_size(inputs); i++) {
    const json_t *then = json_array_get(inputs, i);
    if (strcmp(text_of(then, "path"), input->path) == 0 && strcmp(text_of(then, "sha256"), input->sha256) == 0)
      return json_string_value(json_object_get(then, "reader"));
  }
  return NULL;
}

/* The memo of that key, parsed; the caller's. */
static json_t *find_memo(const lociq_recollection *recollection, const lociq_memo_key *key) {
  const char *name = NULL;
  json_t *option = NULL, *options = json_object_get(recollection->event, "options");
  json_object_foreach(options, name, option) {
    if (strncmp(name, "import ", sizeof "import " - 1) != 0) continue;
    json_t *memo = json_loads(json_string_value(option) == NULL ? "" : json_string_value(option), 0, NULL);
    if (strcmp(text_of(memo, "key"), key->text) == 0) return memo;
    json_decref(memo);
  }
  return NULL;
}

/* ---- a panel of it */

/* A measure with all its parts, read once. */
static lociq_status find_measure(lociq_recollection *recollection, const char *name, const lociq_cube **measure,
                                 lociq_error *error) {
  lociq_cube *cube = recollection->read == NULL ? NULL : lociq_panel_find(recollection->read, name);
  lociq_status status = LOCIQ_OK;
  if (recollection->read == NULL) status = lociq_panel_create(&recollection->read, error);
  if (status == LOCIQ_OK && cube == NULL) {
    status = lociq_store_load(recollection->store, name, &cube, error);
    if (status != LOCIQ_OK) return status;
    status = lociq_panel_add(recollection->read, cube, error);
    if (status != LOCIQ_OK) lociq_cube_free(cube);
  }
  *measure = cube;
  return status;
}

static lociq_status add_attribute(const json_t *said, lociq_cube *cube, lociq_error *error) {
  const char *name = json_string_value(json_array_get(said, 0)), *text = json_string_value(json_array_get(said, 1));
  if (name == NULL) return lociq_error_set(error, LOCIQ_BAD_INPUT, "a memo has an attribute without a name");
  if (text != NULL) return lociq_cube_add_text(cube, name, text, error);
  const double numbers[2] = {json_number_value(json_array_get(said, 1)), json_number_value(json_array_get(said, 2))};
  return lociq_cube_add_numbers(cube, name, numbers, json_array_size(said) - 1, error);
}

static lociq_status describe_measure(const json_t *said, lociq_cube **cube, lociq_error *error) {
  const unsigned shape = (unsigned)json_integer_value(json_object_get(said, "shape"));
  const json_t *attributes = json_object_get(said, "attributes");
  lociq_cube *made = NULL;
  lociq_status status = lociq_cube_create(text_of(said, "name"), text_of(said, "kind"), shape, &made, error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->unit, text_of(said, "unit"), error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->title, text_of(said, "title"), error);
  if (status == LOCIQ_OK) status = lociq_cube_set_text(&made->source, text_of(said, "source"), error);
  for (size_t i = 0; i < json_array_size(attributes) && status == LOCIQ_OK; i++)
    status = add_attribute(json_array_get(attributes, i), made, error);
  if (status == LOCIQ_OK)
    *cube = made;
  else
    lociq_cube_free(made);
  return status;
}

static lociq_status recall_measure(lociq_recollection *recollection, const json_t *said, lociq_panel *panel,
                                   lociq_error *error) {
  const unsigned parts = (unsigned)json_integer_value(json_object_get(said, "parts"));
  const unsigned flags = (unsigned)json_integer_value(json_object_get(said, "flags"));
  const lociq_cube *whole = NULL;
  lociq_cube *cube = NULL;
  lociq_status status = describe_measure(said, &cube, error);
  if (status == LOCIQ_OK) status = find_measure(recollection, cube->name, &whole, error);
  for (unsigned part = 0; part < LOCIQ_PARTS && status == LOCIQ_OK; part++)
    if ((parts >> part & 1u) != 0)
      status = lociq_part_extract(lociq_store_panel(recollection->store), whole, panel->axes, (lociq_part)part,
                                  (flags >> part & 1u) != 0, cube, error);
  if (status == LOCIQ_OK) status = lociq_panel_add(panel, cube, error);
  if (status != LOCIQ_OK) lociq_cube_free(cube);
  return status;
}

static lociq_status recall_axes(const lociq_recollection *recollection, const json_t *memo, lociq_panel *panel,
                                lociq_error *error) {
  const lociq_panel *held = lociq_store_panel(recollection->store);
  lociq_status status = LOCIQ_OK;
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS && status == LOCIQ_OK; kind++) {
    const json_t *axis = json_object_get(json_object_get(memo, "axes"), lociq_axis_kind_name((lociq_axis_kind)kind));
    const char *places = json_string_value(json_array_get(axis, 0));
    const char *digest = json_string_value(json_array_get(axis, 1));
    if (places != NULL && digest != NULL)
      status = lociq_axis_extract(held->axes[kind], places, digest, &panel->axes[kind], error);
    if (status == LOCIQ_OK && panel->axes[kind] == NULL)
      status = lociq_error_set(error, LOCIQ_INVALID, "the axes are others");
  }
  return status;
}

static lociq_status recall(lociq_recollection *recollection, const json_t *memo, lociq_panel **panel,
                           lociq_error *error) {
  const json_t *measures = json_object_get(memo, "measures");
  lociq_panel *made = NULL;
  lociq_digest digest;
  lociq_status status = lociq_panel_create(&made, error);
  if (status == LOCIQ_OK) status = recall_axes(recollection, memo, made, error);
  for (size_t i = 0; i < json_array_size(measures) && status == LOCIQ_OK; i++)
    status = recall_measure(recollection, json_array_get(measures, i), made, error);
  if (status == LOCIQ_OK) status = lociq_panel_digest(made, &digest, error);
  if (status == LOCIQ_OK && strcmp(digest.sha256, text_of(memo, "values")) != 0)
    status = lociq_error_set(error, LOCIQ_INVALID, "the values are others");
  if (status == LOCIQ_OK)
    *panel = made;
  else
    lociq_panel_free(made);
  return status;
}

lociq_status lociq_recollection_find(lociq_recollection *recollection, const lociq_memo_key *key, lociq_panel **panel,
                                     char **account, lociq_error *error) {
  json_t *memo = recollection->event == NULL ? NULL : find_memo(recollection, key);
  lociq_error told = {0};
  lociq_panel *made = NULL;
  *panel = NULL;
  if (memo == NULL) return LOCIQ_OK;
  const lociq_status status = recall(recollection, memo, &made, &told);
  char *text = status == LOCIQ_OK ? lociq_copy_text(text_of(memo, "account")) : NULL;
  json_decref(memo);
  if (status == LOCIQ_NO_MEMORY || (status == LOCIQ_OK && text == NULL)) {
    lociq_panel_free(made);
    return lociq_memory_error(error, "a memo");
  }
  if (status != LOCIQ_OK) return LOCIQ_OK; /* whatever it is: the files are read again */
  *panel = made;
  *account = text;
  return LOCIQ_OK;
}
