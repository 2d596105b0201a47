/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a fallible function answers.
 *
 * Every function that can fail returns a lociq_status and takes a
 * `lociq_error *error` last. The pointer may be NULL: then only the status is
 * told. The message is one sentence that names the file, line, column and value
 * where there are such, and what was expected. The first, deepest message is
 * kept: callers up the stack add no second one. Outputs are written only when
 * the status is LOCIQ_OK.
 */
#ifndef LOCIQ_ERROR_H
#define LOCIQ_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum lociq_status {
  LOCIQ_OK = 0,
  LOCIQ_INVALID,   /* what was asked for cannot be: an option, a name, a plan */
  LOCIQ_BAD_INPUT, /* a file's content is wrong */
  LOCIQ_CONFLICT,  /* two values for one cell, two codes for one activity */
  LOCIQ_NOT_FOUND, /* no such file, dataset or code */
  LOCIQ_IO,        /* the system refused: full, read-only, shrunk, locked */
  LOCIQ_NO_MEMORY, /* an allocation failed */
  LOCIQ_CANCELLED  /* the progress callback asked to stop */
} lociq_status;

enum { LOCIQ_MESSAGE_SIZE = 1024 };

/* Start with `lociq_error error = {0}`; reuse after setting status to LOCIQ_OK. */
typedef struct lociq_error {
  lociq_status status;
  char message[LOCIQ_MESSAGE_SIZE]; /* UTF-8, one line, control characters escaped */
} lociq_error;

/* Sets status and message and returns the status, so that a failing function
 * can end in `return lociq_error_set(error, LOCIQ_IO, "…")`. Does nothing but
 * return where error is NULL or already holds a message. A message longer than
 * the buffer is cut at a character. Control characters become \xNN, so that a
 * hostile label cannot steer a terminal. */
lociq_status lociq_error_set(lociq_error *error, lociq_status status, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

#ifdef __cplusplus
}
#endif
#endif
