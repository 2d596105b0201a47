/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file fetched from end to end: what is there already, the attempts and the pauses
 * between them, the check of what came, and putting it in place.
 */
#include <errno.h>
#include <lociq/fetch.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/memory.h"
#include "fetch/address.h"
#include "fetch/contents.h"
#include "fetch/transfer.h"

/* No pause is longer: a server that wants a longer one is told of instead. */
static const double longest_pause = 600;

lociq_fetch_options lociq_fetch_options_default(void) {
  return (lociq_fetch_options){.attempts = 5, .pause = 1, .patience = 60, .largest = UINT64_C(16) << 30};
}

/* All that a fetch knows while it goes on. */
typedef struct fetch {
  const lociq_office *office;
  const char *dataset;
  const lociq_fetch_options *options;
  char *url;
  lociq_part part;
  char *receipt_path; /* of the file in place */
  lociq_receipt there;
  bool is_there; /* the file in place is the one of that receipt, digest and all */
  lociq_transfer *transfer;
} fetch;

/* ---- before */

static lociq_status check_options(const fetch *work, const char *address, lociq_error *error) {
  const lociq_fetch_options *options = work->options;
  if (options->attempts == 0 || !(options->patience > 0 && options->patience < 1e6) || !(options->pause >= 0))
    return lociq_error_set(
        error, LOCIQ_INVALID,
        "the attempts are %zu, the patience %g s and the pause %g s, expected 1 or more, more than 0 and no less than 0",
        options->attempts, options->patience, options->pause);
  if (options->certificates != NULL && access(options->certificates, R_OK) != 0)
    return lociq_error_set(error, LOCIQ_IO, "%s: %s", options->certificates, strerror(errno));
  return lociq_address_check(address, work->dataset, options, error);
}

/* Whether the file in place is what was fetched last. */
static lociq_status look_at_file(fetch *work, lociq_error *error) {
  const size_t size = strlen(work->part.target) + sizeof ".fetched.json";
  work->receipt_path = lociq_allocate(size, 1);
  if (work->receipt_path == NULL) return lociq_memory_error(error, "a path");
  (void)snprintf(work->receipt_path, size, "%s.fetched.json", work->part.target);
  bool found = false;
  lociq_status status = lociq_receipt_read(work->receipt_path, work->url, &work->there, &found, error);
  if (status != LOCIQ_OK || !found) return status;
  lociq_receipt now = {0};
  status =
      lociq_contents_check(work->part.target, work->office->format, work->dataset, work->options->progress, &now, NULL);
  work->is_there = status == LOCIQ_OK && strcmp(now.sha256, work->there.sha256) == 0;
  if (status == LOCIQ_NO_MEMORY) return lociq_memory_error(error, "what was fetched");
  if (status == LOCIQ_CANCELLED) return lociq_error_set(error, status, "fetching %s was cancelled", work->dataset);
  return LOCIQ_OK;
}

static lociq_status prepare(fetch *work, const char *source, const char *path, lociq_error *error) {
  lociq_status status = lociq_office_find(source, &work->office, error);
  if (status != LOCIQ_OK) return status;
  const char *address = work->options->address != NULL ? work->options->address : work->office->about.address;
  status = check_options(work, address, error);
  if (status == LOCIQ_OK) status = work->office->ask(address, work->dataset, work->options, &work->url, error);
  if (status == LOCIQ_OK) status = lociq_part_open(path, work->url, &work->part, error);
  if (status == LOCIQ_OK) status = look_at_file(work, error);
  if (status == LOCIQ_OK && work->options->refresh) lociq_part_drop(&work->part);
  if (status == LOCIQ_OK)
    status = lociq_transfer_create(work->office, work->dataset, work->url, work->options, &work->transfer, error);
  return status;
}

/* ---- the attempts */

/* An attempt with all that can show that it was none: a rest that was put behind the
 * beginning of another file is damaged, and then all of it is worth another attempt. */
static lociq_status attempt(fetch *work, lociq_outcome *outcome, lociq_error *error) {
  const bool ask = work->is_there && !work->options->refresh && lociq_receipt_identifies(&work->there);
  lociq_status status = lociq_transfer_attempt(work->transfer, &work->part, ask ? &work->there : NULL, outcome, error);
  if (status != LOCIQ_OK || outcome->unchanged) return status;
  status = lociq_contents_check(work->part.path, work->office->format, work->dataset, work->options->progress,
                                &work->part.receipt, error);
  if (status == LOCIQ_BAD_INPUT) lociq_part_drop(&work->part);
  outcome->again = status == LOCIQ_BAD_INPUT && outcome->resumed;
  return status;
}

/* In short sleeps, between which the caller is asked whether to go on. */
static lociq_status wait_seconds(const fetch *work, double seconds, lociq_error *error) {
  enum { TENTHS = 10 };
  char stage[64];
  (void)snprintf(stage, sizeof stage, "waiting to fetch %.40s again", work->dataset);
  const uint64_t all = (uint64_t)(seconds * TENTHS);
  for (uint64_t done = 0; done <= all; done++) {
    if (!lociq_progress_report(work->options->progress, stage, done, all))
      return lociq_error_set(error, LOCIQ_CANCELLED, "fetching %s was cancelled", work->dataset);
    const struct timespec tenth = {.tv_nsec = 1000000000L / TENTHS};
    if (done < all) (void)nanosleep(&tenth, NULL);
  }
  return LOCIQ_OK;
}

/* The last words on a failure: how often it was tried. */
static lociq_status give_up(const lociq_error *failed, size_t attempts, double earliest, lociq_error *error) {
  if (earliest > longest_pause)
    return lociq_error_set(error, failed->status, "%s; the server wants to be asked again after %.0f seconds",
                           failed->message, earliest);
  if (attempts == 1) return lociq_error_set(error, failed->status, "%s", failed->message);
  return lociq_error_set(error, failed->status, "%s; that was attempt %zu, the last", failed->message, attempts);
}

static lociq_status get(fetch *work, lociq_outcome *outcome, lociq_error *error) {
  const lociq_fetch_options *options = work->options;
  double pause = options->pause;
  for (size_t attempts = 1;; attempts++) {
    lociq_error failed = {0};
    lociq_status status = attempt(work, outcome, &failed);
    if (status == LOCIQ_OK) return status;
    if (!outcome->again) return lociq_error_set(error, status, "%s", failed.message);
    if (attempts == options->attempts || outcome->earliest > longest_pause)
      return give_up(&failed, attempts, outcome->earliest, error);
    const double wanted = pause > outcome->earliest ? pause : outcome->earliest;
    const double wait = wanted < longest_pause ? wanted : longest_pause;
    lociq_progress_remark(options->progress, "%s; attempt %zu of %zu follows in %g s", failed.message, attempts + 1,
                          options->attempts, wait);
    status = wait_seconds(work, wait, error);
    if (status != LOCIQ_OK) return status;
    pause *= 2;
  }
}

/* ---- after */

/* The receipt comes first: one that does not fit the file, because we were killed in
 * between, only has it fetched again. */
static lociq_status put_in_place(fetch *work, const lociq_outcome *outcome, lociq_fetched *fetched,
                                 lociq_error *error) {
  const lociq_receipt *came = &work->part.receipt;
  const bool same = outcome->unchanged || (work->is_there && strcmp(work->there.sha256, came->sha256) == 0);
  lociq_status status = LOCIQ_OK;
  if (!outcome->unchanged) status = lociq_receipt_write(work->receipt_path, work->url, came, error);
  if (status == LOCIQ_OK && !same) status = lociq_part_place(&work->part, error);
  if (status != LOCIQ_OK) return status;
  if (!outcome->unchanged) lociq_part_drop(&work->part);
  *fetched = same ? LOCIQ_FETCHED_UNCHANGED : outcome->resumed ? LOCIQ_FETCHED_RESUMED : LOCIQ_FETCHED;
  return LOCIQ_OK;
}

lociq_status lociq_fetch(const char *source, const char *dataset, const char *path, const lociq_fetch_options *options,
                         lociq_fetched *fetched, lociq_error *error) {
  const lociq_fetch_options defaults = lociq_fetch_options_default();
  fetch work = {.dataset = dataset, .options = options != NULL ? options : &defaults, .part = {.file = -1}};
  lociq_outcome outcome = {0};
  lociq_status status = prepare(&work, source, path, error);
  if (status == LOCIQ_OK) status = get(&work, &outcome, error);
  if (status == LOCIQ_OK) status = put_in_place(&work, &outcome, fetched, error);
  lociq_transfer_free(work.transfer);
  lociq_part_close(&work.part);
  free(work.receipt_path);
  free(work.url);
  return status;
}
