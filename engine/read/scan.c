/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is to be done with a window is to read it, to hash it and to parse it. The first two
 * go in order, each by one thread at a time; any number of windows is parsed. Whoever is
 * free takes what is next: the digest, which nothing can make faster, goes first, then
 * reading until a window a thread lies ready: else one would wait while another reads.
 * Compressed data are decoded where they are read: one thread decodes what comes next while
 * the others parse. A window's number and content depend on the bytes alone, so what comes
 * out does not depend on the threads.
 */
#include "read/scan.h"

#include <lociq/memory.h>
#include <omp.h>
#include <string.h>

#include "core/memory.h"

typedef enum scan_task { SCAN_READ, SCAN_HASH, SCAN_PARSE, SCAN_WAIT, SCAN_END } scan_task;

/* A window on its way: its place is free for another one once both are done. */
typedef struct scan_window {
  lociq_window window;
  bool unhashed, unparsed;
} scan_window;

typedef struct scan_job {
  lociq_scan *scan;
  lociq_lines *lines;
  const lociq_read_options *options;
  size_t left;          /* of the bound on memory, before the file */
  scan_window *windows; /* of number n: n modulo window_count */
  size_t window_count;
  size_t ahead;         /* so many windows are read before they are parsed */
  pthread_mutex_t lock; /* over all below */
  pthread_cond_t change;
  size_t read, hashed, parsed; /* numbers of the windows that come next; parsed: that are taken */
  bool reading, hashing;       /* somebody is */
  bool ended;                  /* no window is read any more */
  size_t failed;               /* number of the first window that failed, with its error */
  lociq_error error;
} scan_job;

/* Keeps the error of the earliest window: those before it are still parsed. */
static void fail(scan_job *job, size_t number, const lociq_error *error) {
  job->ended = true;
  if (number >= job->failed) return;
  job->failed = number;
  job->error = *error;
}

static scan_window *window_of(const scan_job *job, size_t number) { return &job->windows[number % job->window_count]; }

/* What to do next, and with which window, which is the caller's then. The lock is held. */
static scan_task choose(scan_job *job, size_t *number) {
  const bool failed = job->failed != SIZE_MAX;
  const scan_window *next = window_of(job, job->read);
  if (!failed && !job->hashing && job->hashed < job->read) {
    job->hashing = true;
    *number = job->hashed;
    return SCAN_HASH;
  }
  const bool waiting = job->parsed < job->read && job->parsed < job->failed;
  const bool enough = waiting && job->read - job->parsed >= job->ahead;
  if (!enough && !job->ended && !job->reading && !next->unhashed && !next->unparsed) {
    job->reading = true;
    *number = job->read;
    return SCAN_READ;
  }
  if (waiting) {
    *number = job->parsed++;
    return SCAN_PARSE;
  }
  const bool more = !job->ended || job->reading || (!failed && job->hashed < job->read);
  return more ? SCAN_WAIT : SCAN_END;
}

/* What is kept of the text so far tells how much will be. */
static lociq_status require(const scan_job *job, lociq_error *error) {
  enum { EVERY = 32 };
  const lociq_source *source = job->lines->source;
  const uint64_t position = lociq_source_position(source), size = lociq_source_size(source);
  if (job->options->memory == 0 || job->read % EVERY != 0 || job->read == 0) return LOCIQ_OK;
  const size_t left = lociq_memory_left(job->options->memory), taken = job->left > left ? job->left - left : 0;
  const double rest = position > 0 && position < size ? (double)(size - position) / (double)position : 0;
  return lociq_memory_require(job->options->memory, (size_t)(rest * (double)taken) + 2 * LOCIQ_WINDOW, job->scan->path,
                              error);
}

static lociq_status read_window(scan_job *job, lociq_window *window, lociq_error *error) {
  const lociq_source *source = job->lines->source;
  const lociq_status status = require(job, error);
  if (status != LOCIQ_OK) return status;
  if (!lociq_progress_report(job->options->progress, job->scan->path, lociq_source_position(source),
                             lociq_source_size(source)))
    return lociq_error_set(error, LOCIQ_CANCELLED, "reading %s was cancelled", job->scan->path);
  return lociq_lines_next(job->lines, window, error);
}

