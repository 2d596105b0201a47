/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lock is flock on the part itself. Who gets it on a file that is no longer the
 * one of that name, because it was put in place or taken away meanwhile, opens anew.
 */
#include "fetch/part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"

static lociq_status refused(const char *path, int reason, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_IO, "%s cannot be written: %s", path, strerror(reason));
}

static char *join(const char *path, const char *ending) {
  const size_t size = strlen(path) + strlen(ending) + 1;
  char *joined = lociq_allocate(size, 1);
  if (joined != NULL) (void)snprintf(joined, size, "%s%s", path, ending);
  return joined;
}

/* ---- opening */

/* The file to which links lead; the path itself where there is none yet. */
static lociq_status find_target(const char *path, lociq_part *part, lociq_error *error) {
  struct stat about;
  const bool there = stat(path, &about) == 0;
  if (!there && errno != ENOENT) return refused(path, errno, error);
  if (!there && lstat(path, &about) == 0)
    return lociq_error_set(error, LOCIQ_IO, "%s cannot be written: the link leads nowhere", path);
  if (there && !S_ISREG(about.st_mode))
    return lociq_error_set(error, LOCIQ_IO, "%s cannot be written: it is no regular file", path);
  char *real = there ? realpath(path, NULL) : NULL;
  if (there && real == NULL) return refused(path, errno, error);
  /* A renaming asks nobody whether the old file may be written; we do. */
  if (there && access(real, W_OK) != 0) {
    free(real);
    return refused(path, errno, error);
  }
  part->target = lociq_copy_text(there ? real : path);
  free(real);
  if (part->target == NULL) return lociq_memory_error(error, "a path");
  part->path = join(part->target, ".part");
  part->said_path = join(part->target, ".part.json");
  return part->path == NULL || part->said_path == NULL ? lociq_memory_error(error, "a path") : LOCIQ_OK;
}

static bool is_current(int file, const char *path) {
  struct stat own, named;
  return fstat(file, &own) == 0 && stat(path, &named) == 0 && own.st_dev == named.st_dev && own.st_ino == named.st_ino;
}

static lociq_status take_lock(lociq_part *part, lociq_error *error) {
  for (;;) {
    const int file = open(part->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (file < 0) return refused(part->path, errno, error);
    struct stat about;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
      (void)close(file);
      return lociq_error_set(error, LOCIQ_IO, "%s cannot be written: it is no regular file", part->path);
    }
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
      const int reason = errno;
      (void)close(file);
      if (reason == EWOULDBLOCK)
        return lociq_error_set(error, LOCIQ_IO, "%s is being fetched by another process", part->target);
      return refused(part->path, reason, error);
    }
    if (is_current(file, part->path)) {
      part->file = file;
      return LOCIQ_OK;
    }
    (void)close(file);
  }
}

lociq_status lociq_part_open(const char *path, const char *url, lociq_part *part, lociq_error *error) {
  *part = (lociq_part){.url = url, .file = -1};
  lociq_status status = find_target(path, part, error);
  if (status == LOCIQ_OK) status = take_lock(part, error);
  if (status != LOCIQ_OK) return status;
  struct stat about;
  if (fstat(part->file, &about) != 0) return refused(part->path, errno, error);
  bool found = false;
  status = lociq_receipt_read(part->said_path, url, &part->receipt, &found, error);
  part->known = found && about.st_size > 0 && lociq_receipt_is_strong(&part->receipt) &&
                (part->receipt.bytes == 0 || (uint64_t)about.st_size <= part->receipt.bytes);
  part->size = part->known ? (uint64_t)about.st_size : 0;
  return status;
}

void lociq_part_drop(lociq_part *part) {
  part->known = false;
  part->size = 0;
}

void lociq_part_close(lociq_part *part) {
  if (part->file >= 0) {
    if (!part->known || part->size == 0) {
      (void)unlink(part->said_path); /* first: once the part is gone, the next one's may be there */
      (void)unlink(part->path);
    }
    (void)close(part->file);
  }
  free(part->target);
  free(part->path);
  free(part->said_path);
  *part = (lociq_part){.file = -1};
}

/* ---- filling */

/* The old bytes are off the disk before a new receipt could speak for them. */
lociq_status lociq_part_restart(lociq_part *part, const lociq_receipt *receipt, lociq_error *error) {
  lociq_part_drop(part);
  if (ftruncate(part->file, 0) != 0 || fsync(part->file) != 0) return refused(part->path, errno, error);
  part->receipt = *receipt;
  if (!lociq_receipt_is_strong(receipt)) {
    (void)unlink(part->said_path);
    return LOCIQ_OK;
  }
  const lociq_status status = lociq_receipt_write(part->said_path, part->url, receipt, error);
  part->known = status == LOCIQ_OK;
  return status;
}

lociq_status lociq_part_append(lociq_part *part, const char *bytes, size_t count, lociq_error *error) {
  while (count > 0) {
    const ssize_t written = pwrite(part->file, bytes, count, (off_t)part->size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int reason = errno;
      if (!part->known || part->size == 0) return refused(part->path, reason, error);
      return lociq_error_set(error, LOCIQ_IO, "%s cannot be written: %s; its first %llu bytes are kept", part->path,
                             strerror(reason), (unsigned long long)part->size);
    }
    bytes += written;
    count -= (size_t)written;
    part->size += (uint64_t)written;
  }
  return LOCIQ_OK;
}

/* ---- placing */

static lociq_status sync_folder(const lociq_part *part, lociq_error *error) {
  char *slash = strrchr(part->path, '/'); /* of no more use as a name */
  if (slash != NULL) slash[slash == part->path ? 1 : 0] = '\0';
  const int folder = open(slash == NULL ? "." : part->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return refused(part->target, errno, error);
  /* Some file systems cannot sync a folder and say EINVAL. */
  const bool synced = fsync(folder) == 0 || errno == EINVAL;
  const int reason = errno;
  (void)close(folder);
  return synced ? LOCIQ_OK : refused(part->target, reason, error);
}

lociq_status lociq_part_place(lociq_part *part, lociq_error *error) {
  struct stat about;
  const bool there = stat(part->target, &about) == 0;
  if (there && fchmod(part->file, about.st_mode & 07777) != 0) return refused(part->target, errno, error);
  if (fsync(part->file) != 0 || rename(part->path, part->target) != 0) return refused(part->target, errno, error);
  (void)unlink(part->said_path);
  (void)close(part->file);
  part->file = -1;
  lociq_part_drop(part);
  return sync_folder(part, error);
}
