/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The measures whose meaning is known by their name.
 */
#ifndef LOCIQ_READ_MEASURES_H
#define LOCIQ_READ_MEASURES_H

/* "persons", "euro" …; NULL where the name says nothing. */
const char *lociq_measure_unit(const char *name);
/* "Employment"; the name itself where it is not known. Borrowed. */
const char *lociq_measure_title(const char *name);

#endif
