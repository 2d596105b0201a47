/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/plants.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

static lociq_axis *axis_of(lociq_axis_kind kind, const char *const *codes, size_t count) {
  lociq_member members[4];
  for (size_t k = 0; k < count; k++) members[k] = (lociq_member){codes[k], NULL, NULL, LOCIQ_NO_LEVEL};
  lociq_axis *axis = NULL;
  assert_int_equal(lociq_axis_create(kind, members, count, &axis, NULL), LOCIQ_OK);
  return axis;
}

static lociq_panel *panel_of(void) {
  static const char *const regions[] = {"A", "B"}, *const industries[] = {"x", "y", "z"};
  lociq_panel *panel = NULL;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  panel->axes[LOCIQ_REGION] = axis_of(LOCIQ_REGION, regions, 2);
  panel->axes[LOCIQ_INDUSTRY] = axis_of(LOCIQ_INDUSTRY, industries, 3);
  return panel;
}

typedef lociq_status (*loader)(const lociq_panel *, const lociq_instance *, lociq_supply *, lociq_error *);

/* Loads a text as what the option of ellison_glaeser names. */
static lociq_status load(const lociq_panel *panel, loader from, const char *option, const char *text,
                         lociq_supply *supply, lociq_error *error) {
  const char *name = from == lociq_plants_load ? "plants_test.csv" : "herfindahl_test.csv";
  lociq_instance instance = {.indicator = lociq_indicator_find("ellison_glaeser")};
  for (size_t k = 0; instance.indicator->options[k].name != NULL; k++)
    instance.texts[k] = text != NULL && strcmp(instance.indicator->options[k].name, option) == 0 ? name : "none";
  FILE *file = fopen(name, "w");
  assert_non_null(file);
  if (text != NULL) (void)fputs(text, file);
  assert_int_equal(fclose(file), 0);
  const lociq_status status = from(panel, &instance, supply, error);
  (void)remove(name);
  return status;
}

static void plants_lie_by_industry_in_the_order_of_the_file(void **state) {
  (void)state;
  lociq_panel *panel = panel_of();
  lociq_supply supply = {0};
  assert_int_equal(load(panel, lociq_plants_load, "plants",
                        "employment,region,industry\n3,B,z\n1,A,x\n4,A,z\n1.5,B,x\n", &supply, NULL),
                   LOCIQ_OK);
  const lociq_plants *plants = &supply.given.plants;
  static const size_t first[] = {0, 2, 2, 4}, region[] = {0, 1, 1, 0};
  static const double employment[] = {1, 1.5, 3, 4};
  assert_memory_equal(plants->first, first, sizeof first);
  assert_memory_equal(plants->region, region, sizeof region);
  assert_memory_equal(plants->employment, employment, sizeof employment);
  lociq_supply_clear(&supply);
  assert_int_equal(load(panel, lociq_plants_load, "plants", NULL, &supply, NULL), LOCIQ_OK);
  assert_null(supply.given.plants.first);
  lociq_supply_clear(&supply);
  lociq_panel_free(panel);
}

static void herfindahl_indices_lie_by_industry(void **state) {
  (void)state;
  lociq_panel *panel = panel_of();
  lociq_supply supply = {0};
  assert_int_equal(
      load(panel, lociq_herfindahl_load, "plant_herfindahl", "industry,herfindahl\nz,1\nx,0.25\n", &supply, NULL),
      LOCIQ_OK);
  assert_true(supply.given.plant_herfindahl[0] == 0.25 && supply.given.plant_herfindahl[2] == 1);
  assert_true(isnan(supply.given.plant_herfindahl[1]));
  lociq_supply_clear(&supply);
  lociq_panel_free(panel);
}

static void wrong_files_are_told(void **state) {
  (void)state;
  static const struct {
    loader load;
    const char *text, *message;
    lociq_status status;
  } wrong[] = {
      {lociq_plants_load, "", "plants_test.csv is empty, expected a header line", LOCIQ_BAD_INPUT},
      {lociq_plants_load, "region,industry,employment\n", "plants_test.csv: no plant is in it", LOCIQ_BAD_INPUT},
      {lociq_plants_load, "region,employment\nA,1\n", "plants_test.csv:1: there is no column \"industry\"",
       LOCIQ_BAD_INPUT},
      {lociq_plants_load, "region,industry,employment\nA,x,1\nC,x,1\n",
       "plants_test.csv:3: region \"C\" is not in the store", LOCIQ_BAD_INPUT},
      {lociq_plants_load, "region,industry,employment\nA,w,1\n",
       "plants_test.csv:2: industry \"w\" is not in the store", LOCIQ_BAD_INPUT},
      {lociq_plants_load, "region,industry,employment\nA,x,0\n",
       "plants_test.csv:2: column \"employment\" is \"0\", expected a number above 0", LOCIQ_BAD_INPUT},
      {lociq_plants_load, "region,industry,employment\nA,x,:\n",
       "plants_test.csv:2: column \"employment\" is \":\", expected a number above 0", LOCIQ_BAD_INPUT},
      {lociq_herfindahl_load, "industry,herfindahl\nx,1.5\n",
       "herfindahl_test.csv:2: column \"herfindahl\" is \"1.5\", expected a number above 0 and at most 1",
       LOCIQ_BAD_INPUT},
      {lociq_herfindahl_load, "industry,herfindahl\nx,0.5\ny,0.5\nx,0.25\n",
       "herfindahl_test.csv:4: industry \"x\" is there already, in line 2", LOCIQ_CONFLICT}};
  lociq_panel *panel = panel_of();
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    lociq_supply supply = {0};
    lociq_error error = {0};
    const char *option = wrong[i].load == lociq_plants_load ? "plants" : "plant_herfindahl";
    assert_int_equal(load(panel, wrong[i].load, option, wrong[i].text, &supply, &error), wrong[i].status);
    assert_string_equal(error.message, wrong[i].message);
    assert_null(supply.given.plants.first);
    assert_null(supply.given.plant_herfindahl);
    lociq_supply_clear(&supply);
  }
  lociq_panel_free(panel);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  static const char *const texts[] = {"region,industry,employment\nA,x,1\nB,y,2\n", "industry,herfindahl\nx,1\n"};
  static const char *const options[] = {"plants", "plant_herfindahl"};
  static const loader loaders[] = {lociq_plants_load, lociq_herfindahl_load};
  lociq_panel *panel = panel_of();
  for (size_t k = 0; k < 2; k++)
    for (long n = 0;; n++) {
      lociq_supply supply = {0};
      lociq_memory_fail_after(n);
      const lociq_status status = load(panel, loaders[k], options[k], texts[k], &supply, NULL);
      lociq_memory_fail_after(-1);
      lociq_supply_clear(&supply);
      if (status == LOCIQ_OK) {
        assert_true(n > 3);
        break;
      }
      assert_int_equal(status, LOCIQ_NO_MEMORY);
    }
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(plants_lie_by_industry_in_the_order_of_the_file),
                                     cmocka_unit_test(herfindahl_indices_lie_by_industry),
                                     cmocka_unit_test(wrong_files_are_told),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
