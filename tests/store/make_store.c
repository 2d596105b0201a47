/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes stores for the tests that open them with other programs, or kill the
 * writer.
 *
 *   make_store PATH new          four regions, three industries, two years, and one of everything
 *   make_store PATH year Y       imports one more year of employment
 *   make_store PATH grow         imports a region, an industry and a year, all new
 *   make_store PATH large R I    an indicator of R regions by I industries, by rows
 *   make_store PATH whole R I    the same at once and compressed
 *   make_store PATH verify       checks it
 *   make_store PATH info         tells what is in it
 */
#include <lociq/lociq.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends the program on failure, as a command does: what was not committed is gone. */
#define TRY(call)                                   \
  do {                                              \
    if ((call) != LOCIQ_OK) {                       \
      (void)fprintf(stderr, "%s\n", error.message); \
      lociq_store_close(store);                     \
      exit(1);                                      \
    }                                               \
  } while (0)

static lociq_error error;
static lociq_store *store;

static lociq_axis *axis(lociq_axis_kind kind, const lociq_member *members, size_t count) {
  lociq_axis *made = NULL;
  TRY(lociq_axis_create(kind, members, count, &made, &error));
  return made;
}

/* Values that tell their cell, some missing and flagged. */
static lociq_cube *measure(const lociq_panel *panel, const char *name, const char *unit, unsigned shape,
                           int first_year) {
  lociq_cube *cube = NULL;
  TRY(lociq_cube_create(name, "measure", shape, &cube, &error));
  TRY(lociq_cube_set_text(&cube->unit, unit, &error));
  TRY(lociq_cube_set_text(&cube->title, name, &error));
  TRY(lociq_cube_set_text(&cube->source, "made up for a test", &error));
  for (int part = 0; part < LOCIQ_PARTS; part++) {
    const unsigned lies_over = lociq_cube_part_shape(cube, (lociq_part)part);
    const size_t count = lociq_panel_count(panel, lies_over);
    if (part > LOCIQ_BODY && (shape & LOCIQ_BY_INDUSTRY) == 0) continue;
    if (count == 0) continue;
    TRY(lociq_cube_allocate(cube, (lociq_part)part, count, part == LOCIQ_BODY || part == LOCIQ_TOTAL_REGION, &error));
    for (size_t i = 0; i < count; i++)
      cube->parts[part].values[i] = 1000.0 * first_year + 100.0 * part + (double)i + 0.5;
  }
  if (cube->parts[LOCIQ_BODY].count > 4) {
    cube->parts[LOCIQ_BODY].values[4] = (double)NAN;
    cube->parts[LOCIQ_BODY].flags[4] = LOCIQ_FLAG_CONFIDENTIAL;
    cube->parts[LOCIQ_BODY].flags[1] = LOCIQ_FLAG_BREAK | LOCIQ_FLAG_DIFFERS | LOCIQ_FLAG_UNRELIABLE;
  }
  return cube;
}

static const lociq_member regions[] = {{"DE11", "Stuttgart", "DE1", 2},
                                       {"DE12", "Karlsruhe, \"Fächerstadt\"", "DE1", 2},
                                       {"ES61", "Andalucía", "ES6", 2},
                                       {"ITC4", "Lombardia", "ITC", 2}};
static const lociq_member industries[] = {
    {"A", "Agriculture", NULL, 1}, {"B-E", "Industry", NULL, 1}, {"F", "Construction", NULL, 1}};
static const lociq_member years[] = {{"2014", NULL, NULL, LOCIQ_NO_LEVEL}, {"2015", NULL, NULL, LOCIQ_NO_LEVEL}};
static const lociq_member aggregates[] = {{"EU28", "European Union", NULL, LOCIQ_NO_LEVEL}};
enum { BOTH = LOCIQ_BY_YEAR | LOCIQ_BY_REGION, ALL = BOTH | LOCIQ_BY_INDUSTRY };

