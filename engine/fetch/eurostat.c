/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Eurostat's dissemination service by its SDMX 3.0 interface, whose filters name
 * dimensions: that of SDMX 2.1 would need their order, which another request had to
 * find out.
 *   https://ec.europa.eu/eurostat/web/user-guides/data-browser/api-data-access
 */
#include <stdio.h>
#include <string.h>

#include "fetch/address.h"
#include "fetch/office.h"

static void add_filter(lociq_address *url, const lociq_filter *filter) {
  lociq_address_add(url, "c%5B"); /* brackets, which a strict server refuses as they are */
  lociq_address_add_encoded(url, filter->dimension);
  lociq_address_add(url, "%5D=");
  for (size_t i = 0; i < filter->count; i++) {
    if (i > 0) lociq_address_add(url, ",");
    lociq_address_add_encoded(url, filter->values[i]);
  }
  lociq_address_add(url, "&");
}

static void add_years(lociq_address *url, int first, int last) {
  char text[64];
  (void)snprintf(text, sizeof text, "c%%5BTIME_PERIOD%%5D=ge:%04d+le:%04d&", first, last);
  lociq_address_add(url, text);
}

/* What is compressed is the file itself (a .gz), not the way it is carried: so it
 * stays as it came, and a part of it can be asked for. */
static lociq_status ask(const char *address, const char *dataset, const lociq_fetch_options *options, char **url,
                        lociq_error *error) {
  lociq_address made = {0};
  lociq_address_add(&made, address);
  if (address[0] != '\0' && address[strlen(address) - 1] != '/') lociq_address_add(&made, "/");
  lociq_address_add(&made, "sdmx/3.0/data/dataflow/ESTAT/");
  lociq_address_add_encoded(&made, dataset);
  lociq_address_add(&made, "/1.0/*?");
  for (size_t i = 0; i < options->filter_count; i++) add_filter(&made, &options->filters[i]);
  if (options->first_year != 0) add_years(&made, options->first_year, options->last_year);
  lociq_address_add(&made, "compress=true&format=csvdata&formatVersion=2.0");
  return lociq_address_finish(&made, url, error);
}

/* 413 says two things: EXTRACTION_TOO_BIG, which stays so, and ASYNCHRONOUS_RESPONSE,
 * that the answer is being made and will be there later. */
static bool delays(long status, const char *text) {
  return status == 413 && strstr(text, "ASYNCHRONOUS_RESPONSE") != NULL;
}

const lociq_office lociq_office_eurostat = {
    .about = {.name = "eurostat",
              .title = "Eurostat, the statistical office of the European Union",
              .address = "https://ec.europa.eu/eurostat/api/dissemination"},
    .format = "sdmx-csv",
    .ask = ask,
    .delays = delays,
};
