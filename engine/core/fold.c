/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/fold.h"

#include <string.h>

#include "core/memory.h"

enum { NO_BREAK_SPACE = 0xA0 };

/* Capital letters and how far off the small ones are; every other one where capital and small letters alternate. */
static const struct {
  uint32_t first, last, step;
  int32_t apart;
} capitals[] = {{0x41, 0x5A, 1, 32},     {0xB5, 0xB5, 1, 775},   {0xC0, 0xD6, 1, 32},        {0xD8, 0xDE, 1, 32},
                {0x100, 0x12E, 2, 1},    {0x132, 0x136, 2, 1},   {0x139, 0x147, 2, 1},       {0x14A, 0x176, 2, 1},
                {0x178, 0x178, 1, -121}, {0x179, 0x17D, 2, 1},   {0x18F, 0x18F, 1, 202},     {0x1A0, 0x1A4, 2, 1},
                {0x1AF, 0x1AF, 1, 1},    {0x1C4, 0x1C4, 1, 2},   {0x1C7, 0x1C7, 1, 2},       {0x1CA, 0x1CA, 1, 2},
                {0x1CD, 0x1DB, 2, 1},    {0x1DE, 0x1E4, 2, 1},   {0x1E6, 0x1EE, 2, 1},       {0x1F1, 0x1F1, 1, 2},
                {0x1F4, 0x1F4, 1, 1},    {0x1F8, 0x21E, 2, 1},   {0x222, 0x232, 2, 1},       {0x386, 0x386, 1, 38},
                {0x388, 0x38A, 1, 37},   {0x38C, 0x38C, 1, 64},  {0x38E, 0x38F, 1, 63},      {0x391, 0x3A1, 1, 32},
                {0x3A3, 0x3AB, 1, 32},   {0x3C2, 0x3C2, 1, 1},   {0x400, 0x40F, 1, 80},      {0x410, 0x42F, 1, 32},
                {0x460, 0x480, 2, 1},    {0x48A, 0x4BE, 2, 1},   {0x4C0, 0x4C0, 1, 15},      {0x4C1, 0x4CD, 2, 1},
                {0x4D0, 0x52E, 2, 1},    {0x1E00, 0x1E94, 2, 1}, {0x1E9E, 0x1E9E, 1, -7615}, {0x1EA0, 0x1EFE, 2, 1}};

static uint32_t fold_character(uint32_t character) {
  for (size_t i = 0; i < sizeof capitals / sizeof capitals[0] && character >= capitals[i].first; i++)
    if (character <= capitals[i].last && (character - capitals[i].first) % capitals[i].step == 0)
      return (uint32_t)((int32_t)character + capitals[i].apart);
  return character;
}

enum { BYTE = 0x110000 }; /* and its value: one that starts no character of the table's, which is taken alone */

/* The character at *text, which moves past it; none of the table's has more than three bytes. 0 at the end. */
static uint32_t next_character(const unsigned char **text) {
  const unsigned char *bytes = *text;
  if (bytes[0] == '\0') return 0;
  const size_t count = bytes[0] < 0x80u ? 1 : bytes[0] >= 0xE0u ? 3 : 2;
  *text += 1;
  if (bytes[0] >= 0xF0u || (bytes[0] >= 0x80u && bytes[0] < 0xC0u)) return BYTE + bytes[0];
  uint32_t character = count == 1 ? bytes[0] : bytes[0] & (count == 2 ? 0x1Fu : 0x0Fu);
  for (size_t i = 1; i < count; i++) {
    if ((bytes[i] & 0xC0u) != 0x80u) return BYTE + bytes[0];
    character = character << 6 | (bytes[i] & 0x3Fu);
  }
  *text += count - 1;
  return character;
}

static bool is_blank(uint32_t character) {
  return character == ' ' || (character >= '\t' && character <= '\r') || character == NO_BREAK_SPACE;
}

/* A text as its folded characters, one after the other. */
typedef struct folding {
  const unsigned char *next;
  uint32_t held; /* what follows the space that was given last */
  bool begun;
} folding;

static uint32_t next_folded(folding *text) {
  uint32_t character = text->held;
  text->held = 0;
  if (character != 0) return character;
  bool blank = false;
  while (is_blank(character = next_character(&text->next))) blank = text->begun;
  if (character == 0) return 0;
  text->begun = true;
  character = fold_character(character);
  if (!blank) return character;
  text->held = character;
  return ' ';
}

static size_t put_character(char *to, uint32_t character) {
  if (character < 0x80u || character >= BYTE) return to[0] = (char)(character & 0xFFu), 1;
  if (character < 0x800u) {
    to[0] = (char)(0xC0u | character >> 6);
    to[1] = (char)(0x80u | (character & 0x3Fu));
    return 2;
  }
  to[0] = (char)(0xE0u | character >> 12);
  to[1] = (char)(0x80u | (character >> 6 & 0x3Fu));
  to[2] = (char)(0x80u | (character & 0x3Fu));
  return 3;
}

char *lociq_text_fold(const char *text) {
  folding from = {.next = (const unsigned char *)text};
  char *folded = lociq_allocate(strlen(text) + 1, 1);
  size_t length = 0;
  for (uint32_t character; folded != NULL && (character = next_folded(&from)) != 0;)
    length += put_character(folded + length, character);
  return folded;
}

bool lociq_text_is_same(const char *first, const char *second) {
  folding a = {.next = (const unsigned char *)first}, b = {.next = (const unsigned char *)second};
  for (;;) {
    const uint32_t left = next_folded(&a), right = next_folded(&b);
    if (left != right) return false;
    if (left == 0) return true;
  }
}
