# SPDX-License-Identifier: GPL-3.0-or-later
"""The results as Markdown, and the plot of how the cost grows."""
import math
import statistics

NOT_INSTALLED = "not installed"


def number(value):
    """Three digits that tell."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if 0 < abs(value) < 1e-4:
        return f"{value:.1e}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}" if value != 0 else "0"


def spread(seconds):
    """The median, and the quartiles after it."""
    middle = number(statistics.median(seconds))
    if len(seconds) < 2:
        return f"{middle} (once)"
    lower, _, upper = statistics.quantiles(seconds, n=4, method="inclusive")
    return f"{middle} ({number(lower)}–{number(upper)})"


def table(head, lines):
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head),
            *("| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |" for cells in lines), ""]


def turns_of(row):
    counts = {side: len(taken) for side, taken in row.turns.items()}
    most = max(counts.values(), default=0)
    return ", ".join([str(most) if most else "", *(f"{side} {count}" for side, count in counts.items() if count != most)]).strip(", ")


def heading(side, rows):
    """A limit by its own name, as one program answers for all of them."""
    limits = {row.work.limit[1] for row in rows if row.work.limit is not None and row.work.limit[0] == side}
    return f"{limits.pop() if len(limits) == 1 else side}, s"


def cells(row, timed, figures):
    if row.failure:
        return [row.work.name, f"failed: {row.failure}", *[""] * (len(timed) + len(figures))]
    return [row.work.name,
            *(spread(row.seconds(side)) if side in row.turns else NOT_INSTALLED if side in row.missing else "" for side in timed),
            *(number(row.figures[name]) if name in row.figures else "" for name in figures), turns_of(row)]


def measured(group, rows):
    """A table of seconds and figures."""
    timed = list(dict.fromkeys(side for row in rows for side in (*row.turns, *row.missing)))
    figures = list(dict.fromkeys(name for row in rows for name in row.figures))
    return table([group.name, *(heading(side, rows) for side in timed), *figures, "turns"],
                 [cells(row, timed, figures) for row in rows])


def bound_of(goal):
    return f"at {'most' if goal.at_most else 'least'} {goal.bound:g}"


def verdict_of(row, goal):
    if row.failure:
        return f"not measured: {row.failure}"
    if goal.figure not in row.figures:
        return f"not measured: {', '.join(row.missing)} {NOT_INSTALLED}"
    if row.quick:
        return "too small to judge"
    return "reached" if goal.is_reached(row.figures[goal.figure]) else "falls short"


def verdicts(rows):
    """(row, goal, what became of it) of every goal."""
    return [(row, goal, verdict_of(row, goal)) for row in rows for goal in row.work.goals]


def judged(rows):
    """A table of goals, and of those that fall short the reason and the next step."""
    lines, short = [], []
    for row, goal, verdict in verdicts(rows):
        value = number(row.figures[goal.figure]) if goal.figure in row.figures else ""
        bound = bound_of(goal)
        lines.append([row.work.name, goal.figure, value, bound, verdict])
        if verdict == "falls short":
            short.append(f"- **{row.work.name}, {goal.figure}: {value}, not {bound}.** "
                         f"Reason: {goal.reason or 'not known as yet.'} Next step: {goal.step or 'find the reason.'}")
    return [*table(["goal", "figure", "measured", "expected", ""], lines), *short, *([""] if short else [])] if lines else []


def section(group, rows):
    return "\n".join([f"## {group.title}", "", *([group.note, ""] if group.note else []), *measured(group, rows), *judged(rows)])


def summary(sections):
    found = [(group, *verdict) for group, rows in sections for verdict in verdicts(rows)]
    counts = {kind: sum(verdict.startswith(kind) for *_, verdict in found)
              for kind in ("reached", "falls short", "not measured", "too small to judge")}
    lines = [f"Of {len(found)} goals: {', '.join(f'{kind} {count}' for kind, count in counts.items() if count > 0)}.", ""]
    lines += [f"- {group.title}: {row.work.name}, {goal.figure} {number(row.figures[goal.figure])}, {bound_of(goal)} expected"
              for group, row, goal, verdict in found if verdict == "falls short"]
    return "\n".join(lines)


def head(date, quick, facts):
    lines = [f"# Results of {date}", ""]
    if quick:
        lines += ["**A quick run at small sizes, which shows that all works. Its times say nothing.**", ""]
    lines += ["Seconds are medians of turns, with the quartiles after them; all sides of a row took turns in this one run. "
              "Times: how many times as fast as the other side. `benchmarks/README.md` says what is measured.", ""]
    return "\n".join([*lines, *table(["", ""], facts.items())])


def plot(groups, path):
    """A line a series, time over how much there is to do, both logarithmic. False where there is nothing to draw."""
    series = {}
    for _, rows in groups:
        for row in rows:
            if row.work.point is not None and row.turns:
                series.setdefault(row.work.point[0], []).append((row.work.point[1], statistics.median(row.seconds("lociq"))))
    if not series:
        return False
    import matplotlib  # only now: what is started counts our memory as its own
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "lociq", "font.size": 9})
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(5, 3.4), layout="constrained")
    for (name, points), marker in zip(series.items(), "os^Dv"):
        axes.loglog(*zip(*points), marker=marker, label=name)
        counts = [count for count, _ in points]
        axes.loglog(counts, [points[-1][1] * count / counts[-1] for count in counts], color="0.8", linewidth=1, zorder=0)
    axes.set(xlabel="regions", ylabel="seconds", title="lociq under --memory 1G (grey: in proportion)")
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})
    return True
