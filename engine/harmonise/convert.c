/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cubes along one axis: each part is outer × axis × inner, and each new member of
 * the axis is a sum over a few old ones, in the order of the axis. Blocks of a fixed
 * number of these sums are shared among threads; what is counted is added up block
 * by block.
 */
#include <math.h>
#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "harmonise/matrix.h"
#include "numeric/sum.h"
#include "read/measures.h"

enum { BLOCK = 256 }; /* rows of `inner` cells */

static const char measure_kind[] = "measure", bound_kind[] = "bound";

lociq_conversion_options lociq_conversion_options_default(void) {
  return (lociq_conversion_options){.axis = LOCIQ_INDUSTRY};
}

/* How the cells of a cube are made. */
typedef enum manner {
  AMOUNT,         /* missing where a source is */
  KNOWN_AMOUNT,   /* the sum of what is known */
  RELATIVE,       /* the mean of what is known */
  WHOLE_RELATIVE, /* the mean where all is known */
} manner;

/* What became of the cells of a body. */
typedef struct tally {
  double withheld;
  size_t missing, partial;
} tally;

typedef struct work {
  const lociq_matrix *matrix;
  manner manner;
  size_t outer, inner;
  const lociq_grid *from;
  lociq_grid *to;
} work;

/* ---- cells */

/* Σ over the known sources of a cell. */
typedef struct sums {
  double amount, mean, weight, last;
  size_t known;
} sums;

static sums add_up(const work *doing, const double *from, size_t target) {
  const lociq_matrix *matrix = doing->matrix;
  sums found = {0};
  for (size_t e = matrix->first[target]; e < matrix->first[target + 1]; e++) {
    const lociq_entry *entry = &matrix->entries[e];
    const double value = from[entry->source * doing->inner];
    if (isnan(value)) continue;
    /* the first is no sum: -0 stays -0, and a value that goes nowhere else stays itself */
    found.amount = found.known == 0 ? value * entry->share : found.amount + value * entry->share;
    found.mean = found.known == 0 ? value * entry->weight : found.mean + value * entry->weight;
    found.weight += entry->weight;
    found.last = value;
    found.known++;
  }
  return found;
}

static double convert_cell(const work *doing, const double *from, size_t target, tally *counted) {
  const lociq_matrix *matrix = doing->matrix;
  const sums found = add_up(doing, from, target);
  const size_t sources = matrix->first[target + 1] - matrix->first[target];
  const bool whole = found.known == sources && !matrix->incomplete[target];
  if (found.known == 0) return (double)NAN;
  if (doing->manner == AMOUNT || doing->manner == KNOWN_AMOUNT) {
    counted->partial += !whole && doing->manner == KNOWN_AMOUNT;
    if (whole || doing->manner == KNOWN_AMOUNT) return found.amount;
    counted->withheld += found.amount;
    counted->missing++;
    return (double)NAN;
  }
  if (!whole && doing->manner == WHOLE_RELATIVE) return (double)NAN;
  counted->partial += !whole;
  return found.known == 1 ? found.last : found.mean / found.weight;
}

static void convert_row(const work *doing, size_t row, tally *counted) {
  const lociq_matrix *matrix = doing->matrix;
  const size_t target = row % matrix->targets, outer = row / matrix->targets, inner = doing->inner;
  const size_t from = outer * matrix->sources * inner, to = row * inner;
  for (size_t i = 0; i < inner; i++)
    doing->to->values[to + i] = convert_cell(doing, doing->from->values + from + i, target, counted);
  if (doing->from->flags == NULL) return;
  for (size_t e = matrix->first[target]; e < matrix->first[target + 1]; e++)
    for (size_t i = 0; i < inner; i++)
      doing->to->flags[to + i] |= doing->from->flags[from + matrix->entries[e].source * inner + i];
}

