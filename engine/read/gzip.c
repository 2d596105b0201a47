/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/gzip.h"

#include <limits.h>
#include <stdbool.h>
#include <zlib.h>

#include "core/memory.h"

enum { BLOCK = 1 << 17, WINDOW_BITS = 15, GZIP = 16 /* with the gzip header and its checks */ };

struct lociq_gzip {
  const char *name;
  lociq_gzip_feed *feed;
  void *context;
  z_stream stream;
  bool between; /* members: what comes next is one, zeros, or the end */
  bool ended;   /* nothing more is fed */
  unsigned char block[BLOCK];
};

static voidpf allocate(voidpf context, uInt count, uInt size) {
  (void)context;
  return lociq_allocate(count, size);
}

static void release(voidpf context, voidpf block) {
  (void)context;
  free(block);
}

lociq_status lociq_gzip_create(const char *name, lociq_gzip_feed *feed, void *context, lociq_gzip **gzip,
                               lociq_error *error) {
  lociq_gzip *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "compressed data");
  made->name = name;
  made->feed = feed;
  made->context = context;
  made->stream.zalloc = allocate;
  made->stream.zfree = release;
  if (inflateInit2(&made->stream, WINDOW_BITS + GZIP) != Z_OK) {
    free(made);
    return lociq_memory_error(error, "compressed data");
  }
  *gzip = made;
  return LOCIQ_OK;
}

void lociq_gzip_free(lociq_gzip *gzip) {
  if (gzip == NULL) return;
  (void)inflateEnd(&gzip->stream);
  free(gzip);
}

static lociq_status damaged(const lociq_gzip *gzip, const char *why, lociq_error *error) {
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s: the gzip data are damaged or cut short (%s)", gzip->name, why);
}

static lociq_status refill(lociq_gzip *gzip, lociq_error *error) {
  size_t got = 0;
  if (gzip->stream.avail_in > 0 || gzip->ended) return LOCIQ_OK;
  const lociq_status status = gzip->feed(gzip->context, (char *)gzip->block, BLOCK, &got, error);
  if (status != LOCIQ_OK) return status;
  gzip->ended = got < BLOCK;
  gzip->stream.next_in = gzip->block;
  gzip->stream.avail_in = (uInt)got;
  return LOCIQ_OK;
}

/* Past zeros, which fill up tapes and blocks, to the next member. */
static lociq_status begin_member(lociq_gzip *gzip, lociq_error *error) {
  z_stream *stream = &gzip->stream;
  while (stream->avail_in > 0 && *stream->next_in == 0) {
    stream->next_in++;
    stream->avail_in--;
  }
  if (stream->avail_in == 0) return LOCIQ_OK;
  gzip->between = false;
  return inflateReset(stream) == Z_OK ? LOCIQ_OK : damaged(gzip, "inflateReset", error);
}

static lociq_status inflate_some(lociq_gzip *gzip, lociq_error *error) {
  z_stream *stream = &gzip->stream;
  const int answer = inflate(stream, Z_NO_FLUSH);
  if (answer == Z_STREAM_END) gzip->between = true;
  if (answer == Z_OK || answer == Z_STREAM_END) return LOCIQ_OK;
  if (answer == Z_BUF_ERROR) return damaged(gzip, "the end is missing", error); /* it could not go on */
  if (answer == Z_MEM_ERROR) return lociq_memory_error(error, "compressed data");
  return damaged(gzip, stream->msg == NULL ? "no reason given" : stream->msg, error);
}

lociq_status lociq_gzip_read(lociq_gzip *gzip, char *buffer, size_t size, size_t *got, lociq_error *error) {
  z_stream *stream = &gzip->stream;
  size_t done = 0;
  while (done < size) {
    lociq_status status = refill(gzip, error);
    if (status == LOCIQ_OK && gzip->between) status = begin_member(gzip, error);
    if (status != LOCIQ_OK) return status;
    if (gzip->between && gzip->ended) break;
    if (gzip->between) continue; /* zeros only, so far */
    const uInt wanted = size - done < UINT_MAX ? (uInt)(size - done) : UINT_MAX;
    stream->next_out = (unsigned char *)buffer + done;
    stream->avail_out = wanted;
    status = inflate_some(gzip, error);
    if (status != LOCIQ_OK) return status;
    done += wanted - stream->avail_out;
  }
  *got = done;
  return LOCIQ_OK;
}
