/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A block: one respect in which two units are compared. blocks.def lists the methods;
 * each has its file, which defines lociq_block_<name>. The similarities of industries' shares
 * are one method with seven names, structure.c.
 */
#ifndef LOCIQ_PARTNERS_BLOCK_H
#define LOCIQ_PARTNERS_BLOCK_H

#include "numeric/random.h"
#include "partners/units.h"
#include "read/document.h"

/* ---- what a specification says of a block ---- */

typedef struct lociq_block_variable {
  const char *name;   /* as lociq_statistics_read has it */
  double weight;      /* within the block, 1 */
  bool low_is_better; /* for `lead` */
  size_t place;       /* in the document, where there is one */
} lociq_block_variable;

typedef struct lociq_block_plan {
  const char *name, *method; /* the block's name: its method's unless it says one; each once */
  double weight;
  const char *of;          /* the measure or indicator by industry that it compares; NULL: the options' measure */
  const char *year;        /* NULL: the options' year */
  const char *other_year;  /* the year of the other side: who stood then where we stand; NULL: the same */
  const char *treat;       /* a treatment of composite/column.h: "none", "winsorise", "log", … */
  const char *relatedness; /* a file of relatedness; NULL: proximity of the measure */
  lociq_block_variable *variables;
  size_t variable_count;
  const char **targets; /* industries */
  size_t target_count;
  size_t nearest; /* only so many units, the best by this block, may be partners; 0: all */
  size_t place;   /* in the document; LOCIQ_NONE: no document says it */
} lociq_block_plan;

enum { LOCIQ_BLOCK_NAME_LONGEST = 48 };

typedef struct lociq_block_source {
  const lociq_statistics *statistics;
  const lociq_units *units;
  const lociq_partner_options *options;
  const lociq_document *document; /* of the specification, for errors; NULL: none */
  size_t memory; /* bytes that the rows of a searched similarity's profiles may take (match.h); 0: as many as they do */
} lociq_block_source;

