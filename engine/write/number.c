/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What "%.17g" gives, for most numbers without asking printf, which takes a microsecond: a double is m 2^e, and while
 * m 10^k fits into 128 bits its 17 leading digits are m 5^k, shifted by e + k bits and rounded.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "write/text.h"

__extension__ typedef unsigned __int128 wide;

enum { DIGITS = 17, FRACTION_BITS = 52, LEAST_FIXED = -4 };
static const uint64_t FEWEST = 10000000000000000U, TEN = 10; /* the least number of 17 digits */

static uint64_t power_of_five(int exponent) {
  uint64_t power = 1;
  for (; exponent > 0; exponent--) power *= 5;
  return power;
}

/* The value times 10^(16 - exponent), rounded half to even. */
static uint64_t scaled(uint64_t mantissa, int exponent_of_two, int exponent) {
  const int tens = DIGITS - 1 - exponent, shift = -(exponent_of_two + tens);
  const wide product = (wide)mantissa * power_of_five(tens);
  if (shift <= 0) return (uint64_t)(product << -shift);
  const wide half = (wide)1 << (shift - 1), rest = product & ((half << 1) - 1);
  const uint64_t down = (uint64_t)(product >> shift);
  return down + (rest > half || (rest == half && (down & 1) == 1) ? 1 : 0);
}

/* The 17 digits of a positive value and the power of ten of the first; false where they are not found so: 10^k has to
 * be below 2^64 in fives. */
static bool find_digits(double value, uint64_t *digits, int *exponent) {
  static const double least = 1e-10, most = 1e15;
  uint64_t bits = 0;
  if (!(value >= least && value < most)) return false;
  memcpy(&bits, &value, sizeof bits);
  const uint64_t one = (uint64_t)1 << FRACTION_BITS, mantissa = (bits & (one - 1)) | one;
  const int exponent_of_two = (int)(bits >> FRACTION_BITS) - 1023 - FRACTION_BITS;
  int ten = (int)floor(log10(value)); /* or one off, next to a power of ten */
  uint64_t found = scaled(mantissa, exponent_of_two, ten);
  if (found >= FEWEST * TEN) found = scaled(mantissa, exponent_of_two, ++ten);
  if (found <= FEWEST) {
    const uint64_t finer = scaled(mantissa, exponent_of_two, ten - 1);
    if (finer < FEWEST * TEN) {
      found = finer;
      ten--;
    }
  }
  *digits = found;
  *exponent = ten;
  return true;
}

/* Without zeros at the end. Returns how many digits there are. */
static size_t spell(uint64_t digits, char text[DIGITS]) {
  size_t count = 0;
  for (size_t k = DIGITS; k > 0; k--, digits /= TEN) {
    text[k - 1] = (char)('0' + digits % TEN);
    if (count == 0 && text[k - 1] != '0') count = k;
  }
  return count;
}

static char *put(char *to, const char *from, size_t count) {
  memcpy(to, from, count);
  return to + count;
}

/* As %.17g lays digits out. */
static size_t lay_out(const char *digits, size_t count, int exponent, char *text) {
  static const char zeros[] = "0.000";
  char *next = text;
  if (exponent < LEAST_FIXED) {
    *next++ = digits[0];
    if (count > 1) *next++ = '.';
    next = put(next, digits + 1, count - 1);
    next += snprintf(next, sizeof "e-00", "e-%02d", -exponent);
  } else if (exponent < 0) {
    next = put(next, zeros, (size_t)(1 - exponent));
    next = put(next, digits, count);
  } else {
    const size_t whole = (size_t)exponent + 1;
    for (size_t k = 0; k < whole; k++) *next++ = k < count ? digits[k] : '0';
    if (count > whole) *next++ = '.';
    if (count > whole) next = put(next, digits + whole, count - whole);
  }
  *next = '\0';
  return (size_t)(next - text);
}

size_t lociq_text_number(double value, char number[LOCIQ_NUMBER_SIZE]) {
  static const double whole = 1e15;
  char digits[DIGITS];
  uint64_t found = 0;
  int exponent = 0;
  number[0] = '\0';
  if (isnan(value)) return 0;
  if (isinf(value)) return (size_t)snprintf(number, LOCIQ_NUMBER_SIZE, value > 0 ? "Inf" : "-Inf");
  /* Most counts are whole, and digits of whole numbers come three times faster. */
  if (fabs(value) < whole && value == trunc(value) && !(value == 0 && signbit(value)))
    return (size_t)snprintf(number, LOCIQ_NUMBER_SIZE, "%lld", (long long)value);
  if (!find_digits(fabs(value), &found, &exponent)) return (size_t)snprintf(number, LOCIQ_NUMBER_SIZE, "%.17g", value);
  const size_t sign = value < 0 ? 1 : 0;
  number[0] = '-';
  return sign + lay_out(digits, spell(found, digits), exponent, number + sign);
}
