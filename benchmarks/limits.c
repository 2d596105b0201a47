/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench_limits MEBIBYTES FILE
 *
 * What the machine allows, on all processors. Answers the rows
 *   copy            a memcpy of half as many MEBIBYTES; the figure is the bytes read and written
 *   sum [COUNT]     whole numbers are added, of all MEBIBYTES or COUNT of them; the bytes read
 *   sgemm, dgemm    a product of square matrices by OpenBLAS; the operations
 *   page cache      FILE, as many MEBIBYTES, is read from memory; the bytes
 *   disk            the same after the system has been told to forget it; the bytes
 * Memory is on huge pages, as results are. FILE is made when it is asked for, and removed.
 */
#include <cblas.h>
#include <fcntl.h>
#include <omp.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"

enum { PIECE = 1 << 20, WORDS = 1 << 15, QUICK_SIDE = 256, SIDE = 3072 };

typedef struct bench {
  size_t bytes;
  char *memory;
  const char *path;
  int file;
  size_t side; /* of the square matrices */
  float *singles[3];
  double *doubles[3];
} bench;

static void check(bool fine, const char *what) {
  if (fine) return;
  (void)fprintf(stderr, "bench_limits: cannot %s\n", what);
  exit(1);
}

static char *huge_pages(size_t bytes) {
  enum { PAGE = 2 << 20 };
  char *memory = aligned_alloc(PAGE, (bytes + PAGE - 1) / PAGE * PAGE);
  check(memory != NULL, "get memory");
  (void)madvise(memory, bytes, MADV_HUGEPAGE);
#pragma omp parallel for schedule(static)
  for (size_t at = 0; at < bytes; at += PIECE) memset(memory + at, 1, bytes - at < PIECE ? bytes - at : PIECE);
  return memory;
}

static answer copy(const bench *job) {
  const size_t half = job->bytes / 2;
  const double start = now();
#pragma omp parallel
  {
    const size_t threads = (size_t)omp_get_num_threads(), thread = (size_t)omp_get_thread_num();
    const size_t share = half / threads, first = thread * share;
    memcpy(job->memory + half + first, job->memory + first, thread + 1 == threads ? half - first : share);
  }
  return (answer){now() - start, 2 * (double)half};
}

/* Whole numbers, as the compiler may add those in any order. */
static answer sum(const bench *job, size_t count) {
  const uint64_t *words = (const uint64_t *)(const void *)job->memory;
  check(count <= job->bytes / sizeof *words, "add more than there is");
  uint64_t all = 0;
  const double start = now();
#pragma omp parallel for schedule(static) reduction(+ : all)
  for (size_t first = 0; first < count; first += WORDS) {
    const size_t end = count - first < WORDS ? count : first + WORDS;
    for (size_t i = first; i < end; i++) all += words[i];
  }
  const double end = now();
  check(all != 0, "add");
  return (answer){end - start, (double)(count * sizeof *words)};
}

static answer multiply_singles(bench *job) {
  const size_t side = job->side;
  const int n = (int)side;
  for (size_t k = 0; k < 3 && job->singles[k] == NULL; k++)
    job->singles[k] = (float *)(void *)huge_pages(side * side * sizeof **job->singles);
  const double start = now();
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, job->singles[0], n, job->singles[1], n, 0,
              job->singles[2], n);
  return (answer){now() - start, 2 * (double)side * (double)side * (double)side};
}

static answer multiply_doubles(bench *job) {
  const size_t side = job->side;
  const int n = (int)side;
  for (size_t k = 0; k < 3 && job->doubles[k] == NULL; k++)
    job->doubles[k] = (double *)(void *)huge_pages(side * side * sizeof **job->doubles);
  const double start = now();
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, job->doubles[0], n, job->doubles[1], n, 0,
              job->doubles[2], n);
  return (answer){now() - start, 2 * (double)side * (double)side * (double)side};
}

static void make_file(bench *job) {
  job->file = open(job->path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  check(job->file >= 0, "make the file");
  for (size_t at = 0; at < job->bytes; at += PIECE)
    check(pwrite(job->file, job->memory + at, PIECE, (off_t)at) == PIECE, "write the file");
  check(fsync(job->file) == 0, "write the file");
}

static answer read_file(bench *job, bool forgotten) {
  if (job->file < 0) make_file(job);
  if (forgotten) check(posix_fadvise(job->file, 0, 0, POSIX_FADV_DONTNEED) == 0, "forget the file");
  bool fine = true;
  const double start = now();
#pragma omp parallel for schedule(dynamic, 1) reduction(&& : fine)
  for (size_t at = 0; at < job->bytes; at += PIECE)
    fine = fine && pread(job->file, job->memory + at, PIECE, (off_t)at) == PIECE;
  const double end = now();
  check(fine, "read the file");
  return (answer){end - start, (double)job->bytes};
}

static answer repeat(void *context, const char *row) {
  bench *job = context;
  if (strcmp(row, "copy") == 0) return copy(job);
  if (strcmp(row, "sum") == 0) return sum(job, job->bytes / sizeof(uint64_t));
  if (strncmp(row, "sum ", 4) == 0) return sum(job, strtoul(row + 4, NULL, 10));
  if (strcmp(row, "sgemm") == 0) return multiply_singles(job);
  if (strcmp(row, "dgemm") == 0) return multiply_doubles(job);
  if (strcmp(row, "page cache") != 0 && strcmp(row, "disk") != 0) no_row(row);
  return read_file(job, strcmp(row, "disk") == 0);
}

int main(int argument_count, char **arguments) {
  const size_t mebibytes = argument_count == 3 ? strtoul(arguments[1], NULL, 10) : 0;
  if (mebibytes < 2) {
    (void)fprintf(stderr, "usage: bench_limits MEBIBYTES FILE\n");
    return 2;
  }
  bench job = {.bytes = mebibytes << 20, .path = arguments[2], .file = -1};
  job.memory = huge_pages(job.bytes);
  job.side = mebibytes < 1024 ? QUICK_SIDE : SIDE;
  answer_rows(repeat, &job);
  if (job.file >= 0) (void)unlink(job.path);
  for (size_t k = 0; k < 3; k++) {
    free(job.singles[k]);
    free(job.doubles[k]);
  }
  free(job.memory);
  return 0;
}
