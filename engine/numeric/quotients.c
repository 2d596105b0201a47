/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/quotients.h"

#include "numeric/lanes.h"

LOCIQ_CLONED static double divide(const double *values, double total, const double *reference, size_t width,
                                  double *share, double *quotient, size_t *known) {
  const lociq_lanes below = lociq_lanes_all(total);
  lociq_lanes sum = lociq_lanes_all(0);
  lociq_mask count = {0};
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    const lociq_lanes e = lociq_lanes_load(values + i), s = e / below;
    sum += lociq_lanes_or_zero(e);
    count += lociq_lanes_tally(lociq_lanes_known(e));
    lociq_lanes_store(share + i, s);
    if (quotient != NULL) lociq_lanes_store(quotient + i, s / lociq_lanes_load(reference + i));
  }
  *known = lociq_lanes_count(count);
  return lociq_lanes_sum(sum);
}

#if defined(LOCIQ_CLONES) && defined(__x86_64__)
#include <immintrin.h>

/* The bits of 2^-300 and 2^300: between them nothing below overflows or is rounded
 * for being small. */
enum { LEAST_EXPONENT = 1023 - 300, LARGEST_EXPONENT = 1023 + 300 };
static const uint64_t least_bits = (uint64_t)LEAST_EXPONENT << 52, largest_bits = (uint64_t)LARGEST_EXPONENT << 52;

/* A third of the time of a division: with y = 1/E and q = e y, both rounded, q - (q E - e) y
 * is e/E rounded as a division rounds it, where each of the two steps rounds once (P.
 * Markstein; see N. Brisebarre, J.-M. Muller and S. K. Raina, IEEE Transactions on Computers
 * 53 (2004), 1069-1072). False when a value is neither zero, unknown, nor a positive
 * number in the range: then nothing has been said. */
__attribute__((target("avx512f"))) static bool multiply(const double *values, double total, const double *reference,
                                                        size_t width, double *share, double *quotient, double *sum,
                                                        size_t *known) {
  const __m512d divisor = _mm512_set1_pd(total), reciprocal = _mm512_set1_pd(1 / total);
  const __m512i one = _mm512_set1_epi64(1);
  __m512i count = _mm512_setzero_si512(), least = _mm512_set1_epi64(-1), largest = count;
  __m512d sums = _mm512_setzero_pd();
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    const __m512d e = _mm512_load_pd(values + i);
    const __m512i bits = _mm512_castpd_si512(e);
    const __mmask8 is_known = _mm512_cmp_pd_mask(e, e, _CMP_ORD_Q);
    sums = _mm512_mask_add_pd(sums, is_known, sums, e);
    count = _mm512_mask_add_epi64(count, is_known, count, one);
    least = _mm512_min_epu64(least, _mm512_sub_epi64(bits, one)); /* 0 becomes the largest */
    largest = _mm512_mask_max_epu64(largest, is_known, largest, bits);
    const __m512d q = _mm512_mul_pd(e, reciprocal);
    const __m512d s = _mm512_fnmadd_pd(_mm512_fmsub_pd(q, divisor, e), reciprocal, q);
    _mm512_store_pd(share + i, s);
    if (quotient != NULL) _mm512_store_pd(quotient + i, _mm512_div_pd(s, _mm512_load_pd(reference + i)));
  }
  *known = (size_t)_mm512_reduce_add_epi64(count);
  *sum = lociq_lanes_sum((lociq_lanes)sums);
  return _mm512_reduce_min_epu64(least) >= least_bits - 1 && _mm512_reduce_max_epu64(largest) <= largest_bits;
}

static bool can_multiply(double total) {
  return __builtin_cpu_supports("avx512f") && total >= 0x1p-300 && total <= 0x1p300;
}

double lociq_quotients_fill(const double *values, double total, const double *reference, size_t width, double *share,
                            double *quotient, size_t *known) {
  double sum = 0;
  if (can_multiply(total) && multiply(values, total, reference, width, share, quotient, &sum, known)) return sum;
  return divide(values, total, reference, width, share, quotient, known);
}
#else
double lociq_quotients_fill(const double *values, double total, const double *reference, size_t width, double *share,
                            double *quotient, size_t *known) {
  return divide(values, total, reference, width, share, quotient, known);
}
#endif
