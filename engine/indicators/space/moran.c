/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "indicators/space/neighbourhood.h"
#include "indicators/space/pairs.h"
#include "indicators/space/second.h"
#include "numeric/random.h"

/* Columns are held against permutations in one of two ways. Those with the same
 * regions share each permutation: a lane a column. What has regions of its own gets
 * sixteen permutations at once: a lane a permutation. Either way a lane's sum is made
 * by the same operations in the same order. */
enum { LANES = LOCIQ_PAIRS_LANES, BATCH = 128, FEWEST_TOGETHER = 3 };

typedef struct moran_column {
  lociq_neighbourhood near;
  double observed, reached, sum, square_sum;
} moran_column;

/* Columns with the same regions. */
typedef struct moran_group {
  size_t count;
  moran_column *columns[LOCIQ_COLUMNS_AT_ONCE];
} moran_group;

typedef struct moran_job {
  size_t regions;
  lociq_pairs pairs;
  uint32_t *orders; /* of a batch of permutations, one after the other */
  uint32_t *from;   /* of these, by place: whose value it gets */
  double *values;   /* regions × LANES by place, 64-byte aligned; always finite */
  double *rows;     /* regions × LANES: sixteen columns of a group */
  uint32_t *slots;  /* the places of the regions that take part, in their order, then that of one that does not */
  uint8_t *takes;   /* by region: 1 where it takes part, else 0 */
} moran_job;

static void draw(const moran_job *job, uint64_t seed, size_t first, size_t count) {
  for (size_t b = 0; b < count; b++) {
    uint32_t *order = job->orders + b * job->regions;
    lociq_random random;
    lociq_random_start(&random, seed, first + b);
    lociq_random_identity(order, job->regions);
    lociq_random_shuffle(&random, order, 0, job->regions, job->regions);
  }
}

static void list_slots(const moran_job *job, const double *scale) {
  size_t count = 0;
  uint32_t spare = 0;
  for (size_t r = 0; r < job->regions; r++) {
    job->slots[count] = job->pairs.place[r];
    job->takes[r] = scale[r] != 0 ? 1 : 0;
    spare = scale[r] != 0 ? spare : job->pairs.place[r];
    count += job->takes[r];
  }
  if (count < job->regions) job->slots[count] = spare;
}

static void hold_against(moran_column *column, double sum) {
  const double value = sum / (double)column->near.count;
  column->reached += value >= column->observed - LOCIQ_SPACE_TIE ? 1 : 0;
  column->sum += value;
  column->square_sum += value * value;
}

static size_t lanes_of(size_t first, size_t count) { return count - first < LANES ? count - first : LANES; }

/* The values as they lie, by the loop that the permutations go through. */
static void observe(const moran_job *job, const moran_group *group) {
  double sums[LANES] __attribute__((aligned(64)));
  const lociq_pairs_weighed weighed = lociq_pairs_weigh(&job->pairs, group->columns[0]->near.scale);
  for (size_t first = 0; first < group->count; first += LANES) {
    moran_column *const *columns = group->columns + first;
    const size_t lanes = lanes_of(first, group->count);
    for (size_t r = 0; r < job->regions; r++)
      for (size_t j = 0; j < lanes; j++) job->values[job->pairs.place[r] * LANES + j] = columns[j]->near.z[r];
    lociq_pairs_sum(&weighed, job->values, sums);
    for (size_t j = 0; j < lanes; j++) columns[j]->observed = sums[j] / (double)columns[j]->near.count;
  }
}

/* Whose value each place gets. What is drawn is written in any case, and over it where
 * its region takes no part. */
LOCIQ_CLONED static void choose(const uint32_t *order, const uint32_t *slots, const uint8_t *takes, size_t regions,
                                uint32_t *from) {
  for (size_t r = 0, next = 0; r < regions; r++) {
    from[slots[next]] = order[r];
    next += takes[order[r]];
  }
}

/* The first `count` columns of a group. */
static void permute_together(const moran_job *job, const moran_group *group, size_t count, size_t permutations) {
  double sums[LANES] __attribute__((aligned(64)));
  const double *scale = group->columns[0]->near.scale;
  const size_t regions = job->regions;
  const lociq_pairs_weighed weighed = lociq_pairs_weigh(&job->pairs, scale);
  list_slots(job, scale);
  for (size_t b = 0; b < permutations; b++)
    choose(job->orders + b * regions, job->slots, job->takes, regions, job->from + b * regions);
  for (size_t first = 0; first < count; first += LANES) {
    moran_column *const *columns = group->columns + first;
    const size_t lanes = lanes_of(first, count);
    for (size_t r = 0; r < regions; r++)
      for (size_t j = 0; j < LANES; j++) job->rows[r * LANES + j] = j < lanes ? columns[j]->near.z[r] : 0;
    for (size_t b = 0; b < permutations; b++) {
      lociq_pairs_sum_from(&weighed, job->rows, job->from + b * regions, job->values, sums);
      for (size_t j = 0; j < lanes; j++) hold_against(columns[j], sums[j]);
    }
  }
}

