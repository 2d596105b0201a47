/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Checks what an address is made of before anybody is asked, and makes it.
 */
#ifndef LOCIQ_FETCH_ADDRESS_H
#define LOCIQ_FETCH_ADDRESS_H

#include <lociq/fetch.h>
#include <stddef.h>

/* LOCIQ_INVALID where the service's address is no http or https URL of a host, or
 * has a name or password, a query or a fragment; where the data set's name is not made
 * of the letters, digits and _ - @ $ that a code has in SDMX; where a dimension is not,
 * is there twice, or has a value that is empty or holds control characters; or where
 * the years run backwards. */
lociq_status lociq_address_check(const char *address, const char *dataset, const lociq_fetch_options *options,
                                 lociq_error *error);

/* A URL as it grows; starts as {0}. Without memory it stays short and failed. */
typedef struct lociq_address {
  char *text;
  size_t length, capacity;
  bool failed;
} lociq_address;

void lociq_address_add(lociq_address *address, const char *text);
/* Every byte that is no letter or digit of ASCII nor one of - . _ ~ becomes %XX. */
void lociq_address_add_encoded(lociq_address *address, const char *text);
/* Hands the text over, which the caller frees. */
lociq_status lociq_address_finish(lociq_address *address, char **url, lociq_error *error);

#endif
