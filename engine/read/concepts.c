/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/concepts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "read/reader.h"

/* In the order in which they are asked; a name that ends with * is a beginning. */
static const struct concept {
  const char *name;
  int axis;
}
concepts[] = {{"geo", LOCIQ_REGION},        {"ref_area", LOCIQ_REGION},
              {"region", LOCIQ_REGION},     {"metroreg", LOCIQ_REGION},
              {"cities", LOCIQ_REGION},     {"nace*", LOCIQ_INDUSTRY},
              {"activity", LOCIQ_INDUSTRY}, {"economic_activity", LOCIQ_INDUSTRY},
              {"industry", LOCIQ_INDUSTRY}, {"time_period", LOCIQ_YEAR},
              {"time", LOCIQ_YEAR},         {"year", LOCIQ_YEAR}};

/* Eurostat's code list UNIT, as far as regional tables use it. Time has the unit
 * h, which nothing takes for a duration of its own. */
static const struct unit {
  const char *code, *words;
} units[] = {{"NR", "number"},
             {"PER", "persons"},
             {"THS", "thousand"},
             {"THS_PER", "thousand persons"},
             {"THS_JOB", "thousand jobs"},
             {"JOB", "jobs"},
             {"MIO_PER", "million persons"},
             {"HW", "h"},
             {"THS_HW", "thousand h"},
             {"MIO_HW", "million h"},
             {"EUR", "euro"},
             {"THS_EUR", "thousand euro"},
             {"MIO_EUR", "million euro"},
             {"NAC", "national currency"},
             {"MIO_NAC", "million national currency"},
             {"MIO_PPS", "million purchasing power standards"},
             {"MIO_PPS_EU27_2020", "million purchasing power standards (EU27 from 2020)"},
             {"MIO_PPCS", "million purchasing power consumption standards"},
             {"EUR_HAB", "euro per inhabitant"},
             {"NAC_HAB", "national currency per inhabitant"},
             {"PPS_HAB", "purchasing power standards per inhabitant"},
             {"PPS_EU27_2020_HAB", "purchasing power standards (EU27 from 2020) per inhabitant"},
             {"PPCS_HAB", "purchasing power consumption standards per inhabitant"},
             {"EUR_HAB_EU", "percent of the EU's euro per inhabitant"},
             {"PPS_HAB_EU", "percent of the EU's purchasing power standards per inhabitant"},
             {"PPCS_HAB_EU", "percent of the EU's purchasing power consumption standards per inhabitant"},
             {"EUR_HAB_EU27_2020", "percent of the EU27's (from 2020) euro per inhabitant"},
             {"PPS_HAB_EU27_2020", "percent of the EU27's (from 2020) purchasing power standards per inhabitant"},
             {"PC", "percent"},
             {"PCH_PRE", "percent change on the previous period"},
             {"KM2", "km2"},
             {"PER_KM2", "persons per km2"},
             {"YR", "years"}};

int lociq_concept_axis(const char *name) {
  for (size_t i = 0; i < sizeof concepts / sizeof concepts[0]; i++) {
    const char *known = concepts[i].name;
    const size_t length = strcspn(known, "*");
    if (strncasecmp(name, known, length) == 0 && (known[length] == '*' || name[length] == '\0')) {
      return concepts[i].axis;
    }
  }
  return LOCIQ_NO_AXIS;
}

const char *lociq_unit_words(const char *code) {
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    if (strcmp(units[i].code, code) == 0) {
      return units[i].words;
    }
  }
  return NULL;
}

bool lociq_unit_scale(const char *code, const char *unit, char *text, size_t size) {
  enum { POWER_MOST = 30, THOUSAND = 3, MILLION = 6, BILLION = 9 };
  const char *digits = code + (code[0] == '-' ? 1 : 0);
  const size_t count = strspn(digits, "0123456789");
  const long power = strtol(code, NULL, 10);
  const bool whole = count > 0 && digits[count] == '\0' && power >= -POWER_MOST && power <= POWER_MOST;
  if (!whole && strcmp(code, "_Z") != 0) {
    return false;
  }
  char scale[16] = "";
  if (power == THOUSAND || power == MILLION || power == BILLION) {
    (void)snprintf(scale, sizeof scale, "%s",
                   power == THOUSAND  ? "thousand"
                   : power == MILLION ? "million"
                                      : "billion");
  } else if (power != 0) {
    (void)snprintf(scale, sizeof scale, "10^%ld", power);
  }
  (void)snprintf(text, size, "%s%s%s", scale, scale[0] == '\0' || unit[0] == '\0' ? "" : " ", unit);
  return true;
}
