/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a kernel is given once for the whole computation, beside its vectors: from
 * files that its options name, or from the axes. schedule/ makes it and owns it.
 */
#ifndef LOCIQ_INDICATORS_GIVEN_H
#define LOCIQ_INDICATORS_GIVEN_H

#include <stddef.h>

/* What a kernel asks for. */
enum {
  LOCIQ_GIVEN_INDUSTRY_GROUPS = 1 << 0, /* by the option `level`: parent, or a level's name */
  LOCIQ_GIVEN_COUNTRIES = 1 << 1,       /* of regions, by their codes or topmost parents */
  LOCIQ_GIVEN_NEIGHBOURS = 1 << 2,      /* by the options `neighbours`, `points`, `nearest`, `distance` */
  LOCIQ_GIVEN_PLANTS = 1 << 3,          /* by the option `plants`; a path, or none */
  LOCIQ_GIVEN_RULES = 1 << 4,           /* by the option `rules` */
  LOCIQ_GIVEN_RELATEDNESS = 1 << 5,     /* by the option `relatedness_file` */
  LOCIQ_GIVEN_HERFINDAHL = 1 << 6       /* by the option `plant_herfindahl`; a path, or none */
};

/* Members of an axis by group. */
typedef struct lociq_groups {
  size_t count;
  const size_t *of; /* by member: its group, LOCIQ_NONE where it has none */
} lociq_groups;

/* Who is whose neighbour: of region r, entries first[r] to first[r + 1]. Weights
 * are as given (1 for nearest points): not standardised. */
typedef struct lociq_neighbours {
  const size_t *first;  /* regions + 1 */
  const size_t *region; /* of an entry, never r itself */
  const double *weight; /* positive */
} lociq_neighbours;

/* Plants by industry: of industry i, entries first[i] to first[i + 1], in the
 * order of the file. */
typedef struct lociq_plants {
  const size_t *first;      /* industries + 1; NULL: no file is given */
  const size_t *region;     /* of a plant */
  const double *employment; /* of a plant; above 0 */
} lociq_plants;

struct lociq_rules;

typedef struct lociq_given {
  lociq_groups industry_groups, countries;
  lociq_neighbours neighbours;
  lociq_plants plants;
  const double *plant_herfindahl;  /* by industry, above 0 and at most 1; NaN where the file has none; NULL: no file */
  const struct lociq_rules *rules; /* see location/rules.h */
  const double *relatedness;       /* industries × industries, NaN where unknown; NULL: none was given */
  double jobs_per_unit;            /* what one unit of the measure stands for: 1000 where it counts thousands */
} lociq_given;

#endif
