# SPDX-License-Identifier: MIT
"""./dev bench --against COMMIT: this tree and another commit, run by run in turn, so that a machine that slows down slows both.

Judged are processor time, instructions (exact, where valgrind is installed) and private memory. Wall time is shown, and judged
with --wall only: on a machine that others use it says more of them. A row above its limit is measured once more with as
many rounds, all rounds count: noise goes away, what is really slower stays. A row whose command works here and fails there is left
out: the old program cannot do it."""
import os
import shutil
from pathlib import Path
from statistics import median

import figures
import measures
from process import Failed, fail, instructions, quietly, run_once
from rows import ROWS

MEMORY_ROUNDS, MEMORY_LIMIT = 3, 1.01  # no larger; it varies by a page or two of some 180
RATE_ROUNDS = 3
WAKES_LIMIT = 1.5  # some twenty are counted
# What a failure leaves is meant to grow with what it is good for (since 636798e its scenario, so that it runs again elsewhere,
# and the unit's client certificate), and pages and inodes of a disk are counted: judged is the aim, not the ratio.
WRITTEN_MAX_KB = 200


def built(commit):
    """The commit's tree under build/, built; kept there by its id."""
    try:
        tree = Path("build/against") / quietly("git", "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}").strip()[:12]
    except Failed:
        fail(f"--against {commit}: no such commit", 2)
    if not (tree / "build/built").exists():
        print(f"building {commit} in {tree} (kept for the next time)", flush=True)
        quietly("git", "worktree", "prune")
        if not tree.exists():
            quietly("git", "worktree", "add", "--detach", tree, commit)
        env = {**os.environ, "LWIP_DIR": os.environ.get("LWIP_DIR", str(Path("build/lwip").resolve()))}
        quietly("./dev", "build", env=env, cwd=tree)
        build_more(tree, f"-DLWIP_DIR={env['LWIP_DIR']}")
        (tree / "build/built").touch()
    return tree.resolve()


def build_more(tree, *options):
    """What is measured beside the program: the power-cut sweep, and the profile's rate."""
    quietly("ninja", "-C", tree / "build", "bench_profile_rate")
    if not (tree / "build/sweep/build.ninja").exists():
        quietly("cmake", "-S", tree, "-B", tree / "build/sweep", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", *options)
    quietly("ninja", "-C", tree / "build/sweep", "vspa_sweep")


class Report:
    def __init__(self, limit):
        self.limit, self.n_above, self.n_failed = limit, 0, 0

    def heading(self):
        print(f"  {'what':46} {'old':>12} {'new':>12} {'new/old':>8}   limit", flush=True)

    def row(self, title, old, new, unit, limit):
        """Ratios are judged as they are shown, with two digits; a limit of None: not judged."""
        ratio = round(new / old, 2) if old > 0 else 1.0
        is_above = limit is not None and ratio > limit
        self.n_above += is_above
        digits = 0 if max(old, new) >= 1000 else 2
        mark = "  ABOVE" if is_above else ""
        shown = f"{limit:.2f}" if limit is not None else "-"
        print(f"  {title:46} {old:>9,.{digits}f} {unit:2} {new:>9,.{digits}f} {unit:2} {ratio:8.2f}   {shown}{mark}", flush=True)

    def most(self, title, old, new, unit, most):
        """Judged by an aim in its unit, whatever the old one needs."""
        self.n_above += new > most
        mark = "  ABOVE" if new > most else ""
        print(f"  {title:46} {old:>9,.2f} {unit:2} {new:>9,.2f} {unit:2} {new / old:8.2f}   {most} {unit}{mark}", flush=True)

    def left_out(self, title, why):
        print(f"  {title:46} left out: {why}", flush=True)

    def failed(self, title, why):
        self.n_failed += 1
        print(f"  {title:46} failed: " + str(why).strip().replace("\n", "\n    "), flush=True)


def alternate(rounds, sides, sample):
    """{side: samples}: both in turn, and who is first changes each round."""
    samples = {side.name: [] for side in sides}
    for i in range(rounds):
        for side in sides if i % 2 == 0 else sides[::-1]:
            samples[side.name].append(sample(side))
    return samples


def timed(row, commands, sides, rounds, report, judge_wall):
    def sample(side):
        return run_once(commands[side.name], side.out)

    def medians(times, which):
        return [median(time[which] for time in times[side.name]) / row.divide for side in sides]

    def is_above(times):
        return any(new / old > report.limit for old, new in (medians(times, which) for which in ((0, 1) if judge_wall else (1,))))

    times = alternate(rounds, sides, sample)
    judge_wall = (judge_wall or row.waits) and row.is_judged
    limit = report.limit if row.is_judged else None
    if row.is_judged and is_above(times):
        for name, more in alternate(rounds, sides, sample).items():
            times[name] += more
    report.row(row.title, *medians(times, 1), "ms", limit)
    report.row("  wall", *medians(times, 0), "ms", limit if judge_wall else None)
    if row.counted and shutil.which("valgrind"):
        counts = [instructions(commands[side.name], side.out) / 1e6 for side in sides]
        report.row("  million instructions", *counts, "", report.limit)


def all_figures(sides, report):
    memory = alternate(MEMORY_ROUNDS, sides, figures.private_kib)
    report.row("memory private to one provisioned unit", *(median(memory[side.name]) for side in sides), "K", MEMORY_LIMIT)
    report.row("a provisioned unit on the disk", *(figures.unit_kib(side) for side in sides), "K", report.limit)
    report.row("10,000 new units on the disk", *(figures.units_mb(side) for side in sides), "MB", report.limit)
    report.row("wakes of an idle unit, a thousand seconds", *(1000 * figures.wakes_per_s(side) for side in sides), "", WAKES_LIMIT)
    report.most("ten hours off-hook: bytes written", *(figures.off_hook_kb(side) for side in sides), "kB", WRITTEN_MAX_KB)
    rates = alternate(RATE_ROUNDS, sides, figures.profile_rates)
    for name, title in (("same", "a profile applied to a unit that has its values"), ("fresh", "a profile applied to a fresh unit")):
        least = [min(rate[name] for rate in rates[side.name]) / 1000 for side in sides]
        report.row(title, *least, "ms", report.limit)


def prepared(row, sides):
    """(commands, failures) by side. Each command has run once: the files of both are in the cache."""
    commands, failures = {}, {}
    for side in sides:
        try:
            commands[side.name] = row.make(side)
            if commands[side.name] is not None:
                run_once(commands[side.name], side.out)
        except Failed as failed:
            failures[side.name] = failed
    return commands, failures


def compare(commit, rounds, limit, judge_wall, only, work):
    build_more(Path("."))
    sides = [measures.Side("old", built(commit), work), measures.Side("new", Path(".").resolve(), work)]
    report = Report(limit)
    report.heading()
    try:
        for row in ROWS:
            if row.is_anchor or (only and only not in row.title):
                continue
            commands, failures = prepared(row, sides)
            if None in commands.values():
                report.left_out(row.title, "a program that it needs is not installed")
            elif list(failures) == ["old"]:
                report.left_out(row.title, "not in the old program")
            elif failures:
                report.failed(row.title, failures["new"])
            else:
                try:
                    timed(row, commands, sides, rounds, report, judge_wall)
                except Failed as failed:
                    report.failed(row.title, failed)
        if not only or only in "memory profile":
            all_figures(sides, report)
    finally:
        for side in sides:
            side.stop()
    print(f"above the limit: {report.n_above or 'none'}" + (f"; failed: {report.n_failed}" if report.n_failed else ""))
    return 1 if report.n_above else 3 if report.n_failed else 0
