/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/components.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <omp.h>
#include <string.h>

#include "core/memory.h"
#include "numeric/eigen.h"
#include "partners/profiles.h"

enum { SAMPLE = 512, MOST = 128, FEWEST = LOCIQ_COMPONENTS_FEWEST, PROBES = 32, ROUNDS = 1, BLOCKING = 64 };

typedef struct sample {
  size_t count, width, most;           /* rows, their width, components looked for */
  double *rows, *offsets;              /* less the centre; what a score is beside the product of two such rows */
  double *basis, *turned;              /* most × width */
  double *along;                       /* count × most: the rows in the basis */
  double *square, *values, *vectors;   /* of the problem within the basis */
  double *factors, *work;              /* LAPACK's */
  double *scores, *bounds, *remainder; /* PROBES × count twice, count */
} sample;

static lociq_status sample_create(sample *made, lociq_error *error) {
  const size_t count = made->count, width = made->width, most = made->most;
  made->rows = lociq_allocate_aligned(count * width, sizeof(double));
  made->offsets = lociq_allocate(count, sizeof(double));
  made->basis = lociq_allocate_aligned(most * width, sizeof(double));
  made->turned = lociq_allocate_aligned(most * width, sizeof(double));
  made->along = lociq_allocate_aligned(count * most, sizeof(double));
  made->square = lociq_allocate(most * most, sizeof(double));
  made->values = lociq_allocate(most, sizeof(double));
  made->vectors = lociq_allocate(most * most, sizeof(double));
  made->factors = lociq_allocate(most, sizeof(double));
  made->work = lociq_allocate(most * BLOCKING, sizeof(double));
  made->scores = lociq_allocate(PROBES * count, sizeof(double));
  made->bounds = lociq_allocate(PROBES * count, sizeof(double));
  made->remainder = lociq_allocate(count, sizeof(double));
  if (made->rows == NULL || made->offsets == NULL || made->basis == NULL || made->turned == NULL ||
      made->along == NULL || made->square == NULL || made->values == NULL || made->vectors == NULL ||
      made->factors == NULL || made->work == NULL || made->scores == NULL || made->bounds == NULL ||
      made->remainder == NULL)
    return lociq_memory_error(error, "the regions' leading components");
  return LOCIQ_OK;
}

static void sample_clear(sample *made) {
  double *const all[] = {made->rows,   made->offsets, made->basis,    made->turned,  made->along,
                         made->square, made->values,  made->vectors,  made->factors, made->work,
                         made->scores, made->bounds,  made->remainder};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

/* Rows evenly among all; one without a direction lies at the centre. */
static lociq_status draw(lociq_profiles *profiles, const lociq_similarity_method *method, sample *made, double *centre,
                         lociq_error *error) {
  const size_t width = made->width;
  for (size_t i = 0; i < made->count; i++) {
    const size_t region = i * profiles->regions / made->count;
    double *row = made->rows + i * width;
    const lociq_status status = lociq_profiles_reach(profiles, region, error);
    if (status != LOCIQ_OK) return status;
    method->direct(profiles, region, row);
    for (size_t k = 0; k < width && !isnan(row[0]); k++) centre[k] += row[k] / (double)made->count;
  }
  double square = 0;
  for (size_t k = 0; k < width; k++) square += centre[k] * centre[k];
  for (size_t i = 0; i < made->count; i++) {
    double *row = made->rows + i * width, product = 0;
    const bool none = isnan(row[0]);
    for (size_t k = 0; k < width; k++) {
      product += none ? 0 : row[k] * centre[k];
      row[k] = none ? 0 : row[k] - centre[k];
    }
    made->offsets[i] = product - square / 2;
  }
  return LOCIQ_OK;
}

/* Whether the largest number of a row is mostly more than a normal distribution lets expect, as times the root of the
 * mean square. */
static bool is_uneven(const sample *made) {
  size_t uneven = 0;
  for (size_t i = 0; i < made->count; i++) {
    double largest = 0, squares = 0;
    for (size_t k = 0; k < made->width; k++) {
      const double number = made->rows[i * made->width + k];
      largest = fmax(largest, fabs(number));
      squares += number * number;
    }
    uneven += largest * largest * (double)made->width > 12 * squares;
  }
  return 2 * uneven > made->count;
}

/* Rows of the basis made orthonormal: to LAPACK, which goes by columns, they are the columns. */
static bool orthogonalise(sample *made) {
  const lapack_int width = (lapack_int)made->width, most = (lapack_int)made->most, room = most * BLOCKING;
  return LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, width, most, made->basis, width, made->factors, made->work, room) == 0 &&
         LAPACKE_dorgqr_work(LAPACK_COL_MAJOR, width, most, most, made->basis, width, made->factors, made->work,
                             room) == 0;
}

