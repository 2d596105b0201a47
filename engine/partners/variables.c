/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/variables.h"

#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "composite/moments.h"
#include "core/memory.h"
#include "numeric/sum.h"

/* An item: of a variable, and of an industry where the variable of whole regions is by industry. */
typedef struct column {
  size_t variable, industry; /* LOCIQ_NONE: the region's own value, or that of the unit's industry */
} column;

typedef struct making {
  const lociq_block_source *source;
  const lociq_block_plan *plan;
  lociq_block *block;
  lociq_variables *made;
  lociq_treatment treatment;
  size_t years[2], year_count; /* our side's, and the other's where it is another */
  size_t variable_count;       /* 1 for shares */
  bool shares;
  lociq_statistic *statistics; /* variable_count of each year */
  double *totals;              /* of shares: each region's, year by year */
  column *columns;
  const lociq_unit **places; /* of the rows */
  double *buffer;            /* a column's values, year by year */
  lociq_error *error;
} making;

/* ---- what is read ---- */

static lociq_status choose_years(making *job) {
  const lociq_block_plan *plan = job->plan;
  job->year_count = plan->other_year == NULL ? 1 : 2;
  const lociq_status status = lociq_block_find_year(job->source, plan, plan->year, &job->years[0], job->error);
  if (status != LOCIQ_OK || plan->other_year == NULL) return status;
  return lociq_block_find_year(job->source, plan, plan->other_year, &job->years[1], job->error);
}

static lociq_status choose_treatment(making *job, const char *treat) {
  int method = LOCIQ_TREAT_NONE;
  lociq_error told = {0};
  if (job->plan->treat != NULL) treat = job->plan->treat;
  if (lociq_composite_method_find(LOCIQ_COMPOSITE_TREAT, treat, &method, &told) != LOCIQ_OK)
    return lociq_block_refuse(job->source, job->plan, job->error, "%s", told.message);
  job->treatment = lociq_treatment_default();
  job->treatment.method = (lociq_treat)method;
  return LOCIQ_OK;
}

static bool has_values(const making *job, const lociq_statistic *statistic) {
  const lociq_units *units = job->source->units;
  const size_t columns = statistic->by_industry ? lociq_axis_count(units->industries) : 1;
  for (size_t i = 0; i < lociq_axis_count(units->regions) * columns; i++)
    if (isfinite(statistic->values[i])) return true;
  return false;
}

/* "Labour productivity, 2014" */
static lociq_status label_year(const making *job, size_t year, lociq_statistic *statistic) {
  const char *code = lociq_axis_code(job->source->statistics->panel->axes[LOCIQ_YEAR], year);
  const size_t size = strlen(statistic->label) + strlen(code) + 3;
  char *label = lociq_allocate(size, 1);
  if (label == NULL) return lociq_memory_error(job->error, "the names of variables");
  (void)snprintf(label, size, "%s, %s", statistic->label, code);
  free(statistic->label);
  statistic->label = label;
  return LOCIQ_OK;
}

/* Accounts come late: where the block names no year, it is the last one up to the ranking's in which any region has a
 * value. */
static lociq_status read_latest(const making *job, const lociq_block_plan *plan, const char *name, bool fixed,
                                size_t asked, lociq_statistic *statistic) {
  for (size_t year = asked;; year--) {
    const lociq_status status = lociq_block_read_variable(job->source, plan, name, year, statistic, job->error);
    if (status != LOCIQ_OK) return status;
    if (has_values(job, statistic)) return year == asked ? LOCIQ_OK : label_year(job, year, statistic);
    if (fixed || year == 0) break;
    lociq_statistic_clear(statistic);
  }
  if (plan->place == LOCIQ_NONE) return LOCIQ_OK; /* one of those that the store happens to have */
  return lociq_block_refuse(job->source, plan, job->error, "%s has no value in %s%s", name,
                            lociq_axis_code(job->source->statistics->panel->axes[LOCIQ_YEAR], asked),
                            fixed ? "" : " or before");
}

/* Errors name the variable's place where the specification says it. */
static lociq_status read_statistic(const making *job, size_t variable, size_t y, lociq_statistic *statistic) {
  lociq_block_plan plan = *job->plan;
  size_t year = job->years[y];
  if (y == 1) plan.year = plan.other_year;
  if (job->shares) return lociq_block_read_measure(job->source, &plan, statistic, &year, job->error);
  plan.place = plan.variables[variable].place;
  return read_latest(job, &plan, plan.variables[variable].name, plan.year != NULL, year, statistic);
}

