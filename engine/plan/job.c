/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/job.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/memory.h"
#include "plan/log.h"

double lociq_job_seconds(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

lociq_status lociq_job_locate(const lociq_plan *plan, lociq_status status, const char *section, size_t entry,
                              lociq_error *error) {
  enum { PLACE_SIZE = 64 };
  char place[PLACE_SIZE];
  (void)snprintf(place, sizeof place, "%s[%zu]", section, entry);
  if (status == LOCIQ_INVALID || status == LOCIQ_NOT_FOUND) lociq_document_locate(&plan->document, place, error);
  return status;
}

lociq_status lociq_job_filters(const lociq_plan *plan, const lociq_texts *where, lociq_filter **filters, size_t *count,
                               lociq_error *error) {
  const char *const *dimensions = lociq_plan_dimensions(plan);
  size_t most = 0;
  while (dimensions[most] != NULL) most++;
  lociq_filter *made = lociq_allocate(most, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "filters");
  *count = 0;
  for (size_t i = 0; i < most && where != NULL; i++)
    if (where[i].items_count > 0)
      made[(*count)++] = (lociq_filter){
          .dimension = dimensions[i], .values = (const char *const *)where[i].items, .count = where[i].items_count};
  *filters = made;
  return LOCIQ_OK;
}

void lociq_job_account(lociq_job *job, const char *format, ...) {
  char line[LOCIQ_MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  lociq_plan_tell(job->options, "%s", line);
  /* A line that cannot be kept leaves the list: then there is no memo. */
  if (job->account != NULL && json_array_append_new(job->account, json_string(line)) != 0) {
    json_decref(job->account);
    job->account = NULL;
  }
}

void lociq_job_account_lines(lociq_job *job, char *text) {
  char *next = NULL;
  for (char *line = strtok_r(text, "\n", &next); line != NULL; line = strtok_r(NULL, "\n", &next))
    lociq_job_account(job, "  %s", line);
}

void lociq_job_note_inputs(lociq_job *job, size_t first, lociq_input *inputs, size_t count) {
  for (size_t i = 0; i < count; i++) {
    lociq_input *noted = &job->record->inputs[first + i];
    free(noted->path);
    free(noted->reader);
    *noted = inputs[i];
    inputs[i] = (lociq_input){0};
  }
}

lociq_status lociq_job_write(lociq_job *job, lociq_output_writer writer, const void *context, lociq_error *error) {
  const size_t position = job->output_count;
  const lociq_status status = lociq_output_write(job->paths->outputs[position].path, writer, context,
                                                 &job->outputs[position], &job->record->outputs[position], error);
  if (status == LOCIQ_OK) job->output_count++;
  return status;
}
