# SPDX-License-Identifier: GPL-3.0-or-later
"""Indicators of Europe's regions in one year, with holes, published totals and an aggregate, as numpy makes them of the same
figures by the formulas of docs/indicators.md, under each of the conventions that all indicators share."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import h5py
    import numpy
except ImportError as error:
    print(f"skipped: {error.name} is not installed (Debian packages python3-h5py, python3-numpy)")
    sys.exit(77)

data = Path(os.environ["LOCIQ_SOURCE"]) / "datasets/eu_nuts2"
YEAR = 2012
faults = []
numpy.seterr(divide="ignore", invalid="ignore")


def lociq(*arguments):
    done = subprocess.run([os.environ["LOCIQ"], *map(str, arguments), "--quiet"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        faults.append(f"lociq {' '.join(map(str, arguments))}: {done.stderr}")
    return done.returncode == 0


def total(values, axis):
    """Of what is known; missing where nothing is."""
    return numpy.where(numpy.isnan(values).all(axis), numpy.nan, numpy.nansum(values, axis=axis))


def entropy(part, other=1):
    """Σ part ln(part/other), 0 where the part is 0."""
    return numpy.where(part == 0, 0, part * numpy.log(part / other))


def matched(own, other, rescaled):
    """Both sides over the cells known on both, each over its sum along the last axis."""
    known = ~numpy.isnan(own) & ~numpy.isnan(other)
    sides = [numpy.where(known, side, numpy.nan) for side in (own, other)]
    return [side / total(side, -1)[..., None] for side in sides] if rescaled else sides


def lorenz(own, other):
    """1 less twice the area under the Lorenz curve of each row of own on other."""
    found = []
    for a, g in zip(*matched(own, other, True)):
        a, g = a[~numpy.isnan(a)], g[~numpy.isnan(a)]
        order = numpy.argsort(a / g, kind="stable")
        a, g = a[order], g[order]
        reached = numpy.cumsum(a)
        found.append(1 - (g * (2 * reached - a)).sum() if len(a) else numpy.nan)
    return numpy.array(found)


def top(values, here):
    """Who is among the first tenth of a column's values, rounded up, ties too, of those that are here."""
    count = here.sum(0)
    edge = numpy.sort(numpy.where(here, values, -numpy.inf), axis=0)[-numpy.ceil(count / 10).astype(int), range(len(count))]
    return values >= edge


