/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sketches of regions: bytes from which a score is known to within a bound, at a
 * fraction of its cost.
 *
 * Let x be a region's row of length 1 (the method's direct row), so that the score of
 * a and b is <x_a, x_b>. With a centre m, the same for all, and c = x - m,
 *
 *   <x_a, x_b> = t_a + t_b + <c_a, c_b>,   t = <x, m> - <m, m> / 2.
 *
 * c = s q + e with whole numbers q of a byte, and so
 *
 *   |<c_a, c_b> - s_a s_b <q_a, q_b>| = |<e_a, c_b> + <s_a q_a, e_b>| <= |e_a| C_b + C_a |e_b|,
 *
 * C the larger one of |c| and |s q|. Every row may be turned before it is made bytes, as that changes no product.
 *
 * Where orthonormal leading components B hold most of c = B y + r, r at right angles to B, then
 *
 *   <c_a, c_b> = <y_a, y_b> + <r_a, r_b>,   |<r_a, r_b>| <= |r_a| |r_b|,
 *
 * and bytes of y, likewise, tell most pairs apart; the bytes of c are for those that are left.
 *
 * <q_a, q_b> is exact. t, s, |e|, C and |r| come from sums in double precision, right to 1e-7 at least with lengths of
 * at most 2 (|r| is a root of a difference), and are kept in single precision; a bound takes fewer than 20 operations
 * in single precision on numbers below 8. 20 · 8 · 2^-24 is less than 1e-5; every bound is widened by twice that. That
 * a score is itself a sum in double precision is of no weight beside it.
 */
#ifndef LOCIQ_PARTNERS_SKETCH_H
#define LOCIQ_PARTNERS_SKETCH_H

#include <math.h>

#include "numeric/bytes.h"
#include "partners/components.h"

enum { LOCIQ_SKETCH_BLOCK = 256, LOCIQ_SKETCH_PANELS = LOCIQ_SKETCH_BLOCK / LOCIQ_PANEL };

/* Bytes that stand for numbers, a row each: the scale s, the length of the error e and the size C. */
typedef struct lociq_sketch_bytes {
  size_t width;
  int8_t *bytes;
  float *scales, *errors, *sizes;
} lociq_sketch_bytes;

/* Rows have places: within a panel of the profiles, near ones lie together where there are components. */
typedef struct lociq_sketch {
  size_t rows, blocks;
  uint32_t *order;          /* the profile that has the place */
  lociq_sketch_bytes tiles; /* by places, packed, all blocks whole: of y, or of c where there are no components */
  lociq_sketch_bytes whole; /* by places, row by row: of c; bytes NULL where there are no components */
  float *offsets;           /* t; NaN where there is no row, so that no bound is any number */
  float *remainders;        /* |r|, 0 where there are no components */
  float *figures;           /* what holds them all */
} lociq_sketch;

typedef struct lociq_bounds {
  float lower, upper;
} lociq_bounds;

/* Of the direct rows of all profiles, whose cells are all known; in parallel. seats: the partners sought of each. */
lociq_status lociq_sketch_create(lociq_profiles *profiles, const lociq_similarity_method *method, size_t seats,
                                 lociq_sketch **sketch, lociq_error *error);
/* Bytes that it takes at most. */
size_t lociq_sketch_bytes_of(size_t rows, size_t width);
void lociq_sketch_free(lociq_sketch *sketch);
/* There is no row at the place from now on. */
static inline void lociq_sketch_leave_out(lociq_sketch *sketch, size_t place) { sketch->offsets[place] = (float)NAN; }

/* products[i * LOCIQ_SKETCH_BLOCK + j] of row i of the left block and row j of the right one; scratch:
 * lociq_sketch_scratch() floats. */
void lociq_sketch_multiply(const lociq_sketch *sketch, size_t left, size_t right, int32_t *products, float *scratch);
size_t lociq_sketch_scratch(void);
/* The most that the score of a row and each of a block's can be, given their products. */
void lociq_sketch_limit(const lociq_sketch *sketch, size_t row, size_t block, const int32_t *products, float *upper);
/* What the score of two rows lies between, given their product, by all that the sketch has. */
lociq_bounds lociq_sketch_bound(const lociq_sketch *sketch, size_t a, size_t b, int32_t product);

#endif
