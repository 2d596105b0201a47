/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/document.h"

#include <errno.h>
#include <fcntl.h>
#include <lociq/axis.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "core/memory.h"

enum { LARGEST = 1 << 20, DEEPEST = LOCIQ_DOCUMENT_DEEPEST };

/* --- Reading the file --- */

static lociq_status read_bytes(lociq_document *document, int file, lociq_error *error) {
  struct stat about;
  if (fstat(file, &about) != 0) return lociq_error_set(error, LOCIQ_IO, "%s: %s", document->path, strerror(errno));
  if (!S_ISREG(about.st_mode)) return lociq_error_set(error, LOCIQ_INVALID, "%s: is no file", document->path);
  if (about.st_size > LARGEST)
    return lociq_error_set(error, LOCIQ_INVALID, "%s: has %lld bytes; a %s has at most %d", document->path,
                           (long long)about.st_size, document->what, LARGEST);
  const size_t size = (size_t)about.st_size;
  document->bytes = lociq_allocate(size + 1, 1);
  if (document->bytes == NULL) return lociq_memory_error(error, "a document");
  while (document->size < size) {
    const ssize_t got = read(file, document->bytes + document->size, size - document->size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return lociq_error_set(error, LOCIQ_IO, "%s: %s", document->path, strerror(errno));
    if (got == 0) break;
    document->size += (size_t)got;
  }
  return LOCIQ_OK;
}

static lociq_status open_and_read(lociq_document *document, lociq_error *error) {
  const int file = open(document->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0)
    return lociq_error_set(error, errno == ENOENT ? LOCIQ_NOT_FOUND : LOCIQ_IO, "%s: %s", document->path,
                           strerror(errno));
  const lociq_status status = read_bytes(document, file, error);
  (void)close(file);
  return status;
}

/* --- The events of the text, made into nodes --- */

typedef struct builder {
  lociq_document *document;
  size_t open[DEEPEST]; /* lists and mappings that have not ended */
  bool mapping[DEEPEST];
  size_t depth;
  char *key; /* read, and waiting for its value */
  size_t key_line, key_column;
} builder;

/* The node owns the text then. */
static lociq_status add_node(builder *building, lociq_node_kind kind, char *text, const yaml_event_t *event,
                             lociq_error *error) {
  lociq_document *document = building->document;
  lociq_node *grown = lociq_resize(document->nodes, document->node_count + 1, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, "a document");
  document->nodes = grown;
  const size_t parent = building->depth == 0 ? LOCIQ_NONE : building->open[building->depth - 1];
  const size_t position = document->node_count++;
  grown[position] = (lociq_node){.kind = kind,
                                 .key = building->key,
                                 .line = event->start_mark.line + 1,
                                 .column = event->start_mark.column + 1,
                                 .key_line = building->key_line,
                                 .key_column = building->key_column,
                                 .parent = parent,
                                 .first = LOCIQ_NONE,
                                 .last = LOCIQ_NONE,
                                 .next = LOCIQ_NONE};
  grown[position].text = text;
  building->key = NULL;
  if (parent == LOCIQ_NONE) return LOCIQ_OK;
  if (grown[parent].first == LOCIQ_NONE)
    grown[parent].first = position;
  else
    grown[grown[parent].last].next = position;
  grown[parent].last = position;
  return LOCIQ_OK;
}

static bool key_is_due(const builder *building) {
  return building->depth > 0 && building->key == NULL && building->mapping[building->depth - 1];
}

/* Between before and after stands what the document is; after NULL: nothing more is said. */
static lociq_status refuse_event(const builder *building, const yaml_event_t *event, lociq_error *error,
                                 const char *before, const char *after) {
  return lociq_document_refuse_at(building->document, event->start_mark.line + 1, event->start_mark.column + 1,
                                  building->key, error, "%s%s%s", before, after == NULL ? "" : building->document->what,
                                  after == NULL ? "" : after);
}

static lociq_status add_text(builder *building, const yaml_event_t *event, lociq_error *error) {
  const char *text = (const char *)event->data.scalar.value;
  const size_t length = event->data.scalar.length;
  if (strlen(text) != length) return refuse_event(building, event, error, "a text with a NUL byte in it", NULL);
  char *copy = lociq_copy_bytes(text, length);
  if (copy == NULL) return lociq_memory_error(error, "a document");
  if (key_is_due(building)) {
    building->key = copy;
    building->key_line = event->start_mark.line + 1;
    building->key_column = event->start_mark.column + 1;
    return LOCIQ_OK;
  }
  const lociq_status status = add_node(building, LOCIQ_NODE_TEXT, copy, event, error);
  if (status != LOCIQ_OK) free(copy);
  return status;
}

static lociq_status open_node(builder *building, lociq_node_kind kind, const yaml_event_t *event, lociq_error *error) {
  if (key_is_due(building)) return refuse_event(building, event, error, "a key must be a text", NULL);
  if (building->depth == building->document->deepest)
    return refuse_event(building, event, error, "nested too deep for a ", "");
  const lociq_status status = add_node(building, kind, NULL, event, error);
  if (status != LOCIQ_OK) return status;
  building->mapping[building->depth] = kind == LOCIQ_NODE_MAPPING;
  building->open[building->depth++] = building->document->node_count - 1;
  return LOCIQ_OK;
}

static bool is_marked(const yaml_event_t *event) {
  switch (event->type) {
    case YAML_SCALAR_EVENT:
      return event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL;
    case YAML_SEQUENCE_START_EVENT:
      return event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL;
    case YAML_MAPPING_START_EVENT:
      return event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL;
    default:
      return event->type == YAML_ALIAS_EVENT;
  }
}

static lociq_status take_event(builder *building, const yaml_event_t *event, lociq_error *error) {
  if (is_marked(event))
    return refuse_event(building, event, error, "a ", " has no anchors, aliases and tags: write the value itself");
  switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
      if (building->document->node_count == 0) return LOCIQ_OK;
      return refuse_event(building, event, error, "a second document begins here; a ", " is one");
    case YAML_SCALAR_EVENT:
      return add_text(building, event, error);
    case YAML_SEQUENCE_START_EVENT:
      return open_node(building, LOCIQ_NODE_LIST, event, error);
    case YAML_MAPPING_START_EVENT:
      return open_node(building, LOCIQ_NODE_MAPPING, event, error);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
      building->depth--;
      return LOCIQ_OK;
    default:
      return LOCIQ_OK;
  }
}

