/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a file is what was asked for. A server may answer 200 with a page of HTML,
 * and may cut a file without telling.
 */
#ifndef LOCIQ_FETCH_CONTENTS_H
#define LOCIQ_FETCH_CONTENTS_H

#include <lociq/progress.h>

#include "fetch/receipt.h"

/* Decodes all of it: the first line must be a header of the format (a reader's name),
 * and compressed data must be whole. Writes bytes and sha256 of the receipt. subject is
 * whom messages name.
 * LOCIQ_BAD_INPUT, LOCIQ_NOT_FOUND, LOCIQ_IO, LOCIQ_CANCELLED. */
lociq_status lociq_contents_check(const char *path, const char *format, const char *subject,
                                  const lociq_progress *progress, lociq_receipt *receipt, lociq_error *error);

#endif
