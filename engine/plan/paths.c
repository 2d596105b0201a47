/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/paths.h"

#include <lociq/axis.h>
#include <lociq/composite.h>
#include <lociq/compute.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "plan/partners.h"

enum { PLACE_SIZE = 64 };

/* These give false where there is no memory. */
static bool set_file(const lociq_plan *plan, const char *name, const char *place, lociq_plan_file *file) {
  *file = (lociq_plan_file){.name = name,
                            .path = lociq_document_beside(&plan->document, name),
                            .place = lociq_copy_text(place),
                            .reader = "labels"};
  return file->path != NULL && file->place != NULL;
}

static void clear_file(lociq_plan_file *file) {
  free(file->path);
  free(file->place);
}

static size_t most_inputs(const lociq_plan *plan) {
  const lociq_plan_content *content = plan->content;
  size_t options = 0;
  while (lociq_plan_option_names(plan)[options] != NULL) options++;
  size_t count = options * content->compute_count + (size_t)2 * content->harmonise_count +
                 (size_t)2 * content->composite_count + content->registers_count + (size_t)2 * content->export_count +
                 (size_t)3 * content->report_count;
  for (size_t i = 0; i < content->import_count; i++) count += content->import[i].files_count + (size_t)2;
  return count;
}

static bool set_registers(const lociq_plan *plan, lociq_plan_paths *paths) {
  bool set = true;
  for (size_t i = 0; i < plan->content->registers_count && set; i++) {
    char place[PLACE_SIZE];
    (void)snprintf(place, sizeof place, "register[%zu]", i);
    lociq_plan_file *file = &paths->inputs[paths->input_count++];
    set = set_file(plan, plan->content->registers[i], place, file);
    file->reader = "organisations";
  }
  return set;
}

/* Options of the catalogue that name files. */
static bool set_files_of_options(const lociq_plan *plan, lociq_plan_paths *paths) {
  const char *const *names = lociq_plan_option_names(plan);
  bool set = true;
  for (size_t i = 0; i < plan->content->compute_count; i++) {
    char *const *options = plan->content->compute[i].options;
    for (size_t k = 0; names[k] != NULL && options != NULL && set; k++) {
      char place[PLACE_SIZE];
      if (options[k] == NULL || !lociq_setting_names_file(&(lociq_setting){names[k], options[k]})) continue;
      (void)snprintf(place, sizeof place, "compute[%zu].options.%s", i, names[k]);
      lociq_plan_file *file = &paths->inputs[paths->input_count++];
      set = set_file(plan, options[k], place, file);
      file->reader = names[k];
    }
  }
  return set;
}

static bool set_inputs(const lociq_plan *plan, lociq_plan_paths *paths) {
  const lociq_plan_content *content = plan->content;
  bool set = true;
  for (size_t i = 0; i < content->import_count && set; i++) {
    const lociq_plan_import *import = &content->import[i];
    const char *const names[] = {import->regions, import->industries}, *const keys[] = {"regions", "industries"};
    char place[PLACE_SIZE];
    for (size_t j = 0; j < import->files_count && set; j++) {
      (void)snprintf(place, sizeof place, "import[%zu].files[%zu]", i, j);
      set = set_file(plan, import->files[j], place, &paths->inputs[paths->input_count++]);
    }
    for (size_t j = 0; j < 2 && set; j++) {
      if (names[j] == NULL) continue;
      (void)snprintf(place, sizeof place, "import[%zu].%s", i, keys[j]);
      set = set_file(plan, names[j], place, &paths->inputs[paths->input_count++]);
    }
  }
  return set;
}

/* The concordances and labels of the conversions. */
static bool set_concordances(const lociq_plan *plan, lociq_plan_paths *paths) {
  const lociq_plan_content *content = plan->content;
  bool set = true;
  for (size_t i = 0; i < content->harmonise_count; i++) {
    const lociq_plan_convert *convert = content->harmonise[i].convert;
    if (convert == NULL) continue;
    const char *const names[] = {convert->concordance, convert->labels}, *const keys[] = {"concordance", "labels"};
    for (size_t j = 0; j < 2 && set; j++) {
      char place[PLACE_SIZE];
      if (names[j] == NULL) continue;
      (void)snprintf(place, sizeof place, "harmonise[%zu].convert.%s", i, keys[j]);
      lociq_plan_file *file = &paths->inputs[paths->input_count++];
      set = set_file(plan, names[j], place, file);
      if (j == 0) file->reader = "concordance";
    }
  }
  return set;
}

static bool set_place(const lociq_plan *plan, const char *section, size_t entry, const char *key, const char *name,
                      lociq_plan_paths *paths) {
  char place[PLACE_SIZE];
  if (name == NULL) return true;
  (void)snprintf(place, sizeof place, "%s[%zu].%s", section, entry, key);
  lociq_plan_file *file = &paths->inputs[paths->input_count++];
  const bool set = set_file(plan, name, place, file);
  file->reader = key;
  return set;
}

