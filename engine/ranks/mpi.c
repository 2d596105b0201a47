/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranks by MPI, whose errors end the job with MPI's own message. Sums of floating point never go through it:
 * their order would be its own.
 */
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ranks/ranks.h"

enum { TAG_VALUES = 1, TAG_PARTING, TAG_VERDICT };

/* ---- who is here */

/* Without a launcher MPI would start services of its own for nothing. */
static bool is_launched(void) {
  static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (getenv(names[i]) != NULL) return true;
  return false;
}

static bool is_running(void) {
  int started = 0, ended = 0;
  return MPI_Initialized(&started) == MPI_SUCCESS && started && MPI_Finalized(&ended) == MPI_SUCCESS && !ended;
}

lociq_status lociq_ranks_start(lociq_error *error) {
  int given = 0;
  if (!is_launched() || is_running()) return LOCIQ_OK;
  if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &given) != MPI_SUCCESS || given < MPI_THREAD_FUNNELED)
    return lociq_error_set(error, LOCIQ_IO, "MPI does not start beside threads");
  /* A rank alone whose part of a file is refused would leave the others waiting. */
  (void)MPI_File_set_errhandler(MPI_FILE_NULL, MPI_ERRORS_ARE_FATAL);
  return LOCIQ_OK;
}

lociq_ranks lociq_ranks_here(void) {
  int own = 0, count = 1;
  if (!is_running()) return lociq_ranks_alone();
  (void)MPI_Comm_rank(MPI_COMM_WORLD, &own);
  (void)MPI_Comm_size(MPI_COMM_WORLD, &count);
  return (lociq_ranks){.own = (size_t)own, .count = (size_t)count};
}

/* ---- values */

/* MPI counts in int. */
enum { PIECE = 1 << 30 };

static int piece_of(size_t bytes) { return bytes < PIECE ? (int)bytes : PIECE; }

void lociq_ranks_broadcast(lociq_ranks ranks, size_t from, void *values, size_t bytes) {
  char *at = values;
  for (size_t done = 0; ranks.count > 1 && done < bytes; done += PIECE)
    (void)MPI_Bcast(at + done, piece_of(bytes - done), MPI_BYTE, (int)from, MPI_COMM_WORLD);
}

void lociq_ranks_send(size_t to, const void *values, size_t bytes) {
  const char *at = values;
  for (size_t done = 0; done < bytes; done += PIECE)
    (void)MPI_Send(at + done, piece_of(bytes - done), MPI_BYTE, (int)to, TAG_VALUES, MPI_COMM_WORLD);
}

void lociq_ranks_receive(size_t from, void *values, size_t bytes) {
  char *at = values;
  for (size_t done = 0; done < bytes; done += PIECE)
    (void)MPI_Recv(at + done, piece_of(bytes - done), MPI_BYTE, (int)from, TAG_VALUES, MPI_COMM_WORLD,
                   MPI_STATUS_IGNORE);
}

size_t lociq_ranks_most(lociq_ranks ranks, size_t count) {
  uint64_t most = count;
  if (ranks.count > 1) (void)MPI_Allreduce(MPI_IN_PLACE, &most, 1, MPI_UINT64_T, MPI_MAX, MPI_COMM_WORLD);
  return (size_t)most;
}

size_t lociq_ranks_beside(lociq_ranks ranks) {
  MPI_Comm machine = MPI_COMM_NULL;
  int count = 1;
  if (ranks.count == 1) return 1;
  (void)MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  (void)MPI_Comm_size(machine, &count);
  (void)MPI_Comm_free(&machine);
  return (size_t)count;
}

void lociq_ranks_add(lociq_ranks ranks, uint32_t *counts, size_t count) {
  for (size_t done = 0; ranks.count > 1 && done < count; done += PIECE)
    (void)MPI_Allreduce(MPI_IN_PLACE, counts + done, piece_of(count - done), MPI_UINT32_T, MPI_SUM, MPI_COMM_WORLD);
}

/* ---- failures */

