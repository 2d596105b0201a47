/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LOCIQ_READ_FILES_H
#define LOCIQ_READ_FILES_H

#include <lociq/read.h>

/* lociq_read_files with windows of that many bytes: tests cut small files into
 * many. */
lociq_status lociq_read_windows(const char *const *paths, size_t path_count, const lociq_read_options *options,
                                size_t window, lociq_panel **panel, lociq_account *account, lociq_input *inputs,
                                lociq_error *error);

#endif
