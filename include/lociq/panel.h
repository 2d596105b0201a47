/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A panel: cubes that share axes. It is what a reader makes, what a store holds
 * and what an indicator takes.
 */
#ifndef LOCIQ_PANEL_H
#define LOCIQ_PANEL_H

#include <lociq/cube.h>

#ifdef __cplusplus
extern "C" {
#endif

/* axes[kind] is never NULL once the panel is complete: an axis that is not used
 * has no members. The panel owns axes and cubes. */
typedef struct lociq_panel {
  lociq_axis *axes[LOCIQ_AXIS_KINDS];
  lociq_cube **cubes;
  size_t cube_count;
} lociq_panel;

/* An empty panel; with NULL axes, to be set by the caller. */
lociq_status lociq_panel_create(lociq_panel **panel, lociq_error *error);
void lociq_panel_free(lociq_panel *panel);

/* Adds a cube, which the panel then owns. LOCIQ_CONFLICT when the name is taken:
 * the cube stays the caller's. */
lociq_status lociq_panel_add(lociq_panel *panel, lociq_cube *cube, lociq_error *error);
lociq_cube *lociq_panel_find(const lociq_panel *panel, const char *name); /* NULL when absent; borrowed */

/* Number of values of a shape on this panel's axes; SIZE_MAX on overflow. */
size_t lociq_panel_count(const lociq_panel *panel, unsigned shape);

#ifdef __cplusplus
}
#endif
#endif
