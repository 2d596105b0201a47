/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a code says by itself: its level, its parent, what it overlaps, and
 * whether it is a total or an aggregate rather than a member of an axis.
 *
 * Known here: NUTS (regions), NACE Rev. 2 with Eurostat's groupings (B-E, M_N,
 * C10-C12, B-N_X_K), NAICS with its joined sectors (31-33), and the area codes of
 * the United States (FIPS). Which classification a set of codes follows is found
 * from the codes together.
 */
#ifndef LOCIQ_CLASSIFY_H
#define LOCIQ_CLASSIFY_H

#include <lociq/axis.h>
#include <lociq/panel.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum lociq_classification {
  LOCIQ_UNCLASSIFIED, /* codes of the user's own: no levels, no overlaps */
  LOCIQ_NUTS,
  LOCIQ_FIPS,
  LOCIQ_NACE,
  LOCIQ_NAICS
} lociq_classification;

const char *lociq_classification_name(lociq_classification classification);

/* The classification which all of the codes follow, totals and aggregates left
 * aside. Codes that read as two are settled so:
 *   two digits (01 … 99)      NACE where each is a division, else NAICS
 *   three digits and more     NAICS; NACE where another code of the set has a
 *                             letter, a dot or a leading zero
 *   two letters               NUTS where each is a country of it; others are
 *                             taken for countries beside codes such as DE11
 */
lociq_classification lociq_classify(lociq_axis_kind kind, const char *const *codes, size_t count);

/* What a code is on its axis. */
typedef enum lociq_code_role {
  LOCIQ_CODE_MEMBER,
  LOCIQ_CODE_TOTAL,     /* TOTAL; 10 of NAICS as QCEW has it */
  LOCIQ_CODE_AGGREGATE, /* EU28, EA19, EFTA, EU27_2020 … and US000: sums over countries or states */
  LOCIQ_CODE_OUTSIDE    /* extra-regio (DEZZ), unknown county (09999), no response (NRP), unknown (UNK),
                           unclassified (NAICS 99, 999 …): a part of no member */
} lociq_code_role;
lociq_code_role lociq_code_role_of(lociq_classification classification, const char *code);

/* NUTS 0 to 3; FIPS 0 nation, 1 state, 2 county, 3 metropolitan or micropolitan
 * area (C1018), 4 combined area (CS122); NACE 1 section or group of sections, 2
 * division or group of divisions, 3 group, 4 class; NAICS 2 to 6 digits, and as
 * QCEW has them 0 domain (101, 102), 1 supersector (1011 … 1029).
 * LOCIQ_NO_LEVEL where the code is none of these: totals, aggregates of
 * countries and what lies outside have none. */
int lociq_code_level(lociq_classification classification, const char *code);
/* "nuts2" -> 2, "state" -> 1, "section" -> 1, "naics3" -> 3. LOCIQ_INVALID names
 * the levels that there are. */
lociq_status lociq_level_parse(lociq_classification classification, const char *name, int *level, lociq_error *error);
/* The name of a level: "nuts2", "county", "division", "naics3". */
const char *lociq_level_name(lociq_classification classification, int level);

/* Writes the code of the level that a code lies in, found from the code alone: DE11
 * -> DE1, 09001 -> 09000, 10.11 -> 10, 311 -> 31-33; a code of the level is its own.
 * False where there is none (M_N lies in no section), or no room for it. */
bool lociq_code_ancestor(lociq_classification classification, const char *code, int level, char *ancestor, size_t size);

/* The parent among the codes given: of those that contain this code, the one
 * with fewest activities or regions in it. LOCIQ_NONE where there is none. */
size_t lociq_code_parent(lociq_classification classification, const char *const *codes, size_t count, size_t position);
/* The same for all codes at once, in the time of a sort: parents[0 … count). */
lociq_status lociq_code_parents(lociq_classification classification, const char *const *codes, size_t count,
                                size_t *parents, lociq_error *error);
/* Whether a region or an activity can be in both. Totals, aggregates and what
 * lies outside are no members and overlap nothing. A metropolitan area overlaps
 * any county: its code cannot say which. */
bool lociq_code_overlaps(lociq_classification classification, const char *first, const char *second);

/* LOCIQ_OK when no two of the codes overlap; else LOCIQ_CONFLICT, and the message
 * names the first pair and what can be done about it ("AT contains AT1: choose
 * one with --level (nuts0, nuts1, nuts2 are there)"). */
lociq_status lociq_codes_check(lociq_axis_kind kind, lociq_classification classification, const char *const *codes,
                               size_t count, lociq_error *error);

/* ---- The vintages of NUTS ---- */

/* A set of vintages, the i-th bit for lociq_nuts_vintages[i]. The empty set is that
 * of what says nothing. */
typedef unsigned lociq_vintages;
enum { LOCIQ_NUTS_VINTAGES = 6, LOCIQ_ALL_VINTAGES = (1 << LOCIQ_NUTS_VINTAGES) - 1, LOCIQ_VINTAGES_TEXT = 48 };
extern const int lociq_nuts_vintages[LOCIQ_NUTS_VINTAGES]; /* 2006, 2010, 2013, 2016, 2021, 2024 */

/* The vintages that have a region of NUTS 1 to 3. Countries, aggregates, extra-regio,
 * regions of candidate countries and codes of no vintage say nothing. */
lociq_vintages lociq_code_vintages(const char *code);
/* "2010 2013". */
void lociq_vintages_format(lociq_vintages vintages, char text[LOCIQ_VINTAGES_TEXT]);
lociq_status lociq_vintages_parse(const char *text, lociq_vintages *vintages, lociq_error *error);
/* "2013 and earlier", "2016 and later", "2006, 2021 and 2024": for sentences. */
void lociq_vintages_describe(lociq_vintages vintages, char text[LOCIQ_VINTAGES_TEXT]);
/* Positions of a code of each list that no vintage has both, of one country where there
 * are such. False where any two go together. */
bool lociq_vintages_part(const char *const *first, size_t first_count, const char *const *second, size_t second_count,
                         size_t *one, size_t *other);

/* The vintages that a panel's regions fit; a region without a value says nothing.
 *   LOCIQ_CONFLICT  two regions with values in one year are of no common vintage: the
 *                   message names them
 * Offices keep series that ended under their old codes (EL11 until 2009, EL51 after), so
 * that where years fit no common vintage, the later ones decide. */
lociq_status lociq_panel_vintages(const lociq_panel *panel, lociq_vintages *vintages, lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif
