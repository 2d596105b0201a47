/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/lines.h"

#include <string.h>

#include "core/memory.h"
#include "numeric/lanes.h"

/* How often the bytes that matter to lines occur. */
typedef struct census {
  size_t line_breaks, quotes;
  size_t zeros; /* 0 where there are none */
} census;

enum { VECTOR = 32, VECTORS_A_ROUND = 255 };
typedef unsigned char bytes_vector __attribute__((vector_size(VECTOR)));

static size_t sum_lanes(const bytes_vector *counts) {
  size_t sum = 0;
  for (size_t i = 0; i < VECTOR; i++) sum += (*counts)[i];
  return sum;
}

static void count_rest(const char *text, size_t length, census *found) {
  for (size_t i = 0; i < length; i++) {
    found->line_breaks += text[i] == '\n';
    found->quotes += text[i] == '"';
    found->zeros += text[i] == '\0';
  }
}

/* A comparison of vectors gives 255, which is -1, where it holds. */
LOCIQ_CLONED static census count_bytes(const char *text, size_t length) {
  census found = {0};
  const bytes_vector line_break = (bytes_vector){0} + '\n', quote = (bytes_vector){0} + '"', zero = {0};
  size_t i = 0;
  while (length - i >= VECTOR) {
    bytes_vector breaks = {0}, quotes = {0}, zeros = {0};
    for (int n = 0; n < VECTORS_A_ROUND && length - i >= VECTOR; n++, i += VECTOR) {
      bytes_vector bytes;
      memcpy(&bytes, text + i, VECTOR);
      breaks -= (bytes_vector)(bytes == line_break);
      quotes -= (bytes_vector)(bytes == quote);
      zeros |= (bytes_vector)(bytes == zero);
    }
    found.line_breaks += sum_lanes(&breaks);
    found.quotes += sum_lanes(&quotes);
    found.zeros += sum_lanes(&zeros);
  }
  count_rest(text + i, length - i, &found);
  return found;
}

static lociq_status reserve(char **text, size_t *capacity, size_t wanted, lociq_error *error) {
  if (*text != NULL && wanted <= *capacity) return LOCIQ_OK;
  char *grown = lociq_resize(*text, wanted, 1);
  if (grown == NULL) return lociq_memory_error(error, "a window of a file");
  *text = grown;
  *capacity = wanted;
  return LOCIQ_OK;
}

/* A NUL byte is in the text: says in which line. */
static lociq_status refuse_zero(const lociq_lines *lines, const char *text, uint64_t line, lociq_error *error) {
  const char *start = text;
  for (; *text != '\0'; text++)
    if (*text == '\n') {
      line++;
      start = text + 1;
    }
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu:%zu: a NUL byte, expected text in UTF-8", lines->path,
                         (unsigned long long)line, (size_t)(text - start) + 1);
}

static lociq_status refuse_length(const lociq_lines *lines, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:%llu: a line longer than %d MiB%s", lines->path,
                         (unsigned long long)lines->next_line, LOCIQ_LINE_LIMIT >> 20,
                         lines->quoted ? ", or a quote that is never closed" : "");
}

/* The length of the text up to its last line break outside of quotes; 0 without
 * one. */
static size_t whole_lines(const char *text, size_t length, size_t quotes) {
  while (length > 0) {
    const char *last = memrchr(text, '\n', length);
    if (last == NULL) return 0;
    const size_t behind = (size_t)(last - text) + 1;
    quotes -= count_bytes(last, length - (behind - 1)).quotes;
    if (quotes % 2 == 0) return behind;
    length = behind - 1;
  }
  return 0;
}

/* Moves what follows `length` to the rest. */
static lociq_status keep_rest(lociq_lines *lines, const lociq_window *window, size_t length, lociq_error *error) {
  const size_t rest = window->length - length;
  const lociq_status status = reserve(&lines->rest, &lines->rest_capacity, rest, error);
  if (status != LOCIQ_OK) return status;
  if (rest > 0) memcpy(lines->rest, window->text + length, rest);
  lines->rest_length = rest;
  return LOCIQ_OK;
}

/* Appends up to `size` bytes of the source to the window. */
static lociq_status extend(lociq_lines *lines, lociq_window *window, size_t size, lociq_error *error) {
  lociq_status status =
      reserve(&window->text, &window->capacity, window->length + size + 1 + LOCIQ_WINDOW_PADDING, error);
  size_t got = 0;
  if (status == LOCIQ_OK) status = lociq_source_read(lines->source, window->text + window->length, size, &got, error);
  if (status != LOCIQ_OK) return status;
  window->length += got;
  lines->ended = got < size;
  return LOCIQ_OK;
}

