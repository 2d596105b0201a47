/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/remark.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"

/* Whether an instance is the other, or needs it, however far down. */
static bool rests_on(const lociq_request *request, size_t position, size_t other) {
  const lociq_instance *instance = &request->instances[position];
  if (position == other) return true;
  for (size_t n = 0; n < LOCIQ_NEEDS; n++)
    if (instance->needs[n] != LOCIQ_NONE && rests_on(request, instance->needs[n], other)) return true;
  return false;
}

static bool ends_with(const char *text, const char *end) {
  const size_t length = strlen(text), end_length = strlen(end);
  return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static lociq_status keep(char **kept, const char *line, lociq_error *error) {
  const size_t length = *kept == NULL ? 0 : strlen(*kept), size = length + strlen(line) + sizeof "; ";
  char *grown = lociq_resize(*kept, size, 1);
  if (grown == NULL) return lociq_memory_error(error, "a remark");
  *kept = grown;
  (void)snprintf(grown + length, size - length, "%s%s", length == 0 ? "" : "; ", line);
  return LOCIQ_OK;
}

lociq_status lociq_remark_take(const lociq_work *work, size_t position, const char *year, const char *remark,
                               lociq_error *error) {
  enum { YEAR_SIZE = 32 };
  char line[LOCIQ_REMARK_SIZE + YEAR_SIZE];
  if (remark[0] == '\0') return LOCIQ_OK;
  (void)snprintf(line, sizeof line, "%s%s%s", year == NULL ? "" : year, year == NULL ? "" : ": ", remark);
  for (size_t i = position; i < work->request->count; i++) {
    const lociq_instance *instance = &work->request->instances[i];
    if (!instance->asked || !rests_on(work->request, i, position)) continue;
    if (work->remarks[i] != NULL && ends_with(work->remarks[i], line)) continue;
    lociq_progress_remark(work->progress, "%s%s%s is missing: %s", instance->indicator->name, year == NULL ? "" : " ",
                          year == NULL ? "" : year, remark);
    const lociq_status status = keep(&work->remarks[i], line, error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

lociq_status lociq_remarks_write(const lociq_work *work, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < work->request->count && status == LOCIQ_OK; i++)
    if (work->remarks[i] != NULL)
      status = work->sink->comment(work->sink->context, work->request->instances[i].indicator->name, work->remarks[i],
                                   error);
  return status;
}

void lociq_remarks_free(lociq_work *work) {
  for (size_t i = 0; work->remarks != NULL && i < work->request->count; i++) free(work->remarks[i]);
  free(work->remarks);
}
