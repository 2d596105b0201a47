/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <cblas.h>
#include <float.h>
#include <stdio.h>
#include <string.h>

#include "partners/similarity.h"

#define SIMILARITY(name, title, formula, reference) extern const lociq_similarity_method lociq_similarity_##name;
#include "partners/similarities.def"
#undef SIMILARITY

static const lociq_similarity similarities[] = {
#define SIMILARITY(name, title, formula, reference) {#name, title, formula, reference},
#include "partners/similarities.def"
#undef SIMILARITY
    {0}};

static const lociq_similarity_method *const methods[] = {
#define SIMILARITY(name, title, formula, reference) &lociq_similarity_##name,
#include "partners/similarities.def"
#undef SIMILARITY
};

const lociq_similarity *lociq_similarities(void) { return similarities; }

lociq_status lociq_similarity_find(const char *name, const lociq_similarity **similarity,
                                   const lociq_similarity_method **method, lociq_error *error) {
  enum { LIST = 256 };
  char list[LIST] = "";
  size_t length = 0;
  for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
    if (strcmp(similarities[i].name, name) == 0) {
      *similarity = &similarities[i];
      *method = methods[i];
      return LOCIQ_OK;
    }
    const int more = snprintf(list + length, LIST - length, "%s%s", i == 0 ? "" : ", ", similarities[i].name);
    length += (size_t)more < LIST - length ? (size_t)more : 0;
  }
  return lociq_error_set(error, LOCIQ_INVALID, "there is no similarity \"%s\": expected one of %s", name, list);
}

void lociq_similarity_multiply(size_t width, const double *left, size_t rows, const double *right, size_t columns,
                               double *result, size_t stride) {
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)rows, (blasint)columns, (blasint)width, 1.0, left,
              (blasint)width, right, (blasint)width, 0.0, result, (blasint)stride);
}

void lociq_similarity_score_block(double (*score)(const lociq_profiles *, size_t, size_t, double *),
                                  const lociq_profiles *profiles, size_t row, size_t rows, size_t column,
                                  size_t columns, double *scores, size_t stride) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) scores[i * stride + j] = score(profiles, row + i, column + j, NULL);
}

void lociq_similarity_scan(const lociq_similarity_method *method, const lociq_profiles *profiles, size_t row,
                           size_t rows, size_t column, size_t columns, double *scores, size_t stride, double *scratch) {
  if (method->scan == NULL)
    lociq_similarity_score_block(method->score, profiles, row, rows, column, columns, scores, stride);
  else
    method->scan(profiles, row, rows, column, columns, scores, stride, scratch);
}

double lociq_similarity_margin(const lociq_profiles *profiles) {
  const double terms = (double)profiles->width;
  return 8 * (terms + 4) * (DBL_EPSILON / 2);
}
