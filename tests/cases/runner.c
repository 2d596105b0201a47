/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs a .case file, or (--covers FILE…) says which indicators of the catalogue
 * no file computes. README.md describes the format.
 */
#include <lociq/lociq.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 512, WORDS = 256, SETTINGS = 8, MEASURES = 8, YEARS = 8 };

typedef struct figure {
  char *region, *industry; /* NULL: over all */
  char year[YEARS];
  size_t measure;
  double value;
} figure;

typedef struct parent {
  char *industry, *code;
} parent;

typedef enum table { NO_TABLE, GIVEN_MATRIX, GIVEN_VECTOR, EXPECTED_MATRIX } table;

typedef struct runner {
  const char *path;
  size_t line, expectations, failures;
  bool has_source;
  figure *figures;
  size_t figure_count;
  parent *parents; /* of industries */
  size_t parent_count;
  char *measures[MEASURES];
  bool by_industry[MEASURES];
  size_t measure_count, measure; /* the measure given last */
  char year[YEARS];              /* of what is given and expected */
  table table;
  char *columns[WORDS]; /* of the table that is being read */
  size_t column_count;
  FILE *file; /* that is being written */
  double tolerance;
  bool absolute;
  char *name; /* what was computed last */
  lociq_panel *results;
} runner;

static void complain(runner *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void complain(runner *run, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "%s:%zu: ", run->path, run->line);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  run->failures++;
}

static void forget_results(runner *run) {
  lociq_panel_free(run->results);
  run->results = NULL;
  free(run->name);
  run->name = NULL;
}

static void forget_columns(runner *run) {
  for (size_t k = 0; k < run->column_count; k++) free(run->columns[k]);
  run->column_count = 0;
}

static void forget(runner *run) {
  for (size_t k = 0; k < run->figure_count; k++) {
    free(run->figures[k].region);
    free(run->figures[k].industry);
  }
  free(run->figures);
  run->figures = NULL;
  run->figure_count = 0;
  for (size_t k = 0; k < run->parent_count; k++) {
    free(run->parents[k].industry);
    free(run->parents[k].code);
  }
  free(run->parents);
  run->parents = NULL;
  run->parent_count = 0;
  for (size_t k = 0; k < run->measure_count; k++) free(run->measures[k]);
  run->measure_count = 0;
  forget_columns(run);
  forget_results(run);
}

/* A number; ":" and "missing" are NaN. */
static double number(runner *run, const char *word) {
  char *end = NULL;
  if (strcmp(word, ":") == 0 || strcmp(word, "missing") == 0) return NAN;
  const double value = strtod(word, &end);
  if (end == word || *end) complain(run, "\"%s\" is no number", word);
  return value;
}

static void add_figure(runner *run, const char *region, const char *industry, double value) {
  run->figures = realloc(run->figures, (run->figure_count + 1) * sizeof *run->figures);
  if (run->figures == NULL || run->measure_count == 0) abort();
  run->figures[run->figure_count++] = (figure){.region = region ? strdup(region) : NULL,
                                               .industry = industry ? strdup(industry) : NULL,
                                               .measure = run->measure,
                                               .value = value};
  memcpy(run->figures[run->figure_count - 1].year, run->year, sizeof run->year);
  forget_results(run);
}

/* ---- the panel that the figures make ---- */

static const char *parent_of(const runner *run, const char *industry) {
  for (size_t k = 0; k < run->parent_count; k++)
    if (strcmp(run->parents[k].industry, industry) == 0) return run->parents[k].code;
  return NULL;
}

static const char *code_of(const figure *given, lociq_axis_kind kind) {
  return kind == LOCIQ_YEAR ? given->year : kind == LOCIQ_REGION ? given->region : given->industry;
}

