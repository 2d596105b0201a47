/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A region variable y and its weights p, of the regions where both are known: what
 * every index of inequality starts from.
 *
 * y is the operand `variable` over `per`; p is the operand `weight`, or 1, divided
 * by its sum; mu = sum p y. A region leaves where y or its weight is unknown or the
 * weight is 0.
 */
#ifndef LOCIQ_INDICATORS_INEQUALITY_WEIGHTED_H
#define LOCIQ_INDICATORS_INEQUALITY_WEIGHTED_H

#include "indicators/kernel.h"

#define LOCIQ_OPTION_VARIABLE                                                                                        \
  {                                                                                                                  \
    .name = "variable", .help = "what is compared over regions: a measure, or an indicator by region that is there", \
    .type = LOCIQ_OPTION_MEASURE, .preset = "income|gdp|gva|wages"                                                   \
  }

#define LOCIQ_OPTION_PER                                                                                      \
  {                                                                                                           \
    .name = "per", .help = "what the variable is divided by, such as population; none: it is taken as it is", \
    .type = LOCIQ_OPTION_MEASURE, .preset = "none", .choices = "none"                                         \
  }

#define LOCIQ_OPTION_WEIGHT(standard)                                                                   \
  {                                                                                                     \
    .name = "weight", .help = "how much a region counts, such as population; none: all count the same", \
    .type = LOCIQ_OPTION_MEASURE, .preset = (standard), .choices = "none"                               \
  }

/* The further output that says how many regions an index is of. */
#define LOCIQ_OUTPUT_REGIONS                                                                           \
  {                                                                                                    \
    .suffix = "regions", .title = "Regions counted", .unit = "1",                                      \
    .reading = "How many regions are in it: those of which all that it takes is known.", .minimum = 0, \
    .maximum = INFINITY                                                                                \
  }

/* The places of the operands. */
enum { LOCIQ_WEIGHTED_VARIABLE, LOCIQ_WEIGHTED_PER, LOCIQ_WEIGHTED_WEIGHT };

/* How far the outputs of a result of one value a year lie apart. */
enum { LOCIQ_WEIGHTED_APART = LOCIQ_LANES };

typedef struct lociq_weighted {
  size_t count;
  double *values;  /* y */
  double *shares;  /* p: sum to 1 */
  size_t *regions; /* whose they are */
  double mean;     /* mu */
  bool negative;   /* a y is below 0 */
} lociq_weighted;

/* Fills gathered, which is {0} before and is cleared afterwards. A weight below 0
 * leaves it empty, with a remark. */
lociq_status lociq_weighted_gather(const lociq_whole *whole, lociq_weighted *gathered, lociq_error *error);
void lociq_weighted_clear(lociq_weighted *gathered);

/* Whether an index that is relative to the mean can be told: there are regions,
 * mu is above 0 and, unless that is allowed, no y is negative. Else remarks why not. */
bool lociq_weighted_usable(const lociq_weighted *gathered, bool negative_allowed, char *remark);

/* For second implementations: y and the weight of a region, both NaN where it leaves;
 * sum of weights, mean and number of the rest. */
typedef struct lociq_naive_pair {
  double value, weight;
} lociq_naive_pair;
typedef struct lociq_naive_moments {
  double weights, mean, least, regions;
} lociq_naive_moments;
lociq_naive_pair lociq_naive_weighted(const lociq_table *table, size_t region);
lociq_naive_moments lociq_naive_weighted_moments(const lociq_table *table);

#endif
