/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/units.h"

#include <lociq/classify.h>
#include <stddef.h>
#include <string.h>

#include "core/memory.h"

/* ---- whole regions ---- */

static lociq_status choose_regions(lociq_units *made, lociq_error *error) {
  const size_t regions = lociq_axis_count(made->regions);
  made->items = lociq_allocate(regions, sizeof *made->items);
  if (made->items == NULL) return lociq_memory_error(error, "the regions");
  for (size_t r = 0; r < regions; r++) made->items[r] = (lociq_unit){r, LOCIQ_NONE, LOCIQ_NONE};
  made->count = regions;
  return LOCIQ_OK;
}

/* ---- clusters ---- */

/* Whether the industry is the cluster's or linked to it. */
static bool takes_part(const lociq_units *made, size_t industry) {
  if (industry == made->cluster) return true;
  size_t count = 0;
  const lociq_link *links = made->linkage == NULL ? NULL : lociq_linkage_of(made->linkage, made->cluster, &count);
  for (size_t i = 0; i < count; i++)
    if (links[i].to == industry) return true;
  return false;
}

/* The organisations of a region's part of an industry. */
static size_t add_organised(const lociq_units *made, size_t region, size_t industry, lociq_unit *items) {
  size_t count = 0;
  for (size_t o = 0; o < made->organisations->count; o++) {
    if (made->organisation_regions[o] != region || made->organisation_industries[o] != industry) continue;
    if (items != NULL) items[count] = (lociq_unit){region, industry, o};
    count++;
  }
  return count;
}

/* The part of a region, once for each of its organisations, or alone where there is something of it. */
static size_t add_part(const lociq_units *made, size_t region, size_t industry, double size, lociq_unit *items) {
  const size_t organised = add_organised(made, region, industry, items);
  if (organised > 0) return organised;
  if (size == 0) return 0;
  if (items != NULL) items[0] = (lociq_unit){region, industry, LOCIQ_NONE};
  return 1;
}

/* Organisations that are no part of a region: of the cluster's industries or of none, in a region that the store has
 * not or without an industry. */
static size_t add_alone(const lociq_units *made, lociq_unit *items) {
  size_t count = 0;
  for (size_t o = 0; o < made->organisations->count; o++) {
    const size_t region = made->organisation_regions[o], industry = made->organisation_industries[o];
    const bool says_none = made->organisations->items[o].industry[0] == '\0';
    const bool of_cluster = industry == LOCIQ_NONE ? says_none : takes_part(made, industry);
    if (!of_cluster || (region != LOCIQ_NONE && industry != LOCIQ_NONE)) continue;
    if (items != NULL) items[count] = (lociq_unit){region, industry, o};
    count++;
  }
  return count;
}

/* Units are added as the rows are seen: there may be many more cells than parts. */
typedef struct adding {
  lociq_units *made;
  size_t room; /* for items */
  bool there;  /* memory for them */
} adding;

static bool has_room(adding *job, size_t more) {
  if (job->there && more > job->room - job->made->count) {
    const size_t room = 2 * (job->room + more);
    lociq_unit *items = lociq_resize(job->made->items, room, sizeof *items);
    job->there = items != NULL;
    if (items != NULL) job->made->items = items;
    if (items != NULL) job->room = room;
  }
  return job->there;
}

static void add_region(void *context, size_t region, const double *sizes) {
  adding *job = context;
  lociq_units *made = job->made;
  for (size_t i = 0; i < lociq_axis_count(made->industries); i++) {
    if (!takes_part(made, i) || !has_room(job, add_part(made, region, i, sizes[i], NULL))) continue;
    made->count += add_part(made, region, i, sizes[i], made->items + made->count);
  }
}

static lociq_status choose_parts(const lociq_statistics *statistics, lociq_units *made, lociq_error *error) {
  adding job = {.made = made, .there = true};
  const lociq_status status =
      lociq_statistics_sweep(statistics, statistics->measure, statistics->year, add_region, &job, error);
  if (status != LOCIQ_OK) return status;
  if (!has_room(&job, add_alone(made, NULL) + 1)) return lociq_memory_error(error, "the parts of a cluster");
  made->count += add_alone(made, made->items + made->count);
  return LOCIQ_OK;
}

/* ---- who is asked ---- */

static size_t find_organisation(const lociq_organisations *organisations, const char *code) {
  for (size_t o = 0; o < organisations->count; o++)
    if (strcmp(organisations->items[o].code, code) == 0) return o;
  return LOCIQ_NONE;
}

/* The cluster that the options name, or that of the organisation. */
static lociq_status choose_cluster(const lociq_partner_options *options, lociq_units *made, lociq_error *error) {
  const char *code = options->cluster;
  if (options->organisation != NULL) {
    const size_t o = find_organisation(made->organisations, options->organisation);
    if (o == LOCIQ_NONE)
      return lociq_error_set(error, LOCIQ_INVALID, "there is no organisation \"%s\" among the %zu of the store",
                             options->organisation, made->organisations->count);
    if (code == NULL) {
      code = made->organisations->items[o].industry;
      made->cluster = made->organisation_industries[o];
    }
  }
  if (options->cluster != NULL) made->cluster = lociq_axis_find(made->industries, code);
  if (code == NULL || made->cluster != LOCIQ_NONE) return LOCIQ_OK;
  if (options->cluster == NULL)
    return lociq_error_set(error, LOCIQ_INVALID,
                           "the organisation \"%s\" declares the industry \"%s\", which the store has not: name one as "
                           "the cluster",
                           options->organisation, code);
  return lociq_error_set(error, LOCIQ_INVALID, "there is no industry \"%s\" to be a cluster", code);
}

