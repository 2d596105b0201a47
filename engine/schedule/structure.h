/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The structure of a year: totals and what regions and industries are held
 * against, by the conventions on incomplete data.
 */
#ifndef LOCIQ_SCHEDULE_STRUCTURE_H
#define LOCIQ_SCHEDULE_STRUCTURE_H

#include "numeric/quotients.h"
#include "schedule/request.h"
#include "schedule/sweep.h"

typedef struct lociq_structure {
  size_t regions, industries, width;
  double *region_total;             /* E_r, by region; NaN where unknown */
  const double *published_region;   /* as published, whatever --totals says; NULL when none is; borrowed */
  const double *published_industry; /* likewise */
  bool region_unknown;              /* an E_r is unknown */
  double all;                       /* E */
  /* By industry, `width` long. */
  double *reference;            /* x; NaN where unknown or zero */
  lociq_divisors divisors;      /* the same, to be divided by */
  double *matched_reference;    /* x rescaled over all that are known (shares=raw: x), 0 elsewhere */
  double *industry_total;       /* E_i = x·E; NaN as x */
  double *known_sum;            /* Σ e over the regions where it is known */
  double *matched_sum;          /* Σ e where the distribution is known too */
  double *matched_distribution; /* Σ of the distribution over these regions */
  double reference_sum;         /* of the known */
  size_t reference_known;       /* industries whose x is neither unknown nor zero */
  bool reference_unknown;       /* an x is unknown, rather than zero */
  const double *distribution;   /* by region, as it was given: E_r, 1 or a variable; borrowed */
  double distribution_all;      /* what it is divided by to give g */
  double *ones;                 /* the distribution `equal` */
} lociq_structure;

lociq_status lociq_structure_create(size_t regions, size_t industries, bool equal, lociq_structure **structure,
                                    lociq_error *error);
void lociq_structure_free(lociq_structure *structure);

/* Reckons a year of the request's measure. The sweep says where rows come from
 * (source, year, regions, industries, slab_rows, threads); it is run when totals
 * were not all published. sited: the sums over regions are wanted. */
lociq_status lociq_structure_reckon(lociq_structure *structure, const lociq_request *request, const lociq_sweep *sweep,
                                    bool sited, lociq_error *error);

/* E_r of a row: the published one (NaN where there is none), else the sum of what is
 * known of it, as --missing has it. */
double lociq_structure_total_of(lociq_missing missing, double published, double sum, size_t known, size_t industries);

/* E_r alone of some cube by region and industry, into totals. */
lociq_status lociq_structure_region_totals(const lociq_request *request, const lociq_sweep *sweep,
                                           const lociq_cube *cube, double *totals, lociq_error *error);

/* What an aggregate has of a cube in the year: `body` its industries, or the one value of a
 * region variable, NULL where there are none, borrowed; `total` that value, or the published
 * total, else the sum of what is known, as --missing has it. */
lociq_status lociq_structure_aggregate(const lociq_request *request, const lociq_sweep *sweep, const lociq_cube *cube,
                                       const double **body, double *total, lociq_error *error);

#endif
