/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/complexity/iteration.h"

#include <string.h>

#include "core/memory.h"
#include "indicators/complexity/options.h"
#include "numeric/bits.h"

enum { STEADY = 10 };

/* One side: its rows of bits over the other side, and its values. */
typedef struct side {
  size_t count, words, live, room; /* room: doubles for the bits of the other side's rows */
  const uint64_t *bits;
  double *values, *inverse, *next;
  size_t *order; /* the live members as they ranked last */
  bool *ties;    /* whether a member ranked as the one before it in the order */
} side;

static lociq_status side_create(side *made, lociq_error *error) {
  made->room = lociq_bits_words(made->count) * LOCIQ_WORD;
  made->values = lociq_allocate_aligned(made->room, sizeof(double));
  made->inverse = lociq_allocate_aligned(made->room, sizeof(double));
  made->next = lociq_allocate_aligned(made->room, sizeof(double));
  made->order = lociq_allocate(made->count, sizeof *made->order);
  made->ties = lociq_allocate(made->count, sizeof *made->ties);
  if (made->values == NULL || made->inverse == NULL || made->next == NULL || made->order == NULL || made->ties == NULL)
    return lociq_memory_error(error, "fitness");
  for (size_t k = 0; k < made->room; k++) made->values[k] = made->inverse[k] = 0;
  for (size_t k = 0; k < made->count; k++) {
    if (lociq_bits_count(made->bits + k * made->words, made->words) == 0) continue;
    made->values[k] = made->inverse[k] = 1;
    made->ties[made->live] = true;
    made->order[made->live++] = k;
  }
  return LOCIQ_OK;
}

static void side_clear(side *made) {
  free(made->values);
  free(made->inverse);
  free(made->next);
  free(made->order);
  free(made->ties);
}

static void step(side *own, const double *others, bool inverted) {
  double sum = 0;
#pragma omp parallel for schedule(static)
  for (size_t k = 0; k < own->live; k++) {
    const size_t at = own->order[k];
    const double added = lociq_bits_sum(own->bits + at * own->words, own->words, others);
    own->next[at] = inverted ? 1 / added : added;
  }
  for (size_t k = 0; k < own->count; k++)
    if (own->values[k] != 0 || own->inverse[k] != 0) sum += own->next[k];
  const double mean = sum / (double)own->live;
  for (size_t k = 0; k < own->live; k++) own->next[own->order[k]] /= mean;
}

/* The largest first; equal ones by position. */
static bool comes_before(const double *values, size_t first, size_t second) {
  return values[first] > values[second] || (values[first] == values[second] && first < second);
}

/* A merge sort: it needs no state outside. */
static void sort_order(const double *values, size_t *order, size_t count, size_t *room) {
  if (count < 2) return;
  const size_t half = count / 2;
  sort_order(values, order, half, room);
  sort_order(values, order + half, count - half, room);
  memcpy(room, order, count * sizeof *room);
  for (size_t k = 0, first = 0, second = half; k < count; k++)
    order[k] = second == count || (first < half && comes_before(values, room[first], room[second])) ? room[first++]
                                                                                                    : room[second++];
}

/* Takes over the step's values; whether the ranks stayed. */
static bool advance(side *own, size_t *room) {
  bool same = true;
  for (size_t k = 0; k < own->live; k++) {
    const size_t at = own->order[k];
    own->values[at] = own->next[at];
    own->inverse[at] = 1 / own->next[at];
  }
  for (size_t k = 1; k < own->live && same; k++) {
    const double before = own->values[own->order[k - 1]], value = own->values[own->order[k]];
    same = own->ties[k] ? value == before : value < before;
  }
  if (same) return true;
  sort_order(own->values, own->order, own->live, room);
  for (size_t k = 1; k < own->live; k++) own->ties[k] = own->values[own->order[k]] == own->values[own->order[k - 1]];
  return false;
}

/* before: the industries' values that the last step began with. */
static void iterate(side *regions, side *industries, long iterations, size_t *room, double *before) {
  int steady = 0;
  for (long n = 0; n < iterations && steady < STEADY; n++) {
    memcpy(before, industries->values, industries->count * sizeof *before);
    step(regions, industries->values, false);
    step(industries, regions->inverse, true);
    const bool first = advance(regions, room), second = advance(industries, room);
    steady = first && second ? steady + 1 : 0;
  }
}

