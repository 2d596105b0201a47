# SPDX-License-Identifier: GPL-3.0-or-later
#
# Thin over the CMake presets, which work by themselves.
PREFIX ?= /usr/local

help:
	@echo 'make demo      install what is missing, build, run the main job on real data'
	@echo 'make test      install what is missing, build, pass every test'
	@echo 'make release   build build/release/lociq'
	@echo 'make install   install it under PREFIX ($(PREFIX)); DESTDIR is heeded'
	@echo 'make asan      pass the tests under the address and undefined-behaviour sanitizers'
	@echo 'make mpi       build build/mpi/lociq on OpenMPI and its parallel HDF5'
	@echo 'make mpi-test  compare what 1, 2, 3 and 5 ranks give with what one process does'
	@echo 'make bench     measure it beside its peers, into benchmarks/results'
	@echo 'make docs      write docs/indicators.md from the catalogue'
	@echo 'make pictures  take the pictures of the README'
	@echo 'make clean     remove build/'

demo: release
	build/release/lociq run datasets/eu_nuts2/plan.yaml
	build/release/lociq info datasets/eu_nuts2/made/eu.h5
	build/release/lociq report datasets/eu_nuts2/made/eu.h5 -o datasets/eu_nuts2/made/report.html \
	  --title 'Regions of Europe' --points datasets/eu_nuts2/points.csv --stories datasets/eu_nuts2/stories.md
	cd datasets/eu_nuts2/made && cat partners.txt complementarity.txt learning.txt

test: test-packages
	cmake --preset dev
	cmake --build --preset dev
	ctest --preset dev --parallel "$$(nproc)"

asan: test-packages
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset asan --parallel "$$(nproc)"

release: build-packages
	cmake --preset release
	cmake --build --preset release

install: release
	cmake --install build/release --prefix '$(PREFIX)'

mpi: build-packages test-packages mpi-packages
	cmake --preset mpi
	cmake --build --preset mpi

mpi-test: mpi
	ctest --preset mpi --parallel "$$(nproc)"

bench: release bench-packages
	benchmarks/run --results benchmarks/results

docs: release
	build/release/lociq list --format markdown > build/indicators.md
	mv build/indicators.md docs/indicators.md

pictures: demo test-packages
	/usr/bin/python3 docs/pictures/make.py datasets/eu_nuts2/made/report.html

clean:
	rm -rf build

build-packages:
	@./install-packages.sh build

test-packages:
	@./install-packages.sh build test

mpi-packages:
	@./install-packages.sh mpi

bench-packages:
	@./install-packages.sh bench

.PHONY: help demo test asan release install mpi mpi-test bench docs pictures clean build-packages test-packages mpi-packages bench-packages
