/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making statistics coherent: other categories, other vintages of regions, other
 * levels, and the cells that were suppressed.
 *
 * Each function makes a new panel from one or more panels of measures, and leaves
 * these as they are. A panel has one level of regions and one of industries; the
 * tables of other levels are panels of their own.
 */
#ifndef LOCIQ_HARMONISE_H
#define LOCIQ_HARMONISE_H

#include <lociq/panel.h>
#include <lociq/progress.h>
#include <lociq/read.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Concordances: from the codes of one axis to those of another ---- */

/* Which codes go to which others, and by how much: rows from, to, weight. The weights
 * of a code need not add up to one. */
typedef struct lociq_concordance lociq_concordance;

typedef struct lociq_concordance_options {
  const char *from, *to;       /* columns; NULL: "from", "to" */
  const char *weight;          /* column; NULL: "weight" where there is one, else each row weighs 1 */
  const char *label;           /* column of what the target is called; NULL: "label" where there is one */
  const lociq_filter *filters; /* rows to keep, by any columns, at most LOCIQ_CONCORDANCE_FILTERS */
  size_t filter_count;
  const lociq_progress *progress;
} lociq_concordance_options;
enum { LOCIQ_CONCORDANCE_FILTERS = 12 };

lociq_concordance_options lociq_concordance_options_default(void);

/* Reads a table with a heading, compressed or not. The weights of rows that repeat a
 * pair are added, and progress is told how many did; a target's first label counts.
 * LOCIQ_BAD_INPUT, with file and line: no such column, a weight that is no number from
 * 0 to 1e100, an empty code, no row at all; LOCIQ_INVALID: the filters leave none. The
 * input's name and digest go into *input, which may be NULL; the caller clears it and
 * frees the concordance. */
lociq_status lociq_concordance_read(const char *path, const lociq_concordance_options *options,
                                    lociq_concordance **concordance, lociq_input *input, lociq_error *error);
/* From each code of an axis up to its ancestor of a level, as the code says by itself
 * (lociq_code_ancestor) or, where that is none, one of its parents; weights 1. Level as
 * of lociq_level_parse, or "parent": the axis's parents, where a member has none the
 * next level above its code. LOCIQ_INVALID where a code has no such ancestor. */
lociq_status lociq_concordance_of_level(const lociq_axis *axis, const char *level, lociq_concordance **concordance,
                                        lociq_error *error);
/* Gives the targets labels and parents from a file code,label,parent, which come before
 * those that they had. *input as above. */
lociq_status lociq_concordance_label(lociq_concordance *concordance, const char *path, const lociq_progress *progress,
                                     lociq_input *input, lociq_error *error);
void lociq_concordance_free(lociq_concordance *concordance);

typedef struct lociq_conversion_options {
  lociq_axis_kind axis;        /* LOCIQ_REGION or LOCIQ_INDUSTRY */
  const char *const *relative; /* measures that are shares or rates, beside price_level and those in per cent; the
                                  others are amounts */
  size_t relative_count;
  bool skip_missing; /* an amount is the sum of what is known of it; else it is missing where a source is */
  int threads;       /* 0: as OpenMP says */
  size_t memory;     /* bound on memory in bytes, see memory.h; 0: none */
  const lociq_progress *progress;
} lociq_conversion_options;

lociq_conversion_options lociq_conversion_options_default(void);

/* What a conversion did with one measure, over all years and cells. Of a relative one
 * there is no sum: its figures are NaN. */
typedef struct lociq_conversion_account {
  char *measure;
  bool relative;
  double before, after, lost; /* before = after + lost + withheld, to rounding */
  double withheld;            /* known sources of cells that are missing */
  size_t missing;             /* cells that are missing though a source is known */
  size_t partial;             /* cells found from a part of their sources: of a relative measure by rescaled
                                 weights, of an amount, with skip_missing, too low */
} lociq_conversion_account;

/* A code that went nowhere: the concordance lacks it, or all of its weights are 0. */
typedef struct lociq_conversion_loss {
  char *measure, *code;
  double amount;         /* of its known cells; NaN for a relative measure */
  size_t known, missing; /* its cells */
} lociq_conversion_loss;

typedef struct lociq_conversion_report {
  lociq_axis_kind axis;
  size_t sources, targets;            /* codes of the axis before and after */
  size_t named;                       /* targets of the concordance, whether anything here goes to them or not */
  lociq_conversion_account *accounts; /* one a measure that lies on the axis */
  size_t account_count;
  lociq_conversion_loss *losses; /* by measure, then code */
  size_t loss_count;
  size_t lifted; /* codes of the panel that the concordance has only in finer codes below them */
  /* Codes that the concordance has beside those of the panel for the same targets, and
   * these targets: a part of them is unknown. */
  char **absent;
  size_t absent_count, incomplete;
} lociq_conversion_report;

void lociq_conversion_report_free(lociq_conversion_report *report);
/* The report as the program prints it, a few lines without a final line break, with the
 * 20 largest losses of each measure; free() it. */
lociq_status lociq_conversion_report_format(const lociq_conversion_report *report, char **text, lociq_error *error);

