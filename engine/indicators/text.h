/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text that grows. When memory runs out it stays short and says so at the end.
 */
#ifndef LOCIQ_INDICATORS_TEXT_H
#define LOCIQ_INDICATORS_TEXT_H

#include <lociq/error.h>
#include <stdbool.h>
#include <stddef.h>

/* Start with `lociq_text text = {0}`. */
typedef struct lociq_text {
  char *bytes;
  size_t length, room;
  bool failed;
} lociq_text;

void lociq_text_add(lociq_text *text, const char *more);
void lociq_text_add_format(lociq_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds it in lines of at most 100 columns (a longer word stands alone), each
 * after the first begun by `indent` blanks, and a newline. */
void lociq_text_add_wrapped(lociq_text *text, const char *more, size_t indent);
/* Hands the bytes over, or frees them and sets LOCIQ_NO_MEMORY. */
lociq_status lociq_text_finish(lociq_text *text, char **bytes, lociq_error *error);

#endif
