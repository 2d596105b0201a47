/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read/separators.h"

#include "reading.h"

enum { LENGTH = 64 * 50, BASE = 1000 };

/* Bytes that differ from a separator in one bit only are among them. */
static void fill(char *text, uint64_t seed, unsigned rarity) {
  static const char near[] = {',', '\n', ',' ^ 1, '\n' ^ 1, (char)(',' | 0x80), (char)('\n' | 0x80), '\t', '\0', '"'};
  uint64_t random = seed * 2 + 88172645463325252u;
  for (size_t i = 0; i < LENGTH; i++) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    text[i] = random % rarity == 0 ? near[(random >> 20) % sizeof near] : (char)(random >> 30);
  }
}

static void every_processor_finds_the_same(void **state) {
  (void)state;
  static char text[LENGTH];
  static uint32_t places[LENGTH + LOCIQ_SEPARATORS_SPARE];
  lociq_separators_finder *finders[3];
  size_t count = 0;
  lociq_separators_list(finders, &count);
  assert_in_range(count, 1, 3);
  assert_ptr_equal(lociq_separators_choose(), finders[count - 1]);
  for (unsigned round = 0; round < 60; round++) {
    const char delimiter = round % 3 == 0 ? '\t' : ',';
    if (round == 0) memset(text, '\n', LENGTH);
    if (round == 1) memset(text, ',', LENGTH);
    if (round > 1) fill(text, round, 1 + round);
    for (size_t f = 0; f < count; f++) {
      memset(places, 0xFF, sizeof places);
      const size_t found = finders[f](text, LENGTH, delimiter, BASE, places);
      size_t expected = 0;
      for (size_t i = 0; i < LENGTH; i++) {
        if (text[i] != delimiter && text[i] != '\n') continue;
        assert_int_equal(places[expected++], (uint32_t)(BASE + i) | (text[i] == '\n' ? LOCIQ_LINE_BREAK : 0));
      }
      assert_int_equal(found, expected);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_processor_finds_the_same)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
