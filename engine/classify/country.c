/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/country.h"

#include <lociq/classify.h>
#include <string.h>

#include "core/memory.h"

typedef struct key {
  const char *text;
  size_t length, region;
} key;

static int compare(const void *left, const void *right) {
  const key *a = left, *b = right;
  const int order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
  if (order != 0) return order;
  return a->length < b->length ? -1 : a->length > b->length;
}

/* A parent need not be on the axis itself. Parents that go round in a circle end at the axis's count. */
static const char *topmost(const lociq_axis *regions, size_t region) {
  const char *code = lociq_axis_code(regions, region);
  for (size_t step = 0; step < lociq_axis_count(regions) && region != LOCIQ_NONE; step++) {
    const char *parent = lociq_axis_parent(regions, region);
    if (parent == NULL) break;
    code = parent;
    region = lociq_axis_find(regions, parent);
  }
  return code;
}

static lociq_status classify(const lociq_axis *regions, lociq_classification *classification, lociq_error *error) {
  const size_t count = lociq_axis_count(regions);
  const char **codes = lociq_allocate(count, sizeof *codes);
  if (codes == NULL) return lociq_memory_error(error, "the regions' countries");
  for (size_t r = 0; r < count; r++) codes[r] = lociq_axis_code(regions, r);
  *classification = lociq_classify(LOCIQ_REGION, codes, count);
  free(codes);
  return LOCIQ_OK;
}

static key key_of(const lociq_axis *regions, size_t region, lociq_classification classification) {
  enum { COUNTRY = 2 };
  const bool prefixed = classification == LOCIQ_NUTS || classification == LOCIQ_FIPS;
  const char *text = prefixed ? lociq_axis_code(regions, region) : topmost(regions, region);
  const size_t length = strlen(text);
  return (key){text, prefixed && length > COUNTRY ? COUNTRY : length, region};
}

lociq_status lociq_countries_find(const lociq_axis *regions, size_t **countries, lociq_error *error) {
  const size_t count = lociq_axis_count(regions);
  lociq_classification classification = LOCIQ_UNCLASSIFIED;
  const lociq_status status = classify(regions, &classification, error);
  if (status != LOCIQ_OK) return status;
  key *keys = lociq_allocate(count, sizeof *keys);
  size_t *found = lociq_allocate(count, sizeof *found);
  if (keys == NULL || found == NULL) {
    free(keys);
    free(found);
    return lociq_memory_error(error, "the regions' countries");
  }
  for (size_t r = 0; r < count; r++) keys[r] = key_of(regions, r, classification);
  qsort(keys, count, sizeof *keys, compare);
  size_t country = 0;
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && compare(&keys[i - 1], &keys[i]) != 0) country++;
    found[keys[i].region] = country;
  }
  free(keys);
  *countries = found;
  return LOCIQ_OK;
}

lociq_status lociq_countries_code(const lociq_axis *regions, char ***codes, lociq_error *error) {
  const size_t count = lociq_axis_count(regions);
  lociq_classification classification = LOCIQ_UNCLASSIFIED;
  const lociq_status status = classify(regions, &classification, error);
  if (status != LOCIQ_OK) return status;
  char **made = lociq_allocate(count, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the regions' countries");
  for (size_t r = 0; r < count; r++) {
    const key found = key_of(regions, r, classification);
    made[r] = lociq_copy_bytes(found.text, found.length);
    if (made[r] != NULL) continue;
    while (r-- > 0) free(made[r]);
    free(made);
    return lociq_memory_error(error, "the regions' countries");
  }
  *codes = made;
  return LOCIQ_OK;
}
