/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Composite indices of framework conditions, after the handbook of OECD and JRC
 * (Nardo et al. 2008, https://doi.org/10.1787/533411815016): denominate, screen, impute, treat,
 * normalise, weight, aggregate up a tree, rank, and test how robust the ranks are.
 * docs/composite.md describes the specification, a YAML file.
 */
#ifndef LOCIQ_COMPOSITE_H
#define LOCIQ_COMPOSITE_H

#include <lociq/error.h>
#include <lociq/progress.h>
#include <lociq/read.h>
#include <lociq/store.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_composite_options {
  int threads;   /* 0: as OpenMP says */
  size_t memory; /* bound on memory in bytes, see memory.h; 0: none */
  const lociq_progress *progress;
  void *context;
  /* told each line of the report (what was left out, imputed, treated; redundant indicators …); may be NULL */
  void (*log)(void *context, const char *line);
} lociq_composite_options;

lociq_composite_options lociq_composite_options_default(void);

/* Computes the index that the specification describes from the region variables of a
 * store, and keeps every step in it, as variables of kind "framework" over year,
 * region and framework_<index>_node; docs/composite.md lists them. An index of the
 * same name is replaced. inputs: the specification and the files that it names, as they
 * go into the provenance; the caller clears and frees them with free(). The
 * same bits for any number of threads.
 *   LOCIQ_INVALID  the specification is wrong: the message names line and key; a measure
 *                  that the store has not; data on which a step cannot be done */
lociq_status lociq_composite_store(lociq_store *store, const char *specification,
                                   const lociq_composite_options *options, lociq_input **inputs, size_t *input_count,
                                   lociq_error *error);

/* Checks a specification as far as it can be without a store, and gives the path of the
 * file of groups that it names, NULL where it names none. The caller frees it. */
lociq_status lociq_composite_groups(const char *specification, char **path, lociq_error *error);

/* A method of a step, for the help and the docs: what it is called in the specification, and what it does. */
typedef struct lociq_composite_method {
  const char *name, *title, *formula, *reference;
} lociq_composite_method;

typedef enum lociq_composite_step {
  LOCIQ_COMPOSITE_IMPUTE,
  LOCIQ_COMPOSITE_TREAT,
  LOCIQ_COMPOSITE_NORMALISE,
  LOCIQ_COMPOSITE_WEIGHT,
  LOCIQ_COMPOSITE_AGGREGATE,
  LOCIQ_COMPOSITE_STEPS
} lociq_composite_step;

/* "impute", "treat", "normalise", "weights", "aggregate": the key in the specification. */
const char *lociq_composite_step_name(lociq_composite_step step);
/* The methods of a step, ended by a NULL name. */
const lociq_composite_method *lociq_composite_methods(lociq_composite_step step);

#ifdef __cplusplus
}
#endif
#endif
