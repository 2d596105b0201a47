/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/space/pairs.h"

#include <string.h>

enum { RIM = LOCIQ_PAIRS_RIM, LANES = LOCIQ_PAIRS_LANES };

/* Who gives a region a weight, and where: the neighbours turned about. */
typedef struct turned {
  uint32_t *first, *region, *entry;
} turned;

/* A pair whose hub is not yet settled: one of the region at the first place's list. */
typedef struct pair {
  double outward, inward;
  uint32_t other, next;
} pair;
#define NO_PAIR UINT32_MAX

typedef struct making {
  lociq_pairs *pairs;
  const lociq_neighbours *neighbours;
  turned turned;
  pair *list;
  size_t count;      /* of the list */
  uint32_t *waiting; /* by place: the pairs that wait for it as a hub */
  uint32_t *seen;    /* by place */
} making;

static size_t doubles_of(size_t count, size_t size) {
  return lociq_lanes_width((count * size + sizeof(double) - 1) / sizeof(double));
}

/* A wheel that is not full is the only one of its hub. */
static size_t most_wheels(size_t entries, size_t regions) { return entries / RIM + regions + 1; }

size_t lociq_pairs_room(const lociq_neighbours *neighbours, size_t regions) {
  const size_t entries = neighbours->first[regions], wheels = most_wheels(entries, regions);
  return 2 * doubles_of(wheels, sizeof(lociq_wheel)) + 3 * doubles_of(wheels * RIM, sizeof(double)) +
         5 * doubles_of(regions + 1, sizeof(uint32_t)) + 2 * doubles_of(entries, sizeof(uint32_t)) +
         doubles_of(entries, sizeof(pair));
}

static void *take(double **room, size_t count, size_t size) {
  void *taken = *room;
  *room += doubles_of(count, size);
  return taken;
}

static void turn(making *job) {
  const lociq_neighbours *near = job->neighbours;
  const size_t regions = job->pairs->regions;
  uint32_t *first = job->turned.first;
  memset(first, 0, (regions + 1) * sizeof *first);
  for (size_t e = 0; e < near->first[regions]; e++) first[near->region[e] + 1]++;
  for (size_t r = 0; r < regions; r++) first[r + 1] += first[r];
  memcpy(job->seen, first, regions * sizeof *first);
  for (size_t r = 0; r < regions; r++)
    for (size_t e = near->first[r]; e < near->first[r + 1]; e++) {
      const uint32_t to = job->seen[near->region[e]]++;
      job->turned.region[to] = (uint32_t)r;
      job->turned.entry[to] = (uint32_t)e;
    }
}

static void visit(making *job, size_t region, size_t *placed) {
  if (job->pairs->place[region] != UINT32_MAX) return;
  job->pairs->place[region] = (uint32_t)*placed;
  job->pairs->region[(*placed)++] = (uint32_t)region;
}

/* Breadth first from a region: the list of places is the queue. */
static void spread(making *job, size_t start, size_t *placed) {
  const lociq_neighbours *near = job->neighbours;
  size_t next = *placed;
  visit(job, start, placed);
  for (; next < *placed; next++) {
    const size_t r = job->pairs->region[next];
    for (size_t e = near->first[r]; e < near->first[r + 1]; e++) visit(job, near->region[e], placed);
    for (size_t t = job->turned.first[r]; t < job->turned.first[r + 1]; t++) visit(job, job->turned.region[t], placed);
  }
}

/* Each part of the graph from the region that was reached last from its first: one at
 * its edge, so that the front between near and far is short. */
static void place_regions(making *job) {
  lociq_pairs *pairs = job->pairs;
  size_t placed = 0;
  memset(pairs->place, 0xff, pairs->regions * sizeof *pairs->place);
  for (size_t r = 0; r < pairs->regions; r++) {
    if (pairs->place[r] != UINT32_MAX) continue;
    const size_t begin = placed;
    spread(job, r, &placed);
    const size_t edge = pairs->region[placed - 1];
    for (size_t k = begin; k < placed; k++) pairs->place[pairs->region[k]] = UINT32_MAX;
    placed = begin;
    spread(job, edge, &placed);
  }
}

