/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was asked for, checked and understood: the indicators with what they
 * need, their options, the measures, the years.
 */
#ifndef LOCIQ_SCHEDULE_REQUEST_H
#define LOCIQ_SCHEDULE_REQUEST_H

#include <lociq/compute.h>

#include "indicators/kernel.h"

/* What there is to ask for: lociq_catalogue() and lociq_shared_options(), or a
 * test's own. */
typedef struct lociq_offer {
  const lociq_indicator *const *indicators;         /* ended by NULL */
  const lociq_indicator *(*find)(const char *name); /* those that only others need; may be NULL */
  const lociq_option *shared;                       /* ended by a NULL name */
} lociq_offer;

typedef enum lociq_missing { LOCIQ_MISSING_SKIP, LOCIQ_MISSING_PROPAGATE, LOCIQ_MISSING_ZERO } lociq_missing;

/* One indicator to be computed: asked for, or only needed by another. */
typedef struct lociq_instance {
  const lociq_indicator *indicator;
  bool asked;
  lociq_value options[LOCIQ_OPTIONS_MAXIMUM];
  const char *texts[LOCIQ_OPTIONS_MAXIMUM]; /* each option as it is used */
  size_t needs[LOCIQ_NEEDS];                /* positions among the instances, or LOCIQ_NONE */
  const lociq_cube *operands[LOCIQ_OPERANDS];
  size_t operand_count;
  long lags[LOCIQ_LAGS]; /* how many years back it looks */
  size_t lag_count;
  unsigned shape;
  size_t level; /* of the pass that computes it */
} lociq_instance;

/* What kernels are given once, and the memory that it lies in. */
typedef struct lociq_supply {
  lociq_given given;
  unsigned loaded; /* LOCIQ_GIVEN_… */
  void **memory;
  size_t count;
  lociq_input inputs[LOCIQ_OPTIONS_MAXIMUM]; /* the files that were read: `reader` is the option */
  size_t input_count;
} lociq_supply;

/* How intervals are found; see resample.h. */
typedef struct lociq_bootstrap {
  size_t count; /* replicates; 0: no intervals are asked for */
  bool regions; /* regions are resampled, else jobs */
  double confidence;
  uint64_t seed;
  double jobs_per_unit;
} lociq_bootstrap;

/* All texts and cubes are borrowed from the options, the offer and the panel. */
typedef struct lociq_request {
  lociq_instance *instances; /* what is needed comes before what needs it */
  size_t count;
  const lociq_cube *measure; /* NULL when no indicator looks at it */
  const char *measure_name;
  const char *reference;               /* as written */
  size_t aggregate;                    /* the reference's position on the aggregate axis; LOCIQ_NONE: the whole */
  const char *distribution;            /* as written; NULL when no indicator takes one */
  const lociq_cube *distribution_cube; /* NULL: employment or equal */
  bool equal;                          /* distribution=equal */
  lociq_missing missing;
  bool summed, raw_shares;
  size_t first_year, year_count; /* on the year axis */
  const bool *due;               /* which of these years are to be computed; NULL: all */
  lociq_bootstrap bootstrap;
  bool interval; /* ranges over the bounds of cells are asked for; see extremes.h */
  lociq_supply supply;
} lociq_request;

/* LOCIQ_INVALID when something asked for cannot be. The caller frees. */
lociq_status lociq_request_create(const lociq_offer *offer, const lociq_panel *panel,
                                  const lociq_compute_options *options, lociq_request **request, lociq_error *error);
void lociq_request_free(lociq_request *request);
/* The part of a request that gives those asked for, one an instance, and what they need; without intervals and ranges.
 * It borrows from the whole; the caller frees part->instances. */
lociq_status lociq_request_select(const lociq_request *request, const bool *asked, lociq_request *part,
                                  lociq_error *error);

/* Whether the kernel looks at the measure. */
bool lociq_instance_sees_measure(const lociq_instance *instance);
/* Whether a column kernel works on a variable of its own in the measure's place: its
 * first MEASURE option has a word for what comes of the measure ("lq"), and names
 * something else. */
bool lociq_instance_has_variable(const lociq_instance *instance);
/* Whether results are relative to the reference, which is 100. */
bool lociq_instance_is_relative(const lociq_instance *instance);

#endif