static lociq_panel *base_panel(void) {
  lociq_panel *panel = NULL;
  TRY(lociq_panel_create(&panel, &error));
  panel->axes[LOCIQ_YEAR] = axis(LOCIQ_YEAR, years, 2);
  panel->axes[LOCIQ_REGION] = axis(LOCIQ_REGION, regions, 4);
  panel->axes[LOCIQ_INDUSTRY] = axis(LOCIQ_INDUSTRY, industries, 3);
  panel->axes[LOCIQ_AGGREGATE] = axis(LOCIQ_AGGREGATE, aggregates, 1);
  TRY(lociq_panel_add(panel, measure(panel, "employment", "persons", ALL, 2), &error));
  TRY(lociq_panel_add(panel, measure(panel, "hours", "hours", ALL, 3), &error));
  TRY(lociq_panel_add(panel, measure(panel, "gdp", "EUR", BOTH, 4), &error));
  return panel;
}

static void put_indicators(void) {
  const struct {
    const char *name;
    unsigned shape;
  } results[] = {{"lq", ALL},
                 {"krugman_specialisation", BOTH},
                 {"ubiquity", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY},
                 {"proximity", LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY | LOCIQ_BY_INDUSTRY_OTHER}};
  const double range[2] = {0, (double)INFINITY};
  for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
    lociq_cube *cube = NULL;
    const size_t count = lociq_panel_count(lociq_store_panel(store), results[i].shape);
    TRY(lociq_cube_create(results[i].name, "indicator", results[i].shape, &cube, &error));
    TRY(lociq_cube_set_text(&cube->unit, "1", &error));
    TRY(lociq_cube_set_text(&cube->title, results[i].name, &error));
    TRY(lociq_cube_add_numbers(cube, "valid_range", range, 2, &error));
    TRY(lociq_cube_add_text(cube, "totals", "published", &error));
    TRY(lociq_cube_allocate(cube, LOCIQ_BODY, count, false, &error));
    for (size_t cell = 0; cell < count; cell++) cube->parts[LOCIQ_BODY].values[cell] = (double)cell / 8;
    TRY(lociq_store_put(store, cube, &error));
    lociq_cube_free(cube);
  }
}

/* Between which values employment lies, as an estimate has found: one has no upper bound. */
static void put_bounds(void) {
  static const char *const names[] = {"employment_lower", "employment_upper"};
  for (int which = 0; which < 2; which++) {
    lociq_cube *cube = NULL;
    const size_t count = lociq_panel_count(lociq_store_panel(store), ALL);
    TRY(lociq_cube_create(names[which], "bound", ALL, &cube, &error));
    TRY(lociq_cube_set_text(&cube->unit, "persons", &error));
    TRY(lociq_cube_allocate(cube, LOCIQ_BODY, count, false, &error));
    for (size_t cell = 0; cell < count; cell++)
      cube->parts[LOCIQ_BODY].values[cell] = cell == 4 ? 10 + 90 * which : 2000.5 + (double)cell;
    if (which == 1) cube->parts[LOCIQ_BODY].values[7] = (double)INFINITY;
    TRY(lociq_store_put(store, cube, &error));
    lociq_cube_free(cube);
  }
}

static void put_ranking(void) {
  static const int32_t partners[2 * 4 * 2] = {1, 3, 0, 3, 0, 1, 0, 2, 1, 3, 0, -1, 0, 1, 2, -1};
  static const double scores[2 * 4 * 2] = {.9, .8, .9, .7,          .6, .5, .4, .3,
                                           .9, .8, .9, (double)NAN, .6, .5, .4, (double)NAN};
  lociq_variable variable = {.name = "partner_cosine",
                             .kind = "partner",
                             .title = "partners by cosine similarity",
                             .type = LOCIQ_INT32,
                             .dimensions = {{.name = "year", .size = 2},
                                            {.name = "region", .size = 4},
                                            {.name = "partner_cosine_rank", .size = 2}},
                             .dimension_count = 3,
                             .values = partners};
  char name[] = "positions_on", axis_name[] = "region";
  const lociq_attribute attribute = {.name = name, .text = axis_name};
  variable.attributes = &attribute;
  variable.attribute_count = 1;
  TRY(lociq_store_put_variable(store, &variable, &error));
  variable.name = "partner_cosine_score";
  variable.title = "score of the partners";
  variable.unit = "1";
  variable.type = LOCIQ_DOUBLE;
  variable.values = scores;
  variable.attribute_count = 0;
  TRY(lociq_store_put_variable(store, &variable, &error));
}