class Figures:
    """The year's figures under the conventions: e, E_r, x, E, s and a."""

    def __init__(self, store, missing="skip", totals="published", reference="whole", shares="rescaled",
                 distribution="employment"):
        year = list(store["year"][:]).index(YEAR)
        self.rescaled = shares == "rescaled"
        self.e = store["employment"][year]
        if missing == "zero":
            self.e = numpy.nan_to_num(self.e)
        known = ~numpy.isnan(self.e)
        published = store["employment_total_region"][year]
        sums = total(self.e, 1)
        self.of_region = sums if totals == "summed" else numpy.where(numpy.isnan(published), sums, published)
        self.of_region = numpy.where(self.of_region == 0, numpy.nan, self.of_region)
        if reference == "whole":
            # Known cells over the totals of the regions where they are known.
            self.x = total(self.e, 0) / numpy.nansum(numpy.where(known, self.of_region[:, None], 0), axis=0)
            self.all = numpy.nansum(self.of_region)
        else:
            place = list(store["aggregate"].asstr()).index(reference)
            self.all = store["employment_aggregate_total"][year, place]
            self.x = store["employment_aggregate"][year, place] / self.all
        self.s = self.e / self.of_region[:, None]
        self.a = (self.e / (self.x * self.all)).T
        share = {"employment": self.of_region / self.all, "equal": numpy.full(len(self.e), 1 / len(self.e))}
        if distribution not in share:
            variable = store[distribution][year]
            share[distribution] = variable / numpy.nansum(variable)
        self.g = share[distribution]
        self.own_s, self.own_x = matched(self.s, numpy.broadcast_to(self.x, self.s.shape), self.rescaled)
        self.own_a, self.own_g = matched(self.a, numpy.broadcast_to(self.g, self.a.shape), self.rescaled)
        self.known_a = self.a / total(self.a, 1)[:, None] if self.rescaled else self.a

    def location(self):
        """Measured in thousand persons: ten jobs are 0.01, and no star is given below 1."""
        quotient = self.s / self.x
        logarithm = numpy.where(quotient > 0, numpy.log(quotient), numpy.nan)
        expected = self.of_region[:, None] * self.x
        here = self.e > 0
        stars = top(self.e, here) * 1.0 + (quotient >= 2) + top(self.s, here)
        return {"lq": quotient, "lq_symmetric": (quotient - 1) / (quotient + 1), "lq_log": logarithm,
                "stars": numpy.where(numpy.isnan(self.e), numpy.nan, (here & (self.e >= 1)) * stars),
                "lq_standardised": (quotient - numpy.nanmean(quotient, 0)) / numpy.nanstd(quotient, 0),
                "lq_shrunk": (self.e + 0.01) / (expected + 0.01), "surplus": self.e - expected, "focus": self.s,
                "size_share": self.a.T, "specialised": numpy.where(numpy.isnan(quotient), numpy.nan, quotient >= 1)}

    def specialisation(self):
        s, x, count = self.own_s, self.own_x, self.s.shape[1]
        n = (~numpy.isnan(s)).sum(1) if self.rescaled else numpy.full(len(s), count)
        herfindahl, nats = total(s**2, 1), -total(entropy(s), 1)
        distance, quotient = total(abs(s - x), 1), self.s / self.x
        held = numpy.where(numpy.isnan(quotient), numpy.nan, quotient >= 1)
        return {"krugman_specialisation": distance, "hoover_balassa": distance / 2, "relative_diversity": 1 / distance,
                "herfindahl": herfindahl, "herfindahl_normalised": (herfindahl - 1 / count) / (1 - 1 / count),
                "equivalent_number": 1 / herfindahl, "entropy": nats, "entropy_normalised": nats / numpy.log(count),
                "theil_specialisation": total(entropy(s, x), 1), "gini_specialisation": lorenz(self.s, x),
                "hachman": 1 / total(s**2 / x, 1), "ogive": total((s - 1 / n[:, None])**2, 1) * n,
                "diversity": total(held, 1), "relative_specialisation": numpy.fmax.reduce(quotient, 1)}

    def concentration(self):
        a, g = self.own_a, self.own_g
        distance, quotient = total(abs(a - g), 1), self.s / self.x
        return {"krugman_concentration": distance, "hoover_concentration": distance / 2,
                "theil_concentration": total(entropy(a, g), 1), "gini_concentration": lorenz(a, g),
                "herfindahl_concentration": total(self.known_a**2, 1),
                "entropy_concentration": -total(entropy(self.known_a), 1),
                "concentration_ratio": numpy.sort(numpy.nan_to_num(self.known_a))[:, -4:].sum(1),
                "ubiquity": (quotient >= 1).sum(0)}

    def complexity(self):
        quotient = self.s / self.x
        known, held = ~numpy.isnan(quotient), (quotient >= 1).astype(float)
        k, u = held.sum(1), held.sum(0)
        proximity = held.T @ held / numpy.maximum.outer(u, u)
        near = proximity - numpy.diag(numpy.diag(proximity))
        density = held @ near / (known @ near)
        some = k > 0
        values, vectors = numpy.linalg.eig((held / u).T[:, some] @ (held[some] / k[some, None]))
        p = vectors[:, numpy.argsort(-values.real)[1]].real
        p *= numpy.sign(numpy.corrcoef(held[some] @ p / k[some], k[some])[0, 1])
        regions = numpy.full(len(k), numpy.nan)
        regions[some] = held[some] @ p / k[some]
        pci = (p - p.mean()) / p.std()
        lacks = numpy.where(known & ~numpy.isnan(density), 1 - held, numpy.nan)
        outlook = total(density * lacks * pci, 1)
        # φ_ij/Σ_{k≠j} φ_kj over what the region knows, summed over the others that it lacks.
        gain = numpy.full(held.shape, numpy.nan)
        for r, row in enumerate(known):
            step = near / (row @ near) @ (numpy.where(row, 1 - held[r], 0) * pci) - density[r] * pci
            gain[r] = numpy.where(row & (held[r] == 0), step, numpy.nan)
        return {"proximity": proximity, "relatedness_density": 100 * density, "pci": pci,
                "eci": (regions - numpy.nanmean(regions)) / numpy.nanstd(regions), "complexity_outlook": outlook,
                "opportunity_gain": gain}


