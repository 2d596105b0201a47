/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/variants.h"

#include <lociq/axis.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "numeric/lanes.h"
#include "numeric/logarithm.h"

/* Variants on the way. */
typedef struct making {
  lociq_variants *made;
  size_t at;     /* the variant that is next */
  bool *imputed; /* not looked at */
} making;

/* ---- what cannot be ---- */

static const lociq_aggregate *aggregate_of(const lociq_doubts *doubts, size_t aggregate) {
  return doubts->aggregate_count == 0 ? NULL : &doubts->aggregate[aggregate];
}

void lociq_variants_name_row(const lociq_variants *variants, size_t row, char *text, size_t size) {
  const size_t first = variants->rows == variants->units ? variants->year * variants->units : 0;
  lociq_composition_name_row(variants->base, first + row, text, size);
}

lociq_status lociq_variants_refuse(const lociq_variants *variants, lociq_choice choice, size_t steps,
                                   const lociq_error *told, lociq_error *error) {
  if (told->status != LOCIQ_INVALID) return lociq_error_set(error, told->status, "%s", told->message);
  const lociq_doubts *doubts = variants->doubts;
  const struct {
    lociq_composite_step step;
    bool open;
    int method;
  } made[] = {
      {LOCIQ_COMPOSITE_IMPUTE, doubts->impute_count > 0,
       doubts->impute_count > 0 ? (int)doubts->impute[choice.impute] : 0},
      {LOCIQ_COMPOSITE_TREAT, doubts->treat_count > 0, doubts->treat_count > 0 ? (int)doubts->treat[choice.treat] : 0},
      {LOCIQ_COMPOSITE_NORMALISE, doubts->normalise_count > 0,
       doubts->normalise_count > 0 ? (int)doubts->normalise[choice.normalise] : 0},
      {LOCIQ_COMPOSITE_AGGREGATE, doubts->aggregate_count > 0,
       doubts->aggregate_count > 0 ? (int)doubts->aggregate[choice.aggregate] : 0}};
  enum { TEXT = 256 };
  char text[TEXT] = "";
  size_t length = 0;
  for (size_t k = 0; k < steps && k < sizeof made / sizeof *made; k++) {
    if (!made[k].open) continue;
    const int more =
        snprintf(text + length, TEXT - length, "%s%s %s", length == 0 ? "with " : ", ",
                 lociq_composite_step_name(made[k].step), lociq_composite_methods(made[k].step)[made[k].method].name);
    if (more > 0 && length + (size_t)more < TEXT) length += (size_t)more;
  }
  return lociq_error_set(error, LOCIQ_INVALID, "%s%s%s", text, length == 0 ? "" : ": ", told->message);
}

/* Columns with a weight in the index. */
static size_t count_weighty(const lociq_variants *variants) {
  size_t count = 0;
  for (size_t n = 0; n < variants->design->node_count; n++) {
    if (variants->design->nodes[n].part_count > 0) continue;
    bool weighty = true;
    for (size_t at = n; at != 0; at = variants->design->nodes[at].parent)
      weighty = weighty && variants->weights[at] > 0;
    count += weighty;
  }
  return count;
}

static lociq_status check(const lociq_variants *variants, lociq_error *error) {
  const lociq_design *design = variants->design;
  const lociq_doubts *doubts = variants->doubts;
  if (!(doubts->weights >= 0 && doubts->weights <= 1))
    return lociq_error_set(error, LOCIQ_INVALID, "weights can move by a share from 0 to 1, not %g", doubts->weights);
  for (size_t n = 0; n < design->node_count; n++)
    if (design->nodes[n].part_count > 0 && design->nodes[n].weighing.method == LOCIQ_WEIGHT_BENEFIT_OF_THE_DOUBT)
      return lociq_error_set(error, LOCIQ_INVALID, "%s gives each unit weights of its own: there are none to move",
                             design->nodes[n].name);
  const size_t weighty = count_weighty(variants);
  if (weighty < (doubts->drop ? 2 : 1))
    return lociq_error_set(error, LOCIQ_INVALID, "%zu indicators have a weight%s", weighty,
                           doubts->drop ? ": none can be left out" : "");
  return LOCIQ_OK;
}

