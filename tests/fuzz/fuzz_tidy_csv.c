/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  return fuzz_read("tidy", "employment", "2015", data, size);
}
