/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/organisations.h>

#include "unit/write/texts.h"

/* Sorted by code, as a register is. */
static lociq_organisations *register_made(void) {
  static const char text[] =
      "code,name,region,industry,country,inside_eu,firms,interest,fields\n"
      "Ä,\"<script>\xE2\x80\xAE=cmd()\",DE11,,,true,1234.5,ready,sensors; optics\n"
      "Z,Łódź,,C26,,,,,a field of strength that is longer than forty characters\n";
  lociq_organisations *read = NULL;
  lociq_input input = {0};
  FILE *file = fopen("write_organisations.csv", "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(lociq_organisations_read("write_organisations.csv", &read, &input, NULL), LOCIQ_OK);
  lociq_input_clear(&input);
  (void)remove("write_organisations.csv");
  return read;
}

/* Columns are as wide as their longest text in characters; what turns the direction of text is replaced. */
static void a_table_to_read(void **state) {
  (void)state;
  lociq_organisations *all = register_made();
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  assert_int_equal(lociq_write_organisations(all, stream, NULL), LOCIQ_OK);
  assert_int_equal(fclose(stream), 0);
  assert_string_equal(
      text,
      "code  name             region  industry  inside_eu  firms   interest  fields\n"
      "Z     Łódź                     C26                                    a field of strength that is longer "
      "than…\n"
      "Ä     <script>�=cmd()  DE11              yes        1234.5  ready     sensors; optics\n");
  free(text);
  lociq_organisations_free(all);
}

static void without_memory_or_room(void **state) {
  (void)state;
  lociq_organisations *all = register_made();
  lociq_error error = {0};
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    FILE *null = fopen("/dev/null", "w");
    lociq_memory_fail_after(n);
    status = lociq_write_organisations(all, null, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK ? n > 10 : status == LOCIQ_NO_MEMORY);
    assert_int_equal(fclose(null), 0);
  }
  FILE *full = fopen("/dev/full", "w");
  assert_int_equal(lociq_write_organisations(all, full, &error), LOCIQ_IO);
  (void)fclose(full);
  lociq_organisations_free(all);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_table_to_read), cmocka_unit_test(without_memory_or_room)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