lociq_status lociq_iteration_run(const lociq_whole *whole, double *quality, double *before, lociq_error *error) {
  const size_t height = lociq_bits_words(whole->regions);
  const size_t larger = whole->regions > whole->industries ? whole->regions : whole->industries;
  side regions = {.count = whole->regions, .words = whole->words, .bits = whole->specialised};
  side industries = {.count = whole->industries, .words = height};
  uint64_t *turned = lociq_allocate_aligned(whole->industries * height, sizeof *turned);
  size_t *room = lociq_allocate(larger, sizeof *room);
  lociq_status status = LOCIQ_OK;
  if (turned == NULL || room == NULL) {
    status = lociq_memory_error(error, "fitness");
    goto done;
  }
  lociq_bits_transpose(whole->specialised, whole->regions, whole->industries, turned);
  industries.bits = turned;
  status = side_create(&regions, error);
  if (status == LOCIQ_OK) status = side_create(&industries, error);
  if (status != LOCIQ_OK) goto done;
  iterate(&regions, &industries, whole->options[1].integer, room, before);
  for (size_t k = 0; k < industries.count; k++) quality[k] = NAN;
  for (size_t k = 0; k < industries.live; k++) quality[industries.order[k]] = industries.values[industries.order[k]];
  for (size_t k = 0; k < industries.count; k++)
    if (isnan(quality[k])) before[k] = NAN;
done:
  side_clear(&regions);
  side_clear(&industries);
  free(turned);
  free(room);
  return status;
}

lociq_status lociq_iteration_fitness(const lociq_whole *whole, const double *before, double *fitness,
                                     lociq_error *error) {
  side regions = {.count = whole->regions, .words = whole->words, .bits = whole->specialised};
  const size_t room = lociq_bits_words(whole->industries) * LOCIQ_WORD;
  double *others = lociq_allocate_aligned(room, sizeof *others);
  lociq_status status = others == NULL ? lociq_memory_error(error, "fitness") : side_create(&regions, error);
  if (status != LOCIQ_OK) goto done;
  for (size_t k = 0; k < room; k++) others[k] = k < whole->industries && !isnan(before[k]) ? before[k] : 0;
  step(&regions, others, false);
  for (size_t k = 0; k < regions.count; k++) fitness[k] = NAN;
  for (size_t k = 0; k < regions.live; k++) fitness[regions.order[k]] = regions.next[regions.order[k]];
done:
  side_clear(&regions);
  free(others);
  return status;
}

/* ---- the second implementation ---- */

static bool naive_ranks_stay(const double *before, const double *after, size_t count) {
  for (size_t a = 0; a < count; a++)
    for (size_t b = 0; b < count; b++) {
      const double scale = 1e-13 * fabs(after[a]); /* equal in other orders of summing */
      if ((before[a] > before[b] + scale) != (after[a] > after[b] + scale)) return false;
    }
  return true;
}

static void naive_step(const lociq_table *table, const double *others, bool of_regions, double *values) {
  const size_t count = of_regions ? table->regions : table->industries;
  double sum = 0, live = 0;
  for (size_t k = 0; k < count; k++) {
    double added = 0;
    for (size_t l = 0; l < (of_regions ? table->industries : table->regions); l++)
      if (lociq_naive_holds(table, of_regions ? k : l, of_regions ? l : k))
        added += of_regions ? others[l] : 1 / others[l];
    values[k] = of_regions ? added : 1 / added;
    if (added == 0) values[k] = NAN;
    sum += added == 0 ? 0 : values[k];
    live += added == 0 ? 0 : 1;
  }
  for (size_t k = 0; k < count; k++) values[k] /= sum / live;
}

void lociq_iteration_naive(const lociq_table *table, lociq_iterated what, double *result) {
  const bool of_regions = what == LOCIQ_ITERATED_FITNESS;
  const size_t regions = table->regions, industries = table->industries;
  double *F = calloc(2 * regions + 1, sizeof *F), *Q = calloc(3 * industries + 1, sizeof *Q);
  double *before = Q + 2 * industries;
  int steady = 0;
  for (size_t r = 0; r < regions; r++) F[r] = 1;
  for (size_t i = 0; i < industries; i++) Q[i] = 1;
  for (long n = 0; n < table->options[1].integer && steady < STEADY; n++) {
    naive_step(table, Q, true, F + regions);
    naive_step(table, F, false, Q + industries);
    const bool stay = naive_ranks_stay(F, F + regions, regions) && naive_ranks_stay(Q, Q + industries, industries);
    steady = stay ? steady + 1 : 0;
    memcpy(before, Q, industries * sizeof *Q);
    memcpy(F, F + regions, regions * sizeof *F);
    memcpy(Q, Q + industries, industries * sizeof *Q);
  }
  for (size_t k = 0; k < (of_regions ? regions : industries); k++) {
    const bool lost = lociq_naive_lost(table, k, of_regions);
    const double value = of_regions ? F[k] : what == LOCIQ_ITERATED_BEFORE ? before[k] : Q[k];
    result[k] = lost ? (double)NAN : value;
  }
  for (size_t k = 0; k < (of_regions ? regions : industries); k++) {
    bool holds = false;
    for (size_t l = 0; l < (of_regions ? industries : regions); l++)
      holds = holds || lociq_naive_holds(table, of_regions ? k : l, of_regions ? l : k);
    if (!holds) result[k] = NAN;
  }
  free(F);
  free(Q);
}
