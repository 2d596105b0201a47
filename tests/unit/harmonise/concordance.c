/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/harmonise/conversions.h"

/* "a>x 1, b>y 3": the links in order. */
static void assert_links(const lociq_concordance *concordance, const char *expected) {
  char found[512] = "";
  for (size_t i = 0; i < concordance->link_count; i++) {
    const lociq_link *link = &concordance->links[i];
    (void)snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s>%s %g", i == 0 ? "" : ", ",
                   lociq_concordance_source(concordance, link->from),
                   lociq_concordance_target(concordance, link->to).code, link->weight);
  }
  assert_string_equal(found, expected);
}

static void assert_refused(const char *text, const lociq_concordance_options *options, lociq_status status,
                           const char *message) {
  lociq_concordance *concordance = NULL;
  lociq_error error = {0};
  assert_int_equal(read_table(text, options, &concordance, &error), status);
  assert_string_equal(error.message, message);
  assert_null(concordance);
}

static char remarked[256];
static void keep_remark(void *context, const char *text) {
  (void)context;
  (void)snprintf(remarked, sizeof remarked, "%s", text);
}

static void rows_become_links(void **state) {
  (void)state;
  lociq_concordance *concordance = table_of("from,to\nb,y\na,x\nb,x\n");
  assert_links(concordance, "b>y 1, b>x 1, a>x 1");
  assert_null(lociq_concordance_target(concordance, 0).label);
  lociq_concordance_free(concordance);
  concordance = table_of("weight,label,to,other,from\n2.5,The X,x,1,a\n0,Other,x,2,b\n1e100,,y,3,a\n");
  assert_links(concordance, "a>x 2.5, a>y 1e+100, b>x 0");
  assert_string_equal(lociq_concordance_target(concordance, 0).label, "The X");
  assert_null(lociq_concordance_target(concordance, 1).label);
  lociq_concordance_free(concordance);
  lociq_concordance_free(NULL);
}

static void weights_of_a_repeated_pair_are_added(void **state) {
  (void)state;
  const lociq_progress progress = {.remark = keep_remark};
  lociq_concordance_options options = lociq_concordance_options_default();
  options.progress = &progress;
  lociq_concordance *concordance = NULL;
  assert_int_equal(read_table("from,to,weight\na,x,1\nb,x,5\na,x,2\na,x,4\n", &options, &concordance, NULL), LOCIQ_OK);
  assert_links(concordance, "a>x 7, b>x 5");
  assert_string_equal(remarked, "table.csv: 2 rows repeated a pair of codes: the weights were added");
  lociq_concordance_free(concordance);
}

static void columns_and_rows_are_chosen(void **state) {
  (void)state;
  static const char text[] =
      "old,new,old_version,new_version,pop,name\na,x,2016,2021,3,ex\na,y,2013,2021,4,why\na,z,2016,2024,5,zed\nb,x,2010,"
      "2021,6,\n";
  const char *const old_versions[] = {"2016", "2010"}, *const new_versions[] = {"2021"}, *const none[] = {"1999"};
  const lociq_filter filters[] = {{"old_version", old_versions, 2}, {"new_version", new_versions, 1}},
                     nothing[] = {{"old_version", none, 1}}, unknown[] = {{"version", none, 1}};
  lociq_concordance_options options = {
      .from = "old", .to = "new", .weight = "pop", .label = "name", .filters = filters, .filter_count = 2};
  lociq_concordance *concordance = NULL;
  assert_int_equal(read_table(text, &options, &concordance, NULL), LOCIQ_OK);
  assert_links(concordance, "a>x 3, b>x 6");
  assert_string_equal(lociq_concordance_target(concordance, 0).label, "ex");
  lociq_concordance_free(concordance);
  options.filters = nothing;
  options.filter_count = 1;
  assert_refused(text, &options, LOCIQ_INVALID, "table.csv: no row is left by --where old_version=1999");
  options.filters = unknown;
  assert_refused(text, &options, LOCIQ_BAD_INPUT, "table.csv:1: there is no column \"version\"");
  options.filter_count = LOCIQ_CONCORDANCE_FILTERS + 1;
  assert_refused(text, &options, LOCIQ_INVALID, "13 columns are filtered: at most 12 can be");
  /* a filter may look at a column that is used besides */
  const char *const only[] = {"b"};
  const lociq_filter by_source[] = {{"old", only, 1}};
  options.filters = by_source;
  options.filter_count = 1;
  assert_int_equal(read_table(text, &options, &concordance, NULL), LOCIQ_OK);
  assert_links(concordance, "b>x 6");
  lociq_concordance_free(concordance);
}

