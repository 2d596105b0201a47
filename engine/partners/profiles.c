/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "partners/profiles.h"

#include <math.h>

#include "core/memory.h"
#include "partners/statistics.h"

/* Of fewer cells threads wait longer than they work. */
enum { FEW = 1 << 15, LARGEST_EXPONENT = 1000 };

/* From where a panel is that is not there: so far off that no region lies in it. */
static const size_t nowhere = SIZE_MAX / 2;

/* What rows are made of. */
typedef struct lociq_profile_source {
  lociq_measure_year table;
  const lociq_similarity_method *method;
  double *buffer; /* for rows that are read; NULL where they lie in the table */
} lociq_profile_source;

/* Whether the rows of all profiles stay. */
static bool keeps_all(const lociq_profiles *profiles) {
  return profiles->panel >= lociq_axis_count(profiles->source->table.regions);
}

static size_t step_of(const lociq_profiles *profiles) {
  return lociq_statistics_step(lociq_axis_count(profiles->source->table.regions), profiles->industries);
}

/* Rows of the table that may be looked at until the next ones are asked for. */
static lociq_status read_rows(const lociq_profile_source *source, size_t first, size_t count, const double **rows,
                              lociq_error *error) {
  const lociq_measure_year *table = &source->table;
  *rows = source->buffer;
  if (table->values == NULL) return table->read(table->from, first, count, source->buffer, error);
  *rows = table->values + first * lociq_axis_count(table->industries);
  return LOCIQ_OK;
}

/* ---- a row ---- */

/* The largest size of a known value; 0 when there is none. */
static double largest_of(const double *row, size_t industries) {
  double largest = 0;
  for (size_t i = 0; i < industries; i++)
    if (isfinite(row[i]) && fabs(row[i]) > largest) largest = fabs(row[i]);
  return largest;
}

static bool all_known(const double *row, size_t industries) {
  for (size_t i = 0; i < industries; i++)
    if (!isfinite(row[i])) return false;
  return true;
}

static lociq_status check_shares(const lociq_measure_year *table, size_t region, const double *row,
                                 lociq_error *error) {
  for (size_t i = 0; i < lociq_axis_count(table->industries); i++)
    if (row[i] < 0)
      return lociq_error_set(error, LOCIQ_INVALID,
                             "%s of %s, industry %s, year %d is %.17g: this similarity compares shares, which cannot "
                             "be negative",
                             table->measure, lociq_axis_code(table->regions, region),
                             lociq_axis_code(table->industries, i), table->year, row[i]);
  return LOCIQ_OK;
}

LOCIQ_CLONED
static double size_of(const double *values, size_t width) {
  lociq_lanes sum = {0};
  for (size_t i = 0; i < width; i += LOCIQ_LANES) sum += lociq_lanes_absolute(lociq_lanes_load(values + i));
  return lociq_lanes_sum(sum);
}

/* A power of two changes no bit of the significand: the same profile in other units, if by a power of two, stays the
 * same. So are the row's totals given in its new units. */
static void fill_row(lociq_profiles *profiles, size_t p, const double *row) {
  double *values = lociq_profile_values(profiles, p), *known = lociq_profile_known(profiles, p);
  const double *totals = profiles->source->table.total_region;
  static const double nothing = 0x1p-250;
  int exponent = 0;
  double whole = 0;
  (void)frexp(largest_of(row, profiles->industries), &exponent);
  /* A product with a power of two is what ldexp gives, but where that is no double. */
  const bool plain = exponent > -LARGEST_EXPONENT && exponent < LARGEST_EXPONENT;
  const double factor = plain ? ldexp(1, -exponent) : 1;
  for (size_t i = 0; i < profiles->width; i++) {
    const bool there = i < profiles->industries && isfinite(row[i]);
    const double value = !there ? 0 : plain ? row[i] * factor : ldexp(row[i], -exponent);
    values[i] = fabs(value) < nothing ? 0 : value;
    whole += fabs(values[i]);
    if (known != NULL) known[i] = there ? 1 : 0;
  }
  const double published = ldexp(totals == NULL ? (double)NAN : totals[profiles->positions[p]], -exponent);
  profiles->wholes[p] = isfinite(published) && published > whole ? published : whole;
  profiles->totals[p] = isfinite(published) ? published : whole;
  profiles->sizes[p] = size_of(values, profiles->width);
}

/* Profiles from p to end, of rows of the table that begin with that of the region `first`. */
static void fill_rows(lociq_profiles *profiles, size_t p, size_t end, size_t first, const double *rows) {
#pragma omp parallel for if ((end - p) * profiles->industries >= FEW)
  for (size_t q = p; q < end; q++)
    fill_row(profiles, q, rows + (profiles->positions[q] - first) * profiles->industries);
}

static void derive_rows(const lociq_profiles *profiles, size_t p, size_t end) {
  if (profiles->derived == NULL) return;
#pragma omp parallel for if ((end - p) * profiles->industries >= FEW)
  for (size_t q = p; q < end; q++) profiles->source->method->derive(profiles, q, lociq_profile_derived(profiles, q));
}

/* ---- panels ---- */

size_t lociq_profiles_panels(const lociq_profiles *profiles) {
  return (profiles->regions + profiles->panel - 1) / profiles->panel;
}

size_t lociq_panel_end(const lociq_profiles *profiles, size_t panel) {
  const size_t end = (panel + 1) * profiles->panel;
  return end < profiles->regions ? end : profiles->regions;
}

double *lociq_profiles_rows(const lociq_profiles *profiles) {
  const size_t all = lociq_axis_count(profiles->source->table.regions);
  const size_t rows = keeps_all(profiles) ? all : 2 * profiles->panel;
  return lociq_allocate_aligned(rows, profiles->width * sizeof(double));
}

static lociq_status load(lociq_profiles *profiles, size_t panel, lociq_error *error) {
  const size_t start = lociq_panel_first(profiles, panel), end = lociq_panel_end(profiles, panel);
  const size_t last = profiles->positions[end - 1], step = step_of(profiles);
  size_t p = start;
  for (size_t region = profiles->positions[start], stop = 0; region <= last; region = stop) {
    stop = region / LOCIQ_STATISTICS_CHUNK * LOCIQ_STATISTICS_CHUNK + step; /* from there on whole chunks */
    if (stop > last) stop = last + 1;
    const size_t count = stop - region;
    const double *rows = NULL;
    const lociq_status status = read_rows(profiles->source, region, count, &rows, error);
    if (status != LOCIQ_OK) return status;
    size_t next = p;
    while (next < end && profiles->positions[next] < region + count) next++;
    fill_rows(profiles, p, next, region, rows);
    p = next;
  }
  derive_rows(profiles, start, end);
  return LOCIQ_OK;
}

lociq_status lociq_profiles_bring(lociq_profiles *profiles, size_t panel, size_t other, lociq_error *error) {
  const size_t wanted[] = {lociq_panel_first(profiles, panel), lociq_panel_first(profiles, other)};
  size_t *from = profiles->from;
  for (size_t i = 0; i < 2; i++) {
    if (from[0] == wanted[i] || from[1] == wanted[i]) continue;
    const size_t place = from[0] == wanted[1 - i] ? 1 : 0;
    from[place] = wanted[i];
    const lociq_status status = load(profiles, i == 0 ? panel : other, error);
    if (status == LOCIQ_OK) continue;
    from[place] = nowhere;
    return status;
  }
  return LOCIQ_OK;
}

lociq_status lociq_profiles_reach(lociq_profiles *profiles, size_t region, lociq_error *error) {
  if (region - profiles->from[0] < profiles->panel) return LOCIQ_OK;
  const size_t panel = region / profiles->panel;
  return lociq_profiles_bring(profiles, panel, panel, error);
}

/* ---- all of a table ---- */

/* What is added up over all regions for x = E_i / E. */
typedef struct reference {
  double *values, *totals; /* of each industry: Σe, ΣE_r over the regions where e is known */
  double all;
} reference;

/* E_r: published, else the sum of what is known. */
static double total_of(const lociq_measure_year *table, size_t region, const double *row) {
  if (table->total_region != NULL && isfinite(table->total_region[region])) return table->total_region[region];
  double sum = 0;
  for (size_t i = 0; i < lociq_axis_count(table->industries); i++)
    if (isfinite(row[i])) sum += row[i];
  return sum;
}

static void refer(const lociq_measure_year *table, size_t region, const double *row, reference *sums) {
  const double total = total_of(table, region, row);
  sums->all += total;
  for (size_t i = 0; i < lociq_axis_count(table->industries); i++) {
    if (!isfinite(row[i])) continue;
    sums->values[i] += row[i];
    sums->totals[i] += total;
  }
}

/* x = E_i / E where published, else Σe / ΣE_r over the regions where e is known (matched denominators). */
static void finish_reference(const lociq_measure_year *table, reference *sums) {
  if (table->total != NULL && isfinite(*table->total)) sums->all = *table->total;
  for (size_t i = 0; i < lociq_axis_count(table->industries); i++) {
    const bool published = table->total_industry != NULL && isfinite(table->total_industry[i]);
    const double x = published ? table->total_industry[i] / sums->all : sums->values[i] / sums->totals[i];
    sums->values[i] = x > 0 ? x : (double)NAN;
  }
}

