/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stores as source and sink: rows are read and cells written slab by slab; what
 * is not by cell stays in memory and is written at the end.
 */
#include <lociq/memory.h>
#include <string.h>

#include "core/memory.h"
#include "schedule/bytes.h"
#include "schedule/extremes.h"
#include "schedule/given.h"
#include "schedule/interval.h"
#include "schedule/results.h"
#include "schedule/resume.h"
#include "schedule/run.h"

/* A year of a part, as it was last asked for. */
typedef struct loaded {
  const lociq_cube *cube;
  lociq_part part;
  size_t year;
  double *values; /* NULL where there is no such part */
} loaded;

typedef struct cache {
  loaded *parts;
  size_t count;
} cache;

typedef struct store_source {
  const lociq_store *store;
  size_t regions;
  cache *cache;
} store_source;

static lociq_status give_rows(const void *context, const lociq_cube *cube, size_t year, size_t first, size_t count,
                              double *buffer, const double **values, lociq_error *error) {
  const store_source *source = context;
  *values = buffer;
  return lociq_store_read_rows(source->store, cube->name, year, first, count, buffer, NULL, error);
}

static lociq_status find_loaded(cache *parts, const lociq_cube *cube, lociq_part part, loaded **found,
                                lociq_error *error) {
  for (size_t i = 0; i < parts->count; i++)
    if (parts->parts[i].cube == cube && parts->parts[i].part == part) {
      *found = &parts->parts[i];
      return LOCIQ_OK;
    }
  loaded *grown = lociq_resize(parts->parts, parts->count + 1, sizeof *grown);
  if (grown == NULL) return lociq_memory_error(error, cube->name);
  parts->parts = grown;
  *found = &grown[parts->count++];
  **found = (loaded){.cube = cube, .part = part, .year = SIZE_MAX};
  return LOCIQ_OK;
}

static lociq_status load(const store_source *source, loaded *part, size_t year, lociq_error *error) {
  double *values = NULL;
  size_t count = 0;
  lociq_status status = LOCIQ_OK;
  if (part->part != LOCIQ_BODY) {
    status = lociq_store_load_part(source->store, part->cube->name, part->part, year, &values, &count, error);
  } else {
    values = lociq_allocate_aligned(source->regions, sizeof *values);
    if (values == NULL) return lociq_memory_error(error, part->cube->name);
    status = lociq_store_read_rows(source->store, part->cube->name, year, 0, source->regions, values, NULL, error);
  }
  if (status != LOCIQ_OK) {
    free(values);
    return status;
  }
  free(part->values);
  part->values = values;
  part->year = year;
  return LOCIQ_OK;
}

static lociq_status give_part(const void *context, const lociq_cube *cube, lociq_part part, size_t year,
                              const double **values, lociq_error *error) {
  const store_source *source = context;
  loaded *found = NULL;
  *values = NULL;
  if (cube->parts[part].count == 0) return LOCIQ_OK;
  lociq_status status = find_loaded(source->cache, cube, part, &found, error);
  if (status == LOCIQ_OK && found->year != year) status = load(source, found, year, error);
  if (status == LOCIQ_OK) *values = found->values;
  return status;
}

typedef struct store_sink {
  lociq_store *store;
  const lociq_request *request;
  bool compress;
  const lociq_axis *years; /* of the request, from the first asked for */
  size_t first_year;
  const lociq_reuse *reuse;
  const lociq_panel *source;
  lociq_panel *kept; /* results that are not by cell, on the axes of the store */
} store_sink;

static size_t year_in_store(const store_sink *sink, size_t year) {
  return lociq_axis_find(lociq_store_panel(sink->store)->axes[LOCIQ_YEAR],
                         lociq_axis_code(sink->years, sink->first_year + year));
}

/* Of several ranks, the one that writes all but rows. */
static bool is_first(void) { return lociq_ranks_here().own == 0; }

