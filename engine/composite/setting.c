/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "composite/setting.h"

#include <lociq/axis.h>
#include <math.h>
#include <string.h>

#include "core/memory.h"

/* `method` is read as a place, for its number is looked up in the step's own table. */
static const lociq_key method_key = {.name = "method", .type = LOCIQ_KEY_NODE, .needed = true};

enum { MOST_KEYS = 8 };

/* Reads a word, or a mapping with the method's keys. The number of the method goes to *method. */
static lociq_status read_setting(const lociq_document *document, size_t node, lociq_composite_step step,
                                 const lociq_key *keys, void *target, size_t size, int *method, lociq_error *error) {
  /* The structure lies behind the place of the method, so that one table reads both. */
  struct {
    size_t place;
    union {
      lociq_treatment treatment;
      lociq_normalisation normalisation;
      lociq_weighing weighing;
      lociq_aggregation aggregation;
      lociq_imputation imputation;
    } of;
  } said = {.place = node};
  lociq_key all[MOST_KEYS + 2] = {method_key};
  size_t count = 1;
  for (; keys[count - 1].name != NULL; count++) {
    all[count] = keys[count - 1];
    all[count].offset += (size_t)((char *)&said.of - (char *)&said);
  }
  memcpy(&said.of, target, size);
  lociq_status status = LOCIQ_OK;
  if (document->nodes[node].kind != LOCIQ_NODE_TEXT)
    status = lociq_key_read(document, node, all, 0, lociq_composite_step_name(step), &said, error);
  if (status != LOCIQ_OK) return status;
  if (document->nodes[said.place].kind != LOCIQ_NODE_TEXT)
    return lociq_document_refuse_node(document, said.place, error, "expected the name of a method");
  lociq_error told = {0};
  status = lociq_composite_method_find(step, document->nodes[said.place].text, method, &told);
  if (status != LOCIQ_OK) return lociq_document_refuse_node(document, said.place, error, "%s", told.message);
  memcpy(target, &said.of, size);
  return LOCIQ_OK;
}

lociq_said_settings lociq_said_settings_default(void) {
  return (lociq_said_settings){.treat = LOCIQ_NONE,
                               .normalise = LOCIQ_NONE,
                               .weights = LOCIQ_NONE,
                               .aggregate = LOCIQ_NONE,
                               .goalposts = {NAN, NAN}};
}

/* ---- the steps ---- */

lociq_status lociq_setting_treatment(const lociq_document *document, const lociq_said_settings *said,
                                     lociq_treatment *treatment, lociq_error *error) {
  static const lociq_key keys[] = {
      {.name = "skewness",
       .type = LOCIQ_KEY_REAL,
       .offset = offsetof(lociq_treatment, skewness),
       .least = 0,
       .most = INFINITY},
      {.name = "kurtosis", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_treatment, kurtosis)},
      {.name = "most", .type = LOCIQ_KEY_WHOLE, .offset = offsetof(lociq_treatment, most), .least = 0, .most = 1e6},
      {.name = "always", .type = LOCIQ_KEY_TRUTH, .offset = offsetof(lociq_treatment, always)},
      {.name = "lambda", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_treatment, lambda), .least = -5, .most = 5},
      {0}};
  lociq_treatment made = lociq_treatment_default();
  int method = LOCIQ_TREAT_NONE;
  lociq_status status = LOCIQ_OK;
  if (said->treat != LOCIQ_NONE)
    status = read_setting(document, said->treat, LOCIQ_COMPOSITE_TREAT, keys, &made, sizeof made, &method, error);
  made.method = (lociq_treat)method;
  if (status == LOCIQ_OK) *treatment = made;
  return status;
}

lociq_status lociq_setting_normalisation(const lociq_document *document, const lociq_said_settings *said,
                                         lociq_normalisation *normalisation, lociq_error *error) {
  static const lociq_key keys[] = {
      {.name = "lower", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_normalisation, lower)},
      {.name = "upper", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_normalisation, upper)},
      {.name = "mean", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_normalisation, mean)},
      {.name = "sd", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_normalisation, sd), .least = 0, .most = INFINITY},
      {.name = "population", .type = LOCIQ_KEY_TRUTH, .offset = offsetof(lociq_normalisation, population)},
      {.name = "scale",
       .type = LOCIQ_KEY_REAL,
       .offset = offsetof(lociq_normalisation, scale),
       .least = 0,
       .most = INFINITY},
      {.name = "cap", .type = LOCIQ_KEY_TRUTH, .offset = offsetof(lociq_normalisation, cap)},
      {0}};
  lociq_normalisation made = {.direction = 1, .upper = 100, .sd = 1, .target = NAN, .reference = NAN, .scale = 1};
  int method = LOCIQ_NORMALISE_MIN_MAX;
  lociq_status status = LOCIQ_OK;
  if (said->normalise != LOCIQ_NONE)
    status =
        read_setting(document, said->normalise, LOCIQ_COMPOSITE_NORMALISE, keys, &made, sizeof made, &method, error);
  if (status == LOCIQ_OK && !(made.lower < made.upper))
    status = lociq_document_refuse_node(document, said->normalise, error, "goes from %g to %g, expected lower < upper",
                                        made.lower, made.upper);
  if (status != LOCIQ_OK) return status;
  made.method = (lociq_normalise)method;
  memcpy(made.goalposts, said->goalposts, sizeof made.goalposts);
  *normalisation = made;
  return LOCIQ_OK;
}

