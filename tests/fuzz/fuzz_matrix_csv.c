/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  /* without a measure and a year there is nothing to read */
  uint8_t first = size > 0 ? (uint8_t)(data[0] | 3u) : 0;
  uint8_t *copy = malloc(size + 1);
  if (copy == NULL) return 0;
  if (size > 0) {
    memcpy(copy, data, size);
    copy[0] = first;
  }
  const int answer = fuzz_read("matrix", "employment", "2015", copy, size);
  free(copy);
  return answer;
}