/* Where regions lie, for exports and reports, and what is added to a report. */
static bool set_places(const lociq_plan *plan, lociq_plan_paths *paths) {
  const lociq_plan_content *content = plan->content;
  bool set = true;
  for (size_t i = 0; i < content->export_count && set; i++) {
    set = set_place(plan, "export", i, "points", content->export[i].points, paths) &&
          set_place(plan, "export", i, "shapes", content->export[i].shapes, paths);
  }
  for (size_t i = 0; i < content->report_count && set; i++) {
    set = set_place(plan, "report", i, "points", content->report[i].points, paths) &&
          set_place(plan, "report", i, "shapes", content->report[i].shapes, paths) &&
          set_place(plan, "report", i, "stories", content->report[i].stories, paths);
  }
  return set;
}

/* The specifications, which are checked so, and the files of groups that they name. */
static lociq_status set_specifications(const lociq_plan *plan, lociq_plan_paths *paths, lociq_error *error) {
  for (size_t i = 0; i < plan->content->composite_count; i++) {
    char place[PLACE_SIZE];
    (void)snprintf(place, sizeof place, "composite[%zu].specification", i);
    lociq_plan_file *file = &paths->inputs[paths->input_count++];
    if (!set_file(plan, plan->content->composite[i].specification, place, file))
      return lociq_memory_error(error, "the plan's paths");
    file->reader = "composite";
    char *groups = NULL;
    const lociq_status status = lociq_composite_groups(file->path, &groups, error);
    if (status == LOCIQ_NOT_FOUND) lociq_document_locate(&plan->document, place, error);
    if (status != LOCIQ_OK) return status;
    if (groups == NULL) continue;
    lociq_plan_file *other = &paths->inputs[paths->input_count++];
    *other = (lociq_plan_file){.name = file->name, .path = groups, .place = lociq_copy_text(place), .reader = "groups"};
    if (other->place == NULL) return lociq_memory_error(error, "the plan's paths");
  }
  return LOCIQ_OK;
}

/* Those of the rankings. */
static lociq_status set_partners(const lociq_plan *plan, lociq_plan_paths *paths, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < plan->content->partners_count && status == LOCIQ_OK; i++)
    status = lociq_plan_partner_inputs(plan, i, paths, error);
  return status;
}

static bool set_fetched(const lociq_plan *plan, lociq_plan_paths *paths) {
  bool set = true;
  for (size_t i = 0; i < plan->content->fetch_count && set; i++) {
    char place[PLACE_SIZE];
    (void)snprintf(place, sizeof place, "fetch[%zu].output", i);
    set = set_file(plan, plan->content->fetch[i].output, place, &paths->fetched[paths->fetched_count++]);
  }
  return set;
}

static bool set_output(const lociq_plan *plan, const char *section, size_t entry, const char *name,
                       lociq_plan_paths *paths) {
  char place[PLACE_SIZE];
  if (name == NULL) return true;
  (void)snprintf(place, sizeof place, "%s[%zu].output", section, entry);
  return set_file(plan, name, place, &paths->outputs[paths->output_count++]);
}

static bool set_outputs(const lociq_plan *plan, lociq_plan_paths *paths) {
  const lociq_plan_content *content = plan->content;
  bool set = true;
  for (size_t i = 0; i < content->partners_count && set; i++)
    set = set_output(plan, "partners", i, content->partners[i].output, paths);
  for (size_t i = 0; i < content->export_count && set; i++)
    set = set_output(plan, "export", i, content->export[i].output, paths);
  for (size_t i = 0; i < content->report_count && set; i++)
    set = set_output(plan, "report", i, content->report[i].output, paths);
  return set;
}

/* --- No file may be written twice, or be written and read; what is fetched is read then --- */

typedef enum access_kind { READ, FETCHED, WRITTEN } access_kind;

typedef struct use {
  char *where; /* without links and dots: one file has one */
  const lociq_plan_file *file;
  access_kind access;
} use;

/* Of a file that is not there yet, its folder is what can be settled. */
static char *settled(const char *path) {
  char *real = realpath(path, NULL);
  if (real != NULL) return real;
  const char *slash = strrchr(path, '/');
  char *folder = slash == NULL ? lociq_copy_text(".") : lociq_copy_bytes(path, (size_t)(slash - path) + 1);
  if (folder == NULL) return NULL;
  char *real_folder = realpath(folder, NULL);
  free(folder);
  if (real_folder == NULL) return lociq_copy_text(path);
  const char *name = slash == NULL ? path : slash + 1;
  const size_t size = strlen(real_folder) + strlen(name) + 2;
  char *whole = lociq_allocate(size, 1);
  if (whole != NULL) (void)snprintf(whole, size, "%s/%s", real_folder, name);
  free(real_folder);
  return whole;
}

static int compare_uses(const void *first, const void *second) {
  const use *a = first, *b = second;
  const int order = strcmp(a->where, b->where);
  if (order != 0) return order;
  return (int)a->access - (int)b->access; /* what is read comes first */
}

