/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <threads.h>

#include "fetch/office.h"

static const lociq_office *const offices[] = {
#define SOURCE(name) &lociq_office_##name,
#include "fetch/sources.def"
#undef SOURCE
};
enum { OFFICES = sizeof offices / sizeof offices[0] };

lociq_status lociq_office_find(const char *name, const lociq_office **office, lociq_error *error) {
  char names[256] = "";
  size_t length = 0;
  for (size_t i = 0; i < OFFICES; i++) {
    if (strcmp(offices[i]->about.name, name) == 0) {
      *office = offices[i];
      return LOCIQ_OK;
    }
    if (length < sizeof names)
      length +=
          (size_t)snprintf(names + length, sizeof names - length, "%s%s", i == 0 ? "" : ", ", offices[i]->about.name);
  }
  return lociq_error_set(error, LOCIQ_INVALID, "no source is named \"%s\", expected one of %s", name, names);
}

/* The descriptors of other files are no constants of this one, so the list is put
 * together once. */
static lociq_fetch_source sources[OFFICES + 1];
static once_flag listed = ONCE_FLAG_INIT;

static void list_sources(void) {
  for (size_t i = 0; i < OFFICES; i++) sources[i] = offices[i]->about;
}

const lociq_fetch_source *lociq_fetch_sources(void) {
  call_once(&listed, list_sources);
  return sources;
}
