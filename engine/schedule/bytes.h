/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much memory a computation takes, and how much of it a slab of rows may.
 */
#ifndef LOCIQ_SCHEDULE_BYTES_H
#define LOCIQ_SCHEDULE_BYTES_H

#include "schedule/request.h"

/* What computing from a store holds from beginning to end whatever the slabs: the results
 * of a year, those of all years that are not by cell, what is held for kernels that see all
 * of a year, and their matrices of industries. */
size_t lociq_bytes_held(const lociq_request *request, const lociq_panel *panel);

/* What the store's own caches of chunks take at most while rows and columns are read and written: not needed, but
 * taken. */
size_t lociq_bytes_cached(const lociq_request *request, const lociq_panel *panel);

/* Rows of a slab of which `copies` are held at once, each of `industries` values: as many
 * as fit `memory` bytes, whole blocks, from 512 on whole chunks of a store, and not more
 * than all regions take. At least one block. */
size_t lociq_bytes_rows(size_t memory, size_t copies, size_t regions, size_t industries);

#endif
