/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/key.h"

#include <lociq/axis.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/suggest.h"
#include "read/reader.h"

static const char *kind_name(lociq_node_kind kind) {
  return kind == LOCIQ_NODE_LIST ? "a list" : kind == LOCIQ_NODE_MAPPING ? "a mapping (key: value)" : "a text";
}

lociq_status lociq_key_expect(const lociq_document *document, size_t node, lociq_node_kind kind, lociq_error *error) {
  const lociq_node_kind found = document->nodes[node].kind;
  if (found == kind) return LOCIQ_OK;
  return lociq_document_refuse_node(document, node, error, "expected %s, found %s", kind_name(kind), kind_name(found));
}

/* ---- values ---- */

static bool parse_number(const char *text, double *number) {
  return lociq_number_parse((lociq_slice){text, strlen(text)}, number) && isfinite(*number);
}

static lociq_status read_number(const lociq_document *document, size_t node, const lociq_key *key, double *number,
                                lociq_error *error) {
  lociq_status status = lociq_key_expect(document, node, LOCIQ_NODE_TEXT, error);
  if (status != LOCIQ_OK) return status;
  const char *text = document->nodes[node].text;
  double value = 0;
  const bool bounded = key->least < key->most, whole = key->type == LOCIQ_KEY_WHOLE || key->type == LOCIQ_KEY_SEED;
  const bool fits = parse_number(text, &value) && (!whole || value == floor(value)) &&
                    (!bounded || (value >= key->least && value <= key->most));
  if (fits) {
    *number = value;
    return LOCIQ_OK;
  }
  const char *kind = whole ? "a whole number" : "a number";
  if (!bounded) return lociq_document_refuse_node(document, node, error, "is \"%s\", expected %s", text, kind);
  if (isinf(key->most))
    return lociq_document_refuse_node(document, node, error, "is \"%s\", expected %s from %g", text, kind, key->least);
  return lociq_document_refuse_node(document, node, error, "is \"%s\", expected %s from %g to %g", text, kind,
                                    key->least, key->most);
}

static lociq_status read_truth(const lociq_document *document, size_t node, bool *truth, lociq_error *error) {
  const lociq_status status = lociq_key_expect(document, node, LOCIQ_NODE_TEXT, error);
  if (status != LOCIQ_OK) return status;
  const char *text = document->nodes[node].text;
  const bool yes = strcmp(text, "true") == 0;
  if (!yes && strcmp(text, "false") != 0)
    return lociq_document_refuse_node(document, node, error, "is \"%s\", expected true or false", text);
  *truth = yes;
  return LOCIQ_OK;
}

static lociq_status read_pair(const lociq_document *document, size_t node, double *pair, lociq_error *error) {
  static const lociq_key any = {.type = LOCIQ_KEY_REAL};
  size_t count = 0;
  lociq_status status = lociq_key_count(document, node, &count, error);
  if (status == LOCIQ_OK && count != 2)
    status = lociq_document_refuse_node(document, node, error, "has %zu members, expected two numbers", count);
  if (status != LOCIQ_OK) return status;
  const size_t first = document->nodes[node].first, second = document->nodes[first].next;
  double read[2] = {0, 0};
  status = read_number(document, first, &any, &read[0], error);
  if (status == LOCIQ_OK) status = read_number(document, second, &any, &read[1], error);
  if (status == LOCIQ_OK && !(read[0] < read[1]))
    status = lociq_document_refuse_node(document, node, error, "goes from %g to %g, expected the lower number first",
                                        read[0], read[1]);
  if (status == LOCIQ_OK) memcpy(pair, read, sizeof read);
  return status;
}

/* Where a year of at most four digits ends; NULL where there is none. */
static const char *year_end(const char *text, int *year) {
  const size_t count = strspn(text, "0123456789");
  if (count == 0 || count > 4) return NULL;
  *year = (int)strtol(text, NULL, 10);
  return text + count;
}

static lociq_status read_years(const lociq_document *document, size_t node, int *years, lociq_error *error) {
  const lociq_status status = lociq_key_expect(document, node, LOCIQ_NODE_TEXT, error);
  if (status != LOCIQ_OK) return status;
  const char *text = document->nodes[node].text;
  int first = 0, last = 0;
  const char *end = year_end(text, &first);
  last = first;
  if (end != NULL && *end == ':') end = year_end(end + 1, &last);
  if (end == NULL || *end != '\0' || first < 1 || last < first)
    return lociq_document_refuse_node(document, node, error, "is \"%s\", expected a year or a range such as 2008:2015",
                                      text);
  years[0] = first;
  years[1] = last;
  return LOCIQ_OK;
}

static lociq_status read_text(const lociq_document *document, size_t node, const char **text, lociq_error *error) {
  lociq_status status = lociq_key_expect(document, node, LOCIQ_NODE_TEXT, error);
  if (status == LOCIQ_OK && document->nodes[node].text[0] == '\0')
    status = lociq_document_refuse_node(document, node, error, "is empty");
  if (status == LOCIQ_OK) *text = document->nodes[node].text;
  return status;
}

static lociq_status read_value(const lociq_document *document, size_t node, const lociq_key *key, void *target,
                               lociq_error *error) {
  void *field = (char *)target + key->offset;
  double number = 0;
  lociq_status status = LOCIQ_OK;
  switch (key->type) {
    case LOCIQ_KEY_TEXT:
      return read_text(document, node, field, error);
    case LOCIQ_KEY_REAL:
      return read_number(document, node, key, field, error);
    case LOCIQ_KEY_WHOLE:
      status = read_number(document, node, key, &number, error);
      if (status == LOCIQ_OK) *(size_t *)field = (size_t)number;
      return status;
    case LOCIQ_KEY_SEED:
      status = read_number(document, node, key, &number, error);
      if (status == LOCIQ_OK) *(uint64_t *)field = (uint64_t)number;
      return status;
    case LOCIQ_KEY_TRUTH:
      return read_truth(document, node, field, error);
    case LOCIQ_KEY_PAIR:
      return read_pair(document, node, field, error);
    case LOCIQ_KEY_YEARS:
      return read_years(document, node, field, error);
    case LOCIQ_KEY_NODE:
      break;
  }
  *(size_t *)field = node;
  return LOCIQ_OK;
}

/* ---- keys ---- */

static bool stands(const lociq_key *key, unsigned place) { return key->places == 0 || (key->places & place) != 0; }

static const lociq_key *find_key(const lociq_key *keys, unsigned place, const char *key) {
  for (; keys->name != NULL; keys++)
    if (stands(keys, place) && strcmp(keys->name, key) == 0) return keys;
  return NULL;
}

static lociq_status refuse_key(const lociq_document *document, const lociq_node *node, const lociq_key *keys,
                               unsigned place, const char *what, lociq_error *error) {
  enum { LIST = 512 };
  char list[LIST] = "";
  size_t length = 0, least = strlen(node->key) / 3 + 2;
  const char *nearest = NULL;
  for (const lociq_key *key = keys; key->name != NULL; key++) {
    if (!stands(key, place)) continue;
    const size_t distance = lociq_suggest_distance(node->key, key->name);
    if (distance < least) {
      least = distance;
      nearest = key->name;
    }
    const int more = snprintf(list + length, LIST - length, "%s%s", length == 0 ? "" : ", ", key->name);
    if (more > 0 && length + (size_t)more < LIST) length += (size_t)more;
  }
  if (nearest != NULL)
    return lociq_document_refuse_at(document, node->key_line, node->key_column, node->key, error,
                                    "is no key of %s: did you mean \"%s\"?", what, nearest);
  return lociq_document_refuse_at(document, node->key_line, node->key_column, node->key, error,
                                  "is no key of %s, which has %s", what, list);
}

static lociq_status refuse_twice(const lociq_document *document, size_t node, size_t child, lociq_error *error) {
  const lociq_node *second = &document->nodes[child];
  for (size_t i = document->nodes[node].first; i != child; i = document->nodes[i].next)
    if (strcmp(document->nodes[i].key, second->key) == 0)
      return lociq_document_refuse_at(document, second->key_line, second->key_column, second->key, error,
                                      "is there twice, first in line %zu", document->nodes[i].key_line);
  return LOCIQ_OK;
}

lociq_status lociq_key_read(const lociq_document *document, size_t node, const lociq_key *keys, unsigned place,
                            const char *what, void *target, lociq_error *error) {
  lociq_status status = lociq_key_expect(document, node, LOCIQ_NODE_MAPPING, error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = document->nodes[node].first; i != LOCIQ_NONE && status == LOCIQ_OK; i = document->nodes[i].next) {
    const lociq_key *key = find_key(keys, place, document->nodes[i].key);
    if (key == NULL) return refuse_key(document, &document->nodes[i], keys, place, what, error);
    status = refuse_twice(document, node, i, error);
    if (status == LOCIQ_OK) status = read_value(document, i, key, target, error);
  }
  for (const lociq_key *key = keys; key->name != NULL && status == LOCIQ_OK; key++)
    if (key->needed && stands(key, place) && lociq_key_find(document, node, key->name) == LOCIQ_NONE)
      status = lociq_document_refuse_node(document, node, error, "%s lacks the key %s", what, key->name);
  return status;
}

size_t lociq_key_find(const lociq_document *document, size_t node, const char *key) {
  if (document->nodes[node].kind != LOCIQ_NODE_MAPPING) return LOCIQ_NONE;
  for (size_t i = document->nodes[node].first; i != LOCIQ_NONE; i = document->nodes[i].next)
    if (strcmp(document->nodes[i].key, key) == 0) return i;
  return LOCIQ_NONE;
}

lociq_status lociq_key_count(const lociq_document *document, size_t node, size_t *count, lociq_error *error) {
  const lociq_status status = lociq_key_expect(document, node, LOCIQ_NODE_LIST, error);
  if (status != LOCIQ_OK) return status;
  size_t found = 0;
  for (size_t i = document->nodes[node].first; i != LOCIQ_NONE; i = document->nodes[i].next) found++;
  if (found == 0) return lociq_document_refuse_node(document, node, error, "is empty");
  *count = found;
  return LOCIQ_OK;
}
