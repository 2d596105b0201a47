/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An axis: the ordered, unique codes of regions, industries, years or region
 * aggregates, with their labels, parents and levels. Immutable once made.
 *
 * Codes are sorted bytewise (years by number, which for four digits is the
 * same), so an axis made twice from the same set is the same.
 */
#ifndef LOCIQ_AXIS_H
#define LOCIQ_AXIS_H

#include <lociq/error.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum lociq_axis_kind {
  LOCIQ_YEAR,
  LOCIQ_REGION,
  LOCIQ_INDUSTRY,
  LOCIQ_AGGREGATE, /* EU28, EA19: sums of regions that lie beside the region axis */
  LOCIQ_AXIS_KINDS
} lociq_axis_kind;

/* "year", "region", "industry", "aggregate": also the HDF5 dimension's name. */
const char *lociq_axis_kind_name(lociq_axis_kind kind);

#define LOCIQ_NONE ((size_t)-1) /* no such position */
enum { LOCIQ_NO_LEVEL = -1 };

/* One member as given to lociq_axis_create. label and parent may be NULL: then
 * there is none. level is the depth in the classification (see classify.h), or
 * LOCIQ_NO_LEVEL. */
typedef struct lociq_member {
  const char *code;
  const char *label;
  const char *parent;
  int level;
} lociq_member;

typedef struct lociq_axis lociq_axis;

/* Copies the members, sorts them by code. LOCIQ_CONFLICT when a code is there
 * twice, LOCIQ_INVALID when one is empty or a year is no whole number between
 * -9999 and 9999. count may be 0. The caller frees. */
lociq_status lociq_axis_create(lociq_axis_kind kind, const lociq_member *members, size_t count, lociq_axis **axis,
                               lociq_error *error);
/* All codes of both, sorted. Labels, parents and levels come from `second` where
 * it has them, else from `first`. The caller frees. */
lociq_status lociq_axis_union(const lociq_axis *first, const lociq_axis *second, lociq_axis **axis, lociq_error *error);
lociq_status lociq_axis_copy(const lociq_axis *axis, lociq_axis **copy, lociq_error *error);
void lociq_axis_free(lociq_axis *axis); /* NULL is fine, as in every _free */

lociq_axis_kind lociq_axis_get_kind(const lociq_axis *axis);
size_t lociq_axis_count(const lociq_axis *axis); /* 0 for NULL */
/* Borrowed; position must be below the count. label and parent are NULL where
 * the member has none. */
const char *lociq_axis_code(const lociq_axis *axis, size_t position);
const char *lociq_axis_label(const lociq_axis *axis, size_t position);
const char *lociq_axis_parent(const lociq_axis *axis, size_t position);
int lociq_axis_level(const lociq_axis *axis, size_t position);
int lociq_axis_year(const lociq_axis *axis, size_t position);     /* the code as a number; year axes only */
size_t lociq_axis_find(const lociq_axis *axis, const char *code); /* LOCIQ_NONE when absent */

#ifdef __cplusplus
}
#endif
#endif
