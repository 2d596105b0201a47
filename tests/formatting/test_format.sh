#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every C file is as clang-format leaves it.
set -eu
if ! command -v clang-format >/dev/null; then
  echo "skipped: clang-format is not installed"
  exit 77
fi
cd "$LOCIQ_SOURCE"
find . -path ./build -prune -o -name '*.[ch]' -print | sort | xargs clang-format --dry-run -Werror
