/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every reader's target does: the bytes are a file of the reader's format.
 * Whatever they are, reading ends in a whole panel whose account adds up, or in
 * an error with a message.
 */
#ifndef LOCIQ_TESTS_FUZZ_READER_H
#define LOCIQ_TESTS_FUZZ_READER_H

#include <lociq/read.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void check_result(lociq_status status, const lociq_account *account, const lociq_error *error) {
  if (status != LOCIQ_OK) {
    if (error->status != status || error->message[0] == '\0') abort();
    return;
  }
  uint64_t fates = account->combined + account->stored + account->totals + account->aggregates;
  for (size_t i = 0; i < account->reason_count; i++) fates += account->reasons[i].cells;
  if (account->values + account->missing + account->refused != account->cells) abort();
  if (account->values + account->missing != fates) abort();
}

static inline int fuzz_reader(const char *format, const uint8_t *data, size_t size) {
  char path[64];
  const int file = memfd_create("input", 0);
  if (file < 0) return 0;
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  if (write(file, data, size) == (ssize_t)size) {
    const char *const paths[] = {path};
    lociq_read_options options = lociq_read_options_default();
    options.format = format;
    options.threads = 1;
    lociq_panel *panel = NULL;
    lociq_account account = {0};
    lociq_input input = {0};
    lociq_error error = {0};
    const lociq_status status = lociq_read_files(paths, 1, &options, &panel, &account, &input, &error);
    check_result(status, &account, &error);
    if (status == LOCIQ_OK) lociq_input_clear(&input);
    lociq_panel_free(panel);
  }
  close(file);
  return 0;
}

#endif