static bool is_by_cell(const lociq_cube *cube) {
  return (cube->shape & LOCIQ_BY_REGION) != 0 && (cube->shape & LOCIQ_BY_INDUSTRY) != 0;
}

static lociq_status take_cube(void *context, lociq_cube **cube, lociq_error *error) {
  store_sink *sink = context;
  lociq_status status = lociq_reuse_describe(sink->reuse, sink->source, *cube, error);
  if (is_by_cell(*cube)) {
    if (status == LOCIQ_OK) status = lociq_store_unshare(sink->store, error);
    if (status == LOCIQ_OK && is_first()) status = lociq_store_create(sink->store, *cube, sink->compress, error);
    return lociq_ranks_agree(lociq_ranks_here(), status, error);
  }
  if (status != LOCIQ_OK) return status;
  const size_t count = lociq_panel_count(lociq_store_panel(sink->store), (*cube)->shape);
  if (count == SIZE_MAX) return lociq_memory_error(error, (*cube)->name);
  status = lociq_cube_allocate(*cube, LOCIQ_BODY, count, false, error);
  if (status == LOCIQ_OK) status = lociq_panel_add(sink->kept, *cube, error);
  if (status == LOCIQ_OK) *cube = NULL;
  return status;
}

static double *no_place(void *context, const char *name, size_t year) {
  (void)context;
  (void)name;
  (void)year;
  return NULL;
}

static lociq_status take_rows(void *context, const char *name, size_t year, size_t first, size_t count,
                              const double *values, lociq_error *error) {
  const store_sink *sink = context;
  return lociq_store_write_rows(sink->store, name, year_in_store(sink, year), first, count, values, error);
}

static lociq_status take_columns(void *context, const char *name, size_t year, size_t first, size_t count,
                                 const double *values, lociq_error *error) {
  const store_sink *sink = context;
  return lociq_store_write_columns(sink->store, name, year_in_store(sink, year), first, count, values, error);
}

static lociq_status take_year(void *context, const char *name, size_t year, size_t count, const double *values,
                              lociq_error *error) {
  (void)error;
  const store_sink *sink = context;
  lociq_cube *cube = lociq_panel_find(sink->kept, name);
  memcpy(cube->parts[LOCIQ_BODY].values + year_in_store(sink, year) * count, values, count * sizeof *values);
  return LOCIQ_OK;
}

static lociq_status take_comment(void *context, const char *name, const char *text, lociq_error *error) {
  const store_sink *sink = context;
  lociq_cube *kept = lociq_panel_find(sink->kept, name);
  if (kept != NULL) return lociq_cube_add_text(kept, "comment", text, error);
  /* Cells are written already. */
  lociq_status status = lociq_store_unshare(sink->store, error);
  if (status == LOCIQ_OK && is_first()) status = lociq_store_comment(sink->store, name, text, error);
  return lociq_ranks_agree(lociq_ranks_here(), status, error);
}

/* Only results: a measure may bear such a name. */
static lociq_status remove_result(lociq_store *store, const char *name, lociq_error *error) {
  const lociq_cube *cube = lociq_panel_find(lociq_store_panel(store), name);
  if (cube == NULL || strcmp(cube->kind, "indicator") != 0) return LOCIQ_OK;
  return lociq_store_remove(store, name, error);
}

/* What an instance would have written with other options, and did not now: left
 * in place it would seem to belong to what was. */
