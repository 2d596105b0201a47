/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue: what each indicator is, needs and offers.
 *
 * An indicator is one file under engine/indicators that ends with this
 * descriptor. Everything said of it anywhere (lists, help, option flags and
 * their checks, HDF5 attributes, the docs) is made from here.
 */
#ifndef LOCIQ_INDICATOR_H
#define LOCIQ_INDICATOR_H

#include <lociq/cube.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum lociq_option_type {
  LOCIQ_OPTION_REAL,
  LOCIQ_OPTION_INTEGER,
  LOCIQ_OPTION_CHOICE,       /* one of the words in choices, separated by | */
  LOCIQ_OPTION_MEASURE,      /* a measure's name; preset lists alternatives, separated by |, first that is there;
                                choices: words that stand for no measure, such as "none" */
  LOCIQ_OPTION_DISTRIBUTION, /* "employment" (the totals of the measure), "equal", or a region variable's name */
  LOCIQ_OPTION_TEXT,         /* a word of choices, or what it stands for, such as the name of a level */
  LOCIQ_OPTION_FILE          /* a word of choices, or the path of a file */
} lociq_option_type;

typedef struct lociq_option {
  const char *name;
  const char *help;
  lociq_option_type type;
  const char *preset;      /* the default, as it would be written */
  const char *choices;     /* CHOICE; REAL, MEASURE and TEXT where words stand for something of their own */
  double minimum, maximum; /* REAL and INTEGER only */
} lociq_option;

/* A further figure that an indicator gives for each place, such as a standard
 * error or a part of the whole: the dataset <name>_<suffix>, of the same shape. */
typedef struct lociq_output {
  const char *suffix;
  const char *title;
  const char *unit; /* as lociq_indicator.unit */
  const char *reading;
  double minimum, maximum; /* valid_range */
} lociq_output;

enum { LOCIQ_OPTIONS_MAXIMUM = 12, LOCIQ_OUTPUTS_MAXIMUM = 14 };

/* What must hold of an indicator whatever the data: each is a property test. */
enum {
  LOCIQ_SCALE_FREE = 1,    /* unchanged when all values are multiplied by one number */
  LOCIQ_SCALES = 2,        /* multiplied by that number */
  LOCIQ_REGION_ORDER = 4,  /* permuting regions permutes or keeps the result */
  LOCIQ_INDUSTRY_ORDER = 8 /* the same for industries */
};

struct lociq_kernel;

typedef struct lociq_indicator {
  const char *name;
  const char *title;       /* long_name: "Location quotient" */
  const char *family;      /* "location", "specialisation", "concentration", "space", "relatedness", "complexity",
                              "performance", "inequality", "convergence" */
  const char *unit;        /* "1" for a pure number; "" where it follows from the measures */
  const char *formula;     /* plain text, in the letters of docs/indicators.md: "s / x" */
  const char *reading;     /* how to read it: one or two sentences */
  const char *note;        /* conventions, and where published tools differ; NULL when there is nothing to say */
  const char *interval;    /* how compute --interval finds its range over the bounds of cells; NULL where it does not */
  const char *reference;   /* author, year, title, journal */
  const char *doi;         /* NULL where there is none */
  unsigned shape;          /* LOCIQ_BY_YEAR | …; 0: the shape that its measures share */
  double minimum, maximum; /* valid_range; ±INFINITY where unbounded */
  unsigned invariants;
  lociq_option options[LOCIQ_OPTIONS_MAXIMUM]; /* ended by a NULL name where fewer */
  lociq_output outputs[LOCIQ_OUTPUTS_MAXIMUM]; /* beside the indicator's own; ended by a NULL suffix where fewer */
  const struct lociq_kernel *kernel;
} lociq_indicator;

/* All indicators in the order of the catalogue, ended by NULL. */
const lociq_indicator *const *lociq_catalogue(void);
/* NULL when there is none of that name. */
const lociq_indicator *lociq_indicator_find(const char *name);
/* Sets LOCIQ_INVALID, with the indicator that a mistyped name may have meant. */
lociq_status lociq_indicator_refuse(const char *name, lociq_error *error);

/* The options that every computation has: measure, reference, missing, totals,
 * shares. Ended by a NULL name. `reference` is whole, an aggregate's code, or one
 * of the words that an indicator with a `reference` option of its own adds. */
const lociq_option *lociq_shared_options(void);

/* The catalogue, or one entry, as text: format is "table", "json" or "markdown".
 * names NULL: all. The caller frees with free(). */
lociq_status lociq_catalogue_format(const char *format, char **text, lociq_error *error);
lociq_status lociq_indicator_format(const lociq_indicator *indicator, const char *format, char **text,
                                    lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif
