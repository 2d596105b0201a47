/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fetch/receipt.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/memory.h"

enum { LARGEST = 1 << 20 }; /* bytes of such a file */

void lociq_receipt_take(char validator[LOCIQ_VALIDATOR_SIZE], const char *text) {
  validator[0] = '\0';
  if (text == NULL || strlen(text) >= LOCIQ_VALIDATOR_SIZE) return;
  for (const char *byte = text; *byte != '\0'; byte++)
    if (*byte < 0x20 || *byte > 0x7E) return;
  memcpy(validator, text, strlen(text) + 1);
}

static bool has_strong_etag(const lociq_receipt *receipt) { return receipt->etag[0] == '"'; }

bool lociq_receipt_identifies(const lociq_receipt *receipt) {
  return receipt->etag[0] != '\0' || receipt->last_modified[0] != '\0';
}

bool lociq_receipt_is_strong(const lociq_receipt *receipt) {
  return has_strong_etag(receipt) || (receipt->etag[0] == '\0' && receipt->last_modified[0] != '\0');
}

/* ---- reading */

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text == NULL ? "" : text;
}

static bool is_digest(const char *text) { return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64; }

static bool take_object(const json_t *object, const char *url, lociq_receipt *receipt) {
  if (strcmp(text_of(object, "url"), url) != 0) return false;
  const json_int_t bytes = json_integer_value(json_object_get(object, "bytes"));
  *receipt = (lociq_receipt){.bytes = bytes < 0 ? 0 : (uint64_t)bytes};
  lociq_receipt_take(receipt->etag, text_of(object, "etag"));
  lociq_receipt_take(receipt->last_modified, text_of(object, "last_modified"));
  const char *sha256 = text_of(object, "sha256");
  if (is_digest(sha256)) memcpy(receipt->sha256, sha256, sizeof receipt->sha256);
  return true;
}

/* A text of at most LARGEST bytes, with NUL behind it; NULL where it is longer. */
static lociq_status read_text(const char *path, int file, char **text, lociq_error *error) {
  char *read_in = lociq_allocate(LARGEST + 1, 1);
  if (read_in == NULL) return lociq_memory_error(error, "what is known of a file");
  size_t length = 0;
  for (ssize_t got = 1; got > 0 && length <= LARGEST; length += got > 0 ? (size_t)got : 0) {
    got = read(file, read_in + length, LARGEST + 1 - length);
    if (got >= 0) continue;
    const int reason = errno;
    free(read_in);
    return lociq_error_set(error, LOCIQ_IO, "%s: %s", path, strerror(reason));
  }
  if (length > LARGEST) {
    free(read_in);
    read_in = NULL;
  } else {
    read_in[length] = '\0';
  }
  *text = read_in;
  return LOCIQ_OK;
}

lociq_status lociq_receipt_read(const char *path, const char *url, lociq_receipt *receipt, bool *found,
                                lociq_error *error) {
  *found = false;
  const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0 && errno == ENOENT) return LOCIQ_OK;
  if (file < 0) return lociq_error_set(error, LOCIQ_IO, "%s: %s", path, strerror(errno));
  char *text = NULL;
  const lociq_status status = read_text(path, file, &text, error);
  (void)close(file);
  if (status != LOCIQ_OK || text == NULL) return status;
  json_t *object = json_loads(text, 0, NULL);
  *found = take_object(object, url, receipt);
  json_decref(object);
  free(text);
  return LOCIQ_OK;
}

/* ---- writing */

static char *format_receipt(const char *url, const lociq_receipt *receipt) {
  json_t *object = json_pack("{s:s, s:s, s:s, s:I, s:s}", "url", url, "etag", receipt->etag, "last_modified",
                             receipt->last_modified, "bytes", (json_int_t)receipt->bytes, "sha256", receipt->sha256);
  char *text = object == NULL ? NULL : json_dumps(object, JSON_INDENT(2));
  json_decref(object);
  return text;
}

static bool write_text(const char *path, const char *text) {
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (file < 0) return false;
  const size_t length = strlen(text);
  bool written = write(file, text, length) == (ssize_t)length && fsync(file) == 0;
  const int reason = errno;
  written = close(file) == 0 && written;
  errno = reason;
  return written;
}

/* Whoever writes it holds the lock on the file of which it speaks, so that one name
 * for the temporary is enough. */
lociq_status lociq_receipt_write(const char *path, const char *url, const lociq_receipt *receipt, lociq_error *error) {
  const size_t size = strlen(path) + sizeof ".new";
  char *temporary = lociq_allocate(size, 1), *text = format_receipt(url, receipt);
  lociq_status status = LOCIQ_OK;
  if (temporary == NULL || text == NULL) {
    status = lociq_memory_error(error, "what is known of a file");
  } else {
    (void)snprintf(temporary, size, "%s.new", path);
    if (!write_text(temporary, text) || rename(temporary, path) != 0) {
      status = lociq_error_set(error, LOCIQ_IO, "%s cannot be written: %s", path, strerror(errno));
      (void)unlink(temporary);
    }
  }
  free(temporary);
  free(text);
  return status;
}
