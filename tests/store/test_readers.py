#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other programs open a store with nothing but its path: ncdump, xarray with both
engines, h5py and pandas; before and after the axes have grown."""
import json
import os
import subprocess
import sys
import tempfile

try:
    import h5py
    import netCDF4  # noqa: F401
    import numpy as np
    import pandas as pd
    import xarray as xr
    import h5netcdf  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

MAKE = os.path.join(os.environ["LOCIQ_BUILD"], "tests/store/make_store")
NAN = float("nan")


def run(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def same(found, expected):
    np.testing.assert_array_equal(np.asarray(found, dtype=float), np.asarray(expected, dtype=float))


def check_xarray(path, engine):
    with xr.open_dataset(path, engine=engine) as data:
        assert data.attrs["Conventions"] == "CF-1.8"
        assert data.year.values.tolist() == [2014, 2015], data.year
        assert data.year.dtype.kind == "i" and "units" not in data.year.attrs
        assert data.region.values.tolist() == ["DE11", "DE12", "ES61", "ITC4"]
        assert data.region.attrs["nuts_vintage"] == "2006 2010 2013 2016 2021 2024", data.region.attrs
        assert data.lq.dims == ("year", "region", "industry")
        same(data.lq.sel(region="DE11"), [[0, 0.125, 0.25], [1.5, 1.625, 1.75]])
        assert data.lq.attrs["units"] == "1" and data.lq.attrs["long_name"] == "lq"
        assert data.lq.attrs["valid_range"].tolist() == [0, float("inf")]
        same(data.employment.sel(region="DE12", year=2014), [2003.5, NAN, 2005.5])
        assert data.employment.attrs["units"] == "persons"
        assert data.hours.dtype == np.float64 and data.hours.attrs["units"] == "h"  # no timedelta64
        assert data.region_label.sel(region="DE12").item() == 'Karlsruhe, "Fächerstadt"'
        assert "region_label" in data.lq.coords and "industry_label" in data.lq.coords
        flags = data.employment_flag
        assert flags.dtype == np.uint16 and int(flags.sel(region="DE12", year=2014, industry="B-E")) == 2
        names = dict(zip(flags.attrs["flag_meanings"].split(), np.atleast_1d(flags.attrs["flag_masks"])))
        assert names["confidential"] == 2 and names["low_reliability"] == 1024 and len(names) == 13
        same(data.employment_total_region.sel(region="ITC4"), [2103.5, 2107.5])
        same(data.employment_total, [2300.5, 2301.5])
        same(data.employment_aggregate.sel(aggregate="EU28", year=2015), [2403.5, 2404.5, 2405.5])
        bounds = [data.employment_lower, data.employment_upper]
        assert all(bound.attrs["lociq_kind"] == "bound" and bound.attrs["units"] == "persons" for bound in bounds)
        same([bound.sel(region="DE12", year=2014, industry="B-E") for bound in bounds], [10, 100])
        same([bound.sel(region="ES61", year=2014, industry="B-E") for bound in bounds], [2007.5, float("inf")])
        same(data.proximity.sel(industry="A", industry_other="F"), [0.25, 1.375])
        same(data.partner_cosine.sel(region="ITC4", year=2014), [0, 2])
        same(data.partner_cosine.sel(region="DE12", year=2015), [0, NAN])
        assert data.gdp.dims == ("year", "region")
        frame = data.lq.sel(year=2015).to_pandas()
        assert isinstance(frame, pd.DataFrame) and frame.loc["ITC4", "F"] == 23 / 8
        assert '"make_store new"' in str(data.provenance.values)


def check_grown(path, engine):
    with xr.open_dataset(path, engine=engine) as data:
        assert data.year.values.tolist() == [2012, 2014, 2015]
        assert data.region.values.tolist() == ["AT11", "DE11", "DE12", "ES11", "ES61", "ITC4", "PL12"]
        assert data.industry.values.tolist() == data.industry_other.values.tolist() == ["A", "B-E", "C1", "F", "K"]
        same(data.lq.sel(region="DE11"), [[NAN] * 5, [0, 0.125, NAN, 0.25, NAN], [1.5, 1.625, NAN, 1.75, NAN]])
        same(data.employment.sel(region="DE12", year=2014), [2003.5, NAN, NAN, 2005.5, NAN])
        same(data.employment.sel(region="DE11", year=2012), [NAN, 9003.5, NAN, NAN, 9005.5])
        assert int(data.employment_flag.sel(region="DE12", year=2014, industry="B-E")) == 2
        same(data.employment_upper.sel(region="DE12", year=2014), [2003.5, 100, NAN, 2005.5, NAN])
        assert data.region_label.sel(region="DE11").item() == "Stuttgart"
        assert data.region_label.sel(region="AT11").item() == "Burgenland"
        assert data.region.attrs["nuts_vintage"] == "2006 2010 2013", data.region.attrs  # PL12 was dropped then
        assert data.region_label.sel(region="PL12").item() == ""
        ranks = data.partner_cosine.sel(region="ITC4", year=2014)
        assert data.region[ranks.astype(int)].values.tolist() == ["DE11", "ES61"]  # positions follow


def check_h5py(path):
    with h5py.File(path) as file:
        assert file["region"].asstr()[:].tolist() == ["DE11", "DE12", "ES61", "ITC4"]
        assert [file["lq"].dims[i][0].name for i in range(3)] == ["/year", "/region", "/industry"]
        assert file["lq"].attrs["_FillValue"].shape == (1,)
        is_scale = {name: dataset.attrs.get("CLASS") == b"DIMENSION_SCALE" for name, dataset in file.items()}
        for name, dataset in file.items():
            kind = h5py.check_string_dtype(dataset.dtype)
            assert kind is None or (kind.length is None and kind.encoding == "utf-8"), name
            assert dataset.size == 1 or is_scale[name] or kind or dataset.fletcher32 or name.endswith("_level"), name
            scales = [name] if is_scale[name] else [d[0].name for d in dataset.dims]
            assert len(scales) == dataset.ndim, name
        ids = [int(d.attrs["_Netcdf4Dimid"]) for name, d in file.items() if is_scale[name]]
        assert sorted(ids) == list(range(len(ids)))
        assert json.loads(file["provenance"].asstr()[()])["events"][0]["inputs"][0]["path"] == 'regions "ä".tsv.gz'


def check_ncdump(path):
    header = run("ncdump", "-h", path)
    for line in ("region = 4 ;", "industry_other = 3 ;", "string region(region) ;", "int year(year) ;",
                 "double lq(year, region, industry) ;", "double employment_total(year) ;",
                 "ushort employment_flag(year, region, industry) ;",
                 'string employment:units = "persons" ;', "string provenance ;", "employment:_FillValue = NaN ;"):
        assert line in header, (line, header)
    assert "2003.5, NaN, 2005.5," in run("ncdump", "-v", "employment", path).replace("_", "NaN")


def check_whole(path, regions, industries):
    """What is coded by our threads, ends past the last region and industry too, is what others decode."""
    expected = np.arange(regions * industries, dtype=float).reshape(1, regions, industries)
    for reader in ("h5netcdf", "netcdf4"):
        with xr.open_dataset(path, engine=reader) as data:
            same(data.lq.values, expected)
    with h5py.File(path) as file:
        lq = file["lq"]
        assert (lq.compression, lq.compression_opts, lq.shuffle, lq.fletcher32) == ("gzip", 1, True, True)
        assert lq.chunks[1] < regions and regions % lq.chunks[1] != 0 and industries % lq.chunks[2] != 0, lq.chunks
        same(lq[()], expected)
        same(lq[0, 17:601:5, 250:], expected[0, 17:601:5, 250:])
    run("ncdump", path)


with tempfile.TemporaryDirectory() as folder:
    store = os.path.join(folder, "store.h5")
    run(MAKE, store, "new")
    for reader in ("h5netcdf", "netcdf4"):
        check_xarray(store, reader)
    check_h5py(store)
    check_ncdump(store)
    run(MAKE, store, "grow")
    for reader in ("h5netcdf", "netcdf4"):
        check_grown(store, reader)
    run("ncdump", store)
    run(MAKE, store, "whole", "701", "301")
    run(MAKE, store, "verify")
    check_whole(store, 701, 301)
