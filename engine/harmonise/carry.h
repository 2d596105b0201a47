/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cubes that pass unchanged into a panel whose axes have further members.
 */
#ifndef LOCIQ_HARMONISE_CARRY_H
#define LOCIQ_HARMONISE_CARRY_H

#include <lociq/panel.h>

/* Adds to `to` another cube of the same name with all parts, on its axes; what is new there is missing.
 * The codes of the cube's axes must be on those of `to`. */
lociq_status lociq_cube_carry(const lociq_panel *from, const lociq_cube *cube, lociq_panel *to, lociq_error *error);

#endif
