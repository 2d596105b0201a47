/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lociq: the statistics engine of a cluster observatory. This header is all of
 * it: fetch → read → store → compute → rank → write.
 */
#ifndef LOCIQ_LOCIQ_H
#define LOCIQ_LOCIQ_H

#include <lociq/axis.h>
#include <lociq/classify.h>
#include <lociq/composite.h>
#include <lociq/compute.h>
#include <lociq/cube.h>
#include <lociq/error.h>
#include <lociq/fetch.h>
#include <lociq/filter.h>
#include <lociq/harmonise.h>
#include <lociq/indicator.h>
#include <lociq/memory.h>
#include <lociq/organisations.h>
#include <lociq/panel.h>
#include <lociq/partners.h>
#include <lociq/plan.h>
#include <lociq/progress.h>
#include <lociq/ranks.h>
#include <lociq/read.h>
#include <lociq/report.h>
#include <lociq/store.h>
#include <lociq/write.h>

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0": of the library that answers, which need not be the header's. */
const char *lociq_version(void);

#ifdef __cplusplus
}
#endif
#endif
