/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of the page that are the same for every store, put into the library when
 * it is built (page/): its head with the styles, its scripts with Vega, and outlines
 * of the world's countries.
 */
#ifndef LOCIQ_REPORT_PAGE_H
#define LOCIQ_REPORT_PAGE_H

#include <stddef.h>

typedef struct lociq_page_part {
  const char *bytes;
  size_t size;
} lociq_page_part;

lociq_page_part lociq_page_head(void);
lociq_page_part lociq_page_scripts(void);
/* A line a stretch of coast or border: longitude and latitude of its first place, a
 * comma, then the difference to the next place, and so on, in twentieths of a degree. */
lociq_page_part lociq_page_outlines(void);

#endif
