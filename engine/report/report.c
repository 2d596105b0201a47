/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page: its head, what it is told as JSON, its numbers, its scripts.
 */
#include <lociq/memory.h>
#include <lociq/report.h>

#include <math.h>
#include <string.h>

#include "core/memory.h"
#include "core/word.h"
#include "read/points.h"
#include "read/shapes.h"
#include "report/cases.h"
#include "report/contents.h"
#include "report/describe.h"
#include "report/outlines.h"
#include "report/page.h"
#include "report/stories.h"

lociq_report_options lociq_report_options_default(void) { return (lociq_report_options){.language = "en"}; }

typedef struct parts {
  json_t *told, *beside; /* what the page is told, and what of it does not follow from the contents */
  json_t *places;        /* where regions are, by region: [longitude, latitude] or null */
  lociq_shapes shapes;
  lociq_cases cases;
  lociq_contents contents;
} parts;

static lociq_status check(const lociq_store *store, const lociq_report_options *options, lociq_error *error) {
  const lociq_panel *panel = lociq_store_panel(store);
  if (!lociq_word_is_one_of(options->language, LOCIQ_REPORT_LANGUAGES))
    return lociq_error_set(error, LOCIQ_INVALID, "there is no language \"%s\", expected %s", options->language,
                           LOCIQ_REPORT_LANGUAGES);
  if (lociq_axis_count(panel->axes[LOCIQ_REGION]) == 0 || lociq_axis_count(panel->axes[LOCIQ_YEAR]) == 0)
    return lociq_error_set(error, LOCIQ_INVALID, "%s has no regions or no years to report on", lociq_store_path(store));
  if (options->region != NULL && lociq_axis_find(panel->axes[LOCIQ_REGION], options->region) == LOCIQ_NONE)
    return lociq_error_set(error, LOCIQ_INVALID, "region \"%s\" is not in the store", options->region);
  return LOCIQ_OK;
}

/* Where regions are: by the file of points. */
static lociq_status read_places(const char *path, const lociq_axis *regions, json_t **places, lociq_error *error) {
  lociq_records records = {0};
  const size_t count = lociq_axis_count(regions);
  lociq_point *points = lociq_allocate(count, sizeof *points);
  *places = json_array();
  lociq_status status = points == NULL || *places == NULL ? lociq_memory_error(error, "places") : LOCIQ_OK;
  if (status == LOCIQ_OK && path != NULL) {
    status = lociq_points_read(path, regions, points, &records, error);
    lociq_records_close(&records);
  }
  for (size_t r = 0; r < count && status == LOCIQ_OK; r++)
    json_array_append_new(
        *places, points[r].line == 0 ? json_null() : json_pack("[f, f]", points[r].longitude, points[r].latitude));
  free(points);
  return status;
}

static json_t *shapes_of(const lociq_shapes *shapes) {
  if (shapes->found == 0) return json_null();
  json_t *list = json_array();
  for (size_t r = 0; r < shapes->regions; r++)
    json_array_append(list, shapes->of[r] == NULL ? json_null() : shapes->of[r]);
  return list;
}

static json_t *cases_of(const lociq_cases *cases) {
  json_t *list = json_array();
  for (size_t i = 0; i < cases->count; i++) {
    const lociq_case *of = &cases->cases[i];
    json_t *entry =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:I, s:f, s:f}", "region", (json_int_t)of->region,
                  "industry", (json_int_t)of->industry, "first", (json_int_t)of->first, "year", (json_int_t)of->year,
                  "flags", (json_int_t)of->flags, "quotient", of->quotient, "size_first", of->size_first, "size",
                  of->size, "growth", of->growth, "productivity_year", (json_int_t)of->productivity_year,
                  "productivity", of->productivity, "productivity_middle", of->productivity_middle);
    json_object_set_new(entry, "growth_everywhere", json_real(of->growth_everywhere));
    json_array_append_new(list, entry);
  }
  return list;
}

/* What is left out is told; a page says it too. */
static void tell(const lociq_contents *contents, const lociq_progress *progress) {
  for (size_t i = 0; i < contents->cube_count; i++) {
    const lociq_page_cube *entry = &contents->cubes[i];
    if (entry->left_out != NULL && strcmp(entry->left_out, "size") == 0)
      lociq_progress_remark(progress, "left out %s: the page would be too large", entry->name);
    else if (entry->rounded)
      lociq_progress_remark(progress, "%s is kept to seven digits: the page would be too large", entry->name);
  }
}

/* Regions that a map cannot show. */
static void tell_lost(const lociq_axis *regions, const parts *made, const lociq_progress *progress) {
  const size_t count = lociq_axis_count(regions);
  size_t lost = 0, first = 0;
  for (size_t r = count; r-- > 0;) {
    if (!json_is_null(json_array_get(made->places, r)) || (made->shapes.of != NULL && made->shapes.of[r] != NULL))
      continue;
    lost++;
    first = r;
  }
  if (lost == 0) return;
  lociq_progress_remark(progress, "on no map, for where they lie is not known: %zu of %zu regions, the first %s", lost,
                        count, lociq_axis_code(regions, first));
}