static lociq_status add_use(use *uses, size_t *count, const lociq_plan_file *file, access_kind access,
                            lociq_error *error) {
  uses[*count] = (use){.where = settled(file->path), .file = file, .access = access};
  return uses[(*count)++].where == NULL ? lociq_memory_error(error, "the plan's paths") : LOCIQ_OK;
}

/* own: the plan itself, which nothing may be fetched over. */
static lociq_status check_uses(const lociq_plan *plan, const use *uses, size_t count, const lociq_plan_file *own,
                               lociq_error *error) {
  for (size_t i = 1; i < count; i++) {
    const use *before = &uses[i - 1];
    if (uses[i].access == READ || strcmp(before->where, uses[i].where) != 0) continue;
    if (uses[i].access == FETCHED && before->access == READ && before->file != own) continue;
    return lociq_document_refuse(
        &plan->document, uses[i].file->place, error, "%s is %s", uses[i].file->name,
        before->access == READ ? "read by this plan and would be overwritten" : "written twice");
  }
  return LOCIQ_OK;
}

static lociq_status add_uses(use *uses, size_t *count, const lociq_plan_file *files, size_t file_count,
                             access_kind access, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < file_count && status == LOCIQ_OK; i++) status = add_use(uses, count, &files[i], access, error);
  return status;
}

static lociq_status check_files(const lociq_plan *plan, const lociq_plan_paths *paths, lociq_error *error) {
  const size_t most = paths->input_count + paths->fetched_count + paths->output_count + 2;
  size_t count = 0;
  use *uses = lociq_allocate(most, sizeof *uses);
  if (uses == NULL) return lociq_memory_error(error, "the plan's paths");
  lociq_plan_file own = {.name = plan->document.path, .path = lociq_copy_text(plan->document.path)};
  lociq_status status =
      own.path == NULL ? lociq_memory_error(error, "the plan's paths") : add_use(uses, &count, &own, READ, error);
  if (status == LOCIQ_OK) status = add_use(uses, &count, &paths->store, WRITTEN, error);
  if (status == LOCIQ_OK) status = add_uses(uses, &count, paths->inputs, paths->input_count, READ, error);
  if (status == LOCIQ_OK) status = add_uses(uses, &count, paths->fetched, paths->fetched_count, FETCHED, error);
  if (status == LOCIQ_OK) status = add_uses(uses, &count, paths->outputs, paths->output_count, WRITTEN, error);
  if (status == LOCIQ_OK) {
    qsort(uses, count, sizeof *uses, compare_uses);
    status = check_uses(plan, uses, count, &own, error);
  }
  for (size_t i = 0; i < count; i++) free(uses[i].where);
  free(own.path);
  free(uses);
  return status;
}

lociq_status lociq_plan_paths_create(const lociq_plan *plan, lociq_plan_paths *paths, lociq_error *error) {
  const lociq_plan_content *content = plan->content;
  lociq_plan_paths made = {0};
  made.inputs = lociq_allocate(most_inputs(plan), sizeof *made.inputs);
  made.fetched = lociq_allocate(content->fetch_count, sizeof *made.fetched);
  made.outputs = lociq_allocate((size_t)content->partners_count + content->export_count + content->report_count,
                                sizeof *made.outputs);
  if (made.inputs == NULL || made.fetched == NULL || made.outputs == NULL ||
      !set_file(plan, content->store, "store", &made.store) || !set_inputs(plan, &made) ||
      !set_concordances(plan, &made) || !set_registers(plan, &made) || !set_files_of_options(plan, &made) ||
      !set_fetched(plan, &made) || !set_outputs(plan, &made)) {
    lociq_plan_paths_clear(&made);
    return lociq_memory_error(error, "the plan's paths");
  }
  lociq_status status = set_specifications(plan, &made, error);
  if (status == LOCIQ_OK && !set_places(plan, &made)) status = lociq_memory_error(error, "the plan's paths");
  if (status == LOCIQ_OK) status = set_partners(plan, &made, error);
  if (status == LOCIQ_OK) status = check_files(plan, &made, error);
  if (status == LOCIQ_OK)
    *paths = made;
  else
    lociq_plan_paths_clear(&made);
  return status;
}

const char *lociq_plan_path_at(const lociq_plan_paths *paths, const char *section, size_t entry, const char *key) {
  char place[PLACE_SIZE];
  (void)snprintf(place, sizeof place, "%s[%zu].%s", section, entry, key);
  for (size_t i = 0; i < paths->input_count; i++)
    if (strcmp(paths->inputs[i].place, place) == 0) return paths->inputs[i].path;
  return NULL;
}

void lociq_plan_paths_clear(lociq_plan_paths *paths) {
  clear_file(&paths->store);
  for (size_t i = 0; i < paths->input_count; i++) clear_file(&paths->inputs[i]);
  for (size_t i = 0; i < paths->fetched_count; i++) clear_file(&paths->fetched[i]);
  for (size_t i = 0; i < paths->output_count; i++) clear_file(&paths->outputs[i]);
  free(paths->inputs);
  free(paths->fetched);
  free(paths->outputs);
  *paths = (lociq_plan_paths){0};
}
