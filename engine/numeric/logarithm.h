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
 * x lies near c, which has four bits after the first: x rounded, so that x - c is
 * exact. ½ ln x = ½ ln c + atanh z, z = (x-c)/(x+c), |z| < 1/64. The bits of c, from
 * the fourth after the first up, are a whole number n, and ½ ln c = n (½ ln 2)/16 plus
 * what a table has of these four bits. atanh z = z + z³ P(z²): P is the best of second
 * degree, which is off by 2^-58 of z. */
static const _Alignas(64) double lociq_logarithm_table[2 * LOCIQ_LANES] = {
    0.0,
    8.651461515719132e-03,
    1.5569819043195147e-02,
    2.094258028583474e-02,
    2.4928378087111718e-02,
    2.7662610779329428e-02,
    2.9261769204277567e-02,
    2.9826801097196196e-02,
    2.944575891409587e-02,
    2.8195906781725143e-02,
    2.6145413965867503e-02,
    2.3354728564792725e-02,
    1.987770125773186e-02,
    1.5762511770868622e-02,
    1.1052438216211007e-02,
    5.7865002352081515e-03,
};

/* Half the logarithm of positive, normal, finite numbers below 2^1023. Doubled it is exact
 * at 1 and at most 3 ulp off or, between 0.85 and 1.05, 2^-54. Of anything else it is some
 * number, or NaN. */
LOCIQ_INLINE lociq_lanes lociq_logarithm_half(lociq_lanes x) {
  const lociq_mask rounded = (lociq_mask)((lociq_bits)x + ((uint64_t)1 << 47));
  const lociq_lanes c = (lociq_lanes)(rounded & (int64_t)0xFFFF000000000000u);
  const lociq_mask index = rounded >> 48;
  const int64_t magic = 0x4338000000000000; /* as above */
  const lociq_lanes n = (lociq_lanes)(index + magic) - (0x1.8p52 + 16 * 1023);
  const lociq_lanes z = (x - c) / (x + c), square = z * z;
  const lociq_lanes series =
      3.3333333333360377e-01 + square * (1.9999999306662894e-01 + square * 1.429076724809441e-01);
  return (n * 2.1660849392498290e-02 + lociq_lanes_look_up(lociq_logarithm_table, index)) + (z + z * (square * series));
}

/* weight · ½ ln x, 0 where both are 0, to be added up. *signs gathers the sign of x, whose
 * sum says nothing where one is negative. What x has below 2^-947 is lost. */
LOCIQ_INLINE lociq_lanes lociq_logarithm_term(lociq_lanes weight, lociq_lanes x, lociq_mask *signs) {
  const lociq_lanes above_zero = x + lociq_lanes_all(0x1p-1000);
  *signs |= (lociq_mask)above_zero;
  return weight * lociq_logarithm_half(above_zero);
}

/* ln of each value. results may be values; neither need be aligned. */
void lociq_logarithm_fill(const double *values, double *results, size_t count);

#endif
