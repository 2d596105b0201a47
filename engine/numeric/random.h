/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random numbers in streams: a stream is made from a seed and an index, so that
 * what is drawn for resample 17 is the same whichever thread draws it, and
 * whatever was drawn before. The generator is GSL's taus2 (L'Ecuyer 1999); one of
 * its own costs no allocation and little time.
 *
 *   lociq_random random;
 *   lociq_random_start(&random, seed, resample);
 *   gsl_ran_binomial(&random.generator, p, n);
 */
#ifndef LOCIQ_NUMERIC_RANDOM_H
#define LOCIQ_NUMERIC_RANDOM_H

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

/* Points into itself: not to be copied. generator is for what GSL draws. */
typedef struct lociq_random {
  gsl_rng generator;
  uint64_t state[8];
} lociq_random;

/* Starts a stream. Of one seed the streams 0 to 2^32 - 2 all differ. */
void lociq_random_start(lociq_random *random, uint64_t seed, uint64_t stream);

/* 32 random bits. */
static inline uint32_t lociq_random_bits(const lociq_random *random) {
  return (uint32_t)random->generator.type->get(random->generator.state);
}

/* A number between -1 and 1, either left out: of 32 bits, or of those that come next. */
static inline double lociq_random_even_of(uint32_t bits) { return ((double)bits + 0.5) * 0x1p-31 - 1; }
static inline double lociq_random_even(const lociq_random *random) {
  return lociq_random_even_of(lociq_random_bits(random));
}

/* As many of these, one after the other, without a call for each. */
void lociq_random_even_fill(lociq_random *random, double *numbers, size_t count);

/* A whole number from 0 to bound - 1, each as likely as the others (Lemire 2019).
 * bound from 1 to 2^32 - 1. */
static inline uint32_t lociq_random_below(const lociq_random *random, uint32_t bound) {
  uint64_t product = (uint64_t)lociq_random_bits(random) * bound;
  if ((uint32_t)product < bound) {
    const uint32_t least = (uint32_t)-bound % bound;
    while ((uint32_t)product < least) product = (uint64_t)lociq_random_bits(random) * bound;
  }
  return (uint32_t)(product >> 32);
}

/* Fisher and Yates, from the front: places [first, last) of `order`, which has
 * `count` elements, get elements drawn without replacement from [first, count),
 * which take their places. [0, count) gives a permutation; [0, k), then
 * [k, count), gives the same one. */
void lociq_random_shuffle(lociq_random *random, uint32_t *order, size_t first, size_t last, size_t count);

/* Draws `count` of `count` elements with replacement: drawn[k], how often it drew the k-th. As
 * lociq_random_below, one after the other. count below 2^32. */
void lociq_random_resample(lociq_random *random, uint32_t *drawn, size_t count);

/* 0, 1, … count - 1. */
void lociq_random_identity(uint32_t *order, size_t count);

#endif
