/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run by several ranks: a store that they write together, each rank rows of its own and some none at all, and what only
 * rank 0 may write, or nobody while all have it open. Exits with the number of what was wrong.
 */
#include <lociq/lociq.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  REGIONS = 700,
  INDUSTRIES = 6,
  CODES = 8,
  PIECE = 37,
  CELLS = LOCIQ_BY_YEAR | LOCIQ_BY_REGION | LOCIQ_BY_INDUSTRY
};

static int faults;

static void check(bool holds, const char *what) {
  if (holds) return;
  faults++;
  (void)fprintf(stderr, "rank %zu: %s\n", lociq_ranks_here().own, what);
}

static void fine(lociq_status status, lociq_error *error) {
  if (status != LOCIQ_OK) check(false, error->message);
  *error = (lociq_error){0};
}

static void refused(lociq_status status, lociq_error *error, const char *words) {
  check(status == LOCIQ_INVALID && strstr(error->message, words) != NULL, words);
  *error = (lociq_error){0};
}

static lociq_axis *make_axis(lociq_axis_kind kind, const char *format, size_t count, lociq_error *error) {
  static char codes[REGIONS][CODES];
  static lociq_member members[REGIONS];
  lociq_axis *axis = NULL;
  for (size_t i = 0; i < count; i++) {
    (void)snprintf(codes[i], CODES, format, (unsigned)(i % 10000));
    members[i] = (lociq_member){.code = codes[i], .level = LOCIQ_NO_LEVEL};
  }
  fine(lociq_axis_create(kind, members, count, &axis, error), error);
  return axis;
}

static lociq_panel *make_axes(lociq_error *error) {
  lociq_panel *panel = NULL;
  fine(lociq_panel_create(&panel, error), error);
  panel->axes[LOCIQ_YEAR] = make_axis(LOCIQ_YEAR, "201%u", 2, error);
  panel->axes[LOCIQ_REGION] = make_axis(LOCIQ_REGION, "R%04u", REGIONS, error);
  panel->axes[LOCIQ_INDUSTRY] = make_axis(LOCIQ_INDUSTRY, "I%u", INDUSTRIES, error);
  return panel;
}

static double value_at(size_t year, size_t cell) {
  return cell % 11 == 0 ? (double)NAN : (double)(year * 10000 + cell);
}

/* Pieces go round the ranks; in the last turn some have none. */
static void write_rows(lociq_store *store, size_t year, lociq_error *error) {
  const lociq_ranks ranks = lociq_ranks_here();
  double rows[PIECE * INDUSTRIES];
  for (size_t turn = 0; turn < REGIONS; turn += PIECE * ranks.count) {
    const size_t first = turn + PIECE * ranks.own < REGIONS ? turn + PIECE * ranks.own : REGIONS;
    const size_t count = REGIONS - first < PIECE ? REGIONS - first : PIECE;
    for (size_t k = 0; k < count * INDUSTRIES; k++) rows[k] = value_at(year, first * INDUSTRIES + k);
    fine(lociq_store_write_rows(store, "lq", year, first, count, rows, error), error);
  }
}

/* All columns by the last rank. */
static void write_columns(lociq_store *store, size_t year, lociq_error *error) {
  static double columns[REGIONS * INDUSTRIES];
  const lociq_ranks ranks = lociq_ranks_here();
  for (size_t k = 0; k < REGIONS * INDUSTRIES; k++) columns[k] = value_at(year, k);
  fine(lociq_store_write_columns(store, "lq", year, 0, ranks.own + 1 == ranks.count ? INDUSTRIES : 0, columns, error),
       error);
}

static void write_together(const char *path, bool compress, lociq_error *error) {
  const lociq_ranks ranks = lociq_ranks_here();
  lociq_panel *axes = make_axes(error);
  lociq_store *store = NULL;
  lociq_cube *cube = NULL;
  fine(lociq_cube_create("lq", "indicator", CELLS, &cube, error), error);
  fine(lociq_store_open(path, LOCIQ_STORE_NEW, &store, error), error);
  if (ranks.own == 0)
    fine(lociq_store_merge(store, axes, error), error);
  else
    refused(lociq_store_merge(store, axes, error), error, "is changed by rank 0 alone");
  fine(lociq_store_follow(store, error), error);
  check(lociq_axis_count(lociq_store_panel(store)->axes[LOCIQ_REGION]) == REGIONS, "all ranks know the regions");
  if (ranks.own == 0) fine(lociq_store_create(store, cube, compress, error), error);
  write_rows(store, 0, error);
  write_columns(store, 1, error);
  if (ranks.count > 1)
    refused(lociq_store_remove(store, "lq", error), error, ranks.own == 0 ? "open on all ranks" : "rank 0");
  fine(lociq_store_unshare(store, error), error);
  if (ranks.own == 0) fine(lociq_store_comment(store, "lq", "by all", error), error);
  fine(lociq_store_record(store, &(lociq_event){.command = "test"}, error), error);
  fine(lociq_store_commit(store, error), error);
  lociq_store_close(store);
  lociq_cube_free(cube);
  lociq_panel_free(axes);
}

static void read_back(const char *path, lociq_error *error) {
  lociq_store *store = NULL;
  lociq_cube *cube = NULL;
  const size_t cells = (size_t)REGIONS * INDUSTRIES;
  size_t wrong = 0;
  fine(lociq_store_open(path, LOCIQ_STORE_READ, &store, error), error);
  fine(lociq_store_load(store, "lq", &cube, error), error);
  for (size_t k = 0; k < 2 * cells; k++) {
    const double expected = value_at(k / cells, k % cells);
    const double found = cube->parts[LOCIQ_BODY].values[k];
    if (isnan(expected) ? !isnan(found) : found != expected) wrong++;
  }
  check(wrong == 0, "the values that were written");
  lociq_cube_free(cube);
  lociq_store_close(store);
}

int main(int argc, char **argv) {
  lociq_error error = {0};
  if (argc != 2 || lociq_ranks_start(&error) != LOCIQ_OK) return EXIT_FAILURE;
  for (int compress = 0; compress < 2; compress++) {
    write_together(argv[1], compress == 1, &error);
    read_back(argv[1], &error);
  }
  const lociq_parting parting = lociq_ranks_part(faults == 0 ? LOCIQ_OK : LOCIQ_INVALID);
  if (lociq_ranks_here().own == 0) (void)unlink(argv[1]);
  lociq_ranks_end(&parting, faults);
  return faults;
}
