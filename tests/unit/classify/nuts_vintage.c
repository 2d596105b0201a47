/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/classify.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "core/memory.h"

enum { V2006 = 1, V2010 = 2, V2013 = 4, V2016 = 8, V2021 = 16, V2024 = 32 };

static void codes_are_of_the_vintages_that_have_them(void **state) {
  (void)state;
  static const struct {
    const char *code;
    lociq_vintages vintages;
  } expected[] = {{"AT1", LOCIQ_ALL_VINTAGES},
                  {"DE111", LOCIQ_ALL_VINTAGES},
                  {"FR21", V2006 | V2010 | V2013}, /* Champagne-Ardenne, then FRF2 */
                  {"FRF2", V2016 | V2021 | V2024},
                  {"FRA1", V2013}, /* Guadeloupe: FR91 before, FRY1 after */
                  {"FR91", V2006 | V2010},
                  {"UKI1", V2006 | V2010}, /* Inner London, which became UKI3 and UKI4 */
                  {"SI01", V2006 | V2010},
                  {"LT00", V2006 | V2010 | V2013},
                  {"HU10", V2006 | V2010 | V2013},
                  {"HR04", V2010 | V2013 | V2016},
                  {"HR02", V2006 | V2021 | V2024},                 /* came back for another region */
                  {"NL31", V2006 | V2010 | V2013 | V2016 | V2021}, /* Utrecht, then NL35 */
                  {"NL35", V2024},
                  {"PT17", V2006 | V2010 | V2013 | V2016 | V2021},
                  {"PT1A", V2024},
                  {"LV006", V2006 | V2010 | V2013 | V2016 | V2021},
                  {"LV00A", V2024},
                  {"EL11", V2006 | V2010}, /* in 2006 as GR11 */
                  {"GR11", V2006 | V2010},
                  {"EL51", V2013 | V2016 | V2021 | V2024},
                  {"UKM2", V2006 | V2010 | V2013},
                  {"GBM2", V2006 | V2010 | V2013},
                  {"NO0A1", V2021 | V2024},
                  {"CH070", LOCIQ_ALL_VINTAGES},
                  {"LI000", LOCIQ_ALL_VINTAGES}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
    if (lociq_code_vintages(expected[i].code) != expected[i].vintages)
      fail_msg("%s is of %u, expected %u", expected[i].code, lociq_code_vintages(expected[i].code),
               expected[i].vintages);
}

static void what_is_no_region_says_nothing(void **state) {
  (void)state;
  static const char *const codes[] = {
      "",       "A",    "AT",     "EU28",    "EU27_2020", "DEZZ",  "DEZZZ",     "TOTAL", "RS11",        "TR10",
      "01001",  "AT99", "AT111 ", "AT1 11",  "1 11",      "AT 1",  "AT1111",    "at111", "AT1\n",       "AT\t1",
      "AT\x80", "ATé",  "%s%s%n", "DE11 12", "   ",       "     ", "FR21,FRF2", "AT\"",  "\xff\xff\xff"};
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
    if (lociq_code_vintages(codes[i]) != 0) fail_msg("\"%s\" says something", codes[i]);
}

typedef struct listed {
  const char *country;
  int first, last;
  const char *codes;
} listed;

#define NUTS_CODES(country, first, last, codes) {#country, first, last, codes},
static const listed table[] = {
#include "classify/nuts_vintages.def"
};

/* Regions of a level in a vintage, of the Union as it was then. */
static int count_level(int year, size_t length, const char *without) {
  int count = 0;
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    if (table[i].first > year || table[i].last < year || strstr(without, table[i].country) != NULL) continue;
    for (const char *at = table[i].codes; *at != '\0';) {
      const size_t own = strcspn(at, " ");
      count += own + 2 == length;
      at += own + (at[own] == ' ');
    }
  }
  return count;
}

/* The counts are Eurostat's: "Statistical regions in the European Union and partner
 * countries", edition of each vintage. The seven codes UKN10 to UKN16 of 2016, under which
 * part of Northern Ireland was also published, are not among the regulation's. */
