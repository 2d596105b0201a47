/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/fault.h"

#include <lociq/axis.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"

/* "… (line: 3, column: 12)" */
static bool read_mark(const char *text, size_t *line, size_t *column) {
  static const char first[] = "(line: ", second[] = ", column: ";
  const char *mark = strstr(text, first);
  if (mark == NULL) return false;
  char *end = NULL;
  *line = (size_t)strtoul(mark + sizeof first - 1, &end, 10);
  if (strncmp(end, second, sizeof second - 1) != 0) return false;
  *column = (size_t)strtoul(end + sizeof second - 1, NULL, 10);
  return true;
}

/* Keys of ours are short; a longer one cannot be above a fault. */
static void read_key(const char *text, char *key, size_t size) {
  const char *start = strchr(text, '\'') + 1;
  (void)snprintf(key, size, "%.*s", (int)strcspn(start, "'"), start);
}

static void trace(lociq_fault *fault, const char *text) {
  size_t line = 0, column = 0;
  const bool field = strncmp(text, "  in mapping field '", 20) == 0;
  if (!read_mark(text, &line, &column)) return;
  if (fault->depth == 0) {
    fault->line = line;
    fault->column = column;
  } else if (fault->depth == 1) {
    fault->outer_line = line;
    fault->outer_column = column;
  }
  if (field && fault->key[0] == '\0') read_key(text, fault->key, sizeof fault->key);
  if (field && fault->depth > 0 && fault->mapping[0] == '\0') read_key(text, fault->mapping, sizeof fault->mapping);
  fault->depth++;
}

void lociq_fault_log(cyaml_log_t level, void *context, const char *format, va_list arguments) {
  lociq_fault *fault = context;
  char line[sizeof fault->message];
  (void)level;
  (void)vsnprintf(line, sizeof line, format, arguments);
  line[strcspn(line, "\n")] = '\0';
  if (strncmp(line, "  in ", 5) == 0)
    trace(fault, line);
  else if (fault->message[0] == '\0' && strcmp(line, "Load: Backtrace:") != 0)
    memcpy(fault->message, line, sizeof line);
}

const char *lociq_fault_mapping(const lociq_fault *fault) { return fault->mapping[0] == '\0' ? NULL : fault->mapping; }

/* --- Sentences --- */

static void list_keys(const cyaml_schema_field_t *fields, char *text, size_t size) {
  size_t length = 0;
  text[0] = '\0';
  for (size_t i = 0; fields[i].key != NULL && length < size; i++) {
    const int more = snprintf(text + length, size - length, "%s%s", i == 0 ? "" : ", ", fields[i].key);
    if (more > 0) length += (size_t)more;
  }
}

/* The key of that name that comes next after the fault's place. */
static const lociq_node *key_after(const lociq_fault *fault, const lociq_document *document, const char *key) {
  for (size_t i = 1; i < document->node_count; i++) {
    const lociq_node *node = &document->nodes[i];
    const bool after =
        node->key_line > fault->line || (node->key_line == fault->line && node->key_column >= fault->column);
    if (node->key != NULL && after && strcmp(node->key, key) == 0) return node;
  }
  return &document->nodes[0];
}

static lociq_status tell_unknown(const lociq_fault *fault, const lociq_document *document, const char *key,
                                 const cyaml_schema_field_t *fields, lociq_error *error) {
  char keys[512];
  list_keys(fields, keys, sizeof keys);
  const lociq_node *node = key_after(fault, document, key);
  const char *mapping = lociq_fault_mapping(fault);
  return lociq_document_refuse_at(document, node->key_line, node->key_column, key, error,
                                  "is no key of %s, which has %s", mapping == NULL ? "a plan" : mapping, keys);
}

static lociq_status tell_twice(const lociq_fault *fault, const lociq_document *document, const char *key,
                               lociq_error *error) {
  const lociq_node *node = key_after(fault, document, key);
  const lociq_node *first = node;
  for (size_t i = document->nodes[node->parent].first; i != LOCIQ_NONE; i = document->nodes[i].next)
    if (strcmp(document->nodes[i].key, key) == 0) {
      first = &document->nodes[i];
      break;
    }
  return lociq_document_refuse_at(document, node->key_line, node->key_column, key, error,
                                  "is there twice, first in line %zu", first->key_line);
}

static lociq_status tell_missing(const lociq_fault *fault, const lociq_document *document, const char *key,
                                 lociq_error *error) {
  const char *mapping = lociq_fault_mapping(fault);
  if (mapping == NULL)
    return lociq_document_refuse_at(document, document->nodes[0].line, document->nodes[0].column, NULL, error,
                                    "the plan lacks the key %s", key);
  return lociq_document_refuse_at(document, fault->outer_line, fault->outer_column, mapping, error, "lacks the key %s",
                                  key);
}

static const char *type_name(const char *word) {
  if (strncmp(word, "SEQUENCE", 8) == 0) return "a list";
  if (strncmp(word, "MAPPING", 7) == 0) return "a mapping (key: value)";
  return "a text";
}

static lociq_status tell_type(const lociq_fault *fault, const lociq_document *document, lociq_error *error) {
  const char *expected = fault->message + strlen("Load: Expecting ");
  const char *got = strstr(fault->message, "got event: ");
  const char *found = got == NULL ? "" : got + strlen("got event: ");
  const bool whole = fault->depth == 0;
  return lociq_document_refuse_at(document, whole ? 1 : fault->line, whole ? 1 : fault->column,
                                  whole ? NULL : fault->key, error, "expected %s, found %s", type_name(expected),
                                  type_name(found));
}

static const char *after(const char *text, const char *start) {
  const size_t length = strlen(start);
  return strncmp(text, start, length) == 0 ? text + length : NULL;
}

lociq_status lociq_fault_tell(const lociq_fault *fault, cyaml_err_t failed, const lociq_document *document,
                              const cyaml_schema_field_t *fields, lociq_error *error) {
  if (failed == CYAML_ERR_OOM) return lociq_memory_error(error, "the plan");
  const char *key = after(fault->message, "Load: Unexpected key: ");
  if (key != NULL) return tell_unknown(fault, document, key, fields, error);
  key = after(fault->message, "Load: Mapping field already seen: ");
  if (key != NULL) return tell_twice(fault, document, key, error);
  key = after(fault->message, "Load: Missing required mapping field: ");
  if (key != NULL) return tell_missing(fault, document, key, error);
  if (after(fault->message, "Load: Expecting ") != NULL) return tell_type(fault, document, error);
  const char *key_above = fault->key[0] == '\0' ? NULL : fault->key;
  const bool empty = failed == CYAML_ERR_STRING_LENGTH_MIN || failed == CYAML_ERR_SEQUENCE_ENTRIES_MIN;
  return lociq_document_refuse_at(document, fault->line, fault->column, key_above, error, "%s",
                                  empty                       ? "is empty"
                                  : fault->message[0] != '\0' ? fault->message
                                                              : cyaml_strerror(failed));
}
