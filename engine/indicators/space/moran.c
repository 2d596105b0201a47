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
enum { LANES = LOCIQ_PAIRS_LANES, BATCH = 128, FEWEST_TOGETHER = 5 };

typedef struct moran_column {
  lociq_neighbourhood near;
  double observed, reached, sum, square_sum;
} moran_column;

/* Columns with the same regions. */
typedef struct moran_group {
  size_t count;
  moran_column *columns[LANES];
} moran_group;

typedef struct moran_job {
  size_t regions;
  lociq_pairs pairs;
  uint32_t *orders; /* of a batch of permutations, one after the other */
  double *values;   /* (regions + 1) × LANES by place, 64-byte aligned; always finite */
  double *rows;     /* regions × LANES: the columns of a group */
  uint32_t *slots;  /* the places of the regions that take part, in their order, then one past the last place */
  uint32_t *from;   /* by place: whose value it gets */
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
  for (size_t r = 0; r < job->regions; r++) {
    job->slots[count] = job->pairs.place[r];
    job->takes[r] = scale[r] != 0 ? 1 : 0;
    count += job->takes[r];
  }
  job->slots[count] = (uint32_t)job->regions;
}

static void hold_against(moran_column *column, double sum) {
  const double value = sum / (double)column->near.count;
  column->reached += value >= column->observed - LOCIQ_SPACE_TIE ? 1 : 0;
  column->sum += value;
  column->square_sum += value * value;
}

/* The values as they lie, by the loop that the permutations go through. */
static void observe(const moran_job *job, const moran_group *group) {
  double sums[LANES] __attribute__((aligned(64)));
  const lociq_pairs_weighed weighed = lociq_pairs_weigh(&job->pairs, group->columns[0]->near.scale);
  for (size_t r = 0; r < job->regions; r++)
    for (size_t j = 0; j < group->count; j++)
      job->values[job->pairs.place[r] * LANES + j] = group->columns[j]->near.z[r];
  lociq_pairs_sum(&weighed, job->values, sums);
  for (size_t j = 0; j < group->count; j++)
    group->columns[j]->observed = sums[j] / (double)group->columns[j]->near.count;
}

LOCIQ_CLONED static void copy_rows(const double *rows, const uint32_t *from, size_t count, double *to) {
  for (size_t p = 0; p < count; p++) {
    const double *row = rows + (size_t)from[p] * LANES;
    lociq_lanes_store(to + p * LANES, lociq_lanes_load(row));
    lociq_lanes_store(to + p * LANES + LOCIQ_LANES, lociq_lanes_load(row + LOCIQ_LANES));
  }
}

/* Whose value each place gets. */
static void choose(const uint32_t *order, const uint32_t *slots, const uint8_t *takes, size_t regions, uint32_t *from) {
  for (size_t r = 0, next = 0; r < regions; r++) {
    from[slots[next]] = order[r];
    next += takes[order[r]];
  }
}

static void permute_together(const moran_job *job, const moran_group *group, size_t permutations) {
  double sums[LANES] __attribute__((aligned(64)));
  const double *scale = group->columns[0]->near.scale;
  const lociq_pairs_weighed weighed = lociq_pairs_weigh(&job->pairs, scale);
  list_slots(job, scale);
  for (size_t r = 0; r < job->regions; r++)
    for (size_t j = 0; j < LANES; j++) job->rows[r * LANES + j] = j < group->count ? group->columns[j]->near.z[r] : 0;
  for (size_t b = 0; b < permutations; b++) {
    choose(job->orders + b * job->regions, job->slots, job->takes, job->regions, job->from);
    copy_rows(job->rows, job->from, job->regions, job->values);
    lociq_pairs_sum(&weighed, job->values, sums);
    for (size_t j = 0; j < group->count; j++) hold_against(group->columns[j], sums[j]);
  }
}

/* What is drawn is written in any case, and over it where its region takes no part.
 * Where there are fewer permutations left the last is taken again. */
static void place_values(const moran_job *job, const double *z, size_t first, size_t last) {
  const uint32_t *slots = job->slots, *orders[LANES];
  const uint8_t *takes = job->takes;
  double *values = job->values;
  size_t next[LANES] = {0};
  for (size_t lane = 0; lane < LANES; lane++)
    orders[lane] = job->orders + (first + lane < last ? first + lane : last - 1) * job->regions;
  for (size_t r = 0; r < job->regions; r++)
    for (size_t lane = 0; lane < LANES; lane++) {
      const uint32_t from = orders[lane][r];
      values[(size_t)slots[next[lane]] * LANES + lane] = z[from];
      next[lane] += takes[from];
    }
}

static void permute_alone(const moran_job *job, moran_column *column, size_t permutations) {
  double sums[LANES] __attribute__((aligned(64)));
  const lociq_pairs_weighed weighed = lociq_pairs_weigh(&job->pairs, column->near.scale);
  list_slots(job, column->near.scale);
  for (size_t first = 0; first < permutations; first += LANES) {
    place_values(job, column->near.z, first, permutations);
    lociq_pairs_sum(&weighed, job->values, sums);
    for (size_t lane = 0; lane < LANES && first + lane < permutations; lane++) hold_against(column, sums[lane]);
  }
}

static void permute(const moran_job *job, const moran_group *group, size_t permutations) {
  if (group->count >= FEWEST_TOGETHER)
    permute_together(job, group, permutations);
  else
    for (size_t j = 0; j < group->count; j++) permute_alone(job, group->columns[j], permutations);
}

static void join_group(moran_group *groups, size_t *count, moran_column *column) {
  size_t g = 0;
  for (; g < *count; g++)
    if (groups[g].count < LANES && memcmp(groups[g].columns[0]->near.scale, column->near.scale,
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
 * column, values and one row more, rows, orders, slots and one more, from,
 * takes. */
enum {
  VALUES = 2 * LOCIQ_COLUMNS_AT_ONCE,
  ROWS = VALUES + LANES + LANES / LOCIQ_LANES,
  ORDERS = ROWS + LANES,
  SLOTS = ORDERS + BATCH / 2,
  FROM = SLOTS + 1,
  TAKES = FROM + 1,
  SCRATCH = TAKES + 1
};

static moran_job make_job(const lociq_column *given) {
  const size_t height = given->height;
  moran_job job = {.regions = given->regions,
                   .values = given->scratch + VALUES * height,
                   .rows = given->scratch + ROWS * height,
                   .orders = (uint32_t *)(void *)(given->scratch + ORDERS * height),
                   .slots = (uint32_t *)(void *)(given->scratch + SLOTS * height),
                   .takes = (uint8_t *)(void *)(given->scratch + TAKES * height),
                   .from = (uint32_t *)(void *)(given->scratch + FROM * height)};
  memset(job.values, 0, (job.regions + 1) * LANES * sizeof *job.values);
  memset(job.from, 0, job.regions * sizeof *job.from);
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
        "quotients; a region variable gives one value a year.",
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
