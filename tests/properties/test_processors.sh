#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Logarithms, quotients and sums have the same bits in registers of every width, with and
# without multiplications that add, from gcc and from clang, and on arm64, where qemu-user
# and gcc-aarch64-linux-gnu are there to try it.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
program=$folder/processors
sources="$LOCIQ_SOURCE/tests/properties/processors.c $LOCIQ_SOURCE/engine/numeric/logarithm.c
         $LOCIQ_SOURCE/engine/numeric/quotients.c $LOCIQ_SOURCE/engine/numeric/shares.c"
options="-O2 -std=c17 -D_GNU_SOURCE -ffp-contract=off -Wno-psabi -I$LOCIQ_SOURCE/engine"

# What the program says, built by a compiler with further options, and started by a command.
answer() {
  start=$1
  shift
  # shellcheck disable=SC2086 # words
  "$@" $options $sources -o "$program" -lm
  $start "$program"
}

can() { grep -qw "$1" /proc/cpuinfo 2>/dev/null; }

expected=$(answer "" cc)
echo "$expected"

must_be_the_same() {
  said=$(answer "$@")
  [ "$said" = "$expected" ] && return
  echo "$*: $said" >&2
  exit 1
}

must_be_the_same "" cc -O3 -DLOCIQ_CLONES
if can avx2; then must_be_the_same "" cc -mavx2; fi
if can avx2 && can fma; then must_be_the_same "" cc -O3 -mavx2 -mfma; fi
if can avx512f; then must_be_the_same "" cc -O3 -mavx512f -mfma; fi
if command -v clang >/dev/null; then must_be_the_same "" clang; fi
if command -v qemu-aarch64 >/dev/null && command -v aarch64-linux-gnu-gcc >/dev/null; then
  must_be_the_same qemu-aarch64 aarch64-linux-gnu-gcc -static
else
  echo "not tried on arm64: it needs qemu-user and gcc-aarch64-linux-gnu"
fi
