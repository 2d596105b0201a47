/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_all REGIONS INDUSTRIES YEARS
 *
 * Answers the rows
 *   all          everything that a made panel's measures allow (`compute --all`)
 *   passes       the sum of its passes, each computed by itself: a pass is all row, fold and
 *                block kernels of a level, or all its column kernels, or its kernels of a
 *                whole year, or those of all years. A pass by itself also computes what it
 *                needs of other passes: the time of these alone is taken off, so that nothing
 *                is counted twice. What every run does first (the reference structure) is in
 *                each pass.
 *   an indicator alone, with what it needs
 * Results of a year go to memory that all years share.
 */
#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "harness.h"
#include "schedule/run.h"

enum { NAMES_MOST = 512, LEVELS_MOST = 16 };

/* ---- a panel ---- */

/* Of cells three in ten are zero, and the sizes of industries and regions differ. */
static void add_measure(lociq_panel *panel, const char *name, const char *unit, unsigned shape, uint64_t salt) {
  lociq_error error = {0};
  lociq_cube *cube = NULL;
  stop_on(lociq_cube_create(name, "measure", shape, &cube, &error), &error);
  stop_on(lociq_cube_set_text(&cube->unit, unit, &error), &error);
  const size_t count = lociq_panel_count(panel, shape);
  stop_on(lociq_cube_allocate(cube, LOCIQ_BODY, count, false, &error), &error);
  for (size_t i = 0; i < count; i++) {
    const uint64_t bits = bits_of(i + (salt << 40)), cell = bits_of(i % (count / 10 + 1));
    const bool zero = shape == CELLS && cell % 10 < 3; /* the same ones in all measures */
    cube->parts[LOCIQ_BODY].values[i] = zero ? 0 : 1 + (double)((cell >> 32) % 2000 + (bits >> 32) % 500);
  }
  stop_on(lociq_panel_add(panel, cube, &error), &error);
}

static lociq_panel *panel_of(size_t regions, size_t industries, size_t years) {
  static const char *const by_cell[][2] = {
      {"employment", "persons"}, {"wages", "EUR"}, {"employees", "persons"}, {"establishments", "1"}};
  static const char *const by_region[][2] = {{"gdp", "EUR"},    {"gva", "EUR"},      {"population", "persons"},
                                             {"area", "km2"},   {"hours", "h"},      {"gfcf", "EUR"},
                                             {"income", "EUR"}, {"price_level", "1"}};
  lociq_panel *panel = empty_panel(regions, industries, years);
  for (size_t i = 0; i < sizeof by_cell / sizeof *by_cell; i++)
    add_measure(panel, by_cell[i][0], by_cell[i][1], CELLS, i);
  for (size_t i = 0; i < sizeof by_region / sizeof *by_region; i++)
    add_measure(panel, by_region[i][0], by_region[i][1], REGIONS, 100 + i);
  return panel;
}

/* ---- from the panel, to one year's memory ---- */

static size_t year_size(const lociq_panel *panel, unsigned shape) {
  return lociq_panel_count(panel, shape & ~(unsigned)LOCIQ_BY_YEAR);
}

static lociq_status give_rows(const void *context, const lociq_cube *cube, size_t year, size_t first, size_t count,
                              double *buffer, /* NOLINT(readability-non-const-parameter): as every source */
                              const double **values, lociq_error *error) {
  (void)count, (void)buffer, (void)error;
  const lociq_panel *panel = context;
  *values = cube->parts[LOCIQ_BODY].values + year * year_size(panel, cube->shape) +
            first * lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]);
  return LOCIQ_OK;
}

static lociq_status give_part(const void *context, const lociq_cube *cube, lociq_part part, size_t year,
                              const double **values, lociq_error *error) {
  (void)error;
  const double *all = cube->parts[part].values;
  *values = all == NULL ? NULL : all + year * year_size(context, lociq_cube_part_shape(cube, part));
  return LOCIQ_OK;
}

/* Made once, kept for all runs, so that none waits for pages. */
typedef struct places {
  const lociq_panel *panel;
  char names[NAMES_MOST][256];
  double *values[NAMES_MOST];
  size_t count;
} places;

static double *place_of(void *context, const char *name, size_t year) {
  (void)year;
  places *to = context;
  for (size_t i = 0; i < to->count; i++)
    if (strcmp(to->names[i], name) == 0) return to->values[i];
  if (to->count == NAMES_MOST) exit(1);
  const size_t count = year_size(to->panel, CELLS);
  double *made = lociq_allocate_aligned(count, sizeof *made);
  if (made == NULL) exit(1);
  memset(made, 0, count * sizeof *made);
  (void)snprintf(to->names[to->count], sizeof to->names[0], "%s", name);
  to->values[to->count++] = made;
  return made;
}

static lociq_status take_cube(void *context, lociq_cube **cube, lociq_error *error) {
  (void)error;
  if (((*cube)->shape & CELLS) == CELLS) (void)place_of(context, (*cube)->name, 0);
  return LOCIQ_OK;
}

static lociq_status take_year(void *context, const char *name, size_t year, size_t count, const double *values,
                              lociq_error *error) {
  (void)context, (void)name, (void)year, (void)count, (void)values, (void)error;
  return LOCIQ_OK;
}

static lociq_status take_comment(void *context, const char *name, const char *text, lociq_error *error) {
  (void)context, (void)name, (void)text, (void)error;
  return LOCIQ_OK;
}

static lociq_status finish(void *context, lociq_error *error) {
  (void)context, (void)error;
  return LOCIQ_OK;
}

