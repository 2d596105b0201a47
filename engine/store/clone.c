/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writers work on a clone beside the file and rename it over the file once.
 *
 * The lock is flock on a file of its own, `.<name>.lock`, which holds the
 * writer's process number: not on the store, for HDF5 programs that read it take
 * locks there; and not on the clone, which becomes the store. It is removed when
 * the writer is done, and whoever gets a lock on a file that is no longer the one
 * under that name tries again. A killed writer leaves lock file and clone behind;
 * its lock is gone with it, and the next writer clears both away.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/memory.h"
#include "store/file.h"

/* ---- paths */

static char *join(const char *folder, size_t length, const char *before, const char *name, const char *after) {
  const size_t size = length + strlen(before) + strlen(name) + strlen(after) + 1;
  char *joined = lociq_allocate(size, 1);
  if (joined != NULL) (void)snprintf(joined, size, "%.*s%s%s%s", (int)length, folder, before, name, after);
  return joined;
}

/* Length of the folder's part of a path, with its slash; 0 where it has none. */
static size_t folder_length(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/* Where the symbolic link leads, relative to its own folder. */
static char *follow(const char *path) {
  char text[PATH_MAX];
  const ssize_t length = readlink(path, text, sizeof text - 1);
  if (length < 0) return NULL;
  text[length] = '\0';
  return text[0] == '/' ? lociq_copy_text(text) : join(path, folder_length(path), "", text, "");
}

lociq_status lociq_path_resolve(const char *path, char **target, lociq_error *error) {
  enum { LINKS = 40 };
  char *current = lociq_copy_text(path);
  for (int links = 0; current != NULL && links < LINKS; links++) {
    struct stat info;
    if (lstat(current, &info) != 0 || !S_ISLNK(info.st_mode)) {
      *target = current;
      return LOCIQ_OK;
    }
    char *next = follow(current);
    free(current);
    current = next;
  }
  if (current == NULL) return lociq_memory_error(error, "a path");
  free(current);
  return lociq_error_set(error, LOCIQ_IO, "%s: %s", path, strerror(ELOOP));
}

lociq_status lociq_clone_name(lociq_clone *clone, const char *path, lociq_error *error) {
  lociq_status status = lociq_path_resolve(path, &clone->target, error);
  if (status != LOCIQ_OK) return status;
  const size_t length = folder_length(clone->target);
  const char *name = clone->target + length;
  clone->folder = length == 0 ? lociq_copy_text("./") : lociq_copy_bytes(clone->target, length);
  clone->path = join(clone->target, length, ".", name, ".clone");
  clone->lock_path = join(clone->target, length, ".", name, ".lock");
  if (clone->folder == NULL || clone->path == NULL || clone->lock_path == NULL)
    return lociq_memory_error(error, "a path");
  return LOCIQ_OK;
}

/* ---- the lock */

static lociq_status locked_by(const char *path, int lock, lociq_error *error) {
  char holder[32] = "";
  const ssize_t length = pread(lock, holder, sizeof holder - 1, 0);
  holder[length < 0 ? 0 : length] = '\0';
  const size_t digits = strspn(holder, "0123456789");
  if (digits == 0) return lociq_error_set(error, LOCIQ_IO, "%s is being written by another process", path);
  return lociq_error_set(error, LOCIQ_IO, "%s is being written by process %.*s", path, (int)digits, holder);
}

/* Whether the open file is still the one of that name. */
static bool is_current(int descriptor, const char *path) {
  struct stat own, named;
  return fstat(descriptor, &own) == 0 && stat(path, &named) == 0 && own.st_dev == named.st_dev &&
         own.st_ino == named.st_ino;
}

static lociq_status take_lock(lociq_clone *clone, const char *path, lociq_error *error) {
  for (;;) {
    const int lock = open(clone->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock < 0) return lociq_error_set(error, LOCIQ_IO, "%s: cannot write in its folder: %s", path, strerror(errno));
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
      const int cause = errno;
      const lociq_status status = cause == EWOULDBLOCK ? locked_by(path, lock, error)
                                                       : lociq_error_set(error, LOCIQ_IO, "%s: cannot lock %s: %s",
                                                                         path, clone->lock_path, strerror(cause));
      (void)close(lock);
      return status;
    }
    if (is_current(lock, clone->lock_path)) {
      clone->lock = lock;
      break;
    }
    (void)close(lock);
  }
  char text[32];
  const int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
  /* Only tells who; a full disk does not hinder the lock. */
  if (ftruncate(clone->lock, 0) == 0 && pwrite(clone->lock, text, (size_t)length, 0) != length)
    (void)ftruncate(clone->lock, 0);
  return LOCIQ_OK;
}

