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

/* LEAST, by its bits, less one. */
__attribute__((target("avx512f"), always_inline)) static inline __m512i least_allowed(void) {
  return _mm512_sub_epi64(_mm512_castpd_si512(_mm512_set1_pd(LEAST)), _mm512_set1_epi64(1));
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
  return _mm512_cmplt_epu64_mask(least, least_allowed()) == 0 &&
         _mm512_cmpgt_epu64_mask(largest, _mm512_castpd_si512(_mm512_set1_pd(LARGEST))) == 0;
}

__attribute__((target("avx512f"), always_inline)) static inline lociq_lanes look_up(const double *table,
                                                                                    lociq_mask index) {
  return (lociq_lanes)_mm512_permutex2var_pd(_mm512_load_pd(table), (__m512i)index,
                                             _mm512_load_pd(table + LOCIQ_LANES));
}

/* As multiply, of values none of which may be NaN or negative. */
__attribute__((target("avx512f"))) static bool sum_whole(const lociq_whole_row *row, const lociq_divisors *reference,
                                                         double *share, lociq_quotients quotient,
                                                         lociq_share_sums *sums) {
  const double *values = row->values, *next = row->next, *matched_reference = row->matched_reference;
  const double *divisors = reference->values, *inverses = reference->inverse;
  const size_t width = reference->width;
  const bool entropy = row->entropy;
  const __m512d all = _mm512_set1_pd(row->total), inverse = _mm512_set1_pd(1 / row->total);
  const __m512i one = _mm512_set1_epi64(1);
  __m512i least = _mm512_set1_epi64(-1), any = _mm512_setzero_si512();
  lociq_lanes sum = lociq_lanes_all(0);
  lociq_share_look look = lociq_share_look_begin();
  for (size_t i = 0; i < width; i += LOCIQ_LANES) {
    const __m512d e = _mm512_load_pd(values + i), s = over(e, all, inverse);
    if (next != NULL) __builtin_prefetch(next + i, 0, 2);
    sum += (lociq_lanes)e;
    least = _mm512_min_epu64(least, _mm512_sub_epi64(_mm512_castpd_si512(e), one));
    any = _mm512_or_si512(any, _mm512_castpd_si512(e));
    _mm512_store_pd(share + i, s);
    if (quotient.values != NULL) {
      const __m512d q = over(s, _mm512_load_pd(divisors + i), _mm512_load_pd(inverses + i));
      if (quotient.past_caches)
        _mm512_stream_pd(quotient.values + i, q);
      else
        _mm512_store_pd(quotient.values + i, q);
    }
    lociq_share_look_add(&look, (lociq_lanes)s, (lociq_lanes)s, lociq_lanes_load(matched_reference + i));
    if (entropy) lociq_share_look_entropy(&look, (lociq_lanes)s, look_up);
  }
  *sums = lociq_share_look_end(&look);
  /* NaN and infinity are no total that is moderate, and nothing above 0 is larger than what it is part of. */
  return _mm512_cmplt_epu64_mask(least, least_allowed()) == 0 && !lociq_lanes_any_negative((lociq_mask)any) &&
         lociq_lanes_sum(sum) == row->total;
}

static bool is_moderate(double total, const lociq_divisors *reference, lociq_quotients quotient) {
  return total >= LEAST && total <= LARGEST && (quotient.values == NULL || reference->moderate) &&
         __builtin_cpu_supports("avx512f");
}

double lociq_quotients_fill(const double *values, double total, const lociq_divisors *reference, double *share,
                            lociq_quotients quotient, size_t *known) {
  double sum = 0;
  if (is_moderate(total, reference, quotient) && multiply(values, total, reference, share, quotient, &sum, known))
    return sum;
  return divide(values, total, reference, share, quotient, known);
}

bool lociq_quotients_sum(const lociq_whole_row *row, const lociq_divisors *reference, double *share,
                         lociq_quotients quotient, lociq_share_sums *sums) {
  lociq_share_sums made;
  if (!is_moderate(row->total, reference, quotient) || !sum_whole(row, reference, share, quotient, &made)) return false;
  *sums = made;
  return true;
}
#else
double lociq_quotients_fill(const double *values, double total, const lociq_divisors *reference, double *share,
                            lociq_quotients quotient, size_t *known) {
  return divide(values, total, reference, share, quotient, known);
}

bool lociq_quotients_sum(const lociq_whole_row *row, const lociq_divisors *reference, double *share,
                         lociq_quotients quotient, lociq_share_sums *sums) {
  (void)row, (void)reference, (void)share, (void)quotient, (void)sums;
  return false;
}
#endif
