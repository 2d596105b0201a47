/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/eigen.h"

#include <lapacke.h>
#include <limits.h>
#include <math.h>
#include <omp.h>
#include <string.h>

#include "core/memory.h"

/* Where LAPACK works; it asks for 26 and 10 numbers a row and is faster with more. */
typedef struct workspace {
  double *values, *work, *diagonal, *vectors;
  lapack_int *whole, *support;
} workspace;

enum { WORK = 40, WHOLE = 10 };

static lociq_status workspace_create(size_t size, size_t count, workspace *made, lociq_error *error) {
  made->values = lociq_allocate(size, sizeof(double));
  made->work = lociq_allocate(WORK * size, sizeof(double));
  made->diagonal = lociq_allocate(size, sizeof(double));
  made->vectors = lociq_allocate(size * count, sizeof(double));
  made->whole = lociq_allocate(WHOLE * size, sizeof(lapack_int));
  made->support = lociq_allocate(2 * size, sizeof(lapack_int));
  if (made->values == NULL || made->work == NULL || made->diagonal == NULL || made->vectors == NULL ||
      made->whole == NULL || made->support == NULL)
    return lociq_memory_error(error, "an eigenproblem");
  return LOCIQ_OK;
}

static void workspace_clear(workspace *made) {
  free(made->values);
  free(made->work);
  free(made->diagonal);
  free(made->vectors);
  free(made->whole);
  free(made->support);
}

/* ‖Sv − λv‖ from the triangle above the diagonal, which LAPACK leaves alone. */
static double residual_of(const double *matrix, const double *diagonal, size_t size, double value, const double *vector,
                          double *product) {
  double squares = 0;
  for (size_t i = 0; i < size; i++) product[i] = (diagonal[i] - value) * vector[i];
  for (size_t i = 0; i < size; i++) {
    double sum = 0;
    for (size_t j = i + 1; j < size; j++) {
      sum += matrix[i * size + j] * vector[j];
      product[j] += matrix[i * size + j] * vector[i];
    }
    product[i] += sum;
  }
  for (size_t i = 0; i < size; i++) squares += product[i] * product[i];
  return sqrt(squares);
}

/* By columns, LAPACK's upper triangle is ours below the diagonal. */
static lapack_int solve(double *matrix, size_t size, size_t count, workspace *room) {
  const lapack_int n = (lapack_int)size, first = (lapack_int)(size - count + 1);
  lapack_int found = 0;
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1); /* not the clause: OpenBLAS would not see it */
  lapack_int failed = LAPACKE_dsyevr_work(LAPACK_COL_MAJOR, 'V', 'I', 'U', n, matrix, n, 0, 0, first, n, 0, &found,
                                          room->values, room->vectors, n, room->support, room->work,
                                          (lapack_int)(WORK * size), room->whole, (lapack_int)(WHOLE * size));
  omp_set_num_threads(threads);
  if (failed == 0 && (size_t)found != count) failed = 1;
  return failed;
}

lociq_status lociq_eigen_largest(double *matrix, size_t size, size_t count, double *values, double *vectors,
                                 double *residual, lociq_error *error) {
  workspace room = {0};
  if (size > INT_MAX / WORK) return lociq_error_set(error, LOCIQ_NO_MEMORY, "an eigenproblem of %zu rows", size);
  lociq_status status = workspace_create(size, count, &room, error);
  if (status != LOCIQ_OK) goto done;
  for (size_t i = 0; i < size; i++) room.diagonal[i] = matrix[i * size + i];
  if (solve(matrix, size, count, &room) != 0) {
    status = lociq_error_set(error, LOCIQ_INVALID, "the eigenvalues of a matrix of %zu rows do not converge", size);
    goto done;
  }
  *residual = 0;
  for (size_t k = 0; k < count; k++) {
    const double *vector = room.vectors + (count - 1 - k) * size;
    values[k] = room.values[count - 1 - k];
    memcpy(vectors + k * size, vector, size * sizeof *vector);
    *residual = fmax(*residual, residual_of(matrix, room.diagonal, size, values[k], vector, room.work));
  }
  if (!(*residual <= 1e-10 * fmax(fabs(values[0]), 1e-300)))
    status = lociq_error_set(error, LOCIQ_INVALID, "the eigenvectors of a matrix of %zu rows are off by %g", size,
                             *residual);
done:
  workspace_clear(&room);
  return status;
}
