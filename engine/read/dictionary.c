/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/dictionary.h"

#include "core/memory.h"

enum { FIRST_TABLE = 64, FIRST_CODES = 16 };

static uint64_t head_of(lociq_slice text) {
  char copy[sizeof(uint64_t)] = {0};
  memcpy(copy, text.text, text.length < sizeof copy ? text.length : sizeof copy);
  return lociq_text_head(copy, text.length);
}

static void place_entry(lociq_text_table *table, lociq_text_entry entry) {
  size_t i = lociq_text_hash(entry.head, entry.text, entry.length) & table->mask;
  while (table->entries[i].text != NULL) i = (i + 1) & table->mask;
  table->entries[i] = entry;
  table->used++;
}

static lociq_status make_room(lociq_text_table *table, lociq_error *error) {
  if (table->entries != NULL && 2 * (table->used + 1) <= table->mask + 1) return LOCIQ_OK;
  const size_t size = table->entries == NULL ? FIRST_TABLE : 2 * (table->mask + 1);
  lociq_text_table grown = {.entries = lociq_allocate(size, sizeof *grown.entries), .mask = size - 1};
  if (grown.entries == NULL) return lociq_memory_error(error, "a dictionary");
  for (size_t i = 0; table->entries != NULL && i <= table->mask; i++)
    if (table->entries[i].text != NULL) place_entry(&grown, table->entries[i]);
  free(table->entries);
  *table = grown;
  return LOCIQ_OK;
}

/* A copy of the text, with NUL, which the dictionary owns. */
static lociq_status keep_text(lociq_dictionary *dictionary, lociq_slice text, const char **kept, lociq_error *error) {
  if ((dictionary->text_count & (dictionary->text_count - 1)) == 0) {
    const size_t size = dictionary->text_count == 0 ? 1 : 2 * dictionary->text_count;
    char **grown = lociq_resize(dictionary->texts, size, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "a dictionary");
    dictionary->texts = grown;
  }
  char *copy = lociq_copy_bytes(text.text, text.length);
  if (copy == NULL) return lociq_memory_error(error, "a dictionary");
  dictionary->texts[dictionary->text_count++] = copy;
  *kept = copy;
  return LOCIQ_OK;
}

static lociq_status add_code(lociq_dictionary *dictionary, lociq_slice code, uint32_t *id, lociq_error *error) {
  if (dictionary->count == dictionary->capacity) {
    const size_t capacity = dictionary->capacity == 0 ? FIRST_CODES : 2 * dictionary->capacity;
    lociq_code *grown = lociq_resize(dictionary->codes, capacity, sizeof *grown);
    if (grown != NULL) dictionary->codes = grown;
    uint64_t *heads = lociq_resize(dictionary->heads, capacity + LOCIQ_HEADS_SPARE, sizeof *heads);
    if (heads != NULL) dictionary->heads = heads;
    if (grown == NULL || heads == NULL) return lociq_memory_error(error, "a dictionary");
    memset(heads + dictionary->capacity, 0, (capacity + LOCIQ_HEADS_SPARE - dictionary->capacity) * sizeof *heads);
    dictionary->capacity = capacity;
  }
  lociq_status status = make_room(&dictionary->known, error);
  const char *kept = NULL;
  if (status == LOCIQ_OK) status = keep_text(dictionary, code, &kept, error);
  if (status != LOCIQ_OK) return status;
  *id = (uint32_t)dictionary->count;
  dictionary->codes[dictionary->count++] = (lociq_code){.code = kept, .next = *id};
  place_entry(&dictionary->known, (lociq_text_entry){head_of(code), (uint32_t)code.length, *id, kept});
  return LOCIQ_OK;
}

lociq_status lociq_dictionary_add(lociq_dictionary *dictionary, lociq_slice code, uint32_t *id, lociq_error *error) {
  const lociq_dictionary known = {.raw = dictionary->known};
  *id = lociq_dictionary_find(&known, head_of(code), code.text, code.length);
  return *id == LOCIQ_UNKNOWN ? add_code(dictionary, code, id, error) : LOCIQ_OK;
}

lociq_status lociq_dictionary_label(lociq_dictionary *dictionary, uint32_t id, lociq_slice label, uint64_t place,
                                    lociq_error *error) {
  lociq_code *code = &dictionary->codes[id];
  if (label.length == 0 || code->label != NULL) return LOCIQ_OK;
  const char *kept = NULL;
  const lociq_status status = keep_text(dictionary, label, &kept, error);
  if (status != LOCIQ_OK) return status;
  code->label = kept;
  code->place = place;
  return LOCIQ_OK;
}

lociq_status lociq_dictionary_alias(lociq_dictionary *dictionary, lociq_slice raw, uint32_t id, lociq_error *error) {
  lociq_status status = make_room(&dictionary->raw, error);
  const char *kept = NULL;
  if (status == LOCIQ_OK) status = keep_text(dictionary, raw, &kept, error);
  if (status != LOCIQ_OK) return status;
  place_entry(&dictionary->raw, (lociq_text_entry){head_of(raw), (uint32_t)raw.length, id, kept});
  if (raw.length <= sizeof *dictionary->heads) dictionary->heads[id] = head_of(raw);
  return LOCIQ_OK;
}

void lociq_dictionary_expect(lociq_dictionary *dictionary, const char *text, size_t length, uint32_t id) {
  if (length == 0 || length > LOCIQ_GUESS_LIMIT) return;
  if (dictionary->wrong >= LOCIQ_GUESS_PATIENCE) {
    dictionary->wrong = dictionary->wrong < LOCIQ_GUESS_PATIENCE + LOCIQ_GUESS_REST ? dictionary->wrong + 1 : 0;
    if (dictionary->wrong != 0) return;
  }
  lociq_guess guess = {.length = (uint32_t)length};
  memset(guess.masks, 0xFF, length + 1);
  memcpy(guess.words, text, length + 1);
  dictionary->codes[id].text = guess;
  if (dictionary->met) {
    uint32_t *next = &dictionary->codes[dictionary->last].next;
    dictionary->wrong += *next != dictionary->last; /* another one was expected: who only learns is not wrong */
    *next = id;
  }
  dictionary->last = id;
  dictionary->met = true;
}

void lociq_dictionary_clear(lociq_dictionary *dictionary) {
  for (size_t i = 0; i < dictionary->text_count; i++) free(dictionary->texts[i]);
  free(dictionary->texts);
  free(dictionary->codes);
  free(dictionary->heads);
  free(dictionary->raw.entries);
  free(dictionary->known.entries);
  *dictionary = (lociq_dictionary){0};
}

/* How many bytes follow the lead byte, -1 where it leads nothing. */
static int followers(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  return lead >= 0xF0 && lead <= 0xF4 ? 3 : -1;
}

/* Overlong forms, surrogates, and what lies beyond U+10FFFF show in the second byte. */
static bool second_is_valid(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second <= 0x9F;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second <= 0x8F;
    default:
      return true;
  }
}

size_t lociq_utf8_valid(lociq_slice text) {
  const unsigned char *bytes = (const unsigned char *)text.text;
  for (size_t i = 0; i < text.length;) {
    const int count = followers(bytes[i]);
    if (count < 0 || (size_t)count >= text.length - i) return i;
    for (int n = 1; n <= count; n++)
      if ((bytes[i + (size_t)n] & 0xC0u) != 0x80u) return i;
    if (count > 0 && !second_is_valid(bytes[i], bytes[i + 1])) return i;
    i += (size_t)count + 1;
  }
  return text.length;
}
