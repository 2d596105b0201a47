/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/bytes.h"

#include <cblas.h>
#include <stdbool.h>
#include <string.h>

#include "numeric/lanes.h"

/* Sums of so many products stay below 2^24, up to which single precision has every whole number. */
enum { EXACT_TERMS = 1024 };

#if defined LOCIQ_CLONES && defined __x86_64__
#include <immintrin.h>
#define WITH_BYTE_PRODUCTS __attribute__((target("avx512f,avx512bw,avx512vnni")))

static bool has_byte_products(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vnni");
}

/* 16 rows times 16. The instruction multiplies unsigned bytes by signed ones: the right
 * side is offset by 128, and 128 times the left row's sum is where the sums begin. */
WITH_BYTE_PRODUCTS
static void multiply_panels(size_t width, const int8_t *left, const int32_t *begin, const int8_t *right,
                            int32_t *products, size_t stride) {
  __m512i sums[LOCIQ_PANEL];
#pragma GCC unroll 16
  for (int i = 0; i < LOCIQ_PANEL; i++) sums[i] = _mm512_set1_epi32(begin[i]);
  const __m512i offset = _mm512_set1_epi8(-128);
  for (size_t at = 0; at < width * LOCIQ_PANEL; at += LOCIQ_BYTES_LINE) {
    const __m512i columns = _mm512_xor_si512(_mm512_loadu_si512(right + at), offset);
#pragma GCC unroll 16
    for (int i = 0; i < LOCIQ_PANEL; i++) {
      int32_t four;
      memcpy(&four, left + at + (size_t)i * LOCIQ_PANEL_GROUP, sizeof four);
      sums[i] = _mm512_dpbusd_epi32(sums[i], columns, _mm512_set1_epi32(four));
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < LOCIQ_PANEL; i++) _mm512_storeu_si512(products + (size_t)i * stride, sums[i]);
}

WITH_BYTE_PRODUCTS
static int32_t product_fast(const int8_t *left, const int8_t *right, size_t width) {
  const __m512i offset = _mm512_set1_epi8(-128);
  __m512i sum = _mm512_setzero_si512(), of_left = sum;
  for (size_t i = 0; i < width; i += LOCIQ_BYTES_LINE) {
    const __m512i row = _mm512_loadu_si512(left + i);
    sum = _mm512_dpbusd_epi32(sum, _mm512_xor_si512(_mm512_loadu_si512(right + i), offset), row);
    of_left = _mm512_dpbusd_epi32(of_left, _mm512_set1_epi8(1), row);
  }
  return _mm512_reduce_add_epi32(_mm512_sub_epi32(sum, _mm512_slli_epi32(of_left, 7)));
}

/* -128 times the sum of each of a panel's rows. */
WITH_BYTE_PRODUCTS
static void begin_of(size_t width, const int8_t *panel, int32_t *begin) {
  __m512i sums = _mm512_setzero_si512();
  for (size_t at = 0; at < width * LOCIQ_PANEL; at += LOCIQ_BYTES_LINE)
    sums = _mm512_dpbusd_epi32(sums, _mm512_set1_epi8(1), _mm512_loadu_si512(panel + at));
  _mm512_storeu_si512(begin, _mm512_mullo_epi32(sums, _mm512_set1_epi32(-128)));
}

static void multiply_fast(size_t width, const int8_t *left, size_t left_panels, const int8_t *right,
                          size_t right_panels, int32_t *products, size_t stride) {
  for (size_t i = 0; i < left_panels; i++) {
    const int8_t *rows = left + i * LOCIQ_PANEL * width;
    int32_t begin[LOCIQ_PANEL];
    begin_of(width, rows, begin);
    for (size_t j = 0; j < right_panels; j++)
      multiply_panels(width, rows, begin, right + j * LOCIQ_PANEL * width,
                      products + i * LOCIQ_PANEL * stride + j * LOCIQ_PANEL, stride);
  }
}
#else
static int32_t product_fast(const int8_t *left, const int8_t *right, size_t width) {
  (void)left, (void)right, (void)width;
  return 0;
}
static bool has_byte_products(void) { return false; }
static void multiply_fast(size_t width, const int8_t *left, size_t left_panels, const int8_t *right,
                          size_t right_panels, int32_t *products, size_t stride) {
  (void)width, (void)left, (void)left_panels, (void)right, (void)right_panels, (void)products, (void)stride;
}
#endif

/* Bytes first to first + count of all rows, as numbers, row by row. */
static void unpack(size_t width, const int8_t *packed, size_t rows, size_t first, size_t count, float *numbers) {
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < count; i++) numbers[r * EXACT_TERMS + i] = packed[lociq_bytes_place(width, r, first + i)];
}

void lociq_bytes_multiply_plain(size_t width, const int8_t *left, size_t left_panels, const int8_t *right,
                                size_t right_panels, int32_t *products, size_t stride, float *scratch) {
  const size_t rows = left_panels * LOCIQ_PANEL, columns = right_panels * LOCIQ_PANEL;
  float *of_left = scratch, *of_right = of_left + rows * EXACT_TERMS, *sums = of_right + columns * EXACT_TERMS;
  for (size_t i = 0; i < rows; i++) memset(products + i * stride, 0, columns * sizeof *products);
  for (size_t first = 0; first < width; first += EXACT_TERMS) {
    const size_t count = width - first < EXACT_TERMS ? width - first : EXACT_TERMS;
    unpack(width, left, rows, first, count, of_left);
    unpack(width, right, columns, first, count, of_right);
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)rows, (blasint)columns, (blasint)count, 1.0F, of_left,
                EXACT_TERMS, of_right, EXACT_TERMS, 0.0F, sums, (blasint)columns);
    for (size_t i = 0; i < rows; i++)
      for (size_t j = 0; j < columns; j++) products[i * stride + j] += (int32_t)sums[i * columns + j];
  }
}

size_t lociq_bytes_scratch_plain(size_t left_panels, size_t right_panels) {
  const size_t rows = left_panels * LOCIQ_PANEL, columns = right_panels * LOCIQ_PANEL;
  return (rows + columns) * EXACT_TERMS + rows * columns;
}

void lociq_bytes_multiply(size_t width, const int8_t *left, size_t left_panels, const int8_t *right,
                          size_t right_panels, int32_t *products, size_t stride, float *scratch) {
  if (has_byte_products())
    multiply_fast(width, left, left_panels, right, right_panels, products, stride);
  else
    lociq_bytes_multiply_plain(width, left, left_panels, right, right_panels, products, stride, scratch);
}

size_t lociq_bytes_scratch(size_t left_panels, size_t right_panels) {
  return has_byte_products() ? 0 : lociq_bytes_scratch_plain(left_panels, right_panels);
}

LOCIQ_CLONED
int32_t lociq_bytes_product_plain(const int8_t *left, const int8_t *right, size_t width) {
  int32_t sum = 0;
#pragma omp simd reduction(+ : sum)
  for (size_t i = 0; i < width; i++) sum += left[i] * right[i];
  return sum;
}

int32_t lociq_bytes_product(const int8_t *left, const int8_t *right, size_t width) {
  return has_byte_products() ? product_fast(left, right, width) : lociq_bytes_product_plain(left, right, width);
}
