/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cube: one measure, or one indicator's result, over year × region ×
 * industry or over some of these axes.
 *
 * Values are doubles in the order year, region, industry (then, for a matrix of
 * relatedness, industry_other), so that a region's row is contiguous. A missing
 * value is NaN, and a 16-bit flag word says why; a true zero is 0.
 *
 * Beside its body a measure has the totals as they were published, which need
 * not be the sums of the known cells, and the rows of region aggregates (EU28).
 */
#ifndef LOCIQ_CUBE_H
#define LOCIQ_CUBE_H

#include <lociq/axis.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Over which axes values lie: a set of these bits. */
enum {
  LOCIQ_BY_YEAR = 1,
  LOCIQ_BY_REGION = 2,
  LOCIQ_BY_AGGREGATE = 4,
  LOCIQ_BY_INDUSTRY = 8,
  LOCIQ_BY_INDUSTRY_OTHER = 16
};

/* The flags of a cell, a bit a letter, so that `bdu` keeps all three. */
enum {
  LOCIQ_FLAG_BREAK = 1 << 0,                 /* b */
  LOCIQ_FLAG_CONFIDENTIAL = 1 << 1,          /* c, and C of CONF_STATUS: suppressed */
  LOCIQ_FLAG_DIFFERS = 1 << 2,               /* d: definition differs */
  LOCIQ_FLAG_ESTIMATED = 1 << 3,             /* e */
  LOCIQ_FLAG_FORECAST = 1 << 4,              /* f */
  LOCIQ_FLAG_IMPUTED = 1 << 5,               /* i, earlier s */
  LOCIQ_FLAG_NOT_APPLICABLE = 1 << 6,        /* m, earlier z */
  LOCIQ_FLAG_NOT_SIGNIFICANT = 1 << 7,       /* n */
  LOCIQ_FLAG_PROVISIONAL = 1 << 8,           /* p */
  LOCIQ_FLAG_REVISED = 1 << 9,               /* r */
  LOCIQ_FLAG_UNRELIABLE = 1 << 10,           /* u */
  LOCIQ_FLAG_NOT_FOR_PUBLICATION = 1 << 11,  /* N of CONF_STATUS */
  LOCIQ_FLAG_PRIMARY_CONFIDENTIAL = 1 << 12, /* P of CONF_STATUS */
  LOCIQ_FLAG_COUNT = 13
};

/* The flags' letters, meanings and bits, in bit order: what reads, prints and
 * documents a flag word. */
typedef struct lociq_flag {
  char letter;
  uint16_t bit;
  const char *meaning; /* one word with underscores, for CF flag_meanings */
} lociq_flag;
extern const lociq_flag lociq_flags[LOCIQ_FLAG_COUNT];

/* Writes the letters of a flag word, in bit order, and a NUL. */
void lociq_flag_letters(uint16_t flags, char letters[LOCIQ_FLAG_COUNT + 1]);

/* The parts of a cube. Each has the name of the cube and its suffix. */
typedef enum lociq_part {
  LOCIQ_BODY,
  LOCIQ_TOTAL_REGION,    /* (year, region): published total of a region's industries */
  LOCIQ_TOTAL_INDUSTRY,  /* (year, industry): published total of an industry */
  LOCIQ_TOTAL,           /* (year): published total of everything */
  LOCIQ_AGGREGATE_BODY,  /* (year, aggregate, industry) */
  LOCIQ_AGGREGATE_TOTAL, /* (year, aggregate) */
  LOCIQ_PARTS
} lociq_part;

typedef struct lociq_part_kind {
  const char *suffix; /* "", "_total_region", "_total_industry", "_total", "_aggregate", "_aggregate_total" */
  unsigned shape;     /* of this part where the body is year × region × industry; 0 for the body: its own */
} lociq_part_kind;
extern const lociq_part_kind lociq_part_kinds[LOCIQ_PARTS];

/* Values and flags of one part; flags is NULL where no cell has one. A part
 * that is absent has values NULL and count 0. */
typedef struct lociq_grid {
  double *values;
  uint16_t *flags;
  size_t count;
} lociq_grid;

/* What is said of a cube in the store: numbers where count > 0, else text. */
typedef struct lociq_attribute {
  char *name;
  char *text;
  double numbers[2];
  size_t count;
} lociq_attribute;

typedef struct lociq_cube {
  char *name;   /* a letter, then letters, digits and underscores */
  char *kind;   /* the store's lociq_kind: "measure", "bound", "indicator", "framework" */
  char *unit;   /* "" when it has none */
  char *title;  /* long_name */
  char *source; /* "" when unknown */
  unsigned shape;
  lociq_grid parts[LOCIQ_PARTS];
  lociq_attribute *attributes;
  size_t attribute_count;
} lociq_cube;

/* A cube without parts. Strings are copied, NULL is taken for "". LOCIQ_INVALID
 * for a name that netCDF would not take. The caller frees. */
lociq_status lociq_cube_create(const char *name, const char *kind, unsigned shape, lociq_cube **cube,
                               lociq_error *error);
void lociq_cube_free(lociq_cube *cube);
/* Another cube without parts that says of itself what this one does: name, kind,
 * shape, texts, attributes. The caller frees. */
lociq_status lociq_cube_copy_description(const lociq_cube *cube, lociq_cube **copy, lociq_error *error);

/* Replaces one of the strings (unit, title, source) by a copy. */
lociq_status lociq_cube_set_text(char **field, const char *text, lociq_error *error);
lociq_status lociq_cube_add_text(lociq_cube *cube, const char *name, const char *text, lociq_error *error);
lociq_status lociq_cube_add_numbers(lociq_cube *cube, const char *name, const double *numbers, size_t count,
                                    lociq_error *error);
/* The attribute of that name, or NULL. Borrowed. */
const lociq_attribute *lociq_cube_attribute(const lociq_cube *cube, const char *name);

/* The shape of a part of this cube: that of its kind less the axes which the
 * body lacks. */
unsigned lociq_cube_part_shape(const lociq_cube *cube, lociq_part part);

/* Allocates a part of `count` values, all NaN, with flags (all 0) when asked.
 * Does nothing where the part is there with that count; adds flags where it had
 * none. */
lociq_status lociq_cube_allocate(lociq_cube *cube, lociq_part part, size_t count, bool flags, lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif
