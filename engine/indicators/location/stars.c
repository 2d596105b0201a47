/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "indicators/kernel.h"
#include "indicators/location/rules.h"
#include "indicators/naive.h"
#include "numeric/sort.h"

enum { RULES, SPAN };
enum { WAGES, PRICE_LEVEL, ESTABLISHMENTS };
enum { ECO2007, PANORAMA2014, US_STRONG };

static double rate_of(double now, double before, double years) {
  return before > 0 ? pow(now / before, 1 / years) - 1 : (double)NAN;
}

/* What a rule looks at, in a region; NaN where unknown. */
static double look(const lociq_column *column, lociq_rule_of of, size_t r) {
  const double e = column->values[r];
  switch (of) {
    case LOCIQ_RULE_EMPLOYMENT:
      return e;
    case LOCIQ_RULE_LQ:
      return column->quotient[r];
    case LOCIQ_RULE_FOCUS:
      return column->total[r] != 0 ? e / column->total[r] : (double)NAN;
    case LOCIQ_RULE_SIZE_SHARE:
      return column->industry_total != 0 ? e / column->industry_total : (double)NAN;
    case LOCIQ_RULE_WAGE: {
      const double price = column->operands[PRICE_LEVEL] == NULL ? 100 : column->operands[PRICE_LEVEL][r];
      return e != 0 && price != 0 ? column->operands[WAGES][r] / e / (price / 100) : (double)NAN;
    }
    case LOCIQ_RULE_GROWTH:
      return rate_of(e, column->earlier[0][r], (double)column->options[SPAN].integer);
    default:
      return column->operands[ESTABLISHMENTS][r];
  }
}

static bool passes(const lociq_rule *rule, double value, double edge) {
  const bool at_least = rule->test == LOCIQ_RULE_TOP || rule->test == LOCIQ_RULE_AT_LEAST;
  return at_least ? value >= edge : value > edge;
}

/* The value of a rule that is not relative; of employment it is a number of jobs. */
static double threshold_of(const lociq_rule *rule, const lociq_given *given) {
  return rule->of == LOCIQ_RULE_EMPLOYMENT ? rule->value / given->jobs_per_unit : rule->value;
}

/* From where on a value passes; of those that are relative `seen` are the values of
 * the category's regions. NaN where there are none. */
static double edge_of(const lociq_rule *rule, const lociq_given *given, double *seen, size_t count, double *payload,
                      double *sorting) {
  if (rule->test == LOCIQ_RULE_AT_LEAST || rule->test == LOCIQ_RULE_ABOVE) return threshold_of(rule, given);
  if (count == 0) return NAN;
  for (size_t k = 0; k < count; k++) payload[k] = 0;
  lociq_sort_pairs(seen, payload, count, sorting);
  if (rule->test == LOCIQ_RULE_PERCENTILE)
    return gsl_stats_quantile_from_sorted_data(seen, 1, count, rule->value / 100);
  return seen[count - (size_t)ceil((double)count * rule->value / 100)];
}

/* 1 where the rule holds, 0 where not, NaN where that is unknown. A region without the
 * industry is none of the category: it passes nothing. */
static void hold(const lociq_column *column, const lociq_rule *rule, double *held) {
  double *seen = column->scratch + column->height, *payload = seen + column->height,
         *sorting = payload + column->height;
  size_t count = 0;
  for (size_t r = 0; r < column->regions; r++) {
    held[r] = look(column, rule->of, r);
    if (column->values[r] > 0 && !isnan(held[r])) seen[count++] = held[r];
  }
  const double edge = edge_of(rule, column->given, seen, count, payload, sorting);
  for (size_t r = 0; r < column->regions; r++) {
    const double e = column->values[r];
    if (e > 0 && !isnan(held[r]))
      held[r] = passes(rule, held[r], edge) ? 1 : 0;
    else
      held[r] = isnan(e) || e > 0 ? (double)NAN : 0;
  }
}

static void stars(const lociq_column *column, double *result) {
  const lociq_rules *rules = column->given->rules;
  double *held = column->scratch, *required = held + 5 * column->height;
  for (size_t r = 0; r < column->height; r++) required[r] = 1;
  for (size_t k = 0; k < rules->count; k++) {
    const lociq_rule *rule = &rules->rules[k];
    hold(column, rule, held);
    double *star = rule->criterion == LOCIQ_REQUIREMENT ? required : result + (1 + rule->criterion) * column->height;
    for (size_t r = 0; r < column->regions; r++) {
      /* What fails is out, whatever is unknown besides. */
      const bool unknown = isnan(held[r]) || isnan(required[r]);
      if (star != required) star[r] = held[r];
      if (star == required) required[r] = held[r] == 0 || required[r] == 0 ? 0 : unknown ? (double)NAN : 1;
    }
  }
  for (size_t r = 0; r < column->regions; r++) {
    result[r] = 0;
    for (size_t k = 0; k < rules->count; k++) {
      if (rules->rules[k].criterion == LOCIQ_REQUIREMENT) continue;
      double *star = result + (1 + rules->rules[k].criterion) * column->height;
      star[r] = required[r] == 0 || star[r] == 0 ? 0 : star[r] * required[r];
      result[r] += star[r];
    }
  }
}

