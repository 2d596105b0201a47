/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/diversify.h"

#include <math.h>
#include <omp.h>
#include <stdatomic.h>

#include "core/memory.h"
#include "partners/countries.h"

/* One is NULL. */
typedef struct likeness {
  double *weights;   /* of blocks, 0 for the directed ones */
  size_t *countries; /* of units */
} likeness;

static lociq_status prepare(const lociq_match *match, likeness *alike, lociq_error *error) {
  const lociq_blocks *blocks = match->blocks;
  bool any = false;
  for (size_t b = 0; b < blocks->count; b++) any = any || !blocks->items[b].directed;
  if (!any) return lociq_units_countries(match->units, &alike->countries, error);
  alike->weights = lociq_allocate(blocks->count, sizeof *alike->weights);
  if (alike->weights == NULL) return lociq_memory_error(error, "partners that differ");
  for (size_t b = 0; b < blocks->count; b++)
    alike->weights[b] = blocks->items[b].directed ? 0 : blocks->items[b].weight;
  return LOCIQ_OK;
}

static double like(const lociq_match *match, const likeness *alike, size_t first, size_t second) {
  if (alike->weights == NULL)
    return alike->countries[first] != LOCIQ_NONE && alike->countries[first] == alike->countries[second] ? 1 : 0;
  const double score = lociq_blocks_score(match->blocks, alike->weights, first, second, NULL, NULL);
  return isnan(score) ? 0 : score;
}

/* The place of the next one among those from `chosen` on; closest[k] is the largest likeness of k to one before. */
static size_t find_next(const lociq_found *found, size_t chosen, size_t count, const double *closest,
                        double diversify) {
  size_t best = chosen;
  double most = -(double)INFINITY;
  for (size_t k = chosen; k < count; k++) {
    const double relevance = (1 - diversify) * found[k].score - (chosen == 0 ? 0 : diversify * closest[k]);
    if (relevance <= most) continue; /* those behind have no better score */
    most = relevance;
    best = k;
  }
  return best;
}

/* Brings the one at `from` to the front of those from `to` on. */
static void bring(lociq_found *found, double *closest, size_t from, size_t to) {
  const lociq_found moved = found[from];
  for (size_t k = from; k > to; k--) {
    found[k] = found[k - 1];
    closest[k] = closest[k - 1];
  }
  found[to] = moved;
}

static void reorder(const lociq_match *match, const likeness *alike, double diversify, size_t top, lociq_found *found,
                    double *closest) {
  size_t count = 0;
  while (count < match->seats && found[count].unit != LOCIQ_NONE) closest[count++] = -(double)INFINITY;
  for (size_t chosen = 0; chosen < top && chosen < count; chosen++) {
    bring(found, closest, find_next(found, chosen, count, closest, diversify), chosen);
    for (size_t k = chosen + 1; k < count; k++)
      closest[k] = fmax(closest[k], like(match, alike, found[k].unit, found[chosen].unit));
  }
}

/* Each asked unit by one thread. False when told to stop. */
static bool reorder_all(const lociq_match *match, const likeness *alike, double diversify, size_t top,
                        lociq_found *found, double *closest, int threads) {
  enum { STRETCH = 256 };
  const size_t asked = match->units->asked_count;
  atomic_bool stopped = false;
  size_t done = 0;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (size_t first = 0; first < asked; first += STRETCH) {
    if (atomic_load(&stopped)) continue;
    const size_t end = asked - first < STRETCH ? asked : first + STRETCH;
    for (size_t i = first; i < end; i++)
      reorder(match, alike, diversify, top, found + i * match->seats,
              closest + match->seats * (size_t)omp_get_thread_num());
#pragma omp critical(lociq_diversify_progress)
    {
      done += end - first;
      if (!lociq_progress_report(match->progress, "choosing partners that differ", done, asked))
        atomic_store(&stopped, true);
    }
  }
  return !atomic_load(&stopped);
}

lociq_status lociq_diversify(const lociq_match *match, double diversify, size_t top, lociq_found *found,
                             lociq_error *error) {
  likeness alike = {0};
  if (diversify == 0) return LOCIQ_OK;
  const int threads = match->threads > 0 ? match->threads : omp_get_max_threads();
  double *closest = lociq_allocate(match->seats, (size_t)threads * sizeof *closest);
  lociq_status status = closest == NULL ? lociq_memory_error(error, "partners that differ") : LOCIQ_OK;
  if (status == LOCIQ_OK) status = prepare(match, &alike, error);
  if (status == LOCIQ_OK && !reorder_all(match, &alike, diversify, top, found, closest, threads))
    status = lociq_error_set(error, LOCIQ_CANCELLED, "the choice of partners that differ was stopped");
  free(closest);
  free(alike.weights);
  free(alike.countries);
  return status;
}
