/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What need not be computed again. Each year of a result keeps a digest of what it was made from: the engine, the
 * indicator and all its options, the files that these name, the codes of the axes, and, as the descriptor says, the
 * values of the measures in this year, in the years that it looks back at or in all years, and likewise of what it
 * needs. A year of an earlier store whose digest is the same has the same values, bit for bit.
 *
 * Ranks reuse nothing: what they would copy, they share out instead.
 *
 * Intervals and ranges are found year by year of all indicators together: with them, all is reused or nothing.
 */
#ifndef LOCIQ_SCHEDULE_REUSE_H
#define LOCIQ_SCHEDULE_REUSE_H

#include "schedule/extremes.h"
#include "schedule/interval.h"
#include "schedule/request.h"
#include "schedule/results.h"
#include "store/year_digest.h"

typedef struct lociq_reuse {
  const lociq_request *request;
  const lociq_store *earlier;   /* NULL: there is none */
  lociq_year_digest shared;     /* what all rests on */
  lociq_year_digest *made_from; /* instance by instance, along the years of the request */
  bool *taken;                  /* likewise: whether the year is as it is in the earlier store */
} lociq_reuse;

/* source: what is computed from. LOCIQ_INVALID or LOCIQ_IO where it cannot be read. The caller clears. */
lociq_status lociq_reuse_create(const lociq_request *request, const lociq_panel *panel, lociq_store *source,
                                const lociq_store *earlier, lociq_reuse *reuse, lociq_error *error);
void lociq_reuse_clear(lociq_reuse *reuse);

/* Says of the described cube of an indicator what each of its years is made from; other cubes stay as they are. */
lociq_status lociq_reuse_describe(const lociq_reuse *reuse, const lociq_panel *panel, lociq_cube *cube,
                                  lociq_error *error);

bool lociq_reuse_takes(const lociq_reuse *reuse, size_t instance, size_t year);
/* Whether anything is reused; whether nothing of the request, or of an instance, is left to be computed. */
bool lociq_reuse_takes_any(const lociq_reuse *reuse);
bool lociq_reuse_takes_all(const lociq_reuse *reuse);
bool lociq_reuse_takes_whole(const lociq_reuse *reuse, size_t instance);

/* Takes nothing of an instance after all. */
void lociq_reuse_leave(const lociq_reuse *reuse, size_t instance);

/* Whether intervals or ranges are asked for. */
bool lociq_request_has_ranges(const lociq_request *request);
/* The datasets of an instance's intervals and ranges, after one another. Whether the request gives it. */
enum { LOCIQ_RANGES = LOCIQ_INTERVALS + LOCIQ_EXTREMES };
bool lociq_reuse_range_name(const lociq_request *request, const lociq_instance *instance, size_t range,
                            char name[LOCIQ_OUTPUT_NAME_SIZE]);

#endif
