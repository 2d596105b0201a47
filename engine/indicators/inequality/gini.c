/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/gini.h"

#include <math.h>

#include "core/memory.h"
#include "indicators/inequality/weighted.h"
#include "indicators/range.h"

enum { NORMALISED = 3 };

/* The Lorenz curve of p y on p: ordered by y, the weights going along. */
static lociq_status lorenz(const lociq_weighted *of, double *result, lociq_error *error) {
  double *own = lociq_allocate((LOCIQ_GINI_SCRATCH + 1) * of->count, sizeof *own);
  if (own == NULL) return lociq_memory_error(error, "a Lorenz curve");
  for (size_t k = 0; k < of->count; k++) own[k] = of->shares[k] * of->values[k];
  *result = lociq_gini(own, of->shares, of->count, false, own + of->count);
  free(own);
  return LOCIQ_OK;
}

static lociq_status gini(const lociq_whole *whole, double *result, lociq_error *error) {
  lociq_weighted of = {0};
  lociq_status status = lociq_weighted_gather(whole, &of, error);
  if (status != LOCIQ_OK) return status;
  const double count = (double)of.count;
  result[0] = NAN;
  result[LOCIQ_WEIGHTED_APART] = count;
  if (lociq_weighted_usable(&of, false, whole->remark)) status = lorenz(&of, result, error);
  if (whole->options[NORMALISED].choice == 1) result[0] = of.count > 1 ? result[0] * count / (count - 1) : NAN;
  result[0] = lociq_at_most(result[0], 1);
  lociq_weighted_clear(&of);
  return status;
}

/* sum over pairs p_i p_j abs(y_i - y_j) / (2 mu). */
static void naive(const lociq_table *table, double *result) {
  const lociq_naive_moments all = lociq_naive_weighted_moments(table);
  double difference = 0;
  for (size_t r = 0; r < table->regions; r++)
    for (size_t q = 0; q < r; q++) {
      const lociq_naive_pair one = lociq_naive_weighted(table, r), other = lociq_naive_weighted(table, q);
      if (isnan(one.value) || isnan(other.value)) continue;
      difference += one.weight * other.weight * fabs(one.value - other.value);
    }
  result[0] = all.least < 0 || !(all.mean > 0) ? NAN : difference / (all.weights * all.weights * all.mean);
  if (table->options[NORMALISED].choice == 1) result[0] /= 1 - 1 / all.regions;
  result[1] = all.regions;
}

static const lociq_kernel kernel = {.form = LOCIQ_WHOLE, .whole = gini, .naive = naive};

const lociq_indicator lociq_indicator_gini = {
    .name = "gini",
    .title = "Gini coefficient of inequality between regions",
    .family = "inequality",
    .unit = "1",
    .formula = "sum_ij p_i p_j abs(y_i - y_j) / (2 mu), mu = sum p y; y = variable / per, p the weights' shares",
    .reading = "0 when all regions have the same; the closer to 1, the more of it a few regions have.",
    .note =
        "The Lorenz curve of p y on p, its regions and their weights sorted together by y. REAT's gini leaves the "
        "weights where they were, which is wrong unless y ascends already; its gini2 agrees. normalised=yes multiplies "
        "by n/(n-1), n the regions counted: REAT's coefnorm. PySAL's Gini is the unweighted one. A total, such as gdp, "
        "is compared per head with per=population weight=population. Missing where a y is below 0.",
    .reference =
        "Gini, C. (1912): Variabilità e mutabilità; Ceriani, L. and Verme, P. (2012): The origins of the Gini index: "
        "extracts from Variabilità e Mutabilità (1912) by Corrado Gini. The Journal of Economic Inequality 10(3), "
        "421-443",
    .doi = "10.1007/s10888-011-9188-x",
    .shape = LOCIQ_BY_YEAR,
    .minimum = 0,
    .maximum = 1,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTION_VARIABLE,
                LOCIQ_OPTION_PER,
                LOCIQ_OPTION_WEIGHT("none"),
                {.name = "normalised",
                 .help = "yes: times n/(n-1), so that 1 can be reached by few regions too",
                 .type = LOCIQ_OPTION_CHOICE,
                 .preset = "no",
                 .choices = "no|yes"}},
    .outputs = {LOCIQ_OUTPUT_REGIONS},
    .kernel = &kernel};
