#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lociq installed under a prefix of its own, static and shared, and a program in C
# and one in C++ built against it: by CMake's find_package, and by pkg-config.
set -eu
here=$LOCIQ_SOURCE/tests/install
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# Runs what was built: prints the version, computes in memory, opens a store.
answers() {
  "$1" >said
  grep -qx "lociq $version" said && grep -qx 'LQ 1.25' said && return
  echo "$1 said: $(cat said)"
  exit 1
}
version=$(sed -n 's/^project(lociq VERSION \([0-9.]*\).*/\1/p' "$LOCIQ_SOURCE/CMakeLists.txt")

quietly() {
  "$@" >log 2>&1 && return
  echo "FAILED: $*"
  cat log
  exit 1
}

for shared in OFF ON; do
  prefix=$folder/prefix-$shared
  quietly cmake -G Ninja -S "$LOCIQ_SOURCE" -B "build-$shared" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS="$shared" \
    -DLOCIQ_TESTS=OFF -DLOCIQ_BENCHMARKS=OFF
  quietly cmake --build "build-$shared"
  quietly cmake --install "build-$shared" --prefix "$prefix"

  # The program runs from where it is, with its OpenBLAS of the openmp build.
  [ "$("$prefix/bin/lociq" --version)" = "lociq $version" ]
  ldd "$prefix/bin/lociq" >libraries
  if grep -q 'not found' libraries || (grep libopenblas libraries | grep -qv openblas-openmp); then
    cat libraries
    exit 1
  fi
  for page in lociq lociq-import lociq-compute; do
    [ -s "$prefix/share/man/man1/$page.1" ]
  done

  quietly cmake -G Ninja -S "$here/consumer" -B "consumer-$shared" -DCMAKE_PREFIX_PATH="$prefix"
  quietly cmake --build "consumer-$shared"
  answers "consumer-$shared/consumer_c"
  answers "consumer-$shared/consumer_cpp"

  PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name lociq.pc)")
  export PKG_CONFIG_PATH
  [ "$(pkg-config --modversion lociq)" = "$version" ]
  flags=$(pkg-config --cflags --libs lociq)
  warnings='-Wall -Wextra -Wpedantic -Werror'
  rpath=-Wl,-rpath,$(pkg-config --variable=libdir lociq)
  # shellcheck disable=SC2086 # words
  quietly cc -std=c17 $warnings "$here/consumer/consumer.c" -o by_c $flags "$rpath"
  answers ./by_c
  # shellcheck disable=SC2086
  quietly c++ -std=c++17 $warnings -x c++ "$here/consumer/consumer.c" -x none -o by_cpp $flags "$rpath"
  answers ./by_cpp
done

# Each public header compiles alone, in both languages.
for header in "$LOCIQ_SOURCE"/include/lociq/*.h; do
  name=lociq/$(basename "$header")
  for compiler in 'cc -std=c17 -x c' 'c++ -std=c++11 -x c++'; do
    # shellcheck disable=SC2086
    echo "#include <$name>" | quietly $compiler -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
      -I "$LOCIQ_SOURCE/include" -
  done
done
