/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A program of somebody else's, in what C and C++ share: a location quotient in
 * memory, without any file.
 */
#include <lociq/lociq.h>
#include <stdio.h>

static lociq_axis *axis_of(lociq_axis_kind kind, const char *first, const char *second) {
  lociq_member members[2];
  const char *codes[2];
  codes[0] = first;
  codes[1] = second;
  for (int i = 0; i < 2; i++) {
    members[i].code = codes[i];
    members[i].label = NULL;
    members[i].parent = NULL;
    members[i].level = LOCIQ_NO_LEVEL;
  }
  lociq_axis *axis = NULL;
  const size_t count = first == NULL ? 0 : second == NULL ? 1 : 2;
  return lociq_axis_create(kind, members, count, &axis, NULL) == LOCIQ_OK ? axis : NULL;
}

/* s = 50/100 of region A is in industry X, x = 80/200 of all: LQ = 1.25. */
static lociq_status fill(lociq_panel *panel, lociq_error *error) {
  static const double employment[4] = {50, 50, 30, 70};
  panel->axes[LOCIQ_YEAR] = axis_of(LOCIQ_YEAR, "2015", NULL);
  panel->axes[LOCIQ_REGION] = axis_of(LOCIQ_REGION, "A", "B");
  panel->axes[LOCIQ_INDUSTRY] = axis_of(LOCIQ_INDUSTRY, "X", "Y");
  panel->axes[LOCIQ_AGGREGATE] = axis_of(LOCIQ_AGGREGATE, NULL, NULL);
  lociq_cube *cube = NULL;
  lociq_status status =
      lociq_cube_create("employment", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY, &cube, error);
  if (status == LOCIQ_OK) status = lociq_cube_allocate(cube, LOCIQ_BODY, 4, false, error);
  if (status != LOCIQ_OK) return status;
  for (int i = 0; i < 4; i++) cube->parts[LOCIQ_BODY].values[i] = employment[i];
  return lociq_panel_add(panel, cube, error);
}

int main(void) {
  static const char *const names[1] = {"lq"};
  lociq_error error;
  lociq_panel *panel = NULL, *results = NULL;
  lociq_compute_options options = lociq_compute_options_default();
  error.status = LOCIQ_OK;
  options.names = names;
  options.name_count = 1;
  lociq_status status = lociq_panel_create(&panel, &error);
  if (status == LOCIQ_OK) status = fill(panel, &error);
  if (status == LOCIQ_OK) status = lociq_compute_panel(panel, &options, &results, &error);
  printf("lociq %s\n", lociq_version());
  if (status == LOCIQ_OK)
    printf("LQ %g\n", lociq_panel_find(results, "lq")->parts[LOCIQ_BODY].values[0]);
  else
    printf("%s\n", error.message);
  lociq_panel_free(results);
  lociq_panel_free(panel);
  return status == LOCIQ_OK ? 0 : 1;
}