/* ---- timing ---- */

typedef struct bench {
  const lociq_panel *panel;
  places *to;
  lociq_offer offer; /* what only others need can be asked for too */
  const char *const *names;
  size_t count;
} bench;

static lociq_request *request_of(const bench *job, const char *const *names, size_t count) {
  lociq_error error = {0};
  lociq_request *request = NULL;
  const lociq_compute_options options = {.names = names, .name_count = count, .all = true};
  stop_on(lociq_request_create(&job->offer, job->panel, &options, &request, &error), &error);
  return request;
}

static double time_names(const bench *job, const char *const *names, size_t count) {
  if (count == 0) return 0;
  lociq_error error = {0};
  const lociq_compute_options options = lociq_compute_options_default();
  const lociq_source source = {
      .panel = job->panel, .context = job->panel, .in_memory = true, .rows = give_rows, .part = give_part};
  const lociq_sink sink = {.context = job->to,
                           .create = take_cube,
                           .place = place_of,
                           .year = take_year,
                           .comment = take_comment,
                           .finish = finish};
  lociq_request *request = request_of(job, names, count);
  const double start = now();
  stop_on(lociq_run_request(request, &source, &sink, &options, SIZE_MAX, &error), &error);
  const double seconds = now() - start;
  lociq_request_free(request);
  return seconds;
}

typedef enum group { ROWS, COLUMNS, WHOLE, ALL_YEARS, GROUPS } group;

static group group_of(const lociq_instance *instance) {
  const lociq_form form = instance->indicator->kernel->form;
  return form == LOCIQ_COLUMN ? COLUMNS : form == LOCIQ_WHOLE ? WHOLE : form == LOCIQ_ALL_YEARS ? ALL_YEARS : ROWS;
}

/* One whose outputs have no names cannot be asked for: it counts to those that need it. */
static bool can_be_asked(const lociq_instance *instance) { return instance->indicator->kernel->figures == 0; }

/* A pass with what it needs, less what it needs alone. */
static double time_pass(const bench *job, const lociq_request *request, size_t level, group kind) {
  const char *names[NAMES_MOST], *needs[NAMES_MOST];
  bool needed[NAMES_MOST] = {false};
  size_t count = 0, need_count = 0;
  for (size_t i = request->count; i > 0; i--) {
    const lociq_instance *instance = &request->instances[i - 1];
    if (instance->level != level || group_of(instance) != kind || !can_be_asked(instance)) continue;
    names[count++] = instance->indicator->name;
    for (size_t n = 0; n < LOCIQ_NEEDS; n++)
      if (instance->needs[n] != LOCIQ_NONE) needed[instance->needs[n]] = true;
  }
  for (size_t i = 0; i < request->count; i++) {
    const lociq_instance *instance = &request->instances[i];
    if (needed[i] && can_be_asked(instance) && (instance->level != level || group_of(instance) != kind))
      needs[need_count++] = instance->indicator->name;
  }
  const double seconds = time_names(job, names, count) - time_names(job, needs, need_count);
  return seconds > 0 ? seconds : 0;
}

/* The sum of the passes. */
static double time_passes(const bench *job, const char *const *names, size_t count) {
  lociq_request *request = request_of(job, names, count);
  double sum = 0;
  for (size_t level = 0; level < LEVELS_MOST; level++)
    for (group kind = ROWS; kind < GROUPS; kind++) sum += time_pass(job, request, level, kind);
  lociq_request_free(request);
  return sum;
}

static answer repeat(void *context, const char *row) {
  const bench *job = context;
  if (strcmp(row, "all") == 0) return (answer){.seconds = time_names(job, job->names, job->count)};
  if (strcmp(row, "passes") == 0) return (answer){.seconds = time_passes(job, job->names, job->count)};
  if (lociq_indicator_find(row) == NULL) no_row(row);
  return (answer){.seconds = time_names(job, &row, 1)};
}

int main(int argument_count, char **arguments) {
  const size_t regions = argument_count == 4 ? strtoul(arguments[1], NULL, 10) : 0;
  const size_t industries = argument_count == 4 ? strtoul(arguments[2], NULL, 10) : 0;
  const size_t years = argument_count == 4 ? strtoul(arguments[3], NULL, 10) : 0;
  if (regions == 0 || industries == 0 || years == 0) {
    (void)fprintf(stderr, "usage: bench_all REGIONS INDUSTRIES YEARS\n");
    return 2;
  }
  static places to;
  const lociq_indicator *listed[NAMES_MOST];
  const char *names[NAMES_MOST];
  lociq_panel *panel = panel_of(regions, industries, years);
  const lociq_compute_options options = lociq_compute_options_default();
  const size_t count = lociq_compute_choose(panel, NULL, &options, names);
  size_t offered = 0;
  for (size_t i = 0; i < count; i++) listed[offered++] = lociq_indicator_find(names[i]);
  listed[offered] = NULL;
  bench job = {.panel = panel, .to = &to, .offer = lociq_offer_catalogue(), .names = names, .count = count};
  job.offer.indicators = listed;
  to.panel = panel;
  lociq_request *request = request_of(&job, names, count);
  for (size_t i = 0; i < request->count; i++)
    if (!request->instances[i].asked) listed[offered++] = request->instances[i].indicator;
  listed[offered] = NULL;
  lociq_request_free(request);
  (void)time_names(&job, names, count); /* pages and caches */
  answer_rows(repeat, &job);
  for (size_t i = 0; i < to.count; i++) free(to.values[i]);
  lociq_panel_free(panel);
  return 0;
}