/* ---- sums that are ordered as the index is ---- */

static bool needs_positive(const lociq_aggregation *how) {
  return how->method == LOCIQ_AGGREGATE_GEOMETRIC || how->method == LOCIQ_AGGREGATE_HARMONIC ||
         how->method == LOCIQ_AGGREGATE_POWER;
}

/* An indicator without a weight has no say, whatever its values are. */
static bool counts(const lociq_variants *variants, size_t node) {
  return variants->design->nodes[node].part_count == 0 && variants->weights[node] > 0;
}

static lociq_status check_positive(const lociq_variants *variants, const lociq_variant *variant, lociq_choice choice,
                                   lociq_error *error) {
  const lociq_design *design = variants->design;
  for (size_t n = 1; n < design->node_count; n++) {
    const lociq_design_node *node = &design->nodes[n];
    const lociq_aggregation how =
        lociq_node_aggregation(&design->nodes[node->parent], aggregate_of(variants->doubts, choice.aggregate));
    if (!counts(variants, n) || !needs_positive(&how)) continue;
    for (size_t row = 0; row < variants->rows; row++) {
      const double x = variant->values[row * design->node_count + n];
      if (!(x <= 0)) continue;
      char where[128];
      lociq_error told = {0};
      lociq_variants_name_row(variants, row, where, sizeof where);
      (void)lociq_error_set(&told, LOCIQ_INVALID, "%s%s is %g, of which there is no %s mean: all must be above 0",
                            node->name, where, x, lociq_composite_methods(LOCIQ_COMPOSITE_AGGREGATE)[how.method].name);
      return lociq_variants_refuse(variants, choice, 4, &told, error);
    }
  }
  return LOCIQ_OK;
}

/* The one kind of mean that all nodes take: then the index is ordered as the mean of all indicators, each
 * with its weight up the tree, since mean of means undoes what it is made of. */
static bool find_mean(const lociq_variants *variants, size_t aggregate, lociq_aggregation *how) {
  const lociq_design *design = variants->design;
  const lociq_aggregate *method = aggregate_of(variants->doubts, aggregate);
  *how = lociq_node_aggregation(&design->nodes[0], method);
  for (size_t n = 0; n < design->node_count; n++) {
    if (design->nodes[n].part_count == 0) continue;
    const lociq_aggregation of = lociq_node_aggregation(&design->nodes[n], method);
    if (of.method != how->method || (of.method == LOCIQ_AGGREGATE_POWER && of.power != how->power)) return false;
  }
  return !lociq_aggregate_compares(how->method);
}

/* Turned such that the best is the lowest. */
static void transform(const lociq_aggregation *how, double *values, size_t count) {
  const bool logarithm =
      how->method == LOCIQ_AGGREGATE_GEOMETRIC || (how->method == LOCIQ_AGGREGATE_POWER && how->power == 0);
  if (logarithm) lociq_logarithm_fill(values, values, count);
  for (size_t k = 0; k < count; k++) {
    if (how->method == LOCIQ_AGGREGATE_HARMONIC)
      values[k] = 1 / values[k];
    else if (how->method == LOCIQ_AGGREGATE_POWER && !logarithm)
      values[k] = how->power > 0 ? -pow(values[k], how->power) : pow(values[k], how->power);
    else
      values[k] = -values[k];
  }
}

static lociq_status make_sums(const lociq_variants *variants, const lociq_variant *variant, size_t aggregate,
                              double **sums, lociq_error *error) {
  const lociq_design *design = variants->design;
  const size_t width = lociq_lanes_width(variant->known_count);
  lociq_aggregation how;
  if (width == 0 || !find_mean(variants, aggregate, &how)) return LOCIQ_OK;
  *sums = lociq_allocate_aligned(width * variants->columns, sizeof **sums);
  if (*sums == NULL) return lociq_memory_error(error, "variants of an index");
  for (size_t n = 0; n < design->node_count; n++) {
    if (design->nodes[n].part_count > 0) continue;
    double *column = *sums + design->nodes[n].column * width;
    if (!counts(variants, n)) {
      memset(column, 0, width * sizeof *column);
      continue;
    }
    for (size_t k = 0; k < width; k++) { /* the last lanes repeat the first unit */
      const size_t unit = variant->known[k < variant->known_count ? k : 0];
      column[k] = variant->values[(variants->first_row + unit) * design->node_count + n];
    }
    transform(&how, column, width);
  }
  return LOCIQ_OK;
}

