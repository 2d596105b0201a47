/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/pack.h"

#include <math.h>
#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "core/memory.h"

/* As the page does: base64, inflate, bytes of a number together again. The caller frees. */
static unsigned char *unpack(const lociq_pack *pack, size_t width) {
  const size_t size = pack->count * width;
  unsigned char *deflated = malloc(pack->size + 1), *shuffled = malloc(size + 1), *bytes = malloc(size + 1);
  if (deflated == NULL || shuffled == NULL || bytes == NULL) exit(1);
  int length = EVP_DecodeBlock(deflated, (const unsigned char *)pack->text, (int)pack->size);
  assert_true(length > 0);
  uLongf inflated = (uLongf)size;
  assert_int_equal(uncompress(shuffled, &inflated, deflated, (uLong)length), Z_OK);
  assert_int_equal(inflated, size);
  for (size_t k = 0; k < width; k++)
    for (size_t i = 0; i < pack->count; i++) bytes[i * width + k] = shuffled[k * pack->count + i];
  free(deflated);
  free(shuffled);
  return bytes;
}

static void doubles_come_back_to_the_bit(void **state) {
  (void)state;
  const double values[] = {0, -0.0, 1.0 / 3, 5e-324, 1.7976931348623157e308, INFINITY, -INFINITY, (double)NAN};
  lociq_pack pack = {0};
  assert_int_equal(lociq_pack_values(values, 8, false, &pack, NULL), LOCIQ_OK);
  assert_string_equal(pack.type, "f8");
  unsigned char *bytes = unpack(&pack, sizeof *values);
  assert_memory_equal(bytes, values, sizeof values);
  free(bytes);
  lociq_pack_clear(&pack);
}

static void single_where_nothing_is_lost(void **state) {
  (void)state;
  const double values[] = {0, 3, -16777216, 0.25, (double)NAN, INFINITY};
  lociq_pack pack = {0};
  assert_int_equal(lociq_pack_values(values, 6, false, &pack, NULL), LOCIQ_OK);
  assert_string_equal(pack.type, "f4");
  unsigned char *bytes = unpack(&pack, sizeof(float));
  for (size_t i = 0; i < 6; i++) {
    float value = 0;
    memcpy(&value, bytes + i * sizeof value, sizeof value);
    assert_true(isnan(values[i]) ? isnan(value) : (double)value == values[i]);
  }
  free(bytes);
  lociq_pack_clear(&pack);
  const double third[] = {1.0 / 3};
  assert_int_equal(lociq_pack_values(third, 1, true, &pack, NULL), LOCIQ_OK);
  assert_string_equal(pack.type, "f4");
  lociq_pack_clear(&pack);
}

static void flags_and_nothing(void **state) {
  (void)state;
  const uint16_t flags[] = {0, 2, 4096, 65535};
  lociq_pack pack = {0};
  assert_int_equal(lociq_pack_flags(flags, 4, &pack, NULL), LOCIQ_OK);
  unsigned char *bytes = unpack(&pack, sizeof *flags);
  assert_memory_equal(bytes, flags, sizeof flags);
  free(bytes);
  lociq_pack_clear(&pack);
  assert_int_equal(lociq_pack_values(NULL, 0, false, &pack, NULL), LOCIQ_OK);
  assert_int_equal(pack.count, 0);
  lociq_pack_clear(&pack);
}

static void without_memory(void **state) {
  (void)state;
  const double values[] = {1.0 / 3, 1};
  lociq_status status = LOCIQ_NO_MEMORY;
  for (long n = 0; status != LOCIQ_OK; n++) {
    lociq_pack pack = {0};
    lociq_memory_fail_after(n);
    status = lociq_pack_values(values, 2, n % 2 == 0, &pack, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || (status == LOCIQ_NO_MEMORY && pack.text == NULL));
    lociq_pack_clear(&pack);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(doubles_come_back_to_the_bit),
      cmocka_unit_test(single_where_nothing_is_lost),
      cmocka_unit_test(flags_and_nothing),
      cmocka_unit_test(without_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
