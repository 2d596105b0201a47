/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether two texts are the same but for capital letters and blanks: told by their folded
 * copies, whatever the locale.
 */
#ifndef LOCIQ_CORE_FOLD_H
#define LOCIQ_CORE_FOLD_H

#include <stdbool.h>

/* A copy of a text of UTF-8: small letters for capital ones of the Latin, Greek and Cyrillic alphabets of
 * languages written today, as Unicode's simple case folding has them; one space for blanks within, none for those
 * around. Never longer than the text. NULL without memory; the caller frees with free(). */
char *lociq_text_fold(const char *text);
/* Whether the folded copies of two texts would be the same. */
bool lociq_text_is_same(const char *first, const char *second);

#endif
