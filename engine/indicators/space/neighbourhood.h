/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column among its neighbours: which regions take part, their standardised
 * values and weights, and what permutations of the values give.
 *
 * Permutation b is a random order of all regions, of stream b of the seed; without
 * the regions that take no part it is a random order of the others. So columns
 * with holes in different places share what is drawn, and none depends on which
 * others are beside it.
 */
#ifndef LOCIQ_INDICATORS_SPACE_NEIGHBOURHOOD_H
#define LOCIQ_INDICATORS_SPACE_NEIGHBOURHOOD_H

#include "indicators/kernel.h"

/* The options of all indicators of the family, in this order. */
enum {
  LOCIQ_SPACE_VARIABLE,
  LOCIQ_SPACE_NEIGHBOURS,
  LOCIQ_SPACE_POINTS,
  LOCIQ_SPACE_NEAREST,
  LOCIQ_SPACE_DISTANCE,
  LOCIQ_SPACE_PERMUTATIONS,
  LOCIQ_SPACE_SEED
};
#define LOCIQ_OPTIONS_SPACE                                                                                \
  {.name = "variable",                                                                                     \
   .help = "what is looked at: lq, the location quotients of each industry, or the name of a measure",     \
   .type = LOCIQ_OPTION_MEASURE,                                                                           \
   .preset = "lq",                                                                                         \
   .choices = "lq"},                                                                                       \
      {.name = "neighbours",                                                                               \
       .help =                                                                                             \
           "nearest: as many of the nearest points as --nearest says; distance: all points within "        \
           "--distance; or a file: region,neighbour,weight",                                               \
       .type = LOCIQ_OPTION_FILE,                                                                          \
       .preset = "nearest",                                                                                \
       .choices = "nearest|distance"},                                                                     \
      {.name = "points",                                                                                   \
       .help = "file of one point a region: region,longitude,latitude, in degrees",                        \
       .type = LOCIQ_OPTION_FILE,                                                                          \
       .preset = "none",                                                                                   \
       .choices = "none"},                                                                                 \
      {.name = "nearest",                                                                                  \
       .help = "how many of the nearest points are neighbours",                                            \
       .type = LOCIQ_OPTION_INTEGER,                                                                       \
       .preset = "6",                                                                                      \
       .minimum = 1,                                                                                       \
       .maximum = 1000},                                                                                   \
      {.name = "distance",                                                                                 \
       .help = "within how many kilometres points are neighbours",                                         \
       .type = LOCIQ_OPTION_REAL,                                                                          \
       .preset = "100",                                                                                    \
       .minimum = 0,                                                                                       \
       .maximum = 20100},                                                                                  \
      {.name = "permutations",                                                                             \
       .help = "how many random permutations the result is held against",                                  \
       .type = LOCIQ_OPTION_INTEGER,                                                                       \
       .preset = "999",                                                                                    \
       .minimum = 1,                                                                                       \
       .maximum = 99999},                                                                                  \
  {                                                                                                        \
    .name = "seed", .help = "of the random numbers: one seed is one answer", .type = LOCIQ_OPTION_INTEGER, \
    .preset = "1", .minimum = 0, .maximum = 4294967295                                                     \
  }

/* What the options name no file of; NULL: nothing. */
const char *lociq_space_lacks(const lociq_value *options);

/* Sums of up to a thousand products that are equal in exact numbers differ by less:
 * permutations that give the same are counted as the same. */
#define LOCIQ_SPACE_TIE 1e-10

/* A column without the regions whose value is unknown and without those that have
 * no neighbour left. */
typedef struct lociq_neighbourhood {
  const lociq_neighbours *neighbours;
  size_t regions, count; /* all; those that take part */
  double *z;             /* standardised by the population's deviation, 0 of the others */
  double *scale;         /* 1 / Σ of a region's weights among those that take part; 0 of the others */
  double mean, deviation;
} lociq_neighbourhood;

/* Fills z and scale, `regions` long, which the caller gives room. False where fewer
 * than two take part, or where all have one value: then there is no result. */
bool lociq_neighbourhood_make(lociq_neighbourhood *made, const lociq_column *column, double *z, double *scale);
/* Σ of weight × z over a region's neighbours, weights standardised; star: with the
 * region itself, whose weight is as large as its largest. */
double lociq_neighbourhood_lag(const lociq_neighbourhood *made, size_t region, bool star);
/* A region's own weight with star, and the Σ of its weights' squares, standardised. */
void lociq_neighbourhood_weights(const lociq_neighbourhood *made, size_t region, bool star, double *own,
                                 double *squares);

/* What conditional permutations of the other regions' values give, by region. */
typedef struct lociq_conditional {
  double *lag;              /* what is held against them */
  double *reached;          /* how many permutations give at least that */
  double *sum, *square_sum; /* of what they give */
} lociq_conditional;
enum { LOCIQ_CONDITIONAL_SCRATCH = 40 };
/* scratch: LOCIQ_CONDITIONAL_SCRATCH × height doubles. */
void lociq_neighbourhood_permute(const lociq_neighbourhood *made, bool star, size_t permutations, uint64_t seed,
                                 size_t height, double *scratch, lociq_conditional *result);

/* The pseudo p of METHODS, folded to two sides as esda does, and the distance from
 * the permutations' mean in their deviations; NaN where they do not differ. */
double lociq_permutation_p(double reached, double permutations);
double lociq_permutation_z(double value, double sum, double square_sum, double permutations);

#endif
