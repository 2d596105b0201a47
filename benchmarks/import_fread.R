# SPDX-License-Identifier: GPL-3.0-or-later
#
# What import.c does, with data.table: fread, then one array a measure.
#   Rscript import_fread.R FOLDER/import.csv [THREADS [REPEATS]]
suppressMessages(library(data.table))
arguments <- commandArgs(trailingOnly = TRUE)
path <- arguments[1]
threads <- if (length(arguments) > 1) as.integer(arguments[2]) else 2L
repeats <- if (length(arguments) > 2) as.integer(arguments[3]) else 5L
setDTthreads(threads)

to_matrix <- function(table, measure, position, size) {
  values <- array(NA_real_, size)
  values[position] <- table[[measure]]
  values
}

parse <- numeric(repeats)
whole <- numeric(repeats)
for (n in seq_len(repeats)) {
  invisible(gc())
  start <- proc.time()[["elapsed"]]
  table <- fread(path, showProgress = FALSE)
  parse[n] <- proc.time()[["elapsed"]] - start
  regions <- sort(unique(table$region))
  industries <- sort(unique(table$industry))
  years <- sort(unique(table$year))
  position <- cbind(chmatch(table$industry, industries), chmatch(table$region, regions), match(table$year, years))
  size <- c(length(industries), length(regions), length(years))
  matrices <- lapply(c("employment", "wages", "gva"), function(name) to_matrix(table, name, position, size))
  whole[n] <- proc.time()[["elapsed"]] - start
  total <- sum(matrices[[1]])
  rm(table, position, matrices)
}
bytes <- file.size(path)
cat(sprintf("data.table %s, %d threads: parse %.2f s (%.0f MB/s), text to matrices %.2f s (%.0f MB/s), sum %.0f\n",
            packageVersion("data.table"), threads, median(parse), bytes / 1e6 / median(parse), median(whole),
            bytes / 1e6 / median(whole), total))