static lociq_status read_all(making *job) {
  job->shares = job->plan->variable_count == 0;
  job->variable_count = job->shares ? 1 : job->plan->variable_count;
  job->statistics = lociq_allocate(job->variable_count * job->year_count, sizeof *job->statistics);
  if (job->statistics == NULL) return lociq_memory_error(job->error, "the variables");
  lociq_status status = LOCIQ_OK;
  for (size_t y = 0; y < job->year_count; y++)
    for (size_t v = 0; v < job->variable_count && status == LOCIQ_OK; v++)
      status = read_statistic(job, v, y, &job->statistics[y * job->variable_count + v]);
  return status;
}

static lociq_status refuse_negative(const making *job, size_t year, size_t region, size_t industry, double value) {
  const lociq_panel *panel = job->source->statistics->panel;
  return lociq_block_refuse(
      job->source, job->plan, job->error,
      "%s of %s, industry %s, year %s is %.17g: this block compares shares, which cannot be negative",
      job->statistics[year].name, lociq_axis_code(panel->axes[LOCIQ_REGION], region),
      lociq_axis_code(panel->axes[LOCIQ_INDUSTRY], industry),
      lociq_axis_code(panel->axes[LOCIQ_YEAR], job->years[year]), value);
}

/* Published, else the sum of what is known; NaN where there is nothing to share. */
static lociq_status total_region(const making *job, size_t year, size_t region, double *total) {
  const lociq_statistic *statistic = &job->statistics[year];
  const size_t count = lociq_axis_count(job->source->units->industries);
  const double *row = statistic->values + region * count;
  double sum = 0;
  for (size_t i = 0; i < count; i++) {
    if (row[i] < 0) return refuse_negative(job, year, region, i, row[i]);
    if (isfinite(row[i])) sum += row[i];
  }
  const bool published = statistic->total_region != NULL && isfinite(statistic->total_region[region]);
  const double found = published ? statistic->total_region[region] : sum;
  *total = found > 0 ? found : (double)NAN;
  return LOCIQ_OK;
}

static lociq_status total_all(making *job) {
  const size_t regions = lociq_axis_count(job->source->units->regions);
  job->totals = lociq_allocate(job->year_count * regions, sizeof *job->totals);
  if (job->totals == NULL) return lociq_memory_error(job->error, "the regions' totals");
  lociq_status status = LOCIQ_OK;
  for (size_t y = 0; y < job->year_count; y++)
    for (size_t r = 0; r < regions && status == LOCIQ_OK; r++)
      status = total_region(job, y, r, &job->totals[y * regions + r]);
  return status;
}

/* ---- rows and columns ---- */

/* Units of one place follow each other. */
static lociq_status find_rows(making *job) {
  const lociq_units *units = job->source->units;
  lociq_variables *made = job->made;
  made->row_of = lociq_allocate(units->count, sizeof *made->row_of);
  job->places = lociq_allocate(units->count, sizeof *job->places);
  if (made->row_of == NULL || job->places == NULL) return lociq_memory_error(job->error, "the units' variables");
  for (size_t u = 0; u < units->count; u++) {
    const lociq_unit *unit = &units->items[u], *before = made->rows == 0 ? NULL : job->places[made->rows - 1];
    made->row_of[u] = LOCIQ_NONE;
    if (unit->region == LOCIQ_NONE) continue;
    if (before == NULL || before->region != unit->region || before->industry != unit->industry)
      job->places[made->rows++] = unit;
    made->row_of[u] = made->rows - 1;
  }
  return LOCIQ_OK;
}

static bool expands(const making *job, size_t variable) {
  return job->statistics[variable].by_industry && (job->shares || job->source->units->cluster == LOCIQ_NONE);
}

static lociq_status find_columns(making *job) {
  const size_t industries = lociq_axis_count(job->source->units->industries);
  size_t count = 0;
  for (size_t v = 0; v < job->variable_count; v++) count += expands(job, v) ? industries : 1;
  job->columns = lociq_allocate(count, sizeof *job->columns);
  job->made->count = count;
  job->made->width = lociq_lanes_width(count);
  job->made->weights = lociq_allocate_aligned(job->made->width, sizeof(double));
  if (job->columns == NULL || job->made->weights == NULL) return lociq_memory_error(job->error, "the variables");
  for (size_t j = 0; j < job->made->width; j++) job->made->weights[j] = 0;
  size_t j = 0;
  for (size_t v = 0; v < job->variable_count; v++) {
    const size_t items = expands(job, v) ? industries : 1;
    for (size_t i = 0; i < items; i++, j++) {
      job->columns[j] = (column){v, expands(job, v) ? i : LOCIQ_NONE};
      job->made->weights[j] = (job->shares ? 1 : job->plan->variables[v].weight) / (double)items;
    }
  }
  return LOCIQ_OK;
}

static bool name_item(const making *job, size_t j) {
  const column *of = &job->columns[j];
  const lociq_statistic *statistic = &job->statistics[of->variable];
  const lociq_axis *industries = job->source->units->industries;
  if (of->industry == LOCIQ_NONE)
    return lociq_block_item_set(job->block, j, statistic->name, statistic->label, statistic->unit);
  const char *code = lociq_axis_code(industries, of->industry), *label = lociq_axis_label(industries, of->industry);
  const size_t size = strlen(statistic->name) + strlen(code) + 2;
  char *name = lociq_allocate(size, 1);
  if (name == NULL) return false;
  (void)snprintf(name, size, "%s/%s", statistic->name, code);
  const bool there = lociq_block_item_set(job->block, j, name, label, statistic->unit);
  free(name);
  return there;
}

static lociq_status name_items(const making *job) {
  const size_t count = job->made->count;
  if (job->shares)
    return lociq_block_name_industries(job->block, job->source->units->industries, NULL, count, "share", job->error);
  job->block->items = lociq_allocate(count, sizeof *job->block->items);
  job->block->item_count = job->block->items == NULL ? 0 : count;
  bool there = job->block->items != NULL;
  for (size_t j = 0; j < count && there; j++) there = name_item(job, j);
  return there ? LOCIQ_OK : lociq_memory_error(job->error, "the names of variables");
}

/* ---- values ---- */

static double cell(const making *job, size_t year, const lociq_unit *place, const column *of) {
  const lociq_statistic *statistic = &job->statistics[year * job->variable_count + of->variable];
  const size_t industries = lociq_axis_count(job->source->units->industries);
  double value = NAN;
  if (!statistic->by_industry) {
    value = statistic->values[place->region];
  } else {
    const size_t industry = of->industry == LOCIQ_NONE ? place->industry : of->industry;
    if (industry != LOCIQ_NONE) value = statistic->values[place->region * industries + industry];
  }
  if (job->shares) value /= job->totals[year * lociq_axis_count(job->source->units->regions) + place->region];
  return isfinite(value) ? value : (double)NAN;
}

/* Of shares and of regions' variables each region counts once, whatever clusters and organisations it has. */
static bool repeats(const making *job, size_t row, const column *of) {
  const bool by_place = job->statistics[of->variable].by_industry && of->industry == LOCIQ_NONE;
  return !by_place && row > 0 && job->places[row]->region == job->places[row - 1]->region;
}

/* To 0 to 1; to 0 where all are the same, but for roundings of as many terms as make a share. */
static void stretch(const making *job, size_t count, bool turned) {
  double least = INFINITY, most = -(double)INFINITY;
  for (size_t i = 0; i < count; i++) {
    if (job->buffer[i] < least) least = job->buffer[i];
    if (job->buffer[i] > most) most = job->buffer[i];
  }
  const double terms = job->shares ? (double)lociq_axis_count(job->source->units->industries) : 8;
  const double noise = terms * DBL_EPSILON * fmax(fabs(least), fabs(most));
  /* Halves, for the range of two halves is always finite. */
  const double range = most / 2 - least / 2, from = turned ? most : least;
  for (size_t i = 0; i < count; i++) {
    if (isnan(job->buffer[i])) continue;
    const double up = job->buffer[i] / 2 - from / 2;
    job->buffer[i] = range > noise ? (turned ? -up : up) / range : 0;
  }
}

static lociq_variables_year *year_of(lociq_variables *made, size_t year) {
  return year == 0 ? &made->own : &made->other;
}

static size_t gather(const making *job, size_t j) {
  size_t count = 0;
  for (size_t y = 0; y < job->year_count; y++)
    for (size_t row = 0; row < job->made->rows; row++) {
      const double value = cell(job, y, job->places[row], &job->columns[j]);
      year_of(job->made, y)->values[row * job->made->width + j] = value;
      if (!repeats(job, row, &job->columns[j])) job->buffer[count++] = value;
    }
  return count;
}

static void spread(const making *job, size_t j) {
  size_t next = 0;
  for (size_t y = 0; y < job->year_count; y++)
    for (size_t row = 0; row < job->made->rows; row++) {
      if (!repeats(job, row, &job->columns[j])) next++;
      year_of(job->made, y)->scaled[row * job->made->width + j] = job->buffer[next - 1];
    }
}

static lociq_status fill_column(const making *job, size_t j) {
  const size_t count = gather(job, j), variable = job->columns[j].variable;
  const lociq_column_of_units held = {.values = job->buffer, .count = count, .stride = 1};
  lociq_treatment_record record;
  const lociq_status status = lociq_column_treat(&held, &job->treatment, NULL, &record, job->error);
  if (status != LOCIQ_OK) return status;
  if (lociq_column_moments(&held).known == 0) job->made->weights[j] = 0; /* what nobody has, nobody lacks */
  stretch(job, count, !job->shares && job->plan->variables[variable].low_is_better);
  spread(job, j);
  return LOCIQ_OK;
}

static bool allocate_year(const lociq_variables *made, bool shares, lociq_variables_year *year) {
  const size_t cells = made->width != 0 && made->rows > SIZE_MAX / made->width ? SIZE_MAX : made->rows * made->width;
  year->values = lociq_allocate_aligned(cells, sizeof *year->values);
  year->scaled = lociq_allocate_aligned(cells, sizeof *year->scaled);
  if (shares) year->known = lociq_allocate(made->rows, sizeof *year->known);
  if (shares) year->complete = lociq_allocate(made->rows, sizeof *year->complete);
  if (year->values == NULL || year->scaled == NULL || (shares && (year->known == NULL || year->complete == NULL)))
    return false;
  for (size_t i = 0; i < cells; i++) year->values[i] = year->scaled[i] = NAN;
  return true;
}

static void sum_known(const lociq_variables *made, lociq_variables_year *year) {
  for (size_t row = 0; row < made->rows; row++) {
    size_t known = 0;
    year->known[row] = lociq_sum_known(year->values + row * made->width, made->count, &known);
    year->complete[row] = known == made->count;
  }
}

static lociq_status set_minimum(const making *job) {
  lociq_variables *made = job->made;
  const double minimum = job->source->options->minimum_coverage;
  const double weight = lociq_sum_known(made->weights, made->width, NULL);
  if (job->shares) made->minimum_coverage = minimum;
  if (!job->shares) made->minimum_weight = (minimum - 1e-12) * weight; /* but for what rounds the sums */
  if (weight > 0) return LOCIQ_OK;
  return lociq_block_refuse(job->source, job->plan, job->error, "no unit has a value of what %s compares",
                            job->plan->method);
}

static lociq_status fill(making *job) {
  lociq_variables *made = job->made;
  job->buffer = lociq_allocate(made->rows * job->year_count, sizeof *job->buffer);
  bool there = job->buffer != NULL;
  for (size_t y = 0; y < job->year_count && there; y++) there = allocate_year(made, job->shares, year_of(made, y));
  if (!there) return lociq_memory_error(job->error, "the units' variables");
  lociq_status status = LOCIQ_OK;
  for (size_t j = 0; j < made->count && status == LOCIQ_OK; j++) status = fill_column(job, j);
  for (size_t y = 0; y < job->year_count && job->shares; y++) sum_known(made, year_of(made, y));
  return status == LOCIQ_OK ? set_minimum(job) : status;
}

static lociq_status prepare(making *job, const char *treat) {
  lociq_status status = choose_years(job);
  if (status == LOCIQ_OK) status = choose_treatment(job, treat);
  if (status == LOCIQ_OK) status = read_all(job);
  if (status == LOCIQ_OK && job->shares) status = total_all(job);
  if (status == LOCIQ_OK) status = find_rows(job);
  if (status == LOCIQ_OK) status = find_columns(job);
  if (status == LOCIQ_OK) status = name_items(job);
  return status == LOCIQ_OK ? fill(job) : status;
}

lociq_status lociq_variables_prepare(const lociq_block_source *source, const lociq_block_plan *plan, const char *treat,
                                     lociq_block *block, lociq_error *error) {
  making job = {
      .source = source, .plan = plan, .block = block, .made = lociq_allocate(1, sizeof *job.made), .error = error};
  block->state = job.made;
  if (job.made == NULL) return lociq_memory_error(error, "a block");
  /* Who stood then where we stand is not who stands where we stood. */
  if (plan->other_year != NULL) block->directed = true;
  const lociq_status status = prepare(&job, treat);
  for (size_t i = 0; i < job.variable_count * job.year_count && job.statistics != NULL; i++)
    lociq_statistic_clear(&job.statistics[i]);
  free(job.statistics);
  free(job.totals);
  free(job.columns);
  free(job.places);
  free(job.buffer);
  return status;
}