def compare(what, found, expected, tolerance):
    """Relative, of what is below 1 absolute; missing in the same places."""
    expected = numpy.where(numpy.isfinite(expected), expected, numpy.nan)
    if not numpy.array_equal(numpy.isnan(found), numpy.isnan(expected)):
        faults.append(f"{what} is missing elsewhere")
        return
    off = numpy.nanmax(abs(found - expected) / numpy.maximum(1, abs(expected)))
    if not off <= tolerance:
        faults.append(f"{what} is off by {off:.2g}")


def check(store, folder, families, **conventions):
    result = Path(folder) / "result.h5"
    result.unlink(missing_ok=True)
    options = [word for name, value in conventions.items() for word in (f"--{name}", value)]
    with h5py.File(store) as file:
        figures = Figures(file, **conventions)
    for family in families:
        expected = getattr(figures, family)()
        if not lociq("compute", store, *expected, "--years", YEAR, "-o", result, *options):
            continue
        # Eigenvectors follow from gaps between eigenvalues; other sums run in another order.
        tolerance = 1e-8 if family == "complexity" else 1e-12
        with h5py.File(result) as file:
            for name, values in expected.items():
                compare(f"{name} {' '.join(options)}", file[name][0], values, tolerance)


with tempfile.TemporaryDirectory() as folder:
    store = Path(folder) / "eu.h5"
    for name, unit in {"employment": "thousand persons", "gdp": "million euro", "gfcf": "million euro"}.items():
        lociq("import", data / f"{name}.csv.gz", "-o", store, "--unit", unit, "--level", "nuts2")
    ROWS = ["location", "specialisation", "complexity"]
    ALL = [*ROWS, "concentration"]
    check(store, folder, ALL)
    check(store, folder, ALL, missing="zero")
    check(store, folder, ALL, totals="summed")
    check(store, folder, ALL, reference="EU28")
    check(store, folder, ["specialisation", "concentration"], shares="raw")
    check(store, folder, ["specialisation", "concentration"], shares="raw", reference="EU28")
    check(store, folder, ["concentration"], distribution="equal")
    check(store, folder, ["concentration"], distribution="gdp")
    check(store, folder, ["concentration"], distribution="gdp", shares="raw")

    # Whatever is asked for, --all computes what the store allows.
    result = Path(folder) / "all.h5"
    for options in (["--distribution", "equal"], ["--distribution", "gdp"], ["--reference", "EU28"], ["--missing", "propagate"],
                    ["--missing", "zero"], ["--shares", "raw"], ["--totals", "summed"], ["--bootstrap", "50"],
                    ["--bootstrap", "50", "--resample", "regions", "--reference", "EU28"], ["--measure", "gfcf"],
                    ["--relatedness", "continuous", "--missing", "propagate"]):
        result.unlink(missing_ok=True)
        if lociq("compute", store, "--all", "--years", YEAR, "-o", result, *options):
            with h5py.File(result) as file:
                if "beta_convergence" not in file or "lq" not in file:
                    faults.append(f"--all {' '.join(options)} left something out")

for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
