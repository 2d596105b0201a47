/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that are there whole or not at all.
 *
 * A temporary lies beside the target, so that the rename stays within one file
 * system. A symbolic link is followed: its target is replaced, with its mode. What
 * is no regular file (a pipe, /dev/null) is written to as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"
#include "write/writer.h"

enum { BUFFER = 1 << 18, ATTEMPTS = 100 };

struct lociq_output {
  char *path;      /* as given, for messages */
  char *target;    /* with links followed; NULL where nothing is renamed */
  char *temporary; /* NULL likewise */
  char *buffer;
  FILE *stream;
  bool standard;
};

static lociq_status refused(const char *path, int reason, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_IO, "%s cannot be written: %s", path, strerror(reason));
}

static void output_free(lociq_output *output) {
  if (output == NULL) return;
  free(output->path);
  free(output->target);
  free(output->temporary);
  free(output->buffer);
  free(output);
}

/* The file that a chain of links ends in; the path itself where there is none yet. */
static lociq_status follow(lociq_output *output, lociq_error *error) {
  char *real = realpath(output->path, NULL);
  if (real == NULL && errno != ENOENT) return refused(output->path, errno, error);
  struct stat link;
  if (real == NULL && lstat(output->path, &link) == 0)
    return lociq_error_set(error, LOCIQ_IO, "%s cannot be written: the link leads nowhere", output->path);
  output->target = lociq_copy_text(real == NULL ? output->path : real);
  free(real);
  return output->target == NULL ? lociq_memory_error(error, "a path") : LOCIQ_OK;
}

/* ".name.PID-n.partial" beside the target. */
static lociq_status make_temporary(lociq_output *output, int *file, lociq_error *error) {
  const char *slash = strrchr(output->target, '/');
  const size_t folder = slash == NULL ? 0 : (size_t)(slash - output->target) + 1;
  const size_t size = strlen(output->target) + 64;
  output->temporary = lociq_allocate(size, 1);
  if (output->temporary == NULL) return lociq_memory_error(error, "a path");
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    (void)snprintf(output->temporary, size, "%.*s.%s.%ld-%d.partial", (int)folder, output->target,
                   output->target + folder, (long)getpid(), attempt);
    *file = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (*file >= 0 || errno != EEXIST) break;
  }
  if (*file >= 0) return LOCIQ_OK;
  const int reason = errno;
  free(output->temporary);
  output->temporary = NULL;
  return refused(output->path, reason, error);
}

static lociq_status open_file(lociq_output *output, int *file, lociq_error *error) {
  struct stat now;
  const bool there = stat(output->path, &now) == 0;
  if (there && S_ISDIR(now.st_mode)) return refused(output->path, EISDIR, error);
  if (there && !S_ISREG(now.st_mode)) {
    *file = open(output->path, O_WRONLY | O_CLOEXEC);
    return *file < 0 ? refused(output->path, errno, error) : LOCIQ_OK;
  }
  lociq_status status = follow(output, error);
  /* A rename asks nobody whether the old file may be written; we do. */
  if (status == LOCIQ_OK && there && access(output->target, W_OK) != 0) status = refused(output->path, errno, error);
  if (status == LOCIQ_OK) status = make_temporary(output, file, error);
  if (status == LOCIQ_OK && there && fchmod(*file, now.st_mode & 07777) != 0)
    status = refused(output->path, errno, error);
  return status;
}

static lociq_status open_stream(lociq_output *output, lociq_error *error) {
  int file = -1;
  lociq_status status = open_file(output, &file, error);
  if (status == LOCIQ_OK) {
    output->stream = fdopen(file, "w");
    if (output->stream == NULL) status = refused(output->path, errno, error);
  }
  if (status == LOCIQ_OK) {
    (void)setvbuf(output->stream, output->buffer, _IOFBF, BUFFER);
    return LOCIQ_OK;
  }
  if (file >= 0) (void)close(file);
  if (output->temporary != NULL) (void)unlink(output->temporary);
  return status;
}

lociq_status lociq_output_open(const char *path, lociq_output **output, FILE **stream, lociq_error *error) {
  lociq_output *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "a file");
  made->standard = strcmp(path, "-") == 0;
  made->path = lociq_copy_text(made->standard ? "standard output" : path);
  lociq_status status = LOCIQ_OK;
  if (!made->standard) made->buffer = lociq_allocate(BUFFER, 1);
  if (made->path == NULL || (!made->standard && made->buffer == NULL)) status = lociq_memory_error(error, "a file");
  if (status == LOCIQ_OK && made->standard) made->stream = stdout;
  if (status == LOCIQ_OK && !made->standard) status = open_stream(made, error);
  if (status != LOCIQ_OK) {
    output_free(made);
    return status;
  }
  *output = made;
  *stream = made->stream;
  return LOCIQ_OK;
}

/* Takes the folder from the name that the file had, which is of no more use: after the
 * renaming nothing may fail for want of memory. */
static lociq_status sync_folder(lociq_output *output, lociq_error *error) {
  char *slash = strrchr(output->temporary, '/');
  if (slash != NULL) slash[slash == output->temporary ? 1 : 0] = '\0';
  const int folder = open(slash == NULL ? "." : output->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return refused(output->path, errno, error);
  /* Some file systems cannot sync a folder and say EINVAL. */
  const bool synced = fsync(folder) == 0 || errno == EINVAL;
  const int reason = errno;
  (void)close(folder);
  return synced ? LOCIQ_OK : refused(output->path, reason, error);
}

/* All that was written is with the system, and on the disk where there is one. */
static lociq_status flush(const lociq_output *output, lociq_error *error) {
  const bool failed_before = ferror(output->stream) != 0;
  if (fflush(output->stream) != 0) return refused(output->path, errno, error);
  if (failed_before) return refused(output->path, EIO, error);
  if (output->target != NULL && fsync(fileno(output->stream)) != 0) return refused(output->path, errno, error);
  return LOCIQ_OK;
}

lociq_status lociq_output_finish(lociq_output *output, bool keep, lociq_error *error) {
  if (output == NULL) return LOCIQ_OK;
  lociq_status status = keep ? flush(output, error) : LOCIQ_OK;
  if (!output->standard && fclose(output->stream) != 0 && keep && status == LOCIQ_OK)
    status = refused(output->path, errno, error);
  if (output->temporary != NULL) {
    if (keep && status == LOCIQ_OK && rename(output->temporary, output->target) != 0)
      status = refused(output->path, errno, error);
    if (keep && status == LOCIQ_OK)
      status = sync_folder(output, error);
    else
      (void)unlink(output->temporary);
  }
  output_free(output);
  return status;
}
