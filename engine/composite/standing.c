/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "composite/diagnosis.h"

static const double *row_of(const lociq_table_of_units *table, size_t year, size_t unit) {
  return table->values + (year * table->units + unit) * table->columns;
}

static size_t ranked_units(const lociq_table_of_units *ranks, size_t year, size_t node) {
  size_t ranked = 0;
  for (size_t u = 0; u < ranks->units; u++) ranked += isnan(row_of(ranks, year, u)[node]) ? 0 : 1;
  return ranked;
}

static double share_of(const lociq_standing *standing) { return standing->rank / (double)standing->of; }

void lociq_diagnosis_standings(const lociq_design *design, const lociq_composition *composition, size_t year,
                               size_t unit, lociq_standing *standings, size_t *count) {
  const double *scores = row_of(&composition->scores, year, unit), *ranks = row_of(&composition->ranks, year, unit);
  size_t found = 0;
  for (size_t n = 0; n < design->node_count; n++) {
    if (design->nodes[n].column == LOCIQ_NONE || isnan(ranks[n])) continue;
    const lociq_standing next = {
        .node = n, .score = scores[n], .rank = ranks[n], .of = ranked_units(&composition->ranks, year, n)};
    size_t place = found++;
    for (; place > 0 && share_of(&next) < share_of(&standings[place - 1]); place--)
      standings[place] = standings[place - 1];
    standings[place] = next;
  }
  *count = found;
}

void lociq_diagnosis_peers(const lociq_composition *composition, size_t year, size_t unit, size_t *peers,
                           size_t *count) {
  const lociq_table_of_units *scores = &composition->scores;
  const double own = row_of(scores, year, unit)[0];
  const size_t wanted = *count;
  size_t found = 0;
  for (size_t u = 0; u < scores->units && wanted > 0; u++) {
    const double off = fabs(row_of(scores, year, u)[0] - own);
    if (u == unit || isnan(off)) continue;
    const bool full = found == wanted;
    size_t place = full ? found - 1 : found;
    if (full && !(off < fabs(row_of(scores, year, peers[place])[0] - own))) continue;
    for (; place > 0 && off < fabs(row_of(scores, year, peers[place - 1])[0] - own); place--)
      peers[place] = peers[place - 1];
    peers[place] = u;
    found += full ? 0 : 1;
  }
  *count = found;
}