/* ---- the copy */

static lociq_status check_space(int from, uint64_t bytes, const char *path, lociq_error *error) {
  enum { MEGABYTE = 1 << 20 };
  struct statvfs system;
  if (fstatvfs(from, &system) != 0)
    return lociq_error_set(error, LOCIQ_IO, "%s: cannot ask for the free space: %s", path, strerror(errno));
  const uint64_t room = (uint64_t)system.f_bavail * system.f_frsize;
  if (room >= bytes) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_IO, "%s: no room for a copy to work on: %llu MB needed, %llu MB free", path,
                         (unsigned long long)((bytes + MEGABYTE - 1) / MEGABYTE),
                         (unsigned long long)(room / MEGABYTE));
}

static lociq_status copy_by_hand(int from, int to, const char *path, lociq_error *error) {
  enum { BLOCK = 1 << 20 };
  char *block = lociq_allocate_aligned(BLOCK, 1);
  if (block == NULL) return lociq_memory_error(error, "a copy");
  lociq_status status = LOCIQ_OK;
  ssize_t length = 0;
  while (status == LOCIQ_OK && (length = read(from, block, BLOCK)) > 0)
    for (ssize_t done = 0; done < length;) {
      const ssize_t written = write(to, block + done, (size_t)(length - done));
      if (written < 0) {
        status = lociq_error_set(error, LOCIQ_IO, "%s: cannot copy it: %s", path, strerror(errno));
        break;
      }
      done += written;
    }
  if (status == LOCIQ_OK && length < 0)
    status = lociq_error_set(error, LOCIQ_IO, "%s: cannot read it: %s", path, strerror(errno));
  free(block);
  return status;
}

/* Shares the blocks where the file system can, lets the kernel copy where it
 * can, and copies by hand else. */
static lociq_status copy_file(int from, int to, uint64_t bytes, const char *path, lociq_error *error) {
  if (ioctl(to, FICLONE, from) == 0) return LOCIQ_OK;
  lociq_status status = check_space(to, bytes, path, error);
  if (status != LOCIQ_OK) return status;
  bool any = false;
  for (;;) {
    const ssize_t copied = copy_file_range(from, NULL, to, NULL, SSIZE_MAX / 2 + 1 - (1 << 20), 0);
    if (copied == 0 && (any || bytes == 0)) return LOCIQ_OK;
    if (copied > 0) {
      any = true;
      continue;
    }
    if (copied < 0 && errno == EINTR) continue;
    /* Some file systems say no, some copy nothing: read and write go on from there. */
    if (copied == 0 || errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)
      return copy_by_hand(from, to, path, error);
    return lociq_error_set(error, LOCIQ_IO, "%s: cannot copy it: %s", path, strerror(errno));
  }
}

/* Keeps the mode, and the owner where we may. */
static lociq_status copy_mode(int from, int to, const char *path, uint64_t *bytes, lociq_error *error) {
  struct stat info, own;
  if (fstat(from, &info) != 0 || fstat(to, &own) != 0)
    return lociq_error_set(error, LOCIQ_IO, "%s: %s", path, strerror(errno));
  if (!S_ISREG(info.st_mode)) return lociq_error_set(error, LOCIQ_IO, "%s is no regular file", path);
  *bytes = (uint64_t)info.st_size;
  if ((own.st_uid != info.st_uid || own.st_gid != info.st_gid) && fchown(to, info.st_uid, info.st_gid) != 0)
    info.st_mode &= ~(mode_t)(S_ISUID | S_ISGID);
  if (fchmod(to, info.st_mode & 07777) != 0)
    return lociq_error_set(error, LOCIQ_IO, "%s: cannot set the mode of its copy: %s", path, strerror(errno));
  return LOCIQ_OK;
}

static lociq_status fill_clone(int to, int from, const char *path, bool copy, lociq_error *error) {
  uint64_t bytes = 0;
  lociq_status status = copy_mode(from, to, path, &bytes, error);
  if (status == LOCIQ_OK && copy) status = copy_file(from, to, bytes, path, error);
  return status;
}

