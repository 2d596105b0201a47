/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libcyaml's mappings have fixed keys. Three of ours have not: the options of
 * indicators, whose keys are those of the catalogue, the rankings, whose keys are
 * those of the list of options, and `where`, whose keys are dimensions that only the files know. So
 * the schema is made for each plan, with the options and the dimensions that this plan names.
 */
#include "plan/schema.h"

#include <cyaml/cyaml.h>
#include <lociq/axis.h>
#include <lociq/compute.h>
#include <lociq/partners.h>
#include <string.h>

#include "core/memory.h"
#include "plan/fault.h"

#define TEXT(structure, name) CYAML_FIELD_STRING_PTR(#name, OPTIONAL, structure, name, 1, CYAML_UNLIMITED)
#define NEEDED_TEXT(structure, name) \
  CYAML_FIELD_STRING_PTR(#name, CYAML_FLAG_POINTER, structure, name, 1, CYAML_UNLIMITED)

enum { OPTIONAL = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, DEEPEST = 8 };

static const cyaml_schema_value_t text_value = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED)};

static const cyaml_schema_field_t fetch_fields[] = {
    NEEDED_TEXT(lociq_plan_fetch, source),
    NEEDED_TEXT(lociq_plan_fetch, dataset),
    CYAML_FIELD_MAPPING_PTR("where", OPTIONAL, lociq_plan_fetch, where, NULL),
    TEXT(lociq_plan_fetch, years),
    TEXT(lociq_plan_fetch, address),
    NEEDED_TEXT(lociq_plan_fetch, output),
    CYAML_FIELD_END};

static const cyaml_schema_field_t import_fields[] = {
    CYAML_FIELD_SEQUENCE("files", CYAML_FLAG_POINTER, lociq_plan_import, files, &text_value, 1, CYAML_UNLIMITED),
    TEXT(lociq_plan_import, format),
    TEXT(lociq_plan_import, measure),
    TEXT(lociq_plan_import, unit),
    CYAML_FIELD_MAPPING_PTR("where", OPTIONAL, lociq_plan_import, where, NULL),
    TEXT(lociq_plan_import, level),
    TEXT(lociq_plan_import, vintage),
    TEXT(lociq_plan_import, year),
    TEXT(lociq_plan_import, regions),
    TEXT(lociq_plan_import, industries),
    TEXT(lociq_plan_import, duplicates),
    TEXT(lociq_plan_import, as),
    CYAML_FIELD_END};

static const cyaml_schema_field_t convert_fields[] = {
    TEXT(lociq_plan_convert, table),
    TEXT(lociq_plan_convert, as),
    NEEDED_TEXT(lociq_plan_convert, axis),
    TEXT(lociq_plan_convert, concordance),
    TEXT(lociq_plan_convert, from),
    TEXT(lociq_plan_convert, to),
    TEXT(lociq_plan_convert, weight),
    TEXT(lociq_plan_convert, label),
    CYAML_FIELD_MAPPING_PTR("where", OPTIONAL, lociq_plan_convert, where, NULL),
    TEXT(lociq_plan_convert, level),
    TEXT(lociq_plan_convert, labels),
    CYAML_FIELD_SEQUENCE("relative", OPTIONAL, lociq_plan_convert, relative, &text_value, 1, CYAML_UNLIMITED),
    TEXT(lociq_plan_convert, missing),
    CYAML_FIELD_END};

static const cyaml_schema_field_t estimate_fields[] = {
    TEXT(lociq_plan_estimate, table),
    TEXT(lociq_plan_estimate, as),
    TEXT(lociq_plan_estimate, measure),
    CYAML_FIELD_SEQUENCE("above", OPTIONAL, lociq_plan_estimate, above, &text_value, 1, CYAML_UNLIMITED),
    TEXT(lociq_plan_estimate, fill),
    TEXT(lociq_plan_estimate, prior),
    TEXT(lociq_plan_estimate, rounding),
    TEXT(lociq_plan_estimate, rest),
    TEXT(lociq_plan_estimate, absent),
    TEXT(lociq_plan_estimate, tolerance),
    TEXT(lociq_plan_estimate, iterations),
    TEXT(lociq_plan_estimate, years),
    CYAML_FIELD_END};

