/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/shape.h"

const lociq_shape_axis lociq_shape_axes[LOCIQ_SHAPE_AXES] = {
    {LOCIQ_BY_YEAR, LOCIQ_YEAR, "year"},
    {LOCIQ_BY_REGION, LOCIQ_REGION, "region"},
    {LOCIQ_BY_AGGREGATE, LOCIQ_AGGREGATE, "aggregate"},
    {LOCIQ_BY_INDUSTRY, LOCIQ_INDUSTRY, "industry"},
    {LOCIQ_BY_INDUSTRY_OTHER, LOCIQ_INDUSTRY, "industry_other"}};
