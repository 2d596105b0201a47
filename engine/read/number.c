/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Decimal text to the nearest double. Three ways, all exact:
 *   at most 2^53 and a power of ten up to 22: one IEEE operation on two exact
 *   numbers rounds once (Clinger 1990);
 *   up to 19 digits and a power up to 27: whole numbers of 128 bits, rounded once;
 *   all else: strtod_l, which glibc has exact, in the C locale.
 */
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "read/reader.h"

__extension__ typedef unsigned __int128 wide;

enum { EXACT_POWER = 22, WIDE_POWER = 27, MANTISSA_DIGITS = 19, EXPONENT_DIGITS = 6, LONGEST_NUMBER = 1024 };

static const double powers[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* What stands there: ±mantissa × 10^exponent. */
typedef struct decimal {
  bool negative, cut; /* cut: more digits than the mantissa holds */
  uint64_t mantissa;
  long exponent;
} decimal;

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/* Takes in the digits from `next` on; `point` says that they stand behind it. */
static const char *take_digits(const char *next, const char *end, bool point, int *kept, decimal *number) {
  for (; next < end && is_digit(*next); next++) {
    if (*kept < MANTISSA_DIGITS) {
      number->mantissa = number->mantissa * 10 + (uint64_t)(*next - '0');
      if (number->mantissa != 0) (*kept)++;
      if (point) number->exponent--;
    } else {
      number->cut = true;
      if (!point) number->exponent++;
    }
  }
  return next;
}

static const char *take_exponent(const char *next, const char *end, decimal *number) {
  const bool negative = next < end && *next == '-';
  if (next < end && (*next == '-' || *next == '+')) next++;
  const char *first = next;
  long exponent = 0;
  for (int kept = 0; next < end && is_digit(*next); next++)
    if (kept < EXPONENT_DIGITS) {
      exponent = exponent * 10 + (*next - '0');
      if (exponent != 0) kept++;
    }
  number->exponent += negative ? -exponent : exponent;
  return next == first ? NULL : next;
}

static bool split(lociq_slice text, decimal *number) {
  const char *next = text.text, *end = text.text + text.length;
  number->negative = next < end && *next == '-';
  if (next < end && (*next == '-' || *next == '+')) next++;
  const char *first = next;
  int kept = 0;
  next = take_digits(next, end, false, &kept, number);
  size_t digits = (size_t)(next - first);
  if (next < end && *next == '.') {
    first = ++next;
    next = take_digits(next, end, true, &kept, number);
    digits += (size_t)(next - first);
  }
  if (digits == 0) return false;
  if (next < end && (*next == 'e' || *next == 'E')) next = take_exponent(next + 1, end, number);
  return next == end;
}

/* mantissa × 10^exponent, the mantissa not 0 and |exponent| at most WIDE_POWER. */
static double through_wide(uint64_t mantissa, long exponent) {
  const int power = (int)(exponent < 0 ? -exponent : exponent);
  uint64_t fives = 1;
  for (int i = 0; i < power; i++) fives *= 5;
  if (exponent >= 0) return ldexp((double)((wide)mantissa * fives), power);
  const int shift = __builtin_clzll(mantissa);
  const wide dividend = (wide)(mantissa << shift) << 64;
  wide quotient = dividend / fives; /* at least 64 bits: what the rest adds lies below the rounding */
  if (quotient * fives != dividend) quotient |= 1;
  return ldexp((double)quotient, -(power + 64 + shift));
}

static bool through_system(lociq_slice text, double *value) {
  char copy[LONGEST_NUMBER];
  if (text.length >= sizeof copy) return false;
  memcpy(copy, text.text, text.length);
  copy[text.length] = '\0';
  const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* glibc's own object: nothing is allocated */
  if (plain == (locale_t)0) return false;
  *value = strtod_l(copy, NULL, plain);
  freelocale(plain);
  return isfinite(*value);
}

bool lociq_number_parse(lociq_slice text, double *value) {
  decimal number = {0};
  if (!split(text, &number)) return false;
  if (number.mantissa == 0 && !number.cut) {
    *value = number.negative ? -0.0 : 0.0;
    return true;
  }
  double magnitude = 0;
  if (!number.cut && number.mantissa <= (UINT64_C(1) << 53) && labs(number.exponent) <= EXACT_POWER) {
    const double whole = (double)number.mantissa;
    magnitude = number.exponent < 0 ? whole / powers[-number.exponent] : whole * powers[number.exponent];
  } else if (!number.cut && labs(number.exponent) <= WIDE_POWER) {
    magnitude = through_wide(number.mantissa, number.exponent);
  } else {
    return through_system(text, value);
  }
  *value = number.negative ? -magnitude : magnitude;
  return true;
}
