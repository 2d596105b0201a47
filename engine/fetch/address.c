/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fetch/address.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/memory.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

enum { NAME_LONGEST = 200, YEAR_LARGEST = 9999 };

/* ---- checks */

static bool has_part(CURLU *parsed, CURLUPart part) {
  char *text = NULL;
  const bool has = curl_url_get(parsed, part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return has;
}

static bool is_http(CURLU *parsed) {
  char *scheme = NULL;
  const bool http = curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                    (strcasecmp(scheme, "https") == 0 || strcasecmp(scheme, "http") == 0);
  curl_free(scheme);
  return http;
}

static bool has_control(const char *text) {
  for (; *text != '\0'; text++)
    if ((unsigned char)*text < 0x20u || *text == 0x7F) return true;
  return false;
}

/* Nothing but letters, digits and marks of ASCII. */
static bool is_visible(const char *text) {
  while (*text > 0x20 && *text < 0x7F) text++;
  return *text == '\0';
}

static lociq_status check_service(const char *address, lociq_error *error) {
  CURLU *parsed = curl_url();
  if (parsed == NULL) return lociq_memory_error(error, "an address");
  const char *wrong = NULL;
  if (!is_visible(address) || curl_url_set(parsed, CURLUPART_URL, address, 0) != CURLUE_OK || !is_http(parsed))
    wrong = "is no address, expected one such as https://server/path";
  else if (has_part(parsed, CURLUPART_USER) || has_part(parsed, CURLUPART_PASSWORD))
    wrong = "holds a user's name, which would be kept beside the file";
  else if (strpbrk(address, "?#") != NULL)
    wrong = "has a query or a fragment, expected one such as https://server/path";
  curl_url_cleanup(parsed);
  return wrong == NULL ? LOCIQ_OK
                       : lociq_error_set(error, LOCIQ_INVALID, "the service's address \"%s\" %s", address, wrong);
}

static bool is_code(const char *text) {
  const size_t length = strspn(text, LETTERS DIGITS "_-@$");
  return length > 0 && length <= NAME_LONGEST && text[length] == '\0' && strchr("-@$", text[0]) == NULL;
}

static lociq_status check_values(const lociq_filter *filter, lociq_error *error) {
  if (filter->count == 0)
    return lociq_error_set(error, LOCIQ_INVALID, "the dimension %s has no value to fetch", filter->dimension);
  for (size_t i = 0; i < filter->count; i++) {
    const char *value = filter->values[i];
    if (value[0] == '\0' || strlen(value) > NAME_LONGEST || has_control(value))
      return lociq_error_set(error, LOCIQ_INVALID, "\"%s\" is no value that the dimension %s could have", value,
                             filter->dimension);
  }
  return LOCIQ_OK;
}

static lociq_status check_filters(const lociq_fetch_options *options, lociq_error *error) {
  for (size_t i = 0; i < options->filter_count; i++) {
    const char *dimension = options->filters[i].dimension;
    if (!is_code(dimension))
      return lociq_error_set(error, LOCIQ_INVALID, "\"%s\" is no name of a dimension", dimension);
    if (options->first_year != 0 && strcmp(dimension, "TIME_PERIOD") == 0)
      return lociq_error_set(error, LOCIQ_INVALID, "the years are given twice, once as TIME_PERIOD");
    for (size_t k = 0; k < i; k++)
      if (strcmp(options->filters[k].dimension, dimension) == 0)
        return lociq_error_set(error, LOCIQ_INVALID, "the dimension %s is given twice", dimension);
    const lociq_status status = check_values(&options->filters[i], error);
    if (status != LOCIQ_OK) return status;
  }
  return LOCIQ_OK;
}

lociq_status lociq_address_check(const char *address, const char *dataset, const lociq_fetch_options *options,
                                 lociq_error *error) {
  lociq_status status = check_service(address, error);
  if (status == LOCIQ_OK && !is_code(dataset))
    status = lociq_error_set(error, LOCIQ_INVALID,
                             "\"%s\" is no name of a data set, expected letters, digits and _ - @ $", dataset);
  if (status == LOCIQ_OK) status = check_filters(options, error);
  const int first = options->first_year, last = options->last_year;
  if (status == LOCIQ_OK && (first != 0 || last != 0) && (first < 1 || last < first || last > YEAR_LARGEST))
    status = lociq_error_set(error, LOCIQ_INVALID, "the years %d to %d cannot be, expected 1 to %d in order", first,
                             last, YEAR_LARGEST);
  return status;
}

/* ---- the text */

static void add_bytes(lociq_address *address, const char *bytes, size_t count) {
  if (address->failed) return;
  if (address->length + count + 1 > address->capacity) {
    const size_t capacity = 2 * address->capacity + count + 256;
    char *grown = lociq_resize(address->text, capacity, 1);
    if (grown == NULL) {
      address->failed = true;
      return;
    }
    address->text = grown;
    address->capacity = capacity;
  }
  memcpy(address->text + address->length, bytes, count);
  address->length += count;
  address->text[address->length] = '\0';
}

void lociq_address_add(lociq_address *address, const char *text) { add_bytes(address, text, strlen(text)); }

void lociq_address_add_encoded(lociq_address *address, const char *text) {
  for (; *text != '\0'; text++) {
    char encoded[4];
    if (strchr(LETTERS DIGITS "-._~", *text) != NULL) {
      add_bytes(address, text, 1);
    } else {
      (void)snprintf(encoded, sizeof encoded, "%%%02X", (unsigned)(unsigned char)*text);
      add_bytes(address, encoded, 3);
    }
  }
}

lociq_status lociq_address_finish(lociq_address *address, char **url, lociq_error *error) {
  char *text = address->text;
  const bool failed = address->failed || text == NULL;
  *address = (lociq_address){0};
  if (failed) {
    free(text);
    return lociq_memory_error(error, "an address");
  }
  *url = text;
  return LOCIQ_OK;
}