static lociq_status convert_rows(const work *doing, int threads, tally *counted, lociq_error *error) {
  const size_t rows = doing->outer * doing->matrix->targets, blocks = (rows + BLOCK - 1) / BLOCK;
  tally *parts = lociq_allocate(blocks, sizeof *parts);
  if (parts == NULL) return lociq_memory_error(error, "a conversion");
#pragma omp parallel for schedule(static) num_threads(threads)
  for (size_t block = 0; block < blocks; block++) {
    const size_t end = (block + 1) * BLOCK < rows ? (block + 1) * BLOCK : rows;
    for (size_t row = block * BLOCK; row < end; row++) convert_row(doing, row, &parts[block]);
  }
  *counted = (tally){0};
  for (size_t block = 0; block < blocks; block++) {
    counted->withheld += parts[block].withheld;
    counted->missing += parts[block].missing;
    counted->partial += parts[block].partial;
  }
  free(parts);
  return LOCIQ_OK;
}

/* ---- parts */

static unsigned bit_of(lociq_axis_kind axis) { return axis == LOCIQ_REGION ? LOCIQ_BY_REGION : LOCIQ_BY_INDUSTRY; }

/* Values before the axis and behind it. */
static void lay_out(const lociq_panel *panel, unsigned shape, lociq_axis_kind axis, work *doing) {
  const unsigned behind = axis == LOCIQ_REGION ? shape & LOCIQ_BY_INDUSTRY : 0;
  doing->inner = lociq_panel_count(panel, behind);
  doing->outer = lociq_panel_count(panel, shape & ~behind & ~bit_of(axis));
}

static lociq_status copy_part(const lociq_cube *from, lociq_cube *to, lociq_part part, lociq_error *error) {
  const lociq_grid *grid = &from->parts[part];
  const lociq_status status = lociq_cube_allocate(to, part, grid->count, grid->flags != NULL, error);
  if (status != LOCIQ_OK) return status;
  if (grid->count > 0) memcpy(to->parts[part].values, grid->values, grid->count * sizeof *grid->values);
  if (grid->flags != NULL) memcpy(to->parts[part].flags, grid->flags, grid->count * sizeof *grid->flags);
  return LOCIQ_OK;
}

/* What is being converted into what. */
typedef struct conversion {
  const lociq_panel *panel;
  const lociq_conversion_options *options;
  const lociq_concordance *concordance;
  const lociq_matrix *matrix;
  lociq_panel *made;
  lociq_conversion_report *report;
  int threads;
} conversion;

static lociq_status convert_part(const conversion *running, const lociq_cube *from, lociq_cube *to, lociq_part part,
                                 manner how, tally *counted, lociq_error *error) {
  const unsigned shape = lociq_cube_part_shape(from, part);
  if ((shape & bit_of(running->options->axis)) == 0) return copy_part(from, to, part, error);
  const size_t count = lociq_panel_count(running->made, shape);
  if (count == SIZE_MAX) return lociq_memory_error(error, from->name);
  const lociq_status status = lociq_cube_allocate(to, part, count, from->parts[part].flags != NULL, error);
  if (status != LOCIQ_OK) return status;
  work doing = {.matrix = running->matrix, .manner = how, .from = &from->parts[part], .to = &to->parts[part]};
  lay_out(running->panel, shape, running->options->axis, &doing);
  return convert_rows(&doing, running->threads, counted, error);
}

/* ---- cubes */

static bool is_listed(const char *name, const char *const *list, size_t count) {
  size_t i = 0;
  while (i < count && strcmp(list[i], name) != 0) i++;
  return i < count;
}

static bool is_relative(const lociq_conversion_options *options, const lociq_cube *cube) {
  return is_listed(cube->name, options->relative, options->relative_count) ||
         lociq_measure_is_relative(cube->name, cube->unit);
}

/* The measure that a bound is of: its name less "_lower" or "_upper". */
static const lociq_cube *bounded(const lociq_panel *panel, const lociq_cube *bound) {
  for (size_t i = 0; i < panel->cube_count; i++) {
    const lociq_cube *cube = panel->cubes[i];
    const size_t length = strlen(cube->name);
    if (strcmp(cube->kind, measure_kind) != 0 || strncmp(bound->name, cube->name, length) != 0) continue;
    if (strcmp(bound->name + length, "_lower") == 0 || strcmp(bound->name + length, "_upper") == 0) return cube;
  }
  return bound;
}

