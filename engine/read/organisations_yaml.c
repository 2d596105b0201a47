/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/axis.h>

#include "core/memory.h"
#include "read/digest.h"
#include "read/key.h"
#include "read/organisation.h"

enum { DEEPEST = 4 }; /* the whole, its list, an organisation, its terms */

/* What a step said of a value, with its place; other failures, such as of memory, as they are. */
static lociq_status place_message(const lociq_document *document, size_t node, const lociq_error *said,
                                  lociq_error *error) {
  if (said->status == LOCIQ_BAD_INPUT) return lociq_document_refuse_node(document, node, error, "%s", said->message);
  return lociq_error_set(error, said->status, "%s", said->message);
}

static lociq_status read_terms(const lociq_document *document, size_t node, const lociq_organisation_field *field,
                               lociq_organisation *organisation, lociq_error *error) {
  lociq_status status = lociq_key_expect(document, node, LOCIQ_NODE_LIST, error);
  for (size_t i = document->nodes[node].first; status == LOCIQ_OK && i != LOCIQ_NONE; i = document->nodes[i].next) {
    lociq_error said = {0};
    status = lociq_key_expect(document, i, LOCIQ_NODE_TEXT, error);
    if (status == LOCIQ_OK && lociq_organisation_add(organisation, field, document->nodes[i].text, &said) != LOCIQ_OK)
      status = place_message(document, i, &said, error);
  }
  return status;
}

/* Whether a key stands without a value: nothing is declared. */
static bool is_blank(const lociq_node *node) { return node->kind == LOCIQ_NODE_TEXT && node->text[0] == '\0'; }

static lociq_status read_field(const lociq_document *document, size_t node, const lociq_organisation_field *field,
                               lociq_organisation *organisation, lociq_error *error) {
  if (is_blank(&document->nodes[node])) return LOCIQ_OK;
  if (field->form == LOCIQ_FORM_TERMS) return read_terms(document, node, field, organisation, error);
  lociq_error said = {0};
  const lociq_status status = lociq_key_expect(document, node, LOCIQ_NODE_TEXT, error);
  if (status != LOCIQ_OK) return status;
  if (lociq_organisation_set(organisation, field, document->nodes[node].text, &said) == LOCIQ_OK) return LOCIQ_OK;
  return place_message(document, node, &said, error);
}

static lociq_status read_entry(const lociq_document *document, size_t node, lociq_register *all, lociq_error *error) {
  const lociq_organisation_field *fields = lociq_organisation_fields();
  lociq_key keys[LOCIQ_ORGANISATION_FIELDS + 1] = {{0}};
  size_t nodes[LOCIQ_ORGANISATION_FIELDS];
  for (size_t i = 0; i < LOCIQ_ORGANISATION_FIELDS; i++) {
    nodes[i] = LOCIQ_NONE;
    keys[i] = (lociq_key){
        .name = fields[i].name, .type = LOCIQ_KEY_NODE, .offset = i * sizeof nodes[0], .needed = fields[i].needed};
  }
  lociq_status status = lociq_key_read(document, node, keys, 0, "an organisation", nodes, error);
  if (status != LOCIQ_OK) return status;
  lociq_organisation *organisation = NULL;
  lociq_error said = {0};
  if (lociq_register_add(all, document->nodes[node].line, &organisation, &said) != LOCIQ_OK)
    return place_message(document, node, &said, error);
  for (size_t i = 0; status == LOCIQ_OK && i < LOCIQ_ORGANISATION_FIELDS; i++)
    if (nodes[i] != LOCIQ_NONE) status = read_field(document, nodes[i], &fields[i], organisation, error);
  if (status == LOCIQ_OK && lociq_organisation_check(organisation, &said) != LOCIQ_OK)
    status = place_message(document, node, &said, error);
  return status;
}

static lociq_status read_document(const lociq_document *document, lociq_register *all, lociq_error *error) {
  static const lociq_key keys[] = {{.name = "organisations", .type = LOCIQ_KEY_NODE, .needed = true}, {0}};
  size_t list = LOCIQ_NONE, count = 0;
  lociq_status status = lociq_key_read(document, 0, keys, 0, "a register of organisations", &list, error);
  if (status == LOCIQ_OK) status = lociq_key_count(document, list, &count, error);
  if (status != LOCIQ_OK) return status;
  for (size_t i = document->nodes[list].first; status == LOCIQ_OK && i != LOCIQ_NONE; i = document->nodes[i].next)
    status = read_entry(document, i, all, error);
  return status;
}

static lociq_status describe(const lociq_document *document, lociq_input *input, lociq_error *error) {
  lociq_digest digest = {0};
  lociq_input made = {.path = lociq_copy_text(document->path), .reader = lociq_copy_text("organisations")};
  lociq_status status = made.path == NULL || made.reader == NULL
                            ? lociq_memory_error(error, "an input")
                            : lociq_digest_bytes(document->bytes, document->size, &digest, error);
  if (status != LOCIQ_OK) {
    lociq_input_clear(&made);
    return status;
  }
  made.bytes = digest.bytes;
  for (size_t i = 0; i < sizeof made.sha256; i++) made.sha256[i] = digest.sha256[i];
  *input = made;
  return LOCIQ_OK;
}

lociq_status lociq_register_read_yaml(const char *path, lociq_register *all, lociq_input *input, lociq_error *error) {
  lociq_document document = {0};
  lociq_status status = lociq_document_read(path, "register of organisations", DEEPEST, &document, error);
  if (status == LOCIQ_OK) status = read_document(&document, all, error);
  if (status == LOCIQ_OK) status = describe(&document, input, error);
  lociq_document_clear(&document);
  return status;
}
