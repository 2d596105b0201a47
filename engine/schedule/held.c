/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/held.h"

#include <string.h>

#include "core/memory.h"
#include "numeric/bits.h"
#include "schedule/given.h"

/* What is to be kept, from when, and with which threshold. */
static void ask(const lociq_request *request, lociq_held *held) {
  held->level = LOCIQ_NONE;
  for (size_t i = 0; i < request->count; i++) {
    const lociq_instance *instance = &request->instances[i];
    const unsigned what = instance->indicator->kernel->held;
    if (what == 0) continue;
    held->what |= what;
    if (instance->level < held->level) held->level = instance->level;
    if ((what & LOCIQ_HELD_SPECIALISED) != 0) held->threshold = lociq_given_value(instance, "threshold")->real;
  }
}

lociq_status lociq_held_create(const lociq_request *request, size_t regions, size_t industries, lociq_held **held,
                               lociq_error *error) {
  lociq_held asked = {.regions = regions,
                      .industries = industries,
                      .words = lociq_bits_words(industries),
                      .width = lociq_lanes_width(industries)};
  ask(request, &asked);
  if (asked.what == 0) return LOCIQ_OK;
  lociq_held *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the rows of a year");
  *made = asked;
  made->lost = lociq_allocate(regions, sizeof *made->lost);
  if ((asked.what & LOCIQ_HELD_SPECIALISED) != 0)
    made->specialised = lociq_allocate_aligned(regions * asked.words, sizeof *made->specialised);
  if ((asked.what & LOCIQ_HELD_QUOTIENTS) != 0)
    made->quotients = lociq_allocate_aligned(regions * asked.width, sizeof *made->quotients);
  if (made->lost == NULL || ((asked.what & LOCIQ_HELD_SPECIALISED) != 0 && made->specialised == NULL) ||
      ((asked.what & LOCIQ_HELD_QUOTIENTS) != 0 && made->quotients == NULL)) {
    lociq_held_free(made);
    return lociq_memory_error(error, "the rows of a year");
  }
  *held = made;
  return LOCIQ_OK;
}

void lociq_held_free(lociq_held *held) {
  if (held == NULL) return;
  free(held->specialised);
  free(held->quotients);
  free(held->lost);
  free(held);
}

void lociq_held_keep(lociq_held *held, size_t region, const double *quotients, bool lost) {
  held->lost[region] = lost;
  if (held->specialised != NULL)
    lociq_bits_pack(quotients, held->width, held->threshold, held->specialised + region * held->words);
  if (held->quotients != NULL)
    memcpy(held->quotients + region * held->width, quotients, held->width * sizeof *quotients);
}

void lociq_held_gather(lociq_held *held, const lociq_sweep *sweep) {
  lociq_sweep_gather(sweep, held->lost, sizeof *held->lost);
  if (held->specialised != NULL) lociq_sweep_gather(sweep, held->specialised, held->words * sizeof *held->specialised);
  if (held->quotients != NULL) lociq_sweep_gather(sweep, held->quotients, held->width * sizeof *held->quotients);
}

void lociq_held_show(const lociq_held *held, unsigned what, lociq_whole *whole) {
  if (what == 0) return;
  whole->words = held->words;
  if ((what & LOCIQ_HELD_SPECIALISED) != 0) whole->specialised = held->specialised;
  if ((what & LOCIQ_HELD_QUOTIENTS) != 0) whole->quotients = held->quotients;
}

static bool is_lost(const lociq_request *request, const lociq_structure *structure, const lociq_census *census,
                    size_t industry) {
  const size_t known = (size_t)census->industry_known[industry];
  if (known == 0 && request->missing != LOCIQ_MISSING_ZERO) return true;
  if (isnan(structure->reference[industry])) return true;
  return request->missing == LOCIQ_MISSING_PROPAGATE && (known < structure->regions || structure->region_unknown);
}

void lociq_held_forget(const lociq_held *held, const lociq_request *request, const lociq_structure *structure,
                       const lociq_census *census, const lociq_instance *instance, lociq_result *result) {
  const unsigned shape = instance->shape;
  const bool matrix = (shape & LOCIQ_BY_INDUSTRY_OTHER) != 0, by_region = (shape & LOCIQ_BY_REGION) != 0;
  const size_t industries = held->industries;
  double *values = result->values;
  bool hole = structure->region_unknown || structure->reference_unknown;
  for (size_t r = 0; by_region && r < held->regions; r++)
    if (held->lost[r]) values[r] = NAN;
  for (size_t i = 0; i < industries; i++) {
    if ((size_t)census->industry_known[i] < held->regions) hole = true;
    if (!is_lost(request, structure, census, i)) continue;
    if (!by_region && !matrix) values[i] = NAN;
    for (size_t j = 0; matrix && j < industries; j++) values[i * industries + j] = values[j * industries + i] = NAN;
  }
  if (request->missing != LOCIQ_MISSING_PROPAGATE || matrix || !hole) return;
  for (size_t k = 0; k < result->count; k++) values[k] = NAN;
}
