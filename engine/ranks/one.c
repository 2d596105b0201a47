/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Without MPI there is one rank.
 */
#include <stdlib.h>

#include "ranks/ranks.h"

lociq_status lociq_ranks_start(lociq_error *error) {
  static const char *const counts[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    const char *count = getenv(counts[i]);
    if (count != NULL && strtoul(count, NULL, 10) > 1)
      return lociq_error_set(error, LOCIQ_INVALID,
                             "this lociq was built without MPI, so that %s processes would each do all of the work: "
                             "build the preset mpi, or start one",
                             count);
  }
  return LOCIQ_OK;
}

lociq_ranks lociq_ranks_here(void) { return lociq_ranks_alone(); }

lociq_status lociq_ranks_agree(lociq_ranks ranks, lociq_status status, lociq_error *error) {
  (void)ranks, (void)error;
  return status;
}

lociq_parting lociq_ranks_part(lociq_status status) {
  return (lociq_parting){.status = status, .tells = true, .together = true};
}

void lociq_ranks_end(const lociq_parting *parting, int code) { (void)parting, (void)code; }

void lociq_ranks_broadcast(lociq_ranks ranks, size_t from, void *values, size_t bytes) {
  (void)ranks, (void)from, (void)values, (void)bytes;
}

void lociq_ranks_send(size_t to, const void *values, size_t bytes) { (void)to, (void)values, (void)bytes; }

void lociq_ranks_receive(size_t from, void *values, size_t bytes) { (void)from, (void)values, (void)bytes; }

size_t lociq_ranks_most(lociq_ranks ranks, size_t count) {
  (void)ranks;
  return count;
}

size_t lociq_ranks_beside(lociq_ranks ranks) { return ranks.count; }

void lociq_ranks_add(lociq_ranks ranks, uint32_t *counts, /* NOLINT(readability-non-const-parameter): as with MPI */
                     size_t count) {
  (void)ranks, (void)counts, (void)count;
}

bool lociq_ranks_file_access(hid_t properties) {
  (void)properties;
  return true;
}

bool lociq_ranks_transfer(hid_t properties) {
  (void)properties;
  return true;
}
