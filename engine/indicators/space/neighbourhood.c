/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/space/neighbourhood.h"

#include <string.h>

#include "numeric/random.h"

const char *lociq_space_lacks(const lociq_value *options) {
  const bool by_points = options[LOCIQ_SPACE_NEIGHBOURS].choice >= 0;
  return by_points && options[LOCIQ_SPACE_POINTS].choice == 0
             ? "points: --points names a file of them, or --neighbours one of neighbours"
             : NULL;
}

static double weigh(const lociq_neighbourhood *made, size_t region) {
  const lociq_neighbours *near = made->neighbours;
  double sum = 0;
  for (size_t e = near->first[region]; e < near->first[region + 1]; e++)
    if (made->scale[near->region[e]] != 0) sum += near->weight[e];
  return sum;
}

/* A region that loses its last neighbour leaves, and its own neighbours may follow. */
static void drop_islands(lociq_neighbourhood *made) {
  for (bool dropped = true; dropped;) {
    dropped = false;
    for (size_t r = 0; r < made->regions; r++) {
      if (made->scale[r] == 0) continue;
      const double sum = weigh(made, r);
      made->scale[r] = sum == 0 ? 0 : 1 / sum;
      if (sum == 0) made->count--;
      dropped = dropped || sum == 0;
    }
  }
}

bool lociq_neighbourhood_make(lociq_neighbourhood *made, const lociq_column *column, double *z, double *scale) {
  const double *values = column->operands[0] != NULL ? column->operands[0] : column->quotient;
  *made = (lociq_neighbourhood){
      .neighbours = &column->given->neighbours, .regions = column->regions, .z = z, .scale = scale};
  for (size_t r = 0; r < made->regions; r++) {
    scale[r] = isnan(values[r]) ? 0 : 1;
    made->count += isnan(values[r]) ? 0 : 1;
  }
  drop_islands(made);
  if (made->count < 2) return false;
  double sum = 0, squares = 0, largest = 0;
  for (size_t r = 0; r < made->regions; r++) sum += scale[r] != 0 ? values[r] : 0;
  made->mean = sum / (double)made->count;
  for (size_t r = 0; r < made->regions; r++) {
    z[r] = scale[r] != 0 ? values[r] - made->mean : 0;
    squares += z[r] * z[r];
    if (scale[r] != 0) largest = fmax(largest, fabs(values[r]));
  }
  made->deviation = sqrt(squares / (double)made->count);
  /* Values that are all the same have a mean that rounding may move. */
  if (!(made->deviation > 1e-13 * largest)) return false;
  for (size_t r = 0; r < made->regions; r++) z[r] /= made->deviation;
  return true;
}

static double own_weight(const lociq_neighbourhood *made, size_t region) {
  const lociq_neighbours *near = made->neighbours;
  double largest = 0;
  for (size_t e = near->first[region]; e < near->first[region + 1]; e++)
    if (made->scale[near->region[e]] != 0) largest = fmax(largest, near->weight[e]);
  return largest;
}

/* The factor that standardises a region's weights, and its own, not yet standardised. */
static double standardise(const lociq_neighbourhood *made, size_t region, bool star, double *own) {
  *own = star ? own_weight(made, region) : 0;
  return star ? 1 / (1 / made->scale[region] + *own) : made->scale[region];
}

double lociq_neighbourhood_lag(const lociq_neighbourhood *made, size_t region, bool star) {
  const lociq_neighbours *near = made->neighbours;
  double own = 0, sum = 0;
  const double scale = standardise(made, region, star, &own);
  for (size_t e = near->first[region]; e < near->first[region + 1]; e++)
    sum += near->weight[e] * made->z[near->region[e]];
  return (sum + own * made->z[region]) * scale;
}

void lociq_neighbourhood_weights(const lociq_neighbourhood *made, size_t region, bool star, double *own,
                                 double *squares) {
  const lociq_neighbours *near = made->neighbours;
  const double scale = standardise(made, region, star, own);
  double sum = *own * *own;
  for (size_t e = near->first[region]; e < near->first[region + 1]; e++)
    if (made->scale[near->region[e]] != 0) sum += near->weight[e] * near->weight[e];
  *own *= scale;
  *squares = sum * scale * scale;
}

/* Sixteen permutations at a time: the first values that each draws, and where a
 * region lies among them. A region's neighbours get the first values drawn that are
 * not its own. */
enum { AT_ONCE = 2 * LOCIQ_LANES };

typedef struct drawing {
  const lociq_neighbourhood *made;
  size_t wanted;   /* values a permutation: one more than the most neighbours */
  uint32_t *order; /* of one permutation; between them 0, 1, … */
  double *values;  /* wanted × AT_ONCE, 64-byte aligned */
  uint32_t *drawn; /* the regions that these are of */
  uint8_t *met;    /* by region: whether one of the permutations draws it */
  uint32_t *where; /* by region × AT_ONCE: the place among those drawn, or UINT32_MAX */
  double *kept;    /* by region: its own weight × value, before they are standardised */
  double *factor;  /* by region: what standardises its weights */
} drawing;

/* What was drawn first has changed places with its own number's. */
static void put_back(uint32_t *order, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (order[i] >= count) order[order[i]] = order[i];
  lociq_random_identity(order, count);
}

static void draw(const drawing *job, uint64_t seed, uint64_t permutation, size_t lane) {
  const lociq_neighbourhood *made = job->made;
  lociq_random random;
  size_t next = 0;
  lociq_random_start(&random, seed, permutation);
  for (size_t found = 0; found < job->wanted; next++) {
    lociq_random_shuffle(&random, job->order, next, next + 1, made->regions);
    const uint32_t region = job->order[next];
    if (made->scale[region] == 0) continue;
    job->values[found * AT_ONCE + lane] = made->z[region];
    job->drawn[found * AT_ONCE + lane] = region;
    job->met[region] = 1;
    job->where[region * AT_ONCE + lane] = (uint32_t)found++;
  }
  put_back(job->order, next);
}

static void forget(const drawing *job, size_t lanes) {
  for (size_t k = 0; k < job->wanted; k++)
    for (size_t lane = 0; lane < lanes; lane++) {
      const uint32_t region = job->drawn[k * AT_ONCE + lane];
      job->met[region] = 0;
      job->where[region * AT_ONCE + lane] = UINT32_MAX;
    }
}

/* Σ of weight × value drawn, of sixteen permutations that draw no value of the
 * region's own; returns how many neighbours there are. */
LOCIQ_INLINE size_t sum_drawn(const drawing *job, size_t region, lociq_lanes sums[2]) {
  const lociq_neighbours *near = job->made->neighbours;
  const double *scale = job->made->scale, *values = job->values;
  lociq_lanes first = lociq_lanes_all(0), second = first;
  size_t used = 0;
  for (size_t e = near->first[region]; e < near->first[region + 1]; e++) {
    if (scale[near->region[e]] == 0) continue;
    first += near->weight[e] * lociq_lanes_load(values + used * AT_ONCE);
    second += near->weight[e] * lociq_lanes_load(values + used * AT_ONCE + LOCIQ_LANES);
    used++;
  }
  sums[0] = first;
  sums[1] = second;
  return used;
}

/* The same of one permutation that draws it: it is passed over. */
static double sum_without(const drawing *job, size_t region, size_t lane, size_t place) {
  const lociq_neighbours *near = job->made->neighbours;
  double sum = 0;
  size_t used = 0;
  for (size_t e = near->first[region]; e < near->first[region + 1]; e++) {
    if (job->made->scale[near->region[e]] == 0) continue;
    sum += near->weight[e] * job->values[(used + (used >= place ? 1 : 0)) * AT_ONCE + lane];
    used++;
  }
  return sum;
}

static void pass_over(const drawing *job, size_t region, size_t used, double *sums) {
  for (size_t lane = 0; lane < AT_ONCE; lane++) {
    const size_t place = job->where[region * AT_ONCE + lane];
    if (place < used) sums[lane] = sum_without(job, region, lane, place);
  }
}