static void bad_tables_are_refused(void **state) {
  (void)state;
  assert_refused("from,target\na,x\n", NULL, LOCIQ_BAD_INPUT, "table.csv:1: there is no column \"to\"");
  assert_refused("from,to,to\na,x,x\n", NULL, LOCIQ_BAD_INPUT, "table.csv:1: the column \"to\" is there twice");
  assert_refused("from,to\n", NULL, LOCIQ_BAD_INPUT, "table.csv has no row below its heading");
  assert_refused("from,to\na,x\n,x\n", NULL, LOCIQ_BAD_INPUT, "table.csv:3: column \"from\" is \"\", expected a code");
  assert_refused("from,to\na,\n", NULL, LOCIQ_BAD_INPUT, "table.csv:2: column \"to\" is \"\", expected a code");
  assert_refused("from,to,weight\na,x,many\n", NULL, LOCIQ_BAD_INPUT,
                 "table.csv:2: column \"weight\" is \"many\", expected a number from 0 to 1e+100");
  assert_refused("from,to,weight\na,x,-1\n", NULL, LOCIQ_BAD_INPUT,
                 "table.csv:2: column \"weight\" is \"-1\", expected a number from 0 to 1e+100");
  assert_refused("from,to,weight\na,x,1e300\n", NULL, LOCIQ_BAD_INPUT,
                 "table.csv:2: column \"weight\" is \"1e300\", expected a number from 0 to 1e+100");
  assert_refused("from,to,weight\na,x,nan\n", NULL, LOCIQ_BAD_INPUT,
                 "table.csv:2: column \"weight\" is \"nan\", expected a number from 0 to 1e+100");
  assert_refused("from,to,weight\na,x,\n", NULL, LOCIQ_BAD_INPUT,
                 "table.csv:2: column \"weight\" is \"\", expected a number from 0 to 1e+100");
  assert_refused("from,to\na,x,1\n", NULL, LOCIQ_BAD_INPUT, "table.csv:2: 3 fields, expected 2");
  const lociq_concordance_options options = {.weight = "pop"};
  assert_refused("from,to\na,x\n", &options, LOCIQ_BAD_INPUT, "table.csv:1: there is no column \"pop\"");
}

static void the_file_is_described(void **state) {
  (void)state;
  const lociq_concordance_options options = lociq_concordance_options_default();
  lociq_concordance *concordance = NULL;
  lociq_input input = {0};
  write_file("described.csv", "from,to\na,x\n", 12);
  assert_int_equal(lociq_concordance_read("described.csv", &options, &concordance, &input, NULL), LOCIQ_OK);
  (void)remove("described.csv");
  assert_string_equal(input.path, "described.csv");
  assert_string_equal(input.reader, "concordance");
  assert_int_equal(input.bytes, 12);
  /* printf 'from,to\na,x\n' | sha256sum */
  assert_string_equal(input.sha256, "0c888e0914efdddcfdc341479f4b7fae53bf85114a57f202e537e095d7063e14");
  lociq_input_clear(&input);
  lociq_concordance_free(concordance);
}

static void labels_come_from_a_file(void **state) {
  (void)state;
  lociq_concordance *concordance = table_of("from,to,label\na,x,ex\na,y,why\na,z,zed\n");
  lociq_input input = {0};
  lociq_error error = {0};
  static const char labels[] = "code,label,parent\nx,The X,top\ny,,top\n";
  write_file("new_labels.csv", labels, sizeof labels - 1);
  assert_int_equal(lociq_concordance_label(concordance, "new_labels.csv", NULL, &input, &error), LOCIQ_OK);
  (void)remove("new_labels.csv");
  assert_string_equal(input.reader, "labels");
  assert_string_equal(lociq_concordance_target(concordance, 0).label, "The X");
  assert_string_equal(lociq_concordance_target(concordance, 0).parent, "top");
  assert_string_equal(lociq_concordance_target(concordance, 1).label, "why");
  assert_string_equal(lociq_concordance_target(concordance, 1).parent, "top");
  assert_string_equal(lociq_concordance_target(concordance, 2).label, "zed");
  assert_null(lociq_concordance_target(concordance, 2).parent);
  assert_int_equal(lociq_concordance_label(concordance, "none.csv", NULL, NULL, &error), LOCIQ_NOT_FOUND);
  assert_string_equal(lociq_concordance_target(concordance, 0).label, "The X");
  lociq_input_clear(&input);
  lociq_concordance_free(concordance);
}

/* ---- levels */

static lociq_axis *axis_of(lociq_axis_kind kind, const char *const (*codes)[2], size_t count) {
  lociq_member members[8] = {{0}};
  lociq_axis *axis = NULL;
  for (size_t i = 0; i < count; i++) members[i] = (lociq_member){.code = codes[i][0], .parent = codes[i][1]};
  assert_int_equal(lociq_axis_create(kind, members, count, &axis, NULL), LOCIQ_OK);
  return axis;
}

