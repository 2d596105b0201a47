/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The natural logarithm of eight doubles.
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

/* ln of each value. results may be values; neither need be aligned. */
void lociq_logarithm_fill(const double *values, double *results, size_t count);

#endif