/* ---- one variant ---- */

/* Which units are known; none where some are in part. */
static void find_known(const lociq_variants *variants, lociq_variant *variant) {
  const size_t nodes = variants->design->node_count;
  variant->known_count = 0;
  for (size_t u = 0; u < variants->units; u++) {
    size_t known = 0, all = 0;
    for (size_t n = 0; n < nodes; n++) {
      if (!counts(variants, n)) continue;
      all++;
      known += isnan(variant->values[(variants->first_row + u) * nodes + n]) ? 0 : 1;
    }
    if (known == all) {
      variant->known[variant->known_count++] = (uint32_t)u;
    } else if (known > 0) {
      variant->known_count = 0;
      return;
    }
  }
}

/* The year of a variant's table. */
static lociq_status keep(lociq_variants *made, size_t which, lociq_choice choice, lociq_error *error) {
  const lociq_design *design = made->design;
  const lociq_table_of_units *normalised = &made->tables[which];
  const size_t nodes = design->node_count;
  lociq_variant *variant = &made->variants[which];
  const double *from = normalised->values;
  if (made->rows == made->units) from += made->year * made->units * normalised->columns;
  variant->values = lociq_allocate(made->rows * nodes, sizeof *variant->values);
  variant->known = lociq_allocate(made->units, sizeof *variant->known);
  if (variant->values == NULL || variant->known == NULL) return lociq_memory_error(error, "variants of an index");
  for (size_t row = 0; row < made->rows; row++)
    for (size_t n = 0; n < nodes; n++)
      variant->values[row * nodes + n] =
          design->nodes[n].part_count > 0 ? (double)NAN : from[row * normalised->columns + design->nodes[n].column];
  find_known(made, variant);
  lociq_status status = LOCIQ_OK;
  for (choice.aggregate = 0; choice.aggregate < made->aggregates && status == LOCIQ_OK; choice.aggregate++) {
    status = check_positive(made, variant, choice, error);
    if (status == LOCIQ_OK)
      status =
          make_sums(made, variant, choice.aggregate, &made->sums[which * made->aggregates + choice.aggregate], error);
  }
  return status;
}

/* ---- step by step ---- */

/* A step of one column, of all years or of the year alone. */
typedef lociq_status column_step(const making *job, const lociq_column_of_units *column, const lociq_design_node *node,
                                 lociq_choice choice, lociq_error *error);

static lociq_status treat(const making *job, const lociq_column_of_units *column, const lociq_design_node *node,
                          lociq_choice choice, lociq_error *error) {
  lociq_treatment how = node->treatment;
  lociq_treatment_record record;
  if (job->made->doubts->treat_count > 0) how.method = job->made->doubts->treat[choice.treat];
  if (how.method == LOCIQ_TREAT_NONE) return LOCIQ_OK; /* its moments would be taken for nothing */
  return lociq_column_treat(column, &how, NULL, &record, error);
}

static lociq_status normalise(const making *job, const lociq_column_of_units *column, const lociq_design_node *node,
                              lociq_choice choice, lociq_error *error) {
  lociq_normalisation how = node->normalisation;
  if (job->made->doubts->normalise_count > 0) how.method = job->made->doubts->normalise[choice.normalise];
  if (how.method == LOCIQ_NORMALISE_DISTANCE_TO_REFERENCE && isnan(how.reference))
    how.reference = lociq_design_reference(job->made->design, column, job->made->units);
  return lociq_column_normalise(column, &how, error);
}