static const cyaml_schema_field_t harmonise_fields[] = {
    CYAML_FIELD_MAPPING_PTR("convert", OPTIONAL, lociq_plan_harmonise, convert, NULL),
    CYAML_FIELD_MAPPING_PTR("estimate", OPTIONAL, lociq_plan_harmonise, estimate, estimate_fields), CYAML_FIELD_END};

static const cyaml_schema_field_t compute_fields[] = {
    CYAML_FIELD_SEQUENCE("indicators", CYAML_FLAG_POINTER, lociq_plan_compute, indicators, &text_value, 1,
                         CYAML_UNLIMITED),
    TEXT(lociq_plan_compute, years), TEXT(lociq_plan_compute, interval),
    CYAML_FIELD_MAPPING_PTR("options", OPTIONAL, lociq_plan_compute, options, NULL), CYAML_FIELD_END};

/* These follow the options of a ranking. */
static const cyaml_schema_field_t partners_fields[] = {
    CYAML_FIELD_SEQUENCE("regions", OPTIONAL, lociq_plan_partners, regions, &text_value, 1, CYAML_UNLIMITED),
    TEXT(lociq_plan_partners, format), TEXT(lociq_plan_partners, output), TEXT(lociq_plan_partners, keep),
    CYAML_FIELD_END};

static const cyaml_schema_field_t composite_fields[] = {NEEDED_TEXT(lociq_plan_composite, specification),
                                                        CYAML_FIELD_END};

static const cyaml_schema_field_t export_fields[] = {
    NEEDED_TEXT(lociq_plan_export, dataset), TEXT(lociq_plan_export, format),
    TEXT(lociq_plan_export, year),           TEXT(lociq_plan_export, region),
    TEXT(lociq_plan_export, industry),       TEXT(lociq_plan_export, points),
    TEXT(lociq_plan_export, shapes),         TEXT(lociq_plan_export, property),
    NEEDED_TEXT(lociq_plan_export, output),  CYAML_FIELD_END};

static const cyaml_schema_field_t report_fields[] = {
    TEXT(lociq_plan_report, title),   TEXT(lociq_plan_report, language),      TEXT(lociq_plan_report, region),
    TEXT(lociq_plan_report, points),  TEXT(lociq_plan_report, shapes),        TEXT(lociq_plan_report, property),
    TEXT(lociq_plan_report, stories), NEEDED_TEXT(lociq_plan_report, output), CYAML_FIELD_END};