size_t lociq_variables_bytes(const lociq_block_source *source, const lociq_block_plan *plan) {
  const size_t rows = source->units->count, years = plan->other_year == NULL ? 1 : 2;
  const size_t cells = lociq_block_cell_bytes(source), industries = lociq_axis_count(source->units->industries);
  size_t read = plan->variable_count == 0 ? cells : 0, items = plan->variable_count == 0 ? industries : 0;
  for (size_t v = 0; v < plan->variable_count; v++) {
    const lociq_cube *cube = lociq_panel_find(source->statistics->panel, plan->variables[v].name);
    const bool by_industry = cube != NULL && (cube->shape & LOCIQ_BY_INDUSTRY) != 0;
    read += by_industry ? cells : lociq_axis_count(source->units->regions) * sizeof(double);
    items += by_industry && source->units->cluster == LOCIQ_NONE ? industries : 1;
  }
  return years * (read + 2 * rows * lociq_lanes_width(items) * sizeof(double));
}

static void clear_year(lociq_variables_year *year) {
  free(year->values);
  free(year->scaled);
  free(year->known);
  free(year->complete);
}

void lociq_variables_release(void *state) {
  lociq_variables *variables = state;
  if (variables == NULL) return;
  free(variables->weights);
  if (!variables->drawn) {
    free(variables->row_of);
    clear_year(&variables->own);
    clear_year(&variables->other);
  }
  free(variables);
}

/* ---- what blocks ask ---- */

double lociq_variables_value(const lociq_block *block, size_t unit, size_t item, bool other) {
  const lociq_variables *variables = block->state;
  const lociq_variables_year *year = other ? lociq_variables_other(variables) : &variables->own;
  const size_t row = variables->row_of[unit];
  return row == LOCIQ_NONE ? (double)NAN : year->values[row * variables->width + item];
}

lociq_status lociq_variables_redraw(const lociq_block *block, lociq_random *random, void **state, lociq_error *error) {
  const lociq_variables *variables = block->state;
  *state = NULL;
  if (variables->count < 2) return LOCIQ_OK;
  lociq_variables *made = lociq_allocate(1, sizeof *made);
  double *weights = lociq_allocate_aligned(variables->width, sizeof *weights);
  if (made == NULL || weights == NULL) {
    free(made);
    free(weights);
    return lociq_memory_error(error, "weights drawn anew");
  }
  for (size_t j = 0; j < variables->width; j++)
    weights[j] = j < variables->count ? variables->weights[j] * gsl_ran_exponential(&random->generator, 1) : 0;
  const double before = lociq_sum_known(variables->weights, variables->width, NULL);
  const double after = lociq_sum_known(weights, variables->width, NULL);
  for (size_t j = 0; j < variables->width && after > 0; j++) weights[j] *= before / after;
  *made = *variables;
  made->weights = weights;
  made->drawn = true;
  *state = made;
  return LOCIQ_OK;
}

/* The shares of a row that the other one knows too. */
LOCIQ_CLONED
static double sum_common(const double *shares, const double *other, size_t width) {
  lociq_lanes sum = {0};
  for (size_t j = 0; j < width; j += LOCIQ_LANES) {
    const lociq_lanes share = lociq_lanes_load(shares + j);
    sum += lociq_lanes_where(lociq_lanes_both(share, lociq_lanes_load(other + j)), share);
  }
  return lociq_lanes_sum(sum);
}

static bool covers(const lociq_variables *variables, const lociq_variables_year *year, size_t row,
                   const lociq_variables_year *other, size_t other_row) {
  const size_t width = variables->width;
  const double common = other->complete[other_row]
                            ? year->known[row]
                            : sum_common(year->values + row * width, other->values + other_row * width, width);
  return lociq_block_covers(common / fmax(1, year->known[row]), variables->minimum_coverage);
}

bool lociq_variables_cover(const lociq_variables *variables, size_t own_row, size_t other_row) {
  if (!(variables->minimum_coverage > 0)) return true;
  const lociq_variables_year *own = &variables->own, *other = lociq_variables_other(variables);
  return covers(variables, own, own_row, other, other_row) && covers(variables, other, other_row, own, own_row);
}
