/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/eights.h"

#include "read/digits.h"

#if defined LOCIQ_CLONES && defined __x86_64__
#include <immintrin.h>
#define WITH_EIGHTS __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))

typedef uint64_t words __attribute__((vector_size(8 * LOCIQ_EIGHT)));

/* The first eight bytes of a field of eight lines, and how far they must be moved so that
 * none is left that is not the field's: 0 to 56 bits, or more where one is empty or longer. */
WITH_EIGHTS static inline __attribute__((always_inline)) words load(const lociq_column *lines, const uint32_t *place,
                                                                    words *rest) {
  uint64_t found[LOCIQ_EIGHT];
  uint32_t lengths[LOCIQ_EIGHT];
#pragma GCC unroll 8
  for (int i = 0; i < LOCIQ_EIGHT; i++, place += lines->fields) {
    found[i] = lociq_digits_load(lines->base + lociq_place_begin(place));
    lengths[i] = lociq_place_length(place, lines->end);
  }
  const words length = {lengths[0], lengths[1], lengths[2], lengths[3], lengths[4], lengths[5], lengths[6], lengths[7]};
  *rest = 64 - 8 * length;
  return (words){found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7]};
}

WITH_EIGHTS static inline bool are_short(words rest) {
  return _mm512_cmpge_epu64_mask((__m512i)rest, _mm512_set1_epi64(64)) == 0;
}

WITH_EIGHTS static size_t take_numbers(const lociq_column *lines, size_t first, int32_t *cells) {
  const uint32_t *place = lines->places + first * lines->fields;
  size_t i = first;
  for (; lines->rows - i >= LOCIQ_EIGHT; i += LOCIQ_EIGHT, place += LOCIQ_EIGHT * lines->fields) {
    words rest;
    words digits = (load(lines, place, &rest) ^ (LOCIQ_EACH_BYTE * '0'));
    digits = (words)_mm512_sllv_epi64((__m512i)digits, (__m512i)rest);
    const words others = ((digits + LOCIQ_EACH_BYTE * (0x80 - 10)) | digits) & LOCIQ_HIGH_BITS;
    if (!are_short(rest) || _mm512_test_epi64_mask((__m512i)others, (__m512i)others) != 0) break;
    digits = (digits * 10 + (digits >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
    digits = (digits * 100 + (digits >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
    digits = digits * 10000 + (digits >> 32);
    _mm256_storeu_si256((__m256i *)(void *)(cells + i), _mm512_cvtepi64_epi32((__m512i)digits));
  }
  return i - first;
}

WITH_EIGHTS static size_t take_codes(const lociq_column *lines, size_t first, const uint64_t *heads, uint32_t last,
                                     uint32_t *ids) {
  const uint32_t *place = lines->places + first * lines->fields;
  const __m256i order = _mm256_setr_epi32(1, 2, 3, 4, 5, 6, 7, 8);
  size_t i = first;
  for (; lines->rows - i >= LOCIQ_EIGHT; i += LOCIQ_EIGHT, place += LOCIQ_EIGHT * lines->fields) {
    words rest;
    const __m512i text = (__m512i)load(lines, place, &rest);
    const __m512i head = _mm512_and_epi64(text, _mm512_srlv_epi64(_mm512_set1_epi64(-1), (__m512i)rest));
    __m256i codes = _mm256_set1_epi32((int)last);
    if (!are_short(rest)) break;
    if (_mm512_cmpneq_epi64_mask(head, _mm512_set1_epi64((long long)heads[last])) != 0) {
      if (_mm512_cmpneq_epi64_mask(head, _mm512_loadu_si512(heads + last + 1)) != 0) break;
      codes = _mm256_add_epi32(codes, order);
      last += LOCIQ_EIGHT;
    }
    _mm256_storeu_si256((__m256i *)(void *)(ids + i), codes);
  }
  return i - first;
}

const lociq_eights *lociq_eights_choose(void) {
  static const lociq_eights eights = {take_numbers, take_codes};
  const bool can = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return can ? &eights : NULL;
}
#else
const lociq_eights *lociq_eights_choose(void) { return NULL; }
#endif