/* A window becomes a chunk, whose values may go to their place at once. */
static lociq_status parse_window(scan_job *job, size_t thread, const lociq_window *window, lociq_chunk *chunk,
                                 lociq_error *error) {
  lociq_early *early = job->scan->early;
  lociq_parser *parser = &job->scan->parsers[thread];
  lociq_status status = lociq_parse_window(parser, window, chunk, error);
  if (status == LOCIQ_OK && early != NULL)
    status = lociq_early_put(early, thread, parser, chunk, window->length, &chunk->placed, error);
  if (status == LOCIQ_OK) status = lociq_chunk_pack(chunk, &parser->codes, &parser->values, error);
  chunk->dictionaries = thread;
  return status;
}

/* Puts the chunk in its place. The lock is held. */
static lociq_status keep_chunk(lociq_scan *scan, size_t number, const lociq_chunk *chunk, lociq_error *error) {
  if (number >= scan->chunk_capacity) {
    const size_t capacity = 2 * number + 16;
    lociq_chunk *grown = lociq_resize(scan->chunks, capacity, sizeof *grown);
    if (grown == NULL) return lociq_memory_error(error, "observations");
    memset(grown + scan->chunk_capacity, 0, (capacity - scan->chunk_capacity) * sizeof *grown);
    scan->chunks = grown;
    scan->chunk_capacity = capacity;
  }
  scan->chunks[number] = *chunk;
  if (number >= scan->chunk_count) scan->chunk_count = number + 1;
  return LOCIQ_OK;
}

/* What was done is told to all. The lock is held. */
static void finish(scan_job *job, scan_task task, size_t number, const lociq_chunk *chunk, lociq_status status,
                   lociq_error *error) {
  scan_window *of = window_of(job, number);
  const bool fits = status == LOCIQ_OK;
  if (task == SCAN_READ) {
    job->reading = false;
    job->ended = job->ended || (fits && of->window.length == 0);
    of->unhashed = of->unparsed = fits && of->window.length > 0;
    job->read += of->unparsed;
  } else if (task == SCAN_HASH) {
    job->hashing = of->unhashed = false;
    job->hashed++;
  } else {
    of->unparsed = false;
    if (fits) status = keep_chunk(job->scan, number, chunk, error);
  }
  if (status != LOCIQ_OK) fail(job, number, error);
  (void)pthread_cond_broadcast(&job->change);
}

static void work(scan_job *job, size_t thread) {
  size_t number = 0;
  (void)pthread_mutex_lock(&job->lock);
  for (scan_task task = choose(job, &number); task != SCAN_END; task = choose(job, &number)) {
    if (task == SCAN_WAIT) {
      (void)pthread_cond_wait(&job->change, &job->lock);
      continue;
    }
    (void)pthread_mutex_unlock(&job->lock);
    lociq_window *window = &window_of(job, number)->window;
    lociq_chunk chunk = {0};
    lociq_error error = {0};
    const lociq_status status = task == SCAN_READ   ? read_window(job, window, &error)
                                : task == SCAN_HASH ? lociq_lines_digest(job->lines, window, &error)
                                                    : parse_window(job, thread, window, &chunk, &error);
    (void)pthread_mutex_lock(&job->lock);
    finish(job, task, number, &chunk, status, &error);
  }
  (void)pthread_mutex_unlock(&job->lock);
}

static lociq_status prepare(scan_job *job, int threads, bool alone, lociq_error *error) {
  lociq_scan *scan = job->scan;
  scan->parsers = lociq_allocate((size_t)threads, sizeof *scan->parsers);
  if (scan->parsers == NULL) return lociq_memory_error(error, "parsers");
  const char delimiter = scan->layout.delimiter != '\0' ? scan->layout.delimiter : job->lines->header.delimiter;
  for (int i = 0; i < threads; i++) {
    const lociq_status status = lociq_parser_create(scan->path, &scan->layout, delimiter, &scan->parsers[i], error);
    scan->thread_count++;
    if (status != LOCIQ_OK) return status;
  }
  scan->flagged = lociq_allocate(scan->layout.column_count, sizeof *scan->flagged);
  if (scan->flagged == NULL) return lociq_memory_error(error, "parsers");
  if (!alone) return LOCIQ_OK;
  return lociq_early_create(&scan->layout, &scan->parsers[0], job->options, scan->thread_count,
                            lociq_source_size(job->lines->source), &scan->early, error);
}

static lociq_status run(scan_job *job, int threads, lociq_error *error) {
  lociq_scan *scan = job->scan;
  job->window_count = 2 * (size_t)threads + 2;
  job->ahead = (size_t)threads;
  job->windows = lociq_allocate(job->window_count, sizeof *job->windows);
  if (job->windows == NULL) return lociq_memory_error(error, "windows of a file");
  (void)pthread_mutex_init(&job->lock, NULL);
  (void)pthread_cond_init(&job->change, NULL);
  lociq_lines_leave_digest(job->lines);
#pragma omp parallel num_threads(threads)
  work(job, (size_t)omp_get_thread_num());
  (void)pthread_cond_destroy(&job->change);
  (void)pthread_mutex_destroy(&job->lock);
  for (size_t i = 0; i < job->window_count; i++) free(job->windows[i].window.text);
  free(job->windows);
  for (int i = 0; i < threads; i++)
    for (size_t c = 0; c < scan->layout.column_count; c++)
      scan->flagged[c] = scan->flagged[c] || scan->parsers[i].flagged[c];
  if (job->error.status == LOCIQ_OK) return LOCIQ_OK;
  if (error != NULL && error->status == LOCIQ_OK) *error = job->error;
  return job->error.status;
}

/* What options the format takes, and whether its layout is whole. */
static lociq_status check_layout(const lociq_scan *scan, const lociq_read_options *options, lociq_error *error) {
  const lociq_layout *layout = &scan->layout;
  if (options->measure != NULL && !layout->uses_measure)
    return lociq_error_set(error, LOCIQ_INVALID, "%s: --measure %s has no use: %s names its measures itself",
                           scan->path, options->measure, scan->reader->name);
  if (options->year != NULL && !layout->uses_year)
    return lociq_error_set(error, LOCIQ_INVALID, "%s: --year %s has no use: %s has the years in it", scan->path,
                           options->year, scan->reader->name);
  if (layout->column_count == 0 || layout->field_count == 0)
    return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: no column of a measure", scan->path);
  for (size_t c = 0; c < layout->column_count; c++) {
    const char *code = layout->columns[c].code;
    const size_t length = code == NULL ? 0 : strlen(code);
    if (length > LOCIQ_CODE_LIMIT || lociq_utf8_valid((lociq_slice){code, length}) < length)
      return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: column %zu is headed by what is no UTF-8 of 1024 bytes",
                             scan->path, c + 1);
  }
  return LOCIQ_OK;
}

/* Damaged data may be uncompressed to lines that are wrong: then the damage is told. */
static void look_for_damage(const lociq_lines *lines, lociq_error *error) {
  lociq_error found = {0};
  if (lines->source == NULL || lociq_source_check(lines->source, &found) != LOCIQ_BAD_INPUT) return;
  if (error != NULL) *error = found;
}

lociq_status lociq_scan_file(const char *path, const lociq_read_options *options, size_t window, bool alone,
                             lociq_scan *scan, lociq_error *error) {
  *scan = (lociq_scan){.path = path, .layout = {.unit_dimension = LOCIQ_NONE, .scale_dimension = LOCIQ_NONE}};
  lociq_lines lines = {0};
  lociq_status status = lociq_lines_open(path, window, options->progress, &lines, error);
  if (status == LOCIQ_OK) status = lociq_reader_choose(&lines.header, options->format, &scan->reader, error);
  if (status == LOCIQ_OK) status = scan->reader->plan(&lines.header, options, &scan->layout, error);
  if (status == LOCIQ_OK) status = check_layout(scan, options, error);
  if (status != LOCIQ_OK) goto done;
  if (scan->layout.unquoted) lines.quoted = false;
  scan_job job = {.scan = scan,
                  .lines = &lines,
                  .options = options,
                  .left = lociq_memory_left(options->memory),
                  .failed = SIZE_MAX};
  const int threads = options->threads > 0 ? options->threads : omp_get_max_threads();
  status = prepare(&job, threads, alone, error);
  if (status == LOCIQ_OK) status = run(&job, threads, error);
  if (status == LOCIQ_OK) status = lociq_source_finish(lines.source, &scan->bytes, scan->sha256, error);
done:
  if (status == LOCIQ_BAD_INPUT) look_for_damage(&lines, error);
  lociq_lines_clear(&lines);
  return status;
}

void lociq_scan_clear(lociq_scan *scan) {
  for (size_t i = 0; i < scan->thread_count; i++) lociq_parser_clear(&scan->parsers[i]);
  free(scan->chunks);
  free(scan->parsers);
  free(scan->flagged);
  lociq_early_free(scan->early);
  lociq_layout_clear(&scan->layout);
  *scan = (lociq_scan){0};
}
