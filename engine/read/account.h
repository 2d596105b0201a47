/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LOCIQ_READ_ACCOUNT_H
#define LOCIQ_READ_ACCOUNT_H

#include <lociq/read.h>

/* LOCIQ_OK when every cell is a value, missing or refused, and every value or
 * missing cell has one fate. */
lociq_status lociq_account_check(const lociq_account *account, lociq_error *error);

#endif