static lociq_status remove_stale(lociq_store *store, const lociq_request *request, const lociq_instance *instance,
                                 lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t k = 0; k < lociq_output_count(instance->indicator) && status == LOCIQ_OK; k++) {
    char name[LOCIQ_OUTPUT_NAME_SIZE];
    lociq_output_name(instance->indicator, k, name);
    if (!lociq_output_is_given(instance, k)) status = remove_result(store, name, error);
  }
  if (status == LOCIQ_OK && !lociq_result_has_coverage(instance->shape)) {
    char name[LOCIQ_OUTPUT_NAME_SIZE];
    lociq_coverage_name(instance->indicator, name);
    status = remove_result(store, name, error);
  }
  const bool intervals = request->bootstrap.count > 0 && lociq_interval_refusal(request, instance) == NULL;
  for (int what = 0; what < LOCIQ_INTERVALS && !intervals && status == LOCIQ_OK; what++) {
    char name[LOCIQ_INTERVAL_NAME_SIZE];
    lociq_interval_name(instance->indicator, what, name);
    status = remove_result(store, name, error);
  }
  const bool extremes = request->interval && lociq_extremes_refusal(request, instance) == NULL;
  for (int what = 0; what < LOCIQ_EXTREMES && !extremes && status == LOCIQ_OK; what++) {
    char name[LOCIQ_EXTREME_NAME_SIZE];
    lociq_extreme_name(instance->indicator, what, name);
    status = remove_result(store, name, error);
  }
  return status;
}

static lociq_status put_results(const store_sink *sink, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  for (size_t i = 0; i < sink->request->count && status == LOCIQ_OK; i++)
    if (sink->request->instances[i].asked)
      status = remove_stale(sink->store, sink->request, &sink->request->instances[i], error);
  for (size_t i = 0; i < sink->kept->cube_count && status == LOCIQ_OK; i++)
    status = lociq_store_put(sink->store, sink->kept->cubes[i], error);
  return status;
}

/* At the end: what is stale may have been looked at as a variable. */
static lociq_status finish(void *context, lociq_error *error) {
  const store_sink *sink = context;
  lociq_status status = lociq_store_unshare(sink->store, error);
  if (status == LOCIQ_OK && is_first()) status = put_results(sink, error);
  return lociq_ranks_agree(lociq_ranks_here(), status, error);
}

/* What the store holds, described: writing into the store would change what it
 * says itself. Only counts of the parts are copied, no values. */
static lociq_status describe_store(const lociq_store *store, lociq_panel **panel, lociq_error *error) {
  const lociq_panel *held = lociq_store_panel(store);
  lociq_panel *made = NULL;
  lociq_status status = lociq_panel_create(&made, error);
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS && status == LOCIQ_OK; kind++)
    if (held->axes[kind] != NULL) status = lociq_axis_copy(held->axes[kind], &made->axes[kind], error);
  for (size_t i = 0; i < held->cube_count && status == LOCIQ_OK; i++) {
    const lociq_cube *cube = held->cubes[i];
    lociq_cube *copy = NULL;
    status = lociq_cube_create(cube->name, cube->kind, cube->shape, &copy, error);
    if (status != LOCIQ_OK) break;
    for (int part = 0; part < LOCIQ_PARTS; part++) copy->parts[part].count = cube->parts[part].count;
    status = lociq_cube_set_text(&copy->unit, cube->unit, error);
    if (status == LOCIQ_OK) status = lociq_panel_add(made, copy, error);
    if (status != LOCIQ_OK) lociq_cube_free(copy);
  }
  if (status != LOCIQ_OK) {
    lociq_panel_free(made);
    return status;
  }
  *panel = made;
  return LOCIQ_OK;
}

static bool same_axis(const lociq_axis *first, const lociq_axis *second) {
  if (lociq_axis_count(first) != lociq_axis_count(second)) return false;
  for (size_t i = 0; i < lociq_axis_count(first); i++)
    if (strcmp(lociq_axis_code(first, i), lociq_axis_code(second, i)) != 0) return false;
  return true;
}

