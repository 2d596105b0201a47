/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/separators.h"

#include <stdbool.h>

#include "read/digits.h"

/* The high bit of each byte of the word that is zero, exactly. */
static inline uint64_t zero_bytes(uint64_t word) {
  return ~(((word & ~LOCIQ_HIGH_BITS) + ~LOCIQ_HIGH_BITS) | word) & LOCIQ_HIGH_BITS;
}

static size_t find_plain(const char *text, size_t length, char delimiter, uint32_t base, uint32_t *places) {
  const uint64_t delimiters = LOCIQ_EACH_BYTE * (unsigned char)delimiter, breaks = LOCIQ_EACH_BYTE * '\n';
  size_t count = 0;
  for (size_t at = 0; at < length; at += sizeof(uint64_t)) {
    const uint64_t word = lociq_digits_load(text + at), of_lines = zero_bytes(word ^ breaks);
    for (uint64_t found = zero_bytes(word ^ delimiters) | of_lines; found != 0; found &= found - 1) {
      const unsigned bit = (unsigned)__builtin_ctzll(found);
      places[count++] = (base + (uint32_t)at + bit / 8) | (uint32_t)(of_lines >> bit & 1) << 31;
    }
  }
  return count;
}

#if defined LOCIQ_CLONES && defined __x86_64__
#include <immintrin.h>
#define WITH_BYTES __attribute__((target("avx2,bmi")))
#define WITH_COMPRESSED_BYTES __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi2,popcnt")))

WITH_BYTES static inline uint64_t bits_of(const char *text, char byte) {
  const __m256i *from = (const __m256i *)(const void *)text, bytes = _mm256_set1_epi8(byte);
  const uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_loadu_si256(from), bytes));
  const uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_loadu_si256(from + 1), bytes));
  return low | (uint64_t)high << 32;
}

WITH_BYTES static size_t find_by_bytes(const char *text, size_t length, char delimiter, uint32_t base,
                                       uint32_t *places) {
  size_t count = 0;
  for (size_t at = 0; at < length; at += LOCIQ_SEPARATORS_BLOCK) {
    const uint64_t breaks = bits_of(text + at, '\n');
    for (uint64_t found = bits_of(text + at, delimiter) | breaks; found != 0; found &= found - 1) {
      const unsigned bit = (unsigned)__builtin_ctzll(found);
      places[count++] = (base + (uint32_t)at + bit) | (uint32_t)(breaks >> bit & 1) << 31;
    }
  }
  return count;
}

/* Sixteen places are written at once, and as many as there are count. */
WITH_COMPRESSED_BYTES static size_t find_compressed(const char *text, size_t length, char delimiter, uint32_t base,
                                                    uint32_t *places) {
  enum { WRITTEN = 16 };
  uint8_t numbers[LOCIQ_SEPARATORS_BLOCK];
  for (unsigned i = 0; i < LOCIQ_SEPARATORS_BLOCK; i++) numbers[i] = (uint8_t)i;
  const __m512i order = _mm512_loadu_si512(numbers), delimiters = _mm512_set1_epi8(delimiter),
                breaks = _mm512_set1_epi8('\n'), line_break = _mm512_set1_epi32((int)LOCIQ_LINE_BREAK);
  size_t count = 0;
  for (size_t at = 0; at < length; at += LOCIQ_SEPARATORS_BLOCK) {
    const __m512i bytes = _mm512_loadu_si512(text + at), from = _mm512_set1_epi32((int)(base + (uint32_t)at));
    const uint64_t of_lines = _mm512_cmpeq_epi8_mask(bytes, breaks);
    const uint64_t found = _mm512_cmpeq_epi8_mask(bytes, delimiters) | of_lines;
    const uint64_t ends = _pext_u64(of_lines, found);
    const __m512i packed = _mm512_maskz_compress_epi8(found, order);
    const __m512i first = _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed)), from);
    _mm512_storeu_si512(places + count, _mm512_mask_or_epi32(first, (__mmask16)ends, first, line_break));
    const size_t more = (size_t)__builtin_popcountll(found);
    if (more > WRITTEN) {
      _mm512_storeu_si512(numbers, packed);
      for (size_t i = WRITTEN; i < more; i++)
        places[count + i] = (base + (uint32_t)at + numbers[i]) | (uint32_t)(ends >> i & 1) << 31;
    }
    count += more;
  }
  return count;
}

void lociq_separators_list(lociq_separators_finder *finders[3], size_t *count) {
  *count = 0;
  finders[(*count)++] = find_plain;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) finders[(*count)++] = find_by_bytes;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt"))
    finders[(*count)++] = find_compressed;
}
#else
void lociq_separators_list(lociq_separators_finder *finders[3], size_t *count) {
  finders[0] = find_plain;
  *count = 1;
}
#endif

lociq_separators_finder *lociq_separators_choose(void) {
  lociq_separators_finder *finders[3];
  size_t count = 0;
  lociq_separators_list(finders, &count);
  return finders[count - 1];
}
