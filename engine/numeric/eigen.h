/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The largest eigenvalues of a symmetric matrix, by LAPACK on one thread: with more
 * its last bits would depend on their number.
 */
#ifndef LOCIQ_NUMERIC_EIGEN_H
#define LOCIQ_NUMERIC_EIGEN_H

#include <lociq/error.h>
#include <stddef.h>

/* The `count` largest eigenvalues, the largest first, and their vectors, `size` long,
 * one after the other, each of length 1. matrix is size × size, finite; what is on and
 * below its diagonal is overwritten. *residual is the largest of ‖Sv − λv‖ over the
 * pairs. count ≤ size. LOCIQ_NO_MEMORY; LOCIQ_INVALID where LAPACK does not converge
 * or the residual exceeds 1e-10 of the largest value. */
lociq_status lociq_eigen_largest(double *matrix, size_t size, size_t count, double *values, double *vectors,
                                 double *residual, lociq_error *error);

#endif
