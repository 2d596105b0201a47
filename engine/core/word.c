/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/word.h"

#include <string.h>

bool lociq_word_is_one_of(const char *word, const char *words) {
  const size_t length = strlen(word);
  for (const char *next = words; next != NULL; next = strchr(next, '|')) {
    if (*next == '|') next++;
    if (strcspn(next, "|") == length && strncmp(next, word, length) == 0) return true;
  }
  return false;
}
