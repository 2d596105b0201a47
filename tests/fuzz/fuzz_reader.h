/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every reader's target does. The first byte of an input chooses options;
 * the rest is the file. Whatever it holds, reading it ends in a whole panel whose
 * account adds up, or in an error with a message, and in the same whether the
 * file is one window or many.
 */
#ifndef LOCIQ_TESTS_FUZZ_READER_H
#define LOCIQ_TESTS_FUZZ_READER_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "read/files.h"

/* What the bits of the first byte choose. */
enum {
  FUZZ_MEASURE = 1,
  FUZZ_YEAR = 2,
  FUZZ_SUM_DUPLICATES = 4,
  FUZZ_LEVEL = 8,
  FUZZ_WHERE = 16,
  FUZZ_OTHER_DIMENSION = 32 /* of --where: the second, not the first */
};

/* What a reader is given where the bit for it is set. */
typedef struct fuzz_target {
  const char *format, *measure, *year, *level;
  const char *dimensions[2], *value; /* of --where */
  unsigned always;                   /* bits without which there is nothing to read */
} fuzz_target;

/* Each target defines both; replay.c asks the second how reading ended. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
lociq_status fuzz_answer(const uint8_t *data, size_t size);

static inline void fuzz_check_account(const lociq_account *account) {
  uint64_t fates = account->combined + account->stored + account->totals + account->aggregates;
  for (size_t i = 0; i < account->reason_count; i++) fates += account->reasons[i].cells;
  if (account->values + account->missing + account->refused != account->cells) abort();
  if (account->values + account->missing != fates) abort();
}

static inline lociq_status fuzz_once(const char *path, const lociq_read_options *options, size_t window,
                                     lociq_account *account) {
  lociq_panel *panel = NULL;
  lociq_input input = {0};
  lociq_error error = {0};
  const lociq_status status = lociq_read_windows(&path, 1, options, window, &panel, account, &input, &error);
  if ((status == LOCIQ_OK) != (panel != NULL) || (status == LOCIQ_OK) != (error.message[0] == '\0')) abort();
  if (error.status != status) abort();
  fuzz_check_account(account);
  lociq_panel_free(panel);
  lociq_input_clear(&input);
  return status;
}

static inline lociq_status fuzz_reader(const fuzz_target *target, const uint8_t *data, size_t size) {
  if (size == 0) return LOCIQ_BAD_INPUT;
  const unsigned chosen = data[0] | target->always;
  const lociq_filter filter = {target->dimensions[(chosen & FUZZ_OTHER_DIMENSION) != 0], &target->value, 1};
  lociq_read_options options = lociq_read_options_default();
  options.format = target->format;
  options.measure = (chosen & FUZZ_MEASURE) != 0 ? target->measure : NULL;
  options.year = (chosen & FUZZ_YEAR) != 0 ? target->year : NULL;
  options.level = (chosen & FUZZ_LEVEL) != 0 ? target->level : NULL;
  options.sum_duplicates = (chosen & FUZZ_SUM_DUPLICATES) != 0;
  options.filters = &filter;
  options.filter_count = (chosen & FUZZ_WHERE) != 0;
  options.threads = 1;
  const int file = memfd_create("fuzz", MFD_CLOEXEC);
  if (file < 0 || (size > 1 && write(file, data + 1, size - 1) != (ssize_t)(size - 1))) abort();
  char path[64]; /* the bytes as a file that has a path */
  (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  lociq_account accounts[2] = {0};
  const lociq_status status = fuzz_once(path, &options, 1 << 16, &accounts[0]);
  if (fuzz_once(path, &options, 16, &accounts[1]) != status) abort();
  if (memcmp(&accounts[0], &accounts[1], sizeof accounts[0]) != 0) abort();
  (void)close(file);
  return status;
}

#endif