static void each_vintage_has_as_many_regions_as_its_regulation(void **state) {
  (void)state;
  static const struct {
    const char *without;
    int year, level1, level2, level3;
  } expected[] = {{"CH IS LI NO HR", 2006, 97, 271, 1303}, {"CH IS LI NO", 2010, 98, 272, 1315},
                  {"CH IS LI NO", 2013, 98, 276, 1342},    {"CH IS LI NO", 2016, 104, 281, 1348 + 7},
                  {"CH IS LI NO UK", 2021, 92, 242, 1166}, {"CH IS LI NO UK", 2024, 92, 244, 1165}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    assert_int_equal(count_level(expected[i].year, 3, expected[i].without), expected[i].level1);
    assert_int_equal(count_level(expected[i].year, 4, expected[i].without), expected[i].level2);
    assert_int_equal(count_level(expected[i].year, 5, expected[i].without), expected[i].level3);
  }
}

static void a_region_lies_in_one_of_its_vintage(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
    for (const char *at = table[i].codes; *at != '\0';) {
      const size_t own = strcspn(at, " ");
      char code[8], parent[8];
      (void)snprintf(code, sizeof code, "%s%.*s", table[i].country, (int)own, at);
      (void)snprintf(parent, sizeof parent, "%.*s", (int)own + 1, code);
      at += own + (at[own] == ' ');
      if (own == 1 || strncmp(code, "UKN1", 4) == 0) continue;
      if ((lociq_code_vintages(code) & ~lociq_code_vintages(parent)) != 0) fail_msg("%s lies in no %s", code, parent);
    }
}

static void sets_become_texts_and_sets_again(void **state) {
  (void)state;
  for (lociq_vintages vintages = 1; vintages <= LOCIQ_ALL_VINTAGES; vintages++) {
    char text[LOCIQ_VINTAGES_TEXT];
    lociq_vintages again = 0;
    lociq_vintages_format(vintages, text);
    assert_int_equal(lociq_vintages_parse(text, &again, NULL), LOCIQ_OK);
    assert_int_equal(again, vintages);
    lociq_vintages_describe(vintages, text);
    assert_true(strlen(text) >= 4);
  }
  static const char *const wrong[] = {"",      "2014",       "2013,2016", " 2013", "2013 ",     "2013  2016",
                                      "20130", "2013 20166", "-2013",     "all",   "2013\t2016"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    lociq_vintages vintages = 77;
    lociq_error error = {0};
    assert_int_equal(lociq_vintages_parse(wrong[i], &vintages, &error), LOCIQ_INVALID);
    assert_int_equal(vintages, 77);
    assert_non_null(strstr(error.message, "is no vintage of NUTS, of which there are 2006 2010 2013 2016 2021 2024"));
  }
}

static void sets_are_told_in_words(void **state) {
  (void)state;
  static const struct {
    lociq_vintages vintages;
    const char *text;
  } expected[] = {{0, ""},
                  {V2006, "2006"},
                  {V2024, "2024"},
                  {V2006 | V2010, "2010 and earlier"},
                  {V2016 | V2021 | V2024, "2016 and later"},
                  {V2010 | V2013, "2010 and 2013"},
                  {V2006 | V2021 | V2024, "2006, 2021 and 2024"},
                  {LOCIQ_ALL_VINTAGES, "2006, 2010, 2013, 2016, 2021 and 2024"}};
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    char text[LOCIQ_VINTAGES_TEXT];
    lociq_vintages_describe(expected[i].vintages, text);
    assert_string_equal(text, expected[i].text);
  }
}

static void a_pair_that_parts_is_of_one_country_where_it_can(void **state) {
  (void)state;
  static const char *const first[] = {"xx", "AT11", "EL11", "FR21"}, *const second[] = {"FRF2", "EL51"};
  size_t one = 9, other = 9;
  assert_true(lociq_vintages_part(first, 4, second, 2, &one, &other));
  assert_string_equal(first[one], "EL11");
  assert_string_equal(second[other], "EL51");
  assert_true(lociq_vintages_part(first, 3, second, 1, &one, &other));
  assert_string_equal(first[one], "EL11");
  assert_string_equal(second[other], "FRF2");
  assert_false(lociq_vintages_part(first, 2, second, 2, &one, &other));
}

