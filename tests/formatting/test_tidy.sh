#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# clang-tidy has nothing to say, with the checks of .clang-tidy, on any source of
# the engine. Takes the flags from the build's compile_commands.json.
set -eu
if ! command -v run-clang-tidy >/dev/null; then
  echo "skipped: clang-tidy is not installed"
  exit 77
fi
cd "$LOCIQ_SOURCE"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# gcc's own warning flags mean nothing to clang.
if ! run-clang-tidy -quiet -j "$(nproc)" -p "$LOCIQ_BUILD" -extra-arg=-Wno-unknown-warning-option \
  -extra-arg="-include$LOCIQ_SOURCE/tests/formatting/analyzer.h" \
  "^$LOCIQ_SOURCE/engine/" >"$log" 2>&1; then
  grep -v -e '^clang-tidy' -e 'warnings generated' "$log"
  exit 1
fi
grep -c '^clang-tidy' "$log" # a run that looked at nothing is no pass
