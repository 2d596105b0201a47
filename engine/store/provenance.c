/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <lociq/lociq.h>
#include <string.h>
#include <time.h>

#include "core/memory.h"
#include "store/file.h"

static const char provenance_name[] = "provenance";

/* Parses, so that what is added later is added to something of the right form. */
static json_t *parse(const char *text) {
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  if (json_is_object(root) && json_is_array(json_object_get(root, "events"))) return root;
  json_decref(root);
  return NULL;
}

static lociq_status keep(lociq_store *store, const json_t *root, lociq_error *error) {
  /* jansson allocates by itself; the copy is one that a test can refuse. */
  char *dumped = root == NULL ? NULL : json_dumps(root, JSON_INDENT(1));
  char *text = dumped == NULL ? NULL : lociq_copy_text(dumped);
  free(dumped);
  if (text == NULL) return lociq_memory_error(error, "the provenance");
  free(store->provenance);
  store->provenance = text;
  return LOCIQ_OK;
}

lociq_status lociq_provenance_read(lociq_store *store, lociq_error *error) {
  json_t *root = NULL;
  lociq_status status = LOCIQ_OK;
  if (lociq_dataset_exists(store, provenance_name)) {
    char **texts = NULL;
    status = lociq_texts_read(store, provenance_name, 1, &texts, error);
    if (status != LOCIQ_OK) return status;
    root = parse(texts[0]);
    lociq_texts_free(texts, 1);
    if (root == NULL)
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the provenance is no JSON object with events", store->path);
  } else {
    root = json_pack("{s:s+, s:[]}", "engine", "lociq ", lociq_version(), "events");
  }
  status = keep(store, root, error);
  json_decref(root);
  return status;
}

const char *lociq_store_provenance(const lociq_store *store) { return store->provenance; }

/* Paths and command lines may hold any bytes; JSON holds UTF-8. Other bytes are
 * written as they are printed in messages. */
static json_t *text_of(const char *text) {
  if (text == NULL) return json_null();
  if (lociq_text_is_utf8(text)) return json_string(text);
  lociq_error escaped = {0};
  char *plain = lociq_copy_text(text);
  if (plain == NULL) return NULL;
  for (char *next = plain; *next != '\0'; next++)
    if ((unsigned char)*next >= 0x80u) *next = '?';
  (void)lociq_error_set(&escaped, LOCIQ_INVALID, "%s", plain);
  free(plain);
  return json_string(escaped.message);
}

/* Takes the value; false when there is none. */
static bool set(json_t *object, const char *key, json_t *value) {
  return value != NULL && json_object_set_new(object, key, value) == 0;
}

static json_t *input_of(const lociq_input *input) {
  json_t *made = json_object();
  if (set(made, "path", text_of(input->path)) && set(made, "bytes", json_integer((json_int_t)input->bytes)) &&
      set(made, "sha256", text_of(input->sha256)) && set(made, "reader", text_of(input->reader)))
    return made;
  json_decref(made);
  return NULL;
}

static json_t *option_of(const lociq_attribute *option) {
  if (option->count == 0) return text_of(option->text);
  if (option->count == 1) return json_real(option->numbers[0]);
  return json_pack("[f,f]", option->numbers[0], option->numbers[1]);
}

static json_t *event_of(const lociq_event *event) {
  char now[32];
  struct tm moment;
  const time_t seconds = time(NULL);
  (void)strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &moment));
  json_t *made = json_object(), *inputs = json_array(), *options = json_object();
  bool fine = made != NULL && inputs != NULL && options != NULL;
  for (size_t i = 0; fine && i < event->input_count; i++) {
    json_t *input = input_of(&event->inputs[i]);
    fine = input != NULL && json_array_append_new(inputs, input) == 0;
  }
  for (size_t i = 0; fine && i < event->option_count; i++)
    fine = set(options, event->options[i].name, option_of(&event->options[i]));
  fine = fine && set(made, "command", text_of(event->command)) && set(made, "time", json_string(now));
  fine = fine && set(made, "engine", json_string(lociq_version()));
  if (fine && json_object_set(made, "inputs", inputs) == 0 && json_object_set(made, "options", options) == 0) {
    json_decref(inputs);
    json_decref(options);
    return made;
  }
  json_decref(inputs);
  json_decref(options);
  json_decref(made);
  return NULL;
}

