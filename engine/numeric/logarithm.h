/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The natural logarithm of eight doubles, for values and, in fewer operations,
 * for sums.
 *
 * glibc's log changes bits with the processor (FMA or not) and is scalar; this
 * one is the same IEEE operations everywhere. At most 1 ulp off; exact at 1;
 * subnormals too. 0 gives -Inf, Inf gives Inf, a negative number or NaN gives NaN.
 *
 * x = 2^k m with m in [√½, √2); f = m - 1, z = f/(2+f), and
 * ln m = 2 atanh z = f - f²/2 + z (f²/2 + R(z²)), R a polynomial fitted to the
 * interval. Method and coefficients are those of fdlibm's e_log.c (Copyright 1993
 * Sun Microsystems; free to use, copy, modify and distribute with this notice).
 */
#ifndef LOCIQ_NUMERIC_LOGARITHM_H
#define LOCIQ_NUMERIC_LOGARITHM_H

#include "numeric/lanes.h"

/* R of fdlibm, split by even and odd powers of w = z² so that both halves run at
 * once. */
LOCIQ_INLINE lociq_lanes lociq_logarithm_series(lociq_lanes square) {
  const lociq_lanes fourth = square * square;
  const lociq_lanes odd =
      fourth * (3.999999999940941908e-01 + fourth * (2.222219843214978396e-01 + fourth * 1.531383769920937332e-01));
  const lociq_lanes even =
      square *
      (6.666666666666735130e-01 +
       fourth * (2.857142874366239149e-01 + fourth * (1.818357216161805012e-01 + fourth * 1.479819860511658591e-01)));
  return odd + even;
}

LOCIQ_INLINE lociq_lanes lociq_logarithm_special(lociq_lanes x, lociq_lanes result) {
  const lociq_lanes zero = lociq_lanes_all(0), infinity = lociq_lanes_all(INFINITY);
  result = lociq_lanes_select((lociq_mask)(x == zero), -infinity, result);
  result = lociq_lanes_select((lociq_mask)(x == infinity), infinity, result);
  return lociq_lanes_select((lociq_mask)(x >= zero), result, lociq_lanes_all(NAN));
}

/* Of positive, normal, finite numbers less 2^lowered; of anything else it is some
 * finite number, or NaN. */
LOCIQ_INLINE lociq_lanes lociq_logarithm_normal(lociq_lanes x, lociq_lanes lowered) {
  /* Counting exponents from √½ puts m into [√½, √2). */
  const int64_t root = 0x3FE6A09E667F3BCD; /* bits of √½ */
  const lociq_mask shifted = (lociq_mask)((lociq_bits)x - (uint64_t)root);
  const lociq_mask exponent = shifted >> 52;
  const lociq_lanes mantissa = (lociq_lanes)((lociq_bits)x - ((lociq_bits)shifted & 0xFFF0000000000000u));
  /* |exponent| < 2^51: as an integer inside 1.5·2^52 it becomes a double without
   * a conversion, which narrow machines lack. */
  const int64_t magic = 0x4338000000000000;
  const lociq_lanes k = (lociq_lanes)(exponent + magic) - 0x1.8p52 - lowered;
  const lociq_lanes f = mantissa - 1.0;
  const lociq_lanes z = f / (2.0 + f);
  const lociq_lanes half = 0.5 * f * f;
  const lociq_lanes tail = z * (half + lociq_logarithm_series(z * z)) + k * 1.90821492927058770002e-10;
  return k * 6.93147180369123816490e-01 - ((half - tail) - f);
}

LOCIQ_INLINE lociq_lanes lociq_logarithm(lociq_lanes x) {
  /* 2^54 brings a subnormal among the normal numbers. */
  const lociq_mask small = (lociq_mask)(x < lociq_lanes_all(0x1p-1022));
  const lociq_lanes lowered = lociq_lanes_where(small, lociq_lanes_all(54.0));
  return lociq_logarithm_special(x, lociq_logarithm_normal(lociq_lanes_select(small, x * 0x1p54, x), lowered));
}

/* ---- for sums of many logarithms ----
 *
 * In sixteenths of a bit, 16 log2 x, so that what comes from the exponent is a whole number
 * and need not be multiplied. x lies near c, which has four bits after the first: x rounded,
 * so that x - c is exact. ln x = ln c + 2 atanh z, z = (x-c)/(x+c), |z| < 1/64. The bits of c,
 * from the fourth after the first up, are a whole number n, and 16 log2 c = n plus what a table
 * has of these four bits. atanh z = z + z³ P(z²): P is the best of second degree, which is off
 * by 2^-58 of z. */
#define LOCIQ_SIXTEENTH 4.3321698784996580e-02 /* (ln 2)/16 */

static const _Alignas(64) double lociq_logarithm_table[2 * LOCIQ_LANES] = {
    0.0,
    0.39940546000543053,
    0.7188000230769978,
    0.966840215097368,
    1.1508495181977976,
    1.2770787644601647,
    1.350905898196756,
    1.376991296912206,
    1.359400011538499,
    1.3016990363955951,
    1.2070354902574745,
    1.0782000346154967,
    0.9176787529216657,
    0.727695922041154,
    0.5102495297362964,
    0.2671409661900033,
};

/* A logarithm half done: a loop that finishes that of the turn before does not wait for z. */
typedef struct lociq_logarithm_begun {
  lociq_lanes near, z; /* 16 log2 c */
} lociq_logarithm_begun;

/* look_up: lociq_lanes_look_up, or the machine's own where that is known. */
LOCIQ_INLINE lociq_logarithm_begun lociq_logarithm_begin(lociq_lanes x, lociq_look_up *look_up) {
  const lociq_mask rounded = (lociq_mask)((lociq_bits)x + ((uint64_t)1 << 47));
  const lociq_lanes c = (lociq_lanes)(rounded & (int64_t)0xFFFF000000000000u);
  const lociq_mask index = rounded >> 48;
  const int64_t magic = 0x4338000000000000; /* as above */
  const lociq_lanes n = (lociq_lanes)(index + magic) - (0x1.8p52 + 16 * 1023);
  return (lociq_logarithm_begun){.near = n + look_up(lociq_logarithm_table, index), .z = (x - c) / (x + c)};
}

/* 16 log2 x of positive, normal, finite numbers below 2^1023: exact at 1; times LOCIQ_SIXTEENTH at
 * most 3 ulp off or, between 0.85 and 1.05, 2^-54. Of anything else it is some number, or NaN. */
LOCIQ_INLINE lociq_lanes lociq_logarithm_finish(lociq_logarithm_begun begun) {
  const lociq_lanes square = begun.z * begun.z; /* 2/LOCIQ_SIXTEENTH (1, 1/3, 1/5, 1/7), but for P */
  const lociq_lanes series =
      46.166241308446829 + square * (15.388747102828095 + square * (9.2332479416016844 + square * 6.5975100925837516));
  return begun.near + begun.z * series;
}

/* weight · 16 log2 x, 0 where both are 0, to be added up. *signs gathers the sign of x, whose
 * sum says nothing where one is negative. What x has below 2^-947 is lost. */
LOCIQ_INLINE lociq_lanes lociq_logarithm_term(lociq_lanes weight, lociq_lanes x, lociq_mask *signs) {
  const lociq_lanes above_zero = x + lociq_lanes_all(0x1p-1000);
  *signs |= (lociq_mask)above_zero;
  return weight * lociq_logarithm_finish(lociq_logarithm_begin(above_zero, lociq_lanes_look_up));
}

/* ln of each value. results may be values; neither need be aligned. */
void lociq_logarithm_fill(const double *values, double *results, size_t count);

#endif