/* The lines before the one with a NUL byte are parsed first: they may be wrong too. */
static lociq_status end_before_zero(const lociq_lines *lines, const lociq_window *window, size_t *whole,
                                    lociq_error *error) {
  const size_t length = strlen(window->text);
  *whole = whole_lines(window->text, length, lines->quoted ? count_bytes(window->text, length).quotes : 0);
  return *whole > 0 ? LOCIQ_OK : refuse_zero(lines, window->text, lines->next_line, error);
}

/* Fills the window until it holds a whole line; *whole is then its length, and
 * line_breaks counts those of the rest too. */
static lociq_status fill(lociq_lines *lines, lociq_window *window, size_t *whole, lociq_error *error) {
  census found = {0};
  window->line_breaks = 0;
  size_t counted = 0;
  lociq_status status = LOCIQ_OK;
  for (*whole = 0; *whole == 0;) {
    const size_t size = window->length < lines->window ? lines->window - window->length : window->length;
    if (!lines->ended) status = extend(lines, window, size, error);
    if (status != LOCIQ_OK) return status;
    if (lines->ended && window->length > 0 && window->text[window->length - 1] != '\n') {
      window->text[window->length++] = '\n';
      window->ended = true;
    }
    const census more = count_bytes(window->text + counted, window->length - counted);
    counted = window->length;
    found.quotes += lines->quoted ? more.quotes : 0;
    window->line_breaks += more.line_breaks;
    if (more.zeros > 0) return end_before_zero(lines, window, whole, error);
    *whole = lines->ended ? window->length : whole_lines(window->text, window->length, found.quotes);
    if (lines->ended) break;
    if (*whole == 0 && window->length >= LOCIQ_LINE_LIMIT) return refuse_length(lines, error);
  }
  return LOCIQ_OK;
}

lociq_status lociq_lines_next(lociq_lines *lines, lociq_window *window, lociq_error *error) {
  window->length = 0;
  lociq_status status = reserve(
      &window->text, &window->capacity,
      (lines->rest_length > lines->window ? lines->rest_length : lines->window) + 1 + LOCIQ_WINDOW_PADDING, error);
  if (status != LOCIQ_OK) return status;
  if (lines->rest_length > 0) memcpy(window->text, lines->rest, lines->rest_length);
  window->length = lines->rest_length;
  window->ended = false;
  lines->rest_length = 0;
  size_t whole = 0;
  status = fill(lines, window, &whole, error);
  if (status == LOCIQ_OK) status = keep_rest(lines, window, whole, error);
  if (status != LOCIQ_OK) return status;
  window->line_breaks -= count_bytes(window->text + whole, window->length - whole).line_breaks;
  window->length = whole;
  window->hashed = lines->hashed < whole ? lines->hashed : whole;
  lines->hashed -= window->hashed;
  window->first_line = lines->next_line;
  lines->next_line += window->line_breaks;
  memset(window->text + whole, '\n', LOCIQ_WINDOW_PADDING);
  return LOCIQ_OK;
}

/* Where the first line ends: at a line break, outside of quotes where the line
 * has no TAB. */
static bool find_header(const char *text, size_t length, size_t *end) {
  const char *line_break = memchr(text, '\n', length);
  if (line_break == NULL) return false;
  *end = (size_t)(line_break - text);
  if (memchr(text, '\t', *end) != NULL) return true;
  bool inside = false;
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '"') inside = !inside;
    *end = i;
    if (text[i] == '\n' && !inside) return true;
  }
  return false;
}

/* Writes the next field of the header, unquoted and trimmed, and returns where it
 * ends. */
static const char *header_field(const char *next, const char *end, char delimiter, char **to) {
  const bool quotes = delimiter == ',';
  while (next < end && *next == ' ') next++;
  char *start = *to, *last = start; /* last: behind what may not be trimmed */
  bool inside = false;
  for (; next < end && (inside || *next != delimiter); next++) {
    if (quotes && *next == '"' && !(inside && next + 1 < end && next[1] == '"')) {
      inside = !inside;
      continue;
    }
    if (inside && *next == '"') next++;
    *start++ = *next;
    if (inside || (*next != ' ' && *next != '\r')) last = start;
  }
  *last = '\0';
  *to = last + 1;
  return next;
}