/* The first row with an unknown cell: those before it have none. */
static lociq_status begin_known(lociq_profiles *profiles, size_t before, lociq_error *error) {
  profiles->complete = false;
  if (!keeps_all(profiles)) return LOCIQ_OK;
  profiles->known = lociq_profiles_rows(profiles);
  if (profiles->known == NULL) return lociq_memory_error(error, "the regions' profiles");
  for (size_t p = 0; p < before; p++)
    for (size_t i = 0; i < profiles->width; i++) lociq_profile_known(profiles, p)[i] = i < profiles->industries ? 1 : 0;
  return LOCIQ_OK;
}

static lociq_status look_at_row(lociq_profiles *profiles, size_t region, const double *row, reference *sums,
                                lociq_error *error) {
  const lociq_profile_source *source = profiles->source;
  const lociq_status status = source->method->shares ? check_shares(&source->table, region, row, error) : LOCIQ_OK;
  if (status != LOCIQ_OK) return status;
  refer(&source->table, region, row, sums);
  if (largest_of(row, profiles->industries) == 0) return LOCIQ_OK;
  const size_t p = profiles->regions++;
  profiles->positions[p] = region;
  return !profiles->complete || all_known(row, profiles->industries) ? LOCIQ_OK : begin_known(profiles, p, error);
}

/* Looks at each row of the table, and where all of them stay, fills them. */
static lociq_status look(lociq_profiles *profiles, reference *sums, lociq_error *error) {
  const size_t regions = lociq_axis_count(profiles->source->table.regions), step = step_of(profiles);
  lociq_status status = LOCIQ_OK;
  for (size_t first = 0; first < regions && status == LOCIQ_OK; first += step) {
    const size_t count = regions - first < step ? regions - first : step, before = profiles->regions;
    const double *rows = NULL;
    status = read_rows(profiles->source, first, count, &rows, error);
    for (size_t r = 0; r < count && status == LOCIQ_OK; r++)
      status = look_at_row(profiles, first + r, rows + r * profiles->industries, sums, error);
    if (status == LOCIQ_OK && keeps_all(profiles)) fill_rows(profiles, before, profiles->regions, first, rows);
  }
  return status;
}

static lociq_status allocate(lociq_profiles *made, const lociq_measure_year *table,
                             const lociq_similarity_method *method, lociq_error *error) {
  const size_t regions = lociq_axis_count(table->regions), industries = lociq_axis_count(table->industries);
  made->industries = industries;
  made->width = lociq_lanes_width(industries);
  made->complete = true;
  made->from[0] = made->from[1] = nowhere;
  made->source = lociq_allocate(1, sizeof *made->source);
  made->positions = lociq_allocate(regions, sizeof *made->positions);
  made->wholes = lociq_allocate(regions, sizeof *made->wholes);
  made->totals = lociq_allocate(regions, sizeof *made->totals);
  made->sizes = lociq_allocate(regions, sizeof *made->sizes);
  made->reference = lociq_allocate(industries, sizeof *made->reference);
  if (made->source == NULL || made->positions == NULL || made->wholes == NULL || made->totals == NULL ||
      made->sizes == NULL || made->reference == NULL)
    return lociq_memory_error(error, "the regions' profiles");
  *made->source = (lociq_profile_source){.table = *table, .method = method};
  if (table->values != NULL) return LOCIQ_OK;
  made->source->buffer =
      lociq_allocate_aligned(lociq_statistics_step(regions, industries) * industries, sizeof(double));
  return made->source->buffer == NULL ? lociq_memory_error(error, "the regions' profiles") : LOCIQ_OK;
}

/* One panel where all rows may stay, whatever there will be beside them. */
static lociq_status keep_all(lociq_profiles *made, lociq_error *error) {
  const lociq_profile_source *source = made->source;
  const size_t regions = lociq_axis_count(source->table.regions), memory = source->table.memory;
  const bool fits = memory == 0 || regions * lociq_profiles_bytes(source->method, made->industries) <= memory;
  if (!fits && regions > LOCIQ_SCAN_COLUMNS) return LOCIQ_OK;
  made->panel = regions == 0 ? 1 : regions;
  made->from[0] = 0;
  made->values = lociq_profiles_rows(made);
  return made->values == NULL ? lociq_memory_error(error, "the regions' profiles") : LOCIQ_OK;
}

static bool derives(const lociq_profiles *made) {
  const lociq_similarity_method *method = made->source->method;
  return method->derive != NULL && (method->derives == NULL || method->derives(made));
}

