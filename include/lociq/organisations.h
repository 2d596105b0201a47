/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cluster organisations: what statistics cannot tell of a cluster. Each entry is the
 * profile of one: who it is, where, what it has, what it knows, what it seeks.
 * docs/organisations.md is the template, as YAML and as CSV.
 */
#ifndef LOCIQ_ORGANISATIONS_H
#define LOCIQ_ORGANISATIONS_H

#include <lociq/error.h>
#include <lociq/read.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lociq_store lociq_store; /* lociq/store.h */

/* What a register may hold, in bytes of UTF-8 where it is of a text. */
enum {
  LOCIQ_ORGANISATION_CODE = 64,    /* a code, region or industry */
  LOCIQ_ORGANISATION_TEXT = 500,   /* any other text */
  LOCIQ_ORGANISATION_TERM = 100,   /* a term of a list */
  LOCIQ_ORGANISATION_TERMS = 50,   /* terms of a list */
  LOCIQ_ORGANISATIONS_MOST = 10000 /* organisations */
};

typedef enum lociq_interest {
  LOCIQ_INTEREST_UNKNOWN,
  LOCIQ_INTEREST_NONE,
  LOCIQ_INTEREST_WILLING, /* would cooperate */
  LOCIQ_INTEREST_READY    /* has people, means and a mandate for it */
} lociq_interest;
const char *lociq_interest_name(lociq_interest interest); /* "", "none", "willing", "ready" */

typedef enum lociq_declaration {
  LOCIQ_COMPETENCES, /* what its members can do */
  LOCIQ_FIELDS,      /* fields of strength */
  LOCIQ_OBJECTIVES,  /* what it wants of a cooperation */
  LOCIQ_SEEKS,       /* competences or fields that it looks for elsewhere */
  LOCIQ_DECLARATIONS
} lociq_declaration;
const char *lociq_declaration_name(lociq_declaration declaration); /* "competences", …: also the key and column */

typedef struct lociq_terms {
  char **items; /* trimmed, as declared; each once but for case and blanks, in the order of the file */
  size_t count;
} lociq_terms;

/* Texts are "" and numbers NaN where nothing is declared. */
typedef struct lociq_organisation {
  char *code, *name;
  char *region;                          /* NUTS or the store's own */
  char *industry;                        /* the cluster's category */
  char *country;                         /* "DE" */
  int inside_eu;                         /* 1, 0; -1: not said */
  double firms, institutions, employees; /* resources */
  lociq_terms terms[LOCIQ_DECLARATIONS];
  lociq_interest interest;
  char *contact, *email, *website;
  double longitude, latitude;
} lociq_organisation;

typedef struct lociq_organisations {
  lociq_organisation *items; /* sorted by code */
  size_t count;
} lociq_organisations;

/* The fields of an organisation: keys of the YAML, columns of the CSV, and, after
 * "organisation_", variables of the store; in the order of the template. */
typedef enum lociq_organisation_form {
  LOCIQ_FORM_TEXT,
  LOCIQ_FORM_COUNTRY,  /* two capital letters */
  LOCIQ_FORM_EMAIL,    /* with an @ inside, no blanks */
  LOCIQ_FORM_WEBSITE,  /* of http or https, no blanks */
  LOCIQ_FORM_TRUTH,    /* int */
  LOCIQ_FORM_NUMBER,   /* double */
  LOCIQ_FORM_INTEREST, /* lociq_interest */
  LOCIQ_FORM_TERMS     /* lociq_terms: a list in YAML, else separated by ; */
} lociq_organisation_form;
typedef struct lociq_organisation_field {
  const char *name, *help;
  size_t offset;      /* in lociq_organisation */
  size_t longest;     /* of a text or term */
  double least, most; /* of a number */
  lociq_organisation_form form;
  bool needed;
} lociq_organisation_field;
const lociq_organisation_field *lociq_organisation_fields(void); /* ended by a NULL name */
enum { LOCIQ_ORGANISATION_EXPECTED = 96 };
/* What a field may hold: "a number from -180 to 180". */
void lociq_organisation_expected(const lociq_organisation_field *field, char text[LOCIQ_ORGANISATION_EXPECTED]);

/* Reads a file: YAML where its name ends in .yaml or .yml, else CSV. LOCIQ_BAD_INPUT or LOCIQ_INVALID name file, line,
 * key or column, what stands there and what was expected: an unknown key or word, a code twice, a number below 0, a
 * longitude beyond 180, an e-mail address without @, text that is not UTF-8 or too long. `input` tells the file, for
 * the provenance; lociq_input_clear gives it back, lociq_organisations_free the organisations. */
lociq_status lociq_organisations_read(const char *path, lociq_organisations **organisations, lociq_input *input,
                                      lociq_error *error);
void lociq_organisations_free(lociq_organisations *organisations);

/* Keeps them in the store: those of the same code are replaced, others stay. They lie as texts and numbers over the
 * dimension `organisation`. */
lociq_status lociq_organisations_put(lociq_store *store, const lociq_organisations *organisations, lociq_error *error);
/* All that the store has, none at all included. The caller frees. */
lociq_status lociq_organisations_load(const lociq_store *store, lociq_organisations **organisations,
                                      lociq_error *error);

#ifdef __cplusplus
}
#endif
#endif
