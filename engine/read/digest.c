/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"

enum { WINDOW = 1 << 18 };

struct lociq_digest_stream {
  EVP_MD_CTX *sha256;
  uint64_t bytes;
  FILE *target, *file;
};

static lociq_status begin(EVP_MD_CTX **context, lociq_error *error) {
  *context = EVP_MD_CTX_new();
  if (*context != NULL && EVP_DigestInit_ex(*context, EVP_sha256(), NULL) == 1) return LOCIQ_OK;
  EVP_MD_CTX_free(*context);
  *context = NULL;
  return lociq_memory_error(error, "a digest");
}

static lociq_status finish(EVP_MD_CTX *context, uint64_t bytes, lociq_digest *digest, lociq_error *error) {
  unsigned char raw[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (EVP_DigestFinal_ex(context, raw, &length) != 1) return lociq_memory_error(error, "a digest");
  digest->bytes = bytes;
  for (unsigned int i = 0; i < length && i < 32; i++) (void)snprintf(digest->sha256 + (size_t)2 * i, 3, "%02x", raw[i]);
  return LOCIQ_OK;
}

/* ---- in pieces */

struct lociq_digesting {
  EVP_MD_CTX *sha256;
  uint64_t bytes;
};

lociq_status lociq_digesting_create(lociq_digesting **digesting, lociq_error *error) {
  lociq_digesting *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a digest");
  const lociq_status status = begin(&made->sha256, error);
  if (status == LOCIQ_OK)
    *digesting = made;
  else
    free(made);
  return status;
}

lociq_status lociq_digesting_add(lociq_digesting *digesting, const void *bytes, size_t size, lociq_error *error) {
  if (EVP_DigestUpdate(digesting->sha256, bytes, size) != 1) return lociq_memory_error(error, "a digest");
  digesting->bytes += size;
  return LOCIQ_OK;
}

lociq_status lociq_digesting_add_text(lociq_digesting *digesting, const char *text, lociq_error *error) {
  return text == NULL ? lociq_digesting_add(digesting, "\xFF", 2, error)
                      : lociq_digesting_add(digesting, text, strlen(text) + 1, error);
}

lociq_status lociq_digesting_finish(const lociq_digesting *digesting, lociq_digest *digest, lociq_error *error) {
  return finish(digesting->sha256, digesting->bytes, digest, error);
}

void lociq_digesting_free(lociq_digesting *digesting) {
  if (digesting == NULL) return;
  EVP_MD_CTX_free(digesting->sha256);
  free(digesting);
}

/* ---- at once */

lociq_status lociq_digest_bytes(const void *bytes, size_t size, lociq_digest *digest, lociq_error *error) {
  lociq_digesting *digesting = NULL;
  lociq_status status = lociq_digesting_create(&digesting, error);
  if (status == LOCIQ_OK) status = lociq_digesting_add(digesting, bytes, size, error);
  if (status == LOCIQ_OK) status = lociq_digesting_finish(digesting, digest, error);
  lociq_digesting_free(digesting);
  return status;
}

static lociq_status digest_stream(FILE *file, const char *path, lociq_digest *digest, lociq_error *error) {
  EVP_MD_CTX *context = NULL;
  uint64_t bytes = 0;
  char *window = lociq_allocate(WINDOW, 1);
  if (window == NULL) return lociq_memory_error(error, "a digest");
  lociq_status status = begin(&context, error);
  while (status == LOCIQ_OK) {
    const size_t got = fread(window, 1, WINDOW, file);
    if (got > 0 && EVP_DigestUpdate(context, window, got) != 1) status = lociq_memory_error(error, "a digest");
    bytes += got;
    if (got < WINDOW) break;
  }
  if (status == LOCIQ_OK && ferror(file)) status = lociq_error_set(error, LOCIQ_IO, "%s: %s", path, strerror(errno));
  if (status == LOCIQ_OK) status = finish(context, bytes, digest, error);
  EVP_MD_CTX_free(context);
  free(window);
  return status;
}

lociq_status lociq_digest_file(const char *path, lociq_digest *digest, lociq_error *error) {
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not hold us up */
  FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "rb");
  if (file == NULL) {
    const int reason = errno;
    if (descriptor >= 0) (void)close(descriptor);
    return lociq_error_set(error, reason == ENOENT ? LOCIQ_NOT_FOUND : LOCIQ_IO, "%s: %s", path, strerror(reason));
  }
  struct stat about;
  const bool regular = fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode);
  const lociq_status status =
      regular ? digest_stream(file, path, digest, error) : lociq_error_set(error, LOCIQ_IO, "%s: is no file", path);
  (void)fclose(file);
  return status;
}

static ssize_t pass_on(void *cookie, const char *bytes, size_t size) {
  lociq_digest_stream *stream = cookie;
  const size_t written = fwrite(bytes, 1, size, stream->target);
  if (written < size || EVP_DigestUpdate(stream->sha256, bytes, size) != 1) return 0;
  stream->bytes += size;
  return (ssize_t)size;
}

lociq_status lociq_digest_open(FILE *target, lociq_digest_stream **stream, FILE **file, lociq_error *error) {
  lociq_digest_stream *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a digest");
  made->target = target;
  lociq_status status = begin(&made->sha256, error);
  if (status == LOCIQ_OK) {
    made->file = fopencookie(made, "w", (cookie_io_functions_t){.write = pass_on});
    if (made->file == NULL) status = lociq_memory_error(error, "a digest");
  }
  if (status != LOCIQ_OK) {
    EVP_MD_CTX_free(made->sha256);
    free(made);
    return status;
  }
  *file = made->file;
  *stream = made;
  return LOCIQ_OK;
}

lociq_status lociq_digest_close(lociq_digest_stream *stream, lociq_digest *digest, lociq_error *error) {
  if (stream == NULL) return LOCIQ_OK;
  lociq_status status = LOCIQ_OK;
  errno = 0;
  if (fclose(stream->file) != 0 || fflush(stream->target) != 0)
    status = lociq_error_set(error, LOCIQ_IO, "cannot write: %s", errno == 0 ? "no space" : strerror(errno));
  if (status == LOCIQ_OK && digest != NULL) status = finish(stream->sha256, stream->bytes, digest, error);
  EVP_MD_CTX_free(stream->sha256);
  free(stream);
  return status;
}