/* What a permutation draws of the regions that take part. */
LOCIQ_CLONED static void list_drawn(const uint32_t *order, const uint8_t *takes, size_t regions, uint32_t *list) {
  for (size_t r = 0, next = 0; r < regions; r++) {
    list[next] = order[r];
    next += takes[order[r]];
  }
}

/* Sixteen permutations; where there are fewer left the last is taken again. What they draw is
 * listed in the room of `from`, a list a line longer than it must be: at distances of a power
 * of two the lists would drive each other out of the cache. */
LOCIQ_CLONED static void place_values(const moran_job *job, const moran_column *column, size_t first, size_t last) {
  const size_t count = column->near.count, apart = job->regions + LANES;
  const double *z = column->near.z;
  for (size_t lane = 0; lane < LANES; lane++) {
    const size_t b = first + lane < last ? first + lane : last - 1;
    list_drawn(job->orders + b * job->regions, job->takes, job->regions, job->from + lane * apart);
  }
  for (size_t k = 0; k < count; k++) {
    const uint32_t *drawn = job->from + k;
    double *row = job->values + (size_t)job->slots[k] * LANES;
    for (size_t lane = 0; lane < LANES; lane++) row[lane] = z[drawn[lane * apart]];
  }
}

static void permute_alone(const moran_job *job, moran_column *column, size_t permutations) {
  double sums[LANES] __attribute__((aligned(64)));
  const lociq_pairs_weighed weighed = lociq_pairs_weigh(&job->pairs, column->near.scale);
  list_slots(job, column->near.scale);
  for (size_t first = 0; first < permutations; first += LANES) {
    place_values(job, column, first, permutations);
    lociq_pairs_sum(&weighed, job->values, sums);
    for (size_t lane = 0; lane < LANES && first + lane < permutations; lane++) hold_against(column, sums[lane]);
  }
}

static void permute(const moran_job *job, const moran_group *group, size_t permutations) {
  const size_t rest = group->count % LANES, together = group->count - (rest < FEWEST_TOGETHER ? rest : 0);
  if (together > 0) permute_together(job, group, together, permutations);
  for (size_t j = together; j < group->count; j++) permute_alone(job, group->columns[j], permutations);
}

static void join_group(moran_group *groups, size_t *count, moran_column *column) {
  size_t g = 0;
  for (; g < *count; g++)
    if (memcmp(groups[g].columns[0]->near.scale, column->near.scale,
               column->near.regions * sizeof *column->near.scale) == 0)
      break;
  if (g == *count) groups[(*count)++].count = 0;
  groups[g].columns[groups[g].count++] = column;
}

static void write(const moran_column *column, double permutations, double *result) {
  result[0] = column->observed;
  result[1] = -1 / ((double)column->near.count - 1);
  result[2] = lociq_permutation_z(column->observed, column->sum, column->square_sum, permutations);
  result[3] = lociq_permutation_p(column->reached, permutations);
}

/* Scratch, in heights, of which each is at least eight doubles: z and scale of each
 * column, values, rows, orders, from, slots, takes. */
enum {
  VALUES = 2 * LOCIQ_COLUMNS_AT_ONCE,
  ROWS = VALUES + LANES,
  ORDERS = ROWS + LANES,
  FROM = ORDERS + BATCH / 2,
  SLOTS = FROM + BATCH / 2,
  TAKES = SLOTS + 1,
  SCRATCH = TAKES + 1
};

static moran_job make_job(const lociq_column *given) {
  const size_t height = given->height;
  moran_job job = {.regions = given->regions,
                   .values = given->scratch + VALUES * height,
                   .rows = given->scratch + ROWS * height,
                   .orders = (uint32_t *)(void *)(given->scratch + ORDERS * height),
                   .from = (uint32_t *)(void *)(given->scratch + FROM * height),
                   .slots = (uint32_t *)(void *)(given->scratch + SLOTS * height),
                   .takes = (uint8_t *)(void *)(given->scratch + TAKES * height)};
  memset(job.values, 0, job.regions * LANES * sizeof *job.values);
  memset(job.from, 0, BATCH * job.regions * sizeof *job.from);
  lociq_pairs_make(&job.pairs, &given->given->neighbours, given->regions, given->scratch + SCRATCH * height);
  return job;
}

static void moran(const lociq_column *columns, size_t count, double *const *results) {
  const size_t height = columns[0].height;
  const size_t permutations = (size_t)columns[0].options[LOCIQ_SPACE_PERMUTATIONS].integer;
  moran_column made[LOCIQ_COLUMNS_AT_ONCE] = {0};
  moran_group groups[LOCIQ_COLUMNS_AT_ONCE];
  bool has_result[LOCIQ_COLUMNS_AT_ONCE];
  size_t group_count = 0;
  for (size_t j = 0; j < count; j++) {
    double *z = columns[0].scratch + 2 * j * height;
    has_result[j] = lociq_neighbourhood_make(&made[j].near, &columns[j], z, z + height);
    if (has_result[j]) join_group(groups, &group_count, &made[j]);
    for (size_t k = 0; k < 4; k++) results[j][k] = NAN;
  }
  if (group_count == 0) return;
  const moran_job job = make_job(&columns[0]);
  for (size_t g = 0; g < group_count; g++) observe(&job, &groups[g]);
  for (size_t first = 0; first < permutations; first += BATCH) {
    const size_t left = permutations - first, drawn = left < BATCH ? left : BATCH;
    draw(&job, (uint64_t)columns[0].options[LOCIQ_SPACE_SEED].integer, first, drawn);
    for (size_t g = 0; g < group_count; g++) permute(&job, &groups[g], drawn);
  }
  for (size_t j = 0; j < count; j++)
    if (has_result[j]) write(&made[j], (double)permutations, results[j]);
}

