/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a step reads of a store, what these datasets hold, and how they get into another store: a step that would read
 * the same again need not be done again.
 */
#ifndef LOCIQ_STORE_TRACE_H
#define LOCIQ_STORE_TRACE_H

#include <lociq/store.h>

#include "read/digest.h"

/* From here on the datasets are noted of which values or texts are read; what was noted before is forgotten. */
lociq_status lociq_store_trace(lociq_store *store, lociq_error *error);
/* Their names, each once, in the order in which they were read first, ended by NULL. Borrowed until the next call of
 * the store. */
const char *const *lociq_store_traced(const lociq_store *store);

/* The names of all datasets in the order in which they were made, ended by NULL. The caller frees them and the list. */
lociq_status lociq_store_list(const lociq_store *store, char ***names, lociq_error *error);

/* Of all that a dataset holds: dimensions, what is said of it but for what it was made from, and its values, in the
 * place of which stand a measure's digests where these are kept. LOCIQ_BAD_INPUT where it is not there or cannot be
 * read. */
lociq_status lociq_store_digest(const lociq_store *store, const char *name, lociq_digest *digest, lociq_error *error);

/* Adds the attributes of a cube to what is digested, but for what it was made from. */
lociq_status lociq_cube_add_said(const lociq_cube *cube, lociq_digesting *digesting, lociq_error *error);

/* Writes a variable as another store has it, as it was put there; both have the same axes. Of a dimension of a
 * variable's own nothing is written: it comes with the first variable on it. */
lociq_status lociq_store_take(lociq_store *store, const lociq_store *from, const char *name, lociq_error *error);

#endif