static void assert_level(lociq_axis_kind kind, const char *const (*codes)[2], size_t count, const char *level,
                         const char *expected) {
  lociq_axis *axis = axis_of(kind, codes, count);
  lociq_concordance *concordance = NULL;
  lociq_error error = {0};
  const lociq_status status = lociq_concordance_of_level(axis, level, &concordance, &error);
  if (status == LOCIQ_OK)
    assert_links(concordance, expected);
  else
    assert_string_equal(error.message, expected);
  assert_true(status == LOCIQ_OK || status == LOCIQ_INVALID);
  lociq_concordance_free(concordance);
  lociq_axis_free(axis);
}

static void codes_go_up_to_a_level(void **state) {
  (void)state;
  static const char *const regions[][2] = {{"AT11", "AT1"}, {"AT12", NULL}, {"DE21", "Metropolis"}};
  assert_level(LOCIQ_REGION, regions, 3, "nuts1", "AT11>AT1 1, AT12>AT1 1, DE21>DE2 1");
  assert_level(LOCIQ_REGION, regions, 3, "nuts0", "AT11>AT 1, AT12>AT 1, DE21>DE 1");
  assert_level(LOCIQ_REGION, regions, 3, "parent", "AT11>AT1 1, AT12>AT1 1, DE21>Metropolis 1");
  assert_level(LOCIQ_REGION, regions, 3, "nuts3", "the region AT11 lies in no nuts3: choose a coarser level");
  assert_level(LOCIQ_REGION, regions, 3, "section",
               "NUTS has no level \"section\": its levels are nuts0, nuts1, nuts2, nuts3");
  static const char *const counties[][2] = {{"09001", NULL}, {"09003", NULL}, {"18001", NULL}};
  assert_level(LOCIQ_REGION, counties, 3, "state", "09001>09000 1, 09003>09000 1, 18001>18000 1");
  static const char *const industries[][2] = {{"311", NULL}, {"336", NULL}, {"541", NULL}};
  assert_level(LOCIQ_INDUSTRY, industries, 3, "naics2", "311>31-33 1, 336>31-33 1, 541>54 1");
  assert_level(LOCIQ_INDUSTRY, industries, 3, "parent", "311>31-33 1, 336>31-33 1, 541>54 1");
}

/* Codes of no classification have the levels of their parents. */
static void codes_of_ones_own_go_up_by_their_parents(void **state) {
  (void)state;
  static const char *const own[][2] = {{"beer", "C"}, {"bread", "C"}, {"taxi", "H"}};
  assert_level(LOCIQ_INDUSTRY, own, 3, "parent", "beer>C 1, bread>C 1, taxi>H 1");
  assert_level(LOCIQ_INDUSTRY, own, 3, "section", "beer>C 1, bread>C 1, taxi>H 1");
  static const char *const orphan[][2] = {{"beer", "food"}, {"taxi", NULL}};
  assert_level(LOCIQ_INDUSTRY, orphan, 2, "parent",
               "the industry taxi has no parent: give parents with --industries when importing");
  assert_level(LOCIQ_INDUSTRY, orphan, 2, "section",
               "there is no level \"section\": the codes follow none of NUTS, FIPS, NACE and NAICS");
  static const char *const circle[][2] = {{"a", "b"}, {"b", "a"}};
  assert_level(LOCIQ_INDUSTRY, circle, 2, "parent", "a>b 1, b>a 1");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_status status = LOCIQ_NO_MEMORY;
  const lociq_concordance_options options = lociq_concordance_options_default();
  static const char text[] = "from,to,label\na,x,ex\nb,x,\nb,y,why\n";
  write_file("scarce.csv", text, sizeof text - 1);
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_concordance *concordance = NULL;
    lociq_input input = {0};
    lociq_memory_fail_after(n);
    status = lociq_concordance_read("scarce.csv", &options, &concordance, &input, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && concordance == NULL && input.path == NULL));
    lociq_concordance_free(concordance);
    lociq_input_clear(&input);
  }
  (void)remove("scarce.csv");
  static const char *const regions[][2] = {{"AT11", "AT1"}, {"AT12", NULL}};
  lociq_axis *axis = axis_of(LOCIQ_REGION, regions, 2);
  status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_concordance *concordance = NULL;
    lociq_memory_fail_after(n);
    status = lociq_concordance_of_level(axis, "parent", &concordance, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && concordance == NULL));
    lociq_concordance_free(concordance);
  }
  lociq_axis_free(axis);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_become_links),           cmocka_unit_test(weights_of_a_repeated_pair_are_added),
      cmocka_unit_test(columns_and_rows_are_chosen), cmocka_unit_test(bad_tables_are_refused),
      cmocka_unit_test(the_file_is_described),       cmocka_unit_test(labels_come_from_a_file),
      cmocka_unit_test(codes_go_up_to_a_level),      cmocka_unit_test(codes_of_ones_own_go_up_by_their_parents),
      cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
