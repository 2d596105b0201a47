/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Newton's steps, each a pass over all pairs, row by row in parallel: a row leaves six sums, which are added up in the
 * order of rows. Nothing of the size of all pairs is kept.
 */
#include "partners/gravity.h"

#include <math.h>
#include <omp.h>

#include "core/memory.h"
#include "numeric/logarithm.h"

enum { CONSTANT = LOCIQ_GRAVITY_CONSTANT, OWN, OTHER, DISTANCE, TERMS };

/* Over the others of a row, of those expected: 1, v, v², w, w², vw with v = ln(size other), w = ln(distance). */
enum { SUM, SUM_V, SUM_VV, SUM_W, SUM_WW, SUM_VW, SUMS };

typedef struct fitting {
  const lociq_gravity_data *data;
  size_t width;  /* of a row, in whole lanes */
  double *sizes; /* their logarithms; 0 behind the last one */
  double (*rows)[SUMS];
  double *scratch; /* two rows a thread */
  int threads;
  double met[TERMS];     /* what the flows add up to, each times 1, ln(size) …: what is expected must too */
  double largest[TERMS]; /* of each term's values: how far a step moves a pair at most */
  bool kept[TERMS];
} fitting;

/* All that a Newton step needs to know of some terms. */
typedef struct outlook {
  double likelihood; /* but for what does not change with the terms */
  double missed[TERMS];
  double curvature[TERMS][TERMS];
} outlook;

/* ln of the distances from a member; 0 to itself, and where the model has none. */
static void fill_distances(const fitting *fit, size_t own, double *distances) {
  const lociq_gravity_data *data = fit->data;
  for (size_t j = 0; j < fit->width; j++) {
    const bool none = data->filter == NULL || j >= data->count || j == own;
    distances[j] = none ? 1 : fmax(1, lociq_filter_distance(data->filter, data->units[own], data->units[j]));
  }
  lociq_logarithm_fill(distances, distances, fit->width);
}

LOCIQ_CLONED static void sum_row(const double *sizes, const double *distances, const double *expected, size_t width,
                                 double sums[SUMS]) {
  lociq_lanes all[SUMS] = {{0}};
  for (size_t j = 0; j < width; j += LOCIQ_LANES) {
    const lociq_lanes mu = lociq_lanes_load(expected + j), v = lociq_lanes_load(sizes + j);
    const lociq_lanes w = lociq_lanes_load(distances + j), muv = mu * v, muw = mu * w;
    all[SUM] += mu;
    all[SUM_V] += muv;
    all[SUM_VV] += muv * v;
    all[SUM_W] += muw;
    all[SUM_WW] += muw * w;
    all[SUM_VW] += muv * w;
  }
  for (size_t k = 0; k < SUMS; k++) sums[k] = lociq_lanes_sum(all[k]);
}

static void fill_row(fitting *fit, const double terms[TERMS], size_t own, double *scratch) {
  double *distances = scratch, *expected = scratch + fit->width;
  fill_distances(fit, own, distances);
  const double start = terms[CONSTANT] + terms[OWN] * fit->sizes[own];
  for (size_t j = 0; j < fit->width; j++)
    expected[j] = j < fit->data->count ? exp(start + terms[OTHER] * fit->sizes[j] + terms[DISTANCE] * distances[j]) : 0;
  expected[own] = 0;
  sum_row(fit->sizes, distances, expected, fit->width, fit->rows[own]);
}

static void add_row(const double sums[SUMS], double u, outlook *view) {
  double(*h)[TERMS] = view->curvature;
  h[CONSTANT][CONSTANT] += sums[SUM];
  h[OWN][CONSTANT] += u * sums[SUM];
  h[OWN][OWN] += u * u * sums[SUM];
  h[OTHER][CONSTANT] += sums[SUM_V];
  h[OTHER][OWN] += u * sums[SUM_V];
  h[OTHER][OTHER] += sums[SUM_VV];
  h[DISTANCE][CONSTANT] += sums[SUM_W];
  h[DISTANCE][OWN] += u * sums[SUM_W];
  h[DISTANCE][OTHER] += sums[SUM_VW];
  h[DISTANCE][DISTANCE] += sums[SUM_WW];
}