/* All years, regions or industries that a figure names; no aggregate. */
static lociq_axis *axis_of(const runner *run, lociq_axis_kind kind) {
  lociq_member *members = calloc(run->figure_count + 1, sizeof *members);
  size_t count = 0;
  if (members == NULL) abort();
  for (size_t k = 0; k < run->figure_count && kind != LOCIQ_AGGREGATE; k++) {
    const char *code = code_of(&run->figures[k], kind);
    bool there = code == NULL;
    for (size_t l = 0; l < count && !there; l++) there = strcmp(members[l].code, code) == 0;
    if (there) continue;
    members[count] = (lociq_member){.code = code, .level = LOCIQ_NO_LEVEL};
    if (kind == LOCIQ_INDUSTRY) members[count].parent = parent_of(run, code);
    count++;
  }
  lociq_axis *axis = NULL;
  if (lociq_axis_create(kind, members, count, &axis, NULL) != LOCIQ_OK) abort();
  free(members);
  return axis;
}

static void place(lociq_panel *panel, lociq_cube *cube, const figure *given) {
  const size_t industries = lociq_axis_count(panel->axes[LOCIQ_INDUSTRY]);
  const size_t region = given->region ? lociq_axis_find(panel->axes[LOCIQ_REGION], given->region) : 0;
  const size_t industry = given->industry ? lociq_axis_find(panel->axes[LOCIQ_INDUSTRY], given->industry) : 0;
  lociq_part part = given->region ? LOCIQ_TOTAL_REGION : (given->industry ? LOCIQ_TOTAL_INDUSTRY : LOCIQ_TOTAL);
  size_t at = given->region ? region : industry;
  if (given->region && (given->industry || !(cube->shape & LOCIQ_BY_INDUSTRY))) {
    part = LOCIQ_BODY;
    at = given->industry ? region * industries + industry : region;
  }
  const size_t count = lociq_panel_count(panel, lociq_cube_part_shape(cube, part));
  if (lociq_cube_allocate(cube, part, count, false, NULL) != LOCIQ_OK) abort();
  const lociq_axis *years = panel->axes[LOCIQ_YEAR];
  const size_t a_year = count / lociq_axis_count(years);
  cube->parts[part].values[lociq_axis_find(years, given->year) * a_year + at] = given->value;
}

static lociq_panel *panel_of(const runner *run) {
  lociq_panel *panel = NULL;
  if (lociq_panel_create(&panel, NULL) != LOCIQ_OK) abort();
  for (int kind = 0; kind < LOCIQ_AXIS_KINDS; kind++) panel->axes[kind] = axis_of(run, (lociq_axis_kind)kind);
  for (size_t k = 0; k < run->measure_count; k++) {
    const unsigned shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | (run->by_industry[k] ? LOCIQ_BY_INDUSTRY : 0u);
    lociq_cube *cube = NULL;
    if (lociq_cube_create(run->measures[k], "measure", shape, &cube, NULL) != LOCIQ_OK ||
        lociq_panel_add(panel, cube, NULL) != LOCIQ_OK)
      abort();
    for (size_t l = 0; l < run->figure_count; l++)
      if (run->figures[l].measure == k) place(panel, cube, &run->figures[l]);
  }
  return panel;
}

/* ---- computing and comparing ---- */

/* The path of a file that lies beside the case. */
static const char *beside_case(const runner *run, const char *name, char path[PATH_SIZE]) {
  const char *last = strrchr(run->path, '/');
  (void)snprintf(path, PATH_SIZE, "%.*s%s", last == NULL ? 0 : (int)(last - run->path) + 1, run->path, name);
  return path;
}

/* NAME [with OPTION=VALUE …] [because …] */
static lociq_status compute(runner *run, char **words, size_t count, lociq_error *error) {
  lociq_setting settings[SETTINGS];
  char paths[SETTINGS][PATH_SIZE];
  lociq_compute_options options = lociq_compute_options_default();
  const char *name = words[1];
  options.names = &name;
  options.name_count = 1;
  options.settings = settings;
  for (size_t k = 2; k < count && options.setting_count < SETTINGS; k++) {
    if (strcmp(words[k], "because") == 0) break;
    if (k == 2 && strcmp(words[k], "with") == 0) continue;
    char *equals = strchr(words[k], '=');
    if (equals == NULL) complain(run, "\"%s\" is no option=value", words[k]);
    if (equals == NULL) continue;
    *equals = '\0';
    const bool is_beside = strncmp(equals + 1, "./", 2) == 0 && options.setting_count < SETTINGS;
    settings[options.setting_count] = (lociq_setting){words[k], equals + 1};
    if (is_beside) settings[options.setting_count].value = beside_case(run, equals + 3, paths[options.setting_count]);
    options.setting_count++;
  }
  forget_results(run);
  lociq_panel *panel = panel_of(run);
  const lociq_status status = lociq_compute_panel(panel, &options, &run->results, error);
  lociq_panel_free(panel);
  run->name = strdup(name);
  return status;
}

static bool agree(const runner *run, double found, double expected) {
  if (isnan(expected) || isnan(found)) return isnan(expected) && isnan(found);
  return fabs(found - expected) <= run->tolerance * (run->absolute ? 1 : fabs(expected));
}

/* Compares one cell, named by the codes that the cube's shape asks for. */
static void expect(runner *run, const char *suffix, char **codes, size_t count, double expected) {
  char name[128];
  if (run->results == NULL) return; /* its failure has been told */
  snprintf(name, sizeof name, "%s%s", run->name, suffix);
  const lociq_cube *cube = lociq_panel_find(run->results, name);
  if (cube == NULL) {
    complain(run, "there is no %s", name);
    return;
  }
  const lociq_axis_kind kinds[] = {LOCIQ_REGION, LOCIQ_INDUSTRY, LOCIQ_INDUSTRY};
  const unsigned bits[] = {LOCIQ_BY_REGION, LOCIQ_BY_INDUSTRY, LOCIQ_BY_INDUSTRY_OTHER};
  size_t used = 0, at = lociq_axis_find(run->results->axes[LOCIQ_YEAR], run->year);
  if (at == LOCIQ_NONE) {
    complain(run, "nothing is given of the year %s", run->year);
    return;
  }
  for (size_t k = 0; k < 3; k++) {
    if (!(cube->shape & bits[k])) continue;
    const lociq_axis *axis = run->results->axes[kinds[k]];
    const size_t position = used < count ? lociq_axis_find(axis, codes[used]) : LOCIQ_NONE;
    if (position == LOCIQ_NONE) {
      complain(run, "%s wants a code of the axis %s", name, lociq_axis_kind_name(kinds[k]));
      return;
    }
    at = at * lociq_axis_count(axis) + position;
    used++;
  }
  if (used != count) complain(run, "%s wants %zu codes", name, used);
  const double found = cube->parts[LOCIQ_BODY].values[at];
  run->expectations++;
  if (!agree(run, found, expected))
    complain(run, "%s %s %s is %.17g, expected %.17g", name, count > 0 ? codes[0] : "", count > 1 ? codes[1] : "",
             found, expected);
}

/* CODE… VALUE [* or / NUMBER] */
static void expect_line(runner *run, const char *suffix, char **words, size_t count) {
  double factor = 1;
  if (count > 3 && (strcmp(words[count - 2], "*") == 0 || strcmp(words[count - 2], "/") == 0)) {
    factor = number(run, words[count - 1]);
    if (*words[count - 2] == '/') factor = 1 / factor;
    count -= 2;
  }
  if (count < 2)
    complain(run, "expected a value");
  else
    expect(run, suffix, words + 1, count - 2, factor * number(run, words[count - 1]));
}

/* output SUFFIX CODE… VALUE */
static void output_line(runner *run, char **words, size_t count) {
  char suffix[128];
  if (count < 3) {
    complain(run, "expected the name of an output and a value");
    return;
  }
  (void)snprintf(suffix, sizeof suffix, "_%s", words[1]);
  expect_line(run, suffix, words + 1, count - 1);
}

/* ---- the file ---- */

static void table_line(runner *run, char **words, size_t count) {
  if (run->table == GIVEN_VECTOR && count == 2) {
    add_figure(run, words[0], NULL, number(run, words[1]));
  } else if (run->table == NO_TABLE || run->table == GIVEN_VECTOR) {
    complain(run, "this line belongs to no table");
  } else if (run->column_count == 0) {
    for (size_t k = 0; k < count; k++) run->columns[run->column_count++] = strdup(words[k]);
  } else if (count != run->column_count + 1) {
    complain(run, "%zu values for %zu columns", count - 1, run->column_count);
  } else {
    for (size_t k = 0; k < run->column_count; k++) {
      char *codes[] = {words[0], run->columns[k]};
      if (run->table == GIVEN_MATRIX)
        add_figure(run, words[0], run->columns[k], number(run, words[k + 1]));
      else
        expect(run, "", codes, 2, number(run, words[k + 1]));
    }
  }
}