static void record(const char *command) {
  char path[] = "regions \"ä\".tsv.gz", reader[] = "eurostat-tsv", option[] = "where", text[] = "age=Y_GE15";
  const lociq_input input = {.path = path, .reader = reader, .bytes = 12, .sha256 = "00ff"};
  const lociq_attribute options = {.name = option, .text = text};
  const lociq_event event = {
      .command = command, .inputs = &input, .input_count = 1, .options = &options, .option_count = 1};
  TRY(lociq_store_record(store, &event, &error));
}

static void make_new(const char *path) {
  lociq_panel *panel = base_panel();
  TRY(lociq_store_open(path, LOCIQ_STORE_NEW, &store, &error));
  TRY(lociq_store_merge(store, panel, &error));
  put_bounds();
  put_indicators();
  put_ranking();
  record("make_store new");
  TRY(lociq_store_commit(store, &error));
  lociq_store_close(store);
  lociq_panel_free(panel);
}

static void import_panel(const char *path, lociq_panel *panel) {
  TRY(lociq_store_open(path, LOCIQ_STORE_IMPORT, &store, &error));
  TRY(lociq_store_merge(store, panel, &error));
  record("make_store import");
  TRY(lociq_store_commit(store, &error));
  lociq_store_close(store);
  lociq_panel_free(panel);
}

static void import_year(const char *path, const char *year) {
  const lociq_member member = {year, NULL, NULL, LOCIQ_NO_LEVEL};
  lociq_panel *panel = NULL;
  TRY(lociq_panel_create(&panel, &error));
  panel->axes[LOCIQ_YEAR] = axis(LOCIQ_YEAR, &member, 1);
  panel->axes[LOCIQ_REGION] = axis(LOCIQ_REGION, regions, 4);
  panel->axes[LOCIQ_INDUSTRY] = axis(LOCIQ_INDUSTRY, industries, 3);
  panel->axes[LOCIQ_AGGREGATE] = axis(LOCIQ_AGGREGATE, aggregates, 1);
  TRY(lociq_panel_add(panel, measure(panel, "employment", "persons", ALL, atoi(year)), &error));
  import_panel(path, panel);
}

/* New codes before, between and after the old ones. */
static void grow(const char *path) {
  static const lociq_member more_regions[] = {{"AT11", "Burgenland", "AT1", 2},
                                              {"DE11", NULL, NULL, 2},
                                              {"ES11", "Galicia", "ES1", 2},
                                              {"PL12", NULL, NULL, 2}};
  static const lociq_member more_industries[] = {
      {"B-E", NULL, NULL, 1}, {"C1", "between", NULL, 1}, {"K", NULL, NULL, 1}};
  static const lociq_member year = {"2012", NULL, NULL, LOCIQ_NO_LEVEL};
  lociq_panel *panel = NULL;
  TRY(lociq_panel_create(&panel, &error));
  panel->axes[LOCIQ_YEAR] = axis(LOCIQ_YEAR, &year, 1);
  panel->axes[LOCIQ_REGION] = axis(LOCIQ_REGION, more_regions, 4);
  panel->axes[LOCIQ_INDUSTRY] = axis(LOCIQ_INDUSTRY, more_industries, 3);
  panel->axes[LOCIQ_AGGREGATE] = axis(LOCIQ_AGGREGATE, NULL, 0);
  TRY(lociq_panel_add(panel, measure(panel, "employment", "persons", ALL, 9), &error));
  import_panel(path, panel);
}

