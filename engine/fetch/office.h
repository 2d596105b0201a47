/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a statistical office is to who fetches: a server, the way to ask it for a
 * data set, and the format in which it answers. A new one is a file
 * engine/fetch/<name>.c which ends with `const lociq_office lociq_office_<name>`,
 * and a line in sources.def.
 */
#ifndef LOCIQ_FETCH_OFFICE_H
#define LOCIQ_FETCH_OFFICE_H

#include <lociq/fetch.h>

typedef struct lociq_office {
  lociq_fetch_source about;
  const char *format; /* the reader's name */
  /* Makes the URL of a data set below an address, both checked already. The caller
   * frees. Fails without memory only. */
  lociq_status (*ask)(const char *address, const char *dataset, const lociq_fetch_options *options, char **url,
                      lociq_error *error);
  /* Whether a refusal (HTTP status, the beginning of its text) is one that passes,
   * beyond those that HTTP itself calls so. NULL: none is. */
  bool (*delays)(long status, const char *text);
} lociq_office;

extern const lociq_office lociq_office_eurostat;

/* LOCIQ_INVALID lists the names. */
lociq_status lociq_office_find(const char *name, const lociq_office **office, lociq_error *error);

#endif