static void given(runner *run, char **words, size_t count) {
  const bool matrix = count == 6 && strcmp(words[3], "region") == 0 && strcmp(words[5], "industry") == 0;
  if (!matrix && !(count == 4 && strcmp(words[3], "region") == 0)) {
    complain(run, "expected \"given MEASURE by region [and industry]\"");
    return;
  }
  run->table = matrix ? GIVEN_MATRIX : GIVEN_VECTOR;
  run->measure = 0;
  while (run->measure < run->measure_count && strcmp(run->measures[run->measure], words[1]) != 0) run->measure++;
  if (run->measure < run->measure_count) return; /* another year of it */
  if (run->measure_count == MEASURES) abort();
  run->by_industry[run->measure_count] = matrix;
  run->measures[run->measure_count++] = strdup(words[1]);
}

static void total(runner *run, char **words, size_t count) {
  if (run->measure_count == 0)
    complain(run, "a total of nothing given");
  else if (count == 4 && strcmp(words[2], "everything") == 0)
    add_figure(run, NULL, NULL, number(run, words[3]));
  else if (count == 5 && strcmp(words[2], "region") == 0)
    add_figure(run, words[3], NULL, number(run, words[4]));
  else if (count == 5 && strcmp(words[2], "industry") == 0)
    add_figure(run, NULL, words[3], number(run, words[4]));
  else
    complain(run, "expected \"total of region CODE VALUE\", \"of industry CODE VALUE\" or \"of everything VALUE\"");
}

static void close_file(runner *run) {
  if (run->file != NULL && fclose(run->file) != 0) complain(run, "the file was not written");
  run->file = NULL;
}

/* file NAME: the indented lines that follow, in the folder of the run */
static void file_line(runner *run, char **words, size_t count) {
  if (count == 2) run->file = fopen(words[1], "w");
  if (run->file == NULL) complain(run, "expected \"file NAME\"");
}

/* parent of industry CODE PARENT */
static void parent_line(runner *run, char **words, size_t count) {
  if (count != 5 || strcmp(words[1], "of") != 0 || strcmp(words[2], "industry") != 0) {
    complain(run, "expected \"parent of industry CODE PARENT\"");
    return;
  }
  run->parents = realloc(run->parents, (run->parent_count + 1) * sizeof *run->parents);
  if (run->parents == NULL) abort();
  run->parents[run->parent_count++] = (parent){strdup(words[3]), strdup(words[4])};
  forget_results(run);
}

static void tolerance(runner *run, char **words, size_t count) {
  run->absolute = count > 2 && strcmp(words[2], "absolute") == 0;
  const size_t because = run->absolute ? 3 : 2;
  run->tolerance = count > 1 ? number(run, words[1]) : 0;
  if (count < because + 3 || strcmp(words[because], "because") != 0) complain(run, "a tolerance needs its reason");
}

static void compute_line(runner *run, char **words, size_t count, bool refused, const char *reason) {
  lociq_error error = {0};
  if (count < 2) {
    complain(run, "expected an indicator");
    return;
  }
  const lociq_status status = compute(run, words, count, &error);
  if (!refused && status != LOCIQ_OK) complain(run, "%s", error.message);
  if (!refused) return;
  run->expectations++;
  if (status != LOCIQ_INVALID || reason == NULL || strstr(error.message, reason) == NULL)
    complain(run, "expected it to be refused because \"%s\", found \"%s\"", reason ? reason : "", error.message);
}