lociq_status lociq_ranks_agree(lociq_ranks ranks, lociq_status status, lociq_error *error) {
  if (ranks.count == 1) return status;
  uint64_t failed = status == LOCIQ_OK ? ranks.count : ranks.own;
  (void)MPI_Allreduce(MPI_IN_PLACE, &failed, 1, MPI_UINT64_T, MPI_MIN, MPI_COMM_WORLD);
  if (failed == ranks.count) return LOCIQ_OK;
  lociq_error told = {.status = status};
  if (failed == ranks.own && error != NULL) told = *error;
  told.status = status;
  lociq_ranks_broadcast(ranks, (size_t)failed, &told, sizeof told);
  if (error != NULL) *error = told;
  return told.status;
}

/* Looks again and again, so that waiting can end: seconds, or without end where they are 0. */
static bool wait_for(MPI_Request *requests, size_t count, double seconds) {
  const struct timespec moment = {.tv_nsec = 1000000};
  const double begin = MPI_Wtime();
  for (;;) {
    int done = 0;
    (void)MPI_Testall((int)count, requests, &done, MPI_STATUSES_IGNORE);
    if (done) return true;
    if (seconds > 0 && MPI_Wtime() - begin > seconds) return false;
    (void)nanosleep(&moment, NULL);
  }
}

/* What rank 0 tells the others: who speaks, and what it came to. */
typedef struct verdict {
  int speaker, status;
} verdict;

/* Messages from one to one do not disturb the calls that others may still be in together. */
static bool part_first(lociq_ranks ranks, double seconds, verdict *found) {
  const size_t others = ranks.count - 1;
  int *statuses = calloc(ranks.count, sizeof *statuses);
  MPI_Request *requests = calloc(ranks.count, sizeof(MPI_Request));
  bool together = statuses != NULL && requests != NULL;
  for (size_t r = 0; together && r < others; r++)
    (void)MPI_Irecv(&statuses[r], 1, MPI_INT, (int)r + 1, TAG_PARTING, MPI_COMM_WORLD, &requests[r]);
  together = together && wait_for(requests, others, seconds);
  for (size_t r = 0; together && r < others && found->status == LOCIQ_OK; r++)
    if (statuses[r] != LOCIQ_OK) *found = (verdict){.speaker = (int)r + 1, .status = statuses[r]};
  for (size_t r = 0; together && r < others; r++)
    (void)MPI_Send(found, sizeof *found, MPI_BYTE, (int)r + 1, TAG_VERDICT, MPI_COMM_WORLD);
  /* Apart, the job ends: what is still to be received must stay where it is. */
  if (!together) return false;
  free(statuses);
  free(requests);
  return true;
}

static bool part_other(double seconds, verdict *found) {
  verdict *answer = calloc(2, sizeof *answer); /* what is sent, and what comes back */
  MPI_Request requests[2];
  if (answer == NULL) return false;
  answer[0] = *found;
  (void)MPI_Isend(&answer[0].status, 1, MPI_INT, 0, TAG_PARTING, MPI_COMM_WORLD, &requests[0]);
  (void)MPI_Irecv(&answer[1], sizeof *answer, MPI_BYTE, 0, TAG_VERDICT, MPI_COMM_WORLD, &requests[1]);
  if (!wait_for(requests, 2, seconds)) return false;
  *found = answer[1];
  free(answer);
  return true;
}

lociq_parting lociq_ranks_part(lociq_status status) {
  static const double PATIENCE = 5;
  const lociq_ranks ranks = lociq_ranks_here();
  const double seconds = status == LOCIQ_OK ? 0 : PATIENCE;
  verdict found = {.speaker = 0, .status = (int)status};
  if (ranks.count == 1) return (lociq_parting){.status = status, .tells = true, .together = true};
  const bool together = ranks.own == 0 ? part_first(ranks, seconds, &found) : part_other(seconds, &found);
  return (lociq_parting){.status = (lociq_status)found.status,
                         .tells = !together || found.speaker == (int)ranks.own,
                         .together = together};
}

void lociq_ranks_end(const lociq_parting *parting, int code) {
  if (!is_running()) return;
  if (!parting->together) (void)MPI_Abort(MPI_COMM_WORLD, code);
  (void)MPI_Finalize();
}

/* ---- files */

bool lociq_ranks_file_access(hid_t properties) {
  return H5Pset_fapl_mpio(properties, MPI_COMM_WORLD, MPI_INFO_NULL) >= 0;
}

bool lociq_ranks_transfer(hid_t properties) { return H5Pset_dxpl_mpio(properties, H5FD_MPIO_COLLECTIVE) >= 0; }
