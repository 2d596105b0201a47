/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the values of a year are, in a few letters: two years of which this is the same hold the same values. A measure
 * that is merged keeps them beside its values, as the attribute `sha256` of each dataset, "2014:5e88… 2015:9f86…", so
 * that nobody has to read a year to see that it is the one that was there before.
 */
#ifndef LOCIQ_STORE_YEAR_DIGEST_H
#define LOCIQ_STORE_YEAR_DIGEST_H

#include <lociq/store.h>

/* The first 128 bits of a SHA-256, as text. */
enum { LOCIQ_YEAR_DIGEST_SIZE = 33 };
typedef struct lociq_year_digest {
  char text[LOCIQ_YEAR_DIGEST_SIZE];
} lociq_year_digest;

/* Of the values of all parts of a cube in a year (its position), flags and texts left aside. Where nothing is kept, or
 * it is no measure, they are read; what a measure lacked is kept where the store is written. */
lociq_status lociq_store_year_digest(lociq_store *store, const char *name, size_t year, lociq_year_digest *digest,
                                     lociq_error *error);

/* Texts of the form "2014:<digest> 2015:<digest>". Finds the digest of a code; false where there is none. */
bool lociq_year_digest_find(const char *text, const char *code, lociq_year_digest *digest);
/* Writes that text of the codes of years with a digest; those whose digest is "" are left out. The caller frees; NULL
 * without memory. */
char *lociq_year_digests_text(const lociq_axis *years, size_t first, size_t count, const lociq_year_digest *digests);

#endif
