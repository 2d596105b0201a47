/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The codes of one dimension as one thread meets them, numbered as they come.
 *
 * Two tables: of the bytes as they stand in the file ("DE11" with its quotes),
 * which is asked for every line, and of the codes that they mean.
 */
#ifndef LOCIQ_READ_DICTIONARY_H
#define LOCIQ_READ_DICTIONARY_H

#include <string.h>

#include "read/reader.h"

enum { LOCIQ_CODE_LIMIT = 1024 }; /* bytes; also of a label */
#define LOCIQ_UNKNOWN UINT32_MAX
enum { LOCIQ_HEADS_SPARE = 8 };

typedef struct lociq_text_entry {
  uint64_t head; /* the first eight bytes */
  uint32_t length;
  uint32_t id;
  const char *text; /* NULL: free */
} lociq_text_entry;

typedef struct lociq_text_table {
  lociq_text_entry *entries; /* a power of two of them, at most half used */
  size_t mask, used;
} lociq_text_table;

/* A short text as it stands in the file, with the byte that ends it: two words
 * are compared to know it again. */
enum {
  LOCIQ_GUESS_LIMIT = 15,    /* bytes, without the end */
  LOCIQ_GUESS_PATIENCE = 16, /* wrong guesses one after the other, then none for a while */
  LOCIQ_GUESS_REST = 1 << 14 /* codes */
};
typedef struct lociq_guess {
  uint64_t words[2], masks[2];
  uint32_t length; /* 0: none */
} lociq_guess;

typedef struct lociq_code {
  const char *code;  /* ends with NUL */
  const char *label; /* NULL: none */
  uint64_t place;    /* of its first label: of two dictionaries the lower one counts */
  lociq_guess text;  /* how it stood in the file last */
  uint32_t next;     /* what followed it last, itself at first: lines mostly stand in some order */
} lociq_code;

typedef struct lociq_dictionary {
  lociq_text_table raw, known;
  lociq_code *codes;
  uint64_t *heads; /* by code, as it stands in the file: all its bytes, or 0; LOCIQ_HEADS_SPARE more */
  size_t count, capacity;
  char **texts; /* all that the tables point to */
  size_t text_count;
  bool met;       /* a short text was */
  uint32_t last;  /* the code of it */
  uint32_t wrong; /* guesses since the last right one, and codes met while none is made */
} lociq_dictionary;

/* The first eight bytes of a text of that length, the others zero; up to seven
 * bytes behind it are read. */
static inline uint64_t lociq_text_head(const char *text, size_t length) {
  uint64_t head = 0;
  memcpy(&head, text, sizeof head);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return length >= sizeof head ? head : head & ((UINT64_C(1) << (8 * length)) - 1);
#else
  return length >= sizeof head ? head : head >> (8 * (sizeof head - length)) << (8 * (sizeof head - length));
#endif
}

static inline uint64_t lociq_text_hash(uint64_t head, const char *text, size_t length) {
  uint64_t hash = (head ^ length) * UINT64_C(0x9E3779B97F4A7C15);
  for (size_t i = sizeof head; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
  return hash ^ (hash >> 32);
}

/* The number of a text as it stands in the file, or LOCIQ_UNKNOWN. */
static inline uint32_t lociq_dictionary_find(const lociq_dictionary *dictionary, uint64_t head, const char *text,
                                             size_t length) {
  const lociq_text_table *table = &dictionary->raw;
  if (table->used == 0) return LOCIQ_UNKNOWN;
  for (size_t i = lociq_text_hash(head, text, length) & table->mask;; i = (i + 1) & table->mask) {
    const lociq_text_entry *entry = &table->entries[i];
    if (entry->text == NULL) return LOCIQ_UNKNOWN;
    if (entry->head == head && entry->length == length &&
        (length <= sizeof head || memcmp(entry->text, text, length) == 0))
      return entry->id;
  }
}

static inline bool lociq_guess_holds(const lociq_guess *guess, const uint64_t words[2]) {
  const uint64_t differs =
      ((words[0] ^ guess->words[0]) & guess->masks[0]) | ((words[1] ^ guess->words[1]) & guess->masks[1]);
  return differs == 0 && guess->length != 0;
}

static inline bool lociq_dictionary_guesses(const lociq_dictionary *dictionary) {
  return dictionary->wrong < LOCIQ_GUESS_PATIENCE && dictionary->met && dictionary->codes != NULL;
}

/* Whether the sixteen bytes of the file begin with the text of the code *last, or that of
 * what followed it before, which is the one met last then. What holds is what
 * lociq_dictionary_find would find. */
static inline bool lociq_guess_again(const lociq_code *codes, uint32_t *last, const char *text) {
  uint64_t words[2];
  memcpy(words, text, sizeof words);
  const lociq_code *code = &codes[*last];
  if (lociq_guess_holds(&code->text, words)) return true;
  if (!lociq_guess_holds(&codes[code->next].text, words)) return false;
  *last = code->next;
  return true;
}

/* The same of a dictionary, where it guesses at all: the code, or NULL. */
static inline const lociq_code *lociq_dictionary_guess(lociq_dictionary *dictionary, const char *text) {
  if (!lociq_dictionary_guesses(dictionary) || !lociq_guess_again(dictionary->codes, &dictionary->last, text))
    return NULL;
  dictionary->wrong = 0;
  return &dictionary->codes[dictionary->last];
}

/* Makes a known text the one met last; the byte behind it ends it. */
void lociq_dictionary_expect(lociq_dictionary *dictionary, const char *text, size_t length, uint32_t id);
/* The number of a code, new or known. */
lociq_status lociq_dictionary_add(lociq_dictionary *dictionary, lociq_slice code, uint32_t *id, lociq_error *error);
/* Gives a code its label, where it has none yet. */
lociq_status lociq_dictionary_label(lociq_dictionary *dictionary, uint32_t id, lociq_slice label, uint64_t place,
                                    lociq_error *error);
/* From now on lociq_dictionary_find knows that text. */
lociq_status lociq_dictionary_alias(lociq_dictionary *dictionary, lociq_slice raw, uint32_t id, lociq_error *error);
void lociq_dictionary_clear(lociq_dictionary *dictionary);

/* The position of the first byte that is not UTF-8, or the length. */
size_t lociq_utf8_valid(lociq_slice text);

#endif
