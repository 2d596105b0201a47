/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prepared.h"

enum { REGIONS = 2, INDUSTRIES = 4 };
static const char *const path = "made_linked.csv";
static const double jobs[REGIONS * INDUSTRIES] = {5, 2, 3, 1, 4, 0, UNKNOWN, 6};

static lociq_partner_options options_made(const char *cluster) {
  lociq_partner_options options = lociq_partner_options_default();
  options.cluster = cluster;
  options.linkage = path;
  write_text(path, "from,to,weight\nI0000,I0001,1\nI0000,I0002,4\nI0002,I0000,2\n");
  return options;
}

/* Parts of the first region: I0000, I0001, I0002; of the second one, which has no I0001: I0000, I0002. */
static void a_link_has_its_weight_in_its_direction(void **state) {
  (void)state;
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
  const lociq_partner_options options = options_made("I0000");
  prepared made;
  assert_int_equal(prepare_block(panel, &options, (lociq_block_plan){.method = "linked"}, &made, NULL), LOCIQ_OK);
  assert_int_equal(made.units.count, 5);
  const double expected[5][5] = {
      {1, 0.25, 1, 1, 1}, {0, 1, 0, 0, 0}, {0.5, 0, 1, 0.5, 1}, {1, 0.25, 1, 1, 1}, {0.5, 0, 1, 0.5, 1}};
  for (size_t own = 0; own < 5; own++)
    for (size_t other = 0; other < 5; other++) {
      assert_true(score_of(&made, own, other, NULL) == expected[own][other]);
      assert_parts_add_up(&made, own, other);
    }
  const lociq_block *block = &made.blocks.items[0];
  assert_true(block->method->directed && block->method->redraw == NULL);
  assert_int_equal(block->item_count, 3);
  assert_string_equal(block->items[2].name, "I0002");
  double parts[8] __attribute__((aligned(64)));
  assert_true(score_of(&made, 0, 4, parts) == 1);
  assert_true(parts[0] == 0 && parts[1] == 0 && parts[2] == 1);
  assert_true(value_of(&made, 4, 2) == 1 && isnan(value_of(&made, 4, 0)));
  prepared_clear(&made);
  lociq_panel_free(panel);
}

static void assert_refused(const lociq_partner_options *options, const char *message) {
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
  prepared made;
  lociq_error error = {0};
  assert_int_equal(prepare_block(panel, options, (lociq_block_plan){.method = "linked"}, &made, &error), LOCIQ_INVALID);
  assert_string_equal(error.message, message);
  lociq_panel_free(panel);
}

static void whole_regions_have_no_links(void **state) {
  (void)state;
  lociq_partner_options options = options_made(NULL);
  assert_refused(&options, "linked compares clusters, not whole regions: name one");
  options.cluster = "I0000";
  options.linkage = NULL;
  assert_refused(&options,
                 "linked needs to know which industries are linked: the option linkage names a file of from,to,weight");
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  lociq_panel *panel = panel_made(NULL, REGIONS, INDUSTRIES, jobs);
  const lociq_partner_options options = options_made("I0000");
  long n = 0;
  for (lociq_status status = LOCIQ_NO_MEMORY; status != LOCIQ_OK; n++) {
    prepared made;
    lociq_memory_fail_after(n);
    status = prepare_block(panel, &options, (lociq_block_plan){.method = "linked"}, &made, NULL);
    lociq_memory_fail_after(-1);
    assert_true(status == LOCIQ_OK || status == LOCIQ_NO_MEMORY);
    if (status == LOCIQ_OK) prepared_clear(&made);
  }
  assert_true(n > 10);
  lociq_panel_free(panel);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_link_has_its_weight_in_its_direction),
                                     cmocka_unit_test(whole_regions_have_no_links),
                                     cmocka_unit_test(every_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
