/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every byte of the file passes through take() in order, which hashes it or leaves that
 * to the caller: the file is read once, and what decompresses is fed from there. No mapping: a file that
 * shrinks under a mapping would kill the process.
 */
#include "read/source.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"
#include "read/gzip.h"

enum { MAGIC_BYTES = 6, BLOCK = 1 << 17, DIGEST_BYTES = 32, PATIENCE = 100 /* milliseconds between two reports */ };

struct lociq_source {
  const char *path;
  const lociq_progress *progress;
  int file;
  struct stat before;
  bool regular, ended;
  lociq_error failure;    /* of reading, if it failed */
  bool empty;             /* compressed nothing */
  uint64_t position;      /* bytes taken in */
  char head[MAGIC_BYTES]; /* read to find the compression, handed out first */
  size_t head_count, head_next;
  EVP_MD_CTX *digest;
  bool left;               /* the caller hashes */
  const char *compression; /* NULL: none */
  lociq_gzip *gzip;        /* of gzip */
  struct archive *archive; /* of all others */
  char *block;             /* what libarchive is fed */
  lociq_error *error;      /* of the call under way, for libarchive's callback */
  lociq_status fed;        /* what the callback answered last */
};

static lociq_status system_error(const lociq_source *source, lociq_error *error) {
  const lociq_status status = errno == ENOENT || errno == ENOTDIR ? LOCIQ_NOT_FOUND : LOCIQ_IO;
  char text[128];
  return lociq_error_set(error, status, "%s: %s", source->path, strerror_r(errno, text, sizeof text));
}

/* Until a pipe or terminal has something, or has ended. Whoever waits asks every now
 * and then whether to go on: a signal may go to another thread than this one. */
static lociq_status wait_for_bytes(const lociq_source *source, lociq_error *error) {
  struct pollfd file = {.fd = source->file, .events = POLLIN};
  for (;;) {
    const int ready = poll(&file, 1, PATIENCE);
    if (ready > 0) return LOCIQ_OK;
    if (ready < 0 && errno != EINTR) return system_error(source, error);
    if (!lociq_progress_report(source->progress, source->path, source->position, 0))
      return lociq_error_set(error, LOCIQ_CANCELLED, "reading %s was cancelled", source->path);
  }
}

/* The next bytes of the file itself: *got < size only at its end. */
static lociq_status take_raw(lociq_source *source, char *buffer, size_t size, size_t *got, lociq_error *error) {
  size_t count = 0;
  while (count < size && !source->ended) {
    size_t wanted = size - count;
    if (source->regular) {
      const uint64_t left = (uint64_t)source->before.st_size - source->position;
      if (wanted > left) wanted = (size_t)left;
      if (wanted == 0) break; /* what was added since is seen by finish */
    }
    const lociq_status status = source->regular ? LOCIQ_OK : wait_for_bytes(source, error);
    if (status != LOCIQ_OK) return status;
    const ssize_t bytes = source->regular ? pread(source->file, buffer + count, wanted, (off_t)source->position)
                                          : read(source->file, buffer + count, wanted);
    if (bytes < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (bytes < 0) return system_error(source, error);
    if (bytes == 0 && source->regular)
      return lociq_error_set(error, LOCIQ_IO, "%s shrank while it was read: it had %lld bytes, byte %llu is gone",
                             source->path, (long long)source->before.st_size, (unsigned long long)source->position + 1);
    if (bytes == 0) source->ended = true;
    count += (size_t)bytes;
    source->position += (uint64_t)bytes;
  }
  *got = count;
  return LOCIQ_OK;
}

lociq_status lociq_source_digest(lociq_source *source, const char *bytes, size_t count, lociq_error *error) {
  if (EVP_DigestUpdate(source->digest, bytes, count) == 1) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_IO, "%s: SHA-256 failed", source->path);
}

/* The same, the bytes read ahead first, and hashed. */
static lociq_status take(lociq_source *source, char *buffer, size_t size, size_t *got, lociq_error *error) {
  size_t ahead = source->head_count - source->head_next;
  if (ahead > size) ahead = size;
  if (ahead > 0) memcpy(buffer, source->head + source->head_next, ahead);
  source->head_next += ahead;
  size_t count = 0;
  const lociq_status status = take_raw(source, buffer + ahead, size - ahead, &count, error);
  if (status != LOCIQ_OK) return status;
  *got = ahead + count;
  return source->left ? LOCIQ_OK : lociq_source_digest(source, buffer, *got, error);
}

bool lociq_source_leave_digest(lociq_source *source) {
  source->left = source->compression == NULL;
  return source->left;
}

