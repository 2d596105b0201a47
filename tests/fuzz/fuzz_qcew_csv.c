/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { return fuzz_reader("qcew", data, size); }
