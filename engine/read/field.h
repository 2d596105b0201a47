/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One field of a line, in full generality: quotes, doubled quotes, line breaks
 * within, blanks around, CR LF.
 */
#ifndef LOCIQ_READ_FIELD_H
#define LOCIQ_READ_FIELD_H

#include "read/dictionary.h"

typedef struct lociq_taken {
  lociq_slice text;   /* without quotes and blanks around */
  const char *stop;   /* what ended it: `end`, `other`, or a line break */
  size_t line_breaks; /* within its quotes */
  bool verbatim;      /* text lies in the line as it is, without a line break */
  char unescaped[LOCIQ_CODE_LIMIT + 1];
} lociq_taken;

/* Takes the field that begins at `from` in a window that ends, with a line break,
 * at `limit`. Returns NULL, or what is wrong at taken->stop. A text with doubled
 * quotes that is longer than LOCIQ_CODE_LIMIT comes as it stands, too long for a
 * code. */
const char *lociq_field_take(const char *from, const char *limit, char end, char other, bool quoted,
                             lociq_taken *taken);

#endif
