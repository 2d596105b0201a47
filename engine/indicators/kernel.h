/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an indicator computes with: the six forms of a kernel, and the vectors
 * that each is given.
 *
 * A kernel is a pure function of the vectors that it names. It knows nothing of
 * threads, files or years; schedule/ prepares its vectors once a row for all
 * kernels that name them, and takes care of missing cells: whatever
 * --missing, --totals, --shares, --reference say is already in the vectors.
 *
 * Letters, as in docs/indicators.md: e the measure, E_r, E_i, E its totals,
 * s = e/E_r, x_i = E_i/E the reference structure, a = e/E_i, g_r = E_r/E.
 */
#ifndef LOCIQ_INDICATORS_KERNEL_H
#define LOCIQ_INDICATORS_KERNEL_H

#include <lociq/indicator.h>

#include "indicators/given.h"
#include "numeric/shares.h"

enum { LOCIQ_OPERANDS = 6, LOCIQ_NEEDS = 6, LOCIQ_LAGS = 24, LOCIQ_REMARK_SIZE = 200, LOCIQ_COLUMNS_AT_ONCE = 64 };

/* The value of an option. REAL: NaN where it is one of the option's words. CHOICE:
 * the position among its choices. MEASURE: it arrives as a vector; choice is the
 * position of the word that stands for none, -1 for a measure. DISTRIBUTION:
 * nothing, it arrives as a vector. TEXT and FILE: the position among its choices, or -1:
 * then what it stands for is among what the kernel is given. */
typedef union lociq_value {
  double real;
  long integer;
  int choice;
} lociq_value;

/* Vectors of a row that a kernel can name; only these are filled. Each has
 * `width` elements, a multiple of LOCIQ_LANES, 64-byte aligned; the elements past
 * `industries` hold what an unknown cell holds. */
enum {
  LOCIQ_VALUES = 1 << 0,    /* e; NaN where unknown */
  LOCIQ_SHARE = 1 << 1,     /* s = e/E_r with the published total; NaN where unknown */
  LOCIQ_REFERENCE = 1 << 2, /* x, raw; NaN where unknown or its total is zero */
  LOCIQ_QUOTIENT = 1 << 3,  /* s/x, the location quotient; NaN where either is unknown */
  LOCIQ_KNOWN = 1 << 4,     /* known_share: s over the cells where e is known, rescaled to 1 (shares=raw:
                               not rescaled); 0 where unknown */
  LOCIQ_MATCHED = 1 << 5,   /* matched_share, matched_reference: over the cells where e and x are known, each
                               rescaled to 1 (shares=raw: not rescaled); both 0 where either is unknown */
  LOCIQ_LOCATION = 1 << 6,  /* location = a = e/E_i, E_i = x_i·E; NaN where unknown */
  LOCIQ_SITED = 1 << 7,     /* matched_location, matched_distribution: a and g by industry over the regions where
                               e is known, each rescaled to 1 (shares=raw: not); both 0 where unknown;
                               known_location: a over the regions where e is known, rescaled likewise. NaN
                               where what they are divided by is zero */
  /* Not vectors but sums over them, which a kernel names beside them. */
  LOCIQ_DISTANCE = 1 << 8, /* sums.distance: Σ abs(matched_share - matched_reference) */
  LOCIQ_SQUARES = 1 << 9,  /* sums.squares: Σ known_share² */
  LOCIQ_ENTROPY = 1 << 10  /* sums.entropy: -Σ known_share ln known_share; NaN where one is negative */
};

