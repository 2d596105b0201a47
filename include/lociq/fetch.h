/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetching statistics from the offices' servers.
 */
#ifndef LOCIQ_FETCH_H
#define LOCIQ_FETCH_H

#include <lociq/error.h>
#include <lociq/filter.h>
#include <lociq/progress.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_fetch_options {
  const char *address;         /* where the service is, http or https; NULL: the office's own */
  const lociq_filter *filters; /* dimensions and the values to fetch; none: all */
  size_t filter_count;
  int first_year, last_year; /* 0: all */
  size_t attempts;           /* 5: a failed one is repeated after a pause that doubles */
  double pause;              /* seconds before the second attempt, 1; longer where the server asks for it */
  double patience;           /* seconds without a byte after which an attempt has failed, 60 */
  uint64_t largest;          /* bytes: what is larger is refused, 16 GB */
  const char *certificates;  /* a PEM file of authorities to trust beside the system's; NULL: none */
  bool refresh;              /* fetch even what is known to be unchanged */
  const lociq_progress *progress;
} lociq_fetch_options;

lociq_fetch_options lociq_fetch_options_default(void);

typedef enum lociq_fetched {
  LOCIQ_FETCHED,          /* the file is new */
  LOCIQ_FETCHED_RESUMED,  /* new, its beginning was there from an attempt before */
  LOCIQ_FETCHED_UNCHANGED /* the file stays: the server says that it has nothing else, or sent the same again */
} lociq_fetched;

/* Fetches a data set of a source ("eurostat") into a file, whole or not at all: what has
 * arrived lies in <path>.part until the end, with <path>.part.json saying of what it is
 * a part; a later call goes on where it ended. ETag, Last-Modified and SHA-256 are kept in
 * <path>.fetched.json, so that nothing is fetched twice. The file keeps the compression
 * in which it came. A link is followed; all four lie beside the file to which it leads.
 * Certificates are always checked, and nothing leads from https to http. Proxies are
 * taken from the environment (https_proxy, no_proxy).
 *   LOCIQ_INVALID    no such source, a data set name that no server would have, bad filters;
 *                    the server does not understand the request
 *   LOCIQ_NOT_FOUND  the server has no such data set, or no such values
 *   LOCIQ_BAD_INPUT  what came is not what was asked for: damaged, a page of HTML
 *   LOCIQ_IO         no connection, a certificate that is not trusted, all attempts failed, disk full,
 *                    another process fetches the same file
 *   LOCIQ_CANCELLED  the part stays */
lociq_status lociq_fetch(const char *source, const char *dataset, const char *path, const lociq_fetch_options *options,
                         lociq_fetched *fetched, lociq_error *error);

/* The sources' names and what each is, ended by a NULL name. */
typedef struct lociq_fetch_source {
  const char *name, *title, *address;
} lociq_fetch_source;
const lociq_fetch_source *lociq_fetch_sources(void);

#ifdef __cplusplus
}
#endif
#endif
