/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz_reader.h"

static const fuzz_target target = {.format = "tidy",
                                   .measure = "employment",
                                   .year = "2015",
                                   .level = "nuts2",
                                   .dimensions = {"region", "industry"},
                                   .value = "A"};

lociq_status fuzz_answer(const uint8_t *data, size_t size) { return fuzz_reader(&target, data, size); }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  (void)fuzz_answer(data, size);
  return 0;
}
