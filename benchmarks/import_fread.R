# SPDX-License-Identifier: GPL-3.0-or-later
#
# What import.c does, with data.table: fread, then one array a measure. Answers the row
# `import`, the figure is the sum of the first measure; and `parse`: fread alone.
#   Rscript import_fread.R FILE
suppressMessages(library(data.table))
path <- commandArgs(trailingOnly = TRUE)[1]
setDTthreads(0) # all processors

to_matrix <- function(table, measure, position, size) {
  values <- array(NA_real_, size)
  values[position] <- table[[measure]]
  values
}

to_matrices <- function(table) {
  regions <- sort(unique(table$region))
  industries <- sort(unique(table$industry))
  years <- sort(unique(table$year))
  position <- cbind(chmatch(table$industry, industries), chmatch(table$region, regions), match(table$year, years))
  size <- c(length(industries), length(regions), length(years))
  lapply(c("employment", "wages", "gva"), function(name) to_matrix(table, name, position, size))
}

rows <- file("stdin", "r")
while (length(row <- readLines(rows, n = 1)) == 1) {
  invisible(gc())
  start <- proc.time()[["elapsed"]]
  table <- fread(path, showProgress = FALSE)
  if (row == "import") matrices <- to_matrices(table)
  seconds <- proc.time()[["elapsed"]] - start
  cat(sprintf("%.3f\t%.17g\n", seconds, if (row == "import") sum(matrices[[1]]) else 0))
  flush(stdout())
  table <- matrices <- NULL
}