static const cyaml_schema_field_t plan_fields[] = {
    NEEDED_TEXT(lociq_plan_content, store),
    CYAML_FIELD_SEQUENCE("fetch", OPTIONAL, lociq_plan_content, fetch, NULL, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("import", CYAML_FLAG_POINTER, lociq_plan_content, import, NULL, 1, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("harmonise", OPTIONAL, lociq_plan_content, harmonise, NULL, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("register", OPTIONAL, lociq_plan_content, registers, &text_value, 1, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("compute", OPTIONAL, lociq_plan_content, compute, NULL, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("composite", OPTIONAL, lociq_plan_content, composite, NULL, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("partners", OPTIONAL, lociq_plan_content, partners, NULL, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("export", OPTIONAL, lociq_plan_content, export, NULL, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE("report", OPTIONAL, lociq_plan_content, report, NULL, 0, CYAML_UNLIMITED),
    CYAML_FIELD_END};

struct lociq_plan_schema {
  const char **dimensions, **option_names; /* ended by NULL; the dimensions borrow the document's keys */
  cyaml_schema_field_t *where, *options;
  cyaml_schema_field_t fetch[sizeof fetch_fields / sizeof fetch_fields[0]];
  cyaml_schema_field_t import[sizeof import_fields / sizeof import_fields[0]];
  cyaml_schema_field_t convert[sizeof convert_fields / sizeof convert_fields[0]];
  cyaml_schema_field_t harmonise[sizeof harmonise_fields / sizeof harmonise_fields[0]];
  cyaml_schema_field_t compute[sizeof compute_fields / sizeof compute_fields[0]];
  cyaml_schema_field_t partners[LOCIQ_PLAN_PARTNER_OPTIONS + sizeof partners_fields / sizeof partners_fields[0]];
  cyaml_schema_field_t plan[sizeof plan_fields / sizeof plan_fields[0]];
  cyaml_schema_value_t fetch_entry, import_entry, harmonise_entry, compute_entry, composite_entry, partners_entry,
      export_entry, report_entry, whole;
};

/* --- Keys that only the plan or the catalogue knows --- */

static size_t names_count(const char *const *names) {
  size_t count = 0;
  while (names[count] != NULL) count++;
  return count;
}

/* names has room for one more and the NULL. */
static void add_name(const char **names, const char *name) {
  size_t i = 0;
  for (; names[i] != NULL; i++)
    if (strcmp(names[i], name) == 0) return;
  names[i] = name;
}

static lociq_status collect_dimensions(struct lociq_plan_schema *schema, const lociq_document *document,
                                       lociq_error *error) {
  size_t most = 0;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 1; i < document->node_count; i++) {
      const lociq_node *node = &document->nodes[i];
      const char *above = document->nodes[node->parent].key;
      if (node->key == NULL || above == NULL || strcmp(above, "where") != 0) continue;
      if (pass == 0)
        most++;
      else
        add_name(schema->dimensions, node->key);
    }
    if (pass == 0) schema->dimensions = lociq_allocate(most + 1, sizeof *schema->dimensions);
    if (schema->dimensions == NULL) return lociq_memory_error(error, "the plan");
  }
  return LOCIQ_OK;
}

static lociq_status collect_options(struct lociq_plan_schema *schema, lociq_error *error) {
  const lociq_indicator *const *catalogue = lociq_catalogue();
  const lociq_option *shared = lociq_shared_options();
  size_t most = 1;
  for (size_t i = 0; shared[i].name != NULL; i++) most++;
  for (size_t i = 0; catalogue[i] != NULL; i++) most += LOCIQ_OPTIONS_MAXIMUM;
  schema->option_names = lociq_allocate(most, sizeof *schema->option_names);
  if (schema->option_names == NULL) return lociq_memory_error(error, "the plan");
  for (size_t i = 0; shared[i].name != NULL; i++) add_name(schema->option_names, shared[i].name);
  for (size_t i = 0; catalogue[i] != NULL; i++)
    for (size_t j = 0; j < LOCIQ_OPTIONS_MAXIMUM && catalogue[i]->options[j].name != NULL; j++)
      add_name(schema->option_names, catalogue[i]->options[j].name);
  return LOCIQ_OK;
}

/* --- The schema of this plan --- */

static cyaml_schema_field_t text_field(const char *name, size_t position) {
  return (cyaml_schema_field_t){.key = name,
                                .data_offset = (uint32_t)(position * sizeof(char *)),
                                .value = {CYAML_VALUE_STRING(OPTIONAL, char, 1, CYAML_UNLIMITED)}};
}

static cyaml_schema_field_t texts_field(const char *name, size_t position) {
  const size_t start = position * sizeof(lociq_texts);
  return (cyaml_schema_field_t){.key = name,
                                .data_offset = (uint32_t)(start + offsetof(lociq_texts, items)),
                                .count_offset = (uint32_t)(start + offsetof(lociq_texts, items_count)),
                                .count_size = sizeof(uint32_t),
                                .value = {CYAML_VALUE_SEQUENCE(OPTIONAL, char *, &text_value, 1, CYAML_UNLIMITED)}};
}

static lociq_status make_fields(const char *const *names, cyaml_schema_field_t (*field)(const char *, size_t),
                                cyaml_schema_field_t **fields, lociq_error *error) {
  const size_t count = names_count(names);
  *fields = lociq_allocate(count + 1, sizeof **fields);
  if (*fields == NULL) return lociq_memory_error(error, "the plan");
  for (size_t i = 0; i < count; i++) (*fields)[i] = field(names[i], i);
  return LOCIQ_OK;
}

/* Options beyond those that there is room for are no keys; a test counts them. */
static void make_partners(cyaml_schema_field_t *fields) {
  const lociq_partner_option *options = lociq_partner_options_list();
  size_t count = 0;
  for (; options[count].name != NULL && count < LOCIQ_PLAN_PARTNER_OPTIONS; count++) {
    fields[count] = text_field(options[count].name, count);
    fields[count].data_offset += (uint32_t)offsetof(lociq_plan_partners, options);
  }
  memcpy(fields + count, partners_fields, sizeof partners_fields);
}

static cyaml_schema_field_t *field_of(cyaml_schema_field_t *fields, const char *key) {
  while (strcmp(fields->key, key) != 0) fields++;
  return fields;
}

static void set_mapping(cyaml_schema_field_t *fields, const char *key, const cyaml_schema_field_t *own, size_t count,
                        size_t size) {
  cyaml_schema_value_t *value = &field_of(fields, key)->value;
  value->mapping.fields = own;
  value->data_size = (uint32_t)((count == 0 ? 1 : count) * size);
}

/* What each entry of a section is. */
static void set_entry(cyaml_schema_field_t *plan, const char *section, cyaml_schema_value_t *entry,
                      const cyaml_schema_field_t *fields, size_t size) {
  *entry = (cyaml_schema_value_t){
      .type = CYAML_MAPPING, .flags = CYAML_FLAG_DEFAULT, .data_size = (uint32_t)size, .mapping = {.fields = fields}};
  field_of(plan, section)->value.sequence.entry = entry;
}

static lociq_status make_schema(struct lociq_plan_schema *schema, const lociq_document *document, lociq_error *error) {
  lociq_status status = collect_dimensions(schema, document, error);
  if (status == LOCIQ_OK) status = collect_options(schema, error);
  if (status == LOCIQ_OK) status = make_fields(schema->dimensions, texts_field, &schema->where, error);
  if (status == LOCIQ_OK) status = make_fields(schema->option_names, text_field, &schema->options, error);
  if (status != LOCIQ_OK) return status;
  const size_t dimensions = names_count(schema->dimensions);
  memcpy(schema->fetch, fetch_fields, sizeof fetch_fields);
  memcpy(schema->import, import_fields, sizeof import_fields);
  memcpy(schema->convert, convert_fields, sizeof convert_fields);
  memcpy(schema->harmonise, harmonise_fields, sizeof harmonise_fields);
  memcpy(schema->compute, compute_fields, sizeof compute_fields);
  make_partners(schema->partners);
  memcpy(schema->plan, plan_fields, sizeof plan_fields);
  set_mapping(schema->fetch, "where", schema->where, dimensions, sizeof(lociq_texts));
  set_mapping(schema->import, "where", schema->where, dimensions, sizeof(lociq_texts));
  set_mapping(schema->convert, "where", schema->where, dimensions, sizeof(lociq_texts));
  field_of(schema->harmonise, "convert")->value.mapping.fields = schema->convert;
  set_mapping(schema->compute, "options", schema->options, names_count(schema->option_names), sizeof(char *));
  set_entry(schema->plan, "fetch", &schema->fetch_entry, schema->fetch, sizeof(lociq_plan_fetch));
  set_entry(schema->plan, "import", &schema->import_entry, schema->import, sizeof(lociq_plan_import));
  set_entry(schema->plan, "harmonise", &schema->harmonise_entry, schema->harmonise, sizeof(lociq_plan_harmonise));
  set_entry(schema->plan, "compute", &schema->compute_entry, schema->compute, sizeof(lociq_plan_compute));
  set_entry(schema->plan, "composite", &schema->composite_entry, composite_fields, sizeof(lociq_plan_composite));
  set_entry(schema->plan, "partners", &schema->partners_entry, schema->partners, sizeof(lociq_plan_partners));
  set_entry(schema->plan, "export", &schema->export_entry, export_fields, sizeof(lociq_plan_export));
  set_entry(schema->plan, "report", &schema->report_entry, report_fields, sizeof(lociq_plan_report));
  schema->whole = (cyaml_schema_value_t){CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, lociq_plan_content, schema->plan)};
  return LOCIQ_OK;
}

static void free_schema(struct lociq_plan_schema *schema) {
  if (schema == NULL) return;
  free(schema->dimensions);
  free(schema->option_names);
  free(schema->where);
  free(schema->options);
  free(schema);
}

/* --- Loading --- */

static void *cyaml_memory(void *context, void *block, size_t size) {
  (void)context;
  if (size != 0) return lociq_resize(block, size, 1);
  free(block);
  return NULL;
}

static cyaml_config_t configuration(lociq_fault *fault) {
  return (cyaml_config_t){.log_fn = lociq_fault_log,
                          .log_ctx = fault,
                          .mem_fn = cyaml_memory,
                          .log_level = CYAML_LOG_ERROR,
                          .flags = CYAML_CFG_NO_ALIAS};
}

/* What may stand under a key, for the message about one that may not. */
static const cyaml_schema_field_t *fields_under(const struct lociq_plan_schema *schema, const char *key) {
  if (key == NULL) return schema->plan;
  if (strcmp(key, "fetch") == 0) return schema->fetch;
  if (strcmp(key, "import") == 0) return schema->import;
  if (strcmp(key, "harmonise") == 0) return schema->harmonise;
  if (strcmp(key, "convert") == 0) return schema->convert;
  if (strcmp(key, "estimate") == 0) return estimate_fields;
  if (strcmp(key, "compute") == 0) return schema->compute;
  if (strcmp(key, "composite") == 0) return composite_fields;
  if (strcmp(key, "partners") == 0) return schema->partners;
  if (strcmp(key, "export") == 0) return export_fields;
  if (strcmp(key, "report") == 0) return report_fields;
  return strcmp(key, "options") == 0 ? schema->options : schema->where;
}

static lociq_status load_content(lociq_plan *plan, lociq_error *error) {
  lociq_fault fault = {0};
  const cyaml_config_t config = configuration(&fault);
  cyaml_data_t *content = NULL;
  const cyaml_err_t failed = cyaml_load_data((const uint8_t *)plan->document.bytes, plan->document.size, &config,
                                             &plan->schema->whole, &content, NULL);
  if (failed != CYAML_OK)
    return lociq_fault_tell(&fault, failed, &plan->document, fields_under(plan->schema, lociq_fault_mapping(&fault)),
                            error);
  plan->content = content;
  return LOCIQ_OK;
}

lociq_status lociq_plan_load(const char *path, lociq_plan *plan, lociq_error *error) {
  lociq_plan made = {0};
  lociq_status status = lociq_document_read(path, "plan", DEEPEST, &made.document, error);
  if (status != LOCIQ_OK) return status;
  made.schema = lociq_allocate(1, sizeof *made.schema);
  if (made.schema == NULL) {
    lociq_plan_clear(&made);
    return lociq_memory_error(error, "the plan");
  }
  status = make_schema(made.schema, &made.document, error);
  if (status == LOCIQ_OK) status = load_content(&made, error);
  if (status == LOCIQ_OK)
    *plan = made;
  else
    lociq_plan_clear(&made);
  return status;
}

void lociq_plan_clear(lociq_plan *plan) {
  if (plan->content != NULL) {
    lociq_fault fault = {0};
    const cyaml_config_t config = configuration(&fault);
    (void)cyaml_free(&config, &plan->schema->whole, plan->content, 0);
  }
  free_schema(plan->schema);
  lociq_document_clear(&plan->document);
  *plan = (lociq_plan){0};
}

const char *const *lociq_plan_dimensions(const lociq_plan *plan) { return plan->schema->dimensions; }
const char *const *lociq_plan_option_names(const lociq_plan *plan) { return plan->schema->option_names; }