typedef struct lociq_row {
  size_t industries, width;
  const double *values, *share, *reference, *quotient, *known_share, *matched_share, *matched_reference, *location,
      *known_location, *matched_location, *matched_distribution;
  lociq_share_sums sums;
  double total;        /* E_r */
  double all;          /* E */
  double distribution; /* g_r, raw */
  size_t known;        /* cells where e is known; 0 where these sum to zero: there is nothing to share out */
  size_t matched;      /* cells where e and x are known; 0 where either side sums to zero over them */
  bool raw_shares;     /* --shares raw, for a kernel that makes a reference of its own */
  /* Of an indicator whose options are MEASUREs: each operand's row, in the order
   * of the options, NaN where unknown; over industries, or one value a region:
   * then industries is 1. NULL where the option's word stands for no measure. */
  const double *operands[LOCIQ_OPERANDS];
  /* The same row in the years that kernel->lags names, of operand 0, or of the
   * measure where there are no operands; NaN where the panel has no such year. */
  const double *const *earlier;
  const double *earlier_total;      /* E_r of each, as total */
  const double *needs[LOCIQ_NEEDS]; /* results of the indicators in needs: by industry, or this region's row or value */
  const lociq_given *given;
  const lociq_value *options; /* in the order of the descriptor's options */
  double *scratch;            /* kernel->scratch × width doubles, of this thread */
} lociq_row;

/* A column over regions. Of an indicator whose first MEASURE option has the word "lq"
 * and names something else, that stands in the measure's place: an industry's column
 * of it, or, where it is a region variable, the one column that there is: then the
 * indicator's shape loses the industries. Vectors are `height` long, a multiple of
 * LOCIQ_LANES, 64-byte aligned, NaN past the last region. */
typedef struct lociq_column {
  size_t regions, height;
  size_t industry;      /* LOCIQ_NONE for a region variable's */
  const double *values; /* e, or what stands in its place (operands[0] too); NaN where unknown */
  /* Of the measure; NULL and NaN where something else stands in its place. */
  const double *quotient;     /* the location quotients, where kernel->vectors has LOCIQ_QUOTIENT; else NULL */
  const double *total;        /* E_r; NaN where unknown or zero */
  const double *distribution; /* E_r, or what the option distribution says; NaN where unknown */
  double reference;           /* x_i */
  double industry_total;      /* E_i = x_i·E */
  double all;                 /* E */
  bool raw_shares;            /* --shares raw, for a kernel that shares out */
  const double *operands[LOCIQ_OPERANDS]; /* this industry's column of each, or the region variable */
  const double *earlier[LOCIQ_LAGS];      /* of values, in the years that kernel->lags names */
  const double *needs[LOCIQ_NEEDS];       /* by region, by industry, or one value */
  const lociq_given *given;
  const lociq_value *options;
  double *
      scratch; /* kernel->scratch × height doubles, then kernel->room, of this thread: columns given at once share it */
} lociq_column;

/* A block of rows against a matrix over industries. */
typedef struct lociq_block {
  size_t regions, industries, width; /* rows lie `width` apart */
  const double *quotient;
  const double *needs[LOCIQ_NEEDS]; /* industry × industry_other results lie `industries` apart */
  const lociq_given *given;
  const lociq_value *options;
  double *scratch; /* kernel->scratch × regions × width doubles */
} lociq_block;

/* All of one year: what is by region, by industry, or industry × industry; and of
 * the rows what kernel->held names. */
typedef struct lociq_whole {
  size_t regions, industries;
  const double *needs[LOCIQ_NEEDS];
  const double *operands[LOCIQ_OPERANDS]; /* by region; NULL where the option's word stands for no measure */
  const double *earlier[LOCIQ_LAGS];      /* of operand 0, in the years that kernel->lags names */
  /* M, a bit a cell: region r's are words × r onwards, industry i is bit i % 64 of
   * word i / 64; unknown cells are 0. By the option `threshold`. */
  const uint64_t *specialised;
  size_t words;
  const double *quotients; /* the location quotients, rows lociq_lanes_width(industries) apart */
  /* Room for LOCIQ_REMARK_SIZE bytes, empty at first: why a result is missing, as a
   * clause ("the regions fall into two groups"); shown with the indicator and year. */
  char *remark;
  const lociq_given *given;
  const lociq_value *options;
} lociq_whole;

/* What schedule/ keeps of the rows for a kernel that sees a whole year. */
enum { LOCIQ_HELD_SPECIALISED = 1, LOCIQ_HELD_QUOTIENTS = 2 };

