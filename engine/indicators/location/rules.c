/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/location/rules.h"

const char *const lociq_rule_criteria[LOCIQ_CRITERIA] = {
    [LOCIQ_STAR_SIZE] = "size",         [LOCIQ_STAR_SPECIALISATION] = "specialisation",
    [LOCIQ_STAR_FOCUS] = "focus",       [LOCIQ_STAR_PRODUCTIVITY] = "productivity",
    [LOCIQ_STAR_GROWTH] = "growth",     [LOCIQ_STAR_ESTABLISHMENTS] = "establishments",
    [LOCIQ_REQUIREMENT] = "requirement"};

const char *const lociq_rule_ofs[LOCIQ_RULE_OF] = {
    [LOCIQ_RULE_EMPLOYMENT] = "employment",        [LOCIQ_RULE_LQ] = "lq",     [LOCIQ_RULE_FOCUS] = "focus",
    [LOCIQ_RULE_SIZE_SHARE] = "size_share",        [LOCIQ_RULE_WAGE] = "wage", [LOCIQ_RULE_GROWTH] = "growth",
    [LOCIQ_RULE_ESTABLISHMENTS] = "establishments"};

const char *const lociq_rule_tests[LOCIQ_RULE_TESTS] = {[LOCIQ_RULE_TOP] = "top",
                                                        [LOCIQ_RULE_AT_LEAST] = "at least",
                                                        [LOCIQ_RULE_ABOVE] = "above",
                                                        [LOCIQ_RULE_PERCENTILE] = "above percentile"};

static const char *const shipped[] = {
    /* eco2007: the European Cluster Observatory's first stars */
    "criterion,of,test,value\n"
    "size,employment,top,10\n"
    "specialisation,lq,at least,2\n"
    "focus,focus,top,10\n"
    "requirement,employment,at least,1000\n",
    /* panorama2014: the European Cluster Panorama */
    "criterion,of,test,value\n"
    "size,employment,top,20\n"
    "specialisation,lq,top,20\n"
    "productivity,wage,top,20\n"
    "growth,growth,top,20\n",
    /* us_strong: the strong clusters of the U.S. Cluster Mapping Project. The parts of establishments
     * in one category lie as their numbers do. */
    "criterion,of,test,value\n"
    "specialisation,lq,above percentile,75\n"
    "requirement,lq,above,1\n"
    "requirement,size_share,above percentile,25\n"
    "requirement,establishments,above percentile,25\n"};

const char *lociq_rules_text(size_t choice) {
  return choice < sizeof shipped / sizeof *shipped ? shipped[choice] : (const char *)0;
}
