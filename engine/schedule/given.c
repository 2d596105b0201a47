/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schedule/given.h"

#include <string.h>

#include "classify/country.h"
#include "core/memory.h"
#include "schedule/groups.h"
#include "schedule/neighbours.h"
#include "schedule/plants.h"
#include "schedule/relatedness.h"
#include "schedule/rules.h"

static size_t find_option(const lociq_instance *instance, const char *name) {
  size_t at = 0;
  while (strcmp(instance->indicator->options[at].name, name) != 0) at++;
  return at;
}

const char *lociq_given_text(const lociq_instance *instance, const char *option) {
  return instance->texts[find_option(instance, option)];
}

const lociq_value *lociq_given_value(const lociq_instance *instance, const char *option) {
  return &instance->options[find_option(instance, option)];
}

lociq_status lociq_supply_keep(lociq_supply *supply, void *memory, const char *what, lociq_error *error) {
  if (memory == NULL) return lociq_memory_error(error, what);
  void **grown = lociq_resize(supply->memory, supply->count + 1, sizeof *grown);
  if (grown == NULL) {
    free(memory);
    return lociq_memory_error(error, what);
  }
  supply->memory = grown;
  supply->memory[supply->count++] = memory;
  return LOCIQ_OK;
}

lociq_status lociq_supply_note(lociq_supply *supply, const char *option, const lociq_records *records,
                               lociq_error *error) {
  if (records->sha256[0] == '\0') return LOCIQ_OK;
  lociq_input *input = &supply->inputs[supply->input_count++]; /* each loader reads one at most */
  *input =
      (lociq_input){.path = lociq_copy_text(records->path), .reader = lociq_copy_text(option), .bytes = records->bytes};
  memcpy(input->sha256, records->sha256, sizeof input->sha256);
  return input->path == NULL || input->reader == NULL ? lociq_memory_error(error, "what a file is") : LOCIQ_OK;
}

void lociq_supply_tell(lociq_supply *supply, const lociq_compute_options *options) {
  for (size_t i = 0; i < options->setting_count && options->inputs != NULL; i++)
    for (size_t k = 0; k < supply->input_count; k++) {
      lociq_input *input = &supply->inputs[k];
      if (input->path == NULL || strcmp(input->reader, options->settings[i].name) != 0 ||
          strcmp(input->path, options->settings[i].value) != 0)
        continue;
      options->inputs[i] = *input;
      *input = (lociq_input){0};
    }
}

static lociq_status load_countries(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                                   lociq_error *error) {
  (void)instance;
  const lociq_axis *regions = panel->axes[LOCIQ_REGION];
  size_t *countries = NULL;
  lociq_status status = lociq_countries_find(regions, &countries, error);
  if (status == LOCIQ_OK) status = lociq_supply_keep(supply, countries, "the regions' countries", error);
  if (status != LOCIQ_OK) return status;
  lociq_groups *groups = &supply->given.countries;
  *groups = (lociq_groups){.of = countries};
  for (size_t r = 0; r < lociq_axis_count(regions); r++)
    if (countries[r] >= groups->count) groups->count = countries[r] + 1;
  return LOCIQ_OK;
}

static const struct {
  unsigned what;
  lociq_status (*load)(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                       lociq_error *error);
} loaders[] = {{LOCIQ_GIVEN_INDUSTRY_GROUPS, lociq_groups_load}, {LOCIQ_GIVEN_COUNTRIES, load_countries},
               {LOCIQ_GIVEN_NEIGHBOURS, lociq_neighbours_load},  {LOCIQ_GIVEN_PLANTS, lociq_plants_load},
               {LOCIQ_GIVEN_HERFINDAHL, lociq_herfindahl_load},  {LOCIQ_GIVEN_RULES, lociq_rules_load},
               {LOCIQ_GIVEN_RELATEDNESS, lociq_relatedness_load}};

lociq_status lociq_supply_load(const lociq_panel *panel, const lociq_instance *instance, lociq_supply *supply,
                               lociq_error *error) {
  const unsigned wanted = instance->indicator->kernel->given & ~supply->loaded;
  for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) {
    if ((wanted & loaders[i].what) == 0) continue;
    const lociq_status status = loaders[i].load(panel, instance, supply, error);
    if (status != LOCIQ_OK) return status;
    supply->loaded |= loaders[i].what;
  }
  return LOCIQ_OK;
}

void lociq_supply_clear(lociq_supply *supply) {
  for (size_t i = 0; i < supply->count; i++) free(supply->memory[i]);
  free(supply->memory);
  for (size_t i = 0; i < supply->input_count; i++) lociq_input_clear(&supply->inputs[i]);
  *supply = (lociq_supply){0};
}