/* Region variables over all years of the panel, whatever years were asked for. */
typedef struct lociq_years {
  size_t years, regions;
  const int *year;                        /* the years themselves, ascending; not all need be there */
  const double *operands[LOCIQ_OPERANDS]; /* years × regions: a measure by industry as its E_r */
  const double *needs[LOCIQ_NEEDS];       /* years × what one year of it has; of kernels of this form only */
  char *remark;                           /* as that of lociq_whole; NULL for the second implementation */
  const lociq_given *given;
  const lociq_value *options;
} lociq_years;

/* A row of which some cells are only known to lie between two bounds (see
 * harmonise.h); a known cell is both of its own. All over industries; NaN where
 * nothing can be said. What is divided by lies between bounds too, unless it was published. */
typedef struct lociq_bounded_row {
  size_t industries;
  const double *share_lower, *share_upper;         /* s = e/E_r */
  const double *known_lower, *known_upper;         /* e over the sum of the row: these add up to 1 */
  const double *reference_lower, *reference_upper; /* x */
  const double *matched_lower, *matched_upper;     /* x over its sum: these add up to 1 */
  const double *location_lower, *location_upper;   /* a = e/E_i */
  const double *operand_lower[LOCIQ_OPERANDS], *operand_upper[LOCIQ_OPERANDS]; /* upper may be INFINITY */
  const lociq_value *options;
  double *scratch; /* kernel->extremes_scratch × industries doubles, of this thread */
} lociq_bounded_row;

/* One year of the raw measure for the naive second implementation, which
 * reckons everything by itself in plain loops. NaN where unknown or not published. */
typedef struct lociq_table {
  size_t regions, industries;
  const double *values;                   /* regions × industries */
  const double *total_region;             /* published; NULL when none is */
  const double *total_industry;           /* published; NULL when none is */
  double total;                           /* published; NaN when not */
  const double *distribution;             /* a region variable, or NULL: E_r; equal: all 1 */
  const double *operands[LOCIQ_OPERANDS]; /* bodies; one value a region: then industries is 1 */
  const double *earlier[LOCIQ_LAGS];      /* bodies of operand 0, or of the measure, in the years of kernel->lags */
  const double *earlier_total_region[LOCIQ_LAGS]; /* published; NULL when none is */
  /* The aggregate that is the reference: what it has of each operand, bodies, or one
   * value where industries is 1; NULL where the reference is the whole. */
  const double *aggregate[LOCIQ_OPERANDS];
  const double *needs[LOCIQ_NEEDS];
  const lociq_years *years; /* of a kernel that sees all years */
  const lociq_given *given;
  bool raw_shares; /* --shares raw */
  const lociq_value *options;
} lociq_table;

typedef enum lociq_form { LOCIQ_ROW, LOCIQ_FOLD, LOCIQ_COLUMN, LOCIQ_BLOCK, LOCIQ_WHOLE, LOCIQ_ALL_YEARS } lociq_form;

