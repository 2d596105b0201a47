/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the fuzz targets of the readers share. The first byte of an input chooses
 * options; the rest is the file. Whatever it holds, reading it answers, with a
 * message where it fails, and with the same whatever the threads and windows.
 */
#ifndef LOCIQ_TESTS_FUZZ_READ_H
#define LOCIQ_TESTS_FUZZ_READ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "read/files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file that has a path. */
static inline int fuzz_file(const uint8_t *data, size_t size, char *path, size_t path_size) {
  const int file = memfd_create("fuzz", MFD_CLOEXEC);
  if (file < 0 || (size > 0 && write(file, data, size) != (ssize_t)size)) abort();
  (void)snprintf(path, path_size, "/proc/self/fd/%d", file);
  return file;
}

static inline void fuzz_once(const char *path, const lociq_read_options *options, size_t window, lociq_account *account,
                             lociq_error *error) {
  lociq_panel *panel = NULL;
  lociq_input input = {0};
  const lociq_status status = lociq_read_windows(&path, 1, options, window, &panel, account, &input, error);
  if ((status == LOCIQ_OK) != (panel != NULL) || (status == LOCIQ_OK) != (error->message[0] == '\0')) abort();
  lociq_panel_free(panel);
  lociq_input_clear(&input);
}

static inline int fuzz_read(const char *format, const char *measure, const char *year, const uint8_t *data,
                            size_t size) {
  if (size == 0) return 0;
  char path[64];
  const int file = fuzz_file(data + 1, size - 1, path, sizeof path);
  lociq_read_options options = lociq_read_options_default();
  options.format = format;
  options.measure = (data[0] & 1) != 0 ? measure : NULL;
  options.year = (data[0] & 2) != 0 ? year : NULL;
  options.sum_duplicates = (data[0] & 4) != 0;
  options.level = (data[0] & 8) != 0 ? "nuts2" : NULL;
  const char *values[] = {"A"};
  const lociq_filter filter = {(data[0] & 32) != 0 ? "industry" : "region", values, 1};
  options.filters = &filter;
  options.filter_count = (data[0] & 16) != 0;
  options.threads = 1;
  lociq_account accounts[2] = {0};
  lociq_error errors[2] = {0};
  fuzz_once(path, &options, 1 << 16, &accounts[0], &errors[0]);
  fuzz_once(path, &options, 16, &accounts[1], &errors[1]);
  if (errors[0].status != errors[1].status || memcmp(&accounts[0], &accounts[1], sizeof accounts[0]) != 0) abort();
  (void)close(file);
  return 0;
}

#endif
