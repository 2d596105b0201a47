/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The method of reflections: means of means.
 */
#ifndef LOCIQ_INDICATORS_COMPLEXITY_AVERAGES_H
#define LOCIQ_INDICATORS_COMPLEXITY_AVERAGES_H

#include "indicators/kernel.h"

#define LOCIQ_OPTION_STEPS                                                                                           \
  {                                                                                                                  \
    .name = "steps", .help = "reflections; 0 is diversity or ubiquity", .type = LOCIQ_OPTION_INTEGER, .preset = "2", \
    .minimum = 0, .maximum = 1000                                                                                    \
  }

#define LOCIQ_OPTION_STRETCH                                                                        \
  {                                                                                                 \
    .name = "scale", .help = "raw: as it is; hundred: from 0 for the least to 100 for the largest", \
    .type = LOCIQ_OPTION_CHOICE, .preset = "raw", .choices = "raw|hundred"                          \
  }

#define LOCIQ_REFLECTIONS_NOTE                                                                                       \
  "Regions that hold nothing and industries that nobody holds leave and are missing. Values draw together as steps " \
  "go on: scale=hundred stretches them, as EconGeo's MORc and MORt do from the third step; missing where they are "  \
  "equal to 1e-12. They tend to eci and pci, which the second eigenvector gives without steps."

lociq_status lociq_averages_run(const lociq_whole *whole, bool of_regions, double *result, lociq_error *error);
void lociq_averages_naive(const lociq_table *table, bool of_regions, double *result);

#endif
