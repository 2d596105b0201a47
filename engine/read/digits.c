/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/digits.h"

static const uint64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

/* Digits from `text` on, up to 15: their value and count. 16: too many. */
static unsigned take_digits(const char *text, uint64_t *value) {
  const uint64_t first = lociq_digits_load(text);
  unsigned count = lociq_digits_count(first);
  if (count == 0) return 0;
  *value = lociq_digits_value(first, count);
  if (count < 8) return count;
  const uint64_t second = lociq_digits_load(text + 8);
  count = lociq_digits_count(second);
  if (count == 0) return 8;
  if (count < 8) *value = *value * tens[count] + lociq_digits_value(second, count);
  return 8 + count;
}

static const char *pass_blank(const char *stop, char end) {
  if (*stop == ' ' && stop[1] == end) return stop + 1;
  return *stop == '\r' && end == '\n' && stop[1] == '\n' ? stop + 1 : stop;
}

const char *lociq_digits_number(const char *text, char end, double *value) {
  uint64_t whole = 0;
  const unsigned count = take_digits(text, &whole);
  if (count == 0 || count > 15) return NULL;
  const char *stop = pass_blank(text + count, end);
  *value = (double)whole;
  if (*stop == end) return stop;
  if (*stop != '.') return NULL;
  const uint64_t word = lociq_digits_load(stop + 1);
  const unsigned decimals = lociq_digits_count(word);
  if (decimals == 0 || count + decimals > 15) return NULL;
  stop = pass_blank(stop + 1 + decimals, end);
  if (*stop != end) return NULL;
  *value = (double)(whole * tens[decimals] + lociq_digits_value(word, decimals)) / (double)tens[decimals];
  return stop;
}
