/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which of some names a mistyped one may have meant.
 */
#ifndef LOCIQ_CORE_SUGGEST_H
#define LOCIQ_CORE_SUGGEST_H

#include <stddef.h>

/* How many letters must be put in, taken out, exchanged or swapped with the next
 * to make one word of the other. Only the first 64 letters count. */
size_t lociq_suggest_distance(const char *first, const char *second);

#endif
