# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# Sourced by the tests of the command line. Each works in a folder of its own;
# `run` keeps what the program printed and its exit code, `expect_…` compare.
set -u

folder=$(mktemp -d)
cd "$folder" || exit 1
trap 'rm -rf "$folder"' EXIT
failures=0
code=
ran=

run() {
  ran="lociq $*"
  "$LOCIQ" "$@" >out 2>err </dev/null
  code=$?
}

fail() {
  failures=$((failures + 1))
  echo "FAILED: $ran: $1"
}

expect_code() {
  [ "$code" -eq "$1" ] || fail "exit code $code, expected $1; standard error: $(cat err)"
}

# The whole of a stream, line breaks at the end left aside.
expect_out() { [ "$(cat out)" = "$1" ] || fail "standard output is '$(cat out)', expected '$1'"; }
expect_err() { [ "$(cat err)" = "$1" ] || fail "standard error is '$(cat err)', expected '$1'"; }

# A part of a stream.
expect_out_has() { grep -qF -e "$1" out || fail "standard output has no '$1': $(cat out)"; }
expect_err_has() { grep -qF -e "$1" err || fail "standard error has no '$1': $(cat err)"; }

# run, and everything about its failure.
refuses() { # exit code, message, arguments
  wanted_code=$1
  wanted=$2
  shift 2
  run "$@"
  expect_code "$wanted_code"
  expect_err "$wanted"
  expect_out ''
}

# run without a word on standard error.
succeeds() {
  run "$@"
  expect_code 0
  expect_err ''
}

# Any other check: what it is, then the command that must succeed.
check() {
  ran=$1
  shift
  "$@" || fail "$*"
}

# A small statistic: four regions in two countries, three industries, two years.
write_employment() {
  cat >employment.csv <<'END'
region,industry,year,employment,employment_flag
DE11,A,2014,100,
DE11,B,2014,200,
DE11,C,2014,300,b
DE12,A,2014,50,
DE12,B,2014,,c
DE12,C,2014,250,
FR10,A,2014,10,
FR10,B,2014,400,
FR10,C,2014,90,
ITC4,A,2014,0,
ITC4,B,2014,210,
ITC4,C,2014,290,u
DE11,A,2015,110,
DE11,B,2015,190,
DE11,C,2015,310,
DE12,A,2015,55,
DE12,B,2015,145,
DE12,C,2015,260,
FR10,A,2015,12,
FR10,B,2015,420,
FR10,C,2015,80,
ITC4,A,2015,5,
ITC4,B,2015,200,
ITC4,C,2015,300,
END
}

finish() {
  [ "$failures" -eq 0 ] || echo "$failures failures"
  [ "$failures" -eq 0 ]
}