/* Case studies look at three datasets of cells at once, with flags; one is packed in as much again and more. */
static lociq_status require_memory(const lociq_store *store, const lociq_report_options *options, size_t most,
                                   lociq_error *error) {
  enum { A_CELL = 40 };
  const size_t cells = lociq_panel_count(lociq_store_panel(store), LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY);
  return lociq_memory_require(options->memory, A_CELL * cells + 2 * most, "the page", error);
}

/* What the page is told beside what the store says: cases, and what files give. */
static lociq_status gather(const lociq_store *store, const lociq_report_options *options, parts *made,
                           lociq_error *error) {
  const lociq_axis *regions = lociq_store_panel(store)->axes[LOCIQ_REGION];
  json_t *stories = NULL;
  lociq_status status = read_places(options->points, regions, &made->places, error);
  if (status == LOCIQ_OK && options->shapes != NULL)
    status = lociq_shapes_read(options->shapes, options->property, regions, &made->shapes, error);
  if (status == LOCIQ_OK) status = lociq_cases_find(store, &made->cases, error);
  if (status == LOCIQ_OK) status = lociq_stories_read(options->stories, &stories, error);
  if (status != LOCIQ_OK) return status;
  if (options->points != NULL || options->shapes != NULL) tell_lost(regions, made, options->progress);
  json_t *outlines = lociq_outlines_near(made->places, &made->shapes);
  const char *lacks = made->cases.lacks;
  made->beside = json_pack("{s:O, s:o, s:o, s:o, s:o, s:o}", "places", made->places, "shapes", shapes_of(&made->shapes),
                           "outlines", outlines, "cases", cases_of(&made->cases), "cases_lack",
                           lacks == NULL ? json_null() : json_string(lacks), "stories", stories);
  return made->beside == NULL ? lociq_memory_error(error, "the page") : LOCIQ_OK;
}

/* All that is not packed counts first: what every page has, and what this one is told when it leaves out nothing. */
static lociq_status fill(const lociq_store *store, const lociq_report_options *options, size_t most, parts *made,
                         lociq_error *error) {
  lociq_status status = lociq_contents_create(store, &made->contents, error);
  if (status != LOCIQ_OK) return status;
  json_t *whole = lociq_report_describe(store, options, &made->contents);
  const size_t fixed = lociq_page_head().size + lociq_page_scripts().size + lociq_report_size_json(whole) +
                       lociq_report_size_json(made->beside);
  json_decref(whole);
  status = lociq_contents_shrink(store, most > fixed ? most - fixed : 0, &made->contents, error);
  if (status != LOCIQ_OK) return status;
  tell(&made->contents, options->progress);
  made->told = lociq_report_describe(store, options, &made->contents);
  if (made->told == NULL || json_object_update(made->told, made->beside) != 0)
    return lociq_memory_error(error, "the page");
  return LOCIQ_OK;
}

static lociq_status make(const lociq_store *store, const lociq_report_options *options, parts *made,
                         lociq_error *error) {
  enum { MEBIBYTE = 1 << 20, PRESET = 15 * MEBIBYTE };
  const size_t most = options->most == 0 ? (size_t)PRESET : options->most;
  lociq_status status = require_memory(store, options, most, error);
  if (status == LOCIQ_OK) status = gather(store, options, made, error);
  if (status == LOCIQ_OK) status = fill(store, options, most, made, error);
  return status;
}

static void write_part(lociq_page_part part, FILE *stream) { (void)fwrite(part.bytes, 1, part.size, stream); }

static void write_pack(const lociq_pack *pack, size_t *id, FILE *stream) {
  if (pack->text == NULL) return;
  (void)fprintf(stream, "<script type=\"text/plain\" id=\"block-%zu\">", (*id)++);
  (void)fwrite(pack->text, 1, pack->size, stream);
  (void)fputs("</script>\n", stream);
}

static void write_packs(const lociq_contents *contents, FILE *stream) {
  size_t id = 0;
  for (size_t i = 0; i < contents->cube_count; i++) {
    write_pack(&contents->cubes[i].values, &id, stream);
    write_pack(&contents->cubes[i].flags, &id, stream);
  }
  for (size_t i = 0; i < contents->variable_count; i++) write_pack(&contents->variables[i].values, &id, stream);
}

lociq_status lociq_report_write(const lociq_store *store, const lociq_report_options *options, FILE *stream,
                                lociq_error *error) {
  const lociq_report_options preset = lociq_report_options_default();
  parts made = {0};
  if (options == NULL) options = &preset;
  lociq_status status = check(store, options, error);
  if (status == LOCIQ_OK) status = make(store, options, &made, error);
  if (status == LOCIQ_OK) {
    write_part(lociq_page_head(), stream);
    (void)fputs("<script type=\"application/json\" id=\"told\">", stream);
    status = lociq_report_write_json(made.told, stream, error);
    (void)fputs("</script>\n", stream);
    write_packs(&made.contents, stream);
    write_part(lociq_page_scripts(), stream);
  }
  if (status == LOCIQ_OK && (fflush(stream) != 0 || ferror(stream)))
    status = lociq_error_set(error, LOCIQ_IO, "the page cannot be written");
  json_decref(made.told);
  json_decref(made.places);
  json_decref(made.beside);
  lociq_shapes_clear(&made.shapes);
  lociq_cases_clear(&made.cases);
  lociq_contents_clear(&made.contents);
  return status;
}
