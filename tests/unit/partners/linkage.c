/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/linkage.h"

#include "panels.h"

static const char *const path = "made_linkage.csv";

static void write_linkage(const char *text) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static lociq_linkage *linkage_made(const char *text) {
  lociq_axis *industries = axis_made(LOCIQ_INDUSTRY, "I", NULL, 5);
  lociq_linkage *linkage = NULL;
  write_linkage(text);
  assert_int_equal(lociq_linkage_read(path, industries, &linkage, NULL), LOCIQ_OK);
  lociq_axis_free(industries);
  return linkage;
}

static void assert_link(const lociq_link *link, size_t from, size_t to, double weight) {
  assert_int_equal(link->from, from);
  assert_int_equal(link->to, to);
  assert_true(link->weight == weight);
}

/* Whatever their order in the file, and over the largest weight. */
static void links_are_ordered_and_over_the_largest(void **state) {
  (void)state;
  lociq_linkage *linkage =
      linkage_made("to,weight,note,from\nI0003,2,x,I0001\nI0000,8,y,I0004\nI0000,1,\"a,b\",I0001\nI0001,4,,I0003\n");
  assert_int_equal(linkage->count, 4);
  assert_link(&linkage->links[0], 1, 0, 0.125);
  assert_link(&linkage->links[1], 1, 3, 0.25);
  assert_link(&linkage->links[2], 3, 1, 0.5);
  assert_link(&linkage->links[3], 4, 0, 1);
  const size_t counts[] = {0, 2, 0, 1, 1}, firsts[] = {0, 0, 2, 2, 3};
  for (size_t i = 0; i < 5; i++) {
    size_t count = 9;
    const lociq_link *links = lociq_linkage_of(linkage, i, &count);
    assert_int_equal(count, counts[i]);
    if (count > 0) assert_ptr_equal(links, &linkage->links[firsts[i]]);
  }
  lociq_linkage_free(linkage);
}

static void weights_are_one_where_there_are_none(void **state) {
  (void)state;
  lociq_linkage *linkage = linkage_made("from,to\nI0000,I0001\nI0000,I0002\n");
  assert_link(&linkage->links[0], 0, 1, 1);
  assert_link(&linkage->links[1], 0, 2, 1);
  lociq_linkage_free(linkage);
  linkage = linkage_made("from,to,weight\nI0000,I0001,\nI0000,I0002,0.5\n");
  assert_link(&linkage->links[0], 0, 1, 1);
  assert_link(&linkage->links[1], 0, 2, 0.5);
  lociq_linkage_free(linkage);
}

static void assert_refused(const char *text, const char *message) {
  lociq_axis *industries = axis_made(LOCIQ_INDUSTRY, "I", NULL, 5);
  lociq_linkage *linkage = NULL;
  lociq_error error = {0};
  write_linkage(text);
  assert_int_equal(lociq_linkage_read(path, industries, &linkage, &error), LOCIQ_BAD_INPUT);
  assert_string_equal(error.message, message);
  assert_null(linkage);
  lociq_axis_free(industries);
}

static void malformed_files_are_refused(void **state) {
  (void)state;
  assert_refused("from,weight\nI0000,1\n", "made_linkage.csv:1: there is no column \"to\"");
  assert_refused("from,to,to\nI0000,I0001,I0002\n", "made_linkage.csv:1: the column \"to\" is there twice");
  assert_refused("from,to\n", "made_linkage.csv: no link is in it");
  assert_refused("from,to\nI0000,I0009\n", "made_linkage.csv:2: industry \"I0009\" is not in the store");
  assert_refused("from,to\n<script>,I0001\n", "made_linkage.csv:2: industry \"<script>\" is not in the store");
  assert_refused("from,to\nI0000,I0000\n", "made_linkage.csv:2: column \"to\" is \"I0000\", expected another industry");
  assert_refused("from,to,weight\nI0000,I0001,0\n",
                 "made_linkage.csv:2: column \"weight\" is \"0\", expected a number above 0");
  assert_refused("from,to,weight\nI0000,I0001,very strong\n",
                 "made_linkage.csv:2: column \"weight\" is \"very strong\", expected a number above 0");
  assert_refused("from,to,weight\nI0000,I0001,inf\n",
                 "made_linkage.csv:2: column \"weight\" is \"inf\", expected a number above 0");
  assert_refused("from,to,weight\nI0000,I0001,1\nI0001,I0000,1\nI0000,I0001,2\n",
                 "made_linkage.csv:4: the link from \"I0000\" to \"I0001\" is there already, in line 2");
  assert_refused("", "made_linkage.csv is empty, expected a header line");
}

static void a_file_that_is_not_there_is_named(void **state) {
  (void)state;
  lociq_axis *industries = axis_made(LOCIQ_INDUSTRY, "I", NULL, 5);
  lociq_linkage *linkage = NULL;
  lociq_error error = {0};
  assert_int_not_equal(lociq_linkage_read("nowhere.csv", industries, &linkage, &error), LOCIQ_OK);
  assert_non_null(strstr(error.message, "nowhere.csv"));
  assert_null(linkage);
  lociq_axis_free(industries);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_axis *industries = axis_made(LOCIQ_INDUSTRY, "I", NULL, 5);
  write_linkage("from,to,weight\nI0000,I0001,1\nI0003,I0001,2\n");
  long n = 0;
  for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
    lociq_linkage *linkage = NULL;
    lociq_memory_fail_after(n);
    status = lociq_linkage_read(path, industries, &linkage, NULL);
    lociq_memory_fail_after(-1);
    if (status != LOCIQ_OK) assert_int_equal(status, LOCIQ_NO_MEMORY);
    if (status != LOCIQ_OK) assert_null(linkage);
    lociq_linkage_free(linkage);
  }
  assert_true(n > 3);
  lociq_axis_free(industries);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(links_are_ordered_and_over_the_largest), cmocka_unit_test(weights_are_one_where_there_are_none),
      cmocka_unit_test(malformed_files_are_refused), cmocka_unit_test(a_file_that_is_not_there_is_named),
      cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
