/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words of which one may be given, listed as help and messages print them: "en|de".
 */
#ifndef LOCIQ_CORE_WORD_H
#define LOCIQ_CORE_WORD_H

#include <stdbool.h>

/* Whether it is one of the words, which | separates. */
bool lociq_word_is_one_of(const char *word, const char *words);

#endif