/* Written as compute writes: blocks of rows in order. */
static void make_large(const char *path, size_t region_count, size_t industry_count, size_t block, bool compress) {
  lociq_panel *panel = NULL;
  lociq_cube *cube = NULL;
  lociq_member *members = calloc(region_count, sizeof *members);
  char(*codes)[24] = calloc(region_count + industry_count, sizeof *codes);
  double *rows = calloc(block * industry_count, sizeof *rows);
  if (members == NULL || codes == NULL || rows == NULL) exit(1);
  TRY(lociq_panel_create(&panel, &error));
  panel->axes[LOCIQ_YEAR] = axis(LOCIQ_YEAR, years, 1);
  for (size_t i = 0; i < region_count; i++)
    (void)snprintf(codes[i], sizeof codes[i], "r%08zu", i), members[i].code = codes[i];
  panel->axes[LOCIQ_REGION] = axis(LOCIQ_REGION, members, region_count);
  for (size_t i = 0; i < industry_count; i++)
    (void)snprintf(codes[i], sizeof codes[i], "i%06zu", i), members[i].code = codes[i];
  panel->axes[LOCIQ_INDUSTRY] = axis(LOCIQ_INDUSTRY, members, industry_count);
  panel->axes[LOCIQ_AGGREGATE] = axis(LOCIQ_AGGREGATE, NULL, 0);
  TRY(lociq_store_open(path, LOCIQ_STORE_NEW, &store, &error));
  TRY(lociq_store_merge(store, panel, &error));
  TRY(lociq_cube_create("lq", "indicator", ALL, &cube, &error));
  TRY(lociq_store_create(store, cube, compress, &error));
  for (size_t first = 0; first < region_count; first += block) {
    const size_t count = first + block <= region_count ? block : region_count - first;
    for (size_t i = 0; i < count * industry_count; i++) rows[i] = (double)(first * industry_count + i);
    TRY(lociq_store_write_rows(store, "lq", 0, first, count, rows, &error));
  }
  TRY(lociq_store_commit(store, &error));
  lociq_store_close(store);
  lociq_cube_free(cube);
  lociq_panel_free(panel);
  free(members);
  free(codes);
  free(rows);
}

static void verify(const char *path) {
  char *report = NULL;
  TRY(lociq_store_verify(path, &report, &error));
  (void)printf("%s\n", report);
  free(report);
}

static void info(const char *path) {
  char *text = NULL;
  TRY(lociq_store_open(path, LOCIQ_STORE_READ, &store, &error));
  TRY(lociq_store_info(store, &text, &error));
  (void)printf("%s\n", text);
  free(text);
  lociq_store_close(store);
}

int main(int count, char **arguments) {
  const char *path = count > 2 ? arguments[1] : "", *what = count > 2 ? arguments[2] : "";
  (void)signal(SIGXFSZ, SIG_IGN);
  if (strcmp(what, "new") == 0)
    make_new(path);
  else if (strcmp(what, "year") == 0 && count == 4)
    import_year(path, arguments[3]);
  else if (strcmp(what, "grow") == 0)
    grow(path);
  else if (strcmp(what, "large") == 0 && count == 5)
    make_large(path, strtoul(arguments[3], NULL, 10), strtoul(arguments[4], NULL, 10), 64, false);
  else if (strcmp(what, "whole") == 0 && count == 5)
    make_large(path, strtoul(arguments[3], NULL, 10), strtoul(arguments[4], NULL, 10), strtoul(arguments[3], NULL, 10),
               true);
  else if (strcmp(what, "verify") == 0)
    verify(path);
  else if (strcmp(what, "info") == 0)
    info(path);
  else
    return 2;
  return 0;
}
