/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <lociq/lociq.h>

const char *lociq_version(void) { return LOCIQ_VERSION; }