typedef struct lociq_kernel {
  lociq_form form;
  unsigned vectors;               /* the vectors that it names */
  const char *needs[LOCIQ_NEEDS]; /* indicators whose results it takes, computed with the same settings */
  /* An option whose choice decides whether needs are needed at all: needs are
   * computed only when this returns true; NULL: always. */
  bool (*needs_wanted)(const lociq_value *options);
  /* Which of the descriptor's outputs these options give; NULL: all. */
  bool (*output_wanted)(const lociq_value *options, size_t output);
  /* Which of its operands these options look at: others are NULL, whatever is there, and
   * have no part in the coverage. Their options have one word in choices. NULL: all. */
  bool (*operand_wanted)(const lociq_value *options, size_t operand);
  /* What it cannot do without, when these options do not give it, to follow "needs"
   * and "the store has no": "plants: --plants names a file of them". NULL
   * where nothing lacks. --all leaves out what lacks something. */
  const char *(*lacks)(const lociq_value *options);
  /* row only: whether these options give results relative to the reference, which is 100.
   * The kernel is then called for the reference too: on the sums of its operands over the
   * regions that know them all, or on what an aggregate has of them, where a value of
   * by_region is 100. It names operands alone, and has no further outputs. NULL: never. */
  bool (*is_relative)(const lociq_value *options);
  /* How many years back it looks, and which, the first LOCIQ_LAGS of them: more are refused. NULL: none.
   * all_years: which of the years that it sees anyway a result rests on, as its coverage then does. */
  size_t (*lags)(const lociq_value *options, long lags[LOCIQ_LAGS]);
  unsigned given;       /* what it is given once: LOCIQ_GIVEN_… */
  unsigned by_industry; /* operands, a bit each, that must be by industry: others are refused */
  unsigned by_region;   /* operands that must not be: one value a region, whatever the shape of the result */
  unsigned held;        /* whole only: LOCIQ_HELD_… */
  size_t scratch;
  /* column only: doubles of scratch that what is given needs beside these, after them; NULL: none. */
  size_t (*room)(const lociq_given *given, size_t regions);

  /* Where an indicator has further outputs, their results follow its own, also
   * those that are not wanted: their places are ignored. */

  /* row: `industries` values of a cell indicator, one of a region indicator.
   * result is 64-byte aligned and has room for `width` values; those past
   * `industries` are ignored; outputs lie `width` apart, of a region indicator next
   * to each other. A region indicator's kernel is not called, and its
   * result is missing, where E_r is missing or zero, or where no cell is known of
   * what it names. */
  void (*row)(const lociq_row *row, double *result);
  /* row: instead of row, which of a cell indicator's vectors is its result. */
  const double *(*vector)(const lociq_row *row);

  /* fold by industry that only others need: how many outputs it has, itself included, where
   * its descriptor does not name them; 0: it does. */
  size_t figures;

  /* fold: a state that starts as zero bytes, is fed the rows of a block in order,
   * and merged, later rows after earlier ones; state_size in bytes. Outputs lie
   * lociq_lanes_width(values of one) apart. */
  size_t (*state_size)(size_t industries, size_t width, const lociq_value *options);
  void (*fold)(const lociq_row *row, void *state);
  void (*merge)(void *state, const void *later, size_t industries, size_t width);
  void (*finish)(const void *state, size_t industries, size_t width, const lociq_value *options, double *result);

  /* column: of an indicator by industry one value, outputs next to each other; of
   * one by region (and industry) a column, outputs `height` apart. */
  void (*column)(const lociq_column *column, double *result);
  /* Instead of column: up to at_once columns, for what they share: a multiple of
   * LOCIQ_LANES, at most LOCIQ_COLUMNS_AT_ONCE. How many there are shows in no result. */
  size_t at_once;
  void (*columns)(const lociq_column *columns, size_t count, double *const *results);
  void (*block)(const lociq_block *block, double *result); /* regions × industries */
  /* Outputs lie lociq_lanes_width(values of one) apart. */
  lociq_status (*whole)(const lociq_whole *whole, double *result, lociq_error *error);
  /* Called once, before the first year; years × values of one (by region, or one),
   * outputs that far apart, also of the second implementation. */
  lociq_status (*all_years)(const lociq_years *years, double *result, lociq_error *error);

  /* The least and the largest that the row's result can be while its cells lie within
   * their bounds: `industries` values each of a cell indicator, one of a region
   * indicator. The descriptor's `interval` says how sure they are. NULL: not given. */
  void (*extremes)(const lociq_bounded_row *row, double *minimum, double *maximum);
  bool (*extremes_wanted)(const lociq_value *options); /* whether they are given with these options; NULL: always */
  size_t extremes_scratch;

  /* The second implementation, from the raw table of one year, with libm and
   * plain loops. Outputs follow each other without gaps. Where numbers are drawn,
   * the same ones are. */
  void (*naive)(const lociq_table *table, double *result);
} lociq_kernel;

#endif
