/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/field.h"

/* The closing quote, or limit; doubled quotes are passed. */
static const char *closing_quote(const char *next, const char *limit, size_t *doubled, size_t *line_breaks) {
  for (; next < limit; next++) {
    if (*next == '\n') (*line_breaks)++;
    if (*next != '"') continue;
    if (next + 1 == limit || next[1] != '"') return next;
    (*doubled)++;
    next++;
  }
  return limit;
}

static void unescape(const char *start, const char *close, size_t doubled, lociq_taken *taken) {
  const size_t length = (size_t)(close - start);
  taken->text = (lociq_slice){start, length};
  if (doubled == 0 || length - doubled > LOCIQ_CODE_LIMIT) return;
  size_t to = 0;
  for (const char *from = start; from < close; from++) {
    taken->unescaped[to++] = *from;
    if (*from == '"') from++;
  }
  taken->text = (lociq_slice){taken->unescaped, to};
}

static const char *take_quoted(const char *from, const char *limit, char end, char other, lociq_taken *taken) {
  size_t doubled = 0;
  const char *close = closing_quote(from + 1, limit, &doubled, &taken->line_breaks);
  taken->stop = from;
  if (close == limit) return "a quote opens that is never closed";
  unescape(from + 1, close, doubled, taken);
  taken->verbatim = doubled == 0 && taken->line_breaks == 0;
  const char *stop = close + 1;
  while (*stop == ' ' || *stop == '\r') stop++;
  taken->stop = stop;
  return *stop == end || *stop == other || *stop == '\n' ? NULL : "text follows a closing quote";
}

const char *lociq_field_take(const char *from, const char *limit, char end, char other, bool quoted,
                             lociq_taken *taken) {
  taken->line_breaks = 0;
  taken->verbatim = true;
  while (*from == ' ') from++;
  if (quoted && *from == '"') return take_quoted(from, limit, end, other, taken);
  const char *stop = from;
  while (*stop != end && *stop != other && *stop != '\n') {
    if (quoted && *stop == '"') {
      taken->stop = stop;
      return "a quote stands within a field that has none around it";
    }
    stop++;
  }
  taken->stop = stop;
  while (stop > from && (stop[-1] == ' ' || stop[-1] == '\r')) stop--;
  taken->text = (lociq_slice){from, (size_t)(stop - from)};
  return NULL;
}
