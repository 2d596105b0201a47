/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plan as data: what docs/plan.md says, field by field. Every leaf is a text
 * (libcyaml would read 010 as 8 and any misspelt word as true); plan/check.c says
 * which texts may stand where. A text or list that the plan does not give is NULL.
 */
#ifndef LOCIQ_PLAN_SCHEMA_H
#define LOCIQ_PLAN_SCHEMA_H

#include <stdint.h>

#include "read/document.h"

typedef struct lociq_texts {
  char **items;
  uint32_t items_count;
} lociq_texts;

/* In any `where`: one a dimension or column that the plan names, empty where this one has none; may be NULL. */

typedef struct lociq_plan_fetch {
  char *source, *dataset, *years, *address, *output;
  lociq_texts *where;
} lociq_plan_fetch;

typedef struct lociq_plan_import {
  char **files;
  uint32_t files_count;
  char *format, *measure, *unit, *level, *vintage, *year, *regions, *industries, *duplicates, *as;
  lociq_texts *where;
} lociq_plan_import;

typedef struct lociq_plan_convert {
  char *table, *as, *axis, *concordance, *from, *to, *weight, *label, *level, *labels, *missing;
  char **relative;
  uint32_t relative_count;
  lociq_texts *where;
} lociq_plan_convert;

typedef struct lociq_plan_estimate {
  char *table, *as, *measure, *fill, *prior, *rounding, *rest, *absent, *tolerance, *iterations, *years;
  char **above;
  uint32_t above_count;
} lociq_plan_estimate;

/* One of these; the others are NULL. */
typedef struct lociq_plan_harmonise {
  lociq_plan_convert *convert;
  lociq_plan_estimate *estimate;
} lociq_plan_harmonise;

typedef struct lociq_plan_compute {
  char **indicators;
  uint32_t indicators_count;
  char *years, *interval;
  char **options; /* one an option of the catalogue, NULL where not given; may be NULL */
} lociq_plan_compute;

typedef struct lociq_plan_composite {
  char *specification;
} lociq_plan_composite;

enum { LOCIQ_PLAN_PARTNER_OPTIONS = 48 };
typedef struct lociq_plan_partners {
  char *options[LOCIQ_PLAN_PARTNER_OPTIONS]; /* one an entry of lociq_partner_options_list, NULL where not given */
  char **regions;
  uint32_t regions_count;
  char *format, *output, *keep;
} lociq_plan_partners;

typedef struct lociq_plan_export {
  char *dataset, *format, *year, *region, *industry, *points, *shapes, *property, *output;
} lociq_plan_export;

typedef struct lociq_plan_report {
  char *title, *language, *region, *points, *shapes, *property, *stories, *output;
} lociq_plan_report;

typedef struct lociq_plan_content {
  char *store;
  lociq_plan_fetch *fetch;
  lociq_plan_import *import;
  lociq_plan_harmonise *harmonise;
  char **registers;
  lociq_plan_compute *compute;
  lociq_plan_composite *composite;
  lociq_plan_partners *partners;
  lociq_plan_export *export;
  lociq_plan_report *report;
  uint32_t fetch_count, import_count, harmonise_count, registers_count, compute_count, composite_count, partners_count,
      export_count, report_count; /* of each */
} lociq_plan_content;

struct lociq_plan_schema;

typedef struct lociq_plan {
  lociq_document document;
  lociq_plan_content *content;
  struct lociq_plan_schema *schema;
} lociq_plan;

/* Reads the plan and checks it against the schema. The caller clears. */
lociq_status lociq_plan_load(const char *path, lociq_plan *plan, lociq_error *error);
void lociq_plan_clear(lociq_plan *plan);

/* The dimensions that any `where` of the plan names, and the options that the
 * catalogue has, each ended by NULL: what every `where` and
 * lociq_plan_compute.options lie along. */
const char *const *lociq_plan_dimensions(const lociq_plan *plan);
const char *const *lociq_plan_option_names(const lociq_plan *plan);

#endif