static void project(sample *made) {
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)made->count, (blasint)made->most, (blasint)made->width,
              1.0, made->rows, (blasint)made->width, made->basis, (blasint)made->width, 0.0, made->along,
              (blasint)made->most);
}

/* along' times `with`, which has as many rows. */
static void gather(const sample *made, const double *with, size_t columns, double *result) {
  cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (blasint)made->most, (blasint)columns, (blasint)made->count, 1.0,
              made->along, (blasint)made->most, with, (blasint)columns, 0.0, result, (blasint)columns);
}

/* Subspace iteration from some of the rows; then the components within the subspace, the largest first. Where LAPACK
 * finds none, *found is false. */
static lociq_status iterate(sample *made, bool *found, lociq_error *error) {
  const size_t most = made->most, width = made->width;
  double residual = 0;
  for (size_t k = 0; k < most; k++)
    memcpy(made->basis + k * width, made->rows + k * made->count / most * width, width * sizeof(double));
  if (!orthogonalise(made)) return LOCIQ_OK;
  for (int round = 0; round < ROUNDS; round++) {
    project(made);
    gather(made, made->rows, width, made->basis);
    if (!orthogonalise(made)) return LOCIQ_OK;
  }
  project(made);
  gather(made, made->along, most, made->square);
  const lociq_status status =
      lociq_eigen_largest(made->square, most, most, made->values, made->vectors, &residual, NULL);
  if (status == LOCIQ_NO_MEMORY) return lociq_memory_error(error, "the regions' leading components");
  if (status != LOCIQ_OK) return LOCIQ_OK;
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint)most, (blasint)width, (blasint)most, 1.0,
              made->vectors, (blasint)most, made->basis, (blasint)width, 0.0, made->turned, (blasint)width);
  memcpy(made->basis, made->turned, most * width * sizeof(double));
  project(made);
  *found = true;
  return LOCIQ_OK;
}

/* The bounds rest on it, so it is looked at: rows of length 1 at right angles, to what rounds. */
static bool orthonormal(const sample *made, size_t count) {
  const size_t width = made->width, most = made->most;
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)count, (blasint)count, (blasint)width, 1.0, made->basis,
              (blasint)width, made->basis, (blasint)width, 0.0, made->square, (blasint)most);
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < count; j++)
      if (!(fabs(made->square[i * most + j] - (i == j)) <= 1e-12)) return false;
  return true;
}

/* The probes' products with all rows of the sample by their first `inner` numbers, and both offsets. */
static void score_probes(const sample *made, const double *rows, size_t stride, size_t inner, double *scores) {
  const size_t step = made->count / PROBES;
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, PROBES, (blasint)made->count, (blasint)inner, 1.0, rows,
              (blasint)(stride * step), rows, (blasint)stride, 0.0, scores, (blasint)made->count);
  for (size_t i = 0; i < PROBES; i++)
    for (size_t j = 0; j < made->count; j++) scores[i * made->count + j] += made->offsets[i * step] + made->offsets[j];
}

/* The rank-th best score, which is what a bound has to reach. */
static double threshold(const double *scores, size_t count, size_t own, size_t rank) {
  double above = (double)INFINITY;
  for (size_t taken = 0; taken < rank;) {
    double best = -(double)INFINITY;
    size_t times = 0;
    for (size_t j = 0; j < count; j++) {
      if (j == own || scores[j] >= above) continue;
      times = scores[j] > best ? 1 : times + (scores[j] == best);
      if (scores[j] > best) best = scores[j];
    }
    if (times == 0) return best;
    above = best;
    taken += times;
  }
  return above;
}

/* The share of the sample's pairs that `count` components leave to be looked at: those whose bound reaches the
 * probe's threshold. Bytes in place of numbers widen a bound by about 0.014 of both rows' lengths. */