/* ---- panels */

/* Two years of a measure by region and one of regions by two industries; a cell is
 * known where its region's mask has the year's bit. */
typedef struct made_region {
  const char *code;
  unsigned years;  /* with a value of the region variable: 1 the first, 2 the second */
  unsigned totals; /* with a published total and nothing else */
} made_region;

static lociq_panel *make_panel(const made_region *regions, size_t count) {
  static const lociq_member years[] = {{.code = "2014", .level = LOCIQ_NO_LEVEL},
                                       {.code = "2015", .level = LOCIQ_NO_LEVEL}},
                            industries[] = {{.code = "A", .level = LOCIQ_NO_LEVEL},
                                            {.code = "B", .level = LOCIQ_NO_LEVEL}};
  lociq_member members[8];
  lociq_panel *panel = NULL;
  lociq_cube *gdp = NULL, *employment = NULL;
  for (size_t i = 0; i < count; i++) members[i] = (lociq_member){.code = regions[i].code, .level = LOCIQ_NO_LEVEL};
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_YEAR, years, 2, &panel->axes[LOCIQ_YEAR], NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_REGION, members, count, &panel->axes[LOCIQ_REGION], NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, industries, 2, &panel->axes[LOCIQ_INDUSTRY], NULL), LOCIQ_OK);
  assert_int_equal(lociq_axis_create(LOCIQ_AGGREGATE, NULL, 0, &panel->axes[LOCIQ_AGGREGATE], NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_create("gdp", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION, &gdp, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_create("employment", "measure", LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY,
                                     &employment, NULL),
                   LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(gdp, LOCIQ_BODY, 2 * count, false, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(employment, LOCIQ_BODY, 4 * count, false, NULL), LOCIQ_OK);
  assert_int_equal(lociq_cube_allocate(employment, LOCIQ_TOTAL_REGION, 2 * count, false, NULL), LOCIQ_OK);
  for (size_t i = 0; i < count; i++) {
    const size_t region = lociq_axis_find(panel->axes[LOCIQ_REGION], regions[i].code);
    for (size_t year = 0; year < 2; year++) {
      if ((regions[i].years >> year & 1U) != 0) gdp->parts[LOCIQ_BODY].values[year * count + region] = 5;
      if ((regions[i].totals >> year & 1U) != 0)
        employment->parts[LOCIQ_TOTAL_REGION].values[year * count + region] = 9;
    }
  }
  assert_int_equal(lociq_panel_add(panel, gdp, NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_add(panel, employment, NULL), LOCIQ_OK);
  return panel;
}

static void fits(const made_region *regions, size_t count, lociq_vintages expected) {
  lociq_panel *panel = make_panel(regions, count);
  lociq_vintages vintages = 77;
  lociq_error error = {0};
  if (lociq_panel_vintages(panel, &vintages, &error) != LOCIQ_OK) fail_msg("%s", error.message);
  assert_int_equal(vintages, expected);
  lociq_panel_free(panel);
}

static void mixed(const made_region *regions, size_t count, const char *message) {
  lociq_panel *panel = make_panel(regions, count);
  lociq_vintages vintages = 77;
  lociq_error error = {0};
  assert_int_equal(lociq_panel_vintages(panel, &vintages, &error), LOCIQ_CONFLICT);
  assert_string_equal(error.message, message);
  assert_int_equal(vintages, 77);
  lociq_panel_free(panel);
}

static void a_panel_fits_what_its_regions_have_in_common(void **state) {
  (void)state;
  fits((const made_region[]){{"AT11", 3, 0}, {"FR21", 3, 0}}, 2, V2006 | V2010 | V2013);
  fits((const made_region[]){{"FR21", 3, 0}, {"EL51", 3, 0}}, 2, V2013);
  fits((const made_region[]){{"AT11", 3, 0}, {"AT12", 3, 0}}, 2, LOCIQ_ALL_VINTAGES);
  fits((const made_region[]){{"RS11", 3, 0}, {"TR10", 3, 0}}, 2, 0);   /* nothing is said */
  fits((const made_region[]){{"AT", 3, 0}, {"FR", 3, 0}}, 2, 0);       /* by countries neither */
  fits((const made_region[]){{"FR21", 3, 0}, {"mine", 3, 0}}, 2, 0);   /* codes of the user's own are no NUTS */
  fits((const made_region[]){{"01001", 3, 0}, {"01003", 3, 0}}, 2, 0); /* counties */
}

static void a_region_without_a_value_says_nothing(void **state) {
  (void)state;
  fits((const made_region[]){{"FR21", 0, 0}, {"FRF2", 3, 0}}, 2, V2016 | V2021 | V2024);
  fits((const made_region[]){{"FR21", 0, 0}, {"FRF2", 0, 0}}, 2, 0);
}

static void series_that_ended_keep_their_codes(void **state) {
  (void)state;
  fits((const made_region[]){{"EL11", 1, 0}, {"EL51", 2, 0}}, 2, V2013 | V2016 | V2021 | V2024);
  fits((const made_region[]){{"EL51", 1, 0}, {"EL11", 2, 0}}, 2, V2006 | V2010); /* the later year decides */
}

static void two_vintages_in_one_year_are_refused(void **state) {
  (void)state;
  mixed((const made_region[]){{"AT11", 3, 0}, {"FR21", 2, 0}, {"FRF2", 3, 0}}, 3,
        "FR21 is of NUTS 2013 and earlier, FRF2 of 2016 and later, and both have values in 2015: choose one vintage "
        "with --vintage (2024 has 2 of these 3 regions)");
  mixed((const made_region[]){{"FR21", 0, 1}, {"FRF2", 1, 0}, {"FRF3", 1, 0}}, 3, /* a total is a value */
        "FR21 is of NUTS 2013 and earlier, FRF2 of 2016 and later, and both have values in 2014: choose one vintage "
        "with --vintage (2024 has 2 of these 3 regions)");
  /* Each two of these go together: 2006 has BE221 and HR02, 2010 to 2016 BE221 and FI1B, 2021 FI1B and HR02. */
  mixed((const made_region[]){{"BE221", 3, 0}, {"FI1B", 3, 0}, {"HR02", 3, 0}}, 3,
        "no vintage of NUTS has all regions that have values in 2015: choose one with --vintage (2024 has 2 of 3)");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = make_panel((const made_region[]){{"FR21", 3, 0}, {"AT11", 3, 0}}, 2);
  lociq_vintages vintages = 77;
  lociq_error error = {0};
  lociq_memory_fail_after(0);
  assert_int_equal(lociq_panel_vintages(panel, &vintages, &error), LOCIQ_NO_MEMORY);
  lociq_memory_fail_after(-1);
  assert_int_equal(vintages, 77);
  lociq_panel_free(panel);
}

static void a_panel_without_anything_says_nothing(void **state) {
  (void)state;
  lociq_panel *panel = NULL;
  lociq_vintages vintages = 77;
  assert_int_equal(lociq_panel_create(&panel, NULL), LOCIQ_OK);
  assert_int_equal(lociq_panel_vintages(panel, &vintages, NULL), LOCIQ_OK);
  assert_int_equal(vintages, 0);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(codes_are_of_the_vintages_that_have_them),
      cmocka_unit_test(what_is_no_region_says_nothing),
      cmocka_unit_test(each_vintage_has_as_many_regions_as_its_regulation),
      cmocka_unit_test(a_region_lies_in_one_of_its_vintage),
      cmocka_unit_test(sets_become_texts_and_sets_again),
      cmocka_unit_test(sets_are_told_in_words),
      cmocka_unit_test(a_pair_that_parts_is_of_one_country_where_it_can),
      cmocka_unit_test(a_panel_fits_what_its_regions_have_in_common),
      cmocka_unit_test(a_region_without_a_value_says_nothing),
      cmocka_unit_test(series_that_ended_keep_their_codes),
      cmocka_unit_test(two_vintages_in_one_year_are_refused),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(a_panel_without_anything_says_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
