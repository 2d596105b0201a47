/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading what a server says: it may be anything.
 */
#ifndef LOCIQ_FETCH_ANSWER_H
#define LOCIQ_FETCH_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "bytes 500-999/1234": the first and last byte, counted from 0, and how many there are
 * in all; all is 0 for "*". */
typedef struct lociq_content_range {
  uint64_t first, last, all;
} lociq_content_range;

/* False where it says anything else, a range that is none (last < first, all <= last)
 * or numbers past 2^63. */
bool lociq_content_range_read(const char *text, lociq_content_range *range);

/* What a page says in one line: markup, scripts and styles are gone, blanks run
 * together, NUL is a blank; cut at a character to fit with "..." at its end. */
void lociq_answer_text(const char *bytes, size_t count, char *text, size_t size);

#endif
