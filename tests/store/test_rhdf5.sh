#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# R's rhdf5 reads a store; it reverses the dimensions, as it always does.
set -eu
if ! command -v Rscript >/dev/null || ! Rscript -e 'library(rhdf5)' >/dev/null 2>&1; then
  echo "skipped: R's package rhdf5 is not installed"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$LOCIQ_BUILD/tests/store/make_store" "$folder/store.h5" new
Rscript - "$folder/store.h5" <<'R'
suppressPackageStartupMessages(library(rhdf5))
path <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) suppressWarnings(h5read(path, name))
lq <- read("lq")
dimnames(lq) <- list(read("industry"), read("region"), read("year"))
stopifnot(lq["F", "DE11", "2015"] == 1.75, identical(dim(lq), c(3L, 4L, 2L)))
employment <- read("employment")
stopifnot(is.na(employment[2, 2, 1]), employment[1, 1, 1] == 2000.5)
labels <- read("region_label")
Encoding(labels) <- "UTF-8"
stopifnot(labels[3] == "Andaluc\u00eda")
stopifnot(read("employment_flag")[2, 2, 1] == 2)
units <- suppressWarnings(h5readAttributes(path, "employment"))$units
stopifnot(units == "persons")
stopifnot(grepl("make_store new", read("provenance"), fixed = TRUE))
R
