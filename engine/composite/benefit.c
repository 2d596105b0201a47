/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Benefit of the doubt, a linear program a unit, by GLPK: which ends the process where
 * it finds itself in error, unless its hook leaves by a jump. Its state is the thread's.
 */
#include <glpk.h>
#include <math.h>
#include <setjmp.h>

#include "composite/score.h"
#include "core/memory.h"

typedef struct benefit {
  const lociq_weighing *how;
  const double *parts;
  size_t units, count, stride;
  int *columns;    /* of one row, from 1 as GLPK has it */
  double *factors; /* likewise */
  jmp_buf failed;
} benefit;

static double value_of(const benefit *job, size_t unit, size_t part) {
  const double x = job->parts[unit * job->stride + part];
  return isnan(x) ? 0 : x;
}

static void leave(void *context) {
  benefit *job = context;
  longjmp(job->failed, 1);
}

/* One row of the program: Σ factor w, at most or at least a bound. */
static void add_row(benefit *job, glp_prob *program, int kind, double bound) {
  const int row = glp_add_rows(program, 1);
  int length = 0;
  for (size_t k = 0; k < job->count; k++) {
    if (job->factors[k + 1] == 0) continue;
    length++;
    job->columns[length] = (int)k + 1;
    job->factors[length] = job->factors[k + 1];
  }
  glp_set_row_bnds(program, row, kind, bound, bound);
  glp_set_mat_row(program, row, length, job->columns, job->factors);
}

/* w_k y_k within its share of Σ w y. */
static void add_shares(benefit *job, glp_prob *program, size_t unit) {
  const double shares[] = {job->how->share_least, job->how->share_most};
  for (size_t part = 0; part < job->count; part++)
    for (int side = 0; side < 2; side++) {
      if (side == 0 ? !(shares[0] > 0) : !(shares[1] < 1)) continue;
      if (isnan(job->parts[unit * job->stride + part])) continue;
      for (size_t k = 0; k < job->count; k++)
        job->factors[k + 1] = value_of(job, unit, k) * ((k == part ? 1 : 0) - shares[side]);
      add_row(job, program, side == 0 ? GLP_LO : GLP_UP, 0);
    }
}

static void set_up(benefit *job, glp_prob *program, size_t unit) {
  glp_set_obj_dir(program, GLP_MAX);
  glp_add_cols(program, (int)job->count);
  for (size_t k = 0; k < job->count; k++) {
    const bool known = !isnan(job->parts[unit * job->stride + k]);
    glp_set_col_bnds(program, (int)k + 1, known ? GLP_LO : GLP_FX, 0, 0);
    glp_set_obj_coef(program, (int)k + 1, value_of(job, unit, k));
  }
  for (size_t other = 0; other < job->units; other++) {
    for (size_t k = 0; k < job->count; k++) job->factors[k + 1] = value_of(job, other, k);
    add_row(job, program, GLP_UP, 1);
  }
  add_shares(job, program, unit);
}

static lociq_status solve(benefit *job, size_t unit, double *score, double *weights, lociq_error *error) {
  if (setjmp(job->failed) != 0) {
    glp_error_hook(NULL, NULL);
    glp_free_env();
    return lociq_memory_error(error, "a linear program");
  }
  glp_error_hook(leave, job);
  glp_term_out(GLP_OFF);
  glp_prob *program = glp_create_prob();
  set_up(job, program, unit);
  glp_smcp settings;
  glp_init_smcp(&settings);
  settings.msg_lev = GLP_MSG_OFF;
  const int failed = glp_simplex(program, &settings);
  const int found = failed == 0 ? glp_get_status(program) : GLP_UNDEF;
  *score = glp_get_obj_val(program);
  for (size_t k = 0; k < job->count && weights != NULL; k++) weights[k] = glp_get_col_prim(program, (int)k + 1);
  glp_delete_prob(program);
  glp_error_hook(NULL, NULL);
  glp_free_env();
  if (found == GLP_OPT) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "no weights keep unit %zu within the bounds of its shares", unit + 1);
}

/* Where all that is known of a unit is 0 any weights give 0. */
static lociq_status check_values(const benefit *job, lociq_error *error) {
  for (size_t part = 0; part < job->count; part++) {
    bool any = false;
    for (size_t unit = 0; unit < job->units; unit++) {
      const double x = job->parts[unit * job->stride + part];
      if (x < 0)
        return lociq_error_set(error, LOCIQ_INVALID,
                               "part %zu is %g somewhere: benefit of the doubt takes no negative values", part + 1, x);
      any = any || x > 0;
    }
    if (!any) return lociq_error_set(error, LOCIQ_INVALID, "part %zu is 0 or unknown everywhere", part + 1);
  }
  return LOCIQ_OK;
}

static bool knows_nothing(const benefit *job, size_t unit) {
  for (size_t k = 0; k < job->count; k++)
    if (!isnan(job->parts[unit * job->stride + k])) return false;
  return true;
}

lociq_status lociq_weights_benefit(const lociq_weighing *how, const double *parts, size_t units, size_t count,
                                   size_t stride, double *scores, double *weights, lociq_error *error) {
  benefit job = {.how = how, .parts = parts, .units = units, .count = count, .stride = stride};
  job.columns = lociq_allocate(count + 1, sizeof *job.columns);
  job.factors = lociq_allocate(count + 1, sizeof *job.factors);
  lociq_status status = LOCIQ_OK;
  if (job.columns == NULL || job.factors == NULL) status = lociq_memory_error(error, "a linear program");
  if (status == LOCIQ_OK) status = check_values(&job, error);
  for (size_t unit = 0; unit < units && status == LOCIQ_OK; unit++) {
    double *own = weights == NULL ? NULL : weights + unit * count;
    scores[unit] = NAN;
    for (size_t k = 0; k < count && own != NULL; k++) own[k] = NAN;
    if (!knows_nothing(&job, unit)) status = solve(&job, unit, &scores[unit], own, error);
  }
  free(job.columns);
  free(job.factors);
  return status;
}