static void naive(const lociq_table *table, double *result) {
  const size_t permutations = (size_t)table->options[LOCIQ_SPACE_PERMUTATIONS].integer;
  for (size_t i = 0; i < table->industries; i++) {
    double figures[4] = {NAN, NAN, NAN, NAN};
    lociq_second second;
    if (lociq_second_open(&second, table, i)) {
      double reached = 0, sum = 0, squares = 0;
      const double observed = lociq_second_moran(&second, NULL);
      for (size_t b = 0; b < permutations; b++) {
        const double value = lociq_second_moran(&second, lociq_second_draw(&second, b));
        reached += value >= observed - 1e-10 ? 1 : 0;
        sum += value;
      }
      const double mean = sum / (double)permutations;
      for (size_t b = 0; b < permutations; b++) {
        const double value = lociq_second_moran(&second, lociq_second_draw(&second, b));
        squares += (value - mean) * (value - mean);
      }
      figures[0] = observed;
      figures[1] = -1 / (second.count - 1);
      figures[2] = lociq_second_deviation(observed, mean, squares / (double)permutations);
      figures[3] = (fmin(reached, (double)permutations - reached) + 1) / (1 + (double)permutations);
    }
    lociq_second_close(&second);
    for (size_t k = 0; k < 4; k++) result[k * table->industries + i] = figures[k];
  }
}

static size_t room_of_pairs(const lociq_given *given, size_t regions) {
  return lociq_pairs_room(&given->neighbours, regions);
}

static const lociq_kernel kernel = {.form = LOCIQ_COLUMN,
                                    .vectors = LOCIQ_QUOTIENT,
                                    .given = LOCIQ_GIVEN_NEIGHBOURS,
                                    .lacks = lociq_space_lacks,
                                    .scratch = SCRATCH,
                                    .room = room_of_pairs,
                                    .at_once = LOCIQ_COLUMNS_AT_ONCE,
                                    .columns = moran,
                                    .naive = naive};

const lociq_indicator lociq_indicator_moran = {
    .name = "moran",
    .title = "Moran's I of an industry's location quotients",
    .family = "space",
    .unit = "1",
    .formula = "1/n sum_r z_r sum_q w_rq z_q, z the standardised LQ, w the weights of r's neighbours over their sum",
    .reading =
        "Above its expected value where neighbouring regions are alike, below it where they differ; p says how rarely "
        "chance alone does as much.",
    .note =
        "z is standardised by the population's deviation, W by rows. Regions whose value is unknown and those that have "
        "no neighbour left take no part, and W is standardised again. p is (1 + the permutations that reach the value) / "
        "(1 + permutations), folded to the nearer side as in PySAL's esda (p_sim), and _z the distance from the "
        "permutations' mean in their deviations (z_sim); spdep's moran.mc counts the upper side alone. Permutations that "
        "differ by less than 1e-10 count as equal. With variable=NAME another measure takes the place of the location "
        "quotients; a region variable gives one value a year. The quotients hold an industry against all regions: there is no option `distribution`.",
    .reference =
        "Cliff, A. D. and Ord, J. K. (1981): Spatial Processes: Models and Applications. Pion, London; Moran, P. A. P. "
        "(1950): Notes on continuous stochastic phenomena. Biometrika 37(1/2), 17-23",
    .doi = "10.1093/biomet/37.1-2.17",
    .shape = LOCIQ_BY_YEAR | LOCIQ_BY_INDUSTRY,
    .minimum = -INFINITY,
    .maximum = INFINITY,
    .invariants = LOCIQ_SCALE_FREE | LOCIQ_REGION_ORDER | LOCIQ_INDUSTRY_ORDER,
    .options = {LOCIQ_OPTIONS_SPACE},
    .outputs = {{.suffix = "expected",
                 .title = "Expected value of Moran's I",
                 .unit = "1",
                 .reading = "-1/(n-1): what I is on average where the values lie at random.",
                 .minimum = -1,
                 .maximum = 0},
                {.suffix = "z",
                 .title = "Standardised Moran's I",
                 .unit = "1",
                 .reading = "How many deviations of the permutations I lies from their mean.",
                 .minimum = -INFINITY,
                 .maximum = INFINITY},
                {.suffix = "p",
                 .title = "Pseudo p of Moran's I",
                 .unit = "1",
                 .reading = "Share of permutations that are as extreme, on the nearer side.",
                 .minimum = 0,
                 .maximum = 1}},
    .kernel = &kernel};
