/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indicators/performance/factors.h"

#include <math.h>

#include "numeric/logarithm.h"

static const lociq_factors none = {NAN, NAN, NAN, NAN};

bool lociq_factors_need_stock(const lociq_value *options) { return options[LOCIQ_FACTOR_CAPITAL].choice >= 0; }

static double labour_share(const lociq_years *years, size_t k) {
  const double *compensation = years->operands[LOCIQ_FACTOR_COMPENSATION];
  const double *employed = years->operands[LOCIQ_FACTOR_EMPLOYED];
  const double *employees = years->operands[LOCIQ_FACTOR_EMPLOYEES];
  if (compensation == NULL) return years->options[LOCIQ_FACTOR_LABOUR_SHARE].real;
  double share = compensation[k] / years->operands[LOCIQ_FACTOR_OUTPUT][k];
  if (employed != NULL && employees != NULL) share *= employees[k] > 0 ? employed[k] / employees[k] : NAN;
  if (!(share >= 0)) return NAN;
  return share > 1 ? 1 : share;
}

lociq_factors lociq_factors_of(const lociq_years *years, size_t k) {
  const double *stock = years->operands[LOCIQ_FACTOR_CAPITAL];
  const double output = years->operands[LOCIQ_FACTOR_OUTPUT][k], labour = years->operands[LOCIQ_FACTOR_LABOUR][k];
  const double capital = stock != NULL ? stock[k] : years->needs[0][k];
  if (!(output > 0) || !(labour > 0) || !(capital > 0)) return none;
  const double share = labour_share(years, k);
  if (isnan(share)) return none;
  const lociq_lanes logarithms = lociq_logarithm((lociq_lanes){output, labour, capital, 1, 1, 1, 1, 1});
  return (lociq_factors){logarithms[0], logarithms[1], logarithms[2], share};
}

lociq_factors lociq_naive_factors_of(const lociq_years *years, size_t k) {
  const double *capital = years->operands[2] == NULL ? years->needs[0] : years->operands[2];
  double share = years->options[6].real;
  if (years->operands[3] != NULL) {
    share = years->operands[3][k] / years->operands[0][k];
    if (years->operands[4] != NULL && years->operands[5] != NULL) {
      if (!(years->operands[5][k] > 0)) return none;
      share = share * years->operands[4][k] / years->operands[5][k];
    }
    if (isnan(share) || share < 0) return none;
    share = fmin(share, 1);
  }
  const lociq_factors all = {log(years->operands[0][k]), log(years->operands[1][k]), log(capital[k]), share};
  return isfinite(all.output) && isfinite(all.labour) && isfinite(all.capital) ? all : none;
}
