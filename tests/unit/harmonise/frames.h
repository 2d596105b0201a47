/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hierarchies and frames for tests, from a line of codes a tier.
 */
#ifndef TESTS_HARMONISE_FRAMES_H
#define TESTS_HARMONISE_FRAMES_H

#include <lociq/axis.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"
#include "harmonise/frame.h"

/* "AT11:AT1 AT12": codes, each with its parent where one is given. The caller frees. */
static inline lociq_axis *axis_from(lociq_axis_kind kind, const char *line) {
  lociq_member members[64] = {{0}};
  char text[1024];
  size_t count = 0;
  lociq_axis *axis = NULL;
  lociq_error error = {0};
  assert_true(strlen(line) < sizeof text);
  strcpy(text, line);
  for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
    char *parent = strchr(word, ':');
    if (parent != NULL) *parent++ = '\0';
    members[count++] = (lociq_member){.code = word, .parent = parent, .level = LOCIQ_NO_LEVEL};
  }
  if (lociq_axis_create(kind, members, count, &axis, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  return axis;
}

/* A hierarchy and the axes that it borrows codes from. */
typedef struct tiers {
  lociq_axis *axes[LOCIQ_TIERS];
  size_t count;
  lociq_hierarchy hierarchy;
} tiers;

static inline void clear_tiers(tiers *made) {
  lociq_hierarchy_clear(&made->hierarchy);
  for (size_t t = 0; t < made->count; t++) lociq_axis_free(made->axes[t]);
  *made = (tiers){0};
}

/* From lines, finest first, ended by NULL; the caller clears. */
static inline lociq_status make_tiers(lociq_axis_kind kind, const char *const *lines, tiers *made, lociq_error *error) {
  *made = (tiers){0};
  for (; lines[made->count] != NULL; made->count++) made->axes[made->count] = axis_from(kind, lines[made->count]);
  return lociq_hierarchy_create((const lociq_axis *const *)made->axes, made->count, &made->hierarchy, error);
}

#endif
