/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/told.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const lociq_partner_figure figures[LOCIQ_PARTNER_FIGURES + 1] = {
#define FIGURE(name, title, unit) \
  { #name, title, unit, offsetof(lociq_partner, name) }
    FIGURE(known, "Share of the blocks' weights that could be compared", "1"),
    FIGURE(reverse, "Score in the other direction", "1"),
    FIGURE(distance, "Distance along the great circle", "km"),
    FIGURE(ties, "Existing ties", ""),
    FIGURE(expected, "Ties that size and distance let expect", ""),
    FIGURE(gap, "How far ties lag behind the potential", "1"),
    FIGURE(rank_lower, "5 % of the ranks over the redraws are at most this", ""),
    FIGURE(rank_upper, "95 % of the ranks over the redraws are at most this", ""),
    FIGURE(stability, "Share of the redraws in which it is among the first", "1"),
#undef FIGURE
};

const lociq_partner_figure *lociq_partner_figures(void) { return figures; }

double lociq_partner_figure_of(const lociq_partner_figure *figure, const lociq_partner *partner) {
  double value = 0;
  memcpy(&value, (const char *)partner + figure->offset, sizeof value);
  return value;
}

static bool is_directed(const lociq_ranking *ranking) {
  for (size_t b = 0; b < ranking->block_count; b++)
    if (ranking->blocks[b].directed) return true;
  return false;
}

static bool is_told(const lociq_partner_figure *figure, const lociq_ranking *ranking) {
  if (figure->offset == offsetof(lociq_partner, known)) return true;
  if (figure->offset == offsetof(lociq_partner, reverse) && !is_directed(ranking)) return false;
  for (size_t at = 0; at < ranking->asked_count * ranking->top; at++)
    if (ranking->partners[at].unit != LOCIQ_NONE && !isnan(lociq_partner_figure_of(figure, &ranking->partners[at])))
      return true;
  return false;
}

size_t lociq_ranking_figures(const lociq_ranking *ranking, const lociq_partner_figure *told[LOCIQ_PARTNER_FIGURES]) {
  size_t count = 0;
  for (const lociq_partner_figure *figure = figures; figure->name != NULL; figure++)
    if (is_told(figure, ranking)) told[count++] = figure;
  return count;
}

bool lociq_ranking_has_industries(const lociq_ranking *ranking) {
  for (size_t u = 0; u < ranking->unit_count; u++)
    if (ranking->units[u].industry != LOCIQ_NONE) return true;
  return false;
}

bool lociq_ranking_has_organisations(const lociq_ranking *ranking) {
  for (size_t u = 0; u < ranking->unit_count; u++)
    if (ranking->units[u].organisation != LOCIQ_NONE) return true;
  return false;
}

static size_t count_told(const lociq_ranking *ranking, const lociq_contribution *all, size_t at) {
  const lociq_contribution *told = all + at * ranking->contribution_count;
  size_t count = 0;
  while (count < ranking->contribution_count && told[count].item != LOCIQ_NONE) count++;
  return count;
}

size_t lociq_ranking_contributions(const lociq_ranking *ranking, size_t at) {
  return count_told(ranking, ranking->contributions, at);
}

size_t lociq_ranking_returns(const lociq_ranking *ranking, size_t at) {
  return ranking->returns == NULL ? 0 : count_told(ranking, ranking->returns, at);
}

double lociq_ranking_rest(const lociq_ranking *ranking, size_t at, size_t count) {
  const lociq_contribution *told = ranking->contributions + at * ranking->contribution_count;
  const double score = ranking->partners[at].score;
  double sum = 0;
  for (size_t c = 0; c < count; c++) sum += told[c].value;
  const double rest = score - sum;
  /* The difference is rounded; of its neighbours one may add up where it does not. */
  const double candidates[] = {rest, nextafter(rest, -INFINITY), nextafter(rest, INFINITY)};
  for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++)
    if (sum + candidates[i] == score) return candidates[i];
  return rest;
}

bool lociq_ranking_on_profile(const lociq_ranking *ranking, size_t at) {
  const lociq_unit *unit = &ranking->units[ranking->partners[at].unit];
  if (unit->organisation == LOCIQ_NONE) return false;
  if (unit->region == LOCIQ_NONE) return true;
  size_t others = 0;
  for (size_t b = 0; b < ranking->block_count; b++) {
    if (strcmp(ranking->blocks[b].method, "declared") == 0) continue;
    if (!isnan(ranking->block_scores[at * ranking->block_count + b])) return false;
    others++;
  }
  return others > 0;
}

void lociq_partner_name(const char *by, const char *cluster, char name[LOCIQ_PARTNER_NAME_SIZE]) {
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  (void)snprintf(name, LOCIQ_PARTNER_NAME_SIZE, "partner_%.30s%s%.80s", by, cluster == NULL ? "" : "_",
                 cluster == NULL ? "" : cluster);
  for (char *at = name; *at != '\0'; at++)
    if (strchr(allowed, *at) == NULL) *at = '_';
}
