/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fetch/contents.h"

#include <string.h>

#include "core/memory.h"
#include "fetch/answer.h"
#include "read/lines.h"
#include "read/scan.h"

enum { PAGE_BYTES = 4096, QUOTE_SIZE = 256 };

/* What came instead of the format, in its own words. */
static lociq_status quote_page(const char *path, const char *format, const char *subject,
                               const lociq_progress *progress, lociq_error *error) {
  char page[PAGE_BYTES], quote[QUOTE_SIZE];
  size_t length = 0;
  lociq_source *source = NULL;
  lociq_status status = lociq_source_open(path, progress, &source, error);
  if (status == LOCIQ_OK) status = lociq_source_read(source, page, sizeof page, &length, error);
  lociq_source_free(source);
  if (status != LOCIQ_OK) return status;
  lociq_answer_text(page, length, quote, sizeof quote);
  if (quote[0] == '\0')
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the server sent no %s, but an empty page", subject, format);
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the server sent no %s, but \"%s\"", subject, format, quote);
}

static lociq_status detect(const lociq_lines *lines, const char *format, bool *detected, lociq_error *error) {
  const lociq_reader *reader = NULL;
  const lociq_status status = lociq_reader_choose(&lines->header, format, &reader, error);
  if (status == LOCIQ_OK) *detected = reader->detects(&lines->header);
  return status;
}

static lociq_status read_all(const lociq_lines *lines, const lociq_progress *progress, lociq_error *error) {
  char *block = lociq_allocate_aligned(LOCIQ_WINDOW, 1);
  if (block == NULL) return lociq_memory_error(error, "what was fetched");
  lociq_status status = LOCIQ_OK;
  for (size_t got = LOCIQ_WINDOW; status == LOCIQ_OK && got == LOCIQ_WINDOW;) {
    status = lociq_source_read(lines->source, block, LOCIQ_WINDOW, &got, error);
    if (status == LOCIQ_OK &&
        !lociq_progress_report(progress, "checking what came", lociq_source_position(lines->source),
                               lociq_source_size(lines->source)))
      status = lociq_error_set(error, LOCIQ_CANCELLED, "fetching was cancelled");
  }
  free(block);
  return status;
}

lociq_status lociq_contents_check(const char *path, const char *format, const char *subject,
                                  const lociq_progress *progress, lociq_receipt *receipt, lociq_error *error) {
  lociq_lines lines = {0};
  lociq_error found = {0};
  uint64_t bytes = 0;
  char sha256[65];
  bool detected = false;
  lociq_status status = lociq_lines_open(path, LOCIQ_WINDOW, progress, &lines, &found);
  if (status == LOCIQ_OK) status = detect(&lines, format, &detected, &found);
  if (status == LOCIQ_OK && detected) status = read_all(&lines, progress, &found);
  if (status == LOCIQ_OK && detected) status = lociq_source_finish(lines.source, &bytes, sha256, &found);
  lociq_lines_clear(&lines);
  const bool unread = status == LOCIQ_BAD_INPUT && !detected; /* not even a first line, or not whole */
  if (unread || (status == LOCIQ_OK && !detected)) status = quote_page(path, format, subject, progress, error);
  if (status == LOCIQ_BAD_INPUT)
    return lociq_error_set(error, status, "%s: what the server sent is damaged: %s", subject, found.message);
  if (status != LOCIQ_OK) return lociq_error_set(error, status, "%s", found.message);
  receipt->bytes = bytes;
  memcpy(receipt->sha256, sha256, sizeof sha256);
  return LOCIQ_OK;
}
