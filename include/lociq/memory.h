/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a bound on memory means.
 *
 * `memory` in options is a bound in bytes on the whole process, as the system counts
 * it: the peak of what lies in memory (VmHWM in /proc, "maximum resident set size"),
 * the program, its libraries and what the caller holds included. 0 is no bound but
 * that of each function's own default. Values are the same bits for any bound.
 *
 * A function streams what it can in what is left of the bound. What it must hold at
 * once and cannot is refused before work begins, with LOCIQ_INVALID and how much it
 * takes: "estimating employment needs 3.2 GB at once; --memory is 1.0 GB".
 * A bound can be kept from LOCIQ_MEMORY_LEAST on.
 */
#ifndef LOCIQ_MEMORY_H
#define LOCIQ_MEMORY_H

#include <lociq/error.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LOCIQ_MEMORY_LEAST ((size_t)64 << 20)

/* The bytes that may still be taken: the bound less what the process holds now and less
 * what it takes beside its data (stacks of threads, buffers of libraries, lists). For
 * bound 0 half of the machine's, whatever is held. 0 where nothing is left. */
size_t lociq_memory_left(size_t bound);

/* Whether so many bytes can be taken at once; else LOCIQ_INVALID: "<what> needs … at
 * once; …", with all that the process would then hold. Always for bound 0, and for what
 * lociq_memory_left leaves out. */
lociq_status lociq_memory_require(size_t bound, size_t bytes, const char *what, lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif
