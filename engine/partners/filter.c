/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/filter.h"

#include <math.h>

#include "core/memory.h"
#include "partners/countries.h"
#include "partners/eligible.h"
#include "partners/places.h"

struct lociq_partner_filter {
  const lociq_unit *units;
  bool shared;             /* units may be of one region and industry: organisations */
  bool *eligible;          /* NULL: all are, by themselves */
  size_t *countries;       /* NULL: any may be */
  lociq_direction *places; /* NULL: none is known */
  bool by_distance;
  double nearer, farther; /* haversines */
};

static bool same_place(const lociq_unit *first, const lociq_unit *second) {
  return first->region != LOCIQ_NONE && first->region == second->region && first->industry == second->industry;
}

static lociq_status check_distance(const char *name, double distance, lociq_error *error) {
  if (isnan(distance) || distance >= 0) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "%s is %.15g: expected kilometres, from 0", name, distance);
}

static lociq_status ask_distance(lociq_partner_filter *filter, const lociq_partner_options *options,
                                 lociq_error *error) {
  const double nearer = options->nearer_than, farther = options->farther_than;
  lociq_status status = check_distance("nearer_than", nearer, error);
  if (status == LOCIQ_OK) status = check_distance("farther_than", farther, error);
  if (status != LOCIQ_OK || (isnan(nearer) && isnan(farther))) return status;
  if (filter->places == NULL)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "%s needs points: a file of them, or the region variables longitude and latitude",
                           isnan(nearer) ? "farther_than" : "nearer_than");
  filter->by_distance = true;
  filter->nearer = isnan(nearer) ? (double)INFINITY : lociq_sphere_haversine_of(nearer);
  filter->farther = isnan(farther) ? -1 : lociq_sphere_haversine_of(farther);
  return LOCIQ_OK;
}

static lociq_status fill(lociq_partner_filter *filter, const lociq_statistics *statistics, const lociq_units *units,
                         const lociq_partner_options *options, lociq_error *error) {
  filter->units = units->items;
  for (size_t u = 0; u < units->count; u++)
    filter->shared = filter->shared || units->items[u].organisation != LOCIQ_NONE;
  lociq_status status = lociq_units_eligible(statistics, units, options, &filter->eligible, error);
  if (status == LOCIQ_OK && options->exclude_country) status = lociq_units_countries(units, &filter->countries, error);
  if (status == LOCIQ_OK) status = lociq_units_places(statistics, units, options, &filter->places, error);
  return status == LOCIQ_OK ? ask_distance(filter, options, error) : status;
}

lociq_status lociq_filter_create(const lociq_statistics *statistics, const lociq_units *units,
                                 const lociq_partner_options *options, lociq_partner_filter **filter,
                                 lociq_error *error) {
  lociq_partner_filter *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "who may be a partner");
  const lociq_status status = fill(made, statistics, units, options, error);
  if (status == LOCIQ_OK)
    *filter = made;
  else
    lociq_filter_free(made);
  return status;
}

void lociq_filter_free(lociq_partner_filter *filter) {
  if (filter == NULL) return;
  free(filter->eligible);
  free(filter->countries);
  free(filter->places);
  free(filter);
}

/* Comparisons with NaN, an unknown place, are false. */
static bool is_as_far(const lociq_partner_filter *filter, size_t own, size_t other) {
  const double haversine = lociq_sphere_haversine(&filter->places[own], &filter->places[other]);
  return haversine < filter->nearer && haversine > filter->farther;
}

static bool is_abroad(const lociq_partner_filter *filter, size_t own, size_t other) {
  const size_t *countries = filter->countries;
  return countries[own] != countries[other] && countries[own] != LOCIQ_NONE && countries[other] != LOCIQ_NONE;
}

bool lociq_filter_allows(const lociq_partner_filter *filter, size_t own, size_t other) {
  if (own == other || (filter->eligible != NULL && !filter->eligible[other])) return false;
  if (filter->shared && same_place(&filter->units[own], &filter->units[other])) return false;
  if (filter->countries != NULL && !is_abroad(filter, own, other)) return false;
  return !filter->by_distance || is_as_far(filter, own, other);
}

bool lociq_filter_is_open(const lociq_partner_filter *filter) {
  return !filter->shared && filter->eligible == NULL && filter->countries == NULL && !filter->by_distance;
}

double lociq_filter_distance(const lociq_partner_filter *filter, size_t own, size_t other) {
  if (filter->places == NULL) return (double)NAN;
  return lociq_sphere_distance(lociq_sphere_haversine(&filter->places[own], &filter->places[other]));
}