static void keyword(runner *run, char **words, size_t count, const char *reason) {
  run->table = NO_TABLE;
  forget_columns(run);
  close_file(run);
  if (strcmp(words[0], "source") == 0 && count > 2)
    run->has_source = true;
  else if (strcmp(words[0], "given") == 0)
    given(run, words, count);
  else if (strcmp(words[0], "total") == 0)
    total(run, words, count);
  else if (strcmp(words[0], "file") == 0)
    file_line(run, words, count);
  else if (strcmp(words[0], "parent") == 0)
    parent_line(run, words, count);
  else if (strcmp(words[0], "tolerance") == 0)
    tolerance(run, words, count);
  else if (strcmp(words[0], "compute") == 0 || strcmp(words[0], "refuse") == 0)
    compute_line(run, words, count, *words[0] == 'r', reason);
  else if (strcmp(words[0], "expect") == 0 && count == 2 && strcmp(words[1], "all") == 0)
    run->table = EXPECTED_MATRIX;
  else if (strcmp(words[0], "expect") == 0)
    expect_line(run, "", words, count);
  else if (strcmp(words[0], "coverage") == 0)
    expect_line(run, "_coverage", words, count);
  else if (strcmp(words[0], "output") == 0)
    output_line(run, words, count);
  else if (strcmp(words[0], "year") == 0 && count == 2 && strlen(words[1]) < YEARS)
    strcpy(run->year, words[1]);
  else if (strcmp(words[0], "forget") == 0 && count == 1)
    forget(run);
  else
    complain(run, "\"%s\" says nothing to the runner", words[0]);
}

static void read_line(runner *run, char *line) {
  char *words[WORDS] = {0}, *rest = NULL;
  size_t count = 0;
  const bool indented = *line == ' ';
  line[strcspn(line, "\n")] = '\0';
  if (indented && run->file != NULL) {
    fprintf(run->file, "%s\n", line + strspn(line, " "));
    return;
  }
  const char *because = strstr(line, " because ");
  char *reason = because ? strdup(because + strlen(" because ")) : NULL;
  for (char *word = strtok_r(line, " ", &rest); word && count < WORDS; word = strtok_r(NULL, " ", &rest))
    words[count++] = word;
  if (count > 0 && *words[0] != '#') {
    if (indented)
      table_line(run, words, count);
    else
      keyword(run, words, count, reason);
  }
  free(reason);
}

static int run_file(const char *path) {
  runner run = {.path = path, .year = "2000"};
  FILE *file = fopen(path, "r");
  char *line = NULL;
  size_t room = 0;
  if (file == NULL) {
    perror(path);
    return 1;
  }
  while (getline(&line, &room, file) >= 0) {
    run.line++;
    read_line(&run, line);
  }
  free(line);
  fclose(file);
  close_file(&run);
  if (!run.has_source) complain(&run, "no source is named");
  if (run.expectations == 0) complain(&run, "nothing is expected");
  printf("%s: %zu expectations, %zu failures\n", path, run.expectations, run.failures);
  forget(&run);
  return run.failures > 0;
}

/* ---- what no case computes ---- */

static bool computes(const char *path, const char *name) {
  FILE *file = fopen(path, "r");
  char *line = NULL, wanted[128];
  size_t room = 0;
  bool found = false;
  const int length = snprintf(wanted, sizeof wanted, "compute %s", name);
  while (file && !found && getline(&line, &room, file) >= 0)
    found = strncmp(line, wanted, (size_t)length) == 0 && strchr(" \n", line[length]) != NULL;
  free(line);
  if (file) fclose(file);
  return found;
}

static int check_coverage(char **paths, int count) {
  int missing = 0;
  for (const lociq_indicator *const *entry = lociq_catalogue(); *entry; entry++) {
    bool found = false;
    for (int k = 0; k < count && !found; k++) found = computes(paths[k], (*entry)->name);
    if (!found) fprintf(stderr, "no case computes %s\n", (*entry)->name);
    missing += !found;
  }
  return missing > 0;
}

int main(int count, char **arguments) {
  if (count > 2 && strcmp(arguments[1], "--covers") == 0) return check_coverage(arguments + 2, count - 2);
  if (count != 2) {
    fprintf(stderr, "usage: %s FILE.case, or --covers FILE.case…\n", arguments[0]);
    return 2;
  }
  return run_file(arguments[1]);
}
