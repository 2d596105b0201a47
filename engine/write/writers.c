/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <locale.h>
#include <string.h>

#include "write/writer.h"

#define WRITER(name) lociq_status lociq_writer_##name(const lociq_dataset *, FILE *, lociq_error *);
#define RANKING_WRITER(name) \
  lociq_status lociq_ranking_writer_##name(const lociq_ranking_part *, FILE *, lociq_error *);
#include "write/writers.def"
#undef WRITER
#undef RANKING_WRITER

static const struct {
  const char *name;
  lociq_dataset_writer writer;
} writers[] = {
#define WRITER(name) {#name, lociq_writer_##name},
#define RANKING_WRITER(name)
#include "write/writers.def"
#undef WRITER
#undef RANKING_WRITER
};

static const struct {
  const char *name;
  lociq_ranking_writer writer;
} ranking_writers[] = {
#define WRITER(name)
#define RANKING_WRITER(name) {#name, lociq_ranking_writer_##name},
#include "write/writers.def"
#undef WRITER
#undef RANKING_WRITER
};

lociq_write_options lociq_write_options_default(void) { return (lociq_write_options){.format = "csv"}; }

/* ", csv" and so on; what does not fit is left out. */
static void list_add(char *list, size_t size, const char *name) {
  const size_t length = strlen(list);
  (void)snprintf(list + length, size - length, "%s%s", length == 0 ? "" : ", ", name);
}

lociq_status lociq_writer_find(const char *format, lociq_dataset_writer *writer, lociq_error *error) {
  char list[128] = "";
  for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
    if (strcmp(writers[i].name, format) == 0) {
      *writer = writers[i].writer;
      return LOCIQ_OK;
    }
    list_add(list, sizeof list, writers[i].name);
  }
  return lociq_error_set(error, LOCIQ_INVALID, "a dataset cannot be written as \"%s\": expected one of %s", format,
                         list);
}

lociq_status lociq_ranking_writer_find(const char *format, lociq_ranking_writer *writer, lociq_error *error) {
  char list[128] = "";
  for (size_t i = 0; i < sizeof ranking_writers / sizeof ranking_writers[0]; i++) {
    if (strcmp(ranking_writers[i].name, format) == 0) {
      *writer = ranking_writers[i].writer;
      return LOCIQ_OK;
    }
    list_add(list, sizeof list, ranking_writers[i].name);
  }
  return lociq_error_set(error, LOCIQ_INVALID, "a ranking cannot be written as \"%s\": expected one of %s", format,
                         list);
}

lociq_status lociq_locale_enter(void **former, lociq_error *error) {
  const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (plain == (locale_t)0) return lociq_error_set(error, LOCIQ_NO_MEMORY, "no memory for a locale");
  *former = uselocale(plain);
  return LOCIQ_OK;
}

void lociq_locale_leave(void *former) { freelocale(uselocale(former)); }

lociq_status lociq_stream_check(FILE *stream, lociq_error *error) {
  if (!ferror(stream)) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_IO, "the output cannot be written: %s", strerror(errno));
}

lociq_status lociq_stream_flush(FILE *stream, lociq_error *error) {
  const lociq_status status = lociq_stream_check(stream, error);
  if (status != LOCIQ_OK || fflush(stream) == 0) return status;
  return lociq_error_set(error, LOCIQ_IO, "the output cannot be written: %s", strerror(errno));
}