/* A fault of the bytes has no mark but an offset. */
static lociq_status refuse_syntax(const lociq_document *document, const yaml_parser_t *parser, lociq_error *error) {
  if (parser->error == YAML_MEMORY_ERROR) return lociq_memory_error(error, "a document");
  const char *problem = parser->problem == NULL ? "cannot be read" : parser->problem;
  if (parser->error != YAML_READER_ERROR)
    return lociq_document_refuse_at(document, parser->problem_mark.line + 1, parser->problem_mark.column + 1, NULL,
                                    error, "is no YAML: %s", problem);
  size_t line = 1, start = 0;
  const size_t offset = parser->problem_offset < document->size ? parser->problem_offset : document->size;
  for (size_t i = 0; i < offset; i++)
    if (document->bytes[i] == '\n') {
      line++;
      start = i + 1;
    }
  return lociq_document_refuse_at(document, line, offset - start + 1, NULL, error, "is no text: %s", problem);
}

static lociq_status parse(lociq_document *document, yaml_parser_t *parser, lociq_error *error) {
  builder building = {.document = document};
  lociq_status status = LOCIQ_OK;
  bool ended = false;
  while (status == LOCIQ_OK && !ended) {
    yaml_event_t event;
    if (!yaml_parser_parse(parser, &event)) {
      status = refuse_syntax(document, parser, error);
      break;
    }
    ended = event.type == YAML_STREAM_END_EVENT;
    status = take_event(&building, &event, error);
    yaml_event_delete(&event);
  }
  free(building.key);
  if (status == LOCIQ_OK && document->node_count == 0)
    status = lociq_error_set(error, LOCIQ_INVALID, "%s: is empty", document->path);
  return status;
}

lociq_status lociq_document_read(const char *path, const char *what, size_t deepest, lociq_document *document,
                                 lociq_error *error) {
  lociq_document made = {.path = path, .what = what, .deepest = deepest};
  yaml_parser_t parser;
  lociq_status status = open_and_read(&made, error);
  if (status == LOCIQ_OK && !yaml_parser_initialize(&parser))
    status = lociq_memory_error(error, "a document");
  else if (status == LOCIQ_OK) {
    yaml_parser_set_input_string(&parser, (const unsigned char *)made.bytes, made.size);
    status = parse(&made, &parser, error);
    yaml_parser_delete(&parser);
  }
  if (status == LOCIQ_OK)
    *document = made;
  else
    lociq_document_clear(&made);
  return status;
}

void lociq_document_clear(lociq_document *document) {
  for (size_t i = 0; i < document->node_count; i++) {
    free(document->nodes[i].text);
    free(document->nodes[i].key);
  }
  free(document->nodes);
  free(document->bytes);
  *document = (lociq_document){0};
}

char *lociq_document_beside(const lociq_document *document, const char *name) {
  const char *slash = strrchr(document->path, '/');
  if (name[0] == '/' || slash == NULL) return lociq_copy_text(name);
  const size_t folder = (size_t)(slash - document->path) + 1, size = folder + strlen(name) + 1;
  char *path = lociq_allocate(size, 1);
  if (path != NULL) (void)snprintf(path, size, "%.*s%s", (int)folder, document->path, name);
  return path;
}
