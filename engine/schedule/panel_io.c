/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A panel in memory as source and sink: rows are given and taken in place.
 */
#include <lociq/memory.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/given.h"
#include "schedule/run.h"

static size_t year_size(const lociq_panel *panel, const lociq_cube *cube, lociq_part part) {
  return lociq_panel_count(panel, lociq_cube_part_shape(cube, part) & ~(unsigned)LOCIQ_BY_YEAR);
}

static lociq_status give_part(const void *context, const lociq_cube *cube, lociq_part part, size_t year,
                              const double **values, lociq_error *error) {
  (void)error;
  const lociq_grid *grid = &cube->parts[part];
  *values = grid->values == NULL ? NULL : grid->values + year * year_size(context, cube, part);
  return LOCIQ_OK;
}

static lociq_status give_rows(const void *context, const lociq_cube *cube, size_t year, size_t first, size_t count,
                              double *buffer, /* NOLINT(readability-non-const-parameter): as every source */
                              const double **values, lociq_error *error) {
  (void)count;
  (void)buffer;
  (void)error;
  const lociq_panel *panel = context;
  const size_t industries = lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]);
  *values = cube->parts[LOCIQ_BODY].values + year * year_size(panel, cube, LOCIQ_BODY) + first * industries;
  return LOCIQ_OK;
}

/* The results, and those of an earlier call, whose memory they take over. */
typedef struct destination {
  lociq_panel *made, *earlier;
} destination;

static double *take_over(lociq_panel *earlier, const char *name, size_t count) {
  const lociq_cube *cube = earlier == NULL ? NULL : lociq_panel_find(earlier, name);
  if (cube == NULL || cube->parts[LOCIQ_BODY].count != count) return NULL;
  lociq_grid *body = &lociq_panel_find(earlier, name)->parts[LOCIQ_BODY];
  double *values = body->values;
  *body = (lociq_grid){0};
  return values;
}

/* Not filled with NaN first: every value of a result is written. */
static lociq_status take_cube(void *context, lociq_cube **cube, lociq_error *error) {
  const destination *to = context;
  const size_t count = lociq_panel_count(to->made, (*cube)->shape);
  double *values = take_over(to->earlier, (*cube)->name, count);
  if (values == NULL && count != SIZE_MAX) values = lociq_allocate_aligned(count, sizeof *values);
  if (values == NULL) return lociq_memory_error(error, (*cube)->name);
  (*cube)->parts[LOCIQ_BODY] = (lociq_grid){.values = values, .count = count};
  const lociq_status status = lociq_panel_add(to->made, *cube, error);
  if (status == LOCIQ_OK) *cube = NULL;
  return status;
}

static double *place_of(void *context, const char *name, size_t year) {
  const lociq_panel *made = ((const destination *)context)->made;
  const lociq_cube *cube = lociq_panel_find(made, name);
  return cube->parts[LOCIQ_BODY].values + year * year_size(made, cube, LOCIQ_BODY);
}

static lociq_status take_rows(void *context, const char *name, size_t year, size_t first, size_t count,
                              const double *values, lociq_error *error) {
  (void)error;
  const size_t industries = lociq_axis_count(((const destination *)context)->made->axes[LOCIQ_INDUSTRY]);
  memcpy(place_of(context, name, year) + first * industries, values, count * industries * sizeof *values);
  return LOCIQ_OK;
}

static lociq_status take_year(void *context, const char *name, size_t year, size_t count, const double *values,
                              lociq_error *error) {
  (void)error;
  memcpy(place_of(context, name, year), values, count * sizeof *values);
  return LOCIQ_OK;
}

static lociq_status take_comment(void *context, const char *name, const char *text, lociq_error *error) {
  return lociq_cube_add_text(lociq_panel_find(((const destination *)context)->made, name), "comment", text, error);
}

static lociq_status finish(void *context, lociq_error *error) {
  (void)context;
  (void)error;
  return LOCIQ_OK;
}

static lociq_status copy_years(const lociq_axis *axis, size_t first, size_t count, lociq_axis **copy,
                               lociq_error *error) {
  lociq_member *members = lociq_allocate(count, sizeof *members);
  if (members == NULL) return lociq_memory_error(error, "an axis");
  for (size_t i = 0; i < count; i++)
    members[i] = (lociq_member){.code = lociq_axis_code(axis, first + i),
                                .label = lociq_axis_label(axis, first + i),
                                .parent = lociq_axis_parent(axis, first + i),
                                .level = lociq_axis_level(axis, first + i)};
  const lociq_status status = lociq_axis_create(LOCIQ_YEAR, members, count, copy, error);
  free(members);
  return status;
}

lociq_status lociq_run_copy_axes(const lociq_panel *panel, const lociq_request *request, lociq_panel *results,
                                 lociq_error *error) {
  lociq_status status =
      copy_years(panel->axes[LOCIQ_YEAR], request->first_year, request->year_count, &results->axes[LOCIQ_YEAR], error);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS && status == LOCIQ_OK; kind++)
    if (kind != LOCIQ_YEAR && panel->axes[kind] != NULL)
      status = lociq_axis_copy(panel->axes[kind], &results->axes[kind], error);
  return status;
}

lociq_status lociq_run_panel(const lociq_offer *offer, const lociq_panel *panel, const lociq_compute_options *options,
                             lociq_panel **results, lociq_error *error) {
  lociq_request *request = NULL;
  destination to = {.earlier = *results};
  *results = NULL;
  lociq_status status = lociq_request_create(offer, panel, options, &request, error);
  if (status == LOCIQ_OK) status = lociq_panel_create(&to.made, error);
  if (status == LOCIQ_OK) status = lociq_run_copy_axes(panel, request, to.made, error);
  if (status != LOCIQ_OK) goto done;
  const lociq_source source = {
      .panel = panel, .context = panel, .in_memory = true, .rows = give_rows, .part = give_part};
  const lociq_sink sink = {.context = &to,
                           .create = take_cube,
                           .place = place_of,
                           .rows = take_rows,
                           .year = take_year,
                           .comment = take_comment,
                           .finish = finish};
  status = lociq_run_request(request, &source, &sink, options, lociq_memory_left(options->memory), error);
  if (status != LOCIQ_OK) goto done;
  lociq_supply_tell(&request->supply, options);
  *results = to.made;
  to.made = NULL;
done:
  lociq_panel_free(to.made);
  lociq_panel_free(to.earlier);
  lociq_request_free(request);
  return status;
}

lociq_status lociq_compute_panel(const lociq_panel *panel, const lociq_compute_options *options, lociq_panel **results,
                                 lociq_error *error) {
  const lociq_offer offer = lociq_offer_catalogue();
  return lociq_run_panel(&offer, panel, options, results, error);
}
