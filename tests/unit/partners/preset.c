/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/preset.h"

#include "unit/store/fixture.h"

static lociq_status make(const lociq_partner_options *options, const lociq_statistics *statistics,
                         lociq_partner_specification *made, lociq_error *error) {
  return lociq_partner_specification_make(options, statistics, made, error);
}

static void similarity_is_the_one_asked_for(void **state) {
  (void)state;
  lociq_partner_specification made = {0};
  FINE(make(&(lociq_partner_options){.by = "similarity", .similarity = "krugman"}, NULL, &made, error));
  assert_int_equal(made.block_count, 1);
  assert_string_equal(made.blocks[0].name, "krugman");
  assert_string_equal(made.blocks[0].method, "krugman");
  assert_true(made.blocks[0].weight == 1 && made.blocks[0].of == NULL && made.blocks[0].place == LOCIQ_NONE);
  assert_int_equal(made.document.node_count, 0);
  lociq_partner_specification_clear(&made);
}

static void clusters_are_known_by_their_figures(void **state) {
  (void)state;
  static const char *const variables[] = {"employment", "lq", "growth"};
  lociq_panel *panel = fixture_panel();
  const lociq_statistics statistics = {.panel = panel, .measure = "employment", .year = 1};
  lociq_partner_options options = {.by = "similarity", .similarity = "cosine", .cluster = "A"};
  lociq_partner_specification made = {0};
  FINE(lociq_panel_add(panel, fixture_cube(panel, "growth", "indicator", CELLS, 1), error));
  FINE(lociq_panel_add(panel, fixture_cube(panel, "lq", "indicator", CELLS, 1), error));
  FINE(lociq_panel_add(panel, fixture_cube(panel, "wage_level", "indicator", YEAR_REGION, 1), error));
  FINE(make(&options, &statistics, &made, error));
  assert_int_equal(made.block_count, 2);
  assert_string_equal(made.blocks[0].method, "likeness");
  assert_int_equal(made.blocks[0].variable_count, 3); /* the wages are of whole regions */
  for (size_t v = 0; v < 3; v++) assert_string_equal(made.blocks[0].variables[v].name, variables[v]);
  assert_string_equal(made.blocks[1].method, "cosine");
  assert_true(made.blocks[0].weight == made.blocks[1].weight);
  lociq_partner_specification_clear(&made);
  options.organisation = "motors";
  FINE(make(&options, &statistics, &made, error));
  assert_int_equal(made.block_count, 3);
  assert_string_equal(made.blocks[2].method, "declared");
  lociq_partner_specification_clear(&made);
  lociq_panel_free(panel);
}

static void complementarity_minds_the_linkage(void **state) {
  (void)state;
  lociq_partner_specification made = {0};
  FINE(make(&(lociq_partner_options){.by = "complementarity"}, NULL, &made, error));
  assert_int_equal(made.block_count, 1);
  assert_string_equal(made.blocks[0].method, "relatedness_added");
  lociq_partner_specification_clear(&made);
  FINE(make(&(lociq_partner_options){.by = "complementarity", .linkage = "links.csv"}, NULL, &made, error));
  assert_int_equal(made.block_count, 2);
  assert_string_equal(made.blocks[1].method, "linked_strength");
  assert_true(made.blocks[0].weight == made.blocks[1].weight);
  lociq_partner_specification_clear(&made);
}

/* ---- learning ---- */

static const lociq_partner_options learning = {.by = "learning"};

static void learning_needs_something_to_lead_in(void **state) {
  (void)state;
  lociq_panel *panel = fixture_panel();
  const lociq_statistics statistics = {.panel = panel, .measure = "employment", .year = 1};
  lociq_partner_specification made = {0};
  REFUSED(make(&learning, &statistics, &made, error), LOCIQ_INVALID,
          "there is nothing to lead in: the store has none of labour_productivity, wage_level, growth and tfp_level, "
          "and no index of framework conditions. Compute one, or name others in a specification");
  assert_null(made.blocks);
  /* which files it names is known without a store */
  FINE(make(&learning, NULL, &made, error));
  assert_int_equal(made.block_count, 1);
  assert_string_equal(made.blocks[0].method, "structural_distance");
  assert_int_equal(made.blocks[0].variable_count, 0);
  assert_int_equal(made.file_count, 0);
  lociq_partner_specification_clear(&made);
  lociq_panel_free(panel);
}

