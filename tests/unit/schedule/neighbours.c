/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Neighbours from files and points, and which files are refused.
 */
#include "schedule/neighbours.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "made_panel.h"

static const char *const path = "made_neighbours.csv";
static const made_shape shape = {1, 5, 2, 0, false};

static void write_file(const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

/* neighbours: NULL: the file has the pairs. */
static lociq_status load(const char *neighbours, long nearest, double distance, lociq_supply *supply,
                         lociq_error *error) {
  lociq_panel *panel = made_panel(&shape);
  const lociq_indicator *moran = lociq_indicator_find("moran");
  lociq_instance instance = {.indicator = moran};
  for (size_t k = 0; k < LOCIQ_OPTIONS_MAXIMUM && moran->options[k].name != NULL; k++) {
    instance.texts[k] = path;
    if (strcmp(moran->options[k].name, "neighbours") == 0)
      instance.options[k].choice = neighbours == NULL ? -1 : strcmp(neighbours, "distance") == 0;
    if (strcmp(moran->options[k].name, "points") == 0) instance.options[k].choice = -1;
    if (strcmp(moran->options[k].name, "nearest") == 0) instance.options[k].integer = nearest;
    if (strcmp(moran->options[k].name, "distance") == 0) instance.options[k].real = distance;
  }
  const lociq_status status = lociq_neighbours_load(panel, &instance, supply, error);
  lociq_panel_free(panel);
  return status;
}

static void refused(const char *neighbours, const char *text, const char *message) {
  lociq_supply supply = {0};
  lociq_error error = {0};
  write_file(text);
  assert_int_equal(load(neighbours, 2, 100, &supply, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, message);
  lociq_supply_clear(&supply);
}

/* The neighbours as text: "12:3 …". */
static void assert_neighbours(const char *neighbours, const char *text, long nearest, double distance,
                              const char *expected) {
  lociq_supply supply = {0};
  lociq_error error = {0};
  char found[512] = "";
  size_t length = 0;
  write_file(text);
  assert_int_equal(load(neighbours, nearest, distance, &supply, &error), LOCIQ_OK);
  const lociq_neighbours *given = &supply.given.neighbours;
  for (size_t r = 0; r < shape.regions; r++)
    for (size_t e = given->first[r]; e < given->first[r + 1]; e++)
      length += (size_t)snprintf(found + length, sizeof found - length, "%zu-%zu:%g ", r + 1, given->region[e] + 1,
                                 given->weight[e]);
  assert_string_equal(found, expected);
  lociq_supply_clear(&supply);
}

static void pairs_are_read(void **state) {
  (void)state;
  assert_neighbours(NULL, "region,neighbour,weight\nR000003,R000001,2.5\nR000001,R000005,\nR000001,R000002,0.5\n", 0, 0,
                    "1-2:0.5 1-5:1 3-1:2.5 ");
  assert_neighbours(NULL, "neighbour,region\nR000001,R000002\n", 0, 0, "2-1:1 ");
  assert_neighbours(NULL, "region,neighbour\n", 0, 0, "");
}

static void pairs_are_checked(void **state) {
  (void)state;
  refused(NULL, "region,neighbour\nR000001,R000001\n",
          "made_neighbours.csv:2: column \"neighbour\" is \"R000001\", expected another region");
  refused(NULL, "region,neighbour\nR000001,R000002\nR000002,R000001\nR000001,R000002\n",
          "made_neighbours.csv:4: region \"R000001\" has the neighbour \"R000002\" already, in line 2");
  refused(NULL, "region,neighbour,weight\nR000001,R000002,0\n",
          "made_neighbours.csv:2: column \"weight\" is \"0\", expected a number above 0");
  refused(NULL, "region,neighbour,weight\nR000001,R000002,-1\n",
          "made_neighbours.csv:2: column \"weight\" is \"-1\", expected a number above 0");
  refused(NULL, "region,neighbour\nR000001,X\n", "made_neighbours.csv:2: region \"X\" is not in the store");
}

/* On the equator and a meridian: a degree is 111.195 km. */
static const char *const cross =
    "region,longitude,latitude\nR000001,0,0\nR000002,1,0\nR000003,-1,0\nR000004,0,3\nR000005,179,0\n";

static void points_have_neighbours(void **state) {
  (void)state;
  /* of regions 2 and 3, equally near, the first comes first; from 5 the way over the pole is nearest */
  assert_neighbours("nearest", cross, 1, 0, "1-2:1 2-1:1 3-1:1 4-1:1 5-4:1 ");
  assert_neighbours("nearest", cross, 9, 0,
                    "1-2:1 1-3:1 1-4:1 1-5:1 2-1:1 2-3:1 2-4:1 2-5:1 3-1:1 3-2:1 3-4:1 3-5:1 4-1:1 4-2:1 4-3:1 4-5:1 "
                    "5-1:1 5-2:1 5-3:1 5-4:1 ");
  assert_neighbours("distance", cross, 0, 111.19, "");
  assert_neighbours("distance", cross, 0, 111.2, "1-2:1 1-3:1 2-1:1 3-1:1 ");
  assert_neighbours("distance", cross, 0, 340, "1-2:1 1-3:1 1-4:1 2-1:1 2-3:1 3-1:1 3-2:1 4-1:1 ");
}

static void points_are_checked(void **state) {
  (void)state;
  refused("nearest", "region,longitude,latitude\nR000001,0,0\n",
          "made_neighbours.csv: region \"R000002\" has no point");
  refused("nearest", "region,longitude,latitude\nR000001,0,0\nR000001,1,1\n",
          "made_neighbours.csv:3: region \"R000001\" has a point already, in line 2");
  refused("distance", "region,longitude,latitude\nR000001,180.5,0\n",
          "made_neighbours.csv:2: column \"longitude\" is \"180.5\", expected a number from -180 to 180");
  refused("distance", "region,longitude,latitude\nR000001,0,-91\n",
          "made_neighbours.csv:2: column \"latitude\" is \"-91\", expected a number from -90 to 90");
}

static int remove_file(void **state) {
  (void)state;
  (void)unlink(path);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(pairs_are_read), cmocka_unit_test(pairs_are_checked),
                                     cmocka_unit_test(points_have_neighbours), cmocka_unit_test(points_are_checked)};
  return cmocka_run_group_tests(tests, NULL, remove_file);
}
