/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/quotients.h"

#include <lociq/compute.h>

#include "core/memory.h"
#include "partners/redraw.h"

static lociq_status read_measure(const lociq_block_source *source, const lociq_block_plan *plan, lociq_quotients *made,
                                 lociq_error *error) {
  const lociq_axis *years = source->statistics->panel->axes[LOCIQ_YEAR];
  size_t year = 0;
  const lociq_status status = lociq_block_read_measure(source, plan, &made->measure, &year, error);
  if (status != LOCIQ_OK) return status;
  made->counts_per_unit = lociq_counts_per_unit(source->options, made->measure.name, made->measure.unit);
  const lociq_member member = {.code = lociq_axis_code(years, year), .level = LOCIQ_NO_LEVEL};
  return lociq_axis_create(LOCIQ_YEAR, &member, 1, &made->year, error);
}

static lociq_grid grid_of(double *values, size_t count) {
  return values == NULL ? (lociq_grid){0} : (lociq_grid){.values = values, .count = count};
}

/* On a panel of the one year, which borrows all that it is made of. */
static lociq_status compute(const lociq_quotients *quotients, double *values, const lociq_compute_options *options,
                            lociq_panel **results, lociq_error *error) {
  const lociq_statistic *measure = &quotients->measure;
  const size_t regions = quotients->regions, industries = quotients->industries;
  char kind[] = "measure", none[] = "";
  lociq_cube cube = {.name = measure->name,
                     .kind = kind,
                     .unit = measure->unit,
                     .title = none,
                     .source = none,
                     .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY};
  cube.parts[LOCIQ_BODY] = grid_of(values, regions * industries);
  cube.parts[LOCIQ_TOTAL_REGION] = grid_of(measure->total_region, regions);
  cube.parts[LOCIQ_TOTAL_INDUSTRY] = grid_of(measure->total_industry, industries);
  cube.parts[LOCIQ_TOTAL] = grid_of(measure->total, 1);
  lociq_cube *cubes[] = {&cube};
  lociq_panel panel = *quotients->panel;
  panel.axes[LOCIQ_YEAR] = quotients->year;
  panel.cubes = cubes;
  panel.cube_count = 1;
  return lociq_compute_panel(&panel, options, results, error);
}

/* relatedness NULL: no file. */
static lociq_status compute_quotients(lociq_quotients *made, const lociq_quotients *of, double *values, bool proximity,
                                      const char *relatedness, lociq_error *error) {
  static const char *const names[] = {"lq", "proximity"};
  const lociq_setting settings[] = {{"measure", of->measure.name}, {"relatedness_file", relatedness}};
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  options.name_count = proximity ? 2 : 1;
  options.settings = settings;
  options.setting_count = proximity && relatedness != NULL ? 2 : 1;
  options.threads = of->threads;
  const lociq_status status = compute(of, values, &options, &made->results, error);
  if (status != LOCIQ_OK) return status;
  made->values = lociq_panel_find(made->results, "lq")->parts[LOCIQ_BODY].values;
  if (proximity) made->proximity = lociq_panel_find(made->results, "proximity")->parts[LOCIQ_BODY].values;
  return LOCIQ_OK;
}

lociq_status lociq_quotients_create(const lociq_block_source *source, const lociq_block_plan *plan, bool proximity,
                                    lociq_quotients **quotients, lociq_error *error) {
  lociq_quotients *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "quotients");
  *made = (lociq_quotients){.regions = lociq_axis_count(source->units->regions),
                            .industries = lociq_axis_count(source->units->industries),
                            .panel = source->statistics->panel,
                            .threads = source->options->threads};
  lociq_status status = read_measure(source, plan, made, error);
  if (status == LOCIQ_OK)
    status = compute_quotients(made, made, made->measure.values, proximity, plan->relatedness, error);
  if (source->options->redraws == 0) lociq_statistic_clear(&made->measure); /* as large as the quotients */
  if (status == LOCIQ_OK)
    *quotients = made;
  else
    lociq_quotients_free(made);
  return status;
}

size_t lociq_quotients_bytes(const lociq_block_source *source, const lociq_block_plan *plan) {
  (void)plan;
  const size_t industries = lociq_axis_count(source->units->industries);
  return (source->options->redraws > 0 ? 4 : 2) * lociq_block_cell_bytes(source) +
         2 * industries * industries * sizeof(double);
}

lociq_status lociq_quotients_redraw(const lociq_quotients *quotients, const lociq_random *random,
                                    lociq_quotients **drawn, lociq_error *error) {
  const lociq_statistic *measure = &quotients->measure;
  const lociq_measure_year table = {.measure = measure->name,
                                    .regions = quotients->panel->axes[LOCIQ_REGION],
                                    .industries = quotients->panel->axes[LOCIQ_INDUSTRY],
                                    .year = lociq_axis_year(quotients->year, 0),
                                    .values = measure->values};
  double *values = NULL;
  lociq_quotients *made = lociq_allocate(1, sizeof *made);
  lociq_status status = made == NULL ? lociq_memory_error(error, "quotients") : LOCIQ_OK;
  if (status == LOCIQ_OK) *made = (lociq_quotients){.regions = quotients->regions, .industries = quotients->industries};
  if (status == LOCIQ_OK) status = lociq_table_redraw(&table, quotients->counts_per_unit, random, &values, error);
  if (status == LOCIQ_OK) status = compute_quotients(made, quotients, values, false, NULL, error);
  free(values);
  if (status == LOCIQ_OK)
    *drawn = made;
  else
    lociq_quotients_free(made);
  return status;
}

void lociq_quotients_free(lociq_quotients *quotients) {
  if (quotients == NULL) return;
  lociq_statistic_clear(&quotients->measure);
  lociq_axis_free(quotients->year);
  lociq_panel_free(quotients->results);
  free(quotients);
}
