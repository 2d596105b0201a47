/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/settings.h"

#include <stdio.h>
#include <string.h>

/* All options in order, one that several indicators have as often as it is there. */
static const lociq_option *option_in_order(size_t index) {
  const lociq_option *shared = lociq_shared_options();
  for (; shared->name != NULL; shared++)
    if (index-- == 0) return shared;
  for (const lociq_indicator *const *indicator = lociq_catalogue(); *indicator != NULL; indicator++)
    for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && (*indicator)->options[i].name != NULL; i++)
      if (index-- == 0) return &(*indicator)->options[i];
  return NULL;
}

static bool came_before(size_t place, const char *name) {
  for (size_t i = 0; i < place; i++)
    if (strcmp(option_in_order(i)->name, name) == 0) return true;
  return false;
}

const lociq_option *lociq_setting_at(size_t index) {
  const lociq_option *option = NULL;
  for (size_t place = 0; (option = option_in_order(place)) != NULL; place++)
    if (!came_before(place, option->name) && index-- == 0) return option;
  return NULL;
}

static const char *argument_of(const lociq_option *option) {
  switch (option->type) {
    case LOCIQ_OPTION_REAL:
      return "X";
    case LOCIQ_OPTION_INTEGER:
      return "N";
    case LOCIQ_OPTION_MEASURE:
      return "MEASURE";
    case LOCIQ_OPTION_TEXT:
      return "NAME";
    case LOCIQ_OPTION_FILE:
      return "FILE";
    case LOCIQ_OPTION_DISTRIBUTION:
      return "employment|equal|MEASURE";
    case LOCIQ_OPTION_CHOICE:
      break;
  }
  return option->choices == NULL || strchr(option->choices, '|') == NULL ? "WORD" : option->choices;
}

static bool is_shared(const char *name) {
  const lociq_option *shared = lociq_shared_options();
  while (shared->name != NULL && strcmp(shared->name, name) != 0) shared++;
  return shared->name != NULL;
}

/* "; of specialised, ubiquity": the indicators that have an option of this name.
 * For a shared one, "; krugman_specialisation also takes whole|others": those that
 * add to it. */
static void list_users(const char *name, char *users, size_t size) {
  users[0] = '\0';
  const bool shared = is_shared(name);
  size_t length = 0;
  for (const lociq_indicator *const *indicator = lociq_catalogue(); *indicator != NULL; indicator++)
    for (size_t i = 0; i < LOCIQ_OPTIONS_MAXIMUM && (*indicator)->options[i].name != NULL; i++) {
      if (strcmp((*indicator)->options[i].name, name) != 0 || length >= size) continue;
      const char *choices = (*indicator)->options[i].choices;
      if (shared && choices == NULL) continue;
      const int added = snprintf(users + length, size - length, "%s%s%s%s",
                                 shared        ? "; "
                                 : length == 0 ? "; of "
                                               : ", ",
                                 (*indicator)->name, shared ? " takes " : "", shared ? choices : "");
      length += (size_t)added;
    }
}

bool lociq_setting_entry(size_t index, lociq_entry *entry) {
  const lociq_option *option = lociq_setting_at(index);
  if (option == NULL) return false;
  char users[256];
  list_users(option->name, users, sizeof users);
  (void)snprintf(entry->term, sizeof entry->term, "--%s %s", option->name, argument_of(option));
  (void)snprintf(entry->text, sizeof entry->text, "%s (default %s%s)", option->help, option->preset, users);
  return true;
}