/* One variable-length text without dimensions. Written over where it is there:
 * deleting it would leave the old text in the file's heap. */
static lociq_status write_text(lociq_store *store, lociq_error *error) {
  const char *text = store->provenance;
  hid_t dataset = -1;
  const hid_t type = lociq_text_type(), space = H5Screate(H5S_SCALAR), properties = H5Pcreate(H5P_DATASET_CREATE);
  const bool there = lociq_dataset_exists(store, provenance_name);
  lociq_status status = LOCIQ_OK;
  if (properties >= 0) (void)H5Pset_attr_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  dataset = there ? H5Dopen2(store->file, provenance_name, H5P_DEFAULT)
                  : H5Dcreate2(store->file, provenance_name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
  if (dataset < 0 || H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &text) < 0)
    status = lociq_hdf5_error(error, LOCIQ_IO, "%s: cannot write the provenance", store->path);
  if (status == LOCIQ_OK && !there) status = lociq_attribute_write_text(dataset, "lociq_kind", "provenance", error);
  if (status == LOCIQ_OK && !there)
    status = lociq_attribute_write_text(dataset, "long_name", "what was done, with which inputs, as JSON", error);
  lociq_hdf5_close(dataset);
  lociq_hdf5_close(properties);
  lociq_hdf5_close(space);
  lociq_hdf5_close(type);
  return status;
}

/* Adds an array of events, and writes the whole. */
static lociq_status append(lociq_store *store, json_t *events, lociq_error *error) {
  json_t *root = parse(store->provenance);
  lociq_status status = LOCIQ_OK;
  if (root == NULL || events == NULL || json_array_extend(json_object_get(root, "events"), events) != 0)
    status = lociq_memory_error(error, "the provenance");
  if (status == LOCIQ_OK) status = keep(store, root, error);
  json_decref(root);
  if (status != LOCIQ_OK) return status;
  store->broken = true;
  status = lociq_store_reserve(store, strlen(store->provenance), error);
  if (status == LOCIQ_OK) status = write_text(store, error);
  store->broken = status != LOCIQ_OK;
  return status;
}

static lociq_status record(lociq_store *store, const lociq_event *event, lociq_error *error) {
  lociq_status status = lociq_store_writable(store, error);
  if (status != LOCIQ_OK) return status;
  json_t *events = json_array(), *made = event_of(event);
  if (events == NULL || made == NULL || json_array_append(events, made) != 0)
    status = lociq_memory_error(error, "the provenance");
  if (status == LOCIQ_OK) status = append(store, events, error);
  json_decref(made);
  json_decref(events);
  return status;
}

static lociq_status inherit(lociq_store *store, const lociq_store *from, lociq_error *error) {
  lociq_status status = lociq_store_writable(store, error);
  if (status != LOCIQ_OK) return status;
  json_t *root = parse(from->provenance);
  status = append(store, root == NULL ? NULL : json_object_get(root, "events"), error);
  json_decref(root);
  return status;
}

lociq_status lociq_store_inherit(lociq_store *store, const lociq_store *from, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  lociq_organisations *organisations = NULL;
  lociq_status status = inherit(store, from, error);
  if (status == LOCIQ_OK) status = lociq_organisations_load(from, &organisations, error);
  if (status == LOCIQ_OK) status = lociq_organisations_put(store, organisations, error);
  lociq_organisations_free(organisations);
  lociq_hdf5_restore(printer);
  return status;
}

lociq_status lociq_store_record(lociq_store *store, const lociq_event *event, lociq_error *error) {
  const lociq_hdf5_printer printer = lociq_hdf5_quiet(store->refusal);
  lociq_status status = lociq_store_unshare(store, error);
  if (status == LOCIQ_OK && store->ranks.own == 0) status = record(store, event, error);
  status = lociq_ranks_agree(store->ranks, status, error);
  lociq_hdf5_restore(printer);
  return status;
}
