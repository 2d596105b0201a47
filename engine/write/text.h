/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text and numbers as they go out.
 */
#ifndef LOCIQ_WRITE_TEXT_H
#define LOCIQ_WRITE_TEXT_H

#include <lociq/axis.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The character at *text, which moves past it; a byte that starts no character of
 * UTF-8 is taken alone and gives U+FFFD. 0 at the end, where it stays. */
uint32_t lociq_text_next(const char **text);
size_t lociq_text_length(const char *text); /* in characters */

/* A copy in which only whole characters of UTF-8 are: U+FFFD stands for other bytes;
 * where `printable` also for control characters and those that turn the direction
 * of text, so that a terminal shows nothing else than is there. longest: in
 * characters, the last of them … where text was cut; 0: as long as it is. NULL
 * without memory. The caller frees with free(). */
char *lociq_text_clean(const char *text, bool printable, size_t longest);

enum { LOCIQ_NUMBER_SIZE = 32 };
/* 17 significant digits, which strtod reads back to the same double. Infinity is Inf
 * or -Inf; NaN the empty text. In the C locale: see lociq_locale_enter. Gives the length. */
size_t lociq_text_number(double value, char number[LOCIQ_NUMBER_SIZE]);

/* One text for each member of an axis, encoded once: what a writer puts in its rows. */
typedef lociq_status (*lociq_text_encode)(const char *text, char **encoded, lociq_error *error);
lociq_status lociq_codes_encode(const lociq_axis *axis, lociq_text_encode encode, char ***codes, lociq_error *error);
void lociq_codes_free(char **codes, const lociq_axis *axis);
/* The same of any texts: `text` gives the one at a position of what they come from. */
typedef const char *(*lociq_text_of)(const void *from, size_t position);
lociq_status lociq_encoded_make(const void *from, size_t count, lociq_text_of text, lociq_text_encode encode,
                                char ***encoded, lociq_error *error);
void lociq_encoded_free(char **encoded, size_t count);

/* A field of a CSV: quoted as RFC 4180 says where there is a quote or a separator
 * (comma, semicolon, tab) or a line break in it. A spreadsheet takes a field that
 * begins with = + - @ for a formula, quoted or not; such a text (and one that begins
 * with a tab or line break) gets an apostrophe in front, by which spreadsheets know
 * text. For texts only, never for numbers. */
lociq_status lociq_text_csv(const char *text, char **encoded, lociq_error *error);
/* A string of JSON, with its quotes. */
lociq_status lociq_text_json(const char *text, char **encoded, lociq_error *error);

#endif
