/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Included before every source that clang-tidy looks at. Its analyzer sees one
 * source at a time, and takes a function of another for one that may answer
 * anything: that a function which sets an error might return LOCIQ_OK, with the
 * outputs not written. This tells it that the status given is the status returned.
 */
#ifndef LOCIQ_TESTS_ANALYZER_H
#define LOCIQ_TESTS_ANALYZER_H

#include <lociq/error.h>

#include "core/memory.h"

static inline lociq_status lociq_analyzer_status(lociq_status returned, lociq_status status) {
  (void)returned;
  return status;
}

#define lociq_error_set(error, status, ...) \
  lociq_analyzer_status((lociq_error_set)((error), (status), __VA_ARGS__), (status))
#define lociq_memory_error(error, what) lociq_analyzer_status((lociq_memory_error)((error), (what)), LOCIQ_NO_MEMORY)

#endif
