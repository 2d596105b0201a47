/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A panel that lies in a larger one: by its digest, and taken out again.
 */
#ifndef LOCIQ_PLAN_MEMO_PANEL_H
#define LOCIQ_PLAN_MEMO_PANEL_H

#include <lociq/panel.h>

#include "read/digest.h"

/* Of all that is said of the members. */
lociq_status lociq_axis_digest(const lociq_axis *axis, lociq_digest *digest, lociq_error *error);
/* Of the values and flags of all cubes, and what these are called; axes and other texts left aside. */
lociq_status lociq_panel_digest(const lociq_panel *panel, lociq_digest *digest, lociq_error *error);

/* The members of an axis in these places, "0-7,9-9", with those of labels, parents and levels that make its digest the
 * one expected. *axis stays NULL where there is no such axis. */
lociq_status lociq_axis_extract(const lociq_axis *all, const char *places, const char *expected, lociq_axis **axis,
                                lociq_error *error);
/* Fills a part of a cube on the axes, which all lie on those of `from`, whose cube has that part. LOCIQ_INVALID where
 * that is not so. */
lociq_status lociq_part_extract(const lociq_panel *from, const lociq_cube *whole, lociq_axis *const *axes,
                                lociq_part part, bool flags, lociq_cube *cube, lociq_error *error);

#endif
