/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What statistical offices' names of dimensions and codes of units mean.
 */
#ifndef LOCIQ_READ_CONCEPTS_H
#define LOCIQ_READ_CONCEPTS_H

#include <stdbool.h>
#include <stddef.h>

/* The axis that a dimension of this name is by itself (geo, REF_AREA, nace_r2,
 * TIME_PERIOD), in any case of letters; else LOCIQ_NO_AXIS. */
int lociq_concept_axis(const char *name);

/* The words of a unit's code, as "million euro" of MIO_EUR; NULL of others. */
const char *lociq_unit_words(const char *code);

/* Writes the power of ten that a code of UNIT_MULT is before the unit: "thousand
 * persons", "10^4 persons", "million". 0 and _Z (not applicable) leave the unit as it
 * is. False where the code is none from -30 to 30. */
bool lociq_unit_scale(const char *code, const char *unit, char *text, size_t size);

#endif