static lociq_status each_column(const making *job, column_step *step, size_t steps, lociq_choice choice,
                                lociq_table_of_units *table, lociq_error *error) {
  const lociq_design *design = job->made->design;
  const size_t year = design->year_by_year ? job->made->year : 0, years = design->year_by_year ? 1 : table->years;
  for (size_t n = 0; n < design->node_count; n++) {
    const lociq_design_node *node = &design->nodes[n];
    if (node->part_count > 0) continue;
    const lociq_column_of_units column = {.values = table->values + year * table->units * table->columns + node->column,
                                          .count = years * table->units,
                                          .stride = table->columns};
    lociq_error told = {0}, named = {0};
    const lociq_status status = step(job, &column, node, choice, &told);
    if (status == LOCIQ_OK) continue;
    if (status != LOCIQ_INVALID) return lociq_error_set(error, status, "%s", told.message);
    (void)lociq_error_set(&named, status, "%s %s", node->name, told.message);
    return lociq_variants_refuse(job->made, choice, steps, &named, error);
  }
  return LOCIQ_OK;
}

static lociq_status normalise_all(making *job, const lociq_table_of_units *treated, lociq_choice choice,
                                  lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  const size_t choices = lociq_choices_of(job->made->doubts->normalise_count);
  for (choice.normalise = 0; choice.normalise < choices && status == LOCIQ_OK; choice.normalise++) {
    lociq_table_of_units *table = &job->made->tables[job->at++];
    status = lociq_units_copy(treated, table, error);
    if (status == LOCIQ_OK) status = each_column(job, normalise, 3, choice, table, error);
  }
  return status;
}

static lociq_status treat_all(making *job, const lociq_table_of_units *imputed, lociq_choice choice,
                              lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  const size_t choices = lociq_choices_of(job->made->doubts->treat_count);
  for (choice.treat = 0; choice.treat < choices && status == LOCIQ_OK; choice.treat++) {
    lociq_table_of_units table = {0};
    status = lociq_units_copy(imputed, &table, error);
    if (status == LOCIQ_OK) status = each_column(job, treat, 2, choice, &table, error);
    if (status == LOCIQ_OK) status = normalise_all(job, &table, choice, error);
    lociq_units_clear(&table);
  }
  return status;
}

static lociq_status impute(const making *job, lociq_choice choice, lociq_table_of_units *table, lociq_error *error) {
  const bool *left_out = job->made->base->left_out;
  lociq_imputation how = job->made->design->imputation;
  lociq_error told = {0};
  if (job->made->doubts->impute_count > 0) how.method = job->made->doubts->impute[choice.impute];
  for (size_t row = 0; row < table->years * table->units; row++)
    for (size_t c = 0; c < table->columns; c++)
      if (left_out != NULL && left_out[row]) table->values[row * table->columns + c] = NAN;
  if (lociq_units_impute(table, &how, job->made->groups, left_out, job->imputed, &told) == LOCIQ_OK) return LOCIQ_OK;
  return lociq_variants_refuse(job->made, choice, 1, &told, error);
}

static lociq_status impute_all(making *job, lociq_error *error) {
  lociq_status status = LOCIQ_OK;
  lociq_choice choice = {0};
  const size_t choices = lociq_choices_of(job->made->doubts->impute_count);
  for (; choice.impute < choices && status == LOCIQ_OK; choice.impute++) {
    lociq_table_of_units table = {0};
    status = lociq_units_copy(&job->made->base->denominated, &table, error);
    if (status == LOCIQ_OK) status = impute(job, choice, &table, error);
    if (status == LOCIQ_OK) status = treat_all(job, &table, choice, error);
    lociq_units_clear(&table);
  }
  return status;
}

static void clear_tables(lociq_variants *variants) {
  for (size_t v = 0; v < variants->count && variants->tables != NULL; v++) lociq_units_clear(&variants->tables[v]);
  free(variants->tables);
  variants->tables = NULL;
}

/* What all years share is made once. */
static lociq_status make_tables(lociq_variants *variants, lociq_error *error) {
  const lociq_table_of_units *table = &variants->base->denominated;
  if (variants->tables != NULL && !variants->design->year_by_year) return LOCIQ_OK;
  clear_tables(variants);
  making job = {.made = variants};
  job.imputed = lociq_allocate(table->years * table->units, table->columns * sizeof *job.imputed);
  variants->tables = lociq_allocate(variants->count, sizeof *variants->tables);
  const lociq_status status = job.imputed == NULL || variants->tables == NULL
                                  ? lociq_memory_error(error, "variants of an index")
                                  : impute_all(&job, error);
  free(job.imputed);
  if (status != LOCIQ_OK) clear_tables(variants);
  return status;
}

