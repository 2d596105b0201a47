/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/page.h"

/* The assembler takes a file in as it is, however large: a string in C would have a limit. */
#define PART(name, path)                                                  \
  __asm__(".pushsection .rodata\n" #name "_first:\n.incbin \"" path       \
          "\"\n"                                                          \
          "" #name "_end:\n.popsection\n");                               \
  extern const char name##_first[] __attribute__((visibility("hidden"))); \
  extern const char name##_end[] __attribute__((visibility("hidden")));

PART(lociq_head, LOCIQ_PAGE_HEAD)
PART(lociq_scripts, LOCIQ_PAGE_SCRIPTS)
PART(lociq_outlines, LOCIQ_PAGE_OUTLINES)

static lociq_page_part part_of(const char *first, const char *end) {
  return (lociq_page_part){.bytes = first, .size = (size_t)(end - first)};
}

lociq_page_part lociq_page_head(void) { return part_of(lociq_head_first, lociq_head_end); }
lociq_page_part lociq_page_scripts(void) { return part_of(lociq_scripts_first, lociq_scripts_end); }
lociq_page_part lociq_page_outlines(void) { return part_of(lociq_outlines_first, lociq_outlines_end); }
