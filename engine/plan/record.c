/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/record.h"

#include <inttypes.h>
#include <jansson.h>
#include <lociq/lociq.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

/* --- Taking --- */

static lociq_status take_input(const lociq_plan *plan, const lociq_plan_file *file, lociq_input *input,
                               lociq_error *error) {
  lociq_digest digest;
  const lociq_status status = lociq_digest_file(file->path, &digest, error);
  if (status != LOCIQ_OK) {
    lociq_document_locate(&plan->document, file->place, error);
    return status;
  }
  input->path = lociq_copy_text(file->path);
  input->reader = lociq_copy_text(file->reader);
  input->bytes = digest.bytes;
  memcpy(input->sha256, digest.sha256, sizeof digest.sha256);
  return input->path == NULL || input->reader == NULL ? lociq_memory_error(error, "a record") : LOCIQ_OK;
}

lociq_status lociq_record_take(const lociq_plan *plan, const lociq_plan_paths *paths, lociq_record *record,
                               lociq_error *error) {
  lociq_record made = {0};
  made.inputs = lociq_allocate(paths->input_count, sizeof *made.inputs);
  made.outputs = lociq_allocate(paths->output_count, sizeof *made.outputs);
  made.memos = lociq_allocate(plan->content->import_count, sizeof *made.memos);
  made.steps = json_object();
  if (made.inputs == NULL || made.outputs == NULL || made.memos == NULL || made.steps == NULL) {
    lociq_record_clear(&made);
    return lociq_memory_error(error, "a record");
  }
  made.memo_count = plan->content->import_count;
  lociq_status status = lociq_digest_bytes(plan->document.bytes, plan->document.size, &made.plan, error);
  while (status == LOCIQ_OK && made.input_count < paths->input_count) {
    status = take_input(plan, &paths->inputs[made.input_count], &made.inputs[made.input_count], error);
    made.input_count++;
  }
  if (status == LOCIQ_OK)
    *record = made;
  else
    lociq_record_clear(&made);
  return status;
}

void lociq_record_clear(lociq_record *record) {
  for (size_t i = 0; i < record->input_count; i++) {
    free(record->inputs[i].path);
    free(record->inputs[i].reader);
  }
  for (size_t i = 0; i < record->memo_count; i++) lociq_memo_clear(&record->memos[i]);
  json_decref(record->steps);
  free(record->inputs);
  free(record->outputs);
  free(record->memos);
  *record = (lociq_record){0};
}

/* --- Comparing --- */

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text == NULL ? "" : text;
}

/* How an output stands among the options of the event. */
static char *output_name(const lociq_plan_file *file) {
  const size_t size = strlen(file->name) + sizeof "output ";
  char *name = lociq_allocate(size, 1);
  if (name != NULL) (void)snprintf(name, size, "output %s", file->name);
  return name;
}

static void output_text(const lociq_digest *digest, char *text, size_t size) {
  (void)snprintf(text, size, "%" PRIu64 " bytes, SHA-256 %s", digest->bytes, digest->sha256);
}

/* The event's inputs are the plan and then those of the plan. */
static const char *changed_input(const json_t *inputs, const lociq_plan_paths *paths, const lociq_record *record) {
  for (size_t i = 0; i < record->input_count; i++) {
    const json_t *then = json_array_get(inputs, i + 1);
    if (json_integer_value(json_object_get(then, "bytes")) != (json_int_t)record->inputs[i].bytes ||
        strcmp(text_of(then, "sha256"), record->inputs[i].sha256) != 0)
      return paths->inputs[i].name;
  }
  return NULL;
}

static lociq_status compare_outputs(const json_t *options, const lociq_plan_paths *paths, lociq_standing *standing,
                                    lociq_error *error) {
  for (size_t i = 0; i < paths->output_count && standing->reason[0] == '\0'; i++) {
    const lociq_plan_file *file = &paths->outputs[i];
    lociq_digest digest;
    lociq_error told = {0};
    char text[128] = "";
    const lociq_status status = lociq_digest_file(file->path, &digest, &told);
    if (status == LOCIQ_NO_MEMORY) return lociq_memory_error(error, "a record");
    if (status == LOCIQ_OK) output_text(&digest, text, sizeof text);
    char *name = output_name(file);
    if (name == NULL) return lociq_memory_error(error, "a record");
    if (status != LOCIQ_OK)
      (void)snprintf(standing->reason, sizeof standing->reason, "%s is not there", file->name);
    else if (strcmp(text_of(options, name), text) != 0)
      (void)snprintf(standing->reason, sizeof standing->reason, "%s has changed", file->name);
    free(name);
  }
  return LOCIQ_OK;
}

static lociq_status compare_event(const json_t *event, const lociq_plan_paths *paths, const lociq_record *record,
                                  lociq_standing *standing, lociq_error *error) {
  const json_t *options = json_object_get(event, "options"), *inputs = json_object_get(event, "inputs");
  const char *version = text_of(options, "engine"), *input = changed_input(inputs, paths, record);
  (void)snprintf(standing->since, sizeof standing->since, "%s", text_of(event, "time"));
  char *reason = standing->reason;
  const size_t size = sizeof standing->reason;
  if (strcmp(text_of(json_array_get(inputs, 0), "reader"), "plan") != 0)
    (void)snprintf(reason, size, "the store was last written by `%s`", text_of(event, "command"));
  else if (strcmp(text_of(json_array_get(inputs, 0), "sha256"), record->plan.sha256) != 0)
    (void)snprintf(reason, size, "the plan has changed");
  else if (strcmp(version, lociq_version()) != 0)
    (void)snprintf(reason, size, "the engine was %s and is %s", version, lociq_version());
  else if (input != NULL)
    (void)snprintf(reason, size, "%s has changed", input);
  else {
    const lociq_status status = compare_outputs(options, paths, standing, error);
    if (status != LOCIQ_OK) return status;
  }
  standing->current = reason[0] == '\0';
  return LOCIQ_OK;
}

lociq_status lociq_record_compare(const lociq_plan_paths *paths, const lociq_record *record, lociq_standing *standing,
                                  lociq_error *error) {
  lociq_store *store = NULL;
  lociq_error told = {0};
  *standing = (lociq_standing){0};
  const lociq_status opened = lociq_store_open(paths->store.path, LOCIQ_STORE_READ, &store, &told);
  if (opened == LOCIQ_NOT_FOUND) return LOCIQ_OK;
  if (opened != LOCIQ_OK) return lociq_error_set(error, opened, "%s", told.message);
  json_t *provenance = json_loads(lociq_store_provenance(store), 0, NULL);
  const json_t *events = json_object_get(provenance, "events");
  const size_t count = json_array_size(events);
  const lociq_status status =
      count == 0 ? LOCIQ_OK : compare_event(json_array_get(events, count - 1), paths, record, standing, error);
  json_decref(provenance);
  lociq_store_close(store);
  return status;
}

/* --- Keeping --- */

/* How a memo stands among the options of the event; none is left out, so that the first tells of the others. */
static lociq_status make_memo(const lociq_record *record, size_t i, const lociq_store *store, lociq_attribute *option,
                              lociq_error *error) {
  enum { SIZE = 32 };
  char name[SIZE];
  (void)snprintf(name, sizeof name, "import %zu", i + 1);
  option->name = lociq_copy_text(name);
  if (record->memos[i].said != NULL)
    return lociq_memo_format(&record->memos[i], lociq_store_panel(store), &option->text, error);
  option->text = lociq_copy_text("");
  return LOCIQ_OK;
}

static lociq_status make_options(const lociq_plan_paths *paths, const lociq_record *record, const lociq_store *store,
                                 lociq_attribute *options, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  options[0] = (lociq_attribute){.name = lociq_copy_text("engine"), .text = lociq_copy_text(lociq_version())};
  for (size_t i = 0; i < paths->output_count; i++) {
    char text[128];
    output_text(&record->outputs[i], text, sizeof text);
    options[i + 1] = (lociq_attribute){.name = output_name(&paths->outputs[i]), .text = lociq_copy_text(text)};
  }
  const size_t first = paths->output_count + 1;
  for (size_t i = 0; i < record->memo_count && status == LOCIQ_OK; i++)
    status = make_memo(record, i, store, &options[first + i], error);
  const char *name = NULL;
  json_t *memo = NULL;
  size_t count = first + record->memo_count;
  json_object_foreach(record->steps, name, memo) options[count++] =
      (lociq_attribute){.name = lociq_copy_text(name), .text = lociq_copy_text(json_string_value(memo))};
  for (size_t i = 0; i < count && status == LOCIQ_OK; i++)
    if (options[i].name == NULL || options[i].text == NULL) status = lociq_memory_error(error, "a record");
  return status;
}

lociq_status lociq_record_keep(const lociq_plan *plan, const lociq_plan_paths *paths, const lociq_record *record,
                               lociq_store *store, lociq_error *error) {
  const size_t option_count = paths->output_count + 1 + record->memo_count + json_object_size(record->steps);
  char command[512];
  (void)snprintf(command, sizeof command, "lociq run %s", plan->document.path);
  lociq_status status = LOCIQ_OK;
  lociq_attribute *options = lociq_allocate(option_count, sizeof *options);
  lociq_input *inputs = lociq_allocate(record->input_count + 1, sizeof *inputs);
  lociq_input own = {
      .path = lociq_copy_text(plan->document.path), .reader = lociq_copy_text("plan"), .bytes = record->plan.bytes};
  memcpy(own.sha256, record->plan.sha256, sizeof own.sha256);
  if (options == NULL || inputs == NULL || own.path == NULL || own.reader == NULL) {
    status = lociq_memory_error(error, "a record");
    goto done;
  }
  status = make_options(paths, record, store, options, error);
  if (status != LOCIQ_OK) goto done;
  inputs[0] = own;
  if (record->input_count > 0) memcpy(inputs + 1, record->inputs, record->input_count * sizeof *inputs);
  const lociq_event event = {.command = command,
                             .inputs = inputs,
                             .input_count = record->input_count + 1,
                             .options = options,
                             .option_count = option_count};
  status = lociq_store_record(store, &event, error);
done:
  for (size_t i = 0; options != NULL && i < option_count; i++) {
    free(options[i].name);
    free(options[i].text);
  }
  free(options);
  free(inputs);
  free(own.path);
  free(own.reader);
  return status;
}
