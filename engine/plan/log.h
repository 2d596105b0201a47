/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LOCIQ_PLAN_LOG_H
#define LOCIQ_PLAN_LOG_H

#include <lociq/plan.h>

/* One line for whoever runs the plan; none where nobody listens. */
void lociq_plan_tell(const lociq_plan_options *options, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
