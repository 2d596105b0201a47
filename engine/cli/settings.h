/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The options of the catalogue as the command line takes them.
 */
#ifndef LOCIQ_CLI_SETTINGS_H
#define LOCIQ_CLI_SETTINGS_H

#include "cli/command.h"

/* Each option once, the shared ones first; NULL past the last. */
const lociq_option *lociq_setting_at(size_t index);
/* The same as an entry of the help. */
bool lociq_setting_entry(size_t index, lociq_entry *entry);

#endif