static la_ssize_t feed(struct archive *archive, void *context, const void **block) {
  lociq_source *source = context;
  size_t got = 0;
  source->fed = take(source, source->block, BLOCK, &got, source->error);
  if (source->fed != LOCIQ_OK) {
    archive_set_error(archive, EIO, "cannot be read");
    return -1;
  }
  *block = source->block;
  return (la_ssize_t)got;
}

static lociq_status damaged(const lociq_source *source, lociq_error *error) {
  if (source->fed != LOCIQ_OK) return source->fed;
  const char *why = archive_error_string(source->archive);
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the %s data are damaged or cut short (%s)", source->path,
                         source->compression, why == NULL ? "no reason given" : why);
}

/* Goes to the next file in the archive; *found is false at its end. */
static lociq_status next_member(lociq_source *source, bool *found, lociq_error *error) {
  *found = false;
  for (;;) {
    struct archive_entry *entry = NULL;
    source->error = error;
    const int answer = archive_read_next_header(source->archive, &entry);
    if (answer == ARCHIVE_EOF) return LOCIQ_OK;
    if (answer != ARCHIVE_OK && answer != ARCHIVE_WARN) return damaged(source, error);
    const char *name = archive_entry_pathname(entry);
    const bool attached = name != NULL && strncmp(name, "__MACOSX/", 9) == 0;
    if (archive_entry_filetype(entry) == AE_IFDIR || attached) continue;
    *found = true;
    return LOCIQ_OK;
  }
}

static bool is_zip(const lociq_source *source) { return strcmp(source->compression, "zip") == 0; }

static int support(lociq_source *source) {
  struct archive *archive = source->archive;
  switch (source->compression[0]) {
    case 'b':
      return archive_read_support_filter_bzip2(archive);
    case 'x':
      return archive_read_support_filter_xz(archive);
    default:
      return is_zip(source) ? archive_read_support_format_zip_streamable(archive)
                            : archive_read_support_filter_zstd(archive);
  }
}

static lociq_status feed_gzip(void *context, char *buffer, size_t size, size_t *got, lociq_error *error) {
  return take(context, buffer, size, got, error);
}

static lociq_status open_archive(lociq_source *source, lociq_error *error) {
  source->archive = archive_read_new();
  if (source->archive == NULL) return lociq_memory_error(error, "an archive");
  if (support(source) != ARCHIVE_OK)
    return lociq_error_set(error, LOCIQ_IO, "%s: libarchive here cannot read %s", source->path, source->compression);
  if (!is_zip(source)) {
    (void)archive_read_support_format_raw(source->archive);
    (void)archive_read_support_format_empty(source->archive);
  }
  source->error = error;
  if (archive_read_open(source->archive, source, NULL, feed, NULL) != ARCHIVE_OK) return damaged(source, error);
  bool found = false;
  const lociq_status status = next_member(source, &found, error);
  if (status != LOCIQ_OK) return status;
  if (!found && is_zip(source))
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the zip archive has no file in it", source->path);
  source->empty = !found;
  return LOCIQ_OK;
}

static lociq_status open_compressed(lociq_source *source, lociq_error *error) {
  source->block = lociq_allocate(BLOCK, 1);
  if (source->block == NULL) return lociq_memory_error(error, "compressed data");
  if (strcmp(source->compression, "gzip") != 0) return open_archive(source, error);
  return lociq_gzip_create(source->path, feed_gzip, source, &source->gzip, error);
}

static void find_compression(lociq_source *source) {
  static const struct {
    const char *name, *magic;
  } known[] = {{"gzip", "\x1F\x8B"},         {"bzip2", "BZh"},      {"xz", "\xFD\x37zXZ"},
               {"zstd", "\x28\xB5\x2F\xFD"}, {"zip", "PK\x03\x04"}, {"zip", "PK\x05\x06"}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    const size_t length = strlen(known[i].magic);
    if (source->head_count >= length && memcmp(source->head, known[i].magic, length) == 0)
      source->compression = known[i].name;
  }
}

