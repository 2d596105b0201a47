/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an indicator computes with: the five forms of a kernel, and the vectors
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

#include "numeric/lanes.h"

enum { LOCIQ_OPERANDS = 3, LOCIQ_NEEDS = 4 };

/* The value of an option. CHOICE: the position among its choices. MEASURE and
 * DISTRIBUTION: nothing, they arrive as vectors. */
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
  LOCIQ_SITED = 1 << 7      /* matched_location, matched_distribution: a and g by industry over the regions where
                               e is known, each rescaled to 1 (shares=raw: not); both 0 where unknown;
                               known_location: a over the regions where e is known, rescaled likewise. NaN
                               where what they are divided by is zero */
};

typedef struct lociq_row {
  size_t industries, width;
  const double *values, *share, *reference, *quotient, *known_share, *matched_share, *matched_reference, *location,
      *known_location, *matched_location, *matched_distribution;
  double total;        /* E_r */
  double all;          /* E */
  double distribution; /* g_r, raw */
  size_t known;        /* cells where e is known; 0 where these sum to zero: there is nothing to share out */
  size_t matched;      /* cells where e and x are known; 0 where either side sums to zero over them */
  bool raw_shares;     /* --shares raw, for a kernel that makes a reference of its own */
  /* Of an indicator whose options are MEASUREs: each operand's row, in the order
   * of the options, NaN where unknown; over industries, or one value a region:
   * then industries is 1. */
  const double *operands[LOCIQ_OPERANDS];
  const double *needs[LOCIQ_NEEDS]; /* results of the indicators in needs: by industry, or this region's row or value */
  const lociq_value *options;       /* in the order of the descriptor's options */
  double *scratch;                  /* kernel->scratch × width doubles, of this thread */
} lociq_row;

/* A column over regions. */
typedef struct lociq_column {
  size_t regions;
  const double *values;       /* e; NaN where unknown */
  const double *distribution; /* E_r, or what the option distribution says; NaN where unknown */
  const lociq_value *options;
  double *scratch; /* kernel->scratch × regions doubles, of this thread */
} lociq_column;

/* A block of rows against a matrix over industries. */
typedef struct lociq_block {
  size_t regions, industries, width; /* rows lie `width` apart */
  const double *quotient;
  const double *needs[LOCIQ_NEEDS]; /* industry × industry_other results lie `industries` apart */
  const lociq_value *options;
  double *scratch; /* kernel->scratch × regions × width doubles */
} lociq_block;

/* All of one year, small things only. */
typedef struct lociq_whole {
  size_t regions, industries;
  const double *needs[LOCIQ_NEEDS];
  const double *operands[LOCIQ_OPERANDS];
  const lociq_value *options;
} lociq_whole;

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
  const double *needs[LOCIQ_NEEDS];
  bool raw_shares; /* --shares raw */
  const lociq_value *options;
} lociq_table;

typedef enum lociq_form { LOCIQ_ROW, LOCIQ_FOLD, LOCIQ_COLUMN, LOCIQ_BLOCK, LOCIQ_WHOLE } lociq_form;

typedef struct lociq_kernel {
  lociq_form form;
  unsigned vectors;               /* the vectors that it names */
  const char *needs[LOCIQ_NEEDS]; /* indicators whose results it takes, computed with the same settings */
  /* An option whose choice decides whether needs are needed at all: needs are
   * computed only when this returns true; NULL: always. */
  bool (*needs_wanted)(const lociq_value *options);
  size_t scratch;

  /* row: `industries` values of a cell indicator, one of a region indicator.
   * result is 64-byte aligned and has room for `width` values; those past
   * `industries` are ignored. A region indicator's kernel is not called, and its
   * result is missing, where E_r is missing or zero, or where no cell is known of
   * what it names. */
  void (*row)(const lociq_row *row, double *result);

  /* fold: a state that starts as zero bytes, is fed the rows of a block in order,
   * and merged in the order of blocks; state_size in bytes. */
  size_t (*state_size)(size_t industries, size_t width);
  void (*fold)(const lociq_row *row, void *state);
  void (*merge)(void *state, const void *later, size_t industries, size_t width);
  void (*finish)(const void *state, size_t industries, size_t width, const lociq_value *options, double *result);

  double (*column)(const lociq_column *column);
  void (*block)(const lociq_block *block, double *result); /* regions × industries */
  lociq_status (*whole)(const lociq_whole *whole, double *result, lociq_error *error);

  /* The second implementation, from the raw table of one year, with libm and
   * plain loops. */
  void (*naive)(const lociq_table *table, double *result);
} lociq_kernel;

#endif
