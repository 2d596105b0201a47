/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The methods by number, in the order of methods.def: LOCIQ_IMPUTE_MEAN, …
 */
#ifndef LOCIQ_COMPOSITE_METHOD_H
#define LOCIQ_COMPOSITE_METHOD_H

#include <lociq/composite.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum lociq_impute {
#define IMPUTE(NAME, ...) LOCIQ_IMPUTE_##NAME,
#include "composite/methods.def"
} lociq_impute;

typedef enum lociq_treat {
#define TREAT(NAME, ...) LOCIQ_TREAT_##NAME,
#include "composite/methods.def"
} lociq_treat;

typedef enum lociq_normalise {
#define NORMALISE(NAME, ...) LOCIQ_NORMALISE_##NAME,
#include "composite/methods.def"
} lociq_normalise;

typedef enum lociq_weight {
#define WEIGHT(NAME, ...) LOCIQ_WEIGHT_##NAME,
#include "composite/methods.def"
} lociq_weight;

typedef enum lociq_aggregate {
#define AGGREGATE(NAME, ...) LOCIQ_AGGREGATE_##NAME,
#include "composite/methods.def"
} lociq_aggregate;

/* The number of a step's method. LOCIQ_INVALID names those there are. */
lociq_status lociq_composite_method_find(lociq_composite_step step, const char *name, int *method, lociq_error *error);

#endif
