/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The report: one page that shows what a store holds to who opens it in a browser.
 */
#ifndef LOCIQ_REPORT_H
#define LOCIQ_REPORT_H

#include <lociq/progress.h>
#include <lociq/store.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The page has its words in all of these. */
#define LOCIQ_REPORT_LANGUAGES "en|de"

typedef struct lociq_report_options {
  const char *title;    /* NULL: the store's file name */
  const char *language; /* one of LOCIQ_REPORT_LANGUAGES, that the page opens in */
  const char *region;   /* the page is a brief of this one, to be printed; NULL: of all */
  const char *points;   /* a file region,longitude,latitude; NULL: none */
  const char *shapes;   /* a file of polygons, GeoJSON or TopoJSON; NULL: none */
  const char
      *property;       /* of a polygon, where its region's code stands; NULL: the first that holds codes of the store */
  const char *stories; /* a Markdown file that extends the case studies; NULL: none */
  size_t most;         /* bytes that the page may have; 0: 15 MiB */
  size_t memory;       /* bound on memory in bytes, see memory.h; 0: none */
  const lociq_progress *progress; /* told what is left out; may be NULL */
} lociq_report_options;

lociq_report_options lociq_report_options_default(void);

/* Writes the page: HTML that needs neither a network nor other files. It shows
 * measures, indicators, frameworks, rankings of partners and cases of excellent
 * performance that the store has; figures are kept as doubles, so that what is
 * downloaded from the page is what lociq_write_dataset gives. Where that were more
 * than `most` bytes, cells of region and industry are kept to seven digits, then
 * left out, the largest first and measures last; the page and the progress say which.
 * Labels and texts of the store are shown as text, whatever they hold.
 *   LOCIQ_INVALID    no such language or region; the store has no regions or years; the
 *                    page needs more memory than it may take
 *   LOCIQ_BAD_INPUT  a file of points or shapes, with its name and line or feature
 *   LOCIQ_IO         the stream fails */
lociq_status lociq_report_write(const lociq_store *store, const lociq_report_options *options, FILE *stream,
                                lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif
