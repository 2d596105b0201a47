/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/entry.h"

#include <stdio.h>
#include <string.h>

lociq_status lociq_entry_add(const lociq_plan *plan, const char *place, lociq_digesting *digesting,
                             lociq_error *error) {
  const lociq_document *document = &plan->document;
  const size_t first = lociq_document_find(document, place);
  lociq_status status = LOCIQ_OK;
  if (first == 0) return LOCIQ_OK; /* the whole plan: there is no such place */
  for (size_t n = first; n < document->node_count && status == LOCIQ_OK; n++) {
    const lociq_node *node = &document->nodes[n];
    char kind[64];
    if (n > first && node->parent < first) break; /* what comes after it */
    (void)snprintf(kind, sizeof kind, "%d %zu", (int)node->kind, n > first ? node->parent - first : 0);
    status = lociq_digesting_add_text(digesting, kind, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, node->key, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, node->text, error);
  }
  return status;
}

bool lociq_entry_has(const char *place, const lociq_plan_file *file) {
  const size_t length = strlen(place);
  return strncmp(file->place, place, length) == 0 && (file->place[length] == '.' || file->place[length] == '[');
}

lociq_status lociq_entry_add_inputs(const lociq_plan_paths *paths, const lociq_input *inputs, const char *place,
                                    lociq_digesting *digesting, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < paths->input_count && status == LOCIQ_OK; i++) {
    if (!lociq_entry_has(place, &paths->inputs[i])) continue;
    status = lociq_digesting_add_text(digesting, paths->inputs[i].path, error);
    if (status == LOCIQ_OK) status = lociq_digesting_add_text(digesting, inputs[i].sha256, error);
  }
  return status;
}