/* One region against the permutations whose lanes are `held`, all ones. */
LOCIQ_INLINE void hold_region(const drawing *job, size_t region, const lociq_mask held[2],
                              const lociq_conditional *result) {
  double drawn[AT_ONCE] __attribute__((aligned(64)));
  lociq_lanes sums[2], sum = lociq_lanes_all(0), squares = sum;
  lociq_mask reached = {0};
  const size_t used = sum_drawn(job, region, sums);
  if (job->met[region] != 0) {
    lociq_lanes_store(drawn, sums[0]);
    lociq_lanes_store(drawn + LOCIQ_LANES, sums[1]);
    pass_over(job, region, used, drawn);
    sums[0] = lociq_lanes_load(drawn);
    sums[1] = lociq_lanes_load(drawn + LOCIQ_LANES);
  }
  for (int k = 0; k < 2; k++) {
    const lociq_lanes value = (sums[k] + job->kept[region]) * job->factor[region];
    const lociq_lanes known = lociq_lanes_where(held[k], value);
    sum += known;
    squares += known * known;
    reached += lociq_lanes_tally((lociq_mask)(lociq_lanes_select(held[k], value, lociq_lanes_all(-INFINITY)) >=
                                              result->lag[region] - LOCIQ_SPACE_TIE));
  }
  result->reached[region] += (double)lociq_lanes_count(reached);
  result->sum[region] += lociq_lanes_sum(sum);
  result->square_sum[region] += lociq_lanes_sum(squares);
}

/* All regions against the first `lanes` of sixteen permutations. */
LOCIQ_CLONED static void hold_against(const drawing *job, size_t lanes, const lociq_conditional *result) {
  lociq_mask held[2];
  for (size_t lane = 0; lane < AT_ONCE; lane++) held[lane / LOCIQ_LANES][lane % LOCIQ_LANES] = lane < lanes ? -1 : 0;
  for (size_t r = 0; r < job->made->regions; r++)
    if (job->made->scale[r] != 0) hold_region(job, r, held, result);
}

static size_t most_neighbours(const lociq_neighbourhood *made) {
  const lociq_neighbours *near = made->neighbours;
  size_t most = 0;
  for (size_t r = 0; r < made->regions; r++) {
    size_t count = 0;
    for (size_t e = near->first[r]; made->scale[r] != 0 && e < near->first[r + 1]; e++)
      count += made->scale[near->region[e]] != 0 ? 1 : 0;
    if (count > most) most = count;
  }
  return most;
}

void lociq_neighbourhood_permute(const lociq_neighbourhood *made, bool star, size_t permutations, uint64_t seed,
                                 size_t height, double *scratch, lociq_conditional *result) {
  drawing job = {.made = made, .wanted = most_neighbours(made) + 1};
  job.values = scratch;                                            /* 16 */
  job.where = (uint32_t *)(void *)(job.values + AT_ONCE * height); /* 8 */
  job.drawn = job.where + AT_ONCE * height;                        /* 8 */
  job.order = job.drawn + AT_ONCE * height;                        /* 1 */
  job.met = (uint8_t *)(void *)(scratch + 33 * height);            /* 1 */
  job.kept = scratch + 34 * height;
  job.factor = job.kept + height;
  result->lag = job.factor + height;
  result->reached = result->lag + height;
  result->sum = result->reached + height;
  result->square_sum = result->sum + height;
  memset(job.where, 0xff, AT_ONCE * height * sizeof *job.where);
  memset(job.values, 0, AT_ONCE * height * sizeof *job.values);
  memset(job.met, 0, made->regions);
  lociq_random_identity(job.order, made->regions);
  for (size_t r = 0; r < made->regions; r++) {
    const bool part = made->scale[r] != 0;
    result->reached[r] = result->sum[r] = result->square_sum[r] = 0;
    result->lag[r] = part ? lociq_neighbourhood_lag(made, r, star) : NAN;
    job.factor[r] = part ? standardise(made, r, star, &job.kept[r]) : 0;
    job.kept[r] = part ? job.kept[r] * made->z[r] : 0;
  }
  for (size_t first = 0; first < permutations; first += AT_ONCE) {
    const size_t left = permutations - first, lanes = left < AT_ONCE ? left : AT_ONCE;
    for (size_t lane = 0; lane < lanes; lane++) draw(&job, seed, first + lane, lane);
    hold_against(&job, lanes, result);
    forget(&job, lanes);
  }
}

double lociq_permutation_p(double reached, double permutations) {
  return (fmin(reached, permutations - reached) + 1) / (permutations + 1);
}

double lociq_permutation_z(double value, double sum, double square_sum, double permutations) {
  const double mean = sum / permutations, variance = square_sum / permutations - mean * mean;
  return variance > LOCIQ_SPACE_TIE * (mean * mean + LOCIQ_SPACE_TIE) ? (value - mean) / sqrt(variance) : (double)NAN;
}
