/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The requests, as Eurostat's guide to its SDMX 3.0 interface writes them. What is no
 * name, value or address is refused in tests/cli/test_fetch.py.
 */
#include <lociq/fetch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "fetch/address.h"
#include "fetch/office.h"

#define FORM "compress=true&format=csvdata&formatVersion=2.0"

static void asks(const char *address, const char *dataset, const lociq_fetch_options *options, const char *expected) {
  lociq_error error = {0};
  char *url = NULL;
  assert_int_equal(lociq_address_check(address, dataset, options, &error), LOCIQ_OK);
  assert_int_equal(lociq_office_eurostat.ask(address, dataset, options, &url, &error), LOCIQ_OK);
  assert_string_equal(url, expected);
  free(url);
}

static void the_request_needs_no_order_of_dimensions(void **state) {
  (void)state;
  lociq_fetch_options options = lociq_fetch_options_default();
  const char *const regions[] = {"AT", "BE"}, *const industries[] = {"B-E", "M_N", "a&b=c +%"};
  const lociq_filter filters[] = {{"geo", regions, 2}, {"nace_r2", industries, 3}};
  const char *own = lociq_office_eurostat.about.address;
  asks(own, "nama_10r_3gdp", &options,
       "https://ec.europa.eu/eurostat/api/dissemination/sdmx/3.0/data/dataflow/ESTAT/nama_10r_3gdp/1.0/*?" FORM);
  asks("http://127.0.0.1:80/", "x$y", &options, "http://127.0.0.1:80/sdmx/3.0/data/dataflow/ESTAT/x%24y/1.0/*?" FORM);
  options.filters = filters;
  options.filter_count = 2;
  options.first_year = 2008;
  options.last_year = 2015;
  asks("https://a.example/b", "x", &options,
       "https://a.example/b/sdmx/3.0/data/dataflow/ESTAT/x/1.0/*?c%5Bgeo%5D=AT,BE&"
       "c%5Bnace_r2%5D=B-E,M_N,a%26b%3Dc%20%2B%25&c%5BTIME_PERIOD%5D=ge:2008+le:2015&" FORM);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_fetch_options options = lociq_fetch_options_default();
  char value[200];
  memset(value, '\xFF', sizeof value - 1);
  value[sizeof value - 1] = '\0';
  const char *values[] = {value, value, value};
  options.filters = &(lociq_filter){"geo", values, 3};
  options.filter_count = 1;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_error error = {0};
    char *url = NULL;
    lociq_memory_fail_after(n);
    status = lociq_office_eurostat.ask("https://a.example", "x", &options, &url, &error);
    lociq_memory_fail_after(-1);
    assert_true((status == LOCIQ_OK) == (url != NULL));
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    free(url);
  }
}

static void sources_are_listed_and_found(void **state) {
  (void)state;
  const lociq_fetch_source *sources = lociq_fetch_sources();
  for (; sources->name != NULL; sources++) {
    const lociq_office *office = NULL;
    const lociq_fetch_options options = lociq_fetch_options_default();
    assert_int_equal(lociq_office_find(sources->name, &office, NULL), LOCIQ_OK);
    assert_string_equal(office->about.title, sources->title);
    assert_memory_equal(sources->address, "https://", 8);
    assert_int_equal(lociq_address_check(sources->address, "x", &options, NULL), LOCIQ_OK);
  }
  assert_ptr_not_equal(sources, lociq_fetch_sources());
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_request_needs_no_order_of_dimensions),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(sources_are_listed_and_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