static manner manner_of(const conversion *running, const lociq_cube *cube) {
  if (strcmp(cube->kind, bound_kind) == 0)
    return is_relative(running->options, bounded(running->panel, cube)) ? WHOLE_RELATIVE : AMOUNT;
  if (is_relative(running->options, cube)) return RELATIVE;
  return running->options->skip_missing ? KNOWN_AMOUNT : AMOUNT;
}

static lociq_status find_loss(const conversion *running, const lociq_cube *cube, const work *layout, size_t source,
                              lociq_conversion_loss *loss, lociq_error *error) {
  loss->measure = lociq_copy_text(cube->name);
  loss->code = lociq_copy_text(lociq_axis_code(running->panel->axes[running->options->axis], source));
  if (loss->measure == NULL || loss->code == NULL) return lociq_memory_error(error, "a report");
  const double *values = cube->parts[LOCIQ_BODY].values + source * layout->inner;
  for (size_t outer = 0; outer < layout->outer; outer++) {
    size_t known = 0;
    loss->amount += lociq_sum_known(values + outer * running->matrix->sources * layout->inner, layout->inner, &known);
    loss->known += known;
  }
  loss->missing = layout->outer * layout->inner - loss->known;
  return LOCIQ_OK;
}

static lociq_status account_for(const conversion *running, const lociq_cube *from, const lociq_cube *to, bool relative,
                                const tally *counted, lociq_error *error) {
  lociq_conversion_report *report = running->report;
  lociq_conversion_account *account = &report->accounts[report->account_count];
  work layout = {0};
  lay_out(running->panel, from->shape, running->options->axis, &layout);
  *account = (lociq_conversion_account){
      .measure = lociq_copy_text(from->name),
      .relative = relative,
      .before = lociq_sum_known(from->parts[LOCIQ_BODY].values, from->parts[LOCIQ_BODY].count, NULL),
      .after = lociq_sum_known(to->parts[LOCIQ_BODY].values, to->parts[LOCIQ_BODY].count, NULL),
      .withheld = counted->withheld,
      .missing = counted->missing,
      .partial = counted->partial};
  report->account_count++;
  if (account->measure == NULL) return lociq_memory_error(error, "a report");
  for (size_t i = 0; i < running->matrix->lost_count; i++) {
    lociq_conversion_loss *loss = &report->losses[report->loss_count++];
    const lociq_status status = find_loss(running, from, &layout, running->matrix->lost[i], loss, error);
    if (status != LOCIQ_OK) return status;
    account->lost += loss->amount;
    if (relative) loss->amount = (double)NAN;
  }
  if (relative) account->before = account->after = account->lost = account->withheld = (double)NAN;
  return LOCIQ_OK;
}

static lociq_status convert_cube(const conversion *running, const lociq_cube *from, lociq_error *error) {
  const manner how = manner_of(running, from);
  lociq_cube *to = NULL;
  tally counted[LOCIQ_PARTS] = {{0}};
  lociq_status status = lociq_cube_copy_description(from, &to, error);
  if (status != LOCIQ_OK) return status;
  for (int part = 0; status == LOCIQ_OK && part < LOCIQ_PARTS; part++)
    if (from->parts[part].values != NULL)
      status = convert_part(running, from, to, (lociq_part)part, how, &counted[part], error);
  const bool accounted = strcmp(from->kind, measure_kind) == 0 && (from->shape & bit_of(running->options->axis)) != 0;
  if (status == LOCIQ_OK && accounted)
    status = account_for(running, from, to, how == RELATIVE, &counted[LOCIQ_BODY], error);
  if (status == LOCIQ_OK) status = lociq_panel_add(running->made, to, error);
  if (status != LOCIQ_OK) lociq_cube_free(to);
  return status;
}

/* ---- all of it */

