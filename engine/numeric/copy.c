/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/copy.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#include <stdint.h>

void lociq_copy_past_caches(double *to, const double *from, size_t count) {
  size_t i = 0;
  if (count > 0 && (uintptr_t)to % 16 != 0) to[i++] = from[0];
  for (; i + 8 <= count; i += 8) {
    _mm_stream_pd(to + i, _mm_loadu_pd(from + i));
    _mm_stream_pd(to + i + 2, _mm_loadu_pd(from + i + 2));
    _mm_stream_pd(to + i + 4, _mm_loadu_pd(from + i + 4));
    _mm_stream_pd(to + i + 6, _mm_loadu_pd(from + i + 6));
  }
  for (; i < count; i++) to[i] = from[i];
}

void lociq_copy_settle(void) { _mm_sfence(); }
#else
void lociq_copy_past_caches(double *to, const double *from, size_t count) { memcpy(to, from, count * sizeof *to); }

void lociq_copy_settle(void) {}
#endif