/* Which stars the shipped rules give; of a user's own all, missing where it has none. */
static bool output_wanted(const lociq_value *options, size_t output) {
  static const unsigned given[] = {
      [ECO2007] = 1 << LOCIQ_STAR_SIZE | 1 << LOCIQ_STAR_SPECIALISATION | 1 << LOCIQ_STAR_FOCUS,
      [PANORAMA2014] =
          1 << LOCIQ_STAR_SIZE | 1 << LOCIQ_STAR_SPECIALISATION | 1 << LOCIQ_STAR_PRODUCTIVITY | 1 << LOCIQ_STAR_GROWTH,
      [US_STRONG] = 1 << LOCIQ_STAR_SPECIALISATION};
  const int choice = options[RULES].choice;
  return choice < 0 || (given[choice] >> output & 1) != 0;
}

static bool operand_wanted(const lociq_value *options, size_t operand) {
  const int choice = options[RULES].choice;
  if (choice < 0) return true;
  return operand == ESTABLISHMENTS ? choice == US_STRONG : choice == PANORAMA2014;
}

static size_t lags(const lociq_value *options, long years[LOCIQ_LAGS]) {
  const int choice = options[RULES].choice;
  if (choice == ECO2007 || choice == US_STRONG) return 0;
  years[0] = options[SPAN].integer;
  return 1;
}

/* ---- the second implementation: each region is held against every other ---- */

static double naive_look(const lociq_table *table, lociq_rule_of of, size_t r, size_t i) {
  const size_t cell = r * table->industries + i;
  const double e = lociq_naive_value(table, r, i);
  if (of == LOCIQ_RULE_EMPLOYMENT) return e;
  if (of == LOCIQ_RULE_LQ) return lociq_naive_quotient(table, r, i);
  if (of == LOCIQ_RULE_FOCUS) return lociq_naive_share(table, r, i);
  if (of == LOCIQ_RULE_SIZE_SHARE) return lociq_naive_location(table, r, i);
  if (of == LOCIQ_RULE_ESTABLISHMENTS) return table->operands[ESTABLISHMENTS][cell];
  if (of == LOCIQ_RULE_GROWTH) {
    const double before = table->earlier[0][cell];
    return before > 0 ? pow(e / before, 1 / (double)table->options[SPAN].integer) - 1 : (double)NAN;
  }
  const double wage = table->operands[WAGES][cell] / e;
  return table->operands[PRICE_LEVEL] == NULL ? wage : wage / (table->operands[PRICE_LEVEL][r] / 100);
}

static bool naive_is_in(const lociq_table *table, const lociq_rule *rule, size_t r, size_t i) {
  return lociq_naive_value(table, r, i) > 0 && !isnan(naive_look(table, rule->of, r, i));
}

/* The value that `rank` others of the category lie below or at. */
static double naive_order(const lociq_table *table, const lociq_rule *rule, size_t i, size_t rank) {
  for (size_t r = 0; r < table->regions; r++) {
    if (!naive_is_in(table, rule, r, i)) continue;
    size_t below = 0, at = 0;
    for (size_t q = 0; q < table->regions; q++) {
      if (!naive_is_in(table, rule, q, i)) continue;
      below += naive_look(table, rule->of, q, i) < naive_look(table, rule->of, r, i);
      at += naive_look(table, rule->of, q, i) == naive_look(table, rule->of, r, i);
    }
    if (below <= rank && rank < below + at) return naive_look(table, rule->of, r, i);
  }
  return NAN;
}

static double naive_holds(const lociq_table *table, const lociq_rule *rule, size_t r, size_t i) {
  const double e = lociq_naive_value(table, r, i), value = naive_look(table, rule->of, r, i);
  double count = 0, larger = 0;
  if (e <= 0) return 0;
  if (isnan(e) || isnan(value)) return NAN;
  for (size_t q = 0; q < table->regions; q++) {
    if (!naive_is_in(table, rule, q, i)) continue;
    count++;
    larger += naive_look(table, rule->of, q, i) > value ? 1 : 0;
  }
  const double jobs = rule->of == LOCIQ_RULE_EMPLOYMENT ? table->given->jobs_per_unit : 1;
  if (rule->test == LOCIQ_RULE_AT_LEAST) return value >= rule->value / jobs;
  if (rule->test == LOCIQ_RULE_ABOVE) return value > rule->value / jobs;
  if (rule->test == LOCIQ_RULE_TOP) return larger < ceil(count * rule->value / 100);
  const double place = (count - 1) * rule->value / 100, rest = place - floor(place);
  const double low = naive_order(table, rule, i, (size_t)floor(place));
  const double high = naive_order(table, rule, i, (size_t)ceil(place));
  return value > (1 - rest) * low + rest * high;
}