/* ---- all of it ---- */

static bool any_compares(const lociq_variants *variants) {
  for (size_t k = 0; k < variants->aggregates; k++)
    for (size_t n = 0; n < variants->design->node_count; n++) {
      const lociq_design_node *node = &variants->design->nodes[n];
      if (node->part_count > 0 &&
          lociq_aggregate_compares(lociq_node_aggregation(node, aggregate_of(variants->doubts, k)).method))
        return true;
    }
  return false;
}

lociq_status lociq_variants_create(const lociq_design *design, const lociq_composition *base,
                                   const lociq_groups_of_units *groups, const lociq_doubts *doubts,
                                   lociq_variants **variants, lociq_error *error) {
  const lociq_table_of_units *table = &base->denominated;
  lociq_variants *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "variants of an index");
  *made = (lociq_variants){.design = design,
                           .doubts = doubts,
                           .base = base,
                           .groups = groups,
                           .year = LOCIQ_NONE,
                           .units = table->units,
                           .rows = table->units,
                           .columns = table->columns,
                           .aggregates = lociq_choices_of(doubts->aggregate_count)};
  if (!design->year_by_year && any_compares(made)) made->rows = table->years * table->units;
  made->count = lociq_choices_of(doubts->impute_count) * lociq_choices_of(doubts->treat_count) *
                lociq_choices_of(doubts->normalise_count);
  made->variants = lociq_allocate(made->count, sizeof *made->variants);
  made->sums = lociq_allocate(made->count * made->aggregates, sizeof *made->sums);
  if (made->variants == NULL || made->sums == NULL) {
    lociq_variants_free(made);
    return lociq_memory_error(error, "variants of an index");
  }
  *variants = made;
  return LOCIQ_OK;
}

static void clear_year(lociq_variants *variants) {
  variants->year = LOCIQ_NONE;
  for (size_t v = 0; v < variants->count && variants->variants != NULL; v++) {
    free(variants->variants[v].values);
    free(variants->variants[v].known);
    variants->variants[v] = (lociq_variant){0};
  }
  for (size_t k = 0; k < variants->count * variants->aggregates && variants->sums != NULL; k++) {
    free(variants->sums[k]);
    variants->sums[k] = NULL;
  }
}

static lociq_status make_year(lociq_variants *variants, lociq_error *error) {
  const size_t treats = lociq_choices_of(variants->doubts->treat_count);
  const size_t normalises = lociq_choices_of(variants->doubts->normalise_count);
  lociq_status status = check(variants, error);
  if (status == LOCIQ_OK) status = make_tables(variants, error);
  for (size_t v = 0; v < variants->count && status == LOCIQ_OK; v++) {
    const lociq_choice choice = {
        .impute = v / normalises / treats, .treat = v / normalises % treats, .normalise = v % normalises};
    status = keep(variants, v, choice, error);
  }
  return status;
}

lociq_status lociq_variants_turn(lociq_variants *variants, size_t year, lociq_error *error) {
  const lociq_design *design = variants->design;
  if (year >= variants->base->denominated.years)
    return lociq_error_set(error, LOCIQ_INVALID, "there is no year %zu", year + 1);
  if (year == variants->year) return LOCIQ_OK;
  clear_year(variants);
  variants->year = year;
  variants->first_row = variants->rows == variants->units ? 0 : year * variants->units;
  variants->weights = variants->base->weights + (design->year_by_year ? year * design->node_count : 0);
  const lociq_status status = make_year(variants, error);
  if (status != LOCIQ_OK) clear_year(variants);
  return status;
}

void lociq_variants_free(lociq_variants *variants) {
  if (variants == NULL) return;
  clear_year(variants);
  clear_tables(variants);
  free(variants->variants);
  free(variants->sums);
  free(variants);
}
