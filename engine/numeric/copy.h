/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Copying results that nobody will read soon.
 */
#ifndef LOCIQ_NUMERIC_COPY_H
#define LOCIQ_NUMERIC_COPY_H

#include <stddef.h>

/* As memcpy of `count` doubles, past the caches where the machine can: the lines
 * written to are not read first, and what is in the caches stays. */
void lociq_copy_past_caches(double *to, const double *from, size_t count);
/* Before another thread looks at what this one has so copied. */
void lociq_copy_settle(void);

#endif