static bool is_asked(const lociq_units *made, const lociq_partner_options *options, size_t region, size_t unit) {
  const lociq_unit *item = &made->items[unit];
  if (options->organisation != NULL)
    return item->organisation != LOCIQ_NONE &&
           strcmp(made->organisations->items[item->organisation].code, options->organisation) == 0;
  if (item->region == LOCIQ_NONE || item->industry != made->cluster) return false;
  return region == LOCIQ_NONE || item->region == region;
}

static lociq_status choose_asked(const lociq_statistics *statistics, const lociq_partner_options *options,
                                 lociq_units *made, lociq_error *error) {
  size_t region = LOCIQ_NONE;
  if (options->region != NULL) {
    region = lociq_axis_find(made->regions, options->region);
    if (region == LOCIQ_NONE)
      return lociq_error_set(error, LOCIQ_INVALID, "there is no region \"%s\" in %s", options->region,
                             statistics->measure);
  }
  made->asked = lociq_allocate(made->count, sizeof *made->asked);
  if (made->asked == NULL) return lociq_memory_error(error, "the units");
  for (size_t u = 0; u < made->count; u++)
    if (is_asked(made, options, region, u)) made->asked[made->asked_count++] = u;
  if (made->asked_count > 0 || (options->region == NULL && options->organisation == NULL)) return LOCIQ_OK;
  return lociq_error_set(error, LOCIQ_INVALID, "%s has nothing of %s in %s",
                         options->region == NULL ? options->organisation : options->region,
                         made->cluster == LOCIQ_NONE ? "an industry" : lociq_axis_code(made->industries, made->cluster),
                         statistics->measure);
}

/* A panel in memory has none. */
static lociq_status load_organisations(const lociq_statistics *statistics, lociq_units *made, lociq_error *error) {
  if (statistics->store != NULL) return lociq_organisations_load(statistics->store, &made->organisations, error);
  made->organisations = lociq_allocate(1, sizeof *made->organisations);
  return made->organisations == NULL ? lociq_memory_error(error, "the organisations") : LOCIQ_OK;
}

/* The member of that code, else the least of those that contain it. codes: those of the axis and room for one more. */
static size_t find_member(const lociq_axis *axis, lociq_classification classification, const char **codes,
                          const char *code) {
  const size_t found = lociq_axis_find(axis, code), count = lociq_axis_count(axis);
  if (found != LOCIQ_NONE || code[0] == '\0') return found;
  codes[count] = code;
  return lociq_code_parent(classification, codes, count + 1, count);
}

/* offset: of the declared code in an organisation. */
static lociq_status locate(const lociq_organisations *organisations, const lociq_axis *axis, size_t offset,
                           size_t **members, lociq_error *error) {
  const size_t count = lociq_axis_count(axis);
  const char **codes = lociq_allocate(count + 1, sizeof *codes);
  *members = lociq_allocate(organisations->count, sizeof **members);
  const bool there = codes != NULL && *members != NULL;
  for (size_t i = 0; i < count && there; i++) codes[i] = lociq_axis_code(axis, i);
  const lociq_classification classification =
      there ? lociq_classify(lociq_axis_get_kind(axis), codes, count) : LOCIQ_UNCLASSIFIED;
  for (size_t o = 0; o < organisations->count && there; o++) {
    const char *code = NULL;
    memcpy(&code, (const char *)&organisations->items[o] + offset, sizeof code);
    (*members)[o] = find_member(axis, classification, codes, code);
  }
  free(codes);
  return there ? LOCIQ_OK : lociq_memory_error(error, "the organisations");
}

lociq_status lociq_units_locate(lociq_units *units, lociq_error *error) {
  const lociq_status status = locate(units->organisations, units->regions, offsetof(lociq_organisation, region),
                                     &units->organisation_regions, error);
  if (status != LOCIQ_OK) return status;
  return locate(units->organisations, units->industries, offsetof(lociq_organisation, industry),
                &units->organisation_industries, error);
}

lociq_status lociq_units_choose(const lociq_statistics *statistics, const lociq_partner_options *options,
                                lociq_units *units, lociq_error *error) {
  lociq_units made = {.regions = statistics->panel->axes[LOCIQ_REGION],
                      .industries = statistics->panel->axes[LOCIQ_INDUSTRY],
                      .cluster = LOCIQ_NONE};
  lociq_status status = load_organisations(statistics, &made, error);
  if (status == LOCIQ_OK && options->linkage != NULL)
    status = lociq_linkage_read(options->linkage, made.industries, &made.linkage, error);
  if (status == LOCIQ_OK) status = lociq_units_locate(&made, error);
  if (status == LOCIQ_OK) status = choose_cluster(options, &made, error);
  if (status == LOCIQ_OK)
    status = made.cluster == LOCIQ_NONE ? choose_regions(&made, error) : choose_parts(statistics, &made, error);
  if (status == LOCIQ_OK) status = choose_asked(statistics, options, &made, error);
  if (status == LOCIQ_OK)
    *units = made;
  else
    lociq_partner_units_clear(&made);
  return status;
}

void lociq_partner_units_clear(lociq_units *units) {
  lociq_linkage_free(units->linkage);
  lociq_organisations_free(units->organisations);
  free(units->organisation_regions);
  free(units->organisation_industries);
  free(units->items);
  free(units->asked);
  *units = (lociq_units){0};
}
