# SPDX-License-Identifier: GPL-3.0-or-later
"""What a benchmark is made of: groups of work, its goals, and what came out."""
import dataclasses
import math
import statistics
import typing
from pathlib import Path

from sides import Failure


@dataclasses.dataclass
class Goal:
    """What a figure is to be. Where it falls short, the results tell the reason and the next step."""
    figure: str
    bound: float
    at_most: bool
    reason: str = ""
    step: str = ""

    def is_reached(self, value):
        return value <= self.bound if self.at_most else value >= self.bound


def at_least(figure, bound, reason="", step=""):
    return Goal(figure, bound, False, reason, step)


def at_most(figure, bound, reason="", step=""):
    return Goal(figure, bound, True, reason, step)


@dataclasses.dataclass
class Medians:
    """What figures are made of: the medians of each side's turns."""
    seconds: dict
    figure: dict
    folder: Path


@dataclasses.dataclass
class Work:
    """A row. The sides are asked for it by its name, or as `asks` says; `limit` is the side that it is held against and
    how that is called, and moved(figure) how much of the limit's unit the own side moves."""
    name: str
    goals: list = ()
    peers: tuple = None  # those of the group
    asks: dict = dataclasses.field(default_factory=dict)
    limit: tuple = None
    moved: typing.Callable = None
    figures: dict = dataclasses.field(default_factory=dict)  # name: of Medians
    turns: dict = dataclasses.field(default_factory=dict)  # sides that take so many at most
    before: str = ""  # what a shell does before every turn
    check: typing.Callable = lambda sides, turns: None  # raises Failure
    point: tuple = None  # of a plot: its series, and how much there is to do

    def asked_of(self, side):
        return self.asks.get(side, self.asks.get("all", self.name))


@dataclasses.dataclass
class Group:
    name: str
    title: str
    sides: dict  # name: program and its arguments
    works: list
    peers: tuple = ()
    prepare: tuple = ()
    disk: float = 0  # bytes
    note: str = ""
    growth: list = ()  # goals of each series of points

    def sides_of(self, work):
        limit = () if work.limit is None else (work.limit[0],)
        return (next(iter(self.sides)), *(self.peers if work.peers is None else work.peers), *limit)


@dataclasses.dataclass
class Row:
    work: Work
    turns: dict = dataclasses.field(default_factory=dict)  # side: [(seconds, figure)]
    figures: dict = dataclasses.field(default_factory=dict)
    missing: tuple = ()  # sides that are not installed
    failure: str = ""
    quick: bool = False  # too small to judge

    def seconds(self, side):
        return [seconds for seconds, _ in self.turns[side]]


def figures_of(work, turns, folder):
    """How many times as fast as each peer, which share of the limit, and what else the work tells."""
    medians = Medians(*({side: statistics.median(turn[k] for turn in taken) for side, taken in turns.items()}
                        for k in (0, 1)), folder)
    own, *others = turns
    figures = {}
    for side in others:
        if work.limit is not None and side == work.limit[0]:
            rate = medians.figure[side] / medians.seconds[side]
            figures[f"of {work.limit[1]}"] = work.moved(medians.figure[own]) / medians.seconds[own] / rate
        elif f"of {side}" not in work.figures:
            figures[f"times {side}"] = medians.seconds[side] / medians.seconds[own]
    for name, figure in work.figures.items():
        try:
            figures[name] = figure(medians)
        except KeyError:
            pass  # of a side that is not installed
    return figures


def growth_of(group, rows):
    """A row a series of points: by which power of what there is to do the time grows, but for the least, where starting
    counts."""
    series = {}
    for row in rows:
        if row.work.point is not None and row.turns:
            series.setdefault(row.work.point[0], []).append((row.work.point[1], statistics.median(row.seconds("lociq"))))
    grown = []
    for name, points in series.items():
        if len(points) > 2:
            (least, fast), (most, slow) = points[1], points[-1]
            power = math.log(slow / fast) / math.log(most / least)
            grown.append(Row(Work(f"{name}, from {least:,} to {most:,}", group.growth), quick=rows[0].quick,
                             figures={"grows by the power": power}))
    return grown


def same_figures(what):
    """A check that all sides have come to the same figure."""
    def check(_, turns):
        found = {side: taken[-1][1] for side, taken in turns.items()}
        if len(set(found.values())) != 1:
            raise Failure(f"{what} differ: {found}")
    return check
