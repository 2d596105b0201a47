/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules of cluster stars, as data: a table criterion,of,test,value with a row a
 * rule. Those that come with lociq are texts of the same form, read as a user's own
 * file is; docs/stars.md describes it.
 */
#ifndef LOCIQ_INDICATORS_LOCATION_RULES_H
#define LOCIQ_INDICATORS_LOCATION_RULES_H

#include <stddef.h>

/* What a star is given for; a requirement gives none, and without it there is none. */
enum {
  LOCIQ_STAR_SIZE,
  LOCIQ_STAR_SPECIALISATION,
  LOCIQ_STAR_FOCUS,
  LOCIQ_STAR_PRODUCTIVITY,
  LOCIQ_STAR_GROWTH,
  LOCIQ_STAR_ESTABLISHMENTS,
  LOCIQ_STARS,
  LOCIQ_REQUIREMENT = LOCIQ_STARS,
  LOCIQ_CRITERIA
};

/* What a rule looks at, of an industry in a region. */
typedef enum lociq_rule_of {
  LOCIQ_RULE_EMPLOYMENT,     /* e */
  LOCIQ_RULE_LQ,             /* LQ */
  LOCIQ_RULE_FOCUS,          /* s */
  LOCIQ_RULE_SIZE_SHARE,     /* a */
  LOCIQ_RULE_WAGE,           /* wages / e, over the region's price level where there is one */
  LOCIQ_RULE_GROWTH,         /* of e, a year, over the option span */
  LOCIQ_RULE_ESTABLISHMENTS, /* b */
  LOCIQ_RULE_OF
} lociq_rule_of;

typedef enum lociq_rule_test {
  LOCIQ_RULE_TOP,        /* among the first ceil(n·value/100) of the n regions with e > 0; ties at the edge all are */
  LOCIQ_RULE_AT_LEAST,   /* ≥ value */
  LOCIQ_RULE_ABOVE,      /* > value */
  LOCIQ_RULE_PERCENTILE, /* > the percentile (type 7) of those n regions */
  LOCIQ_RULE_TESTS
} lociq_rule_test;

typedef struct lociq_rule {
  size_t criterion;
  lociq_rule_of of;
  lociq_rule_test test;
  double value;
} lociq_rule;

enum { LOCIQ_RULES = 16 };

typedef struct lociq_rules {
  size_t count;
  lociq_rule rules[LOCIQ_RULES];
} lociq_rules;

/* The words of the columns criterion, of and test, in the order of the enums. */
extern const char *const lociq_rule_criteria[LOCIQ_CRITERIA];
extern const char *const lociq_rule_ofs[LOCIQ_RULE_OF];
extern const char *const lociq_rule_tests[LOCIQ_RULE_TESTS];

/* The rules that come with lociq, of the option `rules`: the table that a word of its
 * choices stands for; NULL past the last. */
const char *lociq_rules_text(size_t choice);
#define LOCIQ_RULES_CHOICES "eco2007|panorama2014|us_strong"

#endif
