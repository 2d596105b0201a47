/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "harmonise/owners.h"

#include "unit/harmonise/conversions.h"

/* `from` is a list of the concordance's sources; `expected` says of each the code that owns it, "-" for one that is
 * covered and "?" for one that is absent. */
static void assert_owners(const char *codes, const char *from, const char *expected, size_t expected_lifted) {
  lociq_member members[16] = {{0}};
  lociq_axis *axis = NULL;
  char copy[256], text[512] = "from,to\n", found[256] = "";
  ptrdiff_t owners[16];
  size_t count = 0, lifted = SIZE_MAX;
  (void)snprintf(copy, sizeof copy, "%s", codes);
  for (char *code = strtok(copy, " "); code != NULL; code = strtok(NULL, " ")) members[count++].code = code;
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, members, count, &axis, NULL), LOCIQ_OK);
  for (const char *code = from; *code != '\0'; code += strcspn(code, " ") + (strchr(code, ' ') != NULL))
    (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%.*s,x\n", (int)strcspn(code, " "), code);
  lociq_concordance *concordance = table_of(text);
  assert_int_equal(lociq_owners_find(axis, concordance, owners, &lifted, NULL), LOCIQ_OK);
  for (size_t i = 0; i < concordance->from.count; i++)
    (void)snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s", i == 0 ? "" : " ",
                   owners[i] == LOCIQ_OWNER_COVERED  ? "-"
                   : owners[i] == LOCIQ_OWNER_ABSENT ? "?"
                                                     : lociq_axis_code(axis, (size_t)owners[i]));
  assert_string_equal(found, expected);
  assert_int_equal(lifted, expected_lifted);
  lociq_concordance_free(concordance);
  lociq_axis_free(axis);
}

static void codes_are_found_themselves_or_by_what_lies_below_them(void **state) {
  (void)state;
  assert_owners("a b c", "b c d", "b c ?", 0);
  assert_owners("336 311 541", "336411 336412 311111 482111", "336 336 311 ?", 2);
  /* a code with rows of its own keeps to them; what lies between takes what is below it */
  assert_owners("336 541", "336 336411 541", "336 - 541", 0);
  assert_owners("336 541", "3364 336411 336412 541", "336 - - 541", 1);
  /* what is above codes of the axis holds nothing that is not here */
  assert_owners("311 312", "31-33 311 312 33", "- 311 312 ?", 0);
  assert_owners("B-E F", "B 10.1 41 G NA", "B-E B-E F ? ?", 2);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  const lociq_member members[] = {{.code = "336"}, {.code = "541"}};
  lociq_axis *axis = NULL;
  ptrdiff_t owners[2];
  size_t lifted = 0;
  lociq_status status = LOCIQ_NO_MEMORY;
  assert_int_equal(lociq_axis_create(LOCIQ_INDUSTRY, members, 2, &axis, NULL), LOCIQ_OK);
  lociq_concordance *concordance = table_of("from,to\n336411,x\n541,y\n");
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_memory_fail_after(n);
    status = lociq_owners_find(axis, concordance, owners, &lifted, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
  }
  assert_int_equal(lifted, 1);
  lociq_concordance_free(concordance);
  lociq_axis_free(axis);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(codes_are_found_themselves_or_by_what_lies_below_them),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
