/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What statistical offices' names of dimensions and codes of units mean.
 */
#ifndef LOCIQ_READ_CONCEPTS_H
#define LOCIQ_READ_CONCEPTS_H

/* The axis that a dimension of this name is by itself (geo, REF_AREA, nace_r2,
 * TIME_PERIOD), in any case of letters; else LOCIQ_NO_AXIS. */
int lociq_concept_axis(const char *name);

/* The words of a unit's code, as "million euro" of MIO_EUR; NULL of others. */
const char *lociq_unit_words(const char *code);

#endif