static void naive(const lociq_table *table, double *result) {
  const lociq_rules *rules = table->given->rules;
  const size_t cells = table->regions * table->industries;
  for (size_t c = 0; c < (1 + (size_t)LOCIQ_STARS) * cells; c++) result[c] = NAN;
  for (size_t c = 0; c < cells; c++) {
    const size_t r = c / table->industries, i = c % table->industries;
    double required = 1;
    bool known = false;
    for (size_t q = 0; q < table->regions; q++) known = known || !isnan(lociq_naive_value(table, q, i));
    if (!known || isnan(lociq_naive_reference(table, i))) continue;
    for (size_t k = 0; k < rules->count; k++) {
      const double held = naive_holds(table, &rules->rules[k], r, i);
      if (rules->rules[k].criterion == LOCIQ_REQUIREMENT) required = held == 0 || required == 0 ? 0 : held * required;
    }
    result[c] = 0;
    for (size_t k = 0; k < rules->count; k++) {
      if (rules->rules[k].criterion == LOCIQ_REQUIREMENT) continue;
      const double held = naive_holds(table, &rules->rules[k], r, i);
      const double star = held == 0 || required == 0 ? 0 : held * required;
      result[(1 + rules->rules[k].criterion) * cells + c] = star;
      result[c] += star;
    }
  }
}

static const lociq_kernel kernel = {.form = LOCIQ_COLUMN,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .output_wanted = output_wanted,
                                    .operand_wanted = operand_wanted,
                                    .lags = lags,
                                    .given = LOCIQ_GIVEN_RULES,
                                    .by_industry = 1 << WAGES | 1 << ESTABLISHMENTS,
                                    .by_region = 1 << PRICE_LEVEL,
                                    .scratch = 6,
                                    .column = stars,
                                    .naive = naive};

const lociq_indicator lociq_indicator_stars = {
    .name = "stars",
    .title = "Cluster stars",
    .family = "location",
    .unit = "1",
    .formula = "number of criteria of --rules that the region meets in the industry; 0 where a requirement is not met",
    .reading =
        "The more stars, the more ways in which the region stands out in the industry. stars_size and the others are "
        "1 where that star is given, else 0.",
    .note =
        "Rules are data; the thresholds that come with lociq are defaults taken from the literature. eco2007: size "
        "(top 10 % by employment), specialisation (LQ >= 2), focus (top 10 % by s), none under 1,000 employed, which "
        "is 1 in thousand persons (--jobs_per_unit). panorama2014: size, specialisation, productivity (mean wage at "
        "the region's price level), growth (a year, over --span), each top 20 %. us_strong: one star for LQ above the "
        "75th percentile, and above 1, where the shares of employment and of establishments are above the 25th. Else "
        "--rules names a file (docs/stars.md). Top p % of n is ceil(n p / 100), n the regions with e > 0 where the "
        "figure is known; ties at the edge all get the star. Percentiles are type 7. A star is missing where its "
        "figure is unknown and no requirement fails, and then so is their number; growth needs --span earlier years.",
    .reference =
        "Sölvell, Ö., Ketels, C. and Lindqvist, G. (2008): Industrial specialization and regional clusters in the ten "
        "new EU member states. Competitiveness Review 18(1/2), 104-130, https://doi.org/10.1108/10595420810874637; "
        "European Cluster Observatory (2014): European Cluster Panorama; Delgado, M., Porter, M. E. and Stern, S. "
        "(2016): Defining clusters of related industries. Journal of Economic Geography 16(1), 1-38",
    .doi = "10.1093/jeg/lbv017",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
    .minimum = 0,
    .maximum = LOCIQ_STARS,
    .invariants = LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {{.name = "rules",
                 .help = "which criteria: some that come with lociq, or the path of a file criterion,of,test,value",
                 .type = LOCIQ_OPTION_FILE,
                 .preset = "eco2007",
                 .choices = LOCIQ_RULES_CHOICES},
                {.name = "span",
                 .help = "over how many years growth is taken",
                 .type = LOCIQ_OPTION_INTEGER,
                 .preset = "5",
                 .minimum = 1,
                 .maximum = 100},
                {.name = "wages",
                 .help = "the wages by industry, for productivity",
                 .type = LOCIQ_OPTION_MEASURE,
                 .preset = "wages|none",
                 .choices = "none"},
                {.name = "price_level",
                 .help = "the regions' price level, 100 in the reference, which wages are divided by; or none",
                 .type = LOCIQ_OPTION_MEASURE,
                 .preset = "price_level|none",
                 .choices = "none"},
                {.name = "establishments",
                 .help = "the establishments by industry",
                 .type = LOCIQ_OPTION_MEASURE,
                 .preset = "establishments|none",
                 .choices = "none"}},
    .outputs = {{"size", "Star for size", "1", "1 where the star is given.", 0, 1},
                {"specialisation", "Star for specialisation", "1", "1 where the star is given.", 0, 1},
                {"focus", "Star for focus", "1", "1 where the star is given.", 0, 1},
                {"productivity", "Star for productivity", "1", "1 where the star is given.", 0, 1},
                {"growth", "Star for growth", "1", "1 where the star is given.", 0, 1},
                {"establishments", "Star for establishments", "1", "1 where the star is given.", 0, 1}},
    .kernel = &kernel};