/* The pair of a region with one at a later place, which takes it to its list. */
static void note(making *job, uint32_t begin, size_t hub, size_t other, double outward, double inward) {
  const uint32_t to = job->pairs->place[other];
  if (to <= job->pairs->place[hub]) return;
  if (job->seen[to] == NO_PAIR || job->seen[to] < begin) {
    job->seen[to] = (uint32_t)job->count;
    job->list[job->count++] = (pair){.other = to, .next = NO_PAIR};
  }
  job->list[job->seen[to]].outward += outward;
  job->list[job->seen[to]].inward += inward;
}

static void add_to_wheel(lociq_pairs *pairs, uint32_t hub, size_t *filled, uint32_t other, double outward,
                         double inward) {
  const size_t at = pairs->wheel_count - (*filled % RIM == 0 ? 0 : 1), k = *filled % RIM;
  if (k == 0) {
    pairs->wheels[at] = (lociq_wheel){hub, {hub, hub, hub, hub}};
    for (size_t j = 0; j < RIM; j++) pairs->outward[at * RIM + j] = pairs->inward[at * RIM + j] = 0;
    pairs->wheel_count++;
  }
  pairs->wheels[at].rim[k] = other;
  pairs->outward[at * RIM + k] = outward;
  pairs->inward[at * RIM + k] = inward;
  ++*filled;
}

/* What waits for the hub, then as many of its own pairs as fill wheels; the rest waits
 * for the other region of each, where it comes last. */
static void bind(making *job, uint32_t hub, uint32_t begin) {
  size_t filled = 0;
  for (uint32_t p = job->waiting[hub]; p != NO_PAIR; p = job->list[p].next)
    add_to_wheel(job->pairs, hub, &filled, job->list[p].other, job->list[p].outward, job->list[p].inward);
  for (uint32_t p = begin; p < job->count; p++) {
    pair *own = &job->list[p];
    if (filled % RIM == 0 && job->count - p < RIM) {
      const uint32_t to = own->other;
      *own = (pair){.outward = own->inward, .inward = own->outward, .other = hub, .next = job->waiting[to]};
      job->waiting[to] = p;
    } else
      add_to_wheel(job->pairs, hub, &filled, own->other, own->outward, own->inward);
  }
}

void lociq_pairs_make(lociq_pairs *pairs, const lociq_neighbours *neighbours, size_t regions, double *room) {
  const size_t entries = neighbours->first[regions], wheels = most_wheels(entries, regions);
  *pairs = (lociq_pairs){.regions = regions};
  making job = {.pairs = pairs, .neighbours = neighbours};
  pairs->outward = take(&room, wheels * RIM, sizeof(double));
  pairs->inward = take(&room, wheels * RIM, sizeof(double));
  pairs->weights = take(&room, wheels * RIM, sizeof(double));
  pairs->wheels = take(&room, wheels, sizeof *pairs->wheels);
  pairs->used = take(&room, wheels, sizeof *pairs->used);
  pairs->region = take(&room, regions + 1, sizeof(uint32_t));
  pairs->place = take(&room, regions + 1, sizeof(uint32_t));
  job.turned.first = take(&room, regions + 1, sizeof(uint32_t));
  job.waiting = take(&room, regions + 1, sizeof(uint32_t));
  job.seen = take(&room, regions + 1, sizeof(uint32_t));
  job.turned.region = take(&room, entries, sizeof(uint32_t));
  job.turned.entry = take(&room, entries, sizeof(uint32_t));
  job.list = take(&room, entries, sizeof *job.list);
  turn(&job);
  place_regions(&job);
  memset(job.waiting, 0xff, regions * sizeof *job.waiting);
  memset(job.seen, 0xff, regions * sizeof *job.seen);
  for (uint32_t hub = 0; hub < regions; hub++) {
    const uint32_t begin = (uint32_t)job.count;
    const size_t r = pairs->region[hub];
    for (size_t e = neighbours->first[r]; e < neighbours->first[r + 1]; e++)
      note(&job, begin, r, neighbours->region[e], neighbours->weight[e], 0);
    for (size_t t = job.turned.first[r]; t < job.turned.first[r + 1]; t++)
      note(&job, begin, r, job.turned.region[t], 0, neighbours->weight[job.turned.entry[t]]);
    bind(&job, hub, begin);
  }
}