static lociq_status split_header(lociq_lines *lines, const char *line, size_t length, lociq_error *error) {
  static const char mark[] = "\xEF\xBB\xBF";
  lociq_header *header = &lines->header;
  if (length >= 3 && memcmp(line, mark, 3) == 0) {
    line += 3;
    length -= 3;
  }
  if (length > 0 && line[length - 1] == '\r') length--;
  header->path = lines->path;
  header->delimiter = memchr(line, '\t', length) != NULL ? '\t' : ',';
  size_t count = 1;
  for (size_t i = 0; i < length; i++) count += line[i] == header->delimiter;
  lines->texts = lociq_allocate(length + count + 1, 1);
  header->line = lociq_copy_bytes(line, length);
  header->fields = lociq_allocate(count, sizeof *header->fields);
  if (lines->texts == NULL || header->line == NULL || header->fields == NULL)
    return lociq_memory_error(error, "a header");
  const char *next = line, *end = line + length;
  char *to = lines->texts;
  for (bool more = length > 0; more; next++) {
    header->fields[header->count++] = to;
    next = header_field(next, end, header->delimiter, &to);
    more = next < end;
  }
  return LOCIQ_OK;
}

/* Takes the header off the front of the rest, which then is what follows it. */
static lociq_status read_header(lociq_lines *lines, lociq_error *error) {
  lociq_window window = {.text = lines->rest, .length = lines->rest_length, .capacity = lines->rest_capacity};
  lines->rest = NULL;
  lines->rest_length = lines->rest_capacity = 0;
  lociq_status status = LOCIQ_OK;
  size_t end = 0;
  bool found = false;
  do {
    if (window.length >= LOCIQ_LINE_LIMIT) status = refuse_length(lines, error);
    if (status == LOCIQ_OK && !lines->ended)
      status = extend(lines, &window, window.length < lines->window ? lines->window : window.length, error);
    if (status == LOCIQ_OK) found = find_header(window.text, window.length, &end);
  } while (status == LOCIQ_OK && !found && !lines->ended);
  if (status != LOCIQ_OK) goto done;
  if (!found) end = window.length;
  if (end > 0 && memchr(window.text, '\0', end) != NULL) {
    status = refuse_zero(lines, window.text, 1, error);
    goto done;
  }
  status = split_header(lines, window.text, end, error);
  if (status != LOCIQ_OK) goto done;
  lines->next_line = 2 + count_bytes(window.text, end).line_breaks;
  status = keep_rest(lines, &window, found ? end + 1 : end, error);
done:
  free(window.text);
  return status;
}

static lociq_status begin(lociq_lines *lines, lociq_error *error) {
  const lociq_status status = read_header(lines, error);
  if (status != LOCIQ_OK) return status;
  if (lines->header.count == 0)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s is empty, expected a header line", lines->path);
  lines->quoted = lines->header.delimiter == ',';
  return LOCIQ_OK;
}

lociq_status lociq_lines_open(const char *path, size_t window, const lociq_progress *progress, lociq_lines *lines,
                              lociq_error *error) {
  *lines = (lociq_lines){.path = path, .window = window, .next_line = 1};
  const lociq_status status = lociq_source_open(path, progress, &lines->source, error);
  return status == LOCIQ_OK ? begin(lines, error) : status;
}

lociq_status lociq_lines_open_text(const char *name, const char *text, lociq_lines *lines, lociq_error *error) {
  const size_t length = strlen(text);
  *lines = (lociq_lines){.path = name, .window = 1, .ended = true, .next_line = 1};
  lines->rest = lociq_copy_bytes(text, length);
  if (lines->rest == NULL) return lociq_memory_error(error, "a text");
  lines->rest_length = lines->rest_capacity = length;
  return begin(lines, error);
}

void lociq_lines_leave_digest(lociq_lines *lines) {
  lines->apart = lines->source != NULL && lociq_source_leave_digest(lines->source);
  lines->hashed = lines->rest_length;
}

lociq_status lociq_lines_digest(const lociq_lines *lines, const lociq_window *window, lociq_error *error) {
  const size_t end = window->length - window->ended;
  if (!lines->apart || window->hashed >= end) return LOCIQ_OK;
  return lociq_source_digest(lines->source, window->text + window->hashed, end - window->hashed, error);
}

lociq_status lociq_lines_finish(lociq_lines *lines, uint64_t *bytes, char sha256[65], lociq_error *error) {
  return lines->source == NULL ? LOCIQ_OK : lociq_source_finish(lines->source, bytes, sha256, error);
}

void lociq_lines_clear(lociq_lines *lines) {
  lociq_source_free(lines->source);
  free(lines->rest);
  free(lines->texts);
  free(lines->header.line);
  free(lines->header.fields);
  *lines = (lociq_lines){0};
}