/* Of fewer members threads wait longer than they work. */
enum { FEW = 64 };

static void look(fitting *fit, const double terms[TERMS], outlook *view) {
#pragma omp parallel for schedule(static) num_threads(fit->threads) if (fit->data->count >= FEW)
  for (size_t own = 0; own < fit->data->count; own++)
    fill_row(fit, terms, own, fit->scratch + 2 * fit->width * (size_t)omp_get_thread_num());
  *view = (outlook){0};
  for (size_t own = 0; own < fit->data->count; own++) add_row(fit->rows[own], fit->sizes[own], view);
  view->likelihood = -view->curvature[CONSTANT][CONSTANT];
  for (size_t k = 0; k < TERMS; k++) {
    view->likelihood += terms[k] * fit->met[k];
    view->missed[k] = fit->met[k] - view->curvature[k][CONSTANT];
  }
}

/* Cholesky over the kept terms: L on and below the diagonal. With `choose` a term that hardly varies beside those
 * before it is kept no longer; without, that is false. */
static bool factor(double matrix[TERMS][TERMS], bool kept[TERMS], bool choose) {
  const double least = choose ? 1e-10 : 1e-14; /* of its own size: of the regressors; of rounding */
  for (size_t i = 0; i < TERMS; i++) {
    const double whole = matrix[i][i];
    for (size_t j = 0; j <= i && kept[i]; j++) {
      double sum = matrix[i][j];
      for (size_t k = 0; k < j; k++)
        if (kept[k]) sum -= matrix[i][k] * matrix[j][k];
      if (j < i)
        matrix[i][j] = kept[j] ? sum / matrix[j][j] : 0;
      else if (sum > least * whole)
        matrix[i][i] = sqrt(sum);
      else
        kept[i] = false;
      if (!kept[i] && !choose) return false;
    }
  }
  return true;
}

static void solve(double factors[TERMS][TERMS], const bool kept[TERMS], const double right[TERMS], double step[TERMS]) {
  for (size_t i = 0; i < TERMS; i++) {
    double sum = right[i];
    for (size_t k = 0; k < i; k++) sum -= kept[k] ? factors[i][k] * step[k] : 0;
    step[i] = kept[i] ? sum / factors[i][i] : 0;
  }
  for (size_t i = TERMS; i-- > 0;) {
    double sum = step[i];
    for (size_t k = i + 1; k < TERMS; k++) sum -= kept[k] ? factors[k][i] * step[k] : 0;
    step[i] = kept[i] ? sum / factors[i][i] : 0;
  }
}

/* How much a step changes ln E of any pair at most. */
static double reach_of(const fitting *fit, const double step[TERMS]) {
  double reach = 0;
  for (size_t k = 0; k < TERMS; k++) reach += fabs(step[k]) * fit->largest[k];
  return reach;
}

/* Goes along the step as far as the likelihood rises; a step so short that rounding hides the rise is taken as it is.
 */
static bool advance(fitting *fit, const double step[TERMS], double terms[TERMS], outlook *view) {
  enum { HALVINGS = 40 };
  const double reach = reach_of(fit, step);
  for (int halving = 0; halving < HALVINGS; halving++) {
    const double length = ldexp(1, -halving);
    double next[TERMS];
    outlook there;
    for (size_t k = 0; k < TERMS; k++) next[k] = terms[k] + length * step[k];
    look(fit, next, &there);
    if (!(there.likelihood >= view->likelihood || (isfinite(there.likelihood) && length * reach < 1e-6))) continue;
    for (size_t k = 0; k < TERMS; k++) terms[k] = next[k];
    *view = there;
    return true;
  }
  return false;
}

/* Where zeros are all on one side the likelihood rises for ever: each step moves those pairs by about one, and their
 * weights vanish. */