/* Opening does not wait for the writer of a pipe: reading does. */
static lociq_status open_file(lociq_source *source, lociq_error *error) {
  source->file = open(source->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (source->file < 0 || fstat(source->file, &source->before) != 0) return system_error(source, error);
  if (S_ISDIR(source->before.st_mode))
    return lociq_error_set(error, LOCIQ_IO, "%s is a folder, expected a file", source->path);
  source->regular = S_ISREG(source->before.st_mode);
  source->digest = EVP_MD_CTX_new();
  if (source->digest == NULL || EVP_DigestInit_ex(source->digest, EVP_sha256(), NULL) != 1)
    return lociq_memory_error(error, "a digest");
  return take_raw(source, source->head, MAGIC_BYTES, &source->head_count, error);
}

lociq_status lociq_source_open(const char *path, const lociq_progress *progress, lociq_source **source,
                               lociq_error *error) {
  lociq_source *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a file");
  made->path = path;
  made->progress = progress;
  made->file = -1;
  lociq_status status = open_file(made, error);
  if (status == LOCIQ_OK) find_compression(made);
  if (status == LOCIQ_OK && made->compression != NULL) status = open_compressed(made, error);
  if (status != LOCIQ_OK) {
    lociq_source_free(made);
    return status;
  }
  *source = made;
  return LOCIQ_OK;
}

void lociq_source_free(lociq_source *source) {
  if (source == NULL) return;
  lociq_gzip_free(source->gzip);
  if (source->archive != NULL) (void)archive_read_free(source->archive);
  if (source->file >= 0) (void)close(source->file);
  EVP_MD_CTX_free(source->digest);
  free(source->block);
  free(source);
}

static lociq_status read_archive(lociq_source *source, char *buffer, size_t size, size_t *got, lociq_error *error) {
  size_t count = 0;
  source->error = error;
  while (count < size && !source->empty) {
    const la_ssize_t bytes = archive_read_data(source->archive, buffer + count, size - count);
    if (bytes == ARCHIVE_WARN || bytes == ARCHIVE_RETRY) continue;
    if (bytes < 0) return damaged(source, error);
    if (bytes == 0) break;
    count += (size_t)bytes;
  }
  *got = count;
  return LOCIQ_OK;
}

lociq_status lociq_source_read(lociq_source *source, char *buffer, size_t size, size_t *got, lociq_error *error) {
  lociq_error *own = &source->failure;
  const lociq_status status = source->compression == NULL ? take(source, buffer, size, got, own)
                              : source->gzip != NULL      ? lociq_gzip_read(source->gzip, buffer, size, got, own)
                                                          : read_archive(source, buffer, size, got, own);
  if (status != LOCIQ_OK && error != NULL && error->status == LOCIQ_OK) *error = *own;
  return status;
}

lociq_status lociq_source_check(lociq_source *source, lociq_error *error) {
  if (source->compression == NULL) return LOCIQ_OK;
  char *buffer = lociq_allocate(BLOCK, 1);
  if (buffer == NULL) return lociq_memory_error(error, "compressed data");
  size_t got = BLOCK;
  while (source->failure.status == LOCIQ_OK && got == BLOCK &&
         lociq_progress_report(source->progress, source->path, source->position, lociq_source_size(source)))
    (void)lociq_source_read(source, buffer, BLOCK, &got, NULL);
  free(buffer);
  if (source->failure.status != LOCIQ_OK && error != NULL && error->status == LOCIQ_OK) *error = source->failure;
  return source->failure.status;
}

/* What is left of the file behind its compressed data still counts. */
static lociq_status drain(lociq_source *source, lociq_error *error) {
  bool found = false;
  lociq_status status = source->archive == NULL || source->empty ? LOCIQ_OK : next_member(source, &found, error);
  if (status != LOCIQ_OK) return status;
  if (found)
    return lociq_error_set(error, LOCIQ_BAD_INPUT,
                           "%s: the zip archive has several files in it, expected one: unpack it and name the files",
                           source->path);
  for (size_t got = 1; got > 0 && status == LOCIQ_OK;) status = take(source, source->block, BLOCK, &got, error);
  return status;
}

lociq_status lociq_source_finish(lociq_source *source, uint64_t *bytes, char sha256[65], lociq_error *error) {
  if (source->compression != NULL) {
    const lociq_status status = drain(source, error);
    if (status != LOCIQ_OK) return status;
  }
  struct stat after = {0};
  if (fstat(source->file, &after) != 0) return system_error(source, error);
  if (source->regular &&
      (after.st_size != source->before.st_size || after.st_mtim.tv_sec != source->before.st_mtim.tv_sec ||
       after.st_mtim.tv_nsec != source->before.st_mtim.tv_nsec))
    return lociq_error_set(error, LOCIQ_IO, "%s was changed while it was read", source->path);
  unsigned char digest[DIGEST_BYTES];
  if (EVP_DigestFinal_ex(source->digest, digest, NULL) != 1)
    return lociq_error_set(error, LOCIQ_IO, "%s: SHA-256 failed", source->path);
  for (int i = 0; i < DIGEST_BYTES; i++) (void)snprintf(sha256 + (ptrdiff_t)2 * i, 3, "%02x", (unsigned)digest[i]);
  *bytes = source->position;
  return LOCIQ_OK;
}

uint64_t lociq_source_position(const lociq_source *source) { return source->position; }
uint64_t lociq_source_size(const lociq_source *source) {
  return source->regular ? (uint64_t)source->before.st_size : 0;
}