/* Two panels, whole blocks each, as large as what is there of each row allows. */
static lociq_status make_panels(lociq_profiles *made, lociq_error *error) {
  size_t arrays = made->complete ? 1 : 2;
  if (derives(made)) arrays++;
  if (made->source->method->whitens && made->complete) arrays++;
  const size_t rows = made->source->table.memory / 2 / (arrays * made->width * sizeof(double));
  const size_t whole = rows < LOCIQ_STATISTICS_CHUNK ? LOCIQ_SCAN_COLUMNS : LOCIQ_STATISTICS_CHUNK;
  made->panel = rows < whole ? whole : rows / whole * whole;
  made->values = lociq_profiles_rows(made);
  if (!made->complete) made->known = lociq_profiles_rows(made);
  return made->values == NULL || (made->known == NULL && !made->complete)
             ? lociq_memory_error(error, "the regions' profiles")
             : LOCIQ_OK;
}

static lociq_status refer_all(lociq_profiles *made, lociq_error *error) {
  reference sums = {.values = made->reference, .totals = lociq_allocate(made->industries, sizeof *sums.totals)};
  if (sums.totals == NULL) return lociq_memory_error(error, "the industries' shares");
  const lociq_status status = look(made, &sums, error);
  if (status == LOCIQ_OK) finish_reference(&made->source->table, &sums);
  free(sums.totals);
  return status;
}

static lociq_status derive_all(lociq_profiles *made, lociq_error *error) {
  if (made->regions == 0) return LOCIQ_OK;
  const lociq_status status = made->source->method->fit == NULL ? LOCIQ_OK : made->source->method->fit(made, error);
  if (status != LOCIQ_OK || !derives(made)) return status;
  made->derived = lociq_profiles_rows(made);
  if (made->derived == NULL) return lociq_memory_error(error, "the regions' profiles");
  if (keeps_all(made))
    derive_rows(made, 0, made->regions);
  else
    made->from[0] = made->from[1] = nowhere; /* what was brought until now was not derived */
  return LOCIQ_OK;
}

lociq_status lociq_profiles_create(const lociq_measure_year *table, const lociq_similarity_method *method,
                                   lociq_profiles **profiles, lociq_error *error) {
  lociq_profiles *made = lociq_allocate(1, sizeof *made);
  if (made == NULL) return lociq_memory_error(error, "the regions' profiles");
  lociq_status status = allocate(made, table, method, error);
  if (status == LOCIQ_OK) status = keep_all(made, error);
  if (status == LOCIQ_OK) status = refer_all(made, error);
  if (status == LOCIQ_OK && made->values == NULL) status = make_panels(made, error);
  if (status == LOCIQ_OK) status = derive_all(made, error);
  if (status != LOCIQ_OK) {
    lociq_profiles_free(made);
    return status;
  }
  *profiles = made;
  return LOCIQ_OK;
}

void lociq_profiles_free(lociq_profiles *profiles) {
  if (profiles == NULL) return;
  if (profiles->source != NULL) free(profiles->source->buffer);
  free(profiles->source);
  free(profiles->positions);
  free(profiles->values);
  free(profiles->wholes);
  free(profiles->totals);
  free(profiles->sizes);
  free(profiles->known);
  free(profiles->reference);
  free(profiles->derived);
  free(profiles->origins);
  free(profiles->spans);
  free(profiles->whitening);
  free(profiles->whitened);
  free(profiles);
}

size_t lociq_profiles_bytes(const lociq_similarity_method *method, size_t industries) {
  size_t arrays = 2; /* values, and which are known */
  if (method->derive != NULL) arrays++;
  if (method->whitens) arrays++;
  return arrays * lociq_lanes_width(industries) * sizeof(double);
}

/* A store's chunks are decoded by all threads, three buffers of a chunk each, and two strips of them stay. */
size_t lociq_profiles_bytes_besides(size_t regions, size_t industries, int threads) {
  enum { BUFFERS = 3, HIGH = 512, WIDE = 256 };
  const size_t high = regions < HIGH ? regions : HIGH, wide = industries < WIDE ? industries : WIDE;
  const size_t chunks = (size_t)threads * BUFFERS * high * wide + 2 * high * (industries + wide);
  return (lociq_statistics_step(regions, industries) * industries + 5 * (regions + industries) + chunks) *
         sizeof(double);
}

double lociq_profile_coverage(const double *row, size_t industries, double total) {
  double sum = 0;
  size_t known = 0;
  for (size_t i = 0; i < industries; i++) {
    if (!isfinite(row[i])) continue;
    sum += row[i];
    known++;
  }
  if (known == 0) return 0;
  if (isnan(total)) return 1;
  return total == 0 ? (double)NAN : sum / total;
}