static const char *const separated =
    "ties are 0 in such places that no finite model of size and distance fits them best";

static const char *climb(fitting *fit, double terms[TERMS]) {
  enum { STEPS = 50 };
  outlook view;
  look(fit, terms, &view);
  for (int i = 0; i < STEPS; i++) {
    double step[TERMS];
    if (!factor(view.curvature, fit->kept, i == 0)) return separated;
    solve(view.curvature, fit->kept, view.missed, step);
    if (!advance(fit, step, terms, &view)) return separated;
    if (reach_of(fit, step) < 1e-9) return NULL; /* the next one is its square */
  }
  return separated;
}

/* What the flows add up to, times each term's value. */
static void meet(fitting *fit) {
  const lociq_gravity_data *data = fit->data;
  for (size_t f = 0; f < data->flow_count; f++) {
    const lociq_flow *flow = &data->flows[f];
    double distance =
        data->filter == NULL
            ? 1
            : fmax(1, lociq_filter_distance(data->filter, data->units[flow->own], data->units[flow->other]));
    lociq_logarithm_fill(&distance, &distance, 1);
    fit->met[CONSTANT] += flow->value;
    fit->met[OWN] += flow->value * fit->sizes[flow->own];
    fit->met[OTHER] += flow->value * fit->sizes[flow->other];
    fit->met[DISTANCE] += flow->value * distance;
  }
  fit->largest[CONSTANT] = 1;
  for (size_t i = 0; i < data->count; i++) fit->largest[OWN] = fmax(fit->largest[OWN], fabs(fit->sizes[i]));
  fit->largest[OTHER] = fit->largest[OWN];
  fit->largest[DISTANCE] = 10; /* ln of half the way round the earth */
}

static bool allocate(fitting *fit) {
  const size_t count = fit->data->count;
  fit->width = lociq_lanes_width(count);
  fit->threads = fit->data->threads > 0 ? fit->data->threads : omp_get_max_threads();
  fit->sizes = lociq_allocate_aligned(fit->width, sizeof(double));
  fit->rows = lociq_allocate(count, sizeof *fit->rows);
  fit->scratch = lociq_allocate_aligned(2 * fit->width * (size_t)fit->threads, sizeof(double));
  if (fit->sizes == NULL || fit->rows == NULL || fit->scratch == NULL) return false;
  lociq_logarithm_fill(fit->data->sizes, fit->sizes, count);
  for (size_t i = count; i < fit->width; i++) fit->sizes[i] = 0;
  return true;
}

lociq_status lociq_gravity_fit(const lociq_gravity_data *data, lociq_gravity *gravity, const char **doubt,
                               lociq_error *error) {
  *gravity = (lociq_gravity){{0}};
  *doubt = data->count < 2 ? "fewer than two of those in it have a size and, where others have one, a point"
                           : "all ties between those that have a size and a point are 0";
  if (data->count < 2 || data->flow_count == 0) return LOCIQ_OK;
  fitting fit = {.data = data, .kept = {true, true, true, true}};
  const bool there = allocate(&fit);
  if (there) {
    meet(&fit);
    const double pairs = (double)data->count * (double)(data->count - 1);
    gravity->terms[CONSTANT] = log(fit.met[CONSTANT] / pairs);
    *doubt = isfinite(gravity->terms[CONSTANT]) ? climb(&fit, gravity->terms) : separated;
  }
  free(fit.sizes);
  free(fit.rows);
  free(fit.scratch);
  return there ? LOCIQ_OK : lociq_memory_error(error, "a gravity model");
}

double lociq_gravity_expect(const lociq_gravity *gravity, double own_size, double other_size, double distance) {
  double logs[] = {own_size, other_size, isnan(distance) ? 1 : fmax(1, distance)};
  lociq_logarithm_fill(logs, logs, 3);
  return exp(gravity->terms[CONSTANT] + gravity->terms[OWN] * logs[0] + gravity->terms[OTHER] * logs[1] +
             gravity->terms[DISTANCE] * logs[2]);
}