lociq_pairs_weighed lociq_pairs_weigh(const lociq_pairs *pairs, const double *scale) {
  size_t count = 0, ahead = 0;
  for (size_t w = 0; w < pairs->wheel_count; w++) {
    const lociq_wheel *wheel = &pairs->wheels[w];
    const double own = scale[pairs->region[wheel->hub]];
    bool used = false;
    for (size_t k = 0; k < RIM; k++) {
      const double other = scale[pairs->region[wheel->rim[k]]];
      const double weight = own * pairs->outward[w * RIM + k] + other * pairs->inward[w * RIM + k];
      pairs->weights[count * RIM + k] = own != 0 && other != 0 ? weight : 0;
      used = used || pairs->weights[count * RIM + k] != 0;
    }
    if (!used) continue;
    size_t reach = (size_t)wheel->hub + 1;
    for (size_t k = 0; k < RIM; k++) reach = wheel->rim[k] < reach ? reach : (size_t)wheel->rim[k] + 1;
    ahead = reach > ahead + count ? reach - count : ahead;
    pairs->used[count++] = *wheel;
  }
  return (lociq_pairs_weighed){count, pairs->regions, ahead, pairs->used, pairs->weights};
}

typedef struct two_sums {
  lociq_lanes first, second;
} two_sums;

LOCIQ_INLINE void add_wheel(const lociq_wheel *wheel, const double *weight, const double *values, two_sums *sums) {
  const double *hub = values + (size_t)wheel->hub * LANES;
  lociq_lanes near = lociq_lanes_all(0), far = near;
  /* Times a scalar: of lociq_lanes_all of a number in memory gcc 12 makes eight loads. */
  for (size_t k = 0; k < RIM; k++) {
    const double *rim = values + (size_t)wheel->rim[k] * LANES;
    near += weight[k] * lociq_lanes_load(rim);
    far += weight[k] * lociq_lanes_load(rim + LOCIQ_LANES);
  }
  sums->first += near * lociq_lanes_load(hub);
  sums->second += far * lociq_lanes_load(hub + LOCIQ_LANES);
}

LOCIQ_CLONED void lociq_pairs_sum(const lociq_pairs_weighed *weighed, const double *values, double *sums) {
  const lociq_wheel *wheels = weighed->wheels;
  const double *weights = weighed->weights;
  two_sums made = {{0}, {0}};
  for (size_t w = 0; w < weighed->count; w++) add_wheel(wheels + w, weights + w * RIM, values, &made);
  lociq_lanes_store(sums, made.first);
  lociq_lanes_store(sums + LOCIQ_LANES, made.second);
}

LOCIQ_INLINE void copy_row(const double *rows, const uint32_t *from, size_t place, double *values) {
  const double *row = rows + (size_t)from[place] * LANES;
  double *to = values + place * LANES;
  lociq_lanes_store(to, lociq_lanes_load(row));
  lociq_lanes_store(to + LOCIQ_LANES, lociq_lanes_load(row + LOCIQ_LANES));
}

LOCIQ_CLONED void lociq_pairs_sum_from(const lociq_pairs_weighed *weighed, const double *rows, const uint32_t *from,
                                       double *values, double *sums) {
  const lociq_wheel *wheels = weighed->wheels;
  const double *weights = weighed->weights;
  const size_t count = weighed->count, places = weighed->places, ahead = weighed->ahead;
  two_sums made = {{0}, {0}};
  size_t w = 0;
  for (size_t p = 0; p < ahead; p++) copy_row(rows, from, p, values);
  for (; w < count && ahead + w < places; w++) {
    copy_row(rows, from, ahead + w, values);
    add_wheel(wheels + w, weights + w * RIM, values, &made);
  }
  for (; w < count; w++) add_wheel(wheels + w, weights + w * RIM, values, &made);
  lociq_lanes_store(sums, made.first);
  lociq_lanes_store(sums + LOCIQ_LANES, made.second);
}