lociq_status lociq_setting_weighing(const lociq_document *document, const lociq_said_settings *said,
                                    lociq_weighing *weighing, lociq_error *error) {
  static const lociq_key keys[] = {{.name = "share_least",
                                    .type = LOCIQ_KEY_REAL,
                                    .offset = offsetof(lociq_weighing, share_least),
                                    .least = 0,
                                    .most = 1},
                                   {.name = "share_most",
                                    .type = LOCIQ_KEY_REAL,
                                    .offset = offsetof(lociq_weighing, share_most),
                                    .least = 0,
                                    .most = 1},
                                   {0}};
  lociq_weighing made = {.share_most = 1};
  int method = LOCIQ_WEIGHT_GIVEN;
  lociq_status status = LOCIQ_OK;
  if (said->weights != LOCIQ_NONE)
    status = read_setting(document, said->weights, LOCIQ_COMPOSITE_WEIGHT, keys, &made, sizeof made, &method, error);
  made.method = (lociq_weight)method;
  if (status == LOCIQ_OK) *weighing = made;
  return status;
}

lociq_status lociq_setting_aggregation(const lociq_document *document, const lociq_said_settings *said,
                                       lociq_aggregation *aggregation, lociq_error *error) {
  static const lociq_key keys[] = {
      {.name = "power", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_aggregation, power)},
      {.name = "negative", .type = LOCIQ_KEY_TRUTH, .offset = offsetof(lociq_aggregation, negative)},
      {.name = "reference", .type = LOCIQ_KEY_REAL, .offset = offsetof(lociq_aggregation, reference)},
      {.name = "goalposts", .type = LOCIQ_KEY_PAIR, .offset = offsetof(lociq_aggregation, goalposts)},
      {0}};
  lociq_aggregation made = {.power = 1, .reference = NAN, .goalposts = {NAN, NAN}};
  int method = LOCIQ_AGGREGATE_ARITHMETIC;
  lociq_status status = LOCIQ_OK;
  if (said->aggregate != LOCIQ_NONE)
    status =
        read_setting(document, said->aggregate, LOCIQ_COMPOSITE_AGGREGATE, keys, &made, sizeof made, &method, error);
  made.method = (lociq_aggregate)method;
  made.availability = said->availability;
  if (status == LOCIQ_OK) *aggregation = made;
  return status;
}

lociq_status lociq_setting_imputation(const lociq_document *document, size_t node, lociq_imputation *imputation,
                                      lociq_error *error) {
  static const lociq_key keys[] = {{.name = "neighbours",
                                    .type = LOCIQ_KEY_WHOLE,
                                    .offset = offsetof(lociq_imputation, neighbours),
                                    .least = 1,
                                    .most = 1e6},
                                   {.name = "iterations",
                                    .type = LOCIQ_KEY_WHOLE,
                                    .offset = offsetof(lociq_imputation, iterations),
                                    .least = 1,
                                    .most = 1e6},
                                   {.name = "tolerance",
                                    .type = LOCIQ_KEY_REAL,
                                    .offset = offsetof(lociq_imputation, tolerance),
                                    .least = 0,
                                    .most = 1},
                                   {0}};
  lociq_imputation made = {.neighbours = 5, .iterations = 1000, .tolerance = 1e-9};
  int method = LOCIQ_IMPUTE_NONE;
  lociq_status status = LOCIQ_OK;
  if (node != LOCIQ_NONE)
    status = read_setting(document, node, LOCIQ_COMPOSITE_IMPUTE, keys, &made, sizeof made, &method, error);
  made.method = (lociq_impute)method;
  if (status == LOCIQ_OK) *imputation = made;
  return status;
}

/* ---- doubts ---- */

typedef struct said_doubts {
  size_t lists[4]; /* impute, treat, normalise, aggregate */
  lociq_doubts plain;
} said_doubts;

static const lociq_composite_step list_steps[] = {LOCIQ_COMPOSITE_IMPUTE, LOCIQ_COMPOSITE_TREAT,
                                                  LOCIQ_COMPOSITE_NORMALISE, LOCIQ_COMPOSITE_AGGREGATE};
enum { LISTS = sizeof list_steps / sizeof list_steps[0] };