/* A second store gets the axes: of the years, those asked for. */
static lociq_status give_axes(const lociq_store *source, const lociq_panel *panel, const lociq_request *request,
                              lociq_store *target, lociq_error *error) {
  lociq_panel *axes = NULL;
  lociq_status status = lociq_panel_create(&axes, error);
  if (status == LOCIQ_OK) status = lociq_run_copy_axes(panel, request, axes, error);
  if (status == LOCIQ_OK && is_first()) status = lociq_store_merge(target, axes, error);
  lociq_panel_free(axes);
  status = lociq_ranks_agree(lociq_ranks_here(), status, error);
  if (status == LOCIQ_OK) status = lociq_store_follow(target, error);
  const lociq_panel *held = lociq_store_panel(target);
  if (status == LOCIQ_OK && (!same_axis(panel->axes[LOCIQ_REGION], held->axes[LOCIQ_REGION]) ||
                             !same_axis(panel->axes[LOCIQ_INDUSTRY], held->axes[LOCIQ_INDUSTRY])))
    return lociq_error_set(error, LOCIQ_CONFLICT,
                           "%s holds other regions or industries: results cannot lie beside them",
                           lociq_store_path(target));
  if (status == LOCIQ_OK && is_first()) status = lociq_store_set_vintages(target, lociq_store_vintages(source), error);
  return lociq_ranks_agree(lociq_ranks_here(), status, error);
}

lociq_status lociq_run_store(const lociq_offer *offer, lociq_store *source, lociq_store *target,
                             const lociq_compute_options *options, lociq_error *error) {
  lociq_request *request = NULL;
  lociq_panel *panel = NULL;
  store_sink to = {.store = target, .compress = options->compress};
  cache parts = {0};
  lociq_reuse reuse = {0};
  lociq_status status = describe_store(source, &panel, error);
  if (status == LOCIQ_OK) status = lociq_request_create(offer, panel, options, &request, error);
  if (status == LOCIQ_OK && target != source) status = give_axes(source, panel, request, target, error);
  if (status == LOCIQ_OK) status = lociq_panel_create(&to.kept, error);
  if (status == LOCIQ_OK) status = lociq_reuse_create(request, panel, source, options->earlier, &reuse, error);
  if (status != LOCIQ_OK) goto done;
  to.reuse = &reuse;
  to.source = panel;
  to.request = request;
  to.years = panel->axes[LOCIQ_YEAR];
  to.first_year = request->first_year;
  const store_source from = {.store = source, .regions = lociq_axis_count(panel->axes[LOCIQ_REGION]), .cache = &parts};
  const lociq_source values = {.panel = panel, .context = &from, .rows = give_rows, .part = give_part};
  const lociq_sink results = {.context = &to,
                              .create = take_cube,
                              .place = no_place,
                              .rows = take_rows,
                              .columns = take_columns,
                              .year = take_year,
                              .comment = take_comment,
                              .finish = finish};
  const size_t held = lociq_bytes_held(request, panel);
  status = lociq_memory_require(options->memory, held, "computing these indicators", error);
  status = lociq_ranks_agree(lociq_ranks_here(), status, error);
  if (status != LOCIQ_OK) goto done;
  const size_t left = lociq_memory_left(options->memory), beside = held + lociq_bytes_cached(request, panel);
  const size_t memory = left > beside ? left - beside : 0;
  status = lociq_reuse_takes_any(&reuse) ? lociq_resume_request(&reuse, &values, &results, options, memory, error)
                                         : lociq_run_request(request, &values, &results, options, memory, error);
  if (status == LOCIQ_OK) lociq_supply_tell(&request->supply, options);
done:
  for (size_t i = 0; i < parts.count; i++) free(parts.parts[i].values);
  free(parts.parts);
  lociq_panel_free(to.kept);
  lociq_reuse_clear(&reuse);
  lociq_request_free(request);
  lociq_panel_free(panel);
  return status;
}

lociq_status lociq_compute_store(lociq_store *source, lociq_store *target, const lociq_compute_options *options,
                                 lociq_error *error) {
  const lociq_offer offer = lociq_offer_catalogue();
  return lociq_run_store(&offer, source, target, options, error);
}