static lociq_status check_options(const lociq_panel *panel, const lociq_conversion_options *options,
                                  lociq_error *error) {
  if (options->axis != LOCIQ_REGION && options->axis != LOCIQ_INDUSTRY)
    return lociq_error_set(error, LOCIQ_INVALID, "the %s axis cannot be converted: expected region or industry",
                           lociq_axis_kind_name(options->axis));
  for (size_t i = 0; i < options->relative_count; i++) {
    const lociq_cube *cube = lociq_panel_find(panel, options->relative[i]);
    if (cube == NULL || strcmp(cube->kind, measure_kind) != 0)
      return lociq_error_set(error, LOCIQ_INVALID, "there is no measure \"%s\" to be relative", options->relative[i]);
  }
  for (size_t i = 0; i < panel->cube_count; i++)
    if (strcmp(panel->cubes[i]->kind, measure_kind) == 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "there is no measure to be converted");
}

/* Room for an account a measure, and for all that may be lost. */
static lociq_status begin_report(conversion *running, lociq_error *error) {
  const lociq_matrix *matrix = running->matrix;
  const size_t measures = running->panel->cube_count;
  lociq_conversion_report *report = lociq_allocate(1, sizeof *report);
  running->report = report;
  if (report == NULL) return lociq_memory_error(error, "a report");
  *report = (lociq_conversion_report){.axis = running->options->axis,
                                      .sources = matrix->sources,
                                      .targets = matrix->targets,
                                      .named = running->concordance->to.count,
                                      .lifted = matrix->lifted,
                                      .incomplete = matrix->incomplete_count};
  report->accounts = lociq_allocate(measures, sizeof *report->accounts);
  report->losses = lociq_allocate(measures * matrix->lost_count, sizeof *report->losses);
  report->absent = lociq_allocate(matrix->absent_count, sizeof *report->absent);
  if (report->accounts == NULL || report->losses == NULL || report->absent == NULL)
    return lociq_memory_error(error, "a report");
  for (size_t i = 0; i < matrix->absent_count; i++) {
    report->absent[i] = lociq_copy_text(matrix->absent[i]);
    if (report->absent[i] == NULL) return lociq_memory_error(error, "a report");
    report->absent_count++;
  }
  return LOCIQ_OK;
}

static lociq_status give_axes(conversion *running, lociq_error *error) {
  lociq_status status = lociq_panel_create(&running->made, error);
  for (int kind = 0; status == LOCIQ_OK && kind < LOCIQ_AXIS_KINDS; kind++)
    status = lociq_axis_copy(kind == (int)running->options->axis ? running->matrix->axis : running->panel->axes[kind],
                             &running->made->axes[kind], error);
  return status;
}

static lociq_status convert_all(conversion *running, lociq_error *error) {
  lociq_status status = begin_report(running, error);
  if (status == LOCIQ_OK) status = give_axes(running, error);
  for (size_t i = 0; status == LOCIQ_OK && i < running->panel->cube_count; i++) {
    const lociq_cube *cube = running->panel->cubes[i];
    if (strcmp(cube->kind, measure_kind) != 0 && strcmp(cube->kind, bound_kind) != 0) continue;
    if (!lociq_progress_report(running->options->progress, "converting", i, running->panel->cube_count))
      return lociq_error_set(error, LOCIQ_CANCELLED, "converting was cancelled");
    status = convert_cube(running, cube, error);
  }
  return status;
}

lociq_status lociq_panel_convert(const lociq_panel *panel, const lociq_concordance *concordance,
                                 const lociq_conversion_options *options, lociq_panel **converted,
                                 lociq_conversion_report **report, lociq_error *error) {
  lociq_matrix matrix = {0};
  conversion running = {.panel = panel,
                        .options = options,
                        .concordance = concordance,
                        .matrix = &matrix,
                        .threads = options->threads > 0 ? options->threads : omp_get_max_threads()};
  lociq_status status = check_options(panel, options, error);
  if (status == LOCIQ_OK) status = lociq_matrix_create(panel->axes[options->axis], concordance, &matrix, error);
  if (status == LOCIQ_OK) status = convert_all(&running, error);
  if (status == LOCIQ_OK) {
    *converted = running.made;
    *report = running.report;
    running.made = NULL;
    running.report = NULL;
  }
  lociq_panel_free(running.made);
  lociq_conversion_report_free(running.report);
  lociq_matrix_clear(&matrix);
  return status;
}
