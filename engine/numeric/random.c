/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "numeric/random.h"

#include <string.h>

/* The finalisers of MurmurHash3: bijections in which each bit of the input moves
 * half of the output's. */
static uint64_t mix(uint64_t bits) {
  bits = (bits ^ (bits >> 33)) * 0xff51afd7ed558ccdU;
  bits = (bits ^ (bits >> 33)) * 0xc4ceb9fe1a85ec53U;
  return bits ^ (bits >> 33);
}

static uint32_t mix_narrow(uint32_t bits) {
  bits = (bits ^ (bits >> 16)) * 0x85ebca6bU;
  bits = (bits ^ (bits >> 13)) * 0xc2b2ae35U;
  return bits ^ (bits >> 16);
}

/* taus2 is seeded with 32 bits, and takes 0 for 1. A bijection of the index that
 * the seed only turns about keeps apart the streams of one seed. */
void lociq_random_start(lociq_random *random, uint64_t seed, uint64_t stream) {
  const uint64_t turn = mix(mix(seed + 0x9e3779b97f4a7c15U) + (stream >> 32));
  const uint32_t start = mix_narrow((uint32_t)stream) ^ (uint32_t)(turn >> 32);
  _Static_assert(sizeof random->state >= 3 * sizeof(unsigned long), "a state of taus2");
  random->generator = (gsl_rng){.type = gsl_rng_taus2, .state = random->state};
  memset(random->state, 0, sizeof random->state);
  random->generator.type->set(random->generator.state, start);
}

/* A step of taus2, inline: to call GSL's for each number costs more than the number.
 * Its state is three unsigned longs of 32 bits each. */
static inline uint32_t step(unsigned long *state) {
  uint32_t first = (uint32_t)state[0], second = (uint32_t)state[1], third = (uint32_t)state[2];
  first = ((first & 4294967294U) << 12) ^ (((first << 13) ^ first) >> 19);
  second = ((second & 4294967288U) << 4) ^ (((second << 2) ^ second) >> 25);
  third = ((third & 4294967280U) << 17) ^ (((third << 3) ^ third) >> 11);
  state[0] = first;
  state[1] = second;
  state[2] = third;
  return first ^ second ^ third;
}

static inline uint32_t step_below(unsigned long *state, uint32_t bound) {
  uint64_t product = (uint64_t)step(state) * bound;
  if ((uint32_t)product < bound) {
    const uint32_t least = (uint32_t)-bound % bound;
    while ((uint32_t)product < least) product = (uint64_t)step(state) * bound;
  }
  return (uint32_t)(product >> 32);
}

void lociq_random_even_fill(lociq_random *random, double *numbers, size_t count) {
  unsigned long state[3];
  memcpy(state, random->state, sizeof state);
  for (size_t k = 0; k < count; k++) numbers[k] = lociq_random_even_of(step(state));
  memcpy(random->state, state, sizeof state);
}

void lociq_random_shuffle(lociq_random *random, uint32_t *order, size_t first, size_t last, size_t count) {
  unsigned long state[3];
  memcpy(state, random->state, sizeof state);
  for (size_t i = first; i < last; i++) {
    const size_t chosen = i + step_below(state, (uint32_t)(count - i));
    const uint32_t element = order[i];
    order[i] = order[chosen];
    order[chosen] = element;
  }
  memcpy(random->state, state, sizeof state);
}

void lociq_random_resample(lociq_random *random, uint32_t *drawn, size_t count) {
  unsigned long state[3];
  memcpy(state, random->state, sizeof state);
  memset(drawn, 0, count * sizeof *drawn);
  for (size_t k = 0; k < count; k++) drawn[step_below(state, (uint32_t)count)]++;
  memcpy(random->state, state, sizeof state);
}

void lociq_random_identity(uint32_t *order, size_t count) {
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
}
