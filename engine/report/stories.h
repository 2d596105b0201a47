/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people add to the case studies: a Markdown file with a heading for each.
 */
#ifndef LOCIQ_REPORT_STORIES_H
#define LOCIQ_REPORT_STORIES_H

#include <jansson.h>
#include <lociq/error.h>

/* {"DE11 C29": "<p>…", …}: what stands below the headings "# DE11 C29" or "# DE11", as HTML in which HTML of the file
 * itself and links to scripts are left out. {} where path is NULL. LOCIQ_BAD_INPUT with file and line: text before the
 * first heading, a heading twice, no UTF-8. */
lociq_status lociq_stories_read(const char *path, json_t **stories, lociq_error *error);

#endif