static void learning_leads_in_what_a_panel_has(void **state) {
  (void)state;
  lociq_panel *panel = fixture_panel();
  const lociq_statistics statistics = {.panel = panel, .measure = "employment", .year = 1};
  lociq_partner_specification made = {0};
  FINE(lociq_panel_add(panel, fixture_cube(panel, "growth", "indicator", CELLS, 1), error));
  FINE(lociq_panel_add(panel, fixture_cube(panel, "labour_productivity", "indicator", YEAR_REGION, 1), error));
  FINE(lociq_panel_add(panel, fixture_cube(panel, "wage_level", "indicator", LOCIQ_BY_YEAR, 1), error));
  FINE(make(&learning, &statistics, &made, error));
  assert_int_equal(made.block_count, 2);
  assert_string_equal(made.blocks[1].method, "lead");
  assert_true(made.blocks[0].weight == made.blocks[1].weight);
  assert_int_equal(made.blocks[1].variable_count, 2); /* the wages are no region's */
  assert_string_equal(made.blocks[1].variables[0].name, "labour_productivity");
  assert_string_equal(made.blocks[1].variables[1].name, "growth");
  for (size_t v = 0; v < 2; v++)
    assert_true(made.blocks[1].variables[v].weight == 1 && !made.blocks[1].variables[v].low_is_better);
  lociq_partner_specification_clear(&made);
  lociq_panel_free(panel);
}

/* What `lociq composite` keeps of two indices, the one's name at the beginning of the other's. */
static void put_indices(lociq_store *store) {
  static const char *const nodes[][2] = {{"climate", "labour"}, {"climate_new", "labour"}};
  static const char *const suffixes[] = {"", "_rank"};
  double values[12] = {0};
  int32_t parents[2] = {-1, 0};
  for (size_t i = 0; i < 2; i++) {
    char node[64], name[64];
    (void)snprintf(node, sizeof node, "framework_%s_node", nodes[i][0]);
    const lociq_dimension dimension = {.name = node, .size = 2, .codes = nodes[i]};
    for (size_t s = 0; s < 2; s++) {
      (void)snprintf(name, sizeof name, "framework_%s%s", nodes[i][0], suffixes[s]);
      FINE(lociq_store_put_variable(store,
                                    &(lociq_variable){.name = name,
                                                      .kind = "framework",
                                                      .unit = "",
                                                      .title = "An index",
                                                      .type = LOCIQ_DOUBLE,
                                                      .dimensions = {{"year", 2, NULL}, {"region", 3, NULL}, dimension},
                                                      .dimension_count = 3,
                                                      .values = values},
                                    error));
    }
    (void)snprintf(name, sizeof name, "framework_%s_parent", nodes[i][0]);
    FINE(lociq_store_put_variable(store,
                                  &(lociq_variable){.name = name,
                                                    .kind = "framework",
                                                    .unit = "",
                                                    .title = "Parents",
                                                    .type = LOCIQ_INT32,
                                                    .dimensions = {dimension},
                                                    .dimension_count = 1,
                                                    .values = parents},
                                  error));
  }
}

static void learning_leads_in_a_stores_indices(void **state) {
  (void)state;
  fixture_store();
  lociq_store *store = fixture_open(LOCIQ_STORE_WRITE);
  put_indices(store);
  const lociq_statistics statistics = {
      .panel = lociq_store_panel(store), .store = store, .measure = "employment", .year = 1};
  lociq_partner_specification made = {0};
  FINE(make(&learning, &statistics, &made, error));
  assert_int_equal(made.blocks[1].variable_count, 2);
  assert_string_equal(made.blocks[1].variables[0].name, "framework_climate/climate");
  assert_string_equal(made.blocks[1].variables[1].name, "framework_climate_new/climate_new");
  for (size_t v = 0; v < 2; v++) { /* there are such nodes */
    lociq_statistic statistic = {0};
    FINE(lociq_statistics_read(&statistics, made.blocks[1].variables[v].name, 1, &statistic, error));
    assert_false(statistic.by_industry);
    lociq_statistic_clear(&statistic);
  }
  lociq_partner_specification_clear(&made);
  for (long allocation = 0;; allocation++) {
    lociq_memory_fail_after(allocation);
    const lociq_status status = make(&learning, &statistics, &made, NULL);
    lociq_memory_fail_after(-1);
    if (status == LOCIQ_OK) break;
    assert_int_equal(status, LOCIQ_NO_MEMORY);
  }
  lociq_partner_specification_clear(&made);
  lociq_store_close(store);
}

static void others_are_refused(void **state) {
  (void)state;
  lociq_partner_specification made = {0};
  REFUSED(make(&(lociq_partner_options){.by = "similar"}, NULL, &made, error), LOCIQ_INVALID,
          "there are no partners by \"similar\": expected similarity, complementarity, learning or blend");
  REFUSED(make(&(lociq_partner_options){.by = "similar", .specification = "a.yaml"}, NULL, &made, error), LOCIQ_INVALID,
          "there are no partners by \"similar\": expected similarity, complementarity, learning or blend");
  REFUSED(make(&(lociq_partner_options){.by = "blend"}, NULL, &made, error), LOCIQ_INVALID,
          "partners by blend need a specification: a YAML file of the blocks that make the score");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(similarity_is_the_one_asked_for),
                                     cmocka_unit_test(clusters_are_known_by_their_figures),
                                     cmocka_unit_test(complementarity_minds_the_linkage),
                                     cmocka_unit_test(learning_needs_something_to_lead_in),
                                     cmocka_unit_test(learning_leads_in_what_a_panel_has),
                                     cmocka_unit_test(learning_leads_in_a_stores_indices),
                                     cmocka_unit_test(others_are_refused)};
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
