/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <threads.h>

#include "read/scan.h"

static const lociq_reader *const readers[] = {
#define READER(name) &lociq_reader_##name,
#include "read/readers.def"
#undef READER
};
enum { READERS = sizeof readers / sizeof readers[0] };

/* The names, for a message: "tidy, matrix". */
static void list_names(char *names, size_t size) {
  size_t length = 0;
  names[0] = '\0';
  for (size_t i = 0; i < READERS && length < size; i++)
    length += (size_t)snprintf(names + length, size - length, "%s%s", i == 0 ? "" : ", ", readers[i]->name);
}

lociq_status lociq_reader_choose(const lociq_header *header, const char *name, const lociq_reader **reader,
                                 lociq_error *error) {
  for (size_t i = 0; i < READERS; i++)
    if (name != NULL ? strcmp(readers[i]->name, name) == 0 : readers[i]->detects(header)) {
      *reader = readers[i];
      return LOCIQ_OK;
    }
  char names[256];
  list_names(names, sizeof names);
  if (name != NULL)
    return lociq_error_set(error, LOCIQ_INVALID, "no format is named \"%s\": there are %s", name, names);
  return lociq_error_set(error, LOCIQ_BAD_INPUT, "%s:1: the header is that of no format known (%s)", header->path,
                         names);
}

/* The descriptors of other files are no constants of this one, so the list is put
 * together once. */
static lociq_reader_description descriptions[READERS + 1];
static once_flag described = ONCE_FLAG_INIT;

static void describe(void) {
  for (size_t i = 0; i < READERS; i++)
    descriptions[i] = (lociq_reader_description){readers[i]->name, readers[i]->description};
}

const lociq_reader_description *lociq_readers(void) {
  call_once(&described, describe);
  return descriptions;
}
