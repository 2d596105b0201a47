/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A mapping of a document, read by the table of the keys that it may have: the
 * schema of a specification or of a register. Every error names line, column and key.
 */
#ifndef LOCIQ_READ_KEY_H
#define LOCIQ_READ_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "read/document.h"

typedef enum lociq_key_kind {
  LOCIQ_KEY_TEXT,  /* const char *, borrowed from the document */
  LOCIQ_KEY_REAL,  /* double */
  LOCIQ_KEY_WHOLE, /* size_t */
  LOCIQ_KEY_SEED,  /* uint64_t */
  LOCIQ_KEY_TRUTH, /* bool */
  LOCIQ_KEY_PAIR,  /* double[2] of a list of two numbers, the first below the second */
  LOCIQ_KEY_YEARS, /* int[2] of "2008:2015", or one year */
  LOCIQ_KEY_NODE   /* size_t: the position of the value in the document, read by the caller */
} lociq_key_kind;

/* A key: where its value goes, which numbers it may be, and in which of the
 * caller's places (a set of bits) it may stand. */
typedef struct lociq_key {
  const char *name;
  lociq_key_kind type;
  size_t offset;
  double least, most; /* of numbers; both 0: any */
  unsigned places;    /* 0: all */
  bool needed;
} lociq_key;

/* Reads the mapping into target. keys end by a NULL name. what: "an indicator", for
 * messages. What is not there leaves its field as it is. LOCIQ_INVALID for a key
 * that is unknown or twice, one that is needed and not there, a value of the wrong
 * kind. */
lociq_status lociq_key_read(const lociq_document *document, size_t node, const lociq_key *keys, unsigned place,
                            const char *what, void *target, lociq_error *error);
/* LOCIQ_INVALID, "expected a list, found a text", for a value of another kind. */
lociq_status lociq_key_expect(const lociq_document *document, size_t node, lociq_node_kind kind, lociq_error *error);
/* The value under a key of a mapping; LOCIQ_NONE where it is no mapping or has none. */
size_t lociq_key_find(const lociq_document *document, size_t node, const char *key);
/* How many members a list has. LOCIQ_INVALID for what is no list, or an empty one. */
lociq_status lociq_key_count(const lociq_document *document, size_t node, size_t *count, lociq_error *error);

#endif
