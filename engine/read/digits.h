/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Eight bytes of text at once: how many are digits, and what number they make. Up to
 * sixteen bytes behind a number are looked at, which the padding of a window allows.
 */
#ifndef LOCIQ_READ_DIGITS_H
#define LOCIQ_READ_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LOCIQ_EACH_BYTE UINT64_C(0x0101010101010101)
#define LOCIQ_HIGH_BITS UINT64_C(0x8080808080808080)

/* The first byte is the lowest. */
static inline uint64_t lociq_digits_load(const char *text) {
  uint64_t word = 0;
  memcpy(&word, text, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

/* How many of the eight bytes, from the first on, are digits. */
static inline unsigned lociq_digits_count(uint64_t word) {
  const uint64_t digits = word ^ (LOCIQ_EACH_BYTE * '0');
  const uint64_t others = (((digits & ~LOCIQ_HIGH_BITS) + LOCIQ_EACH_BYTE * (0x80 - 10)) | digits) & LOCIQ_HIGH_BITS;
  return others == 0 ? 8 : (unsigned)__builtin_ctzll(others) >> 3;
}

/* The number that eight decimal digits make, bytes 0 to 9, the first of them lowest. */
static inline uint64_t lociq_digits_join(uint64_t digits) {
  digits = (digits * 10 + (digits >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
  digits = (digits * 100 + (digits >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
  return (digits * 10000 + (digits >> 32)) & UINT64_C(0xFFFFFFFF);
}

/* The number that the first `count` digits make, count 1 to 8. */
static inline uint64_t lociq_digits_value(uint64_t word, unsigned count) {
  return lociq_digits_join((word ^ (LOCIQ_EACH_BYTE * '0')) << (64 - 8 * count));
}

/* The same, where nobody has counted yet; false where a byte of them is no digit. */
static inline bool lociq_digits_take(uint64_t word, unsigned count, uint64_t *value) {
  const uint64_t digits = (word ^ (LOCIQ_EACH_BYTE * '0')) << (64 - 8 * count);
  *value = lociq_digits_join(digits);
  return (((digits + LOCIQ_EACH_BYTE * (0x80 - 10)) | digits) & LOCIQ_HIGH_BITS) == 0;
}

/* An unsigned decimal number of at most 15 digits that ends at `end`, blanks and the
 * CR of a line break before it allowed: where it ends, else NULL. It is the double
 * nearest to it: dividing two exact numbers rounds once. */
const char *lociq_digits_number(const char *text, char end, double *value);

#endif
