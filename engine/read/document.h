/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A YAML text, such as a plan: what is written where. It is the plainest part of
 * YAML that can say one: one document of texts, lists and mappings; anchors,
 * aliases, tags and deep nesting are refused. Every error about it is made
 * here, so that each names file, line, column and key.
 */
#ifndef LOCIQ_READ_DOCUMENT_H
#define LOCIQ_READ_DOCUMENT_H

#include <lociq/error.h>
#include <stddef.h>

typedef enum lociq_node_kind { LOCIQ_NODE_TEXT, LOCIQ_NODE_LIST, LOCIQ_NODE_MAPPING } lociq_node_kind;

/* A value of the document, and its key where it lies in a mapping. Lines and
 * columns count from 1. */
typedef struct lociq_node {
  lociq_node_kind kind;
  char *text; /* TEXT only */
  char *key;  /* NULL in a list */
  size_t line, column;
  size_t key_line, key_column;
  size_t parent, first, last, next; /* positions in nodes; LOCIQ_NONE where there is none */
} lociq_node;

/* nodes[0] is the whole; they lie in the order of the text. */
typedef struct lociq_document {
  const char *path; /* as given; borrowed */
  const char *what; /* "plan", for messages; borrowed */
  size_t deepest;   /* how many lists and mappings may lie in one another */
  char *bytes;
  size_t size;
  lociq_node *nodes;
  size_t node_count;
} lociq_document;

enum { LOCIQ_DOCUMENT_DEEPEST = 32 };

/* deepest: at most LOCIQ_DOCUMENT_DEEPEST. The caller clears. LOCIQ_INVALID tells what
 * cannot stand there, and where. */
lociq_status lociq_document_read(const char *path, const char *what, size_t deepest, lociq_document *document,
                                 lociq_error *error);
void lociq_document_clear(lociq_document *document);

/* The path of a file that the document names: counted from the document's folder, unless it begins with a slash. The
 * caller frees; NULL without memory. */
char *lociq_document_beside(const lociq_document *document, const char *name);

/* The value at a place such as "import[1].files[0]": keys between dots, members
 * of a list in brackets; where a part of it is not there, the last that is. */
size_t lociq_document_find(const lociq_document *document, const char *place);

/* Sets "plan.yaml:12:5: import: " and what the format gives, where the place
 * "import[1]" lies. Returns LOCIQ_INVALID. */
lociq_status lociq_document_refuse(const lociq_document *document, const char *place, lociq_error *error,
                                   const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same for a node that is known. */
lociq_status lociq_document_refuse_node(const lociq_document *document, size_t node, lociq_error *error,
                                        const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same for a line and column, from 1; key NULL: none. */
lociq_status lociq_document_refuse_at(const lociq_document *document, size_t line, size_t column, const char *key,
                                      lociq_error *error, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* Puts the place before a message that a step of the plan gave, and keeps its
 * status. */
void lociq_document_locate(const lociq_document *document, const char *place, lociq_error *error);

#endif
