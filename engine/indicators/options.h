/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options that several indicators share, word for word.
 */
#ifndef LOCIQ_INDICATORS_OPTIONS_H
#define LOCIQ_INDICATORS_OPTIONS_H

#include <float.h>
#include <lociq/indicator.h>
#include <math.h>

#define LOCIQ_OPTION_THRESHOLD                                                                                 \
  {                                                                                                            \
    .name = "threshold", .help = "location quotient from which a region counts as specialised in an industry", \
    .type = LOCIQ_OPTION_REAL, .preset = "1", .minimum = 0, .maximum = INFINITY                                \
  }

#define LOCIQ_OPTION_BASE                                                                                             \
  {                                                                                                                   \
    .name = "base", .help = "base of the logarithm: e (the default) for nats, 2 for bits", .type = LOCIQ_OPTION_REAL, \
    .preset = "2.718281828459045", .minimum = 1 + DBL_EPSILON, .maximum = INFINITY                                    \
  }

#define LOCIQ_OPTION_METHOD                                                                                      \
  {                                                                                                              \
    .name = "method",                                                                                            \
    .help = "lorenz: area of the Lorenz curve, weighted; lq: unweighted Gini coefficient of location quotients", \
    .type = LOCIQ_OPTION_CHOICE, .preset = "lorenz", .choices = "lorenz|lq"                                      \
  }

#define LOCIQ_OPTION_REFERENCE(own, others)                                                  \
  {                                                                                          \
    .name = "reference",                                                                     \
    .help = "whole: all " others "; others: all but the " own                                \
            " itself; mean_of_others: unweighted mean of the other " others "' shares",      \
    .type = LOCIQ_OPTION_CHOICE, .preset = "whole", .choices = "whole|others|mean_of_others" \
  }

#define LOCIQ_OPTION_REGIONS                                                                                  \
  {                                                                                                           \
    .name = "distribution",                                                                                   \
    .help =                                                                                                   \
        "what an industry's regions are held against: employment (all of the measure), equal (1 / number of " \
        "regions) or the name of a region variable",                                                          \
    .type = LOCIQ_OPTION_DISTRIBUTION, .preset = "employment"                                                 \
  }

#define LOCIQ_OPTION_RELATEDNESS                                                                                 \
  {                                                                                                              \
    .name = "relatedness",                                                                                       \
    .help =                                                                                                      \
        "how two industries' nearness follows from the regions that have both: hidalgo (the lesser conditional " \
        "probability), a normalised co-occurrence, or how quotients go together",                                \
    .type = LOCIQ_OPTION_CHOICE, .preset = "hidalgo",                                                            \
    .choices = "hidalgo|association|cosine|jaccard|probability|zscore|continuous"                                \
  }

#define LOCIQ_OPTION_RELATEDNESS_FILE                                                                              \
  {                                                                                                                \
    .name = "relatedness_file",                                                                                    \
    .help =                                                                                                        \
        "none, or a file of nearnesses in the place of computed ones (industry,industry_other,value; how near "    \
        "industry_other is to who has industry; pairs that are absent are unknown, the two directions are apart)", \
    .type = LOCIQ_OPTION_FILE, .preset = "none", .choices = "none"                                                 \
  }

#define LOCIQ_OPTION_DIAGONAL                                                                      \
  {                                                                                                \
    .name = "diagonal", .help = "out: the industry itself has no part in its density; in: it has", \
    .type = LOCIQ_OPTION_CHOICE, .preset = "out", .choices = "out|in"                              \
  }

#define LOCIQ_OPTION_LEVEL                                                                                          \
  {                                                                                                                 \
    .name = "level",                                                                                                \
    .help =                                                                                                         \
        "what groups industries: parent (the parents that they have), or a level of their classification, such as " \
        "section, division or naics3",                                                                              \
    .type = LOCIQ_OPTION_TEXT, .preset = "parent", .choices = "parent"                                              \
  }

#define LOCIQ_OPTION_PLANTS                                                                    \
  {                                                                                            \
    .name = "plants", .help = "a file region,industry,employment with a row a plant, or none", \
    .type = LOCIQ_OPTION_FILE, .preset = "none", .choices = "none"                             \
  }

#define LOCIQ_OPTION_PLANT_HERFINDAHL                                                                    \
  {                                                                                                      \
    .name = "plant_herfindahl",                                                                          \
    .help =                                                                                              \
        "instead of the plants themselves: a file industry,herfindahl with the Herfindahl index of the " \
        "plants' employment, or none",                                                                   \
    .type = LOCIQ_OPTION_FILE, .preset = "none", .choices = "none"                                       \
  }

#define LOCIQ_OPTION_REGIONAL_EMPLOYMENT                                                                    \
  {                                                                                                         \
    .name = "regional_employment",                                                                          \
    .help =                                                                                                 \
        "where g comes from: a measure, of which the regions' totals count, a region variable, or plants: " \
        "the employment of all plants of the file",                                                         \
    .type = LOCIQ_OPTION_MEASURE, .preset = "employment|plants", .choices = "plants"                        \
  }

/* The positions of the words of `method`, `reference` and `relatedness`. */
enum { LOCIQ_METHOD_LORENZ, LOCIQ_METHOD_LQ };
enum { LOCIQ_REFERENCE_WHOLE, LOCIQ_REFERENCE_OTHERS, LOCIQ_REFERENCE_MEAN_OF_OTHERS };
enum {
  LOCIQ_RELATEDNESS_HIDALGO,
  LOCIQ_RELATEDNESS_ASSOCIATION,
  LOCIQ_RELATEDNESS_COSINE,
  LOCIQ_RELATEDNESS_JACCARD,
  LOCIQ_RELATEDNESS_PROBABILITY,
  LOCIQ_RELATEDNESS_ZSCORE,
  LOCIQ_RELATEDNESS_CONTINUOUS
};

#endif
