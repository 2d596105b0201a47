/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/quotients.h"

#include "numeric/lanes.h"

/* Between them nothing below overflows or is rounded for being small. */
#define LEAST 0x1p-300
#define LARGEST 0x1p300

void lociq_divisors_invert(lociq_divisors *divisors) {
  divisors->moderate = true;
  for (size_t i = 0; i < divisors->width; i++) {
    const double x = divisors->values[i];
    divisors->inverse[i] = 1 / x;
    if (x < LEAST || x > LARGEST) divisors->moderate = false;
  }
}

LOCIQ_CLONED static double divide(const double *values, double total, const lociq_divisors *reference, double *share,
                                  lociq_quotients quotient, size_t *known) {
  const lociq_lanes below = lociq_lanes_all(total);
  lociq_lanes sum = lociq_lanes_all(0);
  lociq_mask count = {0};
  for (size_t i = 0; i < reference->width; i += LOCIQ_LANES) {
    const lociq_lanes e = lociq_lanes_load(values + i), s = e / below;
    sum += lociq_lanes_or_zero(e);
    count += lociq_lanes_tally(lociq_lanes_known(e));
    lociq_lanes_store(share + i, s);
    if (quotient.values != NULL) lociq_lanes_store(quotient.values + i, s / lociq_lanes_load(reference->values + i));
  }
  *known = lociq_lanes_count(count);
  return lociq_lanes_sum(sum);
}

#if defined(LOCIQ_CLONES) && defined(__x86_64__)
#include <immintrin.h>

/* a/b from y = 1/b, rounded, in a third of the time of a division: of q = a y, rounded,
 * and r = a - q b, q + r y is a/b rounded as a division rounds it, where both steps round
 * once (P. Markstein; see N. Brisebarre, J.-M. Muller and S. K. Raina, IEEE Transactions on
 * Computers 53 (2004), 1069-1072). */
__attribute__((target("avx512f"), always_inline)) static inline __m512d over(__m512d a, __m512d b, __m512d y) {
  const __m512d q = _mm512_mul_pd(a, y);
  return _mm512_fmadd_pd(_mm512_fnmadd_pd(q, b, a), y, q);
}

/* False when a value is neither +0, NaN nor between LEAST and LARGEST: then nothing has
 * been said. */
__attribute__((target("avx512f"))) static bool multiply(const double *values, double total,
                                                        const lociq_divisors *reference, double *share,
                                                        lociq_quotients quotient, double *sum, size_t *known) {
  const __m512d all = _mm512_set1_pd(total), inverse = _mm512_set1_pd(1 / total);
  const __m512i one = _mm512_set1_epi64(1);
  __m512i count = _mm512_setzero_si512(), least = _mm512_set1_epi64(-1), largest = count;
  __m512d sums = _mm512_setzero_pd();
  for (size_t i = 0; i < reference->width; i += LOCIQ_LANES) {
    const __m512d e = _mm512_load_pd(values + i);
    const __m512i bits = _mm512_castpd_si512(e);
    const __mmask8 is_known = _mm512_cmp_pd_mask(e, e, _CMP_ORD_Q);
    sums = _mm512_mask_add_pd(sums, is_known, sums, e);
    count = _mm512_mask_add_epi64(count, is_known, count, one);
    least = _mm512_min_epu64(least, _mm512_sub_epi64(bits, one)); /* of 0 it is the largest number */
    largest = _mm512_mask_max_epu64(largest, is_known, largest, bits);
    const __m512d s = over(e, all, inverse);
    _mm512_store_pd(share + i, s);
    if (quotient.values == NULL) continue;
    const __m512d x = _mm512_load_pd(reference->values + i), y = _mm512_load_pd(reference->inverse + i);
    if (quotient.past_caches)
      _mm512_stream_pd(quotient.values + i, over(s, x, y));
    else
      _mm512_store_pd(quotient.values + i, over(s, x, y));
  }
  *known = (size_t)_mm512_reduce_add_epi64(count);
  *sum = lociq_lanes_sum((lociq_lanes)sums);
  const __m512i least_allowed = _mm512_sub_epi64(_mm512_castpd_si512(_mm512_set1_pd(LEAST)), one);
  return _mm512_cmplt_epu64_mask(least, least_allowed) == 0 &&
         _mm512_cmpgt_epu64_mask(largest, _mm512_castpd_si512(_mm512_set1_pd(LARGEST))) == 0;
}

double lociq_quotients_fill(const double *values, double total, const lociq_divisors *reference, double *share,
                            lociq_quotients quotient, size_t *known) {
  const bool moderate = total >= LEAST && total <= LARGEST && (quotient.values == NULL || reference->moderate);
  double sum = 0;
  if (moderate && __builtin_cpu_supports("avx512f") && multiply(values, total, reference, share, quotient, &sum, known))
    return sum;
  return divide(values, total, reference, share, quotient, known);
}
#else
double lociq_quotients_fill(const double *values, double total, const lociq_divisors *reference, double *share,
                            lociq_quotients quotient, size_t *known) {
  return divide(values, total, reference, share, quotient, known);
}
#endif
