/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>

#include "unit/write/texts.h"

static void regions_with_their_labels(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = ranking_of(&world);
#define NOBODY "\"industry\":null,\"industry_label\":null,\"organisation\":null,\"organisation_name\":null"
#define UNKNOWN_FIGURES \
  "\"distance\":null,\"ties\":null,\"expected\":null,\"gap\":null,\"rank_lower\":null,\"rank_upper\":null,\"stability\":null"
  assert_written(
      ranking_written("json", &ranking),
      "{\"by\":\"similarity\",\"similarity\":\"cosine\",\"measure\":\"employment\",\"year\":2015,\"cluster\":null,"
      "\"redraws\":0,\"blocks\":[{\"name\":\"cosine\",\"method\":\"cosine\",\"weight\":1.0,\"directed\":false}],\"remarks\":[],"
      "\"units\":[\n"
      "{\"region\":\"DE11\",\"label\":\"Stuttgart\"," NOBODY
      ",\"coverage\":1.0,\"partners\":["
      "{\"region\":\"ITC4\",\"label\":\"Lombardia è bella\"," NOBODY
      ",\"rank\":1,\"score\":0.9375,"
      "\"on_profile\":false,\"known\":1.0,\"reverse\":0.9375," UNKNOWN_FIGURES
      ",\"blocks\":{\"cosine\":0.9375},"
      "\"contributions\":["
      "{\"block\":\"cosine\",\"item\":\"C\",\"label\":null,\"unit\":\"share\",\"value\":0.75,\"own\":0.5,\"other\":0.625},"
      "{\"block\":\"cosine\",\"item\":\"A\",\"label\":\"Agriculture\",\"unit\":\"share\",\"value\":0.125,\"own\":0.25,"
      "\"other\":0.3125}],\"rest\":0.0625,\"returns\":null},"
      "{\"region\":\"=1+1,\\\"x\\\"\",\"label\":\"<b>\\n=cmd()\"," NOBODY
      ",\"rank\":2,\"score\":0.10000000000000001,"
      "\"on_profile\":false,\"known\":1.0,\"reverse\":0.10000000000000001," UNKNOWN_FIGURES
      ",\"blocks\":{\"cosine\":0.10000000000000001},\"contributions\":["
      "{\"block\":\"cosine\",\"item\":\"A\",\"label\":\"Agriculture\",\"unit\":\"share\",\"value\":0.10000000000000001,"
      "\"own\":0.25,\"other\":null}],\"rest\":0.0,\"returns\":null}]},\n"
      "{\"region\":\"ITC4\",\"label\":\"Lombardia è bella\"," NOBODY ",\"coverage\":0.5,\"partners\":[]}\n]}\n");
  axes_free(&world);
}

static const json_t *of(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  assert_non_null(value);
  return value;
}

static void assert_text(const json_t *object, const char *key, const char *expected) {
  assert_string_equal(json_string_value(of(object, key)), expected);
}

static void clusters_and_organisations(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = clusters_of(&world);
  char *text = ranking_written("json", &ranking);
  json_t *read = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  free(text);
  assert_text(read, "cluster", "C");
  assert_true(json_is_null(of(read, "similarity")));
  assert_string_equal(json_string_value(json_array_get(of(read, "remarks"), 0)), "The first ten are a toss.\n");
  assert_true(json_is_true(of(json_array_get(of(read, "blocks"), 0), "directed")));
  const json_t *unit = json_array_get(of(read, "units"), 0);
  assert_text(unit, "region", "DE11");
  assert_text(unit, "industry", "C");
  assert_text(unit, "organisation_name", "Auto Cluster");
  assert_true(json_is_null(of(unit, "coverage")));
  const json_t *first = json_array_get(of(unit, "partners"), 0), *second = json_array_get(of(unit, "partners"), 1);
  assert_text(first, "industry_label", "Agriculture");
  assert_true(json_real_value(of(first, "distance")) == 412.4);
  assert_true(json_real_value(of(of(first, "blocks"), "=words,")) == 0.25);
  assert_true(json_is_false(of(first, "on_profile")));
  assert_text(second, "organisation", "@home");
  assert_true(json_is_null(of(second, "region")));
  assert_true(json_is_null(of(second, "reverse")));
  assert_true(json_is_true(of(second, "on_profile")));
  assert_true(json_is_null(of(of(second, "blocks"), "lead")));
  assert_text(json_array_get(of(second, "contributions"), 0), "item", "seeks: \x1b[31m");
  assert_true(json_real_value(of(second, "rest")) == 0.125);
  assert_text(json_array_get(of(first, "returns"), 0), "item", "gdp");
  assert_int_equal(json_array_size(of(first, "returns")), 1);
  assert_int_equal(json_array_size(of(second, "returns")), 0);
  json_decref(read);
  axes_free(&world);
}

static void failures(void **state) {
  (void)state;
  const axes world = axes_made();
  const lociq_ranking ranking = clusters_of(&world);
  check_ranking_failures("json", &ranking);
  axes_free(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(regions_with_their_labels),
                                     cmocka_unit_test(clusters_and_organisations), cmocka_unit_test(failures)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