/* Converts all measures, their flags, totals, aggregates and bounds along one axis:
 *   amounts   y_b = Σ_a x_a w_ab / Σ_b w_ab
 *   relative  y_b = Σ_a x_a w_ab / Σ_a w_ab over the known x_a
 * where a runs over all that the concordance has for b: a code that the panel lacks is
 * a missing source. A code of the panel that the concordance lacks, but has codes below
 * of, has the sums of their weights. The flags of all sources are kept together. Totals
 * along the axis itself stay as published. Bounds (kind "bound", <measure>_lower and
 * <measure>_upper) are converted as their measure is, but missing where a source is.
 * Results and other kinds do not pass. Sums run in the order of the panel's codes: the
 * same bits for any number of threads. Source: METHODS, NUTS vintages; docs/harmonise.md.
 * The caller frees both.
 *   LOCIQ_INVALID  no code of the panel is in the concordance; a relative measure
 *                  that is not there; another axis */
lociq_status lociq_panel_convert(const lociq_panel *panel, const lociq_concordance *concordance,
                                 const lociq_conversion_options *options, lociq_panel **converted,
                                 lociq_conversion_report **report, lociq_error *error);

/* A cell where children do not add up to their published parent. */
typedef struct lociq_difference {
  char *measure, *region, *industry; /* "TOTAL" for a total; industry "" for a region variable */
  int year;
  double sum, published;
} lociq_difference;

/* Whether the measures of `fine` add up to its own published totals and to those of
 * `coarse` (NULL: to its own alone), whose codes are the same or ancestors: body to body,
 * totals to totals, in the years that both have. The grand total is compared with the
 * regions' totals, else with the industries', else with the cells. Relative measures are
 * not compared. Sums of which a part is missing are not compared either, but counted.
 * tolerance is absolute, in the measure's unit, for each figure of a comparison, the
 * published one too; plus 1e-9 of their absolute sum for the arithmetic. By measure, year,
 * region and industry. The caller frees the differences with lociq_differences_free.
 *   LOCIQ_INVALID  no measure, year, region or industry in common; other units */
lociq_status lociq_panel_compare(const lociq_panel *fine, const lociq_panel *coarse, double tolerance,
                                 lociq_difference **differences, size_t *count, size_t *compared, size_t *incomplete,
                                 lociq_error *error);
void lociq_differences_free(lociq_difference *differences, size_t count);

/* ---- Estimating suppressed and missing cells ---- */

typedef enum lociq_fill {
  LOCIQ_FILL_FIT,   /* nearest to the prior inside the bounds, meeting all totals: IPF where no bound is met */
  LOCIQ_FILL_GRAS,  /* for tables with negative cells: the whole table is balanced from the prior */
  LOCIQ_FILL_EQUAL, /* what is left of the nearest known parent, in equal parts, or by the prior where one is given */
  LOCIQ_FILL_NONE   /* bounds alone */
} lociq_fill;

/* Which sums may lack parts: codes that are on no axis, such as unclassified industries or
 * unknown counties. Their parts may add up to less. */
typedef enum lociq_rest {
  LOCIQ_REST_NONE,
  LOCIQ_REST_TOTALS, /* those of the published totals over all regions, or over all industries */
  LOCIQ_REST_ALL     /* at each level */
} lociq_rest;

typedef struct lociq_estimate_options {
  const char *measure; /* NULL: employment */
  lociq_fill fill;
  const char *prior; /* "proportional" (region × industry totals), a measure such as establishments, or a year; NULL:
                        proportional */
  double rounding;   /* published figures are right to within this, in the measure's unit; 0: exact */
  lociq_rest rest;
  bool absent_zero;  /* a cell of a table that has neither a value nor a flag is zero: the source lists all that there
                        is, as QCEW does; else it is missing as others are */
  double tolerance;  /* of totals, relative: 1e-10 */
  size_t iterations; /* at most: 10,000 */
  int first_year, last_year; /* both 0: all */
  int threads;
  size_t memory; /* bound on memory in bytes, see memory.h; 0: none */
  const lociq_progress *progress;
} lociq_estimate_options;

lociq_estimate_options lociq_estimate_options_default(void);

/* What was found, over all years. */
typedef struct lociq_estimate_report {
  size_t cells, known, determined, estimated; /* determined: missing, but the bounds leave one value */
  size_t sweeps, iterations;                  /* most of a year */
  double worst;                               /* largest relative deviation of a total after the fill */
} lociq_estimate_report;

/* Fills the missing cells of a measure on the finest regions and industries of the
 * panels: tables[0] is the one to be filled, or to be split where no table lies on
 * both finest axes; the others hold the same measure at coarser levels of regions,
 * industries or both, whose codes are the same or ancestors. Published totals count as
 * tables too.
 *
 * Bounds come first, by interval tightening over all sums: each missing cell lies
 * between <measure>_lower and <measure>_upper, cubes of kind "bound" beside the
 * measure; a known cell is its own bounds. Then the fill: flag `estimated` is added to what is filled;
 * the flags it had stay. All measures of tables[0] but this one pass unchanged. Source: METHODS,
 * Estimation; docs/estimation.md. The same bits for any number of threads. The caller frees.
 *   LOCIQ_CONFLICT  totals that cannot be met: names the margin, by how much
 *   LOCIQ_INVALID   no such measure or prior, codes of a table that are no ancestors;
 *                   not converged in the iterations allowed, or no nearer for long */
lociq_status lociq_panel_estimate(const lociq_panel *const *tables, size_t table_count,
                                  const lociq_estimate_options *options, lociq_panel **estimated,
                                  lociq_estimate_report *report, lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif
