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

void lociq_random_shuffle(const lociq_random *random, uint32_t *order, size_t first, size_t last, size_t count) {
  for (size_t i = first; i < last; i++) {
    const size_t chosen = i + lociq_random_below(random, (uint32_t)(count - i));
    const uint32_t element = order[i];
    order[i] = order[chosen];
    order[chosen] = element;
  }
}

void lociq_random_identity(uint32_t *order, size_t count) {
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
}
