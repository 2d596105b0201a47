/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exponential of eight doubles, the same IEEE operations on every processor.
 *
 * At most 1 ulp off; exact at 0. What is below 2^-1022 becomes 0, what is too large
 * Inf; NaN stays NaN.
 *
 * x = k ln 2 + r with |r| <= (ln 2)/2, and e^r = 1 + r + rc/(2 - c), c = r - r² P(r²),
 * P a polynomial fitted to the interval. Method and coefficients are those of fdlibm's
 * e_exp.c (Copyright 2004 Sun Microsystems; free to use, copy, modify and distribute
 * with this notice).
 */
#ifndef LOCIQ_NUMERIC_EXPONENTIAL_H
#define LOCIQ_NUMERIC_EXPONENTIAL_H

#include "numeric/lanes.h"

LOCIQ_INLINE lociq_lanes lociq_exponential(lociq_lanes x) {
  const lociq_lanes least = lociq_lanes_all(-7.08396418532264078749e+02); /* ln 2^-1022, rounded up */
  const lociq_lanes most = lociq_lanes_all(7.09782712893383973096e+02);
  /* In 1.5·2^52 the nearest whole number ends up in the lowest bits. */
  const lociq_lanes turns = x * 1.44269504088896338700e+00 + 0x1.8p52;
  const lociq_lanes k = turns - 0x1.8p52;
  const lociq_lanes high = x - k * 6.93147180369123816490e-01, low = k * 1.90821492927058770002e-10;
  const lociq_lanes r = high - low, square = r * r;
  const lociq_lanes c =
      r - square * (1.66666666666666019037e-01 +
                    square * (-2.77777777770155933842e-03 +
                              square * (6.61375632143793436117e-05 +
                                        square * (-1.65339022054652515390e-06 + square * 4.13813679705723846039e-08))));
  const lociq_lanes y = 1.0 - ((low - r * c / (2.0 - c)) - high);
  lociq_lanes result = (lociq_lanes)((lociq_bits)y + ((lociq_bits)turns << 52));
  result = lociq_lanes_select((lociq_mask)(x >= least), result, lociq_lanes_all(0));
  result = lociq_lanes_select((lociq_mask)(x > most), lociq_lanes_all(INFINITY), result);
  return lociq_lanes_select(lociq_lanes_known(x), result, x);
}

#endif