static double left_by(const sample *made, size_t count, size_t rank) {
  const size_t step = made->count / PROBES;
  size_t left = 0;
  for (size_t j = 0; j < made->count; j++) {
    double all = 0, held = 0;
    for (size_t k = 0; k < made->width; k++) all += made->rows[j * made->width + k] * made->rows[j * made->width + k];
    for (size_t k = 0; k < count; k++) held += made->along[j * made->most + k] * made->along[j * made->most + k];
    made->remainder[j] = all > held ? sqrt(all - held) : 0;
  }
  score_probes(made, made->along, made->most, count, made->bounds);
  for (size_t i = 0; i < PROBES; i++) {
    const double *scores = made->scores + i * made->count, *bounds = made->bounds + i * made->count;
    const double least = threshold(scores, made->count, i * step, rank) - 0.014;
    for (size_t j = 0; j < made->count; j++)
      left += bounds[j] + made->remainder[i * step] * made->remainder[j] >= least;
  }
  return (double)left / (double)(PROBES * made->count);
}

/* Nanoseconds a pair with `count` components, all of them with 0: bytes multiplied, bounds compared, what is left
 * looked at by itself, and each region's share in making its row, as measured on one machine. On
 * another the choice may be a worse one, and the answer is the same. */
static double cost_of(const sample *made, size_t regions, size_t count, size_t rank) {
  const double width = (double)made->width, used = (double)count, rows = (double)regions;
  static const double compared = 0.4, bytes = 225, alone = 25, bytes_alone = 50, products = 6.25;
  if (count == 0) return compared + width / bytes;
  return compared + used / bytes + 2 * left_by(made, count, rank) * (alone + width / bytes_alone) +
         width * used / (products * rows);
}

static size_t choose(const sample *made, size_t regions, size_t seats) {
  const double share = (double)made->count / (double)regions * (double)seats;
  const size_t rank = share < 1 ? 1 : (size_t)share < made->count ? (size_t)share : made->count;
  size_t best = 0;
  double least = cost_of(made, regions, 0, rank);
  score_probes(made, made->rows, made->width, made->width, made->scores);
  for (size_t count = FEWEST; count <= made->most; count *= 2) {
    const double cost = cost_of(made, regions, count, rank);
    if (cost >= least) continue;
    least = cost;
    best = count;
  }
  return best;
}

lociq_status lociq_components_find(lociq_profiles *profiles, const lociq_similarity_method *method, size_t seats,
                                   lociq_components *components, lociq_error *error) {
  const size_t width = profiles->width, regions = profiles->regions;
  sample made = {.count = regions < SAMPLE ? regions : SAMPLE, .width = width, .most = MOST};
  *components = (lociq_components){.width = width, .centre = lociq_allocate_aligned(width, sizeof(double))};
  lociq_status status = LOCIQ_NO_MEMORY;
  if (components->centre == NULL) return lociq_memory_error(error, "the regions' leading components");
  memset(components->centre, 0, width * sizeof(double));
  while (made.most * 2 > width && made.most >= FEWEST) made.most /= 2;
  if (made.most < FEWEST || made.count < SAMPLE) made.most = 1;
  status = sample_create(&made, error);
  if (status == LOCIQ_OK) status = draw(profiles, method, &made, components->centre, error);
  if (status != LOCIQ_OK) goto done;
  /* One thread: on a busy machine many would wait longer for one another, at every small product, than they save. Not
   * the clause: OpenBLAS would not see it. */
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  components->uneven = is_uneven(&made);
  bool found = false;
  if (made.most >= FEWEST) status = iterate(&made, &found, error);
  if (found) components->count = choose(&made, regions, seats);
  if (components->count != 0 && !orthonormal(&made, components->count)) components->count = 0;
  omp_set_num_threads(threads);
  if (components->count != 0) {
    components->basis = made.basis;
    made.basis = NULL;
  }
done:
  sample_clear(&made);
  if (status != LOCIQ_OK) lociq_components_clear(components);
  return status;
}

size_t lociq_components_bytes(size_t width) {
  const size_t rows = SAMPLE + 2 * MOST + 1, beside = SAMPLE * (MOST + 2 * PROBES) + MOST * (2 * MOST + BLOCKING);
  return (rows * width + beside) * sizeof(double);
}

void lociq_components_clear(lociq_components *components) {
  free(components->centre);
  free(components->basis);
  *components = (lociq_components){0};
}