/* "partners.yaml:12:5: blocks: …", or the message alone where no document says it. Returns LOCIQ_INVALID. */
lociq_status lociq_block_refuse(const lociq_block_source *source, const lociq_block_plan *plan, lociq_error *error,
                                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---- the block, prepared ---- */

typedef struct lociq_block lociq_block;

typedef struct lociq_block_method {
  /* What they bring us is not what we bring them: score(a, b) is what b brings a. Else score(a, b) and score(b, a) are
   * the same bits, as long as both sides are of one year. */
  bool directed;
  /* Reads and prepares all units. Sets item_count, items and state. */
  lociq_status (*prepare)(const lociq_block_source *source, const lociq_block_plan *plan, lociq_block *block,
                          lociq_error *error);
  void (*release)(void *state);
  /* Bytes that preparing it and comparing by it take at most; NULL: little. Errors of the plan are prepare's to tell.
   */
  size_t (*bytes)(const lociq_block_source *source, const lociq_block_plan *plan);
  /* From 0 to 1 (pearson from -1), by sums in a fixed order: the same bits always; NaN where the two have nothing to
   * compare, and -INFINITY where they are no match, whatever other blocks say. Positions are of units. parts,
   * item_count of them with room for whole lanes (lociq_lanes_width), 64-byte aligned, add up to it where it is finite;
   * NULL: not wanted. Called by many threads at once. */
  double (*score)(const lociq_block *block, size_t own, size_t other, double *parts);
  /* An item's value, as a reader knows it (a share, euros, 1 where declared): of the unit as the own
   * side and as the other one; NaN where there is none. */
  double (*value)(const lociq_block *block, size_t unit, size_t item, bool other);
  /* The state of the same block as other data might have made it, for rank intervals: the counts behind it drawn anew
   * (lociq_table_redraw), or its items weighted by chance. The items stay. It may share what the block owns, and is
   * released before it. Not called by several threads, so that it may use them. All blocks are handed the same
   * stream: those of the same counts draw the same. *state NULL: nothing in this block is left to chance; so it is
   * where redraw is NULL. */
  lociq_status (*redraw)(const lociq_block *block, lociq_random *random, void **state, lociq_error *error);
} lociq_block_method;

struct lociq_block {
  const lociq_block_method *method;
  char *name, *method_name;
  double weight;  /* above 0 */
  size_t nearest; /* as the plan says */
  bool directed;  /* as its method says, or because its two sides are of other years: prepare sets it then */
  size_t item_count;
  lociq_partner_item *items; /* `block` in them is set by the caller */
  void *state;
};

enum { LOCIQ_BLOCKS_MOST = 64 };

/* Blocks that make a score, at most LOCIQ_BLOCKS_MOST. */
typedef struct lociq_blocks {
  lociq_block *items;
  size_t count;
  const lociq_units *units; /* whose minimum_known counts; NULL: none */
  double minimum_known;     /* two of which less of the weights can be compared are no match, unless one has no region
                               of the store and so no statistics */
} lociq_blocks;

/* Bytes that all of them take at most. */
size_t lociq_blocks_bytes(const lociq_block_source *source, const lociq_block_plan *plans, size_t count);
/* The caller clears. What the source names is borrowed until then. */
lociq_status lociq_blocks_prepare(const lociq_block_source *source, const lociq_block_plan *plans, size_t count,
                                  lociq_blocks *blocks, lociq_error *error);
void lociq_blocks_clear(lociq_blocks *blocks);

/* The score of a pair: sum_b w_b s_b / sum_b w_b over the blocks that can compare it, in their order; NaN where none
 * can, too little is known, or one says that they are no match. weights NULL: the blocks' own. shares (count of blocks;
 * NULL: not wanted): each one's part, NaN where it cannot; they add up to the score in their order. known: the share of
 * the weights, may be NULL. */
double lociq_blocks_score(const lociq_blocks *blocks, const double *weights, size_t own, size_t other, double *shares,
                          double *known);

/* The method of that name and its text; a similarity's is that of structure.c. LOCIQ_INVALID names those there are. */
lociq_status lociq_block_method_find(const char *name, const lociq_similarity **text, const lociq_block_method **method,
                                     lociq_error *error);

/* Adds an item to a block that has room for it (items allocated by prepare); copies the texts. False: no memory. */
bool lociq_block_item_set(lociq_block *block, size_t item, const char *name, const char *label, const char *unit);

/* ---- what methods' preparations share ---- */

/* Bytes of the values of a year of a cube by region and industry. */
size_t lociq_block_cell_bytes(const lociq_block_source *source);
/* The position of a year of the plan; NULL: that of the options. Errors of these name the plan's place. */
lociq_status lociq_block_find_year(const lociq_block_source *source, const lociq_block_plan *plan, const char *text,
                                   size_t *year, lociq_error *error);
/* lociq_statistics_read. */
lociq_status lociq_block_read_variable(const lociq_block_source *source, const lociq_block_plan *plan, const char *name,
                                       size_t year, lociq_statistic *variable, lociq_error *error);
/* The measure by industry that the plan compares, and the position of its year; with or without its values. The caller
 * clears. */
lociq_status lociq_block_read_measure(const lociq_block_source *source, const lociq_block_plan *plan,
                                      lociq_statistic *measure, size_t *year, lociq_error *error);
lociq_status lociq_block_open_measure(const lociq_block_source *source, const lociq_block_plan *plan,
                                      lociq_statistic *measure, size_t *year, lociq_error *error);
/* LOCIQ_INVALID where there is no linkage. */
lociq_status lociq_block_require_linkage(const lociq_block_source *source, const lociq_block_plan *plan,
                                         lociq_error *error);
/* Makes industries a block's items; positions NULL: all of the axis. */
lociq_status lociq_block_name_industries(lociq_block *block, const lociq_axis *industries, const size_t *positions,
                                         size_t count, const char *unit, lociq_error *error);
/* Whether what is known in both is enough: its share of weights that add up to 1 but for roundings. */
static inline bool lociq_block_covers(double share, double least) { return share >= least - 1e-12; }

#endif
