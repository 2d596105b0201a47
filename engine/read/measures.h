/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The measures whose meaning is known by their name.
 */
#ifndef LOCIQ_READ_MEASURES_H
#define LOCIQ_READ_MEASURES_H

#include <stdbool.h>

/* "persons", "euro" …; NULL where the name says nothing. */
const char *lociq_measure_unit(const char *name);
/* "Employment"; the name itself where it is not known. Borrowed. */
const char *lociq_measure_title(const char *name);
/* Whether sums of it mean nothing: a measure such as a price level, or one in per cent. Others may
 * be too, such as euro per inhabitant: whoever asks can be told. */
bool lociq_measure_is_relative(const char *name, const char *unit);

#endif