static const lociq_key doubt_keys[] = {
    {.name = "impute", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_doubts, lists[0])},
    {.name = "treat", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_doubts, lists[1])},
    {.name = "normalise", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_doubts, lists[2])},
    {.name = "aggregate", .type = LOCIQ_KEY_NODE, .offset = offsetof(said_doubts, lists[3])},
    {.name = "weights", .type = LOCIQ_KEY_REAL, .offset = offsetof(said_doubts, plain.weights), .least = 0, .most = 1},
    {.name = "each_weight", .type = LOCIQ_KEY_TRUTH, .offset = offsetof(said_doubts, plain.each_weight)},
    {.name = "drop", .type = LOCIQ_KEY_TRUTH, .offset = offsetof(said_doubts, plain.drop)},
    {.name = "replications",
     .type = LOCIQ_KEY_WHOLE,
     .offset = offsetof(said_doubts, plain.replications),
     .least = 1,
     .most = 1e7},
    {.name = "seed", .type = LOCIQ_KEY_SEED, .offset = offsetof(said_doubts, plain.seed), .least = 0, .most = 1e15},
    {.name = "confidence",
     .type = LOCIQ_KEY_REAL,
     .offset = offsetof(said_doubts, plain.confidence),
     .least = 0.01,
     .most = 0.999},
    {.name = "sobol",
     .type = LOCIQ_KEY_WHOLE,
     .offset = offsetof(said_doubts, plain.sobol),
     .least = 0,
     .most = 1 << 20},
    {0}};

static lociq_status read_choices(const lociq_document *document, size_t list, lociq_composite_step step, int *choices,
                                 size_t *count, lociq_error *error) {
  for (size_t i = document->nodes[list].first; i != LOCIQ_NONE; i = document->nodes[i].next) {
    lociq_error told = {0};
    if (document->nodes[i].kind != LOCIQ_NODE_TEXT)
      return lociq_document_refuse_node(document, i, error, "expected the name of a method");
    const lociq_status status = lociq_composite_method_find(step, document->nodes[i].text, &choices[*count], &told);
    if (status != LOCIQ_OK) return lociq_document_refuse_node(document, i, error, "%s", told.message);
    for (size_t k = 0; k < *count; k++)
      if (choices[k] == choices[*count])
        return lociq_document_refuse_node(document, i, error, "\"%s\" is there twice", document->nodes[i].text);
    (*count)++;
  }
  return LOCIQ_OK;
}

/* The enumerations of the methods are of int's size and values: a list of numbers is one of methods. */
_Static_assert(sizeof(lociq_impute) == sizeof(int) && sizeof(lociq_treat) == sizeof(int) &&
                   sizeof(lociq_normalise) == sizeof(int) && sizeof(lociq_aggregate) == sizeof(int),
               "methods lie in lists of int");

lociq_status lociq_setting_doubts(const lociq_document *document, size_t node, lociq_doubts *doubts, int **choices,
                                  lociq_error *error) {
  said_doubts said = {.lists = {LOCIQ_NONE, LOCIQ_NONE, LOCIQ_NONE, LOCIQ_NONE},
                      .plain = {.replications = 1000, .seed = 1, .confidence = 0.9}};
  size_t counts[LISTS] = {0}, most = 0, starts[LISTS] = {0};
  lociq_status status = lociq_key_read(document, node, doubt_keys, 0, "robustness", &said, error);
  for (size_t k = 0; k < LISTS && status == LOCIQ_OK; k++) {
    starts[k] = most;
    if (said.lists[k] != LOCIQ_NONE) status = lociq_key_count(document, said.lists[k], &counts[k], error);
    most += counts[k];
  }
  if (status == LOCIQ_OK && (said.plain.sobol == 1 || (said.plain.sobol & (said.plain.sobol - 1)) != 0))
    status = lociq_document_refuse_node(document, lociq_key_find(document, node, "sobol"), error,
                                        "is %zu, expected a power of two from 2 on", said.plain.sobol);
  if (status != LOCIQ_OK) return status;
  int *made = lociq_allocate(most + 1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the specification");
  for (size_t k = 0; k < LISTS && status == LOCIQ_OK; k++) {
    counts[k] = 0;
    if (said.lists[k] != LOCIQ_NONE)
      status = read_choices(document, said.lists[k], list_steps[k], made + starts[k], &counts[k], error);
  }
  if (status != LOCIQ_OK) {
    free(made);
    return status;
  }
  *doubts = said.plain;
  doubts->impute = (const lociq_impute *)(made + starts[0]), doubts->impute_count = counts[0];
  doubts->treat = (const lociq_treat *)(made + starts[1]), doubts->treat_count = counts[1];
  doubts->normalise = (const lociq_normalise *)(made + starts[2]), doubts->normalise_count = counts[2];
  doubts->aggregate = (const lociq_aggregate *)(made + starts[3]), doubts->aggregate_count = counts[3];
  *choices = made;
  return LOCIQ_OK;
}
