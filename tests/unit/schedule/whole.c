/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why the results of a year are missing: told of what was asked for, whatever else
 * they rest on.
 */
#include <lociq/lociq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "made_panel.h"

static void keep_remark(void *context, const char *text) { (void)strcat(strcat(context, text), "\n"); }

/* One year, whoever has an industry is specialised in it. */
static void assert_told(size_t regions, size_t industries, const double *cells, const char *names_of,
                        const char *told) {
  static const lociq_setting setting = {"threshold", "0.001"};
  char remarks[1024] = "", names_room[128];
  const char *names[4];
  size_t count = 0;
  (void)snprintf(names_room, sizeof names_room, "%s", names_of);
  for (char *name = strtok(names_room, " "); name != NULL; name = strtok(NULL, " ")) names[count++] = name;
  const made_shape shape = {1, regions, industries, 0, false};
  lociq_panel *panel = made_panel(&shape), *results = NULL;
  memcpy(lociq_panel_find(panel, "employment")->parts[LOCIQ_BODY].values, cells, regions * industries * sizeof *cells);
  const lociq_progress progress = {.context = remarks, .remark = keep_remark};
  lociq_compute_options options = lociq_compute_options_default();
  options.names = names;
  options.name_count = count;
  options.settings = &setting;
  options.setting_count = 1;
  options.progress = &progress;
  lociq_error error = {0};
  if (lociq_compute_panel(panel, &options, &results, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  assert_string_equal(remarks, told);
  for (size_t n = 0; n < count && told[0] != '\0'; n++) {
    const lociq_grid *body = &lociq_panel_find(results, names[n])->parts[LOCIQ_BODY];
    for (size_t k = 0; k < body->count; k++) assert_true(isnan(body->values[k]));
  }
  lociq_panel_free(results);
  lociq_panel_free(panel);
}

static void what_was_asked_for_is_named(void **state) {
  (void)state;
  const double apart[] = {1, 1, 0, 0, /**/ 1, 2, 0, 0, /**/ 0, 0, 1, 1};
  assert_told(3, 4, apart, "eci", "eci 2001 is missing: the regions fall into groups that share no industry\n");
  assert_told(3, 4, apart, "pci", "pci 2001 is missing: the regions fall into groups that share no industry\n");
  assert_told(3, 4, apart, "pci eci",
              "pci 2001 is missing: the regions fall into groups that share no industry\n"
              "eci 2001 is missing: the regions fall into groups that share no industry\n");
  assert_told(3, 4, apart, "opportunity_gain",
              "opportunity_gain 2001 is missing: the regions fall into groups that share no industry\n");
}

static void every_reason_has_its_sentence(void **state) {
  (void)state;
  const double same[] = {1, 2, /**/ 2, 1, /**/ 1, 1};
  assert_told(3, 2, same, "eci", "eci 2001 is missing: all regions hold the same\n");
  /* Three regions with the three pairs of three industries: the second and the third eigenvalue are 1/4. */
  const double ring[] = {1, 1, 0, /**/ 0, 1, 1, /**/ 1, 0, 1};
  assert_told(3, 3, ring, "eci", "eci 2001 is missing: the second and the third eigenvalue are equal\n");
  const double alone[] = {1, 2, 3};
  assert_told(1, 3, alone, "eci", "eci 2001 is missing: fewer than two regions or industries are left\n");
  /* A path from region to industry to region, the same from either end. */
  const double mirrored[] = {1, 1, 0, /**/ 0, 1, 1};
  assert_told(2, 3, mirrored, "eci", "eci 2001 is missing: which end is the complex one cannot be told\n");
}

static void what_is_known_is_not_remarked_on(void **state) {
  (void)state;
  const double known[] = {1, 1, 1, 1, /**/ 0, 1, 0, 0, /**/ 0, 0, 1, 1, /**/ 0, 0, 0, 1};
  assert_told(4, 4, known, "eci pci", "");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_asked_for_is_named),
                                     cmocka_unit_test(every_reason_has_its_sentence),
                                     cmocka_unit_test(what_is_known_is_not_remarked_on)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
