/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/points.h"

#include "core/memory.h"
#include "unit/read/text_file.h"

static const char path[] = "read_points.csv";

static lociq_status read(const char *text, lociq_point points[2], lociq_error *error) {
  const lociq_member members[] = {{.code = "A", .level = LOCIQ_NO_LEVEL}, {.code = "B", .level = LOCIQ_NO_LEVEL}};
  lociq_axis *axis = NULL;
  lociq_records records;
  points[0] = points[1] = (lociq_point){0};
  write_text(path, text, strlen(text));
  assert_int_equal(lociq_axis_create(LOCIQ_REGION, members, 2, &axis, NULL), LOCIQ_OK);
  const lociq_status status = lociq_points_read(path, axis, points, &records, error);
  if (status == LOCIQ_OK) assert_int_equal(strlen(records.sha256), 64);
  lociq_records_close(&records);
  lociq_axis_free(axis);
  (void)remove(path);
  return status;
}

static void regions_have_points(void **state) {
  (void)state;
  lociq_point points[2];
  assert_int_equal(read("name,latitude,region,longitude\nBe,-12.5,B,180\n", points, NULL), LOCIQ_OK);
  assert_int_equal(points[0].line, 0);
  assert_int_equal(points[1].line, 2);
  assert_true(points[1].longitude == 180 && points[1].latitude == -12.5);
  assert_int_equal(read("region,longitude,latitude\n", points, NULL), LOCIQ_OK);
  assert_int_equal(points[1].line, 0);
}

static void refused(const char *text, const char *message) {
  lociq_point points[2];
  lociq_error error = {0};
  assert_int_equal(read(text, points, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, message);
}

static void what_is_wrong(void **state) {
  (void)state;
  refused("", "read_points.csv is empty, expected a header line");
  refused("region,longitude\nA,1\n", "read_points.csv:1: there is no column \"latitude\"");
  refused("region,longitude,latitude\nA,1,2\nC,1,2\n", "read_points.csv:3: region \"C\" is not in the store");
  refused("region,longitude,latitude\nA,1,2\nB,1,2\nA,1,2\n",
          "read_points.csv:4: region \"A\" has a point already, in line 2");
  refused("region,longitude,latitude\nA,-180.1,2\n",
          "read_points.csv:2: column \"longitude\" is \"-180.1\", expected a number from -180 to 180");
  refused("region,longitude,latitude\nA,1,nan\n",
          "read_points.csv:2: column \"latitude\" is \"nan\", expected a number from -90 to 90");
  refused("region,longitude,latitude\nA,1\n", "read_points.csv:2: 2 fields, expected 3");
}

static void without_memory(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    const lociq_member member = {.code = "A", .level = LOCIQ_NO_LEVEL};
    lociq_point point = {0};
    lociq_axis *axis = NULL;
    lociq_records records;
    lociq_error error = {0};
    write_text(path, "region,longitude,latitude\nA,1,2\n", 32);
    assert_int_equal(lociq_axis_create(LOCIQ_REGION, &member, 1, &axis, NULL), LOCIQ_OK);
    lociq_memory_fail_after(n);
    status = lociq_points_read(path, axis, &point, &records, &error);
    lociq_memory_fail_after(-1);
    lociq_records_close(&records);
    lociq_axis_free(axis);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && error.message[0] != '\0'));
    assert_true(n < 1000);
  }
  (void)remove(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(regions_have_points), cmocka_unit_test(what_is_wrong),
                                     cmocka_unit_test(without_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