static lociq_status make_clone(lociq_clone *clone, const char *path, bool copy, bool *copied, lociq_error *error) {
  if (unlink(clone->path) != 0 && errno != ENOENT)
    return lociq_error_set(error, LOCIQ_IO, "%s: cannot remove the leftover %s: %s", path, clone->path,
                           strerror(errno));
  const int from = open(clone->target, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (from < 0 && errno != ENOENT)
    return lociq_error_set(error, LOCIQ_IO, "%s: cannot open it: %s", path, strerror(errno));
  const int to = open(clone->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
  lociq_status status = LOCIQ_OK;
  if (to < 0)
    status = lociq_error_set(error, LOCIQ_IO, "%s: cannot make %s: %s", path, clone->path, strerror(errno));
  else if (from >= 0)
    status = fill_clone(to, from, path, copy, error);
  if (from >= 0) (void)close(from);
  clone->descriptor = to;
  *copied = clone->copied = copy && from >= 0;
  return status;
}

lociq_status lociq_clone_create(lociq_clone *clone, const char *path, bool copy, bool *copied, lociq_error *error) {
  lociq_clone made = {.lock = -1, .descriptor = -1};
  lociq_status status = lociq_clone_name(&made, path, error);
  if (status == LOCIQ_OK) status = take_lock(&made, path, error);
  if (status == LOCIQ_OK) status = make_clone(&made, path, copy, copied, error);
  if (status == LOCIQ_OK)
    *clone = made;
  else
    lociq_clone_close(&made);
  return status;
}

lociq_status lociq_clone_reserve(lociq_clone *clone, const char *path, uint64_t end, lociq_error *error) {
  enum { MEGABYTE = 1 << 20 };
  struct rlimit limit;
  struct stat info;
  if (end <= clone->reserved) return LOCIQ_OK;
  const unsigned long long megabytes = (end + MEGABYTE - 1) / MEGABYTE;
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && end > limit.rlim_cur)
    return lociq_error_set(error, LOCIQ_IO, "%s: cannot grow to %llu MB: %s", path, megabytes, strerror(EFBIG));
  if (fstat(clone->descriptor, &info) != 0) return lociq_error_set(error, LOCIQ_IO, "%s: %s", path, strerror(errno));
  const uint64_t from = (uint64_t)info.st_size > clone->reserved ? (uint64_t)info.st_size : clone->reserved;
  if (end <= from) return LOCIQ_OK;
  lociq_status status = LOCIQ_OK;
  if (fallocate(clone->descriptor, FALLOC_FL_KEEP_SIZE, (off_t)from, (off_t)(end - from)) != 0)
    status = errno == EOPNOTSUPP || errno == ENOSYS
                 ? check_space(clone->descriptor, end - from, path, error)
                 : lociq_error_set(error, LOCIQ_IO, "%s: cannot grow to %llu MB: %s", path, megabytes, strerror(errno));
  if (status == LOCIQ_OK) clone->reserved = end;
  return status;
}

/* Gives back what was reserved and not used. */
static lociq_status trim(const lociq_clone *clone, const char *path, lociq_error *error) {
  struct stat info;
  if (fstat(clone->descriptor, &info) == 0 && ftruncate(clone->descriptor, info.st_size) == 0 &&
      fsync(clone->descriptor) == 0)
    return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_IO, "%s: cannot sync its copy: %s", path, strerror(errno));
}

static lociq_status sync_folder(const lociq_clone *clone, const char *path, lociq_error *error) {
  const int folder = open(clone->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  lociq_status status = LOCIQ_OK;
  if (folder < 0 || fsync(folder) != 0)
    status = lociq_error_set(error, LOCIQ_IO, "%s: cannot sync its folder: %s", path, strerror(errno));
  if (folder >= 0) (void)close(folder);
  return status;
}

lociq_status lociq_clone_commit(const lociq_clone *clone, const char *path, lociq_error *error) {
  const lociq_status status = trim(clone, path, error);
  if (status != LOCIQ_OK) return status;
  if (rename(clone->path, clone->target) != 0)
    return lociq_error_set(error, LOCIQ_IO, "%s: cannot rename %s to it: %s", path, clone->path, strerror(errno));
  return sync_folder(clone, path, error);
}

void lociq_clone_close(lociq_clone *clone) {
  if (clone->descriptor >= 0) (void)close(clone->descriptor);
  if (clone->lock >= 0) {
    (void)unlink(clone->path);
    (void)unlink(clone->lock_path);
    (void)close(clone->lock);
  }
  free(clone->target);
  free(clone->folder);
  free(clone->path);
  free(clone->lock_path);
  *clone = (lociq_clone){.lock = -1, .descriptor = -1};
}
