/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Expectation and maximisation for a multivariate normal distribution of which some
 * values are missing (Dempster, Laird & Rubin 1977,
 * https://doi.org/10.1111/j.2517-6161.1977.tb01600.x; Little & Rubin 2002, chapter 11).
 */
#ifndef LOCIQ_COMPOSITE_EM_H
#define LOCIQ_COMPOSITE_EM_H

#include <lociq/error.h>
#include <stddef.h>

/* Fills the missing values of units × columns with their means given what is known of the
 * unit, under the means and covariances of the largest likelihood. tolerance: the
 * largest change of a mean or covariance of the standardised columns at which it ends. LOCIQ_INVALID where a
 * column is known of fewer than two units or has one value, where there are no more units than columns,
 * where the covariance becomes singular, or not converged. */
lociq_status lociq_em_fill(double *values, size_t units, size_t columns, size_t iterations, double tolerance,
                           lociq_error *error);

#endif
